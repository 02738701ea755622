"""Which balance-sheet actions a text speaks of before they are decided. Pure.

A speech of the Chair, minutes and the Desk's statements prepare an action: what they said in the 60 days before makes it less of a
surprise. They go into the policy ledger under subjects of their own, `foreshadowed:ACTION`, and never change what is in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.calendars.newyork import today
from rules.event import DeskStatement, Event, Minutes, Speech
from rules.ledger import FORESHADOWED, PolicyFact, PolicyLedger

SPAN = timedelta(days=60)
NOTHING = "none"
_HOLDINGS = r"(?:securities )?(?:holdings|balance sheet)"
_LESS = rf"(?:reduction|decline) (?:of|in) (?:its |the |our )?[^.]{{0,40}}{_HOLDINGS}"
_SHRINKING = rf"(?:run-?off|{_LESS}|balance sheet (?:reduction|normalization))"
_BOUGHT = r"(?:reserve management|asset|net|securities|security|Treasury|outright|bill)? ?purchases"
_FORMS = {
    "runoff_start": rf"\b(?:begin|commenc|start|initiat)\w*\b[^.]{{0,80}}"
    rf"(?:{_SHRINKING}|reduc\w+ (?:the size of )?[^.]{{0,30}}{_HOLDINGS})",
    "runoff_slower": rf"\bslow\w*\b[^.]{{0,60}}(?:{_SHRINKING}|decline|redemption)"
    rf"|\b(?:reduc|lower)\w*\b[^.]{{0,40}}\b(?:redemption caps?|monthly caps?|pace of [^.]{{0,20}}{_SHRINKING})",
    "runoff_end": rf"\b(?:stop|end|ends|ending|conclud\w*|ceas\w+|halt\w*|paus\w+)\b[^.]{{0,60}}{_SHRINKING}",
    "purchases_start": rf"\b(?:begin|start|initiat|resum|restart|commenc)\w*\b[^.]{{0,60}}\b{_BOUGHT}|\breserve management purchases\b",
    "purchases_pace": rf"\b(?:reduc|slow|moderat|increas|adjust|accelerat)\w*\b[^.]{{0,40}}\bpace\b[^.]{{0,30}}\b{_BOUGHT}"
    r"|\btaper(?:ing)?\b",
    "purchases_end": rf"\b(?:end|ending|conclud\w*|stop\w*|ceas\w+)\b[^.]{{0,40}}\b{_BOUGHT}",
}
_ACTIONS = {action: re.compile(form, re.I) for action, form in _FORMS.items()}


def foreshadowed(texts: Iterable[str]) -> frozenset[str]:
    """The actions that sentences speak of."""
    return frozenset(action for text in texts for action, form in _ACTIONS.items() if form.search(text))


def facts_before(events: Iterable[Event]) -> Iterator[PolicyFact]:
    """What events foreshadow, for the ledger; nothing of what neither the Chair, nor minutes, nor the Desk says."""
    for event in events:
        for action in sorted(foreshadowed(_words(event))):
            day = today(event.published_at)
            yield PolicyFact(f"{FORESHADOWED}{action}", event.published_at, day, {"by": event.KIND}, event.url)


def _words(event: Event) -> Iterable[str]:
    if isinstance(event, Minutes) or (isinstance(event, Speech) and event.is_by_chair):
        return event.passages or ()
    return (event.summary or "",) if isinstance(event, DeskStatement) else ()


def foreshadowed_by(action: str | None, ledger: PolicyLedger, at: datetime) -> str | None:
    """The kind of the last publication that prepared an action in the 60 days before; `none` without one, None without an action."""
    if action in (None, NOTHING):
        return None
    known = [fact for fact in ledger.on(f"{FORESHADOWED}{action}") if at - SPAN <= fact.announced_at < at]
    return max(known, key=lambda fact: fact.announced_at).values["by"] if known else NOTHING
