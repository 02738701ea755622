"""The H.4.1 release page, rebuilt in the shape of its word-processor export: of tables 1 and 5 the rows whose figures are known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.demo.press_pages import REBUILT
from bot.demo.tables import AGENCY_DEBT, Week

_SMALL = "margin-top:0pt; margin-bottom:0pt; font-size:8pt"
_COURIER = "font-family:'Courier New'"
_BLANK = "&#xa0;"
_WIDTH = 9


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's label, its footnote, and its level in millions; None: the row is left out."""

    label: str
    footnote: str
    level: Callable[[Week], int | None]


_FACTORS = (
    _Row("Securities held outright", "1", lambda week: week.securities),
    _Row("U.S. Treasury securities", "", lambda week: week.treasuries),
    _Row("Bills", "2", lambda week: week.bills),
    _Row("Federal agency debt securities", "2", lambda week: AGENCY_DEBT),
    _Row("Mortgage-backed securities", "4", lambda week: week.mbs),
    _Row("Repurchase agreements", "6", lambda week: week.repos),
    _Row("U.S. Treasury, General Account", "", lambda week: week.tga),
)
_CONDITION = (
    _Row("Securities held outright", "1", lambda week: week.securities),
    _Row("U.S. Treasury securities", "", lambda week: week.treasuries),
    _Row("Bills", "2", lambda week: week.bills),
    _Row("Federal agency debt securities", "2", lambda week: AGENCY_DEBT),
    _Row("Mortgage-backed securities", "4", lambda week: week.mbs),
    _Row("Repurchase agreements", "6", lambda week: week.repos),
    _Row("Total assets", "", lambda week: week.total_assets),
    _Row("U.S. Treasury, General Account", "", lambda week: week.tga),
)


def page(week: Week, week_before: Week, year_before: Week | None) -> bytes:
    """The release of a week. Its changes are differences of the tables' levels; week averages, which the tables lack, stay blank.

    Raises ValueError for a week without a day of release.
    """
    if week.released is None:
        raise ValueError(f"the week to {week.as_of} has no day of release")
    name = "Federal Reserve Balance Sheet: Factors Affecting Reserve Balances - H.4.1"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en" class="no-js">',
        "<head>",
        '<meta charset="utf-8" />',
        f"<title>{name} - {_long(week.released)}</title>",
        "</head>",
        "<body>",
        _paragraph(REBUILT),
        _paragraph(f"Release Date: {_long(week.released)}"),
        *_table_one(week),
        *_table_five(week, week_before, year_before),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines).encode()


def _table_one(week: Week) -> list[str]:
    day, before, year = (_short(week.as_of - timedelta(days=days)) for days in (0, 7, 364))
    head = [
        [
            _cell("t1h1c1", "Reserve Bank credit, related items, and reserve balances", 'rowspan="3"'),
            _cell("t1h1c2", "Averages of daily figures", 'colspan="3"'),
            _cell("t1h1c3", f"Wednesday<br>{day}", 'rowspan="3"'),
        ],
        [_cell("t1h2c1", f"Week ended<br>{day}", 'rowspan="2"'), _cell("t1h2c2", "Change from week ended", 'colspan="2"')],
        [_cell("t1h3c1", before), _cell("t1h3c2", year)],
    ]
    known = [(row, level) for row in _FACTORS if (level := row.level(week)) is not None]
    body = [
        [_labelled(f"t1r{n}c1", row), *(_cell(f"t1r{n}c{c}", _BLANK) for c in (2, 3, 4)), _cell(f"t1r{n}c5", _number(level))]
        for n, (row, level) in enumerate(known, start=1)
    ]
    return _table("1. Factors Affecting Reserve Balances of Depository Institutions", head, body)


def _table_five(week: Week, week_before: Week, year_before: Week | None) -> list[str]:
    day, before, year = (_short(week.as_of - timedelta(days=days)) for days in (0, 7, 364))
    head = [
        [
            _cell("t5h1c1", "Assets, liabilities, and capital", 'rowspan="2"'),
            _cell("t5h1c2", "Eliminations from consolidation", 'rowspan="2"'),
            _cell("t5h1c3", f"Wednesday<br>{day}", 'rowspan="2"'),
            _cell("t5h1c4", "Change since", 'colspan="2"'),
        ],
        [_cell("t5h2c1", f"Wednesday<br>{before}"), _cell("t5h2c2", f"Wednesday<br>{year}")],
    ]
    known = [(row, level) for row in _CONDITION if (level := row.level(week)) is not None]
    body = [
        [
            _labelled(f"t5r{n}c1", row),
            _cell(f"t5r{n}c2", "(&#xa0;&#xa0;0)" if row.label == "Total assets" else _BLANK),
            _cell(f"t5r{n}c3", _number(level)),
            _cell(f"t5r{n}c4", _change(level, row.level(week_before))),
            _cell(f"t5r{n}c5", _change(level, row.level(year_before) if year_before else None)),
        ]
        for n, (row, level) in enumerate(known, start=1)
    ]
    return _table("5. Consolidated Statement of Condition of All Federal Reserve Banks", head, body)


def _table(title: str, head: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> list[str]:
    return [
        _paragraph(title),
        _paragraph("Millions of dollars"),
        '<table cellspacing="0" cellpadding="0" style="width:554.25pt; border-collapse:collapse">',
        "<thead>",
        *(_line(cells) for cells in head),
        "</thead>",
        "<tbody>",
        *(_line(cells) for cells in body),
        "</tbody>",
        "</table>",
    ]


def _line(cells: Sequence[str]) -> str:
    return "\n".join(['<tr style="height:10.1pt">', *cells, "</tr>"])


def _cell(name: str, content: str, span: str = "") -> str:
    inner = content if content.startswith("<span") else f"<span>{content}</span>"
    return f'<td id="{name}"{" " + span if span else ""}><p style="{_SMALL}">{inner}</p></td>'


def _labelled(name: str, row: _Row) -> str:
    mark = f'<span style="vertical-align:super">{row.footnote}</span>' if row.footnote else ""
    return _cell(name, f"<span>{row.label}</span>{mark}")


def _number(value: int, sign: str = _BLANK) -> str:
    """A figure as the release prints it: the sign, padding and digits in spans of their own."""
    digits = f"{value:,}"
    padding = _BLANK * max(1, _WIDTH - len(digits))
    return "".join(f'<span style="{_COURIER}">{part}</span>' for part in (sign, padding, digits))


def _change(level: int, before: int | None) -> str:
    if before is None:
        return _BLANK
    difference = level - before
    return _number(abs(difference), "+" if difference > 0 else "-" if difference < 0 else _BLANK)


def _paragraph(text: str) -> str:
    return f'<p style="{_SMALL}"><span style="font-family:Arial">{text}</span></p>'


def _short(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
