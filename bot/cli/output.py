"""What a command prints: JSON, tables, texts in the width of a terminal, progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

WIDTH = 100
"""Columns of a terminal that tables and texts fit."""


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """On one line where the indent is None."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def print_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, width: int | None = None) -> None:
    """Columns side by side; with a `width`, the widest ones but the first are shortened until a line fits."""
    table = [head, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    while width and sum(widths) + 2 * (len(widths) - 1) > width and max(widths[1:]) > 1:
        widths[1 + widths[1:].index(max(widths[1:]))] -= 1
    for row in table:
        cells = (cell if len(cell) <= size else cell[: size - 1] + "…" for cell, size in zip(row, widths, strict=True))
        click.echo("  ".join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True)).rstrip())


def wrapped(margin: str, text: str) -> str:
    """A text beside its name, in the width of a terminal; addresses stay whole."""
    import textwrap

    lines = textwrap.wrap(text, WIDTH - len(margin), break_long_words=False, break_on_hyphens=False)
    return "\n".join((" " * len(margin) if index else margin) + line for index, line in enumerate(lines))


def plain_text(message: str) -> str:
    """A Telegram HTML message as a terminal shows it."""
    from bot.render.html import plain

    return plain(message)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error for long work: told how far it has come, of how much, and what was done last."""
    with click.progressbar(length=1, label=label, file=sys.stderr, item_show_func=str) as bar:

        def report(position: int, of: int, name: str) -> None:
            if bar.length != of:
                bar.length, bar.pos = of, 0
            bar.update(position - bar.pos, name)

        yield report
