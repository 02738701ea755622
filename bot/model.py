"""What goes out: alerts, the subscriptions that want them, and the deliveries that are owed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot import languages
from rules.event import Event, FomcStatement
from rules.model import Assessment, Rulebook

LANGUAGES: tuple[str, ...] = tuple(languages.LANGUAGES)


class Mode(StrEnum):
    """What a chat gets of one kind."""

    ALL = "all"
    SCORED = "scored"
    DIGEST = "digest"
    OFF = "off"


class Standing(StrEnum):
    """What an alert is to a chat that has said nothing of its kind."""

    ANNOUNCEMENT = "announcement"
    """A decision or a measure that was announced: it comes and rings whatever its impact."""
    USUAL = "usual"
    """As its kind's row has it."""
    MUTED = "muted"
    """It never rings: like events contradict its direction, or what it carries out has rung already."""
    ASIDE = "aside"
    """For the digest, whatever the rest of its kind is for."""


class Rhythm(StrEnum):
    """How often a chat gets its digest."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class ReceiptMode(StrEnum):
    """How a chat gets the receipts of its alerts: what the market did afterwards."""

    DIGEST = "digest"
    MESSAGE = "message"
    OFF = "off"


class Silence(StrEnum):
    """Why an event makes no message; of a chat's gates the last is the nearest to a message."""

    NO_MESSAGE = "no_message"
    """Its kind makes none of its own."""
    JOINED = "joined"
    """It belongs to a statement, whose message says so already or has yet to come."""
    TOO_OLD = "too_old"
    IMPOSSIBLE = "impossible"
    """What cannot be could not be left out."""
    NO_CHAT = "no_chat"
    OFF = "off"
    DIGEST = "digest"
    IMPACT = "impact"
    """Below the impact that the chat asks for."""
    DIRECTION = "direction"


TELEGRAM, TERMINAL, WEBHOOK = "telegram", "terminal", "webhook"
"""The channels, by name: the ways out for what is owed."""


class DeliveryState(StrEnum):
    """The life of a delivery: queued -> claimed -> sent | uncertain | refused | expired; uncertain is repeated once.

    One that waited for its chat to wake may instead be told in that chat's batch: batched.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    REFUSED = "refused"
    BATCHED = "batched"


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
    standing: Standing = Standing.USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An assessed event as the store keeps it; `id` names this version of it, `texts` are its message by language."""

    id: int
    event: Event
    assessment: Assessment
    texts: Mapping[str, str] = field(default_factory=dict)
    standing: Standing = Standing.USUAL

    @property
    def kind(self) -> str:
        """The event's."""
        return self.event.KIND

    @property
    def impact(self) -> int:
        """The assessment's, as is the direction."""
        return self.assessment.impact

    @property
    def direction(self) -> int:
        return self.assessment.direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert as it was made, with what it tells of: `version` counts what the publisher has said of the event, from 1."""

    published: Published
    version: int
    texts: Mapping[str, str]
    created_at: datetime
    is_revision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a message is about, decided before anything is put into words: an assessed event, and what stands beside it."""

    event: Event
    assessment: Assessment
    statement_before: FomcStatement | None = None
    """Of an FOMC statement, the one before it."""
    joined: Sequence[Event] = ()
    """What is told in a statement's message: its implementation note, the projections."""
    is_correction: bool = False
    """It says otherwise than before; what only says more is none."""
    earlier_version: Event | None = None
    """Of a correction, the event as it was known before."""


