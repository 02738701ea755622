"""Repo and reverse repo results of the New York Fed, read from one JSON form: what the two sources share.

The form, stable since 2014 but for its optional fields: `{"repo": {"operations": [{...}, ...]}}`, for both families, newest day
first, in no fixed order within a day. A row promises `operationId`, `operationDate`, `operationType`, `auctionStatus` and, once the
status is Results, `term` and `totalAmtAccepted`; the rest comes and goes with the era. Amounts are whole dollars as JSON numbers,
rates are percent, dates and times are New York's without a zone.

Source: New York Fed Markets Data API, "Repo and Reverse Repo Operations".
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from bot.calendars import newyork
from bot.source import Page, Readings
from bot.sources.results_page import MILLION, Row, iso_date, read_rows, rows
from bot.sources.rows import joined
from rules.event import Event, RepoOperation, ReverseRepoOperation

Operation = RepoOperation | ReverseRepoOperation
T = TypeVar("T", bound=Event)

PAGE_DAYS = 183
"""Of a dated search: half a year is some hundred kilobytes."""

STANDING_SINCE = date(2021, 7, 29)
ON_RRP_SINCE = date(2013, 9, 23)

_EXERCISE_NUMBER = 99
_EXERCISE_CLOSES = (time(9, 30), time(11, 30))
_LARGEST_EXERCISE_USD = 1_000_000_000
_EXERCISE = re.compile(r"\b(?:is|are|as|for) (?:an? |the )?(?:\w+ ){0,4}small[ -]value|^\W*(?:\w+\W+){0,3}small[ -]value", re.I)
_OTHER_THAN_THIS = re.compile(
    r"\b(?:separate(?:ly)?|in addition|besides|also|another|other than|not an?|no) (?:[^.;]{0,60} )?small[ -]value"
    r"|small[ -]value \w+ (?:will|takes? place|is scheduled|was|were|tomorrow|earlier)\b",
    re.I,
)
"""A note on the regular operation may name an exercise beside it."""
_AWARDED = ("percentAwardRate", "percentWeightedAverageRate", "percentStopOutRate")
_OFFERED = ("percentOfferingRate", "minimumBidRate", "maximumBidRate")


@dataclass(frozen=True, slots=True)
class Family:
    """What sets one family of operations apart. `usual_close` stands in where an old row gives no time at all."""

    source_id: str
    operation_type: str
    title: str
    url: str
    usual_close: time


def parse(pages: Sequence[Page], family: Family) -> Readings[Operation]:
    """Read the completed operations of one family from results pages, oldest first; measures are left None.

    Announcements without results are skipped, a row of either family whose promised field is missing, of another type or implausible is
    set aside. Of rows that repeat an id the one updated last counts. A page without operations gives none: so begins
    each day. Raises ParseError when a body isn't whole JSON, ContractError when most rows cannot be read.
    """
    return completed(pages, family.source_id, lambda row: _operation(row, family), order)


def completed(
    pages: Sequence[Page],
    source_id: str,
    operation: Callable[[Row], T | None],
    order: Callable[[T], Any],
    envelope: Sequence[str] = ("repo", "operations"),
) -> Readings[T]:
    """The operations that these pages' rows make, in `order`; of rows that repeat an id the one updated last counts."""
    updated: dict[int, str] = {}  # by identity: of rows that repeat an id, each has its own

    def read(row: Row) -> T | None:
        found = operation(row)
        updated[id(found)] = updated_at(row)
        return found

    parts = [read_rows(page, rows(page, source_id, envelope), read, known_by=("operationId",), day=("operationDate",)) for page in pages]
    together = joined(parts)
    latest: dict[str, T] = {}
    for found in together:
        if found.key not in latest or updated[id(found)] >= updated[id(latest[found.key])]:
            latest[found.key] = found
    return Readings(sorted(latest.values(), key=order), together.set_aside)


def updated_at(row: Row) -> str:
    """When the row was written last, as text that sorts; the publisher spells it two ways."""
    return row.words("lastUpdated") or row.words("lastupdated")


