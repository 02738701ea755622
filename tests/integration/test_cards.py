"""The pinned card: one message a chat, edited as its figures change, wherever it lives and whatever becomes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.application import cards_of
from bot.delivery.cards import CARD
from bot.delivery.limiter import ANSWER
from bot.store import Card
from tests.builders import september
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot
from tests.loopback.telegram import BotApi, Message

ON_BOTH = True
FORUM, CHANNEL, NEWS = -1009000000077, -1001234567890, 11
NEW = -1009000000099
PINNED = "📌 The card is pinned. I edit it after each publication; no new message comes of it. /card off removes it."


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        api.forum(FORUM, {ADMIN: "administrator", MEMBER: "member"}, (NEWS,))
        api.channel(CHANNEL, "macro_news", {ANN: "creator"})
        yield api


def published(bot: Bot, total: int = 6_748_000_000_000, week: int = 0) -> None:
    """A balance sheet of this week or of one to come, with this total."""
    sheet = september.sheets()[-1]
    day = NOW.date() - timedelta(days=2 - 7 * week)
    fresh = replace(sheet, key=day.isoformat(), as_of=day, published_at=NOW - timedelta(hours=2 - week), total_assets_usd=total)
    bot.store.add_past([fresh], NOW, replace=True)


async def turned_on(bot: Bot, chat_id: int, words: str = "/card on", **how: object) -> Message:
    """Subscribe and turn the card on; gives the card."""
    published(bot)
    await bot.ask(chat_id, words.replace("/card on", "/subscribe"), **how)
    before = len(bot.api.messages(chat_id))
    bot.api.say(chat_id, words, **how)
    await bot.api.next_message(chat_id, before + 1)
    return bot.api.messages(chat_id)[before]


async def later(bot: Bot, **span: float) -> None:
    """Let time pass, and look once."""
    bot.time.seconds += timedelta(**span).total_seconds()
    await cards_of(bot.app).round()


def kept(bot: Bot, chat_id: int, thread_id: int | None = None) -> Card:
    found = bot.store.card(chat_id, thread_id)
    assert found is not None
    return found


async def test_the_card_is_posted_and_pinned_without_a_sound(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    assert "Fed balance sheet to 29 Oct: $6.748tn" in card.text
    assert card.silent
    assert len(card.text.splitlines()) <= 14
    [pin] = bot.api.calls("pinChatMessage")
    assert pin.params == {"chat_id": ANN, "message_id": card.id, "disable_notification": True}
    assert bot.api.chats[ANN].pinned == [card.id]
    assert bot.last(ANN).text == PINNED


async def test_it_is_edited_after_a_publication_and_no_new_message_comes(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    count = len(bot.api.messages(ANN))
    published(bot, 6_800_000_000_000, week=1)
    await later(bot, minutes=5)
    assert "Fed balance sheet to 5 Nov: $6.800tn" in card.text
    assert len(bot.api.messages(ANN)) == count
    await later(bot, minutes=5)
    assert len(bot.api.calls("editMessageText", ANN)) == 1  # nothing new, nothing asked
    assert len(bot.api.calls("pinChatMessage")) == 1


async def test_what_is_published_together_is_one_edit(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    for n in range(1, 6):
        published(bot, 6_800_000_000_000 + n * 10**9, week=1)
        await later(bot, seconds=20)
    assert card.versions == []
    await later(bot, minutes=3)
    assert "$6.805tn" in card.text
    assert len(card.versions) == 1


async def test_chinese_has_its_own_card_and_its_own_words(bot: Bot) -> None:
    card = await turned_on(bot, LI)
    assert "美联储总资产6.75万亿美元（10月29日）" in card.text
    assert not any(word in card.text for word in ("Next", "Last", "edited", "as of"))
    assert bot.last(LI).text == "📌 卡片已置顶。有新数据公布就在原消息上更新，不另发消息。发送 /card off 可移除。"


async def test_a_change_of_language_or_clock_shows_in_the_card(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    await bot.ask(ANN, "/lang zh-Hans")
    await later(bot, minutes=5)
    assert card.text.startswith("【")
    await bot.ask(ANN, "/timezone Asia/Tokyo")
    await later(bot, minutes=5)
    assert "数据截至Tokyo时间11月1日01:00" in card.text


async def test_in_a_group_only_its_administrators_turn_it_on(bot: Bot) -> None:
    await bot.ask(GROUP, "/subscribe", sender=ADMIN)
    refused = await bot.ask(GROUP, "/card on", sender=MEMBER)
    assert refused.text == "Only administrators of this group can change its settings."
    card = await turned_on(bot, GROUP, sender=ADMIN)
    assert bot.api.chats[GROUP].pinned == [card.id]


async def test_where_the_bot_may_not_pin_it_says_so_and_keeps_the_card(bot: Bot) -> None:
    bot.api.chats[GROUP].may_pin = False
    card = await turned_on(bot, GROUP, sender=ADMIN)
    assert bot.last(GROUP).text.startswith("The card is there, but I may not pin here.")
    published(bot, 6_800_000_000_000, week=1)
    await later(bot, minutes=5)
    assert "$6.800tn" in card.text
    assert (await bot.ask(GROUP, "/card", sender=ADMIN)).text.splitlines()[1] == "Pinned card: kept up to date, but I may not pin here"
    bot.api.chats[GROUP].may_pin = True
    assert (await bot.ask(GROUP, "/card on", sender=ADMIN)).text == PINNED
    assert bot.api.chats[GROUP].pinned == [card.id]


async def test_a_topic_and_a_channel_have_their_own(bot: Bot) -> None:
    topic = await turned_on(bot, FORUM, sender=ADMIN, thread_id=NEWS)
    assert topic.thread_id == NEWS
    published(bot)
    await bot.ask(ANN, "/subscribe @macro_news")
    assert (await bot.ask(ANN, "/card @macro_news on")).text == PINNED
    [card] = bot.api.messages(CHANNEL)
    assert "Fed balance sheet to 29 Oct" in card.text
    assert bot.api.chats[CHANNEL].pinned == [card.id]


async def test_a_card_that_was_deleted_is_posted_once_more_and_then_turned_off(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    bot.api.remove(ANN, card.id)
    published(bot, 6_800_000_000_000, week=1)
    await later(bot, minutes=5)
    second = bot.last(ANN)
    assert "$6.800tn" in second.text
    assert bot.api.chats[ANN].pinned == [second.id]
    bot.api.remove(ANN, second.id)
    published(bot, 6_810_000_000_000, week=1)
    await later(bot, minutes=5)
    assert bot.last(ANN).text == "The pinned card was deleted twice, so I have turned it off. /card on brings it back."
    assert bot.store.card(ANN) is None
    await later(bot, hours=1)
    assert len(bot.api.messages(ANN)) == 3
    assert (await bot.ask(ANN, "/card on")).text


async def test_one_that_lasted_a_week_is_posted_again(bot: Bot) -> None:
    """Chats that delete everything after a while keep their card."""
    card = await turned_on(bot, ANN)
    for week in (1, 2, 3):
        bot.api.remove(ANN, card.id)
        published(bot, 6_800_000_000_000 + week * 10**9, week)
        await later(bot, days=7, minutes=1)
        card = bot.last(ANN)
        assert bot.api.chats[ANN].pinned == [card.id]


async def test_of_a_channels_card_that_was_deleted_twice_its_keeper_is_told(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe @macro_news")
    published(bot)
    await bot.ask(ANN, "/card @macro_news on")
    for n in (1, 2):
        bot.api.remove(CHANNEL, bot.last(CHANNEL).id)
        published(bot, 6_800_000_000_000 + n * 10**9, week=1)
        await later(bot, minutes=5)
    assert bot.api.messages(CHANNEL) == []
    assert bot.last(ANN).text == f"The pinned card of the channel {CHANNEL} was deleted twice, so I have turned it off."


async def test_off_removes_it_and_stop_too(bot: Bot) -> None:
    for chat_id, words, said in ((ANN, "/card off", "The card is off."), (LI, "/stop", "已退订")):
        card = await turned_on(bot, chat_id)
        bot.api.say(chat_id, words)
        await bot.api.until(lambda: bot.last(chat_id).text.startswith(said))  # noqa: B023
        assert card not in bot.api.messages(chat_id)
        assert bot.api.chats[chat_id].pinned == []
        assert bot.store.card(chat_id) is None
    assert (await bot.ask(ANN, "/card")).text.splitlines()[1] == "Pinned card: none"


async def test_an_old_card_cannot_be_deleted_so_it_is_unpinned_and_says_that_it_is_over(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    card.is_old = True
    assert (await bot.ask(ANN, "/card off")).text == "The card is off."
    assert card.text == "This card has been turned off: its figures are no longer kept up to date."
    assert bot.api.chats[ANN].pinned == []


async def test_a_button_turns_it_on_and_off(bot: Bot) -> None:
    published(bot)
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/settings")
    await bot.press(ANN, "Pinned card")
    await bot.press(ANN, "Pin a card")
    [page, card] = bot.api.messages(ANN)[-2:]
    assert page.text.splitlines()[1] == PINNED
    assert bot.api.chats[ANN].pinned == [card.id]
    await bot.press(ANN, "Remove the card", message=page)
    assert page.text.splitlines()[1] == "The card is off."
    assert bot.api.chats[ANN].pinned == []


async def test_a_group_that_becomes_a_supergroup_gets_its_card_there(bot: Bot) -> None:
    await turned_on(bot, GROUP, sender=ADMIN)
    bot.api.migrate(GROUP, NEW)
    published(bot, 6_800_000_000_000, week=1)
    await later(bot, minutes=5)  # the edit is told of the new number, where nobody has heard of it yet
    await later(bot, minutes=5)
    [card] = bot.api.messages(NEW)
    assert "$6.800tn" in card.text
    assert bot.api.chats[NEW].pinned == [card.id]


async def test_a_chat_that_shut_us_out_is_closed_and_its_card_goes_on_when_it_returns(bot: Bot) -> None:
    card = await turned_on(bot, ANN)
    bot.api.chats[ANN].shut = "Forbidden: bot was blocked by the user"
    published(bot, 6_800_000_000_000, week=1)
    await later(bot, minutes=5)
    chat = bot.store.subscription(ANN)
    assert chat is not None and not chat.active and chat.card
    asked = len(bot.api.requests)
    await later(bot, hours=5)
    assert len(bot.api.calls("editMessageText", ANN)) == 1 and asked <= len(bot.api.requests)
    bot.api.chats[ANN].shut = ""
    await bot.ask(ANN, "/subscribe")
    await later(bot, minutes=5)
    assert "$6.800tn" in card.text


@pytest.mark.parametrize(
    "fault",
    [{"status": 429, "retry_after": 60}, {"status": 502, "body": b"<html>bad gateway</html>"}, {"cut": "before"}, {"cut": "after"}],
    ids=str,
)
async def test_an_edit_that_fails_is_made_again_and_stays_one_message(bot: Bot, fault: dict[str, object]) -> None:
    card = await turned_on(bot, ANN)
    count = len(bot.api.messages(ANN))
    published(bot, 6_800_000_000_000, week=1)
    bot.api.fail("editMessageText", **fault)
    await later(bot, minutes=5)
    await later(bot, minutes=5)
    assert "$6.800tn" in card.text
    assert len(bot.api.messages(ANN)) == count


async def test_a_pin_that_fails_is_made_again(bot: Bot) -> None:
    bot.api.fail("pinChatMessage", status=429, retry_after=30)
    card = await turned_on(bot, ANN)
    assert bot.last(ANN).text == "The card comes as soon as Telegram takes it."
    await later(bot, minutes=1)
    assert bot.api.chats[ANN].pinned == [card.id]
    assert kept(bot, ANN).pinned is True


async def test_settings_carry_the_card_to_another_chat(bot: Bot) -> None:
    await turned_on(bot, ANN)
    text = (await bot.ask(ANN, "/export")).text
    await bot.ask(LI, "/subscribe")
    await bot.ask(LI, "/import " + text[text.index("{") :])
    await later(bot, seconds=20)
    assert bot.api.chats[LI].pinned == [bot.last(LI).id]


async def test_cards_wait_for_everything_else(bot: Bot) -> None:
    assert CARD < ANSWER
    await turned_on(bot, ANN)
    bot.api.chats[ANN].pinned.clear()
    assert (await bot.ask(ANN, "/card maybe")).text == "“maybe” won't do. Write /card on or /card off."
    assert (await bot.ask(LI, "/card 开")).text == "这里还没有订阅，订阅之后才有设置。"
