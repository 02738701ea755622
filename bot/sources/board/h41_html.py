"""Read the H.4.1's tables out of an HTML page: the word-processor export of recent years and plainer mark-up alike.

Only reads the document, never changes it: removing nested nodes is not safe in the parser underneath.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from selectolax.lexbor import LexborNode

from bot.sources.board.h41_table import Kind, Line, Table, amount, clean, dates, heading, keep, label, states_millions
from bot.sources.board.table_grid import Row, laid_out
from bot.sources.bounds import html_tree

MOST_TABLES = 1000
"""A page with more tables than this is no release (a release has about forty, footnotes included)."""

_UNSEEN = "script, style, noscript, template, sup, [style*='vertical-align:super'], [style*='vertical-align: super']"
_LINE_BREAKS = frozenset(("br", "hr", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "caption", "tr", "td", "th", "pre", "title"))
_LINE_BREAKS |= {f"h{n}" for n in range(1, 7)}
_NOT_LEVELS = ("change", "average", "eliminat", "week ended")


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two tables of amounts, line by line, and then the table (None at the end of the page)."""

    lines: list[str]
    table: LexborNode | None


class Document:
    """A parsed page: its visible text and its tables of amounts, in order."""

    def __init__(self, html: str) -> None:
        self._parser = html_tree(html)
        self._unseen: set[int] = set()
        for node in self._parser.css(_UNSEEN):
            if node.mem_id not in self._unseen:
                self._unseen.update(child.mem_id for child in node.traverse(include_text=True))

    def preformatted(self) -> str:
        """The text of all preformatted passages, footnotes included, one after another."""
        return "\n".join(str(node.text()) for node in self._parser.css("pre"))

    def title(self) -> str:
        """The page's title, empty where it has none."""
        node = self._parser.css_first("title")
        return clean(node.text()) if node else ""

    def blocks(self) -> list[Block]:
        """The page in blocks. Tables without amounts (layout, footnotes) count as text."""
        found, pieces, within = [], [""], set[int]()
        for node in self._seen(self._parser.root):
            if node.mem_id in within:
                continue
            if node.tag == "table" and self._holds_amounts(node):
                within.update(child.mem_id for child in node.traverse(include_text=True))
                found.append(Block(_lines(pieces), node))
                pieces = [""]
            else:
                pieces.append(_piece(node, "\n"))
        return [*found, Block(_lines(pieces), None)]

    def text(self, node: LexborNode) -> str:
        """The visible text below a node, on one line."""
        return clean("".join(_piece(child, " ") for child in self._seen(node)))

    def _seen(self, node: LexborNode | None) -> Iterator[LexborNode]:
        if node is not None:
            yield from (child for child in node.traverse(include_text=True) if child.mem_id not in self._unseen)

    def _holds_amounts(self, table: LexborNode) -> bool:
        if len(table.css("table, pre")) > 1:
            return False
        return any(amount(self.text(cell)) is not None for cell in table.css("td, th"))


def tables(document: Document, blocks: Sequence[Block]) -> list[Table]:
    """The tables of factors and of condition, in the page's order, known by the heading before or inside each."""
    found = []
    for block in blocks:
        if block.table is None:
            continue
        header, body = _grid(document, block.table)
        caption = [document.text(node) for node in block.table.css("caption")]
        inside = [text for row in header for text in dict.fromkeys(row.values())]
        kind = heading([*block.lines, *caption, *inside])
        if kind in ("factors", "condition"):
            found.append(_table(kind, header, body, states_millions(" ".join([*block.lines, *caption, *inside]))))
    return found


def _table(kind: Kind, header: Sequence[Row], body: Sequence[Row], in_millions: bool) -> Table:
    titles = _column_titles(header)
    levels = [column for column, title in titles.items() if "wednesday" in title and not any(word in title for word in _NOT_LEVELS)]
    as_of = max((day for column in levels for day in dates(titles[column])), default=None)
    changes = _changes_on_week(titles, as_of) if kind == "condition" else []
    lines: dict[str, Line] = {}
    for row in body:
        printed = _printed(row, levels)
        keep(lines, label(_name(row)), Line(amount(printed), amount(_printed(row, changes)), printed))
    return Table(kind, as_of, in_millions, lines)


def _column_titles(header: Sequence[Row]) -> dict[int, str]:
    """All that stands above each column but the first, lower case; a cell as wide as the table belongs to no column."""
    columns = sorted({column for row in header for column in row})
    titles = {}
    for column in columns[1:]:
        above = [row[column] for row in header if column in row and len(set(row.values())) > 1]
        titles[column] = " ".join(dict.fromkeys(above)).lower()
    return titles


def _changes_on_week(titles: dict[int, str], as_of: date | None) -> list[int]:
    """The columns that state the change since the Wednesday a week before."""
    if as_of is None:
        return []
    week_before = as_of - timedelta(days=7)
    return [column for column, title in titles.items() if "change" in title and dates(title)[-1:] == [week_before]]


def _printed(row: Row, columns: Sequence[int]) -> str:
    """What a row prints in these columns; a sign may have a column of its own."""
    return " ".join(dict.fromkeys(text for column in columns if (text := row.get(column, ""))))


def _name(row: Row) -> str:
    """The first text of a row that holds a letter: columns before it may only indent."""
    return next((text for _, text in sorted(row.items()) if any(char.isalpha() for char in text)), "")


def _grid(document: Document, table: LexborNode) -> tuple[list[Row], list[Row]]:
    """Header rows (those of thead, else all before the first with an amount) and body rows."""
    rows = table.css("tr")
    grid = laid_out(rows, document.text)
    in_head = [row.parent is not None and row.parent.tag == "thead" for row in rows]
    if any(in_head):
        first = len(in_head) - in_head[::-1].index(True)
    else:
        first = next((n for n, row in enumerate(grid) if any(amount(text) is not None for text in row.values())), len(grid))
    return grid[:first], grid[first:]


def _piece(node: LexborNode, line_break: str) -> str:
    if node.tag == "-text":
        return str(node.text())
    return line_break if node.tag in _LINE_BREAKS else ""


def _lines(pieces: Sequence[str]) -> list[str]:
    return [line for part in "".join(pieces).splitlines() if (line := clean(part))]
