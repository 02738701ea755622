"""What an event is to chats that have said nothing of its kind: an announcement, as usual, silent, or for the digest. Pure.

Announcements ring by default whatever their impact: decisions of the Committee, measures of the Board for liquidity, programmes that the
Desk starts, ends or resizes, a speech of the Chair with a new phrase. Everything else is data, and rings when it is large.
"""

from __future__ import annotations

from bot.model import Standing
from rules.event import DeskStatement, Event, FomcStatement, PressRelease, PurchaseSchedule, Speech
from rules.event.publication import LIQUIDITY
from rules.model import Assessment
from rules.verdict import verdict

SCORED = LIQUIDITY | {"monetary"}
"""Categories of press releases that come by score; the others are for the digest."""
RESIZED_USD = 5_000_000_000
"""A month's purchases off what was announced by so much resize the programme; less is how the principal falls due."""


def standing_of(event: Event, assessment: Assessment) -> Standing:
    """An event's standing."""
    if is_announcement(event):
        return Standing.MUTED if isinstance(event, DeskStatement) and event.is_decision_day else Standing.ANNOUNCEMENT
    if isinstance(event, PressRelease) and event.category not in SCORED:
        return Standing.ASIDE
    return Standing.MUTED if verdict(assessment) == "contradict" else Standing.USUAL


def is_announcement(event: Event) -> bool:
    """Whether it announces a decision, a measure or a change of mind, and reports no figures."""
    if isinstance(event, FomcStatement):
        return True
    if isinstance(event, PressRelease):
        return event.category in LIQUIDITY
    if isinstance(event, DeskStatement):
        return event.action_is_new is True
    if isinstance(event, PurchaseSchedule):
        return abs(event.unannounced_change_usd or 0) >= RESIZED_USD
    if isinstance(event, Speech):
        return event.is_by_chair and bool(event.new_balance_sheet_phrase or event.new_policy_phrase)
    return False
