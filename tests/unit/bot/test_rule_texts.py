"""The rulebook's words in the reader's language."""

from __future__ import annotations

from dataclasses import replace

from bot.render import rule_texts
from rules.document import load_rulebook

BOOK = load_rulebook()
RULE = BOOK.rule("repo-outlier-liquidity")
assert RULE is not None


def test_a_shipped_rule_comes_from_the_catalog() -> None:
    assert rule_texts.title(RULE, "en") == "Liquidity from repo operations far above their usual range"
    assert rule_texts.title(RULE, "zh-Hans") == "回购操作投放流动性远超常态"
    assert rule_texts.rationale(RULE, "zh-Hans").startswith("异常的投放量")
    assert rule_texts.mechanism_title(BOOK.mechanisms["balance-sheet-size"], "zh-Hans") == "资产负债表规模"


def test_an_operators_rule_has_its_own_words_else_english() -> None:
    own = replace(RULE, title="Repos {of} mine", rationale="Because.", translations={"title_zh": "我的回购", "rationale_zh_Hans": "因为。"})
    assert (rule_texts.title(own, "zh-Hans"), rule_texts.rationale(own, "zh-Hans")) == ("我的回购", "因为。")
    assert (rule_texts.title(own, "en"), rule_texts.rationale(own, "en")) == ("Repos {of} mine", "Because.")
    assert rule_texts.title(replace(own, translations={}), "zh-Hans") == "Repos {of} mine"