def order(operation: Operation) -> tuple[datetime, int, str]:
    """The order in which operations came out."""
    return operation.published_at, number_of(operation.key), operation.key


def number_of(key: str) -> int:
    """The running number at the end of an id: 25 of `RP 092826 25`; 0 where there is none."""
    last = key.split()[-1] if key.split() else ""
    return int(last) if re.fullmatch(r"[0-9]{1,4}", last) else 0


def _operation(row: Row, family: Family) -> Operation | None:
    """The row's operation; None for an announcement or the other family. Raises ContractError."""
    key = row.text("operationId")
    day, kind = row.day("operationDate"), row.text("operationType")
    if kind not in ("Repo", "Reverse Repo"):
        row.refuse(f"operationType is {row.shown('operationType')}, neither Repo nor Reverse Repo")
    if not has_results(row):
        if row.values.get("totalAmtAccepted"):
            row.refuse(f"auctionStatus is {row.shown('auctionStatus')}, yet there is an accepted amount")
        return None
    facts = _facts(row, key, day, kind, family)
    if kind != family.operation_type:
        return None
    if kind == "Repo":
        return RepoOperation(**facts)
    return ReverseRepoOperation(**facts, counterparties=_counterparties(row))


def has_results(row: Row) -> bool:
    """Whether an operation is over: `Results`, revised ones too. Raises ContractError for a status that is not known."""
    status = row.text("auctionStatus")
    if re.search(r"\bresults?\b", status, re.IGNORECASE):
        return True
    if not re.search(r"announce|cancel|schedule|pending|open", status, re.IGNORECASE):
        row.refuse(f"auctionStatus is {row.shown('auctionStatus')}, neither results nor an announcement")
    return False


def _counterparties(row: Row) -> int | None:
    taking_part = row.count("participatingCpty")
    return row.count("acceptedCpty") if taking_part is None else taking_part


def _facts(row: Row, key: str, day: date, kind: str, family: Family) -> dict[str, Any]:
    closes, term, marked = row.clock("closeTime"), row.text("term"), _is_marked(row, key)
    is_exercise = marked or _is_morning_test(row, day, closes)
    accepted = row.usd("totalAmtAccepted", may_be_tiny=marked)
    details = _details(row, marked)
    by_security = _accepted_by_security(row, details, accepted, marked)
    settles_on, matures_on = iso_date(row.words("settlementDate")), iso_date(row.words("maturityDate"))
    return {
        "source": family.source_id,
        "key": key,
        "title": _title(family.title, day, closes),
        "url": family.url,
        "published_at": _published_at(row, day, closes, family.usual_close),
        "operation_on": day,
        "settles_on": settles_on,
        "matures_on": matures_on,
        "closes_at": newyork.at(day, closes) if closes else None,
        "facility": _facility(kind, day, settles_on, term, is_exercise=is_exercise),
        "term_days": _term_days(row, settles_on, matures_on),
        "method": row.words("operationMethod") or None,
        "accepted_usd": accepted,
        "submitted_usd": row.usd_if_given("totalAmtSubmitted", may_be_tiny=marked),
        "rate_pct": _rate_pct(details),
        "treasury_accepted_usd": by_security.get("treasury"),
        "agency_accepted_usd": by_security.get("agency"),
        "mbs_accepted_usd": by_security.get("mbs"),
        "note": _plain(row.words("note")),
        "is_small_value": is_exercise,
        "calendar": newyork.calendar_class(day),
    }


def _is_marked(row: Row, key: str) -> bool:
    """Whether the publisher says that this is a small-value exercise: by flag, by note, by method, or by the number it gives them."""
    flag = row.words("isSmallValue").upper()
    if flag in ("Y", "N"):
        return flag == "Y"
    said = [row.words(name) for name in ("note", "operationMethod", "operationType", "term")]
    is_said = any(_EXERCISE.search(text) and not _OTHER_THAN_THIS.search(text) for text in said)
    return is_said or number_of(key) == _EXERCISE_NUMBER


