"""The New York Fed's trading desk: operating policy statements, and what it plans to buy over the coming month.

The plan stands in a table, one row a period, with a sentence that gives the amount; its release is announced there for 15:00 in New York
on or around the ninth business day of a month, and the period begins on the next business day. Statements have no list that anyone is
known to read: they are looked for at the addresses that their days give them (`operating_policy_251210`, then `...a`), and followed from
the table's page.

Source: Federal Reserve Bank of New York, "Treasury Securities Operational Details" and "Operating Policy".
"""

from __future__ import annotations

import dataclasses
import logging
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.calendars.newyork import at, today
from bot.calendars.releases import FOMC_STATEMENT, PURCHASE_SCHEDULE
from bot.errors import ParseError
from bot.fomc.note import read_note
from bot.fomc.text import day_named, sentences
from bot.source import Page, Part, PastPage, PollPlan, Source, Window
from bot.sources.newyork_fed.desk_page import (
    DETAILS,
    ORIGIN,
    SOURCE_ID,
    StatementPage,
    address_of,
    day_in,
    is_statement,
    read_statement,
    statement_path,
    statements_linked,
)
from bot.sources.newyork_fed.desk_schedule import USUAL_TIME, read_schedules
from bot.sources.newyork_fed.desk_words import read_purchases
from rules.event import DeskStatement, Event, PurchaseSchedule
from rules.ledger import PolicyFact, PolicyLedger

SUFFIXES = ("", "a")
"""Of the addresses of a day's statements; a third one (`b`) is found where a page links to it."""
FOLLOWED = timedelta(days=60)
SOUGHT_AGAIN = timedelta(days=10)
"""After an outage statements are looked for so many days back: their addresses are guesses, and what is older is no news."""
logger = logging.getLogger(__name__)

_SMALL_VALUE = re.compile(r"\bsmall[- ]value\b|\boperational (?:readiness )?exercise\b", re.I)
_ABBREVIATION = re.compile(r" \((?:the )?[A-Z][A-Za-z ]{1,12}\)")


def parse(pages: Sequence[Page]) -> list[Event]:
    """Read statements and the page of planned purchases, oldest first; measures are left None.

    Rows of periods that name no amount are skipped, but not the newest one. Raises ParseError when a page is not what it should be,
    ContractError when the newest period names no amount, several, or one that cannot be.
    """
    statements = [_statement(page) for page in pages if is_statement(page)]
    schedules = [schedule for page in pages if not is_statement(page) for schedule in read_schedules(page)]
    return sorted([*statements, *schedules], key=lambda event: (event.published_at, event.key))


def _statement(page: Page) -> DeskStatement:
    read = read_statement(page)
    path = statement_path(page.url) or address_of(read.issued_on)
    published_at = at(read.issued_on, read.clock or USUAL_TIME)
    return DeskStatement(
        source=SOURCE_ID,
        key=f"{ORIGIN}{path}",
        title=read.title,
        url=f"{ORIGIN}{path}",
        published_at=min(published_at, page.fetched_at or published_at),
        issued_on=read.issued_on,
        summary=read.paragraphs[0],
        **_announced(read),
    )


def _announced(read: StatementPage) -> dict[str, Any]:
    """The policy facts of a statement; an exercise has none."""
    text = _ABBREVIATION.sub("", "\n\n".join(read.paragraphs))
    if _SMALL_VALUE.search(read.title) or _SMALL_VALUE.search(read.paragraphs[0]):
        return {"is_small_value": True, "balance_sheet_action": "none"}
    purchases, note = read_purchases(sentences(text), read.issued_on), read_note(text)
    return {
        "balance_sheet_action": purchases.action,
        "purchases_from": purchases.starts_on,
        "purchase_purpose": purchases.purpose,
        "purchase_pace_usd_month": purchases.pace_usd_month,
        "purchase_pace_change_usd_month": purchases.pace_change_usd_month,
        "purchase_total_usd": purchases.total_usd,
        "on_rrp_pct": note.on_rrp_pct,
        "on_rrp_limit_usd": note.on_rrp_limit_usd,
        "srf_pct": note.srf_pct,
        "srf_limit_usd": note.srf_limit_usd,
        "effective_on": purchases.ends_on or note.effective_on or _effective_on(text, read.issued_on),
    }


def _effective_on(text: str, on: date) -> date | None:
    """The day of `effective March 18, 2021`."""
    found = re.search(r"\beffective\b([^.;]*)", text, re.I)
    return day_named(found[1], on) if found else None


