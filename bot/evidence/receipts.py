"""Receipts: what BTC and ETH did since an alert was published, an hour, a day and a week later. Pure; windows as in docs/evidence.md.

A receipt uses no price that is later than its own instant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.assessing.positioning import OptionsAfter
from bot.evidence.hours import STALE, Hours, hours_of
from bot.model import Move, Receipt
from bot.source import Price

HORIZONS = (1, 24, 168)
"""Hours after publication."""
ASSETS = ("BTC", "ETH")
WAIT = timedelta(hours=6)
"""Prices may be so late; after that a receipt says that there are none."""
TOO_LATE = timedelta(days=1)
"""After an outage: a horizon that passed so long ago makes no receipt any more."""
SHORT_PAST = timedelta(hours=3)
"""Of prices before the publication, to see whether both ends are known."""
LONG_PAST = timedelta(days=366)
"""The same, for the ordinary windows of the year before."""


def due(published_at: datetime, told_at: datetime, settled: Collection[int], now: datetime) -> list[int]:
    """The horizons, in hours, whose receipt is due and not settled yet. One that was over before the alert was made has none."""
    ends = {hours: published_at + timedelta(hours=hours) for hours in HORIZONS if hours not in settled}
    return [hours for hours, end in ends.items() if told_at < end <= now < end + TOO_LATE]


def is_ready(published_at: datetime, hours: int, prices: Sequence[Price], now: datetime) -> bool:
    """Whether both assets' prices are known at both ends, or will not come any more."""
    end = published_at + timedelta(hours=hours)
    if now >= end + WAIT:
        return True
    moves = measured(published_at, hours, prices, now).moves
    return all(move.return_pct is not None or _is_past(prices, move.asset, end) for move in moves)


def measured(published_at: datetime, hours: int, prices: Sequence[Price], now: datetime) -> Receipt:
    """What each asset did in the hours since the publication, beside an ordinary window's size; None where it is not known.

    Prices later than the end are looked at for one thing alone: that an hour which is missing will not come any more.
    """
    end = published_at + timedelta(hours=hours)
    known = [price for price in prices if price.at <= end]
    moves = []
    for asset in ASSETS:
        closes = hours_of(known, asset)
        if closes is not None and (now >= end + WAIT or _is_past(prices, asset, end)):
            closes = replace(closes, until=end + STALE)  # the next bar is known to be a later one than the end
        moves.append(Move(asset=asset, return_pct=None) if closes is None else _move(closes, asset, published_at, hours))
    return Receipt(horizon_hours=hours, moves=tuple(moves))


def with_volatility(receipt: Receipt, options: OptionsAfter) -> Receipt:
    """The receipt with what options on the first asset implied."""
    first, *others = receipt.moves
    implied = replace(first, volatility_before_pct=options.dvol_before, volatility_after_pct=options.dvol_after)
    return replace(receipt, moves=(implied, *others))


def _is_past(prices: Iterable[Price], asset: str, end: datetime) -> bool:
    """Whether a later hour of the asset is known already: what is missing before it is a hole."""
    return any(price.asset == asset and price.at > end for price in prices)


def _move(closes: Hours, asset: str, published_at: datetime, hours: int) -> Move:
    length = timedelta(hours=hours)
    moved, usual = closes.return_pct(published_at, length), closes.ordinary_pct(published_at, length)
    return Move(asset=asset, return_pct=_figure(moved), ordinary_pct=_figure(usual))


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
