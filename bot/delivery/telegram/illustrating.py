"""Pictures inside rich alerts: the alert goes out at once, and its picture is put into it, by an edit, once that is drawn.

It is a courtesy: where it cannot be drawn or sent the alert is whole without it, and nobody waits for it. What is still to come when the
program stops does not come any more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from telegram import InlineKeyboardMarkup
from telegram.error import RetryAfter, TelegramError

from bot.delivery.limiter import ANSWER, Limiter
from bot.delivery.telegram.pacing import wait_of
from bot.delivery.telegram.rich import Inside, Rich
from bot.errors import BotError
from bot.model import Delivery
from bot.render.evidence.captions import Picture
from bot.render.rich.page import with_picture
from bot.store import Store

INSIDE: Mapping[str, str] = {
    "fomc_statement": "wording", "balance_sheet": "balance", "repo_operation": "operation", "reverse_repo_operation": "operation",
    "reference_rate": "rates",
}  # fmt: skip
"""By kind of event the picture that its alert holds: what can be drawn as soon as it is out."""
PICTURE = ANSWER - 2
"""The urgency of an edit for a picture: behind all else."""
MOST = 1000
"""So many alerts may wait for their pictures; more go without."""
KEPT = 8
"""Pictures that are kept, each of an event in a language."""

log = logging.getLogger(__name__)


class Illustrator:
    """`picture` draws one of these names, in a language, of an event; it takes seconds, from any thread."""

    def __init__(
        self,
        rich: Rich,
        store: Store,
        limiter: Limiter,
        now: Callable[[], datetime],
        picture: Callable[[str, str, int], Picture | None],
    ) -> None:
        self._rich, self._store, self._limiter, self._now, self._picture = rich, store, limiter, now, picture
        self._drawn: dict[tuple[int, str], asyncio.Task[Inside | None]] = {}
        self._newest: dict[tuple[int, int], str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def shown(self, delivery: Delivery, message_id: int, document: str, buttons: InlineKeyboardMarkup | None) -> None:
        """A chat now shows this document: see that its picture comes into it."""
        if delivery.event_id is None or not delivery.pictures or len(self._tasks) >= MOST:
            return
        self._newest[delivery.chat_id, message_id] = document
        task = asyncio.ensure_future(self._illustrate(delivery, delivery.event_id, message_id, document, buttons))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _illustrate(
        self, delivery: Delivery, event_id: int, message_id: int, document: str, buttons: InlineKeyboardMarkup | None
    ) -> None:
        chat_id = delivery.chat_id
        try:
            inside = await self._picture_of(event_id, delivery.lang)
            if inside is not None:
                await self._limiter.acquire(chat_id, delivery.is_group, PICTURE)
                await self._limiter.depart()
                if self._newest.get((chat_id, message_id)) == document:  # nothing newer stands there meanwhile
                    await self._rich.edit(chat_id, message_id, with_picture(document), buttons, inside)
        except RetryAfter as e:
            self._limiter.flood(chat_id, self._now() + wait_of(e))
        except (TelegramError, BotError) as e:
            log.info("alert of event %d stays without its picture in chat %d: %s", event_id, chat_id, e)
        except Exception:  # the edge: nobody waits for this task
            log.exception("alert of event %d stays without its picture in chat %d", event_id, chat_id)
        finally:
            if self._newest.get((chat_id, message_id)) == document:
                del self._newest[chat_id, message_id]

    async def _picture_of(self, event_id: int, lang: str) -> Inside | None:
        """The picture, drawn once for all chats. Raises BotError."""
        key = event_id, lang
        if key not in self._drawn:
            self._drawn[key] = asyncio.ensure_future(asyncio.to_thread(self._draw, event_id, lang))
            while len(self._drawn) > KEPT:
                del self._drawn[next(iter(self._drawn))]
        return await asyncio.shield(self._drawn[key])

    def _draw(self, event_id: int, lang: str) -> Inside | None:
        found = self._store.assessed_event(event_id)
        name = INSIDE.get(found.kind) if found is not None else None
        drawn = self._picture(name, lang, event_id) if name is not None else None
        return Inside(drawn.png) if drawn is not None else None
