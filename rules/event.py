"""Events: one dated fact as published, a frozen dataclass per kind, and the context it came out in.

Units live in names: `_usd` whole dollars, `_pct` percent, `_bp` basis points, `_days` days, `_on` and `as_of` New York dates,
`_at` aware UTC instants. A field that a publisher states compares; a *measure*, computed from history, does not (`compare=False`).
None means unknown, never zero.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar


def _measure(default: Any = None) -> Any:
    """A field computed from history: not part of what the publisher said."""
    return field(default=default, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has. `key` is the publisher's own id for the fact, unique within `source`."""

    KIND: ClassVar[str]
    CORE: ClassVar[tuple[str, ...]] = ()
    """Facts that every complete publication of this kind carries: one that is None is named in `missing`."""

    source: str
    key: str
    title: str
    url: str
    published_at: datetime
    seen_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRelease(Event):
    """Any release of the Board that is neither an FOMC statement, its note nor the Committee's minutes."""

    KIND = "press_release"

    category: str = "other"
    """monetary, projections, discount_rate_minutes, regulation, enforcement, orders, lending_facility, other"""
    summary: str | None = None
    """The release's first paragraph as published, plain text."""
    key_sentences: tuple[str, ...] = ()
    """The further sentences that say most, as published, in their order: at most three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FomcStatement(Event):
    """The Committee's decision as its statement words it; nothing is read from the title."""

    KIND = "fomc_statement"
    CORE = ("decision", "change_bp", "target_lower_pct", "target_upper_pct", "votes_for", "votes_against", "balance_sheet_action")

    decision: str | None = _measure()
    """raise, lower, hold: as worded, else from the range before (then filled in by `measure`, so it doesn't compare: `text` does)."""
    change_bp: int | None = _measure()
    """Signed; as stated, else from the range before, like `decision`."""
    target_lower_pct: float | None = None
    target_upper_pct: float | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    dissents: tuple[str, ...] = ()
    """One a dissenter: `Name: preference`, preference lower, raise, maintain or the quoted words."""
    balance_sheet_action: str | None = None
    """none, runoff_start, runoff_slower, runoff_end, purchases_start, purchases_pace, purchases_end"""
    balance_sheet_effective_on: date | None = None
    purchase_purpose: str | None = None
    """reserve_management or qe; None where nothing is bought."""
    purchase_pace_usd_month: int | None = None
    purchase_total_usd: int | None = None
    runoff_treasury_cap_usd_month: int | None = None
    runoff_mbs_cap_usd_month: int | None = None
    text: str | None = None
    """The statement's paragraphs, joined by blank lines, plain text."""
    projections_url: str | None = None
    press_conference_url: str | None = None

    previous_text: str | None = _measure()
    """The statement before, as it was known then: what the wording is compared with."""
    tone: float | None = _measure()
    """Share of hawkish less share of dovish sentences by a word list, -1..1: a weak sign, in no rule."""
    tone_change: float | None = _measure()
    """Less that of the statement before."""
    is_scheduled: bool | None = _measure()
    """By the published calendar of meetings."""
    action_is_new: bool | None = _measure()
    """The balance-sheet action is not yet in the policy ledger."""
    action_direction: str | None = _measure()
    """up (more liquidity), down (less), none: of the action against what was in force before."""
    purchase_pace_change_usd_month: int | None = _measure()
    previous_target_lower_pct: float | None = _measure()
    previous_target_upper_pct: float | None = _measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementationNote(Event):
    """The administered rates and the directive that carry out a statement."""

    KIND = "implementation_note"
    CORE = ("iorb_pct", "on_rrp_pct", "effective_on")

    iorb_pct: float | None = None
    on_rrp_pct: float | None = None
    on_rrp_limit_usd: int | None = None
    srf_pct: float | None = None
    srf_limit_usd: int | None = None
    primary_credit_pct: float | None = None
    effective_on: date | None = None
    purchases_directed: bool | None = None
    runoff_treasury_cap_usd_month: int | None = None
    runoff_mbs_cap_usd_month: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Event):
    """Minutes of an FOMC meeting, three weeks after it."""

    KIND = "minutes"

    meeting_on: date | None = None
    """The meeting's last day."""
    passages: tuple[str, ...] | None = None
    """Sentences on the balance sheet, reserves, repos and the Treasury market, each `who: words`; who is staff, participants, committee."""

    new_balance_sheet_phrase: bool | None = _measure()
    """A balance-sheet phrase that neither the minutes nor the statements of the 400 days before had; None where none are known."""
    new_phrases: tuple[str, ...] = _measure(())
    tone: float | None = _measure()
    """Share of hawkish less share of dovish sentences by a word list, -1..1: a weak sign, in no rule."""
    tone_change: float | None = _measure()
    """Less that of the minutes before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech(Event):
    """A speech or a testimony of a member of the Board."""

    KIND = "speech"

    speaker: str | None = None
    venue: str | None = None
    is_testimony: bool | None = None
    passages: tuple[str, ...] | None = None
    """Sentences on the balance sheet, reserves, repos and the Treasury market, each `speaker: words`; None where the text was not read."""
    has_balance_sheet_passage: bool | None = None

    new_balance_sheet_phrase: bool | None = _measure()
    """A balance-sheet phrase that no speech of the 400 days before had; None where none are known."""
    new_phrases: tuple[str, ...] = _measure(())
    tone: float | None = _measure()
    """As of minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet(Event):
    """One weekly H.4.1: Wednesday levels in whole dollars."""

    KIND = "balance_sheet"
    CORE = (
        "total_assets_usd",
        "securities_usd",
        "treasuries_usd",
        "bills_usd",
        "mbs_usd",
        "reserves_usd",
        "tga_usd",
        "repos_usd",
        "reverse_repos_usd",
    )

    as_of: date
    total_assets_usd: int | None = None
    securities_usd: int | None = None
    treasuries_usd: int | None = None
    bills_usd: int | None = None
    mbs_usd: int | None = None
    reserves_usd: int | None = None
    tga_usd: int | None = None
    repos_usd: int | None = None
    reverse_repos_usd: int | None = None
    loans_usd: int | None = None
    swaps_usd: int | None = None

    total_assets_change_1w_usd: int | None = _measure()
    securities_change_1w_usd: int | None = _measure()
    treasuries_change_1w_usd: int | None = _measure()
    bills_change_1w_usd: int | None = _measure()
    mbs_change_1w_usd: int | None = _measure()
    reserves_change_1w_usd: int | None = _measure()
    tga_change_1w_usd: int | None = _measure()
    repos_change_1w_usd: int | None = _measure()
    reverse_repos_change_1w_usd: int | None = _measure()
    loans_change_1w_usd: int | None = _measure()
    securities_change_4w_usd: int | None = _measure()
    securities_change_13w_usd: int | None = _measure()
    securities_off_path_1w_usd: int | None = _measure()
    """Signed distance of the weekly change from the announced path's range; 0 inside it."""
    reserves_change_1w_z: float | None = _measure()
    tga_change_1w_z: float | None = _measure()
    treasuries_share_pct: float | None = _measure()
    treasuries_share_change_13w_pct: float | None = _measure()
    reserves_to_assets_pct: float | None = _measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation(Event):
    """What repo and reverse repo operations share; one operation, results published."""

    operation_on: date
    settles_on: date | None = None
    matures_on: date | None = None
    closes_at: datetime | None = None
    facility: str
    """standing, on_rrp, other"""
    term_days: int | None = None
    method: str | None = None
    accepted_usd: int
    submitted_usd: int | None = None
    rate_pct: float | None = None
    """The rate at which it was awarded, else offered; None where the publisher gives none."""
    treasury_accepted_usd: int | None = None
    agency_accepted_usd: int | None = None
    mbs_accepted_usd: int | None = None
    note: str = field(default="", compare=False)
    is_small_value: bool
    """Accepted below one billion dollars, or marked so by the publisher."""
    calendar: str
    """ordinary, tax_or_settlement, month_end, quarter_end: the class of `operation_on`"""

    day_accepted_usd: int | None = _measure()
    """This and the same day's earlier operations of the same facility and term."""
    day_operations: int | None = _measure()
    day_accepted_percentile_250d: float | None = _measure()
    day_accepted_z_250d: float | None = _measure()
    day_change_usd: int | None = _measure()
    """`day_accepted_usd` less the total of the operation day before."""
    previous_day_accepted_usd: int | None = _measure()
    days_above_5bn_10d: int | None = _measure()
    """Of the ten operation days before, how many took up five billion dollars or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoOperation(_Operation):
    """The Desk lends cash against collateral."""

    KIND = "repo_operation"
    CORE = ("accepted_usd",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseRepoOperation(_Operation):
    """The Desk takes cash against collateral."""

    KIND = "reverse_repo_operation"
    CORE = ("accepted_usd",)

    counterparties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryOperation(Event):
    """The Desk buys or sells Treasuries outright; one operation, results published."""

    KIND = "treasury_operation"
    CORE = ("accepted_usd",)

    operation_on: date
    settles_on: date | None = None
    is_purchase: bool
    security_type: str
    """bill, coupon, tips, frn, other"""
    accepted_usd: int
    submitted_usd: int | None = None
    is_small_value: bool

    month_accepted_usd: int | None = _measure()
    """Purchases less sales over the 30 days up to and with this operation."""
    month_change_usd: int | None = _measure()
    """`month_accepted_usd` less that of the 30 days before."""
    off_schedule_usd: int | None = _measure()
    """What this operation took the 30 days above the announced monthly pace and reinvested principal; 0 within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatement(Event):
    """An operating policy statement of the New York Fed's trading desk: how it carries out what the Committee decided."""

    KIND = "desk_statement"

    issued_on: date
    summary: str | None = None
    """The statement's first paragraph as published, plain text."""
    is_small_value: bool = False
    """It announces an exercise that tests the systems."""
    balance_sheet_action: str | None = None
    """none, purchases_start, purchases_pace, purchases_end; reinvestment is no purchase in this sense."""
    purchases_from: date | None = None
    purchase_purpose: str | None = None
    """As of an FOMC statement."""
    purchase_pace_usd_month: int | None = None
    on_rrp_pct: float | None = None
    on_rrp_limit_usd: int | None = None
    srf_pct: float | None = None
    srf_limit_usd: int | None = None
    effective_on: date | None = None

    action_is_new: bool | None = _measure()
    """The purchases, or their size, are not yet in the policy ledger."""
    purchase_pace_change_usd_month: int | None = _measure()
    """The pace less the one announced before; what nobody bought before a start counts as 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseSchedule(Event):
    """What the Desk plans to buy over a month, published around the ninth business day of the one before."""

    KIND = "purchase_schedule"
    CORE = ("planned_usd",)

    first_on: date
    last_on: date
    planned_usd: int
    reserve_management_usd: int | None = None
    """Of the plan, what adds reserves; None where the page doesn't say how it divides."""
    reinvestment_usd: int | None = None
    """Of the plan, what replaces principal that was paid back."""

    planned_change_usd: int | None = _measure()
    """`planned_usd` less that of the schedule before."""
    unannounced_change_usd: int | None = _measure()
    """What is bought beyond reinvestment, less the pace announced for the month; where no size was announced, less the schedule before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyOperation(Event):
    """The Desk buys or sells agency mortgage-backed securities; one operation, results published."""

    KIND = "agency_operation"
    CORE = ("accepted_usd",)

    operation_on: date
    settles_on: date | None = None
    operation_type: str
    """tba (to be announced), specified_pool, roll, swap, other"""
    is_purchase: bool | None = None
    """None for a roll or swap, which is both, or neither."""
    accepted_usd: int
    """Principal outstanding where it is given, else original face."""
    submitted_usd: int | None = None
    is_small_value: bool
    """Accepted below a quarter of a billion dollars, or marked so by the publisher."""
    calendar: str

    month_accepted_usd: int | None = _measure()
    """Purchases less sales over the 30 days up to and with this operation."""
    month_change_usd: int | None = _measure()
    """`month_accepted_usd` less that of the 30 days before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryAuction(Event):
    """The Treasury borrows: one auction, told twice: when its size is announced, and when its result is out."""

    KIND = "treasury_auction"
    CORE = ("offering_usd",)

    stage: str
    """announced, results"""
    cusip: str
    security_type: str
    """bill, cmb (cash management bill), note, bond, tips, frn, other"""
    security_term: str
    """As published: `13-Week`; of a reopened security what is left of its term, `9-Year 10-Month`."""
    is_reopening: bool | None = None
    announced_on: date | None = None
    auction_on: date
    settles_on: date | None = None
    matures_on: date | None = None
    offering_usd: int | None = None
    """Offered to the public."""
    maturing_usd: int | None = None
    """Publicly held securities of its kind (bills, or everything else) that mature when it settles, as the Treasury estimates."""
    high_rate_pct: float | None = None
    """The highest that was accepted, and so what all get: the discount rate of a bill, the yield of others, a real one of TIPS."""
    high_margin_pct: float | None = None
    """In its place, the highest discount margin of a floating-rate note."""
    median_rate_pct: float | None = None
    bid_to_cover: float | None = None
    """Bids for each dollar accepted."""
    accepted_usd: int | None = None
    """In all, with what the Fed and small bidders get."""
    submitted_usd: int | None = None
    indirect_share_pct: float | None = None
    """Of what competitive bidders got, the share of indirect ones: funds and foreign central banks, as far as is known."""
    direct_share_pct: float | None = None
    dealer_share_pct: float | None = None
    soma_accepted_usd: int | None = None
    """What the Fed took on top, in place of its own maturing holdings."""

    settlement_auctions: tuple[str, ...] = _measure(())
    """What settles on the same day, bills or all others, as far as announced: one an auction, `cusip type term dollars`."""
    completes_settlement: bool = _measure(False)
    """The last announcement of those: what settles together is scored with it alone."""
    settlement_offering_usd: int | None = _measure()
    """Their sum."""
    settlement_net_usd: int | None = _measure()
    """Their sum less what matures: the new supply."""
    settlement_net_z_250d: float | None = _measure()
    settlement_change_usd: int | None = _measure()
    """What they offer more than the last auctions of the same type and term did."""
    offering_change_usd: int | None = _measure()
    """The same of this auction alone."""
    bid_to_cover_off_usual: float | None = _measure()
    """Less the median of the last twelve auctions of the same type and term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRate(Event):
    """A reference rate for one business day, published the next morning."""

    KIND = "reference_rate"
    CORE = ("rate_pct",)

    rate_type: str
    """SOFR, EFFR, OBFR, TGCR, BGCR"""
    effective_on: date
    rate_pct: float
    percentile_1_pct: float | None = None
    percentile_25_pct: float | None = None
    percentile_75_pct: float | None = None
    percentile_99_pct: float | None = None
    volume_usd: int | None = None
    is_revised: bool = False
    """The publisher marks it as corrected on its day of publication."""
    calendar: str

    spread_iorb_bp: float | None = _measure()
    """The rate less interest on reserve balances in force that day."""
    spread_on_rrp_bp: float | None = _measure()
    spread_iorb_change_1d_bp: float | None = _measure()
    spread_iorb_z_250d: float | None = _measure()
    percentile_99_spread_iorb_bp: float | None = _measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldChange(Event):
    """A daily market yield or breakeven."""

    KIND = "yield_change"
    CORE = ("value_pct",)

    series: str
    """DFII10, DFII5, T10YIE, T5YIFR: FRED's names"""
    measures_what: str
    """real_yield, breakeven"""
    as_of: date
    value_pct: float

    change_1d_bp: float | None = _measure()
    change_5d_bp: float | None = _measure()
    change_20d_bp: float | None = _measure()
    change_1d_z_250d: float | None = _measure()
    change_20d_z_250d: float | None = _measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class CashBalance(Event):
    """The Treasury's closing cash balance at the Fed on one day."""

    KIND = "cash_balance"
    CORE = ("tga_usd",)

    as_of: date
    tga_usd: int

    tga_change_1d_usd: int | None = _measure()
    tga_change_5d_usd: int | None = _measure()
    tga_change_5d_z_250d: float | None = _measure()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What else was known when an event came out. None means unknown."""

    regime: str | None = None
    """emergency, pivot, tightening, expansion, neutral: after this event"""
    regime_before: str | None = None
    regime_since: date | None = None
    regime_reason: str | None = None
    purchase_purpose: str | None = None
    purchases_from: date | None = None
    """The first day of purchases that are announced and not yet in effect."""
    target_lower_pct: float | None = None
    target_upper_pct: float | None = None
    iorb_pct: float | None = None
    on_rrp_pct: float | None = None
    srf_pct: float | None = None
    correlation_60d: float | None = None
    """BTC and S&P 500 daily log returns over 60 sessions."""
    repo_injection_within_10d: bool | None = None
    """An event of the ten days before carried a counted repo-injection signal."""
    treasury_purchases_within_10d: bool | None = None
    is_expanding: bool | None = None
    """A purchase programme is in force."""
    is_follow_up: bool = False
    """The event is assessed again some hours later, with what the market made of it."""
    positioning_agreement: float | None = None
    """-1..1: whether options and volume after the event went its way; only in a follow-up."""


EVENT_CLASSES: dict[str, type[Event]] = {
    cls.KIND: cls
    for cls in (
        FomcStatement,
        ImplementationNote,
        Minutes,
        Speech,
        PressRelease,
        BalanceSheet,
        RepoOperation,
        ReverseRepoOperation,
        TreasuryOperation,
        AgencyOperation,
        TreasuryAuction,
        DeskStatement,
        PurchaseSchedule,
        ReferenceRate,
        YieldChange,
        CashBalance,
    )
}
KINDS: tuple[str, ...] = tuple(EVENT_CLASSES)
ENVELOPE: frozenset[str] = frozenset(f.name for f in dataclasses.fields(Event))
"""Fields that every event has; the others are the kind's own facts and measures."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field a rule may name: its plain type, and whether it can be unknown."""

    name: str
    type: type
    optional: bool
    is_measure: bool


