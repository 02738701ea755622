"""Whether traders acted on an event: options and the price in the hours after it against those before it. Pure.

Positioning confirms or contradicts a score and is never its source. Three signs are looked at, each from -1 to 1, up being more risk:
puts against calls by open interest (fewer puts is up, in full at 2 per cent), the volatility index (lower is up, in full at 10 per cent)
and Bitcoin's price (higher is up, in full at 2 per cent). Their mean, with the sign of the event's direction, is the agreement.
The sizes at which a sign counts in full are a judgement: no study of the hours after such events with options in them was found.

Four hours after an event it is looked at again, on demand and for display alone: what was alerted and stored stays as it was.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.assessing.price_agreement import believed
from bot.source import Price
from rules.engine import amplify, combine
from rules.event import Context, Event, value_of
from rules.model import Assessment, Rulebook

FOLLOW_UP_HOURS = 4
NEAR = timedelta(hours=2)
"""A figure stands for an instant when it is at most so much older."""
FULL_PUT_CALL, FULL_VOLATILITY, FULL_PRICE = 0.02, 0.10, 0.02
"""Relative changes at which a sign counts in full."""


class Prices(Protocol):
    """A series' figures known before an instant: `Store.prices`."""

    def __call__(
        self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None
    ) -> Sequence[Price]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsAfter:
    """The options of one asset before an event and some hours after it; None where no figure is near enough.

    `dvol` is the volatility index in per cent a year, `put_call` the open interest of puts over that of calls, `price` US dollars.
    """

    dvol_before: float | None = None
    dvol_after: float | None = None
    put_call_before: float | None = None
    put_call_after: float | None = None
    price_before: float | None = None
    price_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """An event some hours later: how far traders went its way (-1..1), what moved, in per cent, and its scores with that."""

    hours: int
    agreement: float
    put_call_pct: float
    dvol_pct: float
    price_pct: float
    impact: int
    direction: int


def followed_up(event: Event, assessment: Assessment, prices: Prices, rulebook: Rulebook, now: datetime) -> FollowUp | None:
    """A scored event four hours later; None before, without a direction, or where the figures of the hours after it are not known.

    Its signals stay as they were; the amplifiers are asked again, with `is_follow_up`.
    """
    if not assessment.direction or now < event.published_at + timedelta(hours=FOLLOW_UP_HOURS):
        return None
    found = options_after(event.published_at, FOLLOW_UP_HOURS, prices)
    agreed = agreement(assessment.direction, found)
    if agreed is None:
        return None
    context = Context(**{**assessment.context, "is_follow_up": True, "positioning_agreement": agreed})
    counted = [signal for signal in assessment.signals if signal.counted]
    _, scaling = rulebook.asked(event.KIND)
    amplifiers, _ = amplify(scaling, lambda name: value_of(name, event, context), {signal.mechanism for signal in counted})
    impact, direction = combine(counted, amplifiers)
    return FollowUp(
        hours=FOLLOW_UP_HOURS,
        agreement=agreed,
        put_call_pct=_moved_pct(found.put_call_before, found.put_call_after),
        dvol_pct=_moved_pct(found.dvol_before, found.dvol_after),
        price_pct=_moved_pct(found.price_before, found.price_after),
        impact=impact,
        direction=direction,
    )


def options_after(event_at: datetime, hours: int, prices: Prices, asset: str = "BTC") -> OptionsAfter:
    """What options and the price of an asset were at an event, and so many hours after it.

    A figure counts for an instant when it was known by then and is at most two hours older; one after the event is also later than it.
    """
    end = event_at + timedelta(hours=hours)

    def pair(series: str) -> tuple[float | None, float | None]:
        found = believed(prices(series, since=event_at - NEAR, before=end + timedelta(microseconds=1)))
        return _last(found, event_at - NEAR, event_at), _last(found, max(end - NEAR, event_at + timedelta(seconds=1)), end)

    dvol, put_call, price = pair(f"{asset}_DVOL"), pair(f"{asset}_PUT_CALL"), pair(asset)
    return OptionsAfter(
        dvol_before=dvol[0],
        dvol_after=dvol[1],
        put_call_before=put_call[0],
        put_call_after=put_call[1],
        price_before=price[0],
        price_after=price[1],
    )


def agreement(direction: int, found: OptionsAfter) -> float | None:
    """How far the three went a score's way, -1..1; None where a figure is missing or the score has no direction."""
    put_call = _sign(found.put_call_before, found.put_call_after, -FULL_PUT_CALL)
    volatility = _sign(found.dvol_before, found.dvol_after, -FULL_VOLATILITY)
    price = _sign(found.price_before, found.price_after, FULL_PRICE)
    if not direction or put_call is None or volatility is None or price is None:
        return None
    return round((put_call + volatility + price) / 3 * (1 if direction > 0 else -1), 4)


def _sign(before: float | None, after: float | None, full: float) -> float | None:
    """How far a figure moved up by its logarithm, from -1 to 1; with a negative `full`, how far down."""
    if before is None or after is None or before <= 0 or after <= 0:
        return None
    return min(max(math.log(after / before) / full, -1.0), 1.0)


def _last(found: dict[datetime, float], first: datetime, last: datetime) -> float | None:
    near = [at for at in found if first <= at <= last]
    return found[max(near)] if near else None


def _moved_pct(before: float | None, after: float | None) -> float:
    """The relative change of two figures that are there."""
    assert before
    assert after
    return 100 * (after / before - 1)
