"""Draining: what is called, in which order, for how many at once. The store is a small fake that keeps a journal."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery import outbox as outbox_module
from bot.delivery.outbox import BATCH, LEASE, LONG, PAUSE, SOONEST, drain, serve
from bot.errors import (
    ChatMoved,
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryRejected,
    DeliveryUncertain,
    FloodWait,
    StoreError,
    StoreUnavailable,
    TokenRejected,
)
from bot.model import Delivery
from bot.store.deliveries import Kept

NOON = datetime(2025, 10, 31, 16, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def delivery(number: int, chat_id: int | None = None, **values: object) -> Delivery:
    """Delivery `number`, to a chat of the same number unless it says otherwise."""
    plain = Delivery(
        id=number,
        alert_id=100 + number,
        chat_id=number if chat_id is None else chat_id,
        thread_id=None,
        is_group=False,
        text=f"Alert {number}",
        lang="en",
        silent=False,
        impact=36,
        attempts=0,
        expires_at=NOON + timedelta(hours=6),
    )
    return replace(plain, **values)  # type: ignore[arg-type]


class FakeStore:
    """Deliveries in the order in which they are owed. Whatever the outbox calls is written into the journal."""

    def __init__(self, *owed: Delivery) -> None:
        self.owed = {d.id: d for d in owed}
        self.claimed: set[int] = set()
        self.retry_at: dict[int, datetime] = {}
        self.held_until = NOON
        self.journal: list[tuple[object, ...]] = []
        self.prepared: list[str] = []
        self.left_claimed = 0
        self.refusals: dict[int, tuple[datetime, int]] = {}
        self.closed_before: set[int] = set()

    def recover(self, now: datetime, channel: str) -> int:
        self.journal.append(("recover", now))
        return self.left_claimed

    def fan_out(self, now: datetime, *, rounds: int) -> int:
        assert (now, rounds) == (NOON, 1)
        self.prepared.append("fan_out")
        return 0

    def roll(self, now: datetime, *, most: int) -> int:
        assert (now, most) == (NOON, BATCH)
        self.prepared.append("roll")
        return 0

    def hold_back(self, now: datetime, *, channel: str) -> int:
        assert now == NOON
        self.prepared.append("hold_back")
        return 0

    def expire(self, now: datetime) -> int:
        assert now == NOON
        self.prepared.append("expire")
        return 0

    def due(self, now: datetime, limit: int, channel: str) -> list[Delivery]:
        assert limit == BATCH
        self.prepared.append("due")
        heads: dict[int, Delivery] = {}
        for owed in self.owed.values():
            heads.setdefault(owed.chat_id, owed)
        ripe = [d for d in heads.values() if d.id not in self.claimed and self.retry_at.get(d.id, now) <= now]
        return ripe[:limit] if self.held_until <= now else []

    def claim(self, delivery_id: int, now: datetime, lease: timedelta) -> bool:
        assert (now, lease) == (NOON, LEASE)
        self.journal.append(("claim", delivery_id))
        if delivery_id not in self.owed or self.held_until > now:
            return False
        self.claimed.add(delivery_id)
        return True

    def mark_sent(self, delivery_id: int, message_id: int, now: datetime) -> None:
        self.journal.append(("sent", delivery_id, message_id, now))
        self._done(delivery_id)

    def keep(self, sent: Collection[tuple[int, int]], claims: Collection[int], now: datetime, lease: timedelta, channel: str) -> Kept:
        for delivery_id, message_id in sent:
            self.mark_sent(delivery_id, message_id, now)
        return Kept(sent=len(sent), claimed=frozenset(one for one in claims if self.claim(one, now, lease)))

    def mark_uncertain(self, delivery_id: int, now: datetime, again_at: datetime) -> None:
        self.journal.append(("uncertain", delivery_id, now, again_at))
        self._later(delivery_id, again_at)

    def put_off(self, delivery_id: int, until: datetime) -> None:
        self.journal.append(("put off", delivery_id, until))
        self._later(delivery_id, until)

    def defer(self, delivery_id: int, retry_at: datetime) -> None:
        self.journal.append(("defer", delivery_id, retry_at))
        self._later(delivery_id, retry_at)

    def refuse(self, delivery_id: int, reason: str) -> None:
        self.journal.append(("refuse", delivery_id, reason))
        self._done(delivery_id)

    def hold_everyone(self, until: datetime, channel: str) -> None:
        self.journal.append(("hold", until))
        self.held_until = until

    def note_refusal(self, chat_id: int, now: datetime) -> tuple[datetime, int]:
        self.journal.append(("refusal", chat_id, now))
        return self.refusals[chat_id]

    def close_chat(self, chat_id: int, reason: str, *, only_thread: int | None = None) -> bool:
        self.journal.append(("close", chat_id, reason, *([] if only_thread is None else [only_thread])))
        self.owed = {i: d for i, d in self.owed.items() if d.chat_id != chat_id}
        return chat_id not in self.closed_before

    def migrate_chat(self, old: int, new: int) -> None:
        self.journal.append(("migrate", old, new))
        self.owed = {i: replace(d, chat_id=new) if d.chat_id == old else d for i, d in self.owed.items()}

    def _done(self, delivery_id: int) -> None:
        self.claimed.discard(delivery_id)
        del self.owed[delivery_id]

    def _later(self, delivery_id: int, at: datetime) -> None:
        self.claimed.discard(delivery_id)
        self.retry_at[delivery_id] = at


class FakeLimiter:
    """Lets everybody pass at once, but for the chats in `closed`, which wait until they are opened."""

    def __init__(self) -> None:
        self.acquired: list[tuple[int, bool]] = []
        self.urgencies: list[int] = []
        self.waits: dict[int, float] = {}
        self.floods: list[int] = []
        self.departed = 0
        self.held: list[tuple[int | None, datetime]] = []
        self.closed: dict[int, asyncio.Event] = {}

    async def acquire(self, chat_id: int, is_group: bool, urgency: int) -> None:
        self.acquired.append((chat_id, is_group))
        self.urgencies.append(urgency)
        if chat_id in self.closed:
            await self.closed[chat_id].wait()

    def hold(self, chat_id: int | None, until: datetime) -> None:
        self.held.append((chat_id, until))

    async def depart(self) -> float:
        self.departed += 1
        return float(self.departed)

    def arrived(self, left_at: float) -> None:
        assert left_at == float(int(left_at))

    def flood(self, chat_id: int, until: datetime) -> bool:
        self.floods.append(chat_id)
        return len(set(self.floods)) > 1

    def wait_of(self, chat_id: int, is_group: bool) -> float:
        return self.waits.get(chat_id, 0.0)


class Chat:
    """The sending end: answers with message 1000 + id, or as `answers` says; notes what was under way at the same time."""

    def __init__(self, store: FakeStore) -> None:
        self.store = store
        self.answers: dict[int, list[Exception]] = {}
        self.open: dict[int, asyncio.Event] = {}
        self.received: list[int] = []
        self.under_way = 0
        self.most = 0

    async def send(self, owed: Delivery) -> int:
        assert owed.id in self.store.claimed, "a request before its claim"
        self.received.append(owed.id)
        self.store.journal.append(("request", owed.id))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if owed.id in self.open:
                await self.open[owed.id].wait()
            await asyncio.sleep(0)
            if self.answers.get(owed.id):
                raise self.answers[owed.id].pop(0)
            return 1000 + owed.id
        finally:
            self.under_way -= 1


class Setup:
    """An outbox of given deliveries, with all that drains it."""

    def __init__(self, *owed: Delivery) -> None:
        self.store = FakeStore(*owed)
        self.limiter = FakeLimiter()
        self.chat = Chat(self.store)
        self.stop = asyncio.Event()

    async def drain(self, **given: Any) -> Counter[str]:
        return await drain(
            self.store,  # type: ignore[arg-type]
            self.chat.send,
            self.limiter,  # type: ignore[arg-type]
            now=lambda: NOON,
            stop=self.stop,
            **given,
        )

    async def answered(self, error: Exception, **given: Any) -> Counter[str]:
        """Drain with this answer to delivery 1."""
        self.chat.answers[1] = [error]
        return await self.drain(**given)


async def until(condition: Callable[[], bool]) -> None:
    """Let everything else go on until it is so."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be so")


