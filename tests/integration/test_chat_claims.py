"""The article's claims in the chat, and pictures as photos: on a fresh install, with a past of one's own, where photos are not let in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time

import pytest

from bot.calendars.newyork import at
from bot.render.evidence.captions import PICTURES, Bins, Picture
from rules.claims import shipped_claims
from tests.builders.chat_bot import ADMIN, ANN, BORIS, GROUP, LI, MEMBER, NOW, Bot
from tests.builders.past import TN, prices_of, weeks_of_sheets
from tests.loopback.telegram import BotApi, Message
from tests.unit.bot.test_render_pictures import size_of


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(BORIS, name="Boris")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


async def pressed(bot: Bot, chat_id: int, label: str, **how: int) -> Message:
    """The message that comes after a button was pressed."""
    seen = len(bot.api.messages(chat_id))
    bot.api.press(chat_id, label, **how)
    return await bot.api.next_message(chat_id, seen)


async def test_a_fresh_install_shows_what_ships_and_each_claim_by_button(bot: Bot) -> None:
    shown = await bot.ask(ANN, "/claims")
    assert [line[0] for line in shown.text.splitlines()[1:9]] == ["🟡", "❌", "🟡", "❌", "❌", "🟡", "✅", "🟡"]
    assert "Figures that come with the program, data to 22 Aug 2026." in shown.text
    assert shown.labels[:2] == ["60-day correlation", "Surge on the turn"]
    await bot.press(ANN, "Repo of $38bn")
    one = bot.last(ANN)
    assert one.text.startswith("❌ Repo of $38bn: fails\nClaimed: A repo operation of $38bn.\nMeasured: $74.6bn (2025-12-31)")
    assert "Measured from: NY Fed standing repo operations" in one.text
    await bot.press(ANN, "All claims")
    assert bot.last(ANN).text == shown.text
    assert len(bot.api.messages(ANN)) == 1


async def test_one_claim_can_be_typed_and_an_unknown_one_is_corrected(bot: Bot) -> None:
    assert (await bot.ask(LI, "/claims Correlation-60d")).text.startswith("🟡 60日相关系数：部分成立\n原文：")
    wrong = (await bot.ask(ANN, "/claims moon")).text
    assert "“moon” is no claim that I know" in wrong
    assert "/claims correlation-60d" in wrong


async def test_every_member_of_a_group_may_look(bot: Bot) -> None:
    await bot.ask(GROUP, "/claims", sender=MEMBER)
    await bot.press(GROUP, "Surge", sender=MEMBER)
    assert bot.last(GROUP).text.startswith("❌ Surge on the turn: fails")


async def test_what_is_stored_takes_the_place_of_what_ships_where_it_knows_as_much(bot: Bot) -> None:
    bot.store.backfill("fed.balance_sheet", weeks_of_sheets(), NOW)
    text = (await bot.ask(ANN, "/claims balance-sheet-2023")).text
    assert "Figures that come with the program" in text  # the last Wednesday of 2025 is not there
    end = replace(weeks_of_sheets()[0], key="2025-12-31", as_of=date(2025, 12, 31), total_assets_usd=7 * TN)
    bot.store.backfill("fed.balance_sheet", [*weeks_of_sheets(), replace(end, published_at=at(date(2026, 1, 2), time(16, 30)))], NOW)
    prices_of(bot.store)  # another price: what is stored is looked at anew
    text = (await bot.ask(ANN, "/claims balance-sheet-2023")).text
    assert "Measured: $14.9tn (2023-01-04)" in text  # 22 weeks after the most
    assert "Measured from this bot's own store" in text
    assert text.startswith("🟡")


async def test_pictures_need_a_past_and_say_so(bot: Bot) -> None:
    await bot.ask(ANN, "/claims")
    for label in ("Balance sheet, BTC", "FOMC days"):
        assert "fedtide backfill" in (await pressed(bot, ANN, label)).text
    assert bot.api.calls("sendPhoto") == []


async def test_a_picture_comes_as_a_photo_with_its_description(bot: Bot) -> None:
    bot.store.backfill("fed.balance_sheet", weeks_of_sheets(), NOW)
    prices_of(bot.store)
    await bot.ask(LI, "/claims")
    photo = await pressed(bot, LI, "资产负债表与BTC")
    assert size_of(photo.photo) == (1200, 1600)
    assert photo.text.startswith("美联储资产负债表与BTC，按阶段区分，2022年1月5日至2023年12月27日")
    bot.api.fail("sendPhoto", chat_id=LI, status=429, retry_after=3)
    again = await pressed(bot, LI, "资产负债表与BTC")
    assert again.photo == photo.photo
    first, waited, sent = bot.api.calls("sendPhoto")
    assert [first.status, waited.status, sent.status] == [200, 429, 200]
    assert isinstance(first.params["photo"], bytes)
    assert sent.params["photo"] in bot.api.files  # it went up once


async def test_a_picture_goes_up_again_when_its_id_is_refused(bot: Bot) -> None:
    await bot.ask(ANN, "/record")
    photo = await pressed(bot, ANN, "claimed and what happened")
    bot.api.files.clear()
    await bot.ask(ANN, "/record")
    again = await pressed(bot, ANN, "claimed and what happened")
    assert again.photo == photo.photo
    assert [request.status for request in bot.api.calls("sendPhoto")] == [200, 400, 200]
    await bot.ask(ANN, "/record")
    await pressed(bot, ANN, "claimed and what happened")
    uploads = [isinstance(request.params["photo"], bytes) for request in bot.api.calls("sendPhoto")]
    assert uploads == [True, False, True, False]  # the new id counts from then on


async def test_another_language_is_another_picture_and_another_chat_is_not(bot: Bot) -> None:
    for chat, label in ((ANN, "claimed and what happened"), (BORIS, "claimed and what happened"), (LI, "所称概率与实际")):
        await bot.ask(chat, "/record")
        await pressed(bot, chat, label)
    uploads = [isinstance(request.params["photo"], bytes) for request in bot.api.calls("sendPhoto")]
    assert uploads == [True, False, True]


async def test_how_claims_and_outcomes_agree_is_drawn_from_what_ships(bot: Bot) -> None:
    await bot.ask(ANN, "/record")
    photo = await pressed(bot, ANN, "claimed and what happened")
    assert size_of(photo.photo) == (1200, 1200)
    assert photo.text.startswith("Claimed chance of a rise, and how often BTC rose")


async def test_a_chat_that_takes_no_photos_is_told_so(bot: Bot) -> None:
    services = bot.app.bot_data["services"]
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\x04\xb0\0\0\x03\x84" + b"IEND\xaeB`\x82"
    bot.app.bot_data["services"] = replace(services, picture=lambda name, lang, event_id: Picture(name, png, Bins(()), ""))
    await bot.ask(GROUP, "/claims", sender=MEMBER)
    assert (await pressed(bot, GROUP, "FOMC days", sender=MEMBER)).photo == png
    bot.time.seconds += 3601  # within the hour it would stand above
    bot.api.chats[GROUP].takes_photos = False
    assert "may not send pictures" in (await pressed(bot, GROUP, "FOMC days", sender=MEMBER)).text


def test_there_are_as_many_claims_and_pictures_as_the_docs_say() -> None:
    assert (len(shipped_claims()), len(PICTURES)) == (8, 7)
