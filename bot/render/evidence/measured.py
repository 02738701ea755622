"""What prices did after comparable events, in the reader's words: short, dated, and as plain where there is nothing to be seen."""

from __future__ import annotations

from bot.i18n import Texts
from bot.render import rule_texts, words
from rules.like import DECISIONS, MINIMUM
from rules.measured import has_no_effect, horizon_of
from rules.model import Assessment, Measured, Rulebook, Signal

MINUS = "−"
AGAINST = "against"
"""How a reference's note begins that speaks against a rule's claim."""


def line(assessment: Assessment, leading: Signal | None, rulebook: Rulebook | None, tx: Texts) -> str:
    """What was measured, or how few there are, and who says otherwise."""
    found = assessment.measured
    if found is None:
        return _join(_too_few(leading, rulebook, tx), _opposed(assessment, rulebook, tx), tx)
    text = _figures(found, rulebook, tx)
    if has_no_effect(found):
        text = tx.t("{text} No measured effect: the moves are those of ordinary windows.", text=text)
    elif found.ratio_high is not None and found.ratio_high < 1:
        text = tx.t("{text} The moves are smaller than usual.", text=text)
    elif found.ratio_low is not None and found.ratio_low <= 1:
        text = tx.t("{text} It may be chance: the range holds 1.", text=text)
    elif found.ratio_low is None and found.ratio_abs < 1.1:
        text = tx.t("{text} That is no larger than usual.", text=text)
    return _join(text, _opposed(assessment, rulebook, tx), tx)


def _figures(found: Measured, rulebook: Rulebook | None, tx: Texts) -> str:
    share = f"{found.share_up * 100:.0f}%"
    ratio = f"{found.ratio_abs:.1f}"
    if not found.group or found.horizon_hours is None or found.median_pct is None:
        return tx.n(
            "Measured after {count} comparable event: moves {ratio}× an ordinary window, up {share} of the time.",
            "Measured after {count} comparable events: moves {ratio}× an ordinary window, up {share} of the time.",
            found.n,
            ratio=ratio,
            share=share,
        )
    if found.ratio_low is not None and found.ratio_high is not None:
        ratio = tx.t("{ratio}× ({low} to {high})", ratio=ratio, low=f"{found.ratio_low:.1f}", high=f"{found.ratio_high:.1f}")
    else:
        ratio = tx.t("{ratio}×", ratio=ratio)
    return tx.t(
        "Measured, {cases} since {year}: {asset} after {horizon} median {median}, up {share} of the time; "
        "typical move {ratio} an ordinary window.",
        cases=_cases(found, rulebook, tx),
        year=found.since[:4],
        asset=found.asset,
        horizon=words.hours(found.horizon_hours, tx),
        median=signed_pct(found.median_pct),
        share=share,
        ratio=ratio,
    )


def _cases(found: Measured, rulebook: Rulebook | None, tx: Texts) -> str:
    """Which events were looked at."""
    kind, _, name = found.group.partition(":")
    if found.group == DECISIONS:
        return tx.n("{count} FOMC decision", "{count} FOMC decisions", found.n)
    rule = rulebook.rule(name) if rulebook and kind == "rule" else None
    if rule is not None:
        title = rule_texts.title(rule, tx.lang)
        return tx.n("{count} case of “{title}”", "{count} cases of “{title}”", found.n, title=title)
    return tx.n("{count} publication of this kind", "{count} publications of this kind", found.n)


def _too_few(leading: Signal | None, rulebook: Rulebook | None, tx: Texts) -> str:
    statistics = rulebook.statistics if rulebook else None
    key = (f"rule:{leading.rule}", horizon_of(leading.horizon_hours)) if leading else ("", 0)
    known = statistics.groups.get(key) if statistics else None
    if known is None or known.n >= MINIMUM:
        return tx.t("Measured: too few comparable events (needs {needed}).", needed=MINIMUM)
    return tx.t("Measured: too few comparable events ({count}; needs {needed}).", count=known.n, needed=MINIMUM)


def _opposed(assessment: Assessment, rulebook: Rulebook | None, tx: Texts) -> str:
    """The authors of a published study against the direction of a counted signal; one is enough, and none where no direction is claimed."""
    claims = (signal for signal in assessment.signals if signal.counted and signal.direction != "either")
    rules = (rulebook.rule(signal.rule) for signal in claims) if rulebook and assessment.direction else ()
    for rule in rules:
        for reference in rule.references if rule else ():
            if reference.supports.startswith(AGAINST):
                return tx.t("Research against it: {authors}.", authors=reference.title.partition(",")[0])
    return ""


def _join(text: str, more: str, tx: Texts) -> str:
    return tx.t("{text} {more}", text=text, more=more) if more else text


def signed_pct(value: float) -> str:
    """`+0.3%`, `−0.1%`, `0.0%`"""
    shown = f"{abs(value):.1f}"
    sign = "" if shown == "0.0" else "+" if value > 0 else MINUS
    return f"{sign}{shown}%"
