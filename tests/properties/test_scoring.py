"""What must hold of every rulebook and every event, whatever the numbers."""

import dataclasses
from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.engine import assess
from rules.event import Context, PressRelease
from rules.model import Condition, Effect, EvidenceNote, Ramp, Rule, Rulebook, Test

EVENT = PressRelease(source="s", key="k", title="t", url="u", published_at=datetime(2025, 1, 2, tzinfo=UTC), category="other")
YES = Condition(all=(Test("category", "is", "other"),))
NO = Condition(all=(Test("category", "is", "enforcement"),))
OPEN = Condition(all=(Test("summary", "is", "x"),))

strengths = st.floats(0.01, 1.0)
mechanisms = st.sampled_from("abcd")
levels = st.sampled_from(["study", "literature", "judgement"])


def rule(name, mechanism, condition, level="judgement", **effect):
    return Rule(
        id=name, version=1, status="stable", title="t", kind="press_release", mechanism=mechanism, rationale="r",
        references=(), false_positives=(), condition=condition, effect=Effect(**effect),
        evidence=EvidenceNote(level, "c", "m"), examples=(), sha256="", path="",
    )  # fmt: skip


@st.composite
def pushes(draw, condition=YES, prefix="push", directions=("up", "down", "either")):
    drawn = draw(st.lists(st.tuples(mechanisms, st.sampled_from(directions), strengths, levels), max_size=8))
    return [rule(f"{prefix}-{i}", m, condition, level, direction=d, strength=s) for i, (m, d, s, level) in enumerate(drawn)]


@st.composite
def amplifiers(draw):
    drawn = draw(st.lists(st.tuples(st.lists(mechanisms, max_size=2), st.floats(0.5, 1.5)), max_size=4))
    return [rule(f"amp-{i}", "x", YES, amplify=f, mechanisms=tuple(m)) for i, (m, f) in enumerate(drawn)]


def said(rules):
    return assess(EVENT, Context(regime="neutral"), Rulebook("v", "h", {}, tuple(rules)))


@given(pushes(), amplifiers(), pushes(OPEN, "open"))
def test_numbers_stay_in_their_ranges_and_direction_within_impact(signals, scaling, undecided):
    assessment = said([*signals, *scaling, *undecided])
    assert 0 <= assessment.impact <= 100
    assert abs(assessment.direction) <= assessment.impact
    assert 0.0 <= assessment.confidence <= 1.0


@given(pushes(), amplifiers(), pushes(OPEN, "open"), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(signals, scaling, undecided, random):
    rules = [*signals, *scaling, *undecided]
    shuffled = random.sample(rules, len(rules))
    one, other = said(rules), said(shuffled)
    assert dataclasses.replace(one, amplifiers=()) == dataclasses.replace(other, amplifiers=())
    assert sorted(one.amplifiers, key=lambda a: a.rule) == sorted(other.amplifiers, key=lambda a: a.rule)


@given(pushes(), amplifiers(), pushes(NO, "no"))
def test_rules_that_are_decided_and_do_not_fire_change_nothing(signals, scaling, silent):
    assert said([*signals, *scaling]) == said([*signals, *scaling, *silent])


@given(pushes(), amplifiers(), st.data())
def test_impact_grows_with_each_strength(signals, scaling, data):
    assume(signals)
    index = data.draw(st.integers(0, len(signals) - 1))
    stronger = data.draw(st.floats(float(signals[index].effect.strength), 1.0))
    raised = [*signals]
    raised[index] = dataclasses.replace(raised[index], effect=dataclasses.replace(raised[index].effect, strength=stronger))
    assert said([*raised, *scaling]).impact >= said([*signals, *scaling]).impact


@given(pushes(), amplifiers(), pushes(OPEN, "open"), st.data())
def test_direction_goes_with_each_strength(signals, scaling, undecided, data):
    directed = [index for index, signal in enumerate(signals) if signal.effect.direction != "either"]
    assume(directed)
    index = data.draw(st.sampled_from(directed))
    effect = signals[index].effect
    raised = [*signals]
    stronger = data.draw(st.floats(float(effect.strength), 1.0))
    raised[index] = dataclasses.replace(raised[index], effect=dataclasses.replace(effect, strength=stronger))
    moved = said([*raised, *scaling, *undecided]).direction - said([*signals, *scaling, *undecided]).direction
    assert moved >= 0 if effect.direction == "up" else moved <= 0


@given(st.floats(0, 100), st.floats(0, 100), strengths)
def test_a_ramp_never_falls_with_size(small, large, top):
    def strength(value):
        ramped = rule("r", "a", Condition(all=(Test("size", "is_not", -1),)), direction="up", strength=Ramp("size", 5, 50, top))
        from rules.engine import fires

        found = fires(ramped, {"size": value}.get)
        return found.strength if found else 0.0

    low, high = sorted((small, large))
    assert strength(low) <= strength(high) <= top
    assert strength(-high) == strength(high)


@given(pushes(), amplifiers(), pushes(OPEN, "open"), pushes(OPEN, "more"))
def test_another_undecided_rule_never_raises_confidence(signals, scaling, undecided, more):
    before, after = said([*signals, *scaling, *undecided]), said([*signals, *scaling, *undecided, *more])
    assert after.confidence <= before.confidence
    assert (after.impact, after.direction, after.signals) == (before.impact, before.direction, before.signals)


@given(pushes(), pushes(OPEN, "open"), strengths, levels)
def test_a_signal_against_the_net_never_raises_confidence(signals, undecided, strength, level):
    before = said([*signals, *undecided])
    net = sum({"up": 1, "down": -1, "either": 0}[s.direction] * s.strength for s in before.signals if s.counted)
    assume(abs(net) > strength)
    against = rule("against", "fresh", YES, level, direction="down" if net > 0 else "up", strength=strength)
    assert said([*signals, *undecided, against]).confidence <= before.confidence


@given(pushes(), st.floats(0.5, 1.5))
def test_scaling_all_mechanisms_alike_keeps_the_sign_of_direction(signals, factor):
    before, after = said(signals), said([*signals, rule("amp", "x", YES, amplify=factor, mechanisms=())])
    assert before.direction * after.direction >= 0
    assert (abs(before.direction) < 2) or after.direction != 0
