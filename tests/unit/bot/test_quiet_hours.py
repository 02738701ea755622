"""A chat's own clock on literal days: ordinary ones, and those on which clocks change in New York, Berlin and Sydney."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.audience.quiet_hours import QuietWindow, instant, is_asleep, next_digest, quiet_window, reminder_at, zone_named, zones_like
from bot.model import Rhythm, Subscription

NIGHT = {"quiet_from": 23 * 60, "quiet_until": 7 * 60}


def chat(zone: str, **values: Any) -> Subscription:
    return Subscription(chat_id=1, timezone=zone, **values)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        ("Asia/Shanghai", "2025-10-29T18:00", "2025-10-29T15:00", "2025-10-29T23:00"),  # the FOMC at two in the morning
        ("Asia/Shanghai", "2025-10-29T05:00", "2025-10-29T15:00", "2025-10-29T23:00"),  # at noon: the coming night
        ("UTC", "2025-10-29T06:59", "2025-10-28T23:00", "2025-10-29T07:00"),
        ("UTC", "2025-10-29T07:00", "2025-10-29T23:00", "2025-10-30T07:00"),  # the end is not quiet any more
        # New York's clocks go back on 2 November 2025: that night has an hour more; forward on 8 March 2026: one less
        ("America/New_York", "2025-11-02T05:00", "2025-11-02T03:00", "2025-11-02T12:00"),
        ("America/New_York", "2026-03-08T05:00", "2026-03-08T04:00", "2026-03-08T11:00"),
        # Berlin's go forward on 29 March and back on 25 October 2026, weeks away from New York's
        ("Europe/Berlin", "2026-03-29T00:00", "2026-03-28T22:00", "2026-03-29T05:00"),
        ("Europe/Berlin", "2026-10-25T00:00", "2026-10-24T21:00", "2026-10-25T06:00"),
        # Sydney's the other way round: forward on 4 October 2026
        ("Australia/Sydney", "2026-10-03T16:00", "2026-10-03T13:00", "2026-10-03T20:00"),
    ],
)
def test_a_night_is_quiet_from_one_clock_time_to_the_other(zone: str, now: str, start: str, end: str) -> None:
    assert quiet_window(chat(zone, **NIGHT), utc(now)) == QuietWindow(utc(start), utc(end))


@pytest.mark.parametrize(
    ("begins", "ends", "start", "end"),
    [
        # 02:00 to 03:00 does not exist in New York on 8 March 2026
        (150, 240, "2026-03-08T07:30", "2026-03-08T08:00"),
        (60, 150, "2026-03-08T06:00", "2026-03-08T07:30"),
        (130, 170, "2026-03-08T07:10", "2026-03-08T07:50"),
    ],
)
def test_a_time_that_is_skipped_comes_an_hour_later_by_the_clock(begins: int, ends: int, start: str, end: str) -> None:
    wish = chat("America/New_York", quiet_from=begins, quiet_until=ends)
    assert quiet_window(wish, utc("2026-03-08T05:30")) == QuietWindow(utc(start), utc(end))


@pytest.mark.parametrize(
    ("begins", "ends", "start", "end"),
    [
        # 01:00 to 02:00 comes twice on 2 November 2025: quiet from the first 01:30, until the second
        (90, 180, "2025-11-02T05:30", "2025-11-02T08:00"),
        (0, 90, "2025-11-02T04:00", "2025-11-02T06:30"),
    ],
)
def test_a_time_that_comes_twice_is_quiet_both_times(begins: int, ends: int, start: str, end: str) -> None:
    wish = chat("America/New_York", quiet_from=begins, quiet_until=ends)
    assert quiet_window(wish, utc("2025-11-02T03:00")) == QuietWindow(utc(start), utc(end))


def test_without_quiet_hours_there_is_no_window() -> None:
    assert quiet_window(chat("UTC"), utc("2025-10-29T03:00")) is None
    assert not is_asleep(chat("UTC"), 0, utc("2025-10-29T03:00"))


@pytest.mark.parametrize(("impact", "asleep"), [(59, True), (60, False), (100, False)])
def test_what_is_large_enough_breaks_through_quiet_hours(impact: int, asleep: bool) -> None:
    assert is_asleep(chat("UTC", breakthrough=60, **NIGHT), impact, utc("2025-10-29T03:00")) is asleep
    assert is_asleep(chat("UTC", **NIGHT), impact, utc("2025-10-29T03:00"))


def test_nothing_breaks_through_a_snooze() -> None:
    wish = chat("UTC", snoozed_until=utc("2025-10-29T12:00"), breakthrough=1, **NIGHT)
    assert is_asleep(wish, 100, utc("2025-10-29T11:59"))
    assert not is_asleep(wish, 100, utc("2025-10-29T12:00"))


@pytest.mark.parametrize(
    ("zone", "rhythm", "after", "due"),
    [
        ("Asia/Shanghai", Rhythm.DAILY, "2025-10-29T00:59", "2025-10-29T01:00"),
        ("Asia/Shanghai", Rhythm.DAILY, "2025-10-29T01:00", "2025-10-30T01:00"),
        ("Asia/Shanghai", Rhythm.WEEKLY, "2025-10-29T01:00", "2025-11-01T01:00"),  # a Saturday
        ("America/New_York", Rhythm.DAILY, "2025-11-01T13:00", "2025-11-02T14:00"),  # 25 hours later by the sun
        ("America/New_York", Rhythm.DAILY, "2026-03-07T14:00", "2026-03-08T13:00"),  # 23 hours later
        ("Europe/Berlin", Rhythm.WEEKLY, "2026-03-21T08:00", "2026-03-28T08:00"),
        ("Europe/Berlin", Rhythm.WEEKLY, "2026-03-28T08:00", "2026-04-04T07:00"),
    ],
)
def test_a_digest_comes_at_the_chats_hour_whatever_the_clocks_do(zone: str, rhythm: Rhythm, after: str, due: str) -> None:
    assert next_digest(chat(zone, digest=rhythm), utc(after)) == utc(due)


@pytest.mark.parametrize(("hour", "due"), [(1, "2025-11-02T05:00"), (2, "2025-11-02T07:00")])
def test_a_digest_at_an_hour_that_comes_twice_comes_once(hour: int, due: str) -> None:
    wish = chat("America/New_York", digest=Rhythm.DAILY, digest_hour=hour)
    first = next_digest(wish, utc("2025-11-02T04:00"))
    assert first == utc(due)
    assert next_digest(wish, first) == utc(due) + timedelta(hours=25 if hour == 1 else 24)


def test_a_digest_at_an_hour_that_is_skipped_comes_all_the_same() -> None:
    wish = chat("America/New_York", digest=Rhythm.DAILY, digest_hour=2)
    assert next_digest(wish, utc("2026-03-08T05:00")) == utc("2026-03-08T07:00")


def test_no_digest_is_never_due() -> None:
    assert next_digest(chat("UTC", digest=Rhythm.OFF), utc("2025-10-29T00:00")) is None


@pytest.mark.parametrize(
    ("zone", "event", "due"),
    [
        ("America/New_York", "2025-10-29T18:00", "2025-10-29T17:00"),
        ("Asia/Shanghai", "2025-10-29T18:00", "2025-10-29T14:55"),  # at one in the morning: told before the night instead
        ("Asia/Shanghai", "2025-12-10T19:00", "2025-12-10T14:55"),  # New York in winter: three in the morning
    ],
)
def test_a_reminder_comes_an_hour_before_or_before_the_quiet_hours(zone: str, event: str, due: str) -> None:
    assert reminder_at(chat(zone, **NIGHT), utc(event), 60) == utc(due)


def test_an_instant_by_the_wall_clock() -> None:
    assert instant(date(2025, 11, 2), 90, "America/New_York") == utc("2025-11-02T05:30")
    assert instant(date(2025, 11, 2), 90, "America/New_York", second=True) == utc("2025-11-02T06:30")
    assert instant(date(2025, 11, 3), 90, "America/New_York", second=True) == utc("2025-11-03T06:30")


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"), ("asia/shanghai", "Asia/Shanghai"), ("new york", "America/New_York"), ("utc", "UTC"),
        ("UTC+8", "Etc/GMT-8"), ("gmt-05", "Etc/GMT+5"), ("UTC+0", "UTC"), ("UTC+14", "Etc/GMT-14"), ("UTC-14", None), ("UTC+15", None),
        ("Atlantis", None), ("", None), ("Asia", None), ("posixrules", None),
    ],
)  # fmt: skip
def test_zones_by_name_city_or_offset(words: str, zone: str | None) -> None:
    assert zone_named(words) == zone


def test_zones_that_hold_what_was_typed() -> None:
    assert zones_like("shang") == ["Asia/Shanghai"]
    assert zones_like("") == []
