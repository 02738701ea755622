"""Statements and notes of every era, in sentences made for these tests: the standard formulas with invented figures and names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.fomc import read_note, read_statement
from bot.fomc.text import day_named, percent, plain, sentences
from bot.fomc.votes import preference_of

BILLION = 1_000_000_000
ON = date(2031, 5, 7)
RANGE = "the target range for the federal funds rate"
TARGET = "its target for the federal funds rate"


def read(text: str, on: date = ON) -> dict[str, Any]:
    return {**read_statement(text, on)}


def decided(text: str) -> tuple[str | None, int | None, float | None, float | None]:
    said = read_statement(text, ON)
    return said["decision"], said["change_bp"], said["target_lower_pct"], said["target_upper_pct"]


# Text.


@pytest.mark.parametrize(
    ("written", "pct"),
    [("3-1/2", 3.5), ("1/4", 0.25), ("3/4", 0.75), ("5", 5.0), ("0", 0.0), ("0.25", 0.25), ("4.0", 4.0), ("zero", 0.0), ("10-5/8", 10.625)],
)
def test_numbers(written: str, pct: float) -> None:
    assert percent(written) == pct


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("3\u20111/2 to 3\u20133/4 percent", "3-1/2 to 3-3/4 percent"),
        ("1 3/4 percent", "1-3/4 percent"),
        ("3½ to 3 ¾ per cent", "3-1/2 to 3-3/4 percent"),
        ("½ percent", "1/2 percent"),
        ("4-\n1/4 percent", "4-1/4 percent"),
        ("1\u20442 percent", "1/2 percent"),
        ("5%", "5 percent"),
        ("a\u00a0b\u200b\u2019s \u201cc\u201d", 'a b\'s "c"'),
        ("one\ntwo\n\n\n three ", "one two\n\nthree"),
    ],
)
def test_plain_text(written: str, read_as: str) -> None:
    assert plain(written) == read_as


def test_sentences_end_at_full_stops_and_paragraphs_not_at_initials() -> None:
    text = "Voting was Ann B. Example of the U.S. Board, Jr. and 0.5 percent. At 2:00 p.m. it began! * Did it?\n\nno stop\n\nNext"
    assert sentences(text) == [
        "Voting was Ann B. Example of the U.S. Board, Jr. and 0.5 percent.",
        "At 2:00 p.m. it began!",
        "Did it?",
        "no stop",
        "Next",
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on December 1", date(2031, 12, 1)),
        ("on December 1, 2032", date(2032, 12, 1)),
        ("Beginning in June", date(2031, 6, 1)),
        ("in May", date(2031, 5, 1)),
        ("in January", date(2032, 1, 1)),
        ("beginning in May 2033", date(2033, 5, 1)),
        ("in early March", None),
        ("later this month", None),
        ("on February 30", None),
    ],
)
def test_days_named(words: str, day: date | None) -> None:
    assert day_named(words, ON) == day


# Decisions.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"The Committee decided to raise {RANGE} by 1/4 percentage point to 3-3/4 to 4 percent.", ("raise", 25, 3.75, 4.0)),
        (f"The Committee decided to lower {RANGE} by 1/2 percentage point, to 1 to 1-1/4 percent.", ("lower", -50, 1.0, 1.25)),
        (f"The Committee decided to lower {RANGE} by 0.75 percentage point to 4 to 4\u20111/4 percent.", ("lower", -75, 4.0, 4.25)),
        (f"The Committee decided to raise {RANGE} by three-quarters of a percentage point to 2 to 2-1/4 percent.", ("raise", 75, 2.0, 2.25)),
        (f"The Committee decided to raise {RANGE} by 1 percentage point to 2 to 2-1/4 percent.", ("raise", 100, 2.0, 2.25)),
        (f"The Committee decided to raise {RANGE} by a quarter percentage point to 2 to 2-1/4 percent.", ("raise", 25, 2.0, 2.25)),
        (f"The Committee decided to raise {RANGE} to 1/2 to 3/4 percent.", ("raise", None, 0.5, 0.75)),
        (f"The Committee decided to raise {RANGE} by 0.5 percentage point to 1-1/4 percent to 1-1/2 percent.", ("raise", 50, 1.25, 1.5)),
        (f"The Committee decided to raise {RANGE} by 25 basis points to 3.50-3.75 percent.", ("raise", 25, 3.5, 3.75)),
        (f"The Committee decided to raise {RANGE} from 1 to 1-1/4 percent to 1-1/4 to 1-1/2 percent.", ("raise", None, 1.25, 1.5)),
        (f"The Committee decided to maintain {RANGE} at 3-1/2 to 3-3/4 percent, in support of its mandate.", ("hold", 0, 3.5, 3.75)),
        (f"The Committee decided today to keep {RANGE} at 0 to 1/4 percent and expects 2 percent inflation.", ("hold", 0, 0.0, 0.25)),
        (f"The Committee will maintain {RANGE} at 0 to 1/4 percent and anticipates more.", ("hold", 0, 0.0, 0.25)),
        (f"The Committee today reaffirmed its view that the current 0 to 1/4 percent {RANGE[4:]} remains appropriate.", ("hold", 0, 0.0, 0.25)),
        (f"In determining how long to maintain the current 0 to 1/4 percent {RANGE[4:]}, it will assess progress.", ("hold", 0, 0.0, 0.25)),
        (f"The Committee decided today to establish a {RANGE[4:]} of 0 to 1/4 percent.", (None, None, 0.0, 0.25)),
        ("The Committee directs the Desk to maintain the federal funds rate in a target range of 0 to 1/4 percent.", (None, None, 0.0, 0.25)),
        (f"The Federal Open Market Committee decided today to lower {TARGET} by 25 basis points to 1 percent.", ("lower", -25, 1.0, 1.0)),
        (f"The Committee today voted to raise {TARGET} 25 basis points to 5 percent.", ("raise", 25, 5.0, 5.0)),
        (f"The Committee has decided to lower {TARGET} 75 basis points to 3-1/2 percent.", ("lower", -75, 3.5, 3.5)),
        (f"The Committee decided today to keep {TARGET} unchanged at 1 3/4 percent.", ("hold", 0, 1.75, 1.75)),
        (f"The Committee decided to maintain the existing stance of monetary policy, keeping {TARGET} at 6-1/2 percent.", ("hold", 0, 6.5, 6.5)),
        (f"The Committee decided today to leave {TARGET} unchanged.", ("hold", 0, None, None)),
        (f"The Committee made no change today in {TARGET}.", ("hold", 0, None, None)),
        ("While the FOMC did not take action today to alter the stance of monetary policy, it was concerned.", ("hold", 0, None, None)),
        ("The Committee decided to increase slightly the degree of pressure on reserve positions.", ("raise", None, None, None)),
        ("It decided to tighten money market conditions, expecting the federal funds rate to rise 1/4 percentage point to around 5-1/2 percent.",
         ("raise", 25, 5.5, 5.5)),
        ("It decided to ease the stance of monetary policy, expecting the federal funds rate to decline 1/4 percentage point to around 5 percent.",
         ("lower", -25, 5.0, 5.0)),
        ("The Committee decided to decrease the degree of pressure on bank reserve positions. The action will be reflected in a 25 basis point "
         "decline in the federal funds rate from about 6 percent to about 5-3/4 percent.", ("lower", -25, 5.75, 5.75)),
        ("The Board approved a reduction in the discount rate from 5 percent to 4-3/4 percent. The federal funds rate is expected to fall "
         "25 basis points from around 5-1/4 percent to around 5 percent.", ("lower", -25, 5.0, 5.0)),
        ("The Board approved an increase in the discount rate from 4 percent to 4-3/4 percent. The Committee agreed that this increase should be "
         "reflected fully in interest rates in reserve markets.", ("raise", 75, None, None)),
        ("The Board approved a reduction in the discount rate. This shows through completely in reserve markets.", (None, None, None, None)),
        ("The Committee is monitoring the situation and is prepared to act as needed.", (None, None, None, None)),
        ("The Committee expects to maintain this target range until it is confident.", (None, None, None, None)),
        (f"The Committee decided to raise {RANGE} to 30 to 31 percent.", ("raise", None, None, None)),
    ],
)  # fmt: skip
def test_decisions(text: str, expected: tuple[str | None, int | None, float | None, float | None]) -> None:
    assert decided(text) == expected


def test_the_discount_rate_is_not_the_decision() -> None:
    text = f"The Committee decided today to lower {TARGET} by 50 basis points to 3 percent. In a related action, the Board of Governors approved a "
    assert decided(text + "75 basis point reduction in the discount rate to 2-1/4 percent.") == ("lower", -50, 3.0, 3.0)


@pytest.mark.parametrize(
    "dissent",
    [
        f"Voting against this action was Egon F. Muster, who preferred to lower {RANGE} by 1/2 percentage point to 1 to 1-1/4 percent.",
        f"Egon F. Muster dissented, preferring to lower {RANGE} by 1/2 percentage point to 1 to 1-1/4 percent.",
        f"Egon F. Muster voted against, and would have decided to lower {RANGE} to 1 to 1-1/4 percent.",
        f"President Muster preferred to lower {RANGE} to 1 to 1-1/4 percent.",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_dissent_is_never_the_decision(dissent: str, first: bool) -> None:
    decision = f"The Committee decided to maintain {RANGE} at 2 to 2-1/4 percent."
    assert decided(" ".join((dissent, decision) if first else (decision, dissent)))[0:2] == ("hold", 0)
    assert decided("\n\n".join((dissent, decision))) == ("hold", 0, 2.0, 2.25)


def test_a_dissent_alone_decides_nothing() -> None:
    assert decided(f"Voting against was Egon F. Muster, who preferred to raise {RANGE} to 1 to 1-1/4 percent.") == (None, None, None, None)


# Votes.

FOR = "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora Model, Jr.; and Zoe O'Other. "


def votes(text: str) -> tuple[int | None, int | None, tuple[str, ...]]:
    said = read_statement(text, ON)
    return said["votes_for"], said["votes_against"], said["dissents"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FOR, (4, 0, ())),
        ("The Committee approved the following statement for release by a 12 \u2013 0 vote:", (12, 0, ())),
        ("The Committee approved the following statement for release by a 9-3 vote:", (9, 3, ())),
        ("The Committee approved the statement by a vote of 10 to 2.", (10, 2, ())),
        ("The Committee decided today.", (None, None, ())),
        ("Voting for the FOMC monetary policy action were: Ann B. Example, Chairman, Carl Sample, Vice Chairman, and Dora Model.", (3, 0, ())),
        ("Voting for the action were Ann B. Example, Chair pro Tempore; and Carl Sample, Vice Chair.", (2, 0, ())),
        (FOR + f"Voting against this action was Egon F. Muster, who preferred to lower {RANGE} by 1/4 percentage point at this meeting.",
         (4, 1, ("Egon F. Muster: lower",))),
        (FOR + f"Voting against this action were Egon F. Muster, who preferred to lower {RANGE} by 1/2 percentage point at this meeting; and "
         f"Fay Nemo and Guy H. Quidam, who preferred no change to {RANGE} at this meeting. Absent and not voting was Hal Absent.",
         (4, 3, ("Egon F. Muster: lower", "Fay Nemo: maintain", "Guy H. Quidam: maintain"))),
        (FOR + f"Voting against were Egon F. Muster, who preferred to lower {RANGE} at this meeting, and Guy H. Quidam, who preferred at this "
         f"meeting to maintain {RANGE} at 4 percent to 4-1/4 percent.", (4, 2, ("Egon F. Muster: lower", "Guy H. Quidam: maintain"))),
        (FOR + "Voting against the action was: Egon Muster, Jr. President Muster preferred a 50 basis point reduction in the target for the "
         "federal funds rate.", (4, 1, ("Egon Muster, Jr.: lower",))),
        (FOR + "Voting against the action were: Egon Muster and Fay Nemo.\n\nGovernor Muster and President Nemo preferred an increase in the "
         "target for the federal funds rate.", (4, 2, ("Egon Muster: raise", "Fay Nemo: raise"))),
        (FOR + "Voting against the policy was Egon Muster. Mr. Muster believed the risks outweighed the benefits. Mr. Muster was sorry.",
         (4, 1, ("Egon Muster: believed the risks outweighed the benefits",))),
        (FOR + "Voting against was Egon Muster.", (4, 1, ("Egon Muster: not said",))),
        (FOR + "Voting against was Egon Muster who objected to the guidance.", (4, 1, ("Egon Muster: objected to the guidance",))),
        (f"The statement was approved by a 9 \u2013 1 vote.\n\nEgon F. Muster dissented, preferring to raise {RANGE} by 1/4 percentage point.",
         (9, 1, ("Egon F. Muster: raise",))),
        (FOR + f"Voting against was Egon Muster, who preferred to raise {RANGE} to 1 to 1-1/4 percent. Hal Other voted as an alternate member.",
         (4, 1, ("Egon Muster: raise",))),
    ],
)  # fmt: skip
def test_votes(text: str, expected: tuple[int | None, int | None, tuple[str, ...]]) -> None:
    assert votes(text) == expected


@pytest.mark.parametrize(
    ("view", "preference"),
    [
        ("preferred to reduce the target range to 1/2 to 3/4 percent", "lower"),
        ("was fully supportive of some actions but preferred to reduce the target range for the federal funds rate", "lower"),
        ("preferred an increase of 25 basis points in the federal funds rate target at this meeting", "raise"),
        ("preferred no change in the federal funds rate", "maintain"),
        ("preferred to leave the target range unchanged", "maintain"),
        ("supported raising the target range", "raise"),
    ],
)
def test_preferences_on_the_target(view: str, preference: str) -> None:
    assert preference_of(view) == preference


@pytest.mark.parametrize(
    "view",
    [
        "supported no change in the target range but preferred to continue the current pace of decline in holdings",
        "supported maintaining the target range but did not support the easing bias",
        "would have preferred to continue to describe low levels of the federal funds rate as likely",
        "prefers that the Committee retain greater policy rate flexibility",
        "expects that it will be appropriate to maintain the current target range",
        "preferred less aggressive action at this meeting",
    ],
)
def test_other_views_stay_in_their_own_words(view: str) -> None:
    assert preference_of(view) == view


# The balance sheet.


def instruction(text: str, on: date = ON) -> dict[str, Any]:
    """What is known of the instruction, the names shortened."""
    said = read(text, on)
    names = {
        "balance_sheet_action": "action",
        "balance_sheet_effective_on": "on",
        "purchase_purpose": "purpose",
        "purchase_pace_usd_month": "pace",
        "purchase_total_usd": "total",
        "runoff_treasury_cap_usd_month": "treasury_cap",
        "runoff_mbs_cap_usd_month": "mbs_cap",
    }
    return {short: said[name] for name, short in names.items() if said[name] is not None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In October, the Committee will initiate the balance sheet normalization program described in June.",
         {"action": "runoff_start", "on": date(2031, 10, 1)}),
        ("The Committee decided to begin reducing its holdings of Treasury securities and agency debt on June 1, as described.",
         {"action": "runoff_start", "on": date(2031, 6, 1)}),
        ("The Committee will continue reducing its holdings. Beginning in June, the Committee will slow the pace of decline of its securities "
         "holdings by reducing the monthly redemption cap on Treasury securities from $60 billion to $25 billion. The Committee will maintain "
         "the monthly redemption cap on agency debt and agency mortgage-backed securities at $35 billion and will reinvest any excess.",
         {"action": "runoff_slower", "on": date(2031, 6, 1), "treasury_cap": 25 * BILLION, "mbs_cap": 35 * BILLION}),
        ("The Committee intends to slow the reduction of its holdings of Treasury securities by reducing the cap on monthly redemptions from the "
         "current level of $30 billion to $15 billion beginning in June 2031.",
         {"action": "runoff_slower", "on": date(2031, 6, 1), "treasury_cap": 15 * BILLION}),
        ("The Committee decided to conclude the reduction of its aggregate securities holdings on December 1.",
         {"action": "runoff_end", "on": date(2031, 12, 1), "treasury_cap": 0, "mbs_cap": 0}),
        ("The Committee will conclude the reduction of its aggregate securities holdings in the System Open Market Account in August, earlier.",
         {"action": "runoff_end", "on": date(2031, 8, 1), "treasury_cap": 0, "mbs_cap": 0}),
        ("The Committee will keep constant the Federal Reserve's holdings of securities by reinvesting principal payments.",
         {"action": "runoff_end"}),
        ("The Committee will initiate purchases of shorter-term Treasury securities as needed to maintain an ample supply of reserves.",
         {"action": "purchases_start", "purpose": "reserve_management"}),
        ("The Committee decided today to expand its holdings of securities. The Committee intends to purchase a further $600 billion of "
         "longer-term Treasury securities by the end of the second quarter, a pace of about $75 billion per month.",
         {"action": "purchases_start", "purpose": "qe", "pace": 75 * BILLION, "total": 600 * BILLION}),
        ("The Committee agreed today to increase policy accommodation by purchasing additional agency mortgage-backed securities at a pace of "
         "$40 billion per month. These actions will increase holdings by about $85 billion each month.",
         {"action": "purchases_start", "purpose": "qe", "pace": 40 * BILLION}),
        ("Over coming months the Committee will increase its holdings of Treasury securities by at least $500 billion and its holdings of agency "
         "mortgage-backed securities by at least $200 billion.", {"action": "purchases_start", "purpose": "qe", "total": 700 * BILLION}),
        ("The Committee decided today to increase the size of the Federal Reserve's balance sheet further by purchasing up to an additional "
         "$750 billion of agency mortgage-backed securities, bringing its total purchases of these securities to up to $1.25 trillion this year, "
         "and to increase its purchases of agency debt by up to $100 billion to a total of up to $200 billion. Moreover, the Committee decided to "
         "purchase up to $300 billion of Treasury securities.", {"action": "purchases_pace", "purpose": "qe", "total": 1150 * BILLION}),
        ("The Committee will continue purchasing agency mortgage-backed securities at a pace of $40 billion per month. The Committee also will "
         "purchase longer-term Treasury securities, initially at a pace of $45 billion per month.",
         {"action": "purchases_pace", "purpose": "qe", "pace": 85 * BILLION}),
        ("The Committee decided to make a further measured reduction in the pace of its asset purchases. Beginning in July, the Committee will add "
         "to its holdings of agency mortgage-backed securities at a pace of $15 billion per month rather than $20 billion per month, and will add "
         "to its holdings of Treasury securities at a pace of $20 billion per month rather than $25 billion per month.",
         {"action": "purchases_pace", "on": date(2031, 7, 1), "purpose": "qe", "pace": 35 * BILLION}),
        ("The Committee decided to begin reducing the monthly pace of its net asset purchases by $10 billion for Treasury securities and $5 billion "
         "for agency mortgage-backed securities. Beginning later this month, the Committee will increase its holdings of Treasury securities by at "
         "least $70 billion per month and of agency mortgage-backed securities by at least $35 billion per month. Beginning in December, the "
         "Committee will increase its holdings of Treasury securities by at least $60 billion per month and of agency mortgage-backed securities "
         "by at least $30 billion per month.", {"action": "purchases_pace", "purpose": "qe", "pace": 105 * BILLION}),
        ("The Committee has decided to gradually slow the pace of these transactions.", {"action": "purchases_pace", "purpose": "qe"}),
        ("The Committee will include purchases of agency commercial securities in its purchases.", {"action": "purchases_pace", "purpose": "qe"}),
        ("The Committee decided to conclude its asset purchase program this month.", {"action": "purchases_end", "purpose": "qe", "pace": 0}),
        ("The Committee decided to continue to reduce the monthly pace of its net asset purchases, bringing them to an end in early March.",
         {"action": "purchases_end", "purpose": "qe"}),
    ],
)  # fmt: skip
def test_announced_changes(text: str, expected: dict[str, Any]) -> None:
    assert instruction(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Committee will continue reducing its holdings of Treasury securities and agency debt, as described in its announced plans.",
        "The Committee expects to begin reducing its holdings of Treasury securities at a coming meeting.",
        "The Committee currently expects to begin implementing a balance sheet normalization program this year.",
        "The Committee is maintaining its existing policy of reinvesting principal payments and of rolling over maturing Treasury securities.",
        "The Committee decided to await more evidence before adjusting the pace of its purchases.",
        "The Committee will likely reduce the pace of asset purchases in further measured steps at future meetings.",
        "The Committee judges that a moderation in the pace of asset purchases may soon be warranted.",
        "The Committee is prepared to increase or reduce the pace of its purchases.",
        "As previously announced, the Federal Reserve will purchase large quantities of agency debt and securities.",
        "Over coming months the Federal Reserve will increase its holdings of Treasury securities at least at the current pace.",
        "The Committee decided today to extend the average maturity of its holdings. It intends to purchase $400 billion of Treasury securities "
        "and to sell an equal amount of shorter ones.",
        "The Committee reaffirmed its policy of maintaining ample reserves in the banking system.",
        "Voting against was Egon F. Muster, who believed the Committee decided to conclude its asset purchase program too late.",
    ],
)
def test_what_repeats_considers_or_expects_is_no_action(text: str) -> None:
    assert instruction(text) == {"action": "none"}


def test_a_pace_that_goes_on_is_known_without_being_an_action() -> None:
    text = (
        "The Federal Reserve will continue to increase its holdings of Treasury securities by at least $80 billion per month and of agency "
        "mortgage-backed securities by at least $40 billion per month until progress has been made."
    )
    assert instruction(text) == {"action": "none", "purpose": "qe", "pace": 120 * BILLION}


# Implementation notes.

MODERN_NOTE = """The Board of Governors voted to lower the interest rate paid on reserve balances to 3.65 percent, effective May 8, 2031.

