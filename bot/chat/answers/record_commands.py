"""The commands that look back at what the bot said: receipts of single alerts, and the record of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import render
from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import record_buttons
from bot.chat.pages.settled import change, show_page
from bot.chat.typed.changes import Wrong
from bot.chat.typed.typed_times import read_receipts
from bot.chat.words import receipts_line


async def receipts(conversation: Conversation, words: Sequence[str]) -> None:
    """Show how receipts come with its buttons, or set what is typed."""
    if not words:
        await show_page(conversation, "receipts")
        return
    wish = read_receipts(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, lambda chat: replace(chat, receipts=wish.mode))) is not None:
        await conversation.reply(conversation.tx.t("Saved.") + f"\n{receipts_line(conversation.tx, changed)}")


async def record(conversation: Conversation, words: Sequence[str]) -> None:
    """How all alerts of this bot have done, and what a replay of the past gave; worked out beside the conversation."""

    async def give(found: Mapping[str, Any]) -> None:
        await conversation.reply(render.own_record(found, conversation.lang), record_buttons(conversation.tx))

    await conversation.aside("record", conversation.services.track_record, give)
