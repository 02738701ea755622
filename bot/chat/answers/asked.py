"""A question typed in words, answered by the look-up that it asks for; where two may be meant, both are offered."""

from __future__ import annotations

import re

from telegram import Message

from bot import terms
from bot.audience.watches import read as read_watch
from bot.chat.answers import lookups
from bot.chat.answers.term_commands import meaning
from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import lookup_choice
from bot.chat.typed.questions import TERM, Question, read_question


async def answer(conversation: Conversation, text: str, *, only_if_sure: bool = False) -> bool:
    """Answer a question in words; gives whether it was one. A condition to watch for is none."""
    if read_watch(text) is not None:
        return False
    found = read_question(text)
    if isinstance(found, Question):
        await _answer(conversation, found)
    elif found is not None and not only_if_sure:
        await conversation.reply(conversation.tx.t("I'm not sure what you ask for. This?"), lookup_choice(conversation.tx, found.near))
    return found is not None


async def _answer(conversation: Conversation, found: Question) -> None:
    if found.name == TERM:
        await conversation.reply(meaning(terms.glossary()[found.of], conversation.tx))
    else:
        await lookups.show(conversation, found.name, found.of)


def names(text: str, username: str) -> bool:
    """Whether a text names the bot: `@name`, or a command to it."""
    return re.search(_name(username), text, re.IGNORECASE) is not None


def without_name(text: str, username: str) -> str:
    """What is said to the bot that is named."""
    return text if text.startswith("/") else re.sub(rf"{_name(username)}[,:，：]?", " ", text, flags=re.IGNORECASE).strip()


def _name(username: str) -> str:
    """The bot's name as a pattern: it ends where a character comes that no name has, as in `@fedtide_bot缩表是什么`."""
    return rf"@{re.escape(username)}(?![A-Za-z0-9_])"


def answers_bot(message: Message, bot_id: int) -> bool:
    """Whether a message answers one of the bot's own; a topic's messages all answer its first one, which is no answer."""
    answered = message.reply_to_message
    if answered is None or answered.message_id == message.message_thread_id:
        return False
    return answered.from_user is not None and answered.from_user.id == bot_id
