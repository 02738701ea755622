"""What people type and press, end to end: a real application on the loopback Bot API, with a real database file."""

import asyncio
import gc
import logging
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.answers.commands import COMMANDS
from bot.chat.application import make_straight, start, stop
from bot.chat.pages.forecast import USUAL_LOUD, USUAL_SILENT
from bot.chat.status import SourceStatus
from bot.errors import TokenRejected
from bot.model import DeliveryState, Mode, Subscription, Thresholds
from bot.store import Latency, SourceState, Store
from tests.builders.chat_bot import (
    ADMIN,
    ANN,
    BORIS,
    GROUP,
    LI,
    MEMBER,
    NOW,
    OWNER,
    Bot,
    a_publication,
    a_report,
    build,
    some_settings,
)
from tests.loopback.telegram import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.private(BORIS, name="Boris", language_code="fr")
        api.group(GROUP, {OWNER: "creator", ADMIN: "administrator", MEMBER: "member"})
        yield api


# --- greeting, subscribing, leaving


async def test_start_greets_with_one_button_and_the_button_subscribes(bot: Bot) -> None:
    greeting = await bot.ask(ANN, "/start")
    assert greeting.text.startswith("Hello! I watch what the Federal Reserve publishes")
    assert "Information, not advice." in greeting.text
    assert greeting.text.endswith("中文：/lang zh · 繁體中文：/lang tw")
    assert greeting.labels == ["🔔 Subscribe", "👀 Show me a real alert"]
    assert bot.store.subscription(ANN) is None

    assert await bot.press(ANN, "Subscribe") == "Subscribed"
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN, chat_type="private", lang="en", impact=20, direction=0, loud=30)
    [shown] = bot.api.messages(ANN)
    lines = shown.text.splitlines()
    assert lines == [
        "✅ Subscribed.",
        "Rings: Fed decisions, new programmes, emergency measures. Silent: balance sheet, minutes, data out of the ordinary.",
        "How often: about 1 a month with a sound, 6 without (replayed over 2025-01 to 2026-07).",
        "Digest: every Saturday at 09:00, without a sound",
        "Time zone: UTC, where it is 18:00 now (/timezone changes it)",
    ]
    assert shown.labels == ["Short", "✓ Long", "🌙 Quiet 23–07", "👀 Example", "⚙ Settings"]


