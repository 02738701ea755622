"""The Board's calendar, by hand-made bodies and two rows that were recorded."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.calendars.releases import FOMC_MINUTES, FOMC_STATEMENT, H41
from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.board.fed_calendar import SOURCE, parse, release_days

URL = "https://www.federalreserve.gov/json/calendar.json"


def row(month: str, days: str, title: str, kind: str = "FOMC") -> dict[str, str]:
    return {"month": month, "days": days, "title": title, "type": kind, "time": "2:00 p.m.", "location": ""}


def page(rows: Sequence[Any], prefix: bytes = b"") -> Page:
    return Page(url=URL, body=prefix + json.dumps({"announcement": "", "events": list(rows)}).encode())


MEETING = row("2026-09", "15, 16", "FOMC Meeting")
MINUTES = row("2026-10", "7", "FOMC Minutes: Meeting of September 15-16")
ROWS = [
    MEETING,
    row("2026-09", "16", "FOMC Press Conference"),
    MINUTES,
    row("2026-09", "3, 10, 17, 24", "H.4.1 - Factors Affecting Reserve Balances", "Statistical Releases"),
    row("2026-09", "8", "H.15 - Selected Interest Rates", "Statistical Releases"),
    row("2026-09", "9", "Speech - Governor Example: The FOMC meeting room", "Speeches"),
    row("2026-09", "2", "Beige Book", "Beige"),
]


def test_the_days_of_each_release() -> None:
    assert release_days([page(ROWS)]) == {
        FOMC_STATEMENT: {date(2026, 9, 16)},
        FOMC_MINUTES: {date(2026, 10, 7)},
        H41: {date(2026, 9, day) for day in (3, 10, 17, 24)},
    }


@pytest.mark.parametrize(
    ("month", "days", "expected"),
    [
        ("2027-01", "26-27", date(2027, 1, 27)),
        ("2027-01", "31, 1", date(2027, 2, 1)),
        ("2027-12", "31/1", date(2028, 1, 1)),
        ("2027-4", "28", date(2027, 4, 28)),
        ("2027-04-01", "27, 28", date(2027, 4, 28)),
    ],
)
def test_a_meeting_gives_its_last_day(month: str, days: str, expected: date) -> None:
    assert release_days([page([row(month, days, "FOMC Meeting")])])[FOMC_STATEMENT] == {expected}


def test_a_byte_order_mark_and_a_bare_list_are_read_too() -> None:
    assert release_days([page([MEETING], prefix=b"\xef\xbb\xbf")])[FOMC_STATEMENT] == {date(2026, 9, 16)}
    bare = Page(url=URL, body=json.dumps([MEETING]).encode())
    assert release_days([bare])[FOMC_STATEMENT] == {date(2026, 9, 16)}


@pytest.mark.parametrize("body", [b"", b"<!DOCTYPE html><p>Just a moment</p>", b'{"events": [{"month": "2026'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"empty|not JSON|not whole JSON"):
        parse([Page(url=URL, body=body)])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "names no FOMC meeting"),
        ([row("2026-09", "2", "Beige Book", "Beige")], "names no FOMC meeting"),
        ([MEETING | {"days": ""}], "names no day"),
        ([MEETING | {"month": "September"}], "names no day"),
        ([MEETING | {"month": "2026-09", "days": "31"}], "names a day that isn't"),
        (["a text", 5, {"title": "no day"}], "is no object: a text"),
    ],
)
def test_another_form_is_refused(rows: list[Any], words: str) -> None:
    with pytest.raises(ContractError, match=words):
        release_days([page(rows)])


def test_there_must_be_a_list() -> None:
    with pytest.raises(ContractError, match="no list of events"):
        release_days([Page(url=URL, body=b'{"events": {}}')])


def test_it_makes_no_events() -> None:
    assert parse([page(ROWS)]) == []
    assert SOURCE.paths == ("/json/calendar.json",)


def test_the_two_rows_of_the_recorded_calendar(shared: Path) -> None:
    body = (shared / "fixtures/fed_calendar/calendar_composed_2events.json").read_bytes()
    found = release_days([Page(url=URL, body=body)])
    assert found == {FOMC_STATEMENT: {date(2026, 9, 16)}, FOMC_MINUTES: {date(2026, 11, 18)}, H41: frozenset()}


@pytest.mark.parametrize(
    "bad",
    [None, 5, {}, MEETING | {"days": "31"}, MEETING | {"month": None}, MEETING | {"type": "Fnord"}, {"month": "2026-10", "days": "28"}],
)
def test_a_row_that_cannot_be_read_is_set_aside(bad: Any) -> None:
    body = page([MEETING, bad, MINUTES])
    assert len(parse([body]).set_aside) == 1
    assert release_days([body]) == release_days([page([MEETING, MINUTES])])
