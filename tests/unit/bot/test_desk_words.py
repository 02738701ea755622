"""What the Desk's statements say of purchases: programmes by pace, total and completion, beside reinvestment, and talk of them.

Kinds tried, in the words of 2008 to 2011, 2012 to 2014, 2019 to 2022 and today: two families of amounts in one sentence, a total without a
pace,
both, a completion, a part that reinvests, a schedule's one amount, conditions, readiness, purposes that replace each other, contradictions.
"""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc.text import plain, sentences
from bot.sources.newyork_fed.desk_words import read_purchases

BN = 1_000_000_000
ON = date(2026, 7, 29)
Known = tuple[str | None, int | None, int | None, str | None]


def known(text: str, on: date = ON) -> Known:
    """Action, pace and total in billions, purpose."""
    read = read_purchases(sentences(plain(text)), on)
    pace, total = (None if usd is None else usd // BN for usd in (read.pace_usd_month, read.total_usd))
    return read.action, pace, total, read.purpose


@pytest.mark.parametrize(
    ("on", "text", "expected"),
    [
        (
            date(2008, 11, 25),
            "The FOMC directed the Desk to initiate a program to purchase a total of $500 billion of agency MBS over several quarters.",
            ("purchases_start", None, 500, "qe"),
        ),
        (
            date(2010, 11, 3),
            ("The FOMC decided to expand the Federal Reserve's holdings of securities in the SOMA. In particular, the FOMC"
            " directed the Open "
            "Market Trading Desk (the Desk) at the Federal Reserve Bank of New York to purchase an additional $600 billion of longer-term "
            "Treasury securities. The Desk expects to reinvest $250 billion to $300 billion over the same period. Taken together, the Desk "
            "anticipates conducting $850 billion to $900 billion of purchases. This would result in an average purchase pace of"
            " roughly $110 "
            "billion per month, representing about $75 billion per month associated with additional purchases and roughly $35"
            " billion per month "
            "associated with reinvestment purchases."),
            ("purchases_start", 75, 600, "qe"),
        ),
        (
            date(2011, 6, 22),
            ("The FOMC directed the Desk to complete the current $600 billion purchase program by the end of June 2011 and to maintain its "
            "existing policy of reinvesting principal payments."),
            ("purchases_end", 0, None, "qe"),
        ),
        (
            date(2012, 12, 12),
            ("The Desk plans to purchase $45 billion per month of longer-term Treasury securities and $40 billion per month of"
            " agency MBS, for a "
            "total of $85 billion per month."),
            ("purchases_pace", 85, None, "qe"),
        ),
        (
            date(2019, 10, 11),
            "Purchases will begin on October 15 at an initial pace of $60 billion per month and will be conducted to keep reserves ample.",
            ("purchases_start", 60, None, "reserve_management"),
        ),
        (
            date(2020, 3, 15),
            ("Effective March 16, 2020, the FOMC directed the Desk to increase over coming months the SOMA holdings of Treasury"
            " securities by at "
            "least $500 billion and of agency MBS by at least $200 billion. The Desk plans to conduct purchases of approximately"
            " $40 billion on "
            "Monday, March 16."),
            ("purchases_start", None, 700, "qe"),
        ),
        (
            date(2022, 1, 26),
            ("The FOMC decided to continue to reduce the monthly pace of its net asset purchases, bringing them to an end in early"
            " March. It "
            "directed the Desk to increase the SOMA holdings of Treasury securities by at least $20 billion and of agency MBS by"
            " at least $10 "
            "billion during the monthly purchase period beginning February 14, 2022."),
            ("purchases_end", 0, None, "qe"),
        ),
        (
            ON,
            ("The FOMC directed the Desk to increase the SOMA holdings of Treasury securities by $40 billion per month and of"
            " agency MBS by $20 "
            "billion per month, and to reinvest $15 billion per month of principal payments."),
            ("purchases_pace", 60, None, "qe"),
        ),
        (
            ON,
            ("The FOMC directed the Desk to begin purchases of Treasury securities at a pace of $50 billion per month, of which"
             " $20 billion "
            "reinvests principal payments and $30 billion adds to holdings."),
            ("purchases_start", 30, None, "qe"),
        ),
        (
            ON,
            ("The FOMC directed the Desk to continue to roll over at auction all principal payments and to purchase additional"
            " Treasury bills of "
            "$30 billion each month."),
            ("purchases_pace", 30, None, "qe"),
        ),
        (
            ON,
            "The Desk will reduce the pace of its reserve management purchases from $40 billion per month to $25 billion per month.",
            ("purchases_pace", 25, None, "reserve_management"),
        ),
        (
            ON,
            ("In place of reserve management purchases, the Desk will begin purchases of Treasury securities of $80 billion per"
            " month to support "
            "markets. The FOMC judges that reserves remain ample."),
            ("purchases_start", 80, None, "qe"),
        ),
        (
            ON,
            ("The FOMC directed the Desk to switch from reserve management purchases to purchases of $80 billion per month of"
            " Treasury securities. "
            "The supply of reserves is ample."),
            ("purchases_pace", 80, None, "qe"),
        ),
        (ON, "The FOMC directed the Desk to finish its purchases of Treasury securities by August 31.", ("purchases_end", 0, None, "qe")),
    ],
)  # fmt: skip
def test_what_is_announced(on: date, text: str, expected: Known) -> None:
    assert known(text, on) == expected


@pytest.mark.parametrize(
    ("on", "text", "expected"),
    [
        (
            date(2009, 3, 18),
            (
                "The FOMC decided to purchase up to $300 billion of longer-term Treasury securities over the next six months. The"
                " first operation will "
                "be conducted late next week."
            ),
            ("purchases_start", None, 300, "qe"),
        ),
        (
            date(2012, 9, 13),
            (
                "The FOMC directed the Desk to begin purchasing additional agency securities at a pace of $40 billion per month. The"
                " purchases are "
                "expected to total approximately $23 billion over the remainder of September."
            ),
            ("purchases_start", 40, None, "qe"),
        ),
        (
            date(2013, 12, 18),
            (
                "Beginning in January 2014, the FOMC directed the Desk to purchase agency securities at a pace of about $35 billion"
                " per month and "
                "longer-term Treasury securities at a pace of about $40 billion per month."
            ),
            ("purchases_pace", 75, None, "qe"),
        ),
        (
            date(2014, 10, 29),
            "The FOMC directed the Desk to conclude its current asset purchase program by the end of October.",
            ("purchases_end", 0, None, "qe"),
        ),
        (
            date(2020, 6, 10),
            (
                "The FOMC directed the Desk to increase SOMA holdings of Treasury securities and agency MBS at least at the current"
                " pace, approximately "
                "$80 billion per month and $40 billion per month, respectively."
            ),
            ("purchases_pace", 120, None, "qe"),
        ),
        (
            date(2022, 5, 4),
            (
                "The FOMC directed the Desk to roll over principal payments of Treasury securities that exceed a cap of $30 billion"
                " per month. The "
                "Committee decided to begin reducing its holdings of Treasury securities on June 1."
            ),
            ("none", None, None, None),
        ),
        (
            date(2025, 12, 10),
            (
                "The FOMC directed the Desk to increase the SOMA holdings of securities through purchases of Treasury bills and, if"
                " needed, other "
                "Treasury securities to maintain an ample level of reserves. The first schedule comes on December 11, 2025, with a"
                " total amount of "
                "reserve management purchases (RMPs) of approximately $40 billion; purchases will start on December 12, 2025."
            ),
            ("purchases_start", 40, None, "reserve_management"),
        ),
    ],
)
def test_statements_of_other_years(on: date, text: str, expected: Known) -> None:
    assert known(text, on) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Desk will begin purchases that reinvest $20 billion per month of principal from agency securities.",
        (
            "If market conditions require, the Desk will begin purchases of $20 billion per month of Treasury securities for reserve"
            " management."
        ),
        "The Desk is prepared to begin reserve management purchases of $20 billion per month.",
        "The FOMC has not directed the Desk to begin reserve management purchases.",
        "The Desk will conclude its reserve management purchases at the end of August if reserves remain ample.",
        "The Desk stands ready to conduct more purchase operations in the coming days should this be appropriate.",
        "The Desk will conduct an additional $10 billion in purchases, across two separate operations.",
        (
            "These operations are part of the at least $200 billion of agency MBS the FOMC directed the Desk to purchase in support"
            " of markets."
        ),
    ],
)
def test_what_is_not(text: str) -> None:
    assert known(text)[:3] == ("none", None, None)


