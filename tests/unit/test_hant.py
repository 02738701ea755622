"""Traditional Chinese: derived as it stands, every term reviewed, nothing simplified left; typed words are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import languages
from bot.chat.typed.changes import KindMode, KindThreshold, guess_language, kinds_typed, read_kind, read_language, read_threshold
from bot.chat.typed.typed_times import SetForm, read_form, read_receipts, read_zone
from bot.fomc.glossary import glossary
from bot.i18n import texts
from bot.kinds import typed
from bot.languages import typed_by
from bot.model import Mode
from bot.render.words import quoted
from bot.settings import load_settings
from bot.terms import find
from rules.spellings import simplified, traditional
from rules.watch import parse_watch
from tests.hant.__main__ import derived, offered
from tests.hant.conversion import converted, left_over, table, unreviewed


def simplified_texts(root: Path) -> Iterator[str]:
    for path in sorted((root / "bot/locale").glob("*/zh_Hans.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id:
                    yield from [message.string] if isinstance(message.string, str) else list(message.string)
    yield from (gloss for phrase in glossary().phrases.values() for lang, gloss in phrase.glosses.items() if lang == "zh-Hans")


def test_what_is_committed_is_what_is_derived(root: Path) -> None:
    found = dict(derived())
    assert len(found) >= 8
    for path, text in found.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.relative_to(root)}: run make hant"


def test_every_term_was_reviewed(root: Path) -> None:
    every = list(simplified_texts(root))
    assert len(every) > 1000
    assert [found for text in every for found in unreviewed(text)] == []


def test_nothing_simplified_and_no_other_word_is_left(root: Path) -> None:
    assert [found for text in simplified_texts(root) for found in left_over(converted(text))] == []


@pytest.mark.parametrize(("text", "named"), [("这种结构性票据的贷款条件", ["票据"]), ("可转债", ["转债"])])
def test_a_term_that_nobody_reviewed_is_named(text: str, named: list[str]) -> None:
    assert [name for name in named if any(name in found for found in unreviewed(text)) or name not in table()] == named
    assert list(unreviewed("这种债券的新贷法")) != []


@pytest.mark.parametrize("text", ["聯准會縮表", "常備回購", "联準會", "通脹", "收益率", "4周"])
def test_a_form_that_taiwan_does_not_write_is_named(text: str) -> None:
    assert list(left_over(text)) != []


def test_words_by_eye() -> None:
    """As Taiwan's central bank and press write them; taken from neither the table nor the converter."""
    assert converted("美联储缩表") == "聯準會縮表"
    assert converted("隔夜逆回购（回笼）利率3.75%") == "隔夜附賣回（回收）利率3.75%"
    assert converted("通胀与10年期实际收益率") == "通膨與10年期實質殖利率"
    assert converted("加息25基点") == "升息25基點"
    assert converted("国债拍卖") == "公債標售"
    assert converted("点阵图：贴现窗口") == "點陣圖：貼現窗口"
    assert converted("鲍威尔主张按兵不动") == "鮑爾主張按兵不動"
    assert converted("级别：少见｜无新信息") == "等級：少見｜無新消息"
    assert converted("总资产6.58万亿美元，周一公布") == "總資產6.58兆美元，週一公布"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("7天后", "7天後"),
        ("净发行高出常态", "淨發行高出常態"),
        ("偏鸽（偏松）", "偏鴿（偏鬆）"),
        ("路径转松", "路徑轉鬆"),
        ("折合每月", "折合每月"),
        ("台北时间", "台北時間"),
        ("资金松紧", "資金鬆緊"),
        ("价格里", "價格裡"),
        ("资金回流", "資金回流"),
        ("直接回复那条", "直接回覆那條"),
        ("不赞助", "不贊助"),
        ("这种拟合并不稳定", "這種擬合並不穩定"),
    ],
)
def test_characters_that_stand_for_several(simplified: str, traditional: str) -> None:
    """Where the converter alone took the wrong one, or could: found by reading the catalogs."""
    assert converted(simplified) == traditional


def test_no_hair_goddess_or_pine_is_in_a_text_about_the_fed(root: Path) -> None:
    files = [path.read_text(encoding="utf-8") for path in (root / "bot/locale").rglob("zh_Hant.*")]
    assert len(files) >= 8
    assert [found for text in files for found in re.findall("[髮松臺摺麵乾迴讚]|天后|皇后|回復那|合併不", text)] == []


