"""Publications with the real figures of their day where they are public, and the assessment of each, put together by hand.

Texts in quotation are made for this file: the plain formulas of a decision, with the day's figures.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rules.event import (
    BalanceSheet,
    Event,
    FomcStatement,
    ImplementationNote,
    Minutes,
    PressRelease,
    RepoOperation,
    ReverseRepoOperation,
    Speech,
)
from rules.model import Amplifier, Assessment, Fact, Measured, Signal

WRITTEN = ("en", "zh-Hans")
"""The languages whose texts are written; others are derived from one of them, and only the rules are held to what they say."""

FED = "https://www.federalreserve.gov"
NYFED = "https://www.newyorkfed.org/markets/desk-operations/repo"
BN = 1_000_000_000
MN = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What goes into one message."""

    event: Event
    assessment: Assessment
    extra: dict[str, Any] = field(default_factory=dict)


def seen(at: datetime, seconds: int = 7) -> dict[str, datetime]:
    return {"published_at": at, "seen_at": at + timedelta(seconds=seconds)}


def signal(rule: str, mechanism: str, direction: Any, strength: float, facts: tuple[Fact, ...], **more: Any) -> Signal:
    values = {"version": 1, "counted": True, "evidence": "judgement", "horizon_hours": 24} | more
    return Signal(rule=rule, mechanism=mechanism, direction=direction, strength=strength, facts=facts, **values)


def assessed(impact: int, direction: int, confidence: float, *signals: Signal, **more: Any) -> Assessment:
    values: dict[str, Any] = {
        "horizon_hours": signals[0].horizon_hours if signals else None,
        "regime": None,
        "rulebook_version": "2026.11.1",
        "rulebook_sha256": "0123456789abcdef" * 4,
    }
    return Assessment(impact=impact, direction=direction, confidence=confidence, signals=signals, **(values | more))


SCHEDULED = signal(
    "fomc-scheduled-decision",
    "forward-guidance",
    "either",
    0.9,
    (Fact("decision", "lower", "one_of", ["raise", "lower", "hold"]), Fact("is_scheduled", True, "is", True)),
    horizon_hours=4,
    counted=False,
    evidence="literature",
)
PATH_LOOSER = signal(
    "balance-sheet-path-looser",
    "forward-guidance",
    "up",
    1.0,
    (Fact("action_direction", "up", "is", "up"), Fact("action_is_new", True, "is", True)),
    horizon_hours=72,
)
CUT = signal(
    "target-range-cut",
    "rate-path",
    "up",
    0.25,
    (Fact("change_bp", -25, "below", 0), Fact("change_bp", -25, "ramp", (0.0, 100.0, 1.0))),
)


def fomc(day: date, code: str, hour: int | None = None, **facts: Any) -> FomcStatement:
    # 14:00 in New York: 18:00 UTC in summer, 19:00 in winter; October 29 is still summer time.
    at = datetime(day.year, day.month, day.day, hour or (18 if 3 < day.month < 11 else 19), tzinfo=UTC)
    url = f"{FED}/newsevents/pressreleases/monetary{code}.htm"
    return FomcStatement(source="fed.press_release", key=url, title="Federal Reserve issues FOMC statement", url=url, **seen(at), **facts)