async def test_nothing_owed_is_nothing_done() -> None:
    outbox = Setup()
    assert await outbox.drain() == {}
    assert outbox.store.journal == []
    assert outbox.store.prepared == ["fan_out", "roll", "expire", "hold_back", "due"]


async def test_without_a_stop_it_drains_to_the_end() -> None:
    outbox = Setup(delivery(1))
    ended = await drain(outbox.store, outbox.chat.send, outbox.limiter, now=lambda: NOON)  # type: ignore[arg-type]
    assert ended == {"sent": 1}


async def test_one_delivery_is_claimed_then_requested_then_noted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot.delivery.outbox")
    outbox = Setup(delivery(1))
    assert await outbox.drain() == {"sent": 1}
    assert outbox.store.journal == [("claim", 1), ("request", 1), ("sent", 1, 1001, NOON)]
    assert outbox.limiter.acquired == [(1, False)]
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [("DEBUG", "delivery 1 of alert 101 sent")]


async def test_a_group_is_paced_as_a_group() -> None:
    outbox = Setup(delivery(1, chat_id=-100, is_group=True))
    await outbox.drain()
    assert outbox.limiter.acquired == [(-100, True)]


async def test_chats_are_started_in_the_order_of_the_store() -> None:
    outbox = Setup(delivery(3), delivery(1), delivery(2))
    assert await outbox.drain(at_once=1) == {"sent": 3}
    assert outbox.chat.received == [3, 1, 2]


