"""The short form of alerts, for the chats that want it."""

from __future__ import annotations

import functools
from collections.abc import Callable

from bot import render
from bot.model import Delivery, Subject
from bot.store import Store
from rules.model import Rulebook


def shortener(store: Store, rulebook: Rulebook) -> Callable[[Delivery], str]:
    """The short form of what a delivery tells of: made once a version and language."""

    @functools.lru_cache(maxsize=256)
    def made(event_id: int, lang: str, is_revision: bool) -> str | None:
        found = store.assessed_event(event_id)
        if found is None:
            return None
        return render.short(Subject(event=found.event, assessment=found.assessment, is_correction=is_revision), rulebook, lang)

    def shorten(delivery: Delivery) -> str:
        short = made(delivery.event_id, delivery.lang, delivery.is_revision) if delivery.event_id is not None else None
        return short or delivery.text

    return shorten