SEPTEMBER = fomc(
    date(2025, 9, 17),
    "20250917a",
    decision="lower",
    change_bp=-25,
    target_lower_pct=4.0,
    target_upper_pct=4.25,
    votes_for=11,
    votes_against=1,
    dissents=("Stephen I. Miran: lower",),
    balance_sheet_action="none",
    text="The Committee decided to lower the target range by 1/4 percentage point to 4 to 4-1/4 percent.\n\n"
    "The Committee will continue reducing its holdings.",
)
OCTOBER = fomc(
    date(2025, 10, 29),
    "20251029a",
    decision="lower",
    change_bp=-25,
    target_lower_pct=3.75,
    target_upper_pct=4.0,
    previous_target_lower_pct=4.0,
    previous_target_upper_pct=4.25,
    votes_for=10,
    votes_against=2,
    dissents=("Stephen I. Miran: lower", "Jeffrey R. Schmid: maintain"),
    balance_sheet_action="runoff_end",
    balance_sheet_effective_on=date(2025, 12, 1),
    action_is_new=True,
    action_direction="up",
    is_scheduled=True,
    previous_text=SEPTEMBER.text,
    tone=0.0,
    tone_change=0.0,
    text="The Committee decided to lower the target range by 1/4 percentage point to 3-3/4 to 4 percent.\n\n"
    "The Committee decided to end the run-off of its holdings on December 1. Voting for this action were ten members.",
)
OCTOBER_NOTE = ImplementationNote(
    source="fed.press_release",
    key=f"{FED}/newsevents/pressreleases/monetary20251029a1.htm",
    title="Implementation Note issued October 29, 2025",
    url=f"{FED}/newsevents/pressreleases/monetary20251029a1.htm",
    published_at=OCTOBER.published_at,
    iorb_pct=3.9,
    on_rrp_pct=3.75,
    srf_pct=4.0,
    primary_credit_pct=4.0,
    effective_on=date(2025, 10, 30),
    purchases_directed=False,
)
DECEMBER = fomc(
    date(2025, 12, 10),
    "20251210a",
    decision="lower",
    change_bp=-25,
    target_lower_pct=3.5,
    target_upper_pct=3.75,
    previous_target_lower_pct=3.75,
    previous_target_upper_pct=4.0,
    votes_for=9,
    votes_against=3,
    dissents=("Stephen I. Miran: lower", "Austan D. Goolsbee: maintain", "Jeffrey R. Schmid: maintain"),
    balance_sheet_action="purchases_start",
    purchase_purpose="reserve_management",
    action_is_new=True,
    action_direction="up",
    is_scheduled=True,
)
JANUARY = fomc(
    date(2026, 1, 28),
    "20260128a",
    decision="hold",
    change_bp=0,
    target_lower_pct=3.5,
    target_upper_pct=3.75,
    previous_target_lower_pct=3.5,
    previous_target_upper_pct=3.75,
    votes_for=10,
    votes_against=2,
    dissents=("Stephen I. Miran: lower", "Christopher J. Waller: lower"),
    balance_sheet_action="none",
    action_direction="none",
    is_scheduled=True,
)
EMERGENCY = fomc(
    date(2020, 3, 15),
    "20200315a",
    hour=21,  # a Sunday, 17:00 in New York
    decision="lower",
    change_bp=-100,
    target_lower_pct=0.0,
    target_upper_pct=0.25,
    previous_target_lower_pct=1.0,
    previous_target_upper_pct=1.25,
    votes_for=9,
    votes_against=1,
    dissents=("Loretta J. Mester: a range of 1/2 to 3/4 percent",),
    balance_sheet_action="purchases_start",
    purchase_purpose="qe",
    purchase_total_usd=700 * BN,
    action_is_new=True,
    action_direction="up",
    is_scheduled=False,
)

SRF_OCTOBER = RepoOperation(
    source="nyfed.repo_operation",
    key="RP 103125 3",
    title="Repo operation, 31 October 2025, 13:45",
    url=NYFED,
    **seen(datetime(2025, 10, 31, 17, 45, tzinfo=UTC), 21),
    operation_on=date(2025, 10, 31),
    closes_at=datetime(2025, 10, 31, 17, 45, tzinfo=UTC),
    facility="standing",
    term_days=3,
    accepted_usd=30 * BN,
    submitted_usd=30 * BN,
    rate_pct=4.0,
    treasury_accepted_usd=17_500 * MN,
    agency_accepted_usd=0,
    mbs_accepted_usd=12_500 * MN,
    is_small_value=False,
    calendar="month_end",
    day_accepted_usd=50_350 * MN,
    day_operations=2,
    day_accepted_percentile_250d=1.0,
    day_accepted_z_250d=10.0,
    previous_day_accepted_usd=6_200 * MN,
    day_change_usd=44_150 * MN,
    days_above_5bn_10d=5,
)
SRF_YEAR_END = dataclasses.replace(
    SRF_OCTOBER,
    key="RP 123125 3",
    title="Repo operation, 31 December 2025, 13:45",
    published_at=datetime(2025, 12, 31, 18, 45, tzinfo=UTC),
    seen_at=datetime(2025, 12, 31, 18, 45, 21, tzinfo=UTC),
    closes_at=datetime(2025, 12, 31, 18, 45, tzinfo=UTC),
    operation_on=date(2025, 12, 31),
    accepted_usd=43_100 * MN,
    submitted_usd=43_100 * MN,
    rate_pct=3.75,
    treasury_accepted_usd=30_200 * MN,
    mbs_accepted_usd=12_900 * MN,
    calendar="quarter_end",
    day_accepted_usd=74_600 * MN,
    previous_day_accepted_usd=3 * BN,
    day_change_usd=71_600 * MN,
)


