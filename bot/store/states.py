"""How each source is doing: when it last answered, when it last had something new, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.store.database import Database
from bot.store.dialect import NOTHING_ELSE, upsert
from bot.store.schema import source_states


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source's polls. None: it has not happened yet (`last_error`: nothing is wrong now)."""

    source: str
    last_poll_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str | None = None
    failures_in_a_row: int = 0
    retry_at: datetime | None = None
    last_seconds: float | None = None
    backfilled_at: datetime | None = None
    paused_at: datetime | None = None
    """An operator has paused it then, and nobody has resumed it since."""


class SourceStates(Database):
    """The record of polls, by source."""

    def record_poll(
        self,
        source_id: str,
        outcome: str,
        now: datetime,
        *,
        error: str | None = None,
        new: int = 0,
        seconds: float = 0.0,
        retry_at: datetime | None = None,
    ) -> None:
        """Keep how a poll ended (`ok`, `not_modified`, `error`); an answer clears the error, the count of failures and `retry_at`."""
        is_error = outcome == "error"
        values: dict[str, Any] = {"last_poll_at": now, "last_seconds": seconds, "failures_in_a_row": int(is_error)}
        if is_error:
            values |= {"last_error_at": now, "last_error": error or "unknown", "retry_at": retry_at}
        else:
            values |= {"last_ok_at": now, "last_error": None, "retry_at": None}
        if new:
            values["last_new_at"] = now
        with self._write() as connection:
            more = {"failures_in_a_row": _one_more} if is_error else NOTHING_ELSE
            connection.execute(upsert(connection, source_states, *values, instead=more), {"source": source_id, **values})

    def pause_source(self, source_id: str, at: datetime | None) -> None:
        """Remember that a source is paused since then; None: it is not."""
        values = {"source": source_id, "paused_at": at, "failures_in_a_row": 0}
        with self._write() as connection:
            connection.execute(upsert(connection, source_states, "paused_at"), values)

    def source_states(self) -> list[SourceState]:
        """The state of every source that was ever polled or backfilled, by name."""
        with self._read() as connection:
            return [SourceState(**row) for row in connection.execute(select(source_states).order_by(source_states.c.source)).mappings()]

    def source_state(self, source_id: str) -> SourceState:
        """The state of one source; all empty when it was never polled."""
        with self._read() as connection:
            row = connection.execute(_OF_SOURCE, {"of": source_id}).mappings().first()
        return SourceState(source=source_id) if row is None else SourceState(**row)


def _one_more(there: Any, comes: Any) -> Any:
    return there.failures_in_a_row + 1


_OF_SOURCE = select(source_states).where(source_states.c.source == bindparam("of"))
