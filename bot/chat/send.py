"""One message out: a delivery as a Telegram message, and Telegram's errors as what the outbox does next."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Never

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.client import REJECTED, NotSent, ServiceDown
from bot.chat.pacing import PACED, held_chat, wait_of
from bot.errors import ChatMoved, DeliveryDeferred, DeliveryRefused, DeliveryRejected, DeliveryUncertain, TokenRejected
from bot.model import Delivery
from bot.render import repeat_note
from bot.render.html import visible

Send = Callable[[Delivery], Awaitable[int]]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GENERAL_TOPIC = 1
"""A forum's General topic: messages in it carry this id, and must be sent without one."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)
CLOSED_CHAT = (
    "chat not found", "group is deactivated", "group chat was deactivated", "have no rights to send", "not enough rights to send",
    "need administrator rights", "chat_write_forbidden", "chat_restricted", "chat_send_plain_forbidden", "peer_id_invalid",
    "user is deactivated", "topic_closed", "topic_deleted", "message thread not found",
)  # fmt: skip
"""What a 400 says when the bot can't write to the chat (or its topic) any more."""
GONE_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def make_send(bot: ExtBot[bool], *, now: Callable[[], datetime]) -> Send:
    """What `outbox.drain` calls for each delivery whose turn has come.

    It gives the message's id, or raises DeliveryDeferred (not now, that chat or everyone), DeliveryUncertain (it may have arrived),
    DeliveryRefused (the chat is closed to us), DeliveryRejected (this message is not acceptable), ChatMoved or TokenRejected.
    """

    async def send(delivery: Delivery) -> int:
        try:
            if delivery.edits is not None:
                if await _edit(bot, delivery, delivery.edits):
                    return delivery.edits
                delivery = replace(delivery, edits=None)  # gone: from here on it is a new message
            return await _deliver(bot, delivery)
        except TelegramError as e:
            _raise_named(e, delivery, now())
        except (KeyError, TypeError, ValueError) as e:
            raise DeliveryUncertain(f"Telegram's answer cannot be read ({type(e).__name__})", chat_id=delivery.chat_id) from e

    return send


async def _deliver(bot: ExtBot[bool], delivery: Delivery) -> int:
    text = f"{delivery.text}\n\n{repeat_note(delivery.lang)}" if delivery.is_repeat else delivery.text
    try:
        return await _message(bot, delivery, text, ParseMode.HTML)
    except BadRequest as e:
        if "can't parse entities" not in e.message.lower():
            raise
        logging.getLogger(__name__).error("alert %s is not valid HTML, sent as plain text: %s", delivery.alert_id, e.message)
        return await _message(bot, delivery, visible(text), None)


async def _message(bot: ExtBot[bool], delivery: Delivery, text: str, parse_mode: str | None) -> int:
    thread_id = None if delivery.thread_id == GENERAL_TOPIC else delivery.thread_id
    earlier = delivery.replies_to
    message = await bot.send_message(
        delivery.chat_id,
        text,
        parse_mode=parse_mode,
        message_thread_id=thread_id,
        disable_notification=delivery.silent,
        link_preview_options=NO_PREVIEW,
        reply_parameters=ReplyParameters(earlier, allow_sending_without_reply=True) if earlier is not None else None,
        rate_limit_args=PACED,
    )
    return message.message_id


async def _edit(bot: ExtBot[bool], delivery: Delivery, message_id: int) -> bool:
    """Whether the message now shows the text; False when it is gone and a new one has to be sent."""
    try:
        await bot.edit_message_text(
            delivery.text,
            delivery.chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            rate_limit_args=PACED,
        )
    except BadRequest as e:
        words = e.message.lower()
        if any(gone in words for gone in GONE_MESSAGE):
            return False
        if "message is not modified" not in words:
            raise
    return True


def _raise_named(error: TelegramError, delivery: Delivery, now: datetime) -> Never:
    """What the outbox does next. BadRequest comes before NetworkError, whose subclass it is."""
    chat_id = delivery.chat_id
    later = now + min(FIRST_WAIT * 2 ** min(delivery.attempts, 10), LONGEST_WAIT)
    match error:
        case RetryAfter():
            everyone = held_chat(chat_id) is None
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=now + wait_of(error), everyone=everyone) from error
        case ChatMigrated():
            raise ChatMoved(error.message, chat_id=chat_id, new_chat_id=error.new_chat_id) from error
        case InvalidToken():
            raise TokenRejected(REJECTED) from None
        case Forbidden():
            raise DeliveryRefused(error.message, chat_id=chat_id) from error
        case BadRequest():
            refused = any(words in error.message.lower() for words in CLOSED_CHAT)
            raise (DeliveryRefused if refused else DeliveryRejected)(error.message, chat_id=chat_id) from error
        case NotSent():  # no way to Telegram at all
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later, everyone=True) from error
        case ServiceDown():
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later) from error
        case _ if delivery.edits is not None:  # the same edit twice is the same message
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later) from error
        case _:
            raise DeliveryUncertain(error.message, chat_id=chat_id) from error