async def test_one_chat_gets_its_alerts_one_after_the_other() -> None:
    outbox = Setup(delivery(1, chat_id=7), delivery(2, chat_id=7), delivery(3, chat_id=7), delivery(4))
    outbox.chat.open[1] = asyncio.Event()
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: ("sent", 4, 1004, NOON) in outbox.store.journal)
    assert outbox.chat.received == [1, 4]
    outbox.chat.open[1].set()
    assert await draining == {"sent": 4}
    assert outbox.chat.received == [1, 4, 2, 3]


async def test_a_chat_that_waits_for_its_turn_is_not_started_twice() -> None:
    outbox = Setup(delivery(1), delivery(2), delivery(3))
    outbox.limiter.closed[1] = asyncio.Event()
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: len(outbox.store.owed) == 1)
    await until(lambda: outbox.store.prepared.count("due") >= 2)
    outbox.limiter.closed[1].set()
    assert await draining == {"sent": 3}
    assert sorted(outbox.limiter.acquired) == [(1, False), (2, False), (3, False)]


@pytest.mark.parametrize(("given", "at_once"), [({"at_once": 1}, 1), ({"at_once": 5}, 5), ({}, 64)])
async def test_only_so_many_chats_are_written_to_at_once(given: dict[str, int], at_once: int) -> None:
    outbox = Setup(*map(delivery, range(1, 81)))
    for number in range(1, 81):
        outbox.chat.open[number] = asyncio.Event()
    draining = asyncio.create_task(outbox.drain(**given))
    await until(lambda: outbox.chat.under_way == at_once)
    await asyncio.sleep(0.005)
    assert len(outbox.limiter.acquired) == at_once
    for gate in outbox.chat.open.values():
        gate.set()
    assert await draining == {"sent": 80}
    assert outbox.chat.most == at_once


async def test_more_than_a_batch_is_drained_whole() -> None:
    outbox = Setup(*map(delivery, range(1, 2 * BATCH + 2)))
    assert await outbox.drain() == {"sent": 2 * BATCH + 1}
    assert outbox.store.owed == {}


async def test_each_batch_is_prepared_anew_but_what_is_too_late_is_looked_for_once_a_second() -> None:
    outbox = Setup(delivery(1, chat_id=7), delivery(2, chat_id=7))
    await outbox.drain()
    prepared = ["fan_out", "roll", "hold_back", "due"]
    assert outbox.store.prepared == ["fan_out", "roll", "expire", "hold_back", "due", *prepared, *prepared]


