"""Assessments in the reader's language: Telegram HTML, pure."""

from bot.render import digest
from bot.render.alert import alert, repeat_note, watch_note
from bot.render.evidence import receipts
from bot.render.evidence.own_record import own_record
from bot.render.html import telegram_length
from bot.render.short import news, short
from bot.render.why import why

__all__ = [
    "alert",
    "digest",
    "news",
    "own_record",
    "receipts",
    "repeat_note",
    "short",
    "telegram_length",
    "watch_note",
    "why",
]
