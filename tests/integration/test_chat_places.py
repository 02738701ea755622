"""Where the bot can be: channels set up from a private chat, and the topics of a forum."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import Mode, Subscription
from tests.builders.chat_bot import ADMIN, ANN, LI, MEMBER, Bot, a_publication
from tests.loopback.telegram import BotApi

CHANNEL, FOREIGN, FORUM = -1001234567890, -1001234567891, -1009000000077
NEWS, CHATTER = 11, 12


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.channel(CHANNEL, "macro_news", {ANN: "creator", LI: "member"})
        api.forum(FORUM, {ADMIN: "administrator", MEMBER: "member"}, (NEWS, CHATTER))
        yield api


async def deliver(bot: Bot) -> None:
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)


# --- channels


async def test_a_channel_is_subscribed_by_its_administrator_from_the_private_chat(bot: Bot) -> None:
    answer = await bot.ask(ANN, "/subscribe @macro_news")
    assert answer.text.startswith("✅ Subscribed · @macro_news\n")
    assert bot.store.subscription(CHANNEL) == Subscription(chat_id=CHANNEL, chat_type="channel")
    assert bot.store.subscription(ANN) is None
    a_publication(bot.store)
    await deliver(bot)
    [post] = bot.api.messages(CHANNEL)
    assert post.text == "Repo 30 RP 103125 3"
    assert post.labels == []  # its readers may change nothing


async def test_a_channels_settings_by_words_and_buttons(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe @macro_news")
    assert (await bot.ask(ANN, "/threshold @macro_news 45")).text.startswith("Saved.\nBy score: impact 45 or more.")
    page = await bot.ask(ANN, "/settings @macro_news")
    assert page.text.splitlines()[0] == "Settings · @macro_news"
    await bot.press(ANN, "Thresholds", message=page)
    assert page.text.splitlines()[0] == "Thresholds · @macro_news"
    await bot.press(ANN, "50 ▶", message=page)
    assert await bot.press(ANN, "Save", message=page) == "Saved"
    subscription = bot.store.subscription(CHANNEL)
    assert subscription is not None
    assert subscription.impact == 50
    await bot.ask(ANN, "/lang @macro_news zh")
    subscription = bot.store.subscription(CHANNEL)
    assert subscription is not None
    assert subscription.lang == "zh-Hans"
    assert (await bot.ask(ANN, "/help")).text.startswith("What I understand")  # the private chat keeps its own language
    assert bot.api.messages(CHANNEL) == []


async def test_a_channels_watch_and_its_end(bot: Bot) -> None:
    await bot.ask(ANN, f"/subscribe {CHANNEL}")
    await bot.ask(ANN, "/watch @macro_news impact >= 30")
    assert [kept.text for kept in bot.store.watches(CHANNEL)] == ["impact >= 30"]
    assert (await bot.ask(ANN, "/stop @macro_news")).text.startswith("Unsubscribed.")
    assert bot.store.subscription(CHANNEL) is None


@pytest.mark.parametrize("typed", ["/subscribe @macro_news", "/settings @macro_news", "/stop @macro_news", "/lang @macro_news en"])
async def test_whoever_does_not_administer_a_channel_may_not(bot: Bot, typed: str) -> None:
    bot.store.subscribe(Subscription(chat_id=CHANNEL, chat_type="channel"))
    assert (await bot.ask(LI, typed)).text == "只有 @macro_news 的管理员可以设置它，请在与我的私聊里操作。"
    assert bot.store.subscription(CHANNEL) == Subscription(chat_id=CHANNEL, chat_type="channel")


async def test_rights_are_asked_again_at_each_press(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe @macro_news")
    page = await bot.ask(ANN, "/settings @macro_news")
    bot.api.chats[CHANNEL].members[ANN] = "member"
    bot.time.seconds += 61
    toast = await bot.api.answer_of(bot.api.press(ANN, "Short", message=page))
    assert toast == "Only administrators of @macro_news can set it up, from their private chat with me."
    forged = await bot.api.answer_of(bot.api.press_data(LI, (await bot.ask(LI, "/start")).id, f"2:T:0:0:0@{CHANNEL}"))
    assert forged.startswith("只有")
    assert bot.store.subscription(CHANNEL) == Subscription(chat_id=CHANNEL, chat_type="channel")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/subscribe @nobody_here", "I can't see @nobody_here. Add me to it as an administrator who may post, then try again."),
        ("/subscribe -1009999999999", "I can't see -1009999999999."),
        ("/latest @macro_news", "/latest is not about a channel."),
        ("/subscribe @silent_news", "I may not post in @silent_news. Make me an administrator who may post messages, then try again."),
        ("/subscribe @macro_group", "@macro_group is no channel. In a group its administrators send /subscribe in the group itself."),
    ],
)
async def test_what_is_in_the_way_is_said(bot: Bot, typed: str, right: str) -> None:
    bot.api.channel(FOREIGN, "silent_news", {ANN: "administrator"}, may_post=False)
    bot.api.group(-1009000000088, {ANN: "creator"}).username = "macro_group"
    assert (await bot.ask(ANN, typed)).text.startswith(right)
    assert bot.store.count_subscriptions() == 0


async def test_in_a_group_a_channel_is_not_set_up(bot: Bot) -> None:
    answer = await bot.ask(FORUM, "/subscribe @macro_news", sender=ADMIN)
    assert answer.text.startswith("/subscribe is not about a channel. A channel is set up in a private chat with me")


async def test_a_channel_that_removes_the_bot_is_closed_and_greeted_by_nothing(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe @macro_news")
    bot.api.member_update(CHANNEL, "administrator", "left", by=ANN)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 0)
    bot.api.member_update(CHANNEL, "left", "administrator", by=ANN)
    assert (await bot.ask(ANN, "/subscribe @macro_news")).text.startswith("✅ Welcome back.")
    assert bot.api.messages(CHANNEL) == []


# --- topics


async def test_a_topic_has_its_own_subscription(bot: Bot) -> None:
    answer = await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=NEWS)
    assert answer.thread_id == NEWS
    await bot.ask(FORUM, "/threshold repo off", sender=ADMIN, thread_id=NEWS)
    assert bot.store.subscription(FORUM, NEWS) == Subscription(
        chat_id=FORUM, thread_id=NEWS, chat_type="supergroup", modes={"repo_operation": Mode.OFF}
    )
    assert bot.store.subscription(FORUM) is None
    assert (await bot.ask(FORUM, "/settings", sender=MEMBER, thread_id=CHATTER)).labels == ["🔔 Subscribe"]


async def test_alerts_and_everything_under_them_stay_in_the_topic(bot: Bot) -> None:
    await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=NEWS)
    a_publication(bot.store)
    await deliver(bot)
    alert = bot.last(FORUM)
    assert (alert.thread_id, alert.text) == (NEWS, "Repo 30 RP 103125 3")
    for label in ("Why", "Table", "Watch"):
        seen = len(bot.api.messages(FORUM))
        bot.api.press(FORUM, label, sender=ADMIN, message=alert)
        assert (await bot.api.next_message(FORUM, seen)).thread_id == NEWS
    bot.api.press(FORUM, "impact >= 36", sender=ADMIN)
    await bot.api.until(lambda: bot.store.watches(FORUM, NEWS))
    page = await bot.ask(FORUM, "/settings", sender=ADMIN, thread_id=NEWS)
    bot.api.fail("editMessageText", status=400, description="Bad Request: message to edit not found")
    seen = len(bot.api.messages(FORUM))
    bot.api.press(FORUM, "Thresholds", sender=ADMIN, message=page)
    assert (await bot.api.next_message(FORUM, seen)).thread_id == NEWS


async def test_the_general_topic_is_sent_to_as_none(bot: Bot) -> None:
    answer = await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=1)
    assert answer.thread_id is None
    assert bot.store.subscription(FORUM) is not None


async def test_a_chain_of_answers_in_a_plain_group_is_no_topic(bot: Bot) -> None:
    bot.api.group(-1009000000099, {ADMIN: "administrator"})
    answer = await bot.ask(-1009000000099, "/subscribe", sender=ADMIN, thread_id=4711)
    assert answer.thread_id is None
    assert bot.store.subscription(-1009000000099) is not None


async def test_a_closed_topic_is_left_alone_until_it_is_open_again(bot: Bot) -> None:
    await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=NEWS)
    await bot.ask(FORUM, "/subscribe", sender=ADMIN)
    bot.api.chats[FORUM].topics[NEWS] = False
    a_publication(bot.store)
    await deliver(bot)
    news, general = bot.store.subscription(FORUM, NEWS), bot.store.subscription(FORUM)
    assert news is not None and general is not None
    assert (news.active, general.active) == (False, True)
    assert bot.last(FORUM).text == "Repo 30 RP 103125 3"
    assert bot.last(FORUM).thread_id is None
    bot.api.reopen(FORUM, NEWS)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 2)
    a_publication(bot.store, "RP 103125 4")
    await deliver(bot)
    assert {message.thread_id for message in bot.api.messages(FORUM)[-2:]} == {None, NEWS}


async def test_stop_in_a_topic_leaves_the_others(bot: Bot) -> None:
    await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=NEWS)
    await bot.ask(FORUM, "/subscribe", sender=ADMIN, thread_id=CHATTER)
    await bot.ask(FORUM, "/stop", sender=ADMIN, thread_id=NEWS)
    assert bot.store.subscription(FORUM, NEWS) is None
    assert bot.store.subscription(FORUM, CHATTER) is not None
