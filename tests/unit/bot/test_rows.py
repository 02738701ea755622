"""Rows that stand for themselves: what is read, what is set aside, and when the list is refused."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.errors import ContractError
from bot.source import Price, Readings, SetAside, set_aside_of
from bot.sources.rows import joined, read_each

FETCHED = datetime(2026, 9, 15, 12, tzinfo=UTC)


def price(row: str) -> Price | None:
    """`2026-09-14 5`: five dollars at midnight; `-` is none of ours; anything else cannot be read."""
    if row == "-":
        return None
    day, _, close = row.partition(" ")
    if not close.isdigit():
        raise ContractError(f"no figure in {row!r}")
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return Price(asset="BTC", exchange="x", at=at, close=float(close), published_at=at)


def day(row: str) -> date | None:
    try:
        return date.fromisoformat(row[:10])
    except ValueError:
        return None


def read(*rows: str, **more: Any) -> Readings[Price]:
    return read_each(rows, price, source_id="s", url="u", key=lambda row: row[:10], day=day, **more)


def test_one_bad_row_costs_itself() -> None:
    found = read("2026-09-14 5", "2026-09-13 x", "2026-09-12 3")
    assert [one.close for one in found] == [5, 3]
    [row] = found.set_aside
    assert row == SetAside(key="2026-09-13", why="no figure in '2026-09-13 x'", source_id="s", url="u", is_newest=False)
    assert str(row) == "no figure in '2026-09-13 x' (u)"


def test_half_of_the_rows_may_be_bad_and_no_more() -> None:
    assert len(read("2026-09-14 5", "2026-09-13 x").set_aside) == 1
    with pytest.raises(ContractError, match="no figure in '2026-09-13 x'") as caught:
        read("2026-09-14 5", "2026-09-13 x", "2026-09-12 y")
    assert (caught.value.source_id, caught.value.url) == ("s", "u")


def test_rows_of_others_count_as_read_but_a_list_of_nothing_else_is_refused() -> None:
    assert len(read("-", "-", "2026-09-14 5", "x", "y").set_aside) == 2
    with pytest.raises(ContractError):
        read("-", "-", "-", "x")
    assert len(read("-", "-", "-", "x", may_be_empty=True).set_aside) == 1


@pytest.mark.parametrize(
    ("rows", "is_newest"),
    [
        (("2026-09-14 x", "2026-09-13 5", "2026-09-12 3"), True),
        (("2026-09-13 5", "2026-09-13 x", "2026-09-12 3"), True),  # a day may hold several
        (("2026-09-12 3", "2026-09-13 5", "2026-09-14 x"), True),  # oldest first
        (("x", "2026-09-13 5", "2026-09-12 3"), True),  # no day, but where the newest stands
        (("2026-09-12 3", "2026-09-13 5", "x"), True),
        (("2026-09-13 5", "2026-09-12 3", "x"), False),
        (("x", "2026-09-12 3", "2026-09-13 5"), False),
        (("2026-09-13 5", "2026-09-12 x", "2026-09-11 3"), False),
        (("2026-09-13 5", "x"), True),  # nobody can tell
    ],
)
def test_the_newest_row_is_known_by_its_day_or_its_place(rows: tuple[str, ...], is_newest: bool) -> None:
    assert [row.is_newest for row in read(*rows).set_aside] == [is_newest]


@pytest.mark.parametrize("when", ["2026-09-17", "2099-01-01", "1989-12-31", "1900-01-01", "2101-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_that_rows_fault(when: str) -> None:
    found = read("2026-09-14 5", f"{when} 7", fetched_at=FETCHED)
    assert [one.close for one in found] == [5]
    assert [when in row.why for row in found.set_aside] == [True]


@pytest.mark.parametrize("when", ["2026-09-16", "2026-09-15", "1990-01-01"])
def test_a_day_ahead_is_within_zones_and_clocks(when: str) -> None:
    assert read(f"{when} 7", fetched_at=FETCHED).set_aside == ()


def test_without_knowing_when_it_was_fetched_nothing_is_in_the_future() -> None:
    assert [one.close for one in read("2099-01-01 7")] == [7]


def test_a_fault_of_ours_costs_one_row_too_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def broken(row: str) -> Price | None:
        return price(row) if row != "boom" else price(str(1 // 0))

    with caplog.at_level(logging.ERROR):
        found = read_each(["2026-09-14 5", "boom"], broken, source_id="s", url="", key=lambda row: "#1")
    assert [row.why for row in found.set_aside] == ["internal error, ZeroDivisionError: integer division or modulo by zero"]
    assert "a row broke its reading" in caplog.text


def test_what_a_row_says_is_told_in_one_line_that_can_be_stored() -> None:
    def refuse(row: str) -> Price | None:
        if row == "good":
            return price("2026-09-14 5")
        raise ContractError("a\nb \ud800")

    [row] = read_each(["good", "bad"], refuse, source_id="s", url="", key=lambda row: row).set_aside
    assert row.why == "bad: a b \\ud800"


def test_lists_are_joined_with_what_was_set_aside() -> None:
    both = joined([read("2026-09-14 5", "x"), read("2026-09-13 5", "y")])
    assert [len(both), len(both.set_aside)] == [2, 2]
    assert set_aside_of(both, [1, 2]) == both.set_aside
    assert set_aside_of([]) == ()