"Effective May 9, 2031, the Federal Open Market Committee directs the Desk to:

Undertake open market operations as necessary to maintain the federal funds rate in a target range of 3-1/2 to 3\u20113/4 percent.

Conduct standing overnight repurchase agreement operations {srf}.

Conduct standing overnight reverse repurchase agreement operations at an offering rate of 3.5 percent and with a per\u2011counterparty limit of
$160 billion per day.

{holdings}

In a related action, the Board voted to approve a 1/4 percentage point decrease in the primary credit rate to 3.75 percent, effective May 8, 2031."""


def test_a_note_of_the_standing_repo_years() -> None:
    said = read_note(MODERN_NOTE.format(srf="at a rate of 3.75 percent", holdings="Roll over at auction all principal payments."))
    assert (said.iorb_pct, said.on_rrp_pct, said.on_rrp_limit_usd) == (3.65, 3.5, 160 * BILLION)
    assert (said.srf_pct, said.srf_limit_usd, said.primary_credit_pct) == (3.75, None, 3.75)
    assert (said.effective_on, said.purchases_directed) == (date(2031, 5, 9), False)
    assert (said.runoff_treasury_cap_usd_month, said.runoff_mbs_cap_usd_month) == (None, None)


def test_a_minimum_bid_rate_and_an_aggregate_limit() -> None:
    srf = "with a minimum bid rate of 4.0 percent and with an aggregate operation limit of $500 billion"
    said = read_note(MODERN_NOTE.format(srf=srf, holdings=""))
    assert (said.srf_pct, said.srf_limit_usd) == (4.0, 500 * BILLION)


@pytest.mark.parametrize(
    ("holdings", "directed"),
    [
        ("Increase the System Open Market Account holdings of securities through purchases of Treasury bills.", True),
        ("When appropriate, increase the System Open Market Account holdings of securities.", True),
        ("The Committee directs the Desk to purchase Treasury bills at least into the second quarter.", True),
        ("Reinvest all principal payments from holdings of agency securities into Treasury bills.", False),
        ("Engage in dollar roll and coupon swap transactions.", False),
    ],
)
def test_whether_the_desk_is_to_buy(holdings: str, directed: bool) -> None:
    assert read_note(MODERN_NOTE.format(srf="at a rate of 4 percent", holdings=holdings)).purchases_directed is directed


def test_caps_of_a_note_are_the_last_named() -> None:
    text = (
        "The Committee directs the Desk to roll over the principal payments from holdings of Treasury securities maturing during June that exceeds "
        "$18 billion, and to reinvest in agency securities the principal payments from agency debt received during June that exceeds $12 billion. "
        "Effective in July, the Committee directs the Desk to roll over payments from Treasury securities that exceeds a cap of $24 billion per "
        "month, and to reinvest payments from agency securities that exceeds a cap of $17.5 billion per month."
    )
    said = read_note(text)
    assert (said.runoff_treasury_cap_usd_month, said.runoff_mbs_cap_usd_month) == (24 * BILLION, 17_500_000_000)


def test_a_note_of_2016() -> None:
    said = read_note(
        'The Board left unchanged the interest rate paid on required and\nexcess reserve balances at 0.50 percent.\n\n"Effective May 8, 2031, the '
        "Federal Open Market Committee directs the\nDesk to maintain the federal funds rate in a target range of 1/4 to 1/2 percent, including "
        "overnight reverse repurchase operations (and reverse repurchase operations with maturities of more than one day) at an offering rate of "
        "0.25 percent, in amounts limited only by a per-counterparty limit of $30 billion per day.\n\nThe Board took no action to change the "
        "discount rate (the primary credit rate), which remains at 1.00 percent."
    )
    assert (said.iorb_pct, said.on_rrp_pct, said.on_rrp_limit_usd, said.srf_pct) == (0.5, 0.25, 30 * BILLION, None)
    assert (said.primary_credit_pct, said.effective_on, said.purchases_directed) == (1.0, date(2031, 5, 8), False)


def test_what_a_note_does_not_say_is_unknown() -> None:
    said = read_note("Nothing of the kind. Effective February 30, 2031, the Committee directs nobody.")
    assert (said.iorb_pct, said.effective_on, said.purchases_directed) == (None, None, None)
