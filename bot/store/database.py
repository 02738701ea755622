"""The database, an SQLite file or a PostgreSQL server's (see bot.store.server): opening it, bringing its schema up to date.

The file has one writer at a time and one process that sends; see docs/adr for why. Write-ahead logging lets readers go on while
somebody writes; every write begins with BEGIN IMMEDIATE, so that it waits for its turn at the start and never fails halfway.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from bot.errors import StoreError, StoreUnavailable
from bot.settings import LOOSE_AT, database_file, has_loose_at, is_server
from bot.store.backup import backup_before_migrating
from bot.store.departures import Departures
from bot.store.ownership import make
from bot.store.server import server_engine, server_name
from bot.store.share import Share
from bot.store.trouble import LOST, Health, busy, code_of, unavailable

if TYPE_CHECKING:
    from bot.store.members import Membership

BUSY_SECONDS = 5.0
"""So long a write waits for its turn; nothing of ours holds the lock for a second."""
HASTY_SECONDS = 0.5
"""... while it is known that the store cannot be written: whoever asks shall hear so at once."""
MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v*.py"))
"""The revision of an up-to-date schema: migrations are numbered by their files' names."""


def store_place(url: str) -> Place:
    """The file, or the PostgreSQL database, that a database URL names. Raises StoreError for anything else."""
    if (file := database_file(url)) is not None:
        return file
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except ArgumentError as e:
        raise StoreError("database: the URL is not readable; write it as sqlite:///data/fedtide.db") from e
    if has_loose_at(url):
        raise StoreError(f"database: the URL {LOOSE_AT}")
    if is_server(url):
        return parsed.set(drivername="postgresql+psycopg")
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"database: {backend} is not supported; use sqlite:///data/fedtide.db or postgresql://host/fedtide")
    raise StoreError("database: what is owed must outlive the program, so the URL must name a file, as in sqlite:///data/fedtide.db")


def store_path(url: str) -> Path:
    """The file that a database URL names. Raises StoreError for anything but a file of SQLite's."""
    place = store_place(url)
    if isinstance(place, Path):
        return place
    raise StoreError("database: this needs an SQLite file, as in sqlite:///data/fedtide.db")


Place = Path | URL


