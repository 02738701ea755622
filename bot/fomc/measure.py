"""What is new in a publication against what came before: was it scheduled, how far did the range move, which action and phrase is new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import chain
from typing import TypeVar

from bot.calendars.newyork import NEW_YORK, today
from bot.fomc import read_statement
from bot.fomc.day import statement_before
from bot.fomc.decision import sets_target
from bot.fomc.foreshadow import foreshadowed_by
from bot.fomc.passages import phrases_of
from bot.fomc.stance import tone
from bot.fomc.text import plain
from rules.event import Event, FomcStatement, Minutes, Speech
from rules.ledger import PolicyLedger, facts_from

_Worded = TypeVar("_Worded", Minutes, Speech)

REGULAR_TIMES = frozenset({time(14), time(14, 15), time(12, 30)})
"""When statements of scheduled meetings come out."""
FIRST_YEAR_OF_REGULAR_TIMES = 2000
"""Before it statements say no hour, so that nothing follows from it."""
_UP = {"runoff_slower", "runoff_end", "purchases_start"}
_DOWN = {"runoff_start", "purchases_end"}
_SLOWER_PACE = re.compile(r"\b(?:reduc|slow|moderat|lower)\w*\b[^.]{0,60}\bpace\b[^.]{0,60}\b(?:purchas|transactions|asset)", re.I)
_FASTER_PACE = re.compile(
    r"\bfurther by purchasing\b|\balso will purchase\b|\bwill include purchases\b|\b(?:increas|accelerat|doubl)\w*\b[^.]{0,40}\bpace\b",
    re.I,
)


def measured(event: FomcStatement, history: Sequence[Event], ledger: PolicyLedger) -> FomcStatement:
    """The statement with its measures, from what was announced before its New York day.

    The range before comes from the ledger or from the last statement in `history`, whichever is younger. `change_bp` and `decision`
    are filled in from the two ranges where the words leave them open and both bounds moved alike. A move in words that the two ranges
    don't show is unknown. What can't be told stays None.
    """
    announced = chain.from_iterable(facts_from(earlier) for earlier in history)
    before = ledger.adding(announced).before(event.published_at)
    lower, upper = _range_before(before)
    decision, change, worded_pace_change = _worded(event)
    decision, change = _with_ranges(event, decision, change, lower, upper)
    pace_change = worded_pace_change if worded_pace_change is not None else _pace_change(event, before)
    earlier = statement_before(event, [e for e in history if isinstance(e, FomcStatement) and e.text])
    is_new = _is_new(event, before)
    own, before_it = tone(event.text or ""), tone(earlier.text or "") if earlier else None
    return replace(
        event,
        previous_text=earlier.text if earlier else None,
        tone=own,
        tone_change=_less(own, before_it),
        is_scheduled=_is_scheduled(event.published_at, ledger),
        previous_target_lower_pct=lower,
        previous_target_upper_pct=upper,
        change_bp=change,
        decision=decision,
        action_is_new=is_new,
        action_foreshadowed=foreshadowed_by(event.balance_sheet_action, before, event.published_at),
        action_direction="none" if is_new is False else _direction(event, pace_change),
        purchase_pace_change_usd_month=pace_change,
    )


def _worded(event: FomcStatement) -> tuple[str | None, int | None, int | None]:
    """Decision, change and change of the pace as the words have them: read again from the text, as a measure may be repeated."""
    if not event.text:
        return event.decision, event.change_bp, event.purchase_pace_change_usd_month
    said = read_statement(event.text, today(event.published_at))
    return said["decision"], said["change_bp"], said["purchase_pace_change_usd_month"]


def _with_ranges(
    event: FomcStatement, decision: str | None, change: int | None, lower: float | None, upper: float | None
) -> tuple[str | None, int | None]:
    """Decision and change completed by the two ranges; unknown where the words tell of a move without its size that these don't show.

    A range that is only named as the one in force makes no move: what was known before may be old.
    """
    moved, way = _moved(event, lower, upper)
    if decision is None and way != "hold" and event.text and not sets_target(plain(event.text), today(event.published_at)):
        return None, None
    if decision in ("raise", "lower") and change is None and way not in (None, decision):
        return None, None
    return decision or way, change if change is not None else moved


def _is_scheduled(published_at: datetime, ledger: PolicyLedger) -> bool | None:
    """By the calendar; in years that it doesn't cover by the hour: a regular one, from Tuesday to Thursday."""
    released = published_at.astimezone(NEW_YORK)
    by_calendar = ledger.is_scheduled(released.date())
    if by_calendar is not None or released.year < FIRST_YEAR_OF_REGULAR_TIMES:
        return by_calendar
    return released.time() in REGULAR_TIMES and released.weekday() in (1, 2, 3)


