"""The outbox at work: what is owed goes out, alerts before digests, highest impact first, oldest first in each chat.

The guarantee (docs/adr): every alert that a chat wants reaches the platform at least once unless it expires first; exactly once,
unless the process died or the answer was lost between a request and the note of its answer; then at most twice, the second one
marked as a possible repeat. It rests on one order of things: claim (durable), request, note of the answer (durable).
Claims and notes that wait share a transaction (bot.delivery.ledger).
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from bot.calendars.newyork import is_business_day
from bot.delivery.heard import UNHEARD, Heard
from bot.delivery.ledger import Ledger
from bot.delivery.limiter import Limiter
from bot.errors import (
    ChatMoved,
    DeliveryDeferred,
    DeliveryRefused,
    DeliveryRejected,
    DeliveryUncertain,
    FloodWait,
    StoreUnavailable,
    TokenRejected,
)
from bot.model import TELEGRAM, Delivery
from bot.store import Store

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

Closed = Callable[[DeliveryRefused], None]
Send = Callable[[Delivery], Awaitable[int]]
"""Delivers one message and gives its id, or raises what bot.errors says under DeliveryError, or TokenRejected."""

LEASE = timedelta(minutes=2)
"""Longer than any request: a claim older than this has lost its request."""
PAUSE = timedelta(seconds=30)
"""Before a delivery whose answer never came is repeated."""
SOONEST = timedelta(seconds=1)
"""No delivery is tried again before this, whatever the platform says."""
REFUSED_FOR = timedelta(hours=3)
REFUSED_TIMES = 4
"""A refusal that may pass closes a chat when it has been heard so often over so long."""
AGAIN, LONGEST_AGAIN = timedelta(minutes=10), timedelta(hours=1)
"""Before a chat that refuses for now is tried again: twice as long each time."""
LONG = 5.0
"""Seconds. A chat that has to wait longer does so in the store, not in one of the places for those that are written to."""
FRESH = 1.0
"""Seconds for which a batch is worked on before the store is asked again: by then something more urgent may be owed."""
TIDY = 1.0
"""Seconds between two looks at what is too late."""
AGAIN_KEPT = 1.0
"""Seconds before the note of an answer is tried again that the store did not take."""
AT_ONCE = 64
"""Chats that are written to at the same time."""
BATCH = 256
"""Deliveries taken from the store at a time."""


async def drain(
    store: Store,
    send: Send,
    limiter: Limiter,
    *,
    now: Callable[[], datetime],
    stop: asyncio.Event | None = None,
    at_once: int = AT_ONCE,
    closed: Closed = lambda refusal: None,
    channel: str = TELEGRAM,
    heard: Heard = UNHEARD,
) -> Counter[str]:
    """Send everything that is due now by a channel and give how many deliveries ended how.

    The words: sent, deferred, uncertain, refused, rejected, moved, skipped (not to be sent any more when its turn came). Once
    `stop` is set nothing new begins, what waits for its turn is left in the outbox, and requests that have left are brought to
    their end. Raises TokenRejected, or what the store raises, after that too. When cancelled, the requests that have left stay
    claimed, to be taken over by `Store.recover`. `closed` hears of each chat that was open and is closed.
    """
    drained = _Drain(store, send, limiter, now, stop or asyncio.Event(), at_once, closed, channel, heard)
    try:
        while await drained.start_due():
            await drained.wait_for_one()
        await drained.finish()
    finally:
        await drained.give_up()
    return drained.ended


async def serve(
    store: Store,
    send: Send,
    limiter: Limiter,
    *,
    now: Callable[[], datetime],
    stop: asyncio.Event,
    wake: asyncio.Event,
    every: float = 1.0,
    closed: Closed = lambda refusal: None,
    channel: str = TELEGRAM,
    heard: Heard = UNHEARD,
) -> None:
    """Drain until `stop` is set: at once when `wake` is set (something was committed), and every so many seconds.

    Begins by taking over what a dead process left (see `Store.recover`, also for the StoreError it raises). While the store cannot be
    used nothing is sent, for nothing can be claimed.
    """
    await asyncio.to_thread(is_business_day, now().date())  # it loads its calendars when first asked: not while the first message waits
    settle()
    while not await asyncio.to_thread(_take_over, store, now(), channel) and not stop.is_set():
        wake.clear()
        await _first_of(stop, wake, every)
    while not stop.is_set():
        wake.clear()
        try:
            await drain(store, send, limiter, now=now, stop=stop, closed=closed, channel=channel, heard=heard)
        except StoreUnavailable as e:  # the store has said so
            log.debug("the outbox waits: %s", e)
            wake.clear()
        await _first_of(stop, wake, every)


def settle() -> None:
    """Leave what is there by now out of every later look for garbage: it stays, and a look holds everything up for as long as it takes."""
    gc.collect()
    gc.freeze()


def _take_over(store: Store, now: datetime, channel: str) -> bool:
    """Take over what a dead process left; False while the store cannot be used."""
    try:
        taken = store.recover(now, channel)
    except StoreUnavailable as e:
        log.debug("the outbox waits: %s", e)
        return False
    if taken:
        log.warning("deliveries left claimed by an earlier run, each may be repeated once: %d", taken)
    return True


async def _first_of(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (stop, wake)]
    await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    await _cancel(waits)


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    waiting = list(tasks)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


class _Drain:
    """One drain: the deliveries under way, at most one a chat, and how the others ended."""

    def __init__(
        self,
        store: Store,
        send: Send,
        limiter: Limiter,
        now: Callable[[], datetime],
        stop: asyncio.Event,
        at_once: int,
        closed: Closed,
        channel: str,
        heard: Heard,
    ) -> None:
        self.store, self.send, self.limiter, self.now = store, send, limiter, now
        self.stop = stop
        self.stopped = asyncio.create_task(stop.wait())
        self.something_ended = asyncio.Event()
        self.stopped.add_done_callback(self._wake)
        self.at_once = at_once
        self.closed = closed
        self.heard = heard
        self.ended: Counter[str] = Counter()
        self.running: dict[int, asyncio.Task[str]] = {}
        self.leaving: set[int] = set()
        self.failure: BaseException | None = None
        self.tidy_at = 0.0
        self.channel = channel
        self.ledger = Ledger(store, now, LEASE, channel)

    async def start_due(self) -> bool:
        """Start what is due; False when nothing is under way any more, or nothing more shall begin."""
        if self._is_over():
            return False
        loop = asyncio.get_running_loop()
        if tidy := loop.time() >= self.tidy_at:
            self.tidy_at = loop.time() + TIDY
        try:
            batch = await asyncio.to_thread(_next_batch, self.store, self.now(), tidy=tidy, channel=self.channel)
        except StoreUnavailable as e:  # those under way come to their end first
            self.failure = e
            return False
        fresh_until = loop.time() + FRESH
        for delivery in batch:
            while len(self.running) >= self.at_once and not self._is_over():
                await self.wait_for_one()
            if self._is_over():
                return False
            if delivery.chat_id not in self.running:
                task = self.running[delivery.chat_id] = asyncio.create_task(self._deliver(delivery))
                task.add_done_callback(self._wake)
            if loop.time() > fresh_until:
                break
        return bool(self.running)

    async def wait_for_one(self) -> None:
        """Wait until a delivery has ended, or all shall stop."""
        await self.something_ended.wait()
        self.something_ended.clear()
        self._collect()
        if self.stop.is_set():
            self.something_ended.set()

    async def finish(self) -> None:
        """Let the requests that have left come to their end, then raise what went wrong."""
        await _cancel(task for chat_id, task in self.running.items() if chat_id not in self.leaving)
        if self.running:
            await asyncio.wait(self.running.values())
        self._collect()
        if self.failure is not None:
            raise self.failure

    async def give_up(self) -> None:
        """End whatever is still under way."""
        await _cancel([*self.running.values(), self.stopped])
        await self.ledger.close()

    def _wake(self, _: object) -> None:
        self.something_ended.set()

    def _is_over(self) -> bool:
        return self.failure is not None or self.stop.is_set()

    def _collect(self) -> None:
        """Count what has ended; keep the first failure that is not the delivery's own."""
        for chat_id, task in [(chat_id, task) for chat_id, task in self.running.items() if task.done()]:
            del self.running[chat_id]
            self.leaving.discard(chat_id)
            if not task.cancelled() and (error := task.exception()):
                self.failure = self.failure or error
                continue
            word = "skipped" if task.cancelled() else task.result()
            self.ended[word] += 1
            self.heard.ended(word)

    async def _deliver(self, delivery: Delivery) -> str:
        """One delivery: its turn, the claim, the request, the note of its answer; gives the word for how it ended."""
        if (wait := self.limiter.wait_of(delivery.chat_id, delivery.is_group)) > LONG:
            await asyncio.to_thread(self.store.put_off, delivery.id, self.now() + timedelta(seconds=wait))
            return "deferred"
        began = time.monotonic()
        await self.limiter.acquire(delivery.chat_id, delivery.is_group, delivery.urgency)
        self.heard.waited(time.monotonic() - began)
        if self._is_over():
            return "skipped"
        self.leaving.add(delivery.chat_id)
        if not await self.ledger.claim(delivery.id):
            return "skipped"
        left_at = await self.limiter.depart()
        try:
            message_id = await self.send(delivery)
            self.limiter.arrived(left_at)
        except TokenRejected:
            await self._kept(self.store.defer, delivery.id, self.now())
            raise
        except DeliveryDeferred as e:
            retry_at = max(e.retry_at, self.now() + SOONEST)
            everyone = self._hold(e, retry_at)
            await self._kept(_put_off, self.store, delivery, e, retry_at, self.channel if everyone else None)
            return "deferred"
        except DeliveryRefused as e:
            return await self._refused(delivery, e)
        except Exception as e:  # noqa: BLE001 - the edge: one delivery's fault is not the others'
            return await self._kept(_note, self.store, delivery, e, self.now())
        await self._until_kept(lambda: self.ledger.mark_sent(delivery.id, message_id))
        log.debug("delivery %d of alert %d sent", delivery.id, delivery.alert_id)
        return "sent"

    async def _kept(self, note: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """`_until_kept` of what a function of the store keeps."""
        return await self._until_kept(lambda: asyncio.to_thread(note, *given, **named))

    async def _until_kept(self, note: Callable[[], Awaitable[T]]) -> T:
        """Note what became of a request that has left, however long the store takes: what is not noted is sent again.

        Raises StoreUnavailable when told to stop meanwhile: the next start repeats it, marked.
        """
        while True:
            try:
                return await note()
            except StoreUnavailable:
                if self.stop.is_set():
                    raise
            await asyncio.wait([self.stopped], timeout=AGAIN_KEPT)

    async def _refused(self, delivery: Delivery, error: DeliveryRefused) -> str:
        """Close the chat, or try again later, when the refusal may pass; gives the word for how the delivery ended."""
        if not error.is_final and not await self._kept(_lasts, self.store, delivery, self.now()):
            again_at = self.now() + min(AGAIN * 2 ** min(delivery.attempts, 10), LONGEST_AGAIN)
            log.info("delivery %d is refused for now, tried again at %s: %s", delivery.id, again_at, error)
            await self._kept(self.store.defer, delivery.id, again_at)
            return "deferred"
        if await self._kept(_close, self.store, delivery, error) and not error.only_topic:
            self.closed(error)
        return "refused"

    def _hold(self, error: DeliveryDeferred, until: datetime) -> bool:
        """Hold the chat back, or everybody; gives whether everybody."""
        if isinstance(error, FloodWait):
            everybody = self.limiter.flood(error.chat_id, until)
            self.heard.flooded(everybody)
            return everybody
        self.limiter.hold(None if error.everyone else error.chat_id, until)
        return error.everyone


def _put_off(store: Store, delivery: Delivery, error: DeliveryDeferred, retry_at: datetime, held: str | None) -> None:
    """Try again then; with it everything by the channel that is `held`."""
    log.info("delivery %d put off until %s%s: %s", delivery.id, retry_at, " with all others" if held else "", error)
    if held:
        store.hold_everyone(retry_at, held)
    store.defer(delivery.id, retry_at)


def _lasts(store: Store, delivery: Delivery, now: datetime) -> bool:
    """Whether a chat has refused for hours, and again and again."""
    since, times = store.note_refusal(delivery.chat_id, now)
    return times >= REFUSED_TIMES and now - since >= REFUSED_FOR


def _close(store: Store, delivery: Delivery, error: DeliveryRefused) -> bool:
    log.info("chat %d is closed: %s", delivery.chat_id, error)
    store.refuse(delivery.id, str(error))
    only_thread = (delivery.thread_id or 0) if error.only_topic else None
    return store.close_chat(delivery.chat_id, str(error), only_thread=only_thread)


def _note(store: Store, delivery: Delivery, error: Exception, now: datetime) -> str:
    """Keep what became of a delivery whose request did not succeed, and give the word for it."""
    match error:
        case ChatMoved() if error.new_chat_id != delivery.chat_id:
            log.info("chat %d is now %d", delivery.chat_id, error.new_chat_id)
            store.migrate_chat(delivery.chat_id, error.new_chat_id)
            store.defer(delivery.id, now + SOONEST)
            return "moved"
        case DeliveryRejected() | ChatMoved():
            log.error("alert %d cannot be sent to chat %d: %s", delivery.alert_id, delivery.chat_id, error)
            store.refuse(delivery.id, str(error))
            return "rejected"
        case DeliveryUncertain():
            log.warning("no answer for delivery %d: %s", delivery.id, error)
        case _:
            log.error("delivery %d went wrong in a way nobody thought of", delivery.id, exc_info=error)
    store.mark_uncertain(delivery.id, now, now + PAUSE)
    return "uncertain"


def _next_batch(store: Store, at: datetime, *, tidy: bool, channel: str = TELEGRAM) -> list[Delivery]:
    store.fan_out(at, rounds=1)
    store.roll(at, most=BATCH)
    if tidy:
        store.expire(at)
    store.hold_back(at, channel=channel)
    return store.due(at, BATCH, channel)
