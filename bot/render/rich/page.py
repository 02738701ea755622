"""The blocks of a rich message, and keeping it within Telegram's limits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.render.html import clean, visible

CHARACTERS, BLOCKS, COLUMNS = 32_768, 500, 20
"""Of a message, counting what is inside of other blocks, rows and items; of a table."""
RESERVE = 400
"""Characters kept free: what counts as one is told in words alone."""
PICTURE = "picture"
"""What a message calls the one picture that it may hold."""
_IN_ADDRESSES = {"&quot;": "%22", "&#x27;": "%27"}
"""Telegram knows three entities here; a quotation mark in an address is written as addresses write it."""
_QUOTED = re.compile("|".join(_IN_ADDRESSES))


@dataclass(frozen=True, slots=True)
class Part:
    """A block with all that is inside of it. `rank` 0 always stays; the highest rank is dropped first."""

    html: str
    blocks: int = 1
    rank: int = 0


def inline(text: str) -> str:
    """A line of Telegram HTML as the text of a block: the tags for words are the same."""
    return _QUOTED.sub(lambda found: _IN_ADDRESSES[found[0]], text)


def heading(text: str) -> Part:
    """A title, from a line of Telegram HTML, as all of these are."""
    return Part(f"<h3>{inline(text)}</h3>")


def section(text: str) -> Part:
    """A title within a message."""
    return Part(f"<h4>{inline(text)}</h4>")


def paragraph(text: str) -> Part:
    """A line."""
    return Part(f"<p>{inline(text)}</p>")


def listed(lines: Iterable[str]) -> Part | None:
    """Lines with a bullet each; nothing without any."""
    items = [f"<li>{inline(line)}</li>" for line in lines]
    return Part(f"<ul>{''.join(items)}</ul>", 1 + len(items)) if items else None


def table(rows: Sequence[Sequence[str]], *, has_head: bool = False, are_figures: bool = True) -> Part | None:
    """Rows of lines; nothing without any. `are_figures`: all cells but the first stand at the right. One of a single cell goes across."""
    if not rows:
        return None
    width = min(COLUMNS, max(map(len, rows)))
    shown = [_row(row[:width], "th" if has_head and index == 0 else "td", width, are_figures=are_figures) for index, row in enumerate(rows)]
    return Part(f"<table>{''.join(shown)}</table>", 1 + len(shown))


def _row(cells: Sequence[str], tag: str, width: int, *, are_figures: bool) -> str:
    if len(cells) == 1 and width > 1:
        return f'<tr><{tag} colspan="{width}">{inline(cells[0])}</{tag}></tr>'
    first, *others = cells
    place = ' align="right"' if are_figures else ""
    figures = "".join(f"<{tag}{place}>{inline(cell)}</{tag}>" for cell in others)
    return f"<tr><{tag}>{inline(first)}</{tag}>{figures}</tr>"


def _plain(text: str) -> str:
    return html.escape(clean(text), quote=False)


def details(title: str, parts: Sequence[Part], rank: int = 0) -> Part | None:
    """Blocks that unfold under a title of plain text; nothing where there are none."""
    if not parts:
        return None
    inside = "".join(part.html for part in parts)
    return Part(f"<details><summary>{_plain(title)}</summary>{inside}</details>", 1 + sum(part.blocks for part in parts), rank)


def footer(text: str) -> Part:
    """The last line."""
    return Part(f"<footer>{inline(text)}</footer>")


def with_picture(document: str) -> str:
    """A message with the picture PICTURE above its last line, or at its end."""
    head, foot, rest = document.rpartition("<footer>")
    shown = f'<img src="tg://photo?id={PICTURE}"/>'
    return f"{head}{shown}{foot}{rest}" if foot else f"{document}{shown}"


def fit(parts: Iterable[Part | None]) -> str:
    """The blocks as one message, whole ones dropped from the highest rank on until it is within the limits."""
    kept = [part for part in parts if part is not None]
    while _is_too_large(kept) and (worst := max(part.rank for part in kept)) > 0:
        last = max(index for index, part in enumerate(kept) if part.rank == worst)
        del kept[last]
    return "".join(part.html for part in kept)


def _is_too_large(parts: Sequence[Part]) -> bool:
    return sum(part.blocks for part in parts) > BLOCKS or sum(len(visible(part.html)) for part in parts) > CHARACTERS - RESERVE
