"""The commands that carry all subscribers to another bot: subscribers export, import."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.inputs import settings_now
from bot.errors import StoreError

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def subscribers() -> None:
    """All subscribers with their settings and watches, for a new bot."""


@subscribers.command()
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Write all subscribers to FILE, while fedtide runs; one JSON object a line."""
    import contextlib
    import os

    from bot.jobs.subscribers import lines_of
    from bot.store import open_store

    if file.exists():
        raise StoreError(f"export: {file} is there already; choose another name")
    part = file.with_name(f"{file.name}.part")
    try:
        with (
            contextlib.closing(open_store(settings_now().database_url)) as store,
            open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="\n") as to,
        ):
            written = sum(to.write(f"{line}\n") > 0 for line in lines_of(store))
        part.replace(file)
    except OSError as e:
        raise StoreError(f"export: {file} cannot be written ({e.strerror}); choose another place") from e
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    click.echo(f"{file}: {written - 2} subscribers")


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Take over the subscribers of FILE; one that is there stays as it is. Exit 1 when a line could not be read."""
    import contextlib

    from bot.jobs.subscribers import take_over
    from bot.store import open_store

    with (
        contextlib.closing(open_store(settings_now().database_url)) as store,
        file.open(encoding="utf-8-sig", errors="replace") as lines,
    ):
        taken = take_over(store, lines, lambda wrong: click.echo(wrong, err=True))
    click.echo(f"{taken.new} subscribers taken over, {taken.there} were there" + (f", {taken.wrong} not read" if taken.wrong else ""))
    if taken.wrong:
        sys.exit(1)
