"""The Treasury's cash: the recorded body where it is at hand, and hand-made ones of every era."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.treasury import cash_balance
from rules.event import CashBalance
from tests.contract.daily_body import CASH_URL, cash, cash_page

JULY_2025 = "dts_operating_cash_balance_20250707_20250711.json"
MILLION = 1_000_000


def recorded(shared: Path) -> Page:
    return Page(f"file:{JULY_2025}", (shared / "fixtures" / "treasury" / JULY_2025).read_bytes())


def balances(*pages: Page) -> list[CashBalance]:
    events = cash_balance.parse(pages)
    assert all(isinstance(event, CashBalance) for event in events)
    return [event for event in events if isinstance(event, CashBalance)]


# The recorded body, facts taken by eye.


def test_five_days_of_july_2025(shared: Path) -> None:
    assert [(e.key, e.tga_usd // MILLION, e.published_at) for e in balances(recorded(shared))] == [
        ("2025-07-07", 332_482, datetime(2025, 7, 8, 20, tzinfo=UTC)),
        ("2025-07-08", 343_047, datetime(2025, 7, 9, 20, tzinfo=UTC)),
        ("2025-07-09", 311_048, datetime(2025, 7, 10, 20, tzinfo=UTC)),
        ("2025-07-10", 288_395, datetime(2025, 7, 11, 20, tzinfo=UTC)),
        ("2025-07-11", 282_363, datetime(2025, 7, 14, 20, tzinfo=UTC)),  # a Friday's balance on Monday
    ]


@pytest.mark.parametrize("tenth", range(1, 10))
def test_the_recorded_body_cut_short_is_refused(shared: Path, tenth: int) -> None:
    whole = recorded(shared)
    with pytest.raises(ParseError):
        balances(dataclasses.replace(whole, body=whole.body[: len(whole.body) * tenth // 10]))


# Hand-made bodies.


def test_a_balance_as_published_today() -> None:
    [event] = balances(cash_page(cash("2026-07-16", "812345")))
    assert event == CashBalance(
        source="treasury.cash_balance",
        key="2026-07-16",
        title="Treasury cash balance, 16 July 2026",
        url="https://fiscaldata.treasury.gov/datasets/daily-treasury-statement/operating-cash-balance",
        published_at=datetime(2026, 7, 17, 20, tzinfo=UTC),
        as_of=date(2026, 7, 16),
        tga_usd=812_345_000_000,
    )


@pytest.mark.parametrize(
    ("day", "account"),
    [
        ("2008-06-02", "Federal Reserve Account"),
        ("2021-09-30", "Federal Reserve Account"),
        ("2021-10-01", "Treasury General Account (TGA)"),
        ("2022-04-15", "treasury  general account (TGA) "),
    ],
)
def test_earlier_eras_have_the_closing_balance_in_its_own_field(day: str, account: str) -> None:
    [event] = balances(cash_page(cash(day, "300000", account, close_today_bal="290123")))
    assert (event.key, event.tga_usd) == (day, 290_123 * MILLION)


def test_other_accounts_are_skipped_and_days_come_oldest_first() -> None:
    page = cash_page(
        cash("2026-07-16", "800000"),
        cash("2026-07-16", "780000", "Treasury General Account (TGA) Opening Balance"),
        cash("2026-07-16", "null", "Total TGA Deposits (Table II)"),
        cash("2026-07-15", "780000"),
        cash("2026-07-14", "5", "Total TGA Withdrawals (Table II) (-)"),  # the page ends within a day
    )
    assert [(e.key, e.tga_usd // MILLION) for e in balances(page)] == [("2026-07-15", 780_000), ("2026-07-16", 800_000)]


def test_a_page_without_rows_gives_none() -> None:
    assert balances(cash_page()) == []


def test_no_note_of_the_unit_is_no_fault() -> None:
    body = json.dumps({"data": [cash("2026-07-16", "812345")]}).encode()
    assert [e.tga_usd for e in balances(Page(CASH_URL, body))] == [812_345_000_000]


def test_published_is_never_later_than_seen() -> None:
    early = datetime(2026, 7, 17, 19, 30, tzinfo=UTC)
    [event] = balances(cash_page(cash("2026-07-16", "812345"), fetched_at=early))
    assert event.published_at == early


@pytest.mark.parametrize("unit", ["$1,000", "$1", "$1,000,000,000"])
def test_another_unit_is_refused(unit: str) -> None:
    with pytest.raises(ContractError, match="not in millions of dollars any more"):
        balances(cash_page(cash("2026-07-16", "812345"), unit=unit))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"open_today_bal": "null"}, "open_today_bal is 'null', not whole millions"),
        ({"open_today_bal": None}, "open_today_bal is missing"),
        ({"open_today_bal": 812345}, "open_today_bal is 812345, not a text"),
        ({"open_today_bal": "812,345"}, "not whole millions"),
        ({"open_today_bal": "-812345"}, "not whole millions"),
        ({"open_today_bal": "812345000000"}, "not whole millions"),  # dollars
        ({"open_today_bal": "812345000"}, "outside 500 to 5000000 millions"),  # thousands
        ({"open_today_bal": "499"}, "outside 500 to 5000000 millions"),
        ({"record_date": "07/16/2026"}, "record_date is '07/16/2026'"),
        ({"account_type": None}, "account_type is missing"),
        ({"account_type": "Some New Account"}, "account_type is 'Some New Account', no account that is known"),
        ({"account_type": "Total Operating Balance"}, "no row has a closing balance; the first is of account 'Total Operating Balance'"),
    ],
)
def test_a_broken_promise_names_row_and_field(changes: dict[str, Any], says: str) -> None:
    row = {name: value for name, value in (cash("2026-07-16", "812345") | changes).items() if value is not None}
    with pytest.raises(ContractError, match=r"^row 1: ") as caught:
        balances(cash_page(row))
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("treasury.cash_balance", CASH_URL)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ParseError),
        (b"<html>maintenance</html>", ParseError),
        (b'{"data": [{"record_date": "2026-', ParseError),
        (b"[]", ContractError),
        (b'{"data": null}', ContractError),
        (b'{"error": "Invalid Query Param"}', ContractError),
    ],
)
def test_something_else_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        balances(Page(CASH_URL, body))
    assert (caught.value.source_id, caught.value.url) == ("treasury.cash_balance", CASH_URL)
