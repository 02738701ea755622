"""Look-ups in a chat: answered from the store, refreshed in place, in groups, topics and channels, after a restart, whatever is pressed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat.application import start, stop
from bot.chat.pages.answer_keyboards import lookup_buttons
from bot.i18n import texts
from bot.model import Subscription
from tests.builders import september
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot, build, some_settings
from tests.loopback.telegram import BotApi, Message
from tests.unit.bot.test_render_pictures import size_of

FORUM, CHANNEL, NEWS = -1009000000077, -1001234567890, 11


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        api.forum(FORUM, {ADMIN: "administrator", MEMBER: "member"}, (NEWS,))
        api.channel(CHANNEL, "macro_news", {ANN: "creator"})
        yield api


def published(bot: Bot) -> None:
    """Two balance sheets, the last a day ago."""
    sheets = september.sheets()
    days = (NOW.date() - timedelta(days=9), NOW.date() - timedelta(days=2))
    old = [
        replace(sheet, key=day.isoformat(), as_of=day, published_at=NOW - timedelta(days=1) - (days[1] - day))
        for sheet, day in zip(sheets, days, strict=True)
    ]
    bot.store.add_past(old, NOW, replace=True)


def another(bot: Bot) -> None:
    """The next balance sheet comes out."""
    sheet = september.sheets()[-1]
    day = NOW.date() + timedelta(days=5)
    fresh = replace(sheet, key=day.isoformat(), as_of=day, published_at=NOW - timedelta(minutes=1), total_assets_usd=6_800_000_000_000)
    bot.store.add_past([fresh], NOW, replace=True)


async def pressed(bot: Bot, chat_id: int, message: Message, *, sender: int | None = None) -> str:
    """Press refresh; gives the toast."""
    return await bot.api.answer_of(bot.api.press(chat_id, "Refresh" if chat_id != LI else "刷新", message=message, sender=sender))


async def test_a_look_up_is_answered_in_the_readers_language(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "/balance")
    assert answer.text.startswith("Fed balance sheet to 29 Oct: $6.748tn, +$1.2bn on the week")
    assert answer.labels == ["🔄 Refresh", "🖼 Picture"]
    assert (await bot.ask(LI, "/balance")).text.startswith("【美联储总资产6.75万亿美元（10月29日），一周+12亿】")


@pytest.mark.parametrize("name", ["balance", "rates", "repo", "priced", "dots", "cycle", "correlation", "calendar", "history fomc"])
async def test_every_look_up_answers_of_an_empty_store(bot: Bot, name: str) -> None:
    for chat, words in ((ANN, "Refresh"), (LI, "刷新")):
        answer = await bot.ask(chat, f"/{name}")
        assert words in answer.labels[0]
        assert 1 <= len(answer.text.splitlines()) <= 14


async def test_nothing_new_is_said_to_whoever_pressed(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "/balance")
    assert await pressed(bot, ANN, answer) == "Nothing new since."
    assert bot.api.messages(ANN)[-1] is answer


async def test_what_is_new_takes_the_place_of_the_old(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "/balance")
    another(bot)
    assert await pressed(bot, ANN, answer) == "Refreshed."
    assert answer.text.startswith("Fed balance sheet to 5 Nov: $6.800tn")
    assert bot.api.messages(ANN)[-1] is answer
    assert await pressed(bot, ANN, answer) == "Refreshed a moment ago."
    bot.time.seconds += 6
    assert await pressed(bot, ANN, answer) == "Nothing new since."


async def test_a_member_of_a_group_refreshes_it_in_the_groups_language(bot: Bot) -> None:
    published(bot)
    bot.store.remember_lang(GROUP, "zh-Hans")
    answer = await bot.ask(GROUP, "/balance", sender=MEMBER)
    assert answer.reply_to is not None
    another(bot)
    toast = await bot.api.answer_of(bot.api.press(GROUP, "刷新", message=answer, sender=MEMBER))
    assert toast == "已刷新。"
    assert answer.text.startswith("【美联储总资产6.80万亿美元（11月5日）")


async def test_in_a_topic_the_answer_stays_there(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(FORUM, "/balance", sender=MEMBER, thread_id=NEWS)
    assert answer.thread_id == NEWS
    another(bot)
    assert await pressed(bot, FORUM, answer, sender=MEMBER) == "Refreshed."


async def test_under_a_post_of_a_channel_its_readers_refresh_it(bot: Bot) -> None:
    published(bot)
    await bot.app.bot.send_message(CHANNEL, "a post", reply_markup=lookup_buttons(texts("chat", "en"), "balance"))
    post = bot.last(CHANNEL)
    assert await pressed(bot, CHANNEL, post, sender=LI) == "已刷新。"
    assert post.text.startswith("Fed balance sheet to 29 Oct")  # it stays in its own language


async def test_a_button_works_after_a_restart(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "/balance")
    await stop(bot.app)
    again = build(bot.api, bot.store, some_settings())
    await start(again.app)
    try:
        another(again)
        assert await pressed(again, ANN, answer) == "Refreshed."
        assert answer.text.startswith("Fed balance sheet to 5 Nov")
    finally:
        await stop(again.app)


@pytest.mark.parametrize(
    "data",
    ["2:R", "2:R:", "2:R:privacy", "2:R:balance:fomc_statement", "2:R:history", "2:R:history:", "2:R:history:nothing", "2:R:balance:",
     "2:R:Balance", "2:R:balance:x:y", "2:R:history:fomc_statement:1", "2:R:balance@1"],
)  # fmt: skip
async def test_what_no_button_says_changes_nothing(bot: Bot, data: str) -> None:
    answer = await bot.ask(ANN, "/balance")
    toast = await bot.api.answer_of(bot.api.press_data(ANN, answer.id, data))
    assert toast == "This button is out of date. /settings shows the ones that work."
    assert not bot.api.calls("editMessageText", ANN)


async def test_a_message_that_is_gone_is_written_anew(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "/balance")
    another(bot)
    bot.api.fail("editMessageText", chat_id=ANN, status=400, description="Bad Request: message to edit not found")
    assert await pressed(bot, ANN, answer) == "Refreshed."
    assert bot.last(ANN).text.startswith("Fed balance sheet to 5 Nov")


async def test_history_passes_over_a_number(bot: Bot) -> None:
    for text in ("/history fomc 5", "/history 声明 ８"):
        assert (await bot.ask(ANN, text)).text.startswith("FOMC statements: nothing read yet")


async def test_history_asks_which_kind(bot: Bot) -> None:
    for text in ("/history", "/history gold"):
        answer = await bot.ask(ANN, text)
        assert answer.text.startswith("Of which kind? For example /history fomc. Kinds: fomc, ")
    assert (await bot.ask(LI, "/history")).text.startswith("要看哪一类？例如 /history 声明。可选：声明、")


async def test_the_calendar_is_on_new_yorks_clock_where_an_english_chat_has_set_none(bot: Bot) -> None:
    for _ in range(2):  # as a stranger, and as a subscriber
        answer = await bot.ask(ANN, "/calendar")
        assert answer.text.splitlines()[0].startswith("Next FOMC decision: Wed 10 Dec 14:00, in 40 d")
        assert answer.text.splitlines()[-1] == "Usual times, ET. Reminders: /next"
        await bot.ask(ANN, "/subscribe")


async def test_the_calendar_is_on_the_chats_own_clock(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, timezone="Asia/Tokyo"))
    answer = await bot.ask(ANN, "/calendar")
    assert answer.text.splitlines()[0] == "Next FOMC decision: Thu 11 Dec 04:00, in 40 d 1 h"
    assert answer.text.splitlines()[-1] == "Usual times, Tokyo time. Reminders: /next"
    assert date(2025, 12, 10) in bot.app.bot_data["services"].meetings


# --- typed in words


async def test_a_question_in_words_leads_to_its_look_up(bot: Bot) -> None:
    published(bot)
    assert (await bot.ask(ANN, "next FOMC?")).text.startswith("Next FOMC decision: Wed 10 Dec")
    assert (await bot.ask(ANN, "how big is the balance sheet")).text.startswith("Fed balance sheet to 29 Oct: $6.748tn")
    assert (await bot.ask(LI, "下次议息会议什么时候")).text.startswith("【下次FOMC决议：12月11日周四03:00")
    assert (await bot.ask(LI, "缩表是什么")).text.startswith("缩表（QT")
    assert (await bot.ask(LI, "现在市场怎么定价")).labels == ["🔄 刷新"]


async def test_where_two_are_meant_both_are_offered(bot: Bot) -> None:
    published(bot)
    answer = await bot.ask(ANN, "correlation of bitcoin and the balance sheet")
    assert answer.text == "I'm not sure what you ask for. This?"
    assert answer.labels == ["Balance sheet", "Correlation with the S&P 500"]
    assert await bot.api.answer_of(bot.api.press(ANN, "Balance sheet", message=answer)) == "Refreshed."
    assert answer.text.startswith("Fed balance sheet to 29 Oct")
    assert answer.labels == ["🔄 Refresh", "🖼 Picture"]


async def test_a_condition_is_still_a_watch_and_a_price_no_question(bot: Bot) -> None:
    assert (await bot.ask(ANN, "standing repo >= 20bn")).text == "To be told when that happens, write /watch standing repo >= 20bn"
    assert (await bot.ask(ANN, "btc price?")).text.startswith("I watch the Fed, not prices.")


async def test_in_a_group_only_what_is_addressed_is_answered(bot: Bot) -> None:
    published(bot)
    name = f"@{bot.api.username}"
    bot.api.say(GROUP, "next FOMC?", sender=MEMBER)
    bot.api.say(GROUP, "what do you think of the balance sheet", sender=MEMBER)
    first = await bot.ask(GROUP, f"{name} next FOMC?", sender=MEMBER)
    assert first.text.startswith("Next FOMC decision: ")
    assert len([one for one in bot.api.messages(GROUP) if one.from_bot]) == 1
    second = await bot.ask(GROUP, f"how big is the balance sheet, {name}?", sender=MEMBER)
    assert second.text.startswith("Fed balance sheet to 29 Oct")
    assert (await bot.ask(GROUP, f"{name} hello", sender=MEMBER)).text.startswith("I tell what the Fed publishes.")
    for asked in (f"{name}缩表是什么", f"缩表是什么{name}", f"{name}，縮表是什麼？"):  # characters stand at a name without a space
        assert (await bot.ask(GROUP, asked, sender=MEMBER)).text.startswith("Quantitative tightening")
    bot.api.say(GROUP, f"{name}2 next FOMC?", sender=MEMBER)  # another bot's name
    assert (await bot.ask(GROUP, f"/balance {name}", sender=MEMBER)).text.startswith("Fed balance sheet to 29 Oct")
    assert (await bot.ask(GROUP, f"/history {name} fomc", sender=MEMBER)).text.startswith("FOMC statements: nothing read yet")


async def test_an_answer_to_the_bot_in_a_group_is_heard_only_where_it_is_surely_a_question(bot: Bot) -> None:
    published(bot)
    own = await bot.ask(GROUP, "/calendar", sender=MEMBER)
    for text in ("lol", "correlation of bitcoin and the balance sheet", "thanks"):
        bot.api.say(GROUP, text, sender=MEMBER, answers=own)
    other = bot.api.messages(GROUP)[0]
    bot.api.say(GROUP, "balance sheet", sender=MEMBER, answers=replace(other, from_bot=False))
    answer = await bot.ask(GROUP, "how big is the balance sheet?", sender=MEMBER, answers=own)
    assert answer.text.startswith("Fed balance sheet to 29 Oct")
    assert len([one for one in bot.api.messages(GROUP) if one.from_bot]) == 2


async def test_a_closed_circle_answers_no_question_of_others(bot: Bot) -> None:
    services = bot.app.bot_data["services"]
    object.__setattr__(services, "settings", some_settings(FEDTIDE_ALLOWED_CHAT_IDS=str(ANN)))
    assert (await bot.ask(LI, "下次议息会议什么时候")).text.startswith("本机器人只对少数聊天开放")


async def test_a_picture_under_a_look_up_in_the_readers_language(bot: Bot) -> None:
    published(bot)
    for chat, label, said in ((ANN, "Picture", "What the Fed's assets are made of"), (LI, "🖼 图", "美联储资产构成")):
        answer = await bot.ask(chat, "/balance")
        seen = len(bot.api.messages(chat))
        bot.api.press(chat, label, message=answer)
        photo = await bot.api.next_message(chat, seen)
        assert photo.text.startswith(said)
        assert size_of(photo.photo) == (1200, 1600)
    assert bot.api.messages(ANN)[-1].photo != bot.api.messages(LI)[-1].photo


async def test_a_look_up_without_two_points_has_no_picture_and_says_so(bot: Bot) -> None:
    for name in ("balance", "repo", "rates", "dots"):
        answer = await bot.ask(ANN, f"/{name}")
        seen = len(bot.api.messages(ANN))
        bot.api.press(ANN, "Picture", message=answer)
        assert "it takes two publications" in (await bot.api.next_message(ANN, seen)).text
