"""An HTML table as a grid: what stands in each column of each row, with the cells that reach over columns and down from rows above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from selectolax.lexbor import LexborNode

WIDEST = 40
TALLEST = 400

Row = dict[int, str]
"""The text that stands in each column of a table's grid, spans laid out."""


def laid_out(rows: Sequence[LexborNode], text: Callable[[LexborNode], str]) -> list[Row]:
    """Each row's text by column."""
    grid: list[Row] = [{} for _ in rows]
    for n, row in enumerate(rows):
        column = 0
        for cell in (cell for cell in row.iter() if cell.tag in ("td", "th")):
            while column in grid[n]:
                column += 1
            said = text(cell)
            wide, tall = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", TALLEST)
            for reached in grid[n : n + tall]:
                reached.update(dict.fromkeys(range(column, column + wide), said))
            column += wide
    return grid


def _span(cell: LexborNode, name: str, most: int) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() and len(value) < 6 else 1
