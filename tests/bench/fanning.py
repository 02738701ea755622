"""An alert to a million subscriptions: how soon the first can leave, and what queueing all costs beside a bare copy of as many rows."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

from bot.delivery.outbox import _next_batch
from bot.store import Store, open_store
from tests.bench.figures import Figure, Found
from tests.builders.alerts import NOON, alert, assessed, repo

MANY, FEW, ROUNDS, MOST, MOST_FIRST = int(os.environ.get("BENCH_CHATS", "1000000")), 10, 5, 4.0, 2.0

_SUBSCRIPTIONS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
INSERT INTO subscriptions (chat_id, thread_id, chat_type, lang, impact, direction, loud, active, timezone, digest, quiet_from, quiet_until,
    quiet_starts_at, quiet_ends_at)
SELECT i, 0, 'private', CASE i % 3 WHEN 0 THEN 'zh-Hans' ELSE 'en' END, i % 30, i % 10, 50, 1, 'UTC', 'off',
    CASE i % 4 WHEN 0 THEN 60 END, CASE i % 4 WHEN 0 THEN 420 END,
    CASE i % 4 WHEN 0 THEN '2100-01-01 01:00:00.000000' END, CASE i % 4 WHEN 0 THEN '2100-01-01 07:00:00.000000' END FROM n
"""
_MODES = "INSERT INTO subscription_modes SELECT id, 'repo_operation', 'all' FROM subscriptions WHERE id % 5 = 0"
_LIMITS = "INSERT INTO kind_thresholds SELECT id, 'repo_operation', 20, NULL, NULL FROM subscriptions WHERE id % 7 = 0"
_COPY = """
INSERT INTO bare (alert_id, chat_id, thread_id, is_group, lang, silent, only_edits, is_short, held, state, attempts, doubts, owed, rank,
    expires_at)
SELECT 1, chat_id, thread_id, 0, lang, 1, 0, is_short, 0, 'queued', 0, 0, 1, -1036, '2100-01-01' FROM subscriptions
"""


@contextlib.contextmanager
def house(count: int) -> Iterator[Store]:
    """A store with so many subscriptions, a fifth with a mode, a seventh with thresholds of its own, a quarter with quiet hours."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(open_store(f"sqlite:///{folder}/bench.db")) as store:
        with store._write() as connection:
            for statement in (_SUBSCRIPTIONS.format(count=count), _MODES, _LIMITS):
                connection.exec_driver_sql(statement)
        yield store


def _commit(store: Store, number: int) -> None:
    at = NOON + timedelta(hours=7 * number)
    event = repo(f"RP {number}", published_at=at)
    store.commit(event, assessed(), alert(event, created_at=at, expires_at=at + timedelta(hours=6)), at)


def first_ms(store: Store, number: int) -> float:
    """CPU milliseconds from the commit of an alert to the first deliveries in hand."""
    store.expire(NOON + timedelta(hours=7 * number))
    _commit(store, number)
    began = time.process_time()
    assert _next_batch(store, NOON + timedelta(hours=7 * number), tidy=False)
    return 1000 * (time.process_time() - began)


def all_seconds(store: Store, number: int) -> tuple[float, int]:
    """CPU seconds of queueing an alert for everybody, and for how many that was."""
    store.expire(NOON + timedelta(hours=7 * number))
    _commit(store, number)
    began = time.process_time()
    made = store.fan_out(NOON + timedelta(hours=7 * number))
    return time.process_time() - began, made


def copy_seconds(store: Store) -> float:
    """CPU seconds of one bare INSERT ... SELECT of as many rows into a table with the keys and indexes of deliveries."""
    with store._write() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE tbl_name = 'deliveries' AND sql IS NOT NULL").scalars().all()
        for statement in made:
            connection.exec_driver_sql(re.sub(r'"?\bdeliveries\b"?', "bare", statement).replace("ix_deliveries", "ix_bare"))
        began = time.process_time()
        connection.exec_driver_sql(_COPY)
    return time.process_time() - began


def table() -> Found:
    """The table, and both ratios."""
    with house(FEW) as few, house(MANY) as many:
        first = {store: statistics.median(first_ms(store, number) for number in range(ROUNDS)) for store in (few, many)}
        taken, made = all_seconds(many, ROUNDS)
        bare = copy_seconds(many) * made / MANY
    lines = [
        f"{MANY:,} subscriptions with thresholds, kinds and quiet hours, {made:,} of them owed the alert; CPU time.",
        "",
        "| an alert | | ratio |",
        "|---|---|---|",
        f"| the first batch in hand, of {FEW} chats | {first[few]:.1f} ms | 1 |",
        f"| the first batch in hand, of {MANY:,} | {first[many]:.1f} ms | {first[many] / first[few]:.1f} |",
        f"| {made:,} rows with the same indexes, one bare statement | {bare:.2f} s | 1 |",
        f"| as many deliveries queued, in chunks | {taken:.2f} s | {taken / bare:.1f} |",
        "",
        f"At most {MOST_FIRST:g} and {MOST:g} wanted.",
    ]
    return "\n".join(lines), [
        Figure(
            what=f"first batch in hand, {MANY:,} chats", unit="ms", ours=first[many], beside=f"{FEW}", theirs=first[few], most=MOST_FIRST
        ),
        Figure(what="as many deliveries queued", unit="s", ours=taken, beside="a bare INSERT … SELECT", theirs=bare, most=MOST),
    ]
