"""Chats that refuse: what passes is waited for, what lasts or is confirmed closes the chat, and rights given back open it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.chat.application import make_closed
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import DeliveryState, Subscription
from bot.store import Store
from tests.builders.chat_bot import ANN, BORIS, GROUP, LI, NOW, OWNER, Bot, a_publication
from tests.loopback.telegram import BotApi

CHANNEL = -1009000000003
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RIGHTS = "Bad Request: not enough rights to send text messages to the chat"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        for chat_id in (ANN, LI, BORIS):
            api.private(chat_id)
        api.group(GROUP, {OWNER: "creator"})
        api.channel(CHANNEL, "macro_news", {ANN: "creator", LI: "member"})
        yield api


async def deliver(bot: Bot, at: datetime) -> dict[str, int]:
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    send = make_send(bot.app.bot, now=lambda: at)
    return await drain(bot.store, send, limiter, now=lambda: at, closed=make_closed(bot.app))


async def set_up(bot: Bot) -> None:
    """Ann sets the channel up."""
    await bot.ask(ANN, "/settings @macro_news")
    await bot.press(ANN, "Subscribe")
    assert bot.store.subscription(CHANNEL) is not None


def told(bot: Bot, chat_id: int) -> list[str]:
    """What a chat was told of closed ones; operators by the outbox."""
    if chat_id == BORIS:
        return bot.notices()
    return [message.text for message in bot.api.messages(chat_id) if "any more" in message.text]


@pytest.mark.parametrize("description", [RIGHTS, "Bad Request: chat not found", "Forbidden: CHAT_WRITE_FORBIDDEN"])
async def test_a_refusal_of_an_hour_loses_nothing(bot: Bot, description: str) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    a_publication(bot.store)
    bot.api.fail("sendMessage", chat_id=GROUP, times=3, status=403 if description.startswith("F") else 400, description=description)
    ended = [await deliver(bot, NOW + after * MINUTE) for after in (0, 9, 10, 29, 30, 69, 70)]
    assert ended == [{"deferred": 1}, {}, {"deferred": 1}, {}, {"deferred": 1}, {}, {"sent": 1}]
    assert len(bot.api.messages(GROUP)) == 1
    assert bot.store.count_subscriptions() == 1
    assert told(bot, BORIS) == []


async def test_one_that_lasts_for_hours_closes_the_chat_and_is_told_once(bot: Bot) -> None:
    await set_up(bot)
    a_publication(bot.store)
    bot.api.chats[CHANNEL].may_post = False
    ended = [await deliver(bot, NOW + after * MINUTE) for after in (0, 10, 30, 70, 130, 190)]
    assert [one["deferred"] for one in ended] == [1, 1, 1, 1, 1, 0]
    assert ended[-1]["refused"] == 1
    assert bot.store.count_subscriptions() == 0
    await bot.noticed()
    await bot.api.until(lambda: told(bot, ANN))
    [to_ann], [to_boris] = told(bot, ANN), told(bot, BORIS)
    assert to_ann == (
        "I can't write to @macro_news any more: Need administrator rights in the channel chat. Its settings are kept. "
        "Once I am an administrator there who may post messages, I go on by myself."
    )
    assert to_boris == (
        f"Chat {CHANNEL} takes no messages any more: Need administrator rights in the channel chat. Its settings are kept; "
        "rights given back open it again."
    )


async def test_rights_that_are_taken_close_a_channel_at_once_and_given_back_open_it(bot: Bot) -> None:
    await set_up(bot)
    before = bot.store.subscription(CHANNEL)
    bot.api.member_update(CHANNEL, "administrator", "administrator", by=LI, may_post=False)
    await bot.noticed()
    await bot.api.until(lambda: told(bot, ANN))
    assert bot.store.count_subscriptions() == 0
    assert "the bot has no right to write there" in told(bot, ANN)[0]
    bot.api.member_update(CHANNEL, "administrator", "member", by=ANN)
    bot.api.member_update(CHANNEL, "member", "administrator", by=ANN)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 1)
    assert bot.store.subscription(CHANNEL) == before
    assert (len(told(bot, ANN)), len(told(bot, BORIS))) == (1, 1)
    a_publication(bot.store)
    assert (await deliver(bot, NOW))["sent"] == 2, "and the notice"
    assert "takes no messages any more" in bot.last(BORIS).text


async def test_a_channel_that_was_lost_and_is_back_goes_on_and_one_that_removed_the_bot_asks_anew(bot: Bot) -> None:
    await set_up(bot)
    a_publication(bot.store)
    bot.api.fail("sendMessage", chat_id=CHANNEL, status=403, description="Forbidden: bot is not a member of the channel chat")
    assert (await deliver(bot, NOW))["refused"] == 1
    await bot.noticed()
    await bot.api.until(lambda: told(bot, ANN))
    bot.api.member_update(CHANNEL, "left", "administrator", by=ANN)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 1)

    bot.api.member_update(CHANNEL, "administrator", "kicked", by=ANN)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 0)
    bot.api.member_update(CHANNEL, "kicked", "administrator", by=ANN)
    await bot.ask(LI, "/help")
    await bot.settled()
    assert bot.store.count_subscriptions() == 0
    assert (len(told(bot, ANN)), len(told(bot, BORIS))) == (1, 1)


async def test_a_group_that_silences_the_bot_is_closed_until_it_may_write_again(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    bot.api.member_update(GROUP, "member", "restricted", by=OWNER)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 0)
    await bot.noticed()
    bot.api.member_update(GROUP, "restricted", "member", by=OWNER)
    await bot.api.until(lambda: bot.store.count_subscriptions() == 1)


async def test_a_person_who_blocked_the_bot_is_closed_at_once_and_unblocking_asks_for_nothing(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    a_publication(bot.store)
    bot.api.fail("sendMessage", chat_id=ANN, status=403, description="Forbidden: bot was blocked by the user")
    assert await deliver(bot, NOW) == {"refused": 1}
    assert bot.store.count_subscriptions() == 0
    bot.api.member_update(ANN, "kicked", "member")
    await bot.ask(LI, "/help")
    await bot.settled()
    assert bot.store.count_subscriptions() == 0
    assert told(bot, BORIS) == []


async def test_an_answer_that_a_group_does_not_take_closes_nothing(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    bot.api.fail("sendMessage", chat_id=GROUP, times=2, status=400, description=RIGHTS)
    bot.api.say(GROUP, "/help", sender=OWNER)
    await bot.api.until(lambda: bot.api.calls("sendMessage", GROUP))
    await bot.settled()
    assert len(bot.api.calls("sendMessage", GROUP)) == 1, "no excuse where nothing can be said"
    assert bot.store.count_subscriptions() == 1


class TestStore:
    def test_a_message_that_was_sent_makes_earlier_refusals_void(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
        assert [store.note_refusal(GROUP, NOW + hours * HOUR) for hours in (0, 1)] == [(NOW, 1), (NOW, 2)]
        a_publication(store)
        store.fan_out(NOW)
        store.mark_sent(1, 10, NOW + 2 * HOUR)
        assert [store.note_refusal(GROUP, NOW + hours * HOUR) for hours in (3, 4)] == [(NOW + 3 * HOUR, 1), (NOW + 3 * HOUR, 2)]

    def test_closing_says_whether_the_chat_was_open_and_forgets_the_refusals(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
        store.note_refusal(GROUP, NOW)
        assert [store.close_chat(GROUP, "no rights"), store.close_chat(GROUP, "no rights"), store.close_chat(9, "x")] == [
            True,
            False,
            False,
        ]
        assert store.note_refusal(GROUP, NOW + HOUR) == (NOW + HOUR, 1)

    def test_a_topic_that_was_closed_as_a_topic_stays_closed(self, store: Store) -> None:
        for thread_id in (None, 7):
            store.subscribe(Subscription(chat_id=GROUP, thread_id=thread_id, chat_type="supergroup"))
        store.close_chat(GROUP, "topic closed", only_thread=7)
        store.close_chat(GROUP, "no rights", only_thread=0)
        assert store.reopen_chat(GROUP) is True
        assert [store.subscription(GROUP, thread_id).active for thread_id in (None, 7)] == [True, False]  # type: ignore[union-attr]
        assert store.reopen_chat(GROUP) is False

    def test_who_set_a_channel_up_is_forgotten_with_either(self, store: Store) -> None:
        for chat_id in (CHANNEL, ANN):
            store.subscribe(Subscription(chat_id=chat_id))
            store.remember_keeper(CHANNEL, LI)
            store.remember_keeper(CHANNEL, ANN)
            assert store.keeper_of(CHANNEL) == ANN
            store.unsubscribe(chat_id)
            assert store.keeper_of(CHANNEL) is None

    def test_what_was_refused_counts_as_such(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
        a_publication(store)
        store.fan_out(NOW)
        store.close_chat(GROUP, "no rights")
        assert store.counts()[DeliveryState.REFUSED] == 1
