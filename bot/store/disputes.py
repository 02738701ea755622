"""What a second publisher says otherwise of an event: the first one's word stays, with less confidence in what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.model import Dispute
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.schema import disputes


class Disputes(Database):
    """Facts as a second publisher gives them, by event."""

    def dispute(self, source_id: str, key: str, said: Mapping[str, Any], now: datetime) -> None:
        """Keep the facts (plain, by name) that a second publisher gives otherwise, in place of what it said before."""
        row = {"source": source_id, "key": key, "said": dict(said), "said_at": now}
        with self._write() as connection:
            connection.execute(upsert(connection, disputes, "said", "said_at"), row)

    def said_otherwise(self, source_id: str, key: str) -> tuple[Dispute, ...]:
        """What a second publisher said otherwise of an event; nothing where it did not contradict it."""
        with self._read() as connection:
            return _read(connection.scalar(_SAID, {"of": source_id, "named": key}) or {})

    def disputes(self, until: datetime | None = None) -> dict[tuple[str, str], tuple[Dispute, ...]]:
        """The same of every event, by source and key; only what was said by `until`, where it is given."""
        query = select(disputes.c.source, disputes.c.key, disputes.c.said)
        if until is not None:
            query = query.where(disputes.c.said_at <= until)
        with self._read() as connection:
            return {(row.source, row.key): _read(row.said) for row in connection.execute(query)}


def _read(said: Mapping[str, Any]) -> tuple[Dispute, ...]:
    return tuple(Dispute(name, value) for name, value in said.items())


_SAID = select(disputes.c.said).where(disputes.c.source == bindparam("of"), disputes.c.key == bindparam("named"))