def standing(calendar: str, total: int) -> tuple[Fact, ...]:
    return (
        Fact("facility", "standing", "is", "standing"),
        Fact("calendar", calendar, "is", calendar),
        Fact("day_accepted_usd", total, "above", 5 * BN),
        Fact("day_accepted_usd", total, "ramp", (5e9, 50e9, 0.42)),
    )


def strain(kind: str, calendar: str, total: int, down: float, up: float) -> tuple[Signal, Signal]:
    facts = standing(calendar, total)
    return (
        signal(f"standing-repo-strain-{kind}", "funding-stress", "down", down, facts),
        signal(f"standing-repo-liquidity-{kind}", "repo-injection", "up", up, facts),
    )


ON_RRP = ReverseRepoOperation(
    source="nyfed.reverse_repo_operation",
    key="RP 092826 26",
    title="Reverse repo operation, 28 September 2026, 13:15",
    url=NYFED,
    **seen(datetime(2026, 9, 28, 17, 15, tzinfo=UTC), 21),
    operation_on=date(2026, 9, 28),
    closes_at=datetime(2026, 9, 28, 17, 15, tzinfo=UTC),
    facility="on_rrp",
    term_days=1,
    accepted_usd=851 * MN,
    submitted_usd=851 * MN,
    rate_pct=3.75,
    is_small_value=True,
    calendar="ordinary",
    day_accepted_usd=851 * MN,
    day_operations=1,
    day_accepted_percentile_250d=0.034,
    previous_day_accepted_usd=576 * MN,
    day_change_usd=275 * MN,
    counterparties=6,
)

H41_YEAR_END = BalanceSheet(
    source="fed.balance_sheet",
    key="2025-12-31",
    title="H.4.1 balance sheet as of 2025-12-31",
    url=f"{FED}/releases/h41/current/h41.htm",
    # The day after New Year's Day: the release moves from Thursday to Friday.
    **seen(datetime(2026, 1, 2, 21, 30, tzinfo=UTC), 4),
    as_of=date(2025, 12, 31),
    total_assets_usd=6_640_618 * MN,
    securities_usd=6_269_172 * MN,
    treasuries_usd=4_227_801 * MN,
    mbs_usd=2_039_024 * MN,
    tga_usd=872_853 * MN,
    repos_usd=74_601 * MN,
    total_assets_change_1w_usd=59_387 * MN,
    securities_change_1w_usd=-11_331 * MN,
    treasuries_change_1w_usd=220 * MN,
    mbs_change_1w_usd=-11_551 * MN,
    tga_change_1w_usd=71_316 * MN,
    repos_change_1w_usd=74_098 * MN,
    securities_off_path_1w_usd=0,
)
H41_JANUARY = dataclasses.replace(
    H41_YEAR_END,
    key="2026-01-07",
    title="H.4.1 balance sheet as of 2026-01-07",
    published_at=datetime(2026, 1, 8, 21, 30, tzinfo=UTC),
    seen_at=datetime(2026, 1, 8, 21, 30, 4, tzinfo=UTC),
    as_of=date(2026, 1, 7),
    total_assets_usd=6_573_602 * MN,
    securities_usd=6_276_898 * MN,
    treasuries_usd=4_235_527 * MN,
    bills_usd=219_500 * MN,
    tga_usd=783_571 * MN,
    repos_usd=1 * MN,
    total_assets_change_1w_usd=-67_016 * MN,
    securities_change_1w_usd=7_726 * MN,
    treasuries_change_1w_usd=7_726 * MN,
    bills_change_1w_usd=8_200 * MN,
    mbs_change_1w_usd=0,
    tga_change_1w_usd=-89_282 * MN,
    repos_change_1w_usd=-74_600 * MN,
)

