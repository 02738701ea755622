"""The engine against numbers worked out by hand from docs/scoring.md."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from rules.engine import Undecided, amplify, assess, combine, factor_of, fires
from rules.event import Context, PressRelease, ReverseRepoOperation
from rules.model import (
    Amplifier,
    Condition,
    Curve,
    Effect,
    EvidenceNote,
    Fact,
    Ramp,
    Rule,
    Rulebook,
    Signal,
    Statistic,
    Statistics,
    Test,
)

ALWAYS = Condition(all=(Test("category", "is", "other"),))


def rule(rule_id, mechanism="m", condition=ALWAYS, *, kind="press_release", level="judgement", contradicted=False, **effect):
    return Rule(
        id=rule_id, version=3, status="stable", title="t", kind=kind, mechanism=mechanism, rationale="r",
        references=(), false_positives=(), condition=condition, effect=Effect(**effect),
        evidence=EvidenceNote(level, "c", "m", contradicted), examples=(), sha256="", path="",
    )  # fmt: skip


def push(rule_id, direction, strength, mechanism="m", **more):
    return rule(rule_id, mechanism, direction=direction, strength=strength, **more)


def signal(mechanism, direction, strength, name="s"):
    return Signal(name, 1, mechanism, direction, strength, True, "judgement", 24, ())


EVENT = PressRelease(
    source="fed.press_release", key="k", title="t", url="u", published_at=datetime(2025, 1, 2, tzinfo=UTC), category="other"
)


def said(*rules, event=EVENT, context=None, **more):
    return assess(event, context or Context(regime="neutral"), Rulebook("v", "h", {}, rules), **more)


def test_no_signal_scores_nothing():
    assert (said().impact, said().direction, said().confidence, said().horizon_hours) == (0, 0, 0.0, None)


@pytest.mark.parametrize(("strength", "impact"), [(0.25, 20), (0.5, 33), (1.0, 50)])
def test_impact_saturates(strength, impact):
    assessment = said(push("r", "up", strength))
    assert (assessment.impact, assessment.direction) == (impact, impact)


def test_two_mechanisms_add_up_and_opposite_ones_cancel_in_direction_alone():
    # S = 0.42 + 0.14 = 0.56, D = -0.28: 100 * 0.56 / 1.56 = 35.9, 100 * -0.28 / 1.56 = -17.9
    assessment = said(push("a", "down", 0.42, "x"), push("b", "up", 0.14, "y"))
    assert (assessment.impact, assessment.direction) == (36, -18)
    assert assessment.confidence == 0.1  # 0.2 * 0.28/0.56 * 1


def test_rounding_is_half_to_even_once():
    assert combine([signal("m", "up", 1 / 7)], ()) == (12, 12)  # 12.5
    assert combine([signal("m", "up", 0.1)], ()) == (9, 9)  # 9.09


def test_only_the_strongest_signal_of_a_mechanism_counts():
    assessment = said(push("a", "up", 0.3), push("b", "down", 0.5), push("c", "up", 0.2))
    assert (assessment.impact, assessment.direction) == (33, -33)
    assert [(s.rule, s.counted) for s in assessment.signals] == [("b", True), ("a", False), ("c", False)]


def test_ties_go_to_the_directional_one_then_to_the_rule_id():
    assert [s.rule for s in said(push("a", "either", 0.5), push("b", "up", 0.5)).signals] == ["b", "a"]
    assert [s.rule for s in said(push("d", "up", 0.5), push("c", "down", 0.5)).signals] == ["c", "d"]


def test_either_raises_impact_alone():
    # S = 1.4, D = 0.5: 58.3 and 20.8
    assessment = said(push("a", "either", 0.9, "x"), push("b", "up", 0.5, "y"))
    assert (assessment.impact, assessment.direction) == (58, 21)
    alone = said(push("a", "either", 0.9))
    assert (alone.impact, alone.direction, alone.confidence) == (47, 0, 0.0)


def test_a_ramp_scales_with_size_and_says_so_in_its_facts():
    ramped = push("r", "down", Ramp("accepted_usd", 5, 50, 0.6), condition=Condition(all=(Test("facility", "is", "standing"),)))
    values = {"facility": "standing", "accepted_usd": -32}
    found = fires(ramped, values.get)
    assert isinstance(found, Signal)
    assert found.strength == pytest.approx(0.6 * 27 / 45)
    assert found.facts == (Fact("facility", "standing", "is", "standing"), Fact("accepted_usd", -32, "ramp", (5, 50, 0.6)))
    assert fires(ramped, {**values, "accepted_usd": 100}.get).strength == 0.6
    assert fires(ramped, {**values, "accepted_usd": 5}.get) is None
    assert fires(ramped, {**values, "accepted_usd": None}.get) == Undecided("m", 0.6, ("accepted_usd",))
    assert fires(ramped, {"accepted_usd": 5}.get) is None, "whatever the facility is, the ramp says nothing"


def test_a_rule_asks_for_each_field_once():
    condition = Condition(all=(Test("a", "is", 1),), any=(Test("b", "is", 1), Test("a", "is", 2)), none=(Test("c", "is", 1),))
    assert push("r", "up", Ramp("d", 0, 1, 0.5), condition=condition).fields == ("a", "b", "c", "d")
    assert push("r", "up", Ramp("b", 0, 1, 0.5), condition=condition).fields == ("a", "b", "c")
    assert amplifier("r", Curve("e", ((0, 1), (1, 1))), "m", condition=ALWAYS).fields == ("category", "e")


def test_an_unknown_field_makes_a_rule_undecided_and_is_missing():
    hanging = push("r", "up", 0.4, condition=Condition(all=(Test("summary", "is", "x"),)))
    assessment = said(hanging)
    assert (assessment.impact, assessment.signals, assessment.missing) == (0, (), ("summary",))


def test_completeness_counts_each_undecided_mechanism_once_by_its_largest():
    def hanging(name, strength, mechanism):
        return push(name, "up", strength, mechanism, condition=Condition(all=(Test("summary", "is", "x"),)))

    assessment = said(push("a", "up", 0.5, "x"), hanging("b", 0.3, "y"), hanging("c", 0.1, "y"), hanging("d", 0.2, "z"))
    assert assessment.confidence == 0.1  # 0.2 * 1 * 0.5/(0.5 + 0.3 + 0.2)


def test_what_pushes_neither_way_leaves_agreement_alone():
    assert said(push("a", "up", 0.5, "x"), push("b", "either", 0.5, "y")).confidence == 0.2
    assert said(push("a", "up", 1.0, "x")).confidence == 0.2


def test_evidence_weighs_by_size_and_is_halved_where_contradicted():
    assert said(push("a", "up", 0.5, "x", level="study")).confidence == 0.8
    assert said(push("a", "up", 0.5, "x", level="study", contradicted=True)).confidence == 0.4
    assert said(push("a", "up", 0.3, "x", level="literature"), push("b", "up", 0.1, "y")).confidence == 0.42  # (0.15 + 0.02)/0.4 = 0.425


def test_a_signal_against_the_net_does_not_lend_its_evidence():
    assert said(push("a", "up", 1.0, "x"), push("b", "down", 0.1, "y", level="study")).confidence == 0.16  # 0.2 * 0.9/1.1


def test_disputed_fields_halve_completeness_and_are_missing():
    assessment = said(push("a", "up", 0.5, level="study"), disputed=["accepted_usd"])
    assert (assessment.confidence, assessment.missing) == (0.4, ("accepted_usd",))


def test_facts_that_every_publication_carries_are_missing_when_absent():
    event = ReverseRepoOperation(
        source="s", key="k", title="t", url="u", published_at=EVENT.published_at, operation_on=EVENT.published_at.date(),
        facility="on_rrp", accepted_usd=1, is_small_value=True, calendar="ordinary",
    )  # fmt: skip
    assert said(event=event).missing == ()
    assert said(event=dataclasses.replace(event, accepted_usd=None)).missing == ("accepted_usd",)


def amplifier(rule_id, amount, *mechanisms, condition=ALWAYS):
    return rule(rule_id, "amp", condition, kind="any", amplify=amount, mechanisms=mechanisms)


def test_amplifiers_scale_the_mechanisms_they_name():
    # x: 0.5 * 1.2 = 0.6; y: 0.5
    assessment = said(push("a", "up", 0.5, "x"), push("b", "up", 0.5, "y"), amplifier("amp", 1.2, "x"))
    assert (assessment.impact, assessment.direction) == (52, 52)
    assert assessment.amplifiers == (Amplifier("amp", 1.2, ("x",)),)
    assert assessment.signals[0].strength == 0.5, "the signal keeps its own strength"


def test_combining_takes_the_amplifiers_into_account():
    # S = 0.5 * 1.2 + 0.25 = 0.85, D = 0.6 - 0.25: 45.9 and 18.9
    assert combine([signal("x", "up", 0.5), signal("y", "down", 0.25)], [Amplifier("amp", 1.2, ("x",))]) == (46, 19)


def test_each_amplifier_is_asked_whatever_the_others_say():
    no = Condition(all=(Test("category", "is", "no"),))
    hanging = [Condition(all=(Test(f"context.{name}", "at_least", -1.0),)) for name in ("correlation_60d", "positioning_agreement")]
    rules = [
        amplifier("a", 1.4, "y"),
        amplifier("b", 1.4, "x", condition=no),
        amplifier("c", 1.4, condition=hanging[0]),
        amplifier("d", 1.4, condition=hanging[1]),
        amplifier("e", 1.1, "x"),
    ]
    assessment = said(push("r", "up", 0.5, "x"), *rules)
    assert assessment.amplifiers == (Amplifier("c", 1.0, ()), Amplifier("d", 1.0, ()), Amplifier("e", 1.1, ("x",)))
    assert assessment.missing == ("context.correlation_60d", "context.positioning_agreement")
    assert (assessment.signals[0].version, assessment.impact) == (3, 35)  # 0.55/1.55


def test_an_amplifier_that_concerns_no_signal_is_not_asked():
    unknown = Condition(all=(Test("context.correlation_60d", "at_least", -1.0),))
    assert said(amplifier("amp", 1.2, condition=unknown)).missing == ()
    assert said(push("a", "up", 0.5, "x"), amplifier("amp", 1.2, "y")).amplifiers == ()
    assert said(push("a", "up", 0.5), amplifier("amp", 1.2, condition=Condition(all=(Test("category", "is", "no"),)))).amplifiers == ()


def test_an_unknown_amplifier_counts_as_one_and_is_missing():
    curve = Curve("context.correlation_60d", ((0.2, 0.8), (0.4, 1.0), (0.7, 1.3)))
    unknown = amplifier("amp", curve, condition=Condition(all=(Test("context.correlation_60d", "at_least", -1.0),)))
    assessment = said(push("a", "up", 0.5), unknown)
    assert (assessment.impact, assessment.missing) == (33, ("context.correlation_60d",))
    assert assessment.amplifiers == (Amplifier("amp", 1.0, ()),)


def test_a_curve_of_something_unknown_counts_as_one_though_its_condition_holds():
    assessment = said(push("a", "up", 0.5), amplifier("amp", Curve("context.positioning_agreement", ((-1, 0.9), (1, 1.1)))))
    assert assessment.amplifiers == (Amplifier("amp", 1.0, ()),)
    assert (assessment.impact, assessment.missing) == (33, ("context.positioning_agreement",))


@pytest.mark.parametrize(("rho", "factor"), [(-0.5, 0.8), (0.2, 0.8), (0.3, 0.9), (0.4, 1.0), (0.55, 1.15), (0.7, 1.3), (0.9, 1.3)])
def test_a_curve_is_linear_between_its_points_and_flat_outside(rho, factor):
    curve = Curve("context.correlation_60d", ((0.2, 0.8), (0.4, 1.0), (0.7, 1.3)))
    [found], unknown = amplify([amplifier("amp", curve)], {"category": "other", "context.correlation_60d": rho}.get, {"x"})
    assert found.factor == pytest.approx(factor)
    assert unknown == set()


def test_the_product_of_amplifiers_is_clipped():
    assert factor_of("x", [Amplifier("a", 1.4, ()), Amplifier("b", 1.3, ("x",)), Amplifier("c", 0.1, ("y",))]) == 1.5
    assert factor_of("x", [Amplifier("a", 0.6, ()), Amplifier("b", 0.6, ())]) == 0.5
    assert factor_of("x", []) == 1.0


def test_the_horizon_is_that_of_the_largest_amplified_signal():
    rules = [
        push("a", "up", 0.5, "x", horizon_hours=4),
        push("b", "up", 0.45, "y", horizon_hours=72),
        amplifier("amp", 1.2, "y"),
    ]
    assert said(*rules).horizon_hours == 72
    assert said(*rules[:2]).horizon_hours == 4


def test_confidence_is_zero_when_the_amplified_direction_cancels():
    assert said(push("a", "up", 0.6, "x"), push("b", "down", 0.5, "y"), amplifier("amp", 1.2, "y")).direction == 0
    assert said(push("a", "up", 0.6, "x"), push("b", "down", 0.5, "y"), amplifier("amp", 1.2, "y")).confidence == 0.0


@pytest.mark.parametrize(("status", "impact"), [("stable", 33), ("experimental", 33), ("test", 0), ("deprecated", 0)])
def test_only_stable_and_experimental_rules_score(status, impact):
    assert said(dataclasses.replace(push("a", "up", 0.5), status=status)).impact == impact


def test_what_was_measured_is_that_of_the_strongest_directional_rule_at_its_horizon_else_of_the_kind():
    def found(*statistics, more=()):
        measured = Statistics(date(2019, 1, 1), date(2026, 8, 1), "BTC", {(s.group, s.horizon_hours): s for s in statistics})
        rules = push("a", "up", 0.5, "x", horizon_hours=72), push("b", "up", 0.4, "y")
        book = Rulebook("v", "h", {}, (*rules, *more), measured)
        return assess(EVENT, Context(), book).measured

    rule_a, kind = (Statistic(group, hours, 30, 0.5, 0.6, ratio_abs=1.2) for group, hours in (("rule:a", 72), ("kind:press_release", 24)))
    assert found(rule_a, kind).group == "rule:a"
    larger = push("c", "either", 0.9, "z", horizon_hours=4)
    assert found(rule_a, kind, more=[larger]).group == "rule:a"
    assert found(dataclasses.replace(rule_a, group="rule:b"), kind).group == "kind:press_release"
    assert found(dataclasses.replace(rule_a, horizon_hours=24)) is None
    assert found() is None
    assert said(push("a", "up", 0.5)).measured is None


def test_rules_of_other_kinds_are_not_asked():
    assert said(push("a", "up", 0.5, kind="minutes")).impact == 0


def test_the_assessment_names_its_rulebook_and_context():
    assessment = said(context=Context(regime="pivot", iorb_pct=3.9))
    assert (assessment.rulebook_version, assessment.rulebook_sha256, assessment.regime) == ("v", "h", "pivot")
    assert assessment.context == {"regime": "pivot", "iorb_pct": 3.9, "is_follow_up": False}


def test_what_is_uncertain_or_halved_takes_from_its_own_evidence_alone():
    def rule(name, mechanism, **note):
        made = push(name, "up", 0.5, mechanism)
        return dataclasses.replace(made, evidence=dataclasses.replace(made.evidence, **note))

    halved = {"halved_when": Test("category", "is", "other")}
    assert said(rule("a", "x")).confidence == 0.2
    assert said(rule("a", "x", **halved)).confidence == 0.1
    assert said(rule("a", "x", **halved), rule("b", "y")).confidence == 0.15
    assert said(rule("a", "x", halved_when=Test("category", "is", "orders"))).confidence == 0.2
    assert said(rule("a", "x", halved_when=Test("summary", "is", "x"))).confidence == 0.2
