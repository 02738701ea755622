"""What the catalog says of an FOMC statement, written out as plain Python: the yardstick of the bench. A test holds both equal."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rules.event import Context, FomcStatement
from rules.model import Amplifier, Assessment, Fact, Rulebook, Signal

_SIGNS = {"up": 1, "down": -1, "either": 0}
_CONTEXT = tuple(f.name for f in fields(Context))
_NEW_PACE = ("purchases_start", "purchases_pace")
_LESS_PACE = ("purchases_pace", "purchases_end")
_WEIGHTS = {"literature": 0.5, "judgement": 0.2}
_SECOND = frozenset(
    [f"balance-sheet-path-{name}" for name in ("looser", "tighter")]
    + [f"liquidity-without-rates-{name}" for name in ("looser", "tighter")]
    + [
        "purchases-enlarged",
        "purchases-reduced",
        "purchases-sized",
        "reserve-management-purchases",
        "target-range-cut",
        "target-range-rise",
    ]
)
"""Rules of which the second version is in force; of the others it is the first."""


def assess_statement(event: FomcStatement, context: Context, rulebook: Rulebook) -> Assessment:  # noqa: C901 - as flat as the rules
    """The assessment of a statement, rule after rule."""
    found: list[tuple[Any, ...]] = []
    hanging: list[tuple[str, float]] = []
    missing: set[str] = set()

    def push(rule: str, mechanism: str, direction: Any, strength: float, hours: int, level: Any, *facts: Fact, left: float = 1.0) -> None:
        found.append((mechanism, -strength, direction == "either", rule, direction, level, hours, facts, left))

    def hang(mechanism: str, strength: float, **asked: Any) -> None:
        hanging.append((mechanism, strength))
        missing.update(name for name, value in asked.items() if value is None)

    decision, change, scheduled = event.decision, event.change_bp, event.is_scheduled
    action, new, way = event.balance_sheet_action, event.action_is_new, event.action_direction
    purpose, pace, total = event.purchase_purpose, event.purchase_pace_change_usd_month, event.purchase_total_usd

    prepared = 0.5 if event.action_foreshadowed in ("speech", "minutes", "desk_statement") else 1.0

    for direction, name in (("up", "looser"), ("down", "tighter")):
        if way not in (direction, None) or new is False:
            continue
        if way is None or new is None:
            hang("forward-guidance", 1.0, action_direction=way, action_is_new=new)
        else:
            facts = Fact("action_direction", way, "is", direction), Fact("action_is_new", True, "is", True)
            push(f"balance-sheet-path-{name}", "forward-guidance", direction, 1.0, 72, "judgement", *facts, left=prepared)
        if change is None or (change == 0 and (way is None or new is None)):
            hang("rate-independent-liquidity", 0.25, action_direction=way, action_is_new=new, change_bp=change)
        elif change == 0:
            facts = Fact("action_direction", way, "is", direction), Fact("action_is_new", True, "is", True), Fact("change_bp", 0, "is", 0)
            push(f"liquidity-without-rates-{name}", "rate-independent-liquidity", direction, 0.25, 72, "judgement", *facts, left=prepared)

    decisions = ("raise", "lower", "hold")
    for rule, wanted, strength, hours, level in (
        ("fomc-scheduled-decision", True, 0.9, 4, "literature"),
        ("fomc-unscheduled-statement", False, 1.0, 24, "judgement"),
    ):
        if decision not in (*decisions, None) or scheduled not in (wanted, None):
            continue
        if decision is None or scheduled is None:
            hang("forward-guidance", strength, decision=decision, is_scheduled=scheduled)
        else:
            facts = Fact("decision", decision, "one_of", decisions), Fact("is_scheduled", scheduled, "is", wanted)
            push(rule, "forward-guidance", "either", strength, hours, level, *facts)

    for rule, direction, wanted in (("easing", "up", "lower"), ("tightening", "down", "raise")):
        if scheduled is True:
            continue
        met = [("decision", decision, wanted)] if decision == wanted else []
        met += [("action_direction", way, direction)] if way == direction else []
        if scheduled is None and (met or decision is None or way is None):
            hang("forward-guidance", 1.0, is_scheduled=None, decision=decision, action_direction=way)
        elif scheduled is False and met:
            facts = (Fact("is_scheduled", False, "is", False), *(Fact(name, value, "is", operand) for name, value, operand in met))
            push(f"fomc-unscheduled-{rule}", "forward-guidance", direction, 1.0, 24, "judgement", *facts)
        elif scheduled is False and (decision is None or way is None):
            hang("forward-guidance", 1.0, decision=decision, action_direction=way)

    surprise, uncertain = event.surprise_bp, event.expected_change_uncertainty_bp
    on_schedule = Fact("is_scheduled", True, "is", True)
    for name, direction, operator in (("easier", "up", "below"), ("tighter", "down", "above")):
        if scheduled is False:
            continue
        if surprise is None:
            hang("rate-path", 0.8, is_scheduled=scheduled, surprise_bp=None)
        elif (surprise < -2.0) if direction == "up" else (surprise > 2.0):
            strength = 0.8 * min((abs(surprise) - 2.0) / (12.0 - 2.0), 1.0)
            if scheduled is None:
                hang("rate-path", 0.8, is_scheduled=None)
                continue
            facts = on_schedule, Fact("surprise_bp", surprise, operator, 0), Fact("surprise_bp", surprise, "ramp", (2.0, 12.0, 0.8))
            left = min(max(1.0 - (uncertain or 0.0) / abs(surprise), 0.0), 1.0)
            push(f"rate-surprise-{name}", "rate-path", direction, strength, 24, "literature", *facts, left=left)
    ramp = Fact("change_bp", change, "ramp", (0.0, 100.0, 1.0))
    if scheduled is not False and change != 0 and surprise is None:
        if scheduled is None or change is None:
            hang("rate-path", 1.0, is_scheduled=scheduled, change_bp=change, surprise_bp=None)
        else:
            facts = on_schedule, Fact("change_bp", change, "size_at_least", 1), ramp
            push("target-range-unpriced", "rate-path", "either", min(abs(change) / 100, 1.0), 24, "judgement", *facts)
    for rule, direction, operator in (("cut", "up", "below"), ("rise", "down", "above")):
        if scheduled is True or (change is not None and (change >= 0 if direction == "up" else change <= 0)):
            continue
        if scheduled is None or change is None:
            hang("rate-path", 1.0, is_scheduled=scheduled, change_bp=change)
        else:
            facts = Fact("is_scheduled", False, "is", False), Fact("change_bp", change, operator, 0), ramp
            push(f"target-range-{rule}", "rate-path", direction, min(abs(change) / 100, 1.0), 24, "judgement", *facts, left=0.5)

    sized = "purchase_pace_change_usd_month"
    for rule, actions, wanted_purpose, field, value, direction, most in (
        ("purchases-enlarged", _NEW_PACE, "qe", sized, pace, "up", 0.6),
        ("purchases-sized", _NEW_PACE, "qe", "purchase_total_usd", total, "up", 0.6),
        ("reserve-management-purchases", _NEW_PACE, "reserve_management", sized, pace, "up", 0.3),
        ("purchases-reduced", _LESS_PACE, None, sized, pace, "down", 0.6),
    ):
        is_more = direction == "up"
        if action not in (*actions, None) or new is False or (wanted_purpose and purpose not in (wanted_purpose, None)):
            continue
        if value is not None and (value <= 0 if is_more else value >= 0):
            continue
        asked = {"balance_sheet_action": action, "action_is_new": new, field: value}
        if wanted_purpose:
            asked["purchase_purpose"] = purpose
        if None in asked.values():
            hang("treasury-purchases", most, **asked)
            continue
        facts = [Fact("balance_sheet_action", action, "one_of", actions)]
        facts += [Fact("purchase_purpose", purpose, "is", wanted_purpose)] if wanted_purpose else []
        facts += [Fact("action_is_new", True, "is", True), Fact(field, value, "above" if is_more else "below", 0)]
        facts.append(Fact(field, value, "ramp", (0.0, 60_000_000_000.0, most)))
        push(rule, "treasury-purchases", direction, most * min(abs(value) / 60_000_000_000, 1.0), 72, "judgement", *facts, left=prepared)

    return _put_together(event, context, rulebook, found, hanging, missing)


def _put_together(
    event: FomcStatement,
    context: Context,
    rulebook: Rulebook,
    found: list[tuple[Any, ...]],
    hanging: list[tuple[str, float]],
    missing: set[str],
) -> Assessment:
    counted: dict[str, Signal] = {}
    signals = []
    for mechanism, strength, _, rule, direction, level, hours, facts, left in sorted(found, key=lambda row: row[:4]):
        version = 2 if rule in _SECOND else 1
        is_counted = mechanism not in counted
        signal = Signal(rule, version, mechanism, direction, -strength, is_counted, level, hours, facts, certainty=left)
        counted.setdefault(mechanism, signal)
        signals.append(signal)
    factors, amplifiers = _amplified(context, counted, missing)
    sizes = {m: s.strength * min(max(factors.get(m, 1.0), 0.5), 1.5) for m, s in counted.items()}
    size = sum(sizes.values())
    net = sum(_SIGNS[s.direction] * sizes[m] for m, s in counted.items())
    plain = sum(_SIGNS[s.direction] * s.strength for s in counted.values())
    largest = max(counted.values(), key=lambda s: (sizes[s.mechanism], s.rule), default=None)
    missing |= {name for name in event.CORE if getattr(event, name) is None}
    return Assessment(
        impact=round(100 * size / (1 + size)),
        direction=round(100 * net / (1 + size)),
        confidence=_confidence(list(counted.values()), plain, hanging) if plain and net else 0.0,
        horizon_hours=largest.horizon_hours if largest else None,
        regime=context.regime,
        signals=tuple(signals),
        amplifiers=tuple(amplifiers),
        missing=tuple(sorted(missing)),
        rulebook_version=rulebook.version,
        rulebook_sha256=rulebook.sha256,
        context={name: value for name in _CONTEXT if (value := getattr(context, name)) is not None},
    )


def _confidence(counted: list[Signal], net: float, hanging: list[tuple[str, float]]) -> float:
    agreeing = [s for s in counted if _SIGNS[s.direction] * net > 0]
    evidence = sum(_WEIGHTS[s.evidence] * s.certainty * s.strength for s in agreeing) / sum(s.strength for s in agreeing)
    agreement = abs(net) / sum(s.strength for s in counted if s.direction != "either")
    largest: dict[str, float] = {}
    for mechanism, strength in hanging:
        largest[mechanism] = max(strength, largest.get(mechanism, 0.0))
    known = sum(s.strength for s in counted)
    return round(evidence * agreement * known / (known + sum(largest.values())), 2)


def _amplified(context: Context, counted: dict[str, Signal], missing: set[str]) -> tuple[dict[str, float], list[Amplifier]]:
    """The factor of each counted mechanism, and the amplifiers that were asked."""
    factors = dict.fromkeys(counted, 1.0)
    amplifiers: list[Amplifier] = []

    def scale(rule: str, factor: float | None, names: tuple[str, ...], asked: str) -> None:
        amplifiers.append(Amplifier(rule, 1.0 if factor is None else factor, names))
        if factor is None:
            missing.add(asked)
        for mechanism in names or counted:
            if mechanism in factors and factor is not None:
                factors[mechanism] *= factor

    if not counted:
        return factors, amplifiers
    rho = context.correlation_60d
    if rho is None or rho >= -1.0:
        factor = None if rho is None else _by_correlation(rho)
        scale("equity-link", factor, (), "context.correlation_60d")
    if context.is_follow_up:
        agreed = context.positioning_agreement
        factor = None if agreed is None else 1.0 + 0.1 * min(max(agreed, -1.0), 1.0)
        scale("positioning-after", factor, (), "context.positioning_agreement")
    if "treasury-purchases" in counted and context.repo_injection_within_10d is not False:
        factor = 1.2 if context.repo_injection_within_10d else None
        scale("purchases-amid-repos", factor, ("treasury-purchases",), "context.repo_injection_within_10d")
    return factors, amplifiers


def _by_correlation(rho: float) -> float:
    if rho <= 0.2:
        return 0.8
    if rho <= 0.4:
        return 0.8 + (1.0 - 0.8) * (rho - 0.2) / (0.4 - 0.2)
    return 1.3 if rho > 0.7 else 1.0 + (1.3 - 1.0) * (rho - 0.4) / (0.7 - 0.4)
