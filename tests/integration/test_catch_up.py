"""After an outage of weeks what was missed is read by date, and told only while it is worth it; calendars and clocks on the way."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from bot.calendars.releases import FOMC_STATEMENT
from bot.polling.fetch import make_client
from bot.polling.operator_notices import ClockHealth, SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.source import Page, Source
from bot.sources import source
from bot.store import Store
from rules.event import BalanceSheet
from rules.event import facts as facts_of
from rules.ledger import PolicyLedger
from rules.model import Rulebook
from tests.contract.operation_body import BILLION, page, repo
from tests.loopback.publisher import Answer, Publisher

RECENT = "/api/rp/repo/all/results/lastTwoWeeks.json"
SEARCH = "/api/rp/results/search.json"
JSON = "application/json"
BEFORE = datetime(2026, 8, 3, 18, tzinfo=UTC)
AFTER = datetime(2026, 9, 16, 18, tzinfo=UTC)
"""A quarter of an hour after the afternoon's operation."""


class House:
    def __init__(self, publisher: Publisher, client: httpx.AsyncClient, store: Store) -> None:
        self.publisher, self.client, self.store = publisher, client, store
        self.now = BEFORE
        self.health = SourceHealth()
        self.notices: list[str] = []

    async def poll(self, known: Source | str = "nyfed.repo_operation", health: SourceHealth | None = None) -> PollResult:
        publishers = ("fed", "nyfed", "fred", "fiscaldata", "coinbase", "kraken")
        return await poll(
            source(known) if isinstance(known, str) else known,
            client=self.client,
            origins=dict.fromkeys(publishers, self.publisher.url),
            store=self.store,
            rulebook=Rulebook(version="", sha256="", mechanisms={}, rules=()),
            ledger=PolicyLedger(),
            render=lambda subject, *args: subject.event.key,
            now=lambda: self.now,
            health=health or self.health,
            notify_operator=self.notices.append,
        )

    def recent(self, *days: str) -> None:
        """What the last two weeks hold, and the dated search, which always holds everything."""
        self.publisher.publish(RECENT, self.body(*days), content_type=JSON)

    @staticmethod
    def body(*days: str) -> bytes:
        return page(*(repo(f"RP {day}", day, 20 * BILLION) for day in days)).body

    def keys(self) -> list[str]:
        return [event.key for event in self.store.history("nyfed.repo_operation", before=AFTER, since=BEFORE - timedelta(days=500))]

    def searches(self) -> list[str]:
        return [request.target for request in self.publisher.requests if request.path == SEARCH]


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    with Publisher() as publisher:
        publisher.publish(SEARCH, page().body, content_type=JSON)
        async with make_client("fedtide/test") as client:
            yield House(publisher, client, store)


async def outage(house: House) -> None:
    """The bot reads, then is away from 3 August to 16 September."""
    house.recent("2026-08-03")
    await house.poll()
    house.publisher.requests.clear()
    house.now = AFTER
    house.recent("2026-09-10", "2026-09-16")
    house.publisher.publish(SEARCH, house.body("2026-08-03", "2026-08-13", "2026-08-14", "2026-09-10", "2026-09-16"), content_type=JSON)


async def test_what_two_weeks_no_longer_hold_is_asked_for_by_date_once(house: House) -> None:
    await outage(house)
    result = await house.poll()
    assert (result.outcome, result.new) == ("ok", 4)
    assert house.searches() == [f"{SEARCH}?startDate=2026-08-02&endDate=2026-09-16&operationTypes=Repo"]
    assert house.keys() == ["RP 2026-08-03", "RP 2026-08-13", "RP 2026-08-14", "RP 2026-09-10", "RP 2026-09-16"]
    await house.poll()
    assert len(house.searches()) == 1


async def test_only_what_is_still_worth_it_makes_an_alert(house: House) -> None:
    await outage(house)
    await house.poll()
    rows = house.store.latest_assessed(limit=10)
    assert {row.event.key for row in rows} >= {"RP 2026-08-13", "RP 2026-08-14", "RP 2026-09-16"}
    assert [latency.published_at.date() for latency in house.store.latencies(10)] == [date(2026, 9, 16), date(2026, 8, 3)]


async def test_the_missed_ones_are_history_for_those_after_them(house: House) -> None:
    await outage(house)
    await house.poll()
    facts = {row.event.key: facts_of(row.event) for row in house.store.latest_assessed(limit=10)}
    assert facts["RP 2026-08-14"]["previous_day_accepted_usd"] == 20 * BILLION
    assert facts["RP 2026-09-16"]["day_accepted_usd"] == 20 * BILLION


async def test_a_catch_up_that_fails_is_tried_again_until_nothing_is_missing(house: House) -> None:
    await outage(house)
    house.publisher.fail(SEARCH, Answer(status=503), times=2)
    assert (await house.poll()).outcome == "error"
    assert (await house.poll()).outcome == "error"
    assert house.keys() == ["RP 2026-08-03"]
    assert (await house.poll()).new == 4


async def test_a_short_outage_asks_for_nothing_more(house: House) -> None:
    house.recent("2026-08-03")
    await house.poll()
    house.publisher.requests.clear()
    house.now = BEFORE + timedelta(days=13)
    await house.poll()
    assert house.searches() == []


