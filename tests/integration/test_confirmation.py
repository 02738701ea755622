"""H.4.1 by the Board's page and by FRED: confirmed once, or contradicted, told and less certain."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.confirmation import disputed_fields
from bot.fetch import make_client
from bot.model import Subscription
from bot.source import Page, Source
from bot.sources import source
from bot.store import Store
from rules.event import BalanceSheet, Event
from tests.integration.test_catch_up import House
from tests.loopback.publisher import Answer, Publisher

RELEASED = datetime(2026, 9, 10, 20, 30, tzinfo=UTC)
SOURCE_ID = "fed.balance_sheet"
FRED = "/graph/fredgraph.csv"
TOTAL = f"{FRED}?id=WALCL&cosd=2026-09-09&coed=2026-09-09"
CSV = "observation_date,{}\n2026-09-09,{}\n"
PAST = "observation_date,{}\n"


def the_page(pages: Sequence[Page]) -> list[Event]:
    """In place of the Board's page: total assets, mortgage securities, and bills, which FRED is not asked for."""
    [sheet] = source(SOURCE_ID).parse_past([Page("", CSV.format("WALCL", 6750000).encode())])
    return [dataclasses.replace(sheet, mbs_usd=2_000_000_000_000, bills_usd=554_373_000_000)] if pages else []


KNOWN: Source = dataclasses.replace(source(SOURCE_ID), parse=the_page)


@pytest.fixture
def store(store: Store) -> Store:
    store.subscribe(Subscription(chat_id=1))
    return store


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    """The sheet is out and was told; FRED does not have it yet."""
    with Publisher() as publisher:
        publisher.publish(KNOWN.paths[0], b"a page")
        publisher.publish(FRED, PAST.format("WALCL").encode())
        async with make_client("fedtide/test") as client:
            house = House(publisher, client, store)
            house.now = RELEASED + timedelta(minutes=1)
            await house.poll(KNOWN)
            publisher.requests.clear()
            yield house


def fred(house: House, total: int) -> None:
    house.publisher.publish(TOTAL, CSV.format("WALCL", total).encode())


def asked(house: House) -> int:
    return sum(request.target == TOTAL for request in house.publisher.requests)


def scored(house: House) -> dict[str, object]:
    [row] = house.store.latest_assessed()
    found: dict[str, object] = row["assessment"]
    return found


async def test_what_agrees_is_confirmed_and_not_asked_for_again(house: House) -> None:
    fred(house, 6750000)
    await house.poll(KNOWN)
    assert asked(house) == 0  # it gets two hours
    house.now = RELEASED + timedelta(hours=2, minutes=1)
    await house.poll(KNOWN)
    for hours in (6, 12, 60):
        house.now = RELEASED + timedelta(hours=hours)
        await house.poll(KNOWN)
    assert asked(house) == 1
    assert house.notices == []
    assert "total_assets_usd" not in str(scored(house)["missing"])


async def test_a_contradiction_is_told_once_and_named_in_the_score(house: House) -> None:
    fred(house, 6751000)
    for hours in (3, 7, 12):
        house.now = RELEASED + timedelta(hours=hours)
        result = await house.poll(KNOWN)
        assert result.outcome == "not_modified"
    [notice] = house.notices
    assert notice == (
        "fed.balance_sheet: 2026-09-09: a second publisher says otherwise (https://fred.stlouisfed.org/release?rid=20): "
        "total_assets_usd 6750000000000 against 6751000000000"
    )
    assert "total_assets_usd" in str(scored(house)["missing"])
    [sheet] = house.store.history(SOURCE_ID, before=house.now, since=RELEASED - timedelta(days=9))
    assert isinstance(sheet, BalanceSheet)
    assert sheet.total_assets_usd == 6_750_000_000_000  # the first one wins
    [edit] = [row for row in house.store.latencies(5) if row.kind == "balance_sheet"][:1]
    assert edit.published_at == RELEASED


async def test_what_the_second_one_lacks_is_asked_for_again_three_hours_later(house: House) -> None:
    house.publisher.publish(TOTAL, PAST.format("WALCL").encode())
    for minutes in (121, 180, 300, 302):
        house.now = RELEASED + timedelta(minutes=minutes)
        await house.poll(KNOWN)
    assert asked(house) == 2
    fred(house, 6750000)
    house.now = RELEASED + timedelta(hours=9)
    await house.poll(KNOWN)
    house.now = RELEASED + timedelta(hours=20)
    await house.poll(KNOWN)
    assert asked(house) == 3


async def test_a_second_publisher_that_is_down_is_no_fault_of_the_first(house: House) -> None:
    house.publisher.answer(TOTAL, Answer(status=403))
    house.now = RELEASED + timedelta(hours=3)
    result = await house.poll(KNOWN)
    assert (result.outcome, result.error) == ("not_modified", None)
    assert house.store.source_state(SOURCE_ID).failures_in_a_row == 0
    assert house.notices == []


async def test_after_four_days_nobody_is_asked(house: House) -> None:
    house.now = RELEASED + timedelta(days=4, minutes=1)
    await house.poll(KNOWN)
    assert asked(house) == 0


def test_only_what_both_give_can_be_disputed() -> None:
    [event] = the_page([Page("", b"")])
    assert isinstance(event, BalanceSheet)
    second = dataclasses.replace(event, url="https://elsewhere", title="", bills_usd=None, mbs_usd=1, securities_usd=5)
    assert disputed_fields(event, second) == ("mbs_usd",)
