"""What cannot be: facts that contradict each other are left out before anything is scored or said, and an operator hears of it. Pure.

Each check names the doubtful fields and says why. A doubtful field that an event can do without becomes unknown (`missing` names it); one
that it cannot do without stops the message.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.calendars.newyork import today
from bot.fomc.purchases import is_later
from bot.fomc.text import plain, sentences
from rules.event import (
    BalanceSheet,
    CashBalance,
    DeskStatement,
    Event,
    FomcStatement,
    PurchaseSchedule,
    ReferenceRate,
    RepoOperation,
    ReverseRepoOperation,
    TreasuryAuction,
    TreasuryOperation,
    field_table,
)

_ENDING = re.compile(r"\bpurchases?\b[^.;]*\b(?:to an end|to a close)\b|\b(?:conclud|end|complet|ceas|stop)\w*\b[^.;]*\bpurchases?\b")
ROUNDING_USD = 5_000_000
"""Sums of figures in millions may be off by so much."""
ROUNDING_PCT = 0.5
"""Shares of a whole, each rounded."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Fields that cannot all be right, and why."""

    fields: tuple[str, ...]
    why: str


Found = Iterator[Doubt]


def doubts(event: Event) -> tuple[Doubt, ...]:
    """Everything about an event that cannot be, in the order of the checks; empty where it is possible."""
    return tuple(_CHECKS[type(event)](event)) if type(event) in _CHECKS else ()


def without(event: Event, found: Sequence[Doubt]) -> Event:
    """The event with its doubtful fields unknown, as far as it can do without them."""
    gone: dict[str, Any] = {name: None for doubt in found for name in doubt.fields if name in _optional(event.KIND)}
    return dataclasses.replace(event, **gone) if gone else event


def stops(event: Event) -> bool:
    """Whether what is impossible could not be left out: nothing is sent then."""
    return bool(doubts(event))


def told(event: Event, doubt: Doubt) -> str:
    """For the operator: what was left out of which event, and why."""
    kept = [name for name in doubt.fields if name not in _optional(event.KIND)]
    done = "no message" if kept else "left out"
    return f"{event.source}: {event.key} cannot be: {doubt.why} ({', '.join(doubt.fields)}: {done})"


@functools.cache
def _optional(kind: str) -> frozenset[str]:
    """The fields that may be unknown; tuples are never asked for by name."""
    return frozenset(spec.name for spec in field_table(kind).values() if spec.optional)


def _fomc(event: FomcStatement) -> Found:
    """A raise or cut that changes nothing, or the other way; an end of purchases beside a pace; caps beside an end or without a start."""
    before, after = (event.previous_target_lower_pct, event.previous_target_upper_pct), (event.target_lower_pct, event.target_upper_pct)
    moved, rate = event.decision in ("raise", "lower"), ("decision", "change_bp")
    ranges = ("previous_target_lower_pct", "previous_target_upper_pct")
    if None not in after and after[0] > after[1]:  # type: ignore[operator]
        yield Doubt(("target_lower_pct", "target_upper_pct", *rate), "the range ends before it begins")
    if moved and None not in before and before == after:
        yield Doubt((*rate, *ranges), "a raise or cut, and the same range before and after")
    elif moved and event.change_bp is not None and _sign(event.change_bp) != (1 if event.decision == "raise" else -1):
        yield Doubt(rate, "the change goes the other way than the decision, or nowhere")
    elif event.decision == "hold" and event.change_bp:
        yield Doubt(rate, "a hold, and the range changes")
    elif None not in (*before, *after, event.change_bp) and event.change_bp not in (_bp(before[0], after[0]), _bp(before[1], after[1])):
        doubtful = ranges if event.decision == "hold" else ("change_bp", *ranges)  # a hold changes nothing, whatever was known before
        yield Doubt(doubtful, "the range moved by something else than the change")
    action, pace = event.balance_sheet_action, event.purchase_pace_usd_month
    if action == "purchases_end" and pace and not _ends_later(event):
        yield Doubt(("balance_sheet_action", "purchase_pace_usd_month", "action_direction"), "purchases end, and a pace goes on")
    if action == "purchases_start" and pace == 0:
        yield Doubt(("balance_sheet_action", "purchase_pace_usd_month", "action_direction"), "purchases start, and nothing is bought")
    effective = event.balance_sheet_effective_on
    if effective and action not in (None, "none") and event.action_is_new and effective < today(event.published_at):
        yield Doubt(("balance_sheet_effective_on",), "what is first announced took effect before")


def _ends_later(event: FomcStatement) -> bool:
    """Whether purchases go on until a later day: a day of effect to come, or `bringing them to an end in early March`."""
    effective = event.balance_sheet_effective_on
    if effective is not None:
        return effective > today(event.published_at)
    ends = (sentence for sentence in sentences(plain(event.text or "")) if _ENDING.search(sentence))
    return any(is_later(sentence) for sentence in ends)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _bp(before: float | None, after: float | None) -> int:
    return round(((after or 0) - (before or 0)) * 100)


