"""Balance-sheet instructions: what announces a change, and what only repeats, considers or expects one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.fomc import read_statement

BILLION = 1_000_000_000
ON = date(2031, 5, 7)


def instruction(text: str, on: date = ON) -> dict[str, Any]:
    """What is known of the instruction, the names shortened."""
    said: dict[str, Any] = {**read_statement(text, on)}
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
        (
            "In October, the Committee will initiate the balance sheet normalization program described in June.",
            {"action": "runoff_start", "on": date(2031, 10, 1)},
        ),
        (
            "The Committee decided to begin reducing its holdings of Treasury securities and agency debt on June 1, as described.",
            {"action": "runoff_start", "on": date(2031, 6, 1)},
        ),
        (
            (
                "The Committee will continue reducing its holdings. Beginning in June, the Committee will slow the "
                "pace of decline of its securities holdings by reducing the monthly redemption cap on Treasury "
                "securities from $60 billion to $25 billion. The Committee will maintain the monthly redemption cap "
                "on agency debt and agency mortgage-backed securities at $35 billion and will reinvest any excess."
            ),
            {"action": "runoff_slower", "on": date(2031, 6, 1), "treasury_cap": 25 * BILLION, "mbs_cap": 35 * BILLION},
        ),
        (
            (
                "The Committee intends to slow the reduction of its holdings of Treasury securities by reducing the "
                "cap on monthly redemptions from the current level of $30 billion to $15 billion beginning in June "
                "2031."
            ),
            {"action": "runoff_slower", "on": date(2031, 6, 1), "treasury_cap": 15 * BILLION},
        ),
        (
            "The Committee decided to conclude the reduction of its aggregate securities holdings on December 1.",
            {"action": "runoff_end", "on": date(2031, 12, 1), "treasury_cap": 0, "mbs_cap": 0},
        ),
        (
            (
                "The Committee will conclude the reduction of its aggregate securities holdings in the System Open "
                "Market Account in August, earlier."
            ),
            {"action": "runoff_end", "on": date(2031, 8, 1), "treasury_cap": 0, "mbs_cap": 0},
        ),
        (
            "The Committee will keep constant the Federal Reserve's holdings of securities by reinvesting principal payments.",
            {"action": "runoff_end"},
        ),
        (
            (
                "The Committee will initiate purchases of shorter-term Treasury securities as needed to maintain an "
                "ample supply of reserves."
            ),
            {"action": "purchases_start", "purpose": "reserve_management"},
        ),
        (
            (
                "The Committee decided today to expand its holdings of securities. The Committee intends to purchase "
                "a further $600 billion of longer-term Treasury securities by the end of the second quarter, a pace "
                "of about $75 billion per month."
            ),
            {"action": "purchases_start", "purpose": "qe", "pace": 75 * BILLION, "total": 600 * BILLION},
        ),
        (
            (
                "The Committee agreed today to increase policy accommodation by purchasing additional agency "
                "mortgage-backed securities at a pace of $40 billion per month. These actions will increase holdings "
                "by about $85 billion each month."
            ),
            {"action": "purchases_start", "purpose": "qe", "pace": 40 * BILLION},
        ),
        (
            (
                "Over coming months the Committee will increase its holdings of Treasury securities by at least $500 "
                "billion and its holdings of agency mortgage-backed securities by at least $200 billion."
            ),
            {"action": "purchases_start", "purpose": "qe", "total": 700 * BILLION},
        ),
        (
            (
                "The Committee decided today to increase the size of the Federal Reserve's balance sheet further by "
                "purchasing up to an additional $750 billion of agency mortgage-backed securities, bringing its total"
                " purchases of these securities to up to $1.25 trillion this year, and to increase its purchases of "
                "agency debt by up to $100 billion to a total of up to $200 billion. Moreover, the Committee decided "
                "to purchase up to $300 billion of Treasury securities."
            ),
            {"action": "purchases_pace", "purpose": "qe", "total": 1150 * BILLION},
        ),
        (
            (
                "The Committee will continue purchasing agency mortgage-backed securities at a pace of $40 billion "
                "per month. The Committee also will purchase longer-term Treasury securities, initially at a pace of "
                "$45 billion per month."
            ),
            {"action": "purchases_pace", "purpose": "qe", "pace": 85 * BILLION},
        ),
        (
            (
                "The Committee decided to make a further measured reduction in the pace of its asset purchases. "
                "Beginning in July, the Committee will add to its holdings of agency mortgage-backed securities at a "
                "pace of $15 billion per month rather than $20 billion per month, and will add to its holdings of "
                "Treasury securities at a pace of $20 billion per month rather than $25 billion per month."
            ),
            {"action": "purchases_pace", "on": date(2031, 7, 1), "purpose": "qe", "pace": 35 * BILLION},
        ),
        (
            (
                "The Committee decided to begin reducing the monthly pace of its net asset purchases by $10 billion "
                "for Treasury securities and $5 billion for agency mortgage-backed securities. Beginning later this "
                "month, the Committee will increase its holdings of Treasury securities by at least $70 billion per "
                "month and of agency mortgage-backed securities by at least $35 billion per month. Beginning in "
                "December, the Committee will increase its holdings of Treasury securities by at least $60 billion "
                "per month and of agency mortgage-backed securities by at least $30 billion per month."
            ),
            {"action": "purchases_pace", "purpose": "qe", "pace": 105 * BILLION},
        ),
        (
            "The Committee has decided to gradually slow the pace of these transactions.",
            {"action": "purchases_pace", "purpose": "qe"},
        ),
        (
            "The Committee will include purchases of agency commercial securities in its purchases.",
            {"action": "purchases_pace", "purpose": "qe"},
        ),
        (
            "The Committee decided to conclude its asset purchase program this month.",
            {"action": "purchases_end", "purpose": "qe", "pace": 0},
        ),
        (
            (
                "The Committee decided to continue to reduce the monthly pace of its net asset purchases, bringing "
                "them to an end in early March."
            ),
            {"action": "purchases_end", "purpose": "qe"},
        ),
    ],
)
def test_announced_changes(text: str, expected: dict[str, Any]) -> None:
    assert instruction(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Committee will continue reducing its holdings of Treasury securities and agency debt, as described in its announced plans.",
        "The Committee expects to begin reducing its holdings of Treasury securities at a coming meeting.",
        "The Committee currently expects to begin implementing a balance sheet normalization program this year.",
        "The Committee is maintaining its existing policy of reinvesting principal payments and of rolling over Treasury securities.",
        "The Committee decided to await more evidence before adjusting the pace of its purchases.",
        "The Committee will likely reduce the pace of asset purchases in further measured steps at future meetings.",
        "The Committee judges that a moderation in the pace of asset purchases may soon be warranted.",
        "The Committee is prepared to increase or reduce the pace of its purchases.",
        "As previously announced, the Federal Reserve will purchase large quantities of agency debt and securities.",
        "Over coming months the Federal Reserve will increase its holdings of Treasury securities at least at the current pace.",
        (
            "The Committee decided today to extend the average maturity of its holdings. "
            "It intends to purchase $400 billion of Treasury securities and to sell an equal amount of shorter ones."
        ),
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
