"""Which processes share a database: which of them watches, and which chats are whose.

Each process holds advisory locks in a session of its own. PostgreSQL takes them back when the session ends: with the process, when its
machine does not answer any more (keepalives), or when nothing was asked in it for a while, as of a process that hangs.
"""

from __future__ import annotations

import contextlib

import psycopg
from sqlalchemy import URL

from bot.errors import StoreUnavailable
from bot.store.server import MEMBER, MEMBERS, server_name
from bot.store.share import Share

LEADER = 0x0FED71DF
SILENT_SECONDS = 6
"""A session in which nothing was asked for so long is at its end; `tick` is called every second."""
_ENDING = {
    "idle_session_timeout": f"{SILENT_SECONDS}s",
    "statement_timeout": "3s",
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
}


class Membership:
    """One process among those that share a server's database. Not for several threads at once."""

    def __init__(self, url: URL) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._name = server_name(url)
        self._session: psycopg.Connection | None = None
        self._leads = False
        self.number: int | None = None
        """What this process is called in its claims, one of `MEMBERS`; None while it is none of them."""

    def tick(self) -> Share:
        """Join, or stay; to be called every second. Raises StoreUnavailable when the server took this process for gone, or is itself."""
        try:
            if self._session is None:
                self._session = self._joined()
                self.number = self._session.info.backend_pid
            session = self._session
            self._leads = self._leads or _first(session, "SELECT pg_try_advisory_lock(%s)", LEADER)
            members = [row[0] for row in session.execute(f"{MEMBERS} ORDER BY objid".encode()).fetchall()]
            return Share(leads=self._leads, part=members.index(self.number), parts=len(members))
        except psycopg.Error as e:
            self.leave()
            said = " ".join(str(e).split())
            raise StoreUnavailable(f"database: {self._name} does not answer ({said}); check the server and the network") from e

    def leave(self) -> None:
        """Let the others have it all."""
        session, self._session, self._leads, self.number = self._session, None, False, None
        if session is not None:
            with contextlib.suppress(psycopg.Error):
                session.close()

    def _joined(self) -> psycopg.Connection:
        options = " ".join(f"-c {name}={value}" for name, value in _ENDING.items())
        session = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=3, options=options, application_name="fedtide member")
        try:
            session.execute("SELECT pg_advisory_lock(%s, %s)", (MEMBER, session.info.backend_pid))
        except BaseException:
            session.close()
            raise
        return session


def _first(session: psycopg.Connection, query: str, key: int) -> bool:
    row = session.execute(query.encode(), (key,)).fetchone()
    return bool(row and row[0])
