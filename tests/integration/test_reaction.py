"""The market's first hour in an announcement's own message: one silent edit, from made-up prices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.timed import queue_due
from bot.model import ReceiptMode, Rhythm, Subscription
from bot.source import Price
from bot.store.schema import alerts
from rules.document import load_rulebook
from rules.event import YieldChange
from rules.ledger import shipped_ledger
from rules.measured import with_statistics
from rules.model import FirstHours
from tests.builders.alerts import alert, assessed, statement
from tests.builders.chat_bot import ANN, NOW, Bot
from tests.loopback.telegram import BotApi

PUBLISHED = NOW - timedelta(minutes=15)
HOUR = timedelta(hours=1)
TEXT = "<b>Fed does something</b>\nSize: rare\n\n13:45 ET · not advice"
SHIPPED = load_rulebook()
assert SHIPPED.statistics is not None
RULEBOOK = with_statistics(
    SHIPPED, replace(SHIPPED.statistics, first_hours=FirstHours(n=22, ratio_abs=1.57, same_way=0.636, same_low=0.43, same_high=0.8))
)


def price(asset: str, day: int, clock: int, close: float) -> Price:
    at = datetime(2025, 10, 31, clock, tzinfo=UTC) + timedelta(days=day)
    return Price(asset=asset, exchange="coinbase", at=at, close=close, published_at=at)


def prices(btc: float) -> list[Price]:
    """Bitcoin: one percent in the hour of each day before, then to this at the end of the first hour."""
    return [
        *(price(asset, day, clock, 100.0 if clock < 18 else 101.0)
          for asset in ("BTC", "ETH") for day in range(-42, 0) for clock in (16, 17, 18)),
        *(price(asset, 0, clock, 100.0) for asset in ("BTC", "ETH") for clock in (15, 16, 17)),
        price("BTC", 0, 18, btc), price("ETH", 0, 18, 99.0),
    ]  # fmt: skip


class House:
    def __init__(self, bot: Bot) -> None:
        self.bot, self.store, self.api = bot, bot.store, bot.api

    def subscribe(self, **settings: Any) -> None:
        self.store.subscribe(Subscription(chat_id=ANN, digest=Rhythm.OFF, receipts=ReceiptMode.OFF, **settings))

    async def publish(self) -> Any:
        event = statement(key="https://fed/1", published_at=PUBLISHED, seen_at=NOW, decision="hold", change_bp=0, is_scheduled=True)
        told = alert(event, texts={"en": TEXT, "zh-Hans": TEXT}, created_at=NOW, expires_at=PUBLISHED + 12 * HOUR)
        self.store.commit(event, assessed(), told, NOW)
        self.store.fan_out(NOW)
        await self.drain()
        return self.api.messages(ANN)[-1]

    async def at(self, now: datetime, known: list[Price]) -> None:
        self.bot.time.seconds = max(self.bot.time.seconds, (now - NOW).total_seconds())
        self.store.add_prices([one for one in known if one.at <= now], now)
        queue_due(self.store, shipped_ledger().meetings, now, RULEBOOK)
        await self.drain()

    async def drain(self) -> None:
        time = self.bot.time
        await drain(
            self.store, make_send(self.bot.app.bot, now=time.now), Limiter(1000, clock=time.clock, now=time.now, sleep=time.sleep),
            now=time.now,
        )  # fmt: skip


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN)
        yield api


@pytest.fixture
def house(bot: Bot) -> House:
    return House(bot)


async def test_one_silent_edit_after_the_hour(house: House) -> None:
    house.subscribe()
    message = await house.publish()
    await house.at(PUBLISHED + timedelta(minutes=59), prices(98.5))
    assert message.text.splitlines()[-1] == "13:45 ET · not advice"
    await house.at(PUBLISHED + HOUR, prices(98.5))
    assert message.text.splitlines() == [
        "Fed does something", "Size: rare", "", "First hour: BTC −1.5% (1.5× an ordinary hour), ETH −1.0% (1.0×)", "13:45 ET · not advice",
    ]  # fmt: skip
    assert len(house.api.messages(ANN)) == 1
    await house.at(PUBLISHED + 2 * HOUR, prices(98.5))
    assert len(message.versions) == 1


async def test_what_followed_large_first_hours_of_decisions_stands_beside(house: House) -> None:
    house.subscribe()
    message = await house.publish()
    await house.at(PUBLISHED + HOUR, prices(96.0))
    assert message.text.splitlines()[-3:] == [
        "First hour: BTC −4.0% (4.0× an ordinary hour), ETH −1.0% (1.0×)",
        "After 22 such first hours: rest of the day 1.6× ordinary, same way in 14",
        "13:45 ET · not advice",
    ]


async def test_a_chat_that_turned_it_off_is_left_alone(house: House) -> None:
    house.subscribe(reactions=False)
    message = await house.publish()
    await house.at(PUBLISHED + HOUR, prices(98.5))
    assert "First hour" not in message.text
    with house.store._read() as connection:
        assert connection.scalar(select(func.count()).where(alerts.c.kind == "reaction")) == 0


async def test_nothing_where_a_price_is_missing_or_two_exchanges_left_it_out(house: House) -> None:
    house.subscribe()
    message = await house.publish()
    await house.at(PUBLISHED + HOUR, [one for one in prices(98.5) if (one.asset, one.at.hour, one.at.day) != ("ETH", 18, 31)])
    await house.at(PUBLISHED + 8 * HOUR, [*prices(98.5), price("ETH", 0, 19, 99.0), price("BTC", 0, 19, 98.0)])
    assert "First hour" not in message.text


async def test_the_edit_expires_two_hours_after_the_hour_and_yields_to_what_is_new(house: House) -> None:
    house.subscribe()
    await house.publish()
    house.store.add_prices(prices(98.5), PUBLISHED + HOUR)
    at = PUBLISHED + HOUR
    queue_due(house.store, shipped_ledger().meetings, at, RULEBOOK)
    event = statement(key="https://fed/2", published_at=at, seen_at=at)
    house.store.commit(event, assessed(), alert(event, created_at=at, expires_at=at + HOUR), at)
    house.store.fan_out(at)
    [head] = house.store.due(at)
    assert head.edits is None
    assert head.text == "Alert https://fed/2"  # though the edit was queued before it
    house.store.expire(PUBLISHED + 3 * HOUR)
    assert [one.edits for one in house.store.due(PUBLISHED + 3 * HOUR)] == []


async def test_the_digest_of_the_next_morning_has_the_real_yield_of_the_day(house: House) -> None:
    house.store.subscribe(Subscription(chat_id=ANN, digest=Rhythm.DAILY, receipts=ReceiptMode.DIGEST))
    await house.publish()
    await house.at(PUBLISHED + HOUR, prices(98.5))
    night = PUBLISHED + 12 * HOUR
    change = YieldChange(
        source="fred.series", key="DFII10 2025-10-31", title="t", url="https://fred/1", published_at=night, seen_at=night, series="DFII10",
        as_of=date(2025, 10, 31), measures_what="real_yield", value_pct=1.8, change_1d_bp=-7.0,
    )  # fmt: skip
    house.store.commit(change, assessed(), None, night)
    await house.at(datetime(2025, 11, 1, 9, 5, tzinfo=UTC), prices(98.5))  # due at nine, told within five minutes
    digest = house.api.messages(ANN)[-1].text
    assert "+1 h BTC −1.5%, ETH −1.0%; 10-year real yield −7bp that day" in digest
