"""What the Desk's words say of purchases: a statement's pace, start or end; a schedule's amounts and what they are for. Pure.

Reinvested principal and exercises add no reserves, so they are kept apart: a sentence on them announces no purchases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.text import DOLLARS, day_named, dollars

RESERVES, REINVESTED, TOTAL = "reserve_management", "reinvestment", "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What a statement announces of purchases, named as in `rules.event.DeskStatement`."""

    action: str = "none"
    starts_on: date | None = None
    purpose: str | None = None
    pace_usd_month: int | None = None


_ABOUT = re.compile(r"\b(?:purchas(?:e|es|ed|ing)|RMPs?)\b", re.I)
_OTHER = re.compile(r"\breinvest|\broll(?:s|ed|ing)?[ -]?over|\bsmall[- ]value|\bexercises?\b|\bper[- ]counterparty\b", re.I)
_ENDS = re.compile(
    r"\b(?:will|decided to|directed the Desk to) (?:end|conclude|cease|stop|discontinue|halt)\b"
    r"|\bpurchases?\b[^.;]{0,40}\bwill (?:end|conclude|cease|stop)\b",
    re.I,
)
_STARTS = re.compile(
    r"\b(?:purchases?|operations?) (?:will|are to|is to) (?:start|begin|commence)\b|\binitial (?:monthly )?(?:pace|amount)\b"
    r"|\bwill (?:start|begin|commence|initiate|resume)\b[^.;]{0,40}\bpurchas",
    re.I,
)
_ON_DAY = re.compile(r"\b(?:start|begin|commence|starting|beginning)\b (?:on |in )?([^.;]*)", re.I)
_MONTHLY = re.compile(rf"{DOLLARS} (?:per|a|each) month\b", re.I)
_IN_MONTH = re.compile(r"\b(?:monthly|schedule|month|thirty days|30 days)\b", re.I)
_AMOUNT = re.compile(rf"(?<!\w){DOLLARS}")
_FOR_RESERVES = re.compile(r"\breserve management\b|\bRMPs?\b|\bample\b[^.]{0,30}\breserves?\b|\breserves?\b[^.]{0,30}\bample\b", re.I)

_PURPOSES = ((RESERVES, re.compile(r"\breserve management|\bRMPs?\b", re.I)), (REINVESTED, re.compile(r"\breinvest", re.I)))
_NAMED_BEFORE = re.compile(
    r"(?:\breserve management|\bRMPs?\b|\breinvest)[^$]*\b(?:of|at|to|:)\s+(?:approximately |about |around )?$", re.I
)
_PLANNED = re.compile(r"\bplan(?:s|ned)?\b|\bapproximately\b|\btotal\b|\bintends?\b", re.I)
_OTHER_THAN_PLANS = re.compile(r"\bsmall[- ]value|\bexercises?\b|\bmaximum\b|\bper (?:operation|day)\b|\b(?:daily|each day|a day)\b", re.I)
_NOTHING = re.compile(r"\bdoes not (?:plan|intend)|\bno (?:planned |purchase )?(?:purchases|operations)\b", re.I)


def read_purchases(body: Sequence[str], on: date) -> Purchases:
    """Read what the sentences of a statement of the New York day `on` announce of purchases that add reserves.

    A start without a size counts for reserve management alone: else it may be of reinvestments, which the next sentence says.
    """
    said = [sentence for sentence in body if _ABOUT.search(sentence) and not _OTHER.search(sentence)]
    pace = next((usd for sentence in said if (usd := _pace(sentence)) is not None), None)
    action = next((name for name, form in (("purchases_end", _ENDS), ("purchases_start", _STARTS)) if _any(form, said)), None)
    if action is None:
        action = "none" if pace is None else "purchases_pace"
    is_for_reserves = _any(_FOR_RESERVES, body)
    if action == "none" or (action == "purchases_start" and pace is None and not is_for_reserves):
        return Purchases()
    starts = [day for sentence in said if (found := _ON_DAY.search(sentence)) and (day := day_named(found[1], on))]
    return Purchases(
        action=action,
        starts_on=starts[0] if starts and action != "purchases_end" else None,
        purpose=RESERVES if is_for_reserves else "qe",
        pace_usd_month=0 if action == "purchases_end" else pace,
    )


def _any(form: re.Pattern[str], body: Sequence[str]) -> bool:
    return any(form.search(sentence) for sentence in body)


def _pace(sentence: str) -> int | None:
    """The amount that a sentence gives for a month: as so much a month, or as the one amount of a monthly schedule."""
    found = _MONTHLY.search(sentence)
    amounts = [found] if found else list(_AMOUNT.finditer(sentence)) if _IN_MONTH.search(sentence) else []
    return dollars(amounts[0]["amount"], amounts[0]["scale"]) if len(amounts) == 1 else None


def planned(row: str) -> dict[str, set[int]]:
    """The amounts that a schedule's row names, by what they are for: reserve_management, reinvestment, or planned, the whole.

    More than one figure for a thing is for the caller to refuse; a row that plans nothing has 0 for the whole.
    """
    found: dict[str, set[int]] = {}
    for clause in re.split(r"[¦;\n]|\.\s", row):
        if _OTHER_THAN_PLANS.search(clause):
            continue
        if _NOTHING.search(clause):
            found.setdefault(TOTAL, set()).add(0)
        for purpose, amount in _amounts(clause) if _PLANNED.search(clause) else ():
            found.setdefault(purpose, set()).add(amount)
    return found


def _amounts(clause: str) -> Iterator[tuple[str, int]]:
    """Each amount of a clause with what it is for: by the words that lead up to it, else by those that follow it."""
    amounts = list(_AMOUNT.finditer(clause))
    for index, found in enumerate(amounts):
        before = clause[amounts[index - 1].end() if index else 0 : found.start()]
        after = clause[found.end() : amounts[index + 1].start() if index + 1 < len(amounts) else len(clause)]
        words = (before, after) if _NAMED_BEFORE.search(before) else (after, before if not index else "")
        yield next((purpose for text in words if (purpose := _purpose(text))), TOTAL), dollars(found["amount"], found["scale"])


def _purpose(words: str) -> str | None:
    """What the first purpose named in some words is."""
    named = [(found.start(), purpose) for purpose, form in _PURPOSES if (found := form.search(words))]
    return min(named)[1] if named else None
