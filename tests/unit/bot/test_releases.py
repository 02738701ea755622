"""Release days of 2024 to 2027: by rule on New York's calendar, and by the Board's own where that was read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.calendars.releases import FOMC_MINUTES, FOMC_STATEMENT, H41, PURCHASE_SCHEDULE, ReleaseCalendar, h41_day, schedule_day
from bot.polling.schedule import Progress, next_poll, plan_on
from bot.sources import source
from rules.ledger import shipped_ledger

SHIPPED = ReleaseCalendar(meetings=shipped_ledger().meetings)
PRESS = source("fed.press_release").plan
SHEET = source("fed.balance_sheet").plan


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(calendar: ReleaseCalendar, release: str, year: int) -> list[date]:
    first = date(year, 1, 1)
    all_days = [first + timedelta(days=number) for number in range(366)]
    return [day for day in all_days if day.year == year and calendar.is_day_of(release, day)]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2024, "0131 0320 0501 0612 0731 0918 1107 1218"),
        (2025, "0129 0319 0507 0618 0730 0917 1029 1210"),
        (2026, "0128 0318 0429 0617 0729 0916 1028 1209"),
        (2027, "0127 0317 0428 0609 0728 0915 1027 1208"),
    ],
)
def test_statements_come_on_the_last_days_of_the_shipped_meetings(year: int, expected: str) -> None:
    assert [f"{day:%m%d}" for day in days(SHIPPED, FOMC_STATEMENT, year)] == expected.split()


def test_minutes_come_three_weeks_later() -> None:
    assert [f"{day:%m%d}" for day in days(SHIPPED, FOMC_MINUTES, 2026)] == ["0218", "0408", "0520", "0708", "0819", "1007", "1118", "1230"]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ("2024-07-04", "2024-07-05"),  # Independence Day
        ("2024-11-28", "2024-11-29"),  # Thanksgiving
        ("2025-06-19", "2025-06-20"),  # Juneteenth
        ("2025-11-27", "2025-11-28"),
        ("2025-12-25", "2025-12-26"),  # Christmas
        ("2026-01-01", "2026-01-02"),  # New Year
        ("2026-11-26", "2026-11-27"),
        ("2027-11-11", "2027-11-12"),  # Veterans Day
        ("2027-11-25", "2027-11-26"),
        ("2024-12-26", "2024-12-26"),  # the holiday was the day before
        ("2026-04-02", "2026-04-02"),  # the day before Good Friday
        ("2025-01-09", "2025-01-09"),  # a day of mourning: shares were not traded, the Fed was open
        ("2026-09-14", "2026-09-17"),  # a Monday gives the week's Thursday
        ("2026-09-20", "2026-09-17"),  # and so does a Sunday
    ],
)
def test_the_balance_sheet_comes_on_thursday_or_after_the_holiday(week: str, expected: str) -> None:
    assert h41_day(date.fromisoformat(week)) == date.fromisoformat(expected)


@pytest.mark.parametrize(("year", "weeks", "moved"), [(2024, 52, 2), (2025, 52, 3), (2026, 53, 2), (2027, 52, 2)])
def test_there_is_one_balance_sheet_a_week(year: int, weeks: int, moved: int) -> None:
    found = days(SHIPPED, H41, year)
    assert (len(found), sum(day.weekday() == 4 for day in found)) == (weeks, moved)


# --- the Board's own calendar


def test_what_the_calendar_says_goes_before_the_rule() -> None:
    thursdays = [date(2026, 9, 3), date(2026, 9, 10), date(2026, 9, 18), date(2026, 9, 24)]
    calendar = ReleaseCalendar(published={H41: thursdays})
    assert days(calendar, H41, 2026)[34:40] == [*(date(2026, 8, day) for day in (27,)), *thursdays, date(2026, 10, 1)]


def test_where_the_calendar_is_silent_the_rule_speaks() -> None:
    """Between two releases it is not silent: that there is none is what it says."""
    calendar = ReleaseCalendar(meetings=shipped_ledger().meetings, published={FOMC_MINUTES: [date(2026, 2, 19), date(2026, 4, 9)]})
    assert [f"{day:%m%d}" for day in days(calendar, FOMC_MINUTES, 2026)] == ["0219", "0409", "0520", "0708", "0819", "1007", "1118", "1230"]


def test_a_calendar_that_lost_a_meeting_does_not_blind_the_bot() -> None:
    calendar = ReleaseCalendar(meetings=frozenset({date(2026, 9, 16)}), published={FOMC_STATEMENT: [date(2026, 9, 2), date(2026, 9, 30)]})
    assert days(calendar, FOMC_STATEMENT, 2026) == [date(2026, 9, 2), date(2026, 9, 16), date(2026, 9, 30)]


def test_a_release_that_nobody_knows_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown release 'beige_book'"):
        SHIPPED.is_day_of("beige_book", date(2026, 9, 16))


# --- the close looks that follow from it


def shortest(day: str, hour: int) -> list[tuple[str, float]]:
    """The looks of a day around an hour of New York's, by their UTC time and their interval in seconds."""
    found = plan_on(PRESS, date.fromisoformat(day), SHIPPED)
    return sorted((f"{look.at:%H:%M}", look.window.every.total_seconds()) for look in found if look.window.at.hour == hour)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-03-20", [("18:00", 1.0), ("18:00", 2.0), ("18:00", 4.0)]),  # FOMC, ten days into summer time
        ("2024-11-07", [("19:00", 1.0), ("19:00", 2.0), ("19:00", 4.0)]),  # a Thursday, winter time
        ("2025-01-29", [("19:00", 1.0), ("19:00", 2.0), ("19:00", 4.0)]),
        ("2026-09-16", [("18:00", 1.0), ("18:00", 2.0), ("18:00", 4.0)]),
        ("2027-03-17", [("18:00", 1.0), ("18:00", 2.0), ("18:00", 4.0)]),  # three days into summer time
        ("2026-10-07", [("18:00", 4.0), ("18:00", 4.0)]),  # minutes
        ("2026-09-15", [("18:00", 4.0)]),  # the first day of the meeting is like any other
        ("2026-03-09", [("18:00", 4.0)]),  # the Monday after clocks went forward
        ("2026-03-06", [("19:00", 4.0)]),
        ("2025-11-03", [("19:00", 4.0)]),  # after they went back
        ("2025-10-31", [("18:00", 4.0)]),
        ("2025-11-27", []),  # Thanksgiving
        ("2026-09-19", []),  # a Saturday
    ],
)
def test_two_o_clock_is_watched_by_the_second_on_decision_days_alone(day: str, expected: list[tuple[str, float]]) -> None:
    assert shortest(day, 14) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-12-24", []), ("2025-12-25", []), ("2025-12-26", ["21:30"]), ("2026-07-02", ["20:30"]), ("2026-09-18", [])],
)
def test_the_balance_sheet_is_watched_on_its_day_alone(day: str, expected: list[str]) -> None:
    assert [f"{look.at:%H:%M}" for look in plan_on(SHEET, date.fromisoformat(day), SHIPPED)] == expected


