"""The short form of alerts, and the rich one, for the chats that want them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from bot import render
from bot.model import Delivery, Subject
from bot.render.rich.alert import rich
from bot.render.rich.digest import document
from bot.store import Store
from rules.model import Rulebook


def shortener(store: Store, rules: Callable[[], Rulebook]) -> Callable[[Delivery], str]:
    """The short form of what a delivery tells of: made once a version, language and rulebook. `rules` gives the one in force."""

    @functools.lru_cache(maxsize=256)
    def made(event_id: int, lang: str, is_revision: bool, sha256: str) -> str | None:
        found = store.assessed_event(event_id)
        if found is None:
            return None
        return render.short(Subject(event=found.event, assessment=found.assessment, is_correction=is_revision), rules(), lang)

    def shorten(delivery: Delivery) -> str:
        if delivery.event_id is None:
            return delivery.text
        return made(delivery.event_id, delivery.lang, delivery.is_revision, rules().sha256) or delivery.text

    return shorten


def enricher(store: Store, rules: Callable[[], Rulebook]) -> Callable[[Delivery, Sequence[str]], str | None]:
    """The rich form of what a delivery tells of, from its long text: made once for all chats that are told the same; None where none."""

    @functools.lru_cache(maxsize=256)
    def made(event_id: int, lang: str, text: str, notes: tuple[str, ...], sha256: str) -> str | None:
        found = store.assessed_event(event_id)
        return None if found is None else rich(text, found.event, found.assessment, rules(), lang, notes)

    def enrich(delivery: Delivery, notes: Sequence[str]) -> str | None:
        if delivery.event_id is None:
            return document(delivery.text) if delivery.opens and not notes else None
        return made(delivery.event_id, delivery.lang, delivery.text, tuple(notes), rules().sha256)

    return enrich
