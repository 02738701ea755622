"""What each page was recognised by when it was last read whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.source import Page, Validators
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.schema import pages


class Pages(Database):
    """Page validators, by source and URL."""

    def validators(self, source_id: str) -> dict[str, Validators]:
        """What each remembered URL of a source is recognised by."""
        with self._read() as connection:
            rows = connection.execute(_VALIDATORS, {"of": source_id})
            return {url: Validators(etag, last_modified, sha256) for url, etag, last_modified, sha256 in rows}

    def remembered_since(self, source_id: str, since: datetime) -> set[str]:
        """The URLs of a source that were remembered at `since` or later."""
        query = select(pages.c.url).where(pages.c.source == source_id, pages.c.remembered_at >= since)
        with self._read() as connection:
            return set(connection.scalars(query))

    def remember(self, source_id: str, read: Sequence[Page], now: datetime) -> None:
        """Ask for these pages only when they have changed. Call it last: whatever is remembered is not read again."""
        if not read:
            return
        rows = [
            {
                "source": source_id,
                "url": page.url,
                "etag": page.etag,
                "last_modified": page.last_modified,
                "sha256": page.sha256,
                "remembered_at": now,
            }
            for page in read
        ]
        with self._write() as connection:
            connection.execute(upsert(connection, pages, "etag", "last_modified", "sha256", "remembered_at"), rows)


_VALIDATORS = select(pages.c.url, pages.c.etag, pages.c.last_modified, pages.c.sha256).where(pages.c.source == bindparam("of"))
