"""Whoever presses a button in a group may read another language, or another clock, than the group: what they open is theirs.

The group stays as it is: what one person opened in their own language comes to their private chat with the bot, and where the bot may not
write there, as far as it goes, in the alert that Telegram shows to them alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Chat
from telegram.error import BadRequest, Forbidden

from bot.chat.conversation import Conversation
from bot.chat.typed.changes import guess_language
from bot.languages import LANGUAGES
from bot.render.html import shorten, visible
from bot.store import Store

GLANCE = 190
"""Characters of Telegram's alert: it takes 200."""
REFUSED = (Forbidden, BadRequest)
"""What Telegram says where the bot may not write to a person."""


@dataclass(frozen=True, slots=True)
class OwnView:
    """A person's own private chat with the bot; `is_known` where they have one that the bot knows of."""

    conversation: Conversation
    is_known: bool


async def own_view(conversation: Conversation) -> OwnView | None:
    """The view of whoever pressed in a group; None where it is the group's, and in a private chat."""
    sender = conversation.sender
    if not conversation.is_group or sender is None:
        return None
    own = await conversation.ask(Store.subscription, sender.id, None)
    known = await conversation.ask(Store.chat_lang, sender.id)
    lang = known or guess_language(sender.language_code, conversation.lang)
    group = await conversation.subscription()
    clock = group.timezone if group is not None else LANGUAGES[conversation.lang].zone
    if lang == conversation.lang and (own is None or not own.active or own.timezone == clock):
        return None
    there = replace(conversation, chat=Chat(sender.id, Chat.PRIVATE), message=None, lang=lang, about=None)
    return OwnView(there, known is not None or (own is not None and own.active))


def glance(text: str) -> str:
    """The beginning of a message, as much of it as Telegram's alert holds."""
    return shorten(visible(text), GLANCE)
