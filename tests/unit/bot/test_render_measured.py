"""What was measured, in words: how many, which way, how large, and plainly where that is nothing."""

from dataclasses import replace
from datetime import date

import pytest

from bot.i18n import texts
from bot.render.evidence import measured
from rules.document import load_rulebook
from rules.measured import with_statistics
from rules.model import Assessment, Measured, Signal, Statistic, Statistics

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
BOOK = with_statistics(load_rulebook(), None)
SIGNAL = Signal("real-yield-fall", 1, "real-yield", "either", 0.3, True, "judgement", 24, ())
PLAIN = Assessment(impact=30, direction=20, confidence=0.1, horizon_hours=24, regime="neutral", signals=(SIGNAL,))
FOMC = Measured(62, 1.18, 0.47, "fomc:decision", "BTC", 24, -0.16, 0.91, 1.47, "2019-01-01", "2026-08-22")
RULE = Measured(60, 2.15, 0.57, "rule:fomc-scheduled-decision", "BTC", 4, 0.27, 1.57, 2.77, "2019-01-01", "2026-08-22")


def said(found, tx=EN, signal=SIGNAL, book=BOOK):
    return measured.line(replace(PLAIN, measured=found, signals=(signal,)), signal, book, tx)


def test_fomc_decisions_in_both_languages():
    assert said(FOMC) == (
        "Measured, 62 FOMC decisions since 2019: BTC after 24 hours median −0.2%, up 47% of the time; typical move 1.2× (0.9 to 1.5) an "
        "ordinary window. No measured effect: the moves are those of ordinary windows."
    )
    assert said(FOMC, ZH) == (
        "实测（2019年以来62次FOMC决议）：24小时后BTC涨跌中位数−0.2%，47%上涨；典型波动为平常时段的1.2倍（0.9至1.5）。未测得影响：波动与平常时段无异。"
    )


def test_a_rules_own_cases_carry_its_title():
    assert said(RULE).startswith("Measured, 60 cases of “A scheduled FOMC decision” since 2019: BTC after 4 hours median +0.3%, up 57%")
    assert said(RULE).endswith("typical move 2.1× (1.6 to 2.8) an ordinary window.")
    assert "60次" in said(RULE, ZH)


@pytest.mark.parametrize(
    ("changes", "end"),
    [
        ({"n": 49}, "It may be chance: the range holds 1."),
        ({"n": 50}, "No measured effect: the moves are those of ordinary windows."),
        ({"ratio_low": 1.01}, "an ordinary window."),
        ({"ratio_low": 0.5, "ratio_high": 0.9}, "The moves are smaller than usual."),
    ],
)
def test_the_range_of_the_ratio_is_told(changes, end):
    assert said(replace(FOMC, **changes)).endswith(end)


def test_old_rows_without_a_group_are_told_as_before():
    assert said(Measured(34, 1.62, 0.41)) == "Measured after 34 comparable events: moves 1.6× an ordinary window, up 41% of the time."
    assert said(Measured(20, 1.0, 0.41)).endswith("That is no larger than usual.")


def test_too_few_says_how_few():
    few = Statistics(date(2019, 1, 1), date(2026, 8, 22), "BTC", {("rule:real-yield-fall", 24): Statistic("rule:real-yield-fall", 24, 11)})
    assert said(None, book=replace(BOOK, statistics=few)) == "Measured: too few comparable events (11; needs 20)."
    assert said(None) == "Measured: too few comparable events (needs 20)."
    assert said(None, ZH, book=replace(BOOK, statistics=few)) == "实测：可比事件太少（11次，需20次）。"


def test_a_study_that_speaks_against_a_claimed_direction_is_named():
    cut = replace(SIGNAL, rule="balance-sheet-path-looser", mechanism="forward-guidance", direction="up")
    assert said(FOMC, signal=cut).endswith("ordinary windows. Research against it: Benigno and Rosa.")
    assert said(FOMC, ZH, signal=cut).endswith("反对此说的研究：Benigno and Rosa。")
    assert "Research" not in said(FOMC, signal=replace(cut, direction="either"))
    assert "Research" not in said(FOMC, signal=replace(cut, counted=False))


@pytest.mark.parametrize(("value", "shown"), [(0.27, "+0.3%"), (-0.16, "−0.2%"), (0.04, "0.0%"), (-0.04, "0.0%"), (-12.0, "−12.0%")])
def test_signed_percent(value, shown):
    assert measured.signed_pct(value) == shown
