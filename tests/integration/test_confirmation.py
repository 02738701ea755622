"""What FRED has too: balance sheets, days of operations, rates. Confirmed once, or contradicted, told and less certain."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.assessing.known import contradicted
from bot.jobs.replay import replay
from bot.model import Dispute, Subscription
from bot.polling import second_publisher
from bot.polling.fetch import make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.second_publisher import said_otherwise
from bot.source import Page, Source
from bot.sources import source
from bot.store import Store
from rules.event import BalanceSheet, Event
from rules.model import Assessment, Rulebook
from tests.contract.daily_body import rate, rates_page
from tests.contract.operation_body import BILLION, page, repo, reverse
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


def scored(house: House) -> Assessment:
    [found] = house.store.latest_assessed()
    return found.assessment


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
    assert "total_assets_usd" not in str(scored(house).missing)


async def test_a_contradiction_is_told_once_and_named_in_the_score(house: House) -> None:
    fred(house, 6751000)
    for hours in (3, 16, 30):
        house.now = RELEASED + timedelta(hours=hours)
        result = await house.poll(KNOWN)
        assert result.outcome == "not_modified"
    [notice] = house.notices
    assert notice == (
        "fed.balance_sheet: 2026-09-09: a second publisher says otherwise (https://fred.stlouisfed.org/release?rid=20): "
        "total_assets_usd 6750000000000 against 6751000000000"
    )
    assert "total_assets_usd" in str(scored(house).missing)
    [sheet] = house.store.history(SOURCE_ID, before=house.now, since=RELEASED - timedelta(days=9))
    assert isinstance(sheet, BalanceSheet)
    assert sheet.total_assets_usd == 6_750_000_000_000  # the first one wins
    [edit] = [row for row in house.store.latencies(5) if row.kind == "balance_sheet"][:1]
    assert edit.published_at == RELEASED


class Killed(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("step", ["dispute", "reassess", "settle"])
async def test_killed_on_the_way_the_contradiction_is_told_and_named(house: House, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    fred(house, 6751000)
    house.now = RELEASED + timedelta(hours=3)
    place = house.store if step != "settle" else second_publisher
    work = getattr(place, step)

    def dying(*args: Any, **how: Any) -> None:
        work(*args, **how)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Killed):
            await house.poll(KNOWN)
    house.health = SourceHealth()
    await house.poll(KNOWN)
    assert len(house.notices) == 1
    assert "total_assets_usd" in str(scored(house).missing)
    assert list(house.store.disputes().values()) == [(Dispute("total_assets_usd", 6_751_000_000_000),)]


async def test_what_the_second_one_lacks_is_asked_for_again_twelve_hours_later(house: House) -> None:
    house.publisher.publish(TOTAL, PAST.format("WALCL").encode())
    for minutes in (121, 180, 840, 842):
        house.now = RELEASED + timedelta(minutes=minutes)
        await house.poll(KNOWN)
    assert asked(house) == 2
    fred(house, 6750000)
    house.now = RELEASED + timedelta(hours=27)
    await house.poll(KNOWN)
    house.now = RELEASED + timedelta(hours=40)
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
    second = {"total_assets_usd": event.total_assets_usd, "bills_usd": None, "mbs_usd": 1, "securities_usd": 5}
    assert said_otherwise(event, second) == {"mbs_usd": 1}


def test_a_revision_that_agrees_ends_a_dispute() -> None:
    [event] = the_page([Page("", b"")])
    assert contradicted(event, [Dispute("mbs_usd", 1), Dispute("bills_usd", 554_373_000_000)]) == ("mbs_usd",)
    assert contradicted(dataclasses.replace(event, mbs_usd=1), [Dispute("mbs_usd", 1)]) == ()


async def test_a_dispute_stays_with_the_event_in_a_replay(house: House) -> None:
    fred(house, 6751000)
    house.now = RELEASED + timedelta(hours=3)
    await house.poll(KNOWN)
    rulebook = Rulebook(version="", sha256="", mechanisms={}, rules=())
    [agreed] = replay(house.store.publications(), [], rulebook)
    assert "total_assets_usd" not in agreed.assessment.missing
    [disputed] = replay(house.store.publications(), [], rulebook, disputes=house.store.disputes())
    assert "total_assets_usd" in disputed.assessment.missing
    assert house.store.disputes(until=RELEASED + timedelta(hours=2)) == {}


# daily figures, a day later


DAY = datetime(2026, 9, 16, 18, tzinfo=UTC)
"""Fourteen o'clock in New York: the day's operations are over."""


DESK = ("nyfed.repo_operation", "nyfed.reverse_repo_operation", "nyfed.reference_rate")


class Desk(House):
    """The New York Fed and FRED."""

    async def poll_all(self, *hours: float) -> None:
        """Every source so many hours after the day's operations."""
        for after in hours:
            self.now = DAY + timedelta(hours=after)
            for source_id in DESK:
                await self.poll(source_id, self.watches[source_id])

    def series(self, name: str, *rows: str, first: str = "2026-09-16", last: str = "2026-09-16") -> str:
        """What FRED has of a series on these days; gives where it is asked for."""
        target = f"{FRED}?id={name}&cosd={first}&coed={last}"
        self.publisher.publish(target, "".join(f"{row}\n" for row in (f"observation_date,{name}", *rows)).encode())
        return target

    def asked_of_fred(self, name: str = "") -> list[str]:
        return [request.target for request in self.publisher.requests if request.path == FRED and name in request.target]

    @functools.cached_property
    def watches(self) -> dict[str, SourceHealth]:
        return {source_id: SourceHealth() for source_id in DESK}


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    """The afternoon of a day with standing repos of 9 and 2.5 billion, a reverse repo of 255 million, and the rates of the day before."""
    bodies = {
        "/api/rp/repo/all/results/lastTwoWeeks.json": page(
            repo("RP 091626 1", "2026-09-16", 9 * BILLION, closeTime="08:30"), repo("RP 091626 2", "2026-09-16", 2_500_000_000)
        ),
        "/api/rp/reverserepo/all/results/lastTwoWeeks.json": page(reverse("RRP 091626 1", "2026-09-16", 255_000_000)),
        "/api/rates/all/latest.json": rates_page(*(rate(kind, "2026-09-15", 3.62) for kind in ("SOFR", "EFFR", "TGCR"))),
        "/api/rates/all/search.json": rates_page(),
        "/api/rp/results/search.json": page(),
    }
    with Publisher() as publisher:
        for path, body in bodies.items():
            publisher.publish(path, body.body, content_type="application/json")
        async with make_client("fedtide/test") as client:
            house = Desk(publisher, client, store)
            house.now = DAY
            yield house