MINUTES = Minutes(
    source="fed.press_release",
    key=f"{FED}/newsevents/pressreleases/monetary20251119a.htm",
    title="Minutes of the Federal Open Market Committee, October 28–29, 2025",
    url=f"{FED}/newsevents/pressreleases/monetary20251119a.htm",
    **seen(datetime(2025, 11, 19, 19, tzinfo=UTC)),
    meeting_on=date(2025, 10, 29),
)
MINUTES_READ = Minutes(
    source="fed.press_release",
    key=f"{FED}/newsevents/pressreleases/monetary20251230a.htm",
    title="Minutes of the Federal Open Market Committee, December 9-10, 2025",
    url=f"{FED}/newsevents/pressreleases/monetary20251230a.htm",
    **seen(datetime(2025, 12, 30, 19, tzinfo=UTC)),
    meeting_on=date(2025, 12, 10),
    passages=(
        "staff: The manager said that repo rates had been high on most days.",
        "staff: The manager expected reserves to fall at the end of the year.",
        "participants: Many participants judged that reserve management purchases would keep reserves ample.",
        "participants: A few participants wanted the standing repo operations to be used more.",
        "committee: Members agreed that reserves had come down to ample levels.",
    ),
    new_balance_sheet_phrase=True,
    new_phrases=("reserve management purchases", "ample levels"),
    tone=-0.05,
    tone_change=-0.12,
)
SPEECH = Speech(
    source="fed.speech",
    key=f"{FED}/newsevents/speech/example20260108a.htm",
    title="On the Plumbing of Money Markets",
    url=f"{FED}/newsevents/speech/example20260108a.htm",
    **seen(datetime(2026, 1, 8, 15, tzinfo=UTC)),
    speaker="Governor Ann B. Example",
    venue="At the Economic Club, Springfield",
    is_testimony=False,
    passages=("speaker: I would not call reserves scarce.", "speaker: Purchases of Treasury bills will go on for some months."),
    has_balance_sheet_passage=True,
    new_balance_sheet_phrase=False,
    tone=0.0,
)
PROPOSAL = PressRelease(
    source="fed.press_release",
    key=f"{FED}/newsevents/pressreleases/bcreg20260115a.htm",
    title="Agencies request comment on a proposal for large banks",
    url=f"{FED}/newsevents/pressreleases/bcreg20260115a.htm",
    **seen(datetime(2026, 1, 15, 19, tzinfo=UTC)),
    category="regulation",
    summary="The agencies on Thursday asked for comment on a proposal that would change how large banks count their capital.",
    key_sentences=(
        "The proposal would lower the requirement by 2 percent for banks with more than $100 billion.",
        "Comments are due no later than April 15, 2026.",
    ),
)
ENFORCEMENT = PressRelease(
    source="fed.press_release",
    key=f"{FED}/newsevents/pressreleases/enforcement20251104a.htm",
    title="Board issues enforcement action with a former employee of Example Bank & Trust <Ohio>",
    url=f"{FED}/newsevents/pressreleases/enforcement20251104a.htm",
    **seen(datetime(2025, 11, 4, 16, tzinfo=UTC)),
    category="enforcement",
    summary="The Board announced that it has ended its action against Example Bank & Trust.",
)

EXPANSION = {"regime": "expansion", "context": {"purchase_purpose": "reserve_management", "regime_before": "expansion"}}
LOOP = Amplifier("equity-link", 1.0, ())
MISSING = ("context.correlation_60d",)

ALL_DECISIONS = Measured(
    n=62,
    ratio_abs=1.177,
    share_up=0.468,
    group="fomc:decision",
    horizon_hours=24,
    median_pct=-0.16,
    ratio_low=0.911,
    ratio_high=1.469,
    since="2019-01-01",
    as_of="2026-08-22",
    share_low=0.35,
    share_high=0.59,
    mixes_signs=True,
)
PIVOT = assessed(
    56,
    56,
    0.2,
    PATH_LOOSER,
    CUT,
    SCHEDULED,
    regime="pivot",
    context={"regime_before": "tightening"},
    missing=MISSING,
    amplifiers=(LOOP,),
    measured=ALL_DECISIONS,
    like_n=8,
)
STRAIN = assessed(36, -18, 0.1, *strain("month-end", "month_end", 50_350 * MN, 0.42, 0.14), regime="pivot", missing=MISSING, like_n=5)

