"""What was published: every version of every event, and what was known of it at a moment."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Text, bindparam, func, select, type_coerce
from sqlalchemy.dialects.sqlite import insert

from bot.record import event_from, event_json, fingerprint
from bot.store.database import Database
from bot.store.schema import events, source_states
from rules.event import Event

BACKFILLED = 0
"""The version of an event that a backfill loaded: history, never news. Publications seen count from 1."""
READ = 8192
"""So many events are kept as they were read: the last 400 days of all sources and more."""
POLICY_KINDS = ("fomc_statement", "implementation_note", "desk_statement", "purchase_schedule")


class Events(Database):
    """Events by source and key, in versions."""

    def unseen(self, parsed: Sequence[Event]) -> list[tuple[Event, bool]]:
        """The new and the changed ones, oldest first; the flag says that it revises a publication seen before.

        What a backfill loaded counts as not seen. An event that stands twice in `parsed` counts as it stands last.
        """
        last = {(event.source, event.key): event for event in parsed}
        fresh = []
        with self._read() as connection:
            for event in last.values():
                latest = latest_version(connection, event.source, event.key)
                if latest is None or latest.version == BACKFILLED:
                    fresh.append((event, False))
                elif differs(latest.fingerprint, fingerprint(event)):
                    fresh.append((event, True))
        return sorted(fresh, key=lambda item: item[0].published_at)

    def known(self, source_id: str, key: str) -> bool:
        """Whether a publication of this key was seen (a backfilled one does not count)."""
        with self._read() as connection:
            latest = latest_version(connection, source_id, key)
        return latest is not None and latest.version > BACKFILLED

    def versions(self, source_id: str, key: str) -> list[Event]:
        """Every publication of a key that was seen, the first one first: more than one where it was changed."""
        where = (events.c.source == source_id, events.c.key == key, events.c.version > BACKFILLED)
        columns = (events.c.version, events.c.published_at, events.c.seen_at, events.c.data)
        with self._read() as connection:
            return [stored_event(row) for row in connection.execute(select(*columns).where(*where).order_by(events.c.version))]

    def history(self, source_id: str, *, before: datetime, since: datetime, kinds: Sequence[str] | None = None) -> list[Event]:
        """A source's events published from `since` up to, not at, `before`: one a key, oldest first, as they were known then.

        A publication that was seen goes before its backfilled twin; a revision that was first seen after `before` is left out.
        """
        where = [events.c.source == source_id, events.c.published_at >= since]
        if kinds is not None:
            where.append(events.c.kind.in_(kinds))
        return self._as_known(before, where)

    def policy_events(self, before: datetime) -> list[Event]:
        """All statements, notes and purchase schedules published earlier than `before`, oldest first, as they were known then."""
        return self._as_known(before, [events.c.kind.in_(POLICY_KINDS)])

    def backfill(self, source_id: str, past: Sequence[Event], now: datetime) -> None:
        """Load a source's past and mark the source as backfilled. Twice is the same as once; later values replace earlier ones."""
        first = func.coalesce(source_states.c.backfilled_at, now)
        mark = insert(source_states).values(source=source_id, failures_in_a_row=0, backfilled_at=now)
        with self._write() as connection:
            _load(connection, past, now, replace=True)
            connection.execute(mark.on_conflict_do_update(index_elements=["source"], set_={"backfilled_at": first}))

    def add_past(self, past: Sequence[Event], now: datetime, *, replace: bool) -> int:
        """Load a piece of the past, in one transaction, without marking its source; gives how many events were not there before.

        What a backfill loaded earlier is replaced, or kept where `replace` is off; publications that were seen are never touched.
        """
        count = select(func.count()).select_from(events).where(events.c.version == BACKFILLED)
        with self._write() as connection:
            before = connection.scalar(count) or 0
            _load(connection, past, now, replace=replace)
            return (connection.scalar(count) or 0) - before

    def is_backfilled(self, source_id: str) -> bool:
        """Whether a source's past has been loaded."""
        query = select(source_states.c.backfilled_at).where(source_states.c.source == source_id)
        with self._read() as connection:
            return connection.scalar(query) is not None

    def _as_known(self, before: datetime, where: Sequence[ColumnElement[bool]]) -> list[Event]:
        as_text = (type_coerce(events.c[name], Text).label(name) for name in ("published_at", "seen_at", "data"))
        query = select(events.c.source, events.c.key, events.c.version, *as_text).where(events.c.published_at < before, *where)
        with self._read() as connection:
            rows = connection.execute(query.order_by(events.c.published_at, events.c.id)).all()
        versions: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            versions.setdefault((row.source, row.key), []).append(row)
        known = [_as_stored(same[0] if len(same) == 1 else _version_at(same, before)) for same in versions.values()]
        return known if len(known) == len(rows) else sorted(known, key=attrgetter("published_at"))


