"""The Desk's pages and the options from loopback publishers into a real store: what is missing, broken or changed loses nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot import render
from bot.assessing.known import NoHistory
from bot.assessing.positioning import agreement, options_after
from bot.jobs.doctor import examine
from bot.jobs.score import score
from bot.polling.fetch import make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.settings import load_settings
from bot.sources import source
from bot.sources.newyork_fed.desk_page import DETAILS
from bot.store import Store
from rules.document import load_rulebook
from rules.event import DeskStatement, PurchaseSchedule
from rules.ledger import shipped_ledger
from tests.contract import options_body
from tests.contract.desk_body import details, row, statement
from tests.loopback.publisher import Answer, Publisher

RULEBOOK = load_rulebook()
BN = 1_000_000_000
MAY = "5/14/2031 -<br>6/12/2031"
PLAN = "The Desk plans to purchase approximately $55 billion in bills, of which $40 billion for reserve management."
STATED = statement("The Desk will keep its operations as they are until the Committee says otherwise.").body
ADDRESS = "/markets/opolicy/operating_policy_310513"
OLD = "https://www.newyorkfed.org/markets/opolicy/operating_policy_301210"
JSON = "application/json"
NOW = datetime(2031, 5, 13, 19, 0, 5, tzinfo=UTC)
"""Fifteen o'clock in New York, on the ninth business day."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        running.publish(DETAILS, details(row(MAY, PLAN), row("4/14/2031 - 5/13/2031", PLAN), linked=OLD).body)
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with make_client("fedtide/test") as made:
        yield made


class World:
    """One source, its publisher and a clock that only a test moves."""

    def __init__(self, source_id: str, client: httpx.AsyncClient, publisher: Publisher, store: Store, now: datetime = NOW) -> None:
        self.source, self.client, self.publisher, self.store, self.now = source(source_id), client, publisher, store, now
        self.health = SourceHealth()
        self.notices: list[str] = []

    async def poll(self) -> PollResult:
        return await poll(
            self.source,
            client=self.client,
            origins=dict.fromkeys(("nyfed_www", "deribit"), self.publisher.url),
            store=self.store,
            rulebook=RULEBOOK,
            ledger=shipped_ledger(),
            render=render.alert,
            now=lambda: self.now,
            health=self.health,
            notify_operator=self.notices.append,
        )

    def stored(self) -> list[Any]:
        return self.store.history(self.source.id, before=self.now + timedelta(days=9), since=self.now - timedelta(days=2000))


