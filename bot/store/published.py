"""`Published` out of the rows of events and assessments: the one place where what they hold as JSON is read."""

from __future__ import annotations

import functools
import json
from typing import Any

from sqlalchemy import Select, Text, cast, select

from bot.audience.standing import standing_of
from bot.codec import assessment_from
from bot.model import Published
from bot.store.events import read_event
from bot.store.schema import assessments, events
from rules.model import Assessment

READ = 512
"""So many assessments are kept as they were read: every chat's digest tells of the same ones."""
PUBLISHED = (
    events.c.id.label("event_id"),
    *(cast(events.c[name], Text).label(f"event_{name}") for name in ("published_at", "seen_at", "data")),
    cast(assessments.c.data, Text).label("assessment_data"),
    assessments.c.texts.label("assessment_texts"),
)
"""The columns that `published` reads."""


def assessed(*more: Any) -> Select[Any]:
    """A query for assessed events, with these columns besides."""
    return select(*PUBLISHED, *more).select_from(events.join(assessments, assessments.c.event_id == events.c.id))


def published(row: Any) -> Published:
    """The assessed event of a row with the columns of `PUBLISHED`."""
    event, assessment = read_event(row.event_data, row.event_published_at, row.event_seen_at), _read_once(row.assessment_data)
    standing = standing_of(event, assessment)
    return Published(id=row.event_id, event=event, assessment=assessment, texts=row.assessment_texts, standing=standing)


@functools.lru_cache(maxsize=READ)
def _read_once(data: str) -> Assessment:
    return assessment_from(json.loads(data))
