"""What the pictures of the evidence show, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from bot.evidence.baseline import candidates, instants_of
from bot.evidence.closes import DAY, HOUR, Closes, Floats

HOURS = tuple(range(-24, 73))


@dataclass(frozen=True, slots=True)
class Path:
    """By hour from a publication: quartiles and median of returns since it, percent."""

    hours: tuple[int, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]


def paths(moments: Sequence[datetime], closes: Closes) -> tuple[Path, Path]:
    """What prices did around events, and around the same weekday and clock in the year before where no event was within a day."""
    instants = instants_of(moments)
    days = candidates(instants)
    near = np.searchsorted(instants, days.starts + DAY) > np.searchsorted(instants, days.starts - DAY)
    ordinary = days.starts[days.same_weekday & ~near]
    return _path([closes.returns(instants, hour * HOUR) for hour in HOURS]), _path(
        [closes.returns(ordinary, hour * HOUR) for hour in HOURS]
    )


def _path(returns: Sequence[Floats]) -> Path:
    quartiles = [np.nanpercentile(found, [25, 50, 75]) if np.isfinite(found).any() else [np.nan] * 3 for found in returns]
    low, median, high = (tuple(float(values[i]) for values in quartiles) for i in range(3))
    return Path(HOURS, low, median, high)


def closes_on(closes: Closes | None, days: Sequence[date]) -> list[float | None]:
    """The close known at the end of each day, UTC."""
    if closes is None:
        return [None] * len(days)
    ends = np.array([((day - date(1970, 1, 1)).days + 1) * DAY for day in days], dtype=np.int64)
    return [float(closes.close[place]) if place >= 0 else None for place in closes.known(ends).tolist()]
