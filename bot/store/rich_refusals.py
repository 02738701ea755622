"""Where rich messages were refused: by the whole server, or by a chat; asked again once that has ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.schema import rich_refusals

SERVER = 0
"""In the place of a chat's id: no chat has it."""


class RichRefusals(Database):
    """What does not take rich messages, and until when that is believed."""

    def refuse_rich(self, chat_id: int | None, now: datetime, until: datetime) -> None:
        """A chat, or with None the server, does not take them; what has ended by now is forgotten."""
        with self._write() as connection:
            connection.execute(delete(rich_refusals).where(rich_refusals.c.until <= now))
            connection.execute(upsert(connection, rich_refusals, "until"), {"chat_id": chat_id or SERVER, "until": until})

    def rich_refused_until(self, chat_id: int, now: datetime) -> datetime | None:
        """Until when a chat gets none; None where it gets them."""
        here = rich_refusals.c.chat_id.in_((SERVER, chat_id))
        with self._read() as connection:
            rows = connection.scalars(select(rich_refusals.c.until).where(here, rich_refusals.c.until > now))
            return max(rows, default=None)
