"""A watch is read to the same Condition that rules have, or refused with what would be right."""

from datetime import UTC, date, datetime

import pytest

from rules.document import load_rulebook
from rules.errors import WatchError
from rules.event import KINDS, Context, Minutes, RepoOperation, field_table
from rules.model import Assessment, Test
from rules.watch import ASSESSED, parse_watch
from rules.watch_words import CHOICES, COMPARISONS, TERMS, folded

STANDING = Test("facility", "is", "standing")
SOFR = Test("rate_type", "is", "SOFR")
BN = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "kinds", "tests"),
    [
        ("standing repo >= $20bn", ("repo_operation",), [STANDING, Test("day_accepted_usd", "at_least", 20 * BN)]),
        ("weekly balance-sheet change <= -15bn", ("balance_sheet",), [Test("total_assets_change_1w_usd", "at_most", -15 * BN)]),
        ("SOFR - IORB >= 10bp", ("reference_rate",), [SOFR, Test("spread_iorb_bp", "at_least", 10)]),
        ("impact >= 60 and direction < 0", KINDS, [Test("impact", "at_least", 60), Test("direction", "below", 0)]),
        ("常备回购 ≥ 200亿", ("repo_operation",), [STANDING, Test("day_accepted_usd", "at_least", 20 * BN)]),
        ("常备回购便利不低于２００亿美元", ("repo_operation",), [STANDING, Test("day_accepted_usd", "at_least", 20 * BN)]),
        ("资产负债表周变化 ≤ −150亿", ("balance_sheet",), [Test("total_assets_change_1w_usd", "at_most", -15 * BN)]),
        ("SOFR 与 IORB 之差 > 10个基点", ("reference_rate",), [SOFR, Test("spread_iorb_bp", "above", 10)]),
        ("影响≥60，且方向＜0", KINDS, [Test("impact", "at_least", 60), Test("direction", "below", 0)]),
        ("impact ≥ 60, direction < 0", KINDS, [Test("impact", "at_least", 60), Test("direction", "below", 0)]),
        ("day_accepted_usd > 5,000,000,000", ("repo_operation", "reverse_repo_operation"),
         [Test("day_accepted_usd", "above", 5 * BN)]),
        ("SOFR-IORB over 0.1%", ("reference_rate",), [SOFR, Test("spread_iorb_bp", "above", 10)]),
        ("SOFR above 425bp", ("reference_rate",), [SOFR, Test("rate_pct", "above", 4.25)]),
        ("|direction| >= 30", KINDS, [Test("direction", "size_at_least", 30)]),
        ("|weekly balance-sheet change| at least 15 billion dollars", ("balance_sheet",),
         [Test("total_assets_change_1w_usd", "size_at_least", 15 * BN)]),
        ("regime is tightening", KINDS, [Test("context.regime", "is", "tightening")]),
        ("阶段是缩表", KINDS, [Test("context.regime", "is", "tightening")]),
        ("rate decision is not hold", ("fomc_statement",), [Test("decision", "is_not", "hold")]),
        ("decision = cut & votes against > 1", ("fomc_statement",), [Test("decision", "is", "lower"), Test("votes_against", "above", 1)]),
        ("is_scheduled is no", ("fomc_statement",), [Test("is_scheduled", "is", False)]),
        ("SRF > 1万亿 and calendar is not quarter-end", ("repo_operation",),
         [STANDING, Test("day_accepted_usd", "above", 1000 * BN), Test("calendar", "is_not", "quarter_end")]),
        ("confidence >= 60%", KINDS, [Test("confidence", "at_least", 0.6)]),
        ("correlation >= 0.7", KINDS, [Test("context.correlation_60d", "at_least", 0.7)]),
        ("correlation_60d below -0.2", KINDS, [Test("context.correlation_60d", "below", -0.2)]),
        ("TGA <= $400bn", ("balance_sheet", "cash_balance"), [Test("tga_usd", "at_most", 400 * BN)]),
        ("purchase_pace_usd_month >= $40bn a month", ("fomc_statement", "desk_statement"),
             [Test("purchase_pace_usd_month", "at_least", 40 * BN)]),
        ("day_accepted_percentile_250d >= 95%", ("repo_operation", "reverse_repo_operation"),
         [Test("day_accepted_percentile_250d", "at_least", 0.95)]),
        ("meeting_on >= 2026-01-01", ("minutes",), [Test("meeting_on", "at_least", date(2026, 1, 1))]),
        ("repo >= 1.5tn", ("repo_operation",), [Test("day_accepted_usd", "at_least", 1500 * BN)]),
        ("repo >= 250mn", ("repo_operation",), [Test("day_accepted_usd", "at_least", 250_000_000)]),
        ("repo >= 250m", ("repo_operation",), [Test("day_accepted_usd", "at_least", 250_000_000)]),
        ("ON RRP change <= $-30bn", ("reverse_repo_operation",),
         [Test("facility", "is", "on_rrp"), Test("day_change_usd", "at_most", -30 * BN)]),
        ("standing repo >= 5bn and standing repo <= 50bn", ("repo_operation",),
         [STANDING, Test("day_accepted_usd", "at_least", 5 * BN), Test("day_accepted_usd", "at_most", 50 * BN)]),
    ],
)  # fmt: skip
def test_a_watch_becomes_a_condition(text, kinds, tests):
    watch = parse_watch(text)
    assert watch.kinds == kinds
    assert list(watch.condition.all) == tests
    assert (watch.text, watch.condition.any, watch.condition.none) == (text, (), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a watch is empty"),
        ("x" * 201, "at most 200 characters, this one has 201"),
        (" and ".join(["impact > 1"] * 5), "at most 4 comparisons, this one has 5"),
        ("standing repo", "'standing repo' compares nothing"),
        ("standing repo >=", "lacks its value"),
        (">= 20bn", "lacks its field"),
        ("standng repos >= 20bn", "unknown field 'standng repos'; did you mean 'standing repos'?"),
        ("day_acepted_usd >= 20bn", "unknown field 'day_acepted_usd'; did you mean 'day_accepted_usd'?"),
        ("常备回够 >= 20bn", "unknown field '常备回够'; did you mean '常备回购'?"),
        ("qqq >= 20bn", "unknown field 'qqq'; for example standing repo"),
        ("standing repo >= 20", "'20' is an amount without its unit; write 20bn, 20m or 20亿"),
        ("standing repo >= 20%", "has a unit that does not fit here; write 20bn, 500m or 200亿"),
        ("SOFR - IORB >= 10bn", "has a unit that does not fit here; write 10bp"),
        ("SOFR >= 10bn", "has a unit that does not fit here; write 4.25%"),
        ("impact >= 10bp", "has a unit that does not fit here; write a plain number"),
        ("impact >= 101", "impact runs from 0 to 100, not 101"),
        ("direction < -101", "direction runs from -100 to 100, not -101"),
        ("confidence >= 60", "confidence runs from 0 to 1; write 60% or 0.60"),
        ("impact >= many", "'many' is no number"),
        ("impact >= --5", "'--5' is no number"),
        ("ON RRP change <= -$-30bn", "'-$-30bn' is no number"),
        ("|direction| < 30", "a size, |direction|, is compared by >= alone"),
        ("|decision| >= hold", "operator size_at_least wants a number"),
        ("decision is purple", "decision is never 'purple'; one of raise, lower, hold"),
        ("is_scheduled is maybe", "is_scheduled is never 'maybe'; one of yes, true, 是"),
        ("meeting_on > soon", "meeting_on is a day; write it as 2025-12-31"),
        ("decision > hold", "operator above wants a number"),
        ("text is something", "text is free text"),
        ("closes_at > 2025-12-31", "closes_at cannot be watched"),
        ("standing repo >= 20bn and SOFR - IORB >= 10bp", "no publication carries all of these"),
        ("standing repo >= 20bn or impact >= 60", "for `or` make two watches"),
        ("impact >= 60且常备回购 > 5或 x", "for `or` make two watches"),
        (" and ", "'and' compares nothing"),
        ("&", "no publication carries all of these"),
        ("__import__('os').system('true')", "compares nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_would_be_right(text, said):
    with pytest.raises(WatchError) as caught:
        parse_watch(text)
    assert said in str(caught.value)


def operation(day_accepted, facility="standing"):
    return RepoOperation(
        source="s", key="k", title="t", url="u", published_at=datetime(2025, 10, 31, tzinfo=UTC), operation_on=date(2025, 10, 31),
        facility=facility, accepted_usd=BN, is_small_value=False, calendar="month_end", day_accepted_usd=day_accepted,
    )  # fmt: skip


def test_a_watch_is_asked_of_the_event_its_context_and_its_assessment():
    assessment = Assessment(impact=36, direction=-18, confidence=0.1, horizon_hours=24, regime="pivot")
    context = Context(regime="pivot")

    def asked(text, event):
        return parse_watch(text).holds(event, context, assessment)

    assert asked("standing repo >= 20bn", operation(50 * BN)) is True
    assert asked("standing repo >= 20bn", operation(50 * BN, "other")) is False
    assert asked("standing repo >= 20bn", operation(10 * BN)) is False
    assert asked("standing repo >= 20bn", operation(None)) is None
    assert asked("impact >= 30 and direction < 0 and regime is pivot", operation(0)) is True
    assert asked("impact >= 40", operation(0)) is False
    other = Minutes(source="s", key="k", title="t", url="u", published_at=datetime(2025, 10, 31, tzinfo=UTC))
    assert asked("standing repo >= 20bn", other) is False


def test_every_phrase_stands_for_a_field_that_there_is():
    for phrase, term in TERMS.items():
        kinds = term.kinds or [kind for kind in KINDS if term.field in field_table(kind)] if term.field not in ASSESSED else KINDS[:1]
        assert kinds, phrase
        for kind in kinds:
            names = {*field_table(kind), *ASSESSED}
            assert {term.field, *(test.field for test in term.also)} <= names, phrase


def test_a_field_is_of_one_type_in_all_kinds():
    types = {}
    for kind in KINDS:
        for name, spec in field_table(kind).items():
            assert types.setdefault(name, spec.type) is spec.type, name


def test_the_table_of_values_knows_those_of_the_catalog():
    for rule in load_rulebook().rules:
        for test in (*rule.condition.all, *rule.condition.any, *rule.condition.none):
            operands = test.operand if isinstance(test.operand, tuple) else [test.operand]
            if all(isinstance(operand, str) for operand in operands):
                assert set(operands) <= set(CHOICES[test.field.removeprefix("context.")]), rule.id


def test_no_two_comparisons_are_written_alike_and_phrases_fold():
    forms = [form for group in COMPARISONS.values() for form in group]
    assert len(forms) == len(set(forms))
    assert folded("SOFR − IORB") == folded("sofr-iorb") == "sofr iorb"
    assert folded("常备回购") == "常备回购"
