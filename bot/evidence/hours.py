"""One asset's hourly closes and a single window's ordinary size, in plain Python: the running bot measures receipts without loading numpy.

The same as `bot.evidence.closes` and `bot.evidence.baseline` say of many events at once; a test holds them equal.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby, pairwise
from statistics import fmean, median

from bot.calendars.newyork import NEW_YORK
from bot.source import Price

LOOK_BACK_DAYS = 364
MINIMUM_WINDOWS = 4
HOUR = timedelta(hours=1)
STALE = 2 * HOUR
"""A close that is older stands for nothing: the exchange was down, or the series has a hole."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Closes by the instants from which they are known, oldest first; before `until` no later one is to be expected."""

    at: Sequence[datetime]
    close: Sequence[float]
    until: datetime

    def known(self, instant: datetime) -> float | None:
        """The last close known at an instant; None where none is recent enough, or the next one may be out already."""
        place = bisect_right(self.at, instant) - 1
        if place < 0 or instant >= self.until or instant - self.at[place] > STALE:
            return None
        return self.close[place]

    def return_pct(self, start: datetime, length: timedelta) -> float | None:
        """The return in percent; None where an end has no close."""
        first, last = self.known(start), self.known(start + length)
        return None if first is None or last is None else 100.0 * (last / first - 1.0)

    def ordinary_pct(self, start: datetime, length: timedelta) -> float | None:
        """The mean absolute return at the same New York clock in the year before: on the same weekday, else from Monday to Friday.

        None where fewer than four such windows are known; all of them had ended by the start.
        """
        sizes = [(back, day, abs(found)) for back, day, found in self._before(start, length)]
        for chosen in ([size for back, _, size in sizes if back % 7 == 0], [size for _, day, size in sizes if day < 5]):
            if len(chosen) >= MINIMUM_WINDOWS:
                return fmean(chosen)
        return None

    def _before(self, start: datetime, length: timedelta) -> Iterator[tuple[int, int, float]]:
        """How many days back, the weekday, and the return, of each day before on which the window is known."""
        local = start.astimezone(NEW_YORK)
        for back in range(1, LOOK_BACK_DAYS + 1):
            day = local.date() - timedelta(days=back)
            noon = datetime.combine(day, time(12), tzinfo=NEW_YORK)  # publications come by daylight, the clocks change at night
            earlier = datetime.combine(day, local.time(), tzinfo=UTC) - (noon.utcoffset() or timedelta())
            found = self.return_pct(earlier, length) if earlier + length <= start else None
            if found is not None:
                yield back, day.weekday(), found


def hours_of(prices: Iterable[Price], asset: str) -> Hours | None:
    """An asset's hourly closes; None where there are none.

    The exchange with the most of them leads; others fill in before its first close and after its last.
    """
    ordered = sorted((price for price in prices if price.asset == asset), key=lambda price: (price.exchange, price.at))
    series = [list(same) for _, same in groupby(ordered, key=lambda price: price.exchange)]
    first, *others = sorted(filter(_is_hourly, series), key=len, reverse=True) or [[]]
    if not first:
        return None
    for other in others:
        begin, end = first[0].at, first[-1].at
        first = [*(one for one in other if one.at < begin), *first, *(one for one in other if one.at > end)]
    return Hours([price.at for price in first], [price.close for price in first], first[-1].at + HOUR)


def _is_hourly(prices: Sequence[Price]) -> bool:
    return (
        len(prices) > 1 and median((later.at - earlier.at).total_seconds() for earlier, later in pairwise(prices)) <= STALE.total_seconds()
    )
