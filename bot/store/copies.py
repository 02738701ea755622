"""The way back from a backup, and the move of everything from a file to a server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Table, TextClause, func, insert, select, text

from bot.errors import StoreError
from bot.store.backup import backup, damage
from bot.store.database import Database
from bot.store.inspection import inspect
from bot.store.schema import metadata

AT_A_TIME = 5_000


def restore(backup_file: Path, path: Path) -> Path | None:
    """Put a backup in the place of a file's database; gives where the old one is kept, None where there was none.

    Raises StoreError for a backup that is damaged or of a newer fedtide, over a database of a newer schema, and while a fedtide runs.
    """
    if not backup_file.is_file():
        raise StoreError(f"backup: {backup_file} is not there")
    if faults := list(damage(backup_file)):
        raise StoreError(f"backup: {backup_file} is damaged: {faults[0]}")
    found = inspect(backup_file)
    if found.revision is None or found.is_newer:
        raise StoreError(f"backup: {backup_file} is of a newer fedtide or of none (schema {found.revision}); update fedtide")
    kept = None
    with _nobody_sends(path):
        if path.exists():
            there = inspect(path)
            if there.is_newer or (there.revision or "") > found.revision:
                raise StoreError(
                    f"database: {path} has a newer schema ({there.revision}) than the backup ({found.revision}); move it away first"
                )
            kept = _free(path)
            backup(path, kept)
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        backup(backup_file, part)
        if path.exists():
            _settle(path)
        os.replace(part, path)
    return kept


def _settle(path: Path) -> None:
    """Leave nothing of a database beside its file, where the file that takes its place would find it. Raises StoreError."""
    try:
        with closing(sqlite3.connect(path, timeout=5)) as raw:
            mode = raw.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.Error as e:
        raise StoreError(f"database: {path} is in use or damaged ({e}); stop fedtide, or move the file away first") from e
    if mode != "delete":
        raise StoreError(f"database: {path} is in use; stop every fedtide first")


def copy(source: Database, target: Database, report: Callable[[str, int], None]) -> dict[str, int]:
    """Move all rows to an empty database with the schema of today, in one transaction; gives how many, by table.

    Ids stay, and new ones go on after the largest. Raises StoreError where something is there already, or did not arrive.
    """
    counts: dict[str, int] = {}
    with source._read() as rows, target._write() as there:
        for table in metadata.sorted_tables:
            if there.execute(select(table).limit(1)).first() is not None:
                raise StoreError(f"copy: {target.name} holds {table.name} already; copy into an empty database")
        for table in metadata.sorted_tables:
            counts[table.name] = 0
            found = rows.execution_options(yield_per=AT_A_TIME).execute(select(table))
            for some in found.mappings().partitions(AT_A_TIME):
                there.execute(insert(table), [dict(row) for row in some])
                counts[table.name] += len(some)
            report(table.name, counts[table.name])
            if there.scalar(select(func.count()).select_from(table)) != counts[table.name]:
                raise StoreError(f"copy: not all of {table.name} arrived; nothing was kept")
        if there.dialect.name == "postgresql":
            for table in metadata.sorted_tables:
                if "id" in table.c:
                    there.execute(_go_on_after(table))
    return counts


def _go_on_after(table: Table) -> TextClause:
    largest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"  # noqa: S608 - a name of our own
    return text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {largest}, false)")


def _free(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    return kept


@contextmanager
def _nobody_sends(path: Path) -> Iterator[None]:
    """The lock of whoever sends from a file, held so that nobody begins meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.DatabaseError as e:
        raise StoreError(f"database: a fedtide sends from {path}; stop it first") from e
    finally:
        lock.close()
