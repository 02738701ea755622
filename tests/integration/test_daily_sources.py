"""The daily sources from a loopback publisher's pages to a real store: the past, what is new, what was missed, what is corrected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot import render
from bot.calendars.newyork import next_business_day
from bot.polling.fetch import make_client
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.sources import source
from bot.store import Store
from rules.document import load_rulebook
from rules.event import CashBalance, ReferenceRate, TreasuryOperation, YieldChange
from rules.ledger import shipped_ledger
from tests.contract.daily_body import auction, auctions_page, cash, cash_page, rate, rates_page
from tests.loopback.publisher import Answer, Publisher

LATEST, RATES_SEARCH = "/api/rates/all/latest.json", "/api/rates/all/search.json"
AUCTIONS, AUCTIONS_SEARCH = "/api/tsy/all/results/summary/last/40.json", "/api/tsy/all/results/summary/search.json"
BALANCES = "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
GRAPH = "/graph/fredgraph.csv"
RULEBOOK = load_rulebook()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with make_client("fedtide/test") as made:
        yield made


class World:
    """One source, its publisher and a clock that only a test moves."""

    def __init__(self, source_id: str, client: httpx.AsyncClient, publisher: Publisher, store: Store, now: datetime) -> None:
        self.source, self.client, self.publisher, self.store, self.now = source(source_id), client, publisher, store, now

    async def poll(self) -> PollResult:
        return await poll(
            self.source,
            client=self.client,
            origins=dict.fromkeys(("nyfed", "fred", "fiscaldata"), self.publisher.url),
            store=self.store,
            rulebook=RULEBOOK,
            ledger=shipped_ledger(),
            render=render.alert,
            now=lambda: self.now,
        )

    def stored(self) -> list[Any]:
        return self.store.history(self.source.id, before=self.now + timedelta(days=9), since=self.now - timedelta(days=2000))

    def asked(self) -> list[str]:
        """Of the first publisher, so that the second one of rates does not count."""
        second = GRAPH if self.source.second else ""
        return [request.path for request in self.publisher.requests if request.path != second]


def business_days(first: date, until: date) -> list[date]:
    days = [first]
    while (day := next_business_day(days[-1])) <= until:
        days.append(day)
    return days


def both(day: date, percent: float, **changes: Any) -> list[dict[str, Any]]:
    return [rate("SOFR", day.isoformat(), percent, **changes), rate("EFFR", day.isoformat(), 3.88)]


async def test_rates_with_their_past_an_outage_and_a_correction(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("nyfed.reference_rate", client, publisher, store, datetime(2026, 9, 22, 13, 5, tzinfo=UTC))
    days = business_days(date(2026, 5, 1), date(2026, 9, 18))
    publisher.publish(RATES_SEARCH, rates_page(*(row for n, day in enumerate(days) for row in both(day, 3.60 + 0.01 * (n % 3)))).body)
    publisher.publish(LATEST, rates_page(*both(date(2026, 9, 21), 3.85)).body)
    first = await world.poll()
    assert (first.outcome, first.error) == ("ok", None)
    assert world.asked() == [RATES_SEARCH, LATEST, RATES_SEARCH]  # the past, the newest, the days before it that nobody saw live
    [sofr] = [e for e in world.stored() if e.key == "SOFR 2026-09-21"]
    assert isinstance(sofr, ReferenceRate)
    assert (sofr.spread_iorb_bp, sofr.spread_iorb_z_250d is None) == (-5.0, False)

    assert (await world.poll()).outcome == "not_modified"
    assert world.asked()[3:] == [LATEST]

    world.now = datetime(2026, 9, 23, 13, 5, tzinfo=UTC)  # a day later, in the ordinary course
    publisher.publish(LATEST, rates_page(*both(date(2026, 9, 22), 3.87)).body)
    assert ((await world.poll()).new, world.asked()[4:]) == (2, [LATEST])

    world.now = datetime(2026, 9, 28, 13, 5, tzinfo=UTC)  # three days later
    publisher.publish(RATES_SEARCH, rates_page(*(row for day in range(22, 25) for row in both(date(2026, 9, day), 3.87))).body)
    publisher.publish(LATEST, rates_page(*both(date(2026, 9, 25), 3.90)).body)
    caught_up = await world.poll()
    assert world.asked()[5:] == [LATEST, RATES_SEARCH]
    assert {e.key for e in world.stored()} >= {"SOFR 2026-09-23", "EFFR 2026-09-24", "SOFR 2026-09-25"}
    assert caught_up.error is None

    world.now = datetime(2026, 9, 28, 18, 35, tzinfo=UTC)
    publisher.publish(LATEST, rates_page(*both(date(2026, 9, 25), 3.92, revisionIndicator="r")).body)
    assert (await world.poll()).new == 1
    [corrected] = [e for e in world.stored() if e.key == "SOFR 2026-09-25"]
    assert (corrected.rate_pct, corrected.is_revised) == (3.92, True)


async def test_operations_in_treasuries(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("nyfed.treasury_operation", client, publisher, store, datetime(2026, 2, 20, 14, 21, tzinfo=UTC))
    old = auction("OR 120125 1", "2025-12-01", "50000000")
    earlier = auction("OR 021026 25", "2026-02-10", "60000000000")
    publisher.publish(AUCTIONS_SEARCH, auctions_page(earlier, old).body)
    publisher.publish(AUCTIONS, auctions_page(auction("OR 022026 25", "2026-02-20", "8000000000"), earlier).body)
    assert (await world.poll()).new == 2
    newest = world.stored()[-1]
    assert isinstance(newest, TreasuryOperation)
    assert (newest.key, newest.month_accepted_usd, newest.off_schedule_usd) == ("OR 022026 25", 68_000_000_000, 8_000_000_000)


async def test_yields_keep_being_read_when_one_series_cannot_be_had(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("fred.series", client, publisher, store, datetime(2026, 7, 10, 22, 30, tzinfo=UTC))
    rows = "".join(f"{day},{2.0 + 0.01 * (n % 4):.2f}\n" for n, day in enumerate(business_days(date(2026, 3, 2), date(2026, 7, 8))))
    for series in ("DFII10", "DFII5", "T10YIE", "T5YIFR"):
        publisher.publish(f"{GRAPH}?id={series}&cosd=2025-04-16", f"observation_date,{series}\n{rows}".encode())
        publisher.publish(f"{GRAPH}?id={series}&cosd=2026-06-01", f"observation_date,{series}\n2026-07-08,2.03\n2026-07-09,2.31\n".encode())
    publisher.fail(f"{GRAPH}?id=T5YIFR&cosd=2026-06-01", Answer(status=429, retry_after="600"))
    refused = await world.poll()
    assert (refused.outcome, refused.new, refused.retry_at) == ("error", 0, world.now + timedelta(minutes=10))
    read = await world.poll()
    assert (read.outcome, read.new) == ("ok", 8)
    assert len(publisher.requests) == 12  # four of the past, twice four
    found = {e.series: e for e in world.stored() if e.as_of == date(2026, 7, 9)}
    assert set(found) == {"DFII10", "DFII5", "T10YIE", "T5YIFR"}
    assert isinstance(found["DFII10"], YieldChange)
    assert (found["DFII10"].change_1d_bp, found["DFII10"].change_1d_z_250d) == (28.0, 10.0)


async def test_the_treasurys_cash(client: httpx.AsyncClient, publisher: Publisher, store: Store) -> None:
    world = World("treasury.cash_balance", client, publisher, store, datetime(2026, 7, 17, 20, 1, tzinfo=UTC))
    days = business_days(date(2026, 3, 2), date(2026, 7, 15))
    past = cash_page(*(cash(day.isoformat(), str(700_000 + 1_000 * (n % 7))) for n, day in enumerate(days)))
    target = source("treasury.cash_balance").past(date(2026, 7, 17))[0].path
    publisher.publish(target, past.body)
    publisher.publish(BALANCES, cash_page(cash("2026-07-16", "812345"), cash("2026-07-15", "700000")).body)
    assert (await world.poll()).new == 2
    newest = world.stored()[-1]
    assert isinstance(newest, CashBalance)
    assert (newest.tga_usd, newest.tga_change_1d_usd) == (812_345_000_000, 112_345_000_000)
    assert newest.tga_change_5d_z_250d is not None
    assert newest.tga_change_5d_z_250d > 5
