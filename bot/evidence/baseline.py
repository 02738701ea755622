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
_SAME_WEEKDAY = slice(6, None, 7)
"""Of the days back the seventh, the fourteenth and so on."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Candidates:
    """For each event the instants, on each of the 364 days before it, at which New York's clock showed the same time."""

    distinct: Seconds
    """Each instant once, in order: those of several events are often the same."""
    place: npt.NDArray[np.intp]
    """Where each instant is among the distinct ones; events in rows, days back in columns: 1, 2, ... 364."""
    business_day: Flags
    """Monday to Friday."""

    @property
    def same_weekday(self) -> npt.NDArray[np.intp]:
        """The places of those on the same weekday."""
        return self.place[:, _SAME_WEEKDAY]

    def of(self, rows: npt.NDArray[np.intp]) -> Candidates:
        """Those of some of the events."""
        return Candidates(self.distinct, self.place[rows], self.business_day[rows])


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
    return Candidates(distinct, place.reshape(starts.shape), weekday < 5)


def ordinary(instants: Seconds, days: Candidates, returns: Floats, seconds: int, *, group: Seconds, since: int) -> Ordinary:
    """The ordinary windows of a group's events, from the returns of the distinct candidates over so many seconds.

    `group` are all of the group's events, with prices or without, `since` is when the store begins to know of such. A window counts
    when it had ended by the event, began after `since`, and no event of the group lies within 24 hours of its start, or before its end
    where that is nearer. The same weekday goes first; where that leaves fewer than four, or less than a quarter, Monday to Friday.
    """
    known = ~np.isnan(returns)
    usable = known & (days.distinct >= since) & _free_of(group, days.distinct, min(seconds, DAY))
    everything = np.arange(len(instants))
    same = _chosen(everything, days.same_weekday, np.True_, instants, days.distinct, seconds, known, usable)
    left = np.delete(everything, same.rows)
    other = _chosen(left, days.place[left], days.business_day[left], instants, days.distinct, seconds, known, usable)
    values = np.nan_to_num(returns)
    n = np.zeros(len(instants), dtype=np.int64)
    mean, abs_mean, share_up = (np.full(len(instants), np.nan) for _ in range(3))
    for found in (same, other):
        n[found.rows] = found.n
        mean[found.rows] = found.mean(values)
        abs_mean[found.rows] = found.mean(np.abs(values))
        share_up[found.rows] = found.mean((values > 0).astype(np.float64))
    return Ordinary(n, mean, abs_mean, share_up, _apart((same, other), days.distinct, seconds))


@dataclass(frozen=True)
class _Chosen:
    """The events that have enough windows of one kind of day, and these windows."""

    rows: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]
    """Where each window's start is among the distinct candidates; events in rows."""
    flags: Flags
    """Which of them are taken."""

    @property
    def n(self) -> npt.NDArray[np.int64]:
        """How many of each event's are taken."""
        found: npt.NDArray[np.int64] = self.flags.sum(axis=1)
        return found

    def mean(self, values: Floats) -> Floats:
        """The mean of each event's, of what is known of the distinct candidates."""
        found: Floats = np.where(self.flags, values[self.place], 0.0).sum(axis=1) / self.n
        return found


def _chosen(
    rows: npt.NDArray[np.intp],
    place: npt.NDArray[np.intp],
    kind: Flags | np.bool_,
    instants: Seconds,
    distinct: Seconds,
    seconds: int,
    known: Flags,
    usable: Flags,
) -> _Chosen:
    at_hand = kind & known[place] & (distinct[place] + seconds <= instants[rows, None])
    flags = at_hand & usable[place]
    n = flags.sum(axis=1)
    enough = (n >= MINIMUM_WINDOWS) & (n >= MINIMUM_SHARE * at_hand.sum(axis=1))
    return _Chosen(rows[enough], place[enough], flags[enough])


def _apart(parts: Sequence[_Chosen], distinct: Seconds, seconds: int) -> float:
    """Kish's number of equally used windows, divided by how far they overlap one with the next."""
    used = np.zeros(len(distinct))
    for part in parts:
        weights = np.broadcast_to(1.0 / part.n[:, None], part.flags.shape)[part.flags]
        used += np.bincount(part.place[part.flags], weights=weights, minlength=len(distinct))
    is_used = used > 0
    if not is_used.any():
        return 1.0
    starts, times = distinct[is_used], used[is_used]
    inside = np.searchsorted(starts, starts + seconds, side="left") - np.arange(len(starts))
    return max(float(times.sum() ** 2 / (times**2).sum() / inside.mean()), 1.0)


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
