"""Channels, set up by their administrators from the private chat: `/settings @name`. Rights are asked of the platform each time."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Chat
from telegram.error import BadRequest, Forbidden

from bot.chat.conversation import Channel, Conversation
from bot.chat.pages.settled import closed_circle, refusal
from bot.chat.typed.changes import Wrong
from bot.i18n import N_
from bot.render.html import escape, exact
from bot.store import Store


def names_channel(word: str) -> bool:
    """Whether a word is a channel's name or number."""
    return re.fullmatch(r"@[A-Za-z]\w{3,31}|-100\d{5,13}", word, re.ASCII) is not None


async def aimed(conversation: Conversation, command: str, name: str, *, aims: bool) -> Conversation | None:
    """The conversation, about a channel; None when that cannot be (`aims`: the command can), and the speaker has been told why."""
    values = {"channel": escape(name) if conversation.is_group else exact(name), "command": command}
    if not aims or conversation.is_group:
        sentence = N_("/{command} is not about a channel. A channel is set up in a private chat with me: <code>/settings @name</code>")
        await conversation.correct(Wrong(sentence, values))
        return None
    try:
        chat = await conversation.bot.get_chat(name if name.startswith("@") else int(name))
        me = await conversation.bot.get_chat_member(chat.id, conversation.bot.id)
    except (BadRequest, Forbidden):
        await conversation.correct(
            Wrong(N_("I can't see {channel}. Add me to it as an administrator who may post, then try again."), values)
        )
        return None
    if chat.type != Chat.CHANNEL:
        sentence = N_("{channel} is no channel. In a group its administrators send /{command} in the group itself.")
        await conversation.correct(Wrong(sentence, values))
        return None
    if not conversation.services.admits(chat.id):
        await conversation.reply(closed_circle(conversation.tx, chat.id))
        return None
    about = replace(conversation, about=Channel(chat.id, name))
    if not await about.may_change():
        await conversation.reply(refusal(about))
        return None
    if not getattr(me, "can_post_messages", False):
        sentence = N_("I may not post in {channel}. Make me an administrator who may post messages, then try again.")
        await conversation.correct(Wrong(sentence, values))
        return None
    await conversation.ask(Store.remember_keeper, chat.id, conversation.chat.id)
    lang = await conversation.ask(Store.chat_lang, chat.id)
    return replace(about, lang=lang or conversation.lang)
