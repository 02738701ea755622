"""A store that the recorded stretch has filled, and a server that shows it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.local_chat import LocalChat
from bot.demo.play import FIRST_LOOK, PLAYED, Clock, Stage
from bot.demo.publisher import Publisher
from bot.demo.tables import figures
from bot.evidence.public import public_record
from bot.rulebook import InForce, rulebook_of
from bot.settings import Settings
from bot.sources import sources
from bot.store import Store, open_store
from bot.web.server import Listener
from bot.web.site import Front, Site
from rules.document import load_rulebook

PAGE_AT = datetime(2026, 1, 9, 15, 0, tzinfo=UTC)
"""Two days after the last publication of the stretch."""


async def full_store(path: Path) -> Store:
    """What the bot has stored when the stretch is over."""
    store, clock = open_store(f"sqlite:///{path.as_posix()}"), Clock(FIRST_LOOK)
    chat = LocalChat("en", clock.now, _nowhere)

    async def at_once(seconds: float) -> None:
        return None

    await Stage(clock, Publisher(figures(), clock.now), store, load_rulebook(), chat).play(_nowhere, None, at_once)
    return store


def site_at(store: Store, at: datetime) -> Site:
    """The site of a bot that watches what the stretch has, whose clock stands."""
    settings = Settings()
    rules = InForce(rulebook_of(settings), lambda: rulebook_of(settings))
    return Site(
        store=store, settings=settings, rules=rules, sources=sources(PLAYED), now=lambda: at, started_at=at,
        record=lambda: public_record(store, rules.now.statistics),
    )  # fmt: skip


def _nowhere(text: str) -> None:
    return None
