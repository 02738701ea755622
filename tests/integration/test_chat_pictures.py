"""Pictures on and off: what is offered under alerts, look-ups, claims and the record, by buttons and typed."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.chat.pages.under import make_under
from bot.chat.presses import ShowPicture, data_of, read_press
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.model import Mode, Subscription
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot, a_decision, a_publication
from tests.loopback.telegram import BotApi, Message

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


async def pressed(bot: Bot, chat_id: int, label: str, message: Message) -> Message:
    """Press a button under a message, and get what it brings."""
    seen = len(bot.api.messages(chat_id))
    bot.api.press(chat_id, label, message=message)
    return await bot.api.next_message(chat_id, seen)


@pytest.mark.parametrize(("wanted", "second_row"), [(True, ["Chart", "History", "🔕 Mute kind"]), (False, ["History", "🔕 Mute kind"])])
async def test_an_alert_has_a_chart_for_those_who_want_pictures(bot: Bot, wanted: bool, second_row: list[str]) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, modes={"fomc_statement": Mode.ALL}, pictures=wanted))
    a_decision(bot.store)
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)
    assert bot.last(ANN).labels == ["Why", "Text changes", "Table", "Watch", *second_row]


async def alert(bot: Bot) -> Message:
    """What has been published, delivered."""
    send = make_send(bot.app.bot, now=bot.time.now, under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)
    return bot.last(ANN)


async def test_an_operations_chart_is_its_own_year_and_leads_to_prices(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, modes={"repo_operation": Mode.ALL}))
    a_publication(bot.store, "RP 103025 3", published_at=NOW - timedelta(days=1), operation_on=date(2025, 10, 30), accepted_usd=10**10)
    a_publication(bot.store)
    message = await alert(bot)
    photo = await pressed(bot, ANN, "Chart", message)
    assert photo.photo
    assert photo.text.splitlines()[:2] == ["Fed's SRF lends $30bn; month-end", "The most of its 2 operation days since 30 Oct 2025"]
    assert photo.labels == ["🖼 BTC, ETH around it"]
    none = await pressed(bot, ANN, "BTC, ETH", photo)
    assert none.text.startswith("I can't draw this yet: it needs years of prices")


async def test_a_statements_changes_as_a_card(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, modes={"fomc_statement": Mode.ALL}))
    a_decision(bot.store)
    changes = await pressed(bot, ANN, "Text changes", await alert(bot))
    assert changes.labels[0] == "🖼 Picture"
    card = await pressed(bot, ANN, "Picture", changes)
    assert card.photo
    assert card.text.splitlines()[0] == "Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%"


async def test_a_picture_of_an_event_that_is_not_there_is_out_of_date(bot: Bot) -> None:
    answer = await bot.ask(ANN, "/record")
    for data in (data_of(ShowPicture("operation", 4711)), data_of(ShowPicture("balance", 4711))):
        said = await bot.api.answer_of(bot.api.press_data(ANN, answer.id, data))
        assert said == "This button is out of date. /settings shows the ones that work."
    assert read_press("2:i:operation") is None
    assert bot.api.calls("sendPhoto") == []
