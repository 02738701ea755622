"""The pictures beside the look-ups, drawn from what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.lookups import series
from bot.lookups.dots import dots
from bot.lookups.policy import ledger_at
from bot.render.evidence.captions import LookedUp, Picture
from bot.store import Store

SINCE, LATEST = datetime(2018, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
OPERATIONS, RATES = 2 * series.YEAR + 20, 5 * (series.YEAR + 2)
"""So many hold a year: two operations a day, five rates a day."""
Shown = tuple[Any, date, date, Callable[[], bytes]]
"""What is shown, its first and last day, and what draws it."""


def looked_up(store: Store, name: str, lang: str, kept: Picture | None = None) -> Picture | None:
    """`balance`, `repo`, `rates` or `dots`, in a language; None where what is stored is too little. `kept` is given back where it shows
    the same. Takes seconds.
    """
    found = _SHOWN[name](store, lang)
    if found is None:
        return None
    shown, first, last, draw = found
    sha256 = hashlib.sha256(repr((lang, shown)).encode()).hexdigest()
    return kept if kept is not None and kept.sha256 == sha256 else Picture(name, draw(), LookedUp(name, first, last), sha256)


def _balance(store: Store, lang: str) -> Shown | None:
    weeks = series.weeks_of(store.history("fed.balance_sheet", before=LATEST, since=SINCE), ledger_at(store, LATEST))

    def draw() -> bytes:
        from bot.render.lookups import pictures

        return pictures.balance(weeks or (), lang)

    return None if weeks is None else (weeks, weeks[0].on, weeks[-1].on, draw)


def _repo(store: Store, lang: str) -> Shown | None:
    standing = series.year_of(store.newest("nyfed.repo_operation", before=LATEST, count=OPERATIONS), "standing") or ()
    on_rrp = series.year_of(store.newest("nyfed.reverse_repo_operation", before=LATEST, count=OPERATIONS), "on_rrp") or ()
    days = sorted(day.on for day in (*standing, *on_rrp))

    def draw() -> bytes:
        from bot.render.lookups import pictures

        return pictures.repo(standing, on_rrp, lang)

    return ((standing, on_rrp), days[0], days[-1], draw) if days else None


def _rates(store: Store, lang: str) -> Shown | None:
    events, ledger = store.newest("nyfed.reference_rate", before=LATEST, count=RATES), ledger_at(store, LATEST)
    spreads = {kind: found for kind in ("SOFR", "EFFR") if (found := series.spreads_of(events, kind, ledger)) is not None}
    days = sorted(one.on for found in spreads.values() for one in found)

    def draw() -> bytes:
        from bot.render.lookups import pictures

        return pictures.rates(spreads, lang)

    return (spreads, days[0], days[-1], draw) if days else None


def _dots(store: Store, lang: str) -> Shown | None:
    found = dots(store, LATEST)
    if found is None:
        return None
    found = replace(found, is_old=False)
    day = found.published_at.date()

    def draw() -> bytes:
        from bot.render.lookups import pictures

        return pictures.dots(found, lang)

    return found, day, day, draw


_SHOWN = {"balance": _balance, "repo": _repo, "rates": _rates, "dots": _dots}
