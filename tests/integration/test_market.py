"""Prices from two loopback exchanges through a poll into a real store."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.model import LANGUAGES
from bot.polling.fetch import make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.source import Price
from bot.sources.markets.crypto import SOURCE
from bot.store import Store
from rules.ledger import PolicyLedger
from rules.model import Rulebook
from tests.loopback.publisher import Answer, Publisher

NOW = datetime(2026, 9, 16, 18, 10, tzinfo=UTC)
HOURS = [int(datetime(2026, 9, 16, hour, tzinfo=UTC).timestamp()) for hour in (15, 16, 17, 18)]
"""The last one still runs."""
JSON = "application/json"


def coinbase(*closes: float) -> bytes:
    rows = [[start, close * 0.9, close * 1.1, close, close, 1.0] for start, close in zip(HOURS, closes, strict=True)]
    return json.dumps(rows[::-1]).encode()


def kraken(name: str, *closes: float) -> bytes:
    rows: list[list[Any]] = [
        [start, str(close), str(close * 1.1), str(close * 0.9), str(close), "1", "1", 9] for start, close in zip(HOURS, closes, strict=True)
    ]
    return json.dumps({"error": [], "result": {name: rows, "last": HOURS[-2]}}).encode()


class House:
    def __init__(self, store: Store, client: httpx.AsyncClient, one: Publisher, other: Publisher) -> None:
        self.store, self.client, self.coinbase, self.kraken = store, client, one, other
        self.health = SourceHealth()
        self.notices: list[str] = []
        self.now = NOW

    def publish(self, *bitcoin: float, by_kraken: tuple[float, ...] = ()) -> None:
        for product in ("BTC-USD", "ETH-USD"):
            self.coinbase.publish(f"/products/{product}/candles?granularity=3600", coinbase(*bitcoin), content_type=JSON, validators=False)
            self.coinbase.publish(f"/products/{product}/candles", b"[]", content_type=JSON, validators=False)  # of the past
        for pair, name in (("XBTUSD", "XXBTZUSD"), ("ETHUSD", "XETHZUSD")):
            body = kraken(name, *(by_kraken if by_kraken and pair == "XBTUSD" else bitcoin))
            self.kraken.publish(f"/0/public/OHLC?pair={pair}&interval=60", body, content_type=JSON, validators=False)

    async def poll(self) -> PollResult:
        return await poll(
            SOURCE,
            client=self.client,
            origins={"coinbase": self.coinbase.url, "kraken": self.kraken.url},
            store=self.store,
            rulebook=Rulebook(rules=(), mechanisms={}, version="", sha256=""),
            ledger=PolicyLedger(),
            render=lambda *args, **kwargs: LANGUAGES[0],
            now=lambda: self.now,
            health=self.health,
            notify_operator=self.notices.append,
        )

    def bitcoin(self) -> list[tuple[int, str, float]]:
        found = self.store.prices("BTC", since=NOW - timedelta(days=9), before=NOW + timedelta(days=9))
        return [(price.at.hour, price.exchange, price.close) for price in found]


@pytest.fixture
async def house(store: Store) -> AsyncIterator[House]:
    with Publisher() as one, Publisher() as other:
        async with make_client("fedtide/test") as client:
            yield House(store, client, one, other)


async def test_closes_of_both_are_kept_once_without_the_running_hour(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0)
    first = await house.poll()
    assert (first.outcome, first.events, first.new, first.error) == ("ok", 12, 12, None)
    both = [(16, 100.0), (17, 101.0), (18, 102.0)]
    assert house.bitcoin() == [(hour, exchange, close) for hour, close in both for exchange in ("coinbase", "kraken")]
    again = await house.poll()
    assert (again.outcome, again.new) == ("not_modified", 0)
    assert house.notices == []


async def test_what_an_exchange_says_later_of_an_hour_does_not_replace_what_it_said_first(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0)
    await house.poll()
    house.publish(100.5, 101.5, 102.5, 103.5)
    assert (await house.poll()).new == 0
    assert house.bitcoin()[0] == (16, "coinbase", 100.0)


async def test_one_exchange_that_is_down_does_not_keep_the_other_back(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0)
    house.kraken.answer("/0/public/OHLC", Answer(status=503))
    for pair in ("XBTUSD", "ETHUSD"):
        house.kraken.answer(f"/0/public/OHLC?pair={pair}&interval=60", Answer(status=503))
    result = await house.poll()
    assert (result.outcome, result.partial, result.new) == ("error", True, 6)
    assert result.error is not None
    assert result.error.count("HTTP 503") == 2
    assert {exchange for _, exchange, _ in house.bitcoin()} == {"coinbase"}
    house.publish(100.0, 101.0, 102.0, 103.0)
    assert (await house.poll()).outcome == "ok"
    assert {exchange for _, exchange, _ in house.bitcoin()} == {"coinbase", "kraken"}


async def test_a_disagreement_is_withheld_and_told_once(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0, by_kraken=(100.0, 101.0, 110.0, 103.0))
    result = await house.poll()
    assert (result.outcome, result.partial, result.new) == ("error", True, 10)
    assert [hour for hour, _, _ in house.bitcoin()] == [16, 16, 17, 17]
    await house.poll()
    [notice] = house.notices
    assert notice == (
        "market.crypto: publishers disagree, so the value is withheld: BTC at 2026-09-16 18:00 UTC: coinbase and kraken are 7.8% apart"
    )


async def test_a_disagreement_is_no_news_after_hours_but_stays_withheld(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0, by_kraken=(100.0, 101.0, 110.0, 103.0))
    house.now = NOW + timedelta(hours=7)
    result = await house.poll()
    assert (result.outcome, result.new) == ("ok", 10)
    assert house.notices == []


async def test_a_second_exchange_that_contradicts_what_is_stored_is_not_taken(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0)
    house.kraken.answer("/0/public/OHLC?pair=XBTUSD&interval=60", Answer(status=500))
    await house.poll()
    house.publish(100.0, 101.0, 102.0, 103.0, by_kraken=(100.0, 101.0, 90.0, 103.0))
    await house.poll()
    assert house.bitcoin() == [
        (16, "coinbase", 100.0), (16, "kraken", 100.0), (17, "coinbase", 101.0), (17, "kraken", 101.0), (18, "coinbase", 102.0)
    ]  # fmt: skip
    assert any("withheld: BTC at 2026-09-16 18:00 UTC" in notice for notice in house.notices)


async def test_both_down_is_an_error_of_the_whole(house: House) -> None:
    result = await house.poll()
    assert (result.outcome, result.partial, result.new) == ("error", False, 0)


async def test_the_first_poll_loads_the_past_that_a_correlation_needs(house: House) -> None:
    house.publish(100.0, 101.0, 102.0, 103.0)
    old = [[int(datetime(2026, 6, 1, hour, tzinfo=UTC).timestamp()), 40, 60, 50, 50 + hour, 1.0] for hour in (2, 1, 0)]
    start = "&start=2026-05-29T00:00:00Z&end=2026-06-10T11:00:00Z"
    house.coinbase.publish(f"/products/BTC-USD/candles?granularity=3600{start}", json.dumps(old).encode(), content_type=JSON)
    await house.poll()
    early = house.store.prices("BTC", since=NOW - timedelta(days=200), before=NOW - timedelta(days=90))
    assert [(price.at, price.close) for price in early] == [(datetime(2026, 6, 1, hour + 1, tzinfo=UTC), 50.0 + hour) for hour in range(3)]
    asked = len(house.coinbase.requests)
    await house.poll()
    assert len(house.coinbase.requests) == asked + 2


def test_prices_are_asked_for_by_what_was_known(store: Store) -> None:
    late = Price(asset="SP500", exchange="fred", at=NOW, close=6000.0, published_at=NOW + timedelta(hours=14))
    assert store.add_prices([late], NOW) == 1
    assert store.add_prices([late], NOW) == 0
    assert store.add_prices([], NOW) == 0
    since = NOW - timedelta(days=1)
    assert store.prices("SP500", since=since, before=NOW + timedelta(hours=14)) == []
    assert store.prices("SP500", since=since, before=NOW + timedelta(hours=15)) == [late]
    assert store.prices("SP500", since=since, before=NOW + timedelta(hours=15), instants=[since]) == []
    assert store.prices("SP500", since=since, before=NOW + timedelta(hours=15), exchange="archive") == []
    assert store.prices("BTC", since=since, before=NOW + timedelta(hours=15)) == []
