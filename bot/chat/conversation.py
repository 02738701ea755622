"""One thing somebody said or pressed, with what an answer needs: the chat, its language, its subscription, and how to reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, Message, ReplyParameters, Update, User
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.chat.aside import Aside
from bot.chat.once import Once
from bot.chat.operations import Operations
from bot.chat.photos import Uploaded, without_pictures
from bot.chat.rights import Rights
from bot.chat.status import StatusReport
from bot.chat.typed.changes import Wrong, guess_language
from bot.delivery.cards import Cards
from bot.delivery.operators import Operators
from bot.delivery.telegram.rich import Rich, is_of_the_form
from bot.delivery.telegram.send import GENERAL_TOPIC
from bot.errors import StoreUnavailable
from bot.i18n import Texts, texts
from bot.languages import LANGUAGES, SOURCE
from bot.model import Subscription
from bot.render.evidence.captions import Picture
from bot.rulebook import InForce
from bot.settings import Settings
from bot.store import Store
from bot.store.in_threads import StoreInThreads
from rules.claims import Claim
from rules.model import Rulebook

Context = ContextTypes.DEFAULT_TYPE
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What answers are made from."""

    store: StoreInThreads
    settings: Settings
    rules: InForce
    now: Callable[[], datetime]
    status: Callable[[], StatusReport]
    track_record: Callable[[], Mapping[str, Any]]
    """The bot's public record; may take half a minute, from any thread."""
    claims: Callable[[], Sequence[Claim]]
    """The article's claims beside the data; may take seconds, from any thread."""
    picture: Callable[[str, str, int], Picture | None]
    """A picture by its name, language and event (0: of none), None where what is stored is too little; takes seconds, from any thread."""
    rights: Rights
    once: Once
    aside: Aside
    operators: Operators
    cards: Cards
    rich: Rich
    meetings: frozenset[date] = frozenset()
    """The last days of scheduled FOMC meetings."""

    operations: Operations = field(default_factory=Operations)
    uploaded: Uploaded = field(default_factory=Uploaded)

    @property
    def rulebook(self) -> Rulebook:
        """The rules that count now."""
        return self.rules.now

    def admits(self, chat_id: int) -> bool:
        """Whether the bot serves a chat: everyone, or in closed mode those listed and the operators."""
        return self.settings.admits(chat_id) and chat_id not in self.operations.banned


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that its administrator sets up from the private chat."""

    id: int
    name: str
    """How it is called there: `@name`, or its number."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One message or one press of a button. In a group `lang` is the group's, not the speaker's.

    `about` is the channel whose settings are meant, None for those of the chat (and topic) itself.
    """

    services: Services
    bot: Bot
    chat: Chat
    sender: User | None
    lang: str
    message: Message | None
    query: CallbackQuery | None = None
    about: Channel | None = None

    @property
    def thread_id(self) -> int | None:
        """The topic that was spoken in; None for the General topic and for chats without topics."""
        return thread_of(self.message)

    @property
    def owner(self) -> tuple[int, int | None]:
        """The chat and topic whose settings are meant."""
        return (self.about.id, None) if self.about is not None else (self.chat.id, self.thread_id)

    @property
    def target(self) -> int | None:
        """What buttons carry on: the channel, where one is meant."""
        return self.about.id if self.about is not None else None

    @property
    def tx(self) -> Texts:
        return texts("chat", self.lang)

    @property
    def is_group(self) -> bool:
        return self.chat.type != Chat.PRIVATE

    @property
    def is_operator(self) -> bool:
        return self.chat.id in self.services.settings.admin_chat_ids

    async def ask(self, question: Callable[Concatenate[Store, P], T], *given: P.args, **named: P.kwargs) -> T:
        """What a method of the store, or a function that begins with it, gives: the event loop waits for no disk."""
        return await self.services.store.run(question, *given, **named)

    async def subscription(self) -> Subscription | None:
        """The chat's subscription, when it is active."""
        found = await self.ask(Store.subscription, *self.owner)
        return found if found is not None and found.active else None

    async def may_change(self) -> bool:
        """Whether whoever speaks may change the settings that are meant."""
        if self.about is not None:
            speaker = self.sender.id if self.sender is not None and self.chat.type == Chat.PRIVATE else 0
            return await self.services.rights.administers(self.bot, self.about.id, speaker)
        spoken = self.message.sender_chat if self.message is not None and self.query is None else None
        sender_id = self.sender.id if self.sender is not None else None
        return await self.services.rights.may_change(self.bot, self.chat, sender_id, spoken.id if spoken is not None else None)

    async def wants_pictures(self) -> bool:
        """Whether pictures are offered and sent here, which they are until the chat says no."""
        found = await self.ask(Store.subscription, self.chat.id, self.thread_id)
        return found is None or found.pictures

    async def _offered(self, buttons: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
        """The buttons, without those for pictures where the chat wants none."""
        bare = without_pictures(buttons)
        return buttons if bare == buttons or await self.wants_pictures() else bare

    async def reply(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Answer in the same chat and topic; in a group as a reply."""
        buttons = await self._offered(buttons)
        if self.message is not None:
            await self.message.reply_text(text, reply_markup=buttons, message_thread_id=self.thread_id)
        else:
            await self.send(text, buttons)

    async def answer(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Answer in the same chat and topic, everywhere as a reply to the very message that was pressed or written."""
        buttons = await self._offered(buttons)
        to = ReplyParameters(self.message.message_id, allow_sending_without_reply=True) if self.message is not None else None
        await self.bot.send_message(self.chat.id, text, reply_markup=buttons, message_thread_id=self.thread_id, reply_parameters=to)

    async def answer_richly(self, document: str, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """The same as a rich message where this chat takes them, else as `text`."""

        async def send(rich: Rich, buttons: InlineKeyboardMarkup | None) -> None:
            own = {} if self.thread_id is None else {"message_thread_id": str(self.thread_id)}
            if self.message is not None:
                own["reply_parameters"] = ReplyParameters(self.message.message_id, allow_sending_without_reply=True).to_json()
            await rich.send(self.chat.id, document, own, buttons)

        await self._richly(send, lambda: self.answer(text, buttons), buttons)

    async def show_richly(self, document: str, text: str, buttons: InlineKeyboardMarkup | None = None) -> bool:
        """`show` as a rich message where this chat takes them, else of `text`."""
        message = self.query.message if self.query is not None else None
        if not isinstance(message, Message):
            return await self.show(text, buttons)
        is_new = True

        async def edit(rich: Rich, buttons: InlineKeyboardMarkup | None) -> None:
            nonlocal is_new
            try:
                await rich.edit(self.chat.id, message.message_id, document, buttons)
            except BadRequest as e:
                if "message is not modified" not in e.message.lower():
                    raise
                is_new = False

        async def plainly() -> None:
            nonlocal is_new
            is_new = await self.show(text, buttons)

        await self._richly(edit, plainly, buttons)
        return is_new

    async def _richly(
        self,
        way: Callable[[Rich, InlineKeyboardMarkup | None], Awaitable[None]],
        plainly: Callable[[], Awaitable[None]],
        buttons: InlineKeyboardMarkup | None,
    ) -> None:
        """Do it the rich way when the chat's turn has come; where that is refused, plainly."""
        rich = self.services.rich
        if not await rich.takes(self.chat.id):
            await plainly()
            return
        try:
            await rich.in_turn(self.chat.id)
            await way(rich, await self._offered(buttons))
        except TelegramError as e:
            if not is_of_the_form(e, self.chat.id):
                raise
            await plainly()
            await rich.refused(e, self.chat.id)

    async def send(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Write to the same chat and topic, answering nothing in particular."""
        buttons = await self._offered(buttons)
        await self.bot.send_message(self.chat.id, text, reply_markup=buttons, message_thread_id=self.thread_id)

    async def send_photo(self, png: bytes, caption: str, name: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Send a picture to the same chat and topic; `name` is the file's. It goes up once, and again where Telegram refuses its id."""
        send = partial(self.bot.send_photo, self.chat.id, caption=caption, reply_markup=buttons, message_thread_id=self.thread_id)
        if (file_id := self.services.uploaded.id_of(png)) is not None:
            try:
                await send(file_id)
            except BadRequest:  # of the id or of something else: that shows when it goes up
                self.services.uploaded.forget(png)
            else:
                return
        sent = await send(png, filename=f"{name}.png")
        if sent.photo:
            self.services.uploaded.keep(png, sent.photo[-1].file_id)

    async def aside(self, what: Hashable, work: Callable[[], T], give: Callable[[T], Awaitable[None]]) -> None:
        """Work out a slow answer and give it, once for however many ask here; the chat goes on meanwhile, and is told that it comes."""

        async def soon() -> None:
            await self.reply(self.tx.t("This takes a moment and comes by itself. You can go on meanwhile."))

        async def sorry() -> None:
            await self.reply(self.tx.t("Something went wrong on my side, not on yours. Please try again in a minute."))

        key = (what, self.chat.id, self.thread_id, self.lang)
        await self.services.aside.answer(key, work, give, soon=soon, sorry=sorry)

    async def correct(self, wrong: Wrong) -> None:
        """Say what would have been right."""
        await self.reply(wrong.said(self.tx))

    async def toast(self, text: str = "", *, alert: bool = False) -> None:
        """Answer the press of a button, so that its spinner ends. One pressed too long ago can't be answered any more.

        As an `alert` the text stays until it is closed.
        """
        if self.query is not None:
            try:
                await self.query.answer(text or None, show_alert=alert or None)
            except BadRequest as e:
                if "query" not in e.message.lower():
                    raise

    async def show(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> bool:
        """Put a page in place of the one whose button was pressed; as a new message where that one can't be changed.

        Gives whether the page says anything else than before.
        """
        if self.query is None or not isinstance(self.query.message, Message):
            await self.reply(text, buttons)
            return True
        buttons = await self._offered(buttons)
        try:
            await self.query.edit_message_text(text, reply_markup=buttons)
        except BadRequest as e:
            words = e.message.lower()
            if "message is not modified" in words:
                return False
            if "message to edit not found" not in words and "can't be edited" not in words:
                raise
            await self.send(text, buttons)
        return True


def thread_of(message: Message | None) -> int | None:
    """The topic a message is in. The General topic is sent to as none; a reply chain of a group without topics is no topic."""
    if message is None or not message.is_topic_message or message.message_thread_id == GENERAL_TOPIC:
        return None
    return message.message_thread_id


async def conversation_of(update: Update, context: Context) -> Conversation | None:
    """The conversation that an update opens; None for one that belongs to no chat, or to somebody who is not served."""
    services: Services = context.application.bot_data["services"]
    chat, sender = update.effective_chat, update.effective_user
    if chat is None or services.operations.is_banned(chat.id, sender.id if sender else None):
        return None
    try:
        known = await services.store.run(Store.chat_lang, chat.id)
    except StoreUnavailable:  # it can still be said that nothing can be looked up
        known = None
    lang = known or guess_language(sender.language_code if sender else None, services.settings.lang)
    return Conversation(services, context.bot, chat, sender, lang, update.effective_message, update.callback_query)


def clock_of_language(chat: Subscription, lang: str) -> Subscription:
    """The settings in another language: a clock that came with the language goes with it, unless quiet hours were set by it."""
    begun, zone = LANGUAGES[chat.lang].zone, LANGUAGES[lang].zone
    is_given = chat.timezone == begun and chat.quiet_from is None and zone != LANGUAGES[SOURCE].zone
    return replace(chat, timezone=zone) if is_given else chat


def subscription_of(conversation: Conversation) -> Subscription:
    """What a chat that subscribes now starts with."""
    chat_id, thread_id = conversation.owner
    return Subscription(
        chat_id=chat_id,
        thread_id=thread_id,
        chat_type=Chat.CHANNEL if conversation.about is not None else conversation.chat.type,
        lang=conversation.lang,
        timezone=LANGUAGES[conversation.lang].zone,
    )
