"""What the pictures of the evidence show, as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import numpy as np

from bot.evidence.baseline import candidates, instants_of
from bot.evidence.closes import DAY, HOUR, Closes, Floats
from bot.evidence.hours import MINIMUM_WINDOWS
from rules.event import BalanceSheet, Event
from rules.ledger import shipped_ledger
from rules.regime import regime_at

HOURS = tuple(range(-24, 73))
WEEKS = 13
"""How long a stretch is over which the balance sheet and BTC are compared: a quarter."""
FIRST_YEAR = 2019


@dataclass(frozen=True, slots=True)
class Path:
    """By hour from a publication: quartiles and median of returns since it, percent."""

    hours: tuple[int, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One asset by hour (HOURS) from one event: its return, NaN where it is not known, and ordinary days' quartiles; percent."""

    asset: str
    returns: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def is_known(self, hour: int) -> bool:
        """Whether the return by then is known."""
        return math.isfinite(self.returns[HOURS.index(hour)])


@dataclass(frozen=True, slots=True)
class Sheets:
    """Total assets in trillions and the regime, by week; `changes` of stretches that do not overlap: regime, total assets, BTC, percent."""

    days: tuple[date, ...]
    assets_tn: tuple[float, ...]
    regimes: tuple[str, ...]
    changes: tuple[tuple[str, float, float], ...]


def paths(moments: Sequence[datetime], closes: Closes) -> tuple[Path, Path]:
    """What prices did around events, and around the same weekday and clock in the year before where no event was within a day."""
    instants = instants_of(moments)
    days = candidates(instants)
    starts = days.distinct[days.same_weekday]
    near = np.searchsorted(instants, starts + DAY) > np.searchsorted(instants, starts - DAY)
    ordinary = starts[~near]
    return _path([closes.returns(instants, hour * HOUR) for hour in HOURS]), _path(
        [closes.returns(ordinary, hour * HOUR) for hour in HOURS]
    )


def shape_around(moment: datetime, others: Sequence[datetime], closes: Closes) -> Shape | None:
    """What an asset did around a moment, and on the same weekday and clock in the year before where none of `others` was within a day.

    Where others come so often that fewer than four such windows are left, all of them count. None where prices know too little.
    """
    instant = instants_of([moment])
    days = candidates(instant)
    starts = days.distinct[days.same_weekday][0]
    rivals = instants_of(others)
    free = starts[np.searchsorted(rivals, starts + DAY) == np.searchsorted(rivals, starts - DAY)]
    after = [closes.returns(free if len(free) >= MINIMUM_WINDOWS else starts, hour * HOUR) for hour in HOURS]
    own = [float(closes.returns(instant, hour * HOUR)[0]) for hour in HOURS]
    if min(int(np.isfinite(found).sum()) for found in after) < MINIMUM_WINDOWS or not np.isfinite(own).any():
        return None
    ordinary = _path(after)
    return Shape(closes.asset, tuple(own), ordinary.low, ordinary.high)


def _path(returns: Sequence[Floats]) -> Path:
    quartiles = [np.nanpercentile(found, [25, 50, 75]) if np.isfinite(found).any() else [np.nan] * 3 for found in returns]
    low, median, high = (tuple(float(values[i]) for values in quartiles) for i in range(3))
    return Path(HOURS, low, median, high)


def sheets(events: Iterable[Event], closes: Closes) -> Sheets | None:
    """The balance sheet since 2019 with what BTC did; None where less than two stretches are known of both."""
    totals = {event.as_of: event.total_assets_usd for event in events if isinstance(event, BalanceSheet) and event.total_assets_usd}
    weeks = [(day, total / 1e12) for day, total in sorted(totals.items()) if day.year >= FIRST_YEAR]
    days = tuple(day for day, _ in weeks)
    regimes = tuple(_regime(day) for day in days)
    bitcoin = closes_on(closes, days)
    changes = []
    for first, last in zip(range(0, len(weeks), WEEKS), range(WEEKS, len(weeks), WEEKS), strict=False):
        before, after = bitcoin[first], bitcoin[last]
        if before and after and (days[last] - days[first]).days == 7 * WEEKS:
            changes.append((regimes[first], 100 * (weeks[last][1] / weeks[first][1] - 1), 100 * (after / before - 1)))
    return Sheets(days, tuple(total for _, total in weeks), regimes, tuple(changes)) if len(changes) > 1 else None


def closes_on(closes: Closes, days: Sequence[date]) -> list[float | None]:
    """The close known at the end of each day, UTC."""
    ends = np.array([((day - date(1970, 1, 1)).days + 1) * DAY for day in days], dtype=np.int64)
    return [float(closes.close[place]) if place >= 0 else None for place in closes.known(ends).tolist()]


def _regime(day: date) -> str:
    """The regime at the end of a day, by the shipped ledger."""
    moment = datetime.combine(day, time(23), tzinfo=UTC)
    return regime_at(shipped_ledger().until(moment), moment).name
