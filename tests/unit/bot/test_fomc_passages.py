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


@pytest.mark.parametrize(
    "sentence",
    [
        "Lenders can refuse to roll over a repo tomorrow, whatever the collateral.",
        "The rule limits qualified financial contracts, derivatives and repurchase agreements among them.",
        "Dealers fund their inventories in the repo market.",
        "The bank met its obligations under the Community Reinvestment Act.",
        "Firms reinvest their earnings at home.",
        "The ratio assumes a deposit run-off of ten percent.",
        "Run-off rates of wholesale funding were raised.",
        "Foreign holdings of Treasury securities rose.",
        "Purchases of Treasury securities by hedge funds were large.",
        "The European Central Bank began its quantitative easing in 2015.",
        "Dealers' balance sheets were constrained, and so were the balance sheets of banks.",
        "The Board reserves the right to act, and official reserves abroad fell.",
        # the 1990s and 2000s
        "Countries with large foreign currency reserves were spared in 1998.",
        "A retailer's balance sheet and its loss reserves tell little of its prospects.",
        "The Mexican authorities drew on international reserves in 1995.",
    ],
)
def test_a_speech_on_others_repos_reserves_and_balance_sheets_has_no_passage(sentence: str) -> None:
    assert in_speech([sentence]) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The Desk conducts overnight repos each morning.",
        "Our standing repo operations cap money market rates.",
        "The Federal Reserve offered term repo operations in large size.",
        "The central bank lends through repurchase agreements with its facilities open to all.",
        "Take-up of the overnight reverse repo facility fell.",
    ],
)
def test_the_feds_own_repos_are_passages(sentence: str) -> None:
    assert [passage.words for passage in in_speech([sentence])] == [sentence]


@pytest.mark.parametrize(
    "entry",
    [
        "A. Person, Manager, System Open Market Account",
        "B. Person, Deputy Manager, System Open Market Account; C. Person, Director, Division of Reserve Bank Operations, Board",
        "D. Person, Associate Director, Division of Monetary Affairs, Reserve Operations and Balance Sheet Analysis Section",
        "E. Person, Assistant Vice President, Treasury Market Analysis, Federal Reserve Bank of New York",
        # the 1990s and 2000s
        "Mr. F. Person, Manager, System Open Market Account",
        "Messrs. G. Person and H. Person, Assistant Secretaries; Mr. I. Person, Adviser, Repurchase Agreements Section",
    ],
)
def test_a_list_of_those_present_is_no_discussion(entry: str) -> None:
    assert in_minutes(["Attendance", entry]) == ()
    report = "The Manager of the System Open Market Account reported on foreign exchange markets."
    assert in_minutes([entry, report, "The Deputy Manager, SOMA, noted that reserves were ample."])[0].words.startswith("The Deputy")


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
    assert len(in_speech(["Reserves were ample. " * (MOST + 5)])) == MOST


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


@pytest.mark.parametrize(
    "sentence",
    [
        "Money market funds hold repo and commercial paper, and stablecoins hold reserves in Treasury bills that back the coins.",
        "The Bank of England has begun quantitative tightening, selling gilts from its portfolio since the autumn.",
        "The Riksbank has shrunk its balance sheet by letting bonds mature.",
        "Insurers shrank their balance sheets by selling securities holdings, and the reduction was sharp.",
        "Issuers of such tokens keep reserves in bank deposits.",
    ],
)
def test_a_speech_on_tokens_insurers_and_other_central_banks_has_no_passage(sentence: str) -> None:
    assert in_speech([sentence]) == ()


def test_the_size_of_our_balance_sheet_is_the_feds() -> None:
    sentence = "We began to reduce the size of our balance sheet in June."
    assert [passage.words for passage in in_speech([sentence])] == [sentence]


@pytest.mark.parametrize(
    "note",
    [
        "1. Attended the discussion of the balance sheet and reserve management purchases only.",
        "Attended through the discussion of developments in financial markets and SOMA holdings.",
        "2 Present for the discussion of balance sheet normalization.",
    ],
)
def test_who_was_there_for_a_discussion_is_no_discussion(note: str) -> None:
    assert in_minutes([STAFF_SECTION, note]) == ()
