"""Slow answers: they say that they come, and hold up nobody, not even the chat that asked."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.aside import Aside
from bot.chat.conversation import Services
from tests.builders.chat_bot import ANN, BORIS, LI, Bot
from tests.loopback.telegram import BotApi

COMING = "This takes a moment and comes by itself. You can go on meanwhile."


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.private(BORIS, name="Boris", language_code="fr")
        yield api


def slow(bot: Bot, name: str, patience: float = 0.01) -> tuple[threading.Event, list[int]]:
    """Let one of the services wait for the event that is given, and note how often it was asked."""
    services: Services = bot.app.bot_data["services"]
    real: Callable[..., Any] = getattr(services, name)
    gate, asked = threading.Event(), list[int]()

    def waits(*given: Any) -> Any:
        asked.append(1)
        assert gate.wait(10)
        return real(*given)

    changes: dict[str, Any] = {name: waits, "aside": Aside(patience)}
    bot.app.bot_data["services"] = replace(services, **changes)
    return gate, asked


async def test_the_record_comes_later_and_the_chat_goes_on(bot: Bot) -> None:
    gate, asked = slow(bot, "track_record")
    assert (await bot.ask(ANN, "/record")).text == COMING
    assert (await bot.ask(ANN, "/record")).text == COMING
    assert (await bot.ask(LI, "/record")).text == "需要一点时间，算好后自动发来，您可以先做别的。"
    assert (await bot.ask(BORIS, "/record")).text == COMING
    assert (await bot.ask(ANN, "/privacy")).text.startswith("Privacy")
    assert (await bot.ask(LI, "/help")).text.startswith("我能听懂的命令")
    seen = {chat_id: len(bot.api.messages(chat_id)) for chat_id in (ANN, LI, BORIS)}
    gate.set()
    for chat_id, count in seen.items():
        assert (await bot.api.next_message(chat_id, count)).labels != []
    assert len(asked) == 3
    assert len(bot.api.messages(ANN)) == seen[ANN] + 1


async def test_claims_and_pictures_too(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = await bot.ask(ANN, "/claims")
    gate, _ = slow(bot, "picture")
    seen = len(bot.api.messages(ANN))
    assert await bot.api.answer_of(bot.api.press(ANN, "FOMC days", message=page)) == "I'm drawing it …"
    assert (await bot.api.next_message(ANN, seen)).text == COMING
    assert (await bot.ask(ANN, "/claims correlation-60d")).text != COMING
    gate.set()
    await bot.api.until(lambda: "I can't draw this yet" in bot.last(ANN).text)


async def test_a_quick_answer_says_nothing_of_that(bot: Bot) -> None:
    assert COMING not in (await bot.ask(ANN, "/record")).text


async def test_what_fails_late_says_so(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    services: Services = bot.app.bot_data["services"]
    gate = threading.Event()

    def fails() -> Any:
        gate.wait(10)
        raise RuntimeError("no")

    bot.app.bot_data["services"] = replace(services, track_record=fails, aside=Aside(0.01))
    assert (await bot.ask(ANN, "/record")).text == COMING
    with caplog.at_level(logging.ERROR):
        seen = len(bot.api.messages(ANN))
        gate.set()
        assert (await bot.api.next_message(ANN, seen)).text.startswith("Something went wrong on my side")
    assert "a slow answer failed: RuntimeError" in caplog.text


async def test_what_is_not_finished_ends_with_the_program() -> None:
    aside, gate = Aside(0.01), threading.Event()
    said: list[str] = []

    async def say(text: str) -> None:
        said.append(text)

    await aside.answer("one", lambda: gate.wait(10), lambda _: say("there"), soon=lambda: say("soon"), sorry=lambda: say("sorry"))
    aside.close()
    gate.set()
    await asyncio.sleep(0)
    assert said == ["soon"]