SCENES: dict[str, Scene] = {
    "fomc-2025-10-29": Scene(event=OCTOBER, assessment=PIVOT, extra={"statement_before": SEPTEMBER, "joined": (OCTOBER_NOTE,)}),
    "fomc-2025-12-10": Scene(
        event=DECEMBER,
        assessment=assessed(
            56,
            56,
            0.2,
            PATH_LOOSER,
            CUT,
            SCHEDULED,
            regime="neutral",
            context={"purchases_from": date(2025, 12, 12)},
            missing=MISSING,
            measured=ALL_DECISIONS,
            like_n=8,
        ),
        extra={"statement_before": OCTOBER},
    ),
    "fomc-2026-01-28-hold": Scene(
        event=JANUARY,
        assessment=assessed(
            47,
            0,
            0.0,
            dataclasses.replace(
                SCHEDULED,
                counted=True,
                facts=(Fact("decision", "hold", "one_of", ["raise", "lower", "hold"]), Fact("is_scheduled", True, "is", True)),
            ),
            missing=MISSING,
            measured=dataclasses.replace(ALL_DECISIONS, n=36, ratio_abs=1.04, ratio_low=0.8, ratio_high=1.3, group="fomc:hold"),
            like_n=36,
            **EXPANSION,
        ),
        extra={"statement_before": DECEMBER},
    ),
    "fomc-2020-03-15-unscheduled": Scene(
        event=EMERGENCY,
        assessment=assessed(
            72,
            72,
            0.2,
            PATH_LOOSER,
            dataclasses.replace(
                CUT, strength=1.0, facts=(Fact("change_bp", -100, "below", 0), Fact("change_bp", -100, "ramp", (0.0, 100.0, 1.0)))
            ),
            signal(
                "purchases-sized",
                "treasury-purchases",
                "up",
                0.6,
                (Fact("purchase_total_usd", 700 * BN, "above", 0), Fact("purchase_total_usd", 700 * BN, "ramp", (0.0, 60e9, 0.6))),
                horizon_hours=72,
            ),
            regime="emergency",
            context={"regime_before": "neutral"},
            measured=ALL_DECISIONS,
            like_n=8,
        ),
    ),
    "standing-repo-2025-10-31": Scene(event=SRF_OCTOBER, assessment=STRAIN),
    "standing-repo-2025-12-31": Scene(
        event=SRF_YEAR_END,
        assessment=assessed(
            24, -12, 0.1, *strain("quarter-end", "quarter_end", 74_600 * MN, 0.24, 0.08), missing=MISSING, like_n=4, **EXPANSION
        ),
    ),
    "standing-repo-2025-10-31-revised": Scene(
        event=dataclasses.replace(
            SRF_OCTOBER, accepted_usd=30_200 * MN, submitted_usd=30_500 * MN, day_accepted_usd=50_550 * MN, day_change_usd=44_350 * MN
        ),
        assessment=STRAIN,
        extra={"is_correction": True, "earlier_version": SRF_OCTOBER},
    ),
    "on-rrp-2026-09-28": Scene(event=ON_RRP, assessment=assessed(0, 0, 0.0, **EXPANSION)),
    "h41-2025-12-31": Scene(
        event=H41_YEAR_END, assessment=assessed(0, 0, 0.0, missing=("bills_usd", "reserves_usd", "reverse_repos_usd"), **EXPANSION)
    ),
    "h41-2026-01-07": Scene(
        event=H41_JANUARY,
        assessment=assessed(
            7,
            7,
            0.12,
            signal(
                "treasury-cash-fall",
                "treasury-supply",
                "up",
                0.07,
                (Fact("tga_change_1w_z", -2.84, "below", -2.0), Fact("tga_change_1w_z", -2.84, "ramp", (2.0, 5.0, 0.25))),
                horizon_hours=72,
            ),
            missing=("reserves_usd", "reverse_repos_usd"),
            **EXPANSION,
        ),
    ),
    "minutes-2025-11-19": Scene(
        event=MINUTES,
        assessment=assessed(
            13,
            0,
            0.0,
            signal(
                "minutes-released", "forward-guidance", "either", 0.15, (Fact("context.regime", "pivot", "is", "pivot"),), horizon_hours=4
            ),
            regime="pivot",
        ),
    ),
    "enforcement-2025-11-04": Scene(event=ENFORCEMENT, assessment=assessed(0, 0, 0.0, regime="pivot")),
    "minutes-2025-12-30-read": Scene(
        event=MINUTES_READ,
        assessment=assessed(
            23,
            0,
            0.0,
            signal(
                "minutes-new-phrase",
                "forward-guidance",
                "either",
                0.3,
                (Fact("new_balance_sheet_phrase", True, "is", True),),
            ),
            regime="neutral",
            missing=MISSING,
        ),
    ),
    "speech-2026-01-08": Scene(
        event=SPEECH,
        assessment=assessed(
            13,
            0,
            0.0,
            signal(
                "speech-on-balance-sheet",
                "forward-guidance",
                "either",
                0.15,
                (Fact("has_balance_sheet_passage", True, "is", True),),
            ),
            regime="neutral",
            missing=MISSING,
        ),
    ),
    "regulation-2026-01-15": Scene(event=PROPOSAL, assessment=assessed(0, 0, 0.0, regime="neutral")),
    "implementation-note-2025-10-29": Scene(event=OCTOBER_NOTE, assessment=assessed(0, 0, 0.0, regime="pivot")),
}