async def test_a_first_run_has_missed_nothing(house: House) -> None:
    house.now = AFTER
    house.recent("2026-09-16")
    await house.poll()
    assert house.searches() == [f"{SEARCH}?startDate=2025-08-12&endDate=2026-09-16&operationTypes=Repo"]  # its past


async def test_weeks_of_balance_sheets_come_from_fred_and_the_last_one_from_the_page(house: House) -> None:
    def parse(pages: list[Page]) -> list[BalanceSheet]:
        sheet = source("fed.balance_sheet").parse_past([Page("", b"observation_date,WALCL\n2026-09-09,6750000\n")])[0]
        return [dataclasses.replace(sheet, bills_usd=1)] if pages else []

    known = dataclasses.replace(source("fed.balance_sheet"), parse=parse)
    house.publisher.publish(known.paths[0], b"a page")
    house.publisher.publish("/graph/fredgraph.csv", b"observation_date,WALCL\n")
    await house.poll(known)
    house.now = AFTER
    house.publisher.publish(known.paths[0], b"another page")
    weeks = b"observation_date,WALCL\n2026-07-29,6730000\n2026-08-26,6740000\n2026-09-02,6745000\n2026-09-09,6750000\n"
    house.publisher.publish("/graph/fredgraph.csv", weeks)
    await house.poll(known)
    sheets = house.store.history("fed.balance_sheet", before=AFTER, since=BEFORE - timedelta(days=90))
    assert [(sheet.key, getattr(sheet, "bills_usd", None)) for sheet in sheets] == [
        ("2026-08-26", None), ("2026-09-02", None), ("2026-09-09", 1)
    ]  # fmt: skip


async def test_decisions_of_an_outage_are_asked_for_by_the_days_of_the_meetings(house: House) -> None:
    known = dataclasses.replace(
        source("fed.press_release"), parse=lambda pages: [], parse_past=lambda pages: [], follow=lambda pages, wanted: []
    )
    for path in known.paths:
        house.publisher.publish(path, b"<rss></rss>")
    house.now = datetime(2026, 7, 20, tzinfo=UTC)
    await house.poll(known)
    house.publisher.requests.clear()
    house.now = AFTER - timedelta(hours=1)
    result = await house.poll(known)
    asked = [request.path for request in house.publisher.requests if "monetary" in request.path]
    stem = "/newsevents/pressreleases/monetary2026"
    assert asked == [f"{stem}0729a.htm", f"{stem}0729a1.htm", f"{stem}0916a.htm", f"{stem}0916a1.htm"]
    assert result.outcome != "error"  # they were not there, which may be


# --- calendars


async def test_the_boards_calendar_is_kept(house: House) -> None:
    meeting = {"month": "2031-05", "days": "6, 7", "type": "FOMC", "title": "FOMC Meeting"}
    house.publisher.publish("/json/calendar.json", json.dumps({"events": [meeting]}).encode(), content_type=JSON)
    assert (await house.poll("fed.calendar")).new == 1
    assert house.store.release_days() == {FOMC_STATEMENT: {date(2031, 5, 7)}}
    assert (await house.poll("fed.calendar")).outcome == "not_modified"
    moved = meeting | {"days": "7, 8"}
    house.publisher.publish("/json/calendar.json", json.dumps({"events": [moved]}).encode(), content_type=JSON)
    assert (await house.poll("fed.calendar")).new == 2
    assert house.store.release_days() == {FOMC_STATEMENT: {date(2031, 5, 8)}}


async def test_a_calendar_of_another_form_leaves_the_last_one_and_is_told(house: House) -> None:
    house.store.set_release_days({FOMC_STATEMENT: [date(2031, 5, 7)]})
    house.publisher.publish("/json/calendar.json", b'{"events": []}', content_type=JSON)
    assert (await house.poll("fed.calendar")).outcome == "error"
    assert house.store.release_days() == {FOMC_STATEMENT: {date(2031, 5, 7)}}
    assert any("names no FOMC meeting" in notice for notice in house.notices)


# --- clocks


async def test_a_clock_that_is_off_is_told_once_for_all_sources(house: House) -> None:
    clock = ClockHealth()
    house.recent("2026-08-03")
    said = format_datetime(BEFORE - timedelta(seconds=90), usegmt=True)
    watches = [SourceHealth(clock=clock), SourceHealth(clock=clock)]
    for number, health in enumerate(watches):
        body = house.body("2026-08-03", f"2026-07-{30 + number}")
        house.publisher.answer(RECENT, Answer(body=body, content_type=JSON, headers={"Date": said}))
        await house.poll(health=health)
    off = [notice for notice in house.notices if "clock" in notice]
    assert off == ["the clock of this machine is 90 s ahead of the publishers': windows around releases are missed; set it by NTP"]


def answered(skew: float) -> Page:
    return Page("", b"", fetched_at=BEFORE, served_at=BEFORE - timedelta(seconds=skew))


def test_the_median_of_the_last_answers_decides() -> None:
    clock = ClockHealth()
    clock.look([answered(1), answered(-2), answered(7200), Page("", b"")])
    assert clock.notices() == []  # one publisher is wrong, not this machine
    clock.look([answered(-45), answered(-45), answered(-45)])
    assert clock.notices() == [
        "the clock of this machine is 45 s behind the publishers': windows around releases are missed; set it by NTP"
    ]
    assert clock.notices() == []
    clock.look([answered(0)] * 5)
    assert clock.notices() == ["the clock is right again"]
