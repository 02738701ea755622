"""Votes and dissents, of invented people."""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc import read_statement
from bot.fomc.votes import preference_of

ON = date(2031, 5, 7)
RANGE = "the target range for the federal funds rate"

FOR = "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora Model, Jr.; and Zoe O'Other. "


def votes(text: str) -> tuple[int | None, int | None, tuple[str, ...]]:
    said = read_statement(text, ON)
    return said["votes_for"], said["votes_against"], said["dissents"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. "
            ),
            (4, 0, ()),
        ),
        (
            "The Committee approved the following statement for release by a 12 \u2013 0 vote:",
            (12, 0, ()),
        ),
        (
            "The Committee approved the following statement for release by a 9-3 vote:",
            (9, 3, ()),
        ),
        (
            "The Committee approved the statement by a vote of 10 to 2.",
            (10, 2, ()),
        ),
        (
            "The Committee decided today.",
            (None, None, ()),
        ),
        (
            "Voting for the FOMC monetary policy action were: Ann B. Example, Chairman, Carl Sample, Vice Chairman, and Dora Model.",
            (3, 0, ()),
        ),
        (
            "Voting for the action were Ann B. Example, Chair pro Tempore; and Carl Sample, Vice Chair.",
            (2, 0, ()),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against this action was Egon F. Muster, who preferred to lower "
                "the target range for the federal funds rate by 1/4 percentage point at this meeting."
            ),
            (4, 1, ("Egon F. Muster: lower",)),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against this action were Egon F. Muster, who preferred to lower "
                "the target range for the federal funds rate by 1/2 percentage point at this meeting; and Fay Nemo "
                "and Guy H. Quidam, who preferred no change to the target range for the federal funds rate at this "
                "meeting. Absent and not voting was Hal Absent."
            ),
            (4, 3, ("Egon F. Muster: lower", "Fay Nemo: maintain", "Guy H. Quidam: maintain")),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against were Egon F. Muster, who preferred to lower the target "
                "range for the federal funds rate at this meeting, and Guy H. Quidam, who preferred at this meeting "
                "to maintain the target range for the federal funds rate at 4 percent to 4-1/4 percent."
            ),
            (4, 2, ("Egon F. Muster: lower", "Guy H. Quidam: maintain")),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against the action was: Egon Muster, Jr. President Muster "
                "preferred a 50 basis point reduction in the target for the federal funds rate."
            ),
            (4, 1, ("Egon Muster, Jr.: lower",)),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against the action were: Egon Muster and Fay Nemo.\n\nGovernor "
                "Muster and President Nemo preferred an increase in the target for the federal funds rate."
            ),
            (4, 2, ("Egon Muster: raise", "Fay Nemo: raise")),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against the policy was Egon Muster. Mr. Muster believed the "
                "risks outweighed the benefits. Mr. Muster was sorry."
            ),
            (4, 1, ("Egon Muster: believed the risks outweighed the benefits",)),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against was Egon Muster."
            ),
            (4, 1, ("Egon Muster: not said",)),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against was Egon Muster who objected to the guidance."
            ),
            (4, 1, ("Egon Muster: objected to the guidance",)),
        ),
        (
            (
                "The statement was approved by a 9 \u2013 1 vote.\n\nEgon F. Muster dissented, preferring to raise the "
                "target range for the federal funds rate by 1/4 percentage point."
            ),
            (9, 1, ("Egon F. Muster: raise",)),
        ),
        (
            (
                "Voting for the monetary policy action were Ann B. Example, Chair; Carl Sample, Vice Chair; J. Dora "
                "Model, Jr.; and Zoe O'Other. Voting against was Egon Muster, who preferred to raise the target range"
                " for the federal funds rate to 1 to 1-1/4 percent. Hal Other voted as an alternate member."
            ),
            (4, 1, ("Egon Muster: raise",)),
        ),
    ],
)
def test_votes(text: str, expected: tuple[int | None, int | None, tuple[str, ...]]) -> None:
    assert votes(text) == expected


@pytest.mark.parametrize("said", ["Voting against: ", "Dissenting were ", "Opposed: "])
def test_other_ways_to_name_those_against(said: str) -> None:
    text = f"Approved by a 9 - 2 vote.\n\n{said}Egon F. Muster and Fay Nemo, who preferred to raise {RANGE}."
    assert votes(text) == (9, 2, ("Egon F. Muster: raise", "Fay Nemo: raise"))


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
