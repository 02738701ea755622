"""A real past alert for somebody who has not had one yet: the latest notable one here, else one that comes with the program."""

from __future__ import annotations

import functools
import json
from importlib import resources

from bot.codec import scored_from
from bot.kinds import ALERT_KINDS
from bot.model import Subject
from bot.render import alert
from bot.store import Store
from rules.event import Event
from rules.model import Assessment, Rulebook

NOTABLE = 20


def example(store: Store, rulebook: Rulebook, lang: str) -> tuple[str, int | None]:
    """The text of an alert, and the id of its event where it is one of this store."""
    found = next(iter(store.latest_assessed(ALERT_KINDS, impact=NOTABLE)), None)
    if found is not None and lang in found.texts:
        return found.texts[lang], found.id
    event, assessment = shipped()
    return alert(Subject(event=event, assessment=assessment), rulebook, lang), None


@functools.cache
def shipped() -> tuple[Event, Assessment]:
    """The standing repo operations of 31 October 2025, as they were assessed: figures as published by the New York Fed."""
    text = (resources.files("bot.chat.answers") / "example.json").read_text(encoding="utf-8")
    return scored_from(json.loads(text))