def _is_morning_test(row: Row, day: date, closes: time | None) -> bool:
    """Exercises often carry no mark: they close around ten in the morning, when no regular operation of the facilities does.

    The hour says it; that nobody hands out a billion to test the plumbing only keeps a large operation of another kind apart.
    """
    accepted = row.values.get("totalAmtAccepted")
    in_the_morning = closes is not None and _EXERCISE_CLOSES[0] <= closes <= _EXERCISE_CLOSES[1]
    return in_the_morning and day >= ON_RRP_SINCE and isinstance(accepted, (int, float)) and 0 < accepted < _LARGEST_EXERCISE_USD


def _facility(kind: str, day: date, settles_on: date | None, term: str, *, is_exercise: bool) -> str:
    """`standing` and `on_rrp` are the overnight facilities since they began; `other` are term, forward and earlier operations.

    Exercises are `other` too, so that they never enter a facility's sum or its count of days. The auction method says nothing: the
    standing facility went from multiple price to full allotment.
    """
    is_overnight = term.casefold() == "overnight" and settles_on in (None, day)
    if is_exercise or not is_overnight:
        return "other"
    if kind == "Repo":
        return "standing" if day >= STANDING_SINCE else "other"
    return "on_rrp" if day >= ON_RRP_SINCE else "other"


def _published_at(row: Row, day: date, closes: time | None, usual_close: time) -> datetime:
    """When it closed; else when the row was last written, if that was the same day; else when its kind usually closes."""
    if closes is None and row.words("lastUpdated").startswith(day.isoformat()):
        match = re.search(r" ([01][0-9]|2[0-3]):([0-5][0-9])", row.words("lastUpdated"))
        closes = time(int(match[1]), int(match[2])) if match else None
    return newyork.at(day, closes or usual_close)


def _term_days(row: Row, settles_on: date | None, matures_on: date | None) -> int | None:
    stated = row.count("termCalenderDays")  # the publisher's spelling
    if stated is None and settles_on and matures_on and matures_on > settles_on:
        return (matures_on - settles_on).days
    return stated


def _details(row: Row, marked: bool) -> list[tuple[Row, int | None]]:
    """The rows by collateral, each with its accepted amount; none where the publisher gives none."""
    return [(detail, detail.usd_if_given("amtAccepted", may_be_tiny=marked)) for detail in row.parts("details", "detail")]


def _accepted_by_security(row: Row, details: list[tuple[Row, int | None]], accepted: int, marked: bool) -> dict[str, int]:
    """Accepted by `treasury`, `agency` and `mbs`, which together must be the total (to a million, or one in a hundred)."""
    by_security: dict[str, int] = {}
    for detail, amount in details:
        security = _security(detail.words("securityType"))
        if amount is not None and security:
            by_security[security] = by_security.get(security, 0) + amount
    amounts = [amount for _, amount in details if amount is not None]
    is_whole = bool(amounts) and len(amounts) == len(details) and not marked
    if is_whole and abs(sum(amounts) - accepted) > max(MILLION, accepted // 100):
        row.refuse(f"totalAmtAccepted is {accepted}, yet its details add up to {sum(amounts)}")
    return by_security


def _security(name: str) -> str | None:
    name = name.casefold()
    if "mortgage" in name or "mbs" in name:
        return "mbs"
    return next((known for known in ("treasury", "agency") if known in name), None)


def _rate_pct(details: list[tuple[Row, int | None]]) -> float | None:
    """What was paid, averaged over collateral by amount; where nothing was accepted, or at no stated rate, what was offered."""
    awarded = [(rate, amount) for detail, amount in details if amount and (rate := detail.rate(_AWARDED)) is not None]
    if awarded:
        return round(sum(rate * amount for rate, amount in awarded) / sum(amount for _, amount in awarded), 4)
    rates = (detail.rate((*_OFFERED, *_AWARDED)) for detail, _ in details)
    return next((rate for rate in rates if rate is not None), None)


def _title(title: str, day: date, closes: time | None) -> str:
    on = f"{title}, {day.day} {day:%B %Y}"
    return f"{on}, {closes:%H:%M}" if closes else on


def _plain(note: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", note)).split())
