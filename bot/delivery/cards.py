"""Pinned cards: one message a chat, posted and pinned once, then edited in place as what it says changes.

A card's edit gives way to every message, and comes once in some minutes however much is published. Where the message was deleted a new
one takes its place; where that is deleted too, within a week, the card is turned off. A post whose answer was lost is repeated, so that
there may be two, the second of which is the card.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Protocol
from weakref import WeakValueDictionary

from bot.delivery.limiter import ANSWER, Limiter
from bot.delivery.outbox import SOONEST, Closed, Send
from bot.errors import (
    ChatMoved,
    DeliveryDeferred,
    DeliveryError,
    DeliveryRefused,
    DeliveryRejected,
    FloodWait,
    StoreUnavailable,
)
from bot.lookups.card import card as card_of
from bot.model import LANGUAGES, Delivery, Subscription
from bot.render.lookups.card import given_up, over
from bot.render.lookups.card import text as card_text
from bot.render.rich.card import document
from bot.store import Card, Store

CARD = ANSWER - 1
"""The urgency of a card: behind every message."""
EVERY = 20.0
"""Seconds between two looks at what cards say."""
REST = timedelta(minutes=3)
"""Between two edits of one card: what is published together is told together."""
AGAIN, LATER = timedelta(minutes=1), timedelta(hours=1)
"""Before what went wrong is tried again; before a chat that refuses for now is asked again."""
SOON = timedelta(days=7)
"""A card that took another's place and is deleted within this is not wanted."""
LONG = 5.0
"""Seconds. Who has to wait longer holds no other card up."""
AT_ONCE = 8
"""Cards that are worked on at the same time."""

Said = Mapping[str, tuple[str, str]]
"""What cards say by language: as a plain message, and as a rich one."""

log = logging.getLogger(__name__)


class Outcome(Enum):
    """How a card stands after somebody asked for it."""

    PINNED = "pinned"
    NOT_PINNED = "it is there, and the chat does not let us pin"
    LATER = "it comes later: the platform does not take it now"


class Pins(Protocol):
    """What a platform does with a message besides sending it. Each raises DeliveryError where it is not known whether it was done."""

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin without a sound; False where the chat does not let us."""

    async def remove(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False where that cannot be: it is unpinned then."""


