"""What was published: every version of every event, and what was known of it at a moment."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, Text, bindparam, cast, func, select, update

from bot.codec import event_from, event_json, fingerprint
from bot.store.database import Database
from bot.store.dialect import insert_new, upsert
from bot.store.schema import Instant, events, source_states, stored_instant
from rules.event import Event

BACKFILLED = 0
"""The version of an event that a backfill loaded: history, never news. Publications seen count from 1."""
READ = 1536
"""So many events are kept as they were read, at 2.4 kB each: a year of five reference rates and all of policy, the most one asks for."""
AT_A_TIME = 500
"""SQLite takes a thousand values in a statement, whatever its version."""
POLICY_KINDS = ("fomc_statement", "implementation_note", "desk_statement", "purchase_schedule")


class Events(Database):
    """Events by source and key, in versions."""

    def unseen(self, parsed: Sequence[Event]) -> list[tuple[Event, bool]]:
        """The new and the changed ones, oldest first; the flag says that it revises a publication seen before.

        What a backfill loaded counts as not seen. An event that stands twice in `parsed` counts as it stands last.
        """
        last = {(event.source, event.key): event for event in parsed}
        with self._read() as connection:
            latest = _latest_versions(connection, last)
        fresh = []
        for (source_id, key), event in last.items():
            version, said = latest.get((source_id, key), (BACKFILLED, {}))
            if version == BACKFILLED:
                fresh.append((event, False))
            elif differs(said, fingerprint(event)):
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

    def history(
        self, source_id: str, *, before: datetime, since: datetime, kinds: Sequence[str] | None = None, series: str = ""
    ) -> list[Event]:
        """A source's events published from `since` up to, not at, `before`: one a key, oldest first, as they were known then.

        Only those of some kinds, or those whose keys begin with `series`, where these are named. A publication that was seen goes before
        its backfilled twin; a revision that was first seen after `before` is left out.
        """
        if kinds is not None:
            return self._as_known(_HISTORY_OF_KINDS, before, of=source_id, since=since, kinds=list(kinds))
        if series:
            return self._as_known(_HISTORY_OF_SERIES, before, of=source_id, since=since, series=series, length=len(series))
        return self._as_known(_HISTORY, before, of=source_id, since=since)

    def newest(self, source_id: str, *, before: datetime, count: int, kinds: Sequence[str] = ()) -> list[Event]:
        """A source's last so many events published before an instant, oldest first: one a key, as they stand now."""
        asked = {"of": source_id, "before": before, "count": count}
        query, asked = (_NEWEST_OF_KINDS, {**asked, "kinds": list(kinds)}) if kinds else (_NEWEST, asked)
        with self._read() as connection:
            return [_as_stored(*row) for row in reversed(connection.execute(query, asked).all())]

    def newest_of_kind(self, kind: str, *, before: datetime, count: int) -> list[Event]:
        """The last so many events of a kind published before an instant, oldest first: one a key, as they stand now."""
        asked = {"kind": kind, "before": before, "count": count}
        with self._read() as connection:
            return [_as_stored(*row) for row in reversed(connection.execute(_NEWEST_OF_KIND, asked).all())]

    def policy_events(self, before: datetime) -> list[Event]:
        """All statements, notes and purchase schedules published earlier than `before`, oldest first, as they were known then."""
        return self._as_known(_POLICY, before, kinds=POLICY_KINDS)

    def backfill(self, source_id: str, past: Sequence[Event], now: datetime) -> None:
        """Load a source's past and mark the source as backfilled. Twice is the same as once; later values replace earlier ones."""
        mark = {"source": source_id, "failures_in_a_row": 0, "backfilled_at": now}
        with self._write() as connection:
            _load(connection, past, now, replace=True)
            connection.execute(upsert(connection, source_states, instead={"backfilled_at": _the_first}), mark)

    def add_past(self, past: Sequence[Event], now: datetime, *, replace: bool) -> int:
        """Load a piece of the past, in one transaction, without marking its source; gives how many events were not there before.

        What a backfill loaded earlier is replaced, or kept where `replace` is off; publications that were seen are never touched.
        """
        count = select(func.count()).select_from(events).where(events.c.version == BACKFILLED)
        with self._write() as connection:
            before = connection.scalar(count) or 0
            _load(connection, past, now, replace=replace)
            return (connection.scalar(count) or 0) - before

    def amend(self, event: Event) -> None:
        """Keep measures of a stored event that became known after it was committed; what the publisher said stays."""
        with self._write() as connection:
            latest = latest_version(connection, event.source, event.key)
            if latest is not None and not differs(latest.fingerprint, fingerprint(event)):
                connection.execute(update(events).where(events.c.id == latest.id).values(data=event_json(event)))

    def is_backfilled(self, source_id: str) -> bool:
        """Whether a source's past has been loaded."""
        with self._read() as connection:
            return connection.scalar(_BACKFILLED_AT, {"of": source_id}) is not None

    def _as_known(self, query: Select[Any], before: datetime, **asked: Any) -> list[Event]:
        with self._read() as connection:
            rows = connection.execute(query, {"before": before, **asked}).all()
        versions: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            versions.setdefault(row[:2], []).append(row)
        if len(versions) == len(rows):
            return [_as_stored(*row[2:]) for row in rows]
        known = [_as_stored(*_version_at(same, before)[2:]) for same in versions.values()]
        return sorted(known, key=attrgetter("published_at"))


