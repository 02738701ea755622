"""When a chat's own watch is hit: once when its figures get there, and not again before they have clearly left. Pure.

A watch on a level (a standing repo of $20bn or more) is hit when the level is reached, and armed anew once a tenth of the limit lies
between. A watch on what each publication says by itself (a decision, a score) is hit by each. Two hits keep the watch's pause.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from rules.condition import ORDERED, Lookup, holds
from rules.errors import WatchError
from rules.event import Context, Event
from rules.model import Assessment, Condition, Test
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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an event means for a condition, whoever watches for it."""

    is_reached: bool = False
    """All of it holds: a hit for every watch that is armed and does not rest."""
    is_left: bool = False
    """It is about this event, and no level of it stands in the way of the next hit: the watch is armed."""
    has_level: bool = False
    """A hit disarms it."""


NOTHING = Judgement()
"""The event is about something else."""


@functools.lru_cache(maxsize=32_768)
def read(text: str) -> Watch | None:
    """The watch of a kept text; None where this version does not understand it any more."""
    try:
        return parse_watch(text)
    except WatchError:
        return None


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds of event that a kept watch can be asked of; none where it is not understood."""
    watch = read(text)
    return () if watch is None else watch.kinds


def judged(texts: Iterable[str], event: Event, assessment: Assessment) -> dict[str, Judgement]:
    """What an assessed event means for each watch, by its text; equal conditions are judged once."""
    context = {name: value for name, value in assessment.context.items() if name in _CONTEXT}
    lookup = watched(event, Context(**context), assessment)
    known: dict[Condition, Judgement] = {}
    found = {}
    for text in texts:
        watch = read(text)
        if watch is None or event.KIND not in watch.kinds:
            found[text] = NOTHING
            continue
        if watch.condition not in known:
            known[watch.condition] = _judged(watch.condition.all, lookup)
        found[text] = known[watch.condition]
    return found


def judge(kept: Kept, event: Event, assessment: Assessment, now: datetime) -> Outcome:
    """Whether an assessed event hits a watch. The store applies the same rule as a query, and a property test holds them equal."""
    found = judged([kept.text], event, assessment)[kept.text]
    armed = kept.armed or found.is_left
    if not found.is_reached or not armed or kept.rests(now):
        return Outcome(False, armed)
    return Outcome(True, not found.has_level)


def _judged(tests: Sequence[Test], lookup: Lookup) -> Judgement:
    levels = [test for test in tests if _is_level(test)]
    if not all(holds(test, lookup(test.field)) for test in tests if not _is_level(test) and test.field not in ASSESSED):
        return NOTHING
    return Judgement(
        is_reached=all(holds(test, lookup(test.field)) for test in tests),
        is_left=not levels or any(_has_left(test, lookup) for test in levels),
        has_level=bool(levels),
    )


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
