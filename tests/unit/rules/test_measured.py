"""What was measured stands beside a score: of like events, else of all; never under 20; contradictions halve the evidence weight."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.document import load_rulebook
from rules.errors import StatisticsError
from rules.event import FomcStatement, Minutes
from rules.like import decision_groups, like_group
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
from rules.model import FirstHours, ReliabilityBin, Signal, Statistic, Statistics, WalkForward

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
share_low = 0.23
share_high = 0.59
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


STATEMENT = FomcStatement(
    source="fed.press_release", key="k", title="t", url="u", published_at=datetime(2025, 1, 29, 19, tzinfo=UTC),
    decision="lower", change_bp=-25, is_scheduled=True,
)  # fmt: skip
MINUTES = Minutes(source="fed.press_release", key="m", title="t", url="u", published_at=datetime(2025, 1, 2, tzinfo=UTC))


def signal(rule, direction="up", mechanism="forward-guidance", horizon_hours=24):
    return Signal(rule, 1, mechanism, direction, 0.5, True, "judgement", horizon_hours, ())


def test_like_events_of_the_rule_are_shown_first():
    found, like = measured_of(STATEMENT, signal("target-range-cut"), STATISTICS)
    assert (found.n, found.group, found.horizon_hours, found.median_pct) == (25, "rule:target-range-cut", 24, -0.4)
    assert (found.since, found.as_of, found.asset) == ("2019-01-01", "2026-08-21", "BTC")
    assert (found.share_low, found.share_high, found.mixes_signs, like) == (0.23, 0.59, False, 25)


def test_too_few_like_events_show_all_which_mix_signs_and_say_how_few():
    found, like = measured_of(STATEMENT, signal("target-range-rise", "down"), STATISTICS)
    assert (found.group, found.mixes_signs, like) == ("fomc:decision", True, 19)
    assert measured_of(STATEMENT, signal("never-seen"), STATISTICS)[1] == 0
    assert measured_of(MINUTES, signal("target-range-rise", "down"), STATISTICS) == (None, 19)
    assert measured_of(STATEMENT, signal("target-range-cut"), None) == (None, None)


def test_nothing_is_shown_without_a_baseline():
    assert measured_of(MINUTES, signal("target-range-cut"), with_row(ratio_abs=None)) == (None, 25)


def test_a_rule_without_a_direction_mixes_signs():
    assert measured_of(MINUTES, signal("target-range-cut", "either"), STATISTICS)[0].mixes_signs


@pytest.mark.parametrize(
    ("surprise", "groups"),
    [
        (None, ("fomc:decision", "fomc:lower")),
        (-1.99, ("fomc:decision", "fomc:lower", "fomc:lower:as_priced")),
        (0.0, ("fomc:decision", "fomc:lower", "fomc:lower:as_priced")),
        (-2.0, ("fomc:decision", "fomc:lower", "fomc:lower:easier_2_5")),
        (4.99, ("fomc:decision", "fomc:lower", "fomc:lower:tighter_2_5")),
        (5.0, ("fomc:decision", "fomc:lower", "fomc:lower:tighter_5")),
        (-11.9, ("fomc:decision", "fomc:lower", "fomc:lower:easier_5")),
    ],
)
def test_cuts_stand_beside_cuts_and_surprises_beside_their_like(surprise, groups):
    event = replace(STATEMENT, surprise_bp=surprise)
    assert decision_groups(event) == groups
    assert like_group(event, signal("any", mechanism="rate-path")) == groups[-1]
    assert like_group(event, signal("fomc-scheduled-decision", "either")) == groups[-1]
    assert like_group(event, signal("balance-sheet-path-looser")) == "rule:balance-sheet-path-looser"


def test_operational_statements_are_no_decisions():
    assert decision_groups(replace(STATEMENT, decision="hold", change_bp=0, is_scheduled=False)) == ()
    assert decision_groups(replace(STATEMENT, is_scheduled=False)) == ("fomc:decision", "fomc:lower")
    assert decision_groups(MINUTES) == ()


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


@pytest.mark.parametrize("found", [FirstHours(n=0), FirstHours(n=22, ratio_abs=1.5, same_way=0.6, same_low=0.4, same_high=0.8)])
def test_what_followed_large_first_hours_is_written_too(found):
    assert read_statistics(written(replace(STATISTICS, first_hours=found)), "again.toml").first_hours == found


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
