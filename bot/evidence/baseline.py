"""Ordinary windows: what the same New York clock gave in the year before, where no event of the group was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.calendars.newyork import NEW_YORK
from bot.evidence.closes import DAY, HOUR, Floats, Seconds
from bot.evidence.hours import LOOK_BACK_DAYS, MINIMUM_WINDOWS

MINIMUM_SHARE = 0.25
"""Of the windows at hand: what comes on nearly every day leaves holidays, which are no ordinary days."""
Flags: TypeAlias = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Candidates:
    """For each event the instants, on each of the 364 days before it, at which New York's clock showed the same time."""

    distinct: Seconds
    """Each instant once, in order: those of several events are often the same."""
    place: npt.NDArray[np.intp]
    """Where each instant is among the distinct ones; events in rows, days back in columns: 1, 2, ... 364."""
    same_weekday: Flags
    business_day: Flags
    """Monday to Friday."""

    @property
    def starts(self) -> Seconds:
        """The instants, events in rows."""
        return self.distinct[self.place]

    def of(self, rows: npt.NDArray[np.intp]) -> Candidates:
        """Those of some of the events."""
        return Candidates(self.distinct, self.place[rows], self.same_weekday[rows], self.business_day[rows])


@dataclass(frozen=True)
class Ordinary:
    """Each event's ordinary windows: how many, their mean return, mean absolute return and share up; NaN where they are too few."""

    n: npt.NDArray[np.int64]
    mean: Floats
    abs_mean: Floats
    share_up: Floats
    apart: float = 1.0
    """To how many windows that neither overlap nor are used again all of these together amount."""


def candidates(instants: Seconds) -> Candidates:
    """The same clock on each of the 364 days before; NaN-free, whether or not there are prices."""
    local = [datetime.fromtimestamp(int(instant), NEW_YORK) for instant in instants]
    days = np.array([(at.date() - _EPOCH).days for at in local], dtype=np.int64)
    clocks = np.array([at.hour * HOUR + at.minute * 60 + at.second for at in local], dtype=np.int64)
    back = np.arange(1, LOOK_BACK_DAYS + 1)
    day = days[:, None] - back[None, :]
    starts = day * DAY + clocks[:, None] - _offsets(day)
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    distinct, place = np.unique(starts, return_inverse=True)
    return Candidates(distinct, place.reshape(starts.shape), np.broadcast_to(back % 7 == 0, day.shape), weekday < 5)


def ordinary(instants: Seconds, days: Candidates, returns: Floats, seconds: int, *, group: Seconds, since: int) -> Ordinary:
    """The ordinary windows of a group's events, from the returns of the distinct candidates over so many seconds.

    `group` are all of the group's events, with prices or without, `since` is when the store begins to know of such. A window counts
    when it had ended by the event, began after `since`, and no event of the group lies within 24 hours of its start, or before its end
    where that is nearer. The same weekday goes first; where that leaves fewer than four, or less than a quarter, Monday to Friday.
    """
    at_hand = (days.starts + seconds <= instants[:, None]) & ~np.isnan(returns)[days.place]
    usable = at_hand & ((days.distinct >= since) & _free_of(group, days.distinct, min(seconds, DAY)))[days.place]
    same, is_same = _enough(usable, at_hand, days.same_weekday)
    other, is_other = _enough(usable, at_hand, days.business_day)
    chosen = np.where(is_same[:, None], same, other)
    enough = is_same | is_other
    n = np.where(enough, chosen.sum(axis=1), 0)

    def mean(values: Floats) -> Floats:
        total = np.where(chosen, values, 0.0).sum(axis=1)
        return np.where(enough, total / np.maximum(n, 1), np.nan)

    known = np.nan_to_num(returns)[days.place]
    apart = _apart(days.starts, chosen & enough[:, None], n, seconds)
    return Ordinary(n, mean(known), mean(np.abs(known)), mean((known > 0).astype(np.float64)), apart)


def _apart(starts: Seconds, chosen: Flags, n: npt.NDArray[np.int64], seconds: int) -> float:
    """Kish's number of equally used windows, divided by how far they overlap one with the next."""
    if not chosen.any():
        return 1.0
    weights = np.broadcast_to((1.0 / np.maximum(n, 1))[:, None], starts.shape)[chosen]
    distinct, place = np.unique(starts[chosen], return_inverse=True)
    used = np.bincount(place, weights=weights)
    inside = np.searchsorted(distinct, distinct + seconds, side="left") - np.arange(len(distinct))
    return max(float(used.sum() ** 2 / (used**2).sum() / inside.mean()), 1.0)


def _enough(usable: Flags, at_hand: Flags, kind: Flags) -> tuple[Flags, Flags]:
    """The usable windows of a kind of day, and for each event whether they are enough."""
    chosen = usable & kind
    n = chosen.sum(axis=1)
    return chosen, (n >= MINIMUM_WINDOWS) & (n >= MINIMUM_SHARE * (at_hand & kind).sum(axis=1))


def _free_of(instants: Seconds, starts: Seconds, after: int) -> Flags:
    """Whether no event was published within 24 hours before a start or `after` seconds after it; the ends themselves are free."""
    first = np.searchsorted(instants, starts - DAY, side="right")
    last = np.searchsorted(instants, starts + after, side="left")
    return last <= first


def _offsets(days: Seconds) -> Seconds:
    """New York's offset from UTC in seconds at noon of each day since 1970: publications come by daylight, the clocks change at night."""
    distinct, inverse = np.unique(days, return_inverse=True)
    table = np.array([_offset(int(day)) for day in distinct], dtype=np.int64)
    return table[inverse].reshape(days.shape)


@cache
def _offset(day: int) -> int:
    offset = datetime.combine(_EPOCH + timedelta(days=day), time(12), tzinfo=NEW_YORK).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def instants_of(moments: Sequence[datetime]) -> Seconds:
    """Instants as sorted, distinct seconds."""
    return np.unique(np.array([round(moment.timestamp()) for moment in moments], dtype=np.int64))