async def test_a_claim_that_fails_sends_nothing() -> None:
    outbox = Setup(delivery(1), delivery(2))
    outbox.limiter.closed[1] = asyncio.Event()
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: 2 not in outbox.store.owed)
    outbox.store.owed.clear()
    outbox.limiter.closed[1].set()
    assert await draining == {"sent": 1, "skipped": 1}
    assert outbox.chat.received == [2]


async def test_a_chat_that_is_told_to_wait_is_put_off_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.delivery.outbox")
    outbox = Setup(delivery(1), delivery(2))
    later = NOON + 30 * SECOND
    assert await outbox.answered(DeliveryDeferred("429", chat_id=1, retry_at=later)) == {"deferred": 1, "sent": 1}
    assert ("defer", 1, later) in outbox.store.journal
    assert outbox.limiter.held == [(1, later)]
    assert not any(entry[0] == "hold" for entry in outbox.store.journal)
    assert caplog.messages == ["delivery 1 put off until 2025-10-31 16:00:30+00:00: 429"]


async def test_a_flood_wait_is_the_chats_own_unless_a_second_chat_is_told_so_too() -> None:
    outbox = Setup(delivery(1), delivery(2), delivery(3))
    later = NOON + 30 * SECOND
    assert await outbox.answered(FloodWait("429", chat_id=1, retry_at=later), at_once=1) == {"deferred": 1, "sent": 2}
    assert not any(entry[0] == "hold" for entry in outbox.store.journal)

    outbox = Setup(delivery(1), delivery(2), delivery(3))
    outbox.chat.answers[2] = [FloodWait("429", chat_id=2, retry_at=later)]
    assert await outbox.answered(FloodWait("429", chat_id=1, retry_at=later), at_once=1) == {"deferred": 2, "skipped": 1}
    assert [entry for entry in outbox.store.journal if entry[0] == "hold"] == [("hold", later)]
    assert (outbox.limiter.floods, outbox.limiter.held) == ([1, 2], [])


async def test_a_chat_that_has_to_wait_long_does_so_in_the_store() -> None:
    outbox = Setup(delivery(1), delivery(2))
    outbox.limiter.waits = {1: LONG + 25, 2: LONG}
    assert await outbox.drain(at_once=1) == {"deferred": 1, "sent": 1}
    assert outbox.store.journal[0] == ("put off", 1, NOON + 30 * SECOND)
    assert outbox.limiter.acquired == [(2, False)]


async def test_the_limiter_hears_how_urgent_a_delivery_is() -> None:
    outbox = Setup(delivery(1, urgency=1080), delivery(2, urgency=40))
    await outbox.drain(at_once=1)
    assert outbox.limiter.urgencies == [1080, 40]
    assert outbox.limiter.departed == 2


async def test_a_batch_that_takes_long_is_left_for_what_is_more_urgent_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.outbox.FRESH", -1.0)
    outbox = Setup(*map(delivery, range(1, 4)))
    assert await outbox.drain(at_once=1) == {"sent": 3}
    assert outbox.store.prepared.count("due") >= 3


async def test_a_wait_for_everyone_holds_everyone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.delivery.outbox")
    outbox = Setup(delivery(1), delivery(2))
    later = NOON + 30 * SECOND
    assert await outbox.answered(DeliveryDeferred("429", chat_id=1, retry_at=later, everyone=True), at_once=1) == {
        "deferred": 1,
        "skipped": 1,
    }
    assert outbox.store.journal == [("claim", 1), ("request", 1), ("hold", later), ("defer", 1, later), ("claim", 2)]
    assert outbox.limiter.held == [(None, later)]
    assert caplog.messages == ["delivery 1 put off until 2025-10-31 16:00:30+00:00 with all others: 429"]


@pytest.mark.parametrize("told", [NOON - SECOND, NOON, NOON + SECOND / 2])
async def test_nothing_is_tried_again_within_the_same_second(told: datetime) -> None:
    outbox = Setup(delivery(1))
    assert await outbox.answered(DeliveryDeferred("no way out", chat_id=1, retry_at=told)) == {"deferred": 1}
    assert outbox.store.journal[-1] == ("defer", 1, NOON + SOONEST)
    assert outbox.limiter.held == [(1, NOON + SECOND)]
    assert outbox.chat.received == [1]


