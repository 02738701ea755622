"""Sentences on the balance sheet, reserves, repos and the Treasury market, and who says them."""

import pytest

from bot.fomc.passages import (
    COMMITTEE,
    LONGEST,
    MOST,
    PARTICIPANTS,
    SPEAKER,
    STAFF,
    Passage,
    in_minutes,
    in_speech,
    is_passage,
    passage_of,
    phrases_in,
    telling,
)


@pytest.mark.parametrize(
    "sentence",
    [
        "The level of reserves appeared ample.",
        "Participants discussed balance sheet runoff.",
        "They would slow the pace of the run-off.",
        "Usage of standing repo operations rose.",
        "Repurchase agreement rates firmed.",
        "Conditions in the Treasury market were orderly.",
        "The Desk added SOMA holdings.",
        "It was prudent to reduce the size of the balance sheet.",
        "Purchases of Treasury bills began.",
        "Reserves were scarce.",
        "We are shrinking our balance sheet.",
    ],
)
def test_on_the_balance_sheet(sentence: str) -> None:
    assert is_passage(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Household balance sheets were strong.",
        "Oil reserves fell and corporate balance sheets were sound.",
        "Banks raised loan-loss reserves.",
        "The economy has ample room to grow.",
        "Inflation was reported to be lower.",
        "",
        "The level of reserves " + "x" * LONGEST,
    ],
)
def test_not_on_the_balance_sheet(sentence: str) -> None:
    assert not is_passage(sentence)


STAFF_SECTION = "Developments in Financial Markets and Open Market Operations"


def test_the_section_tells_who_speaks() -> None:
    found = in_minutes(
        [
            f"{STAFF_SECTION} The level of reserves fell. The economy grew.",
            "Participants' Views on Current Conditions and the Economic Outlook",
            "Reserves were ample, it was said.",
            "Committee Policy Actions",
            "The run-off was to end.",
        ]
    )
    assert [(passage.by, passage.words) for passage in found] == [
        (STAFF, "The level of reserves fell."),
        (PARTICIPANTS, "Reserves were ample, it was said."),
        (COMMITTEE, "The run-off was to end."),
    ]


@pytest.mark.parametrize(
    ("sentence", "by"),
    [
        ("The manager noted that repo rates rose.", STAFF),
        ("The staff presented options on reserve management.", STAFF),
        ("Several participants saw reserves to be scarce: reserves were low.", PARTICIPANTS),
        ("Market participants saw pressures in repo markets.", STAFF),
        ("All members agreed to end balance sheet runoff.", COMMITTEE),
        ("The Committee decided to slow the run-off.", COMMITTEE),
        ("In repo markets, which were calm for most of the time, as the report on them said at length, staff saw little.", STAFF),
    ],
)
def test_a_sentence_that_names_its_speaker_goes_before_the_section(sentence: str, by: str) -> None:
    [passage] = in_minutes([STAFF_SECTION, sentence])
    assert passage.by == by


def test_a_speech_has_one_speaker_and_passages_have_a_text_form() -> None:
    [passage] = in_speech(["Thank you. Our balance sheet runoff goes on: it is slow."])
    assert passage == Passage(SPEAKER, "Our balance sheet runoff goes on: it is slow.")
    assert passage_of(str(passage)) == passage


def test_no_more_are_kept_than_a_store_should_hold() -> None:
    assert len(in_speech(["Repo rates rose. " * (MOST + 5)])) == MOST


def test_known_phrases_are_those_on_the_balance_sheet_alone_each_once() -> None:
    found = phrases_in([Passage(STAFF, "Inflation and ample reserves."), Passage(STAFF, "Ample reserves and balance sheet runoff.")])
    assert [phrase.words for phrase in found] == ["ample reserves", "balance sheet runoff"]


def test_what_is_new_tells_most_then_participants_then_many_phrases() -> None:
    passages = [
        Passage(STAFF, "Ample reserves, balance sheet runoff and reserve management."),
        Passage(PARTICIPANTS, "Repo rates rose."),
        Passage(STAFF, "Reserves may become scarce."),
        Passage(STAFF, "Repo rates fell."),
    ]
    assert telling(passages, ["scarce"], 1) == [passages[2]]
    assert telling(passages, ["scarce"], 2) == [passages[1], passages[2]]
    assert telling(passages, (), 2) == [passages[0], passages[1]]
