"""What was known of a decision just before it: fresh or stale, one venue or two, and the next meeting's path."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.assessing.expectation import Expected, expected_at, path, with_expectation
from bot.source import ARCHIVE, Expectation
from rules.event import FomcStatement

DAY, NEXT = date(2031, 5, 7), date(2031, 6, 18)
RELEASE = datetime(2031, 5, 7, 18, tzinfo=UTC)


def said(
    venue: str, minutes: float, change: float | None, u: float | None = 0.5, gap: str | None = None, meeting: date = DAY
) -> Expectation:
    """What a venue said so many minutes after the release."""
    at = RELEASE + timedelta(minutes=minutes)
    return Expectation(meeting_on=meeting, venue=venue, at=at, change_bp=change, uncertainty_bp=u if change is not None else None, gap=gap)


def statement(change_bp: int | None = -25, is_scheduled: bool | None = True) -> FomcStatement:
    return FomcStatement(
        source="fed.press_release", key="k", title="t", url="u", published_at=RELEASE, change_bp=change_bp, is_scheduled=is_scheduled
    )


KALSHI, POLY = said("kalshi", -2, -23.75), said("polymarket", -1, -23.0)
BOTH = ("kalshi", "polymarket")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((), Expected(gap="none")),
        ((KALSHI, POLY), Expected(-23.38, 0.5, None, BOTH)),
        ((KALSHI,), Expected(-23.75, 0.5, None, ("kalshi",))),
        ((POLY,), Expected(-23.0, 0.5, None, ("polymarket",))),
        ((said("kalshi", -2, -23.75), said("polymarket", -1, -19.75)), Expected(-21.75, 2.0, None, BOTH)),  # half of what they differ
        ((said("kalshi", -2, -23.75), said("polymarket", -1, -18.75)), Expected(-21.25, 2.5, None, BOTH)),  # 5 is not more than 5
        ((said("kalshi", -2, -23.75), said("polymarket", -1, -18.7)), Expected(None, None, "apart", BOTH)),
        ((said("kalshi", -15, -23.75),), Expected(-23.75, 0.5, None, ("kalshi",))),
        ((said("kalshi", -15.1, -23.75),), Expected(gap="stale")),
        ((said("kalshi", -15.1, -23.75), POLY), Expected(-23.0, 0.5, None, ("polymarket",))),
        ((said("kalshi", 0, -23.75), said("polymarket", 3, -23.75)), Expected(gap="none")),  # not before the release
        ((KALSHI, said("kalshi", 1, 0.0)), Expected(-23.75, 0.5, None, ("kalshi",))),
        ((KALSHI, said("kalshi", -1, None, gap="torn")), Expected(gap="torn")),  # the last answer counts, not the last good one
        ((said("kalshi", -1, None, gap="thin"), said("polymarket", -40, -23.0)), Expected(gap="thin")),
        ((said("kalshi", -1, None, gap="thin"), POLY), Expected(-23.0, 0.5, None, ("polymarket",))),
        ((said(ARCHIVE, -840, -38.1, None),), Expected(-38.1, None, None, (ARCHIVE,))),
        ((said(ARCHIVE, -840, -38.1, None), said("kalshi", -60, -23.75)), Expected(gap="stale")),  # we asked: then that counts
    ],
)
def test_what_counts_is_the_last_fresh_answer_of_each_venue(found: tuple[Expectation, ...], expected: Expected) -> None:
    assert expected_at(RELEASE, found) == expected
    assert expected_at(RELEASE, found[::-1]) == expected


def test_the_statement_has_its_surprise() -> None:
    found = with_expectation(statement(), expected_at(RELEASE, [KALSHI, POLY]))
    assert (found.expected_change_bp, found.expected_change_uncertainty_bp, found.surprise_bp) == (-23.38, 0.5, -1.62)
    assert (found.expectation_gap, found.expectation_venues) == (None, BOTH)


def test_a_decision_without_a_known_change_has_no_surprise() -> None:
    found = with_expectation(statement(change_bp=None), expected_at(RELEASE, [KALSHI]))
    assert (found.expected_change_bp, found.surprise_bp) == (-23.75, None)


def test_markets_say_nothing_of_an_unscheduled_decision_but_an_archive_may() -> None:
    found = with_expectation(statement(-50, is_scheduled=False), expected_at(RELEASE, []))
    assert (found.expected_change_bp, found.surprise_bp) == (None, None)
    assert (found.expectation_gap, found.expectation_venues) == ("unscheduled", None)
    archived = with_expectation(statement(-50, is_scheduled=False), expected_at(RELEASE, [said(ARCHIVE, -840, -24.4, None)]))
    assert (archived.expected_change_bp, archived.surprise_bp, archived.expectation_gap) == (-24.4, -25.6, None)


def after(venue: str, minutes: float, change: float | None, gap: str | None = None) -> Expectation:
    return said(venue, minutes, change, gap=gap, meeting=NEXT)


@pytest.mark.parametrize(
    ("found", "change"),
    [
        ((after("kalshi", -6, -10.0), after("kalshi", -4, 3.0), after("kalshi", 10, 4.0), after("kalshi", 20, -14.5)), -4.5),
        ((after("kalshi", -6, -10.0), after("polymarket", -5, -8.0), after("kalshi", 20, -12.0), after("polymarket", 21, -12.0)), -3.0),
        ((after("kalshi", -6, -10.0), after("polymarket", -5, -8.0), after("kalshi", 20, -12.0)), None),  # one of the two is missing
        ((after("kalshi", -6, -10.0), after("kalshi", 36, -12.0)), None),
        ((after("kalshi", -21, -10.0), after("kalshi", 20, -12.0)), None),
        ((after("kalshi", -6, None, "thin"), after("kalshi", 20, -12.0)), None),
        ((after("kalshi", -6, -10.0), after("kalshi", 20, None, "torn"), after("kalshi", 21, -12.0)), -2.0),
        ((), None),
    ],
)
def test_the_path_is_the_next_meetings_from_five_before_to_twenty_after(found: tuple[Expectation, ...], change: float | None) -> None:
    told = path(RELEASE, found)
    assert (told and (told.meeting_on, told.change_bp)) == (change if change is None else (NEXT, change))
