"""Line 2 of a message: how large by the documented mechanisms, which way by theory, and whether the data of like events agree.

The three stand side by side and are never blended. A filled arrow is only for a theory that the data of like events bear out.
"""

from __future__ import annotations

from typing import Literal

from bot.i18n import N_, Texts
from bot.render import words
from bot.render.evidence import measured
from rules.event import Event
from rules.model import Assessment, Signal
from rules.verdict import directional, horizon_in_words, names_direction, verdict

ORDINARY = 20
"""Below this impact a message has three lines at most."""
NEGLIGIBLE = 1
"""Up to this impact what fired is too small for a word."""

_REASONS: dict[tuple[str, str], str] = {
    ("funding-stress", "down"): N_("stress"),
    ("funding-stress", "up"): N_("relief"),
    ("repo-injection", "up"): N_("repo cash"),
    ("rate-path", "up"): N_("lower rates"),
    ("rate-path", "down"): N_("higher rates"),
    ("treasury-purchases", "up"): N_("more buying"),
    ("treasury-purchases", "down"): N_("less buying"),
    ("balance-sheet-size", "up"): N_("larger holdings"),
    ("balance-sheet-size", "down"): N_("smaller holdings"),
    ("balance-sheet-composition", "up"): N_("bonds bought"),
    ("balance-sheet-composition", "down"): N_("bonds sold"),
    ("reverse-repo-drain", "up"): N_("cash leaves ON RRP"),
    ("reverse-repo-drain", "down"): N_("cash parks at the Fed"),
    ("rate-independent-liquidity", "up"): N_("more liquidity"),
    ("rate-independent-liquidity", "down"): N_("less liquidity"),
    ("real-yield", "up"): N_("lower real yield"),
    ("real-yield", "down"): N_("higher real yield"),
    ("inflation-hedge", "up"): N_("inflation hedge"),
    ("reserve-cascade", "up"): N_("more bank reserves"),
    ("reserve-cascade", "down"): N_("fewer bank reserves"),
    ("treasury-supply", "up"): N_("cash returns to banks"),
    ("treasury-supply", "down"): N_("cash leaves banks"),
}
"""The mechanism that leads, in two or three words."""
_BEARINGS = {
    "agree": N_("data agree ({n} like it: BTC higher after {hours} in {ups})"),
    "contradict": N_("data go the other way ({n} like it: BTC higher after {hours} in {ups})"),
    "no_edge": N_("data: no edge ({n} like it: BTC higher after {hours} in {ups})"),
}
_OF_BIDS = {"up": N_("strong bids"), "down": N_("weak bids")}
HOLLOW = {"up": "△", "down": "▽"}
"""The direction by theory alone."""
_WITH_REASON = {
    ("up", False): N_("theory △ {reason}"),
    ("down", False): N_("theory ▽ {reason}"),
    ("up", True): N_("theory ▲ {reason}"),
    ("down", True): N_("theory ▼ {reason}"),
}
_WITH_SPAN = {
    ("up", False): N_("theory △ up {span}"),
    ("down", False): N_("theory ▽ down {span}"),
    ("up", True): N_("theory ▲ up {span}"),
    ("down", True): N_("theory ▼ down {span}"),
}
"""By the direction, and whether the data of like events agree."""


def counted(assessment: Assessment) -> list[Signal]:
    """The signals that count, the strongest first."""
    return sorted((s for s in assessment.signals if s.counted), key=lambda s: (-s.strength, s.mechanism, s.rule))


def way(assessment: Assessment) -> Literal["up", "down"]:
    """Which way the mechanisms push."""
    return "up" if assessment.direction > 0 else "down"


def leading(assessment: Assessment) -> Signal | None:
    """The strongest signal of the direction that is named, or else of all."""
    leads = directional(assessment.signals, assessment.direction, assessment.confidence)
    return leads or next(iter(counted(assessment)), None)


def is_ordinary(event: Event, assessment: Assessment) -> bool:
    """Whether a message of three lines is enough: a small impact, and no decision of the FOMC."""
    return assessment.impact < ORDINARY and event.KIND != "fomc_statement"


def is_unread(event: Event, assessment: Assessment) -> bool:
    """Whether nothing of what every publication of the kind carries is known: its title alone was read."""
    disputed = {name for name in assessment.missing if getattr(event, name, None) is not None}
    return bool(event.CORE) and set(event.CORE) <= {*assessment.missing} - disputed


def line(event: Event, assessment: Assessment, tx: Texts) -> str:
    """Size, theory and data in one line of plain text."""
    if is_unread(event, assessment):
        return tx.t("Not scored: only its title is known")
    return words.parted([size(assessment, tx), theory(event, assessment, tx), data(assessment, tx)], tx)


def in_short(event: Event, assessment: Assessment, tx: Texts) -> str:
    """The same for a list: `rare (56) · theory △ up for days`, and what the data say where they say which way."""
    if is_unread(event, assessment):
        return line(event, assessment, tx)
    sized = tx.t("{word} ({impact})", word=words.impact_word(assessment.impact, tx), impact=assessment.impact)
    telling = data(assessment, tx) if verdict(assessment) in ("agree", "contradict") else ""
    return words.parted([sized, theory(event, assessment, tx), telling], tx)


def size(assessment: Assessment, tx: Texts) -> str:
    """`Size: rare (56/100)`."""
    return tx.t("Size: {word} ({impact}/100)", word=words.impact_word(assessment.impact, tx), impact=assessment.impact)


def theory(event: Event, assessment: Assessment, tx: Texts) -> str:
    """`theory ▽ stress`; hollow unless the data of like events agree."""
    lead = leading(assessment)
    if lead is None or assessment.impact <= NEGLIGIBLE:
        return ""
    if not names_direction(assessment):
        return tx.t("theory ◇ no clear direction")
    key = way(assessment), verdict(assessment) == "agree"
    if reason := _reason(event, lead, tx):
        return tx.t(_WITH_REASON[key], reason=reason)
    return tx.t(_WITH_SPAN[key], span=_span(horizon_in_words(assessment) or 24, tx))


def _reason(event: Event, lead: Signal, tx: Texts) -> str:
    if lead.mechanism == "treasury-supply" and getattr(event, "stage", "") == "results":
        return tx.t(_OF_BIDS[lead.direction])
    text = _REASONS.get((lead.mechanism, lead.direction))
    return tx.t(text) if text else ""


def _span(hours: int, tx: Texts) -> str:
    return tx.t("for days") if hours >= 48 else tx.t("for a day") if hours >= 24 else tx.t("for hours")


def data(assessment: Assessment, tx: Texts) -> str:
    """What like events say: of the direction where one is named, else of how far prices moved."""
    found, said = assessment.measured, verdict(assessment)
    if not counted(assessment) or assessment.impact <= NEGLIGIBLE or (said is None and not names_direction(assessment)):
        return ""
    if said in (None, "too_few") or found is None:
        return tx.t("data: too few ({count})", count=assessment.like_n) if assessment.like_n else tx.t("data: too few")
    if said == "size_only":
        return tx.t("data: {said}", said=measured.against_ordinary(found, tx))
    told = {"n": found.n, "ups": round(found.share_up * found.n), "hours": words.hours(found.horizon_hours or 24, tx)}
    return tx.t(_BEARINGS[said], **told)