def follow(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    """The statements of the last sixty days that the pages link to and that are wanted, as paths: an older link may lead nowhere."""
    read = {statement_path(page.url) for page in pages}
    links = [path for page in pages for path in statements_linked(page) if _is_young(path, page)]
    return [path for path in dict.fromkeys(links) if path not in read and wanted(f"{ORIGIN}{path}", _usual(path))]


def _is_young(path: str, page: Page) -> bool:
    day = day_in(path)
    return day is not None and (page.fetched_at is None or at(day, USUAL_TIME) > page.fetched_at - FOLLOWED)


def _usual(path: str) -> datetime:
    """When the statement of an address came out, as far as the address tells."""
    day = day_in(path)
    assert day
    return at(day, USUAL_TIME)


def guesses(today: date) -> list[str]:
    """The addresses that statements of today would have; of a Sunday too, as in March 2020."""
    return _addresses(today)


def _addresses(day: date) -> list[str]:
    return [f"{address_of(day)}{suffix}" for suffix in SUFFIXES]


def past_since(since: date, today: date) -> list[Part]:
    """The addresses of statements since a day, at most ten days back: there is no list of them; then the page of planned purchases too.

    A shorter stretch is an outage, after which that page is read anyway, with its past periods.
    """
    first = max(since, today - SOUGHT_AGAIN)
    days = (first + timedelta(days=number) for number in range((today - first).days))
    statements = [(PastPage("nyfed_www", path, may_be_missing=True),) for day in days for path in _addresses(day)]
    return [*([(PastPage("nyfed_www", DETAILS),)] if since < first else []), *statements]


def parse_past(pages: Sequence[Page]) -> list[Event]:
    """As `parse`, but a statement of the past that cannot be read is left out: a poll must not hang on it for ever."""
    found: list[Event] = []
    for page in pages:
        try:
            found += parse([page])
        except ParseError as e:
            if not is_statement(page):
                raise
            logger.warning("%s: %s: left out: %s", SOURCE_ID, page.url, e)
    return found


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """A schedule's changes against the one before and what was announced, or whether a statement's purchases are new, and by how much."""
    if isinstance(event, PurchaseSchedule):
        return _measured_schedule(event, history, ledger)
    return _measured_statement(event, ledger) if isinstance(event, DeskStatement) else event


def _measured_schedule(event: PurchaseSchedule, history: Sequence[Event], ledger: PolicyLedger) -> PurchaseSchedule:
    earlier = [e for e in history if isinstance(e, PurchaseSchedule) and e.first_on < event.first_on]
    before = max(earlier, key=lambda e: e.first_on, default=None)
    change = event.planned_usd - before.planned_usd if before else None
    return dataclasses.replace(event, planned_change_usd=change, unannounced_change_usd=_unannounced(event, before, ledger))


def _unannounced(event: PurchaseSchedule, before: PurchaseSchedule | None, ledger: PolicyLedger) -> int | None:
    """What is bought beyond reinvestment, less the pace announced for the period, else less the schedule before.

    Where the page does not divide the amount, the change of the whole stands in for it, less what the announced paces changed.
    """
    announced = _pace(ledger.in_force("purchases", event.first_on))
    if event.reserve_management_usd is not None:
        known = announced if announced is not None else before.reserve_management_usd if before else None
        return None if known is None else event.reserve_management_usd - known
    if before is None:
        return None
    earlier = _pace(ledger.in_force("purchases", before.first_on))
    expected = announced - earlier if announced is not None and earlier is not None else 0
    return event.planned_usd - before.planned_usd - expected


def _measured_statement(event: DeskStatement, ledger: PolicyLedger) -> DeskStatement:
    action, pace = event.balance_sheet_action, event.purchase_pace_usd_month
    event = dataclasses.replace(event, is_decision_day=ledger.is_decision_day(event.published_at))
    if action in (None, "none"):
        return event
    fact = ledger.announced("purchases")
    was_over = fact is None or fact.values.get("pace_usd_month") == 0
    known = 0 if was_over else _pace(fact)
    change = event.purchase_pace_change_usd_month if pace is None or known is None else pace - known
    is_new = {"purchases_start": was_over or _is_another(event, fact), "purchases_end": not was_over}.get(action, False)
    return dataclasses.replace(event, action_is_new=is_new or change not in (None, 0), purchase_pace_change_usd_month=change)


def _is_another(event: DeskStatement, fact: PolicyFact | None) -> bool:
    """Whether a programme is not the one announced before: for another purpose, or of a size in all, and not said today already."""
    if fact is None or today(fact.announced_at) == event.issued_on:
        return fact is None
    return event.purchase_total_usd is not None or event.purchase_purpose not in (None, fact.values.get("purpose"))


def _pace(fact: PolicyFact | None) -> int | None:
    return None if fact is None else fact.values.get("pace_usd_month")


def _looks(clock: time, release: str, *, at_once: timedelta = timedelta(0), later: timedelta = timedelta(0)) -> tuple[Window, Window]:
    """Every four seconds while it is due, then every minute for half an hour; so long even when something is in: it may not be all."""
    return (
        Window(at=clock, every=timedelta(seconds=4), length=timedelta(minutes=4), least=at_once, release=release),
        Window(at=clock, every=timedelta(minutes=1), lead=timedelta(0), length=timedelta(minutes=30), least=later, release=release),
    )


SOURCE = Source(
    id=SOURCE_ID,
    publisher="nyfed_www",
    hosts=frozenset({"www.newyorkfed.org", "newyorkfed.org"}),
    paths=(DETAILS,),
    guesses=guesses,
    plan=PollPlan(
        every=timedelta(hours=1),
        windows=(
            *_looks(time(14), FOMC_STATEMENT, at_once=timedelta(minutes=1), later=timedelta(minutes=10)),
            *_looks(USUAL_TIME, PURCHASE_SCHEDULE),
        ),
    ),
    overdue_after=timedelta(days=45),
    parse=parse,
    follow=follow,
    measure=measure,
    reach=timedelta(hours=6),
    past_since=past_since,
    parse_past=parse_past,
    max_bytes=2_000_000,
    item_pages=True,
    apart=True,
    same_day=True,
)
