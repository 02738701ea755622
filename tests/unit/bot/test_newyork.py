"""New York's clock and calendar, against days looked up by eye."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.calendars import newyork
from tests.closed_days import TABLE, written


def test_winter_and_summer_time_have_different_offsets() -> None:
    assert newyork.at(date(2026, 1, 5), time(13, 45)) == datetime(2026, 1, 5, 18, 45, tzinfo=UTC)
    assert newyork.at(date(2026, 7, 6), time(13, 45)) == datetime(2026, 7, 6, 17, 45, tzinfo=UTC)
    assert newyork.at(date(2025, 10, 31), time(13, 45)).tzinfo is UTC


def test_the_days_of_the_clock_change() -> None:
    assert newyork.at(date(2025, 11, 2), time(14, 0)) == datetime(2025, 11, 2, 19, 0, tzinfo=UTC)
    assert newyork.at(date(2026, 3, 8), time(14, 0)) == datetime(2026, 3, 8, 18, 0, tzinfo=UTC)


def test_today_is_new_yorks_date() -> None:
    assert newyork.today(datetime(2026, 1, 1, 3, 0, tzinfo=UTC)) == date(2025, 12, 31)
    assert newyork.today(datetime(2026, 1, 1, 5, 0, tzinfo=UTC)) == date(2026, 1, 1)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 3),  # a Saturday
        date(2026, 1, 4),  # a Sunday
        date(2026, 1, 1),  # New Year
        date(2026, 1, 19),  # Martin Luther King
        date(2025, 6, 19),  # Juneteenth
        date(2025, 11, 27),  # Thanksgiving
        date(2022, 12, 26),  # Christmas on a Sunday moves to Monday
        date(2024, 3, 29),  # Good Friday
        date(2023, 4, 7),  # Good Friday with a jobs report: the Desk is closed
        date(2021, 12, 24),  # Christmas on a Saturday: the money market closes on Friday
        date(2026, 7, 3),  # Independence Day on a Saturday
        date(2025, 10, 13),  # Columbus Day
        date(2025, 11, 11),  # Veterans Day
    ],
)
def test_closed_days(day: date) -> None:
    assert not newyork.is_business_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 12, 31),
        date(2021, 12, 31),  # New Year on a Saturday is not moved to Friday
        date(2025, 11, 28),  # the Friday after Thanksgiving
        date(2025, 12, 24),
        date(2025, 12, 26),
        date(2020, 6, 19),  # before Juneteenth was a holiday
    ],
)
def test_open_days(day: date) -> None:
    assert newyork.is_business_day(day)


def test_neighbouring_business_days_skip_weekends_and_holidays() -> None:
    assert newyork.next_business_day(date(2025, 12, 31)) == date(2026, 1, 2)
    assert newyork.next_business_day(date(2026, 1, 2)) == date(2026, 1, 5)
    assert newyork.previous_business_day(date(2025, 11, 28)) == date(2025, 11, 26)
    assert newyork.previous_business_day(date(2024, 4, 1)) == date(2024, 3, 28)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 31), "quarter_end"),
        (date(2026, 1, 2), "quarter_end"),
        (date(2025, 12, 30), "ordinary"),
        (date(2026, 1, 5), "ordinary"),
        (date(2025, 9, 30), "quarter_end"),
        (date(2025, 10, 1), "quarter_end"),
        (date(2024, 3, 28), "quarter_end"),  # the 29th was Good Friday
        (date(2024, 4, 1), "quarter_end"),
        (date(2025, 10, 31), "month_end"),
        (date(2025, 11, 3), "month_end"),
        (date(2025, 11, 28), "month_end"),
        (date(2025, 12, 1), "month_end"),
        (date(2025, 10, 15), "tax_or_settlement"),
        (date(2025, 11, 17), "tax_or_settlement"),  # the 15th was a Saturday
        (date(2025, 11, 14), "ordinary"),
        (date(2025, 11, 18), "ordinary"),
        (date(2025, 11, 15), "ordinary"),  # a Saturday
        (date(2026, 1, 15), "tax_or_settlement"),
        (date(2026, 1, 16), "ordinary"),
    ],
)
def test_calendar_class(day: date, expected: str) -> None:
    assert newyork.calendar_class(day) == expected


def test_the_table_of_closed_days_is_the_librarys() -> None:
    assert TABLE.read_text(encoding="utf-8") == written(), "make closed-days"


def test_years_beyond_the_table_are_asked_of_the_library() -> None:
    assert not newyork.is_business_day(date(2061, 7, 4))
    assert newyork.is_business_day(date(2061, 7, 5))
