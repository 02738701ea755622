"""Talk of purchases and run-off that announces nothing, and announcements beside other amounts: what counts, how much, what for.

Kinds tried, each with members of several eras: an end under a condition (should, if, once, unless, as soon as), expected, prepared, not
decided,
decided against, others' wish, announced before, of another year; two families of amounts and a change against the pace before (rather than,
by, from ... to); a programme by its total, by its completion, beside reinvestment; purposes (reserve management, to support markets, one in
place of the other); contradictions (an end beside a pace that goes on, two ways at once). Sentences are made up.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.fomc import read_statement
from bot.fomc.amounts import amounts_in

ON = date(2026, 7, 29)
BN = 1_000_000_000


def said(text: str, on: date = ON) -> dict[str, Any]:
    """What is known, the names shortened, amounts in billions."""
    facts: dict[str, Any] = {**read_statement(text, on)}
    amounts = {"pace": "purchase_pace_usd_month", "change": "purchase_pace_change_usd_month", "total": "purchase_total_usd"}
    found = {"action": facts["balance_sheet_action"], "on": facts["balance_sheet_effective_on"], "purpose": facts["purchase_purpose"]}
    found |= {short: facts[name] / BN for short, name in amounts.items() if facts[name] is not None}
    return {name: value for name, value in found.items() if value is not None or name == "action"}


@pytest.mark.parametrize(
    "text",
    [
        "The Committee will end its purchases if the outlook improves.",
        "Once substantial progress has been made, the Committee will conclude its asset purchase program.",
        "The Committee decided to conclude its asset purchase program as soon as inflation reaches 2 percent.",
        "Unless conditions change, the Committee will conclude the reduction of its aggregate securities holdings on December 1.",
        "The Committee would slow the pace of decline of its securities holdings if reserves became scarce.",
        "The Committee expects to end its asset purchases in March.",
        "The Committee intends to begin purchases of Treasury bills soon.",
        "The Committee is prepared to resume purchases of Treasury securities.",
        "The Committee decided not to begin purchases of Treasury securities.",
        "The Committee decided against ending its asset purchase program.",
        "The Committee decided to wait before slowing the pace of decline of its securities holdings.",
        "The Committee has not decided when to conclude the reduction of its securities holdings.",
        (
            "The Committee discussed the timing of the end of its asset purchases and the conclusion of the reduction of its"
            " securities holdings."
        ),
        "The Committee will not begin reducing its holdings of Treasury securities before September.",
        "In March, the Committee decided to slow the pace of decline of its securities holdings.",
        "As announced in May, the Committee will conclude the reduction of its securities holdings on August 1.",
        "Participants discussed whether the Committee should begin reducing its holdings of Treasury securities.",
        "Some members wished to end the purchases of agency mortgage-backed securities.",
        "The Committee will reinvest $20 billion per month of principal payments in Treasury bills.",
        # 2008 to 2015
        "The Committee will complete purchases of $600 billion of longer-term Treasury securities by the end of the current quarter.",
        "The Committee ended its asset purchases in October 2014.",
        "Since it ended its asset purchases, the Committee has kept its holdings constant.",
        "If incoming information supports its expectation, the Committee will reduce the pace of asset purchases at future meetings.",
        "The Committee is evaluating the potential benefits of purchasing longer-term Treasury securities.",
        # 2017 to 2022
        "Provided that the economy evolves as anticipated, the Committee will initiate the balance sheet normalization program in October.",
        "The Committee judges that a moderation in the pace of its asset purchases may soon be warranted.",
        "The Committee decided against slowing the pace of its asset purchases.",
        "The Committee saw no reason to begin reducing its holdings of Treasury securities.",
        "The Committee agreed to discuss at its next meeting when to begin the reduction of its securities holdings.",
        "The Committee would conclude its asset purchases by mid-2014 if the data were broadly consistent with its forecast.",
        "The Committee decided to double the pace of reduction in its net asset purchases.",
        "The Committee decided to raise the monthly redemption cap on Treasury securities from $30 billion to $60 billion.",
        "The Committee does not intend to conclude the reduction of its securities holdings soon.",
        "Asset purchases ended in March 2022.",
        "The Committee will purchase Treasury securities if needed to support market functioning.",
        "The Committee decided to suspend reinvestments of principal payments.",
        "The Committee decided to sell $10 billion per month of agency mortgage-backed securities.",
        "The Committee decided to begin selling agency mortgage-backed securities at a pace of $10 billion per month.",
        "It was decided in December to end the reduction of securities holdings.",
        "As reserves are ample, the Committee sees no need to initiate purchases of Treasury bills.",
        "The Committee will not purchase Treasury securities beyond those that replace principal payments.",
        (
            "The Committee decided today to purchase an additional $267 billion of longer-term Treasury securities by the end of the"
            " year and to sell an equal amount of shorter-term securities."
        ),
    ],
)
def test_talk_of_the_balance_sheet_announces_nothing(text: str) -> None:
    assert said(text) == {"action": "none"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Beginning in August, the Committee will add to its holdings of Treasury securities at a pace of $20 billion per"
                " month rather than "
                "$30 billion per month, and to its holdings of agency mortgage-backed securities at a pace of $5 billion per month"
                " rather than $10 "
                "billion per month. Should the outlook for employment improve further, the Committee will end its purchases at its"
                " next meeting."
            ),
            {"action": "purchases_pace", "on": date(2026, 8, 1), "purpose": "qe", "pace": 25, "change": -15},
        ),
        (
            (
                "The Committee decided to reduce the monthly pace of its net asset purchases by $20 billion for Treasury securities"
                " and $10 billion "
                "for agency mortgage-backed securities."
            ),
            {"action": "purchases_pace", "purpose": "qe", "change": -30},
        ),
        (
            "The Committee decided to increase the pace of its purchases by $10 billion per month to $50 billion per month.",
            {"action": "purchases_pace", "purpose": "qe", "pace": 50, "change": 10},
        ),
        (
            (
                "The Committee decided to slow the pace of its purchases of Treasury securities from $30 billion per month to $20"
                " billion per month."
            ),
            {"action": "purchases_pace", "purpose": "qe", "pace": 20, "change": -10},
        ),
        (
            (
                "The Committee decided to begin a program of purchases of up to $150 billion of longer-term Treasury securities in"
                " all over the "
                "coming six months."
            ),
            {"action": "purchases_start", "purpose": "qe", "total": 150},
        ),
        (
            (
                "The Committee decided to begin purchases of Treasury bills of $30 billion per month beside reinvestment of $15"
                " billion per month."
            ),
            {"action": "purchases_start", "purpose": "qe", "pace": 30},
        ),
        (
            "The Committee directed the Desk to begin purchases of Treasury bills of $35 billion per month on August 3.",
            {"action": "purchases_start", "on": date(2026, 8, 3), "purpose": "qe", "pace": 35},
        ),
        (
            "The Committee decided to complete its purchases of Treasury securities by the end of August.",
            {"action": "purchases_end", "on": date(2026, 8, 31), "purpose": "qe"},
        ),
        (
            "Purchases will end in early September. Until then, the Committee will purchase $15 billion per month of Treasury securities.",
            {"action": "purchases_end", "purpose": "qe", "pace": 15},
        ),
        ("The Committee decided to end balance sheet runoff on September 1.", {"action": "runoff_end", "on": date(2026, 9, 1)}),
        ("The Committee decided to stop reducing its securities holdings.", {"action": "runoff_end"}),
        (
            (
                "The Committee judges that reserves have declined to ample levels and will initiate purchases of Treasury bills to"
                " keep them there."
            ),
            {"action": "purchases_start", "purpose": "reserve_management"},
        ),
        # what they are for
        (
            (
                "The Committee decided to initiate purchases of Treasury bills at a pace of $40 billion per month to support the"
                " functioning of "
                "markets. Reserves remain ample."
            ),
            {"action": "purchases_start", "purpose": "qe", "pace": 40},
        ),
        (
            (
                "The Committee will conclude its reserve management purchases in August and will begin purchases of longer-term"
                " Treasury securities "
                "of $60 billion per month to support market functioning."
            ),
            {"action": "purchases_start", "on": date(2026, 8, 1), "purpose": "qe", "pace": 60},
        ),
        (
            (
                "In place of reserve management purchases, the Committee decided to initiate purchases of Treasury securities of $50"
                " billion per "
                "month. The supply of reserves is ample."
            ),
            {"action": "purchases_start", "purpose": "qe", "pace": 50},
        ),
        (
            "The Committee decided to conclude its reserve management purchases this month.",
            {"action": "purchases_end", "on": None, "purpose": "reserve_management", "pace": 0},
        ),
    ],
)
def test_announcements_beside_other_amounts(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == {name: value for name, value in expected.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "pace"),
    [
        (
            (
                "The Committee decided to conclude its asset purchase program. Beginning in August, the Committee will add to its"
                " holdings of "
                "Treasury securities at a pace of $25 billion per month."
            ),
            25,
        ),
        (
            (
                "The Committee decided to conclude its purchases. The Committee will continue purchasing Treasury securities at a"
                " pace of $45 "
                "billion per month."
            ),
            45,
        ),
        (
            (
                "The Committee decided to conclude the reduction of its securities holdings on August 1. The Committee decided to"
                " begin reducing "
                "its holdings of Treasury securities on August 1."
            ),
            None,
        ),
        (
            "The Committee decided to end its asset purchases. The Committee decided to begin purchases of Treasury securities.",
            None,
        ),
        (
            (
                "The Committee decided to begin reducing its holdings of Treasury securities. It decided to initiate purchases of"
                " Treasury bills."
            ),
            None,
        ),
    ],
)
def test_what_contradicts_itself_is_unknown(text: str, pace: int | None) -> None:
    assert said(text) == {"action": None} | ({} if pace is None else {"pace": pace})


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # 2009, 2010, 2013, 2021: each with what it is, whether a month's, and of which family
        (
            (
                "It decided to purchase up to an additional $750 billion of agency securities, bringing its total purchases to up to"
                " $1.25 trillion."
            ),
            [(750, "bought", False, "agency"), (1250, "sum", False, "agency")],
        ),
        (
            (
                "An average pace of purchases of $110 billion per month, representing about $75 billion per month associated with"
                " additional "
                "purchases and roughly $35 billion per month associated with reinvestment purchases, would follow."
            ),
            [(110, "sum", True, ""), (75, "bought", True, ""), (35, "reinvested", True, "")],
        ),
        (
            "It will add to its holdings of agency securities at a pace of $35 billion per month rather than $40 billion per month.",
            [(35, "bought", True, "agency"), (40, "before", True, "agency")],
        ),
        (
            (
                "It decided to reduce the monthly pace of its purchases by $20 billion for Treasury securities and $10 billion for"
                " agency securities."
            ),
            [(20, "step", True, "treasury"), (10, "step", True, "agency")],
        ),
        (
            "It reduced the monthly redemption cap on Treasury securities from $60 billion to $25 billion.",
            [(60, "before", False, "treasury"), (25, "cap", False, "treasury")],
        ),
        (
            (
                "Reserve management purchases of approximately $40 billion and reinvestment purchases of approximately $14 billion"
                " are planned."
            ),
            [(40, "bought", False, ""), (14, "reinvested", False, "")],
        ),
        ("It raised the limit to $160 billion per counterparty per day.", [(160, "other", False, "")]),
    ],
)
def test_what_an_amount_is(sentence: str, expected: list[tuple[int, str, bool, str]]) -> None:
    assert [(a.usd // BN, a.role, a.monthly, a.asset) for a in amounts_in(sentence)] == expected


@pytest.mark.parametrize(
    ("text", "action", "on", "pace", "change", "total"),
    [
        (
            (
                "The Committee decided to end its purchases of agency mortgage-backed securities and to continue purchasing Treasury"
                " securities at a pace of $20 billion per month."
            ),
            None,
            None,
            20,
            None,
            None,
        ),
        (
            ("The Committee decided to leave the pace of its asset purchases unchanged at $85 billion per month."),
            "none",
            None,
            85,
            None,
            None,
        ),
        ("The Committee decided to maintain the pace of its purchases at $40 billion per month.", "none", None, 40, None, None),
        (
            ("The Committee decided to reduce the pace of its asset purchases to $65 billion per month."),
            "purchases_pace",
            None,
            65,
            None,
            None,
        ),
        (
            ("The Committee decided to increase its purchases of Treasury bills from $40 billion per month to $60 billion per month."),
            "purchases_pace",
            None,
            60,
            20,
            None,
        ),
        (
            (
                "The Committee decided to lower the monthly redemption cap on Treasury securities from $25 billion to $5 billion,"
                " beginning in August."
            ),
            "runoff_slower",
            date(2026, 8, 1),
            None,
            None,
            None,
        ),
        (
            "The Committee decided to cease the runoff of its balance sheet on September 1.",
            "runoff_end",
            date(2026, 9, 1),
            None,
            None,
            None,
        ),
        ("The reduction of its securities holdings will end on December 1.", "runoff_end", date(2026, 12, 1), None, None, None),
        (
            "Purchases of Treasury bills will begin on August 3 at $35 billion per month.",
            "purchases_start",
            date(2026, 8, 3),
            35,
            None,
            None,
        ),
        (
            ("The Committee decided to purchase up to $300 billion of longer-term Treasury securities over the next six months."),
            "purchases_start",
            None,
            None,
            None,
            300,
        ),
        (
            (
                "The Federal Reserve will buy Treasury bills at a pace of $60 billion per month at least into the second quarter to keep"
                " reserves ample."
            ),
            "purchases_start",
            None,
            60,
            None,
            None,
        ),
        (
            (
                "The Committee decided to conclude its asset purchase program this month. The Committee is maintaining its existing"
                " policy of reinvesting principal payments of $35 billion per month."
            ),
            "purchases_end",
            None,
            0,
            None,
            None,
        ),
        (
            (
                "In view of the improvement since the inception of its asset purchase program, the Committee decided to conclude the"
                " program in October."
            ),
            "purchases_end",
            date(2026, 10, 1),
            None,
            None,
            None,
        ),
        (
            (
                "The Committee decided to begin purchases of Treasury bills. The initial pace of $40 billion per month is expected to"
                " remain elevated."
            ),
            "purchases_start",
            None,
            40,
            None,
            None,
        ),
        (
            (
                "The Committee directs the Desk to stop purchases of Treasury securities after August 14 and to keep rolling over"
                " principal payments."
            ),
            "purchases_end",
            None,
            0,
            None,
            None,
        ),
        (
            (
                "The Committee intends to slow the reduction of its holdings of Treasury securities by reducing the cap on monthly"
                " redemptions from the current level of $30 billion to $15 billion beginning in"
                " August 2026."
            ),
            "runoff_slower",
            date(2026, 8, 1),
            None,
            None,
            None,
        ),
        (
            "The Committee decided to slow, but not to end, the reduction of its securities holdings.",
            "runoff_slower",
            None,
            None,
            None,
            None,
        ),
    ],
)
def test_further_announcements(text: str, action: str | None, on: date | None, pace: float, change: float, total: float) -> None:
    found = said(text)
    assert (found["action"], found.get("on"), found.get("pace"), found.get("change"), found.get("total")) == (
        action,
        on,
        pace,
        change,
        total,
    )


@pytest.mark.parametrize(
    ("on", "text", "expected"),
    [
        (
            date(2019, 10, 11),
            (
                "In light of increases in its liabilities, the Federal Reserve will purchase Treasury bills at least into the "
                "second quarter in "
                "order to maintain over time ample reserve balances at or above the level that prevailed in September."
            ),
            {"action": "purchases_start", "purpose": "reserve_management"},
        ),
        (
            ON,
            (
                "The Committee decided to expand its purchases: beginning in August, it will buy Treasury securities at a "
                "pace of $45 billion "
                "per month, up from $30 billion, and agency mortgage-backed securities at a pace of $15 billion per month, up "
                "from $10 billion."
            ),
            {"action": "purchases_pace", "purpose": "qe", "pace": 60, "change": 20, "on": date(2026, 8, 1)},
        ),
        (
            ON,
            "The Committee will slow its purchases and complete them by the end of October.",
            {"action": "purchases_end", "purpose": "qe", "on": date(2026, 10, 31)},
        ),
        (
            ON,
            "The Committee decided to halve the pace of its purchases, to $15 billion per month from $30 billion per month.",
            {"action": "purchases_pace", "purpose": "qe", "pace": 15, "change": -15},
        ),
        (ON, "The Committee will slow its purchases and, if progress continues, complete them by the end of the year.", {"action": "none"}),
        (ON, "The Committee has not decided to cease increasing its holdings of securities.", {"action": "none"}),
        (
            ON,
            (
                "The Committee directed the Desk to begin, effective August 3, purchases of Treasury bills at a pace of "
                "$30 billion per month "
                "to maintain ample reserves."
            ),
            {"action": "purchases_start", "purpose": "reserve_management", "pace": 30, "on": date(2026, 8, 3)},
        ),
        (
            ON,
            "All maturing Treasury holdings, up to $60 billion a month being redeemed, will be rolled over at auction.",
            {"action": "none"},
        ),
    ],
)
def test_dates_between_steps_and_halves(on: date, text: str, expected: dict[str, Any]) -> None:
    assert said(text, on) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Over the past year the Committee purchased $480 billion of Treasury securities, about $40 billion per month.",
            {"action": "none"},
        ),
        (
            "The Committee increased its holdings of Treasury securities by $80 billion per month from June 2020 to November 2021.",
            {"action": "none"},
        ),
        ("The cap on monthly redemptions of Treasury securities will remain at $25 billion.", {"action": "none"}),
        ("The Committee was briefed on a plan to conclude the reduction of its securities holdings on October 1.", {"action": "none"}),
        ("Participants said that the reduction of securities holdings should end on October 1.", {"action": "none"}),
        (
            "The monthly redemption cap on Treasury securities will be lowered from $60 billion to $25 billion beginning on September 1.",
            {"action": "runoff_slower", "on": date(2026, 9, 1)},
        ),
        (
            "The Committee agreed that the reduction of its securities holdings should end on October 1.",
            {"action": "runoff_end", "on": date(2026, 10, 1)},
        ),
        (
            "The Committee decided to lift the pace of its Treasury bill purchases from $20 billion per month to $35 billion per month.",
            {"action": "purchases_pace", "purpose": "qe", "pace": 35, "change": 15},
        ),
        (
            "The Committee is reducing the pace of its reserve management purchases to $15 billion per month.",
            {"action": "purchases_pace", "purpose": "reserve_management", "pace": 15},
        ),
        (
            "The Committee will buy up to $50 billion of Treasury securities per week until markets function smoothly again.",
            {"action": "purchases_start", "purpose": "qe"},
        ),
    ],
)
def test_passive_caps_weeks_and_bygone_paces(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected
