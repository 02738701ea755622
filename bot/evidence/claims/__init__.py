"""The source article's figures beside what the data say. docs/evidence.md states each method; it was written before the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.evidence.claims.data import Data, data_of
from bot.evidence.claims.fed import balance_sheet_2023, liquidity_45bn, purchase_pace, repo_size, tightening_end
from bot.evidence.claims.markets import correlation_60d, market_cap_drop, pivot_surge
from bot.source import Price
from rules.claims import Claim
from rules.event import Event

CLAIMS: tuple[Callable[[Data], Claim], ...] = (
    correlation_60d,
    pivot_surge,
    market_cap_drop,
    purchase_pace,
    repo_size,
    liquidity_45bn,
    balance_sheet_2023,
    tightening_end,
)


def ledger(events: Iterable[Event], prices: Sequence[Price]) -> tuple[Claim, ...]:
    """All claims measured, in the order in which they are told."""
    data = data_of(events, prices)
    return tuple(replace(measure(data), as_of=data.as_of) for measure in CLAIMS)
