"""Receipts from a store's prices to the chat: replies, digests, off; waiting, night, outage, kill. Prices are made up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.timed import queue_due
from bot.evidence import public
from bot.model import DeliveryState, Mode, ReceiptMode, Rhythm, Subscription
from bot.source import Price
from bot.store.schema import alerts
from rules.ledger import shipped_ledger
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot, a_publication
from tests.loopback.telegram import BotApi, Message

ON_BOTH = True
pytestmark = pytest.mark.usefixtures("on_the_hour")

MEETINGS = shipped_ledger().meetings
PUBLISHED = NOW - timedelta(minutes=15)
"""Friday, 31 October 2025, 17:45 UTC."""
HOUR = timedelta(hours=1)
HEAD = "Fed's SRF lends $30bn"
SAID = "Said then: Size: notable (36/100)"
NOTE = "Information, not advice. One case proves nothing; all of them: /record. Settings: /receipts"


def price(asset: str, at: datetime, close: float) -> Price:
    return Price(asset=asset, exchange="coinbase", at=at, close=close, published_at=at)


def hour(day: int, clock: int) -> datetime:
    """A full hour, so many days after the publication."""
    return datetime(2025, 10, 31, clock, tzinfo=UTC) + timedelta(days=day)


PRICES = [
    *(price("BTC", hour(day, clock), 100.0 if clock < 18 else 101.0) for day in range(-42, 0) for clock in (16, 17, 18)),
    *(price(asset, hour(0, clock), 100.0) for asset in ("BTC", "ETH") for clock in (15, 16, 17)),
    price("BTC", hour(0, 18), 98.5), price("ETH", hour(0, 18), 99.0),
    *(price(asset, hour(1, clock), close) for asset, close in (("BTC", 98.8), ("ETH", 102.2)) for clock in (16, 17)),
    *(price(asset, hour(7, clock), close) for asset, close in (("BTC", 110.0), ("ETH", 100.0)) for clock in (17, 18)),
]  # fmt: skip
"""Bitcoin: one percent in the hour of each day before, then -1.5 % in the hour, -1.2 % in the day, +10 % in the week."""


class House:
    """The bot, its clock, and the prices that are known by it."""

    def __init__(self, bot: Bot) -> None:
        self.bot, self.store, self.api = bot, bot.store, bot.api
        self.withheld: set[str] = set()

    def subscribe(self, chat_id: int = ANN, **settings: Any) -> None:
        wish: dict[str, Any] = {
            "chat_id": chat_id,
            "digest": Rhythm.OFF,
            "receipts": ReceiptMode.MESSAGE,
            "modes": {"repo_operation": Mode.ALL},
        }
        self.store.subscribe(Subscription(**wish | settings))

    async def at(self, now: datetime, chat_id: int = ANN) -> list[Message]:
        """Let it be this time: prices come in, one round, one drain; gives the messages that came to a chat."""
        before = len(self.api.messages(chat_id))
        self.bot.time.seconds = max(self.bot.time.seconds, (now - NOW).total_seconds())
        known = [one for one in PRICES if one.at <= now and one.asset not in self.withheld]
        self.store.add_prices(known, now)
        queue_due(self.store, MEETINGS, now)
        time = self.bot.time
        send = make_send(self.bot.app.bot, now=time.now)
        await drain(self.store, send, Limiter(1000, clock=time.clock, now=time.now, sleep=time.sleep), now=time.now)
        return self.api.messages(chat_id)[before:]

    async def publish(self, chat_id: int = ANN, **changes: Any) -> Message:
        a_publication(self.store, **changes)
        [alert] = await self.at(NOW + timedelta(seconds=self.bot.time.seconds), chat_id)
        return alert


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN)
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator"})
        yield api


@pytest.fixture
def house(bot: Bot) -> House:
    return House(bot)


async def test_a_silent_reply_at_each_horizon(house: House) -> None:
    house.subscribe()
    alert = await house.publish()
    assert await house.at(PUBLISHED + timedelta(minutes=59)) == []
    [first] = await house.at(PUBLISHED + HOUR)
    assert first.text.splitlines() == [
        f"🧾 1 hour later: {HEAD}",
        "BTC −1.5% (1.5× an ordinary window), ETH −1.0%",
        SAID,
        "BTC went that way.",
        NOTE,
    ]
    assert (first.reply_to, first.silent, first.labels) == (alert.id, True, [])
    [second] = await house.at(PUBLISHED + 24 * HOUR)
    assert second.text.splitlines()[:2] == [f"🧾 24 hours later: {HEAD}", "BTC −1.2%, ETH +2.2%"]  # days before were flat: no ordinary size
    assert second.reply_to == alert.id
    [third] = await house.at(PUBLISHED + 168 * HOUR)
    assert third.text.splitlines()[:4] == [f"🧾 7 days later: {HEAD}", "BTC +10.0%, ETH 0.0%", SAID, "BTC went the other way."]
    assert await house.at(PUBLISHED + 400 * HOUR) == []


async def test_with_what_options_implied_where_that_is_known(house: House) -> None:
    house.subscribe()
    house.store.add_prices([price("BTC_DVOL", hour(0, 17), 44.7), price("BTC_DVOL", hour(0, 18), 47.2)], NOW)
    await house.publish()
    [receipt] = await house.at(PUBLISHED + HOUR)
    assert receipt.text.splitlines()[1] == "BTC −1.5% (1.5× an ordinary window), ETH −1.0%; implied volatility of BTC 45 → 47"
    [later] = await house.at(PUBLISHED + 24 * HOUR)
    assert later.text.splitlines()[1] == "BTC −1.2%, ETH +2.2%"


async def test_in_chinese_and_in_a_group_as_well(house: House) -> None:
    house.subscribe(LI, lang="zh-Hans")
    house.subscribe(GROUP, chat_type="supergroup")
    await house.publish(LI)
    [text] = await house.at(PUBLISHED + HOUR, LI)
    assert text.text.splitlines() == [
        "🧾 1小时后：美联储SRF投放300亿美元",
        "BTC −1.5%（平常时段的1.5倍），ETH −1.0%",
        "当时的判断：级别：值得关注（36/100）",
        "BTC走势与理论方向一致。",
        "仅供参考，不构成投资建议。单个例子不说明问题，全部战绩：/record。设置：/receipts",
    ]
    alert, receipt = house.api.messages(GROUP)
    assert receipt.text.startswith(f"🧾 1 hour later: {HEAD}")
    assert receipt.reply_to == alert.id


async def test_a_second_round_makes_no_second_receipt(house: House) -> None:
    house.subscribe()
    await house.publish()
    assert len(await house.at(PUBLISHED + HOUR)) == 1
    assert await house.at(PUBLISHED + HOUR) == []
    assert house.store.counts()[DeliveryState.SENT] == 2
    assert queue_due(house.store, MEETINGS, PUBLISHED + 2 * HOUR) == {}


async def test_a_kill_while_a_receipt_is_kept_keeps_nothing_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    house.subscribe()
    await house.publish()
    house.store.add_prices([one for one in PRICES if one.at <= PUBLISHED + HOUR], PUBLISHED + HOUR)
    with monkeypatch.context() as broken:
        broken.setattr("bot.store.receipts.owe", killed)
        with pytest.raises(KeyboardInterrupt):
            queue_due(house.store, MEETINGS, PUBLISHED + HOUR)
    assert [alert.settled for alert in house.store.unsettled(NOW - HOUR)] == [frozenset()]
    assert len(await house.at(PUBLISHED + HOUR)) == 1


async def test_prices_that_are_late_are_waited_for(house: House) -> None:
    house.subscribe()
    house.withheld = {"BTC", "ETH"}
    await house.publish()
    assert await house.at(PUBLISHED + HOUR) == []
    house.withheld = {"ETH"}
    assert await house.at(PUBLISHED + 2 * HOUR) == []
    house.withheld = set()
    [receipt] = await house.at(PUBLISHED + 3 * HOUR)
    assert receipt.text.splitlines()[1] == "BTC −1.5% (1.5× an ordinary window), ETH −1.0%"


async def test_prices_that_never_come_are_said_to_be_unknown(house: House) -> None:
    house.subscribe()
    house.withheld = {"BTC"}
    await house.publish()
    assert await house.at(PUBLISHED + timedelta(hours=6, minutes=59)) == []
    [one] = await house.at(PUBLISHED + 7 * HOUR)
    assert one.text.splitlines() == [f"🧾 1 hour later: {HEAD}", "BTC no price, ETH −1.0%", SAID, NOTE]
    house.store.subscribe(Subscription(chat_id=LI, receipts=ReceiptMode.MESSAGE, modes={"repo_operation": Mode.ALL}))
    assert await house.at(PUBLISHED + 8 * HOUR, LI) == []  # it never got the alert


async def test_without_any_price_it_says_so(house: House) -> None:
    house.subscribe()
    house.withheld = {"BTC", "ETH"}
    await house.publish()
    [receipt] = await house.at(PUBLISHED + 7 * HOUR)
    assert receipt.text.splitlines() == [f"🧾 1 hour later: {HEAD}", "No price is known for that time.", SAID, NOTE]


async def test_after_an_outage_what_is_over_for_a_day_stays_away(house: House) -> None:
    house.subscribe()
    await house.publish()
    [receipt] = await house.at(PUBLISHED + 30 * HOUR)
    assert receipt.text.startswith("🧾 24 hours later")
    assert await house.at(PUBLISHED + 193 * HOUR) == []


async def test_at_night_it_waits_for_the_morning(house: House) -> None:
    house.subscribe(quiet_from=18 * 60 + 30, quiet_until=7 * 60)
    alert = await house.publish()
    assert await house.at(PUBLISHED + HOUR) == []
    assert await house.at(hour(1, 6)) == []
    [receipt] = await house.at(hour(1, 7))
    assert receipt.text.startswith(f"🧾 1 hour later: {HEAD}")
    assert (receipt.reply_to, receipt.silent) == (alert.id, True)


async def test_a_week_of_snooze_outlives_a_receipt(house: House) -> None:
    house.subscribe()
    await house.publish()
    chat = house.store.subscription(ANN)
    assert chat is not None
    house.store.update(replace(chat, snoozed_until=hour(4, 12)))
    assert await house.at(PUBLISHED + HOUR) == []
    assert await house.at(PUBLISHED + 24 * HOUR) == []
    assert await house.at(hour(4, 13)) == []


async def test_only_what_the_chat_got(house: House) -> None:
    house.subscribe(impact=90, modes={})  # by score: this one is too small
    house.subscribe(LI)
    await house.publish(LI)
    assert len(await house.at(PUBLISHED + HOUR, LI)) == 1
    assert house.api.messages(ANN) == []


async def test_what_was_told_in_a_batch_was_got_too(house: House) -> None:
    house.subscribe(quiet_from=17 * 60, quiet_until=19 * 60)
    a_publication(house.store, "RP 1")
    a_publication(house.store, "RP 2")
    assert await house.at(NOW) == []
    [batch] = await house.at(hour(0, 19))
    assert batch.text.startswith("The Fed while it was quiet: 1 event\n13:45 ET Fed's SRF lends $30bn · notable (36) · BTC −1.5% since\n")
    receipts = await house.at(hour(1, 19))
    assert [(one.text.splitlines()[1], one.reply_to) for one in receipts] == [("BTC −1.2%, ETH +2.2%", None)] * 2


async def test_off_is_off(house: House) -> None:
    house.subscribe(receipts=ReceiptMode.OFF, digest=Rhythm.DAILY)
    await house.publish()
    assert await house.at(PUBLISHED + HOUR) == []
    [digest] = await house.at(hour(1, 9))
    assert "What followed" not in digest.text


async def test_the_digest_tells_what_followed_once(house: House) -> None:
    house.subscribe(receipts=ReceiptMode.DIGEST, digest=Rhythm.DAILY)
    await house.publish()
    assert await house.at(PUBLISHED + HOUR) == []
    [digest] = await house.at(hour(1, 9))
    lines = digest.text.splitlines()
    at = lines.index("What followed (△ ▽: the way the alert pointed; all of it: /record)")
    assert lines[at + 1 : at + 3] == [f"• {HEAD} ▽: +1 h BTC −1.5%, ETH −1.0%", ""]
    assert await house.at(PUBLISHED + 24 * HOUR) == []
    [following] = await house.at(hour(2, 9))  # nothing came out that day, but something followed
    assert f"• {HEAD} ▽: +24 h BTC −1.2%, ETH +2.2%" in following.text
    assert await house.at(hour(3, 9)) == []


async def test_two_horizons_are_one_line_of_a_digest(house: House) -> None:
    house.subscribe(LI, lang="zh-Hans", receipts=ReceiptMode.DIGEST, digest=Rhythm.WEEKLY, digest_weekday=6, timezone="UTC")
    await house.publish(LI)
    await house.at(PUBLISHED + HOUR)
    await house.at(PUBLISHED + 24 * HOUR)
    [digest] = await house.at(hour(2, 9), LI)
    line = "• 美联储SRF投放300亿美元 ▽：1小时后 BTC −1.5%，ETH −1.0% · 24小时后 BTC −1.2%，ETH +2.2%"
    assert line in digest.text.splitlines()


async def test_nothing_of_a_chat_is_left_when_it_goes(house: House) -> None:
    house.subscribe(digest=Rhythm.DAILY)
    house.subscribe(LI)
    await house.publish()
    await house.at(PUBLISHED + HOUR)
    await house.at(hour(1, 9))
    house.store.unsubscribe(ANN)
    assert await house.at(PUBLISHED + 24 * HOUR) == []
    with house.store._read() as connection:
        left = list(connection.execute(select(alerts.c.kind, alerts.c.event_key).order_by(alerts.c.id)))
    assert [kind for kind, _ in left] == ["repo_operation", "receipt", "receipt"]
    assert not any(str(ANN) in key for _, key in left)


# --- the setting and the record


async def test_the_setting_by_button_and_typed(house: House) -> None:
    bot = house.bot
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/receipts")
    assert page.labels == ["✓ in the digest", "as replies", "none", "✓ First hour in the message", "« Settings"]
    assert page.text.startswith(
        "Receipts\nReceipts: in the digest\nFirst hour after announcements: added to their message\n\nA receipt says what BTC and ETH did"
    )
    assert await bot.press(ANN, "as replies") == "Receipts: as silent replies after 1 hour, 24 hours and 7 days"
    assert mode_of(house) is ReceiptMode.MESSAGE
    for typed, mode in (("off", ReceiptMode.OFF), ("digest", ReceiptMode.DIGEST), ("回复", ReceiptMode.MESSAGE)):
        assert (await bot.ask(ANN, f"/receipts {typed}")).text.startswith("Saved.\nReceipts: ")
        assert mode_of(house) is mode
    assert (await bot.ask(ANN, "/receipts always")).text.startswith("“always” won't do. Write /receipts digest, /receipts message")
    assert "Receipts: as silent replies" in (await bot.ask(ANN, "/settings")).text


async def test_in_a_group_its_administrators_set_it(house: House) -> None:
    house.subscribe(GROUP, chat_type="supergroup")
    refusal = await house.bot.ask(GROUP, "/receipts off", sender=MEMBER)
    assert refusal.text == "Only administrators of this group can change its settings."
    assert mode_of(house, GROUP) is ReceiptMode.MESSAGE
    assert (await house.bot.ask(GROUP, "/receipts off", sender=ADMIN)).text == "Saved.\nReceipts: none"
    assert mode_of(house, GROUP) is ReceiptMode.OFF


def mode_of(house: House, chat_id: int = ANN) -> ReceiptMode:
    chat = house.store.subscription(chat_id)
    assert chat is not None
    return chat.receipts


async def test_the_record_of_a_young_bot_says_too_few_and_what_the_replay_gave(house: House) -> None:
    none = await house.bot.ask(ANN, "/record")
    assert none.text.splitlines()[:3] == ["My record", "No alert has been made yet.", "Too few to judge (0; needs 20)."]
    house.subscribe()
    await house.publish()
    await house.at(PUBLISHED + 24 * HOUR)
    lines = (await house.bot.ask(ANN, "/record")).text.splitlines()
    assert lines[1] == "Alerts since 31 Oct 2025: 1, all of them counted. Judged: 1, not over yet: 0, without a direction: 0."
    assert lines[2] == "Too few to judge (1; needs 20)."
    assert lines[4].startswith("The rules replayed over history, 1 Jan 2019 to ")
    chinese = await house.bot.ask(LI, "/record")
    assert chinese.text.splitlines()[:3] == [
        "我的战绩",
        "2025年10月31日以来共1条提醒，全部计入：已评判1条，尚未到期0条，未判断方向0条。",
        "样本太少，暂不评判（1条，需20条）。",
    ]


async def test_the_record_is_worked_out_once_for_all_who_ask(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    public_record = public.public_record
    monkeypatch.setattr(public, "public_record", lambda *given: calls.append(1) or public_record(*given))
    house.subscribe()
    await house.publish()
    await asyncio.gather(*(house.bot.ask(chat_id, "/record") for chat_id in (ANN, LI)))
    assert len(calls) == 1
    house.store.add_prices([price("BTC", hour(0, 20), 100.0)], NOW)
    await house.bot.ask(ANN, "/record")
    assert len(calls) == 2
