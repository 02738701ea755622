"""The rulebook in words: docs/rules.md, and one rule for a terminal. English, in the words that messages use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.i18n import texts
from bot.model import LANGUAGES
from bot.render import amounts, rule_texts, words
from rules.condition import KNOWN
from rules.like import MINIMUM
from rules.measured import horizon_of
from rules.model import Curve, Effect, Mechanism, Ramp, Reference, Rule, Rulebook, Statistics, Test

_TX = texts("alerts", "en")
_COMPARED = {
    "is": "is",
    "is_not": "is not",
    "one_of": "is",
    "at_least": "at least",
    "at_most": "at most",
    "above": "above",
    "below": "below",
    "size_at_least": "up or down by at least",
}
_LEVELS = {"judgement": "judgement", "literature": "published research", "study": "our own event study"}
_PUSHES = {"up": "▲ up", "down": "▼ down", "either": "◆ size alone, no direction"}
_HEAD = """# The rules

Written by `fedtide rules docs` (`make rules/docs`) from the catalog, `rules/catalog/`. How signals become a score:
[scoring.md](scoring.md). What each rule said of the years past: [rule-firings.md](rule-firings.md). Rulebook {version}, {count} rules.

Each rule says under which mechanism it pushes, when it fires, how strongly (0 to 1) and for how long, and on what it rests: *claimed*
is what the mechanism's source says, *measured* what prices did. Most rest on judgement, and say so.
"""


def markdown(rulebook: Rulebook) -> str:
    """docs/rules.md: the mechanisms in their order, under each its rules."""
    parts = [_HEAD.format(version=rulebook.version, count=len(rulebook.rules))]
    for mechanism in rulebook.mechanisms.values():
        parts.append(_mechanism(mechanism))
        parts += [_rule(rule, rulebook) for rule in rulebook.rules if rule.mechanism == mechanism.id]
    return "\n".join(parts)


def described(rule: Rule, rulebook: Rulebook) -> list[tuple[str, str]]:
    """One rule as pairs of a name and a text, for a terminal."""
    mechanism = rulebook.mechanisms[rule.mechanism]
    return [
        ("rule", f"{rule.id}, version {rule.version}, {rule.status}"),
        ("title", f"{rule.title} ({' · '.join(rule_texts.title(rule, lang) for lang in LANGUAGES if lang != 'en')})"),
        ("mechanism", f"{mechanism.title} ({mechanism.id})"),
        ("why", rule.rationale),
        ("asked of", _kind(rule)),
        ("fires when", condition(rule)),
        ("effect", effect(rule.effect)),
        ("horizon", words.hours(rule.effect.horizon_hours, _TX)),
        ("rests on", _evidence(rule)),
        ("claimed", rule.evidence.claimed),
        ("measured", measured(rule, rulebook.statistics)),
        *(("may mislead", text) for text in rule.false_positives),
        *([("quiet", _sentence(rule.quiet_because))] if rule.quiet_because else []),
        *(("reference", f"{reference.title}, {reference.url}{_supports(reference)}") for reference in rule.references),
        ("document", rule.path),
        ("sha256", rule.sha256),
    ]


def condition(rule: Rule) -> str:
    """When a rule fires, in words."""
    parts = [_test(test) for test in rule.condition.all]
    if rule.condition.any:
        parts.append(" or ".join(_test(test) for test in rule.condition.any))
    parts += [f"not: {_test(test)}" for test in rule.condition.none]
    return "; ".join(parts)


def effect(found: Effect) -> str:
    """What a rule does when it fires, in words."""
    if found.amplify is not None:
        named = ", ".join(found.mechanisms) or "every mechanism"
        return f"multiplies {named} by {_factor(found.amplify)}"
    push = _PUSHES[found.direction or "either"]
    if not isinstance(found.strength, Ramp):
        return f"{push}, strength {found.strength:g}"
    ramp = found.strength
    start, stop = (_size(ramp.field, end) for end in (ramp.start, ramp.stop))
    return f"{push}, strength from 0 at {start} to {ramp.max:g} at {stop} of: {words.label(ramp.field, _TX)}"


def measured(rule: Rule, statistics: Statistics | None) -> str:
    """What prices did after the events on which a rule fired, at its horizon; what its document says where no study is at hand."""
    if statistics is None or rule.is_amplifier:
        return rule.evidence.measured
    hours = horizon_of(rule.effect.horizon_hours)
    found = statistics.groups.get((f"rule:{rule.id}", hours))
    span = f"{statistics.since.year} to {statistics.as_of.year}"
    if found is None or found.n < MINIMUM or found.ratio_abs is None or found.share_up is None:
        times = found.n if found else 0
        return f"{times} event{'' if times == 1 else 's'}, {span}: too few, {MINIMUM} are needed"
    interval = f" (95 %: {found.ratio_low:.1f} to {found.ratio_high:.1f})" if found.ratio_low and found.ratio_high else ""
    move = f", median move {amounts.signed(found.median_pct)}%" if found.median_pct is not None else ""
    return (
        f"{found.n} events, {span}, {statistics.asset} within {words.hours(hours, _TX)}: "
        f"moves {found.ratio_abs:.1f} times an ordinary window's{interval}, up {found.share_up * 100:.0f}% of the time{move}"
    )


def short_effect(found: Effect) -> str:
    """The same for a column: `down ≤0.6`, `either 0.9`, `×1.2`."""
    if isinstance(found.amplify, Curve):
        factors = [factor for _, factor in found.amplify.points]
        return f"×{min(factors):g}–{max(factors):g}"
    if found.amplify is not None:
        return f"×{found.amplify:g}"
    if isinstance(found.strength, Ramp):
        return f"{found.direction} ≤{found.strength.max:g}"
    return f"{found.direction} {found.strength:g}"


def _factor(amplify: float | Curve) -> str:
    if not isinstance(amplify, Curve):
        return f"{amplify:g}"
    points = ", ".join(f"{factor:g} at {amounts.number(value)}" for value, factor in amplify.points)
    return f"{points}, linear between, of: {words.label(amplify.field, _TX)}"


def _test(test: Test) -> str:
    label = words.label(test.field, _TX)
    if test.operator == KNOWN:
        return f"{label}: {'known' if test.operand else 'not known'}"
    if isinstance(test.operand, bool):
        said = test.operand if test.operator == "is" else not test.operand
        if test.field in words.STATEMENTS:
            return _TX.t(words.STATEMENTS[test.field][0 if said else 1])
        return f"{label}: {'yes' if said else 'no'}"
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    shown = _size if test.operator == "size_at_least" else _value
    return f"{label} {_COMPARED[test.operator]} {' or '.join(shown(test.field, operand) for operand in operands)}"


def _value(field: str, raw: Any) -> str:
    return f"{amounts.signed(raw)} times the usual swing" if words.is_swing(field) else words.value(field, raw, _TX)


def _size(field: str, raw: float) -> str:
    """A size has no sign, whatever the field's direction."""
    return _value(field, raw).removeprefix("+")


