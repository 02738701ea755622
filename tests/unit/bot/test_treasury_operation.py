"""What an operation in Treasuries means beside the month's and the announced pace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.sources.newyork_fed import treasury_operation
from bot.sources.newyork_fed.treasury_operation import SOURCE, measure
from rules.event import Event, TreasuryOperation
from rules.ledger import PolicyFact, PolicyLedger, shipped_ledger
from tests.contract.daily_body import auction, auctions_page

BILLION = 1_000_000_000
TODAY = date(2026, 8, 31)


def bought(day: date, billions: float, number: int = 25, **changes: Any) -> TreasuryOperation:
    row = auction(f"OR {day:%m%d%y} {number}", day.isoformat(), str(round(billions * BILLION)), **changes)
    [event] = treasury_operation.parse([auctions_page(row)])
    assert isinstance(event, TreasuryOperation)
    return event


def purchases(effective_on: date, pace: float | None) -> PolicyFact:
    values = {"purpose": "reserve_management"} | ({} if pace is None else {"pace_usd_month": round(pace * BILLION)})
    at = datetime(effective_on.year, effective_on.month, effective_on.day, tzinfo=UTC) - timedelta(days=2)
    return PolicyFact("purchases", at, effective_on, values, "made up")


def measured(event: Event, history: list[Event], *facts: PolicyFact) -> TreasuryOperation:
    found = measure(event, history, PolicyLedger(facts))
    assert isinstance(found, TreasuryOperation)
    return found


def days_ago(days: int, billions: float, **changes: Any) -> Event:
    return bought(TODAY - timedelta(days=days), billions, **changes)


PACE_10 = purchases(date(2026, 1, 1), 10)
FULL: list[Event] = [days_ago(75, 1), days_ago(60, 100), days_ago(59, 7), days_ago(30, 8), days_ago(29, 20), days_ago(1, 6)]


def test_a_month_is_the_thirty_days_up_to_and_with_the_operation() -> None:
    event = measured(bought(TODAY, 4), FULL, PACE_10)
    assert event.month_accepted_usd == 30 * BILLION  # 20 + 6 + 4
    assert event.month_change_usd == 15 * BILLION  # 7 + 8 in the thirty days before


def test_sales_count_against_purchases() -> None:
    event = measured(bought(TODAY, 4, operationDirection="S", operationType="Outright Bill Sale"), FULL, PACE_10)
    assert event.month_accepted_usd == 22 * BILLION


def test_a_history_that_begins_later_says_nothing_of_the_month() -> None:
    assert measured(bought(TODAY, 4), [days_ago(29, 20)], PACE_10).month_accepted_usd is None
    reaches_one_month = measured(bought(TODAY, 4), [days_ago(30, 8), days_ago(29, 20)], PACE_10)
    assert (reaches_one_month.month_accepted_usd, reaches_one_month.month_change_usd) == (24 * BILLION, None)
    assert measured(bought(TODAY, 4), [days_ago(59, 7), days_ago(29, 20)], PACE_10).month_change_usd is None
    assert measured(bought(TODAY, 4), [days_ago(60, 7), days_ago(29, 20)], PACE_10).month_change_usd == 24 * BILLION


def test_earlier_versions_and_later_operations_do_not_count() -> None:
    later: list[Event] = [bought(TODAY + timedelta(days=1), 50)]
    old_version: list[Event] = [bought(TODAY, 40), days_ago(1, 3)]
    assert measured(bought(TODAY, 4), [*old_version, *FULL, *later], PACE_10).month_accepted_usd == 30 * BILLION


def test_earlier_operations_of_the_same_day_count() -> None:
    assert measured(bought(TODAY, 4, number=26), [*FULL, bought(TODAY, 2)], PACE_10).month_accepted_usd == 32 * BILLION


@pytest.mark.parametrize(("billions", "off_schedule"), [(4, 0), (4.5, 500_000_000), (40, 36 * BILLION), (-20, 0)])
def test_off_schedule_is_what_exceeds_the_pace_and_reinvested_principal(billions: float, off_schedule: int) -> None:
    """Ten billion of pace and twenty of principal, against 26 bought before."""
    sale = {"operationDirection": "S"} if billions < 0 else {}
    assert measured(bought(TODAY, abs(billions), **sale), FULL, PACE_10).off_schedule_usd == off_schedule


def test_of_two_paces_within_the_month_the_higher_counts() -> None:
    lower = purchases(TODAY - timedelta(days=10), 2)
    assert measured(bought(TODAY, 14), FULL, PACE_10, lower).off_schedule_usd == 10 * BILLION
    assert measured(bought(TODAY, 20), FULL, purchases(TODAY - timedelta(days=40), 0), lower).off_schedule_usd == 20 * BILLION


def test_an_operation_is_never_further_off_than_its_own_size() -> None:
    before: list[Event] = [*FULL, bought(TODAY, 30)]
    assert measured(bought(TODAY, 3, number=26), before, PACE_10).off_schedule_usd == 3 * BILLION


@pytest.mark.parametrize(
    "facts",
    [
        (),
        (purchases(TODAY - timedelta(days=28), 10),),  # nothing known of the month's first day
        (PACE_10, purchases(TODAY - timedelta(days=5), None)),
        (purchases(date(2026, 1, 1), None), purchases(TODAY - timedelta(days=5), 10)),
    ],
)
def test_no_pace_known_or_said_no_schedule(facts: tuple[PolicyFact, ...]) -> None:
    event = measured(bought(TODAY, 40), FULL, *facts)
    assert (event.month_accepted_usd, event.off_schedule_usd) == (66 * BILLION, None)


def test_the_shipped_ledger_knows_the_pace_of_winter_2026_but_not_of_summer() -> None:
    winter, summer = date(2026, 2, 20), date(2026, 6, 30)
    for day, expected in ((winter, 5 * BILLION), (summer, None)):
        history: list[Event] = [bought(day - timedelta(days=45), 1), bought(day - timedelta(days=3), 60)]
        found = measure(bought(day, 5), history, shipped_ledger().before(datetime(day.year, day.month, day.day, 15, tzinfo=UTC)))
        assert isinstance(found, TreasuryOperation)
        assert found.off_schedule_usd == expected


def test_other_events_pass_through() -> None:
    other = Event(source="x", key="y", title="", url="", published_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert measure(other, [], PolicyLedger()) is other


def test_the_past_is_one_page() -> None:
    [page] = SOURCE.past(date(2026, 9, 28))
    assert (page.publisher, page.path) == ("nyfed", "/api/tsy/all/results/summary/search.json?startDate=2025-08-24&endDate=2026-09-28")
