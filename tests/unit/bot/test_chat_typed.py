"""What people type, read without a chat around it."""

import html
import re

import pytest

from bot.audience.quiet_hours import zone_named
from bot.chat.pages.keyboards import AMBIGUOUS_ZONES
from bot.chat.presses import SetDigest, SetQuiet
from bot.chat.typed.changes import KindMode, Threshold, Wrong, guess_language, read_kind, read_language, read_other, read_threshold
from bot.chat.typed.market_words import NOT_PRICES
from bot.chat.typed.typed_times import AMBIGUOUS, WhichZone, read_digest, read_quiet, read_zone
from bot.chat.typed.watch_faults import SENTENCES, fault
from bot.i18n import texts
from bot.model import LANGUAGES, Mode, Rhythm, Subscription
from rules.errors import WatchError
from rules.watch import parse_watch

ALONE = (
    "I tell what the Fed publishes. Ask for example “next FOMC?” or “what's priced in”; /latest shows the last alert, /settings "
    "what you get, /help the rest. To be told of something: <code>/watch standing repo &gt;= 20bn</code>"
)
NO_PRICES = "I watch the Fed, not prices. Try <code>standing repo &gt;= 20bn</code>, or <code>decision = cut</code>. More: /watch"
NO_PRICES_ZH = "我只看美联储，不看币价。可试：<code>常备回购 &gt;= 200亿</code>，或<code>决议 = 降息</code>。更多写法：/watch"
COMMANDS = ("start", "subscribe", "threshold", "settings")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0", Threshold("impact", 0)),
        ("100", Threshold("impact", 100)),
        ("３０", Threshold("impact", 30)),
        ("impact 7", Threshold("impact", 7)),
        ("IMPACT 007", Threshold("impact", 7)),
        ("direction 10", Threshold("direction", 10)),
        ("loud 50", Threshold("loud", 50)),
        ("响铃 50", Threshold("loud", 50)),
        ("fomc_statement off", KindMode("fomc_statement", Mode.OFF)),
        ("fomc all", KindMode("fomc_statement", Mode.ALL)),
        ("h.4.1 scored", KindMode("balance_sheet", Mode.SCORED)),
        ("SRF all", KindMode("repo_operation", Mode.ALL)),
        ("on-rrp off", KindMode("reverse_repo_operation", Mode.OFF)),
        ("纪要 关闭", KindMode("minutes", Mode.OFF)),
    ],
)
def test_thresholds_and_modes(typed: str, expected: Threshold | KindMode) -> None:
    assert read_threshold(typed.split()) == expected


@pytest.mark.parametrize(
    "typed", ["101", "-1", "+5", "3.5", "1,000", "1e2", "impact", "impact x", "impact -0", "direction 1000", "loud off"]
)
def test_numbers_outside_the_scale_are_refused(typed: str) -> None:
    assert isinstance(read_threshold(typed.split()), Wrong)


def test_a_change_touches_only_what_it_names() -> None:
    before = Subscription(chat_id=1, impact=25, modes={"minutes": Mode.OFF})
    assert Threshold("loud", 60).applied(before) == Subscription(chat_id=1, impact=25, loud=60, modes={"minutes": Mode.OFF})
    after = KindMode("repo_operation", Mode.ALL).applied(before)
    assert after.modes == {"minutes": Mode.OFF, "repo_operation": Mode.ALL}
    assert before.modes == {"minutes": Mode.OFF}


@pytest.mark.parametrize(
    ("typed", "lang"), [("en", "en"), ("ZH", "zh-Hans"), ("zh-Hans", "zh-Hans"), ("简体中文", "zh-Hans"), ("English", "en")]
)
def test_languages(typed: str, lang: str) -> None:
    assert read_language([typed]) == lang


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ([], None),
        (["repo"], "repo_operation"),
        (["Reverse", "repo"], "reverse_repo_operation"),
        (["SOFR"], "reference_rate"),
        (["tga"], "cash_balance"),
        (["实际利率"], "yield_change"),
        (["treasury_operation"], "treasury_operation"),
    ],
)
def test_kinds(typed: list[str], kind: str | None) -> None:
    assert read_kind(typed) == kind


