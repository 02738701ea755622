"""One message out: a delivery as a Telegram message, and Telegram's errors as what the outbox does next."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Never, Protocol

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.delivery.outbox import Send
from bot.delivery.telegram.client import REJECTED, Client, NotSent, ServiceDown
from bot.delivery.telegram.pacing import PACED, wait_of
from bot.delivery.telegram.refusals import Refusal, refusal_of
from bot.delivery.telegram.rich import Rich, is_of_the_form
from bot.delivery.telegram.wire import Alike, Form
from bot.errors import (
    ChatMoved,
    DeliveryDeferred,
    DeliveryError,
    DeliveryRefused,
    DeliveryRejected,
    DeliveryUncertain,
    FloodWait,
    TokenRejected,
)
from bot.languages import LANGUAGES
from bot.model import Delivery
from bot.render import repeat_note, telegram_length, watch_note
from bot.render.clock import on_the_clock_of
from bot.render.html import LIMIT, escape, plain, visible
from bot.store.subscriptions import TOPIC_CLOSED

Under = Callable[[Delivery], InlineKeyboardMarkup | None]
"""What can be pressed under a delivery."""
Shown = Callable[[Delivery, int, str, InlineKeyboardMarkup | None], None]
"""Hears of a rich message, by its id, with its document and buttons."""
GENERAL_TOPIC = 1
"""A forum's General topic: messages in it carry this id, and must be sent without one."""

TEXTS = 256
"""Texts that are kept as they go out: an event has one a language, clock and form."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)
UNCHANGED = "message is not modified"
GONE_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def in_full(delivery: Delivery) -> str:
    """The long form, where no short one is made."""
    return delivery.text


def unseen(delivery: Delivery, message_id: int, document: str, buttons: InlineKeyboardMarkup | None) -> None:
    """Nothing is put into it later."""


def not_rich(delivery: Delivery, notes: Sequence[str]) -> None:
    """No rich form."""


def no_buttons(delivery: Delivery) -> None:
    """Nothing to press."""


def make_send(
    bot: Client,
    *,
    now: Callable[[], datetime],
    shorten: Callable[[Delivery], str] = in_full,
    under: Under = no_buttons,
    is_paid: bool = False,
    rich: Rich | None = None,
    enrich: Callable[[Delivery, Sequence[str]], str | None] = not_rich,
    shown: Shown = unseen,
) -> Send:
    """What `outbox.drain` calls for each delivery whose turn has come; `shorten` gives the short form to chats that want it, `under`
    what can be pressed, `enrich` the rich form with notes to be put into it, which goes out by `rich`; where that is refused the long
    form goes out at once. `shown` hears of each rich one that a chat now shows. With `is_paid` the platform may charge what goes out above
    its free rate; edits are never charged.

    It gives the message's id, or raises DeliveryDeferred (not now, that chat or everyone), DeliveryUncertain (it may have arrived),
    DeliveryRefused (the chat is closed to us), DeliveryRejected (this message is not acceptable), ChatMoved or TokenRejected.
    """

    async def send(delivery: Delivery) -> int:
        try:
            if delivery.is_short:
                delivery = replace(delivery, text=shorten(delivery))
            if delivery.zone not in (None, LANGUAGES[delivery.lang].zone):
                delivery = replace(delivery, text=_on_the_clock_of(delivery.text, delivery.zone, delivery.lang))
            way: _Way = _Plainly(bot, is_paid)
            if rich is not None and delivery.is_rich and not delivery.is_repeat and await rich.takes(delivery.chat_id):
                document = _document(delivery, enrich)
                way = _Richly(rich, document, way, is_paid, shown) if document else way
            if delivery.edits is not None:
                if await _edit(way, delivery, delivery.edits, under(delivery)):
                    return delivery.edits
                if delivery.only_edits:
                    raise DeliveryRejected("the message that it edits is gone", chat_id=delivery.chat_id, is_gone=True)
                delivery = replace(delivery, edits=None)  # gone: from here on it is a new message
            return await way.send(delivery, under(delivery))
        except TelegramError as e:
            raise_named(e, delivery.chat_id, now(), attempts=delivery.attempts, is_edit=delivery.edits is not None)

    return send


_on_the_clock_of = functools.lru_cache(maxsize=TEXTS)(on_the_clock_of)
"""The text with its instants on a chat's own clock."""


