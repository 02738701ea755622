"""The commands that look after the database: db upgrade, check, backup, restore, copy."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.inputs import settings_now
from bot.errors import StoreError

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def db() -> None:
    """Schema, safe copies while running, and the move to PostgreSQL."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date; of a file a copy is made before."""
    url = settings_now().database_url
    from bot.settings import database_file
    from bot.store import open_store, store_place
    from bot.store.backup import copy_of
    from bot.store.inspection import inspect

    before, file = inspect(store_place(url)), database_file(url)
    if before.revision == before.head:
        click.echo(f"schema {before.head}, nothing to do")
        return
    if before.is_newer:
        raise StoreError(f"database: schema {before.revision} was written by a newer fedtide; update fedtide")
    open_store(url).close()
    if file is not None and before.revision is not None:
        click.echo(f"copy made: {copy_of(file, before.revision)}")
    click.echo(f"schema {before.revision or 'none'} -> {before.head}")


@db.command()
def check() -> None:
    """Whether the database holds together. Exit 1 when it does not."""
    url = settings_now().database_url
    from bot.settings import database_file
    from bot.store import store_place
    from bot.store.backup import damage
    from bot.store.inspection import inspect

    file = database_file(url)
    if file is not None:
        if not file.is_file():
            raise StoreError(f"database: {file} is not there")
        faults = list(damage(file))
        for fault in faults:
            click.echo(fault)
        if faults:
            raise StoreError(f"database: {file} is damaged; restore a backup")
    found = inspect(store_place(url))
    if found.is_newer:
        raise StoreError(f"database: schema {found.revision} was written by a newer fedtide; update fedtide")
    click.echo(f"ok, schema {found.revision or 'none'}")


@db.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Copy the database to FILE, while fedtide runs."""
    from bot.store.backup import backup

    size = backup(_file("backup", "pg_dump"), file)
    click.echo(f"{file}: {size} bytes")


@db.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put the copy FILE in the database's place; what was there is kept beside it. fedtide must not run."""
    from bot.store.copies import restore

    path = _file("restore", "pg_restore")
    kept = restore(file, path)
    click.echo(f"{path} is {file} now" + (f"; the one before is {kept}" if kept else ""))


@db.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Move everything FROM one database, sqlite:///…, TO an empty one, postgresql://…. fedtide must not run."""
    import contextlib

    from bot.store import open_store, store_place
    from bot.store.copies import copy, nobody_sends

    place = store_place(source)
    if isinstance(place, Path) and not place.is_file():
        raise StoreError(f"database: {place} is not there")
    with (
        nobody_sends(place) if isinstance(place, Path) else contextlib.nullcontext(),  # what it sent meanwhile would be owed there
        contextlib.closing(open_store(source)) as old,
        contextlib.closing(open_store(target)) as new,
    ):
        counts = copy(old, new, lambda table, rows: click.echo(f"{table}: {rows}", err=True))
    click.echo(f"{sum(counts.values())} rows of {len(counts)} tables copied")


def _file(word: str, server_tool: str) -> Path:
    """The database's file. Raises StoreError for a server, which has its own tools."""
    from bot.settings import database_file

    file = database_file(settings_now().database_url)
    if file is None:
        raise StoreError(f"{word}: this database is PostgreSQL's; use {server_tool}")
    return file
