"""Every handler that the application has, and every button that any of its keyboards can show, in each language.

Nothing is listed by hand: handlers are taken from the application, commands from its handlers, buttons from the messages that come.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from telegram.ext import CommandHandler

from bot.chat.answers.buttons import ACTIONS
from bot.chat.pages.under import make_under
from bot.chat.presses import FORMS, Press, data_of, read_press
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.timed import queue_due
from bot.i18n import texts
from bot.model import LANGUAGES
from bot.polling.compose import compose
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, NOW, Bot, a_publication
from tests.golden.scenes import SCENES
from tests.loopback.telegram import BotApi, Message

READERS_OF = {"en": ANN, "zh-Hans": LI, "zh-Hant": LI}
FORUM, NEWS = -1009000000077, 11
CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator"})
        api.forum(FORUM, {ADMIN: "administrator"}, (NEWS,))
        yield api


def commands_of(bot: Bot) -> list[str]:
    """The commands that the application answers."""
    handlers = [handler for group in bot.app.handlers.values() for handler in group]
    return sorted(name for handler in handlers if isinstance(handler, CommandHandler) for name in handler.commands)


def shape(data: str) -> str:
    """A button apart from the numbers in it: one of each is pressed."""
    words = data.split(":")
    if words[1] in ("k", "K"):
        words[4:] = ["*"]
    return re.sub(r"\d+", "#", ":".join(words)) if words[1] not in ("s", "r", "q", "c") else ":".join(words[:2] + words[-1:])


class Explorer:
    """Presses every button that comes into sight, one of each shape, and keeps what came of it."""

    def __init__(self, bot: Bot, chat_id: int) -> None:
        self.bot, self.chat_id = bot, chat_id
        self.pressed: dict[str, str] = {}
        self.waiting: list[tuple[int, str]] = []

    def look(self) -> None:
        """Note the buttons in sight whose like was not pressed; those that end something come last."""
        for message in self.bot.api.messages(self.chat_id):
            for button in (button for row in message.keyboard for button in row):
                data = button["callback_data"]
                if shape(data) not in self.pressed and all(shape(data) != shape(other) for _, other in self.waiting):
                    self.waiting.append((message.id, data))
        self.waiting.sort(key=lambda one: one[1].split(":")[1] in ("D", "l"))

    async def press_everything(self) -> None:
        """Go on until nothing new comes into sight."""
        self.look()
        while self.waiting:
            message_id, data = self.waiting.pop(0)
            self.pressed[shape(data)] = await self.bot.api.answer_of(self.bot.api.press_data(self.chat_id, message_id, data))
            await self.bot.settled()
            self.look()


async def a_night(bot: Bot, chat_id: int) -> None:
    """A decision and an operation that wait for the chat to wake, and the message that tells of both."""
    chat = bot.store.subscription(chat_id)
    assert chat is not None
    bot.store.update(replace(chat, snoozed_until=NOW + timedelta(hours=1)))
    scene = SCENES["fomc-2025-10-29"]
    decision = replace(scene.event, published_at=NOW - timedelta(minutes=5))
    said = {lang: f"FOMC {lang}" for lang in LANGUAGES}
    bot.store.commit(decision, scene.assessment, compose(decision, scene.assessment, said, now=NOW), NOW, texts=said)
    a_publication(bot.store, "RP 103125 9")
    bot.store.fan_out(NOW)
    bot.store.hold_back(NOW)
    bot.store.update(replace(chat, snoozed_until=None))
    queue_due(bot.store, frozenset(), NOW + timedelta(minutes=1))
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    await drain(bot.store, make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store)), limiter, now=bot.time.now)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_button_that_can_be_shown_does_something(bot: Bot, lang: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    chat_id = READERS_OF[lang]
    out_of_date = texts("chat", lang).t("This button is out of date. /settings shows the ones that work.")
    a_publication(bot.store, day_accepted_usd=50_000_000_000)
    await bot.ask(chat_id, f"/lang {lang}")
    await bot.ask(chat_id, "/start")
    await bot.ask(chat_id, "/subscribe")
    await a_night(bot, chat_id)
    await bot.ask(chat_id, "/watch impact >= 60")
    await bot.ask(chat_id, "/quiet 23-7")
    for name in commands_of(bot):
        if name != "stop":
            await bot.ask(chat_id, f"/{name}")
    explorer = Explorer(bot, chat_id)
    await explorer.press_everything()
    assert {name.split(":")[1] for name in explorer.pressed} == set(FORMS)
    assert len(explorer.pressed) > 120
    assert [name for name, toast in explorer.pressed.items() if toast == out_of_date] == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_every_meaning_of_a_button_has_its_action() -> None:
    assert set(ACTIONS) == set(get_args(Press))


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_page_is_in_the_chats_language(bot: Bot, lang: str) -> None:
    """Whatever comes, to any command or button, has words in the reader's language and none that were left in English."""
    chat_id = READERS_OF[lang]
    await bot.ask(chat_id, f"/lang {lang}")
    await bot.ask(chat_id, "/subscribe")
    seen: list[Message] = [await bot.ask(chat_id, f"/{name}") for name in commands_of(bot) if name not in ("stop", "lang", "latest")]
    for message in seen:
        assert bool(CJK.search(re.sub("(繁體)?中文", "", message.text))) is (lang != "en"), message.text
    labels = {
        label for message in seen for label in message.labels if "English" not in label and not re.fullmatch(r"[\W\d]*|✓? ?UTC", label)
    }
    assert [label for label in labels if bool(CJK.search(label)) is not (lang != "en") and "FOMC" not in label] == []


async def test_every_handler_of_the_application_is_reached(bot: Bot) -> None:
    reached: list[Any] = []

    def noting(handler: Any) -> Callable[[Any, Any], Awaitable[Any]]:
        inner = handler.callback

        async def callback(update: Any, context: Any) -> Any:
            reached.append(handler)
            return await inner(update, context)

        return callback

    handlers = [handler for group in bot.app.handlers.values() for handler in group]
    for handler in handlers:
        handler.callback = noting(handler)
    for name in commands_of(bot):
        await bot.ask(ANN, f"/{name}")
    await bot.ask(ANN, "good morning")
    await bot.press(ANN, "Thresholds", message=await bot.ask(ANN, "/settings"))
    bot.api.member_update(GROUP, "left", "member", by=ADMIN)
    bot.api.migrate(GROUP, -1009000004001)
    bot.api.reopen(FORUM, NEWS)
    await bot.api.until(lambda: len({id(handler) for handler in reached}) == len(handlers))
    assert len(handlers) == len(commands_of(bot)) + 5


def test_what_a_button_says_is_what_is_read() -> None:
    assert read_press(data_of(get_args(Press)[0]())) == (get_args(Press)[0](), None)
