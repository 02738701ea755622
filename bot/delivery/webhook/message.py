"""What a program is told of an alert: the JSON of its assessment, and an id that every repeat has too. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.codec import plain, scored_json
from bot.model import Told

SCORED, UPDATED, CORRECTED = "event.scored", "event.updated", "event.corrected"
"""A new event; one of which more is said (a note joined its statement, another confidence); one that its publisher revised."""


@dataclass(frozen=True, slots=True)
class Message:
    """An id and a body."""

    id: str
    body: bytes


def message_of(told: Told, shorts: Mapping[str, str]) -> Message:
    """The message of an alert; `shorts` are its short forms by language."""
    payload = {
        "type": type_of(told),
        "timestamp": plain(told.created_at),
        "data": scored_json(told.published.event, told.published.assessment, told.texts, shorts),
    }
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return Message(_id_of(told), body.encode(errors="replace"))  # half a character, as a title may hold, is none


def type_of(told: Told) -> str:
    """What happened to the event."""
    if not told.is_revision:
        return SCORED
    return CORRECTED if told.version > 1 else UPDATED


def _id_of(told: Told) -> str:
    """By what the alert is, not by its number here: a database that was restored gives the same number to another alert."""
    event = told.published.event
    what = f"{event.source}\n{event.key}\n{told.version}\n{type_of(told)}\n{told.created_at.isoformat()}"
    return f"msg_{hashlib.sha256(what.encode()).hexdigest()[:32]}"