class Cards:
    """The cards of all chats. `send` is the outbox's; `closed` hears of each chat that was open and is closed."""

    def __init__(
        self,
        store: Store,
        send: Send,
        pins: Pins,
        limiter: Limiter,
        now: Callable[[], datetime],
        meetings: Collection[date],
        closed: Closed = lambda refusal: None,
    ) -> None:
        self._store, self._send, self._pins, self._limiter, self._now, self._meetings = store, send, pins, limiter, now, meetings
        self.closed = closed
        self._locks = WeakValueDictionary[tuple[int, int | None], asyncio.Lock]()

    async def serve(self, stop: asyncio.Event, every: float = EVERY) -> None:
        """Keep all cards up to date until `stop` is set. A round that fails is logged, the next one goes on."""
        while not stop.is_set():
            try:
                await self.round()
            except StoreUnavailable as e:  # the store has said so
                log.debug("cards wait: %s", e)
            except Exception:  # the edge: one chat's card must not end all those after it
                log.exception("cards went wrong, trying again in %.0f s", every)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await stop.wait()

    async def round(self) -> int:
        """Look once at what all cards should say, and bring those up to date that do not say it; gives how many."""
        found = await asyncio.to_thread(self._store.cards, self._now())
        if not found:
            return 0
        said = await self._said()
        due = [one for one in found if not one.wanted or one.pinned is None or one.shown != _fingerprint(one, said)]
        places = asyncio.Semaphore(AT_ONCE)

        async def one_of(card: Card) -> None:
            async with places, self._alone(card.chat_id, card.thread_id):
                if await asyncio.to_thread(self._store.card, card.chat_id, card.thread_id) == card:  # nobody asked for it meanwhile
                    await self._bring(card, said, CARD)

        ended = await asyncio.gather(*map(one_of, due), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error
        return len(due)

    async def bring(self, chat_id: int, thread_id: int | None) -> Outcome:
        """Post a chat's card now, or bring the one that is there up to date, and pin it (anew, where somebody has unpinned it)."""
        async with self._alone(chat_id, thread_id):
            card = await asyncio.to_thread(self._store.card, chat_id, thread_id)
            if card is None or not card.wanted:
                return Outcome.LATER
            await self._bring(replace(card, pinned=None, shown=None, replaces=False), await self._said(), ANSWER)
            card = await asyncio.to_thread(self._store.card, chat_id, thread_id)
        if card is None or card.message_id is None or card.pinned is None:
            return Outcome.LATER
        return Outcome.PINNED if card.pinned else Outcome.NOT_PINNED

    async def end(self, chat_id: int, thread_id: int | None) -> None:
        """Remove a chat's card, as far as the platform lets us now."""
        async with self._alone(chat_id, thread_id):
            card = await asyncio.to_thread(self._store.card, chat_id, thread_id)
            if card is not None and card.message_id is not None:
                await self._bring(replace(card, wanted=False), {}, ANSWER)

    async def _said(self) -> Said:
        return await asyncio.to_thread(_said, self._store, self._now(), self._meetings)

    def _alone(self, chat_id: int, thread_id: int | None) -> asyncio.Lock:
        """One at a time for each card; a lock lives as long as somebody has it."""
        return self._locks.setdefault((chat_id, thread_id), asyncio.Lock())

    async def _bring(self, card: Card, said: Said, urgency: int) -> None:
        """Do what is to be done about a card, and keep how it stands."""
        try:
            if card.wanted:
                await self._pinned(await self._shown(card, said, urgency))
            else:
                await self._remove(card, urgency)
        except DeliveryError as e:
            await self._went_wrong(card, e)

    async def _shown(self, card: Card, said: Said, urgency: int) -> Card:
        """The card, once its message says what it should. Raises DeliveryError."""
        fingerprint = _fingerprint(card, said)
        if card.message_id is not None and card.shown == fingerprint:
            return card
        now = self._now()
        is_second = card.replaces and card.posted_at is not None and now - card.posted_at < SOON
        try:
            text, rich = said[card.lang]
            wish = _delivery(card, text, rich, edits=card.message_id, only_edits=is_second)
            message_id = await self._sent(wish, urgency)
        except DeliveryRejected as e:
            if not e.is_gone:
                raise
            await self._give_up(card, urgency)
            return replace(card, wanted=False)
        shown = replace(card, message_id=message_id, shown=fingerprint, wait_until=now + REST)
        if message_id != card.message_id:
            shown = replace(shown, posted_at=now, replaces=card.message_id is not None, pinned=None)
        if not await asyncio.to_thread(self._store.keep_card, shown):  # the chat has left meanwhile
            await self._pins.remove(card.chat_id, message_id)
            return replace(card, wanted=False)
        return shown

    async def _pinned(self, card: Card) -> None:
        """Pin a card that is there, unless that was tried. Raises DeliveryError."""
        if not card.wanted or card.message_id is None or card.pinned is not None:
            return
        pinned = await self._pins.pin(card.chat_id, card.message_id)
        await asyncio.to_thread(self._store.keep_card, replace(card, pinned=pinned))

    async def _remove(self, card: Card, urgency: int) -> None:
        """Delete a card's message; where that is too late, unpin it and say so in it. Raises DeliveryError."""
        if card.message_id is not None and not await self._pins.remove(card.chat_id, card.message_id):
            with contextlib.suppress(DeliveryRejected):
                await self._sent(_delivery(card, over(card.lang), edits=card.message_id, only_edits=True), urgency)
        await asyncio.to_thread(self._store.drop_card, card.subscription_id)

    async def _give_up(self, card: Card, urgency: int) -> None:
        """Turn off a card that is deleted whenever it is posted, and say so: of a channel to whoever set it up. Raises DeliveryError."""
        log.info("the card of chat %d was deleted twice, it is off", card.chat_id)
        reader, lang = card.chat_id, card.lang
        if card.chat_type == "channel":
            reader, lang = await asyncio.to_thread(_keeper, self._store, card)
        if reader:
            whose = replace(card, chat_id=reader, lang=lang, chat_type="private" if reader > 0 else card.chat_type)
            await self._sent(_delivery(whose, given_up(lang, card.chat_id if reader != card.chat_id else None)), urgency)
        await asyncio.to_thread(self._store.change, card.chat_id, card.thread_id, _without_card)
        await asyncio.to_thread(self._store.drop_card, card.subscription_id)

    async def _sent(self, delivery: Delivery, urgency: int) -> int:
        """Send or edit when the chat's turn has come; gives the message's id. Raises DeliveryError."""
        chat_id, is_group = delivery.chat_id, delivery.is_group
        if (wait := self._limiter.wait_of(chat_id, is_group, urgency)) > LONG:
            raise DeliveryDeferred("not its turn yet", chat_id=chat_id, retry_at=self._now() + timedelta(seconds=wait))
        await self._limiter.acquire(chat_id, is_group, urgency)
        left_at = await self._limiter.depart()
        message_id = await self._send(delivery)
        self._limiter.arrived(left_at)
        return message_id

    async def _went_wrong(self, card: Card, error: DeliveryError) -> None:
        """Keep when a card is tried again, or that its chat takes nothing more."""
        now = self._now()
        wait_until = now + (LATER if isinstance(error, DeliveryRefused | DeliveryRejected) else AGAIN)
        match error:
            case ChatMoved() if error.new_chat_id != card.chat_id:
                await asyncio.to_thread(self._store.migrate_chat, card.chat_id, error.new_chat_id)
                return
            case DeliveryRefused() if error.is_final:
                await self._close(card, error)
                return
            case FloodWait():
                self._limiter.flood(card.chat_id, error.retry_at)
                wait_until = error.retry_at
            case DeliveryDeferred():
                if error.everyone:
                    self._limiter.hold(None, error.retry_at)
                wait_until = error.retry_at
        log.info("the card of chat %d waits until %s: %s", card.chat_id, wait_until, error)
        await asyncio.to_thread(self._put_off, card, max(wait_until, now + SOONEST))

    def _put_off(self, card: Card, until: datetime) -> None:
        """Leave a card as it stands by now alone until then."""
        if (there := self._store.card(card.chat_id, card.thread_id)) is not None:
            self._store.keep_card(replace(there, wait_until=until))

    async def _close(self, card: Card, error: DeliveryRefused) -> None:
        only_thread = (card.thread_id or 0) if error.only_topic else None
        was_open = await asyncio.to_thread(self._store.close_chat, card.chat_id, str(error), only_thread=only_thread)
        if was_open and not error.only_topic:
            self.closed(error)


def _said(store: Store, now: datetime, meetings: Collection[date]) -> Said:
    """What cards say, by language."""
    found = card_of(store, now, meetings)
    return {lang: (card_text(found, lang), document(found, lang)) for lang in LANGUAGES}


def _keeper(store: Store, card: Card) -> tuple[int, str]:
    """Who set a channel up, by their own chat, 0 where nobody is known; and the language that they read."""
    reader = store.keeper_of(card.chat_id) or 0
    return reader, store.chat_lang(reader) or card.lang


def _fingerprint(card: Card, said: Said) -> str:
    return hashlib.sha256(f"{card.timezone}\n{said[card.lang][card.is_rich]}".encode()).hexdigest()[:32]


def _without_card(chat: Subscription) -> Subscription:
    return replace(chat, card=False)


def _delivery(card: Card, text: str, rich: str = "", *, edits: int | None = None, only_edits: bool = False) -> Delivery:
    """A card's message as the outbox's `send` takes it."""
    return Delivery(
        id=0, alert_id=0, chat_id=card.chat_id, thread_id=card.thread_id, is_group=card.chat_id < 0, text=text, lang=card.lang,
        silent=True, impact=0, attempts=0, expires_at=datetime.max.replace(tzinfo=UTC), edits=edits, only_edits=only_edits,
        zone=card.timezone, is_rich=card.is_rich and bool(rich), document=rich,
    )  # fmt: skip
