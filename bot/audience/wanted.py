"""Who gets an alert, and whether it rings. Pure: no store, no clock.

`wanted` and `is_silent` are the rule; the store applies the same one as a query, and a property test holds them equal.
"""

from __future__ import annotations

from typing import Protocol

from bot.kinds import KINDS
from bot.model import DEFAULTS, Mode, Silence, Standing, Subscription, Thresholds

INHERITED = Thresholds()


class Scored(Protocol):
    """What decides who gets an alert."""

    @property
    def kind(self) -> str: ...
    @property
    def impact(self) -> int: ...
    @property
    def direction(self) -> int: ...
    @property
    def standing(self) -> Standing: ...


def default_mode(kind: str, standing: Standing = Standing.USUAL) -> Mode:
    """What a chat gets of a kind of which it has said nothing."""
    mode = KINDS[kind].mode
    if standing is Standing.ASIDE:
        return Mode.DIGEST if mode is not Mode.OFF else mode
    return Mode.SCORED if standing is Standing.ANNOUNCEMENT and mode is Mode.DIGEST else mode


def default_limit(kind: str, name: str, standing: Standing = Standing.USUAL) -> int:
    """The threshold (`impact`, `direction`, `loud`) of a kind, where neither the chat nor its wishes for the kind say otherwise."""
    if standing is Standing.ANNOUNCEMENT:
        return 0
    own = KINDS[kind].loud if name == "loud" else None
    return DEFAULTS[name] if own is None else own


def mode_of(subscription: Subscription, kind: str, standing: Standing = Standing.USUAL) -> Mode:
    """The chat's own mode for a kind, else the default."""
    return subscription.modes.get(kind, default_mode(kind, standing))


def threshold_of(subscription: Subscription, kind: str, name: str, standing: Standing = Standing.USUAL) -> int:
    """The threshold that counts for a kind: its own, else the chat's where that was moved, else the default."""
    own = getattr(subscription.own.get(kind, INHERITED), name)
    if own is not None:
        return int(own)
    chats = int(getattr(subscription, name))
    return default_limit(kind, name, standing) if chats == DEFAULTS[name] else chats


def wanted(subscription: Subscription, alert: Scored) -> bool:
    """Whether a subscription gets an alert as a message of its own: by score, both thresholds must be met."""
    return subscription.active and gate(subscription, alert) is None


def gate(subscription: Subscription, alert: Scored) -> Silence | None:
    """What holds an alert back from a chat; None where it gets it."""
    mode = mode_of(subscription, alert.kind, alert.standing)
    if mode is Mode.ALL:
        return None
    if mode is not Mode.SCORED:
        return Silence.OFF if mode is Mode.OFF else Silence.DIGEST
    impact, direction = (threshold_of(subscription, alert.kind, name, alert.standing) for name in ("impact", "direction"))
    if alert.impact < impact:
        return Silence.IMPACT
    return Silence.DIRECTION if abs(alert.direction) < direction else None


def is_silent(subscription: Subscription, alert: Scored) -> bool:
    """Whether it comes without a sound: muted, below the loud that counts, or of a kind that is read when there is time."""
    if alert.standing is Standing.MUTED:
        return True
    if KINDS[alert.kind].is_always_silent and mode_of(subscription, alert.kind, alert.standing) is Mode.ALL:
        return True
    return alert.impact < threshold_of(subscription, alert.kind, "loud", alert.standing)
