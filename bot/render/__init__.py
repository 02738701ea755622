"""Assessments in the reader's language: Telegram HTML, pure."""

from bot.render.alert import alert, repeat_note
from bot.render.html import telegram_length
from bot.render.why import why, why_row

__all__ = ["alert", "repeat_note", "telegram_length", "why", "why_row"]
