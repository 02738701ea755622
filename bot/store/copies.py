"""The way back from a backup, and the move of everything from a file to a server."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Table, TextClause, func, insert, select, text

from bot.errors import StoreDamaged, StoreError
from bot.store.backup import backup, damage
from bot.store.database import Database
from bot.store.departures import ENDING
from bot.store.inspection import inspect
from bot.store.ownership import give, make
from bot.store.schema import metadata
from bot.store.trouble import code_of, unavailable

AT_A_TIME = 5_000


def restore(backup_file: Path, path: Path) -> Path | None:
    """Put a backup in the place of a file's database; gives where the old one is kept, None where there was none.

    A damaged one is kept as it is: it is what backups are made for. Raises StoreError for a backup that is damaged or of a newer fedtide,
    over a database of a newer schema, and while a fedtide runs.
    """
    revision = _revision_of(backup_file)
    with nobody_sends(path):
        path = path.resolve()  # a link stays one
        owner = path if path.exists() else path.parent
        kept, is_whole = _keep(path, revision)
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        backup(backup_file, part)
        give(part, owner)
        if kept is not None and is_whole:
            _settle(path)
        elif kept is not None:
            _move_aside(path, kept)
        path.with_name(f"{path.name}{ENDING}").unlink(missing_ok=True)  # a backup knows of none of these
        os.replace(part, path)
    return kept


def _revision_of(backup_file: Path) -> str:
    """A backup's schema. Raises StoreError where it cannot be put anywhere."""
    if not backup_file.is_file():
        raise StoreError(f"backup: {backup_file} is not there")
    if faults := list(damage(backup_file)):
        raise StoreError(f"backup: {backup_file} is damaged: {faults[0]}")
    found = inspect(backup_file)
    if found.revision is None:
        raise StoreError(f"backup: {backup_file} holds nothing of fedtide's; choose another file")
    if found.is_newer:
        raise StoreError(f"backup: {backup_file} is of a newer fedtide (schema {found.revision}); update fedtide")
    return found.revision


def _keep(path: Path, revision: str) -> tuple[Path | None, bool]:
    """Copy what is there, if anything; gives the copy's name, and whether it could be made: what is damaged has to be moved there."""
    if not path.exists():
        return None, True
    kept = _free(path)
    try:
        there = inspect(path)
        if there.is_newer or (there.revision or "") > revision:
            raise StoreError(f"database: {path} has a newer schema ({there.revision}) than the backup ({revision}); move it away first")
        backup(path, kept)
    except StoreDamaged:
        return kept, False
    give(kept, path)
    return kept, True


def _move_aside(path: Path, kept: Path) -> None:
    for beside in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{beside}", f"{kept}{beside}")


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
def nobody_sends(path: Path) -> Iterator[None]:
    """The lock of whoever sends from a file, held so that nobody begins meanwhile. Raises StoreError where somebody does."""
    file = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make(file)
    except OSError as e:
        raise StoreError(f"database: {e.filename or path} cannot be made ({e.strerror}); choose another place") from e
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as e:
            if code_of(e) != sqlite3.SQLITE_BUSY and (trouble := unavailable(e, path)):
                raise trouble from e
            raise StoreError(f"database: a fedtide sends from {path}; stop it first") from e
        yield
