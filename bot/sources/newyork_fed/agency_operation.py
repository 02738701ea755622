"""The Desk's operations in agency mortgage-backed securities: outright purchases and sales, dollar rolls, coupon swaps.

The form: `{"ambs": {"auctions": [{...}]}}`, newest first. A row promises `operationId`, `operationDate`, `operationType` and
`auctionStatus`, and once the status is Results, `totalAcceptedOrigFace`; an outright one also `operationDirection` (P or S). Amounts are
dollars as texts, with decimals where principal outstanding (`totalAcceptedCurrFace`) is meant; the fields of par amounts are empty.
Since 2022 there have been small-value exercises alone.

Source: New York Fed Markets Data API, "Agency Mortgage-Backed Securities Operations".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from bot.calendars import newyork
from bot.source import Page, PollPlan, Readings, Source, Window
from bot.sources.newyork_fed import outright
from bot.sources.newyork_fed.operations import has_results
from bot.sources.results_page import LARGEST_USD, MILLION, Row, iso_date
from rules.event import AgencyOperation, Event
from rules.ledger import PolicyLedger

SOURCE_ID = "nyfed.agency_operation"
EXERCISES_ALONE_SINCE = date(2022, 10, 1)
"""The Desk announced that it would buy no more; what is small since then tests the plumbing, marked or not."""
LARGEST_EXERCISE_USD = 250_000_000
_TYPES = {"roll": "roll", "swap": "swap", "tba": "tba", "specified": "specified_pool"}
_NAMES = {
    "roll": "Agency MBS dollar roll",
    "swap": "Agency MBS coupon swap",
    "tba": "Agency MBS (TBA)",
    "specified_pool": "Agency MBS (specified pools)",
    "other": "Agency MBS",
}
_BOTH_WAYS = ("roll", "swap")


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the completed operations of results pages, oldest first; measures are left None, announcements are skipped.

    Of rows that repeat an id the one updated last counts; a row that cannot be read is set aside. Raises ParseError when a body isn't
    whole JSON, ContractError when most rows cannot be read.
    """
    return outright.read_completed(pages, SOURCE_ID, "ambs", _operation)


def _operation(row: Row) -> AgencyOperation | None:
    """The row's operation; None for an announcement or a cancelled one. Raises ContractError."""
    key, day, said = row.text("operationId"), row.day("operationDate"), row.text("operationType")
    if not has_results(row):
        return None
    kind = next((kind for word, kind in _TYPES.items() if re.search(rf"\b{word}", said, re.IGNORECASE)), "other")
    is_purchase = _is_purchase(row, kind)
    original = _usd(row, "totalAcceptedOrigFace")
    accepted = _usd_if_given(row, "totalAcceptedCurrFace", original)
    return AgencyOperation(
        source=SOURCE_ID,
        key=key,
        title=_title(kind, is_purchase, day),
        url="https://www.newyorkfed.org/markets/desk-operations/ambs",
        published_at=outright.closed_at(row, day),
        operation_on=day,
        settles_on=iso_date(row.words("settlementDate")),
        operation_type=kind,
        is_purchase=is_purchase,
        accepted_usd=accepted or 0,
        submitted_usd=_usd_if_given(row, "totalSubmittedCurrFace", _usd_if_given(row, "totalSubmittedOrigFace", None)),
        is_small_value=outright.is_exercise(row) or (day >= EXERCISES_ALONE_SINCE and (accepted or 0) < LARGEST_EXERCISE_USD),
        calendar=newyork.calendar_class(day),
    )


def _is_purchase(row: Row, kind: str) -> bool | None:
    """Which way an outright operation goes; rolls and swaps go both ways."""
    return None if kind in _BOTH_WAYS else outright.is_purchase(row)


def _usd(row: Row, name: str) -> int:
    """A promised amount in a text, rounded to whole dollars. Below a million dollars it would be a figure in millions."""
    text = row.text(name)
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,15})?", text):
        row.refuse(f"{name} is {row.shown(name)}, not dollars in a text")
    amount = round(float(text))
    if amount > LARGEST_USD:
        row.refuse(f"{name} is {row.shown(name)}, outside 0 to {LARGEST_USD} dollars")
    if 0 < amount < MILLION:
        row.refuse(f"{name} is {row.shown(name)}: that looks like millions in place of dollars")
    return amount


def _usd_if_given(row: Row, name: str, otherwise: int | None) -> int | None:
    return otherwise if row.words(name) in ("", "NA") and not isinstance(row.values.get(name), (int, float)) else _usd(row, name)


def _title(kind: str, is_purchase: bool | None, day: date) -> str:
    way = {True: " purchase", False: " sale", None: ""}[is_purchase]
    return f"{_NAMES[kind]}{way}, {day.day} {day:%B %Y}"


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with the month's net purchases and their change on the month before.

    As `outright.month_of` has them. The ledger has no path of its own for these securities.
    """
    if not isinstance(event, AgencyOperation):
        return event
    month, change = outright.month_of(event, history)
    return dataclasses.replace(event, month_accepted_usd=month, month_change_usd=change)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=("/api/ambs/all/results/summary/last/20.json",),
    plan=PollPlan(
        every=timedelta(hours=1),
        windows=(Window(at=time(10, 20, 20), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=4)),),
    ),
    overdue_after=timedelta(days=400),
    parse=parse,
    measure=measure,
    past=partial(outright.past, "ambs"),
    past_since=partial(outright.past_since, "ambs"),
    parse_past=parse,
    history_span=outright.PAST,
)