def test_the_schedule_asks_by_the_second_until_the_statement_is_in() -> None:
    now = utc("2026-09-16T18:00:04")
    assert next_poll(PRESS, Progress(last=now), now, calendar=SHIPPED) == utc("2026-09-16T18:00:05")
    done = Progress(last=now, newest=utc("2026-09-16T18:00:00"))
    assert next_poll(PRESS, done, now, calendar=SHIPPED) == utc("2026-09-16T18:00:05")  # what comes with it may come after it
    later = utc("2026-09-16T18:01:00")
    over = Progress(last=later, newest=utc("2026-09-16T18:00:00"))
    assert next_poll(PRESS, over, later, calendar=SHIPPED) == utc("2026-09-16T18:03:00")
    day_before = utc("2026-09-15T18:00:04")
    assert next_poll(PRESS, Progress(last=day_before), day_before, calendar=SHIPPED) == utc("2026-09-15T18:00:08")


def test_a_meeting_that_only_the_board_knows_of_is_watched_too() -> None:
    calendar = ReleaseCalendar(published={FOMC_STATEMENT: [date(2031, 5, 7)]})
    now = utc("2031-05-07T17:59:50")
    assert next_poll(PRESS, Progress(last=now), now, calendar=calendar) == utc("2031-05-07T17:59:52")


