"""What was priced in for the Committee's decisions, as each venue had it when it was asked: to compute with, never shown as a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.source import ARCHIVE, Expectation
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.schema import Instant, expectations


class Expectations(Database):
    """Expectations by meeting, venue and the instant at which we asked; the first one of an instant is kept."""

    def add_expectations(self, found: Sequence[Expectation]) -> int:
        """Keep what is new, in one transaction; gives how many were."""
        rows = [{name: getattr(one, name) for name in Expectation.__slots__} for one in found]
        if not rows:
            return 0
        count = select(func.count()).select_from(expectations)
        with self._write() as connection:
            before = connection.scalar(count) or 0
            connection.execute(insert_new(connection, expectations), rows)
            return (connection.scalar(count) or 0) - before

    def expectations(self, meeting_on: date, before: datetime) -> list[Expectation]:
        """What was known of a meeting before an instant, oldest first."""
        with self._read() as connection:
            rows = connection.execute(_OF_MEETING, {"of": meeting_on, "before": before}).mappings()
            return [Expectation(**row) for row in rows]

    def priced(self, *, since: date, before: datetime) -> list[Expectation]:
        """Each venue's last answer before an instant on each meeting from a day on, the nearest meeting first; no archive's."""
        with self._read() as connection:
            rows = connection.execute(_LAST_OF_EACH, {"since": since, "before": before, "archive": ARCHIVE}).mappings()
            return [Expectation(**row) for row in rows]

    def expectations_until(self, until: datetime | None = None) -> list[Expectation]:
        """Those of all meetings, oldest first; only what was known by `until`, where it is given."""
        query = select(expectations).order_by(expectations.c.at, expectations.c.venue)
        if until is not None:
            query = query.where(expectations.c.at <= until)
        with self._read() as connection:
            return [Expectation(**row) for row in connection.execute(query).mappings()]

    def meeting_after(self, day: date, at: datetime) -> date | None:
        """The first meeting after a day of which something was known around an instant."""
        query = select(func.min(expectations.c.meeting_on)).where(
            expectations.c.meeting_on > day, expectations.c.at >= at - _AROUND, expectations.c.at <= at + _AROUND
        )
        with self._read() as connection:
            found: date | None = connection.scalar(query)
        return found


_AROUND = timedelta(hours=1)
_last = (
    select(expectations.c.meeting_on, expectations.c.venue, func.max(expectations.c.at).label("at"))
    .where(expectations.c.meeting_on >= bindparam("since"), expectations.c.at < bindparam("before", type_=Instant))
    .where(expectations.c.venue != bindparam("archive"))
    .group_by(expectations.c.meeting_on, expectations.c.venue)
    .subquery()
)
_LAST_OF_EACH = (
    select(expectations)
    .join(
        _last,
        (expectations.c.meeting_on == _last.c.meeting_on) & (expectations.c.venue == _last.c.venue) & (expectations.c.at == _last.c.at),
    )
    .order_by(expectations.c.meeting_on, expectations.c.venue)
)
_OF_MEETING = (
    select(expectations)
    .where(expectations.c.meeting_on == bindparam("of"), expectations.c.at < bindparam("before", type_=Instant))
    .order_by(expectations.c.at, expectations.c.venue)
)