class Database:
    """An open database with its schema up to date. Methods may be called from any thread."""

    def __init__(self, place: Place) -> None:
        """Open or create the file, or reach the server, and migrate. Raises StoreError with the remedy, StoreUnavailable if it may pass."""
        self.place = place
        """Where another process opens it."""
        self.health = Health()
        self._writing = threading.RLock()
        self._instance: sqlite3.Connection | None = None
        self._membership = _membership(place) if isinstance(place, URL) else None
        self._share = Share()
        self.departures = Departures(None if isinstance(place, URL) else place)
        self.is_shared = self._membership is not None
        """Whether several processes may send from it."""
        self.name = server_name(place) if isinstance(place, URL) else str(place)
        if isinstance(place, URL):
            self._open_server(place)
        else:
            self._open_file(place)

    def _open_server(self, url: URL) -> None:
        self._engine = server_engine(url)
        self._writer = self._hasty = self._engine.execution_options(writes=True, isolation_level="READ COMMITTED")
        self._row_writer = self._engine.execution_options(isolation_level="READ COMMITTED")
        try:
            with self._writer.begin() as connection:
                _migrate(connection, self.name)
        except DatabaseError as e:
            self.close()
            raise StoreError(f"database: {self.name} cannot be used ({e.orig}); check the URL, the server and its rights") from e
        except StoreError:
            self.close()
            raise

    def _open_file(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in (path, path.with_name(f"{path.name}.lock")):  # SQLite gives its other files the rights of the first
                make(file)
        except OSError as e:
            raise StoreError(f"database: {e.filename or path} cannot be made ({e.strerror}); choose another place") from e
        self._engine = _engine(path)
        self._writer = self._engine.execution_options(writes=True)
        self._hasty = self._engine.execution_options(writes=True, patience=HASTY_SECONDS)
        try:
            if not self._is_current():
                self._copy_before_migrating()
                with self._engine.execution_options(writes=True, remakes=True).begin() as connection:
                    _migrate(connection, self.name)
                self._engine.dispose()  # its connection does not look after foreign keys
        except (DatabaseError, sqlite3.DatabaseError) as e:
            self.close()
            cause = e.orig if isinstance(e, DatabaseError) else e
            trouble = unavailable(e, path)
            if trouble is not None and code_of(e) not in LOST:
                raise trouble from e
            raise StoreError(f"database: {path} cannot be used ({cause}); check the file, its rights and the space left") from e
        except StoreError:
            self.close()
            raise

    def look_around(self) -> Share:
        """This process's part of the work, all of it in a file; to be called every second. Raises StoreUnavailable."""
        if self._membership is not None:
            self._share = self._membership.tick()
        return self._share

    @property
    def _claimant(self) -> int | None:
        """What this process's claims bear: its number among those that share the database, or that of its notes of what has left."""
        return self.departures.run if self._membership is None else self._membership.number

    def close(self) -> None:
        """Close every connection and let go of the instance lock."""
        if self._membership is not None:
            self._membership.leave()
        self._engine.dispose()
        self.departures.close()
        if self._instance is not None:
            self._instance.close()
            self._instance = None

    def _is_current(self) -> bool:
        """Whether the schema is up to date, found without a turn to write: a locked or read-only file can be opened."""
        with self._engine.begin() as connection:
            return revisions(connection) == {NEWEST}

    def _copy_before_migrating(self) -> None:
        with self._engine.begin() as connection:
            found = revisions(connection)
            if not found and inspect(connection).get_table_names():
                raise StoreError(foreign(self.path))
        if found and max(found) < NEWEST:
            backup_before_migrating(self.path, max(found))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """One consistent view; others may write meanwhile. Raises StoreUnavailable."""
        with self._named(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing, durable when the block has ended. Raises StoreUnavailable."""
        is_ailing = self.health.trouble is not None
        if not self._writing.acquire(timeout=HASTY_SECONDS if is_ailing else BUSY_SECONDS):
            raise self._failed(busy(self.name))
        try:
            with self._named(), (self._hasty if is_ailing else self._writer).begin() as connection:
                yield connection
        finally:
            self._writing.release()
        self.health.worked()

    @contextmanager
    def _named(self) -> Iterator[None]:
        """The store's edge: what the database cannot do now becomes StoreUnavailable."""
        try:
            yield
        except (DatabaseError, sqlite3.DatabaseError) as e:
            trouble = unavailable(e, self.name)
            if trouble is None:
                raise
            self._engine.dispose()  # a connection that was opened read-only stays so when the file is not any more
            raise self._failed(trouble) from e

    def _failed(self, trouble: StoreUnavailable) -> StoreUnavailable:
        self.health.failed(trouble)
        return trouble

    @contextmanager
    def _write_rows(self) -> Iterator[Connection]:
        """A transaction whose statements each say in their WHERE what must still hold, so that others of their kind may run beside it.

        In PostgreSQL it waits for nobody but those who change the same rows; in SQLite it is `_write`.
        """
        if not self.is_shared:
            with self._write() as connection:
                yield connection
            return
        with self._named(), self._row_writer.begin() as connection:
            yield connection
        self.health.worked()

    def _own(self) -> None:
        """Become the one process that sends from this file; the system lets go of it when the process dies. A server may have several.

        An exclusive lock on a second, empty SQLite file: the same portable locks as the database's own.
        """
        if self._instance is not None or self.is_shared:
            return
        with self._named():
            instance = sqlite3.connect(f"{self.path}.lock", timeout=0, isolation_level=None, check_same_thread=False)
        try:
            instance.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as e:
            instance.close()
            if code_of(e) != sqlite3.SQLITE_BUSY and (trouble := unavailable(e, self.path)):
                raise self._failed(trouble) from e
            raise StoreError(f"database: another fedtide already sends from {self.path}; stop it first") from e
        self._instance = instance


def _membership(place: URL) -> Membership:
    """Its driver is loaded where there is a server: it takes nine megabytes."""
    from bot.store.members import Membership

    return Membership(place)


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours, see `begin`
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("remakes"):  # a table that others refer to can only be made anew without; no effect inside a transaction
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        if options.get("writes"):
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * options.get('patience', BUSY_SECONDS):.0f}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # waits for nobody; past SQLAlchemy, for most transactions are a read of a few rows
            connection.connection.cursor().execute("BEGIN")

    return engine


def _migrate(connection: Connection, name: str) -> None:
    """Bring the schema up to date. Alembic is loaded where there is something to do, or to refuse: most starts find it done."""
    if revisions(connection) == {NEWEST}:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if newer := revisions(connection) - known:
        raise StoreError(f"database: {name} was written by a newer fedtide (schema {', '.join(sorted(newer))}); update fedtide")
    command.upgrade(config, "head")
    if connection.dialect.name != "sqlite":
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(f"database: {name} holds rows that refer to nothing (in {broken[0]}); restore a backup")


def foreign(path: Path) -> str:
    """What is said of a file that holds something, and nothing of ours."""
    return f"database: {path} holds tables of another program; choose another file"


def revisions(connection: Connection) -> set[str]:
    """What the database says of itself; nothing where it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return {row[0] for row in connection.exec_driver_sql("SELECT version_num FROM alembic_version")}
