"""Rich messages (Bot API 10.1): sent and edited, and left alone for a day where a server or a chat does not take them.

python-telegram-bot has no method for them, and reads its 404 as a rejected token; what the token really is worth, the plain message
tells that is sent in the rich one's place.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, InvalidToken, TelegramError

from bot.delivery.telegram.client import Client, ServiceDown
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.refusals import Refusal, refusal_of
from bot.delivery.telegram.wire import NO_FILES, Alike, Form
from bot.errors import StoreUnavailable
from bot.render.rich.page import PICTURE
from bot.store import Store

REST = timedelta(days=1)
"""So long a refusal is believed."""

FILE = "file"
"""What the file of a picture that goes up is called in its request."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Inside:
    """A picture, PNG, to stand in rich messages, and the id that Telegram gave its file when it had gone up."""

    png: bytes
    file_id: str | None = None


class Rich:
    """The chats' rich messages."""

    def __init__(self, bot: Client, store: Store, pacing: Pacing, now: Callable[[], datetime]) -> None:
        self._bot, self._store, self._pacing, self._now = bot, store, pacing, now

    async def takes(self, chat_id: int) -> bool:
        """Whether a chat, on this server, is known for nothing else than taking them; not while the store does not say."""
        try:
            return await asyncio.to_thread(self._store.rich_refused_until, chat_id, self._now()) is None
        except StoreUnavailable:
            return False

    async def send(
        self,
        chat_id: int,
        document: str,
        own: Mapping[str, str],
        buttons: InlineKeyboardMarkup | None = None,
        *,
        silent: bool = False,
        is_paid: bool = False,
    ) -> int:
        """Send one, without waiting for a turn; gives its id. `own` are the other parameters. Raises TelegramError."""
        fields = {"rich_message": _message(document), "disable_notification": json.dumps(silent)}
        if is_paid:
            fields["allow_paid_broadcast"] = "true"
        return await self._bot.send_form(Form(Alike.of(fields | _under(buttons)), chat_id, own), "sendRichMessage")

    async def edit(
        self, chat_id: int, message_id: int, document: str, buttons: InlineKeyboardMarkup | None = None, inside: Inside | None = None
    ) -> None:
        """Put one in a message's place, be that rich or not, with a picture `inside`. Raises TelegramError."""
        known = inside.file_id if inside is not None else None
        fields = {"rich_message": _message(document, inside), "message_id": str(message_id)} | _under(buttons)
        files = {FILE: ("picture.png", inside.png, "image/png")} if inside is not None and known is None else NO_FILES
        answer = await self._bot.told_of_form(Form(Alike.of(fields), chat_id, files=files), "editMessageText")
        if inside is not None and known is None:
            inside.file_id = _file_id(answer)

    async def in_turn(self, chat_id: int) -> None:
        """Wait as long as an answer to a chat has to. Raises RetryAfter where that is too long for one."""
        await self._pacing.turn(chat_id)

    async def refused(self, error: TelegramError, chat_id: int) -> None:
        """Believe a refusal for a day, once the plain message has got through: the method's by everybody, anything else by the chat.

        A service that was down has refused nothing.
        """
        if isinstance(error, ServiceDown):
            return
        is_server = isinstance(error, InvalidToken)
        log.warning("%s takes no rich messages, left alone for a day: %s", "the server" if is_server else f"chat {chat_id}", error.message)
        now = self._now()
        try:
            await asyncio.to_thread(self._store.refuse_rich, None if is_server else chat_id, now, now + REST)
        except StoreUnavailable as e:  # the message is there; the next one asks again
            log.debug("a refusal of rich messages is not kept: %s", e)


def is_of_the_form(error: TelegramError, chat_id: int) -> bool:
    """Whether an error may be one of the rich form alone, so that the plain message is worth a try at once."""
    if isinstance(error, InvalidToken | ServiceDown):
        return True
    return isinstance(error, BadRequest) and not isinstance(error, ChatMigrated) and refusal_of(error, chat_id) is Refusal.MESSAGE


def _message(document: str, inside: Inside | None = None) -> str:
    told: dict[str, Any] = {"html": document}
    if inside is not None:
        told["media"] = [{"id": PICTURE, "media": {"type": "photo", "media": inside.file_id or f"attach://{FILE}"}}]
    return json.dumps(told, ensure_ascii=False)


def _file_id(answer: Any) -> str | None:
    """The id of the largest size of the only picture in an answer, wherever it stands there; None where there is none."""
    if isinstance(answer, list):
        sizes = [one for one in answer if isinstance(one, dict) and isinstance(one.get("file_id"), str) and "width" in one]
        return str(sizes[-1]["file_id"]) if sizes else next(filter(None, map(_file_id, answer)), None)
    return next(filter(None, map(_file_id, answer.values())), None) if isinstance(answer, dict) else None


def _under(buttons: InlineKeyboardMarkup | None) -> dict[str, str]:
    return {"reply_markup": buttons.to_json()} if buttons is not None else {}