async def test_a_plan_is_read_where_no_statement_came_out(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    first = await world.poll()
    assert (first.outcome, first.events, first.new, first.error) == ("ok", 2, 2, None)
    april, may = world.stored()
    assert isinstance(may, PurchaseSchedule)
    assert (may.planned_usd, may.reserve_management_usd, may.planned_change_usd) == (55 * BN, 40 * BN, 0)
    assert (may.unannounced_change_usd, april.unannounced_change_usd) == (0, None)
    assert may.published_at == datetime(2031, 5, 13, 19, tzinfo=UTC)
    asked = {request.path: request.status for request in publisher.requests}
    assert [asked.pop(address) for address in (ADDRESS, f"{ADDRESS}a")] == [404, 404]
    assert asked == {DETAILS: 200}
    assert (await world.poll()).outcome == "not_modified"
    assert world.notices == []


async def test_a_statement_is_found_at_the_address_of_its_day(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    await world.poll()
    publisher.publish(f"{ADDRESS}a", STATED.replace(b"May 12, 2031", b"May 13, 2031"))
    assert (await world.poll()).new == 1
    [event] = [event for event in world.stored() if isinstance(event, DeskStatement)]
    assert (event.key, event.issued_on, event.published_at) == (
        f"https://www.newyorkfed.org{ADDRESS}a",
        date(2031, 5, 13),
        datetime(2031, 5, 13, 19, tzinfo=UTC),
    )


async def test_a_statement_that_the_table_links_to_is_read_too(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    publisher.publish(f"{ADDRESS}b", STATED.replace(b"May 12, 2031", b"May 13, 2031"))
    publisher.publish(DETAILS, details(row(MAY, PLAN), linked=f"https://www.newyorkfed.org{ADDRESS}b").body)
    assert (await world.poll()).new == 2
    assert [event.KIND for event in world.stored()] == ["purchase_schedule", "desk_statement"]


async def test_a_table_that_changed_its_form_keeps_no_statement_back_and_is_read_again(
    client: httpx.AsyncClient, publisher: Publisher, store: Store
) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    whole = publisher.body(DETAILS)
    publisher.publish(DETAILS, details(row(MAY, "see the spreadsheet"), linked=OLD).body)
    publisher.publish(ADDRESS, STATED)
    result = await world.poll()
    assert (result.outcome, result.partial, result.new) == ("error", True, 1)
    assert result.error is not None
    assert "the period from 2031-05-14 names no planned amount" in result.error
    assert [notice for notice in world.notices if "the publisher changed something" in notice] != []
    publisher.publish(DETAILS, whole)
    again = await world.poll()
    assert (again.outcome, again.new) == ("ok", 2)
    assert {event.KIND for event in world.stored()} == {"desk_statement", "purchase_schedule"}


@pytest.mark.parametrize("path", [ADDRESS, DETAILS])
async def test_a_page_that_cannot_be_had_now_is_had_later(client: httpx.AsyncClient, publisher: Publisher, store: Store, path: str) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    publisher.publish(ADDRESS, STATED)
    publisher.fail(path, Answer(status=503), times=2)
    result = await world.poll()
    assert (result.outcome, result.partial) == ("error", True)
    assert "HTTP 503" in (result.error or "")
    outcomes = [(await world.poll()).outcome for _ in range(2)]
    assert outcomes == ["error", "ok"]
    assert len(world.stored()) == 3


async def test_after_days_without_an_answer_statements_are_sought_by_date(
    client: httpx.AsyncClient, publisher: Publisher, store: Store
) -> None:
    world = World("nyfed.desk_statement", client, publisher, store)
    await world.poll()
    publisher.publish("/markets/opolicy/operating_policy_310514", STATED.replace(b"May 12, 2031", b"May 14, 2031"))
    publisher.publish(
        DETAILS, details(row(MAY, "see the spreadsheet"), linked=OLD).body
    )  # what is wrong today keeps nothing of the past back
    world.now = NOW + timedelta(days=6)
    result = await world.poll()
    assert (result.outcome, result.partial, result.new) == ("error", True, 1)
    assert [event.issued_on for event in world.stored() if isinstance(event, DeskStatement)] == [date(2031, 5, 14)]


def test_what_was_announced_on_the_same_day_has_no_size() -> None:
    """The 40 billion of December 2025 are in the ledger, for the Desk's own words and for the first schedule."""
    said = statement(
        "Reserve management purchases (RMPs) of $40 billion per month will start on December 12, 2025.",
        day="December 10, 2025",
        url="https://www.newyorkfed.org/markets/opolicy/operating_policy_251210a",
    )
    page = details(row("12/12/2025 - 1/13/2026", PLAN))
    scored = score(source("nyfed.desk_statement"), [said, page], RULEBOOK, past=NoHistory(shipped_ledger()))
    assert [(one.event.KIND, one.assessment.impact) for one in scored] == [("desk_statement", 0), ("purchase_schedule", 0)]
    assert isinstance(scored[0].event, DeskStatement)
    assert (scored[0].event.action_is_new, scored[0].event.purchase_pace_change_usd_month) == (False, 0)


def test_a_plan_beyond_what_was_announced_weighs_half_of_stimulus() -> None:
    larger = details(row("3/13/2026 - 4/14/2026", PLAN.replace("$40", "$52").replace("$55", "$67")))
    [one] = score(source("nyfed.desk_statement"), [larger], RULEBOOK, past=NoHistory(shipped_ledger()))
    # twelve billion more than the forty: 0.3 * 12 / 60 = 0.06, and 100 * 0.06 / 1.06 = 5.66
    assert [(signal.rule, round(signal.strength, 4)) for signal in one.assessment.signals] == [("reserve-management-plan-larger", 0.06)]
    assert (one.assessment.impact, one.assessment.direction) == (6, 6)


# options


def published(publisher: Publisher, now: datetime, puts: float, *hours: list[Any]) -> None:
    for path in source("market.options").paths:
        currency = "ETH" if "ETH" in path else "BTC"
        publisher.publish(path, options_body.book(puts, 100.0, currency, answered_at=now), content_type=JSON, validators=False)
    index = options_body.index(*hours, answered_at=now)
    publisher.publish("/api/v2/public/get_volatility_index_data", index, content_type=JSON, validators=False)


async def test_options_are_kept_as_series_of_their_own(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    event_at = options_body.ANSWERED.replace(minute=0, second=0)  # 18:00
    world = World("market.options", client, publisher, store, event_at)
    published(publisher, event_at, 60.0, options_body.hour(16, 40.0), options_body.hour(17, 40.0))
    first = await world.poll()
    assert (first.outcome, first.new) == ("ok", 6)  # two hours and one ratio for each coin
    world.now = event_at + timedelta(hours=4)
    published(publisher, world.now, 63.0, options_body.hour(17, 40.0), options_body.hour(21, 44.0))
    assert (await world.poll()).new == 4
    found = options_after(event_at, 4, store.prices)
    assert (found.dvol_before, found.dvol_after, found.put_call_before, found.put_call_after) == (40.0, 44.0, 0.6, 0.63)
    assert agreement(-30, found) is None  # nobody asked what Bitcoin cost
    assert world.notices == []


async def test_a_refusal_of_one_question_keeps_the_others(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    now = options_body.ANSWERED
    world = World("market.options", client, publisher, store, now)
    published(publisher, now, 60.0, options_body.hour(16, 40.0))
    refused = json.dumps({"error": {"code": 10028, "message": "too_many_requests"}}).encode()
    publisher.publish(world.source.paths[0], refused, content_type=JSON, validators=False)
    result = await world.poll()
    assert (result.outcome, result.partial, result.new) == ("error", True, 3)
    assert "can't answer now: 10028" in (result.error or "")


# the doctor


async def test_the_doctor_finds_both_and_asks_nobody_else(publisher: Publisher, url: str) -> None:
    published(publisher, options_body.ANSWERED, 60.0, options_body.hour(16, 40.0))
    settings = load_settings(
        {
            "FEDTIDE_DATABASE_URL": url,
            "FEDTIDE_NYFED_URL": publisher.url,
            "FEDTIDE_DERIBIT_URL": publisher.url,
            "FEDTIDE_SOURCES": "nyfed.desk_statement,market.options",
            "FEDTIDE_USER_AGENT": "test (+mail@example.org)",
        }
    )
    checks = {check.name: check for check in await examine(settings, now=lambda: NOW)}
    assert checks["nyfed.desk_statement"].detail == "2 events on 1 pages"
    assert checks["market.options"].detail == "4 prices on 4 pages"
    assert {name: checks[name].status for name in ("nyfed.desk_statement", "market.options")} == dict.fromkeys(
        ("nyfed.desk_statement", "market.options"), "ok"
    )