def _as_known_where(*where: ColumnElement[bool]) -> Select[Any]:
    """Events published before an instant; made once, for making it took as long as the answer."""
    as_text = (cast(events.c[name], Text).label(name) for name in ("published_at", "seen_at", "data"))
    query = select(events.c.source, events.c.key, events.c.version, *as_text)
    return query.where(events.c.published_at < bindparam("before", type_=Instant), *where).order_by(events.c.published_at, events.c.id)


_OF_KINDS = events.c.kind.in_(bindparam("kinds", expanding=True))
_OF = events.c.source == bindparam("of")
_OF_SOURCE = (_OF, events.c.published_at >= bindparam("since", type_=Instant))
_HISTORY = _as_known_where(*_OF_SOURCE)
_HISTORY_OF_SERIES = _as_known_where(*_OF_SOURCE, func.substr(events.c.key, 1, bindparam("length")) == bindparam("series"))
_HISTORY_OF_KINDS = _as_known_where(*_OF_SOURCE, _OF_KINDS)
_POLICY = _as_known_where(_OF_KINDS)
_BACKFILLED_AT = select(source_states.c.backfilled_at).where(source_states.c.source == bindparam("of"))


def _the_first(there: Any, comes: Any) -> Any:
    return func.coalesce(there.backfilled_at, comes.backfilled_at)


def _load(connection: Connection, past: Sequence[Event], now: datetime, *, replace: bool) -> None:
    if not past:
        return
    fresh, key = ("kind", "published_at", "fingerprint", "data"), ("source", "key", "version")
    loading = upsert(connection, events, *fresh, key=key) if replace else insert_new(connection, events)
    connection.execute(loading, [event_row(event, BACKFILLED, now) for event in past])


_LATEST = (
    select(events.c.id, events.c.version, events.c.fingerprint)
    .where(events.c.source == bindparam("of"), events.c.key == bindparam("named"))
    .order_by(events.c.version.desc())
    .limit(1)
)
_LATEST_OF_SOME = (
    select(events.c.key, events.c.version, events.c.fingerprint)
    .where(events.c.source == bindparam("of"), events.c.key.in_(bindparam("named", expanding=True)))
    .order_by(events.c.version)
)
"""Made once: a poll asks it of everything on its pages, and making it took longer than the answer."""


def latest_version(connection: Connection, source_id: str, key: str) -> Any:
    """The last version of a key: its id, version and fingerprint; None when the key is not there."""
    return connection.execute(_LATEST, {"of": source_id, "named": key}).first()


def _latest_versions(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, Mapping[str, Any]]]:
    """By source and key: number and fingerprint of the last version of those that are there, read a few hundred at a time."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for source_id, key in wanted:
        keys[source_id].append(key)
    found = {}
    for source_id, named in keys.items():
        for start in range(0, len(named), AT_A_TIME):
            asked = {"of": source_id, "named": named[start : start + AT_A_TIME]}
            for key, version, said in connection.execute(_LATEST_OF_SOME, asked):
                found[source_id, key] = version, said
    return found


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


def _as_stored(version: int, published_at: str, seen_at: str, data: str) -> Event:
    return read_event(data, published_at, seen_at if version > BACKFILLED else None)


@functools.lru_cache(maxsize=READ)
def read_event(data: str, published_at: str, seen_at: str | None) -> Event:
    """`stored_event` of a row's columns as text: each event is measured by the same hundreds of others, and reading them took longest."""
    instants = {"published_at": stored_instant(published_at), "seen_at": stored_instant(seen_at) if seen_at else None}
    return event_from(json.loads(data) | instants)


def last_version() -> ScalarSelect[int]:
    """A scalar query: the number of the last version of an outer query's event."""
    other = events.alias("other")
    latest = select(func.max(other.c.version)).where(other.c.source == events.c.source, other.c.key == events.c.key)
    return latest.correlate(events).scalar_subquery()


def _newest_where(*where: ColumnElement[bool]) -> Select[Any]:
    """The last events before an instant, each as it stands now; made once."""
    as_text = (cast(events.c[name], Text).label(name) for name in ("published_at", "seen_at", "data"))
    is_before = events.c.published_at < bindparam("before", type_=Instant)
    query = select(events.c.version, *as_text).where(*where, is_before, events.c.version == last_version())
    return query.order_by(events.c.published_at.desc(), events.c.id.desc()).limit(bindparam("count"))


_NEWEST = _newest_where(_OF)
_NEWEST_OF_KINDS = _newest_where(_OF, _OF_KINDS)
_NEWEST_OF_KIND = _newest_where(events.c.kind == bindparam("kind"))


def _version_at(versions: Sequence[Any], before: datetime) -> Any:
    """Of one key's versions: the last publication seen by then, else the first one seen, else the backfilled one."""
    seen = sorted((row for row in versions if row.version > BACKFILLED), key=attrgetter("version"))
    in_time = [row for row in seen if stored_instant(row.seen_at) <= before]
    return (in_time[-1:] or seen[:1] or versions)[0]
