"""When a watch is hit: at the limit, once, and again only after its figure has clearly gone back."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.audience.watches import Kept, Outcome, judge
from tests.builders.alerts import NOON, assessed, repo, statement

BN = 1_000_000_000
HIT, NOTHING = Outcome(True, False), Outcome(False, True)


def kept(text: str, **values: Any) -> Kept:
    return Kept(id=1, text=text, created_at=NOON, **values)


def total(billions: float, **values: Any) -> Any:
    return repo(accepted_usd=BN, day_accepted_usd=int(billions * BN), **values)


@pytest.mark.parametrize(("billions", "outcome"), [(19.999, NOTHING), (20, HIT), (50, HIT)])
def test_a_level_is_hit_where_it_is_reached(billions: float, outcome: Outcome) -> None:
    assert judge(kept("standing repo >= 20bn"), total(billions), assessed(), NOON) == outcome


@pytest.mark.parametrize(
    ("text", "billions", "armed"),
    [
        ("standing repo >= 20bn", 30, False),
        ("standing repo >= 20bn", 18.1, False),  # not a tenth below
        ("standing repo >= 20bn", 18, True),
        ("standing repo <= 20bn", 21.9, False),
        ("standing repo <= 20bn", 22, True),
        ("|standing repo| >= 20bn", 18, True),
    ],
)
def test_after_a_hit_the_figure_has_to_go_back_by_a_tenth(text: str, billions: float, armed: bool) -> None:
    assert judge(kept(text, armed=False), total(billions), assessed(), NOON) == Outcome(False, armed)


def test_what_is_about_something_else_neither_hits_nor_arms() -> None:
    watch = kept("standing repo >= 20bn", armed=False)
    assert judge(watch, total(1, facility="other"), assessed(), NOON) == Outcome(False, False)
    assert judge(watch, statement(), assessed(), NOON) == Outcome(False, False)
    assert judge(replace(watch, armed=True), repo(), assessed(), NOON) == Outcome(False, True)  # the day's total is not known


def test_what_each_publication_says_by_itself_is_hit_by_each() -> None:
    watch = kept("decision = lower")
    assert judge(watch, statement(decision="lower"), assessed(), NOON) == Outcome(True, True)
    assert judge(watch, statement(decision="hold"), assessed(), NOON) == Outcome(False, True)
    scores = kept("impact >= 30 and direction < 0")
    assert judge(scores, statement(), assessed(impact=30, direction=-1), NOON) == Outcome(True, True)
    assert judge(scores, repo(), assessed(impact=29, direction=-1), NOON) == Outcome(False, True)


def test_a_level_and_a_score_together() -> None:
    watch = kept("standing repo >= 20bn and impact >= 30")
    assert judge(watch, total(25), assessed(impact=29), NOON) == Outcome(False, True)
    assert judge(watch, total(25), assessed(impact=30), NOON) == HIT
    assert judge(replace(watch, armed=False), total(25), assessed(impact=0), NOON) == Outcome(False, False)


@pytest.mark.parametrize(
    "rest",
    [
        {"last_hit_at": NOON - timedelta(hours=6) + timedelta(seconds=1)},
        {"snoozed_until": NOON + timedelta(seconds=1)},
        {"expires_at": NOON},
    ],
)
def test_a_watch_that_rests_passes_a_hit_over_and_stays_armed(rest: dict[str, datetime]) -> None:
    assert judge(kept("standing repo >= 20bn", **rest), total(30), assessed(), NOON) == Outcome(False, True)


@pytest.mark.parametrize(
    "rest", [{"last_hit_at": NOON - timedelta(hours=6)}, {"snoozed_until": NOON}, {"expires_at": NOON + timedelta(seconds=1)}]
)
def test_a_watch_whose_rest_is_over_is_hit(rest: dict[str, datetime]) -> None:
    assert judge(kept("standing repo >= 20bn", **rest), total(30), assessed(), NOON) == HIT


def test_a_watch_that_this_version_cannot_read_is_left_alone() -> None:
    assert judge(kept("phase of the moon = full"), total(30), assessed(), NOON) == Outcome(False, True)


def test_a_context_field_can_be_watched() -> None:
    assessment = replace(assessed(), context={"regime": "pivot", "of another version": 1})
    assert judge(kept("regime = pivot"), repo(), assessment, NOON) == Outcome(True, True)
