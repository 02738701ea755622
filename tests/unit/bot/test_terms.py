"""The glossary: complete in every language, found by any of their names, short enough to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import terms
from bot.chat.answers.term_commands import listing, meaning, unknown
from bot.i18n import texts
from bot.languages import LANGUAGES, SOURCE
from tests.hostile.corpus import TEXTS

CHAT = {lang: texts("chat", lang) for lang in LANGUAGES}
EVERY = terms.glossary().values()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("QT", "qt"), ("缩表", "qt"), ("Quantitative Tightening", "qt"), ("q.t.", "qt"), ("ＱＴ", "qt"), ("run-off", "qt"),
        ("量化紧缩", "qt"),
        ("on-rrp", "on-rrp"), ("ONRRP", "on-rrp"), ("reverse repos", "on-rrp"), ("逆回购", "on-rrp"), ("repos", "repo"), ("r*", "r-star"),
        ("R-Star", "r-star"), ("bps", "basis-point"), ("h41", "h41"), ("h.4.1", "h41"), ("T bills", "bills"), ("tbill", "bills"),
        ("dots", "dots"), ("点阵图", "dots"), ("IORB", "iorb"), ("准备金", "reserves"), ("财政部账户", "tga"), ("放水", "qe"),
        ("缩表是什么？", "qt"), ("什么是常备回购", "srf"), ("what is net liquidity?", "net-liquidity"), ("What's the SRF", "srf"),
        ("what does hawkish mean?", "hawkish"), ("静默期是什么意思", "blackout"), ("  TGA  ", "tga"),
    ],
)  # fmt: skip
def test_a_term_is_found_by_any_of_its_names(said: str, name: str) -> None:
    found = terms.find(said)
    assert found is not None and found.id == name


@pytest.mark.parametrize(("said", "names"), [
    ("quantative tightning", ["qt"]), ("SOFRR", ["sofr"]), ("discont window", ["discount-window"]), ("缩表了", ["qt"]),
    ("premium", ["term-premium"]),
    ("美联储的静默期", ["blackout"]), ("moon", []), ("？", []), ("", []), ("x" * 5000, []),
])  # fmt: skip
def test_what_is_no_term_is_told_its_neighbours(said: str, names: list[str]) -> None:
    assert terms.find(said) is None
    assert [found.id for found in terms.near(said)][:1] == names


@pytest.mark.parametrize(("text", "name"), [
    ("when will the Fed end QT?", "qt"), ("美联储什么时候停止缩表", "qt"),
    ("is quantitative easing the same as reserve management purchases", "rmp"),
    ("why does the overnight reverse repo matter", "on-rrp"), ("hello there", None), ("squats", None), ("", None),
])  # fmt: skip
def test_a_sentence_is_about_the_longest_term_in_it(text: str, name: str | None) -> None:
    found = terms.mentioned(text)
    assert (found.id if found else None) == name


def test_there_are_enough_terms_each_under_a_topic() -> None:
    assert len(EVERY) >= 45
    assert {term.topic for term in EVERY} == set(terms.topics())


def test_no_two_terms_share_a_name() -> None:
    owners: dict[str, set[str]] = {}
    for term in EVERY:
        for word in (term.short, term.name, *(term.called(lang) for lang in LANGUAGES), *term.words):
            owners.setdefault(terms.folded(word), set()).add(term.id)
    assert {word: sorted(ids) for word, ids in owners.items() if word and len(ids) > 1} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_is_told_in_two_lines_under_its_name(lang: str) -> None:
    longest = 180 if lang == SOURCE else 75
    told = {term.id: meaning(term, CHAT[lang]).split("\n") for term in EVERY}
    assert {name: lines for name, lines in told.items() if len(lines) != 3 or max(map(len, lines[1:])) > longest or "" in lines} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_names_every_term_as_it_can_be_typed(lang: str) -> None:
    said = listing(CHAT[lang])
    assert len(said) < 2000
    assert [term.id for term in EVERY if term.briefly(lang) not in said or terms.find(term.briefly(lang)) is not term] == []


def test_it_reads_as_a_reader_would_see_it() -> None:
    qt = terms.glossary()["qt"]
    assert meaning(qt, CHAT["en"]).startswith("<b>Quantitative tightening</b> (QT)\nThe Fed lets securities mature")
    assert meaning(qt, CHAT["zh-Hans"]).startswith("<b>缩表</b>（QT、Quantitative tightening）\n美联储让到期债券不再全部续作")
    assert unknown("SOFRR", "zh-Hans").said(CHAT["zh-Hans"]) == "没有“SOFRR”这个术语。您要找的是不是：<code>/term SOFR</code>"


@given(st.one_of(st.text(max_size=300), st.sampled_from(TEXTS)))
def test_whatever_is_asked_is_answered_without_markup_of_the_asker(said: str) -> None:
    for lang, tx in CHAT.items():
        told = unknown(said, lang).said(tx)
        assert told.count("<") == 2 * len(terms.near(said))
    terms.find(said), terms.mentioned(said)
