"""What is worth a message: an assessed event becomes an alert. Pure: no store, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.audience.standing import standing_of
from bot.kinds import KINDS
from bot.model import Alert
from bot.polling.silence import silence_of
from rules.event import Event, RepoOperation, ReverseRepoOperation
from rules.model import Assessment


def compose(event: Event, assessment: Assessment, texts: Mapping[str, str], *, now: datetime, is_revision: bool = False) -> Alert | None:
    """The alert of an assessed event; None when its kind makes no message or it is too old to be worth one."""
    lifetime = KINDS[event.KIND].lifetime
    if lifetime is None or silence_of(event, now):
        return None
    return Alert(
        kind=event.KIND,
        source=event.source,
        event_key=event.key,
        impact=assessment.impact,
        direction=assessment.direction,
        texts=texts,
        created_at=now,
        expires_at=event.published_at + lifetime,
        group=group_of(event),
        is_revision=is_revision,
        standing=standing_of(event, assessment),
    )


def group_of(event: Event) -> str:
    """What ties alerts together: the operations of one day and facility; else the event alone."""
    if isinstance(event, (RepoOperation, ReverseRepoOperation)):
        return f"{event.source}:{event.operation_on}:{event.facility}"
    return f"{event.source}:{event.key}"
