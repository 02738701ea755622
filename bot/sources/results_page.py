"""A publisher's JSON page as rows that can be asked for their fields, strictly or kindly.

Rows stand for themselves: one that cannot be read is set aside (`read_rows`), the others are read. What a row promises is insisted on, in
its type and its plausible range; what comes and goes with the era is taken where it is there. Every refusal names the row and the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, NoReturn, TypeVar

from bot.errors import ContractError, ParseError
from bot.source import Page, Readings
from bot.sources.bounds import json_value
from bot.sources.rows import FIRST, LAST, digest, read_each

LARGEST_USD = 5_000_000_000_000  # twice the largest operation there was (2.55 trillion of ON RRP on 2022-12-30)
MILLION = 1_000_000

_IN_MILLIONS_BELOW = 20 * MILLION  # what a figure in millions stays under, up to 20 trillion dollars
_RATES_PCT = (-5.0, 25.0)
_LARGEST_COUNT = 10_000
_NOT_GIVEN = (None, "", "NA")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One object of the page. `text`, `day` and `usd` raise ContractError; `words`, `count` and `clock` take what there is.

    `place` says where in the page it stands, for the reader of a refusal.
    """

    values: Mapping[str, Any]
    place: str
    source_id: str
    url: str
    is_object: bool = True
    """Something else in its place has no values."""

    def known_by(self, *names: str) -> str:
        """What the row is known by, wherever in the list it stands: these fields, or a hash where they are no texts."""
        said = [self.values.get(name) for name in names]
        texts = [value for value in said if isinstance(value, str) and value.strip() and value.isprintable()]
        return " ".join(texts) if texts and len(texts) == len(names) else digest(self.values)

    def day_if_readable(self, names: Sequence[str]) -> date | None:
        """The date in the first of these fields that there is, as far as it can be read."""
        return next((iso_date(self.words(name)[:10]) for name in names if name in self.values), None)

    def refuse(self, what: str) -> NoReturn:
        """Raise the ContractError that names this row."""
        raise ContractError(f"{self.place}: {what}", source_id=self.source_id, url=self.url)

    def checked(self) -> Row:
        """The same row. Raises ContractError where something else stands in its place."""
        if not self.is_object:
            raise ContractError(f"{self.place} is not an object", source_id=self.source_id, url=self.url)
        return self

    def text(self, name: str) -> str:
        """A promised text, printable and not blank."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            self.refuse(f"{name} is {self.shown(name)}, not a text")
        return value.strip()

    def day(self, name: str) -> date:
        """A promised date."""
        return iso_date(self.text(name)) or self.refuse(f"{name} is {self.shown(name)}, not a date")

    def usd(self, name: str, *, may_be_tiny: bool = False) -> int:
        """A promised amount in whole dollars. Below twenty million it must be whole millions, or it is a figure in millions."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
            self.refuse(f"{name} is {self.shown(name)}, not a number of whole dollars")
        if not 0 <= value <= LARGEST_USD:
            self.refuse(f"{name} is {self.shown(name)}, outside 0 to {LARGEST_USD} dollars")
        amount = int(value)
        if amount < _IN_MILLIONS_BELOW and amount % MILLION and not may_be_tiny:
            self.refuse(f"{name} is {amount}: that looks like millions in place of dollars")
        return amount

    def usd_text(self, name: str) -> int:
        """A promised amount in whole dollars that the publisher writes as a text: `"4243000000"`."""
        text = self.text(name)
        if not re.fullmatch(r"[0-9]{1,15}", text):
            self.refuse(f"{name} is {self.shown(name)}, not whole dollars in a text")
        return replace(self, values={name: int(text)}).usd(name)

    def usd_if_given(self, name: str, *, may_be_tiny: bool = False) -> int | None:
        """An amount that may be absent, but not wrong."""
        return None if self.values.get(name) is None else self.usd(name, may_be_tiny=may_be_tiny)

    def number(self, name: str, lowest: float, highest: float) -> float:
        """A promised number within its plausible range."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(f"{name} is {self.shown(name)}, not a number")
        if not lowest <= value <= highest:
            self.refuse(f"{name} is {self.shown(name)}, outside {lowest:g} to {highest:g}")
        return float(value)

    def number_if_given(self, name: str, lowest: float, highest: float) -> float | None:
        """A number that may be absent, blank or `NA`, but not wrong."""
        return None if self.values.get(name) in _NOT_GIVEN else self.number(name, lowest, highest)

    def words(self, name: str) -> str:
        """A text, or nothing."""
        value = self.values.get(name)
        return value.encode("utf-8", "ignore").decode().strip() if isinstance(value, str) else ""

    def count(self, name: str) -> int | None:
        """A small whole number, or None."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_COUNT else None

    def clock(self, name: str) -> time | None:
        """A time of day as `13:45`, or None."""
        match = re.match(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?![0-9])", self.words(name))
        return time(int(match[1]), int(match[2])) if match else None

    def rate(self, names: Sequence[str]) -> float | None:
        """The first of `names` that holds a number, in percent; None where none does. ContractError outside the plausible range."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                if not _RATES_PCT[0] <= value <= _RATES_PCT[1]:
                    self.refuse(f"{name} is {self.shown(name)}, outside {_RATES_PCT[0]:g} to {_RATES_PCT[1]:g} percent")
                return float(value)
        return None

    def parts(self, name: str, called: str) -> list[Row]:
        """The objects of a list inside this one; none where it is absent."""
        inner = self.values.get(name)
        if inner is None:
            return []
        if not isinstance(inner, list):
            self.refuse(f"{name} is {self.shown(name)}, not a list")
        found = numbered(inner, f"{self.place}, {called}", self.source_id, self.url)
        return [row.checked() for row in found]

    def shown(self, name: str) -> str:
        """A field's value as a refusal shows it: short, and on one line."""
        value = self.values.get(name)
        if isinstance(value, (dict, list)):
            return "an object" if isinstance(value, dict) else "a list"
        return repr(value)[:60] if name in self.values else "missing"


