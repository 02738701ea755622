"""The Fed's figures of September 2026 as published, rebuilt by hand: what look-ups are asked of.

`tests/contract/test_lookups_recorded.py` holds them to the recorded bodies, where these are at hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.calendars.newyork import at, calendar_class, next_business_day
from bot.source import Expectation
from rules.event import BalanceSheet, Event, ReferenceRate, RepoOperation, ReverseRepoOperation

NOW = datetime(2026, 9, 28, 20, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
MILLION = 1_000_000
H41 = {  # total assets, securities, Treasuries, bills, MBS, repos, loans, swaps, notes, reserves, TGA, reverse repos; millions
    date(2026, 9, 16): (6_746_548, 6_470_320, 4_554_450, 550_482, 1_913_523, 255, 6_950, 94, 2_431_275, 2_921_537, 991_708, 323_803),
    date(2026, 9, 23): (6_747_704, 6_471_088, 4_558_332, 554_373, 1_910_409, 1, 6_311, 72, 2_430_606, 2_969_925, 947_317, 320_725),
}
NAMES = (
    "total_assets", "securities", "treasuries", "bills", "mbs", "repos", "loans", "swaps", "notes", "reserves", "tga", "reverse_repos",
)  # fmt: skip
SOFR = {date(2026, 9, 21): 3.85, date(2026, 9, 22): 3.87, date(2026, 9, 23): 3.87, date(2026, 9, 24): 3.88, date(2026, 9, 25): 3.90}
EFFR = dict.fromkeys(SOFR, 3.88)
STANDING = {  # a.m., p.m.; millions
    date(2026, 9, 22): (0, 3), date(2026, 9, 23): (1, 0), date(2026, 9, 24): (0, 1), date(2026, 9, 25): (0, 0), date(2026, 9, 28): (0, 1),
}  # fmt: skip
ON_RRP = {
    date(2026, 9, 22): 453, date(2026, 9, 23): 461, date(2026, 9, 24): 630, date(2026, 9, 25): 576, date(2026, 9, 28): 851,
}  # fmt: skip


def sheets() -> list[BalanceSheet]:
    """Two weeks of H.4.1."""
    return [
        BalanceSheet(
            source="fed.balance_sheet", key=day.isoformat(), title=f"H.4.1 balance sheet as of {day}",
            url=f"https://www.federalreserve.gov/releases/h41/{day + timedelta(days=1):%Y%m%d}/",
            published_at=at(day + timedelta(days=1), time(16, 30)), as_of=day,
            **{f"{name}_usd": level * MILLION for name, level in zip(NAMES, levels, strict=True)},
        )
        for day, levels in H41.items()
    ]  # fmt: skip


def rates() -> list[ReferenceRate]:
    """Five days of SOFR and EFFR."""
    return [
        ReferenceRate(
            source="nyfed.reference_rate", key=f"{kind} {day}", title=f"{kind}, {day}", url="https://www.newyorkfed.org/",
            published_at=at(next_business_day(day), time(hour)), rate_type=kind, effective_on=day, rate_pct=pct,
            calendar=calendar_class(day),
        )
        for kind, hour, known in (("SOFR", 8, SOFR), ("EFFR", 9, EFFR))
        for day, pct in known.items()
    ]  # fmt: skip


def repos() -> list[RepoOperation]:
    """Standing repo, twice a day."""
    return [
        RepoOperation(
            source="nyfed.repo_operation", key=f"RP {day:%m%d%y} {clock.hour}", title="Repo operation", url="https://www.newyorkfed.org/",
            published_at=at(day, clock), operation_on=day, facility="standing", accepted_usd=accepted * MILLION, is_small_value=False,
            rate_pct=4.0, calendar=calendar_class(day), closes_at=at(day, clock),
        )
        for day, both in STANDING.items()
        for clock, accepted in zip((time(8, 30), time(13, 45)), both, strict=True)
    ]  # fmt: skip


def reverse_repos() -> list[ReverseRepoOperation]:
    """Overnight reverse repo, once a day."""
    return [
        ReverseRepoOperation(
            source="nyfed.reverse_repo_operation", key=f"RP {day:%m%d%y}", title="Reverse repo", url="https://www.newyorkfed.org/",
            published_at=at(day, time(13, 15)), operation_on=day, facility="on_rrp", accepted_usd=accepted * MILLION,
            is_small_value=False, rate_pct=3.75, calendar=calendar_class(day),
        )
        for day, accepted in ON_RRP.items()
    ]  # fmt: skip


def events() -> list[Event]:
    """All of them."""
    return [*sheets(), *rates(), *repos(), *reverse_repos()]


def expectations(asked_at: datetime = OCTOBER) -> list[Expectation]:
    """What two venues priced in on 6 October: by hand from their books, in basis points."""
    october, december, january = date(2026, 10, 28), date(2026, 12, 9), date(2027, 1, 27)
    return [
        Expectation(meeting_on=october, venue="kalshi", at=asked_at, change_bp=5.1, uncertainty_bp=0.3),
        Expectation(meeting_on=october, venue="polymarket", at=asked_at, change_bp=4.8, uncertainty_bp=0.3),
        Expectation(meeting_on=december, venue="kalshi", at=asked_at, change_bp=18.6, uncertainty_bp=0.8),
        Expectation(meeting_on=january, venue="kalshi", at=asked_at, change_bp=None, gap="thin"),
    ]
