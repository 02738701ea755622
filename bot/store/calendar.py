"""On which days releases come out, as the publisher's own calendar had it when it was last read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, insert, select

from bot.store.database import Database
from bot.store.schema import release_days


class Calendar(Database):
    """Days by release."""

    def set_release_days(self, days: Mapping[str, Collection[date]]) -> int:
        """Take a calendar in place of the one before, release by release; gives how many days came or went.

        A release that the calendar names no day of stays as it was.
        """
        known = self.release_days()
        changed = {name: frozenset(found) for name, found in days.items() if found and frozenset(found) != known.get(name)}
        with self._write() as connection:
            for name, found in changed.items():
                connection.execute(delete(release_days).where(release_days.c.release == name))
                connection.execute(insert(release_days), [{"release": name, "day": day} for day in sorted(found)])
        return sum(len(found ^ known.get(name, frozenset())) for name, found in changed.items())

    def release_days(self) -> dict[str, frozenset[date]]:
        """The days of each release, past and to come."""
        found: dict[str, set[date]] = {}
        with self._read() as connection:
            for name, day in connection.execute(_DAYS).all():
                found.setdefault(name, set()).add(day)
        return {name: frozenset(days) for name, days in found.items()}


_DAYS = select(release_days.c.release, release_days.c.day)