async def test_an_answer_that_never_came_is_uncertain(caplog: pytest.LogCaptureFixture) -> None:
    outbox = Setup(delivery(1), delivery(2))
    assert await outbox.answered(DeliveryUncertain("timed out", chat_id=1)) == {"uncertain": 1, "sent": 1}
    assert ("uncertain", 1, NOON, NOON + PAUSE) in outbox.store.journal
    assert timedelta(seconds=30) == PAUSE
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [("WARNING", "no answer for delivery 1: timed out")]


async def test_an_error_that_nobody_thought_of_is_uncertain_and_loud(caplog: pytest.LogCaptureFixture) -> None:
    outbox = Setup(delivery(1), delivery(2))
    assert await outbox.answered(KeyError("message_id")) == {"uncertain": 1, "sent": 1}
    assert ("uncertain", 1, NOON, NOON + PAUSE) in outbox.store.journal
    [record] = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "delivery 1 went wrong in a way nobody thought of")
    assert record.exc_info is not None
    assert record.exc_info[0] is KeyError


async def test_a_chat_that_refuses_is_closed_with_all_that_is_owed_to_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.delivery.outbox")
    outbox = Setup(delivery(1, chat_id=7), delivery(2, chat_id=7), delivery(3))
    assert await outbox.answered(DeliveryRefused("blocked by the user", chat_id=7)) == {"refused": 1, "sent": 1}
    closing = [entry for entry in outbox.store.journal if entry[0] in ("refuse", "close")]
    assert closing == [("refuse", 1, "blocked by the user"), ("close", 7, "blocked by the user")]

    assert outbox.chat.received == [1, 3]
    assert "chat 7 is closed: blocked by the user" in caplog.messages


@pytest.mark.parametrize(
    ("since", "times", "ended"),
    [
        (timedelta(0), 1, "deferred"),
        (3 * HOUR - SECOND, 50, "deferred"),
        (9 * HOUR, 3, "deferred"),
        (3 * HOUR, 4, "refused"),
    ],
)
async def test_a_refusal_that_may_pass_closes_the_chat_when_it_lasts(since: timedelta, times: int, ended: str) -> None:
    outbox = Setup(delivery(1, chat_id=-7, attempts=2), delivery(2, chat_id=-7), delivery(3))
    outbox.store.refusals[-7] = (NOON - since, times)
    refusal = DeliveryRefused("not enough rights", chat_id=-7, is_final=False)
    told: list[DeliveryRefused] = []
    assert await outbox.answered(refusal, closed=told.append) == {ended: 1, "sent": 1}
    if ended == "deferred":
        assert ("defer", 1, NOON + timedelta(minutes=40)) in outbox.store.journal
        assert (told, 1 in outbox.store.owed) == ([], True)
    else:
        assert ("close", -7, "not enough rights") in outbox.store.journal
        assert told == [refusal]


async def test_a_chat_that_was_closed_already_is_told_of_no_more() -> None:
    outbox = Setup(delivery(1, chat_id=-7))
    outbox.store.closed_before.add(-7)
    told: list[DeliveryRefused] = []
    assert await outbox.answered(DeliveryRefused("kicked", chat_id=-7), closed=told.append) == {"refused": 1}
    assert told == []


async def test_of_a_closed_topic_nobody_is_told() -> None:
    outbox = Setup(delivery(1, chat_id=-7, thread_id=9))
    told: list[DeliveryRefused] = []
    await outbox.answered(DeliveryRefused("topic closed", chat_id=-7, only_topic=True), closed=told.append)
    assert told == []


@pytest.mark.parametrize(("thread_id", "only_thread"), [(9, 9), (None, 0)])
async def test_a_closed_topic_closes_that_topic_alone(thread_id: int | None, only_thread: int) -> None:
    outbox = Setup(delivery(1, chat_id=7, thread_id=thread_id))
    assert await outbox.answered(DeliveryRefused("topic closed", chat_id=7, only_topic=True)) == {"refused": 1}
    assert [entry for entry in outbox.store.journal if entry[0] == "close"] == [("close", 7, "topic closed", only_thread)]


