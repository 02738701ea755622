"""Why an assessment says what it says: the signals with their facts, how sure, what was measured, what is not known."""

from __future__ import annotations

from bot.i18n import N_, Texts
from bot.render import amounts, rule_texts, words
from bot.render.evidence import measured
from rules.event import Event
from rules.model import Assessment, Fact, Rule, Rulebook, Signal

SHOWN_SIGNALS = 4
SHOWN_FACTS = 3
MODERATE = 20
"""The impact from which a new chat gets an alert."""
NEGLIGIBLE = 1
"""Up to this impact what fired is too small for reasons in the message (`/why` has them)."""
EVIDENCE = {
    "judgement": N_("judgement"),
    "literature": N_("published research"),
    "study": N_("our own event study"),
}
REGIMES = {
    "emergency": N_("Balance-sheet regime: emergency (unscheduled action, new lending facility or heavy repo use)"),
    "pivot": N_("Balance-sheet regime: pivot (a reversal is announced, not yet in effect)"),
    "tightening": N_("Balance-sheet regime: tightening (run-off in force)"),
    "expansion": N_("Balance-sheet regime: expansion (asset purchases in force)"),
    "neutral": N_("Balance-sheet regime: neutral (neither run-off nor purchases)"),
}


def names_direction(assessment: Assessment) -> bool:
    """Whether a direction is named at all: not below 10, and not on next to no confidence."""
    return abs(assessment.direction) >= 10 and assessment.confidence >= 0.05


def is_negligible(assessment: Assessment) -> bool:
    """Whether rules fired, and all of them together are too small to matter."""
    return bool(assessment.signals) and assessment.impact <= NEGLIGIBLE


def is_unread(event: Event, assessment: Assessment) -> bool:
    """Whether nothing of what every publication of the kind carries is known: its title alone was read."""
    return bool(event.CORE) and set(event.CORE) <= {*assessment.missing} - {*_disputed(event, assessment)}


def verdict(event: Event, assessment: Assessment, tx: Texts) -> str:
    """Impact and direction in one line, for a phone's preview."""
    if is_unread(event, assessment):
        return tx.t("Not scored: only its title is known, not what it says")
    impact = tx.t("Impact {impact}/100, {word}", impact=assessment.impact, word=words.impact_word(assessment.impact, tx))
    if not names_direction(assessment):
        return tx.t("{impact} · no clear direction for crypto", impact=impact) if assessment.impact > NEGLIGIBLE else impact
    push = f"{words.ARROWS['up' if assessment.direction > 0 else 'down']} {amounts.signed(assessment.direction)}"
    sure = words.confidence_word(assessment.confidence, tx)
    return tx.t("{impact} · crypto {push}, confidence {word}", impact=impact, push=push, word=sure)


def direction(assessment: Assessment, tx: Texts) -> str:
    """The direction in words: which way, for how long, how sure; how far stands in the verdict."""
    if not any(signal.counted for signal in assessment.signals):
        if assessment.missing:
            return tx.t("none. By the documented mechanisms, nothing that is known here moves prices.")
        return tx.t("none. By the documented mechanisms, nothing here moves prices.")
    if is_negligible(assessment):
        return tx.t("none. What fired is too small to matter.")
    horizon = words.hours(assessment.horizon_hours, tx) if assessment.horizon_hours else ""
    if not names_direction(assessment):
        text = _unnamed(assessment, tx)
        if assessment.impact < MODERATE or not horizon:
            return text
        return tx.t("{text} A larger swing is possible within about {horizon}.", text=text, horizon=horizon)
    way = tx.t("up") if assessment.direction > 0 else tx.t("down")
    sure = f"{assessment.confidence:.2f}"
    return tx.t("crypto {way} for about {horizon}, confidence {confidence} of 1.", way=way, horizon=horizon, confidence=sure)


