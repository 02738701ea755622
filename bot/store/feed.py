"""What was published lately, for whoever reads it without a chat: the page and the feeds. Nothing here is of a reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.model import Move, Published, Standing
from bot.store.database import Database
from bot.store.events import last_version
from bot.store.published import assessed, published
from bot.store.schema import Instant, alerts, assessments, events, receipts

LOOKED_AT = 4000
"""So many publications are looked at for those that are wanted: a year of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A publication as a choice needs it."""

    event_id: int
    kind: str
    impact: int
    direction: int
    standing: Standing
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A publication in its last version, when what is said of it was said, and whether it corrects an earlier version."""

    published: Published
    updated_at: datetime
    is_correction: bool


class Feed(Database):
    """Assessed publications, newest first."""

    def entries(self, wanted: Callable[[Listed], bool], since: datetime, limit: int) -> list[Entry]:
        """The newest that are wanted, published since then; of each its last version."""
        with self._read() as connection:
            rows = connection.execute(_LISTED, {"since": since}).mappings()
            listed = (Listed(**{**row, "standing": Standing(row["standing"])}) for row in rows)
            chosen = []
            for one in listed:
                if wanted(one):
                    chosen.append(one.event_id)
                if len(chosen) == limit:
                    break
            found = {row.event_id: row for row in connection.execute(_ENTRIES, {"chosen": chosen})}
        return [_entry(found[event_id]) for event_id in chosen]

    def moves_after(self, event_ids: Collection[int], horizon_hours: int, asset: str) -> Mapping[int, Move]:
        """What an asset did so many hours after these publications, as the receipts of their first alerts have it."""
        found: dict[int, Move] = {}
        with self._read() as connection:
            for event_id, moves in connection.execute(_MOVES, {"chosen": list(event_ids), "hours": horizon_hours}):
                for move in moves:
                    if move["asset"] == asset and event_id not in found:
                        found[event_id] = Move(**move)
        return found


_LISTED = (
    select(
        events.c.id.label("event_id"),
        events.c.kind,
        assessments.c.impact,
        assessments.c.direction,
        assessments.c.standing,
        events.c.published_at,
    )
    .join(assessments, assessments.c.event_id == events.c.id)
    .where(events.c.published_at >= bindparam("since", type_=Instant), events.c.version == last_version())
    .order_by(events.c.published_at.desc(), events.c.id.desc())
    .limit(LOOKED_AT)
)
_TOLD_AT = select(func.max(alerts.c.queued_at)).where(alerts.c.event_id == events.c.id, alerts.c.kind == events.c.kind).scalar_subquery()
_ENTRIES = assessed(events.c.version, assessments.c.assessed_at, _TOLD_AT.label("told_at")).where(
    events.c.id.in_(bindparam("chosen", expanding=True))
)
_MOVES = (
    select(alerts.c.event_id, receipts.c.moves)
    .join(receipts, receipts.c.alert_id == alerts.c.id)
    .where(alerts.c.event_id.in_(bindparam("chosen", expanding=True)), receipts.c.horizon_hours == bindparam("hours"))
    .order_by(alerts.c.id)
)


def _entry(row: Any) -> Entry:
    said_at = max(row.assessed_at, row.told_at or row.assessed_at)
    return Entry(published=published(row), updated_at=said_at, is_correction=row.version > 1)