@pytest.mark.parametrize("day", ["2019-08-13", "2019-09-13", "2025-06-12", "2025-07-14", "2025-12-11", "2026-04-14"])
def test_the_desk_says_what_it_plans_on_the_ninth_business_day(day: str) -> None:
    """Days that the Desk itself named, or whose period began on the business day after; April 2026 has Good Friday before it."""
    ninth = date.fromisoformat(day)
    assert {schedule_day(ninth), schedule_day(ninth.replace(day=1)), schedule_day(ninth.replace(day=28))} == {ninth}


def test_the_days_beside_it_are_watched_too_until_the_plan_is_in() -> None:
    plan = source("nyfed.desk_statement").plan
    looked = [day for day in days(SHIPPED, PURCHASE_SCHEDULE, 2025) if day.month == 12]
    assert looked == [date(2025, 12, 10), date(2025, 12, 11), date(2025, 12, 12)]
    look, slower = plan_on(plan, date(2025, 12, 11), SHIPPED)
    opening = Progress(last=utc("2025-12-11T19:30"))
    assert next_poll(plan, opening, utc("2025-12-11T19:30"), calendar=SHIPPED) == look.opens_at == utc("2025-12-11T19:59:40")
    asked = Progress(last=utc("2025-12-11T20:00:10"))
    assert next_poll(plan, asked, asked.last or utc("2025-12-11"), calendar=SHIPPED) == utc("2025-12-11T20:00:14")
    later = Progress(last=utc("2025-12-11T20:10:00"))
    assert next_poll(plan, later, later.last or look.at, calendar=SHIPPED) == utc("2025-12-11T20:11") < slower.closes_at
    done = Progress(last=utc("2025-12-11T20:00:40"), newest=utc("2025-12-11T20:00"))
    assert next_poll(plan, done, utc("2025-12-11T20:00:41"), calendar=SHIPPED) == utc("2025-12-11T21:00:40")


def after(source_id: str, last: str, newest: str, *, failures: int = 0) -> datetime:
    """When a source is asked after a poll, the newest thing it knows being of that time."""
    progress = Progress(last=utc(last), newest=utc(newest), failures=failures)
    return next_poll(source(source_id).plan, progress, utc(last), calendar=SHIPPED)


def test_what_the_desk_says_after_its_first_statement_of_a_decision_is_looked_for_too() -> None:
    """Two statements of one day, as on 2025-12-10: the first one ended the look, and the second was seen an hour later."""
    first = "2026-09-16T18:00:00"
    assert after("nyfed.desk_statement", "2026-09-16T18:00:06", first) == utc("2026-09-16T18:00:10")
    assert after("nyfed.desk_statement", "2026-09-16T18:01:30", first) == utc("2026-09-16T18:02:30")
    assert after("nyfed.desk_statement", "2026-09-16T18:10:00", first) == utc("2026-09-16T19:10:00")


@pytest.mark.parametrize(
    ("newest", "asked", "again"),
    [
        ("15:00:00", "15:00:07", "15:00:11"),
        ("15:32:05", "15:32:19", "15:32:23"),
        ("17:02:05", "17:03:27", "17:03:31"),
        ("15:32:05", "15:33:31", "15:36:00"),  # then the slower look
    ],
)
def test_auctions_that_come_out_seconds_after_the_first_are_looked_for_by_the_second(newest: str, asked: str, again: str) -> None:
    """Bills of 13 and 26 weeks close together: the first result ended the look, and the second was seen four minutes later."""
    assert after("treasury.auction", f"2026-10-05T{asked}", f"2026-10-05T{newest}") == utc(f"2026-10-05T{again}")


def test_exercises_in_mortgage_securities_are_looked_for_by_the_second() -> None:
    assert after("nyfed.agency_operation", "2026-08-14T14:20:30", "2026-06-10T14:20:00") == utc("2026-08-14T14:20:34")


def test_an_exchange_that_does_not_answer_is_not_asked_more_often_than_one_that_does() -> None:
    assert after("market.options", "2026-08-14T14:20:00", "2026-08-14T13:00:00", failures=1) == utc("2026-08-14T15:20:00")
