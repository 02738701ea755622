"""Whatever is typed or pressed is answered, and Telegram takes it; no answer carries somebody's link, no forgery changes anything."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.answers.commands import COMMANDS
from bot.chat.application import listen, stop
from bot.model import Subscription
from bot.store import Store
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, Bot, build, some_settings
from tests.hostile.autolinks import autolinks
from tests.hostile.corpus import LINKS, PRESSES, TEXTS
from tests.loopback.telegram import BotApi

CHANNEL, UNLISTED = -1001234567890, -1001234567891


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.channel(CHANNEL, "macro_news", {ANN: "creator"})
        api.channel(UNLISTED, "other_news", {ANN: "creator"})
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


NOT_TYPED = frozenset({"stop", "subscribe", "export", "import"})
"""These say more than what was typed: an export is code, and the others begin or end something."""


async def test_whatever_is_typed_is_answered_and_no_link_comes_back(bot: Bot) -> None:
    names = [command.name for command in COMMANDS if command.name not in NOT_TYPED]
    said = [f"/{names[number % len(names)]} {text}" for number, text in enumerate(TEXTS)]
    said += [f"/threshold {text}" for text in LINKS] + [f"/watch {text}" for text in LINKS]
    for text in (one.encode("utf-8", "replace").decode()[:4096] for one in said):
        answer = await bot.ask(ANN, text)
        assert "went wrong" not in answer.text, text[:60]
        assert [link for link in autolinks(answer.html) if link[0] not in "/@" and "/" not in link.removesuffix("//")] == [], text[:60]
    assert bot.store.subscription(ANN) is None


async def test_a_forged_press_gets_a_word_and_changes_nothing(bot: Bot) -> None:
    mine = bot.store.subscribe(Subscription(chat_id=ANN))
    page = await bot.ask(ANN, "/settings")
    for data in PRESSES:
        toast = await bot.api.answer_of(bot.api.press_data(ANN, page.id, data))
        assert toast == "This button is out of date. /settings shows the ones that work.", data
    assert bot.store.subscription(ANN) == mine
    assert bot.store.count_subscriptions() == 1


@pytest.mark.parametrize("data", ["2:sub", "2:T:0:0:0", "2:D:1", "2a:go:1", "", "x"])
async def test_a_press_on_a_message_that_went_through_another_chat_is_answered(bot: Bot, data: str) -> None:
    assert await bot.api.answer_of(bot.api.press_inline(ANN, data)) == "This button is out of date. /settings shows the ones that work."
    assert (await bot.api.answer_of(bot.api.press_inline(LI, data))).startswith("这个按钮")
    assert bot.store.count_subscriptions() == 0


async def test_in_closed_mode_who_is_let_in_lets_no_channel_in(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings(FEDTIDE_ALLOWED_CHAT_IDS=f"{ANN},{CHANNEL}"))
    await listen(bot.app)
    for typed in ("/subscribe @other_news", "/settings @other_news", f"/watch {UNLISTED} impact >= 1", "/lang @other_news zh"):
        assert (await bot.ask(ANN, typed)).text.endswith(str(UNLISTED))
    page = await bot.ask(ANN, "/subscribe @macro_news")
    for data in (f"2:sub@{UNLISTED}", f"2:l:zh-Hans@{UNLISTED}", f"2:T:0:0:0@{UNLISTED}", f"2:s:24@{UNLISTED}"):
        assert (await api.answer_of(api.press_data(ANN, page.id, data))).endswith(str(UNLISTED))
    await stop(bot.app)
    assert store.subscription(CHANNEL) is not None
    assert store.subscription(UNLISTED) is None
    assert store.chat_lang(UNLISTED) is None


async def test_in_a_group_nobody_has_the_bot_post_a_link_or_call_a_name(bot: Bot) -> None:
    for text in LINKS:
        if not text.startswith("/"):
            answer = await bot.ask(GROUP, f"/threshold {text}", sender=MEMBER)
            assert [link for link in autolinks(answer.html) if "/t" not in link] == [], text[:60]
