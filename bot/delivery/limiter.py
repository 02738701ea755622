"""How fast messages may leave: so many a second in all, one a second a chat, twenty a minute a group, nothing while held.

One limiter serves the outbox and the answers to commands: what is urgent goes first. It works by deadlines, not by emptying
buckets: after a hold nothing bursts. The pace is that of Telegram's FAQ; the true limits are the platform's secret, so `hold` and
`flood` obey whatever it answers.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

ANSWER = -1
"""The urgency of an answer to what somebody typed or pressed: it waits for everything that is owed."""
CHAT_SECONDS = 1.0
GROUP_MESSAGES = 20
GROUP_SECONDS = 60.0
GROUP_ANSWERS = 15
"""Places a minute that answers may take of a group's twenty: the others are kept for alerts."""
OLDEST_EVERY = 10
"""One place in so many goes to whoever has waited longest, so that what is not urgent is late, but never forgotten."""
LATE = 0.1
"""Seconds by which a wake-up may be late and still be made up for."""
MARGIN = 1.02
"""A second's messages are spread over a little more: between its place and the wire a message may take some milliseconds more or
fewer than the one before, and in no second shall more than the rate arrive."""
CLOSER = 1.015 / MARGIN
"""Requests may be a little closer together than places, so that one that was late holds up no others for good."""
OPENING = 1.0
"""Seconds after a pause for which requests may still have to make their connections."""
PULSE = 0.01
"""Seconds between two looks at who is next, at the least: at high rates several get their places at once, and share a wait for the disk."""
TOGETHER = 5.0
"""Seconds within which two chats that are told to wait mean that the bot as a whole is."""
IDLE_CHATS = 10_000
"""With more chats than this in mind, those that may write at once are forgotten."""
_NEARLY = 1e-6


@dataclass(slots=True)
class _Waiter:
    """Somebody who waits for a place."""

    chat_id: int
    is_group: bool
    urgency: int
    number: int
    since: float
    place: asyncio.Future[None]