def _mechanism(mechanism: Mechanism) -> str:
    lines = [f"## {mechanism.title} (`{mechanism.id}`)", "", mechanism.explanation, "", *_references(mechanism.references), ""]
    return "\n".join(lines)


def _rule(rule: Rule, rulebook: Rulebook) -> str:
    lines = [
        f"### {rule.title}",
        "",
        f"`{rule.id}`, version {rule.version}, {rule.status}. Asked of: {_kind(rule)}.",
        "",
        _sentence(rule.rationale),
        "",
        f"- **When**: {condition(rule)}",
        f"- **Effect**: {effect(rule.effect)}; horizon {words.hours(rule.effect.horizon_hours, _TX)}",
        f"- **Rests on**: {_evidence(rule)}",
        f"- **Claimed**: {_sentence(rule.evidence.claimed)} **Measured**: {_sentence(measured(rule, rulebook.statistics))}",
        f"- **May mislead**: {'; '.join(rule.false_positives)}",
        *([f"- **Quiet so far**: {_sentence(rule.quiet_because)}"] if rule.quiet_because else []),
        *_references(rule.references),
        "",
    ]
    return "\n".join(lines)


def _references(references: Iterable[Reference]) -> list[str]:
    return [f"- [{reference.title}]({reference.url}){_supports(reference)}" for reference in references]


def _supports(reference: Reference) -> str:
    return f": {reference.supports}" if reference.supports else ""


def _kind(rule: Rule) -> str:
    return "every event" if rule.kind == "any" else rule.kind.replace("_", " ")


def _evidence(rule: Rule) -> str:
    note = rule.evidence
    parts = [_LEVELS[note.level]]
    if note.contradicted:
        parts.append("what was measured contradicts it")
    if note.uncertainty:
        parts.append(f"less, the larger this is beside it: {words.label(note.uncertainty, _TX)}")
    if note.halved_when:
        parts.append(f"half, where {_test(note.halved_when)}")
    return "; ".join(parts)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
