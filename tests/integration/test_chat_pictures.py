"""Pictures on and off: what is offered under alerts, look-ups, claims and the record, by buttons and typed."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import Mode, Subscription
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, Bot, a_decision
from tests.loopback.telegram import BotApi

ASKED = ("/balance", "/repo", "/rates", "/dots", "/claims", "/record")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


async def offered(bot: Bot, chat_id: int) -> list[str]:
    """What has a button for a picture."""
    answers = [(asked, await bot.ask(chat_id, asked)) for asked in ASKED]
    return [asked for asked, answer in answers if any("🖼" in label for label in answer.labels)]


async def test_a_chat_that_wants_no_pictures_is_offered_none(bot: Bot) -> None:
    assert await offered(bot, ANN) == ["/balance", "/repo", "/rates", "/dots", "/claims", "/record"]
    await bot.ask(ANN, "/subscribe")
    assert (await bot.ask(ANN, "/pictures off")).text == "Pictures: off"
    assert await offered(bot, ANN) == []
    assert bot.last(ANN).labels == []
    assert (await bot.ask(ANN, "/pictures on")).text == "Pictures: on"
    assert await offered(bot, ANN) == ["/balance", "/repo", "/rates", "/dots", "/claims", "/record"]


async def test_a_page_that_changes_in_place_offers_none_either(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, pictures=False))
    await bot.ask(ANN, "/claims")
    await bot.press(ANN, "Surge")
    await bot.press(ANN, "All claims")
    assert not any("🖼" in label for label in bot.last(ANN).labels)


async def test_by_button_and_seen_in_the_settings(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    page = await bot.ask(LI, "/settings")
    assert "图片：开" in page.text.splitlines()
    assert await bot.press(LI, "关闭图片") == "图片：关"
    assert "图片：关" in bot.last(LI).text.splitlines()
    assert await bot.press(LI, "打开图片") == "图片：开"


async def test_an_old_button_says_how_to_get_pictures_back(bot: Bot) -> None:
    answer = await bot.ask(ANN, "/record")
    bot.store.subscribe(Subscription(chat_id=ANN, pictures=False))
    said = await bot.api.answer_of(bot.api.press(ANN, "Picture", message=answer))
    assert said == "Pictures are off here; /pictures on brings them back."
    assert bot.api.calls("sendPhoto") == []


async def test_only_administrators_switch_a_groups(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=GROUP, chat_type="supergroup"))
    await bot.ask(GROUP, "/pictures off", sender=MEMBER)
    assert bot.store.subscription(GROUP) == Subscription(chat_id=GROUP, chat_type="supergroup")
    await bot.ask(GROUP, "/pictures off", sender=ADMIN)
    assert bot.store.subscription(GROUP) == Subscription(chat_id=GROUP, chat_type="supergroup", pictures=False)


@pytest.mark.parametrize(("wanted", "second_row"), [(True, ["Chart", "History", "🔕 Mute kind"]), (False, ["History", "🔕 Mute kind"])])
async def test_an_alert_has_a_chart_for_those_who_want_pictures(bot: Bot, wanted: bool, second_row: list[str]) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, modes={"fomc_statement": Mode.ALL}, pictures=wanted))
    a_decision(bot.store)
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)
    assert bot.last(ANN).labels == ["Why", "Text changes", "Table", "Watch", *second_row]
