"""What a statement decides on the federal funds rate: up, down or the same, by how much, and the target it names.

Forms by era: pressure on reserve positions and the discount rate shown through (1994 to 1996), an expected move of the funds rate
(1997 and 1998), a single target moved by basis points (1999 to 2008), a range (from December 2008), a view reaffirmed (2013 to 2015).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.fomc.text import NUMBER, mentions, percent


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as worded. What the words don't say is None; a single target is a range of no width."""

    decision: str | None = None
    change_bp: int | None = None
    lower_pct: float | None = None
    upper_pct: float | None = None


_RAISE = r"rais(?:e|ed|ing)|increas(?:e|ed|ing)|tighten(?:ed|ing)?|firm(?:ed|ing)?|ris(?:e|ing)|hik(?:e|ed|ing)"
_LOWER = r"lower(?:ed|ing)?|reduc(?:e|ed|ing|tion)|decreas(?:e|ed|ing)|cut(?:ting)?|eas(?:e|ed|ing)|declin(?:e|ed|ing)|fall(?:ing)?"
_HOLD = r"maintain(?:ed|ing)?|keep(?:ing)?|kept|leav(?:e|ing)|left|hold(?:ing)?|held|retain(?:ed|ing)?"
_RATE = r"(?:target|federal funds|stance of (?:monetary )?policy|stance of monetary|money market conditions|pressure on (?:bank )?reserve)"
_STEMS = ("target", "federal funds", "stance of", "money market conditions", "pressure on")
"""One of them is in every sentence that tells a decision."""
_COMMITTEE = r"\b(?:Committee|FOMC|it)"
_TARGET = r"(?:the|its) (?:current |existing )?target"
_DECIDED = r"\b(?:decided|voted|agreed|chose|elected|resolved|judged it appropriate)\b"
_MOVES = (
    re.compile(rf"{_DECIDED}[^.;]{{0,60}}?\b(?P<verb>{_RAISE}|{_LOWER}|{_HOLD})\b[^.;]{{0,80}}?{_RATE}", re.I),
    re.compile(rf"{_COMMITTEE} (?:has )?(?:today )?(?:will (?:also )?|is )?(?P<verb>{_HOLD})\b (?:today )?{_TARGET}", re.I),
    re.compile(rf"{_COMMITTEE}\b[^.;]{{0,40}}?\b(?P<verb>raised|increased|lowered|reduced|cut|decreased)\b (?:today )?{_TARGET}", re.I),
)
_UNCHANGED = (
    re.compile(r"\breaffirmed its (?:view|expectation|judgment) that the [^.]*?\btarget range\b[^.]*?\bappropriate", re.I),
    re.compile(rf"\b(?:made no change|no action|did not (?:take action|act|change|alter|vote to))\b[^.;]{{0,80}}?{_RATE}", re.I),
    re.compile(rf"{_RATE}[^.;]{{0,60}}?\b(?:unchanged|was not changed|steady)\b", re.I),
    re.compile(rf"\bmaintain the current {NUMBER} to {NUMBER} percent target range", re.I),
)
_SHOWN_THROUGH = re.compile(r"\b(?:show(?:n)? through|reflected) (?:completely|fully)\b[^.]*\breserve markets", re.I)
_DISCOUNT_MOVE = re.compile(
    rf"\b(increase|reduction|decrease) in the discount rate(?:[^.]*? from ({NUMBER}) percent to ({NUMBER}) percent)?", re.I
)
_FUNDS_MOVE = re.compile(
    rf"\b(?P<verb>{_RAISE}|{_LOWER}) in the federal funds rate|\bfederal funds rate (?:is expected )?to (?P<expected>{_RAISE}|{_LOWER})",
    re.I,
)
_DECIMAL = r"\d{1,2}\.\d{1,2}"
_RANGE = re.compile(
    rf"(?:\bbetween )?({NUMBER})(?: percent)? (?:to|and) ({NUMBER}) percent\b|(?<![\d-])({_DECIMAL}) ?- ?({_DECIMAL}) percent\b"
)
_SINGLE = re.compile(rf"\b(?:to|at|of)(?: (?:about|around|approximately))? ({NUMBER}) percent\b")
_BASIS_POINTS = re.compile(r"\b(\d{1,3})[ -]basis[ -]points?\b", re.I)
_POINTS = re.compile(rf"({NUMBER})(?:-| )(?:of (?:a|one) )?percentage[ -]points?\b", re.I)
_POINTS_IN_WORDS = re.compile(
    r"\b(?P<words>(?:one|a)[ -]quarter|three[ -]quarters?|(?:one|a)[ -]half|half|one)(?: of)?(?: (?:a|one))? percentage[ -]point", re.I
)
_IN_WORDS = {"three": 75, "quarter": 25, "half": 50, "one": 100}


