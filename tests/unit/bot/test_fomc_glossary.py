"""The reviewed glossary: complete, in lower case, and found where phrases stand."""

import re

import pytest

from bot.fomc.glossary import BALANCE_SHEET, glossary

PHRASES = glossary().phrases.values()


def test_every_phrase_is_plain_lower_case_and_a_gloss_is_chinese() -> None:
    assert len(PHRASES) > 80
    for phrase in PHRASES:
        assert re.fullmatch(r"[a-z0-9][a-z0-9 -]*[a-z0-9]", phrase.words), phrase.words
        assert all(re.search(r"[\u4e00-\u9fff]", gloss) for gloss in phrase.glosses.values()), phrase.words


def test_terms_of_the_balance_sheet_are_explained_and_plain_words_are_not() -> None:
    assert [phrase.words for phrase in PHRASES if phrase.topic == BALANCE_SHEET and not phrase.glosses] == []
    plain = ("maintain", "target range", "percentage point", "inflation", "somewhat elevated", "economic activity", "incoming data")
    assert [words for words in plain if glossary().phrases[words].glosses] == []


def test_every_topic_has_a_weight_and_the_balance_sheet_the_largest() -> None:
    assert {phrase.topic for phrase in PHRASES} == set(glossary().weights)
    assert max(glossary().weights, key=lambda topic: glossary().weights[topic]) == BALANCE_SHEET


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an ample supply of reserves", ["ample supply of reserves"]),
        ("Reserve Balances are abundant.", ["reserve balances", "abundant"]),
        ("unabundant, inflationary", []),
        ("longer-term inflation expectations", ["longer-term inflation expectations"]),
        ("", []),
    ],
)
def test_phrases_are_found_whole_the_longest_first(text: str, found: list[str]) -> None:
    assert [f.phrase.words for f in glossary().find(text)] == found
    assert [text[f.start : f.end].lower() for f in glossary().find(text)] == found


@pytest.mark.parametrize(
    ("words", "chinese"),
    [("balance sheet runoff", "缩表"), ("ample reserves", "准备金充裕"), ("standing repo facility", "常备回购便利（SRF）")],
)
def test_the_words_that_traders_know(words: str, chinese: str) -> None:
    assert glossary().phrases[words].glosses["zh-Hans"] == chinese
