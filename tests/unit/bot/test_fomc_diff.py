"""What a statement says otherwise than the one before: aligned by sentence, then by word."""

import pytest

from bot.fomc.diff import ALIKE, FOLD, Change, changes
from bot.fomc.glossary import glossary

HOLD = "The Committee decided to maintain the target range for the federal funds rate at 3-1/2 to 3-3/4 percent."
CUT = "The Committee decided to lower the target range for the federal funds rate by 1/4 percentage point to 3-1/4 to 3-1/2 percent."


def told(change: Change) -> str:
    """`[-gone-]` and `{+new+}` among what stays."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return " ".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


def between(before: str, after: str) -> list[str]:
    return [told(change) for change in changes(before, after)]


def test_the_same_text_has_no_changes() -> None:
    text = f"Growth is solid.\n\n{HOLD}"
    assert changes(text, text) == ()


@pytest.mark.parametrize(
    "after",
    [
        "Prices rose. Growth is solid.",
        "growth is SOLID.\n\nPrices\u00a0rose",
        "Growth is solid; prices rose.".replace("; prices", ". Prices"),
    ],
    ids=["moved", "typography", "joined"],
)
def test_order_letter_case_and_typography_are_no_change(after: str) -> None:
    assert changes("Growth is solid. Prices rose.", after) == ()


def test_words_within_a_sentence() -> None:
    assert between("Job gains have been strong and unemployment is low.", "Job gains have been weak and unemployment is low.") == [
        "Job gains have been [-strong-] {+weak+} and unemployment is low."
    ]


def test_a_target_range_changes_as_a_whole() -> None:
    [line] = between(HOLD, CUT)
    assert line.startswith("The Committee decided to [-maintain-] {+lower+} the target range for the federal funds rate ")
    assert line.endswith(" [-at 3-1/2 to 3-3/4-] {+by 1/4 percentage point to 3-1/4 to 3-1/2+} percent.")


def test_unchanged_words_are_folded_before_between_and_after() -> None:
    before = "a1 b1 c1 d1 e1 f1 OLD g1 h1 i1 j1 k1 l1 m1 n1 o1 p1 OLD q1 r1 s1 t1 u1 v1"
    assert between(before, before.replace("OLD", "NEW")) == [
        f"{FOLD} c1 d1 e1 f1 [-OLD-] {{+NEW+}} g1 h1 i1 j1 {FOLD} m1 n1 o1 p1 [-OLD-] {{+NEW+}} q1 r1 s1 t1 {FOLD}"
    ]


def test_changes_that_only_a_link_word_parts_are_one() -> None:
    [line] = between("Risks have risen in May and shall stay here.", "Risks had fallen in June and shall stay here.")
    assert line == "Risks [-have risen in May-] {+had fallen in June+} and shall stay here."


def test_sentences_that_are_new_or_gone_stand_whole() -> None:
    assert between("Growth is solid. Nobody knows why.", "Growth is solid. Banks hold plenty of cash today.") == [
        "{+Banks hold plenty of cash today.+}",
        "[-Nobody knows why.-]",
    ]


def test_a_sentence_cut_short_is_reworded_not_gone_and_new() -> None:
    [line] = between(
        "Inflation has made progress toward the goal of the Committee but remains quite high.", "Inflation remains quite high."
    )
    assert line.startswith("Inflation [-has made progress")


def test_each_sentence_is_paired_once_with_the_one_most_like_it() -> None:
    lines = between("One two three four five. One two three nine ten.", "One two three four six. One two three nine eleven.")
    assert sorted(lines) == ["One two three four [-five.-] {+six.+}", "One two three nine [-ten.-] {+eleven.+}"]


def test_a_repeated_sentence_counts_as_often_as_it_stands_there() -> None:
    assert between("Growth is solid. Growth is solid.", "Growth is solid.") == ["[-Growth is solid.-]"]


def test_votes_and_the_line_on_the_release_are_left_out() -> None:
    before = f"{HOLD}\n\nVoting for this action were Ann B. Adams and Carl D. Dean."
    after = f"The Federal Open Market Committee approved the following statement for release by a 12 – 0 vote:\n\n{HOLD}"
    assert changes(before, after) == ()
    assert changes(before, after.replace("vote:\n\n", "vote: ")) == ()


def test_the_balance_sheet_goes_before_the_economy() -> None:
    before = "Economic activity is weak. Holdings stay as they are."
    after = "Economic activity is strong. Reserves shall be held at ample levels from now on. Households bought boats."
    topics = [[phrase.topic for phrase in change.phrases] for change in changes(before, after)]
    assert topics[0] == ["balance_sheet"]
    assert between(before, after)[-1] != "Economic activity is [-weak.-] {+strong.+}"


def test_the_phrases_are_those_that_the_change_touches() -> None:
    before = "Inflation is low and reserve balances are large."
    [change] = changes(before, before.replace("large", "somewhat above ample"))
    assert [phrase.words for phrase in change.phrases] == ["somewhat above ample"]
    assert change.weight > glossary().weights["balance_sheet"]


def test_the_threshold_of_likeness_is_a_share() -> None:
    assert 0 < ALIKE < 1
    assert between("One two three four.", "One two seven eight.")[0].startswith("One two [-three four.-]")
    assert len(between("One two three four.", "One six seven eight.")) == 2


def test_texts_without_end_are_compared_in_bounds() -> None:
    endless = " ".join(["word"] * 8_000)
    [change] = changes(f"Old {endless}.", f"New {endless}.")
    assert [piece.kind for piece in change.pieces] == ["removed", "added"]
    crowds = " ".join(f"It is so {n}." for n in range(4_000)), " ".join(f"It was so {n}." for n in range(4_000))
    assert len(changes(*crowds)) > 4_000
