"""What the Board and the Committee publish in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rules.event.base import Event, measure

LIQUIDITY = frozenset({"lending_facility", "swap_lines", "discount_window", "leverage_ratio", "liquidity"})
"""Categories of releases that announce measures for liquidity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRelease(Event):
    """Any release of the Board that is neither an FOMC statement, its note nor the Committee's minutes."""

    KIND = "press_release"

    category: str = "other"
    """monetary, projections, discount_rate_minutes, regulation, enforcement, orders, other; of measures for liquidity: lending_facility,
    swap_lines, discount_window, leverage_ratio, liquidity (several at once)"""
    summary: str | None = None
    """The release's first paragraph as published, plain text."""
    key_sentences: tuple[str, ...] = ()
    """The further sentences that say most, as published, in their order: at most three."""
    dots: tuple[str, ...] | None = None
    """Of projections, the median of the funds rate by year-end: `2026 4.1 3.8`, the last that of the projections before, if any."""
    dots_change_bp: float | None = None
    """Of projections, the change of the median for the next year-end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FomcStatement(Event):
    """The Committee's decision as its statement words it; nothing is read from the title."""

    KIND = "fomc_statement"
    CORE = (
        "decision", "change_bp", "target_lower_pct", "target_upper_pct", "votes_for", "votes_against", "balance_sheet_action",
        "expected_change_bp",
    )  # fmt: skip

    decision: str | None = measure()
    """raise, lower, hold: as worded, else from the range before (then filled in by `measure`, so it doesn't compare: `text` does)."""
    change_bp: int | None = measure()
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

    previous_text: str | None = measure()
    """The statement before, as it was known then: what the wording is compared with."""
    tone: float | None = measure()
    """Share of hawkish less share of dovish sentences by a word list, -1..1: a weak sign, in no rule."""
    tone_change: float | None = measure()
    """Less that of the statement before."""
    is_scheduled: bool | None = measure()
    """By the published calendar of meetings."""
    action_is_new: bool | None = measure()
    """The balance-sheet action is not yet in the policy ledger."""
    action_foreshadowed: str | None = measure()
    """What had prepared the action in the 60 days before: speech (the Chair's), minutes, desk_statement; none: nothing known of."""
    action_direction: str | None = measure()
    """up (more liquidity), down (less), none: of the action against what was in force before."""
    purchase_pace_change_usd_month: int | None = measure()
    previous_target_lower_pct: float | None = measure()
    previous_target_upper_pct: float | None = measure()
    expected_change_bp: float | None = measure()
    """What was priced in just before; positive is a rise."""
    expected_change_uncertainty_bp: float | None = measure()
    """The larger of half the quotes' spreads and half the difference between two venues."""
    surprise_bp: float | None = measure()
    """`change_bp` less `expected_change_bp`."""
    expectation_gap: str | None = measure()
    """Why what was priced in is not known: stale, thin, torn, apart, unscheduled, none; None where it is known or was never asked."""
    expectation_venues: tuple[str, ...] | None = measure()
    """Who priced it in: kalshi, polymarket, or futures by an archive; where the venues are apart, both."""
    dots_change_bp: float | None = measure()
    """The projections' median of the funds rate for the next year-end, less that of the projections before."""


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

    new_balance_sheet_phrase: bool | None = measure()
    """A balance-sheet phrase that neither the minutes nor the statements of the 400 days before had; None where none are known."""
    new_phrases: tuple[str, ...] = measure(())
    tone: float | None = measure()
    """Share of hawkish less share of dovish sentences by a word list, -1..1: a weak sign, in no rule."""
    tone_change: float | None = measure()
    """Less that of the minutes before."""


_CHAIR = re.compile(r"^(?:(?:Remarks|Statement|Testimony|Speech) (?:by|of) )?(?:Federal Reserve )?Chair(?:man|woman)?\b(?! for)", re.I)


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

    policy_phrases: tuple[str, ...] | None = measure()
    """What it says on the course of rates (bot.fomc.policy_phrases), read with the text; None where that was not read."""
    new_balance_sheet_phrase: bool | None = measure()
    """A balance-sheet phrase that no speech of the 400 days before had; None where none are known."""
    new_phrases: tuple[str, ...] = measure(())
    new_policy_phrase: bool | None = measure()
    """Of the Chair's: a phrase on policy that no speech of a Chair in the 400 days before had; None where none are known."""
    tone: float | None = measure()
    """As of minutes."""

    @property
    def is_by_chair(self) -> bool:
        """Whether it is the Chair's, by the office that its page gives; a surname alone tells nothing."""
        return _CHAIR.match(self.speaker or "") is not None