def _document(delivery: Delivery, enrich: Callable[[Delivery, Sequence[str]], str | None]) -> str | None:
    """The rich form on the chat's own clock; nothing where there is none."""
    if not delivery.document:
        return enrich(delivery, [watch_note(delivery.watch, delivery.lang)] if delivery.watch is not None else [])
    is_home = delivery.zone in (None, LANGUAGES[delivery.lang].zone)
    return delivery.document if is_home else _on_the_clock_of(delivery.document, delivery.zone, delivery.lang)


class _Way(Protocol):
    """A form in which a delivery goes out. Each raises TelegramError."""

    async def send(self, delivery: Delivery, buttons: InlineKeyboardMarkup | None) -> int: ...
    async def edit(self, delivery: Delivery, message_id: int, buttons: InlineKeyboardMarkup | None) -> None: ...


@dataclass(frozen=True, slots=True)
class _Plainly:
    """The long or the short form."""

    bot: Client
    is_paid: bool

    async def send(self, delivery: Delivery, buttons: InlineKeyboardMarkup | None) -> int:
        return await _deliver(self.bot, delivery, buttons, is_paid=self.is_paid)

    async def edit(self, delivery: Delivery, message_id: int, buttons: InlineKeyboardMarkup | None) -> None:
        await self.bot.edit_message_text(
            delivery.text,
            delivery.chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
            rate_limit_args=PACED,
        )


@dataclass(frozen=True, slots=True)
class _Richly:
    """The rich form; where that is refused the plain one, at once."""

    rich: Rich
    document: str
    plainly: _Way
    is_paid: bool
    shown: Shown

    async def send(self, delivery: Delivery, buttons: InlineKeyboardMarkup | None) -> int:
        chat_id, own = delivery.chat_id, _place(delivery)
        try:
            message_id = await self.rich.send(chat_id, self.document, own, buttons, silent=delivery.silent, is_paid=self.is_paid)
        except TelegramError as e:
            if not is_of_the_form(e, chat_id):
                raise
            message_id = await self.plainly.send(delivery, buttons)
            await self.rich.refused(e, chat_id)
        else:
            self.shown(delivery, message_id, self.document, buttons)
        return message_id

    async def edit(self, delivery: Delivery, message_id: int, buttons: InlineKeyboardMarkup | None) -> None:
        try:
            await self.rich.edit(delivery.chat_id, message_id, self.document, buttons)
        except TelegramError as e:
            if not is_of_the_form(e, delivery.chat_id) or is_of_the_edit(e):
                raise
            await self.plainly.edit(delivery, message_id, buttons)
            await self.rich.refused(e, delivery.chat_id)
        else:
            self.shown(delivery, message_id, self.document, buttons)


async def _deliver(bot: Client, delivery: Delivery, buttons: InlineKeyboardMarkup | None, *, is_paid: bool) -> int:
    text = _with_notes(delivery)
    try:
        return await _message(bot, delivery, _alike(text, ParseMode.HTML, delivery.silent, _Same(buttons), is_paid))
    except BadRequest as e:
        if "can't parse entities" not in e.message.lower():
            raise
        logging.getLogger(__name__).error("alert %s is not valid HTML, sent as plain text: %s", delivery.alert_id, e.message)
        return await _message(bot, delivery, _alike(_unmarked(text), None, delivery.silent, _Same(buttons), is_paid))


def _unmarked(text: str) -> str:
    """The text for a message without markup: with the addresses of its links, where there is room for them."""
    told = plain(text)
    return told if telegram_length(escape(told)) <= LIMIT else visible(text)


def _with_notes(delivery: Delivery) -> str:
    """The text, with the mark of a possible repeat, and with the watch that was hit where there is room for it."""
    text = f"{delivery.text}\n\n{repeat_note(delivery.lang)}" if delivery.is_repeat else delivery.text
    if delivery.watch is None:
        return text
    noted = f"{text}\n\n{watch_note(delivery.watch, delivery.lang)}"
    return noted if telegram_length(noted) <= LIMIT else text


