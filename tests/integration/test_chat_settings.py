"""Settings beyond thresholds, by buttons and by words: the clock, the form, watches, export and import, and the first example."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.audience.watches import MOST
from bot.chat.answers.portable import FIELDS
from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.telegram.shortening import shortener
from bot.model import Mode, ReceiptMode, Rhythm, Subscription, Thresholds
from tests.builders.chat_bot import ANN, LI, NOW, RULEBOOK, Bot, a_publication
from tests.loopback.telegram import BotApi, Message


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(LI, name="Li", language_code="zh-hans")
        yield api


def settings_of(bot: Bot, chat_id: int = ANN) -> Subscription:
    found = bot.store.subscription(chat_id)
    assert found is not None
    return found


async def deliver(bot: Bot) -> None:
    """Send what is owed, as the program does."""
    send = make_send(bot.app.bot, now=bot.time.now, shorten=shortener(bot.store, lambda: RULEBOOK), under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)


async def press_all(bot: Bot, *labels: str) -> list[str]:
    """Press buttons one after the other; gives the toasts."""
    return [await bot.press(ANN, label) for label in labels]


# --- the clock


async def test_the_zone_by_button_china_first(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/timezone")
    assert page.labels[:3] == ["UTC+8 Beijing", "New York", "✓ UTC"]
    assert await bot.press(ANN, "UTC+8") == "Time zone: Asia/Shanghai, where it is 02:00 now"
    assert settings_of(bot).timezone == "Asia/Shanghai"
    assert bot.last(ANN).labels[0] == "✓ UTC+8 Beijing"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("new york", "America/New_York"),
        ("北京", "Asia/Shanghai"),
        ("utc+8", "UTC+8"),
        ("EDT", "America/New_York"),
    ],
)
async def test_any_zone_typed(bot: Bot, typed: str, zone: str) -> None:
    await bot.ask(ANN, "/subscribe")
    assert (await bot.ask(ANN, f"/timezone {typed}")).text.startswith(f"Saved.\nTime zone: {zone}, where it is")
    assert settings_of(bot).timezone == zone.replace("UTC+8", "Etc/GMT-8")


async def test_quiet_hours_by_button(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/quiet")
    assert await press_all(bot, "23:00–07:00", "from impact 60") == [
        "Quiet hours: 23:00 to 07:00; nothing breaks through",
        "Quiet hours: 23:00 to 07:00; impact 60 and more breaks through",
    ]
    assert (settings_of(bot).quiet_from, settings_of(bot).quiet_until, settings_of(bot).breakthrough) == (1380, 420, 60)
    assert await bot.press(ANN, "no quiet hours") == "Quiet hours: none"
    assert (settings_of(bot).quiet_from, settings_of(bot).breakthrough) == (None, None)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/quiet 22:30-06:45", (1350, 405, None)),
        ("/quiet 23-7", (1380, 420, None)),
        ("/quiet 0:00 - 24:00", None),
        ("/quiet 23:00-07:00 break 60", (1380, 420, 60)),
        ("/quiet 23:00到7:00", (1380, 420, None)),
        ("/quiet off", (None, None, None)),
    ],
)
async def test_quiet_hours_typed(bot: Bot, typed: str, expected: tuple[int | None, int | None, int | None] | None) -> None:
    await bot.ask(ANN, "/subscribe")
    answer = await bot.ask(ANN, typed)
    if expected is None:
        assert answer.text.startswith("Quiet hours need two different times")
    else:
        assert answer.text.startswith("Saved.")
        assert (settings_of(bot).quiet_from, settings_of(bot).quiet_until, settings_of(bot).breakthrough) == expected


async def test_what_breaks_through_can_be_changed_alone(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN, quiet_from=0, quiet_until=60))
    await bot.ask(ANN, "/quiet break 70")
    assert settings_of(bot).breakthrough == 70
    await bot.ask(ANN, "/quiet break never")
    assert (settings_of(bot).quiet_until, settings_of(bot).breakthrough) == (60, None)


async def test_a_snooze_by_button_and_typed(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/snooze")
    assert (await bot.press(ANN, "1 day")).startswith("😴 Snoozed until 2025-11-01 18:0")
    snoozed = settings_of(bot).snoozed_until
    assert snoozed is not None
    assert snoozed - NOW >= timedelta(days=1)
    assert await bot.press(ANN, "wake up") == "Awake: alerts come as they are published."
    assert (await bot.ask(ANN, "/snooze 2 days")).text.startswith("😴 Snoozed until 2025-11-02 18:0")
    assert "😴 Snoozed until" in (await bot.ask(ANN, "/settings")).text
    assert (await bot.ask(ANN, "/snooze off")).text == "Awake: alerts come as they are published."
    assert settings_of(bot).snoozed_until is None


async def test_the_digest_by_button(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/digest")
    assert await press_all(bot, "10:00 ▶", "Sunday", "daily") == [
        "Digest: every Saturday at 10:00, without a sound",
        "Digest: every Sunday at 10:00, without a sound",
        "Digest: every day at 10:00, without a sound",
    ]
    assert await bot.press(ANN, "none") == "Digest: none"
    assert bot.last(ANN).labels == ["✓ none", "daily", "weekly", "« Settings"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/digest daily 8", (Rhythm.DAILY, 8, 5)),
        ("/digest weekly sun 21", (Rhythm.WEEKLY, 21, 6)),
        ("/digest 每天 8点", (Rhythm.DAILY, 8, 5)),
        ("/digest 7:00", (Rhythm.WEEKLY, 7, 5)),
        ("/digest off", (Rhythm.OFF, 9, 5)),
    ],
)
async def test_the_digest_typed(bot: Bot, typed: str, expected: tuple[Rhythm, int, int]) -> None:
    await bot.ask(ANN, "/subscribe")
    assert (await bot.ask(ANN, typed)).text.startswith("Saved.\nDigest: ")
    assert (settings_of(bot).digest, settings_of(bot).digest_hour, settings_of(bot).digest_weekday) == expected


async def test_in_chinese_what_comes_next_is_punctuated_as_chinese(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    page = await bot.ask(LI, "/next")
    assert page.text.splitlines()[-1] == "以上为通常的公布时间（北京时间）。提前提醒如果落在免打扰时段，会改在时段开始前发。"
    assert page.labels[:3] == ["✓ FOMC：不提醒", "FOMC：15分钟", "FOMC：1小时"]
    watch = await bot.ask(LI, "/watch 常备回购 >= 200亿")
    assert watch.text.splitlines()[2] == "触发一次后间隔6小时。有效期至2026-11-01 02:00。已触发0次。"
    assert (await bot.ask(LI, "/threshold 999")).text == "999 不行：影响需要0到100的整数，例如 /threshold 影响 30"


@pytest.mark.parametrize(
    ("begun", "quiet", "lang", "zone"),
    [
        ("en", "", "zh", "Asia/Shanghai"),
        ("en", "", "tw", "Asia/Taipei"),
        ("zh", "", "tw", "Asia/Taipei"),
        ("zh", "", "en", "Asia/Shanghai"),  # English has no clock of its own: the reader's stays
        ("en", "/timezone Asia/Tokyo", "zh", "Asia/Tokyo"),
        ("en", "/quiet 15:00-23:00", "zh", "UTC"),  # hours that were set by that clock
    ],
)
async def test_a_clock_that_came_with_the_language_goes_with_it(bot: Bot, begun: str, quiet: str, lang: str, zone: str) -> None:
    await bot.ask(ANN, f"/lang {begun}")
    await bot.ask(ANN, "/subscribe")
    if quiet:
        await bot.ask(ANN, quiet)
    await bot.ask(ANN, f"/lang {lang}")
    assert settings_of(bot).timezone == zone


async def test_a_clock_goes_with_a_language_that_is_pressed(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/lang")
    await bot.press(ANN, "简体中文")
    assert settings_of(bot).timezone == "Asia/Shanghai"


async def test_what_comes_next_with_a_countdown_and_reminders(bot: Bot) -> None:
    assert (await bot.ask(ANN, "/next")).labels == ["🔔 Subscribe"]
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/next")
    lines = page.text.splitlines()
    assert lines[0] == "What comes next"
    assert lines[1].startswith("• Mon 3 Nov 08:30: standing repo, morning operation, in 2 d 19 h")
    assert lines[5].startswith("• Fri 14 Nov 15:00: planned Treasury purchases, on or around that day, in 14 d")
    assert lines[6].startswith("• Wed 19 Nov 14:00: FOMC minutes, in 19 d")
    assert lines[7].startswith("• Wed 10 Dec 14:00: FOMC decision, in 40 d")
    assert lines[9] == "Usual times, ET. A reminder that would fall into quiet hours comes before they begin."
    assert await press_all(bot, "FOMC: 1 hour", "H.4.1: 15 min") == ["I remind you before it."] * 2
    assert (settings_of(bot).remind_fomc, settings_of(bot).remind_h41) == (60, 15)
    assert "✓ FOMC: 1 hour" in bot.last(ANN).labels
    assert await bot.press(ANN, "FOMC: no reminder") == "No reminder"


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/timezone Atlantis", "I don't know the time zone “Atlantis”. Write its name, for example /timezone Asia/Shanghai, or UTC+8."),
        ("/timezone tok", "I don't know the time zone “tok”. Write its name, for example /timezone Asia/Tokyo"),
        ("/quiet sometimes", "“sometimes” won't do. Write from when to when on your clock, for example /quiet 23:00-07:00"),
        ("/quiet 25:00-07:00", "“25:00-07:00” won't do."),
        ("/quiet break 60", "“break 60” won't do."),
        ("/quiet 23-7 break loud", "“23-7 break loud” won't do."),
        ("/digest hourly", "“hourly” won't do. Write how often and at which hour, for example /digest daily 8"),
        ("/snooze", "Snooze"),
        ("/snooze 2 fortnights", "“2 fortnights” won't do. Write how long, for example /snooze 1h, 1d, 1w or off."),
        ("/snooze 99w", "“99w” won't do."),
        ("/pictures few", "“few” won't do. Write /pictures on or /pictures off."),
        ("/form tiny", "“tiny” won't do. Write /form short, /form long or /form rich."),
        ("/import hello", "That is no export of mine."),
        ('/import {"fedtide":1,"impact":101}', "“101” won't do for impact; nothing was changed."),
        ('/import {"fedtide":1,"receipts":"often"}', "“often” won't do for receipts; nothing was changed."),
        ('/import {"fedtide":1,"chat_id":5}', "I don't know the setting “chat_id”; nothing was changed."),
        ('/import {"fedtide":9}', "This export was made by a newer version of me"),
        ("/watch standng repo >= 20bn", "I don't know the field standng repo. Did you mean standing repo?"),
        ("/watch repo >= 20", "20 lacks its unit. Write 20bn, 20m or 20亿."),
        ("/watch repo > 1bn or repo < 2bn", "A watch joins comparisons by “and”. For “or” make two watches."),
        ("/watch 77 repo > 1bn", "There is no watch 77 here"),
    ],
)
async def test_wrong_input_gets_a_sentence_that_says_what_would_be_right(bot: Bot, typed: str, right: str) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    assert (await bot.ask(ANN, typed)).text.startswith(right)
    assert settings_of(bot) == Subscription(chat_id=ANN)
    assert bot.store.watches(ANN) == []


async def test_wrong_input_in_chinese_gets_a_chinese_sentence(bot: Bot) -> None:
    bot.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    assert (await bot.ask(LI, "/watch 常备回够 >= 200亿")).text == "我不认识“常备回够”。您是想写常备回购吗？例如常备回购 >= 200亿"
    assert (await bot.ask(LI, "/quiet 晚上")).text.startswith("看不懂“晚上”。请写从几点到几点")


# --- short or long


async def test_alerts_come_in_the_form_that_the_chat_chose(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/settings")
    assert await bot.press(ANN, "Short") == "Alerts come in their short form."
    bot.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    a_publication(bot.store)
    await deliver(bot)
    short, long = bot.last(ANN), bot.last(LI)
    assert short.text.splitlines() == [
        "Fed's SRF lends $30bn; month-end",
        "Size: notable (36/100)",
    ]
    assert long.text == "回购300 RP 103125 3"
    assert (await bot.ask(ANN, "/form long")).text == "Alerts come in full."
    assert settings_of(bot).is_short is False


# --- watches


async def test_a_watch_typed_rings_when_it_is_reached(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/threshold repo off")
    page = await bot.ask(ANN, "/watch standing repo >= 20bn")
    assert page.text.startswith("🎯 standing repo >= 20bn\nArmed: it rings when it is reached.")
    a_publication(bot.store, day_accepted_usd=30_000_000_000)
    await deliver(bot)
    alert = bot.last(ANN)
    assert alert.text == "Repo 30 RP 103125 3\n\n🎯 Your watch: standing repo >= 20bn"
    assert not alert.silent
    assert (await bot.ask(ANN, "/watch")).text.splitlines()[:3] == ["Watches", "1 of 10 watches", "• standing repo >= 20bn (reached)"]


async def test_a_watch_from_the_button_under_an_alert(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    a_publication(bot.store, day_accepted_usd=50_350_000_000)
    await deliver(bot)
    assert bot.last(LI).labels == ["为什么", "表格", "设提醒", "图表", "历史", "🔕 不再推送此类"]
    before = len(bot.api.messages(LI))
    bot.api.press(LI, "设提醒", message=bot.last(LI))
    offer = await bot.api.next_message(LI, before)
    assert offer.labels == ["🎯 常备回购 >= 503亿", "🎯 影响 >= 36"]
    bot.api.press(LI, "503亿", message=offer)
    await bot.api.until(lambda: offer.text.startswith("🎯 常备回购 >= 503亿"))
    assert [kept.text for kept in bot.store.watches(LI)] == ["常备回购 >= 503亿"]
    bot.api.press_data(LI, offer.id, "2:m:1:0")
    await bot.api.until(lambda: len(bot.api.calls("answerCallbackQuery")) == 3)
    assert len(bot.store.watches(LI)) == 1


async def test_the_reasons_from_the_button_under_a_look_up(bot: Bot) -> None:
    a_publication(bot.store)
    shown = await bot.ask(ANN, "/latest")
    assert shown.labels == ["Why", "Table", "Watch", "Chart", "History", "🔕 Mute kind"]
    before = len(bot.api.messages(ANN))
    bot.api.press(ANN, "Why", message=shown)
    assert (await bot.api.next_message(ANN, before)).text.startswith("Fed's SRF lends $30bn")
    assert await bot.api.answer_of(bot.api.press(ANN, "Watch", message=shown)) == "This chat is not subscribed. /subscribe starts it."


async def test_a_watch_is_changed_snoozed_and_deleted_by_buttons(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/watch impact >= 60 and direction < 0")
    assert page.labels == [
        "no pause", "✓ pause 6 h", "pause 1 d", "pause 1 w", "wake up", "snooze 1 h", "snooze 1 d", "snooze 1 w", "for ever", "for 1 week",
        "for 30 days", "for 1 year", "🗑 Delete this watch", "« Back",
    ]  # fmt: skip
    assert await press_all(bot, "pause 1 d", "snooze 1 w", "for 30 days") == ["Saved"] * 3
    [kept] = bot.store.watches(ANN)
    assert kept.cooldown_hours == 24
    assert kept.snoozed_until is not None and kept.snoozed_until - NOW >= timedelta(days=7)
    assert kept.expires_at is not None and timedelta(days=30) <= kept.expires_at - NOW < timedelta(days=31)
    assert "😴 Snoozed until 2025-11-07" in bot.last(ANN).text
    await press_all(bot, "wake up", "for ever")
    assert "Has no end." in bot.last(ANN).text
    stale = bot.last(ANN)
    assert await bot.press(ANN, "Delete") == "Deleted"
    assert bot.store.watches(ANN) == []
    assert "0 of 10 watches" in bot.last(ANN).text
    assert await bot.api.answer_of(bot.api.press_data(ANN, stale.id, f"2:c:{kept.id}:pause:0")) == "This watch is gone."


async def test_a_watch_is_rewritten_and_deleted_by_words(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/watch impact >= 60")
    [kept] = bot.store.watches(ANN)
    assert (await bot.ask(ANN, f"/watch {kept.id} impact >= 70")).text.startswith("🎯 impact >= 70")
    assert [(one.id, one.text) for one in bot.store.watches(ANN)] == [(kept.id, "impact >= 70")]
    assert (await bot.ask(ANN, f"/watch {kept.id} off")).text.startswith("The watch is deleted.")
    assert bot.store.watches(ANN) == []


async def test_a_chat_has_so_many_watches_and_no_more(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    for impact in range(MOST):
        await bot.ask(ANN, f"/watch impact >= {impact + 10}")
    assert (await bot.ask(ANN, "/watch impact >= 90")).text == "A chat can have 10 watches. /watch lists them; delete one first."
    assert (await bot.ask(ANN, "/watch impact >= 10")).text.startswith("You have this watch already:\n🎯 impact >= 10")
    assert len(bot.store.watches(ANN)) == MOST


async def test_equal_watches_are_one_however_they_are_written(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/watch standing repo >= 20bn")
    for same in ("SRF ≥ $20,000m", "常备回购 >= 200亿"):
        assert (await bot.ask(ANN, f"/watch {same}")).text.startswith("You have this watch already:\n🎯 standing repo >= 20bn")
    [kept] = bot.store.watches(ANN)
    await bot.ask(ANN, "/watch impact >= 60")
    other = bot.store.watches(ANN)[-1]
    assert (await bot.ask(ANN, f"/watch {other.id} SRF >= 20bn")).text.startswith("You have this watch already:")
    assert [one.text for one in bot.store.watches(ANN)] == ["standing repo >= 20bn", "impact >= 60"]
    bot.store.change_watch(ANN, None, kept.id, expires_at=NOW - timedelta(days=1))
    assert (await bot.ask(ANN, "/watch SRF >= 20bn")).text.startswith("🎯 standing repo >= 20bn\nArmed")
    assert len(bot.store.watches(ANN)) == 2


async def test_a_word_for_several_clocks_is_asked_about_with_buttons(bot: Bot) -> None:
    await bot.ask(LI, "/subscribe")
    asked = await bot.ask(LI, "/timezone CST")
    assert asked.text == "CST可以指好几个时区。您那里现在是几点？"
    assert asked.labels == ["02:00 UTC+8 北京", "13:00 芝加哥（美中）"]
    assert (await bot.press(LI, "芝加哥")).startswith("时区：America/Chicago")
    assert settings_of(bot, LI).timezone == "America/Chicago"


async def test_nobody_reaches_another_chats_watch(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(LI, "/subscribe")
    await bot.ask(ANN, "/watch impact >= 60")
    [kept] = bot.store.watches(ANN)
    toast = await bot.api.answer_of(bot.api.press_data(LI, bot.last(LI).id, f"2:D:{kept.id}"))
    assert toast == "已删除"  # of a watch that this chat does not have, nothing
    assert bot.store.watches(ANN) == [kept]
    assert await bot.api.answer_of(bot.api.press_data(LI, bot.last(LI).id, f"2:e:{kept.id}")) == "这条自定义提醒已经不在了。"


# --- portability


FULL = Subscription(
    chat_id=ANN, lang="zh-Hans", impact=35, direction=5, loud=55, modes={"minutes": Mode.DIGEST},
    own={"repo_operation": Thresholds(impact=50)},
    is_short=True, timezone="Asia/Tokyo", digest=Rhythm.DAILY, digest_hour=7, digest_weekday=0, quiet_from=1380, quiet_until=400,
    breakthrough=70, remind_fomc=60, remind_h41=15, remind_auction=1440, receipts=ReceiptMode.MESSAGE,
    pictures=False,
)  # fmt: skip


async def test_settings_travel_from_one_chat_to_another(bot: Bot) -> None:
    bot.store.subscribe(FULL)
    await bot.ask(ANN, "/watch 常备回购 >= 200亿")
    text = (await bot.ask(ANN, "/export")).text
    body = text[text.index("{") :]
    assert str(ANN) not in body
    assert json.loads(body)["watches"] == [{"text": "常备回购 >= 200亿", "pause_hours": 6}]
    await bot.ask(LI, "/subscribe")
    assert (await bot.ask(LI, f"/import {body}")).text.startswith("✅ 导入成功。")
    assert settings_of(bot, LI) == replace(FULL, chat_id=LI)
    assert [kept.text for kept in bot.store.watches(LI)] == ["常备回购 >= 200亿"]


async def test_an_import_as_an_answer_to_the_export(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    await bot.ask(ANN, "/threshold 44")
    shown: Message = await bot.ask(ANN, "/export")
    await bot.ask(ANN, "/threshold 10")
    assert (await bot.ask(ANN, "/import", answers=shown)).text.startswith("✅ Taken over.")
    assert settings_of(bot).impact == 44


@pytest.mark.parametrize(
    "typed",
    [
        "/export",
        '/import {"fedtide":1}',
        "/quiet 23-7",
        "/digest daily",
        "/snooze 1h",
        "/timezone UTC",
        "/form short",
        "/pictures off",
        "/watch",
        "/receipts off",
    ],
)
async def test_settings_begin_with_a_subscription(bot: Bot, typed: str) -> None:
    assert (await bot.ask(ANN, typed)).text == "This chat is not subscribed yet; its settings begin with that."


# --- the first minute


async def test_an_example_is_one_press_away_before_anything_has_come_out(bot: Bot) -> None:
    await bot.ask(ANN, "/start")
    bot.api.press(ANN, "Show me a real alert")
    await bot.api.until(lambda: len(bot.api.messages(ANN)) == 3)
    [_, note, example] = bot.api.messages(ANN)
    assert note.text == "This is an alert from the past, as it would come:"
    assert example.text.startswith("Fed's SRF lends $50.35bn, most in 250 operation days; month-end\nSize: notable (36/100)")
    assert example.labels == ["🔔 Subscribe"]


async def test_the_example_is_the_latest_notable_alert_once_there_is_one(bot: Bot) -> None:
    a_publication(bot.store)
    await bot.ask(LI, "/start")
    await bot.press(LI, "订阅")
    bot.api.press(LI, "看例子")
    await bot.api.until(lambda: len(bot.api.messages(LI)) == 3)
    assert bot.api.messages(LI)[-1].text == "回购300 RP 103125 3"
    assert bot.api.messages(LI)[-1].labels == ["为什么", "表格", "设提醒", "图表", "历史", "🔕 不再推送此类"]


async def test_settings_survive_a_second_program_that_knows_less(bot: Bot) -> None:
    """What one command changes leaves everything else as it was."""
    bot.store.subscribe(FULL)
    for typed in ("/threshold 36", "/snooze 1h", "/snooze off", "/form long", "/form short", "/threshold 35"):
        await bot.ask(ANN, typed)
    assert settings_of(bot) == FULL


async def test_answers_of_a_chat_do_not_overtake_each_other(bot: Bot) -> None:
    await bot.ask(ANN, "/subscribe")
    page = await bot.ask(ANN, "/threshold")
    queries = [bot.api.press_data(ANN, page.id, f"2:T:{impact}:0:30") for impact in (25, 30, 35, 40)]
    await asyncio.gather(*(bot.api.answer_of(query) for query in queries))
    await bot.api.until(lambda: "Impact 40" in page.labels)
    assert settings_of(bot).impact == 40


def test_nothing_of_the_chat_is_in_an_export() -> None:
    fields: set[str] = set(Subscription.__dataclass_fields__)
    left_out: dict[str, Any] = dict.fromkeys(fields - set(FIELDS) - {"modes", "own"})
    assert set(left_out) == {"chat_id", "thread_id", "chat_type", "channel", "active", "snoozed_until"}
