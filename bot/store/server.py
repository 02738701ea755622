"""A PostgreSQL server as the database: several processes share it, on as many machines.

What changes more than single rows takes its turn, so that everything that is true with SQLite's one writer is true here: an advisory
lock that PostgreSQL gives back with the transaction. What changes single rows (a claim, the note of an answer) waits for nobody else.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

WRITER = 0x0FED71DE
"""The advisory lock of whoever writes more than single rows."""
MEMBER = 0x0FED71E0
"""The advisory lock, one a process, of those that share the database."""
MEMBERS = f"""SELECT CAST(objid AS bigint) FROM pg_locks
WHERE locktype = 'advisory' AND classid = {MEMBER} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""  # noqa: S608 - a number of our own
"""The numbers of those that hold one now."""
CONNECTIONS = 10
CONNECT_SECONDS = 10
_SESSION = {"timezone": "UTC", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "60s", "application_name": "fedtide"}
"""Instants read as text are UTC; nobody waits for ever, and a process that stops halfway holds no lock for long."""


def server_name(url: URL) -> str:
    """The database without its password, for messages."""
    return url.set(drivername="postgresql", password=None, query={}).render_as_string(hide_password=True)


def server_engine(url: URL) -> Engine:
    """Connections whose transactions read one consistent view, or write: in their turn with the option `writes`."""
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        pool_size=CONNECTIONS,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_SECONDS},
    )

    engine = engine.execution_options(preserve_rowcount=True)  # what an INSERT ... SELECT made is not told otherwise

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            take_turn(connection)

    return engine


def take_turn(connection: Any) -> None:
    """Wait until nobody else writes; until the end of the transaction."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
