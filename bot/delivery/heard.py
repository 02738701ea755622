"""What the outbox tells whoever counts: how its deliveries end, and how long they waited for their turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _unheard(what: object) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Called with every delivery: all of these are cheap and raise nothing."""

    ended: Callable[[str], None] = _unheard
    """How it ended, in the outbox's words: sent, deferred, uncertain, refused, rejected, moved, skipped."""
    waited: Callable[[float], None] = _unheard
    """Seconds that it waited for its place: the overall rate, its chat's own pace, what the platform asked for."""
    flooded: Callable[[bool], None] = _unheard
    """The platform said that too much was sent; whether that now holds everybody."""


UNHEARD = Heard()
