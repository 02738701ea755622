"""How many requests each publisher gets at most: a fixed budget a host, whatever the plans, failures or faults of ours would ask for.

The plans stay well below it (a test adds them up for every day of 2024 to 2027); it is there for the day on which something goes wrong.
docs/sources.md states the figures. It is kept in memory: a start begins with a full one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Requests in any minute and in any 24 hours."""

    a_minute: int
    a_day: int

    def __add__(self, other: Allowance) -> Allowance:
        """What one host may be asked that serves as two publishers, as a mirror does."""
        return Allowance(self.a_minute + other.a_minute, self.a_day + other.a_day)


ALLOWANCES: Mapping[str, Allowance] = {
    "fed": Allowance(120, 4000),
    "nyfed": Allowance(60, 2000),
    "nyfed_www": Allowance(60, 1000),
    "fred": Allowance(30, 100),
    "fred_api": Allowance(60, 200),
    "fiscaldata": Allowance(30, 200),
    "treasurydirect": Allowance(60, 1200),
    "coinbase": Allowance(60, 1000),
    "kraken": Allowance(30, 600),
    "deribit": Allowance(30, 300),
    "kalshi": Allowance(30, 300),
    "polymarket": Allowance(30, 300),
}
"""By publisher. The Fed's minute holds a decision watched every second, with the pages that it leads to."""


class Budget:
    """What is left of each host's allowance. `now` gives aware instants; hosts without an allowance are not limited."""

    def __init__(self, allowances: Mapping[str, Allowance], now: Callable[[], datetime]) -> None:
        self._allowances = allowances
        self._now = now
        self._spent: dict[str, deque[datetime]] = {}

    def spend(self, origin: str) -> datetime | None:
        """Count a request to an origin, which may leave; or, where nothing is left, say when the next one may."""
        allowance = self._allowances.get(origin)
        if allowance is None:
            return None
        now = self._now()
        spent = self._spent.setdefault(origin, deque(maxlen=allowance.a_day))
        if len(spent) == allowance.a_day and now - spent[0] < DAY:
            return spent[0] + DAY
        if len(spent) >= allowance.a_minute and now - spent[-allowance.a_minute] < MINUTE:
            return spent[-allowance.a_minute] + MINUTE
        spent.append(now)
        return None


def budget_of(origins: Mapping[str, str], now: Callable[[], datetime]) -> Budget:
    """The budget of these publishers, by origin: where one origin serves several of them, it gets all of theirs."""
    allowances: dict[str, Allowance] = {}
    for publisher, origin in origins.items():
        if publisher in ALLOWANCES:
            allowances[origin] = allowances.get(origin, Allowance(0, 0)) + ALLOWANCES[publisher]
    return Budget(allowances, now)
