"""A row that cannot be read, from a loopback publisher on: it is told once, the others are alerted, and it is tried again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import render
from bot.chat.status import report, status_text
from bot.i18n import texts
from bot.polling.fetch import Client, make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.sources import source
from bot.store import Store, open_store
from rules.document import load_rulebook
from rules.ledger import PolicyLedger
from tests.contract.operation_body import BILLION, page, repo
from tests.loopback.publisher import Publisher

SOURCE = source("nyfed.repo_operation")
RESULTS, PAST = SOURCE.paths[0], "/api/rp/results/search.json"
GOOD = repo("RP 111226 25", "2026-11-12", 51 * BILLION)
BAD = repo("RP 110526 25", "2026-11-05", 3 * BILLION, totalAmtAccepted=None)


class World:
    def __init__(self, publisher: Publisher, client: Client, store: Store) -> None:
        self.publisher, self.client, self.store = publisher, client, store
        self.now = datetime(2026, 11, 12, 18, 46, tzinfo=UTC)
        self.health, self.notices = SourceHealth(), list[str]()

    def publish(self, *rows: Any) -> None:
        self.publisher.publish(RESULTS, page(*rows).body, content_type="application/json")

    async def poll(self) -> PollResult:
        self.now += timedelta(minutes=1)
        return await poll(
            SOURCE,
            client=self.client,
            origins={"nyfed": self.publisher.url},
            store=self.store,
            rulebook=load_rulebook(),
            ledger=PolicyLedger(),
            render=render.alert,
            now=lambda: self.now,
            health=self.health,
            notify_operator=self.notices.append,
        )

    def stored(self) -> list[str]:
        found = self.store.history(SOURCE.id, before=self.now, since=datetime(2026, 10, 1, tzinfo=UTC))
        return [event.key for event in found]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'fedtide.db'}")
    with Publisher() as publisher:
        publisher.publish(PAST, page().body, content_type="application/json")
        async with make_client("fedtide-test") as client:
            yield World(publisher, client, store)
    store.close()


async def test_the_others_are_read_remembered_and_the_row_is_told_once(world: World) -> None:
    world.publish(GOOD, BAD)
    result = await world.poll()
    assert (result.outcome, result.events, result.new, result.set_aside) == ("ok", 1, 1, 1)
    said = "operation 2 ('RP 110526 25'): totalAmtAccepted is missing, not a number of whole dollars"
    assert result.error is not None
    assert result.error.startswith(f"1 row set aside: {said} (")
    assert world.notices == [f"nyfed.repo_operation: {result.error}; the others were read"]
    assert world.stored() == ["RP 111226 25"]
    assert (await world.poll()).outcome == "not_modified"  # remembered: a bad row is not fetched for ever
    for number in range(3):  # the page changes, the bad row goes on standing in it
        world.publish(repo(f"RP 11132{number} 25", "2026-11-13", number * BILLION), GOOD, BAD)
        assert (await world.poll()).set_aside == 1
    assert len(world.notices) == 1


async def test_a_row_that_is_mended_is_read(world: World) -> None:
    world.publish(GOOD, BAD)
    await world.poll()
    world.publish(GOOD, BAD | {"totalAmtAccepted": 3 * BILLION})
    result = await world.poll()
    assert (result.new, result.set_aside, result.error) == (1, 0, None)
    assert world.stored() == ["RP 110526 25", "RP 111226 25"]
    assert world.store.set_aside(SOURCE.id) == []


async def test_the_newest_row_is_an_alarm_at_once(world: World) -> None:
    world.publish(repo("RP 111326 25", "2026-11-13", 9 * BILLION, auctionStatus="Fnord"), GOOD)
    assert (await world.poll()).new == 1
    [notice] = world.notices
    assert notice.startswith(
        "nyfed.repo_operation: the newest row could not be read, what it says is missing: operation 1 ('RP 111326 25')"
    )


async def test_a_program_that_may_read_it_asks_once_more(world: World) -> None:
    world.publish(GOOD, BAD)
    await world.poll()
    world.health = SourceHealth()  # a restart, perhaps of a newer version
    assert (await world.poll()).set_aside == 1
    assert len(world.notices) == 1
    assert (await world.poll()).outcome == "not_modified"


async def test_a_list_most_of_whose_rows_are_bad_is_refused_and_not_remembered(world: World) -> None:
    world.publish(GOOD, BAD, BAD | {"operationId": "RP 110426 25"})
    for _ in range(2):
        result = await world.poll()
        assert (result.outcome, result.events, result.set_aside) == ("error", 0, 0)
    assert world.stored() == []
    assert [notice.partition(":")[0] for notice in world.notices] == ["nyfed.repo_operation"]


async def test_status_tells_of_it(world: World) -> None:
    world.publish(GOOD, BAD)
    await world.poll()
    told = report(world.store, [SOURCE], started_at=world.now, now=world.now)
    assert "⚠️ 1 row that could not be read is left out" in status_text(texts("chat", "en"), told, for_operator=False)
    assert "RP 110526 25" in status_text(texts("chat", "en"), told, for_operator=True)
    assert "读不出来" in status_text(texts("chat", "zh-Hans"), told, for_operator=False)
