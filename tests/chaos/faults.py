"""What can be injected, and what is told of it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.chaos.record import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is done: to how many chats, at so many messages a second."""

    is_short: bool
    chats: int
    rate: int
    shared_rate: int
    """... of three processes together."""
    kills: int
    kill_chats: int
    spells: int
    between: int
    """Fewer messages than this pass between two spells of a kind."""
    seconds: float
    """How long a spell lasts."""
    steps: int
    """In so many steps hours pass."""
    victims: tuple[tuple[str, ...], ...]
    """Of three processes, in each crowd, the ones that are killed one after the other."""


LEADER, SENDER = "the one that watches", "one that only sends"

FULL = Scale(
    is_short=False,
    chats=2000,
    rate=300,
    shared_rate=30,
    kills=200,
    kill_chats=10_000,
    spells=4,
    between=300,
    seconds=7.0,
    steps=72,
    victims=(5 * (LEADER,), 5 * (SENDER,)),
)
SHORT = Scale(
    is_short=True,
    chats=300,
    rate=100,
    shared_rate=100,
    kills=3,
    kill_chats=150,
    spells=1,
    between=20,
    seconds=1.0,
    steps=6,
    victims=((LEADER,),),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fault: how often, of what, and what the platform's own record says then. `seen` is what else was looked at."""

    fault: str
    injected: int
    what: str
    verdict: Verdict
    seen: str = ""

    def as_json(self) -> dict[str, Any]:
        """All of it, the figures as numbers of chats."""
        own = {"fault": self.fault, "injected": self.injected, "what": self.what, "seen": self.seen}
        return own | asdict(self.verdict) | {"kept": self.verdict.is_kept}


Fault = Callable[[Scale, random.Random], Awaitable[list[Outcome]]]
"""Injects one fault, or several that share a crowd, and gives what came of each."""

_HEAD = ("fault", "injected", "survived", "lost", "duplicated", "of them marked and logged", "marked in vain", "seen")


def head() -> str:
    """The head of the table, in Markdown: survived are chats that got the alert, duplicated those that got it twice or more."""
    return f"{_line(_HEAD)}\n{_line(['---'] * len(_HEAD))}"


def row(outcome: Outcome) -> str:
    """An outcome as a row of the table."""
    return _line(_cells(outcome))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(outcome: Outcome) -> tuple[str, ...]:
    v = outcome.verdict
    again = v.twice + v.oftener
    return (
        outcome.fault,
        f"{outcome.injected:,} {outcome.what}",
        f"{v.reached:,} of {v.reached + v.lost:,}",
        f"{v.lost:,}",
        f"{again:,}" + (f" ({v.oftener:,} more than twice)" if v.oftener else ""),
        f"{again - v.silent:,}",
        f"{v.needless:,}",
        outcome.seen or "–",
    )