async def test_the_first_choices_stay_on_the_first_page(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    assert await bot.press(LI, "简短") == "提醒改用简短格式。"
    assert (await bot.press(LI, "免打扰")).startswith("免打扰：23:00到07:00")
    assert bot.last(LI).labels == ["✓ 简短", "完整", "✓ 🌙 免打扰23–07点", "👀 看例子", "⚙ 设置"]
    assert bot.last(LI).text.splitlines()[:3] == [
        "✅ 已订阅。",
        "响铃：美联储决议、新的购债或流动性措施、紧急措施。静音：周度资产负债表、会议纪要、明显异常的数据。",
        "频率：平均每月响铃约1次，静音约6条（按2025年1月至2026年7月回放）。",
    ]
    subscription = bot.store.subscription(LI)
    assert subscription is not None
    assert (subscription.is_short, subscription.quiet_from, subscription.quiet_until) == (True, 1380, 420)
    await bot.press(LI, "免打扰")
    await bot.press(LI, "完整")
    subscription = bot.store.subscription(LI)
    assert subscription is not None
    assert (subscription.is_short, subscription.quiet_from) == (False, None)
    await bot.press(LI, "设置")
    assert bot.last(LI).text.startswith("设置")


async def test_how_often_it_rings_is_counted_here_once_there_are_ninety_days(bot: Bot) -> None:
    for days in (89, 60, 30, 1):
        a_publication(bot.store, f"RP {days}", published_at=NOW - timedelta(days=days))
    answer = await bot.ask(ANN, "/subscribe")
    assert answer.text.splitlines()[2] == "How often: in the last 90 days 4 alerts, 0 of them with a sound."


def test_the_shipped_figure_is_that_of_the_years_replayed() -> None:
    document = (Path(__file__).parents[2] / "docs" / "rule-firings.md").read_text("utf-8")
    found = re.search(r"Loud: ([\d.]+) a month.*? Silent: ([\d.]+) a month", document)
    assert found is not None
    assert abs(float(found[1]) - USUAL_LOUD) <= 0.6
    assert abs(float(found[2]) - USUAL_SILENT) <= 0.6


async def test_balance_sheets_are_messages_or_in_the_digest(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/settings")
    assert {"✓ H.4.1: message", "H.4.1: digest only"} <= set(page.labels)
    assert await bot.press(ANN, "H.4.1: digest") == "H.4.1 balance sheet: in the digest"
    subscription = bot.store.subscription(ANN)
    assert subscription is not None
    assert subscription.modes == {"balance_sheet": Mode.DIGEST}
    assert "✓ H.4.1: digest only" in bot.last(ANN).labels
    assert await bot.press(ANN, "H.4.1: message") == "H.4.1 balance sheet: all, silent"


@pytest.mark.parametrize(
    ("payload", "lang", "quiet_from", "is_short"),
    [
        ("quiet", "en", 1380, False),
        ("zh_quiet", "zh-Hans", 1380, False),
        ("quiet-short-zh", "zh-Hans", 1380, True),
        ("short", "en", None, True),
        ("quietly_" + "x" * 60, "en", None, False),
        ("zh__..", "zh-Hans", None, False),
    ],
)
async def test_a_link_asks_for_what_begins_with_the_subscription(
    bot: Bot, payload: str, lang: str, quiet_from: int | None, is_short: bool
) -> None:
    await bot.ask(ANN, f"/start {payload}")
    assert bot.store.subscription(ANN) is None
    await bot.press(ANN, "🔔")
    subscription = bot.store.subscription(ANN)
    assert subscription is not None
    assert (subscription.lang, subscription.quiet_from, subscription.is_short) == (lang, quiet_from, is_short)


async def test_start_speaks_chinese_to_a_chinese_app(bot: Bot) -> None:
    greeting = await bot.ask(LI, "/start")
    assert greeting.text.startswith("您好！")
    assert greeting.labels == ["🔔 订阅", "👀 看一条真实提醒"]
    assert await bot.press(LI, "订阅") == "已订阅"
    subscription = bot.store.subscription(LI)
    assert subscription is not None
    assert (subscription.lang, subscription.timezone) == ("zh-Hans", "Asia/Shanghai")


async def test_a_language_we_do_not_speak_gets_the_operators(bot: Bot) -> None:
    assert (await bot.ask(BORIS, "/start")).text.startswith("Hello!")


@pytest.mark.parametrize("payload", ["zh", "sub_fomc_zh"])
async def test_a_link_may_name_the_language(bot: Bot, payload: str) -> None:
    assert (await bot.ask(ANN, f"/start {payload}")).text.startswith("您好！")
    assert bot.store.chat_lang(ANN) == "zh-Hans"


async def test_a_link_may_name_anything(bot: Bot) -> None:
    assert (await bot.ask(ANN, "/start ref-4711")).labels[0] == "🔔 Subscribe"


async def test_start_knows_who_is_subscribed(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    greeting = await bot.ask(ANN, "/start")
    assert "This chat is subscribed." in greeting.text
    assert greeting.labels[:2] == ["Short", "✓ Long"]


async def test_subscribing_twice_keeps_the_settings(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, impact=45))
    answer = await bot.ask(ANN, "/subscribe")
    assert answer.text.startswith("This chat is subscribed already.")
    assert "impact 45 or more" in answer.text


async def test_whoever_comes_back_after_a_block_finds_the_settings(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, impact=45))
    bot.api.member_update(ANN, "member", "kicked")
    await bot.api.until(lambda: bot.store.subscription(ANN) != Subscription(chat_id=ANN, impact=45))
    bot.api.member_update(ANN, "kicked", "member")
    assert (await bot.ask(ANN, "/settings")).labels == ["🔔 Subscribe"]
    answer = await bot.ask(ANN, "/subscribe")
    assert answer.text.startswith("✅ Welcome back.")
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN, impact=45)


async def test_stop_deletes_everything_and_says_what_is_kept(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/lang zh")
    answer = await bot.ask(ANN, "/stop")
    assert answer.text.startswith("已退订。")
    assert "服务器日志" in answer.text
    assert bot.store.subscription(ANN) is None
    assert bot.store.chat_lang(ANN) is None
    assert bot.store.count_subscriptions() == 0
    assert ("chat:1001", "") not in bot.api.menus


async def test_stop_without_a_subscription_says_so(bot: Bot) -> None:
    assert (await bot.ask(ANN, "/stop")).text.startswith("This chat was not subscribed, so nothing comes.")


# --- settings, by buttons and typed


async def test_thresholds_by_buttons_are_edited_in_place_and_saved_by_one(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    assert page.labels == [
        "◀ 15", "Impact 20", "25 ▶", "◀ 0", "Direction 0", "5 ▶", "◀ 25", "Rings 30", "35 ▶", "« Settings",
    ]  # fmt: skip
    await bot.press(ANN, "25 ▶", message=page)
    await bot.press(ANN, "30 ▶", message=bot.last(ANN))
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN)
    assert "Not saved yet." in bot.last(ANN).text
    assert bot.last(ANN).labels[-3:] == ["💾 Save", "↩ As it was", "« Settings"]
    assert await bot.press(ANN, "Save") == "Saved"
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN, impact=30)
    assert bot.last(ANN).id == page.id
    assert bot.last(ANN).labels[:6] == ["◀ 25", "Impact 30", "35 ▶", "◀ 0", "Direction 0", "5 ▶"]
    assert bot.last(ANN).text.splitlines()[1].startswith("Impact 30 or more")
    assert "Not saved yet." not in bot.last(ANN).text


