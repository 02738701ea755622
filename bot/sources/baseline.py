"""How unusual a figure is against its own past: change, percentile, robust z. Pure; docs/scoring.md defines each.

A history is oldest first and holds only what was published before the figure; its last 250 observations count. None means that
the past is too short to tell.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import TypeVar

WINDOW = 250
MINIMUM = 60
Z_CAP = 10.0
Number = TypeVar("Number", int, float)

_MAD_TO_SIGMA = 1.4826  # makes the median absolute deviation of a normal distribution its standard deviation


def change(x: Number | None, before: Number | None) -> Number | None:
    """`x` less what it was before, in their own unit; None when either is unknown."""
    return None if x is None or before is None else x - before


def percentile(history: Sequence[float], x: float, minimum: int = MINIMUM) -> float | None:
    """The share (0..1) of the observations before that are at most `x`; None with fewer than `minimum` of them."""
    window = history[-WINDOW:]
    if len(window) < minimum:
        return None
    return sum(value <= x for value in window) / len(window)


def robust_z(history: Sequence[float], x: float, minimum: int = MINIMUM) -> float | None:
    """(x - median) / (1.4826 * MAD) of the observations before, capped at ±10.

    None with fewer than `minimum` of them, or when they do not vary (MAD 0) and `x` is their median; any other `x` is then at the cap.
    """
    window = history[-WINDOW:]
    if len(window) < minimum:
        return None
    ordered = sorted(window)  # so that the differences come in two runs, which take no sorting
    median = statistics.median(ordered)
    spread = statistics.median([abs(value - median) for value in ordered])
    if spread == 0:
        return None if x == median else (Z_CAP if x > median else -Z_CAP)
    return max(-Z_CAP, min(Z_CAP, (x - median) / (_MAD_TO_SIGMA * spread)))
