"""Ways out for what is owed, besides Telegram's own: the terminal, and what is looked at before anything is sent."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import render
from bot.delivery.outbox import Send
from bot.errors import DeliveryDeferred, DeliveryRefused
from bot.model import Delivery, Subject
from bot.render.html import plain
from bot.settings import Settings
from bot.store import Store
from rules.model import Rulebook

CONSOLE_CHAT = 0
"""The terminal, as a chat; no Telegram chat has this id."""
NOT_HERE = timedelta(minutes=1)
"""How long a Telegram chat's delivery is left alone while the terminal is the only way out."""


def print_to(echo: Callable[[str], None], now: Callable[[], datetime]) -> Send:
    """A `send` whose chat is the terminal; what is owed to Telegram chats stays in the outbox."""
    count = 0

    async def send(delivery: Delivery) -> int:
        nonlocal count
        if delivery.chat_id != CONSOLE_CHAT:
            raise DeliveryDeferred("this run has no Telegram", chat_id=delivery.chat_id, retry_at=now() + NOT_HERE)
        count += 1
        mark = "" if delivery.silent else " 🔔"
        note = f"\n{plain(render.repeat_note(delivery.lang))}" if delivery.is_repeat else ""
        echo(f"── {now():%Y-%m-%d %H:%M:%S} UTC{mark}\n{plain(delivery.text)}{note}\n")
        return count

    return send


def to_admitted(send: Send, settings: Settings) -> Send:
    """In closed mode, a `send` that closes the subscriptions of chats that are not listed any more."""

    async def sent(delivery: Delivery) -> int:
        if not settings.admits(delivery.chat_id):
            raise DeliveryRefused("this bot is in closed mode and the chat is not listed", chat_id=delivery.chat_id)
        return await send(delivery)

    return sent


def shortener(store: Store, rulebook: Rulebook) -> Callable[[Delivery], str]:
    """The short form of what a delivery tells of: made once a version and language."""

    @functools.lru_cache(maxsize=256)
    def made(event_id: int, lang: str, is_revision: bool) -> str | None:
        found = store.assessed_event(event_id)
        if found is None:
            return None
        return render.short(Subject(event=found.event, assessment=found.assessment, is_correction=is_revision), rulebook, lang)

    def shorten(delivery: Delivery) -> str:
        short = made(delivery.event_id, delivery.lang, delivery.is_revision) if delivery.event_id is not None else None
        return short or delivery.text

    return shorten
