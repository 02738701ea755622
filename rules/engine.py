"""Scoring: what the rulebook says of one event. Pure; docs/scoring.md defines every number here.

`assess` asks each rule of the event's kind (`fires`), lets the strongest signal of each mechanism count, scales it by the
amplifiers, and combines the rest (`combine`).
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from rules.condition import Lookup, decide, facts_of, holds
from rules.event import Context, Event, value_of
from rules.measured import measured_of
from rules.model import Amplifier, Assessment, Curve, Fact, Ramp, Rule, Rulebook, Signal
from rules.verdict import directional

EVIDENCE_WEIGHT = {"study": 0.8, "literature": 0.5, "judgement": 0.2}
FACTOR_RANGE = (0.5, 1.5)
"""The product of a mechanism's amplifiers stays inside it."""
Factors = Mapping[str, float]
"""From a mechanism to the product of its amplifiers; 1 where it is absent."""
_CONTEXT = tuple(f.name for f in dataclasses.fields(Context))
_SIGNS = {"up": 1, "down": -1, "either": 0}


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that hangs on unknown fields: the most it could have said, and what it asked for."""

    mechanism: str
    strength: float
    missing: tuple[str, ...]


def assess(event: Event, context: Context, rulebook: Rulebook, *, disputed: Iterable[str] = ()) -> Assessment:
    """Score one event. `disputed` names fields on which two sources disagree: it halves completeness.

    Never raises on data that the event's class admits; a missing input is named in `missing`, never guessed.
    """

    lookup = _Known(event, context).__getitem__
    pushing, scaling = rulebook.asked(event.KIND)
    answers = [fires(rule, lookup) for rule in pushing]
    signals = _counted([answer for answer in answers if isinstance(answer, Signal)])
    undecided = [answer for answer in answers if isinstance(answer, Undecided)]
    counted = [signal for signal in signals if signal.counted]
    amplifiers, unknown = amplify(scaling, lookup, {s.mechanism for s in counted})
    factors = _factors(counted, amplifiers)
    impact, direction = _combined(counted, factors)
    disputed = tuple(disputed)
    leading = _leading(counted, factors)
    confidence = _confidence(counted, undecided, factors, is_disputed=bool(disputed))
    spoken = directional(counted, direction, confidence) or leading
    measured, like_n = measured_of(event, spoken, rulebook.statistics) if spoken else (None, None)
    missing = {*unknown, *disputed, *(name for u in undecided for name in u.missing)}
    missing |= {name for name in event.CORE if getattr(event, name) is None}
    return Assessment(
        impact=impact,
        direction=direction,
        confidence=confidence,
        horizon_hours=leading.horizon_hours if leading else None,
        regime=context.regime,
        signals=tuple(signals),
        amplifiers=tuple(amplifiers),
        measured=measured,
        like_n=like_n,
        missing=tuple(sorted(missing)),
        rulebook_version=rulebook.version,
        rulebook_sha256=rulebook.sha256,
        context={name: value for name in _CONTEXT if (value := getattr(context, name)) is not None},
    )


class _Known(dict[str, object]):
    """The fields that were asked for, each looked up once."""

    def __init__(self, event: Event, context: Context) -> None:
        super().__init__()
        self._event, self._context = event, context

    def __missing__(self, name: str) -> object:
        value = self[name] = value_of(name, self._event, self._context)
        return value


def fires(rule: Rule, lookup: Lookup) -> Signal | Undecided | None:
    """What a pushing rule says: a signal, None when it doesn't fire, or Undecided when it hangs on an unknown field."""
    decision = decide(rule.condition, lookup)
    if decision is False:
        return None
    strength = _strength(rule, lookup)
    if strength == 0.0:
        return None
    if decision is None or strength is None:
        return Undecided(rule.mechanism, _largest(rule), _unknown(rule, lookup))
    return _signal(rule, lookup, strength)


def combine(counted: Sequence[Signal], amplifiers: Sequence[Amplifier]) -> tuple[int, int]:
    """Impact and direction of the counted signals, one a mechanism: 100 S/(1+S) and 100 D/(1+S), rounded once."""
    return _combined(counted, _factors(counted, amplifiers))


def _combined(counted: Sequence[Signal], factors: Factors) -> tuple[int, int]:
    size = fsum([_size(signal, factors) for signal in counted])
    return round(100 * size / (1 + size)), round(100 * _net(counted, factors) / (1 + size))


def _factors(counted: Iterable[Signal], amplifiers: Sequence[Amplifier]) -> Factors:
    return {signal.mechanism: factor_of(signal.mechanism, amplifiers) for signal in counted} if amplifiers else {}


def factor_of(mechanism: str, amplifiers: Iterable[Amplifier]) -> float:
    """The clipped product of the amplifiers that name a mechanism; an empty list of names means all."""
    product = 1.0
    for amplifier in sorted(amplifiers, key=lambda a: a.rule):
        if not amplifier.mechanisms or mechanism in amplifier.mechanisms:
            product *= amplifier.factor
    low, high = FACTOR_RANGE
    return min(max(product, low), high)


def amplify(rules: Iterable[Rule], lookup: Lookup, mechanisms: set[str]) -> tuple[list[Amplifier], set[str]]:
    """The amplifiers that concern these mechanisms, and the fields they asked for in vain (their factor is then 1)."""
    found: list[Amplifier] = []
    unknown: set[str] = set()
    for rule in rules:
        named = rule.effect.mechanisms
        if not mechanisms or (named and not mechanisms & set(named)):
            continue
        decision = decide(rule.condition, lookup)
        if decision is False:
            continue
        factor = _factor(rule, lookup) if decision else None
        if factor is None:
            unknown |= set(_unknown(rule, lookup))
        found.append(Amplifier(rule.id, 1.0 if factor is None else factor, named))
    return found, unknown


