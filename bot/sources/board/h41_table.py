"""The two tables of the H.4.1 that carry the balance sheet, whatever form they were published in.

Table 1, "Factors Affecting Reserve Balances", states week averages and one Wednesday level; the consolidated statement of condition
(table 5; 8, 9 or 10 in older releases) states Wednesday levels and their changes. The readers of HTML tables (`h41_html`) and of
preformatted text (`h41_text`) both give these types; rows are known by their labels, never by number or id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["factors", "condition", "other"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})\s*,?\s+(\d{4})\b", re.IGNORECASE)
_AMOUNT = re.compile(r"([+-]?)\s*(\d{1,3}(?:,\d{3})+|\d+)")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_FOOTNOTE = re.compile(r"\s*(?:\(\d[\d,\s]*\)|\d[\d,\s]*)$")
_NUMBERED = re.compile(r"(?:table\s+)?\d{1,2}[a-z]?\s*[.:]\s*(?P<title>\S.*)", re.IGNORECASE)
_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("factors", re.compile(r"factors affecting reserve balances(?: of depository institutions)?(?P<rest>.*)")),
    ("condition", re.compile(r"consolidated statement of condition(?: of all federal reserve banks)?(?P<rest>.*)")),
)
_CONTINUED = re.compile(r"[\s,.]*(?:\(?cont(?:inue|')?d\.?\)?)?[\s.]*")
_OTHER_TITLES = re.compile(
    r"memorandum items|maturity distribution|supplemental information|information on|principal accounts"
    r"|statement of condition of each|collateral held|federal reserve agents"
)
_LONG_TITLE = 200
_LONGEST_AMOUNT = 20
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Line:
    """One row in millions of dollars: its Wednesday level and, in the statement of condition, the change since the Wednesday before.

    None: not stated. `printed` is what stood in the level's place, to tell a blank from something that is no amount.
    """

    level: int | None
    change: int | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, or one of its continuations. `lines` go by `label()`; of equal labels the first with a level stays."""

    kind: Kind
    as_of: date | None
    in_millions: bool
    lines: dict[str, Line]


def clean(text: str) -> str:
    """The text on one line, with plain hyphens and single spaces (no-break spaces included)."""
    return " ".join(text.translate(_DASHES).split())


def label(text: str) -> str:
    """A row's name for matching: lower case, without its footnote marks."""
    return _FOOTNOTE.sub("", clean(text).lower()).rstrip(" .:")


def amount(text: str) -> int | None:
    """`+    8,144` as 8144, `-178,914` as -178914; None for anything else, amounts in parentheses (eliminations) included."""
    found = _AMOUNT.fullmatch(clean(text).replace("$", "").strip())
    if found is None or len(found[2]) > _LONGEST_AMOUNT:
        return None
    return int(found[1] + found[2].replace(",", ""))


def dates(text: str) -> list[date]:
    """Every date written as `Jun 24, 2026` or `June 24, 2026`, in order; impossible ones are left out."""
    found = (_date(*written) for written in _DATE.findall(clean(text)))
    return [day for day in found if day is not None]


def states_millions(text: str) -> bool:
    """Whether the unit "millions of dollars" is said."""
    return "millions" in clean(text).lower()


def kind_of(line: str) -> Kind | None:
    """Which table a line is the heading of; None when it is no heading of a table.

    A numbered title counts even when it goes on ("..., continued"); an unnumbered one only when nothing else follows, for prose may
    begin with a table's name.
    """
    text = clean(line)
    if len(text) > _LONG_TITLE:
        return None
    numbered = _NUMBERED.fullmatch(text)
    title = (numbered["title"] if numbered else text).lower()
    for kind, pattern in _TITLES:
        if (found := pattern.fullmatch(title)) and (numbered or _CONTINUED.fullmatch(found["rest"])):
            return kind
    if numbered and (_OTHER_TITLES.match(title) or _is_title(numbered["title"])):
        return "other"
    return None


def heading(lines: Sequence[str]) -> Kind | None:
    """The kind of the last heading among the lines."""
    return next((kind for line in reversed(lines) if (kind := kind_of(line))), None)


def keep(lines: dict[str, Line], name: str, line: Line) -> None:
    """Add a row, unless one of its name with a level is already there."""
    if name and (name not in lines or (lines[name].level is None and not lines[name].printed)):
        lines[name] = line


def _date(month: str, day: str, year: str) -> date | None:
    if int(year) not in _YEARS:
        return None
    try:
        return date(int(year), _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None


def _is_title(text: str) -> bool:
    """Long words begin with capitals and no full stop ends it, which sets a title apart from a footnote."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return bool(words) and not text.endswith(".") and sum(word[0].isupper() for word in words) >= 0.7 * len(words)
