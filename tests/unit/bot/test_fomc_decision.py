"""Decisions in the forms of every era, in sentences made for these tests: the standard formulas with invented figures and names."""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc import read_statement

ON = date(2031, 5, 7)
RANGE = "the target range for the federal funds rate"
TARGET = "its target for the federal funds rate"


def decided(text: str) -> tuple[str | None, int | None, float | None, float | None]:
    said = read_statement(text, ON)
    return said["decision"], said["change_bp"], said["target_lower_pct"], said["target_upper_pct"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ("The Committee decided to raise the target range for the federal funds rate by 1/4 percentage point to 3-3/4 to 4 percent."),
            ("raise", 25, 3.75, 4.0),
        ),
        (
            ("The Committee decided to lower the target range for the federal funds rate by 1/2 percentage point, to 1 to 1-1/4 percent."),
            ("lower", -50, 1.0, 1.25),
        ),
        (
            (
                "The Committee decided to lower the target range for the federal funds rate by 0.75 percentage point "
                "to 4 to 4\u20111/4 percent."
            ),
            ("lower", -75, 4.0, 4.25),
        ),
        (
            (
                "The Committee decided to raise the target range for the federal funds rate by three-quarters of a "
                "percentage point to 2 to 2-1/4 percent."
            ),
            ("raise", 75, 2.0, 2.25),
        ),
        (
            "The Committee decided to raise the target range for the federal funds rate by 1 percentage point to 2 to 2-1/4 percent.",
            ("raise", 100, 2.0, 2.25),
        ),
        (
            (
                "The Committee decided to raise the target range for the federal funds rate by a quarter percentage "
                "point to 2 to 2-1/4 percent."
            ),
            ("raise", 25, 2.0, 2.25),
        ),
        (
            "The Committee decided to raise the target range for the federal funds rate to 1/2 to 3/4 percent.",
            ("raise", None, 0.5, 0.75),
        ),
        (
            (
                "The Committee decided to raise the target range for the federal funds rate by 0.5 percentage point "
                "to 1-1/4 percent to 1-1/2 percent."
            ),
            ("raise", 50, 1.25, 1.5),
        ),
        (
            "The Committee decided to raise the target range for the federal funds rate by 25 basis points to 3.50-3.75 percent.",
            ("raise", 25, 3.5, 3.75),
        ),
        (
            (
                "The Committee decided to raise the target range for the federal funds rate from 1 to 1-1/4 percent "
                "to 1-1/4 to 1-1/2 percent."
            ),
            ("raise", None, 1.25, 1.5),
        ),
        (
            (
                "The Committee decided to maintain the target range for the federal funds rate at 3-1/2 to 3-3/4 "
                "percent, in support of its mandate."
            ),
            ("hold", 0, 3.5, 3.75),
        ),
        (
            (
                "The Committee decided today to keep the target range for the federal funds rate at 0 to 1/4 percent "
                "and expects 2 percent inflation."
            ),
            ("hold", 0, 0.0, 0.25),
        ),
        (
            "The Committee will maintain the target range for the federal funds rate at 0 to 1/4 percent and anticipates more.",
            ("hold", 0, 0.0, 0.25),
        ),
        (
            (
                "The Committee today reaffirmed its view that the current 0 to 1/4 percent target range for the "
                "federal funds rate remains appropriate."
            ),
            ("hold", 0, 0.0, 0.25),
        ),
        (
            (
                "In determining how long to maintain the current 0 to 1/4 percent target range for the federal funds "
                "rate, it will assess progress."
            ),
            ("hold", 0, 0.0, 0.25),
        ),
        (
            "The Committee decided today to establish a target range for the federal funds rate of 0 to 1/4 percent.",
            (None, None, 0.0, 0.25),
        ),
        (
            "The Committee directs the Desk to maintain the federal funds rate in a target range of 0 to 1/4 percent.",
            (None, None, 0.0, 0.25),
        ),
        (
            (
                "The Federal Open Market Committee decided today to lower its target for the federal funds rate by 25"
                " basis points to 1 percent."
            ),
            ("lower", -25, 1.0, 1.0),
        ),
        (
            "The Committee today voted to raise its target for the federal funds rate 25 basis points to 5 percent.",
            ("raise", 25, 5.0, 5.0),
        ),
        (
            "The Committee has decided to lower its target for the federal funds rate 75 basis points to 3-1/2 percent.",
            ("lower", -75, 3.5, 3.5),
        ),
        (
            "The Committee decided today to keep its target for the federal funds rate unchanged at 1 3/4 percent.",
            ("hold", 0, 1.75, 1.75),
        ),
        (
            (
                "The Committee decided to maintain the existing stance of monetary policy, keeping its target for the"
                " federal funds rate at 6-1/2 percent."
            ),
            ("hold", 0, 6.5, 6.5),
        ),
        (
            "The Committee decided today to leave its target for the federal funds rate unchanged.",
            ("hold", 0, None, None),
        ),
        (
            "The Committee made no change today in its target for the federal funds rate.",
            ("hold", 0, None, None),
        ),
        (
            "While the FOMC did not take action today to alter the stance of monetary policy, it was concerned.",
            ("hold", 0, None, None),
        ),
        (
            "The Committee decided to increase slightly the degree of pressure on reserve positions.",
            ("raise", None, None, None),
        ),
        (
            (
                "It decided to tighten money market conditions, expecting the federal funds rate to rise 1/4 "
                "percentage point to around 5-1/2 percent."
            ),
            ("raise", 25, 5.5, 5.5),
        ),
        (
            (
                "It decided to ease the stance of monetary policy, expecting the federal funds rate to decline 1/4 "
                "percentage point to around 5 percent."
            ),
            ("lower", -25, 5.0, 5.0),
        ),
        (
            (
                "The Committee decided to decrease the degree of pressure on bank reserve positions. The action will "
                "be reflected in a 25 basis point decline in the federal funds rate from about 6 percent to about "
                "5-3/4 percent."
            ),
            ("lower", -25, 5.75, 5.75),
        ),
        (
            (
                "The Board approved a reduction in the discount rate from 5 percent to 4-3/4 percent. The federal "
                "funds rate is expected to fall 25 basis points from around 5-1/4 percent to around 5 percent."
            ),
            ("lower", -25, 5.0, 5.0),
        ),
        (
            (
                "The Board approved an increase in the discount rate from 4 percent to 4-3/4 percent. The Committee "
                "agreed that this increase should be reflected fully in interest rates in reserve markets."
            ),
            ("raise", 75, None, None),
        ),
        (
            "The Board approved a reduction in the discount rate. This shows through completely in reserve markets.",
            (None, None, None, None),
        ),
        (
            "The Committee is monitoring the situation and is prepared to act as needed.",
            (None, None, None, None),
        ),
        (
            "The Committee expects to maintain this target range until it is confident.",
            (None, None, None, None),
        ),
        (
            "The Committee decided to raise the target range for the federal funds rate to 30 to 31 percent.",
            (None, None, None, None),
        ),
    ],
)
def test_decisions(text: str, expected: tuple[str | None, int | None, float | None, float | None]) -> None:
    assert decided(text) == expected


def test_the_discount_rate_is_not_the_decision() -> None:
    text = f"The Committee decided today to lower {TARGET} by 50 basis points to 3 percent. "
    text += "In a related action, the Board of Governors approved a 75 basis point reduction in the discount rate to 2-1/4 percent."
    assert decided(text) == ("lower", -50, 3.0, 3.0)


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
    assert decided(f"{dissent}\n\n{decision}") == ("hold", 0, 2.0, 2.25)


def test_a_dissent_alone_decides_nothing() -> None:
    assert decided(f"Voting against was Egon F. Muster, who preferred to raise {RANGE} to 1 to 1-1/4 percent.") == (None, None, None, None)
