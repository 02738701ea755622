"""Auctions from loopback publishers to a real store: the past, an announcement, its result, and what a second publisher says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot import render
from bot.jobs.archive import open_archive
from bot.polling.fetch import Client, make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.sources import source
from bot.store import Store
from rules.document import load_rulebook
from rules.event import TreasuryAuction
from rules.ledger import PolicyLedger
from tests.contract.auction_body import data_page, direct, direct_page, direct_results, query, query_results
from tests.loopback.publisher import Publisher

SOURCE = source("treasury.auction")
ANNOUNCED, AUCTIONED = SOURCE.paths
QUERY = "/services/api/fiscal_service/v1/accounting/od/auctions_query"
BN = 1_000_000_000
CLOSED = datetime(2026, 10, 5, 15, 33, tzinfo=UTC)
BILLS = (("912797AA1", "13-Week"), ("912797AA2", "26-Week"))


class World:
    """Both publishers and a clock that only a test moves."""

    def __init__(self, publisher: Publisher, client: Client, store: Store) -> None:
        self.publisher, self.client, self.store = publisher, client, store
        self.now = datetime(2026, 10, 1, 15, 0, 20, tzinfo=UTC)
        self.health, self.notices = SourceHealth(), list[str]()

    async def poll(self) -> PollResult:
        return await poll(
            SOURCE,
            client=self.client,
            origins=dict.fromkeys(("treasurydirect", "fiscaldata"), self.publisher.url),
            store=self.store,
            rulebook=load_rulebook(),
            ledger=PolicyLedger(),
            render=render.alert,
            now=lambda: self.now,
            health=self.health,
            notify_operator=self.notices.append,
        )

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.publisher.requests)

    def stored(self) -> dict[str, TreasuryAuction]:
        found = self.store.history(SOURCE.id, before=self.now, since=datetime(2026, 9, 30, tzinfo=UTC))
        return {event.key: event for event in found if isinstance(event, TreasuryAuction)}


def past() -> bytes:
    """Seventy weeks of two bills of 80 billion, of which 158 or 159 billion mature."""
    days = [date(2026, 10, 1) - timedelta(weeks=number) for number in range(70)]
    rows = [
        query_results(
            f"{cusip[:6]}{number:02}{cusip[-1]}",
            str(day - timedelta(days=7)),
            str(day - timedelta(days=3)),
            str(day),
            security_type="Bill",
            security_term=term,
            offering_amt="80000000000",
            est_pub_held_mat_by_type_amt=f"{158 + number % 2}000000000",
            bid_to_cover_ratio="2.800000",
        )
        for number, day in enumerate(days)
        for cusip, term in BILLS
    ]
    return data_page(*rows).body


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    """Two bills were announced, one of them far larger than it was."""
    with Publisher() as publisher:
        publisher.publish(QUERY, past())
        publisher.publish(AUCTIONED, direct_page().body)
        days = ("2026-10-01", "2026-10-05", "2026-10-08")
        mature = {"estimatedAmountOfPubliclyHeldMaturingSecuritiesByType": "160000000000"}
        rows = [
            direct(cusip, *days, size, securityTerm=term, **mature)
            for (cusip, term), size in zip(BILLS, ("130000000000", "80000000000"), strict=True)
        ]
        publisher.publish(ANNOUNCED, direct_page(*rows).body)
        async with make_client("fedtide/test") as client:
            world = World(publisher, client, store)
            assert (await world.poll()).error is None
            yield world


async def test_an_announcement_is_scored_once_with_all_that_settles_with_it(world: World) -> None:
    assert world.asked(QUERY) == 5
    events = world.stored()
    first, last = events["912797AA1 2026-10-05 announced"], events["912797AA2 2026-10-05 announced"]
    assert (first.completes_settlement, last.completes_settlement) == (False, True)
    assert (first.offering_change_usd, last.offering_change_usd) == (50 * BN, 0)
    assert (last.settlement_offering_usd, last.settlement_net_usd, last.settlement_change_usd) == (210 * BN, 50 * BN, 50 * BN)
    assert last.settlement_net_z_250d == 10.0
    until = world.now + timedelta(minutes=1)
    seen = world.store.seen_between(world.now - timedelta(hours=1), until, ["treasury_auction"])
    rows = {one.event.key: one.assessment for one in seen}
    assert [signal.rule for signal in rows[last.key].signals] == ["new-supply-rise"]
    assert (rows[last.key].impact, rows[last.key].direction, rows[first.key].impact) == (11, -11, 0)


async def test_a_result_is_another_event_and_the_announcement_no_revision(world: World) -> None:
    world.now = CLOSED
    mature = {"estimatedAmountOfPubliclyHeldMaturingSecuritiesByType": "160000000000"}
    row = direct_results(
        "912797AA1", "2026-10-01", "2026-10-05", "2026-10-08", offeringAmount="130000000000", bidToCoverRatio="2.50", **mature
    )
    world.publisher.publish(AUCTIONED, direct_page(row).body)
    result = await world.poll()
    assert (result.error, result.new, result.newest) == (None, 1, datetime(2026, 10, 5, 15, 32, 41, tzinfo=UTC))
    world.now += timedelta(minutes=1)
    assert world.stored()["912797AA1 2026-10-05 results"].bid_to_cover_off_usual == -0.3
    assert (await world.poll()).outcome == "not_modified"


async def test_the_days_of_announced_notes_are_kept_for_the_calendar(world: World) -> None:
    assert "coupon_auction" not in world.store.release_days()
    said = {"securityType": "Note", "securityTerm": "3-Year", "closingTimeCompetitive": "01:00 PM"}
    note = direct("91282CAA3", "2026-10-01", "2026-10-07", "2026-10-15", "40000000000", **said)
    world.publisher.publish(ANNOUNCED, direct_page(note).body)
    world.now += timedelta(minutes=1)
    assert (await world.poll()).error is None
    world.publisher.publish(AUCTIONED, direct_page(direct_results("912797AA1", "2026-10-01", "2026-10-05", "2026-10-08")).body)
    world.now = CLOSED
    await world.poll()
    assert world.store.release_days()["coupon_auction"] == {date(2026, 10, 7)}


async def test_a_second_publisher_that_agrees_says_nothing_and_one_that_does_not_is_told(world: World) -> None:
    said = {"security_type": "Bill", "maturity_date": "2027-01-07", "est_pub_held_mat_by_type_amt": "160000000000", "reopening": "Yes"}
    days = ("2026-10-01", "2026-10-05", "2026-10-08")
    agreed = query("912797AA1", *days, "130000000000", security_term="13-Week", **said)
    otherwise = query("912797AA2", *days, "81000000000", security_term="26-Week", **said)
    world.publisher.publish(QUERY, data_page(agreed, otherwise).body)
    for hours in (1, 3, 7):
        world.now = datetime(2026, 10, 1, 15, tzinfo=UTC) + timedelta(hours=hours)
        await world.poll()
    assert world.asked(QUERY) == 6  # once for both, some hours later
    [notice] = world.notices
    assert notice.startswith("treasury.auction: 912797AA2 2026-10-05 announced: a second publisher says otherwise (https://fiscaldata")
    assert notice.endswith("offering_usd 80000000000 against 81000000000")
    [row] = [row for row in world.store.latest_assessed() if row.event.key == "912797AA2 2026-10-05 announced"]
    assert "offering_usd" in row.assessment.missing


async def test_an_archive_folder_may_hold_bodies_of_either_publisher(tmp_path: Path) -> None:
    folder = tmp_path / SOURCE.id
    folder.mkdir()
    days = ("2026-10-01", "2026-10-05", "2026-10-08")
    (folder / "1.json").write_bytes(data_page(query_results("91282CZZ9", "2026-08-05", "2026-08-12", "2026-08-17")).body)
    (folder / "2.json").write_bytes(direct_page(direct_results("912797AA1", *days)).body)
    archive = open_archive(tmp_path, [SOURCE], None, date(2026, 11, 1))
    found = [event.key for piece in archive.pieces for event in (await piece.read()).events]
    assert (found, archive.left_alone) == (
        [
            "91282CZZ9 2026-08-12 announced",
            "91282CZZ9 2026-08-12 results",
            "912797AA1 2026-10-05 announced",
            "912797AA1 2026-10-05 results",
        ],
        [],
    )
