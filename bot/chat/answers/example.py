"""A real past alert for somebody who has not had one yet: the latest notable one here, else one that comes with the program."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from bot import codec
from bot.kinds import ALERT_KINDS
from bot.render import alert
from bot.store import Store
from rules.model import Rulebook

NOTABLE = 20


def example(store: Store, rulebook: Rulebook, lang: str) -> tuple[str, int | None]:
    """The text of an alert, and the id of its event where it is one of this store."""
    row = next(iter(store.latest_assessed(ALERT_KINDS, impact=NOTABLE)), None)
    if row is not None and lang in row["text"]:
        return row["text"][lang], store.event_id(row["event"]["source"], row["event"]["key"])
    one = shipped()
    return alert(codec.event_from(one["event"]), codec.assessment_from(one["assessment"]), rulebook, lang), None


@functools.cache
def shipped() -> Mapping[str, Any]:
    """The standing repo operations of 31 October 2025, as they were assessed: figures as published by the New York Fed."""
    text = (resources.files("bot.chat.answers") / "example.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
