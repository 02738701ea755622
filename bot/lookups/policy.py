"""What the Fed has announced of its policy by an instant: the shipped ledger, and what stored statements and notes add."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger, facts_from, shipped_ledger

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
