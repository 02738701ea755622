"""What can be pressed under a delivery: each button carries the event that the message is about, so that it answers for that one."""

from __future__ import annotations

import functools

from telegram import InlineKeyboardMarkup

from bot.chat.pages.answer_keyboards import alert_buttons, opening_buttons
from bot.chat.photos import without_pictures
from bot.delivery.telegram.send import Under
from bot.i18n import texts
from bot.model import Delivery, Published
from bot.render import behind, digest
from bot.store import Store


def under_alert(found: Published, lang: str) -> InlineKeyboardMarkup:
    """The buttons of an event's alert: those alone that open something."""
    return alert_buttons(texts("alerts", lang), found.id, found.kind, behind.buttons(found.event, found.assessment))


def make_under(store: Store) -> Under:
    """The buttons of each delivery, from the events that it tells of; what was worked out is kept for the next chat."""

    @functools.lru_cache(maxsize=256)
    def alerts(event_id: int, lang: str) -> InlineKeyboardMarkup | None:
        found = store.assessed_event(event_id)
        return None if found is None else under_alert(found, lang)

    @functools.lru_cache(maxsize=256)
    def openings(event_ids: tuple[int, ...], lang: str) -> InlineKeyboardMarkup | None:
        found = [one for one in map(store.assessed_event, event_ids) if one is not None]
        return opening_buttons(texts("chat", lang), {one.id: digest.in_full(one.event, lang) for one in found}) if found else None

    def under(delivery: Delivery) -> InlineKeyboardMarkup | None:
        if not delivery.has_buttons:
            return None
        if delivery.event_id is None:
            return openings(delivery.opens, delivery.lang)
        board = alerts(delivery.event_id, delivery.lang)
        return board if delivery.pictures else without_pictures(board)

    return under
