"""Too much at once, on the loopback: one person's flood, many who press the same, and what Telegram says about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.chat.order import WAITING
from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import Subscription
from bot.store import open_store
from tests.builders.chat_bot import ANN, BORIS, GROUP, LI, MEMBER, OWNER, Bot, a_publication
from tests.loopback.telegram import BotApi

TOO_FAST = "That was more at once than I can answer"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        for chat_id in (ANN, LI, BORIS):
            api.private(chat_id)
        api.group(GROUP, {OWNER: "creator", MEMBER: "member"} | dict.fromkeys(range(3000, 3040), "member"))
        yield api


async def deliver(bot: Bot, limiter: Limiter | None = None) -> dict[str, int]:
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    limiter = limiter or Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    return await drain(bot.store, send, limiter, now=bot.time.now)


async def test_two_hundred_messages_of_one_person_make_nobody_else_wait(bot: Bot) -> None:
    """Nobody: while not even the first of them is answered, another chat has its answer and a third its alert."""
    bot.store.subscribe(Subscription(chat_id=BORIS))
    gate = bot.api.hold("sendMessage", chat_id=ANN)
    for _ in range(200):
        bot.api.say(ANN, "/help")
    assert "English" in (await bot.ask(LI, "/lang")).text
    a_publication(bot.store)
    assert await deliver(bot) == {"sent": 1}
    assert bot.api.messages(ANN) == []
    gate.open.set()
    await bot.settled()
    texts = [message.text for message in bot.api.messages(ANN)]
    assert len(texts) == 1 + WAITING + 1
    assert [text.startswith(TOO_FAST) for text in texts] == [False] * (1 + WAITING) + [True]
    assert (await bot.ask(ANN, "/privacy")).text.startswith("Privacy")


async def test_a_flood_of_presses_ends_with_a_word_on_the_button(bot: Bot) -> None:
    await bot.ask(ANN, "/start")
    gate = bot.api.hold("answerCallbackQuery")
    queries = [bot.api.press(ANN, "Subscribe") for _ in range(30)]
    await gate.reached.wait()
    gate.open.set()
    await bot.settled()
    told = [bot.api.answers[query].get("text", "") for query in queries if query in bot.api.answers]
    assert [text.startswith(TOO_FAST) for text in told] == [False] * (1 + WAITING) + [True]


async def test_why_pressed_by_forty_is_answered_once_an_event_and_chat(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    for key in ("RP 103125 3", "RP 103125 4"):
        a_publication(bot.store, key)
        await deliver(bot)
    first, second = bot.api.messages(GROUP)
    queries = [bot.api.press(GROUP, "Why", message=first, sender=3000 + number) for number in range(40)]
    toasts = [await bot.api.answer_of(query) for query in queries]
    await bot.settled()
    assert toasts == ["", *["I have just said it: see above."] * 39]
    assert len(bot.api.messages(GROUP)) == 3
    await bot.api.answer_of(bot.api.press(GROUP, "Why", message=second, sender=3001))
    await bot.settled()
    assert len(bot.api.messages(GROUP)) == 4
    bot.time.seconds += 3601
    await bot.api.answer_of(bot.api.press(GROUP, "Why", message=first, sender=3002))
    await bot.settled()
    assert len(bot.api.messages(GROUP)) == 5


async def test_why_whose_answer_did_not_get_there_may_be_pressed_again(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    a_publication(bot.store)
    await deliver(bot)
    bot.api.fail("sendMessage", chat_id=ANN, status=502, body=b"<html>")
    await bot.api.answer_of(bot.api.press(ANN, "Why"))
    await bot.settled()
    assert await bot.api.answer_of(bot.api.press(ANN, "Why")) == ""
    await bot.settled()
    assert len(bot.api.messages(ANN)) == 2


async def test_a_flood_wait_of_one_chat_is_its_own(bot: Bot) -> None:
    for chat_id in (ANN, LI):
        bot.store.subscribe(Subscription(chat_id=chat_id))
    a_publication(bot.store)
    bot.api.fail("sendMessage", chat_id=ANN, times=1000, status=429, retry_after=148)
    bot.api.say(ANN, "/help")
    assert await deliver(bot) == {"sent": 1, "deferred": 1}
    assert [len(bot.api.messages(chat_id)) for chat_id in (ANN, LI)] == [0, 1]
    assert (await bot.ask(BORIS, "/help")).text
    assert bot.time.seconds < 10


async def test_flood_waits_of_two_chats_hold_everybody_for_as_long_as_told_also_over_a_restart(bot: Bot, url: str) -> None:
    for chat_id in (ANN, LI, BORIS):
        bot.store.subscribe(Subscription(chat_id=chat_id))
    a_publication(bot.store)
    for chat_id in (ANN, LI):
        bot.api.fail("sendMessage", chat_id=chat_id, status=429, retry_after=40)
    stop = asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds > 30:
            stop.set()
            await asyncio.Event().wait()
        await bot.time.sleep(seconds)

    limiter = Limiter(1, clock=bot.time.clock, now=bot.time.now, sleep=sleep)
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    assert await drain(bot.store, send, limiter, now=bot.time.now, at_once=1, stop=stop) == {"deferred": 2, "skipped": 1}
    held_until = bot.time.now() + timedelta(seconds=40)
    again = open_store(url)
    try:
        assert again.due(held_until - timedelta(seconds=1)) == []
        assert [d.chat_id for d in again.due(held_until)] == [ANN, LI, BORIS]
    finally:
        again.close()


async def test_in_a_busy_group_an_alert_goes_before_the_answers_that_wait(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    limiter = bot.app.bot.rate_limiter.limiter  # the one that answers wait in
    for number in range(15):
        await bot.ask(GROUP, "/help", sender=3000 + number)
    assert limiter.wait_of(GROUP, True, -1) > 40, "answers have had their share of this minute"
    before = bot.time.seconds
    a_publication(bot.store)
    assert await deliver(bot, limiter) == {"sent": 1}
    assert bot.time.seconds - before <= 1.0
