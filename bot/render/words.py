"""The words for fields, values, mechanisms' pushes and sizes: what turns a fact into something a reader understands.

Units come from the field's suffix; the names of fields and values come from the tables below, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.i18n import N_, Texts
from bot.render import amounts
from rules.model import Fact

LABELS: dict[str, str] = {
    # FOMC statement
    "decision": N_("Rate decision"),
    "change_bp": N_("Rate change"),
    "target_lower_pct": N_("Target range, lower end"),
    "target_upper_pct": N_("Target range, upper end"),
    "votes_for": N_("Votes for"),
    "votes_against": N_("Votes against"),
    "dissents": N_("Dissents"),
    "balance_sheet_action": N_("Balance-sheet action"),
    "balance_sheet_effective_on": N_("Balance-sheet action takes effect"),
    "purchase_purpose": N_("Purpose of the purchases"),
    "purchase_pace_usd_month": N_("Pace of purchases"),
    "purchase_total_usd": N_("Total of purchases announced"),
    "runoff_treasury_cap_usd_month": N_("Run-off cap, Treasuries"),
    "runoff_mbs_cap_usd_month": N_("Run-off cap, MBS"),
    "text": N_("Text"),
    "projections_url": N_("Link to the projections"),
    "press_conference_url": N_("Link to the press conference"),
    "previous_text": N_("Text of the statement before"),
    "tone": N_("Tone of the wording, -1 dovish to 1 hawkish"),
    "tone_change": N_("Tone of the wording, change"),
    "is_scheduled": N_("Scheduled meeting"),
    "action_is_new": N_("First announced here"),
    "action_foreshadowed": N_("Prepared before by"),
    "expected_change_bp": N_("Priced in just before"),
    "surprise_bp": N_("Surprise against what was priced in"),
    "expected_change_uncertainty_bp": N_("Uncertainty of what was priced in"),
    "action_direction": N_("Fed liquidity"),
    "purchase_pace_change_usd_month": N_("Pace of purchases, change"),
    "previous_target_lower_pct": N_("Target range before, lower end"),
    "previous_target_upper_pct": N_("Target range before, upper end"),
    "expectation_gap": N_("Why what was priced in is not known"),
    "dots_change_bp": N_("Dots for the next year-end, change"),
    # implementation note
    "iorb_pct": N_("Interest on reserves (IORB)"),
    "on_rrp_pct": N_("ON RRP rate"),
    "on_rrp_limit_usd": N_("ON RRP limit per counterparty"),
    "srf_pct": N_("Standing repo rate"),
    "srf_limit_usd": N_("Standing repo limit"),
    "primary_credit_pct": N_("Discount rate (primary credit)"),
    "effective_on": N_("In effect from"),
    "purchases_directed": N_("Purchases directed"),
    # minutes, press releases
    "meeting_on": N_("Meeting ended"),
    "passages": N_("Sentences on the balance sheet"),
    "new_policy_phrase": N_("New phrase on the course of rates"),
    "policy_phrases": N_("Phrases on the course of rates"),
    "is_decision_day": N_("Day of a decision"),
    "new_balance_sheet_phrase": N_("New balance-sheet phrase"),
    "new_phrases": N_("New phrases"),
    "speaker": N_("Speaker"),
    "venue": N_("Venue"),
    "is_testimony": N_("Testimony"),
    "has_balance_sheet_passage": N_("Speaks on the balance sheet"),
    "category": N_("Category"),
    "summary": N_("First paragraph"),
    "key_sentences": N_("Key sentences"),
    # H.4.1
    "as_of": N_("As of"),
    "total_assets_usd": N_("Total assets"),
    "securities_usd": N_("Securities held outright"),
    "treasuries_usd": N_("Treasuries"),
    "bills_usd": N_("Treasury bills"),
    "mbs_usd": N_("MBS"),
    "reserves_usd": N_("Bank reserves"),
    "tga_usd": N_("Treasury's account (TGA)"),
    "repos_usd": N_("Repos"),
    "reverse_repos_usd": N_("Reverse repos"),
    "loans_usd": N_("Loans"),
    "swaps_usd": N_("Central-bank swaps"),
    "notes_usd": N_("Federal Reserve notes"),
    "total_assets_change_1w_usd": N_("Total assets, change in a week"),
    "securities_change_1w_usd": N_("Securities, change in a week"),
    "treasuries_change_1w_usd": N_("Treasuries, change in a week"),
    "bills_change_1w_usd": N_("Treasury bills, change in a week"),
    "mbs_change_1w_usd": N_("MBS, change in a week"),
    "reserves_change_1w_usd": N_("Bank reserves, change in a week"),
    "tga_change_1w_usd": N_("Treasury's account (TGA), change in a week"),
    "repos_change_1w_usd": N_("Repos, change in a week"),
    "reverse_repos_change_1w_usd": N_("Reverse repos, change in a week"),
    "loans_change_1w_usd": N_("Loans, change in a week"),
    "securities_change_4w_usd": N_("Securities, change in 4 weeks"),
    "securities_change_13w_usd": N_("Securities, change in 13 weeks"),
    "securities_off_path_1w_usd": N_("Securities in a week, off the announced path"),
    "reserves_change_1w_z": N_("Bank reserves, weekly change against usual"),
    "tga_change_1w_z": N_("Treasury's account (TGA), weekly change against usual"),
    "treasuries_share_pct": N_("Treasuries' share of securities"),
    "treasuries_share_change_13w_pct": N_("Treasuries' share, change in 13 weeks"),
    "reserves_to_assets_pct": N_("Bank reserves against total assets"),
    # repo and reverse repo operations
    "operation_on": N_("Operation day"),
    "settles_on": N_("Settles"),
    "matures_on": N_("Matures"),
    "closes_at": N_("Closed at"),
    "facility": N_("Facility"),
    "term_days": N_("Term"),
    "method": N_("Method"),
    "accepted_usd": N_("Accepted"),
    "submitted_usd": N_("Submitted"),
    "rate_pct": N_("Rate"),
    "treasury_accepted_usd": N_("Accepted against Treasuries"),
    "agency_accepted_usd": N_("Accepted against agency debt"),
    "mbs_accepted_usd": N_("Accepted against MBS"),
    "note": N_("Publisher's note"),
    "is_small_value": N_("Small-value operation"),
    "calendar": N_("Calendar"),
    "day_accepted_usd": N_("Day's total"),
    "day_operations": N_("Operations so far that day"),
    "day_accepted_percentile_250d": N_("Day's total, rank among 250 days"),
    "day_accepted_z_250d": N_("Day's total against usual"),
    "day_change_usd": N_("Day's total, change on the day before"),
    "previous_day_accepted_usd": N_("Total of the day before"),
    "days_above_5bn_10d": N_("Days of the last ten at $5bn or more"),
    "counterparties": N_("Counterparties"),
    # operations in Treasuries
    "is_purchase": N_("Purchase"),
    "security_type": N_("Kind of security"),
    "month_accepted_usd": N_("Net purchases in 30 days"),
    "month_change_usd": N_("Net purchases in 30 days, change"),
    "off_schedule_usd": N_("Above the announced schedule in 30 days"),
    # operations in agency mortgage-backed securities
    "operation_type": N_("Kind of operation"),
    # the Treasury's auctions
    "stage": N_("Stage"),
    "cusip": N_("CUSIP"),
    "security_term": N_("Term of the security"),
    "is_reopening": N_("Reopening"),
    "announced_on": N_("Announced on"),
    "auction_on": N_("Auction day"),
    "offering_usd": N_("Offered"),
    "maturing_usd": N_("Maturing on the settlement day"),
    "high_rate_pct": N_("Highest accepted rate"),
    "high_margin_pct": N_("Highest accepted margin"),
    "median_rate_pct": N_("Median rate of the bids"),
    "bid_to_cover": N_("Bid-to-cover"),
    "indirect_share_pct": N_("Share of indirect bidders"),
    "direct_share_pct": N_("Share of direct bidders"),
    "dealer_share_pct": N_("Share of primary dealers"),
    "soma_accepted_usd": N_("Taken by the Fed"),
    "settlement_auctions": N_("Auctions of the settlement day"),
    "completes_settlement": N_("Last announcement for its settlement day"),
    "settlement_offering_usd": N_("Offered for the settlement day"),
    "settlement_net_usd": N_("New supply of the settlement day"),
    "settlement_net_z_250d": N_("New supply of the settlement day against usual"),
    "settlement_change_usd": N_("Offered for the settlement day, change on the last such auctions"),
    "offering_change_usd": N_("Offered, change on the last such auction"),
    "bid_to_cover_off_usual": N_("Bid-to-cover, off the median of the last such auctions"),
    # the Desk's statements and schedules
    "issued_on": N_("Issued"),
    "purchases_from": N_("First day of the purchases"),
    "first_on": N_("Period from"),
    "last_on": N_("Period to"),
    "planned_usd": N_("Planned purchases"),
    "reserve_management_usd": N_("For reserve management"),
    "reinvestment_usd": N_("Reinvested principal"),
    "planned_change_usd": N_("Planned purchases, change"),
    "unannounced_change_usd": N_("Purchases beyond reinvestment, against what was announced"),
    # reference rates and yields
    "rate_type": N_("Reference rate"),
    "percentile_1_pct": N_("1st percentile"),
    "percentile_25_pct": N_("25th percentile"),
    "percentile_75_pct": N_("75th percentile"),
    "percentile_99_pct": N_("99th percentile"),
    "volume_usd": N_("Volume"),
    "is_revised": N_("Corrected by the publisher"),
    "spread_iorb_bp": N_("Spread over interest on reserves (IORB)"),
    "spread_on_rrp_bp": N_("Spread over the ON RRP rate"),
    "spread_iorb_change_1d_bp": N_("Spread over IORB, change in a day"),
    "spread_iorb_z_250d": N_("Spread over IORB against usual"),
    "percentile_99_spread_iorb_bp": N_("99th percentile's spread over IORB"),
    "series": N_("Series"),
    "measures_what": N_("What it measures"),
    "value_pct": N_("Level"),
    "change_1d_bp": N_("Change in a day"),
    "change_5d_bp": N_("Change in 5 days"),
    "change_20d_bp": N_("Change in 20 days"),
    "change_1d_z_250d": N_("Change in a day against usual"),
    "change_20d_z_250d": N_("Change in 20 days against usual"),
    # the Treasury's daily cash
    "tga_change_1d_usd": N_("Treasury's account (TGA), change in a day"),
    "tga_change_5d_usd": N_("Treasury's account (TGA), change in 5 days"),
    "tga_change_5d_z_250d": N_("Treasury's account (TGA), change in 5 days against usual"),
    # context
    "context.regime": N_("Balance-sheet regime"),
    "context.regime_before": N_("Regime before"),
    "context.regime_since": N_("Regime since"),
    "context.regime_reason": N_("Reason of the regime"),
    "context.purchase_purpose": N_("Purpose of the purchases in force"),
    "context.purchases_from": N_("First day of the purchases announced"),
    "context.target_lower_pct": N_("Target range in force, lower end"),
    "context.target_upper_pct": N_("Target range in force, upper end"),
    "context.iorb_pct": N_("Interest on reserves (IORB) in force"),
    "context.on_rrp_pct": N_("ON RRP rate in force"),
    "context.srf_pct": N_("Standing repo rate in force"),
    "context.correlation_60d": N_("BTC–S&P 500 correlation, 60 days"),
    "context.repo_injection_within_10d": N_("Repo cash added within 10 days"),
    "context.treasury_purchases_within_10d": N_("Treasury purchases within 10 days"),
    "context.is_expanding": N_("Purchase programme in force"),
    "context.is_follow_up": N_("Follow-up assessment"),
    "context.positioning_agreement": N_("Agreement of market positioning"),
}
"""A label for every field that a rule may name."""

VALUES: dict[str, dict[str, str]] = {
    "decision": {"raise": N_("hike"), "lower": N_("cut"), "hold": N_("hold")},
    "balance_sheet_action": {
        "none": N_("no change announced"),
        "runoff_start": N_("run-off (QT) starts"),
        "runoff_slower": N_("run-off (QT) slows"),
        "runoff_end": N_("run-off (QT) ends"),
        "purchases_start": N_("purchases start"),
        "purchases_pace": N_("new pace of purchases"),
        "purchases_end": N_("purchases end"),
    },
    "purchase_purpose": {"reserve_management": N_("reserve management (not QE)"), "qe": N_("QE")},
    "action_direction": {"up": N_("more than before"), "down": N_("less than before"), "none": N_("as before")},
    "facility": {"standing": N_("standing repo"), "on_rrp": N_("ON RRP"), "other": N_("other")},
    "calendar": {
        "ordinary": N_("ordinary day"),
        "tax_or_settlement": N_("tax or settlement day"),
        "month_end": N_("month-end"),
        "quarter_end": N_("quarter-end"),
    },
    "security_type": {
        "bill": N_("bills"),
        "cmb": N_("cash management bills"),
        "note": N_("notes"),
        "bond": N_("bonds"),
        "coupon": N_("coupon securities"),
        "tips": N_("inflation-protected"),
        "frn": N_("floating rate"),
        "other": N_("other"),
    },
    "stage": {"announced": N_("announced"), "results": N_("results")},
    "operation_type": {
        "tba": N_("to be announced (TBA)"),
        "specified_pool": N_("specified pools"),
        "roll": N_("dollar roll"),
        "swap": N_("coupon swap"),
        "other": N_("other"),
    },
    "measures_what": {"real_yield": N_("real yield"), "breakeven": N_("breakeven inflation")},
    "action_foreshadowed": {
        "speech": N_("a speech of the Chair"),
        "minutes": N_("minutes of a meeting before"),
        "desk_statement": N_("a statement of the Desk"),
        "none": N_("nothing known of"),
    },
    "category": {
        "monetary": N_("monetary policy"),
        "projections": N_("economic projections"),
        "discount_rate_minutes": N_("discount-rate minutes"),
        "regulation": N_("regulation"),
        "enforcement": N_("enforcement"),
        "orders": N_("approvals and orders"),
        "lending_facility": N_("lending facility"),
        "swap_lines": N_("dollar swap lines"),
        "discount_window": N_("discount window"),
        "leverage_ratio": N_("leverage ratio"),
        "liquidity": N_("measures for liquidity"),
        "other": N_("press release"),
    },
    "regime": {
        "emergency": N_("emergency"),
        "pivot": N_("QT winding down"),
        "tightening": N_("QT in force"),
        "expansion": N_("purchases in force"),
        "neutral": N_("neither QT nor purchases"),
    },
}
"""A word for every value of the fields that have a closed set of them."""

STATEMENTS: dict[str, tuple[str, str]] = {
    "is_scheduled": (N_("a scheduled meeting"), N_("outside the scheduled meetings")),
    "action_is_new": (N_("first announced here"), N_("announced before")),
    "is_purchase": (N_("a purchase"), N_("a sale")),
    "is_reopening": (N_("a reopening"), N_("a new security")),
    "completes_settlement": (N_("the last announcement for its settlement day"), N_("not the last announcement for its settlement day")),
    "is_revised": (N_("corrected by the publisher"), N_("as first published")),
    "is_small_value": (N_("a small-value operation"), N_("not a small-value operation")),
}
"""What a yes or a no says by itself, in the order yes, no."""

COMPARISONS: dict[str, str] = {
    "is_not": N_("is not {operand}"),
    "at_least": N_("≥ {operand}"),
    "at_most": N_("≤ {operand}"),
    "above": N_("> {operand}"),
    "below": N_("< {operand}"),
    "size_at_least": N_("up or down ≥ {operand}"),
}
"""How a fact stood to its operand; `is` and `one_of` say nothing that the value does not, nor does a sign."""
RAMP = N_("size grows from {start} to {stop}, at most {most}")

ARROWS = {"up": "△", "down": "▽", "either": "◇"}


def quoted(words: str, tx: Texts) -> str:
    """Somebody's own words, in the marks of the reader's language: `“ample”`, `「ample」`."""
    return tx.t("“{words}”", words=words)


def capital(text: str) -> str:
    """The same as the beginning of a line."""
    return f"{text[:1].upper()}{text[1:]}"


def listed(parts: Iterable[str], tx: Texts) -> str:
    """Names in a row, those that are empty left out: `a, b`, `a、b`."""
    return _joined(N_("{first}, {name}"), parts, tx)


def phrased(parts: Iterable[str], tx: Texts) -> str:
    """The parts of a sentence that are not empty, with commas between."""
    return _joined(N_("{first}, {second}"), parts, tx)


def chained(parts: Iterable[str], tx: Texts) -> str:
    """The parts that are not empty, with semicolons between."""
    return _joined(N_("{first}; {second}"), parts, tx)


def parted(parts: Iterable[str], tx: Texts) -> str:
    """The parts of a line that are not empty, with a mark between: `a · b`, `a｜b`."""
    return _joined(N_("{first} · {second}"), parts, tx)


def sentences(parts: Iterable[str], tx: Texts) -> str:
    """Whole sentences in a row, those that are empty left out."""
    return tx.language.sentence_space.join(filter(None, parts))


def _joined(pair: str, parts: Iterable[str], tx: Texts) -> str:
    whole = ""
    for part in filter(None, parts):
        whole = tx.t(pair, first=whole, second=part, name=part) if whole else part
    return whole


def label(field: str, tx: Texts) -> str:
    """The name of a field."""
    return tx.t(LABELS[field]) if field in LABELS else field.removeprefix("context.").replace("_", " ")


def value(field: str, raw: Any, tx: Texts) -> str:
    """A field's value with its unit, by the field's suffix."""
    plain = field.removeprefix("context.")
    if isinstance(raw, bool):
        return tx.t("yes") if raw else tx.t("no")
    if isinstance(raw, (list, tuple)):
        return listed((value(field, item, tx) for item in raw), tx)
    if isinstance(raw, (date, datetime)):
        return _moment(raw, tx)
    if isinstance(raw, (int, float)):
        return _quantity(plain, raw, tx)
    words = VALUES.get(plain.removesuffix("_before"), {})
    return tx.t(words[raw]) if raw in words else str(raw)


def regime(context: Mapping[str, Any], tx: Texts) -> str:
    """What the balance sheet was doing then, and what purchases were for; empty where it was not known."""
    name = context.get("regime")
    if name == "expansion" and context.get("purchase_purpose") == "reserve_management":
        return tx.t("bills bought to keep reserves ample (not QE)")
    return value("regime", name, tx) if name else ""


def fact(found: Fact, tx: Texts) -> str:
    """A fact and the comparison it stood in: `Day's total: $50.35bn (rule: > $5bn)`."""
    if isinstance(found.value, bool) and found.field in STATEMENTS:
        return tx.t(STATEMENTS[found.field][0 if found.value else 1])
    said = tx.t("{label}: {value}", label=label(found.field, tx), value=value(found.field, found.value, tx))
    if found.operator in ("is", "one_of") or (found.operator in ("above", "below") and found.operand == 0):
        return said
    text = N_("{fact} ({comparison})") if found.operator == "ramp" else N_("{fact} (rule: {comparison})")
    return tx.t(text, fact=said, comparison=_comparison(found, tx))


def impact_word(impact: int, tx: Texts) -> str:
    """How often a move of this size is in the documents: docs/scoring.md gives the scale."""
    words = ((70, N_("once in years")), (50, N_("rare")), (33, N_("notable")), (20, N_("moderate")), (0, N_("ordinary")))
    return tx.t(next(word for floor, word in words if impact >= floor))


def confidence_word(confidence: float, tx: Texts) -> str:
    """The word for a confidence, by docs/scoring.md."""
    if confidence <= 0:
        return tx.t("no view")
    words = ((0.15, N_("very weak")), (0.35, N_("weak")), (0.6, N_("moderate")), (2.0, N_("strong")))
    return tx.t(next(word for ceiling, word in words if confidence < ceiling))


def hours(count: int, tx: Texts) -> str:
    """A horizon in hours, or in days from two days on."""
    if count >= 48 and count % 24 == 0:
        return tx.n("{count} day", "{count} days", count // 24)
    return tx.n("{count} hour", "{count} hours", count)


def delay(seconds: int, tx: Texts) -> str:
    """Seconds, or from two minutes on whole minutes."""
    return tx.t("{count} s", count=seconds) if seconds < 120 else tx.t("{count} min", count=seconds // 60)


def missing(fields: Sequence[str], tx: Texts) -> str:
    """The names of unknown fields."""
    return chained(dict.fromkeys(label(field, tx) for field in fields), tx)


def _comparison(found: Fact, tx: Texts) -> str:
    if found.operator == "ramp":
        start, stop, most = found.operand
        ends = {"start": _size_of(found.field, start, tx), "stop": _size_of(found.field, stop, tx)}
        return tx.t(RAMP, most=amounts.number(most), **ends)
    if found.operator == "size_at_least":
        return tx.t(COMPARISONS[found.operator], operand=_size_of(found.field, found.operand, tx))
    operand = amounts.signed(found.operand) if is_swing(found.field) else value(found.field, found.operand, tx)
    return tx.t(COMPARISONS[found.operator], operand=operand) if found.operator in COMPARISONS else f"{found.operator} {operand}"


def _size_of(field: str, raw: float, tx: Texts) -> str:
    """A ramp's end: a size without a sign, whatever the field's direction."""
    text = amounts.number(raw) if is_swing(field) else value(field, raw, tx)
    return text.removeprefix("+")


def _quantity(field: str, raw: float, tx: Texts) -> str:
    dollars = amounts.usd_change if "change" in field or "off_path" in field else amounts.usd
    if field.endswith("_usd_month"):
        return tx.t("{amount} a month", amount=dollars(round(raw), tx.lang))
    if field.endswith("_usd"):
        return dollars(round(raw), tx.lang)
    if field.endswith("_bp"):
        return amounts.bp_change(raw, tx)
    if field.endswith("_change_13w_pct"):
        return tx.t("{number} percentage points", number=amounts.signed(raw))
    if field.endswith("_pct"):
        return amounts.pct(raw)
    if "_percentile" in field:
        return amounts.share(raw)
    if is_swing(field):
        pattern = N_("up {times} the usual swing") if raw > 0 else N_("down {times} the usual swing")
        return tx.t(pattern, times=amounts.swings(raw, tx))
    if field.endswith("_days"):
        return tx.n("{count} day", "{count} days", round(raw))
    return amounts.number(raw)


def is_swing(field: str) -> bool:
    """Whether a field counts usual swings."""
    return field.endswith(("_z", "_z_250d"))


def _moment(raw: date | datetime, tx: Texts) -> str:
    if isinstance(raw, datetime):
        return tx.t("{day} {clock} UTC", day=amounts.day(raw.date(), tx.lang), clock=amounts.clock(raw))
    return amounts.day(raw, tx.lang)