def test_an_end_at_a_months_end_and_an_end_beside_a_pace_that_goes_on() -> None:
    text = "The FOMC directed the Desk to complete its purchases of $150 billion of longer-term Treasury securities by the end of August."
    assert read_purchases([text], ON).ends_on == date(2026, 8, 31)
    going_on = "The Desk will continue its purchases of Treasury securities at a pace of $30 billion per month."
    assert known(f"The Desk will cease its purchases on August 14. {going_on}") == (None, 30, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "The Desk will no longer conduct reserve management purchases. It will begin purchases of $60 billion per month"
                " of Treasury "
                "securities to support markets. Reserves will remain ample."
            ),
            ("purchases_start", 60, None, "qe"),
        ),
        (
            (
                "The FOMC directed the Desk to purchase $60 billion per month of Treasury securities to support the smooth"
                " functioning of markets. "
                "These purchases take the place of reserve management purchases. The supply of reserves remains ample."
            ),
            ("purchases_pace", 60, None, "qe"),
        ),
        (
            (
                "Reserve management purchases are discontinued. Purchases of Treasury securities of $60 billion per month to"
                " support market "
                "functioning will begin on August 3."
            ),
            ("purchases_start", 60, None, "qe"),
        ),
        (
            (
                "The FOMC directed the Desk to conduct purchases of $80 billion per month of Treasury securities to support the"
                " Treasury market. "
                "With reserves ample, reserve management purchases are no longer needed."
            ),
            ("purchases_pace", 80, None, "qe"),
        ),
        (
            (
                "The FOMC directed the Desk to start purchases of $50 billion a month to sustain smooth functioning of markets,"
                " replacing the "
                "program of reserve management purchases. It judges that reserves are ample."
            ),
            ("purchases_start", 50, None, "qe"),
        ),
        (
            (
                "To ease financial conditions, the FOMC directed the Desk to begin purchases of $70 billion of longer-term Treasury"
                " securities each "
                "month; reserve balances will remain ample."
            ),
            ("purchases_start", 70, None, "qe"),
        ),
        (
            (
                "Purchases of Treasury bills of $40 billion per month will begin on August 14 to keep reserves ample and to"
                " support effective "
                "control of the policy rate."
            ),
            ("purchases_start", 40, None, "reserve_management"),
        ),
        (
            "The Desk will increase its reserve management purchases to $60 billion per month and support smooth market functioning.",
            ("purchases_pace", 60, None, "reserve_management"),
        ),
    ],
)
def test_what_purchases_are_for(text: str, expected: Known) -> None:
    assert known(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The FOMC directed the Desk to start buying up to $300 billion of longer-dated Treasury securities over the next six months.",
            ("purchases_start", None, 300, "qe"),
        ),
        (
            (
                "The FOMC directed the Desk to begin a programme of purchases of up to $200 billion of Treasury securities "
                "over the coming year."
            ),
            ("purchases_start", None, 200, "qe"),
        ),
        (
            "The FOMC directed the Desk to initiate, on December 12, purchases of Treasury bills to maintain an ample level of reserves.",
            ("purchases_start", None, None, "reserve_management"),
        ),
        (
            "The FOMC directed the Desk to purchase Treasury securities at a pace of $15 billion per week.",
            ("purchases_start", None, None, "qe"),
        ),
        ("The Desk does not plan to end purchases before the first quarter of next year.", ("none", None, None, None)),
        ("The program of purchases will be completed once markets function well.", ("none", None, None, None)),
        ("The program of purchases of $300 billion of Treasury securities will be completed in October.", ("purchases_end", 0, None, "qe")),
        (
            "The FOMC directed the Desk to purchase, over the next six months, up to $100 billion of longer-term Treasury securities.",
            ("purchases_start", None, 100, "qe"),
        ),
        (
            "The FOMC directed the Desk to cease increasing the size of the SOMA and to roll over all principal payments at auction.",
            ("purchases_end", 0, None, "qe"),
        ),
    ],
)
def test_programmes_in_other_words(text: str, expected: Known) -> None:
    assert known(text) == expected


def test_a_pace_gives_its_change_where_the_words_do() -> None:
    text = "The FOMC directed the Desk to increase the pace of its purchases from $20 billion per month to $40 billion per month."
    assert read_purchases(sentences(text), ON).pace_change_usd_month == 20 * BN
