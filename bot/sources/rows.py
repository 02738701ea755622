"""Rows that stand for themselves: one that cannot be read is set aside, the others are read.

A list is refused when nothing in it can be read, or less than half of its rows: then not a row is wrong, but the list.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from bot.errors import ContractError, SourceError
from bot.source import Price, Readings, SetAside

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
"""Days outside are no days of these publishers."""
AHEAD = timedelta(days=1)
"""So far after it was fetched may a row be dated: clocks and time zones differ, further on it is no publication."""

R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)


def read_each(
    rows: Sequence[R],
    read: Callable[[R], T | list[T] | None],
    *,
    source_id: str,
    url: str,
    key: Callable[[R], str],
    day: Callable[[R], date | None] = lambda row: None,
    fetched_at: datetime | None = None,
    may_be_empty: bool = False,
) -> Readings[T]:
    """What `read` gives of each row, in their order, and the rows that it could not read.

    `read` gives nothing for a row that the source does not claim, and raises SourceError for one that it cannot read; `key` and `day` say
    what a row is known by and what day it is of, as far as that can be told. Raises the first row's error where most rows cannot be read,
    or none was, unless the source asks for few of them (`may_be_empty`).
    """
    found: list[tuple[int, T]] = []
    faults: list[tuple[int, Exception]] = []
    for place, row in enumerate(rows):
        try:
            found += [(place, one) for one in _timely(_several(read(row)), day(row), fetched_at)]
        except SourceError as e:
            faults.append((place, e))
        except Exception as e:  # a fault of ours in one row must not blind the source
            logger.exception("%s: a row broke its reading", source_id)
            faults.append((place, e))
    if faults and (2 * len(faults) > len(rows) or not (found or may_be_empty)):
        raise _named(faults[0][1], source_id, url)
    if not faults:
        return Readings(one for _, one in found)
    newest = _newest(rows, [place for place, _ in found], day)
    aside = [
        SetAside(key=key(rows[place]), why=_why(key(rows[place]), e), source_id=source_id, url=url, is_newest=newest(place))
        for place, e in faults
    ]
    return Readings((one for _, one in found), aside)


def digest(row: Any) -> str:
    """What a row without an id is known by: a hash of what it holds."""
    return "#" + hashlib.sha256(repr(row).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _several(read: T | list[T] | None) -> Sequence[T]:
    if read is None:
        return ()
    return read if isinstance(read, list) else (read,)


def _timely(read: Sequence[T], day: date | None, fetched_at: datetime | None) -> Sequence[T]:
    """The same, unless it cannot have been published by then. Raises ContractError."""
    for one in read:
        if not hasattr(one, "published_at"):
            continue
        published_on = one.published_at.date()
        if not FIRST <= published_on <= LAST:
            raise ContractError(f"{_name(one)}: dated {published_on}, outside {FIRST.year} to {LAST.year}")
        if fetched_at and (one.published_at > fetched_at + AHEAD or (day and day > (fetched_at + AHEAD).date())):
            raise ContractError(f"{_name(one)}: dated {day or published_on}, after the day on which it was read")
    return read


def _name(one: object) -> str:
    return f"{one.asset} at {one.at:%Y-%m-%d %H:%M}" if isinstance(one, Price) else str(getattr(one, "key", "a row"))


def _newest(rows: Sequence[R], read: Sequence[int], day: Callable[[R], date | None]) -> Callable[[int], bool]:
    """Whether a row that could not be read may be newer than all that were: by its day, else by where the list has its newest."""
    days = [(place, known) for place in read if (known := day(rows[place]))]
    newest = max((known for _, known in days), default=None)
    first_is_newest = bool(days) and days[0][1] >= days[-1][1]
    last_is_newest = bool(days) and days[0][1] <= days[-1][1]

    def may_be(place: int) -> bool:
        own = day(rows[place])
        if own is not None:
            return newest is None or own >= newest
        return (first_is_newest and place < min(read)) or (last_is_newest and place > max(read))

    return may_be


def _named(error: Exception, source_id: str, url: str) -> Exception:
    if isinstance(error, SourceError):
        error.source_id, error.url = error.source_id or source_id, error.url or url
    return error


def _why(key: str, error: Exception) -> str:
    """In one line, with what the row is known by."""
    said = str(error) if isinstance(error, SourceError) else f"internal error, {type(error).__name__}: {error}"
    said = said if key.startswith("#") or key in said else f"{key[:40]}: {said}"
    return " ".join(said.encode("utf-8", "backslashreplace").decode().split())


def joined(parts: Iterable[Readings[T]]) -> Readings[T]:
    """The readings of several lists as one."""
    known = list(parts)
    return Readings((one for part in known for one in part), (row for part in known for row in part.set_aside))
