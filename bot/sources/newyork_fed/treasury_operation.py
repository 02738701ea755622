"""The Desk's outright purchases and sales of Treasuries: bills for reserve management, coupons, inflation-protected, floating rate.

The form: `{"treasury": {"auctions": [{...}]}}`, newest first. A row promises `operationId`, `operationDate`, `operationType` and
`auctionStatus`, and once the status is Results `operationDirection` (P or S) and `totalParAmtAccepted`. Amounts are par, in whole dollars,
as texts. Results come within a minute of the close (09:20 for bills in 2026). Reserve management and the reinvestment of agency principal
are bought in the same operations; the publisher doesn't tell them apart.

Source: New York Fed Markets Data API, "Treasury Securities Operations".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import partial

from bot.source import Page, PollPlan, Readings, Source, Window
from bot.sources.newyork_fed import outright
from bot.sources.newyork_fed.operations import has_results
from bot.sources.results_page import Row, iso_date
from rules.event import Event, TreasuryOperation
from rules.ledger import PolicyFact, PolicyLedger

SOURCE_ID = "nyfed.treasury_operation"
REINVESTED_USD_MONTH = 20_000_000_000
"""Agency principal that a month's purchases may replace besides the announced pace: MBS holdings fell by 17 billion a month in 2025."""

_SECURITIES = {
    "bill": "bill",
    "tips": "tips",
    "inflation": "tips",
    "frn": "frn",
    "floating": "frn",
    "coupon": "coupon",
    "nominal": "coupon",
}
_NAMES = {"bill": "bill", "coupon": "coupon", "tips": "TIPS", "frn": "FRN", "other": "Treasury"}


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the completed operations of results pages, oldest first; measures are left None, announcements are skipped.

    Amounts are whole dollars of par. Of rows that repeat an id the one updated last counts; a row that cannot be read is set aside.
    Raises ParseError when a body isn't whole JSON, ContractError when most rows cannot be read.
    """
    return outright.read_completed(pages, SOURCE_ID, "treasury", _operation)


def _operation(row: Row) -> TreasuryOperation | None:
    """The row's operation; None for an announcement or a cancelled one. Raises ContractError."""
    key, day, kind = row.text("operationId"), row.day("operationDate"), row.text("operationType")
    if not has_results(row):
        return None
    is_purchase = outright.is_purchase(row)
    accepted, security = row.usd_text("totalParAmtAccepted"), _security(kind)
    submitted = None if row.words("totalParAmtSubmitted") in ("", "NA") else row.usd_text("totalParAmtSubmitted")
    return TreasuryOperation(
        source=SOURCE_ID,
        key=key,
        title=_title(is_purchase, security, day),
        url="https://www.newyorkfed.org/markets/desk-operations/treasury-securities",
        published_at=outright.closed_at(row, day),
        operation_on=day,
        settles_on=iso_date(row.words("settlementDate")),
        is_purchase=is_purchase,
        security_type=security,
        accepted_usd=accepted,
        submitted_usd=submitted,
        is_small_value=outright.is_exercise(row),
    )


def _security(kind: str) -> str:
    """The kind of security that an operation's type names: `Outright Bill Purchase` is of bills."""
    return next((security for word, security in _SECURITIES.items() if re.search(rf"\b{word}", kind, re.IGNORECASE)), "other")


def _title(is_purchase: bool, security: str, day: date) -> str:
    return f"Outright {_NAMES[security]} {'purchase' if is_purchase else 'sale'}, {day.day} {day:%B %Y}"


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with the month's net purchases, their change on the month before, and what was bought off the announced schedule.

    A month is the thirty days up to and with the operation; sums are None where the history doesn't reach back to their beginning.
    Off schedule is what a month bought above the highest pace in force in it and REINVESTED_USD_MONTH, 0 where it is not above them,
    and never more than this operation itself: what those before it took above was their news. None where the ledger knows no pace,
    or a pace that was not said, for any part of the month.
    """
    if not isinstance(event, TreasuryOperation):
        return event
    month, change = outright.month_of(event, history)
    return dataclasses.replace(
        event,
        month_accepted_usd=month,
        month_change_usd=change,
        off_schedule_usd=_off_schedule(month, event, ledger),
    )


def _off_schedule(month: int | None, event: TreasuryOperation, ledger: PolicyLedger) -> int | None:
    paces = [_pace(ledger.in_force("purchases", event.operation_on - timedelta(days=days))) for days in range(outright.MONTH.days)]
    known = [pace for pace in paces if pace is not None]
    if month is None or len(known) < len(paces):
        return None
    return min(max(0, month - max(known) - REINVESTED_USD_MONTH), event.accepted_usd)


def _pace(fact: PolicyFact | None) -> int | None:
    return None if fact is None else fact.values.get("pace_usd_month")


SOURCE = Source(
    id=SOURCE_ID,
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=("/api/tsy/all/results/summary/last/40.json",),
    plan=PollPlan(
        every=timedelta(minutes=15),
        windows=(Window(at=time(9, 20, 20), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=4)),),
    ),
    overdue_after=timedelta(days=60),
    parse=parse,
    measure=measure,
    past=partial(outright.past, "tsy"),
    past_since=partial(outright.past_since, "tsy"),
    parse_past=parse,
    history_span=outright.PAST,
)
