"""What the Fed has announced of its policy by an instant: the shipped ledger, and what stored statements and notes add."""

from __future__ import annotations

from datetime import datetime

from bot.assessing.known import StoredHistory
from bot.store import Store
from rules.ledger import PolicyLedger, shipped_ledger


def ledger_at(store: Store, now: datetime) -> PolicyLedger:
    """What had been announced by an instant."""
    return StoredHistory(store, shipped_ledger()).ledger(now).until(now)
