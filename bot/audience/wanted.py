"""What is worth a message, and who gets it. Pure: no store, no clock.

`wanted` and `is_silent` are the rule; the store applies the same one as a query, and a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Alert, Mode, Subscription, Thresholds
from rules.event import Event, RepoOperation, ReverseRepoOperation
from rules.model import Assessment

MAX_AGE: Mapping[str, timedelta] = {
    "fomc_statement": timedelta(hours=12),
    "repo_operation": timedelta(hours=6),
    "reverse_repo_operation": timedelta(hours=6),
    "balance_sheet": timedelta(hours=24),
    "minutes": timedelta(hours=24),
    "purchase_schedule": timedelta(hours=24),
    "desk_statement": timedelta(hours=12),
    "press_release": timedelta(hours=12),
    "speech": timedelta(hours=12),
    "treasury_operation": timedelta(hours=6),
    "agency_operation": timedelta(hours=6),
    "treasury_auction": timedelta(hours=12),
    "reference_rate": timedelta(hours=12),
    "yield_change": timedelta(hours=12),
    "cash_balance": timedelta(hours=12),
}
"""How long after its publication an alert of a kind is still worth sending."""

DEFAULT_MODES: Mapping[str, Mode] = {
    "fomc_statement": Mode.ALL,
    "balance_sheet": Mode.ALL,
    "minutes": Mode.ALL,
    "purchase_schedule": Mode.ALL,
    "desk_statement": Mode.SCORED,
    "speech": Mode.DIGEST,
    "press_release": Mode.DIGEST,
    "repo_operation": Mode.SCORED,
    "reverse_repo_operation": Mode.SCORED,
    "treasury_operation": Mode.SCORED,
    "agency_operation": Mode.SCORED,
    "treasury_auction": Mode.SCORED,
    "reference_rate": Mode.SCORED,
    "yield_change": Mode.SCORED,
    "cash_balance": Mode.SCORED,
}
"""What a new chat gets of each kind; a kind that is not here makes no message of its own."""

ALWAYS_SILENT: frozenset[str] = frozenset({"balance_sheet", "minutes"})
"""Kinds that come silently in mode `all`; in mode `scored` the chat's `loud` decides."""
INHERITED = Thresholds()


class Scored(Protocol):
    """What decides who gets an alert."""

    @property
    def kind(self) -> str: ...
    @property
    def impact(self) -> int: ...
    @property
    def direction(self) -> int: ...


def compose(event: Event, assessment: Assessment, texts: Mapping[str, str], *, now: datetime, is_revision: bool = False) -> Alert | None:
    """The alert of an assessed event; None when its kind makes no message or it is too old to be worth one."""
    max_age = MAX_AGE.get(event.KIND)
    if max_age is None or now >= event.published_at + max_age:
        return None
    return Alert(
        kind=event.KIND,
        source=event.source,
        event_key=event.key,
        impact=assessment.impact,
        direction=assessment.direction,
        texts=texts,
        created_at=now,
        expires_at=event.published_at + max_age,
        group=group_of(event),
        is_revision=is_revision,
    )


def group_of(event: Event) -> str:
    """What ties alerts together: the operations of one day and facility; else the event alone."""
    if isinstance(event, (RepoOperation, ReverseRepoOperation)):
        return f"{event.source}:{event.operation_on}:{event.facility}"
    return f"{event.source}:{event.key}"


def mode_of(subscription: Subscription, kind: str) -> Mode:
    """The chat's own mode for a kind, else the default."""
    return subscription.modes.get(kind, DEFAULT_MODES.get(kind, Mode.OFF))


def threshold_of(subscription: Subscription, kind: str, name: str) -> int:
    """The threshold (`impact`, `direction`, `loud`) that counts for a kind: its own, else the chat's."""
    own = getattr(subscription.own.get(kind, INHERITED), name)
    return int(getattr(subscription, name) if own is None else own)


def wanted(subscription: Subscription, alert: Scored) -> bool:
    """Whether a subscription gets an alert as a message of its own: by score, both thresholds must be met."""
    mode = mode_of(subscription, alert.kind)
    if not subscription.active or mode in (Mode.OFF, Mode.DIGEST):
        return False
    return mode is Mode.ALL or is_strong(subscription, alert)


def is_strong(subscription: Subscription, alert: Scored) -> bool:
    """Whether impact and direction meet the thresholds that count for its kind."""
    impact, direction = (threshold_of(subscription, alert.kind, name) for name in ("impact", "direction"))
    return alert.impact >= impact and abs(alert.direction) >= direction


def is_silent(subscription: Subscription, alert: Scored) -> bool:
    """Whether it comes without a sound: below the loud that counts, or of a kind that is read when there is time."""
    if alert.kind in ALWAYS_SILENT and mode_of(subscription, alert.kind) is Mode.ALL:
        return True
    return alert.impact < threshold_of(subscription, alert.kind, "loud")
