"""Who gets an alert, and whether it rings. Pure: no store, no clock.

`wanted` and `is_silent` are the rule; the store applies the same one as a query, and a property test holds them equal.
"""

from __future__ import annotations

from typing import Protocol

from bot.kinds import KINDS
from bot.model import Mode, Silence, Subscription, Thresholds

INHERITED = Thresholds()


class Scored(Protocol):
    """What decides who gets an alert."""

    @property
    def kind(self) -> str: ...
    @property
    def impact(self) -> int: ...
    @property
    def direction(self) -> int: ...


def mode_of(subscription: Subscription, kind: str) -> Mode:
    """The chat's own mode for a kind, else the default."""
    return subscription.modes.get(kind, KINDS[kind].mode)


def threshold_of(subscription: Subscription, kind: str, name: str) -> int:
    """The threshold (`impact`, `direction`, `loud`) that counts for a kind: its own, else the chat's."""
    own = getattr(subscription.own.get(kind, INHERITED), name)
    return int(getattr(subscription, name) if own is None else own)


def wanted(subscription: Subscription, alert: Scored) -> bool:
    """Whether a subscription gets an alert as a message of its own: by score, both thresholds must be met."""
    return subscription.active and gate(subscription, alert) is None


def gate(subscription: Subscription, alert: Scored) -> Silence | None:
    """What holds an alert back from a chat; None where it gets it."""
    mode = mode_of(subscription, alert.kind)
    if mode is Mode.ALL:
        return None
    if mode is not Mode.SCORED:
        return Silence.OFF if mode is Mode.OFF else Silence.DIGEST
    if alert.impact < threshold_of(subscription, alert.kind, "impact"):
        return Silence.IMPACT
    return Silence.DIRECTION if abs(alert.direction) < threshold_of(subscription, alert.kind, "direction") else None


def is_silent(subscription: Subscription, alert: Scored) -> bool:
    """Whether it comes without a sound: below the loud that counts, or of a kind that is read when there is time."""
    if KINDS[alert.kind].is_always_silent and mode_of(subscription, alert.kind) is Mode.ALL:
        return True
    return alert.impact < threshold_of(subscription, alert.kind, "loud")
