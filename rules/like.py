"""Which past events an event is like: cuts beside cuts, what was priced in beside what was, and never signs mixed unsaid. Pure.

The study groups its events by these names (bot.evidence.groups), an assessment looks its own group up by them.
"""

from __future__ import annotations

from rules.event import Event, FomcStatement
from rules.model import Signal

MINIMUM = 20
"""So many like events before anything is said of them."""
DECISIONS = "fomc:decision"
"""Every decision of the Committee: cuts, rises and holds together."""
PRICED_BP = 2.0
"""A surprise below it is none: the decision came as priced."""
LARGE_BP = 5.0


def surprise_class(surprise_bp: float) -> str:
    """`as_priced`, or which way and how far off a decision was: `easier_2_5`, `easier_5`, `tighter_2_5`, `tighter_5`."""
    if abs(surprise_bp) < PRICED_BP:
        return "as_priced"
    return f"{'easier' if surprise_bp < 0 else 'tighter'}_{'5' if abs(surprise_bp) >= LARGE_BP else '2_5'}"


def decision_groups(event: Event) -> tuple[str, ...]:
    """The groups of a decision, from all decisions to those that are most like it; none where an event is no decision.

    Operational statements between meetings, which change no rate, are left out.
    """
    if not isinstance(event, FomcStatement) or not event.decision or (event.is_scheduled is False and not event.change_bp):
        return ()
    alike = f"fomc:{event.decision}"
    known = () if event.surprise_bp is None else (f"{alike}:{surprise_class(event.surprise_bp)}",)
    return (DECISIONS, alike, *known)


def like_group(event: Event, signal: Signal) -> str:
    """The group of events that are like this one, as far as `signal` carries what is said of it.

    What the rates or the meeting itself say is measured by decisions alike; anything else by the events on which the same rule fired.
    """
    groups = decision_groups(event)
    of_the_decision = signal.mechanism == "rate-path" or signal.direction == "either"
    return groups[-1] if groups and of_the_decision else f"rule:{signal.rule}"


def wide_group(event: Event) -> str:
    """All that an event may be set beside where there are too few like it: every decision, else every publication of its kind."""
    return DECISIONS if isinstance(event, FomcStatement) else f"kind:{event.KIND}"


def mixes_signs(group: str, signal: Signal) -> bool:
    """Whether a group holds events that push either way, so that it tells how large moves were and not which way."""
    return group == DECISIONS or group.startswith("kind:") or (group.startswith("rule:") and signal.direction == "either")
