"""Rows of lists that could not be read: which ones they are, until their page is read without them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.source import SetAside
from bot.store.database import Database
from bot.store.schema import set_aside


class RowsSetAside(Database):
    """Rows set aside, by source, page and what the row is known by."""

    def set_aside(self, source_id: str) -> list[SetAside]:
        """The rows of a source that could not be read when their pages were read last, those set aside first first."""
        with self._read() as connection:
            return [SetAside(**row) for row in connection.execute(_OF_SOURCE, {"of": source_id}).mappings()]

    def count_set_aside(self) -> dict[str, int]:
        """How many rows are set aside now, by source; sources without any are left out."""
        with self._read() as connection:
            return {row.source_id: row.rows for row in connection.execute(_COUNTED)}

    def keep_set_aside(self, source_id: str, urls: Collection[str], rows: Sequence[SetAside], now: datetime) -> list[SetAside]:
        """What was set aside of pages that were read just now, in place of what was before; gives the rows that were not."""
        by_key = {(row.url, row.key): row for row in rows}
        with self._write() as connection:
            known = {(row.url, row.key) for row in connection.execute(_OF_SOURCE, {"of": source_id})}
            gone = [key for key in known if key[0] in urls and key not in by_key]
            for url, key in gone:
                connection.execute(_REMOVING, {"of": source_id, "at": url, "named": key})
            fresh = [row for named, row in by_key.items() if named not in known]
            if fresh:
                connection.execute(insert(set_aside), [_values(row, source_id, now) for row in fresh])
        return fresh


def _values(row: SetAside, source_id: str, now: datetime) -> dict[str, object]:
    values = {"source_id": source_id, "url": row.url, "key": row.key, "why": row.why, "is_newest": row.is_newest}
    return values | {"first_at": now}


_S = set_aside.c
_OF_SOURCE = (
    select(_S.key, _S.why, _S.source_id, _S.url, _S.is_newest).where(_S.source_id == bindparam("of")).order_by(_S.first_at, _S.url, _S.key)
)
_COUNTED = select(_S.source_id, func.count().label("rows")).group_by(_S.source_id)
_REMOVING = delete(set_aside).where(_S.source_id == bindparam("of"), _S.url == bindparam("at"), _S.key == bindparam("named"))