def test_names_are_those_of_the_table() -> None:
    simplified_names = languages.CHINESE_NAMES
    assert {who: converted(name) for who, name in simplified_names.items()} == languages.TAIWAN_NAMES


@pytest.mark.parametrize("code", ["zh-hant", "zh-TW", "zh-HK", "zh-mo", "zh-Hant-TW", "zh_TW"])
def test_an_app_in_traditional_chinese_is_greeted_in_it(code: str) -> None:
    assert guess_language(code, "en") == "zh-Hant"
    assert guess_language("zh", "en") == guess_language("zh-hans", "en") == guess_language("zh-CN", "en") == "zh-Hans"
    assert guess_language(None, "zh-Hant") == guess_language("", "zh-Hant") == guess_language("xx", "zh-Hant") == "zh-Hant"


def test_it_can_be_chosen() -> None:
    assert load_settings({"FEDTIDE_LANG": "zh-Hant"}).lang == "zh-Hant"
    assert {read_language([word]) for word in ("tw", "zh-Hant", "zh-TW", "繁體中文", "繁体", "正體中文")} == {"zh-Hant"}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("常備附買回 >= 200億", "常备回购 >= 200亿"),
        ("隔夜附賣回 >= 1兆", "隔夜逆回购 >= 1万亿"),
        ("準備金周變化 <= -500億", "准备金周变化 <= -500亿"),
    ],
)
def test_typed_conditions_are_understood(typed: str, same: str) -> None:
    assert parse_watch(typed).condition == parse_watch(same).condition


def test_marks_of_quotation_are_the_languages_own() -> None:
    assert [quoted("ample", texts("alerts", lang)) for lang in ("en", "zh-Hans", "zh-Hant")] == ["“ample”", "“ample”", "「ample」"]


def test_words_to_type_are_told_in_the_readers_characters() -> None:
    assert typed("repo_operation", "zh-Hant") == "附買回"
    assert typed("repo_operation", "zh-Hans") == "回购"
    assert typed("repo_operation", "en") == "repo"
    assert kinds_typed("zh-Hant") == (
        "聲明、資產負債表、紀要、購債計畫、操作政策聲明、演講、新聞稿、附買回、附賣回、購債、機構債、公債標售、隔夜利率、實質利率、財政部現金"
    )
    assert typed_by("zh-Hant", ("impact", "影响")) == ["影響"]
    assert typed_by("en", ("impact", "影响")) == ["impact"]


def test_every_word_that_is_told_is_understood() -> None:
    assert len(offered()) > 100
    assert [word for word in offered() if simplified(traditional(word)) != simplified(word) or list(left_over(traditional(word)))] == []


def test_every_example_to_type_reads_as_the_simplified_one(root: Path) -> None:
    """Of any text: what stands in it to be typed means the same in both."""
    told = [code for text in simplified_texts(root) for code in re.findall(r"<code>(.*?)</code>", text) if not code.isascii()]
    assert len(told) > 20
    assert [code for code in told if simplified(converted(code)) != simplified(code)] == []


def test_what_says_no_in_traditional_characters_is_understood() -> None:
    assert read_threshold(["附買回", "關閉"]) == KindMode("repo_operation", Mode.OFF)
    assert read_threshold(["附買回", "影響", "預設"]) == KindThreshold("repo_operation", "impact", None)
    assert read_form(["簡短"]) == read_form(["简短"]) == SetForm("short")
    assert read_form(["豐富格式"]) == read_form(["富文本"]) == SetForm("rich")
    assert read_receipts(["訊息"]) == read_receipts(["消息"])
    assert read_zone(["台北"]) == read_zone(["臺北"]) == read_zone(["台灣"]) == "Asia/Taipei"


def test_typed_words_are_understood() -> None:
    assert find("縮表") is find("缩表") is not None
    assert find("附買回") is find("回购") is not None
    assert read_kind(["紀要"]) == read_kind(["纪要"]) == "minutes"
    assert simplified("SRF >= 20bn") == "SRF >= 20bn"
    assert simplified("缩表") == "缩表"


def test_the_document_names_every_term_that_taiwan_calls_otherwise(root: Path) -> None:
    told = (root / "docs/chinese.md").read_text(encoding="utf-8").partition("## Traditional Chinese")[2]
    rows = [row for row in table().values() if row.is_other_word or row.topic == "Names"]
    assert len(rows) > 150
    assert [row.simplified for row in rows if f"{row.simplified} → {row.traditional}" not in told] == []
