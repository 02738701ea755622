"""Looks at the outbox cost what is owed, not what was sent before: SQLite's own steps are counted, no clock is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.delivery.outbox import LEASE, _next_batch
from bot.delivery.timed import queue_due
from bot.model import Subscription
from bot.store import Store
from tests.builders.alerts import NOON, alert, assessed, repo

CHATS, PAST = 8, 400
STEPS = 10
"""SQLite's instructions between two counts."""


def spent(store: Store, work: Callable[[], Any]) -> int:
    """How many times ten instructions a piece of work takes the database."""
    count = 0

    def one_more() -> int:
        nonlocal count
        count += 1
        return 0

    def watch(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_progress_handler(one_more, STEPS)

    work()  # statements are prepared, pages read
    event.listen(store._engine, "checkout", watch)
    try:
        work()
    finally:
        event.remove(store._engine, "checkout", watch)
    return count


def grow(store: Store, versions: int) -> None:
    """Finished deliveries of events long past, some of them of the group of what comes."""
    for number in range(versions):
        old = repo(f"RP old {number}", published_at=NOON - timedelta(days=400) + timedelta(hours=number))
        store.commit(old, assessed(), alert(old, created_at=old.published_at), old.published_at)
    store.fan_out(NOON - timedelta(days=500))
    with store._write() as connection:
        connection.execute(
            text("UPDATE deliveries SET owed = :no, state = 'sent', message_id = id, sent_at = :at"), {"no": False, "at": NOON}
        )


def look(store: Store) -> Callable[[], object]:
    return lambda: [_next_batch(store, NOON, tidy=True), queue_due(store, (), NOON)]


def batch(store: Store) -> Callable[[], object]:
    def work() -> None:
        ids = [one.id for one in _next_batch(store, NOON, tidy=True)[:3]]
        assert store.keep((), ids, NOON, LEASE).claimed == frozenset(ids)
        store.keep([(one, one) for one in ids], (), NOON, LEASE)

    return work


@pytest.mark.parametrize("owes", [False, True])
def test_a_past_costs_nothing(store: Store, owes: bool) -> None:
    for number in range(1, CHATS + 1):
        store.subscribe(Subscription(chat_id=number))
    steps = []
    for round_ in range(2):
        if round_:
            grow(store, PAST)
        if owes:
            for version in range(2):
                fresh = repo(f"RP {round_}.{version}", published_at=NOON - timedelta(minutes=1))
                store.commit(fresh, assessed(), alert(fresh), NOON)
            store.fan_out(NOON)
        steps.append(spent(store, batch(store) if owes else look(store)))
    before, after = steps
    assert before > 0
    assert after <= 1.5 * before
