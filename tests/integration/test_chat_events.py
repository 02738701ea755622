"""Every message answers for itself: the buttons under it, /why in reply to it, /latest, and the message after quiet hours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.timed import queue_due
from bot.model import Mode, ReceiptMode, Subscription
from bot.source import Price
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot, a_decision, a_publication
from tests.loopback.telegram import BotApi, Message

ALL = {"repo_operation": Mode.ALL}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


async def deliver(bot: Bot) -> None:
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)


async def pressed(bot: Bot, chat_id: int, label: str, message: Message, **how: int) -> Message:
    """Press a button under a message, and get what it brings."""
    seen = len(bot.api.messages(chat_id))
    bot.api.press(chat_id, label, message=message, **how)
    return await bot.api.next_message(chat_id, seen)


async def two_alerts(bot: Bot, chat_id: int) -> tuple[Message, Message]:
    """A decision, and an operation after it."""
    bot.store.subscribe(Subscription(chat_id=chat_id, chat_type="private" if chat_id > 0 else "supergroup", modes=ALL))
    a_decision(bot.store)
    await deliver(bot)
    decision = bot.last(chat_id)
    a_publication(bot.store)
    await deliver(bot)
    return decision, bot.last(chat_id)


async def test_each_button_is_about_the_message_that_it_stands_under(bot: Bot) -> None:
    decision, operation = await two_alerts(bot, ANN)
    assert decision.labels == ["Why", "Text changes", "Table", "Watch", "Chart", "History", "🔕 Mute kind"]
    assert operation.labels == ["Why", "Table", "Watch", "Chart", "History", "🔕 Mute kind"]
    for label, message, begins in (
        ("Why", decision, "Fed ends QT 1 Dec"),
        ("Text changes", decision, "Fed ends QT 1 Dec"),
        ("Table", decision, "Fed ends QT 1 Dec"),
        ("Table", operation, "Fed's SRF lends $30bn"),
        ("Why", operation, "Fed's SRF lends $30bn"),
    ):
        answer = await pressed(bot, ANN, label, message)
        assert answer.text.startswith(begins)
        assert answer.reply_to == message.id
        assert label not in answer.labels


async def test_in_a_group_a_member_presses_and_the_answer_is_to_that_message(bot: Bot) -> None:
    decision, operation = await two_alerts(bot, GROUP)
    first = await pressed(bot, GROUP, "Table", decision, sender=MEMBER)
    second = await pressed(bot, GROUP, "Table", operation, sender=MEMBER)
    assert (first.reply_to, second.reply_to) == (decision.id, operation.id)


async def test_why_in_reply_is_about_the_message_that_is_answered(bot: Bot) -> None:
    decision, _ = await two_alerts(bot, ANN)
    assert (await bot.ask(ANN, "/why")).text.startswith("Fed's SRF lends $30bn")
    assert (await bot.ask(ANN, "/why", answers=decision)).text.startswith("Fed ends QT 1 Dec")
    table = await pressed(bot, ANN, "Table", decision)
    assert (await bot.ask(ANN, "/why", answers=table)).text.startswith("Fed ends QT 1 Dec")
    own = bot.api.messages(ANN)[0]
    assert (await bot.ask(ANN, "/why", answers=replace(own, id=9999, keyboard=[]))).text.startswith("Fed's SRF lends $30bn")


async def test_latest_is_the_last_alert_that_came_here(bot: Bot) -> None:
    await two_alerts(bot, ANN)
    a_publication(bot.store, "RP 103125 9")  # comes to nobody: it is not delivered
    assert (await bot.ask(ANN, "/latest")).text == "Repo 30 RP 103125 3"
    assert (await bot.ask(ANN, "/latest fomc")).text == "FOMC"
    assert (await bot.ask(ANN, "/latest repo")).text == "Repo 30 RP 103125 9"
    assert (await bot.ask(LI, "/latest")).text == "决议"  # none came there: the latest publication


async def test_buttons_of_earlier_versions_work(bot: Bot) -> None:
    decision, _ = await two_alerts(bot, ANN)
    [event_id] = [int(button["callback_data"].split(":")[2]) for row in decision.keyboard for button in row if button["text"] == "Why"]
    seen = len(bot.api.messages(ANN))
    bot.api.press_data(ANN, decision.id, f"2:y:{event_id}")
    assert (await bot.api.next_message(ANN, seen)).text.startswith("Fed ends QT 1 Dec")


async def test_times_are_on_the_chats_own_clock(bot: Bot) -> None:
    decision, _ = await two_alerts(bot, ANN)
    await bot.ask(ANN, "/timezone Asia/Tokyo")
    assert "1 Nov 02:55 Tokyo time" in (await pressed(bot, ANN, "Table", decision)).text


async def after_the_night(bot: Bot, chat_id: int, lang: str, zone: str) -> Message:
    """A decision and two operations of one day come while the chat is snoozed; it wakes after two hours."""
    bot.store.subscribe(
        Subscription(chat_id=chat_id, lang=lang, timezone=zone, modes=ALL, snoozed_until=NOW + timedelta(hours=2), receipts=ReceiptMode.OFF)
    )
    closes = [(NOW - timedelta(hours=1), 100_000.0), (NOW, 100_000.0), (NOW + timedelta(hours=2), 98_800.0)]
    prices = [Price(asset="BTC", exchange="coinbase", at=at, close=close, published_at=at) for at, close in closes]
    bot.store.add_prices(prices, NOW)
    a_decision(bot.store)
    a_publication(bot.store, "RP 103125 2", day_accepted_usd=20_350_000_000, published_at=NOW - timedelta(hours=4))
    a_publication(bot.store, "RP 103125 3", day_accepted_usd=50_350_000_000)
    await deliver(bot)
    assert bot.api.messages(chat_id) == []
    bot.time.seconds += timedelta(hours=2, minutes=1).total_seconds()
    queue_due(bot.store, frozenset(), bot.time.now())
    await deliver(bot)
    [message] = bot.api.messages(chat_id)
    return message


async def test_the_morning_in_english(bot: Bot) -> None:
    message = await after_the_night(bot, ANN, "en", "America/New_York")
    assert message.text.splitlines() == [
        "The Fed while it was quiet: 2 events",
        "13:55 Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00% · rare (56) · theory △ up for days · BTC −1.2% since",
        "13:45 Fed's SRF lends $50.35bn · notable (36) · BTC −1.2% since",
        "Not advice. Quiet hours: /quiet",
    ]
    assert message.labels == ["FOMC in full", "SRF in full"]
    opened = await pressed(bot, ANN, "SRF in full", message)
    assert (opened.text, opened.reply_to, opened.labels) == (
        "Repo 30 RP 103125 3",
        message.id,
        ["Why", "Table", "Watch", "Chart", "History", "🔕 Mute kind"],
    )
    assert (await bot.ask(ANN, "/why", answers=message)).text.startswith("Fed ends QT 1 Dec")
    assert (await bot.ask(ANN, "/latest")).text == "Repo 30 RP 103125 3"


async def test_the_morning_in_chinese(bot: Bot) -> None:
    message = await after_the_night(bot, LI, "zh-Hans", "Asia/Shanghai")
    assert message.text.splitlines() == [
        "【昨夜美联储：2件】",
        "01:55 美联储12月1日停止缩表，降息25基点至3.75%–4.00%｜少见（56）｜理论偏多△（时效数日）｜公布至今BTC跌1.2%",
        "01:45 美联储SRF投放503.5亿美元｜值得关注（36）｜公布至今BTC跌1.2%",
        "不构成投资建议。免打扰时段：/quiet",
    ]
    assert message.labels == ["决议全文", "SRF全文"]
    assert (await pressed(bot, LI, "决议全文", message)).text == "决议"