async def test_fred_confirms_a_day_of_the_desk_by_one_request_a_series(desk: Desk) -> None:
    targets = [
        desk.series("RPONTTLD", "2026-09-16,11.5"),
        desk.series("RRPONTSYD", "2026-09-16,0.255"),
        desk.series("SOFR", "2026-09-15,3.62", first="2026-09-15", last="2026-09-15"),
        desk.series("EFFR", "2026-09-15,3.62", first="2026-09-15", last="2026-09-15"),
    ]
    await desk.poll_all(0, 1, 21, 22, 30, 46)
    assert desk.asked_of_fred() == targets
    assert desk.notices == []
    assert desk.store.disputes() == {}


async def test_a_day_waits_for_its_last_operation_to_be_old_enough(desk: Desk) -> None:
    """At six in the morning the operation of the morning before is 21 hours old, that of the afternoon 16: FRED's total is of both."""
    target = desk.series("RPONTTLD", "2026-09-16,11.5")
    await desk.poll_all(0, 16)
    assert (desk.asked_of_fred("RPONTTLD"), desk.notices) == ([], [])
    await desk.poll_all(21)
    assert (desk.asked_of_fred("RPONTTLD"), desk.notices) == ([target], [])


async def test_fred_contradicts_a_day_of_the_desk(desk: Desk) -> None:
    desk.series("RPONTTLD", "2026-09-16,9")
    desk.series("RRPONTSYD", "2026-09-16,2.55")
    desk.series("SOFR", "2026-09-15,3.63", first="2026-09-15", last="2026-09-15")
    desk.series("EFFR", "2026-09-15,3.62", first="2026-09-15", last="2026-09-15")
    await desk.poll_all(0, 21, 46, 70)
    says = "a second publisher says otherwise (https://fred.stlouisfed.org/series/"
    assert desk.notices == [
        f"nyfed.repo_operation: RP 091626 2: {says}RPONTTLD): day_accepted_usd 11500000000 against 9000000000",
        f"nyfed.reverse_repo_operation: RRP 091626 1: {says}RRPONTSYD): accepted_usd 255000000 against 2550000000",
        f"nyfed.reference_rate: SOFR 2026-09-15: {says}SOFR): rate_pct 3.62 against 3.63",
    ]
    missing = {row.event.key: row.assessment.missing for row in desk.store.latest_assessed(limit=9)}
    assert missing["RP 091626 2"] == ("day_accepted_usd",)
    assert missing["RRP 091626 1"] == ("accepted_usd",)
    assert "rate_pct" in missing["SOFR 2026-09-15"]
    assert "rate_pct" not in missing["EFFR 2026-09-15"]


async def test_what_fred_lacks_is_asked_for_once_a_day_together_with_the_next_day(desk: Desk) -> None:
    desk.series("RRPONTSYD")
    await desk.poll_all(0, 20, 21, 30)
    assert len(desk.asked_of_fred("RRPONTSYD")) == 1
    both = page(reverse("RRP 091626 1", "2026-09-16", 255_000_000), reverse("RRP 091726 1", "2026-09-17", 300_000_000)).body
    desk.publisher.publish("/api/rp/reverserepo/all/results/lastTwoWeeks.json", both, content_type="application/json")
    target = desk.series("RRPONTSYD", "2026-09-16,0.255", "2026-09-17,0.3", last="2026-09-17")
    await desk.poll_all(31, 44, 45)
    assert desk.asked_of_fred("RRPONTSYD")[1:] == [target]
    await desk.poll_all(69)
    assert len(desk.asked_of_fred("RRPONTSYD")) == 2


async def test_a_day_with_an_exercise_is_not_confirmed(desk: Desk) -> None:
    rows = page(
        repo("RP 091626 1", "2026-09-16", 9 * BILLION), repo("RP 091626 99", "2026-09-16", 1_000_000, closeTime="10:15", note="Small value")
    )
    desk.publisher.publish("/api/rp/repo/all/results/lastTwoWeeks.json", rows.body, content_type="application/json")
    desk.series("RPONTTLD", "2026-09-16,9.001")
    await desk.poll_all(0, 21, 46)
    assert desk.asked_of_fred("RPONTTLD") == []
