"""The record: hits, Brier scores and reliability by hand, and nothing said where nothing can be judged."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot.evidence.closes import Closes
from bot.evidence.groups import Assessed
from bot.evidence.track_record import judge, label, rules_json
from rules.document import load_rulebook
from rules.event import Minutes
from rules.model import Assessment, Statistic

START = datetime(2023, 1, 1, tzinfo=UTC)
HOURS = 24 * 500


def assessed(at, direction, confidence=0.2, impact=30, hours=24):
    event = Minutes(source="s", key=f"{at}{direction}", title="t", url="u", published_at=at)
    return Assessed(event, Assessment(impact=impact, direction=direction, confidence=confidence, horizon_hours=hours, regime=None))


def climbing(jumps):
    """Hourly closes that go up and down by a hundredth in turns, with jumps of so many percent after given instants."""
    steps = np.where(np.arange(HOURS) % 2 == 0, 0.01, -0.01)
    for at, pct in jumps:
        steps[round((at - START).total_seconds()) // 3600] = np.log(1 + pct / 100)
    at = np.arange(1, HOURS + 1, dtype=np.int64) * 3600 + round(START.timestamp())
    return Closes("BTC", "hourly", at, 100 * np.exp(np.cumsum(steps)))


DAYS = [START + timedelta(days=400 + 3 * i, hours=18) for i in range(4)]
PRICES = climbing(zip(DAYS, (10, -10, 10, 10), strict=True))


def test_hits_and_brier_scores_by_hand():
    found = judge([assessed(at, way) for at, way in zip(DAYS, (20, -20, -20, 20), strict=True)], [PRICES])
    assert (found["alerts"], found["judged"], found["hit_rate"]) == (4, 4, 0.75)
    # chances of a rise 0.6, 0.4, 0.4, 0.6; rose 1, 0, 1, 1: (0.16 + 0.16 + 0.36 + 0.16) / 4
    assert found["brier"] == pytest.approx(0.21)
    assert found["always_up"] == 0.75
    assert found["brier_always_up"] == 0.25
    low, high = found["ci95"]
    assert low == pytest.approx(0.3006, abs=0.0001)  # Wilson's interval of 3 in 4
    assert high == pytest.approx(0.9544, abs=0.0001)
    assert [row["horizon_hours"] for row in found["by_horizon"]] == [1, 24, 168]


def test_what_names_no_direction_is_counted_and_not_judged():
    quiet = [assessed(DAYS[0], 9), assessed(DAYS[1], 30, confidence=0.04), assessed(DAYS[2], 0)]
    found = judge(quiet, [PRICES])
    assert (found["alerts"], found["judged"], found["hit_rate"], found["ci95"], found["brier"]) == (3, 0, None, None, None)


def test_what_is_not_over_is_not_judged():
    late = START + timedelta(hours=HOURS - 5)
    found = judge([assessed(late, 20), assessed(late, 0), assessed(DAYS[0], 20)], [PRICES])
    assert (found["alerts"], found["named"], found["open"], found["judged"]) == (3, 2, 1, 1)


def test_what_has_no_price_is_neither_judged_nor_open():
    early = START - timedelta(days=3)
    found = judge([assessed(early, 20)], [PRICES])
    assert (found["named"], found["open"], found["judged"]) == (1, 0, 0)
    assert (judge([assessed(early, 20)], [])["named"], judge([assessed(early, 20)], [])["open"]) == (1, 1)


def test_nothing_at_all_has_the_same_shape():
    empty, full = judge([], []), judge([assessed(DAYS[0], 20)], [PRICES])
    assert set(empty) == set(full)
    assert (empty["alerts"], empty["judged"], empty["hit_rate"], empty["by_horizon"]) == (0, 0, None, [])
    assert judge([], [PRICES])["alerts"] == 0


def test_reliability_counts_by_claimed_chance():
    found = judge([assessed(at, way, confidence=0.3) for at, way in zip(DAYS, (20, -20, -20, 20), strict=True)], [PRICES])
    assert [(row["from"], row["n"], row["claimed"], row["rose"]) for row in found["reliability"]] == [
        (0.0, 2, 0.35, 0.5), (0.6, 2, 0.65, 1.0),
    ]  # fmt: skip


def test_larger_impacts_with_larger_moves_are_seen():
    random = np.random.default_rng(5)
    steps = random.normal(0, 0.004, HOURS)
    moments = [START + timedelta(days=370 + 2 * i, hours=18) for i in range(60)]
    impacts = [10 if i % 2 else 60 for i in range(60)]
    for at, impact in zip(moments, impacts, strict=True):
        steps[round((at - START).total_seconds()) // 3600] += 0.08 * (impact == 60)
    at = np.arange(1, HOURS + 1, dtype=np.int64) * 3600 + round(START.timestamp())
    closes = Closes("BTC", "hourly", at, 100 * np.exp(np.cumsum(steps)))
    size = judge([assessed(m, 0, impact=i) for m, i in zip(moments, impacts, strict=True)], [closes])["size"]
    assert size["n"] == 60
    assert size["rank_correlation"] > 0.6
    assert size["ci95"][0] > 0.4
    assert [row["n"] for row in size["by_impact"]] == [30, 30]


def test_one_impact_alone_has_no_ranks():
    moments = [START + timedelta(days=370 + 2 * i, hours=18) for i in range(30)]
    size = judge([assessed(m, 0, impact=36) for m in moments], [PRICES])["size"]
    assert (size["n"], size["rank_correlation"], size["ci95"]) == (30, None, None)


@pytest.mark.parametrize(
    ("row", "direction", "said"),
    [
        (Statistic("g", 24, 19, 1.0, 0.5, 1.0, 0.9, 1.1, 1.0), "up", "too few"),
        (Statistic("g", 24, 300, 1.0, 0.5), "up", "too few"),
        (Statistic("g", 24, 60, -1.0, 0.5, 1.0, 0.9, 1.1, -0.2), "up", "contradicted, no measured effect"),
        (Statistic("g", 24, 30, 1.0, 0.5, 1.5, 1.1, 1.9, 0.2), "up", "larger moves"),
        (Statistic("g", 24, 30, 1.0, 0.5, 0.7, 0.5, 0.9, 0.2), "either", "smaller moves"),
        (Statistic("g", 24, 30, 1.0, 0.5, 1.0, 0.9, 1.1, -0.2), "either", "unclear"),
    ],
)
def test_labels(row, direction, said):
    assert label(row, direction) == said


def test_every_scoring_rule_has_its_row_at_its_own_horizon():
    book = load_rulebook()
    rows = {row["rule"]: row for row in rules_json(book, [])}
    assert set(rows) == {rule.id for rule in book.rules if rule.scores and not rule.is_amplifier}
    assert (rows["fomc-scheduled-decision"]["horizon_hours"], rows["fomc-scheduled-decision"]["label"]) == (4, "too few")
