"""The stance of a sentence by word list: pairs, phrases on policy, negation, clauses; and the tone of a text."""

import tomllib
from pathlib import Path

import pytest

from bot.fomc.stance import Hit, stance, tone, tone_of
from tests.stance_score import f1_of, result, weighted_f1


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Inflation remains elevated.", "hawkish"),
        ("Job gains were robust.", "hawkish"),
        ("The unemployment rate fell further.", "hawkish"),
        ("Members favored removal of policy accommodation.", "hawkish"),
        ("Inflation moved down.", "dovish"),
        ("The unemployment rate has increased.", "dovish"),
        ("Economic activity weakened.", "dovish"),
        ("The dollar appreciated strongly.", "dovish"),
        ("Policy was to stay accommodative for a considerable time.", "dovish"),
        ("The staff presented a review of communications.", "neutral"),
        ("The Committee decided to maintain the target range.", "neutral"),
        ("The weather was strong.", "neutral"),
        ("", "neutral"),
    ],
)
def test_labels(sentence: str, label: str) -> None:
    assert stance(sentence).label == label


def test_what_counted_is_named() -> None:
    found = stance("Inflation rose, and unemployment rose.")
    assert found.hits == (Hit("inflation rose", 1), Hit("unemployment rose", -1))
    assert (found.score, found.label) == (0.0, "neutral")


@pytest.mark.parametrize(
    ("sentence", "label"),
    [("Inflation has not declined.", "hawkish"), ("Growth did not strengthen.", "dovish"), ("It isn't restrictive.", "dovish")],
)
def test_negation_turns_it_round(sentence: str, label: str) -> None:
    assert stance(sentence).label == label


def test_a_concept_and_its_direction_stand_in_one_clause_and_near() -> None:
    assert stance("Inflation was discussed; the mountain is high.").label == "neutral"
    assert stance("Inflation was a topic that many of those in the large room at last saw fall.").label == "neutral"


def test_each_direction_is_used_once() -> None:
    assert stance("Prices and wages rose.").score == 1.0


def test_the_longest_phrase_counts() -> None:
    assert stance("Inflation expectations rose.").hits == (Hit("inflation expectations rose", 1),)
    assert stance("Less accommodative policy was favored.").label == "hawkish"


def test_tone_is_a_balance_of_sentences_without_votes() -> None:
    text = "Inflation rose. Unemployment rose. Inflation is high. The Committee met."
    assert tone(text) == 0.25
    assert tone(text + "\n\nVoting for the action were Ann B. Example, who saw inflation high, and Carl Sample.") == 0.25
    assert tone_of(["Growth slowed.", "Growth slowed. Nothing else."]) == -0.67
    assert tone("") is None


def test_the_vocabulary_is_lower_case_and_stands_once(root: Path) -> None:
    data = tomllib.loads((root / "bot/fomc/stance.toml").read_text(encoding="utf-8"))
    listed = [phrase for table in ("concepts", "directions", "policy", "negations") for words in data[table].values() for phrase in words]
    assert [phrase for phrase in listed if phrase != phrase.lower()] == []
    assert sorted(phrase for phrase in set(listed) if listed.count(phrase) > 1) == []


def test_a_clause_without_end_is_read_in_bounds() -> None:
    assert stance("inflation up " * 5_000).label == "hawkish"


def test_f1_by_hand() -> None:
    truth, said = ["a", "a", "b", "b"], ["a", "b", "b", "b"]
    assert f1_of("a", truth, said) == pytest.approx(2 / 3)
    assert f1_of("b", truth, said) == pytest.approx(0.8)
    assert f1_of("c", truth, said) == 0
    assert weighted_f1(truth, said) == pytest.approx((2 * 2 / 3 + 2 * 0.8) / 4)


def test_it_beats_a_published_rule_list_on_labelled_sentences(shared: Path) -> None:
    found = result(shared / "history/labels/fomc_hawkish_dovish_train.csv")
    assert found.sentences == 1881
    assert found.weighted_f1 > 0.5 > found.baseline_f1
