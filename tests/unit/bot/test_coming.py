"""What comes next, on literal days."""

from datetime import UTC, date, datetime

import pytest

from bot.calendars.coming import Coming, coming, next_of
from bot.calendars.releases import ReleaseCalendar
from rules.ledger import shipped_ledger

CALENDAR = ReleaseCalendar(shipped_ledger().meetings)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_week_with_a_meeting_and_a_change_of_clocks_before_it() -> None:
    found = coming(utc("2025-10-27T12:00"), utc("2025-11-03T23:00"), CALENDAR)
    assert Coming(utc("2025-10-29T18:00"), "fomc") in found
    assert Coming(utc("2025-10-30T20:30"), "h41") in found
    afternoons = [item.at for item in found if item.kind == "repo_afternoon"]
    assert afternoons[-2:] == [utc("2025-10-31T17:45"), utc("2025-11-03T18:45")]  # New York's clocks went back on 2 November
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("kind", "now", "due"),
    [
        ("fomc", "2025-10-29T17:59", "2025-10-29T18:00"),
        ("fomc", "2025-10-29T18:00", "2025-12-10T19:00"),
        ("minutes", "2025-10-30T12:00", "2025-11-19T19:00"),
        ("h41", "2025-10-27T12:00", "2025-10-30T20:30"),
        ("h41", "2025-11-21T12:00", "2025-11-28T21:30"),  # Thanksgiving: Friday
        ("h41", "2025-12-29T12:00", "2026-01-02T21:30"),  # New Year's Day: Friday
        ("purchase_schedule", "2025-12-01T12:00", "2025-12-11T20:00"),  # the first one, as it was announced
        ("reverse_repo", "2025-10-31T18:00", "2025-11-03T18:15"),  # over a weekend
        ("repo_morning", "2025-12-24T15:00", "2025-12-26T13:30"),  # over Christmas
    ],
)
def test_the_next_of_a_kind(kind: str, now: str, due: str) -> None:
    assert next_of(kind, utc(now), CALENDAR) == Coming(utc(due), kind)


def test_auctions_come_on_the_days_that_were_announced_and_on_no_others() -> None:
    told = ReleaseCalendar(published={"coupon_auction": {date(2026, 10, 7), date(2026, 11, 10)}})
    assert next_of("coupon_auction", utc("2026-10-01T12:00"), told) == Coming(utc("2026-10-07T17:00"), "coupon_auction")
    assert next_of("coupon_auction", utc("2026-10-07T17:00"), told) == Coming(utc("2026-11-10T18:00"), "coupon_auction")
    assert next_of("coupon_auction", utc("2026-11-10T18:00"), told) is None
    assert next_of("coupon_auction", utc("2026-10-01T12:00"), CALENDAR) is None


def test_on_one_day_an_auction_may_close_in_the_morning_and_another_at_one() -> None:
    day = ReleaseCalendar(published={"coupon_auction": {date(2026, 10, 28)}, "morning_auction": {date(2026, 10, 28)}})
    assert next_of("coupon_auction", utc("2026-10-28T12:00"), day) == Coming(utc("2026-10-28T15:30"), "coupon_auction")
    assert next_of("coupon_auction", utc("2026-10-28T15:30"), day) == Coming(utc("2026-10-28T17:00"), "coupon_auction")


def test_beyond_the_calendar_there_is_no_meeting() -> None:
    assert next_of("fomc", utc("2025-10-29T18:00"), ReleaseCalendar(frozenset({date(2025, 10, 29)}))) is None


def test_the_boards_own_calendar_goes_before_the_rule() -> None:
    told = ReleaseCalendar(published={"h41": {date(2025, 10, 29), date(2025, 11, 6)}, "fomc_statement": {date(2025, 11, 4)}})
    assert next_of("h41", utc("2025-10-27T12:00"), told) == Coming(utc("2025-10-29T20:30"), "h41")
    assert next_of("h41", utc("2025-10-30T12:00"), told) == Coming(utc("2025-11-06T21:30"), "h41")
    assert next_of("fomc", utc("2025-10-30T12:00"), told) == Coming(utc("2025-11-04T19:00"), "fomc")