async def test_before_a_change_is_saved_the_page_says_what_it_would_have_brought(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    for day in range(3):
        a_publication(bot.store, f"RP {day}", published_at=NOW - timedelta(days=20 * day + 45))
    a_publication(bot.store, "long ago", published_at=NOW - timedelta(days=95))
    page = await bot.ask(ANN, "/threshold")
    assert "In the last 90 days you would have got 3 alerts (0 loud)." in page.text  # data ring from 50 until the chat says otherwise
    bot.api.press_data(ANN, page.id, "2:t:20:0:35")
    await bot.api.until(lambda: "Not saved yet. In the last 90 days you would have got 3 alerts (3 loud)." in page.text)
    assert "As it is saved now: 3 alerts, 0 loud." in page.text
    bot.api.press_data(ANN, page.id, "2:t:40:0:40")
    await bot.api.until(lambda: "In the last 90 days you would have got 0 alerts (0 loud)." in page.text)
    answer = await bot.ask(ANN, "/threshold direction 19")
    assert answer.text.endswith("In the last 90 days you would have got 0 alerts (0 loud).")


async def test_a_young_bot_says_how_long_it_has_watched(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    a_publication(bot.store, published_at=NOW - timedelta(days=12, hours=1))
    text = (await bot.ask(ANN, "/threshold")).text
    assert "In the last 12 days you would have got 1 alert (0 loud). I have not watched for longer." in text


async def test_pressing_what_is_already_so_changes_nothing_and_still_ends_the_spinner(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    assert await bot.press(ANN, "Impact 20", message=page) == ""
    assert (await bot.ask(ANN, "/help")).text.startswith("What I understand")  # no apology in between


async def test_pressing_twice_is_as_once(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    queries = [bot.api.press_data(ANN, page.id, "2:T:20:0:35") for _ in range(2)]
    assert [await bot.api.answer_of(query) for query in queries] == ["Saved", "Saved"]
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN, loud=35)


async def test_a_kind_has_its_own_page_with_what_it_inherits(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/settings")
    await bot.press(ANN, "What comes")
    assert bot.last(ANN).labels[:3] == ["FOMC statements: all", "H.4.1 balance sheet: all, silent", "FOMC minutes: all, silent"]
    await bot.press(ANN, "Repo operations")
    assert bot.last(ANN).labels == [
        "all", "✓ by score", "in the digest", "off",
        "◀ 15", "Impact 20 (the chat's)", "25 ▶", "◀ 0", "Direction 0 (the chat's)", "5 ▶", "◀ 45", "Rings 50 (the kind's)", "55 ▶",
        "« Back",
    ]  # fmt: skip
    assert "• Impact 20 or more, as in the whole chat" in bot.last(ANN).text
    await bot.press(ANN, "25 ▶")
    assert "• Impact 25 or more, for this kind alone" in bot.last(ANN).text
    assert await bot.press(ANN, "Save") == "Saved: Repo operations: by score"
    await bot.press(ANN, "« Back")
    assert bot.store.subscription(ANN) == Subscription(
        chat_id=ANN, modes={"repo_operation": Mode.SCORED}, own={"repo_operation": Thresholds(impact=25)}
    )
    assert "• Repo operations: by score (impact 25)" in bot.last(ANN).text


async def test_a_kinds_own_threshold_is_given_back(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, own={"minutes": Thresholds(impact=5, loud=90)}))
    await bot.ask(ANN, "/settings")
    for label in ("What comes", "FOMC minutes", "Impact 5", "Save"):
        await bot.press(ANN, label)
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN, modes={"minutes": Mode.ALL}, own={"minutes": Thresholds(loud=90)})


async def test_the_modes_of_a_kind_by_buttons(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/settings")
    for label in ("What comes", "Other press", "in the digest", "Save", "« Back"):
        await bot.press(ANN, label)
    assert "Other press releases: in the digest" in bot.last(ANN).labels
    await bot.press(ANN, "« Settings")
    assert "Kinds: 4 all, 9 by score, 2 in the digest, 0 off" in bot.last(ANN).text
    subscription = bot.store.subscription(ANN)
    assert subscription is not None
    assert subscription.modes == {"press_release": Mode.DIGEST}


async def test_the_settings_lead_everywhere_and_back(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/settings")
    assert page.labels == [
        "🎚 Thresholds", "📰 What comes", "🎯 Watches", "🗞 Digest", "🌙 Quiet hours", "😴 Snooze", "⏰ What comes next",
        "🧾 Receipts", "Short", "✓ Long", "Rich", "✓ H.4.1: message", "H.4.1: digest only",
        "🖼 Pictures off", "📌 Pinned card", "🕓 Time zone", "🌐 English / 中文 / 繁中",
    ]  # fmt: skip
    for label in page.labels[:8]:
        await bot.press(ANN, label)
        await bot.press(ANN, "« Settings")
        assert bot.last(ANN).text.startswith("Settings")
    await bot.press(ANN, "English / 中文")
    assert bot.last(ANN).labels == ["✓ English", "简体中文", "繁體中文"]
    assert await bot.press(ANN, "简体中文") == "简体中文"
    assert bot.last(ANN).text == "我在这里使用简体中文。"
    assert bot.last(ANN).labels == ["English", "✓ 简体中文", "繁體中文"]
    assert bot.last(ANN).id == page.id


@pytest.mark.parametrize(
    ("typed", "answer", "changed"),
    [
        ("/threshold 30", "By score: impact 30 or more.", {"impact": 30}),
        ("/threshold impact 0", "By score: impact 0 or more.", {"impact": 0}),
        ("/threshold direction 10", "By score: impact 20 or more, and direction 10 or more either way.", {"direction": 10}),
        ("/threshold loud 100", "Rings from impact 100; below it comes without a sound.", {"loud": 100}),
        ("/threshold repo_operation all", "Repo operations: all", {"modes": {"repo_operation": Mode.ALL}}),
        ("/threshold Minutes OFF", "FOMC minutes: off", {"modes": {"minutes": Mode.OFF}}),
        (
            "/threshold reverse-repo-operation scored",
            "Reverse repo operations: by score",
            {"modes": {"reverse_repo_operation": Mode.SCORED}},
        ),
        ("/threshold@fedtide_test_bot 55", "By score: impact 55 or more.", {"impact": 55}),
        ("/threshold minutes digest", "FOMC minutes: in the digest", {"modes": {"minutes": Mode.DIGEST}}),
        (
            "/threshold repo_operation impact 40",
            "• Repo operations: by score (impact 40)",
            {"own": {"repo_operation": Thresholds(impact=40)}},
        ),
        ("/threshold repo 35", "• Repo operations: by score (impact 35)", {"own": {"repo_operation": Thresholds(impact=35)}}),
        ("/threshold repo impact chat", "• Repo operations: by score", {}),
    ],
)
async def test_typed_values_are_set(bot: Bot, typed: str, answer: str, changed: dict[str, Any]) -> None:
    await bot.ask(ANN, "/subscribe")
    assert (await bot.ask(ANN, typed)).text.split("\n\n")[0] == f"Saved.\n{answer}"
    assert bot.store.subscription(ANN) == Subscription(**{"chat_id": ANN, **changed})


async def test_chinese_words_are_taken_too(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    assert (await bot.ask(LI, "/threshold 方向 10")).text.split("\n\n")[0] == "已保存。\n按分数：影响达到20，并且方向（涨跌都算）达到10。"
    assert (await bot.ask(LI, "/threshold 回购 全部")).text.split("\n\n")[0] == "已保存。\n回购操作：全部"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/threshold 101", "101 won't do: impact takes a whole number from 0 to 100, for example /threshold impact 30"),
        ("/threshold -5", "-5 won't do: impact takes a whole number"),
        ("/threshold 12.5", "12.5 won't do: impact takes a whole number"),
        ("/threshold 30%", "30% won't do: impact takes a whole number"),
        ("/threshold direction", "Which number? direction takes a whole number from 0 to 100, for example /threshold direction 30"),
        ("/threshold loud <b>", "<b> won't do: loud takes a whole number"),
        ("/threshold repo_operation", "What of it? Write all, scored, digest or off, for example /threshold repo scored"),
        ("/threshold repo_operation 300", "300 won't do: a kind takes all, scored, digest or off (/threshold repo scored)"),
        ("/threshold minutes impact x", "x won't do: write a whole number from 0 to 100, or chat for what holds in the whole chat"),
        ("/threshold volume 3", "I don't know “volume”. You can set impact, direction or loud"),
        ("/threshold & <i>", "I don't know “&”. You can set"),
        ("/threshold direction 10 loud 30", "That is more than I can read at once."),
        ("/lang klingon", "I don't speak “klingon” yet. Choose one of these: /lang en (English) · /lang zh (简体中文)"),
        ("/latest gold", "I don't know the kind “gold”. Write /latest alone, or with one of: fomc, h41, minutes, schedule, desk"),
        ("/treshold 30", "I don't know /treshold. Did you mean /threshold?"),
        ("/foo", "I don't know /foo. /help lists everything I understand."),
        ("30", "To get alerts from impact 30 on, write /threshold 30"),
        ("hello there", "I tell what the Fed publishes. Ask for example “next FOMC?”"),
        ("/threshold " + "x" * 3000, "I don't know “" + "x" * 39 + "…”."),
    ],
)
async def test_wrong_input_gets_a_sentence_that_says_what_would_be_right(bot: Bot, typed: str, right: str) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    assert (await bot.ask(ANN, typed)).text.startswith(right)
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN)


@pytest.mark.parametrize("typed", ["/settings", "/threshold", "/threshold 30", "/threshold repo_operation all"])
async def test_settings_begin_with_a_subscription(bot: Bot, typed: str) -> None:
    answer = await bot.ask(ANN, typed)
    assert answer.text == "This chat is not subscribed yet; its settings begin with that."
    assert answer.labels == ["🔔 Subscribe"]


@pytest.mark.parametrize(
    "data", ["1:sub", "2:t:101:0:0", "2:t:-1:0:0", "2:k:gold:a:-:-:-", "1:mode:minutes:all", "2:l:fr", "x", "2:", "2:w:77", "2:m:77:0"]
)
async def test_old_and_forged_buttons_change_nothing(bot: Bot, data: str) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    page = await bot.ask(ANN, "/settings")
    toast = await bot.api.answer_of(bot.api.press_data(ANN, page.id, data))
    assert toast == "This button is out of date. /settings shows the ones that work."
    assert bot.store.subscription(ANN) == Subscription(chat_id=ANN)


async def test_a_button_from_before_stop_says_how_to_go_on(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    await bot.ask(ANN, "/stop")
    assert await bot.api.answer_of(bot.api.press(ANN, "25 ▶", message=page)) == "This chat is not subscribed. /subscribe starts it."
    assert bot.store.subscription(ANN) is None


async def test_a_page_that_was_deleted_comes_anew(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/settings")
    bot.api.fail("editMessageText", status=400, description="Bad Request: message to edit not found")
    bot.api.press(ANN, "Thresholds", message=page)
    assert (await bot.api.next_message(ANN, 2)).text.startswith("Thresholds")


async def test_a_button_pressed_long_ago_does_its_work_without_a_toast(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    bot.api.fail(
        "answerCallbackQuery", status=400, description="Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    bot.api.press(ANN, "25 ▶", message=page)
    await bot.api.until(lambda: "Impact 25" in page.labels)


async def test_a_photo_gets_a_sentence_too(bot: Bot) -> None:
    bot.api.say(ANN, "")
    assert (await bot.api.next_message(ANN)).text.startswith("I tell what the Fed publishes")


# --- looking back


async def test_latest_shows_the_latest_publication_in_the_chats_language(bot: Bot) -> None:
    assert (await bot.ask(ANN, "/latest")).text.startswith("Nothing of the kind has come out")
    a_publication(bot.store, "RP 103125 2", published_at=NOW - timedelta(hours=5))
    a_publication(bot.store, "RP 103125 3")
    assert (await bot.ask(ANN, "/latest")).text == "Repo 30 RP 103125 3"
    assert (await bot.ask(LI, "/latest")).text == "回购300 RP 103125 3"
    assert (await bot.ask(ANN, "/latest repo")).text == "Repo 30 RP 103125 3"
    assert (await bot.ask(ANN, "/latest reverse repo")).text.startswith("Nothing of the kind has come out")


async def test_why_explains_the_last_alert_of_this_chat(bot: Bot) -> None:
    assert (await bot.ask(ANN, "/why")).text.startswith("There is nothing to explain yet")
    bot.store.subscribe(Subscription(chat_id=ANN))
    a_publication(bot.store, "RP 103125 2", accepted_usd=20_000_000_000)
    bot.store.fan_out(NOW)
    [owed] = bot.store.due(NOW)
    assert bot.store.claim(owed.id, NOW, timedelta(minutes=1))
    bot.store.mark_sent(owed.id, 77, NOW)
    a_publication(bot.store, "RP 103125 3", accepted_usd=30_000_000_000, published_at=NOW)
    mine, latest = await bot.ask(ANN, "/why"), await bot.ask(BORIS, "/why")
    assert "20" in mine.text.splitlines()[0]
    assert "30" in latest.text.splitlines()[0]
    assert "Information, not advice." in mine.text
    assert "仅供参考" in (await bot.ask(LI, "/why")).text


async def test_help_lists_every_command(bot: Bot) -> None:
    text = (await bot.ask(ANN, "/help")).text
    assert [line.split(" – ")[0] for line in text.splitlines() if " – " in line] == [f"/{command.name}" for command in COMMANDS]
    assert "What is in the digest never makes a message of its own" in text
    assert "In a group" not in text


async def test_privacy_says_what_is_kept_and_how_to_delete_it(bot: Bot) -> None:
    text = (await bot.ask(ANN, "/privacy")).text
    assert "Never kept: names, contacts, what is written here" in text
    assert "/stop deletes all of it at once." in text
    assert "what was sent is forgotten after 180 days" in text


REPORT = a_report(
    sources=(
        SourceStatus(
            state=SourceState(source="fed.press_release", last_ok_at=NOW - timedelta(seconds=40), last_new_at=NOW - timedelta(hours=3)),
            is_overdue=False,
        ),
        SourceStatus(
            state=SourceState(
                source="fed.balance_sheet",
                last_ok_at=NOW - timedelta(hours=2),
                failures_in_a_row=4,
                last_error="fed.balance_sheet: <html> in place of H.4.1",
            ),
            is_overdue=False,
        ),
        SourceStatus(
            state=SourceState(source="nyfed.repo_operation", last_ok_at=NOW - timedelta(minutes=2), last_new_at=NOW - timedelta(days=6)),
            is_overdue=True,
        ),
        SourceStatus(state=SourceState(source="nyfed.reverse_repo_operation"), is_overdue=False),
    ),
    latencies=(
        Latency(
            source="nyfed.repo_operation",
            key="RP 103125 3",
            kind="repo_operation",
            published_at=datetime(2025, 10, 31, 17, 45, tzinfo=UTC),
            seen_at=datetime(2025, 10, 31, 17, 45, 21, tzinfo=UTC),
            queued_at=datetime(2025, 10, 31, 17, 45, 22, tzinfo=UTC),
            first_sent_at=datetime(2025, 10, 31, 17, 45, 24, tzinfo=UTC),
        ),
    ),
    deliveries=dict.fromkeys(DeliveryState, 0) | {DeliveryState.SENT: 12, DeliveryState.UNCERTAIN: 1},
)


async def test_status_tells_of_sources_and_speed_and_operators_more(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings(), REPORT)
    await start(bot.app)
    everyone, operator = (await bot.ask(ANN, "/status")).text, (await bot.ask(BORIS, "/status")).text
    await stop(bot.app)
    assert everyone.splitlines()[1].endswith("running for 5 hours")
    assert everyone.splitlines()[2:] == [
        "",
        "✅ Fed press releases: answered 40 seconds ago, last new 3 hours ago",
        "⚠️ Fed H.4.1: nothing readable for 2 hours, still trying",
        "⚠️ New York Fed repo: answered 2 minutes ago, last new 6 days ago",
        "⏳ New York Fed reverse repo: no answer yet",
        "",
        "From publication to the first chat:",
        "• Repo operations, 2025-10-31 17:45 UTC: seen after 21 seconds, queued after 22 seconds, sent after 24 seconds",
    ]
    assert "<html> in place of H.4.1" in operator
    assert operator.endswith("Subscriptions: 3\nDeliveries: 0 waiting, 0 under way, 12 sent, 1 uncertain, 0 expired, 0 refused")


# --- menus and languages


async def test_menus_and_descriptions_are_set_per_language_and_scope(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings())
    await start(bot.app)
    await bot.api.until(lambda: ("short_description", "zh") in bot.api.descriptions)
    scopes = {"all_private_chats", "all_group_chats", "all_chat_administrators"}
    assert set(bot.api.menus) == {(scope, code) for scope in scopes for code in ("", "en", "zh")}
    private = {c["command"]: c["description"] for c in bot.api.menus["all_private_chats", "zh"]}
    assert private["stop"] == "退订并删除设置"
    assert set(private) == {command.name for command in COMMANDS}
    assert "stop" not in {c["command"] for c in bot.api.menus["all_group_chats", "en"]}
    assert "stop" in {c["command"] for c in bot.api.menus["all_chat_administrators", "en"]}
    assert bot.api.descriptions["description", ""].startswith("I watch what the Federal Reserve publishes")
    await stop(bot.app)


async def test_a_language_is_kept_and_the_chats_menu_follows(bot: Bot) -> None:
    page = await bot.ask(ANN, "/lang")
    assert page.labels == ["✓ English", "简体中文", "繁體中文"]
    assert (await bot.ask(ANN, "/lang 中文")).text == "我在这里使用简体中文。"
    assert {c["description"] for c in bot.api.menus["chat:1001", ""]} >= {"全部命令"}
    assert (await bot.ask(ANN, "/subscribe")).text.startswith("✅ 已订阅。")
    assert (await bot.ask(ANN, "/lang zh-TW")).text == "我在這裡使用繁體中文。"


async def test_a_menu_that_cannot_be_set_stops_nothing(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    api.fail("setMyCommands", times=100, status=429, retry_after=40000)
    api.fail("setMyDescription", times=100, status=404, description="Not Found")
    bot = build(api, store, some_settings())
    await start(bot.app)
    assert (await bot.ask(ANN, "/start")).labels[0] == "🔔 Subscribe"
    await stop(bot.app)
    assert "the command menu or description could not be set" in caplog.text


# --- groups


async def test_a_group_that_takes_the_bot_in_is_greeted_and_its_admin_subscribes(bot: Bot) -> None:
    bot.api.member_update(GROUP, "left", "member", by=ADMIN)
    greeting = await bot.api.next_message(GROUP)
    assert greeting.text.startswith("Hello everybody!")
    assert greeting.labels == ["🔔 Subscribe"]
    refused = await bot.api.answer_of(bot.api.press(GROUP, "Subscribe", sender=MEMBER))
    assert refused == "Only administrators of this group can change its settings."
    assert bot.store.subscription(GROUP) is None
    assert await bot.press(GROUP, "Subscribe", sender=ADMIN) == "Subscribed"
    subscription = bot.store.subscription(GROUP)
    assert subscription is not None
    assert subscription.chat_type == "supergroup"


@pytest.mark.parametrize("typed", ["/subscribe", "/stop", "/threshold 50", "/lang zh"])
async def test_members_may_look_but_not_change(bot: Bot, typed: str) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    asked = len(bot.api.messages(GROUP))
    answer = await bot.ask(GROUP, typed, sender=MEMBER)
    assert answer.text == "Only administrators of this group can change its settings."
    assert answer.reply_to is not None
    assert bot.store.subscription(GROUP) == Subscription(chat_id=GROUP, chat_type="supergroup")
    assert asked == 0


@pytest.mark.parametrize("sender", [OWNER, ADMIN])
async def test_administrators_change_settings(bot: Bot, sender: int) -> None:
    await bot.ask(GROUP, "/subscribe", sender=sender)
    assert (await bot.ask(GROUP, "/threshold 50", sender=sender)).text.split("\n\n")[0] == "Saved.\nBy score: impact 50 or more."


async def test_an_anonymous_administrator_is_one(bot: Bot) -> None:
    answer = await bot.ask(GROUP, "/subscribe", sender=MEMBER, anonymous=True)
    assert answer.text.startswith("✅ Subscribed.")
    assert bot.api.calls("getChatMember") == []


async def test_rights_are_asked_for_once_a_minute(bot: Bot) -> None:
    for _ in range(3):
        await bot.ask(GROUP, "/subscribe", sender=ADMIN)
    assert len(bot.api.calls("getChatMember")) == 1
    bot.time.seconds += 61
    bot.api.chats[GROUP].members[ADMIN] = "member"
    assert (await bot.ask(GROUP, "/stop", sender=ADMIN)).text.startswith("Only administrators")


async def test_whoever_writes_as_a_channel_may_not(bot: Bot) -> None:
    bot.api.group(-1005, {}, chat_type="channel")
    answer = await bot.ask(GROUP, "/subscribe", sender=ADMIN, speaks_as=-1005)
    assert answer.text.startswith("Only administrators")


async def test_a_groups_menu_follows_its_language_until_it_stops(bot: Bot) -> None:
    await bot.ask(GROUP, "/subscribe", sender=ADMIN)
    assert (await bot.ask(GROUP, "/lang zh", sender=ADMIN)).text == "我在这里使用简体中文。"
    members = {c["command"] for c in bot.api.menus[f"chat:{GROUP}", ""]}
    admins = {c["command"] for c in bot.api.menus[f"chat_administrators:{GROUP}", ""]}
    assert admins - members == {"subscribe", "stop", "import"}
    await bot.ask(GROUP, "/stop", sender=ADMIN)
    assert [scope for scope, _ in bot.api.menus if str(GROUP) in scope] == []


async def test_a_stranger_may_not(bot: Bot) -> None:
    assert (await bot.ask(GROUP, "/stop", sender=4444)).text.startswith("Only administrators")


async def test_what_cannot_be_asked_is_not_allowed(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.api.fail("getChatMember", status=502, body=b"<html>")
    answer = await bot.ask(GROUP, "/subscribe", sender=ADMIN)
    assert answer.text == "Something went wrong on my side, not on yours. Please try again in a minute."
    assert bot.store.subscription(GROUP) is None
    assert "an answer failed: ServiceDown" in caplog.text


async def test_a_button_whose_rights_cannot_be_asked_says_so(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP))
    await bot.ask(GROUP, "/settings", sender=MEMBER)
    bot.api.fail("getChatMember", status=502, body=b"<html>")
    toast = await bot.api.answer_of(bot.api.press(GROUP, "Thresholds", sender=ADMIN))
    assert toast == "Something went wrong on my side, not on yours. Please try again in a minute."


async def test_in_a_group_only_commands_to_this_bot_are_answered(bot: Bot) -> None:
    for conversation in ("good morning", "/rules", "/rules@another_bot", "/help@another_bot"):
        bot.api.say(GROUP, conversation, sender=MEMBER)
    answer = await bot.ask(GROUP, "/rules@fedtide_test_bot", sender=MEMBER)
    assert answer.text.startswith("I don't know /rules@fedtide_test_bot.")
    assert len(bot.api.messages(GROUP)) == 1
    assert "In a group only administrators" in (await bot.ask(GROUP, "/help", sender=MEMBER)).text


async def test_a_group_that_removes_the_bot_is_closed(bot: Bot) -> None:
    await bot.ask(GROUP, "/subscribe", sender=ADMIN)
    bot.api.member_update(GROUP, "member", "kicked", by=OWNER)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 0)
    found = bot.store.subscription(GROUP)
    assert found is not None
    assert found.active is False


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(bot: Bot) -> None:
    old, new = -4001, -1009000004001
    bot.api.group(old, {ADMIN: "administrator"}, chat_type="group")
    await bot.ask(old, "/subscribe", sender=ADMIN)
    await bot.ask(old, "/threshold 40", sender=ADMIN)
    bot.api.migrate(old, new)
    await bot.api.until(lambda: bot.store.subscription(new))
    assert bot.store.subscription(old) is None
    assert (await bot.ask(new, "/settings", sender=MEMBER)).text.startswith("Settings")
    subscription = bot.store.subscription(new)
    assert subscription is not None
    assert (subscription.impact, subscription.chat_type) == (40, "supergroup")
    assert len(bot.api.messages(old)) == 2


async def test_channels_are_left_in_peace(bot: Bot) -> None:
    bot.api.group(-1005, {ADMIN: "administrator"}, chat_type="channel")
    bot.api.member_update(-1005, "left", "administrator", by=ADMIN)
    assert (await bot.ask(ANN, "/help")).text
    assert bot.api.messages(-1005) == []


# --- closed mode


async def test_a_closed_bot_names_the_chats_number_and_nothing_else(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings(FEDTIDE_ALLOWED_CHAT_IDS=str(ANN)))
    await start(bot.app)
    for typed in ("/start", "/subscribe", "/latest", "hello"):
        answer = await bot.ask(LI, typed)
        assert answer.html == "本机器人只对少数聊天开放。想要使用，请把本聊天的编号告诉管理者：<code>1002</code>"
    page = await bot.ask(ANN, "/start")
    assert page.labels[0] == "🔔 Subscribe"
    assert (await bot.ask(BORIS, "/start")).labels[0] == "🔔 Subscribe"
    toast = await api.answer_of(api.press_data(LI, bot.last(LI).id, "2:sub"))
    assert toast.endswith("1002")
    api.member_update(GROUP, "left", "member", by=ADMIN)
    assert (await api.next_message(GROUP)).text.endswith(str(GROUP))
    await stop(bot.app)
    assert store.count_subscriptions() == 0


# --- trouble


async def test_whoever_blocks_the_bot_while_it_answers_is_closed(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    bot.api.fail("sendMessage", chat_id=ANN, status=403, description="Forbidden: bot was blocked by the user")
    bot.api.say(ANN, "/help")
    await bot.api.until(lambda: bot.store.count_subscriptions() == 0)


async def test_answers_wait_when_telegram_says_so(bot: Bot) -> None:
    bot.api.fail("sendMessage", chat_id=ANN, status=429, retry_after=7)
    before = bot.time.seconds
    assert (await bot.ask(ANN, "/help")).text.startswith("What I understand")
    assert bot.time.seconds - before >= 7


async def test_a_wait_that_is_too_long_is_not_waited_for(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.api.fail("sendMessage", chat_id=GROUP, status=429, retry_after=5000)
    bot.api.say(GROUP, "/help", sender=MEMBER)
    await bot.api.until(lambda: "Flood control exceeded. Retry in 1:23:20" in caplog.text)
    bot.api.say(GROUP, "/help", sender=MEMBER)
    await bot.api.until(lambda: caplog.text.count("Flood control exceeded") == 2)
    assert len(bot.api.calls("sendMessage", GROUP)) == 1, "the second does not even ask"
    assert bot.api.messages(GROUP) == []
    assert (await bot.ask(ANN, "/help")).text.startswith("What I understand")
    assert bot.time.seconds < 60


async def test_a_chat_that_waits_holds_back_no_other_and_keeps_its_order(bot: Bot) -> None:
    gate = bot.api.hold("sendMessage", chat_id=ANN)
    bot.api.say(ANN, "/help")
    bot.api.say(ANN, "/privacy")
    assert (await bot.ask(LI, "/help")).text.startswith("我能听懂的命令")
    assert bot.api.messages(ANN) == []
    gate.open.set()
    await bot.api.until(lambda: len(bot.api.messages(ANN)) == 2)
    assert [m.text.split("\n")[0] for m in bot.api.messages(ANN)] == ["What I understand", "Privacy"]


async def test_the_start_waits_for_telegram(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    api.fail("getMe", times=3, status=502, body=b"<html>Bad Gateway</html>")
    bot = build(api, store, some_settings())
    await start(bot.app, sleep=bot.time.sleep)
    assert bot.time.seconds == 1 + 2 + 4
    assert (await bot.ask(ANN, "/start")).labels[0] == "🔔 Subscribe"
    await stop(bot.app)
    assert caplog.text.count("Telegram is not reachable") == 3


async def test_a_wrong_token_ends_the_start_and_is_not_shown(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bot = build(api, store, some_settings(), token="7000001:wrong-and-secret-half-of-a-token")
    with pytest.raises(TokenRejected, match="TELEGRAM_BOT_TOKEN") as caught:
        await start(bot.app)
    await stop(bot.app)
    assert "secret-half" not in f"{caplog.text}{caught.value!r}{bot.app!r}{bot.app.bot!r}"


async def test_a_start_that_is_given_up_leaves_nothing_open(api: BotApi, store: Store) -> None:
    gate = api.hold("getMe")
    bot = build(api, store, some_settings())
    starting = asyncio.create_task(start(bot.app))
    await gate.reached.wait()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await stop(bot.app)
    gc.collect()  # what were left open would warn now


async def test_a_second_program_with_the_same_token_is_named(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    description = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    api.fail("getUpdates", status=409, description=description)
    bot = build(api, store, some_settings())
    await start(bot.app)
    await api.until(lambda: "another program is running with this bot's token" in caplog.text)
    await stop(bot.app)


async def test_listening_goes_on_after_a_page_of_something_in_between(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.api.fail("getUpdates", status=401, body=b"<html>a proxy wants a password</html>")
    bot.api.say(ANN, "/help")
    await bot.api.until(lambda: "HTTP 401 in place of an answer" in caplog.text)
    assert (await bot.api.next_message(ANN)).text.startswith("What I understand")


async def test_stopping_finishes_what_was_heard(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings())
    await start(bot.app)
    gate = api.hold("sendMessage", chat_id=ANN)
    api.say(ANN, "/subscribe")
    await gate.reached.wait()
    gate.open.set()
    await stop(bot.app)
    assert store.count_subscriptions() == 1
    assert len(api.messages(ANN)) == 1


async def test_operators_are_told_and_a_closed_operator_chat_stops_nothing(bot: Bot) -> None:
    straight = make_straight(bot.app.bot)
    for chat_id in (4711, BORIS):
        await straight(chat_id, "fed.balance_sheet: <td> is gone")
    assert [m.text for m in bot.api.messages(BORIS)] == ["fed.balance_sheet: <td> is gone"]
