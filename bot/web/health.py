"""Whether the bot is alive, and whether it can do its work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.errors import StoreUnavailable
from bot.source import Source
from bot.store import SourceState
from bot.web.of_request import FRONT
from bot.web.site import Site

PATIENCE = 5.0
"""Seconds that a check may take."""
MISSED = 3
"""So many times in a row the source that is asked most often may be late, before nothing is fresh."""
LEAST = timedelta(minutes=10)
FRESH_HEADERS = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that the bot needs. `detail` is for anybody's eyes: it holds no address, path or name of a person."""

    name: str
    ok: bool
    detail: str


async def healthz(request: web.Request) -> web.Response:
    """The loop turns: that this was answered says it."""
    return web.Response(text="ok\n", headers=FRESH_HEADERS)


async def readyz(request: web.Request) -> web.Response:
    """Each check with what was found; 503 where one of them fails."""
    site = request.app[FRONT].site
    checks = await _checks(site) if site else (Check(name="database", ok=False, detail="not opened yet"),)
    ready = all(check.ok for check in checks)
    told = {"ready": ready, "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]}
    return web.json_response(told, status=200 if ready else 503, headers=FRESH_HEADERS)


async def _checks(site: Site) -> Sequence[Check]:
    states, telegram = await asyncio.gather(_states(site), _telegram(site))
    if states is None:
        unknown = Check(name="sources", ok=False, detail="not known while the database cannot be read")
        return (Check(name="database", ok=False, detail="cannot be used; the log says why"), unknown, telegram)
    return (Check(name="database", ok=True, detail="answers"), freshness(site.sources, states, site.now()), telegram)


async def _states(site: Site) -> list[SourceState] | None:
    """The states of all sources; None where the database does not give them, or has not taken what it was given."""
    try:
        async with asyncio.timeout(PATIENCE):
            states = await asyncio.to_thread(site.store.source_states)
    except (StoreUnavailable, TimeoutError):
        return None
    return None if site.store.health.trouble else states


async def _telegram(site: Site) -> Check:
    wrong = await site.reach_telegram()
    return Check(name="telegram", ok=wrong is None, detail=wrong or "reached, or not used by this run")


def freshness(sources: Sequence[Source], states: Iterable[SourceState], now: datetime) -> Check:
    """Whether a source has answered lately: within three times the interval at which the most frequent one is asked."""
    within = max(MISSED * min((source.plan.every for source in sources), default=LEAST), LEAST)
    watched = {source.id for source in sources}
    answered = {state.source: state.last_ok_at for state in states if state.source in watched and state.last_ok_at}
    fresh = sum(now - at <= within for at in answered.values())
    minutes = int(within.total_seconds() // 60)
    return Check(name="sources", ok=fresh > 0, detail=f"{fresh} of {len(watched)} answered within the last {minutes} minutes")
