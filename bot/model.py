"""What goes out: alerts, the subscriptions that want them, and the deliveries that are owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LANGUAGES = ("en", "zh-Hans")


class Mode(StrEnum):
    """What a chat gets of one kind."""

    ALL = "all"
    SCORED = "scored"
    OFF = "off"


class DeliveryState(StrEnum):
    """The life of a delivery: queued -> claimed -> sent | uncertain | refused | expired; uncertain is repeated once."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An assessment worth a message: made once, before any sending, in every language.

    `group` ties what belongs together (the operations of one day): a later alert of a group answers the earlier message.
    `is_revision` says that it replaces the text of the group's earlier alert of the same event: it is sent as an edit.
    """

    kind: str
    source: str
    event_key: str
    impact: int
    direction: int
    texts: Mapping[str, str]
    created_at: datetime
    expires_at: datetime
    group: str
    is_revision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat (and topic) with its settings. `modes` holds only the kinds whose mode the chat has changed."""

    chat_id: int
    thread_id: int | None = None
    chat_type: str = "private"
    """private, group, supergroup, channel"""
    lang: str = "en"
    impact: int = 20
    direction: int = 0
    loud: int = 30
    modes: Mapping[str, Mode] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert owed to one chat, as the outbox hands it to `send`."""

    id: int
    alert_id: int
    chat_id: int
    thread_id: int | None
    is_group: bool
    text: str
    lang: str
    silent: bool
    impact: int
    attempts: int
    expires_at: datetime
    is_repeat: bool = False
    """An earlier try may have reached the chat: the text says so."""
    edits: int | None = None
    """The message to edit instead of sending a new one."""
    replies_to: int | None = None
