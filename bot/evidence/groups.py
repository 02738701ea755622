"""Which groups an assessed event belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.event import Event, FomcStatement
from rules.model import Assessment

BUCKETS = ((1, 19), (20, 32), (33, 49), (50, 69), (70, 100))
NOTABLE = 20
"""Regimes group the events from which a new chat gets a message."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """An event with its measures, and what the rulebook says of it."""

    event: Event
    assessment: Assessment


def groups_of(event: Event, assessment: Assessment) -> tuple[str, ...]:
    """The names of an event's groups, those of docs/evidence.md."""
    return tuple(dict.fromkeys(_groups(event, assessment)))


def _groups(event: Event, assessment: Assessment) -> Iterator[str]:
    yield f"kind:{event.KIND}"
    if isinstance(event, FomcStatement) and event.decision and (event.is_scheduled is not False or event.change_bp):
        yield "fomc:decision"
        yield f"fomc:{event.decision}"
    for signal in assessment.signals:
        yield f"rule:{signal.rule}"
    if assessment.impact >= NOTABLE and assessment.regime:
        yield f"regime:{assessment.regime}"
    for low, high in BUCKETS:
        if low <= assessment.impact <= high:
            yield f"impact:{low}-{high}"
    if named_direction(assessment):
        yield f"direction:{'up' if assessment.direction > 0 else 'down'}"


def named_direction(assessment: Assessment) -> bool:
    """Whether a message names a direction: not below 10, and not on next to no confidence (docs/scoring.md)."""
    return abs(assessment.direction) >= 10 and assessment.confidence >= 0.05
