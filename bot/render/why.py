"""The full reasoning behind an assessment, with the numbers put into the formulas so that a reader can do the sum again."""

from __future__ import annotations

from math import fsum
from typing import Any

from bot.assessing.expectation import Path
from bot.assessing.positioning import FollowUp
from bot.i18n import Texts, texts
from bot.render import amounts, clock, priced_in, reasons, verdict, words
from bot.render.alert import headline, publisher, story
from bot.render.amounts import MINUS
from bot.render.html import Block, bold, escape, fit, italic
from bot.render.stories import diff
from rules.engine import evidence_weight, factor_of
from rules.event import Event
from rules.model import Amplifier, Assessment, Rulebook, Signal

_SIGNS = {"up": 1, "down": -1, "either": 0}
UNDECIDED = 0.1
"""An agreement of positioning below this says nothing."""


def why(
    event: Event, assessment: Assessment, rulebook: Rulebook, lang: str, follow_up: FollowUp | None = None, path: Path | None = None
) -> str:
    """Every signal with its facts and strength, the amplifiers, and the sums that give impact, direction and confidence.

    Telegram HTML within the limit; `lang` is one of bot.model.LANGUAGES. `follow_up` is what traders did in the hours after it, `path` how
    the next meeting's expectation moved with it.
    """
    tx = texts("alerts", lang)
    told = story(event, assessment, tx)
    counted = verdict.counted(assessment)
    rest = [signal for signal in assessment.signals if not signal.counted]
    return fit(
        [
            Block(f"{bold(headline(told, tx))}\n{escape(verdict.line(event, assessment, tx))}", 0),
            Block(_impact(assessment, counted, tx), 1),
            Block(_direction(assessment, counted, tx), 1),
            Block(_confidence(assessment, counted, tx), 2),
            *(Block(text, 3 + index) for index, text in enumerate(signals(assessment, rulebook, tx))),
            Block(_not_counted(rest, rulebook, tx), 90),
            Block(_amplifiers(assessment, rulebook, tx), 80),
            *(Block(text, 100 + index) for index, text in enumerate(diff.blocks(told.changes, tx))),
            Block("\n".join(map(escape, priced_in.lines(event, path, tx))), 64),
            Block(_followed_up(follow_up, tx) if follow_up else "", 65),
            Block(escape(reasons.regime(assessment, tx)), 70),
            Block(escape(reasons.basis(assessment, rulebook, tx)), 60),
            Block(escape(reasons.contradicted(event, assessment, tx)), 60),
            Block(escape(reasons.unknown(event, assessment, tx)), 60),
            Block(_times(event, tx), 1),
            Block(_rulebook(assessment, tx), 95),
            Block(italic(tx.t("Information, not advice.")), 0),
        ]
    )


def _impact(assessment: Assessment, signals: list[Signal], tx: Texts) -> str:
    if not signals:
        return escape(tx.t("No rule fired: S = 0, so impact and direction are 0."))
    sizes = [_size(signal, assessment.amplifiers) for signal in signals]
    return "\n".join(
        [
            bold(tx.t("Impact {impact} = 100 S / (1 + S)", impact=assessment.impact)),
            escape(tx.t("S = {terms}: the sizes of the mechanisms, added up", terms=_sum(sizes))),
        ]
    )


def _direction(assessment: Assessment, signals: list[Signal], tx: Texts) -> str:
    pushes = [_SIGNS[s.direction] * _size(s, assessment.amplifiers) for s in signals if s.direction != "either"]
    if not signals:
        return ""
    if not pushes:
        return escape(tx.t("Direction 0: what fired says how large, not which way."))
    direction = amounts.signed(assessment.direction)
    return "\n".join(
        [
            bold(tx.t("Direction {direction} = 100 D / (1 + S)", direction=direction)),
            escape(tx.t("D = {terms}: pushes up less pushes down", terms=_sum(pushes))),
        ]
    )


def _confidence(assessment: Assessment, signals: list[Signal], tx: Texts) -> str:
    """Evidence of the winning side, agreement of all pushes, and what is left: how complete the inputs were."""
    pushes = [(signal, _SIGNS[signal.direction] * signal.strength) for signal in signals if signal.direction != "either"]
    net, total = fsum(v for _, v in pushes), fsum(abs(v) for _, v in pushes)
    if not assessment.confidence or not net:
        return ""
    agreeing = [(signal, abs(v)) for signal, v in pushes if v * net > 0]
    evidence = fsum(evidence_weight(signal) * v for signal, v in agreeing) / fsum(v for _, v in agreeing)
    agreement = abs(net) / total
    completeness = min(assessment.confidence / (evidence * agreement), 1.0)
    parts = {"evidence": f"{evidence:.2f}", "agreement": f"{agreement:.2f}", "completeness": f"{completeness:.2f}"}
    word = words.confidence_word(assessment.confidence, tx)
    title = tx.t("Confidence {confidence}: {word}", confidence=f"{assessment.confidence:.2f}", word=word)
    product = tx.t("Evidence {evidence} × agreement {agreement} × inputs known {completeness}", **parts)
    return f"{bold(title)}\n{escape(product)}"


