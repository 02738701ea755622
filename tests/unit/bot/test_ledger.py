"""Claims and notes that wait share one transaction, and each hears what became of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.ledger import Ledger
from bot.errors import StoreError
from bot.store.deliveries import Kept

NOON, LEASE = datetime(2025, 10, 31, 16, tzinfo=UTC), timedelta(minutes=2)


class SlowStore:
    """Writes when it is told to; delivery 3 is not to be had."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.written: list[tuple[list[tuple[int, int]], list[int]]] = []
        self.fails = False

    def keep(self, sent: Collection[tuple[int, int]], claims: Collection[int], now: datetime, lease: timedelta, channel: str) -> Kept:
        assert (now, lease, channel) == (NOON, LEASE, "webhook")
        self.go.wait(5)
        if self.fails:
            raise StoreError("the disk is full")
        self.written.append((list(sent), list(claims)))
        return Kept(sent=len(sent), claimed=frozenset(claims) - {3})


def a_ledger(store: SlowStore) -> Ledger:
    return Ledger(store, lambda: NOON, LEASE, "webhook")  # type: ignore[arg-type]


async def test_what_waits_meanwhile_is_written_together() -> None:
    store = SlowStore()
    ledger = a_ledger(store)
    first = asyncio.create_task(ledger.claim(1))
    await asyncio.sleep(0.01)
    others = [asyncio.create_task(ledger.claim(number)) for number in (2, 3)]
    note = asyncio.create_task(ledger.mark_sent(9, 77))
    await asyncio.sleep(0.01)
    assert not any(task.done() for task in (first, note, *others))
    store.go.set()
    assert await asyncio.gather(first, *others, note) == [True, True, False, None]
    assert store.written == [([], [1]), ([(9, 77)], [2, 3])]


async def test_a_failure_is_everybodys_who_waited_for_it() -> None:
    store = SlowStore()
    store.fails = True
    store.go.set()
    ledger = a_ledger(store)
    found = await asyncio.gather(ledger.claim(1), ledger.mark_sent(9, 77), return_exceptions=True)
    assert [type(one) for one in found] == [StoreError, StoreError]
    store.fails = False
    assert await ledger.claim(1)


async def test_closing_waits_for_the_disk() -> None:
    store = SlowStore()
    ledger = a_ledger(store)
    claim = asyncio.create_task(ledger.claim(1))
    await asyncio.sleep(0.01)
    claim.cancel()
    closing = asyncio.create_task(ledger.close())
    await asyncio.sleep(0.01)
    assert not closing.done()
    store.go.set()
    await closing
    assert store.written == [([], [1])]


async def test_closing_what_never_wrote_is_done_at_once() -> None:
    await a_ledger(SlowStore()).close()


@pytest.mark.parametrize("count", [1, 64])
async def test_many_at_once_take_few_transactions(count: int) -> None:
    store = SlowStore()
    store.go.set()
    ledger = a_ledger(store)
    found = await asyncio.gather(*(ledger.claim(100 + number) for number in range(count)))
    assert found == [True] * count
    assert len(store.written) == 1
