"""One thing somebody said or pressed, with what an answer needs: the chat, its language, its subscription, and how to reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.chat.rights import Rights
from bot.chat.status import StatusReport
from bot.chat.typed import Wrong, guess_language
from bot.i18n import Texts, texts
from bot.model import Subscription
from bot.settings import Settings
from bot.store import Store
from rules.model import Rulebook

Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What answers are made from."""

    store: Store
    settings: Settings
    rulebook: Rulebook
    now: Callable[[], datetime]
    status: Callable[[], StatusReport]
    rights: Rights

    def admits(self, chat_id: int) -> bool:
        """Whether the bot serves a chat: everyone, or in closed mode those listed and the operators."""
        return self.settings.admits(chat_id)


@dataclass(frozen=True, slots=True)
class Talk:
    """One message or one press of a button. In a group `lang` is the group's, not the speaker's."""

    desk: Desk
    bot: Bot
    chat: Chat
    sender: User | None
    lang: str
    message: Message | None
    query: CallbackQuery | None = None

    @property
    def tx(self) -> Texts:
        return texts("chat", self.lang)

    @property
    def is_group(self) -> bool:
        return self.chat.type != Chat.PRIVATE

    @property
    def is_operator(self) -> bool:
        return self.chat.id in self.desk.settings.admin_chat_ids

    def subscription(self) -> Subscription | None:
        """The chat's subscription, when it is active."""
        found = self.desk.store.subscription(self.chat.id)
        return found if found is not None and found.active else None

    async def may_change(self) -> bool:
        """Whether whoever speaks may change this chat's settings."""
        spoken = self.message.sender_chat if self.message is not None and self.query is None else None
        sender_id = self.sender.id if self.sender is not None else None
        return await self.desk.rights.may_change(self.bot, self.chat, sender_id, spoken.id if spoken is not None else None)

    async def reply(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Answer in the same chat and topic; in a group as a reply."""
        if self.message is not None:
            await self.message.reply_text(text, reply_markup=buttons)
        else:
            await self.bot.send_message(self.chat.id, text, reply_markup=buttons)

    async def correct(self, wrong: Wrong) -> None:
        """Say what would have been right."""
        await self.reply(self.tx.t(wrong.sentence, **wrong.values))

    async def toast(self, text: str = "") -> None:
        """Answer the press of a button, so that its spinner ends. One pressed too long ago can't be answered any more."""
        if self.query is not None:
            try:
                await self.query.answer(text or None)
            except BadRequest as e:
                if "query" not in e.message.lower():
                    raise

    async def show(self, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
        """Put a page in place of the one whose button was pressed; as a new message where that one can't be changed."""
        if self.query is None or not isinstance(self.query.message, Message):
            await self.reply(text, buttons)
            return
        try:
            await self.query.edit_message_text(text, reply_markup=buttons)
        except BadRequest as e:
            words = e.message.lower()
            if "message is not modified" in words:
                return
            if "message to edit not found" not in words and "can't be edited" not in words:
                raise
            await self.bot.send_message(self.chat.id, text, reply_markup=buttons)


def talk_of(update: Update, context: Context) -> Talk | None:
    """The talk that an update opens; None for one that belongs to no chat."""
    desk: Desk = context.application.bot_data["desk"]
    chat = update.effective_chat
    if chat is None:
        return None
    sender = update.effective_user
    lang = desk.store.chat_lang(chat.id) or guess_language(sender.language_code if sender else None, desk.settings.lang)
    return Talk(desk, context.bot, chat, sender, lang, update.effective_message, update.callback_query)


def subscription_of(talk: Talk) -> Subscription:
    """What a chat that subscribes now starts with."""
    return Subscription(chat_id=talk.chat.id, chat_type=talk.chat.type, lang=talk.lang)
