"""One FOMC day, one alert: what joins a statement is told in the statement's message, at once or by an edit when it comes later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.fomc.day import joined_to, joins, only_grew, statement_before, statement_of
from bot.model import LANGUAGES, Alert
from bot.polling.compose import compose
from bot.store import Store
from rules.event import Event, FomcStatement, ImplementationNote, PressRelease
from rules.model import Rulebook

DAY = timedelta(days=1)
KINDS = (FomcStatement.KIND, ImplementationNote.KIND, PressRelease.KIND)


def of_the_day(event: Event, together: Sequence[Event], store: Store) -> list[Event]:
    """The releases around an event of an FOMC day: those that are stored, and those read with it, last; else nothing."""
    if not (isinstance(event, FomcStatement) or joins(event)):
        return []
    seen_at = event.seen_at or event.published_at
    before = max(seen_at, event.published_at) + DAY
    return [*store.history(event.source, before=before, since=event.published_at - DAY, kinds=KINDS), *together]


def grown(
    event: Event, same_day: Sequence[Event], store: Store, rulebook: Rulebook, render: Callable[..., str], now: datetime
) -> Alert | None:
    """The alert of the statement that an event joins, told with it: an edit of the message.

    None where the statement is not there yet, is told so already, or is too old.
    """
    statement = statement_of(event, same_day)
    stored = store.latest_assessed([FomcStatement.KIND], 3)
    found = next((one for one in stored if statement is not None and one.event.key == statement.key), None)
    if found is None:
        return None
    told, assessment = found.event, found.assessment
    earlier = store.history(told.source, before=told.published_at, since=told.published_at - 400 * DAY, kinds=[told.KIND])
    extra: dict[str, Any] = {"previous": statement_before(told, earlier), "joined": joined_to(told, [*same_day, event])}
    is_corrected = any(not only_grew(*pair) for pair in pairwise(store.versions(told.source, told.key)))
    texts = {lang: render(told, assessment, rulebook, lang, is_revision=is_corrected, **extra) for lang in LANGUAGES}
    return None if texts == found.texts else compose(told, assessment, texts, now=now, is_revision=True)
