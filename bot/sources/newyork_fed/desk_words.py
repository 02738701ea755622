"""What the Desk's words say of purchases: a statement's pace, start or end; a schedule's amounts and what they are for. Pure.

Reinvested principal and exercises add no reserves, so they are kept apart: a sentence on them announces no purchases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.amounts import BOUGHT, amounts_in, pace_change_in, pace_in, total_in
from bot.fomc.purchases import (
    ANNOUNCED,
    END,
    PACE,
    RESERVES,
    START,
    Act,
    acts_in,
    contradict,
    day_of,
    purpose_of,
    reinvests_only,
    stands,
    stated,
    without_replaced,
)
from bot.fomc.standing import simple
from bot.fomc.text import DOLLARS, day_named, dollars

REINVESTED, TOTAL = "reinvestment", "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What a statement announces of purchases, named as in `rules.event.DeskStatement`."""

    action: str | None = "none"
    """None where the words contradict themselves."""
    starts_on: date | None = None
    ends_on: date | None = None
    purpose: str | None = None
    pace_usd_month: int | None = None
    pace_change_usd_month: int | None = None
    """Against the pace before, as the words themselves put it."""
    total_usd: int | None = None


_ABOUT = re.compile(r"\b(?:purchas(?:e|es|ed|ing)|buy(?:s|ing)?|RMPs?|holdings|SOMA)\b", re.I)
_OTHER = re.compile(r"\bsmall[- ]value\b|\bexercises?\b|\bper[- ]counterparty\b", re.I)
_STARTS = (
    re.compile(r"(?<!such )\boperations (?:will|are to) (?P<verb>start|begin|commence)\b", re.I),
    re.compile(r"\bwill (?P<verb>start|begin|commence|initiate|resume)\b[^.;]{0,40}\bpurchas", re.I),
)
_INITIAL = re.compile(r"\binitial (?:monthly )?(?:pace|amount)\b", re.I)
_ON_DAY = re.compile(r"\b(?:start|begin|commence|starting|beginning)\b (?:on |in )?([^.;]*)", re.I)
_IN_MONTH = re.compile(r"\b(?:monthly|schedule|month|thirty days|30 days)\b", re.I)
_OTHER_PERIOD = re.compile(r"\b(?:per|a|each|every) (?:week|quarter)\b", re.I)
_AMOUNT = re.compile(rf"(?<!\w){DOLLARS}")

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
    about = [sentence for sentence in body if _ABOUT.search(sentence) and not _OTHER.search(sentence)]
    amounts = stated(about, on)
    pace = pace_in(amounts) or _scheduled(amounts)
    acts = without_replaced([*acts_in(about, on), *_starts(about, on)])
    action = next((name for name in (END, PACE, START) if any(act.action == name for act in acts)), PACE if pace else "none")
    total = total_in([act.sentence for act in acts]) or total_in(amounts)
    said = [act.sentence for act in acts if act.action == action]
    purpose = purpose_of(said, body, ends=action == END)
    if contradict(acts, amounts, on):
        return Purchases(action=None, pace_usd_month=pace)
    if action == "none" or (action == START and pace is None and total is None and purpose != RESERVES and not _by_the_week(said)):
        return Purchases()
    starts = [day for sentence in about if (found := _ON_DAY.search(simple(sentence, on))) and (day := day_named(found[1], on))]
    return Purchases(
        action=action,
        starts_on=starts[0] if starts and action != END else None,
        ends_on=day_of(END, said[0], (), on) if action == END else None,
        purpose=purpose,
        pace_usd_month=0 if action == END else pace,
        pace_change_usd_month=pace_change_in(amounts) if action == PACE else None,
        total_usd=None if action == END or total == pace else total,
    )


def _by_the_week(said: Sequence[str]) -> bool:
    """Whether a start has a size that is no month's."""
    return any("$" in sentence and _OTHER_PERIOD.search(sentence) for sentence in said)


def _starts(about: Sequence[str], on: date) -> Iterator[Act]:
    """The Desk's own words for a start: `purchases will start on`, `at an initial pace of`."""
    for sentence in about:
        simpler = simple(sentence, on)
        if reinvests_only(simpler):
            continue
        if _INITIAL.search(simpler) or any(stands(simpler, form, ANNOUNCED, on) for form in _STARTS):
            yield Act(START, simpler)


def _scheduled(amounts: Sequence[str]) -> int | None:
    """The one amount of a monthly schedule, where a sentence gives it as that."""
    for sentence in amounts:
        bought = [amount for amount in amounts_in(sentence) if amount.role == BOUGHT]
        if len(bought) == 1 and _IN_MONTH.search(sentence):
            return bought[0].usd
    return None


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
