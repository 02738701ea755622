"""An operation beside its own past, on totals added up by hand."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from bot.calendars import newyork
from bot.sources.newyork_fed import repo_operation, reverse_repo_operation
from bot.sources.newyork_fed.operation_days import measured
from rules.event import Event, PressRelease, RepoOperation, ReverseRepoOperation
from rules.ledger import PolicyLedger
from tests.contract.operation_body import BILLION, page, repo, reverse


def standing(key: str, day: str, billions: float, **changes: Any) -> RepoOperation:
    [event] = repo_operation.parse([page(repo(key, day, int(billions * BILLION), **changes))])
    assert isinstance(event, RepoOperation)
    return event


def on_rrp(key: str, day: str, billions: float) -> ReverseRepoOperation:
    [event] = reverse_repo_operation.parse([page(reverse(key, day, int(billions * BILLION)))])
    assert isinstance(event, ReverseRepoOperation)
    return event


def business_days_before(day: date, count: int) -> list[date]:
    days: list[date] = []
    while len(days) < count:
        day = newyork.previous_business_day(day)
        days.append(day)
    return days[::-1]


def a_past(billions: list[float], before: date) -> list[Event]:
    days = business_days_before(before, len(billions))
    return [standing(f"RP {day:%m%d%y} 27", day.isoformat(), amount) for day, amount in zip(days, billions, strict=True)]


def test_without_a_past_only_the_day_itself_is_known() -> None:
    event = measured(standing("RP 103125 1", "2025-10-31", 20), [])
    assert (event.day_accepted_usd, event.day_operations) == (20_000_000_000, 1)
    assert event.day_change_usd is None
    assert event.previous_day_accepted_usd is None
    assert event.day_accepted_percentile_250d is None
    assert event.day_accepted_z_250d is None
    assert event.days_above_5bn_10d is None


def test_a_day_is_the_sum_of_its_operations_so_far() -> None:
    morning = standing("RP 103125 1", "2025-10-31", 20.35, closeTime="08:30")
    afternoon = standing("RP 103125 3", "2025-10-31", 30)
    assert measured(morning, [afternoon]).day_accepted_usd == 20_350_000_000
    both = measured(afternoon, [morning])
    assert (both.day_accepted_usd, both.day_operations) == (50_350_000_000, 2)


def test_change_is_against_the_whole_day_before() -> None:
    past = [standing("RP 103025 1", "2025-10-30", 2, closeTime="08:30"), standing("RP 103025 3", "2025-10-30", 4.2)]
    event = measured(standing("RP 103125 1", "2025-10-31", 20), past)
    assert (event.previous_day_accepted_usd, event.day_change_usd) == (6_200_000_000, 13_800_000_000)


def test_the_day_before_may_be_across_a_long_weekend_but_not_a_gap() -> None:
    friday = standing("RP 101025 3", "2025-10-10", 3)
    assert measured(standing("RP 101425 3", "2025-10-14", 5), [friday]).day_change_usd == 2_000_000_000
    assert measured(standing("RP 101625 3", "2025-10-16", 5), [friday]).day_change_usd is None


def test_what_came_later_is_not_seen() -> None:
    event = standing("RP 103125 3", "2025-10-31", 30)
    later = [standing("RP 103125 4", "2025-10-31", 9, closeTime="15:00"), standing("RP 110325 3", "2025-11-03", 22)]
    assert measured(event, later) == measured(event, [])
    assert measured(event, later).day_accepted_usd == 30_000_000_000


def test_the_last_version_of_a_key_counts_and_its_own_earlier_one_does_not() -> None:
    first = standing("RP 103025 3", "2025-10-30", 6.2)
    event = standing("RP 103125 3", "2025-10-31", 30)
    past = [first, dataclasses.replace(first, accepted_usd=6_000_000_000), dataclasses.replace(event, accepted_usd=29_000_000_000)]
    assert measured(event, past).previous_day_accepted_usd == 6_000_000_000
    assert measured(event, past).day_accepted_usd == 30_000_000_000


def test_like_is_compared_with_like() -> None:
    event = standing("RP 103125 3", "2025-10-31", 30)
    term = standing("RP 103025 5", "2025-10-30", 8, term="Term", termCalenderDays=14)
    exercise = standing("RP 103025 99", "2025-10-30", 0.1)
    taken = on_rrp("RP 103025 2", "2025-10-30", 50)
    other = PressRelease(source="fed.press_release", key="k", title="t", url="u", published_at=event.published_at - timedelta(days=1))
    alone = measured(event, [term, exercise, taken, other])
    assert (alone.day_accepted_usd, alone.previous_day_accepted_usd) == (30_000_000_000, None)


def test_term_repos_are_compared_with_term_repos() -> None:
    past = [
        standing("RP 121919 1", "2019-12-19", 20, term="Term", termCalenderDays=14),
        standing("RP 121919 2", "2019-12-19", 60, termCalenderDays=4),
    ]
    event = standing("RP 122019 1", "2019-12-20", 25, term="Term", termCalenderDays=14)
    assert measured(event, past).previous_day_accepted_usd == 20_000_000_000


def test_percentile_and_z_need_sixty_days() -> None:
    event = standing("RP 103125 3", "2025-10-31", 30)
    past = a_past([0, 1, 2] * 20, event.operation_on)
    assert measured(event, past[1:]).day_accepted_percentile_250d is None
    seen = measured(event, past)
    assert seen.day_accepted_percentile_250d == 1.0
    assert seen.day_accepted_z_250d == 10.0
    middling = measured(standing("RP 103125 3", "2025-10-31", 1), past)
    assert middling.day_accepted_percentile_250d == pytest.approx(2 / 3)
    assert middling.day_accepted_z_250d == 0.0


def test_two_operations_of_a_past_day_are_one_observation() -> None:
    event = standing("RP 103125 3", "2025-10-31", 0.5)
    past = a_past([1] * 60, event.operation_on)
    mornings = [standing(f"RP {e.published_at:%m%d%y} 25", f"{e.published_at:%Y-%m-%d}", 0, closeTime="08:30") for e in past]
    assert measured(event, [*past, *mornings]).day_accepted_percentile_250d == 0.0


def test_large_days_among_the_last_ten() -> None:
    event = standing("RP 103125 3", "2025-10-31", 30)
    past = a_past([50, 50, 0, 5, 4.999, 8, 0, 0, 0, 7, 0, 6.2], event.operation_on)
    assert measured(event, past).days_above_5bn_10d == 4
    assert measured(event, past[3:]).days_above_5bn_10d is None


def test_ten_days_long_past_say_nothing() -> None:
    past = a_past([9] * 10, date(2025, 8, 1))
    assert measured(standing("RP 103125 3", "2025-10-31", 30), past).days_above_5bn_10d is None


def test_reverse_repos_are_measured_the_same_way() -> None:
    event = on_rrp("RP 103125 2", "2025-10-31", 51.8)
    seen = reverse_repo_operation.measure(event, [on_rrp("RP 103025 2", "2025-10-30", 20)], PolicyLedger())
    assert isinstance(seen, ReverseRepoOperation)
    assert (seen.day_accepted_usd, seen.day_change_usd) == (51_800_000_000, 31_800_000_000)


def test_measures_are_no_part_of_what_was_published() -> None:
    event = standing("RP 103125 3", "2025-10-31", 30)
    seen = repo_operation.measure(event, a_past([1] * 70, event.operation_on), PolicyLedger())
    assert seen == event
    assert isinstance(seen, RepoOperation)
    assert seen.day_accepted_z_250d == 10.0


def test_another_kind_passes_unmeasured() -> None:
    event = on_rrp("RP 103125 2", "2025-10-31", 51.8)
    assert repo_operation.measure(event, [], PolicyLedger()) is event
    assert event.day_accepted_usd is None
