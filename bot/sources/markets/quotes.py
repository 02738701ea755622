"""The change of the target range that a venue's quotes price in for one decision. Pure.

Each outcome (so many basis points) is a contract that pays 1 if it comes about, so its price is a probability. `p` is the middle of the
two sides; a dead tail, which nobody bids for and somebody offers at 2 cents or less, has p = 0, and so the other way round what is bid for
at 98 cents or more and nobody offers has p = 1; an outcome with one side alone otherwise has no p. The expected change is Σ p·bp / Σ p.
Half of each spread is probability that may belong to the outcome beside it, one step of 25 basis points away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

STEP_BP = 25
DEAD_TAIL = 0.02
LEAST_SUM, MOST_SUM = 0.95, 1.08
"""Of the probabilities: outside, the quotes are not of one moment, or an outcome is missing."""
LEAST_VOLUME = 10_000.0
"""Contracts (Kalshi) or dollars (Polymarket) of all outcomes in 24 hours."""
_EDGE = 1e-9
"""What decimal figures lose as floats."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The two sides of an outcome, 0..1; None where nobody stands on one."""

    bid: float | None
    ask: float | None

    @property
    def probability(self) -> float | None:
        """None where it can't be told, and where the sides are crossed."""
        if self.bid is not None and self.ask is not None:
            return (self.bid + self.ask) / 2 if self.bid <= self.ask else None
        if self.ask is not None:
            return 0.0 if self.ask <= DEAD_TAIL + _EDGE else None
        return 1.0 if self.bid is not None and self.bid >= 1 - DEAD_TAIL - _EDGE else None

    @property
    def half_spread(self) -> float:
        """0 where one side alone tells."""
        return (self.ask - self.bid) / 2 if self.bid is not None and self.ask is not None else 0.0


@dataclass(frozen=True, slots=True)
class PricedIn:
    """The expected change in basis points and its uncertainty; else the gap that says why it is not known: torn or thin."""

    change_bp: float | None = None
    uncertainty_bp: float | None = None
    gap: str | None = None


TORN, THIN = PricedIn(gap="torn"), PricedIn(gap="thin")


def priced_in(quotes: Mapping[int, Quote], volume_24h: float) -> PricedIn:
    """What the quotes of all outcomes of one decision, by their basis points, say together."""
    if volume_24h < LEAST_VOLUME:
        return THIN
    known = {bp: probability for bp, quote in quotes.items() if (probability := quote.probability) is not None}
    total = fsum(known.values())
    if len(known) < len(quotes) or not LEAST_SUM - _EDGE <= total <= MOST_SUM + _EDGE:
        return TORN
    change = fsum(bp * probability for bp, probability in known.items()) / total
    uncertainty = STEP_BP * fsum(quote.half_spread for quote in quotes.values())
    return PricedIn(round(change, 3), round(uncertainty, 3))


def side(value: float | None) -> float | None:
    """A side of the book: a price of 0 or 1 is nobody's quote."""
    return value if value is not None and 0 < value < 1 else None


def number(value: Any) -> float | None:
    """A figure that a venue gives as a number or as text, 0 or more; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or (isinstance(value, str) and len(value) > 40):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def beyond(bp: int) -> int:
    """The outcome of more than so many basis points: the next step."""
    return (bp // STEP_BP + 1) * STEP_BP
