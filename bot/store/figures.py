"""Figures of the outbox and of what was taken in, for whoever looks every few seconds: what they cost does not grow with history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from bot.store.assessments import Latency
from bot.store.database import Database
from bot.store.schema import alerts, assessments, deliveries, events

_D = deliveries.c


@dataclass(frozen=True, slots=True)
class Owed:
    """How many deliveries are to be sent by a channel, and when the alert of the oldest of them was queued."""

    count: int
    oldest_queued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """What is owed: by channel what is to be sent, what waits for its chat to wake, and alerts that are still being fanned out."""

    owed: Mapping[str, Owed]
    held: int
    fanning_out: int


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
            owed = {row.channel: (row.owed, row.oldest) for row in connection.execute(_OWED)}
            queued_at = {row.id: row.queued_at for row in connection.execute(_QUEUED_AT, {"ids": [oldest for _, oldest in owed.values()]})}
            return Depth(
                owed={channel: Owed(count, queued_at[oldest]) for channel, (count, oldest) in owed.items()},
                held=connection.scalar(_HELD) or 0,
                fanning_out=connection.scalar(_FANNING_OUT) or 0,
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


_OWED = select(_D.channel, func.count().label("owed"), func.min(_D.id).label("oldest")).where(_D.owed, ~_D.held).group_by(_D.channel)
_HELD = select(func.count()).where(_D.held)
_FANNING_OUT = select(func.count()).where(alerts.c.fan_out_done_at.is_(None))
_QUEUED_AT = (
    select(_D.id, alerts.c.queued_at).join(deliveries, _D.alert_id == alerts.c.id).where(_D.id.in_(bindparam("ids", expanding=True)))
)
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
