"""What prices did after comparable events, in the reader's words: short, dated, and as plain where there is nothing to be seen."""

from __future__ import annotations

from bot.i18n import Texts
from bot.render import amounts, rule_texts, words
from rules.like import DECISIONS, MINIMUM
from rules.model import Assessment, Measured, Rulebook

MINUS = "−"
AGAINST = "against"
"""How a reference's note begins that speaks against a rule's claim."""


def against_ordinary(found: Measured, tx: Texts) -> str:
    """How far prices moved beside an ordinary day, and whether that can be told apart from it."""
    ratio = amounts.times(found.ratio_abs, tx)
    if found.ratio_low is None or found.ratio_high is None:
        return tx.n("{ratio} an ordinary day, {count} case", "{ratio} an ordinary day, {count} cases", found.n, ratio=ratio)
    span = {"ratio": ratio, "low": f"{found.ratio_low:.1f}", "high": f"{found.ratio_high:.1f}"}
    if found.ratio_low <= 1 <= found.ratio_high:
        return tx.t("not told apart from an ordinary day ({ratio}, {low}–{high})", **span)
    if found.ratio_low > 1:
        return tx.t("larger moves than on an ordinary day ({ratio}, {low}–{high})", **span)
    return tx.t("smaller moves than on an ordinary day ({ratio}, {low}–{high})", **span)


def mixed(assessment: Assessment, tx: Texts) -> str:
    """How large moves were after all decisions, whichever way they went: a group that mixes signs says no more than that."""
    found = assessment.measured
    if found is None or found.n < MINIMUM or found.group != DECISIONS:
        return ""
    return tx.t("All {n} decisions since {year}: {said}", n=found.n, year=found.since[:4], said=against_ordinary(found, tx))


def line(assessment: Assessment, rulebook: Rulebook | None, tx: Texts) -> str:
    """What was measured, in full, and who says otherwise: for the reasons."""
    found = assessment.measured
    told = _figures(found, rulebook, tx) if found is not None and found.n >= MINIMUM else ""
    return words.sentences([told, _opposed(assessment, rulebook, tx)], tx)


def _figures(found: Measured, rulebook: Rulebook | None, tx: Texts) -> str:
    """The group, its median and share, and the size beside an ordinary day."""
    said = against_ordinary(found, tx)
    if not found.group or found.horizon_hours is None or found.median_pct is None:
        return tx.t("Measured: {said}.", said=said)
    told = {"year": found.since[:4], "asset": found.asset, "median": signed_pct(found.median_pct), "ups": round(found.share_up * found.n)}
    told |= {"n": found.n, "said": said, "cases": _cases(found, rulebook, tx), "horizon": words.hours(found.horizon_hours, tx)}
    return tx.t("Measured, {cases} since {year}: {asset} after {horizon} median {median}, up in {ups} of {n}; {said}.", **told)


def _cases(found: Measured, rulebook: Rulebook | None, tx: Texts) -> str:
    """Which events were looked at."""
    kind, _, name = found.group.partition(":")
    if found.group == DECISIONS:
        return tx.t("all decisions of the FOMC")
    if kind == "fomc":
        return tx.t("decisions like it")
    rule = rulebook.rule(name) if rulebook and kind == "rule" else None
    if rule is not None:
        return tx.t("cases of “{title}”", title=rule_texts.title(rule, tx.lang))
    return tx.t("publications of this kind")


def _opposed(assessment: Assessment, rulebook: Rulebook | None, tx: Texts) -> str:
    """The authors of a published study against the direction of a counted signal; one is enough, and none where no direction is claimed."""
    claims = (signal for signal in assessment.signals if signal.counted and signal.direction != "either")
    rules = (rulebook.rule(signal.rule) for signal in claims) if rulebook and assessment.direction else ()
    for rule in rules:
        for reference in rule.references if rule else ():
            if reference.supports.startswith(AGAINST):
                return tx.t("Research against it: {authors}.", authors=reference.title.partition(",")[0])
    return ""


def signed_pct(value: float) -> str:
    """`+0.3%`, `−0.1%`, `0.0%`"""
    shown = f"{abs(value):.1f}"
    sign = "" if shown == "0.0" else "+" if value > 0 else MINUS
    return f"{sign}{shown}%"