def _counted(signals: list[Signal]) -> list[Signal]:
    """Strongest first within each mechanism, which counts; ties: directional before `either`, then by rule id."""
    ranked = sorted(signals, key=lambda s: (s.mechanism, -s.strength, s.direction == "either", s.rule))
    seen: set[str] = set()
    for index, signal in enumerate(ranked):
        if signal.mechanism not in seen:
            ranked[index] = _as_counted(signal)
            seen.add(signal.mechanism)
    return ranked


def _as_counted(s: Signal) -> Signal:
    return Signal(
        s.rule, s.version, s.mechanism, s.direction, s.strength, True, s.evidence, s.horizon_hours, s.facts, s.contradicted, s.certainty
    )


def _confidence(counted: Sequence[Signal], undecided: Sequence[Undecided], factors: Factors, *, is_disputed: bool) -> float:
    """Evidence times agreement times completeness, before amplifiers; 0 where nothing points anywhere.

    Evidence is that of the signals on the side of the net: one that opposes it can lower the confidence, never lend its own weight.
    """
    net = _net(counted, {})
    pushes = [signal for signal in counted if signal.direction != "either"]
    if net == 0.0 or _net(counted, factors) == 0.0:
        return 0.0
    agreeing = [signal for signal in pushes if _sign(signal) * net > 0]
    evidence = fsum([evidence_weight(signal) * signal.strength for signal in agreeing]) / fsum([signal.strength for signal in agreeing])
    agreement = abs(net) / fsum([signal.strength for signal in pushes])
    known = fsum([signal.strength for signal in counted])
    completeness = known / (known + _open(undecided))
    return round(evidence * agreement * completeness * (0.5 if is_disputed else 1.0), 2)


def _open(undecided: Iterable[Undecided]) -> float:
    """How much undecided rules could still have said: each mechanism's largest, once."""
    largest: dict[str, float] = {}
    for answer in undecided:
        largest[answer.mechanism] = max(answer.strength, largest.get(answer.mechanism, 0.0))
    return fsum(largest.values())


def evidence_weight(signal: Signal) -> float:
    """What a signal's evidence counts: by its level, halved where measured contradicts claimed, times what its own facts leave."""
    return EVIDENCE_WEIGHT[signal.evidence] * (0.5 if signal.contradicted else 1.0) * signal.certainty


def _leading(counted: Sequence[Signal], factors: Factors) -> Signal | None:
    """The signal that carries most of the impact: the horizon is that of its rule."""
    return max(counted, key=lambda signal: (_size(signal, factors), signal.rule), default=None)


def _size(signal: Signal, factors: Factors) -> float:
    return signal.strength * factors.get(signal.mechanism, 1.0)


def _net(counted: Iterable[Signal], factors: Factors) -> float:
    return fsum([_sign(signal) * _size(signal, factors) for signal in counted])


def _sign(signal: Signal) -> int:
    return _SIGNS[signal.direction]


def _strength(rule: Rule, lookup: Lookup) -> float | None:
    effect = rule.effect.strength
    if not isinstance(effect, Ramp):
        return effect
    value = lookup(effect.field)
    if value is None:
        return None
    share: float = (abs(value) - effect.start) / (effect.stop - effect.start)
    return effect.max * min(max(share, 0.0), 1.0)


def _largest(rule: Rule) -> float:
    effect = rule.effect.strength
    return effect.max if isinstance(effect, Ramp) else float(effect or 0.0)


def _factor(rule: Rule, lookup: Lookup) -> float | None:
    effect = rule.effect.amplify
    if not isinstance(effect, Curve):
        return effect
    value = lookup(effect.field)
    return None if value is None else _interpolate(effect, float(value))


def _interpolate(curve: Curve, value: float) -> float:
    points = curve.points
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return points[-1][1]


def _unknown(rule: Rule, lookup: Lookup) -> tuple[str, ...]:
    return tuple([name for name in rule.fields if lookup(name) is None])


def _signal(rule: Rule, lookup: Lookup, strength: float) -> Signal:
    facts = facts_of(rule.condition, lookup)
    ramp = rule.effect.strength
    if isinstance(ramp, Ramp):
        facts += (Fact(ramp.field, lookup(ramp.field), "ramp", (ramp.start, ramp.stop, ramp.max)),)
    assert rule.effect.direction is not None
    return Signal(
        rule=rule.id,
        version=rule.version,
        mechanism=rule.mechanism,
        direction=rule.effect.direction,
        strength=strength,
        counted=False,
        evidence=rule.evidence.level,
        horizon_hours=rule.effect.horizon_hours,
        facts=facts,
        contradicted=rule.evidence.contradicted,
        certainty=_certainty(rule, lookup),
    )


def _certainty(rule: Rule, lookup: Lookup) -> float:
    """How much of the evidence weight the rule's own facts leave; what is not known takes nothing away."""
    note, ramp = rule.evidence, rule.effect.strength
    left = 0.5 if note.halved_when and holds(note.halved_when, lookup(note.halved_when.field)) else 1.0
    if note.uncertainty is None or not isinstance(ramp, Ramp):
        return left
    off, value = lookup(note.uncertainty), lookup(ramp.field)
    return left * (min(max(1.0 - off / abs(value), 0.0), 1.0) if off and value else 1.0)
