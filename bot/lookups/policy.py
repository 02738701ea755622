"""What the Fed has announced of its policy by an instant: the shipped ledger, and what stored statements and notes add."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from bot.calendars.newyork import at, today
from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger, facts_from, shipped_ledger

OUT_BY = time(15)
"""An hour after it is due in New York a decision has been read, or something is wrong."""
_made: tuple[Sequence[Event], PolicyLedger] = ((), PolicyLedger())
"""The statements and notes last asked of, and their ledger: making it takes longer than reading them, and few ever come."""


def ledger_at(store: Store, now: datetime) -> PolicyLedger:
    """What had been announced by an instant."""
    global _made
    known, (events, ledger) = store.policy_events(now), _made
    if not events or len(known) != len(events) or any(one is not other for one, other in zip(known, events, strict=True)):
        ledger = shipped_ledger().adding(fact for event in known for fact in facts_from(event))
        _made = (known, ledger)
    return ledger.until(now)


def unread(ledger: PolicyLedger, now: datetime, meetings: Collection[date] = ()) -> tuple[date, ...]:
    """The days of decisions that are out and were not read, oldest first: what the ledger has is of before them.

    The shipped ledger has every change up to its last one; after that a decision is known by its own statement alone.
    """
    known = max(fact.announced_at for fact in (*shipped_ledger().on("target_range"), *ledger.on("target_range")))
    due = {*ledger.meetings, *meetings}
    return tuple(sorted(day for day in due if today(known) < day and at(day, OUT_BY) <= now))
