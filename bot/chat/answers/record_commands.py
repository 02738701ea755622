"""The commands that look back at what the bot said: receipts of single alerts, and the record of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot import render
from bot.chat.conversation import Talk
from bot.chat.pages.keyboards import record_buttons
from bot.chat.pages.settled import change, show_page
from bot.chat.typed.changes import Wrong
from bot.chat.typed.typed_hours import read_receipts
from bot.chat.words import receipts_line


async def receipts(talk: Talk, words: Sequence[str]) -> None:
    """Show how receipts come with its buttons, or set what is typed."""
    if not words:
        await show_page(talk, "receipts")
        return
    wish = read_receipts(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif (changed := await change(talk, lambda chat: replace(chat, receipts=wish.mode))) is not None:
        await talk.reply(talk.tx.t("Noted.") + f"\n{receipts_line(talk.tx, changed)}")


async def record(talk: Talk, words: Sequence[str]) -> None:
    """How all alerts of this bot have done, and what a replay of the past gave; worked out beside the conversation."""
    found = await asyncio.to_thread(talk.desk.record)
    await talk.reply(render.own_record(found, talk.lang), record_buttons(talk.tx))
