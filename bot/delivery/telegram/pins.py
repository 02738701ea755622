"""What is done with a message besides sending it: pinned without a sound, and removed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.delivery.telegram.client import Client
from bot.delivery.telegram.refusals import Refusal, refusal_of
from bot.delivery.telegram.send import raise_named

GONE = ("message to delete not found", "message_id_invalid")
SO_ALREADY = ("not_modified", "not modified")


class Pins:
    """Pins and removes messages; raises what `make_send` raises where it is not known whether that was done."""

    def __init__(self, bot: Client, now: Callable[[], datetime]) -> None:
        self._bot, self._now = bot, now

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin without a sound; False where the chat does not let us."""
        try:
            await self._bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except TelegramError as e:
            if any(said in e.message.lower() for said in SO_ALREADY):
                return True
            self._raise_unless_refused(e, chat_id)
            return False
        return True

    async def remove(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False where the platform does not let us any more, who wrote it too long ago: it is unpinned then."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError as e:
            if any(said in e.message.lower() for said in GONE):
                return True
            self._raise_unless_refused(e, chat_id)
            with contextlib.suppress(TelegramError):
                await self._bot.unpin_chat_message(chat_id, message_id)
            return False
        return True

    def _raise_unless_refused(self, error: TelegramError, chat_id: int) -> None:
        """Raise what says nothing of the right to do it, or that the chat is closed to us."""
        says_no = isinstance(error, BadRequest | Forbidden) and not isinstance(error, ChatMigrated)
        if not says_no or refusal_of(error, chat_id) is Refusal.FINAL:
            raise_named(error, chat_id, self._now())
