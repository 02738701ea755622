"""How bitcoin moves with equities over the last sixty sessions, beside the sixty before (bot.assessing.correlation has the method)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.assessing.correlation import LONGEST, SESSIONS, STALE, correlation
from bot.assessing.price_agreement import believed
from bot.calendars.newyork import today
from bot.store import Store

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """The correlation of daily log returns, -1..1, with its 95 % interval (Fisher); None where `known` sessions are too few, have holes,
    or end too long ago. `before` is that of the sixty sessions before, None likewise.
    """

    value: float | None
    interval: tuple[float, float] | None
    before: float | None
    known: int
    """Sessions with both prices in the last half year and more."""
    last_on: date | None
    is_old: bool


def btc_and_equities(store: Store, now: datetime) -> Correlation:
    """The correlation as it is known at an instant."""
    since = now - 2 * LONGEST - STALE
    index = believed(store.prices("SP500", since=since, before=now))
    bitcoin = believed(store.prices("BTC", since=since, before=now, instants=index.keys()))
    return correlation_of(bitcoin, index, now)


def correlation_of(bitcoin: Mapping[datetime, float], index: Mapping[datetime, float], now: datetime) -> Correlation:
    """The same of closes by their instants. Pure."""
    common = sorted(bitcoin.keys() & index.keys())
    value = correlation(bitcoin, index, now)
    earlier = common[: -SESSIONS or None]
    then = {at: bitcoin[at] for at in earlier}
    before = correlation(then, {at: index[at] for at in earlier}, earlier[-1]) if earlier else None
    return Correlation(
        value=value,
        interval=None if value is None else _interval(value),
        before=before,
        known=len(common),
        last_on=today(common[-1]) if common else None,
        is_old=bool(common) and now - common[-1] > STALE,
    )


def _interval(value: float) -> tuple[float, float]:
    """Fisher's, of so many pairs of returns."""
    if abs(value) >= 1:
        return value, value
    half = NORMAL_95 / math.sqrt(SESSIONS - 3)
    return round(math.tanh(math.atanh(value) - half), 4), round(math.tanh(math.atanh(value) + half), 4)
