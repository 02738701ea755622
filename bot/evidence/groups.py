"""Which groups an assessed event belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.event import Event
from rules.like import decision_groups
from rules.model import Assessment
from rules.verdict import names_direction

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
    yield from decision_groups(event)
    for signal in assessment.signals:
        yield f"rule:{signal.rule}"
    if assessment.impact >= NOTABLE and assessment.regime:
        yield f"regime:{assessment.regime}"
    for low, high in BUCKETS:
        if low <= assessment.impact <= high:
            yield f"impact:{low}-{high}"
    if names_direction(assessment):
        yield f"direction:{'up' if assessment.direction > 0 else 'down'}"