def signals(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> list[str]:
    """Each signal that counts, the strongest first, with its facts and the claim behind it: Telegram HTML."""
    return [_signal(signal, assessment, rulebook, tx) for signal in verdict.counted(assessment)]


def _signal(signal: Signal, assessment: Assessment, rulebook: Rulebook, tx: Texts) -> str:
    factor = factor_of(signal.mechanism, assessment.amplifiers)
    size = f"{signal.strength:.2f} × {factor:.2f} = {signal.strength * factor:.2f}" if factor != 1.0 else f"{signal.strength:.2f}"
    how_large = tx.t("size {size}", size=size)
    lines = [
        f"{reasons.arrow(signal)} {words.parted([bold(reasons.mechanism(signal, rulebook, tx)), escape(how_large)], tx)}",
        escape(tx.t("{title} (rule {rule} v{version}; {evidence})", **_named(signal, rulebook, tx))),
        *(f"• {escape(words.fact(found, tx))}" for found in signal.facts),
    ]
    if claim := reasons.rationale(signal, rulebook, tx):
        lines.append(italic(claim))
    return "\n".join(lines)


def _named(signal: Signal, rulebook: Rulebook, tx: Texts) -> dict[str, Any]:
    title = reasons.rule_title(rulebook.rule(signal.rule), signal.rule, tx)
    return {"title": title, "rule": signal.rule, "version": signal.version, "evidence": tx.t(reasons.EVIDENCE[signal.evidence])}


def _not_counted(signals: list[Signal], rulebook: Rulebook, tx: Texts) -> str:
    if not signals:
        return ""
    lines = [bold(tx.t("Fired, not counted (a stronger one of the same mechanism counts)"))]
    for signal in signals:
        title = reasons.rule_title(rulebook.rule(signal.rule), signal.rule, tx)
        lines.append(escape(f"{reasons.arrow(signal)} {words.parted([title, f'{signal.strength:.2f}'], tx)}"))
    return "\n".join(lines)


def _amplifiers(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> str:
    if not assessment.amplifiers:
        return ""
    lines = [bold(tx.t("Amplifiers"))]
    lines += [escape(f"{reasons.rule_title(rulebook.rule(a.rule), a.rule, tx)} ×{a.factor:.2f}") for a in assessment.amplifiers]
    return "\n".join(lines)


def _followed_up(found: FollowUp, tx: Texts) -> str:
    """Whether traders acted on it, by how far options and the price went its way, and its scores with that."""
    if abs(found.agreement) < UNDECIDED:
        said = tx.t("Traders went neither its way nor against it ({agreement} of ±1).", agreement=amounts.signed(found.agreement))
    elif found.agreement > 0:
        said = tx.t("Traders acted on it ({agreement} of ±1).", agreement=amounts.signed(found.agreement))
    else:
        said = tx.t("Traders went the other way ({agreement} of ±1).", agreement=amounts.signed(found.agreement))
    moves = {"puts": found.put_call_pct, "volatility": found.dvol_pct, "price": found.price_pct}
    changes = {name: f"{amounts.signed(round(change, 1))}%" for name, change in moves.items()}
    scores = {"impact": found.impact, "direction": amounts.signed(found.direction)}
    return "\n".join(
        [
            bold(tx.n("{count} hour later", "{count} hours later", found.hours)),
            escape(said),
            escape(tx.t("Puts against calls {puts}, implied volatility {volatility}, Bitcoin {price}", **changes)),
            escape(tx.t("With that: impact {impact}, direction {direction}; the alert stays as it was.", **scores)),
        ]
    )


def _times(event: Event, tx: Texts) -> str:
    """When it was published and when it was read, to the second."""
    published = tx.t("Published {when}", when=clock.to_the_second(event.published_at, tx))
    late_s = int((event.seen_at - event.published_at).total_seconds()) if event.seen_at else None
    read = "" if late_s is None else tx.t("read {delay} later", delay=words.delay(late_s, tx))
    return words.parted([publisher(event, tx), escape(published), escape(read)], tx)


def _rulebook(assessment: Assessment, tx: Texts) -> str:
    if not assessment.rulebook_version:
        return ""
    return escape(tx.t("Rulebook {version} ({digest})", version=assessment.rulebook_version, digest=assessment.rulebook_sha256[:12]))


def _size(signal: Signal, amplifiers: tuple[Amplifier, ...]) -> float:
    return signal.strength * factor_of(signal.mechanism, amplifiers)


def _sum(terms: list[float]) -> str:
    """`0.42 − 0.14 = 0.28`."""
    first, *others = terms
    text = (MINUS if first < 0 else "") + f"{abs(first):.2f}"
    for term in others:
        text += f" {MINUS if term < 0 else '+'} {abs(term):.2f}"
    if not others:
        return text
    total = fsum(terms)
    return f"{text} = {MINUS if total < 0 else ''}{abs(total):.2f}"
