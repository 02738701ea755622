"""The terminal as a channel: alerts as plain text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import render
from bot.delivery.outbox import Send
from bot.model import Delivery
from bot.render.html import plain

CONSOLE_CHAT = 0
"""The terminal, as a chat; no Telegram chat has this id."""


def print_to(echo: Callable[[str], None], now: Callable[[], datetime]) -> Send:
    """A `send` whose chat is the terminal."""
    count = 0

    async def send(delivery: Delivery) -> int:
        nonlocal count
        count += 1
        mark = "" if delivery.silent else " 🔔"
        note = f"\n{plain(render.repeat_note(delivery.lang))}" if delivery.is_repeat else ""
        echo(f"── {now():%Y-%m-%d %H:%M:%S} UTC{mark}\n{plain(delivery.text)}{note}\n")
        return count

    return send
