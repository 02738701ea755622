"""What a look at the outbox costs when nothing is owed, and a batch of what is, after so many deliveries of the past."""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

from bot.delivery.outbox import BATCH, LEASE, _next_batch
from bot.model import Subscription
from bot.store import Store, open_store
from tests.bench.figures import Figure, Found
from tests.builders.alerts import NOON, alert, assessed, repo

PAST = tuple(int(count) for count in os.environ.get("BENCH_PAST", "0,300000,3000000").split(","))
CHATS, ROUNDS, LOOKS, MOST = 2000, 7, 20, 1.5

_ALERTS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :alerts)
INSERT INTO alerts (kind, source, event_key, group_key, impact, direction, is_revision, texts, created_at, queued_at, expires_at,
    first_sent_at, fan_out_upto, fan_out_cursor, fan_out_done_at)
SELECT 'repo_operation', 'nyfed.repo_operation', 'old ' || i, 'day ' || (i / 3), 36, 1, 0, '{"en": "Old"}', at, at, at, at, 0, 0, at
FROM (SELECT i, datetime('2020-01-01', '+' || i || ' hours') || '.000000' AS at FROM n)
"""
_DELIVERIES = """
INSERT INTO deliveries (alert_id, chat_id, thread_id, is_group, lang, silent, only_edits, is_short, held, state, attempts, doubts, sent_at,
    owed, rank, expires_at, message_id)
SELECT a.id, s.chat_id, 0, 0, 'en', 1, 0, 0, 0, 'sent', 1, 0, a.created_at, 0, -1036, a.expires_at, a.id
FROM alerts a CROSS JOIN subscriptions s WHERE a.event_key LIKE 'old %'
"""


def grown(folder: str, past: int) -> Store:
    """A store with a thousand chats and this many finished deliveries."""
    store = open_store(f"sqlite:///{folder}/{past}.db")
    for number in range(1, CHATS + 1):
        store.subscribe(Subscription(chat_id=number))
    if past:
        with store._write() as connection:
            connection.exec_driver_sql(_ALERTS.replace(":alerts", str(past // CHATS)))
            connection.exec_driver_sql(_DELIVERIES)
    return store


def look(store: Store) -> None:
    """What the outbox does each second while nothing is owed."""
    for number in range(LOOKS):
        assert _next_batch(store, NOON + timedelta(hours=12, seconds=number), tidy=True) == []


def batch(store: Store) -> None:
    """A batch of what is owed: chosen, claimed and noted."""
    chosen = _next_batch(store, NOON, tidy=True)
    assert len(chosen) == BATCH
    taken = store.keep((), [one.id for one in chosen], NOON, LEASE).claimed
    store.keep([(one, one) for one in sorted(taken)], (), NOON, LEASE)


def cpu_ms(work: Callable[[Store], None], store: Store) -> float:
    began = time.process_time()
    work(store)
    return 1000 * (time.process_time() - began)


def table() -> Found:
    """The table, and a store with the longest past beside one without."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_stores:
        stores = [open_stores.enter_context(contextlib.closing(grown(folder, past))) for past in PAST]
        looks = _medians(stores, look)
        for store in stores:
            event = repo(published_at=NOON)
            store.commit(event, assessed(), alert(event), NOON)
            store.fan_out(NOON)
        batches = _medians(stores, batch)
    rows = [
        f"| {past:,} | {one / LOOKS:.2f} | {one / looks[0]:.2f} | {other:.1f} | {other / batches[0]:.2f} |"
        for past, one, other in zip(PAST, looks, batches, strict=True)
    ]
    head = [
        f"CPU time in milliseconds; a batch is {BATCH} messages chosen, claimed and noted, {CHATS:,} chats.",
        "",
        "| finished deliveries | an idle look | of none | a batch | of none |",
        "|---|---|---|---|---|",
    ]
    figures = [
        Figure(what=what, unit="ms", ours=max(times) / count, beside="none finished", theirs=times[0] / count, most=MOST)
        for what, times, count in (
            (f"an idle look, {PAST[-1]:,} finished", looks, LOOKS),
            (f"a batch of {BATCH}, as many finished", batches, 1),
        )
    ]
    return "\n".join([*head, *rows, "", f"At most {MOST:g} times wanted."]), figures


def _medians(stores: list[Store], work: Callable[[Store], None]) -> list[float]:
    rounds = [[cpu_ms(work, store) for store in stores] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]
