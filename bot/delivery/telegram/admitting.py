"""Closed mode, where messages go out."""

from __future__ import annotations

from bot.delivery.outbox import Send
from bot.errors import DeliveryRefused
from bot.model import Delivery
from bot.settings import Settings


def to_admitted(send: Send, settings: Settings) -> Send:
    """In closed mode, a `send` that closes the subscriptions of chats that are not listed any more."""

    async def sent(delivery: Delivery) -> int:
        if not settings.admits(delivery.chat_id):
            raise DeliveryRefused("this bot is in closed mode and the chat is not listed", chat_id=delivery.chat_id)
        return await send(delivery)

    return sent
