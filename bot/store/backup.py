"""A copy of a database file while it is written to, and a look for what a bad disk leaves."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import StoreDamaged, StoreError
from bot.store.ownership import make
from bot.store.trouble import LOST, code_of


def backup(path: Path, to: Path) -> int:
    """Copy a file's database as it is at one moment, while others write; gives the copy's size in bytes.

    The copy comes under its name only when it is whole. Raises StoreError where there is nothing to copy, or something at `to`;
    StoreDamaged where what is there is not whole.
    """
    if not path.is_file():
        raise StoreError(f"database: {path} is not there")
    if to.exists():
        raise StoreError(f"backup: {to} is there already; choose another name")
    part = to.with_name(f"{to.name}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        make(part)
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=15)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
        if faults := list(damage(part)):
            raise StoreDamaged(f"backup: {path} is damaged: {faults[0]}")
        os.replace(part, to)
    except (OSError, sqlite3.Error) as e:
        kind = StoreDamaged if code_of(e) in LOST else StoreError
        raise kind(f"backup: {path} cannot be copied to {to} ({e}); check both places and the space left") from e
    finally:
        with suppress(OSError):
            part.unlink()
    return to.stat().st_size


def backup_before_migrating(path: Path, revision: str) -> None:
    """Keep a file's database beside it, as it is before its schema changes; a copy of the same schema from an earlier time makes room.

    Raises StoreError.
    """
    kept = copy_of(path, revision)
    new = kept.with_name(f"{kept.name}.new")
    new.unlink(missing_ok=True)
    backup(path, new)
    os.replace(new, kept)


def copy_of(path: Path, revision: str) -> Path:
    """Where a database of that schema is kept before it is changed."""
    return path.with_name(f"{path.name}.schema-{revision}")


def damage(path: Path) -> Iterator[str]:
    """What a bad disk has left: pages that do not hold together, rows that refer to nothing."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=15)) as raw:
            yield from (one_line(row[0]) for row in raw.execute("PRAGMA integrity_check(20)") if row[0] != "ok")
            yield from (f"a row of {row[0]} refers to nothing in {row[2]}" for row in raw.execute("PRAGMA foreign_key_check").fetchmany(20))
    except sqlite3.Error as e:
        yield str(e)


def one_line(said: str) -> str:
    """SQLite's finding, which it may break into lines."""
    return " ".join(said.split())
