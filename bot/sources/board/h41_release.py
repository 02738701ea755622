"""One H.4.1 release: which of its forms a body is in, whether it is whole, and what its two tables say together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import ContractError, ParseError
from bot.sources.board import h41_html, h41_text
from bot.sources.board.h41_table import Line, Table, clean, dates, keep

_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|table|pre)\b", re.IGNORECASE)
_LAST_TABLE = re.compile(
    r"^\s*\d{1,2}\.\s*(?:collateral held against|federal reserve agents)\b.*\d\s*\n", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_STATED = re.compile(r"release date:?\s*(?:[a-z]+day,?\s*)?([a-z]+\.?\s+\d{1,2}\s*,?\s+\d{4})", re.IGNORECASE)
_LONGEST_LAG = timedelta(days=7)
_WEDNESDAY = 2


@dataclass(frozen=True, slots=True)
class Release:
    """A release's Wednesday, its own date (None where it doesn't state it), and the rows of its two tables by `label()`."""

    as_of: date
    released_on: date | None
    factors: Mapping[str, Line]
    condition: Mapping[str, Line]


def read(body: bytes) -> Release:
    """Read a release page or its plain text whole.

    Raises ParseError when the body isn't a release or is cut short (no closing tag; in plain text no last table), ContractError when
    a table doesn't state its unit or its Wednesday, or when the dates contradict each other.
    """
    if not body.strip():
        raise ParseError("the body is empty")
    text = _decoded(body)
    tables, stated = _of_page(text) if _MARKUP.search(text) else _of_text(text)
    if not any(table.kind == "factors" for table in tables):
        raise ParseError("this is no H.4.1 release: it has no table of factors affecting reserve balances")
    as_of = _as_of(tables)
    return Release(as_of, _released_on(stated, as_of), _lines(tables, "factors"), _lines(tables, "condition"))


def _of_page(html: str) -> tuple[list[Table], list[date]]:
    lowered = html.lower()
    if lowered.rfind("</html") <= max(lowered.rfind("</table"), lowered.rfind("</pre")):
        raise ParseError("the page is cut short or is no H.4.1 release: it has no closing </html>")
    if lowered.count("<table") > h41_html.MOST_TABLES:
        raise ParseError("this is no H.4.1 release: it has too many tables")
    try:
        document = h41_html.Document(html)
    except ValueError as e:
        raise ParseError(str(e)) from None
    blocks = document.blocks()
    tables = h41_html.tables(document, blocks) or h41_text.tables(document.preformatted())
    lines = [line for block in blocks for line in block.lines]
    return tables, [*dates(document.title()), *_stated(" ".join(lines))]


def _of_text(text: str) -> tuple[list[Table], list[date]]:
    tables = h41_text.tables(text)
    if tables and not _LAST_TABLE.search(text):
        raise ParseError("the text is cut short: its last table, collateral held against notes, is missing")
    return tables, _stated(clean(text))


def _stated(text: str) -> list[date]:
    return [day for written in _STATED.findall(text) for day in dates(written)]


def _as_of(tables: Sequence[Table]) -> date:
    if not all(any(table.in_millions for table in tables if table.kind == kind) for kind in {table.kind for table in tables}):
        raise ContractError("a table does not state its unit, millions of dollars")
    days = {table.as_of for table in tables}
    if None in days:
        raise ContractError("a table has no column of Wednesday levels with its date")
    if len(days) > 1:
        raise ContractError(f"the tables are of different days: {', '.join(sorted(str(day) for day in days))}")
    [as_of] = days
    assert as_of is not None
    if as_of.weekday() != _WEDNESDAY:
        raise ContractError(f"the column of Wednesday levels is dated {as_of}, which is no Wednesday")
    return as_of


def _released_on(stated: Sequence[date], as_of: date) -> date | None:
    if not stated:
        return None
    released = stated[0]
    if not as_of < released <= as_of + _LONGEST_LAG:
        raise ContractError(f"the release is dated {released}, its levels {as_of}: more than a week apart")
    return released


def _lines(tables: Sequence[Table], kind: str) -> dict[str, Line]:
    merged: dict[str, Line] = {}
    for table in tables:
        if table.kind == kind:
            for name, line in table.lines.items():
                keep(merged, name, line)
    return merged


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")
