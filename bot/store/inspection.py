"""A look at a database that leaves it as it is: whether it opens, can be written, and which schema it has."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreDamaged, StoreError
from bot.store.backup import one_line
from bot.store.database import MIGRATIONS, foreign, revisions
from bot.store.server import server_engine, server_name
from bot.store.trouble import LOST, code_of


@dataclass(frozen=True, slots=True)
class Inspection:
    """The schema of a database (None: there is no file yet, or an empty one) and that of this program."""

    revision: str | None
    head: str
    is_newer: bool = False


def inspect(place: Path | URL) -> Inspection:
    """Look at the database without changing it. Raises StoreError, saying what is wrong with it; StoreDamaged where that is damage."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    head = str(scripts.get_current_head())
    if isinstance(place, Path) and not place.exists():
        _check_place(place)
        return Inspection(None, head)
    revision = _revision(place) if isinstance(place, Path) else _revision_at(place)
    known = {script.revision for script in scripts.walk_revisions()}
    return Inspection(revision, head, is_newer=revision is not None and revision not in known)


def _check_place(path: Path) -> None:
    """Whether the file could be made: the nearest folder that is there must be writable."""
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"database: {path} cannot be made in {folder}; choose another place")


def _revision_at(url: URL) -> str | None:
    engine = server_engine(url)
    try:
        with engine.connect() as connection:
            if connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar():
                raise StoreError(f"database: {server_name(url)} can only be read; use the server that is written to")
            return next(iter(revisions(connection)), None)
    except DatabaseError as e:
        raise StoreError(f"database: {server_name(url)} cannot be used ({e.orig}); check the URL, the server and its rights") from e
    finally:
        engine.dispose()


def _revision(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5, isolation_level=None)) as raw:
            damage = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise StoreDamaged(f"database: {path} is damaged: {one_line(damage)}")
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "alembic_version" not in tables:
                if tables:
                    raise StoreError(foreign(path))
                return None
            row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
            return row[0] if row else None
    except sqlite3.Error as e:
        kind = StoreDamaged if code_of(e) in LOST else StoreError
        raise kind(f"database: {path} cannot be used ({e}); check the file, its rights and the space left") from e
