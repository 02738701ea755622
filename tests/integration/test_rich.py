"""Rich messages on their way: where a server or a chat does not take them the alert goes out all the same, and is remembered for a day."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import render
from bot.chat.application import cards_of, rich_of
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.illustrating import Illustrator
from bot.delivery.telegram.rich import Inside
from bot.delivery.telegram.send import Shown, make_send, unseen
from bot.delivery.telegram.shortening import enricher, shortener
from bot.errors import WorkerFailed
from bot.model import LANGUAGES, Delivery, Subject
from bot.polling.compose import compose
from bot.render.evidence.captions import Picture
from bot.render.evidence.of_event import Ranked
from bot.render.rich.page import with_picture
from rules.document import load_rulebook
from tests.builders import september
from tests.builders.chat_bot import ADMIN, ANN, GROUP, LI, MEMBER, NOW, Bot
from tests.golden.gallery import weekly
from tests.golden.scenes import SCENES, Scene
from tests.integration.test_loopback_telegram import png
from tests.loopback.telegram import BotApi

ON_BOTH = True
RULEBOOK = load_rulebook()
SRF = SCENES["standing-repo-2025-10-31"]
TITLE = "Fed's SRF lends $50.35bn, most in 250 operation days; month-end"
DAY = timedelta(days=1)
PNG = png()
REVISED = {
    "accepted_usd": 30_200_000_000,
    "submitted_usd": 30_500_000_000,
    "day_accepted_usd": 50_550_000_000,
    "day_change_usd": 44_350_000_000,
}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


def published(bot: Bot, scene: Scene = SRF, *, is_revision: bool = False, **changes: Any) -> None:
    """An alert of the scene is owed to whoever wants it."""
    event, assessment = replace(scene.event, **changes), scene.assessment
    texts = {lang: render.alert(Subject(event=event, assessment=assessment), RULEBOOK, lang) for lang in LANGUAGES}
    now = bot.time.now()
    bot.store.commit(event, assessment, compose(event, assessment, texts, now=now, is_revision=is_revision), now, texts=texts)


async def delivered(bot: Bot, shown: Shown = unseen) -> dict[str, int]:
    """Drain the outbox once; gives how deliveries ended."""
    send = make_send(
        bot.app.bot,
        now=bot.time.now,
        shorten=shortener(bot.store, lambda: RULEBOOK),
        rich=rich_of(bot.app),
        enrich=enricher(bot.store, lambda: RULEBOOK),
        shown=shown,
    )
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    return dict(await drain(bot.store, send, limiter, now=bot.time.now))


async def subscribed(bot: Bot, chat_id: int = ANN, **how: Any) -> None:
    await bot.ask(chat_id, "/subscribe", **how)
    await bot.ask(chat_id, "/form rich", **how)


async def test_it_is_off_at_first_and_chosen_by_a_word(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    published(bot)
    await delivered(bot)
    assert not bot.last(ANN).is_rich
    said = (await bot.ask(ANN, "/form rich")).text
    assert said == "Alerts come as rich messages, with tables and parts that unfold; where Telegram does not take one, in full."
    assert "Form: rich" in (await bot.ask(ANN, "/settings")).text.splitlines()
    published(bot, key="RP 2")
    await delivered(bot)
    assert bot.last(ANN).is_rich


async def test_an_alert_is_a_document_with_its_buttons(bot: Bot) -> None:
    await subscribed(bot)
    await subscribed(bot, LI)
    published(bot)
    assert await delivered(bot) == {"sent": 2}
    shown, chinese = bot.last(ANN), bot.last(LI)
    assert shown.is_rich and chinese.is_rich
    assert shown.text.startswith(TITLE + "\n")
    assert "Day's total\t$50.35bn" in shown.text
    assert "Theory, rule by rule" in shown.text
    assert chinese.text.startswith("【美联储SRF投放503.5亿美元，近250个操作日最高；月末】\n")
    assert "全部数据（19项）\n操作日\t2025年10月31日" in chinese.text
    assert "机制推演（逐条）\n▽ 资金市场紧张" in chinese.text


async def test_the_short_form_wins_over_an_import_that_wants_both(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, '/import {"fedtide":1,"is_short":true,"is_rich":true}')
    published(bot)
    await delivered(bot)
    assert not bot.last(ANN).is_rich
    assert len(bot.last(ANN).text.splitlines()) == 3


REFUSALS = [
    ({"status": 404, "description": "Not Found"}, "the server"),
    ({"status": 400, "description": "Bad Request: RICH_MESSAGE_TABLE_INVALID"}, "the chat"),
    ({"status": 400, "description": 'Bad Request: can\'t parse rich message: unsupported start tag "details"'}, "the chat"),
    ({"status": 400, "description": "Bad Request: block is not supported"}, "the chat"),
]


@pytest.mark.parametrize(("mood", "who"), REFUSALS, ids=str)
async def test_a_refusal_sends_the_long_form_at_once_and_is_remembered_for_a_day(bot: Bot, mood: dict[str, Any], who: str) -> None:
    await subscribed(bot)
    await subscribed(bot, LI)
    bot.api.fail("sendRichMessage", chat_id=ANN, times=1, **mood)
    published(bot)
    assert await delivered(bot) == {"sent": 2}
    [shown] = [one for one in bot.api.messages(ANN) if TITLE in one.text]
    assert not shown.is_rich
    assert bot.api.calls("sendRichMessage", ANN)[0].status == mood["status"]
    until = "Form: rich, but Telegram did not take it here; long until 2025-11-01 18:00, then tried again"
    assert until in (await bot.ask(ANN, "/settings")).text
    asked = len(bot.api.calls("sendRichMessage"))
    published(bot, key="RP 2")
    await delivered(bot)
    assert not bot.last(ANN).is_rich
    assert len(bot.api.calls("sendRichMessage", ANN)) == 1
    assert (len(bot.api.calls("sendRichMessage")) > asked) is (who == "the chat")  # to Li it still goes out
    bot.time.seconds += (DAY + timedelta(minutes=1)).total_seconds()
    published(bot, key="RP 3", published_at=bot.time.now(), seen_at=bot.time.now())
    await delivered(bot)
    assert bot.last(ANN).is_rich
    assert "Form: rich" in (await bot.ask(ANN, "/settings")).text.splitlines()


async def test_an_older_server_knows_nothing_of_it(bot: Bot) -> None:
    bot.api.knows_rich = False
    await subscribed(bot)
    published(bot)
    assert await delivered(bot) == {"sent": 1}
    assert bot.last(ANN).text.startswith(TITLE)
    published(bot, is_revision=True, **REVISED)
    await delivered(bot)
    assert len(bot.api.calls("sendRichMessage")) == 1


async def test_of_a_token_that_is_not_known_the_plain_message_tells(bot: Bot) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", status=401, description="Unauthorized")
    bot.api.fail("sendMessage", status=401, description="Unauthorized")
    published(bot)
    with pytest.raises(Exception, match="does not accept the bot token"):
        await delivered(bot)
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is None
    await delivered(bot)
    assert bot.last(ANN).is_rich


async def test_a_flood_is_obeyed_and_the_alert_comes_rich(bot: Bot) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", status=429, retry_after=3)
    published(bot)
    assert await delivered(bot) == {"deferred": 1}
    bot.time.seconds += 4
    assert await delivered(bot) == {"sent": 1}
    assert bot.last(ANN).is_rich
    assert len([one for one in bot.api.messages(ANN) if TITLE in one.text]) == 1


async def test_a_service_that_is_down_for_rich_messages_alone_holds_nothing_up(bot: Bot) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", times=9, status=502, body=b"<html>bad gateway</html>")
    published(bot)
    assert await delivered(bot) == {"sent": 1}
    assert not bot.last(ANN).is_rich
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is None


async def test_a_service_that_is_down_is_waited_for(bot: Bot) -> None:
    await subscribed(bot)
    for method in ("sendRichMessage", "sendMessage"):
        bot.api.fail(method, status=503, body=b"")
    published(bot)
    assert await delivered(bot) == {"deferred": 1}
    bot.time.seconds += 60
    assert await delivered(bot) == {"sent": 1}
    assert bot.last(ANN).is_rich


async def test_an_answer_that_is_lost_is_repeated_once_in_the_long_form_and_marked(bot: Bot) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", cut="after")
    published(bot)
    assert await delivered(bot) == {"uncertain": 1}
    bot.time.seconds += 60
    assert await delivered(bot) == {"sent": 1}
    first, second = [one for one in bot.api.messages(ANN) if TITLE in one.text]
    assert first.is_rich and not second.is_rich
    assert "Sent once more because no answer came to the first try" in second.text


@pytest.mark.parametrize("description", ["Bad Request: not enough rights to send text messages to the chat", "Bad Request: chat not found"])
async def test_a_chat_that_refuses_messages_is_no_matter_of_the_form(bot: Bot, description: str) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", status=400, description=description)
    published(bot)
    assert await delivered(bot) == {"deferred": 1}
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is None


async def test_a_correction_is_edited_in_place(bot: Bot) -> None:
    await subscribed(bot)
    published(bot)
    await delivered(bot)
    shown, count = bot.last(ANN), len(bot.api.messages(ANN))
    bot.time.seconds += 60
    published(bot, is_revision=True, **REVISED)
    await delivered(bot)
    assert shown.is_rich
    assert "Day's total\t$50.55bn" in shown.text
    assert len(bot.api.messages(ANN)) == count


async def test_an_edit_that_is_refused_is_made_in_the_long_form(bot: Bot) -> None:
    await subscribed(bot)
    published(bot)
    await delivered(bot)
    shown, count = bot.last(ANN), len(bot.api.messages(ANN))
    bot.api.knows_rich = False
    bot.time.seconds += 60
    published(bot, is_revision=True, **REVISED)
    await delivered(bot)
    assert not shown.is_rich
    assert "$50.55bn" in shown.text
    assert len(bot.api.messages(ANN)) == count


async def test_where_rich_messages_know_no_instants_they_get_the_fallback_and_plain_ones_keep_them(bot: Bot) -> None:
    bot.api.knows_time_in_rich = False
    await subscribed(bot)
    await bot.ask(LI, "/subscribe")
    published(bot)
    await delivered(bot)
    assert bot.last(ANN).is_rich and "tg-time" not in bot.last(ANN).html
    assert "31 Oct 13:45 ET" in bot.last(ANN).text
    assert "tg-time" in bot.last(LI).html


async def test_the_clock_of_the_chat_is_in_it(bot: Bot) -> None:
    await subscribed(bot)
    await bot.ask(ANN, "/timezone Asia/Tokyo")
    published(bot)
    await delivered(bot)
    assert "1 Nov 02:45 Tokyo time" in bot.last(ANN).text


def sheets(bot: Bot, total: int = 6_748_000_000_000) -> None:
    sheet = september.sheets()[-1]
    day = NOW.date() - timedelta(days=2)
    fresh = replace(sheet, key=day.isoformat(), as_of=day, published_at=NOW - timedelta(hours=2), total_assets_usd=total)
    bot.store.add_past([fresh], NOW, replace=True)


async def test_the_balance_sheet_is_a_table_and_refreshed_in_place(bot: Bot) -> None:
    await subscribed(bot)
    sheets(bot)
    shown = await bot.ask(ANN, "/balance")
    assert shown.is_rich
    assert "Total assets\t$6.748tn" in shown.text
    assert shown.labels == ["🔄 Refresh", "🖼 Picture"]
    sheets(bot, 6_800_000_000_000)
    assert await bot.api.answer_of(bot.api.press(ANN, "Refresh", message=shown)) == "Refreshed."
    assert "Total assets\t$6.800tn" in shown.text
    bot.time.seconds += 6
    assert await bot.api.answer_of(bot.api.press(ANN, "Refresh", message=shown)) == "Nothing new since."
    assert not (await bot.ask(ANN, "/rates")).is_rich


async def test_a_balance_sheet_that_is_refused_is_answered_plainly(bot: Bot) -> None:
    await subscribed(bot)
    sheets(bot)
    bot.api.knows_rich = False
    for _ in range(2):
        shown = await bot.ask(ANN, "/balance")
        assert shown.text.startswith("Fed balance sheet to 29 Oct: $6.748tn")
        assert not shown.is_rich
    assert len(bot.api.calls("sendRichMessage")) == 1


async def test_the_pinned_card_is_rich_too_and_follows_the_form(bot: Bot) -> None:
    await subscribed(bot)
    sheets(bot)
    bot.api.say(ANN, "/card on")
    await bot.api.until(lambda: bot.last(ANN).text.startswith("📌"))
    [card] = [one for one in bot.api.messages(ANN) if one.is_rich]
    assert "Total assets\t$6.748tn" in card.text
    sheets(bot, 6_800_000_000_000)
    bot.time.seconds += 300
    await cards_of(bot.app).round()
    assert "Total assets\t$6.800tn" in card.text
    await bot.ask(ANN, "/form long")
    bot.time.seconds += 300
    await cards_of(bot.app).round()
    assert not card.is_rich
    assert "Fed balance sheet to 29 Oct: $6.800tn" in card.text


async def test_stop_forgets_a_refusal(bot: Bot) -> None:
    await subscribed(bot)
    bot.api.fail("sendRichMessage", status=400, description="Bad Request: RICH_MESSAGE_TABLE_INVALID")
    published(bot)
    await delivered(bot)
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is not None
    await bot.ask(ANN, "/stop")
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is None


async def test_a_button_chooses_the_form(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/settings")
    await bot.press(ANN, "Rich")
    assert "✓ Rich" in bot.last(ANN).labels
    await bot.press(ANN, "Long")
    assert "✓ Long" in bot.last(ANN).labels


class Painter:
    """Draws a small picture, and notes what was asked for."""

    def __init__(self, png: bytes = PNG, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, str, int]] = []
        self.png, self.error = png, error

    def __call__(self, name: str, lang: str, event_id: int) -> Picture | None:
        self.asked.append((name, lang, event_id))
        if self.error is not None:
            raise self.error
        return Picture(name, self.png, Ranked("", NOW.date(), 1, 0), "") if self.png else None


def illustrator(bot: Bot, painter: Painter) -> Illustrator:
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    return Illustrator(rich_of(bot.app), bot.store, limiter, bot.time.now, painter)


async def test_the_picture_comes_into_the_alert_and_is_drawn_once(bot: Bot) -> None:
    painter = Painter()
    pictures = illustrator(bot, painter)
    await subscribed(bot)
    await subscribed(bot, GROUP, sender=ADMIN)
    published(bot)
    await delivered(bot, pictures.shown)
    await pictures.settled()
    for chat_id in (ANN, GROUP):
        assert bot.last(chat_id).pictures == [PNG]
        assert len(bot.last(chat_id).versions) == 1
        assert bot.last(chat_id).text.endswith("31 Oct 13:45 ET · New York Fed · not advice")
    assert [(name, lang) for name, lang, _ in painter.asked] == [("operation", "en")]


async def test_a_picture_goes_up_once_and_is_then_known_by_its_id(bot: Bot) -> None:
    await subscribed(bot)
    await subscribed(bot, LI)
    published(bot)
    await delivered(bot)
    inside = Inside(PNG)
    for chat_id in (ANN, LI):
        shown = bot.last(chat_id)
        await rich_of(bot.app).edit(chat_id, shown.id, with_picture(shown.html), None, inside)
        assert shown.pictures == [PNG]
    first, second = [one.params["rich_message"]["media"][0]["media"]["media"] for one in bot.api.calls("editMessageText")]
    assert first == "attach://file"
    assert second == inside.file_id


async def test_pictures_that_are_off_stay_away(bot: Bot) -> None:
    painter = Painter()
    await subscribed(bot)
    await bot.ask(ANN, "/pictures off")
    published(bot)
    pictures = illustrator(bot, painter)
    await delivered(bot, pictures.shown)
    await pictures.settled()
    assert painter.asked == []
    assert bot.last(ANN).pictures == []


@pytest.mark.parametrize("painter", [Painter(b""), Painter(error=WorkerFailed("too slow"))], ids=["nothing to draw", "no worker"])
async def test_without_a_picture_the_alert_is_whole(bot: Bot, painter: Painter) -> None:
    await subscribed(bot)
    published(bot)
    pictures = illustrator(bot, painter)
    assert await delivered(bot, pictures.shown) == {"sent": 1}
    await pictures.settled()
    assert bot.last(ANN).is_rich and bot.last(ANN).versions == []


@pytest.mark.parametrize(
    "mood",
    [
        {"status": 400, "description": "Bad Request: RICH_MESSAGE_MEDIA_INVALID"},
        {"status": 429, "retry_after": 30},
        {"status": 502, "body": b"<html>"},
        {"cut": "before"},
        {"status": 403, "description": "Forbidden: bot was blocked by the user"},
    ],
    ids=str,
)
async def test_a_picture_that_is_refused_changes_nothing(bot: Bot, mood: dict[str, Any]) -> None:
    await subscribed(bot)
    published(bot)
    pictures = illustrator(bot, Painter())
    bot.api.fail("editMessageText", **mood)
    await delivered(bot, pictures.shown)
    await pictures.settled()
    shown = bot.last(ANN)
    assert shown.is_rich and shown.pictures == [] and shown.text.startswith(TITLE)
    assert bot.store.rich_refused_until(ANN, bot.time.now()) is None


async def test_what_is_newer_is_not_overwritten(bot: Bot) -> None:
    await subscribed(bot)
    published(bot)
    gate = threading.Event()

    class Slow(Painter):
        def __call__(self, name: str, lang: str, event_id: int) -> Picture | None:
            gate.wait(10)
            return super().__call__(name, lang, event_id)

    pictures = illustrator(bot, Slow())
    await delivered(bot, pictures.shown)
    bot.time.seconds += 60
    published(bot, is_revision=True, **REVISED)
    await delivered(bot, pictures.shown)
    gate.set()
    await pictures.settled()
    shown = bot.last(ANN)
    assert "$50.55bn" in shown.text
    assert shown.pictures == [PNG]
    assert len(shown.versions) == 2  # the correction, and its picture


async def test_a_digest_is_a_table_and_its_events_open_below(bot: Bot) -> None:
    values = {"id": 1, "alert_id": 1, "chat_id": ANN, "thread_id": None, "is_group": False, "lang": "en", "silent": True, "impact": 56}
    owed = Delivery(**values, text=weekly("en"), attempts=0, expires_at=NOW + DAY, opens=(1,), is_rich=True)
    send = make_send(bot.app.bot, now=bot.time.now, rich=rich_of(bot.app), enrich=enricher(bot.store, lambda: RULEBOOK))
    await send(owed)
    assert bot.last(ANN).is_rich
    assert "Fed balance sheet to 31 Dec: $6.641tn, +$59.4bn · ordinary (0)" in bot.last(ANN).text
    await send(replace(owed, opens=()))
    assert not bot.last(ANN).is_rich
