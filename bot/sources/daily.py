"""Levels published once a day, against their own past: how far they moved over so many observations.

Levels are pairs of day and level, oldest first. Days without an observation (holidays) are skipped, but a gap that no run of holidays
explains is a hole in what is known, and nothing is measured across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from bot.sources import baseline

SPAN = baseline.WINDOW + 30
"""So many levels hold 250 changes over up to 20 observations."""

Level = TypeVar("Level", int, float)
Levels: TypeAlias = Sequence[tuple[date, Level]]


def moved(levels: Levels[Level], steps: int) -> Level | None:
    """The last level less the one `steps` observations before it; None where there is none, or a hole between them."""
    return next((round(move, 4) for move in moves(levels[-steps - 1 :], steps)), None)


def moves(levels: Levels[Level], steps: int) -> list[Level]:
    """The same for each of the levels, oldest first; those that are None are left out."""
    longest = timedelta(days=longest_days(steps))
    pairs = zip(levels, levels[steps:], strict=False)
    return [level - before for (before_on, before), (on, level) in pairs if on - before_on <= longest]


def move_z(levels: Levels[int], steps: int) -> float | None:
    """How unusual the last move over `steps` observations is among the 250 before it; None where it or its past is unknown.

    Levels are whole numbers: like moves must be alike to the last digit, or their spread is dust.
    """
    move = moved(levels, steps)
    return None if move is None else baseline.robust_z(moves(levels[:-1], steps), move)


def longest_days(steps: int) -> int:
    """The calendar days that so many business days take at most, holidays included."""
    return steps * 7 // 5 + 5
