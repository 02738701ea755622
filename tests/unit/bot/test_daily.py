"""Moves of daily levels over so many observations, and how unusual they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.calendars.newyork import next_business_day
from bot.sources import daily

MONDAY = date(2026, 3, 2)


def levels(*values: float, first: date = MONDAY) -> list[tuple[date, float]]:
    """A level for each business day."""
    day, found = first, []
    for value in values:
        found.append((day, value))
        day = next_business_day(day)
    return found


def test_a_move_is_the_last_level_less_an_earlier_one() -> None:
    week = levels(10.0, 12.0, 11.0, 15.0, 14.0, 18.0)
    assert (daily.moved(week, 1), daily.moved(week, 5), daily.moved(week, 6)) == (4.0, 8.0, None)
    assert daily.moved([], 1) is None


def test_whole_numbers_stay_whole() -> None:
    move = daily.moved([(MONDAY, 332_482_000_000), (MONDAY + timedelta(days=1), 343_047_000_000)], 1)
    assert (move, type(move)) == (10_565_000_000, int)


def test_a_float_s_dust_is_swept() -> None:
    assert daily.moved(levels(224.00000000000003, 231.0), 1) == 7.0


@pytest.mark.parametrize(("steps", "longest"), [(1, 6), (5, 12), (20, 33)])
def test_a_hole_in_the_past_is_not_measured_across(steps: int, longest: int) -> None:
    assert daily.longest_days(steps) == longest
    known = levels(*range(steps + 1))
    for days, expected in ((longest, float(steps)), (longest + 1, None)):
        assert daily.moved([*known[:-1], (MONDAY + timedelta(days=days), float(steps))], steps) == expected


def test_all_moves_oldest_first_without_those_across_a_hole() -> None:
    assert daily.moves([*levels(1.0, 2.0, 4.0), *levels(7.0, 11.0, first=date(2026, 6, 1))], 1) == [1.0, 2.0, 4.0]


def test_the_z_score_stands_against_the_moves_before() -> None:
    steady = [0.0]
    for n in range(60):
        steady.append(steady[-1] + (1.0 if n % 2 else -1.0))  # median of the moves 0, their MAD 1
    jumped = levels(*steady, steady[-1] + 3.0)
    z = daily.move_z(jumped, 1)
    assert z is not None
    assert round(z, 3) == round(3 / 1.4826, 3) == 2.023


def test_too_few_moves_before_or_none_at_all() -> None:
    values = [float(n % 2) for n in range(60)]
    assert daily.move_z(levels(*values, 9.0), 1) is None  # 59 moves before
    assert daily.move_z(levels(0.0, *values, 9.0), 1) is not None
    assert daily.move_z([*levels(*values, 1.0, 0.0), (date(2026, 12, 1), 5.0)], 1) is None