@functools.cache
def field_table(kind: str) -> dict[str, FieldSpec]:
    """The fields that a rule on `kind` may name: the kind's own ones, and `context.NAME` for the context's.

    A rule on kind `any` may name the context's alone. Raises KeyError for an unknown kind.
    """
    own = [] if kind == "any" else _specs(EVENT_CLASSES[kind])
    table = {spec.name: spec for spec in own if spec.name not in ENVELOPE and spec.type is not tuple}
    for spec in _specs(Context):
        name = f"context.{spec.name}"
        table[name] = dataclasses.replace(spec, name=name)
    return table


def _specs(cls: type) -> list[FieldSpec]:
    hints = typing.get_type_hints(cls)
    specs = []
    for f in dataclasses.fields(cls):
        plain, optional = _plain_type(hints[f.name])
        specs.append(FieldSpec(f.name, plain, optional, not f.compare))
    return specs


def _plain_type(hint: Any) -> tuple[type, bool]:
    """`int | None` gives (int, True); `tuple[str, ...]` gives (tuple, False)."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        args = typing.get_args(hint)
        [plain] = [a for a in args if a is not type(None)]
        return _plain_type(plain)[0], type(None) in args
    return typing.get_origin(hint) or hint, False


def facts(event: Event) -> dict[str, Any]:
    """The kind's own fields that are known, measures included, in the order of the class."""
    values = {f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name not in ENVELOPE}
    return {name: value for name, value in values.items() if value is not None}


_OF_CONTEXT = {f"context.{f.name}": f.name for f in dataclasses.fields(Context)}


def value_of(name: str, event: Event, context: Context) -> Any:
    """The value that a rule's field name stands for; None when unknown."""
    return getattr(context, _OF_CONTEXT[name]) if name in _OF_CONTEXT else getattr(event, name)
