"""The page of the Committee's economic projections: the median of the federal funds rate at each year's end, beside that of before.

Table 1 has a row `Federal funds rate` and below it one `<Month> projection`, that of the projections before; its columns are grouped as
`Median`, `Central Tendency`, `Range`, each with its years and `Longer run`. Figure 2 as a table counts participants by `Midpoint of target
range or target level`: its medians must agree with Table 1, or neither is known. Everything is found by its label, nothing by its place:
in December a year is added and one falls away.

Known from descriptions alone; no such page was ever read live (docs/sources.md).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from bot.fomc.text import MONTH
from bot.source import Page
from bot.sources.board.press_page import SOURCE_ID
from bot.sources.board.table_grid import Row, laid_out
from bot.sources.fed_page import blocks_of, day_of, refused, site_url, stated_url, title_of, tree_of

AGREE_PCT = 0.1
"""Table 1 prints one decimal of what Figure 2 has in eighths."""
MOST_TABLES, MOST_ROWS = 60, 500
HIGHEST_PCT = 25.0
LAST_MONTH = 12

_ADDRESS = re.compile(r"fomcprojtabl(\d{4})(\d{2})(\d{2})\.html?$", re.I)
_GROUPS = {"median", "central tendency", "range"}
_YEAR = re.compile(r"20\d\d")
_FIGURE = re.compile(r"\d{1,2}\.\d{1,3}")
_COUNT = re.compile(r"\d{1,2}")
_BEFORE = re.compile(rf"{MONTH}(?: \d{{4}})? projections?", re.I)
_MARKS = re.compile(r"(?<=[A-Za-z)]) ?\d[\d, ]*$")
"""Footnote digits behind a heading."""


@dataclass(frozen=True, slots=True)
class Median:
    """The median for one year's end in per cent, and that of the projections before where they had the year."""

    year: int
    pct: float
    before_pct: float | None = None

    def __str__(self) -> str:
        return f"{self.year} {self.pct}" + (f" {self.before_pct}" if self.before_pct is not None else "")


@dataclass(frozen=True, slots=True)
class Projections:
    """A page of projections: its medians of the federal funds rate by year."""

    url: str
    title: str
    day: date
    medians: tuple[Median, ...]

    @property
    def change_bp(self) -> float | None:
        """The change for the next year-end; in December, when this year's rate is settled, for the end of the year after."""
        year = self.day.year + (self.day.month == LAST_MONTH)
        found = next((median for median in self.medians if median.year == year), None)
        return None if found is None or found.before_pct is None else round(100 * (found.pct - found.before_pct), 1)


def is_projections(page: Page) -> bool:
    """Whether a page stands at an address of projections, or holds their table."""
    return _ADDRESS.search(urlsplit(page.url).path) is not None or (
        b"<table" in page.body and b"rojected appropriate policy path" in page.body
    )


def read_projections(page: Page) -> Projections:
    """Read a page of projections. Raises ParseError when it is cut, no such page, or its labels are others."""
    tree = tree_of(page, SOURCE_ID)
    root = tree.css_first("#article") or tree.css_first("#content") or tree.body
    if root is None:
        raise refused(page, "the page of projections is empty", SOURCE_ID)
    url = stated_url(tree) or site_url(page.url)
    day = _day_in(url or page.url) or day_of(tree, [text for text, _ in blocks_of(root)], url)
    if day is None:
        raise refused(page, "the page of projections says no day", SOURCE_ID)
    grids = [laid_out(table.css("tr")[:MOST_ROWS], _text) for table in root.css("table")[:MOST_TABLES]]
    stated = next((found for grid in grids if (found := _table_1(grid))), ())
    if not stated:
        raise refused(page, "this is no page of projections: no table has medians of the federal funds rate", SOURCE_ID)
    counted: Mapping[int, float] = next((dots for grid in grids if (dots := _figure_2(grid))), {})
    medians = tuple(median for median in stated if abs(counted.get(median.year, median.pct) - median.pct) <= AGREE_PCT + 1e-9)
    if not medians:
        raise refused(page, "the medians of the federal funds rate disagree with what participants are counted to say", SOURCE_ID)
    return Projections(url or page.url, title_of(tree), day, medians)


def _day_in(url: str) -> date | None:
    found = _ADDRESS.search(urlsplit(url).path)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _text(cell: LexborNode) -> str:
    """A cell's words on one line, without what is raised: footnotes."""
    raised = {node.mem_id for sup in cell.css("sup") for node in sup.traverse(include_text=True)}
    words = (node.text_content or "" for node in cell.traverse(include_text=True) if node.tag == "-text" and node.mem_id not in raised)
    return " ".join("".join(words).replace("\xa0", " ").split())


def _label(text: str) -> str:
    return _MARKS.sub("", text).rstrip(" :").lower()


def _name(row: Row) -> str:
    """The label of a row: its first words."""
    return next((_label(text) for _, text in sorted(row.items()) if any(char.isalpha() for char in text)), "")


def _table_1(grid: Sequence[Row]) -> tuple[Median, ...]:
    """The medians of a table that has them, by year; none of another table."""
    places = [n for n, row in enumerate(grid) if _name(row) == "federal funds rate"]
    if not places:
        return ()
    years = _median_columns(grid[: places[0]])
    row = grid[places[0]]
    below = grid[places[0] + 1] if places[0] + 1 < len(grid) else {}
    before = below if _BEFORE.fullmatch(_name(below)) else {}
    found = [(year, _pct(row.get(column)), _pct(before.get(column))) for column, year in years.items()]
    return tuple(Median(year, pct, earlier) for year, pct, earlier in sorted(found, key=lambda one: one[0]) if pct is not None)


def _median_columns(above: Sequence[Row]) -> Mapping[int, int]:
    """Which year each column of medians is of; none where a year stands over two of them, or over a column of no group."""
    found: dict[int, int] = {}
    for column in sorted({column for row in above for column in row}):
        titles = [row[column] for row in above if column in row]
        years = {int(title) for title in titles if _YEAR.fullmatch(title)}
        groups = _GROUPS & set(map(_label, titles))
        if years and len(groups) != 1:
            return {}
        if len(years) == 1 and groups == {"median"}:
            found[column] = years.pop()
    return found if len(set(found.values())) == len(found) else {}


def _figure_2(grid: Sequence[Row]) -> Mapping[int, float]:
    """The medians that the counts of participants give, by year; none of another table."""
    head = next((row for row in grid if _name(row).startswith("midpoint of target range")), None)
    if head is None:
        return {}
    columns = {column: int(title) for column, title in head.items() if _YEAR.fullmatch(title)}
    dots: dict[int, list[float]] = {year: [] for year in columns.values()}
    for row in grid:
        level = _pct(row.get(min(row, default=0)))
        for column, year in columns.items():
            if level is not None and _COUNT.fullmatch(row.get(column, "")):
                dots[year] += [level] * int(row[column])
    return {year: statistics.median(levels) for year, levels in dots.items() if levels}


def _pct(text: str | None) -> float | None:
    return float(text) if text and _FIGURE.fullmatch(text) and float(text) <= HIGHEST_PCT else None
