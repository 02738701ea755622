"""Labels, values with their units, and the words for impact and confidence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render import words
from rules.condition import OPERATORS
from rules.event import EVENT_CLASSES, KINDS, field_table
from rules.model import Fact

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_a_rule_may_name_has_a_label(kind: str) -> None:
    nameless = [name for name in field_table(kind) if name not in words.LABELS]
    assert nameless == []


def test_every_label_belongs_to_a_field() -> None:
    fields = {name for kind in KINDS for name in (*field_table(kind), *EVENT_CLASSES[kind].__dataclass_fields__)}
    assert [name for name in words.LABELS if name not in fields] == []


def test_labels_differ_within_a_kind() -> None:
    for kind in KINDS:
        labels = [words.label(name, EN) for name in field_table(kind)]
        assert len(labels) == len(set(labels))


def test_every_operator_has_words() -> None:
    assert set(OPERATORS) == set(words.COMPARISONS) | {"is", "one_of"}


@pytest.mark.parametrize(
    ("field", "raw", "english", "chinese"),
    [
        ("day_accepted_usd", 50_350_000_000, "$50.35bn", "503.5亿美元"),
        ("securities_change_1w_usd", -11_331_000_000, "−$11.3bn", "−113.3亿美元"),
        ("securities_off_path_1w_usd", 18_000_000_000, "+$18bn", "+180亿美元"),
        ("purchase_pace_usd_month", 40_000_000_000, "$40bn a month", "每月400亿美元"),
        ("purchase_pace_change_usd_month", -15_000_000_000, "−$15bn a month", "每月−150亿美元"),
        ("change_bp", -25, "−25bp", "−25基点"),
        ("target_upper_pct", 4.0, "4.00%", "4.00%"),
        ("treasuries_share_change_13w_pct", 0.8, "+0.8 percentage points", "+0.8个百分点"),
        ("reserves_change_1w_z", -2.5, "down 2.5× the usual swing", "降幅为平时波幅的2.5倍"),
        ("day_accepted_z_250d", 10.0, "up over 10× the usual swing", "升幅为平时波幅的10倍以上"),
        ("day_accepted_percentile_250d", 0.996, "99.6%", "99.6%"),
        ("term_days", 1, "1 day", "1天"),
        ("term_days", 14, "14 days", "14天"),
        ("day_operations", 2, "2", "2"),
        ("context.correlation_60d", 0.72, "0.72", "0.72"),
        ("decision", "lower", "cut", "降息"),
        ("calendar", "quarter_end", "quarter-end", "季末"),
        ("context.regime", "pivot", "QT winding down", "缩表收尾"),
        ("context.regime_before", "tightening", "QT in force", "缩表中"),
        ("context.purchase_purpose", "reserve_management", "reserve management (not QE)", "准备金管理（非QE）"),
        ("decision", "not a word of ours", "not a word of ours", "not a word of ours"),
        ("purchases_directed", True, "yes", "是"),
        ("purchases_directed", False, "no", "否"),
        ("effective_on", date(2025, 10, 30), "30 Oct 2025", "2025年10月30日"),
        ("closes_at", datetime(2025, 10, 31, 17, 45, tzinfo=UTC), "31 Oct 2025 17:45:00 UTC", "2025年10月31日17:45:00 UTC"),
        ("calendar", ["month_end", "quarter_end"], "month-end, quarter-end", "月末、季末"),
    ],
)
def test_a_value_has_its_unit(field: str, raw: Any, english: str, chinese: str) -> None:
    assert words.value(field, raw, EN) == english
    assert words.value(field, raw, ZH) == chinese


@pytest.mark.parametrize(
    ("fact", "english"),
    [
        (Fact("day_accepted_usd", 50_350_000_000, "above", 5_000_000_000), "Day's total: $50.35bn (rule: > $5bn)"),
        (Fact("day_accepted_usd", 50_350_000_000, "at_least", 5_000_000_000), "Day's total: $50.35bn (rule: ≥ $5bn)"),
        (Fact("day_accepted_usd", 4_000_000_000, "below", 5_000_000_000), "Day's total: $4bn (rule: < $5bn)"),
        (Fact("day_accepted_usd", 4_000_000_000, "at_most", 5_000_000_000), "Day's total: $4bn (rule: ≤ $5bn)"),
        (Fact("change_bp", -25, "below", 0), "Rate change: −25bp"),
        (Fact("change_bp", -25, "size_at_least", 20), "Rate change: −25bp (rule: up or down ≥ 20bp)"),
        (Fact("change_bp", -25, "ramp", (0.0, 100.0, 1.0)), "Rate change: −25bp (size grows from 0bp to 100bp, at most 1)"),
        (
            Fact("tga_change_1w_z", -2.84, "ramp", (2.0, 5.0, 0.25)),
            "Treasury's account (TGA), weekly change against usual: down 2.8× the usual swing (size grows from 2 to 5, at most 0.25)",
        ),
        (
            Fact("tga_change_1w_z", -2.84, "below", -2.0),
            "Treasury's account (TGA), weekly change against usual: down 2.8× the usual swing (rule: < −2)",
        ),
        (Fact("calendar", "month_end", "is", "month_end"), "Calendar: month-end"),
        (Fact("calendar", "month_end", "is_not", "ordinary"), "Calendar: month-end (rule: is not ordinary day)"),
        (Fact("decision", "hold", "one_of", ["hold", "lower"]), "Rate decision: hold"),
        (Fact("is_scheduled", False, "is", False), "outside the scheduled meetings"),
        (Fact("is_scheduled", True, "is", True), "a scheduled meeting"),
        (Fact("purchases_directed", True, "is", True), "Purchases directed: yes"),
        (Fact("of_tomorrow", 3, "newer_than", 2), "of tomorrow: 3 (rule: newer_than 2)"),
    ],
)
def test_a_fact_says_how_it_stood(fact: Fact, english: str) -> None:
    assert words.fact(fact, EN) == english


@pytest.mark.parametrize(
    ("impact", "word"),
    [
        (0, "ordinary"),
        (19, "ordinary"),
        (20, "moderate"),
        (32, "moderate"),
        (33, "notable"),
        (50, "rare"),
        (69, "rare"),
        (70, "once in years"),
    ],
)
def test_impact_in_words(impact: int, word: str) -> None:
    assert words.impact_word(impact, EN) == word


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        (0.0, "no view"),
        (0.01, "very weak"),
        (0.14, "very weak"),
        (0.15, "weak"),
        (0.34, "weak"),
        (0.35, "moderate"),
        (0.59, "moderate"),
        (0.6, "strong"),
        (1.0, "strong"),
    ],
)
def test_confidence_in_words(confidence: float, word: str) -> None:
    assert words.confidence_word(confidence, EN) == word


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 hour"), (4, "4 hours"), (24, "24 hours"), (48, "2 days"), (50, "50 hours"), (72, "3 days")]
)
def test_horizons(count: int, text: str) -> None:
    assert words.hours(count, EN) == text


def test_what_is_missing_is_named() -> None:
    fields = ("bills_usd", "reserves_usd", "context.correlation_60d", "bills_usd")
    assert words.missing(fields, EN) == "Treasury bills; Bank reserves; BTC–S&P 500 correlation, 60 days"
    assert words.missing(fields[:2], ZH) == "短期美债；银行准备金"


def test_only_what_is_there_is_listed() -> None:
    assert words.listed(["a", "", "b", "c"], EN) == "a, b, c"
    assert words.listed(["a", "b"], ZH) == "a、b"
    assert words.phrased(["a", "", "b"], EN) == "a, b"
    assert words.phrased(["a", "b"], ZH) == "a\uff0cb"
    assert words.chained(["", "a", "b"], EN) == "a; b"
    assert words.chained([], ZH) == ""
    assert words.parted(["a", "", "b"], EN) == "a · b"
    assert words.parted(["a", "b"], ZH) == "a｜b"
