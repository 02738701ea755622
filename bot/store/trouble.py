"""What a database says when it cannot do its work now, in words that carry the remedy."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeGuard

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import StoreUnavailable

STEADY = 60.0
"""Seconds without a failure after which the store is well again: a full disk takes a small write now and then."""
LOST = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What no waiting mends."""
_SAID = {
    sqlite3.SQLITE_BUSY: "{path} is locked by another program; end that program, or wait until it is done",
    sqlite3.SQLITE_LOCKED: "{path} is locked by another program; end that program, or wait until it is done",
    sqlite3.SQLITE_PROTOCOL: "{path} is locked by another program; end that program, or wait until it is done",
    sqlite3.SQLITE_FULL: "the disk of {path} is full; free some space",
    sqlite3.SQLITE_READONLY: "{path} cannot be written, it or its folder is read-only; give the user that runs fedtide the right to write",
    sqlite3.SQLITE_PERM: "{path} cannot be written, it or its folder is read-only; give the user that runs fedtide the right to write",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened; check that its folder is there, may be written and has space left",
    sqlite3.SQLITE_IOERR: "the disk of {path} does not do its work ({error}); check the disk and the space left",
    sqlite3.SQLITE_NOMEM: "there is no memory left to work on {path}; free some",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged; stop fedtide and restore a backup",
    sqlite3.SQLITE_NOTADB: "{path} is no database any more; stop fedtide and restore a backup",
}
"""By SQLite's primary result code; what is not named here is a fault of ours."""

_PASSING = ("08", "25", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE: connection, transaction state, rollback, resources, lock not given, operator's intervention, system."""

log = logging.getLogger(__name__)


def unavailable(error: Exception, path: Path | str) -> StoreUnavailable | None:
    """What an error of the database's or of SQLAlchemy's means for the caller; None where it is not about the database's state."""
    if is_away(error):
        return StoreUnavailable(f"database: {path} does not answer ({' '.join(str(error.orig).split())}); check the server and the network")
    cause, code = error.orig if isinstance(error, DBAPIError) else error, code_of(error)
    said = _SAID.get(code) if code is not None else None
    return StoreUnavailable("database: " + said.format(path=path, error=cause)) if said else None


def is_away(error: Exception) -> TypeGuard[DBAPIError]:
    """Whether a PostgreSQL server is not reached, goes down, or has no place, time or space left: what its SQLSTATE's class says."""
    if not isinstance(error, DBAPIError) or not hasattr(error.orig, "sqlstate"):
        return False
    state: str | None = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) if state is None else state[:2] in _PASSING


def code_of(error: Exception) -> int | None:
    """SQLite's primary result code, where an error has one."""
    code = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def busy(path: Path | str) -> StoreUnavailable:
    """A turn to write that did not come."""
    return StoreUnavailable("database: " + _SAID[sqlite3.SQLITE_BUSY].format(path=path))


class Health:
    """Whether the store takes what it is given. It is logged once that it does not, and once that it does again; from any thread."""

    def __init__(self) -> None:
        self.trouble: StoreUnavailable | None = None
        self.listener: Callable[[StoreUnavailable | None], None] = lambda trouble: None
        """Called, in whichever thread, with what is wrong when it begins, and with None when it is over."""
        self._lock = threading.Lock()
        self._failed_at = 0.0

    def failed(self, trouble: StoreUnavailable) -> None:
        """Something could not be read or written."""
        with self._lock:
            self._failed_at = time.monotonic()
            is_new, self.trouble = self.trouble is None, trouble
        if is_new:
            log.error("%s; what cannot be kept now is tried again until it can", trouble)
            self.listener(trouble)

    def worked(self) -> None:
        """Something was written."""
        if self.trouble is None:
            return
        with self._lock:
            is_over = time.monotonic() - self._failed_at >= STEADY
            is_news, self.trouble = is_over and self.trouble is not None, None if is_over else self.trouble
        if is_news:
            log.warning("database: it can be written again")
            self.listener(None)