async def test_a_message_that_is_not_acceptable_closes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    outbox = Setup(delivery(1, chat_id=7), delivery(2, chat_id=7))
    assert await outbox.answered(DeliveryRejected("message is too long", chat_id=7)) == {"rejected": 1, "sent": 1}
    assert outbox.store.journal[2] == ("refuse", 1, "message is too long")
    assert not any(entry[0] == "close" for entry in outbox.store.journal)
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [("ERROR", "alert 101 cannot be sent to chat 7: message is too long")]


async def test_a_group_that_moved_is_followed_and_its_delivery_kept(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.delivery.outbox")
    outbox = Setup(delivery(1, chat_id=-5))
    assert await outbox.answered(ChatMoved("upgraded", chat_id=-5, new_chat_id=-1005)) == {"moved": 1}
    assert outbox.store.journal == [("claim", 1), ("request", 1), ("migrate", -5, -1005), ("defer", 1, NOON + SOONEST)]
    assert outbox.store.owed[1].chat_id == -1005
    assert caplog.messages == ["chat -5 is now -1005"]


async def test_a_group_that_moved_to_itself_is_a_fault_not_a_move() -> None:
    outbox = Setup(delivery(1, chat_id=-5))
    assert await outbox.answered(ChatMoved("upgraded", chat_id=-5, new_chat_id=-5)) == {"rejected": 1}
    assert outbox.store.journal[-1] == ("refuse", 1, "upgraded")


async def test_a_rejected_token_stops_everything_and_loses_nothing() -> None:
    outbox = Setup(*map(delivery, range(1, 6)))
    outbox.chat.open[2] = asyncio.Event()
    outbox.limiter.closed[3] = asyncio.Event()
    outbox.chat.answers[1] = [TokenRejected("the token is not accepted")]
    outbox.chat.open[1] = asyncio.Event()
    draining = asyncio.create_task(outbox.drain(at_once=3))
    await until(lambda: outbox.chat.received == [1, 2])
    outbox.chat.open[1].set()
    await until(lambda: ("defer", 1, NOON) in outbox.store.journal)
    outbox.chat.open[2].set()
    with pytest.raises(TokenRejected, match="not accepted"):
        await draining
    assert outbox.chat.received == [1, 2]
    assert outbox.store.journal[-1] == ("sent", 2, 1002, NOON)
    assert sorted(outbox.store.owed) == [1, 3, 4, 5]
    assert outbox.store.claimed == set()


async def test_the_first_failure_is_the_one_that_is_raised() -> None:
    outbox = Setup(delivery(1), delivery(2))
    for number in (1, 2):
        outbox.chat.open[number] = asyncio.Event()
        outbox.chat.answers[number] = [TokenRejected(f"failure {number}")]
    draining = asyncio.create_task(outbox.drain())
    await until(lambda: outbox.chat.received == [1, 2])
    outbox.chat.open[2].set()
    await until(lambda: ("defer", 2, NOON) in outbox.store.journal)
    outbox.chat.open[1].set()
    with pytest.raises(TokenRejected, match="failure 2"):
        await draining
    assert ("defer", 1, NOON) in outbox.store.journal


async def test_a_store_that_fails_stops_the_drain_after_the_others_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Setup(delivery(1), delivery(2), delivery(3))
    mark_sent = outbox.store.mark_sent

    def fail_for_one(delivery_id: int, message_id: int, now: datetime) -> None:
        if delivery_id == 1:
            raise StoreError("the disk is full")
        mark_sent(delivery_id, message_id, now)

    monkeypatch.setattr(outbox.store, "mark_sent", fail_for_one)
    with pytest.raises(StoreError, match="disk is full"):
        await outbox.drain(at_once=1)
    assert outbox.chat.received == [1]
    assert outbox.store.claimed == {1}


class TestStop:
    async def test_a_stop_before_the_start_sends_nothing(self) -> None:
        outbox = Setup(delivery(1))
        outbox.stop.set()
        assert await outbox.drain() == {}
        assert outbox.store.prepared == []

    async def test_a_request_that_has_left_is_brought_to_its_end(self) -> None:
        outbox = Setup(delivery(1), delivery(2), delivery(3))
        outbox.chat.open[1] = asyncio.Event()
        draining = asyncio.create_task(outbox.drain(at_once=1))
        await until(lambda: outbox.chat.received == [1])
        outbox.stop.set()
        await asyncio.sleep(0.01)
        assert not draining.done()
        outbox.chat.open[1].set()
        assert await draining == {"sent": 1}
        assert outbox.chat.received == [1]
        assert sorted(outbox.store.owed) == [2, 3]

    async def test_what_waits_for_its_turn_is_left_in_the_outbox(self) -> None:
        outbox = Setup(delivery(1), delivery(2))
        outbox.limiter.closed = {1: asyncio.Event(), 2: asyncio.Event()}
        draining = asyncio.create_task(outbox.drain())
        await until(lambda: len(outbox.limiter.acquired) == 2)
        outbox.stop.set()
        assert await draining == {"skipped": 2}
        assert outbox.store.journal == []

    async def test_a_chat_whose_first_alert_was_sent_does_not_hold_up_the_stop_with_its_second(self) -> None:
        outbox = Setup(delivery(1, chat_id=7), delivery(2, chat_id=7))
        outbox.chat.open[1] = asyncio.Event()
        draining = asyncio.create_task(outbox.drain())
        await until(lambda: outbox.chat.received == [1])
        outbox.limiter.closed[7] = asyncio.Event()
        outbox.chat.open[1].set()
        await until(lambda: len(outbox.limiter.acquired) == 2)
        outbox.stop.set()
        assert await draining == {"sent": 1, "skipped": 1}

    async def test_a_turn_that_comes_with_the_stop_is_not_used(self) -> None:
        outbox = Setup(delivery(1))
        outbox.limiter.closed[1] = asyncio.Event()
        draining = asyncio.create_task(outbox.drain())
        await until(lambda: len(outbox.limiter.acquired) == 1)
        outbox.limiter.closed[1].set()
        outbox.stop.set()
        assert await draining == {"skipped": 1}
        assert outbox.store.journal == []

    async def test_a_stop_while_the_batch_is_fetched_starts_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        outbox = Setup(delivery(1))
        loop, due = asyncio.get_running_loop(), outbox.store.due

        def stop_meanwhile(now: datetime, limit: int, channel: str) -> list[Delivery]:
            loop.call_soon_threadsafe(outbox.stop.set)
            return due(now, limit, channel)

        monkeypatch.setattr(outbox.store, "due", stop_meanwhile)
        assert await outbox.drain() == {}
        assert outbox.limiter.acquired == []

    async def test_a_cancelled_drain_leaves_the_request_claimed_and_nothing_running(self) -> None:
        outbox = Setup(delivery(1), delivery(2))
        outbox.chat.open[1] = asyncio.Event()
        outbox.limiter.closed[2] = asyncio.Event()
        draining = asyncio.create_task(outbox.drain())
        await until(lambda: outbox.chat.received == [1])
        draining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await draining
        assert outbox.chat.under_way == 0
        assert outbox.store.claimed == {1}
        assert len(asyncio.all_tasks()) == 1


class TestServe:
    async def serving(self, outbox: Setup, wake: asyncio.Event, every: float = 60.0) -> None:
        await serve(
            outbox.store,  # type: ignore[arg-type]
            outbox.chat.send,
            outbox.limiter,  # type: ignore[arg-type]
            now=lambda: NOON,
            stop=outbox.stop,
            wake=wake,
            every=every,
        )

    async def test_it_takes_over_first_then_drains_until_it_is_stopped(self, caplog: pytest.LogCaptureFixture) -> None:
        outbox, wake = Setup(delivery(1)), asyncio.Event()
        outbox.store.left_claimed = 2
        serving = asyncio.create_task(self.serving(outbox, wake))
        await until(lambda: not outbox.store.owed)
        outbox.stop.set()
        await serving
        assert outbox.store.journal == [("recover", NOON), ("claim", 1), ("request", 1), ("sent", 1, 1001, NOON)]
        assert caplog.messages == ["deliveries left claimed by an earlier run, each may be repeated once: 2"]
        assert len(asyncio.all_tasks()) == 1

    async def test_it_wakes_when_something_was_committed(self, caplog: pytest.LogCaptureFixture) -> None:
        outbox, wake = Setup(), asyncio.Event()
        serving = asyncio.create_task(self.serving(outbox, wake))
        await until(lambda: outbox.store.prepared.count("due") == 1)
        for number in (1, 2):
            outbox.store.owed[number] = delivery(number)
            wake.set()
            await until(lambda: not outbox.store.owed)
        await asyncio.sleep(0.01)
        rounds = outbox.store.prepared.count("due")
        await asyncio.sleep(0.01)
        assert outbox.store.prepared.count("due") == rounds
        outbox.stop.set()
        await serving
        assert outbox.chat.received == [1, 2]
        assert caplog.messages == []

    async def test_it_looks_again_by_itself(self) -> None:
        outbox, wake = Setup(), asyncio.Event()
        serving = asyncio.create_task(self.serving(outbox, wake, every=0.001))
        await until(lambda: outbox.store.prepared.count("due") >= 3)
        outbox.stop.set()
        await serving

    async def test_stopped_before_the_start_it_only_takes_over(self) -> None:
        outbox = Setup(delivery(1))
        outbox.stop.set()
        await self.serving(outbox, asyncio.Event())
        assert outbox.store.journal == [("recover", NOON)]

    async def test_a_stop_reaches_what_waits_for_its_turn(self) -> None:
        outbox = Setup(delivery(1))
        outbox.limiter.closed[1] = asyncio.Event()
        serving = asyncio.create_task(self.serving(outbox, asyncio.Event()))
        await until(lambda: len(outbox.limiter.acquired) == 1)
        outbox.stop.set()
        await serving
        assert outbox.store.journal == [("recover", NOON)]

    async def test_a_rejected_token_ends_it(self) -> None:
        outbox = Setup(delivery(1))
        outbox.chat.answers[1] = [TokenRejected("no")]
        with pytest.raises(TokenRejected):
            await self.serving(outbox, asyncio.Event())

    async def test_a_store_that_cannot_be_used_at_the_start_is_asked_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        outbox = Setup(delivery(1))
        failing_first(monkeypatch, outbox.store, "recover")
        serving = asyncio.create_task(self.serving(outbox, asyncio.Event(), every=0.001))
        await until(lambda: not outbox.store.owed)
        outbox.stop.set()
        await serving
        assert outbox.store.journal == [("recover", NOON), ("claim", 1), ("request", 1), ("sent", 1, 1001, NOON)]

    async def test_a_store_that_cannot_be_used_meanwhile_ends_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        outbox = Setup(delivery(1), delivery(2))
        failing_first(monkeypatch, outbox.store, "due")
        serving = asyncio.create_task(self.serving(outbox, asyncio.Event(), every=0.001))
        await until(lambda: not outbox.store.owed)
        outbox.stop.set()
        await serving
        assert sorted(outbox.chat.received) == [1, 2]

    async def test_an_answer_is_noted_when_the_store_takes_it_again_and_not_asked_for_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outbox_module, "AGAIN_KEPT", 0.001)
        outbox = Setup(delivery(1))
        failing_first(monkeypatch, outbox.store, "mark_sent", times=3)
        assert await outbox.drain() == {"sent": 1}
        assert outbox.chat.received == [1]
        assert not outbox.store.owed

    async def test_told_to_stop_it_does_not_wait_for_a_store_that_takes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(outbox_module, "AGAIN_KEPT", 60.0)
        outbox = Setup(delivery(1))
        failing_first(monkeypatch, outbox.store, "mark_sent", times=1000)
        draining = asyncio.create_task(outbox.drain())
        await until(lambda: outbox.chat.received == [1])
        outbox.stop.set()
        with pytest.raises(StoreUnavailable):
            await draining
        assert outbox.store.claimed == {1}  # the next start repeats it, marked


def failing_first(monkeypatch: pytest.MonkeyPatch, store: FakeStore, name: str, times: int = 1) -> None:
    """Let a function of the store fail so many times before it works."""
    works, left = getattr(store, name), iter(range(times))

    def function(*args: Any, **kwargs: Any) -> Any:
        if next(left, None) is not None:
            raise StoreUnavailable("database: it is locked")
        return works(*args, **kwargs)

    monkeypatch.setattr(store, name, function)
