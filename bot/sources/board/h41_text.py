"""Read the H.4.1's tables out of preformatted text, as releases up to 2021 are laid out.

A row is a label, two spaces or more, and amounts to the line's end. In table 1 these are the week's average, its two changes and, last,
the Wednesday level. In the statement of condition an amount in parentheses (eliminations) may come first, then the Wednesday level
and its changes on the week and on the year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.sources.board.h41_table import Kind, Line, Table, amount, clean, dates, keep, kind_of, label, states_millions

_ROW = re.compile(r"\s*(?P<label>\S+(?: \S+)*?)\s{2,}(?P<amounts>[-+(\d].*)")
_TOKEN = re.compile(r"\(\s*[\d,]+\s*\)|[+-]?\s*\d[\d,]*")
_COLUMNS_OF_FACTORS = 4
_LONG_LINE = 300


def tables(text: str) -> list[Table]:
    """The tables of factors and of condition, in the text's order."""
    found: list[Table] = []
    kind: Kind | None = None
    section: list[str] = []
    for line in text.splitlines():
        new = kind_of(line)
        if new is None:
            section.append(line)
            continue
        found.extend(_table(kind, section))
        kind, section = new, []
    return [*found, *_table(kind, section)]


def _table(kind: Kind | None, section: Sequence[str]) -> list[Table]:
    """The table of a section; none where the section isn't of a kind that is read or holds no amounts."""
    if kind is None or kind == "other":
        return []
    rows = [(n, found) for n, line in enumerate(section) if (found := _row(line)) is not None]
    if not rows:
        return []
    header = "\n".join(section[: rows[0][0]])
    lines: dict[str, Line] = {}
    for _, (name, printed) in rows:
        keep(lines, label(name), _line(kind, printed))
    return [Table(kind, _as_of(header), states_millions(header), lines)]


def _row(line: str) -> tuple[str, list[str]] | None:
    """Label and printed amounts; None where the line is anything else."""
    found = _ROW.fullmatch(line.expandtabs().rstrip()) if len(line) <= _LONG_LINE else None
    if found is None or _TOKEN.sub("", found["amounts"]).strip():
        return None
    return found["label"], _TOKEN.findall(found["amounts"])


def _line(kind: Kind, printed: Sequence[str]) -> Line:
    amounts = [text for text in printed if not text.startswith("(")]
    shown = clean(" ".join(printed))
    if kind == "factors":
        return Line(amount(amounts[-1]) if len(amounts) == _COLUMNS_OF_FACTORS else None, None, shown)
    if not amounts:
        return Line(None, None, shown)
    return Line(amount(amounts[0]), amount(amounts[1]) if len(amounts) == 3 else None, shown)


def _as_of(header: str) -> date | None:
    """The Wednesday of the level: the latest date above the rows, since the week that is averaged ends on it."""
    return max(dates(header), default=None) if "wednesday" in header.lower() else None
