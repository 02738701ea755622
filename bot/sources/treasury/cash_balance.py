"""The Treasury's cash at the Fed (the TGA), each day's close, from the Daily Treasury Statement.

The form: `{"data": [{...}], "meta": {...}}`, several rows a day, amounts in millions of dollars as texts, `"null"` where there is none.
The closing balance stands in `close_today_bal` of `Federal Reserve Account` (to 2021-09-30) and of `Treasury General Account (TGA)` (to
2022-04-15), and since 2022-04-18 in `open_today_bal` of `Treasury General Account (TGA) Closing Balance`. Published about 16:00 in New York
on the next business day.

Source: Bureau of the Fiscal Service, Fiscal Data, "Operating Cash Balance".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.calendars import newyork
from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Readings, Source, Window, stretches
from bot.sources import daily
from bot.sources.results_page import MILLION, Row, document, read_rows, rows
from bot.sources.rows import joined
from rules.event import CashBalance, Event
from rules.ledger import PolicyLedger

SOURCE_ID = "treasury.cash_balance"
CLOSING = {
    "federal reserve account": "close_today_bal",
    "treasury general account (tga)": "close_today_bal",
    "treasury general account (tga) closing balance": "open_today_bal",
}
"""In which field each era's account, in small letters, has the closing balance."""
PAST = timedelta(days=400)
PAGE_DAYS = 366
"""Of a page of the past."""
SMALLEST_MILLION, LARGEST_MILLION = 500, 5_000_000
"""Half a billion to five trillion: the balance was about five billion before 2008, 1.8 trillion at its highest, in 2020."""

_OTHERS = re.compile(
    r"opening balance|deposits|withdrawals|tax and loan|short-term cash|financial institution|supplementary financing|total operating"
)
"""What else the table has, over the years."""
_PATH = "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
_MILLIONS = "$1,000,000"
_PUBLISHED = time(16)


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read the closing balances of these pages, oldest first, in whole dollars; measures are left None.

    Other accounts are skipped; a row that lacks its date or account, or whose closing balance is missing or implausible, is set aside.
    Raises ParseError when a body isn't whole JSON, ContractError when amounts are not in millions, no row is a closing balance, or most
    rows cannot be read.
    """
    read = joined(_balances(page) for page in pages)
    ordered = sorted({balance.key: balance for balance in read}.values(), key=lambda balance: balance.as_of)
    return Readings(ordered, read.set_aside)


def _balances(page: Page) -> Readings[CashBalance]:
    _check_unit(page)
    known = rows(page, SOURCE_ID, ("data",), "row")
    read = read_rows(
        page, known, lambda row: _balance(row, page.fetched_at), known_by=("record_date", "account_type"), day=("record_date",)
    )
    if known and not read:
        known[0].refuse(f"no row has a closing balance; the first is of account {known[0].shown('account_type')}")
    return read


def _check_unit(page: Page) -> None:
    """Amounts are millions: the page's own note of their format, where there is one, must say so."""
    body = document(page, SOURCE_ID)
    meta = body.get("meta") if isinstance(body, dict) else None
    formats = meta.get("dataFormats") if isinstance(meta, dict) else None
    said = [formats.get(field) for field in set(CLOSING.values())] if isinstance(formats, dict) else []
    if any(unit not in (None, _MILLIONS) for unit in said):
        raise ContractError("the page's amounts are not in millions of dollars any more", source_id=SOURCE_ID, url=page.url)


def _balance(row: Row, fetched_at: datetime | None) -> CashBalance | None:
    day, account = row.day("record_date"), " ".join(row.text("account_type").split()).casefold()
    if account not in CLOSING:
        return None if _OTHERS.search(account) else row.refuse(f"account_type is {row.shown('account_type')}, no account that is known")
    published_at = newyork.at(newyork.next_business_day(day), _PUBLISHED)
    return CashBalance(
        source=SOURCE_ID,
        key=day.isoformat(),
        title=f"Treasury cash balance, {day.day} {day:%B %Y}",
        url="https://fiscaldata.treasury.gov/datasets/daily-treasury-statement/operating-cash-balance",
        published_at=min(published_at, fetched_at or published_at),
        as_of=day,
        tga_usd=_millions(row, CLOSING[account]) * MILLION,
    )


def _millions(row: Row, name: str) -> int:
    text = row.text(name)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        row.refuse(f"{name} is {row.shown(name)}, not whole millions in a text")
    if not SMALLEST_MILLION <= int(text) <= LARGEST_MILLION:
        row.refuse(f"{name} is {row.shown(name)}, outside {SMALLEST_MILLION} to {LARGEST_MILLION} millions of dollars")
    return int(text)


def past(today: date) -> list[PastPage]:
    """Four hundred days of balances in one page."""
    return [_between(today - PAST, today)]


def past_since(since: date, today: date) -> list[Part]:
    """Balances from a day on, a year a page: four rows a day fit into it."""
    return [(_between(first, last),) for first, last in stretches(since, today, PAGE_DAYS)]


def _between(first: date, last: date) -> PastPage:
    query = f"?filter=record_date:gte:{first},record_date:lte:{last}&sort=record_date&page%5Bsize%5D=10000"
    return PastPage("fiscaldata", _PATH + query)


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The event with its change over one and five observations, and how unusual the latter is among the 250 before.

    None where the history is too short or has a hole. The ledger says nothing on it.
    """
    if not isinstance(event, CashBalance):
        return event
    known = {e.as_of: e.tga_usd for e in history if isinstance(e, CashBalance) and e.as_of < event.as_of}
    levels = [*sorted(known.items())[-daily.SPAN :], (event.as_of, event.tga_usd)]
    return dataclasses.replace(
        event,
        tga_change_1d_usd=daily.moved(levels, 1),
        tga_change_5d_usd=daily.moved(levels, 5),
        tga_change_5d_z_250d=daily.move_z(levels, 5),
    )


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fiscaldata",
    hosts=frozenset({"api.fiscaldata.treasury.gov"}),
    paths=(f"{_PATH}?sort=-record_date&page%5Bsize%5D=100",),
    plan=PollPlan(
        every=timedelta(hours=3),
        windows=(
            Window(at=time(16), every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=4)),
            Window(at=time(16), every=timedelta(minutes=1), lead=timedelta(0), length=timedelta(minutes=30)),
        ),
    ),
    overdue_after=timedelta(days=6),
    parse=parse,
    measure=measure,
    reach=timedelta(days=30),
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
)
