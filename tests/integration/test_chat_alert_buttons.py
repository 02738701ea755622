"""The buttons under alerts: history, chart, mute; and in a group whoever presses sees it their own way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import Mode, Subscription
from bot.polling.compose import compose
from bot.render.evidence.captions import Bins, Picture
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot, a_publication
from tests.golden.scenes import SCENES
from tests.loopback.telegram import BotApi, Message

ALL = {"repo_operation": Mode.ALL}
CHINESE = 2004
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\x04\xb0\0\0\x03\x84" + b"IEND\xaeB`\x82"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.private(CHINESE, name="Wang", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member", LI: "member", CHINESE: "member", ANN: "member"})
        yield api


async def deliver(bot: Bot) -> None:
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)


async def an_alert(bot: Bot, chat_id: int, lang: str = "en") -> Message:
    bot.store.remember_lang(chat_id, lang)
    bot.store.subscribe(Subscription(chat_id=chat_id, chat_type="private" if chat_id > 0 else "supergroup", modes=ALL, lang=lang))
    a_publication(bot.store)
    await deliver(bot)
    return bot.last(chat_id)


async def toast(bot: Bot, chat_id: int, label: str, message: Message, sender: int | None = None) -> str:
    said = await bot.api.answer_of(bot.api.press(chat_id, label, message=message, sender=sender))
    await bot.settled()
    return said


def mode(bot: Bot, chat_id: int) -> Mode | None:
    found = bot.store.subscription(chat_id)
    return None if found is None else found.modes.get("repo_operation")


async def test_history_is_that_of_the_alerts_own_kind(bot: Bot) -> None:
    message = await an_alert(bot, ANN)
    seen = len(bot.api.messages(ANN))
    bot.api.press(ANN, "History", message=message)
    answer = await bot.api.next_message(ANN, seen)
    assert answer.reply_to == message.id
    assert answer.text.splitlines()[:2] == [
        "Repo operations: the last 1",
        "31 Oct 2025: Fed's SRF lends $30bn · Size: notable (36/100) · BTC: no price",
    ]
    assert answer.labels == ["Why", "Table", "Watch", "Chart"]


async def test_a_kind_is_muted_and_that_is_taken_back(bot: Bot) -> None:
    message = await an_alert(bot, ANN)
    assert await toast(bot, ANN, "Mute kind", message) == "Saved: Repo operations: in the digest"
    assert mode(bot, ANN) is Mode.DIGEST
    assert message.labels == ["Why", "Table", "Watch", "Chart", "History", "🔔 Unmute kind"]
    assert await toast(bot, ANN, "Unmute kind", message) == "Saved: Repo operations: all"
    assert mode(bot, ANN) is Mode.ALL
    assert message.labels[-1] == "🔕 Mute kind"


async def test_pressing_twice_is_the_same_as_once(bot: Bot) -> None:
    message = await an_alert(bot, ANN)
    pressed = message.keyboard[1][2]["callback_data"]
    for _ in range(2):
        await bot.api.answer_of(bot.api.press_data(ANN, message.id, pressed))
    assert mode(bot, ANN) is Mode.DIGEST
    assert message.labels[-1] == "🔔 Unmute kind"


async def test_a_muted_kind_sends_nothing_more(bot: Bot) -> None:
    message = await an_alert(bot, ANN)
    await toast(bot, ANN, "Mute kind", message)
    seen = len(bot.api.messages(ANN))
    a_publication(bot.store, "RP 103125 9")
    await deliver(bot)
    assert len(bot.api.messages(ANN)) == seen


async def test_in_a_group_only_administrators_mute(bot: Bot) -> None:
    message = await an_alert(bot, GROUP)
    assert await toast(bot, GROUP, "Mute kind", message, MEMBER) == "Only administrators of this group can change its settings."
    assert mode(bot, GROUP) is Mode.ALL
    assert message.labels[-1] == "🔕 Mute kind"
    assert await toast(bot, GROUP, "Mute kind", message, ADMIN) == "Saved: Repo operations: in the digest"
    assert mode(bot, GROUP) is Mode.DIGEST


async def test_where_nobody_is_subscribed_nothing_is_muted(bot: Bot) -> None:
    message = await an_alert(bot, ANN)
    bot.store.unsubscribe(ANN, None)
    assert await toast(bot, ANN, "Mute kind", message) == "This chat is not subscribed. /subscribe starts it."
    assert message.labels[-1] == "🔕 Mute kind"


async def test_a_member_with_a_language_of_their_own_gets_it_in_private(bot: Bot) -> None:
    bot.store.remember_lang(LI, "zh-Hans")
    bot.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans", timezone="Asia/Shanghai"))
    message = await an_alert(bot, GROUP)
    before, seen, group = bot.store.subscription(GROUP), len(bot.api.messages(LI)), len(bot.api.messages(GROUP))
    assert await toast(bot, GROUP, "Table", message, LI) == "已按您的语言发到您与我的私聊。"
    private = bot.api.messages(LI)[seen]
    assert private.text.startswith("【美联储SRF投放300亿美元")
    assert private.labels == ["为什么", "设提醒", "图表", "历史"]
    assert (len(bot.api.messages(GROUP)), bot.store.subscription(GROUP)) == (group, before)
    assert await toast(bot, GROUP, "Table", message, LI) == "刚刚已私信给您。"
    assert await toast(bot, GROUP, "Table", message, MEMBER) == ""
    assert bot.last(GROUP).text.startswith("Fed's SRF lends $30bn")


async def test_a_member_with_a_clock_of_their_own_sees_it(bot: Bot) -> None:
    bot.store.remember_lang(ANN, "en")
    bot.store.subscribe(Subscription(chat_id=ANN, lang="en", timezone="Asia/Tokyo"))
    message = await an_alert(bot, GROUP)
    seen = len(bot.api.messages(ANN))
    await toast(bot, GROUP, "Table", message, ANN)
    assert "1 Nov 02:45 Tokyo time" in bot.api.messages(ANN)[seen].text


async def test_a_member_whom_the_bot_may_not_write_to_sees_the_beginning(bot: Bot) -> None:
    message = await an_alert(bot, GROUP)
    group = len(bot.api.messages(GROUP))
    query = bot.api.press(GROUP, "Why", message=message, sender=CHINESE)
    said = await bot.api.answer_of(query)
    assert said.startswith("【美联储SRF投放300亿美元")
    assert len(said) <= 190
    assert bot.api.answers[query]["show_alert"] is True
    assert (bot.api.messages(CHINESE), len(bot.api.messages(GROUP))) == ([], group)


async def test_whoever_has_blocked_the_bot_sees_the_beginning_too(bot: Bot) -> None:
    bot.store.remember_lang(LI, "zh-Hans")
    message = await an_alert(bot, GROUP)
    bot.api.fail("sendMessage", chat_id=LI, status=403, description="Forbidden: bot was blocked by the user")
    query = bot.api.press(GROUP, "Why", message=message, sender=LI)
    assert (await bot.api.answer_of(query)).startswith("【美联储SRF投放300亿美元")


async def test_a_chart_is_drawn_once_for_a_group(bot: Bot) -> None:
    services = bot.app.bot_data["services"]
    bot.app.bot_data["services"] = replace(services, picture=lambda name, lang, event_id: Picture(name, PNG, Bins(()), ""))
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    scene = SCENES["fomc-2025-10-29"]
    event = replace(scene.event, published_at=NOW - timedelta(minutes=5))
    said = {"en": "<b>FOMC</b>", "zh-Hans": "<b>决议</b>"}
    bot.store.commit(event, scene.assessment, compose(event, scene.assessment, said, now=NOW), NOW, texts=said)
    await deliver(bot)
    message, seen = bot.last(GROUP), len(bot.api.messages(GROUP))
    assert await toast(bot, GROUP, "Chart", message, MEMBER) == "I'm drawing it …"
    assert (await bot.api.next_message(GROUP, seen)).photo == PNG
    assert await toast(bot, GROUP, "Chart", message, ADMIN) == "I have just said it: see above."
    assert len([one for one in bot.api.messages(GROUP) if one.photo]) == 1
