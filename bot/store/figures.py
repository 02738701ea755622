"""Figures of the outbox and of what was taken in, for whoever looks every few seconds: what they cost does not grow with history."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from bot.store.assessments import Latency
from bot.store.database import Database
from bot.store.schema import alerts, assessments, deliveries, events

_D = deliveries.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """What is owed: deliveries to be sent, those that wait for their chat to wake, and alerts that are still being fanned out."""

    owed: int
    held: int
    fanning_out: int
    oldest_queued_at: datetime | None
    """When the alert was queued that waits longest among what is to be sent; None where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far somebody has counted: the last event and the last alert."""

    event_id: int = 0
    alert_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert of an event, by its id, with when it passed each stage of its way."""

    alert_id: int
    is_revision: bool
    """It tells of the event anew: its stages are not those of a publication."""
    latency: Latency


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What has come since a mark: the kinds of the events that were assessed, one an event, and the alerts that tell of an event."""

    mark: Mark
    kinds: tuple[str, ...]
    told: tuple[Told, ...]


class Figures(Database):
    """Counts over partial indexes and over the newest rows alone."""

    def depth(self) -> Depth:
        """How much is owed now."""
        with self._read() as connection:
            owed, oldest = connection.execute(_OWED).one()
            return Depth(
                owed=owed,
                held=connection.scalar(_HELD) or 0,
                fanning_out=connection.scalar(_FANNING_OUT) or 0,
                oldest_queued_at=connection.scalar(_QUEUED_AT, {"which": oldest}) if oldest is not None else None,
            )

    def mark(self) -> Mark:
        """The newest event and the newest alert there are."""
        with self._read() as connection:
            return Mark(event_id=connection.scalar(_LAST_EVENT) or 0, alert_id=connection.scalar(_LAST_ALERT) or 0)

    def grown_since(self, mark: Mark, waiting: Collection[int]) -> Grown:
        """What has come after a mark, up to a new one; and the alerts of these ids, which had not been sent before."""
        with self._read() as connection:
            upto = Mark(event_id=connection.scalar(_LAST_EVENT) or 0, alert_id=connection.scalar(_LAST_ALERT) or 0)
            kinds = connection.scalars(_KINDS, {"after": mark.event_id, "upto": upto.event_id})
            ids = {"after": mark.alert_id, "upto": upto.alert_id, "ids": list(waiting)}
            rows = connection.execute(_ALERTS, ids).mappings()
            return Grown(mark=upto, kinds=tuple(kinds), told=tuple(_told(**row) for row in rows))


def _told(id: int, is_revision: bool, **stages: Any) -> Told:  # noqa: A002 - the column's name
    return Told(alert_id=id, is_revision=is_revision, latency=Latency(**stages))


_OWED = select(func.count(), func.min(_D.id)).where(_D.owed, ~_D.held)
_HELD = select(func.count()).where(_D.held)
_FANNING_OUT = select(func.count()).where(alerts.c.fan_out_done_at.is_(None))
_QUEUED_AT = select(alerts.c.queued_at).join(deliveries, _D.alert_id == alerts.c.id).where(_D.id == bindparam("which"))
_LAST_EVENT, _LAST_ALERT = select(func.max(assessments.c.event_id)), select(func.max(alerts.c.id))
_KINDS = (
    select(events.c.kind)
    .join(assessments, assessments.c.event_id == events.c.id)
    .where(assessments.c.event_id > bindparam("after"), assessments.c.event_id <= bindparam("upto"))
)
_ALERTS = (
    select(
        alerts.c.id,
        alerts.c.is_revision,
        *(events.c[name] for name in ("source", "key", "kind", "published_at", "seen_at")),
        alerts.c.queued_at,
        alerts.c.first_sent_at,
    )
    .join(events, events.c.id == alerts.c.event_id)
    .where(and_(alerts.c.id > bindparam("after"), alerts.c.id <= bindparam("upto")) | alerts.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(alerts.c.id)
)