Render = Callable[[Subject, Rulebook, str], str]
"""A subject as a message in a language, Telegram HTML: bot.render.alert."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A fact that a second publisher gives otherwise, and its value as plain data."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """A kind's own thresholds, 0..100; None takes the chat's."""

    impact: int | None = None
    direction: int | None = None
    loud: int | None = None


DEFAULTS = {"impact": 20, "direction": 0, "loud": 30}
"""The thresholds of a new chat. One that stands there says nothing of kinds that have defaults of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat (and topic) with its settings. `modes` and `own` hold only the kinds for which the chat has changed something."""

    chat_id: int
    thread_id: int | None = None
    chat_type: str = "private"
    """private, group, supergroup, channel"""
    channel: str = TELEGRAM
    """The way out to it: TELEGRAM, TERMINAL or WEBHOOK, whose receiver is a program."""
    lang: str = "en"
    impact: int = DEFAULTS["impact"]
    direction: int = DEFAULTS["direction"]
    loud: int = DEFAULTS["loud"]
    modes: Mapping[str, Mode] = field(default_factory=dict)
    own: Mapping[str, Thresholds] = field(default_factory=dict)
    active: bool = True
    is_short: bool = False
    """Alerts come in their short form."""
    is_rich: bool = False
    """They come as rich messages, unless they come short."""
    timezone: str = "UTC"
    """An IANA name; what follows is on its clock."""
    digest: Rhythm = Rhythm.WEEKLY
    digest_hour: int = 9
    digest_weekday: int = 5
    """Of a weekly digest; 0 is Monday."""
    quiet_from: int | None = None
    """Minutes after midnight; both ends, or none."""
    quiet_until: int | None = None
    breakthrough: int | None = None
    """The impact from which an alert comes in quiet hours too; None: none does."""
    snoozed_until: datetime | None = None
    remind_fomc: int | None = None
    """Minutes before the decision; None: no reminder."""
    remind_h41: int | None = None
    remind_auction: int | None = None
    """Of Treasury notes or bonds."""
    receipts: ReceiptMode = ReceiptMode.DIGEST
    reactions: bool = True
    """The market's first hour is told in an announcement's own message, by an edit."""
    pictures: bool = True
    """There are buttons for pictures, and pictures are sent."""
    card: bool = False
    """A pinned message says where things stand, and is edited as that changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What an asset did since an alert's publication, in percent; None: no price. `ordinary_pct` is the mean size of ordinary windows.

    `volatility_*` is what options implied then and at the end, in percent a year, where it is known.
    """

    asset: str
    return_pct: float | None
    ordinary_pct: float | None = None
    volatility_before_pct: float | None = None
    volatility_after_pct: float | None = None

    @property
    def ratio(self) -> float | None:
        """The move's size over that of an ordinary window."""
        if self.return_pct is None or not self.ordinary_pct:
            return None
        return abs(self.return_pct) / self.ordinary_pct


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the market did in the hours after an alert's publication."""

    horizon_hours: int
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What followed an alert: the event that it told of, and its receipts, the nearest first."""

    published: Published
    receipts: Sequence[Receipt]
    real_yield_change_bp: float | None = None
    """Of the 10-year real yield on the day of an announcement, where it is out."""


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
    event_id: int | None = None
    """The event that it tells of; None of a digest, a batch, a reminder or a receipt."""
    watch: str | None = None
    """The chat's own watch that was hit."""
    is_revision: bool = False
    is_short: bool = False
    """The chat wants the short form; `text` is the long one."""
    is_rich: bool = False
    """The chat wants rich messages, where there is such a form."""
    document: str = ""
    """The rich form, where it is made already."""
    only_edits: bool = False
    """It is nothing by itself: where the message to edit is gone, it is not sent."""
    zone: str | None = None
    """The chat's own, an IANA name."""
    urgency: int = 0
    """What goes first when not everything can: more is sooner."""
    opens: tuple[int, ...] = ()
    """Of a digest or a batch, the events that its buttons show in full."""
    pictures: bool = True
    """The chat wants buttons for pictures."""

    @property
    def has_buttons(self) -> bool:
        """Whether its readers may press something under it: not those of a channel, who may change nothing there."""
        return (self.event_id is not None or bool(self.opens)) and (self.chat_id > 0 or self.is_group)