async def _message(bot: Client, delivery: Delivery, alike: Alike) -> int:
    return await bot.send_form(Form(alike, delivery.chat_id, _place(delivery)))


def _place(delivery: Delivery) -> dict[str, str]:
    """Where in its chat a message goes: the topic, and what it answers."""
    own = {}
    if delivery.thread_id is not None and delivery.thread_id != GENERAL_TOPIC:
        own["message_thread_id"] = str(delivery.thread_id)
    if delivery.replies_to is not None:
        own["reply_parameters"] = ReplyParameters(delivery.replies_to, allow_sending_without_reply=True).to_json()
    return own


class _Same:
    """Buttons that are told from others by which object they are: comparing what they say takes longer than sending them."""

    __slots__ = ("buttons",)

    def __init__(self, buttons: InlineKeyboardMarkup | None) -> None:
        self.buttons = buttons

    def __hash__(self) -> int:
        return id(self.buttons)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.buttons is other.buttons


@functools.lru_cache(maxsize=TEXTS)
def _alike(text: str, parse_mode: str | None, silent: bool, under: _Same, is_paid: bool) -> Alike:
    """What all chats get that get this text: rendered and encoded once."""
    fields = {"text": text, "disable_notification": json.dumps(silent), "link_preview_options": NO_PREVIEW.to_json()}
    if parse_mode is not None:
        fields["parse_mode"] = parse_mode
    if is_paid:
        fields["allow_paid_broadcast"] = "true"
    if under.buttons is not None:
        fields["reply_markup"] = under.buttons.to_json()
    return Alike.of(fields)


async def _edit(way: _Way, delivery: Delivery, message_id: int, buttons: InlineKeyboardMarkup | None) -> bool:
    """Whether the message now shows the delivery; False when it is gone and a new one has to be sent."""
    try:
        await way.edit(delivery, message_id, buttons)
    except BadRequest as e:
        if not is_of_the_edit(e):
            raise
        return UNCHANGED in e.message.lower()
    return True


def is_of_the_edit(error: TelegramError) -> bool:
    """Whether an error says what is to be known of the message that was to be edited: it is gone, or shows just that."""
    return isinstance(error, BadRequest) and any(said in error.message.lower() for said in (*GONE_MESSAGE, UNCHANGED))


def raise_named(error: TelegramError, chat_id: int, now: datetime, *, attempts: int = 0, is_edit: bool = True) -> Never:
    """What the outbox does next, as `make_send` has it; what `is_edit` may be done twice. BadRequest comes before NetworkError, whose
    subclass it is.
    """
    later = now + min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    match error:
        case RetryAfter():
            raise FloodWait(error.message, chat_id=chat_id, retry_at=now + wait_of(error)) from error
        case ChatMigrated():
            raise ChatMoved(error.message, chat_id=chat_id, new_chat_id=error.new_chat_id) from error
        case InvalidToken():
            raise TokenRejected(REJECTED) from None
        case Forbidden() | BadRequest():
            raise _refused(error, chat_id) from error
        case NotSent():  # no way to Telegram at all
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later, everyone=True) from error
        case ServiceDown():
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later) from error
        case _ if is_edit:  # the same edit twice is the same message
            raise DeliveryDeferred(error.message, chat_id=chat_id, retry_at=later) from error
        case _:
            raise DeliveryUncertain(error.message, chat_id=chat_id) from error


def _refused(error: TelegramError, chat_id: int) -> DeliveryError:
    match refusal_of(error, chat_id):
        case Refusal.TOPIC:
            return DeliveryRefused(TOPIC_CLOSED, chat_id=chat_id, only_topic=True)
        case Refusal.MESSAGE:
            return DeliveryRejected(error.message, chat_id=chat_id)
        case refusal:
            return DeliveryRefused(error.message, chat_id=chat_id, is_final=refusal is Refusal.FINAL)
