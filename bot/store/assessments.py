"""What was made of each event: the commit that joins event, assessment, alert and fan-out task, and looking back at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, update

from bot.audience.standing import standing_of
from bot.codec import assessment_json, fingerprint
from bot.errors import StoreError
from bot.model import Alert, DeliveryState, Published, Standing, Told
from bot.store.database import Database
from bot.store.events import BACKFILLED, differs, event_row, last_version, latest_version
from bot.store.owing import keep_alert
from bot.store.published import assessed, published
from bot.store.schema import Instant, alerts, assessments, deliveries, events, signals
from bot.store.watches import asked, hit_watches
from rules.event import Event
from rules.model import Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSignal:
    """A counted signal of an earlier event, with when that event came out."""

    mechanism: str
    rule: str
    direction: str
    strength: float
    source: str
    key: str
    kind: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """How long one alert took on each stretch of its way; `first_sent_at` is None until the first chat has it."""

    source: str
    key: str
    kind: str
    published_at: datetime
    seen_at: datetime
    queued_at: datetime
    first_sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What an event was assessed as: enough to say who would have got it."""

    kind: str
    impact: int
    direction: int
    published_at: datetime
    standing: Standing = Standing.USUAL


class Assessments(Database):
    """Assessed events, newest publication of each."""

    def commit(
        self,
        event: Event,
        assessment: Assessment,
        alert: Alert | None,
        now: datetime,
        *,
        texts: Mapping[str, str] | None = None,
        read: Event | None = None,
    ) -> int:
        """Keep an assessed event and what follows from it in one transaction; gives the event's id.

        With an alert comes its fan-out task, owed to those who are subscribed at this moment. An alert may be another event's: that
        one is then told anew, with this one. `texts` are kept for looking back at events without an alert. An event that is already
        there as published (somebody else was quicker) changes nothing. Chats whose watch the event hits are owed the alert at once.
        `read` is the event as it was read, where facts that cannot be were left out since: by it a later reading is the same or another.
        """
        facts = fingerprint(event if read is None else read)
        with self._read() as connection:
            watched = asked(connection, event, assessment)
        with self._write() as connection:
            latest = latest_version(connection, event.source, event.key)
            if latest is not None and latest.version > BACKFILLED and not differs(latest.fingerprint, facts):
                return int(latest.id)
            version = latest.version + 1 if latest is not None else 1
            seen = replace(event, seen_at=event.seen_at or now)
            event_id = int(connection.execute(_KEEP_EVENT, event_row(seen, version, now) | {"fingerprint": facts}).scalar_one())
            shown = texts if texts is not None else alert.texts if alert is not None else {}
            _keep_assessment(connection, event_id, event, assessment, shown, now)
            alert_id = None
            if alert is not None:
                alert_id = keep_alert(connection, alert, _told_of(connection, event_id, event, alert), now)
            hit_watches(connection, watched, alert_id, now)
            return event_id

    def reassess(self, event: Event, assessment: Assessment, alert: Alert | None, now: datetime, *, texts: Mapping[str, str]) -> None:
        """Keep another assessment of an event that is there: the same signals, another confidence. An alert edits its messages."""
        with self._write() as connection:
            latest = latest_version(connection, event.source, event.key)
            if latest is None:
                raise StoreError(f"an assessment is of an event that is not here: {event.source} {event.key}")
            fresh = update(assessments).where(assessments.c.event_id == latest.id)
            connection.execute(fresh.values(data=assessment_json(assessment), texts=dict(texts), assessed_at=now))
            if alert is not None:
                keep_alert(connection, alert, int(latest.id), now)

    def latest_assessed(
        self, kinds: Sequence[str] | None = None, limit: int = 1, *, impact: int = 0, standing: Standing | None = None
    ) -> list[Published]:
        """The latest events of this impact or more, newest first, each in its last version; with `standing` only those that have it."""
        query = assessed().where(events.c.version == last_version()).order_by(events.c.published_at.desc(), events.c.id.desc()).limit(limit)
        if kinds is not None:
            query = query.where(events.c.kind.in_(kinds))
        if impact:
            query = query.where(assessments.c.impact >= impact)
        if standing is not None:
            query = query.where(assessments.c.standing == standing)
        with self._read() as connection:
            return [published(row) for row in connection.execute(query)]

    def latest_alert_for(self, chat_id: int, thread_id: int | None = None) -> Published | None:
        """What the last alert that a chat got, by itself or in a batch, was about; None when none ever came."""
        came = or_(deliveries.c.sent_at.is_not(None), deliveries.c.state == DeliveryState.BATCHED)
        return self._told(deliveries.c.chat_id == chat_id, deliveries.c.thread_id == (thread_id or 0), came)

    def told_in(self, chat_id: int, message_id: int) -> Published | None:
        """What the alert in a chat's message is about, as its text stands now; None where the message is no alert."""
        return self._told(deliveries.c.chat_id == chat_id, deliveries.c.message_id == message_id)

    def _told(self, *where: ColumnElement[bool]) -> Published | None:
        query = (
            assessed()
            .join(alerts, alerts.c.event_id == events.c.id)
            .join(deliveries, deliveries.c.alert_id == alerts.c.id)
            .where(*where)
            .order_by(deliveries.c.id.desc())
            .limit(1)
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return None if row is None else published(row)

    def assessed_event(self, event_id: int) -> Published | None:
        """An assessed event by the id of its version."""
        with self._read() as connection:
            row = connection.execute(assessed().where(events.c.id == event_id)).first()
        return None if row is None else published(row)

    def told(self, alert_id: int) -> Told | None:
        """An alert with the event that it tells of; None of what is no event's, or is forgotten."""
        with self._read() as connection:
            row = connection.execute(_TOLD, {"id": alert_id}).first()
        if row is None:
            return None
        return Told(published=published(row), version=row.version, texts=row.texts, created_at=row.created_at, is_revision=row.is_revision)

    def scores_since(self, since: datetime) -> list[Score]:
        """What every event published since then was assessed as, oldest first; of each its last version."""
        with self._read() as connection:
            return [
                Score(**{**row, "standing": Standing(row["standing"])}) for row in connection.execute(_SCORES, {"since": since}).mappings()
            ]

    def signals_since(self, since: datetime, before: datetime) -> list[CountedSignal]:
        """The counted signals of events published from `since` up to, not at, `before`, oldest first; of each event its last version."""
        with self._read() as connection:
            return [CountedSignal(**row) for row in connection.execute(_SIGNALS, {"since": since, "before": before}).mappings()]

    def assessing_since(self) -> datetime | None:
        """When the first event was seen that was assessed; None where none was yet."""
        with self._read() as connection:
            found: datetime | None = connection.scalar(_FIRST_SEEN)
        return found

    def latencies(self, limit: int = 20) -> list[Latency]:
        """When the latest alerts' events were published, seen, queued and first sent; newest first.

        Of an event only its first alert: what joined its message later was published, and seen, later.
        """
        other = alerts.alias()
        first = select(func.min(other.c.id)).where(other.c.event_id == alerts.c.event_id).correlate(alerts).scalar_subquery()
        query = (
            select(
                *(events.c[name] for name in ("source", "key", "kind", "published_at", "seen_at")),
                alerts.c.queued_at,
                alerts.c.first_sent_at,
            )
            .join(events, events.c.id == alerts.c.event_id)
            .where(alerts.c.id == first)
            .order_by(alerts.c.id.desc())
            .limit(limit)
        )
        with self._read() as connection:
            return [Latency(**row) for row in connection.execute(query).mappings()]


_TOLD = (
    assessed(events.c.version, *(alerts.c[name] for name in ("texts", "created_at", "is_revision")))
    .join(alerts, alerts.c.event_id == events.c.id)
    .where(alerts.c.id == bindparam("id"))
)
_SINCE = bindparam("since", type_=Instant)
_SCORES = (
    select(events.c.kind, assessments.c.impact, assessments.c.direction, assessments.c.standing, events.c.published_at)
    .join(assessments, assessments.c.event_id == events.c.id)
    .where(events.c.published_at >= _SINCE, events.c.version == last_version())
    .order_by(events.c.published_at, events.c.id)
)
_SIGNALS = (
    select(
        *(signals.c[name] for name in ("mechanism", "rule", "direction", "strength")),
        *(events.c[name] for name in ("source", "key", "kind", "published_at")),
    )
    .join(events, events.c.id == signals.c.event_id)
    .where(signals.c.counted, events.c.published_at >= _SINCE, events.c.published_at < bindparam("before", type_=Instant))
    .where(events.c.version == last_version())
    .order_by(events.c.published_at, events.c.id, signals.c.position)
)
_FIRST_SEEN = select(events.c.seen_at).join(assessments, assessments.c.event_id == events.c.id).order_by(assessments.c.event_id).limit(1)
_KEEP_EVENT = insert(events).returning(events.c.id)
_KEEP_ASSESSMENT, _KEEP_SIGNALS = insert(assessments), insert(signals)
"""Made once: every event is asked for these, and making them took as long as the answer."""


def _keep_assessment(
    connection: Connection, event_id: int, event: Event, assessment: Assessment, texts: Mapping[str, str], now: datetime
) -> None:
    row = {
        "event_id": event_id,
        "standing": standing_of(event, assessment),
        "impact": assessment.impact,
        "direction": assessment.direction,
        "data": assessment_json(assessment),
        "texts": dict(texts),
        "assessed_at": now,
    }
    connection.execute(_KEEP_ASSESSMENT, row)
    rows = [
        {
            "event_id": event_id,
            "position": position,
            "rule": signal.rule,
            "mechanism": signal.mechanism,
            "direction": signal.direction,
            "strength": signal.strength,
            "counted": signal.counted,
        }
        for position, signal in enumerate(assessment.signals)
    ]
    if rows:
        connection.execute(_KEEP_SIGNALS, rows)


def _told_of(connection: Connection, event_id: int, event: Event, alert: Alert) -> int:
    """The id of the event that an alert tells of; looking back at another one than the committed shows its new text too."""
    if (alert.source, alert.event_key) == (event.source, event.key):
        return event_id
    other = latest_version(connection, alert.source, alert.event_key)
    if other is None:
        raise StoreError(f"an alert is about an event that is not here: {alert.source} {alert.event_key}")
    connection.execute(update(assessments).where(assessments.c.event_id == other.id).values(texts=dict(alert.texts)))
    return int(other.id)