def _range_before(before: PolicyLedger) -> tuple[float | None, float | None]:
    fact = before.announced("target_range")
    return (fact.values["lower_pct"], fact.values["upper_pct"]) if fact else (None, None)


def _moved(event: FomcStatement, lower: float | None, upper: float | None) -> tuple[int | None, str | None]:
    """The change in basis points and the decision that the two ranges show; of bounds that moved unlike, the direction alone."""
    if event.target_lower_pct is None or event.target_upper_pct is None or lower is None or upper is None:
        return None, None
    low, high = round(100 * (event.target_lower_pct - lower)), round(100 * (event.target_upper_pct - upper))
    decision = "hold" if low == high == 0 else "raise" if min(low, high) >= 0 else "lower" if max(low, high) <= 0 else None
    return (low if low == high else None), decision


def _is_new(event: FomcStatement, before: PolicyLedger) -> bool | None:
    """Whether the action says more than the ledger held already; None without an action."""
    action = event.balance_sheet_action
    if action in (None, "none"):
        return None
    subject = "purchases" if action.startswith("purchases") else "runoff_caps"
    fact = before.announced(subject)
    if fact is None:
        return True
    cap, pace = fact.values.get("treasury_usd_month"), fact.values.get("pace_usd_month")
    return {
        "runoff_start": cap == 0,
        "runoff_slower": cap is None or event.runoff_treasury_cap_usd_month is None or event.runoff_treasury_cap_usd_month < cap,
        "runoff_end": cap != 0 or (event.balance_sheet_effective_on or fact.effective_on) < fact.effective_on,
        "purchases_start": pace == 0 or event.purchase_total_usd is not None or (event.purchase_pace_usd_month or 0) > (pace or 0),
        "purchases_pace": event.purchase_pace_usd_month is None or event.purchase_pace_usd_month != pace,
        "purchases_end": pace != 0,
    }[action]


def _pace_change(event: FomcStatement, before: PolicyLedger) -> int | None:
    """The announced pace less the one announced before; nothing bought before a start counts as 0."""
    action = event.balance_sheet_action or "none"
    if not action.startswith("purchases"):
        return None
    fact = before.announced("purchases")
    previous = fact.values.get("pace_usd_month") if fact else 0 if action == "purchases_start" else None
    pace = 0 if action == "purchases_end" else event.purchase_pace_usd_month
    return None if pace is None or previous is None else pace - previous


def _direction(event: FomcStatement, pace_change: int | None) -> str | None:
    """More liquidity than was announced before is up, less is down; of a new pace by the figures, else by its words."""
    action = event.balance_sheet_action
    if action is None or action == "none":
        return action
    if action in _UP | _DOWN:
        return "up" if action in _UP else "down"
    if pace_change:
        return "up" if pace_change > 0 else "down"
    text = event.text or ""
    if _SLOWER_PACE.search(text):
        return "down"
    return "up" if _FASTER_PACE.search(text) else None


def with_new_phrases(event: _Worded, history: Sequence[Event]) -> _Worded:
    """Minutes or a speech with the balance-sheet phrases that no earlier one, and no statement, in `history` had.

    None is known to be new where the text was not read, or where no earlier text of the kind is there to compare with.
    """
    earlier = [e for e in history if isinstance(e, type(event)) and e.passages is not None and e.key != event.key]
    if event.passages is None or not earlier:
        return event
    texts = chain((words for e in earlier for words in e.passages or ()), (e.text or "" for e in history if isinstance(e, FomcStatement)))
    known = set(phrases_of(texts))
    new = tuple(phrase.words for phrase in phrases_of(event.passages) if phrase not in known)
    return replace(event, new_balance_sheet_phrase=bool(new), new_phrases=new)


def measured_speech(event: Speech, history: Sequence[Event]) -> Speech:
    """A speech with what is new in it; of the Chair's, whether a phrase on policy is that no Chair's in `history` had."""
    found = with_new_phrases(event, history)
    earlier = [e for e in history if isinstance(e, Speech) and e.is_by_chair and e.policy_phrases is not None and e.key != event.key]
    if not event.is_by_chair or event.policy_phrases is None or not earlier:
        return found
    known = {phrase for e in earlier for phrase in e.policy_phrases or ()}
    return replace(found, new_policy_phrase=not known.issuperset(event.policy_phrases))


def measured_minutes(event: Minutes, history: Sequence[Event]) -> Minutes:
    """Minutes with what is new in them, and how their tone moved against the last ones in `history` that were read."""
    before = [e.tone for e in history if isinstance(e, Minutes) and e.tone is not None and e.key != event.key]
    return replace(with_new_phrases(event, history), tone_change=_less(event.tone, before[-1] if before else None))


def _less(tone: float | None, earlier: float | None) -> float | None:
    return None if tone is None or earlier is None else round(tone - earlier, 2)