def _balance_sheet(event: BalanceSheet) -> Found:
    parts = (("treasuries_usd", "bills_usd"), ("securities_usd", "treasuries_usd"), ("securities_usd", "mbs_usd"))
    yield from _larger(event, *parts, ("total_assets_usd", "securities_usd"), ("total_assets_usd", "repos_usd"))
    held, treasuries, mbs = event.securities_usd, event.treasuries_usd, event.mbs_usd
    if held is not None and treasuries is not None and mbs is not None and treasuries + mbs > held + ROUNDING_USD:
        yield Doubt(("treasuries_usd", "mbs_usd", "securities_usd"), "Treasuries and MBS are more than all securities")


def _operation(event: RepoOperation | ReverseRepoOperation) -> Found:
    yield from _larger(event, ("submitted_usd", "accepted_usd"), ("day_accepted_usd", "accepted_usd"))
    collateral = ("treasury_accepted_usd", "agency_accepted_usd", "mbs_accepted_usd")
    if sum(getattr(event, name) or 0 for name in collateral) > event.accepted_usd + ROUNDING_USD:
        yield Doubt(collateral, "more collateral than was lent against")
    yield from _backwards(event, ("operation_on", "settles_on"), ("settles_on", "matures_on"))
    total, change, before = event.day_accepted_usd, event.day_change_usd, event.previous_day_accepted_usd
    if total is not None and change is not None and before is not None and total - change != before:
        yield Doubt(("day_change_usd", "previous_day_accepted_usd"), "the change is not that from the day before")


def _treasury_operation(event: TreasuryOperation) -> Found:
    yield from _larger(event, ("submitted_usd", "accepted_usd"))
    yield from _backwards(event, ("operation_on", "settles_on"))


def _auction(event: TreasuryAuction) -> Found:
    """Dates in their order, a settlement that holds its own auctions, shares of one whole."""
    yield from _backwards(event, ("announced_on", "auction_on"), ("auction_on", "settles_on"), ("settles_on", "matures_on"))
    yield from _larger(event, ("settlement_offering_usd", "offering_usd"), ("accepted_usd", "soma_accepted_usd"))
    together = ("settlement_offering_usd", "settlement_net_usd", "settlement_net_z_250d", "settlement_change_usd")
    sizes = [one.rsplit(" ", 1)[-1] for one in event.settlement_auctions]
    offered, net, maturing = event.settlement_offering_usd, event.settlement_net_usd, event.maturing_usd
    if offered is not None and sizes and all(size.isdecimal() for size in sizes) and sum(map(int, sizes)) != offered:
        yield Doubt(together, "the settlement's sum is not that of its auctions")
    elif net is not None and offered is not None and maturing is not None and net != offered - maturing:
        yield Doubt(together, "the settlement's net is not that of all its auctions")
    shares = ("indirect_share_pct", "direct_share_pct", "dealer_share_pct")
    if sum(getattr(event, name) or 0 for name in shares) > 100 + ROUNDING_PCT:
        yield Doubt(shares, "shares of more than the whole")


def _schedule(event: PurchaseSchedule) -> Found:
    yield from _backwards(event, ("first_on", "last_on"))
    if (event.reserve_management_usd or 0) + (event.reinvestment_usd or 0) > event.planned_usd + ROUNDING_USD:
        yield Doubt(("reserve_management_usd", "reinvestment_usd", "unannounced_change_usd"), "parts of more than the plan")


def _desk(event: DeskStatement) -> Found:
    if event.balance_sheet_action == "purchases_end" and event.purchase_pace_usd_month:
        yield Doubt(("balance_sheet_action", "purchase_pace_usd_month"), "purchases end, and a pace goes on")


def _rate(event: ReferenceRate) -> Found:
    """The rate lies within the trades that it is the median of."""
    names = ("percentile_1_pct", "percentile_25_pct", "percentile_75_pct", "percentile_99_pct")
    low1, low, high, high99 = (getattr(event, name) for name in names)
    known = [value for value in (low1, low, event.rate_pct, high, high99) if value is not None]
    if known != sorted(known):
        yield Doubt((*names, "percentile_99_spread_iorb_bp"), "the percentiles are out of order")


def _cash(event: CashBalance) -> Found:
    if event.tga_usd < 0:
        yield Doubt(("tga_usd",), "less than nothing in the account")


def _larger(event: Event, *pairs: tuple[str, str]) -> Found:
    """A part that is larger than its total: the total, or where an event cannot do without it the part, is in doubt."""
    for total, part in pairs:
        whole, piece = getattr(event, total), getattr(event, part)
        if whole is not None and piece is not None and piece > whole + ROUNDING_USD:
            yield Doubt((total, part) if part in _optional(event.KIND) else (total,), f"{part} is larger than {total}")


def _backwards(event: Event, *pairs: tuple[str, str]) -> Found:
    """What ends before it begins: the end is in doubt."""
    for first, last in pairs:
        begins, ends = getattr(event, first), getattr(event, last)
        if begins is not None and ends is not None and ends < begins:
            yield Doubt((last,), f"{last} is before {first}")


_CHECKS: Mapping[type[Event], Callable[[Any], Found]] = {
    FomcStatement: _fomc,
    BalanceSheet: _balance_sheet,
    RepoOperation: _operation,
    ReverseRepoOperation: _operation,
    TreasuryOperation: _treasury_operation,
    TreasuryAuction: _auction,
    PurchaseSchedule: _schedule,
    DeskStatement: _desk,
    ReferenceRate: _rate,
    CashBalance: _cash,
}