@pytest.mark.parametrize(
    ("code", "lang"),
    [
        ("zh-hans", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("en-US", "en"),
        ("de", "zh-Hans"),
        (None, "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_greeting_language_is_the_apps_else_the_operators(code: str | None, lang: str) -> None:
    assert guess_language(code, "zh-Hans") == lang


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/subscibe", "I don't know /subscibe. Did you mean /subscribe?"),
        ("/qqq", "I don't know /qqq. /help lists everything I understand."),
        ("45", "To get alerts from impact 45 on, write <code>/threshold 45</code>"),
        ("45 please", ALONE),
        ("", ALONE),
        ("standing repo >= 20bn", "To be told when that happens, write <code>/watch standing repo &gt;= 20bn</code>"),
        ("what will bitcoin do", NO_PRICES),
    ],
)
def test_what_means_nothing_gets_the_nearest_thing_that_would(typed: str, sentence: str) -> None:
    wrong = read_other(typed, COMMANDS)
    assert wrong.said(texts("chat", "en")) == sentence


def said(wrong: object, lang: str) -> str:
    assert isinstance(wrong, Wrong)
    return wrong.said(texts("chat", lang))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("EDT", "America/New_York"),
        ("Eastern time", "America/New_York"),
        ("E.S.T.", "America/New_York"),
        ("PT", "America/Los_Angeles"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("+0530", "Asia/Kolkata"),
        ("+8", "Etc/GMT-8"),
        ("ＵＴＣ＋８", "Etc/GMT-8"),
        ("UTC−5", "Etc/GMT+5"),
        ("gmt - 5", "Etc/GMT+5"),
        ("UTC+08:00", "Etc/GMT-8"),
        ("utc", "UTC"),
        ("北京时间", "Asia/Shanghai"),
        ("美东时间", "America/New_York"),
    ],
)
def test_zones_as_people_write_them(typed: str, zone: str) -> None:
    assert read_zone(typed.split()) == zone


@pytest.mark.parametrize("typed", ["UTC-3:30", "UTC+99", "Narnia", "+15", "８", "time"])
def test_what_is_no_zone(typed: str) -> None:
    assert "<code>/timezone " in said(read_zone(typed.split()), "en")


def test_a_word_that_means_several_clocks_is_asked_about() -> None:
    assert read_zone(["cst"]) == WhichZone("cst", ("Asia/Shanghai", "America/Chicago"))
    assert read_zone(["IST"]) == WhichZone("IST", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"))
    for zones in AMBIGUOUS.values():
        for zone in zones:
            assert zone_named(zone) == zone
            assert zone in AMBIGUOUS_ZONES


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        ("23：00～07：00", 1380, 420),
        ("２３点到７点", 1380, 420),
        ("晚上11点到早上7点半", 1380, 450),
        ("11pm-7am", 1380, 420),
        ("11 p.m. to 7 a.m.", 1380, 420),
        ("12am until 6am", 0, 360),
        ("23:00 — 07:00", 1380, 420),
        ("22h30-6h45", 1350, 405),
    ],
)
def test_quiet_hours_as_people_write_them(typed: str, begins: int, ends: int) -> None:
    assert read_quiet(typed.split(), SetQuiet()) == SetQuiet(begins, ends)


@pytest.mark.parametrize("typed", ["25-7", "23:60-7", "23点", "11pm", "a-b", "13am-x", "-"])
def test_what_are_no_quiet_hours(typed: str) -> None:
    assert isinstance(read_quiet(typed.split(), SetQuiet()), Wrong)


@pytest.mark.parametrize(
    ("typed", "rhythm", "hour", "weekday"),
    [
        ("每周六9点", Rhythm.WEEKLY, 9, 5),
        ("每星期天 20：00", Rhythm.WEEKLY, 20, 6),
        ("每天８点", Rhythm.DAILY, 8, 0),
        ("every sunday at 9 pm", Rhythm.OFF, 21, 6),
        ("daily 8am", Rhythm.DAILY, 8, 0),
    ],
)
def test_digests_as_people_write_them(typed: str, rhythm: Rhythm, hour: int, weekday: int) -> None:
    assert read_digest(typed.split(), SetDigest(Rhythm.OFF, 7, 0)) == SetDigest(rhythm, hour, weekday)


WATCHES = [
    (
        "btc > 100000",
        NO_PRICES,
        NO_PRICES_ZH,
    ),
    (
        "比特币 > 10万",
        NO_PRICES,
        NO_PRICES_ZH,
    ),
    (
        "when will the Fed cut rates?",
        "I read comparisons, not sentences. Try <code>standing repo &gt;= 20bn</code> or <code>decision = cut</code>. More: /watch",
        "我看不懂整句话，请写成条件。可试：<code>常备回购 &gt;= 200亿</code>，或<code>决议 = 降息</code>。更多写法：/watch",
    ),
    (
        "decision = maybe",
        "decision is never maybe. It is one of: hike, cut, unchanged",
        "“利率决议”不会是“maybe”，只能是：加息、降息、不变",
    ),
    ("impact >= 200", "impact runs from 0 to 100.", "“影响”的范围是0到100。"),
    ("reserves >= 5", "5 lacks its unit. Write 5bn, 5m or 5亿.", "“5”缺单位，请写成5亿或5bn（十亿）。"),
]


@pytest.mark.parametrize(("typed", "english", "chinese"), WATCHES)
def test_what_is_no_watch_gets_an_example_in_the_readers_language(typed: str, english: str, chinese: str) -> None:
    with pytest.raises(WatchError) as caught:
        parse_watch(typed)
    wrong = fault(caught.value, typed)
    assert (said(wrong, "en"), said(wrong, "zh-Hans")) == (english, chinese)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_in_a_sentence_about_watches_works(lang: str) -> None:
    sentences = [*(sentence for _, sentence in SENTENCES), NOT_PRICES]
    examples = [code for text in sentences for code in re.findall("<code>(.+?)</code>", texts("chat", lang).as_it_stands(text))]
    assert len(examples) > 8
    for example in examples:
        if "{" not in example:
            parse_watch(html.unescape(example))


@pytest.mark.parametrize("typed", ["direction", "repo", "repo foo", "repo impact foo", "impact 300", "xx"])
def test_settings_are_named_in_the_readers_language(typed: str) -> None:
    shown = re.sub("<[^>]+>|/[a-z]+", "", said(read_threshold(typed.split()), "zh-Hans"))
    assert set(re.findall("[A-Za-z_]+", shown)) <= {"foo", "xx"}
