"""When a chat's own watch is hit: once when its figures get there, and not again before they have clearly left. Pure.

A watch on a level (a standing repo of $20bn or more) is hit when the level is reached, and armed anew once a tenth of the limit lies
between. A watch on what each publication says by itself (a decision, a score) is hit by each. Two hits keep the watch's pause.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from rules.condition import ORDERED, Lookup, holds
from rules.errors import WatchError
from rules.event import Context, Event
from rules.model import Assessment, Test
from rules.watch import ASSESSED, Watch, parse_watch, watched

MARGIN = 0.1
"""How far, as a share of the limit, a level has to go back before the watch can be hit again."""
MOST = 10
"""Watches of one chat (or topic)."""
COOLDOWNS = (0, 6, 24, 168)
"""The pauses in hours that buttons offer; any whole number up to the last can be typed."""
USUAL_COOLDOWN = 6
USUAL_LIFE = timedelta(days=365)

_CONTEXT = frozenset(field.name for field in fields(Context))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A chat's watch as the store keeps it. `armed`: the next time it holds is a hit."""

    id: int
    text: str
    cooldown_hours: int = USUAL_COOLDOWN
    created_at: datetime
    expires_at: datetime | None = None
    snoozed_until: datetime | None = None
    last_hit_at: datetime | None = None
    armed: bool = True
    hits: int = 0

    def rests(self, now: datetime) -> bool:
        """Whether a hit would be passed over now: it has run out, is snoozed, or was hit a short while ago."""
        if (self.expires_at is not None and self.expires_at <= now) or (self.snoozed_until is not None and self.snoozed_until > now):
            return True
        return self.last_hit_at is not None and now < self.last_hit_at + timedelta(hours=self.cooldown_hours)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event means for a watch: whether it is a hit, and whether the watch is armed afterwards."""

    is_hit: bool
    armed: bool


@functools.lru_cache(maxsize=4096)
def read(text: str) -> Watch | None:
    """The watch of a kept text; None where this version does not understand it any more."""
    try:
        return parse_watch(text)
    except WatchError:
        return None


def judge(kept: Kept, event: Event, assessment: Assessment, now: datetime) -> Outcome:
    """Whether an assessed event hits a watch."""
    watch = read(kept.text)
    if watch is None or event.KIND not in watch.kinds:
        return Outcome(False, kept.armed)
    lookup = watched(event, Context(**{name: value for name, value in assessment.context.items() if name in _CONTEXT}), assessment)
    levels = [test for test in watch.condition.all if _is_level(test)]
    if not all(holds(test, lookup(test.field)) for test in watch.condition.all if not _is_level(test) and test.field not in ASSESSED):
        return Outcome(False, kept.armed)  # it is about something else
    armed = kept.armed or not levels or any(_has_left(test, lookup) for test in levels)
    reached = all(holds(test, lookup(test.field)) for test in watch.condition.all)
    if not reached or not armed or kept.rests(now):
        return Outcome(False, armed)
    return Outcome(True, not levels)


def _is_level(test: Test) -> bool:
    return test.operator in ORDERED and test.field not in ASSESSED


def _has_left(test: Test, lookup: Lookup) -> bool:
    """Whether a level is clearly on the other side of its limit."""
    value = lookup(test.field)
    if value is None or holds(test, value):
        return False
    if not isinstance(test.operand, (int, float)):
        return True
    size: Any = abs(value) if test.operator == "size_at_least" else value
    return bool(abs(size - test.operand) >= MARGIN * abs(test.operand))
