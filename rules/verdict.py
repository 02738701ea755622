"""What the data of like events say of the direction that the mechanisms name. Pure; docs/scoring.md has the limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rules.like import MINIMUM
from rules.model import Assessment, Signal

Verdict = Literal["agree", "contradict", "no_edge", "too_few", "size_only"]
NAMED = 10
"""A direction below it, or of next to no confidence, is not named."""
NAMED_CONFIDENCE = 0.05


def names_direction(assessment: Assessment) -> bool:
    """Whether a message names a direction."""
    return is_named(assessment.direction, assessment.confidence)


def is_named(direction: int, confidence: float) -> bool:
    """The same of the two figures alone."""
    return abs(direction) >= NAMED and confidence >= NAMED_CONFIDENCE


def verdict(assessment: Assessment) -> Verdict | None:
    """What like events say; None where nothing was measured at all.

    agree, contradict: 20 or more, and the interval of the share that rose leaves out one half, on the named side or the other.
    no_edge: as many, and it holds one half. too_few: fewer are like it (`like_n` has how many; `measured` is then a wider group that
    mixes signs, or None). size_only: there are enough, but no direction is named or the group mixes signs.
    """
    found = assessment.measured
    if found is None and assessment.like_n is None:
        return None
    if found is None or (assessment.like_n is not None and assessment.like_n < MINIMUM):
        return "too_few"
    if not names_direction(assessment) or found.mixes_signs or found.share_low is None or found.share_high is None:
        return "size_only"
    if found.share_low <= 0.5 <= found.share_high:
        return "no_edge"
    return "agree" if (found.share_low > 0.5) == (assessment.direction > 0) else "contradict"


def directional(signals: Iterable[Signal], direction: int, confidence: float) -> Signal | None:
    """The strongest counted signal on the side of a named direction; None where none is named."""
    if not is_named(direction, confidence):
        return None
    side = "up" if direction > 0 else "down"
    agreeing = [signal for signal in signals if signal.counted and signal.direction == side]
    return max(agreeing, key=lambda signal: (signal.strength, signal.rule), default=None)


def horizon_in_words(assessment: Assessment) -> int | None:
    """The hours that a text speaks of: of the strongest directional signal where a direction is named, else the assessment's own."""
    signal = directional(assessment.signals, assessment.direction, assessment.confidence)
    return signal.horizon_hours if signal else assessment.horizon_hours
