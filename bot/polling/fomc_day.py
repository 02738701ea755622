"""One FOMC day, one alert: what joins a statement is told in the statement's message, at once or by an edit when it comes later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from bot.fomc.day import joined_to, joins, only_grew, statement_before, statement_of, with_dots
from bot.model import Published, Subject
from bot.store import Store
from rules.event import Event, FomcStatement, ImplementationNote, PressRelease

DAY = timedelta(days=1)
KINDS = (FomcStatement.KIND, ImplementationNote.KIND, PressRelease.KIND)


def of_the_day(event: Event, together: Sequence[Event], store: Store) -> list[Event]:
    """The releases around an event of an FOMC day: those that are stored, and those read with it, last; else nothing."""
    if not (isinstance(event, FomcStatement) or joins(event)):
        return []
    seen_at = event.seen_at or event.published_at
    before = max(seen_at, event.published_at) + DAY
    return [*store.history(event.source, before=before, since=event.published_at - DAY, kinds=KINDS), *together]


def statement_joined_by(event: Event, same_day: Sequence[Event], store: Store) -> Published | None:
    """The stored statement that an event joins."""
    statement = statement_of(event, same_day)
    stored = store.latest_assessed([FomcStatement.KIND], 3)
    return next((one for one in stored if statement is not None and one.event.key == statement.key), None)


def grown(found: Published, event: Event, same_day: Sequence[Event], store: Store) -> Subject:
    """A stored statement with what has joined it, an event that came later last."""
    joined = joined_to(found.event, [*same_day, event])
    statement = with_dots(found.event, joined)
    earlier = store.history(
        statement.source, before=statement.published_at, since=statement.published_at - 400 * DAY, kinds=[statement.KIND]
    )
    return Subject(
        event=statement,
        assessment=found.assessment,
        statement_before=statement_before(statement, earlier),
        joined=joined,
        is_correction=any(not only_grew(*pair) for pair in pairwise(store.versions(statement.source, statement.key))),
    )