@dataclass(slots=True)
class _Chat:
    """When a chat was last written to, until when it is held, in seconds of the clock, and who waits to write to it, in their order."""

    taken: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_MESSAGES))
    held_until: float = -math.inf
    waiting: list[_Waiter] = field(default_factory=list)

    def ready_at(self, is_group: bool, urgency: int = 0) -> float:
        ready = self.held_until
        if self.taken:
            ready = max(ready, self.taken[-1] + CHAT_SECONDS)
        places = GROUP_ANSWERS if urgency <= ANSWER else GROUP_MESSAGES
        if is_group and len(self.taken) >= places:
            ready = max(ready, self.taken[-places] + GROUP_SECONDS)
        return ready


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Limiter:
    """The pace of everything that is sent: the most urgent first, among equals first come, first served.

    `rate` is in messages a second. `clock` counts seconds from anywhere (never backwards), `now` tells the time that `hold`'s
    instants are measured against; both and `sleep` can be replaced.
    """

    def __init__(
        self,
        rate: float = 25.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not rate > 0:
            raise ValueError(f"the rate must be above 0 messages a second, not {rate}")
        self._gap = MARGIN / rate
        self._clock, self._now, self._sleep = clock, now, sleep
        self._next = -math.inf
        self._taken: deque[float] = deque(maxlen=max(1, math.floor(rate)))
        self._left: deque[float] = deque(maxlen=self._taken.maxlen)
        self._began = -math.inf
        self._held_until = -math.inf
        self._chats: dict[int, _Chat] = {}
        self._waiting: dict[int, _Chat] = {}
        self._told: dict[int, float] = {}
        self._numbers = 0
        self._places = 0
        self._serving: asyncio.Task[None] | None = None
        self._looks_at = math.inf

    async def acquire(self, chat_id: int, is_group: bool = False, urgency: int = 0) -> None:
        """Wait until one message to this chat may leave, and take that place. Larger `urgency` goes first."""
        chat, at = self._chat(chat_id), self._clock()
        self._numbers += 1
        waiter = _Waiter(chat_id, is_group, urgency, self._numbers, at, asyncio.get_running_loop().create_future())
        if not self._waiting and max(self._opens_at(), self._ready_at(waiter)) <= at + _NEARLY:
            self._take(waiter, at)
            return
        chat.waiting.append(waiter)
        chat.waiting.sort(key=lambda one: (-one.urgency, one.number))
        self._waiting[chat_id] = chat
        self._look_by(max(self._opens_at(), self._ready_at(waiter)))
        try:
            await waiter.place
        except asyncio.CancelledError:
            self._leave(waiter)
            raise

    async def depart(self) -> float:
        """Wait, right before the request, as long as a place that was taken on time would come too close to those before it.

        Gives when the request leaves, in seconds of the clock, for `arrived`.

        Between a place and its request lies a write to a disk, whose time varies: several may come out of it at once.
        """
        while (wait := self._departs_at() - self._clock()) > _NEARLY:
            await self._sleep(wait)
        at = self._clock()
        if not self._left or at > self._left[-1] + OPENING:
            self._began = at
        self._left.append(at)
        return at

    def arrived(self, left_at: float) -> None:
        """Note that a request has its answer: one of the first after a pause counts from here.

        It may have waited for a connection, those after it find one: the wire would see them closer together than they left.
        """
        if left_at <= self._began + OPENING and left_at in self._left:
            self._left[self._left.index(left_at)] = self._clock()

    def pace(self, rate: float) -> None:
        """Give so many places a second from now on."""
        size = max(1, math.floor(rate))
        self._gap = MARGIN / rate
        self._taken, self._left = deque(self._taken, maxlen=size), deque(self._left, maxlen=size)

    def hold(self, chat_id: int | None, until: datetime) -> None:
        """Let nothing leave to a chat (None: to anybody) before an aware instant; a shorter hold does not shorten a longer one."""
        held_until = self._clock() + (until - self._now()).total_seconds()
        if chat_id is None:
            self._held_until = max(self._held_until, held_until)
        else:
            chat = self._chat(chat_id)
            chat.held_until = max(chat.held_until, held_until)

    def flood(self, chat_id: int, until: datetime) -> bool:
        """Obey the platform, which told a chat to wait until then; gives whether that holds everybody.

        It does not say whether it means the chat or the bot: it means the bot when another chat was told so a moment ago.
        """
        at = self._clock()
        self._told = {told: when for told, when in self._told.items() if at - when <= TOGETHER}
        everybody = any(told != chat_id for told in self._told)
        self._told[chat_id] = at
        self.hold(chat_id, until)
        if everybody:
            self.hold(None, until)
        return everybody

    def wait_of(self, chat_id: int | None, is_group: bool = False, urgency: int = 0) -> float:
        """Seconds for which nothing may be written to a chat (None: to anybody), whoever else waits."""
        if chat_id is None:
            return max(0.0, self._held_until - self._clock())
        chat = self._chats.get(chat_id)
        return 0.0 if chat is None else max(0.0, chat.ready_at(is_group, urgency) - self._clock())

    async def _serve(self) -> None:
        """Give places as long as anybody waits."""
        while self._waiting:
            at = self._clock()
            self._looks_at = self._opens_at()
            if self._looks_at <= at + _NEARLY:
                self._looks_at = self._give_or_wait(at)
            if self._looks_at > at + _NEARLY:
                await self._sleep(max(self._looks_at - at, PULSE))
        self._serving = None

    def _give_or_wait(self, at: float) -> float:
        """Give the place that is free now; where nobody may take it yet, the time when somebody may."""
        heads = [chat.waiting[0] for chat in self._waiting.values()]
        ready_at = [self._ready_at(waiter) for waiter in heads]
        ready = [waiter for waiter, when in zip(heads, ready_at, strict=True) if when <= at + _NEARLY]
        if not ready:
            return min(ready_at)
        self._give(self._first(ready), at)
        return at

    def _first(self, ready: Iterable[_Waiter]) -> _Waiter:
        if self._places % OLDEST_EVERY == OLDEST_EVERY - 1:
            return min(ready, key=lambda one: one.number)
        return min(ready, key=lambda one: (-one.urgency, one.number))

    def _give(self, waiter: _Waiter, at: float) -> None:
        self._take(waiter, at)
        self._remove(waiter)
        if not waiter.place.done():
            waiter.place.set_result(None)

    def _take(self, waiter: _Waiter, at: float) -> None:
        """Note that a message leaves now. A late wake-up costs no place: the next one is planned from when this one was due."""
        is_busy = bool(self._taken) and self._taken[-1] > at - LATE
        due = max(self._next, self._held_until, at - LATE if is_busy else waiter.since, at - LATE)
        self._chat(waiter.chat_id).taken.append(at)
        self._taken.append(at)
        self._next = due + self._gap
        self._places += 1

    def _opens_at(self) -> float:
        """When the next message may leave, to whomever."""
        is_full = len(self._taken) == self._taken.maxlen
        window = self._taken[0] + len(self._taken) * self._gap if is_full else -math.inf
        return max(self._next, window, self._held_until)

    def _departs_at(self) -> float:
        is_full = len(self._left) == self._left.maxlen
        return self._left[0] + len(self._left) * self._gap * CLOSER if is_full else -math.inf

    def _ready_at(self, waiter: _Waiter) -> float:
        return self._chat(waiter.chat_id).ready_at(waiter.is_group, waiter.urgency)

    def _look_by(self, at: float) -> None:
        """Have somebody look for the next place at this time, if not before."""
        if self._serving is None or at < self._looks_at - _NEARLY:
            self._stop_serving()
            self._serving = asyncio.ensure_future(self._serve())

    def _leave(self, waiter: _Waiter) -> None:
        self._remove(waiter)
        if not self._waiting:
            self._stop_serving()

    def _remove(self, waiter: _Waiter) -> None:
        chat = self._waiting.get(waiter.chat_id)
        if chat is not None and waiter in chat.waiting:
            chat.waiting.remove(waiter)
            if not chat.waiting:
                del self._waiting[waiter.chat_id]

    def _stop_serving(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
        self._serving, self._looks_at = None, math.inf

    def _chat(self, chat_id: int) -> _Chat:
        if chat_id not in self._chats and len(self._chats) >= IDLE_CHATS:
            at = self._clock()
            self._chats = {i: c for i, c in self._chats.items() if c.waiting or c.ready_at(True) > at}
        return self._chats.setdefault(chat_id, _Chat())
