"""A digest, or what came while a chat slept, as a rich message: what came out as a table, the rest as lists, from its own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.render.rich.balance import UNKNOWN
from bot.render.rich.page import Part, fit, footer, heading, listed, paragraph, section, table

STAMPED = re.compile(r"(<tg-time [^>]*>.*?</tg-time>) (.*)")
"""A publication's line: its instant, and what is said of it."""
PARTS = re.compile(r" · |｜")
TITLE = re.compile(r"<b>(.*)</b>")
LAST = re.compile(r"<i>(.*)</i>")
ASSET = "BTC"
LEAST = 3
"""Lines of which something can be made: a title, a publication, the last one."""


def document(text: str) -> str | None:
    """The message, from Telegram HTML as `bot.render.digest` makes it; None where it is none of these."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < LEAST or not (title := TITLE.fullmatch(lines[0])) or not (last := LAST.fullmatch(lines[-1])):
        return None
    return fit([heading(title[1]), *_body(lines[1:-1]), footer(last[1])])


def _body(lines: Sequence[str]) -> Iterator[Part | None]:
    """Each section's title, and its lines: those with an instant as one table, those with a bullet as one list."""
    for kind, some in groupby(lines, _kind):
        told = list(some)
        if kind == "stamped":
            yield table(_rows(told), are_figures=False)
        elif kind == "bullet":
            yield listed(line.removeprefix("• ") for line in told)
        else:
            yield from (section(title[1]) if (title := TITLE.fullmatch(line)) else paragraph(line) for line in told)


def _kind(line: str) -> str:
    if STAMPED.fullmatch(line):
        return "stamped"
    return "bullet" if line.startswith("• ") else "other"


def _rows(lines: Sequence[str]) -> list[list[str]]:
    """When, what with its verdict, and what bitcoin has done since, where any line says that."""
    rows = [_cells(line) for line in lines]
    return rows if any(row[2] != UNKNOWN for row in rows) else [row[:2] for row in rows]


def _cells(line: str) -> list[str]:
    found = STAMPED.fullmatch(line)
    assert found is not None
    said, since = found[2], UNKNOWN
    marks = list(PARTS.finditer(said))
    if marks and ASSET in said[marks[-1].end() :]:
        said, since = said[: marks[-1].start()], said[marks[-1].end() :]
    news = PARTS.split(said)[0]
    return [found[1], f"<b>{news}</b>{said[len(news) :]}", since]