def _unnamed(assessment: Assessment, tx: Texts) -> str:
    """Why no direction is named."""
    if all(signal.direction == "either" for signal in assessment.signals if signal.counted):
        return tx.t("none named: such news moves prices either way.")
    if abs(assessment.direction) < 10:
        return tx.t("none named: the pushes are small or cancel.")
    return tx.t("none named: the evidence is too thin.")


def regime(assessment: Assessment, tx: Texts, *, starts_purchases: bool = False) -> str:
    """The balance-sheet regime, what ends it soon, and the one before where it has just changed."""
    if assessment.regime not in REGIMES:
        return ""
    text = tx.t(REGIMES[assessment.regime])
    purpose = assessment.context.get("purchase_purpose")
    if assessment.regime == "expansion" and purpose == "reserve_management":
        text = tx.t("Balance-sheet regime: expansion (bill purchases for reserve management, not QE)")
    start = assessment.context.get("purchases_from")
    if assessment.regime == "neutral" and start is not None:
        text = tx.t("Balance-sheet regime: neutral until purchases begin on {day}", day=amounts.day(start, tx.lang))
    elif assessment.regime == "neutral" and starts_purchases:
        text = tx.t("Balance-sheet regime: neutral until the purchases begin")
    before = assessment.context.get("regime_before")
    if before in (None, assessment.regime):
        return text
    return tx.t("{regime}; before: {before}", regime=text, before=words.value("context.regime_before", before, tx))


def counted(assessment: Assessment) -> list[Signal]:
    """The signals that count, the strongest first."""
    return sorted((s for s in assessment.signals if s.counted), key=lambda s: (-s.strength, s.mechanism, s.rule))


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


def telling(facts: tuple[Fact, ...]) -> list[Fact]:
    """The facts worth a line on a phone: the figures, or else the words; one a field, at most three."""
    figures = [found for found in facts if not isinstance(found.value, (str, bool))]
    shown: dict[str, Fact] = {}
    for found in figures or facts:
        shown.setdefault(found.field, found)
    return list(shown.values())[:SHOWN_FACTS]


def repeats_the_rest(found: Fact) -> bool:
    """Whether a fact only says again what the message says elsewhere: the regime has its line, a bare yes is the rule's title."""
    return found.field == "context.regime" or (found.value is True and found.field not in words.STATEMENTS)


def honesty(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> str:
    """On what the claim rests, and what was measured: side by side, never blended."""
    if not assessment.signals:
        return ""
    levels = [level for level in ("study", "literature", "judgement") if any(s.counted and s.evidence == level for s in assessment.signals)]
    backing = tx.t("Rests on: {levels}.", levels=words.listed((tx.t(EVIDENCE[level]) for level in levels), tx))
    if any(s.counted and s.contradicted for s in assessment.signals):
        backing = tx.t("{backing} Data so far point the other way.", backing=backing)
    text = measured.line(assessment, next(iter(counted(assessment)), None), rulebook, tx)
    found = assessment.measured
    if found is not None and names_direction(assessment) and (found.share_up - 0.5) * assessment.direction < 0:
        text = tx.t("{text} More often the other way than claimed.", text=text)
    return tx.t("{backing} {measured}", backing=backing, measured=text)


def unknown(event: Event, assessment: Assessment, tx: Texts, limit: int | None = 3) -> str:
    """What rules asked for and nobody knew."""
    disputed = _disputed(event, assessment)
    nobody_knew = [name for name in assessment.missing if name not in disputed]
    return tx.t("Not known: {fields}", fields=words.missing(nobody_knew, tx, limit)) if nobody_knew else ""


def contradicted(event: Event, assessment: Assessment, tx: Texts) -> str:
    """What a second publisher says otherwise."""
    if not (disputed := _disputed(event, assessment)):
        return ""
    fields = words.missing(disputed, tx, None)
    return tx.t("⚠️ A second publisher gives another figure: {fields}. Shown is the first one's; confidence is halved.", fields=fields)


def _disputed(event: Event, assessment: Assessment) -> list[str]:
    """Missing to the score although the event has them: two publishers differ on these."""
    return [name for name in assessment.missing if getattr(event, name, None) is not None]
