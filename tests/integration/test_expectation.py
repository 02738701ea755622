"""What is priced in, from loopback venues through the store to the facts of a statement: live, from a body on disk, and in a replay."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import render
from bot.assessing.expectation import path_of
from bot.assessing.known import NoHistory, StoredHistory
from bot.jobs.archive import open_archive
from bot.jobs.doctor import examine
from bot.jobs.pieces import load
from bot.jobs.replay import replay
from bot.jobs.score import score
from bot.polling.fetch import make_client
from bot.polling.intake import Intake
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.settings import load_settings
from bot.sources import source
from bot.store import Store
from rules.document import load_rulebook
from rules.event import FomcStatement
from rules.ledger import PolicyLedger, shipped_ledger
from tests.contract import press_body
from tests.contract.expectation_body import (
    CUT_5,
    CUT_95,
    MEETING,
    Sides,
    kalshi_body,
    kalshi_event,
    polymarket_body,
    polymarket_event,
)
from tests.loopback.publisher import Answer, Publisher

RULEBOOK = load_rulebook()
LEDGER = dataclasses.replace(shipped_ledger(), meetings=frozenset({MEETING}))
SOURCE, PRESS = source("market.expectation"), source("fed.press_release")
RELEASE = datetime(2031, 5, 7, 18, tzinfo=UTC)
KALSHI, POLYMARKET = "/trade-api/v2/events", "/events"
CUT = "The Committee decided to lower the target range for the federal funds rate by 1/4 percentage point to 1-3/4 to 2 percent."
STATEMENT = press_body.page(CUT, press_body.VOTED)
BOTH = ("kalshi", "polymarket")
Quotes = Mapping[int, Sides]


@pytest.fixture
def venues() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with make_client("fedtide/test") as made:
        yield made


@dataclass
class World:
    """Both venues, a store and a clock that only a test moves."""

    venues: Publisher
    client: httpx.AsyncClient
    store: Store
    now: datetime = RELEASE - timedelta(minutes=10)

    def quote(self, kalshi: Quotes | None = CUT_95, polymarket: Quotes | None = CUT_95, **events: Any) -> None:
        """What the venues say from now on; None: the venue is down."""
        for path, quotes, body in (
            (KALSHI, kalshi, lambda quotes: kalshi_body(kalshi_event(quotes, **events))),
            (POLYMARKET, polymarket, lambda quotes: polymarket_body(polymarket_event(quotes, **events))),
        ):
            if quotes is None:
                self.venues.answer(path, Answer(status=503))
            else:
                self.venues.publish(path, body(quotes), content_type="application/json")

    async def poll(self) -> PollResult:
        return await poll(
            SOURCE,
            client=self.client,
            origins=dict.fromkeys(("kalshi", "polymarket"), self.venues.url),
            store=self.store,
            rulebook=RULEBOOK,
            ledger=LEDGER,
            render=render.alert,
            now=lambda: self.now,
        )

    async def decide(self) -> FomcStatement:
        """The statement as a running bot takes it in."""
        intake = Intake(source=PRESS, store=self.store, rulebook=RULEBOOK, ledger=LEDGER, render=render.alert, now=lambda: RELEASE)
        [event] = PRESS.parse([STATEMENT])
        measured = await intake.take(replace(event, seen_at=RELEASE), [event], is_revision=False)
        assert isinstance(measured, FomcStatement)
        return measured


@pytest.fixture
def world(venues: Publisher, client: httpx.AsyncClient, store: Store) -> World:
    return World(venues, client, store)


def facts(event: object) -> tuple[Any, ...]:
    assert isinstance(event, FomcStatement)
    return (
        event.expected_change_bp,
        event.expected_change_uncertainty_bp,
        event.surprise_bp,
        event.expectation_gap,
        event.expectation_venues,
    )


async def test_a_cut_at_95_per_cent_is_hardly_a_surprise_and_one_at_5_is(world: World) -> None:
    world.quote()
    assert (await world.poll()).new == 2
    assert facts(await world.decide()) == (-23.75, 0.5, -1.25, None, BOTH)


async def test_a_cut_at_5_per_cent(world: World) -> None:
    world.quote(CUT_5, CUT_5)
    await world.poll()
    assert facts(await world.decide()) == (-1.25, 0.5, -23.75, None, BOTH)


async def test_without_markets_nothing_is_known(world: World) -> None:
    world.quote(None, None)
    result = await world.poll()
    assert (result.outcome, result.new, result.partial) == ("error", 0, False)
    assert facts(await world.decide()) == (None, None, None, "none", None)


@pytest.mark.parametrize(("kalshi", "polymarket", "left"), [(None, CUT_95, "polymarket"), (CUT_95, None, "kalshi")])
async def test_one_venue_that_is_down_leaves_the_other_alone(world: World, kalshi: Any, polymarket: Any, left: str) -> None:
    world.quote(kalshi, polymarket)
    result = await world.poll()
    assert (result.outcome, result.new, result.partial) == ("error", 1, True)
    assert facts(await world.decide()) == (-23.75, 0.5, -1.25, None, (left,))


@pytest.mark.parametrize(
    ("quotes", "gap"),
    [
        ({"kalshi": {**CUT_95, 0: (None, 0.06)}, "polymarket": {**CUT_95, 0: (None, 0.06)}}, "torn"),
        ({"volume": 100.0}, "thin"),
        ({"kalshi": CUT_95, "polymarket": CUT_5}, "apart"),
        ({"meeting": date(2031, 6, 18)}, "none"),
    ],
)
async def test_quotes_that_say_nothing_have_their_reason(world: World, quotes: dict[str, Any], gap: str) -> None:
    world.quote(**quotes)
    await world.poll()
    assert facts(await world.decide())[:4] == (None, None, None, gap)


async def test_quotes_are_stale_after_a_quarter_of_an_hour(world: World) -> None:
    world.quote()
    world.now = RELEASE - timedelta(minutes=16)
    await world.poll()
    assert facts(await world.decide())[:4] == (None, None, None, "stale")


async def test_what_does_not_change_is_fresh_all_the_same(world: World) -> None:
    world.quote()
    for minutes in (61, 16, 3):
        world.now = RELEASE - timedelta(minutes=minutes)
        assert (await world.poll()).new == 2
    assert facts(await world.decide())[3] is None


async def test_nothing_fetched_at_or_after_the_release_counts(world: World) -> None:
    world.quote()
    world.now = RELEASE
    await world.poll()
    assert facts(await world.decide())[:4] == (None, None, None, "none")


async def test_live_score_and_replay_agree_and_without_a_store_nothing_is_known(world: World) -> None:
    world.quote()
    await world.poll()
    [scored] = score(PRESS, [STATEMENT], RULEBOOK, past=StoredHistory(world.store, LEDGER))
    live = await world.decide()
    [replayed] = replay(world.store.publications(), [], RULEBOOK, expectations=world.store.expectations_until())
    assert facts(live) == facts(scored.event) == facts(replayed.event)
    assert facts(live)[0] == -23.75
    [alone] = score(PRESS, [STATEMENT], RULEBOOK, past=NoHistory(PolicyLedger()))
    assert facts(alone.event) == (None, None, None, "none", None)


async def test_the_next_meetings_path_is_kept_and_found(world: World) -> None:
    later = date(2031, 6, 18)
    for minutes, hold in ((-6, 0.60), (-2, 0.70), (20, 0.50)):
        world.now = RELEASE + timedelta(minutes=minutes)
        next_meeting = {-25: (1 - hold - 0.01, 1 - hold + 0.01), 0: (hold - 0.01, hold + 0.01), 25: (None, 0.01)}
        open_now = [kalshi_event(meeting=MEETING)] if minutes < 0 else []
        world.venues.publish(KALSHI, kalshi_body(*open_now, kalshi_event(next_meeting, meeting=later)), content_type="application/json")
        world.venues.publish(POLYMARKET, polymarket_body(polymarket_event(next_meeting, meeting=later)), content_type="application/json")
        await world.poll()
    found = path_of(await world.decide(), world.store)
    assert found is not None
    assert (found.meeting_on, found.before_bp, found.after_bp, found.change_bp) == (later, -10.0, -12.5, -2.5)


async def test_a_statement_without_quotes_has_no_path(world: World) -> None:
    assert path_of(await world.decide(), world.store) is None


async def test_it_makes_no_messages(world: World) -> None:
    world.quote()
    await world.poll()
    assert world.store.history(SOURCE.id, before=RELEASE, since=RELEASE - timedelta(days=9)) == []
    assert world.store.latest_assessed() == []


async def test_the_doctor_asks_both(venues: Publisher, world: World, url: str) -> None:
    world.quote()
    settings = load_settings(
        {
            "FEDTIDE_DATABASE_URL": url,
            "FEDTIDE_KALSHI_URL": venues.url,
            "FEDTIDE_POLYMARKET_URL": venues.url,
            "FEDTIDE_SOURCES": SOURCE.id,
            "FEDTIDE_USER_AGENT": "test (+mail@example.org)",
        }
    )
    checks = {check.name: check for check in await examine(settings, now=lambda: world.now)}
    assert (checks[SOURCE.id].status, checks[SOURCE.id].detail) == ("ok", "2 meetings on 2 pages")


# an archive

ROWS = """date,type,change_bp,expected_change_bp,surprise_bp,source
2031-03-19,decision,0,-0.0,0.0,"federal funds futures, computed"
2031-05-07,decision,-25,-18.4,-6.6,"federal funds futures, computed"
"""


async def loaded(folder: Path, store: Store, since: date | None = None) -> list[tuple[int, int, int, str | None]]:
    archive = open_archive(folder, [SOURCE], since, MEETING)
    return [(one.found, one.new, len(one.set_aside), one.error) async for one in load(archive.pieces, store, lambda: RELEASE)]


async def test_an_archive_tells_what_was_priced_in_where_nobody_was_asked(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "fomc_expected.csv").write_text(ROWS)
    assert await loaded(folder, world.store) == [(2, 2, 0, None)]
    assert await loaded(folder, world.store) == [(2, 0, 0, None)]
    assert facts(await world.decide()) == (-18.4, None, -6.6, None, ("futures",))


async def test_an_archive_from_a_day_on(world: World, tmp_path: Path) -> None:
    (tmp_path / "fomc_expected.csv").write_text(ROWS)
    assert await loaded(tmp_path, world.store, since=date(2031, 4, 1)) == [(1, 1, 0, None)]


@pytest.mark.parametrize("row", ["2031-05-07,decision,-25,,,x", "x,decision,-25,1,,x", "2031-05-07,decision,-25,nan,,x", "2031-05-07"])
async def test_a_row_of_an_archive_that_says_nothing_is_set_aside(world: World, tmp_path: Path, row: str) -> None:
    (tmp_path / "fomc_expected.csv").write_text(ROWS + row + "\n")
    assert await loaded(tmp_path, world.store) == [(2, 2, 1, None)]


async def test_another_table_under_that_name_is_refused(world: World, tmp_path: Path) -> None:
    (tmp_path / "fomc_expected.csv").write_text("day,bp\n2031-05-07,1\n")
    [(found, new, _, error)] = await loaded(tmp_path, world.store)
    assert (found, new) == (0, 0)
    assert "no columns" in (error or "")


async def test_a_meeting_that_cannot_be_read_is_set_aside_and_the_others_go_on(world: World) -> None:
    broken = kalshi_event(meeting=date(2031, 6, 18))
    broken["markets"][0]["custom_strike"] = {"Hike": "0"}
    later = kalshi_event(meeting=date(2031, 7, 30))
    world.quote()
    world.venues.publish(KALSHI, kalshi_body(kalshi_event(), broken, later), content_type="application/json")
    result = await world.poll()
    assert (result.outcome, result.events, result.set_aside) == ("ok", 4, 1)
    assert [one.gap for one in world.store.expectations(date(2031, 6, 18), RELEASE)] == ["torn"]
    assert facts(await world.decide())[0] == -23.75
