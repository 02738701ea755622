"""What was measured stands beside a score: chosen by rule, then kind; never under 20 events; contradictions halve the evidence weight."""

from dataclasses import replace
from datetime import date

import pytest

from rules.document import load_rulebook
from rules.errors import StatisticsError
from rules.measured import (
    contradicts,
    has_no_effect,
    horizon_of,
    measured_of,
    read_statistics,
    shipped_statistics,
    with_statistics,
    written,
)
from rules.model import ReliabilityBin, Statistic, Statistics, WalkForward

TEXT = """
since = 2019-01-01
as_of = 2026-08-21
asset = "BTC"

[[groups]]
group = "rule:target-range-cut"
horizon_hours = 24
n = 25
median_pct = -0.4
share_up = 0.4
ratio_abs = 1.3
ratio_low = 1.1
ratio_high = 1.6
excess_median_pct = -0.5

[[groups]]
group = "fomc:decision"
horizon_hours = 24
n = 62
median_pct = 0.1
share_up = 0.5
ratio_abs = 1.2
ratio_low = 0.9
ratio_high = 1.5
excess_median_pct = 0.2

[[groups]]
group = "rule:target-range-rise"
horizon_hours = 24
n = 19
"""
STATISTICS = read_statistics(TEXT, "test.toml")
CUT = next(rule for rule in load_rulebook().rules if rule.id == "target-range-cut")


def with_row(**changes):
    row = replace(STATISTICS.groups["rule:target-range-cut", 24], **changes)
    return Statistics(date(2019, 1, 1), date(2026, 8, 21), "BTC", {(row.group, row.horizon_hours): row})


def test_the_leading_rule_is_shown_first():
    found = measured_of("fomc_statement", "target-range-cut", 24, STATISTICS)
    assert (found.n, found.group, found.horizon_hours, found.median_pct) == (25, "rule:target-range-cut", 24, -0.4)
    assert (found.since, found.as_of, found.asset) == ("2019-01-01", "2026-08-21", "BTC")


def test_too_few_of_the_rule_shows_the_kind_and_too_few_of_both_nothing():
    assert measured_of("fomc_statement", "target-range-rise", 24, STATISTICS).group == "fomc:decision"
    assert measured_of("fomc_statement", None, None, STATISTICS).n == 62
    assert measured_of("minutes", "target-range-rise", 24, STATISTICS) is None
    assert measured_of("fomc_statement", "target-range-cut", 24, None) is None


def test_nothing_is_shown_without_a_baseline():
    assert measured_of("minutes", "target-range-cut", 24, with_row(ratio_abs=None)) is None


@pytest.mark.parametrize(("hours", "found"), [(1, 1), (3, 1), (4, 4), (24, 24), (48, 24), (72, 72), (168, 168), (719, 168), (5000, 720)])
def test_the_horizon_is_the_longest_within_the_rules_own(hours, found):
    assert horizon_of(hours) == found


def test_no_effect_needs_fifty_events_and_an_interval_that_holds_one():
    assert has_no_effect(STATISTICS.groups["fomc:decision", 24])
    assert not has_no_effect(replace(STATISTICS.groups["fomc:decision", 24], n=49))
    assert not has_no_effect(replace(STATISTICS.groups["fomc:decision", 24], ratio_low=1.01))
    assert not has_no_effect(Statistic("g", 24, 100))


def test_a_measured_sign_against_the_claim_contradicts_from_twenty_events_on():
    assert CUT.effect.direction == "up"
    assert contradicts(CUT, STATISTICS)
    assert not contradicts(CUT, with_row(n=19))
    assert not contradicts(CUT, with_row(excess_median_pct=0.01))
    assert not contradicts(CUT, with_row(excess_median_pct=None))
    either = replace(CUT, effect=replace(CUT.effect, direction="either"))
    assert not contradicts(either, STATISTICS)


def test_a_rulebook_marks_contradicted_rules_and_keeps_its_hash():
    book = load_rulebook()
    marked = with_statistics(book, STATISTICS)
    assert marked.rule("target-range-cut").evidence.contradicted
    assert marked.statistics is STATISTICS
    assert marked.sha256 == book.sha256
    assert not with_statistics(marked, None).rule("target-range-cut").evidence.contradicted
    assert with_statistics(marked, None).statistics is None


def test_what_is_written_reads_the_same():
    assert read_statistics(written(STATISTICS), "again.toml") == STATISTICS


REPLAY = WalkForward(
    events=100, judged=30, hit_rate=0.5667, hit_low=0.3923, hit_high=0.7262, base_rate=0.5, always_up=0.4, brier=0.24, brier_base_rate=0.25,
    brier_always_up=0.6, sized=90, rank_correlation=0.1, rank_low=-0.1, rank_high=0.3, reliability=(ReliabilityBin(30, 0.6, 0.5667),),
)  # fmt: skip


@pytest.mark.parametrize("replay", [REPLAY, WalkForward(events=3, judged=0)])
def test_how_the_rules_did_is_written_with_what_was_measured(replay):
    assert read_statistics(written(replace(STATISTICS, walk_forward=replay)), "again.toml").walk_forward == replay


def test_what_ships_says_how_the_rules_did():
    shipped = shipped_statistics().walk_forward
    assert shipped.judged >= 20
    assert shipped.hit_low < shipped.hit_rate < shipped.hit_high
    assert sum(one.n for one in shipped.reliability) >= shipped.judged


DATES = "since = 2019-01-01\nas_of = 2026-01-01\n"
GROUP = DATES + "[[groups]]\ngroup = 'kind:x'\nn = 3\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("since = [", "no TOML"),
        ("as_of = 2026-01-01", "since: expected a date"),
        (GROUP + "horizon_hours = 5", "measured horizons"),
        (GROUP + "horizon_hours = 4\nmean = 2", "mean: unknown key"),
        (GROUP + "horizon_hours = 4\nshare_up = 'x'", "expected numbers"),
        (DATES + "[walk_forward]\nevents = 3", "walk_forward: something is missing: .*judged"),
        (DATES + "[walk_forward]\nevents = 3\njudged = 'x'", "walk_forward.judged: expected a number"),
        (DATES + "[walk_forward]\nevents = 3\njudged = 1\nluck = 7", "walk_forward.luck: unknown key"),
        (DATES + "[walk_forward]\nevents = 3\njudged = 1\n[[walk_forward.reliability]]\nn = 3", "something is missing: .*claimed"),
    ],
)
def test_a_fault_names_file_and_key(text, message):
    with pytest.raises(StatisticsError, match=message) as caught:
        read_statistics(text, "own.toml")
    assert caught.value.path == "own.toml"