def rows(page: Page, source_id: str, path: Sequence[str] = ("repo", "operations"), called: str = "operation") -> list[Row]:
    """The objects of the list at `path` in a page, each called by its number, and its id where it has one.

    Raises ParseError when the body isn't whole JSON, ContractError on another form.
    """
    found = document(page, source_id)
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, list):
        *outer, last = path
        where = "".join(f' in an object "{name}"' for name in reversed(outer))
        raise ContractError(f'the JSON has no list "{last}"{where}', source_id=source_id, url=page.url)
    return numbered(found, called, source_id, page.url)


def read_rows(
    page: Page,
    found: Sequence[Row],
    read: Callable[[Row], T | list[T] | None],
    *,
    known_by: Sequence[str],
    day: Sequence[str],
    may_be_empty: bool = False,
) -> Readings[T]:
    """What `read` gives of each of a page's rows; those that it cannot read are set aside.

    `known_by` are the fields that name a row, `day` those that may date it. Raises the first row's error where most can't be read.
    """

    def read_one(row: Row) -> T | list[T] | None:
        return read(row.checked())

    return read_each(
        found,
        read_one,
        source_id=found[0].source_id if found else "",
        url=page.url,
        key=lambda row: row.known_by(*known_by),
        day=lambda row: row.day_if_readable(day),
        fetched_at=page.fetched_at,
        may_be_empty=may_be_empty,
    )


def iso_date(text: str) -> date | None:
    """The date that `text` is, as `2026-09-28`; None for anything else, and for days that no row can be of."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def numbered(items: list[Any], called: str, source_id: str, url: str, key_name: str = "operationId") -> list[Row]:
    """The rows of a list, each called by its number, and its key where it has one; what is no object is a row without values."""
    rows = []
    for number, values in enumerate(items, start=1):
        place = f"{called} {number}"
        is_object = isinstance(values, dict)
        key = values.get(key_name) if is_object else None
        place = f"{place} ({key[:40]!r})" if isinstance(key, str) else place
        rows.append(Row(values if is_object else {}, place, source_id, url, is_object))
    return rows


def document(page: Page, source_id: str) -> Any:
    """The page's JSON. Raises ParseError when the body is empty, cut or something else."""
    body = page.body.strip()
    if not body:
        raise ParseError("the body is empty", source_id=source_id, url=page.url)
    if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise ParseError("the body is an HTML or XML page, not JSON", source_id=source_id, url=page.url)
    try:
        return json_value(body, odd_numbers=True)
    except ValueError as e:
        raise ParseError(f"the body is not whole JSON: {e}", source_id=source_id, url=page.url) from e
