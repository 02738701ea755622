"""The glossary in the chat: in private, in a group by every member, in the reader's language, hostile names as text alone."""

from collections.abc import AsyncIterator

import pytest

from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, Bot
from tests.loopback.telegram import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


async def test_a_term_is_explained_in_the_readers_language_and_a_neighbour_leads_there(bot: Bot) -> None:
    said = (await bot.ask(ANN, "/term 缩表")).text.splitlines()
    assert said[0] == "Quantitative tightening (QT)"
    assert len(said) == 3
    assert (await bot.ask(LI, "/term QT")).text.startswith("缩表（QT、Quantitative tightening）\n")
    assert (await bot.ask(LI, "/term")).text.startswith("我能解释的术语，例如 /term 缩表：")
    near = (await bot.ask(ANN, "/term quantative tightning")).text
    assert near == "I have no term “quantative tightning”. Did you mean one of these? /term QT"
    assert (await bot.ask(ANN, near.partition("? ")[2])).text.splitlines() == said


async def test_in_a_group_every_member_may_ask_and_nobody_posts_a_link(bot: Bot) -> None:
    assert (await bot.ask(GROUP, "/term stablecoin", sender=MEMBER)).text.startswith("Stablecoin reserves\n")
    answer = await bot.ask(GROUP, "/term https://evil.example <b>QT</b>", sender=MEMBER)
    assert "<b>" not in answer.html
    assert "evil.example" not in answer.html
