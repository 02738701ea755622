"""The whole past as it became known, for whoever goes through it again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Text, cast, func, select

from bot.model import Published
from bot.store.database import Database
from bot.store.events import BACKFILLED, stored_event
from bot.store.published import assessed, published
from bot.store.schema import alerts, disputes, events, expectations, prices
from rules.event import Event

NO_BOUNDS: Mapping[str, datetime] = {}
_AT_A_TIME = 2000


class Timeline(Database):
    """Looking back at everything."""

    def publications(self, until: datetime | None = None, since: Mapping[str, datetime] = NO_BOUNDS) -> list[tuple[datetime, Event]]:
        """Every version of every event with the instant from which it was known, in that order.

        A publication that was seen goes before its backfilled twin. The first version counts as known when it was published, a
        revision when it was seen. Only what was known by `until`, where it is given; of the sources in `since` only what came out from
        then on.
        """
        columns = (events.c.id, events.c.source, events.c.key, events.c.version, events.c.published_at, events.c.seen_at, events.c.data)
        query = select(*columns).order_by(events.c.source, events.c.key, events.c.version)
        with self._read() as connection:
            rows = connection.execute(query).all()
        known: list[tuple[datetime, int, Any]] = []
        asked = (row for row in rows if (first := since.get(row.source)) is None or row.published_at >= first)
        for _, versions in groupby(asked, key=lambda row: (row.source, row.key)):
            same = list(versions)
            seen = [row for row in same if row.version > BACKFILLED] or same
            known += [(row.published_at if row is seen[0] else max(row.seen_at, row.published_at), row.id, row) for row in seen]
        ordered = sorted(known, key=lambda item: item[:2])
        return [(at, stored_event(row)) for at, _, row in ordered if until is None or at <= until]

    def fingerprint(self) -> str:
        """A hash of all that a study can ask for, which is another one when any of it is; rows are not made into objects for it."""
        digest = hashlib.sha256()
        with self._read() as connection:
            for query in _STUDIED:
                cursor = connection.connection.cursor()  # SQLAlchemy's rows take as long as the rest
                cursor.execute(str(query.compile(connection)))
                while rows := cursor.fetchmany(_AT_A_TIME):
                    digest.update(repr(rows).encode())
        return digest.hexdigest()

    def record_key(self, asset: str) -> tuple[Any, ...]:
        """What changes when there is another alert, or another price of the asset."""
        last_alert = select(func.max(alerts.c.id)).where(alerts.c.event_id.is_not(None))
        with self._read() as connection:
            known = connection.execute(select(func.count(), func.max(prices.c.at)).where(prices.c.asset == asset)).one()
            return connection.scalar(last_alert), *known

    def alerted(self) -> list[Published]:
        """What every alert that was made told of, revisions left out, as event and assessment were then, oldest alert first."""
        query = assessed().join(alerts, alerts.c.event_id == events.c.id).where(alerts.c.is_revision.is_(False)).order_by(alerts.c.id)
        with self._read() as connection:
            return [published(row) for row in connection.execute(query)]


def _as_text(*columns: Column[Any]) -> list[Any]:
    return [cast(column, Text) for column in columns]


_STUDIED = (
    select(*_as_text(*events.c)).order_by(events.c.id),
    select(prices.c.asset, prices.c.exchange, prices.c.close, *_as_text(prices.c.at, prices.c.published_at)).order_by(
        prices.c.asset, prices.c.at, prices.c.exchange
    ),
    select(*_as_text(*disputes.c)).order_by(disputes.c.source, disputes.c.key),
    select(expectations).order_by(expectations.c.at, expectations.c.venue, expectations.c.meeting_on),
)
