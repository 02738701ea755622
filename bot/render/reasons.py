"""Why an assessment says what it says: the signals with their facts, how sure, what was measured, what is not known."""

from __future__ import annotations

from datetime import date

from bot.i18n import N_, Texts
from bot.render import amounts, rule_texts, words
from bot.render.evidence import measured
from rules.event import Event
from rules.model import Assessment, Rule, Rulebook, Signal

EVIDENCE = {
    "judgement": N_("mechanism, untested"),
    "literature": N_("published research"),
    "study": N_("our own event study"),
}
REGIMES = {
    "emergency": N_("Now: emergency measures in force"),
    "pivot": N_("Now: QT winding down"),
    "tightening": N_("Now: QT in force"),
    "expansion": N_("Now: the Fed buys bonds"),
    "neutral": N_("Now: QT has ended, no purchases yet"),
}
"""What the Fed's balance sheet is doing."""


def regime(assessment: Assessment, tx: Texts) -> str:
    """What the balance sheet is doing, and what ends it soon."""
    known = assessment.context
    return regime_now(assessment.regime, known.get("purchase_purpose"), known.get("purchases_from"), tx)


def regime_now(name: str | None, purpose: str | None, purchases_from: date | None, tx: Texts) -> str:
    """A regime in a sentence, with what purchases are for and when those that are announced begin; nothing of one that is not known."""
    if name not in REGIMES:
        return ""
    if name == "expansion" and purpose == "reserve_management":
        return tx.t("Now: the Fed buys bills to keep reserves ample (not QE)")
    if name == "neutral" and purchases_from is not None:
        return tx.t("Now: QT has ended; purchases begin {day}", day=amounts.short_day(purchases_from, tx.lang))
    return tx.t(REGIMES[name])


def arrow(signal: Signal) -> str:
    """Up, down, or size alone."""
    return words.ARROWS[signal.direction]


def mechanism(signal: Signal, rulebook: Rulebook, tx: Texts) -> str:
    """The title of a signal's mechanism in the reader's language."""
    found = rulebook.mechanisms.get(signal.mechanism)
    if found is None:
        return signal.mechanism
    return rule_texts.mechanism_title(found, tx.lang)


def rule_title(rule: Rule | None, rule_id: str, tx: Texts) -> str:
    """The title of a rule in the reader's language; its id where the rulebook does not have it any more."""
    return rule_id if rule is None else rule_texts.title(rule, tx.lang)


def rationale(signal: Signal, rulebook: Rulebook, tx: Texts) -> str:
    """Why a rule pushes that way, in the reader's language."""
    rule = rulebook.rule(signal.rule)
    return "" if rule is None else rule_texts.rationale(rule, tx.lang)


def basis(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> str:
    """On what the claim rests, and what was measured: side by side, never blended."""
    if not assessment.signals:
        return ""
    levels = [level for level in ("study", "literature", "judgement") if any(s.counted and s.evidence == level for s in assessment.signals)]
    backing = tx.t("Basis: {levels}.", levels=words.listed((tx.t(EVIDENCE[level]) for level in levels), tx)) if levels else ""
    opposed = any(s.counted and s.contradicted for s in assessment.signals)
    return words.sentences(
        [backing, tx.t("Data so far point the other way.") if opposed else "", measured.line(assessment, rulebook, tx)], tx
    )


def unknown(event: Event, assessment: Assessment, tx: Texts) -> str:
    """What rules asked for and nobody knew."""
    disputed = _disputed(event, assessment)
    nobody_knew = [name for name in assessment.missing if name not in disputed]
    return tx.t("Not known: {fields}", fields=words.missing(nobody_knew, tx)) if nobody_knew else ""


def contradicted(event: Event, assessment: Assessment, tx: Texts) -> str:
    """What a second publisher says otherwise."""
    if not (disputed := _disputed(event, assessment)):
        return ""
    fields = words.missing(disputed, tx)
    return tx.t("⚠️ A second publisher gives another figure: {fields}. Shown is the first one's.", fields=fields)


def _disputed(event: Event, assessment: Assessment) -> list[str]:
    """Missing to the score although the event has them: two publishers differ on these."""
    return [name for name in assessment.missing if getattr(event, name, None) is not None]
