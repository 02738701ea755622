"""What a balance sheet is against the weeks before it and against the announced path."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.calendars.newyork import at
from bot.sources.board.announced_path import off_path
from bot.sources.board.balance_sheet import measure
from rules.event import BalanceSheet, PressRelease
from rules.ledger import PolicyFact, PolicyLedger, shipped_ledger

BN = 1_000_000_000
WEEK = timedelta(days=7)
LAST = date(2025, 10, 1)
NOTHING = PolicyLedger()


def sheet(as_of: date = LAST, **values: Any) -> BalanceSheet:
    published = at(as_of + timedelta(days=1), time(16, 30))
    return BalanceSheet(source="fed.balance_sheet", key=str(as_of), title="", url="", published_at=published, as_of=as_of, **values)


def measured(event: BalanceSheet, history: list[BalanceSheet], ledger: PolicyLedger = NOTHING) -> BalanceSheet:
    result = measure(event, history, ledger)
    assert isinstance(result, BalanceSheet)
    return result


def fact(subject: str, effective: date, **values: Any) -> PolicyFact:
    return PolicyFact(subject, datetime(2000, 1, 1, tzinfo=UTC), effective, values, "test")


def ledger(*facts: PolicyFact) -> PolicyLedger:
    return PolicyLedger(facts)


def caps(treasury_bn: int, mbs_bn: int, effective: date = date(2025, 4, 1)) -> PolicyFact:
    return fact("runoff_caps", effective, treasury_usd_month=treasury_bn * BN, mbs_usd_month=mbs_bn * BN)


def purchases(pace_bn: int | None, purpose: str = "qe", effective: date = date(2025, 4, 1)) -> PolicyFact:
    return fact("purchases", effective, purpose=purpose, **({} if pace_bn is None else {"pace_usd_month": pace_bn * BN}))


class TestChanges:
    def test_on_the_week_before(self) -> None:
        before = sheet(LAST - WEEK, total_assets_usd=900 * BN, reserves_usd=300 * BN, tga_usd=80 * BN, repos_usd=0)
        now = measured(sheet(total_assets_usd=890 * BN, reserves_usd=305 * BN, tga_usd=95 * BN, repos_usd=7 * BN), [before])
        assert now.total_assets_change_1w_usd == -10 * BN
        assert now.reserves_change_1w_usd == 5 * BN
        assert now.tga_change_1w_usd == 15 * BN
        assert now.repos_change_1w_usd == 7 * BN
        assert now.loans_change_1w_usd is None

    def test_a_printed_change_stays(self) -> None:
        before = sheet(LAST - WEEK, reserves_usd=300 * BN)
        assert measured(sheet(reserves_usd=305 * BN, reserves_change_1w_usd=4 * BN), [before]).reserves_change_1w_usd == 4 * BN

    @pytest.mark.parametrize("days", [6, 8, 14])
    def test_only_exactly_seven_days_before(self, days: int) -> None:
        before = sheet(LAST - timedelta(days=days), reserves_usd=300 * BN)
        assert measured(sheet(reserves_usd=305 * BN), [before]).reserves_change_1w_usd is None

    def test_four_and_thirteen_weeks(self) -> None:
        history = [sheet(LAST - 13 * WEEK, securities_usd=650 * BN), sheet(LAST - 4 * WEEK, securities_usd=610 * BN)]
        now = measured(sheet(securities_usd=600 * BN), history)
        assert (now.securities_change_4w_usd, now.securities_change_13w_usd) == (-10 * BN, -50 * BN)
        assert now.securities_change_1w_usd is None

    def test_later_sheets_do_not_count(self) -> None:
        later = sheet(LAST + WEEK, reserves_usd=1 * BN)
        assert measured(sheet(reserves_usd=305 * BN), [later]).reserves_change_1w_usd is None

    def test_no_history_at_all(self) -> None:
        now = measured(sheet(securities_usd=600 * BN, reserves_usd=1 * BN), [], ledger(caps(5, 35)))
        assert (now.securities_change_1w_usd, now.securities_off_path_1w_usd, now.reserves_change_1w_z) == (None, None, None)

    def test_other_events_pass_untouched(self) -> None:
        other = PressRelease(source="fed.press_release", key="x", title="", url="", published_at=at(LAST, time(10)))
        assert measure(other, [], NOTHING) is other


class TestShares:
    def test_in_percent(self) -> None:
        before = sheet(LAST - 13 * WEEK, securities_usd=640 * BN, treasuries_usd=400 * BN)
        now = measured(sheet(securities_usd=600 * BN, treasuries_usd=390 * BN, reserves_usd=300 * BN, total_assets_usd=660 * BN), [before])
        assert (now.treasuries_share_pct, now.treasuries_share_change_13w_pct, now.reserves_to_assets_pct) == (65.0, 2.5, 45.4545)

    def test_unknown_parts(self) -> None:
        now = measured(sheet(securities_usd=600 * BN, reserves_usd=300 * BN), [])
        assert (now.treasuries_share_pct, now.treasuries_share_change_13w_pct, now.reserves_to_assets_pct) == (None, None, None)


class TestZ:
    @staticmethod
    def weeks(n: int) -> list[BalanceSheet]:
        """Levels whose weekly changes go +1, +3, +1, +3 ... billion: median 2, MAD 1."""
        level, sheets = 300 * BN, []
        for i in range(n):
            sheets.append(sheet(LAST - (n - i) * WEEK, reserves_usd=level, tga_usd=level))
            level += BN if i % 2 == 0 else 3 * BN
        return sheets

    def test_of_the_weekly_change(self) -> None:
        history = self.weeks(61)
        assert history[-1].reserves_usd == 420 * BN
        now = measured(sheet(reserves_usd=425 * BN, tga_usd=419 * BN), history)
        assert now.reserves_change_1w_z == 2.0235  # (5 - 2) / (1.4826 * 1)
        assert now.tga_change_1w_z == -2.0235

    def test_under_sixty_changes_it_is_unknown(self) -> None:
        assert measured(sheet(reserves_usd=425 * BN), self.weeks(60)).reserves_change_1w_z is None

    def test_a_gap_makes_no_change(self) -> None:
        history = self.weeks(61)
        del history[30]
        assert measured(sheet(reserves_usd=425 * BN), history).reserves_change_1w_z is None


class TestAnnouncedPath:
    @pytest.mark.parametrize(
        ("change_bn", "three_weeks_bn", "expected_bn"),
        [
            (0, 0, 0),
            (3, 0, 0),  # inflation compensation
            (5, 0, 2),
            (-40, 0, 0),  # a month's caps in one week
            (-45, 0, -5),
            (-30, -15, -5),  # 25 were left
            (-30, 10, 0),  # growth before gives no more room than the caps
            (-60, None, -20),  # the weeks before unknown
        ],
    )
    def test_runoff(self, change_bn: int, three_weeks_bn: int | None, expected_bn: int) -> None:
        before = None if three_weeks_bn is None else three_weeks_bn * BN
        assert off_path(LAST, change_bn * BN, before, ledger(caps(5, 35))) == expected_bn * BN

    def test_an_even_weeks_share_is_always_left(self) -> None:
        assert off_path(LAST, -10 * BN, -52 * BN, ledger(caps(17, 35))) == 0  # 52 * 12 / 52 = 12 a week
        assert off_path(LAST, -13 * BN, -52 * BN, ledger(caps(17, 35))) == -BN

    def test_caps_of_the_last_four_weeks_count(self) -> None:
        path = ledger(caps(5, 35), caps(0, 0, LAST))
        assert off_path(LAST + 2 * WEEK, -40 * BN, 0, path) == 0
        assert off_path(LAST + 4 * WEEK, -40 * BN, 0, path) == -20 * BN

    def test_reinvested_principal_may_leave_for_a_while(self) -> None:
        path = ledger(caps(0, 0))
        assert [off_path(LAST, change * BN, 0, path) for change in (-25, -20, 3, 60)] == [-5 * BN, 0, 0, 57 * BN]

    @pytest.mark.parametrize(
        ("change_bn", "three_weeks_bn", "expected_bn"), [(43, 0, 0), (60, 0, 17), (20, 30, 7), (12, 50, 0), (-20, 50, 0)]
    )
    def test_purchases(self, change_bn: int, three_weeks_bn: int, expected_bn: int) -> None:
        expected = expected_bn * BN
        found = off_path(LAST, change_bn * BN, three_weeks_bn * BN, ledger(purchases(40)))
        assert found is not None
        assert abs(found - expected) < BN  # 12/52 of 40 is no round number

    def test_purchases_settle_for_three_months_after_their_end(self) -> None:
        path = ledger(purchases(120), purchases(0, effective=LAST))
        assert off_path(LAST + 12 * WEEK, 100 * BN, 0, path) == 0
        assert off_path(LAST + 13 * WEEK, 100 * BN, 0, path) == 97 * BN

    def test_an_unsaid_pace_leaves_growth_open(self) -> None:
        path = ledger(purchases(None))
        assert [off_path(LAST, change * BN, 0, path) for change in (500, -21)] == [0, -BN]

    def test_an_unsaid_pace_for_reserve_management_is_bound_by_the_last_one_said(self) -> None:
        path = ledger(purchases(40, "reserve_management"), purchases(None, "reserve_management", LAST))
        assert off_path(LAST, 63 * BN, 0, path) == 20 * BN
        assert off_path(LAST, 63 * BN, 0, ledger(purchases(None, "reserve_management"))) == 0

    def test_nothing_announced_is_unknown(self) -> None:
        assert off_path(LAST, 60 * BN, 0, ledger(caps(5, 35, LAST + WEEK))) is None

    def test_measured_with_the_weeks_before(self) -> None:
        history = [sheet(LAST - 4 * WEEK, securities_usd=630 * BN), sheet(LAST - WEEK, securities_usd=615 * BN)]
        assert measured(sheet(securities_usd=585 * BN), history, ledger(caps(5, 35))).securities_off_path_1w_usd == -5 * BN


def recorded_weeks(shared: Path) -> list[tuple[date, int, int]]:
    """Each week's change of Treasuries and MBS together, and that of the three weeks before it, in dollars."""
    levels: dict[date, int] = {}
    for series in ("TREAST", "WSHOMCB"):
        for row in (shared / "history" / f"fred_{series}.csv").read_text().split()[1:]:
            day, value = row.split(",")
            levels[date.fromisoformat(day)] = levels.get(date.fromisoformat(day), 0) + int(float(value)) * 1_000_000
    days = [day for day in levels if day >= date(2022, 1, 1)]
    return [(day, levels[day] - levels[day - WEEK], levels[day - WEEK] - levels[day - 4 * WEEK]) for day in days]


def test_recorded_weeks_since_2022_stayed_on_the_announced_path(shared: Path) -> None:
    known = shipped_ledger()
    found = {
        day: off_path(day, change, before, known.before(at(day + timedelta(days=1), time(16, 30))))
        for day, change, before in recorded_weeks(shared)
    }
    assert len(found) > 200
    assert [day for day, distance in found.items() if distance is None or abs(distance) > 15 * BN] == []
    assert [found[day] for day in (date(2025, 11, 12), date(2025, 12, 31), date(2026, 1, 7))] == [0, 0, 0]
