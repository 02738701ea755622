"""Tables of an archive folder: day's totals, rates and balance sheets as events of the sources they stand in for."""

from datetime import UTC, date, datetime

import pytest

from bot.errors import ContractError
from bot.sources.archive_tables import balance_sheets, facilities, repos, reverse_repos, secured_rates
from bot.sources.newyork_fed import operation_days
from rules.event import RepoOperation

BN = 1_000_000_000


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nyfed_srf_accepted.csv").write_text("observation_date,value\n2025-10-30,0.001\n2025-10-31,50.35\n")
    (tmp_path / "fred_RRPONTSYD.csv").write_text("observation_date,value\n2013-09-20,0.5\n2025-10-31,51.802\n")
    (tmp_path / "fred_SOFR.csv").write_text("observation_date,value\n2025-10-31,4.22\n")
    for name, value in (("WALCL", 6_587_034), ("TREAST", 4_196_842), ("WSHOMCB", 2_069_000), ("WDTGAL", 983_900), ("WRESBAL", 2_827_000)):
        (tmp_path / f"fred_{name}.csv").write_text(f"observation_date,value\n2025-10-29,{value}\n")
    return tmp_path


def test_a_day_of_repos_is_one_event_at_the_time_of_the_last_operation(folder):
    small, large = repos(folder)
    assert (small.accepted_usd, small.is_small_value) == (1_000_000, False)
    assert (large.accepted_usd, large.facility, large.calendar) == (50_350_000_000, "standing", "month_end")
    assert (large.key, large.published_at) == ("total standing 2025-10-31", datetime(2025, 10, 31, 17, 45, tzinfo=UTC))


def test_on_rrp_begins_with_the_facility(folder):
    [found] = reverse_repos(folder)
    assert (found.operation_on, found.accepted_usd, found.facility) == (date(2025, 10, 31), 51_802_000_000, "on_rrp")


def test_sofr_is_known_on_the_next_business_morning_under_its_publishers_key(folder):
    [found] = secured_rates(folder)
    assert (found.key, found.rate_pct) == ("SOFR 2025-10-31", 4.22)
    assert found.published_at == datetime(2025, 11, 3, 13, tzinfo=UTC)


def test_a_balance_sheet_is_known_on_thursday_and_its_securities_are_a_sum(folder):
    [found] = balance_sheets(folder)
    assert (found.key, found.published_at) == ("2025-10-29", datetime(2025, 10, 30, 20, 30, tzinfo=UTC))
    assert (found.total_assets_usd, found.securities_usd, found.reserves_usd) == (6_587_034_000_000, 6_265_842_000_000, 2_827_000_000_000)


def test_facilities_are_the_ledgers():
    assert {event.category for event in facilities()} == {"lending_facility"}
    assert datetime(2023, 3, 12, tzinfo=UTC).date() in {event.published_at.date() for event in facilities()}


def test_a_table_that_cannot_be_read_is_named(folder):
    (folder / "fred_SOFR.csv").write_text("observation_date,value\nyesterday,4.22\n")
    with pytest.raises(ContractError, match="no observation_date and value") as caught:
        secured_rates(folder)
    assert caught.value.url == "fred_SOFR.csv"


def operation(key, day, hour, accepted):
    return RepoOperation(
        source="nyfed.repo_operation", key=key, title="t", url="u", published_at=datetime(2025, 10, day, hour, 45, tzinfo=UTC),
        operation_on=date(2025, 10, day), facility="standing", term_days=1, accepted_usd=accepted,
        is_small_value=False, calendar="ordinary",
    )  # fmt: skip


def test_a_days_total_stands_back_for_the_days_own_operations():
    history = [
        operation("total standing 2025-10-29", 29, 17, 9 * BN),
        operation("RP 103025 1", 30, 12, 3 * BN),
        operation("total standing 2025-10-30", 30, 17, 8 * BN),
        operation("RP 103025 2", 30, 17, 5 * BN),
    ]
    found = operation_days.measured(operation("RP 103125 1", 31, 12, 2 * BN), history)
    assert (found.previous_day_accepted_usd, found.day_change_usd) == (8 * BN, -6 * BN)
    without = operation_days.measured(operation("RP 103025 1", 30, 12, 2 * BN), history[:1])
    assert without.previous_day_accepted_usd == 9 * BN