def read_decision(body: Sequence[str]) -> Decision:
    """Read the decision from a statement's sentences, those on votes and preferences left out before."""
    on_policy = [sentence for sentence in body if mentions(sentence, _STEMS)]
    for decision_of in (_moved, _unchanged):
        for sentence in on_policy:
            if (decision := decision_of(sentence)) is not None:
                return _completed(decision, sentence, body)
    return _reserve_markets(body) or _in_force(body)


def _moved(sentence: str) -> str | None:
    found = next((m for form in _MOVES if (m := form.search(sentence))), None)
    return _direction(found["verb"]) if found else None


def _unchanged(sentence: str) -> str | None:
    return "hold" if any(form.search(sentence) for form in _UNCHANGED) else None


def _direction(verb: str) -> str:
    if re.fullmatch(_HOLD, verb, re.I):
        return "hold"
    return "raise" if re.fullmatch(_RAISE, verb, re.I) else "lower"


def _completed(decision: str, sentence: str, body: Sequence[str]) -> Decision:
    """The figures of the deciding sentence; the statements of 1994 to 1996 give them in the next ones."""
    lower, upper = _target(sentence)
    change = 0 if decision == "hold" else _signed(decision, _points(sentence))
    if upper is None and change is None:
        for other in body:
            if _FUNDS_MOVE.search(other):
                lower, upper = _target(other)
                change = _signed(decision, _points(other))
                break
    return Decision(decision, change, lower, upper)


def _signed(decision: str, points: int | None) -> int | None:
    return points if points is None or decision == "raise" else -points


def _reserve_markets(body: Sequence[str]) -> Decision | None:
    """A move of the funds rate told as expected, or as a change of the discount rate that is to show in reserve markets in full."""
    for sentence in body:
        if found := _FUNDS_MOVE.search(sentence):
            decision = _direction(found["verb"] or found["expected"])
            if (points := _points(sentence)) is not None:
                return Decision(decision, _signed(decision, points), *_target(sentence))
    text = " ".join(body)
    moved = _DISCOUNT_MOVE.search(text)
    if moved is None or not _SHOWN_THROUGH.search(text):
        return None
    decision = "raise" if moved[1].lower() == "increase" else "lower"
    change = round(100 * (percent(moved[3]) - percent(moved[2]))) if moved[2] else None
    return Decision(decision, change)


def _in_force(body: Sequence[str]) -> Decision:
    """A range that is only named: newly established (December 2008), or in the directive of a statement on operations."""
    for sentence in body:
        if re.search(r"\btarget range\b[^.]{0,40}\bof\b|\bin a target range\b", sentence, re.I):
            lower, upper = _target(sentence)
            if upper is not None:
                return Decision(None, None, lower, upper)
    return Decision()


def _target(sentence: str) -> tuple[float | None, float | None]:
    """The range, else the single rate, that the sentence names for the federal funds rate."""
    if not re.search(r"target|federal funds", sentence, re.I):
        return None, None
    if "range" in sentence and (bounds := _bounds(sentence)):
        return bounds
    start = re.search(r"target|federal funds", sentence, re.I)
    near = sentence[start.start() :] if start else sentence
    found = _SINGLE.search(near)
    if found is None or re.search(r"\binflation\b|\bunemployment\b", near[: found.start()]):
        return None, None
    rate = percent(found[1])
    return (rate, rate) if rate <= 25 else (None, None)


def _bounds(sentence: str) -> tuple[float, float] | None:
    """The first range of the sentence; of `from A to B percent to C to D percent`, the second."""
    plausible = []
    for found in _RANGE.finditer(sentence):
        lower, upper = percent(found[1] or found[3]), percent(found[2] or found[4])
        if 0 <= lower < upper <= min(25, lower + 1):
            plausible.append((found.start(), lower, upper))
    if len(plausible) > 1 and sentence[: plausible[0][0]].endswith("from "):
        plausible = plausible[1:]
    return plausible[0][1:] if plausible else None


def _points(sentence: str) -> int | None:
    """The stated size of a move in basis points, without its sign."""
    if found := _BASIS_POINTS.search(sentence):
        return int(found[1])
    if found := _POINTS.search(sentence):
        return round(100 * percent(found[1]))
    if found := _POINTS_IN_WORDS.search(sentence):
        return next(points for word, points in _IN_WORDS.items() if word in found["words"].lower())
    return None
