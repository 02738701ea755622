"""What was measured, in words: how many, which way, how large, and plainly where that is nothing."""

from dataclasses import replace

import pytest

from bot.i18n import texts
from bot.render.evidence import measured
from rules.document import load_rulebook
from rules.measured import with_statistics
from rules.model import Assessment, Measured, Signal

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
BOOK = with_statistics(load_rulebook(), None)
SIGNAL = Signal("real-yield-fall", 1, "real-yield", "either", 0.3, True, "judgement", 24, ())
PLAIN = Assessment(impact=30, direction=20, confidence=0.1, horizon_hours=24, regime="neutral", signals=(SIGNAL,))
FOMC = Measured(62, 1.18, 0.47, "fomc:decision", "BTC", 24, -0.16, 0.91, 1.47, "2019-01-01", "2026-08-22")
RULE = Measured(60, 2.15, 0.57, "rule:fomc-scheduled-decision", "BTC", 4, 0.27, 1.57, 2.77, "2019-01-01", "2026-08-22")


def said(found, tx=EN, signal=SIGNAL, book=BOOK):
    return measured.line(replace(PLAIN, measured=found, signals=(signal,)), book, tx)


def test_fomc_decisions_in_both_languages():
    assert said(FOMC) == (
        "Measured, all decisions of the FOMC since 2019: BTC after 24 hours median −0.2%, up in 29 of 62; "
        "not told apart from an ordinary day (1.2×, 0.9–1.5)."
    )
    assert said(FOMC, ZH) == "实测2019年以来全部FOMC决议：24小时后BTC中位数−0.2%，62次中29次上涨；波幅与平时无显著差异（1.2倍，0.9–1.5）。"


def test_a_rules_own_cases_carry_its_title():
    assert said(RULE) == (
        "Measured, cases of “A scheduled FOMC decision” since 2019: BTC after 4 hours median +0.3%, up in 34 of 60; "
        "larger moves than on an ordinary day (2.1×, 1.6–2.8)."
    )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "not told apart from an ordinary day (1.2×, 0.9–1.5)"),
        ({"ratio_low": 1.0}, "not told apart from an ordinary day (1.2×, 1.0–1.5)"),
        ({"ratio_low": 1.01}, "larger moves than on an ordinary day (1.2×, 1.0–1.5)"),
        ({"ratio_low": 0.5, "ratio_high": 0.9}, "smaller moves than on an ordinary day (1.2×, 0.5–0.9)"),
        ({"ratio_low": None}, "1.2× an ordinary day, 62 cases"),
    ],
)
def test_an_interval_that_holds_one_is_not_told_apart(changes, text):
    assert measured.against_ordinary(replace(FOMC, **changes), EN) == text


def test_a_group_that_mixes_signs_says_how_large_and_never_which_way():
    mixed = replace(PLAIN, measured=FOMC)
    assert measured.mixed(mixed, EN) == "All 62 decisions since 2019: not told apart from an ordinary day (1.2×, 0.9–1.5)"
    assert measured.mixed(mixed, ZH) == "2019年以来62次决议：波幅与平时无显著差异（1.2倍，0.9–1.5）"
    assert measured.mixed(replace(PLAIN, measured=RULE), EN) == ""
    assert measured.mixed(PLAIN, EN) == ""


def test_old_rows_without_a_group_say_the_size_alone():
    assert said(Measured(34, 1.62, 0.41)) == "Measured: 1.6× an ordinary day, 34 cases."


def test_fewer_than_twenty_say_nothing():
    assert said(None) == ""
    assert said(replace(FOMC, n=19)) == ""


def test_a_study_that_speaks_against_a_claimed_direction_is_named():
    cut = replace(SIGNAL, rule="balance-sheet-path-looser", mechanism="forward-guidance", direction="up")
    assert said(FOMC, signal=cut).endswith("(1.2×, 0.9–1.5). Research against it: Benigno and Rosa.")
    assert said(FOMC, ZH, signal=cut).endswith("。反对此说的研究：Benigno and Rosa。")
    assert "Research" not in said(FOMC, signal=replace(cut, direction="either"))
    assert "Research" not in said(FOMC, signal=replace(cut, counted=False))


@pytest.mark.parametrize(("value", "shown"), [(0.27, "+0.3%"), (-0.16, "−0.2%"), (0.04, "0.0%"), (-0.04, "0.0%"), (-12.0, "−12.0%")])
def test_signed_percent(value, shown):
    assert measured.signed_pct(value) == shown