def _load(connection: Connection, past: Sequence[Event], now: datetime, *, replace: bool) -> None:
    if not past:
        return
    statement = insert(events)
    fresh = {name: statement.excluded[name] for name in ("kind", "published_at", "fingerprint", "data")}
    loading = statement.on_conflict_do_update(index_elements=["source", "key", "version"], set_=fresh)
    if not replace:
        loading = insert(events).on_conflict_do_nothing()
    connection.execute(loading, [event_row(event, BACKFILLED, now) for event in past])


_LATEST = (
    select(events.c.id, events.c.version, events.c.fingerprint)
    .where(events.c.source == bindparam("of"), events.c.key == bindparam("named"))
    .order_by(events.c.version.desc())
    .limit(1)
)
"""Made once: a poll asks it of everything on its pages, and making it took longer than the answer."""


def latest_version(connection: Connection, source_id: str, key: str) -> Any:
    """The last version of a key: its id, version and fingerprint; None when the key is not there."""
    return connection.execute(_LATEST, {"of": source_id, "named": key}).first()


def differs(stored: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether a publisher says something else than before. Fields that only one of two program versions knows don't count."""
    return any(stored[name] != said[name] for name in stored.keys() & said.keys())


def event_row(event: Event, version: int, now: datetime) -> dict[str, Any]:
    """The row of an event, seen now unless it says when."""
    return {
        "source": event.source,
        "key": event.key,
        "version": version,
        "kind": event.KIND,
        "published_at": event.published_at,
        "seen_at": event.seen_at or now,
        "fingerprint": fingerprint(event),
        "data": event_json(event),
    }


def stored_event(row: Any) -> Event:
    """The event of a row, instants to the microsecond. A backfilled one was never seen coming out."""
    return replace(event_from(row.data), published_at=row.published_at, seen_at=row.seen_at if row.version > BACKFILLED else None)


def _as_stored(row: Any) -> Event:
    return _read_once(row.data, row.published_at, row.seen_at if row.version > BACKFILLED else None)


@functools.lru_cache(maxsize=READ)
def _read_once(data: str, published_at: str, seen_at: str | None) -> Event:
    """`stored_event` of a row as the file has it: each event is measured by the same hundreds of others, and reading them took longest."""
    return replace(event_from(json.loads(data)), published_at=_instant(published_at), seen_at=_instant(seen_at) if seen_at else None)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def last_version() -> ScalarSelect[int]:
    """A scalar query: the number of the last version of an outer query's event."""
    other = events.alias("other")
    latest = select(func.max(other.c.version)).where(other.c.source == events.c.source, other.c.key == events.c.key)
    return latest.correlate(events).scalar_subquery()


def _version_at(versions: Sequence[Any], before: datetime) -> Any:
    """Of one key's versions: the last publication seen by then, else the first one seen, else the backfilled one."""
    seen = sorted((row for row in versions if row.version > BACKFILLED), key=attrgetter("version"))
    in_time = [row for row in seen if _instant(row.seen_at) <= before]
    return (in_time[-1:] or seen[:1] or versions)[0]
