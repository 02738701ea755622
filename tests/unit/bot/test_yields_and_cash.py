"""What a yield's or the Treasury's cash's move means beside its past, and what is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.calendars.newyork import next_business_day
from bot.polling.schedule import Progress, next_poll
from bot.sources.fred import fred_series
from bot.sources.treasury import cash_balance
from rules.event import CashBalance, Event, YieldChange
from rules.ledger import PolicyLedger
from tests.contract.daily_body import cash, cash_page, csv_page

LEDGER = PolicyLedger()
BILLION = 1_000_000_000


def business_days(first: date, count: int) -> list[date]:
    days = [first]
    while len(days) < count:
        days.append(next_business_day(days[-1]))
    return days


def yields(values: list[float], series: str = "DFII10", first: date = date(2026, 1, 5)) -> list[Event]:
    rows = "".join(f"{day},{value:.2f}\n" for day, value in zip(business_days(first, len(values)), values, strict=True))
    return fred_series.parse([csv_page(f"observation_date,{series}\n{rows}")])


def balances(billions: list[int], first: date = date(2026, 1, 5)) -> list[Event]:
    days = business_days(first, len(billions))
    return cash_balance.parse([cash_page(*(cash(str(day), f"{value}000") for day, value in zip(days, billions, strict=True)))])


def measured_yield(events: list[Event], extra: list[Event] | None = None) -> YieldChange:
    found = fred_series.measure(events[-1], [*events[:-1], *(extra or [])], LEDGER)
    assert isinstance(found, YieldChange)
    return found


def measured_cash(events: list[Event]) -> CashBalance:
    found = cash_balance.measure(events[-1], events[:-1], LEDGER)
    assert isinstance(found, CashBalance)
    return found


def test_changes_of_a_yield_are_in_basis_points_over_observations() -> None:
    event = measured_yield(yields([2.00, *[2.10] * 14, 2.24, 2.20, 2.25, 2.30, 2.31, 2.38]))
    assert (event.change_1d_bp, event.change_5d_bp, event.change_20d_bp) == (7.0, 14.0, 38.0)
    assert (event.change_1d_z_250d, event.change_20d_z_250d) == (None, None)


def test_a_yield_alone_has_no_change() -> None:
    event = measured_yield(yields([2.31]))
    assert (event.change_1d_bp, event.change_5d_bp, event.change_20d_bp) == (None, None, None)


def test_only_the_same_series_earlier_days_count() -> None:
    others = yields([9.9] * 40, "DFII5") + yields([9.9], first=date(2026, 6, 1))
    assert measured_yield(yields([2.24, 2.31]), others).change_1d_bp == 7.0


def test_the_z_score_of_a_yield_s_day() -> None:
    swinging = [2.00 + 0.01 * (n % 2) for n in range(61)]  # sixty changes of one basis point, up and down: median 0, MAD 1
    event = measured_yield(yields([*swinging, 2.05]))
    assert event.change_1d_bp == 5.0
    assert event.change_1d_z_250d is not None
    assert round(event.change_1d_z_250d, 2) == round(5 / 1.4826, 2) == 3.37
    assert measured_yield(yields([*swinging[1:], 2.05])).change_1d_z_250d is None


def test_changes_of_the_treasury_s_cash_are_in_dollars() -> None:
    event = measured_cash(balances([700, 710, 705, 690, 720, 735]))
    assert (event.tga_change_1d_usd, event.tga_change_5d_usd, event.tga_change_5d_z_250d) == (15 * BILLION, 35 * BILLION, None)
    assert measured_cash(balances([700])).tga_change_1d_usd is None


def test_the_z_score_of_the_treasury_s_five_days() -> None:
    swinging = [700 + (10 if n % 2 else 0) for n in range(65)]  # sixty five-day changes of ten billion, up and down: median 0, MAD 10
    event = measured_cash(balances([*swinging, 740]))
    assert event.tga_change_5d_usd == 40 * BILLION
    assert event.tga_change_5d_z_250d is not None
    assert round(event.tga_change_5d_z_250d, 2) == round(4 / 1.4826, 2) == 2.70
    assert measured_cash(balances([*swinging[1:], 740])).tga_change_5d_z_250d is None


def test_other_events_pass_through() -> None:
    other = Event(source="x", key="y", title="", url="", published_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert fred_series.measure(other, [], LEDGER) is other
    assert cash_balance.measure(other, [], LEDGER) is other


# What is asked for


def test_each_series_is_asked_for_once_from_the_first_of_the_month_before() -> None:
    assert list(fred_series.SOURCE.recent(date(2026, 1, 31))) == [
        "/graph/fredgraph.csv?id=DFII10&cosd=2025-12-01",
        "/graph/fredgraph.csv?id=DFII5&cosd=2025-12-01",
        "/graph/fredgraph.csv?id=T10YIE&cosd=2025-12-01",
        "/graph/fredgraph.csv?id=T5YIFR&cosd=2025-12-01",
    ]
    assert fred_series.SOURCE.recent(date(2026, 1, 1)) == fred_series.SOURCE.recent(date(2026, 1, 31))
    assert fred_series.SOURCE.paths == ()


def test_with_a_key_the_api_is_asked_for_the_same_and_no_path_holds_the_key() -> None:
    keyed = fred_series.KEYED
    first, *others = keyed.recent(date(2026, 1, 31))
    assert first == "/fred/series/observations?series_id=DFII10&observation_start=2025-12-01&file_type=json"
    assert (keyed.publisher, len(others), keyed.plan) == ("fred_api", 3, fred_series.SOURCE.plan)
    assert {page.publisher for page in keyed.past(date(2026, 1, 31))} == {"fred_api"}
    assert "api_key" not in repr([*keyed.recent(date(2026, 1, 31)), *keyed.past(date(2026, 1, 31))])


def test_the_pasts() -> None:
    today = date(2026, 9, 28)
    assert fred_series.past(today)[0].path == "/graph/fredgraph.csv?id=DFII10&cosd=2025-07-05"
    [page] = cash_balance.past(today)
    assert page.publisher == "fiscaldata"
    assert "filter=record_date:gte:2025-08-24" in page.path
    assert page.path.endswith("&sort=record_date&page%5Bsize%5D=10000")


def test_fred_is_asked_every_six_hours_and_left_alone_for_two_after_a_failure() -> None:
    last = datetime(2026, 9, 28, 20, tzinfo=UTC)
    plan = fred_series.SOURCE.plan
    assert next_poll(plan, Progress(last=last), last) == last + timedelta(hours=6)
    assert next_poll(plan, Progress(last=last, failures=1), last) == last + timedelta(hours=2)
    assert next_poll(plan, Progress(last=last, failures=30), last) == last + timedelta(hours=2)
    assert plan.windows == ()


def test_the_treasury_is_looked_at_closely_at_four_in_the_afternoon() -> None:
    four = datetime(2026, 9, 28, 20, tzinfo=UTC)
    plan = cash_balance.SOURCE.plan
    assert next_poll(plan, Progress(last=four - timedelta(hours=1)), four - timedelta(minutes=30)) == four
    assert next_poll(plan, Progress(last=four), four) == four + timedelta(seconds=4)
    later = four + timedelta(minutes=5)
    assert next_poll(plan, Progress(last=later), later) == later + timedelta(minutes=1)
    assert next_poll(plan, Progress(last=four, newest=four), four) == four + timedelta(hours=3)
