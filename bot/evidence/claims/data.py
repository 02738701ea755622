"""What claims are measured from, and how a verdict follows from figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from bot.evidence.closes import Closes, closes_of
from bot.source import Price
from rules.claims import CLAIMED, Variant, Verdict
from rules.event import BalanceSheet, Event, RepoOperation
from rules.ledger import PolicyLedger, shipped_ledger

ABOUT = 0.10
"""A figure that is claimed as about so much is met within a tenth of it."""
BN = 1e9
YEAR_2025 = (date(2025, 1, 1), date(2025, 12, 31))
MID_DECEMBER = date(2025, 12, 15)
"""What is said of the whole of 2025 needs days up to here."""


@dataclass(frozen=True)
class Data:
    """What claims are measured from."""

    events: Sequence[Event]
    closes: Mapping[str, Closes]
    prices: Sequence[Price]
    sheets: Mapping[date, BalanceSheet]
    """By Wednesday, the last version of each."""
    ledger: PolicyLedger = field(default_factory=shipped_ledger)

    @property
    def as_of(self) -> date | None:
        """The day of the last price, without prices of the last event."""
        days = [price.at.date() for price in self.prices] or [event.published_at.date() for event in self.events]
        return max(days, default=None)

    def price(self, asset: str, moment: datetime) -> float | None:
        """The close known at an instant."""
        return self.prices_at(asset, [moment])[0]

    def prices_at(self, asset: str, moments: Sequence[datetime]) -> list[float | None]:
        """The closes known at instants."""
        closes = self.closes.get(asset)
        if closes is None:
            return [None] * len(moments)
        places = closes.known(np.array([round(moment.timestamp()) for moment in moments], dtype=np.int64))
        return [float(closes.close[place]) if place >= 0 else None for place in places.tolist()]

    def change(self, asset: str, start: datetime, end: datetime) -> float | None:
        """The change of an asset's price in percent."""
        first, last = self.prices_at(asset, [start, end])
        return None if first is None or last is None else 100.0 * (last / first - 1.0)

    def held(self, first: date, last: date, months: int = 1) -> float | None:
        """The change of Treasuries held between two Wednesdays, in billions, per month where it spans several."""
        one, other = self.sheets.get(first), self.sheets.get(last)
        if one is None or other is None or one.treasuries_usd is None or other.treasuries_usd is None:
            return None
        return (other.treasuries_usd - one.treasuries_usd) / BN / months

    def standing_repos_2025(self) -> dict[date, float]:
        """Standing repos by day, in billions; nothing where the year is not whole.

        A day's total counts where its operations are not known one by one.
        """
        own: dict[date, float] = {}
        totals: dict[date, float] = {}
        for event in {event.key: event for event in self.events if isinstance(event, RepoOperation)}.values():
            if event.facility == "standing" and YEAR_2025[0] <= event.operation_on <= YEAR_2025[1]:
                days = totals if event.key.startswith("total") else own
                days[event.operation_on] = days.get(event.operation_on, 0.0) + event.accepted_usd / BN
        found = totals | own
        return found if found and min(found) < date(2025, 2, 1) and max(found) >= MID_DECEMBER else {}


def data_of(events: Iterable[Event], prices: Sequence[Price]) -> Data:
    """The data of these events and prices; hourly closes go before daily ones."""
    known = list(events)
    hourly = {closes.asset: closes for closes in reversed(closes_of([p for p in prices if p.asset in ("BTC", "ETH")]))}
    return Data(known, hourly, prices, {event.as_of: event for event in known if isinstance(event, BalanceSheet)})


def variants_of(asked: Iterable[Variant], meets: Callable[[float], bool]) -> tuple[Variant, ...]:
    """The variants, each marked where it meets the claim's figure."""
    return tuple(Variant(v.name, v.value, v.at, v.about, v.value is not None and meets(v.value)) for v in asked)


def verdict(measured: float | None, meets: Callable[[float], bool], variants: Sequence[Variant]) -> Verdict:
    """Holds: the stated method confirms it. Partly: a variant does. Fails: nothing does. Unknown: the series is not at hand."""
    partly = any(variant.meets for variant in variants)
    if measured is None:
        return "partly" if partly else "unknown"
    return "holds" if meets(measured) else "partly" if partly else "fails"


def about(claim: str) -> Callable[[float], bool]:
    """Whether a figure is within a tenth of the claimed one."""
    figure = CLAIMED[claim]
    return lambda value: abs(value - figure) <= abs(figure) * ABOUT
