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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.calendars import newyork
from bot.source import Page
from bot.sources.results_page import MILLION, Row, iso_date, rows
from rules.event import RepoOperation, ReverseRepoOperation

Operation = RepoOperation | ReverseRepoOperation

SMALL_VALUE_USD = 1_000_000_000
"""Below this an operation says nothing about funding: tests of the plumbing and stray bids."""

PAGE_DAYS = 183
"""Of a dated search: half a year is some hundred kilobytes."""

STANDING_SINCE = date(2021, 7, 29)
ON_RRP_SINCE = date(2013, 9, 23)

_EXERCISE_NUMBER = 99
_EXERCISE_CLOSES = (time(9, 30), time(11, 30))
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


def parse(pages: Sequence[Page], family: Family) -> list[Operation]:
    """Read the completed operations of one family from results pages, oldest first; measures are left None.

    Every row is read, also those of the other family, so that a page is read whole or not at all; announcements without results
    are skipped. Of rows that repeat an id the one updated last counts. A page without operations gives none: so begins each day.
    Raises ParseError when a body isn't whole JSON, ContractError when a promised field is missing, of another type or implausible.
    """
    latest: dict[str, tuple[str, Operation]] = {}
    for page in pages:
        for row in rows(page, family.source_id):
            operation = _operation(row, family)
            updated = row.words("lastUpdated")
            if operation and (operation.key not in latest or updated >= latest[operation.key][0]):
                latest[operation.key] = (updated, operation)
    return sorted((operation for _, operation in latest.values()), key=order)


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
    if row.text("auctionStatus").casefold() != "results":
        if row.values.get("totalAmtAccepted"):
            row.refuse(f"auctionStatus is {row.shown('auctionStatus')}, yet there is an accepted amount")
        return None
    facts = _facts(row, key, day, kind, family)
    if kind != family.operation_type:
        return None
    if kind == "Repo":
        return RepoOperation(**facts)
    return ReverseRepoOperation(**facts, counterparties=_counterparties(row))


def _counterparties(row: Row) -> int | None:
    taking_part = row.count("participatingCpty")
    return row.count("acceptedCpty") if taking_part is None else taking_part


def _facts(row: Row, key: str, day: date, kind: str, family: Family) -> dict[str, Any]:
    closes, term, marked = row.clock("closeTime"), row.text("term"), _is_marked(row, key)
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
        "facility": _facility(kind, day, settles_on, term, is_exercise=marked or _is_morning_test(closes, accepted)),
        "term_days": _term_days(row, settles_on, matures_on),
        "method": row.words("operationMethod") or None,
        "accepted_usd": accepted,
        "submitted_usd": row.usd_if_given("totalAmtSubmitted", may_be_tiny=marked),
        "rate_pct": _rate_pct(details),
        "treasury_accepted_usd": by_security.get("treasury"),
        "agency_accepted_usd": by_security.get("agency"),
        "mbs_accepted_usd": by_security.get("mbs"),
        "note": _plain(row.words("note")),
        "is_small_value": marked or accepted < SMALL_VALUE_USD,
        "calendar": newyork.calendar_class(day),
    }


def _is_marked(row: Row, key: str) -> bool:
    """Whether the publisher says that this is a small-value exercise: by flag, by note, or by the running number it gives them."""
    flagged = row.words("isSmallValue").upper() == "Y"
    return flagged or bool(re.search(r"small[ -]value", row.words("note"), re.IGNORECASE)) or number_of(key) == _EXERCISE_NUMBER


def _is_morning_test(closes: time | None, accepted: int) -> bool:
    """Exercises often carry no mark: they close around ten in the morning, when no regular operation of the facilities does."""
    return closes is not None and _EXERCISE_CLOSES[0] <= closes <= _EXERCISE_CLOSES[1] and accepted < SMALL_VALUE_USD


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
