"""docs/rules.md is current, and every documented mechanism has its rules."""

from dataclasses import replace
from datetime import date

import pytest

from bot.render import rule_texts
from bot.render.rulebook import condition, effect, markdown, measured, short_effect
from rules.document import load_mechanisms, load_rulebook
from rules.model import Statistic, Statistics

RULEBOOK = load_rulebook()
MECHANISMS = [
    "balance-sheet-size",
    "balance-sheet-composition",
    "treasury-purchases",
    "repo-injection",
    "reverse-repo-drain",
    "operations-loop",
    "forward-guidance",
    "rate-path",
    "rate-independent-liquidity",
    "real-yield",
    "inflation-hedge",
    "reserve-cascade",
    "risk-correlation",
    "funding-stress",
    "treasury-supply",
    "positioning",
]
"""As the source article gives them."""
AMPLIFIERS = {"operations-loop", "risk-correlation", "positioning"}
"""They scale other mechanisms and never push alone."""


def test_the_document_is_current(root):
    assert (root / "docs" / "rules.md").read_text(encoding="utf-8") == markdown(RULEBOOK), "run make rules/docs"


def test_the_documented_mechanisms_are_all_there():
    assert list(load_mechanisms()[1]) == MECHANISMS


def test_the_list_is_the_one_of_the_documents(shared):
    rows = (shared / "mechanisms.md").read_text(encoding="utf-8").splitlines()
    assert [row.split("`")[1] for row in rows if row.startswith("| `")] == MECHANISMS


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_a_rule_that_scores(mechanism):
    rules = [rule for rule in RULEBOOK.rules if rule.mechanism == mechanism and rule.status in ("stable", "experimental")]
    assert rules != []
    assert mechanism not in AMPLIFIERS or all(rule.is_amplifier for rule in rules)


def test_only_named_sources_back_more_than_judgement():
    backed = {rule.id: rule.evidence.level for rule in RULEBOOK.rules if rule.evidence.level != "judgement"}
    assert backed == dict.fromkeys(["fomc-scheduled-decision", "rate-surprise-easier", "rate-surprise-tighter"], "literature")


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_chinese_texts_have_chinese_punctuation(rule):
    for text in (rule_texts.title(rule, "zh-Hans"), rule_texts.rationale(rule, "zh-Hans")):
        assert not set(text) & set(",;:()!?"), text


def test_shipped_rules_are_translated_in_their_catalog_alone():
    assert [rule.id for rule in RULEBOOK.rules if rule.translations] == []


def test_what_was_measured_stands_beside_the_claim():
    rule = RULEBOOK.rule("real-yield-rise")
    found = Statistic("rule:real-yield-rise", 24, 124, median_pct=-0.42, share_up=0.46, ratio_abs=1.31, ratio_low=1.08, ratio_high=1.6)

    def said(*rows):
        return measured(rule, Statistics(date(2019, 1, 1), date(2026, 8, 1), "BTC", {(row.group, row.horizon_hours): row for row in rows}))

    assert said(found) == (
        "124 events, 2019 to 2026, BTC within 24 hours: moves 1.3 times an ordinary window's (95 %: 1.1 to 1.6), "
        "up 46% of the time, median move −0.42%"
    )
    assert said(replace(found, n=19)) == "19 events, 2019 to 2026: too few, 20 are needed"
    assert said(replace(found, n=1)) == "1 event, 2019 to 2026: too few, 20 are needed"
    assert said() == "0 events, 2019 to 2026: too few, 20 are needed"
    assert measured(rule, None) == "not measured yet"


def test_conditions_and_effects_in_words():
    said = {rule.id: (condition(rule), effect(rule.effect), short_effect(rule.effect)) for rule in RULEBOOK.rules}
    assert said["standing-repo-strain-month-end"] == (
        "Facility is standing repo; Calendar is month-end; Day's total above $5bn; Accepted at least $1bn; not: a small-value operation",
        "▼ down, strength from 0 at $5bn to 0.42 at $50bn of: Day's total",
        "down ≤0.42",
    )
    assert said["fomc-unscheduled-easing"] == (
        "outside the scheduled meetings; Rate decision is cut or Fed liquidity is more than before",
        "▲ up, strength 1",
        "up 1",
    )
    assert said["emergency-regime"][1:] == ("multiplies funding-stress, repo-injection by 1.2", "×1.2")
    assert said["equity-link"][1:] == (
        "multiplies every mechanism by 0.8 at 0.2, 1 at 0.4, 1.3 at 0.7, linear between, of: BTC–S&P 500 correlation, 60 days",
        "×0.8–1.3",
    )
