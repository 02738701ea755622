"""Events and assessments as JSON: the contract's shape for programs, and the store's for reading back."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter

from rules.event import ENVELOPE, EVENT_CLASSES, Context, Event, facts
from rules.model import Assessment


def instant(value: datetime) -> str:
    """An aware instant as `2025-10-31T17:45:00Z`."""
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def plain(value: Any) -> Any:
    """A fact's value as JSON has it: dates ISO, instants UTC, tuples lists."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def facts_json(event: Event) -> dict[str, Any]:
    """The known facts and measures of an event; unknown ones are absent."""
    return {name: plain(value) for name, value in facts(event).items()}


def event_json(event: Event) -> dict[str, Any]:
    """The contract's `event` object."""
    return {
        "key": event.key,
        "kind": event.KIND,
        "source": event.source,
        "title": event.title,
        "published_at": instant(event.published_at),
        "seen_at": instant(event.seen_at) if event.seen_at else None,
        "url": event.url,
        "facts": facts_json(event),
    }


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """The contract's `assessment` object."""
    return {
        "impact": assessment.impact,
        "direction": assessment.direction,
        "confidence": assessment.confidence,
        "horizon_hours": assessment.horizon_hours,
        "regime": assessment.regime,
        "signals": [
            {
                "rule": s.rule,
                "version": s.version,
                "mechanism": s.mechanism,
                "direction": s.direction,
                "strength": round(s.strength, 4),
                "counted": s.counted,
                "evidence": s.evidence,
                "horizon_hours": s.horizon_hours,
                "contradicted": s.contradicted,
                "certainty": round(s.certainty, 4),
                "facts": [dataclasses.asdict(f) | {"value": plain(f.value), "operand": plain(f.operand)} for f in s.facts],
            }
            for s in assessment.signals
        ],
        "amplifiers": [{"rule": a.rule, "factor": round(a.factor, 4), "mechanisms": list(a.mechanisms)} for a in assessment.amplifiers],
        "measured": dataclasses.asdict(assessment.measured) if assessment.measured else None,
        "like_n": assessment.like_n,
        "missing": list(assessment.missing),
        "rulebook": {"version": assessment.rulebook_version, "sha256": assessment.rulebook_sha256},
        "context": {name: plain(value) for name, value in assessment.context.items()},
    }


def scored_json(event: Event, assessment: Assessment, texts: Mapping[str, str], shorts: Mapping[str, str]) -> dict[str, Any]:
    """One object of `score`, `replay` and `demo --json`: the message as sent and its short form, by language."""
    return {"event": event_json(event), "assessment": assessment_json(assessment), "text": dict(texts), "short": dict(shorts)}


def event_from(row: Mapping[str, Any]) -> Event:
    """The event that `event_json` described. Facts that this version does not know are left out."""
    cls: Any = EVENT_CLASSES[row["kind"]]
    event: Event = _reader(cls).validate_python({**row["facts"], **row})
    return event


def assessment_from(row: Mapping[str, Any]) -> Assessment:
    """The assessment that `assessment_json` described."""
    context, rulebook = row.get("context", {}), row["rulebook"]
    found = _reader(Context).validate_python(context)
    known = {name: getattr(found, name) for name in context if name in _CONTEXT}
    envelope = {"context": known, "rulebook_version": rulebook["version"], "rulebook_sha256": rulebook["sha256"]}
    assessment: Assessment = _reader(Assessment).validate_python({**row, **envelope})
    return assessment


@functools.cache
def _reader(cls: Any) -> TypeAdapter[Any]:
    """What reads a class's JSON; making it takes thousands of times as long as using it."""
    return TypeAdapter(cls)


_CONTEXT = frozenset(field.name for field in dataclasses.fields(Context))


def scored_from(row: Mapping[str, Any]) -> tuple[Event, Assessment]:
    """The event and the assessment that `scored_json` described."""
    return event_from(row["event"]), assessment_from(row["assessment"])


def fingerprint(event: Event) -> dict[str, Any]:
    """What the publisher said, as plain data: two events of one key that differ here are a revision."""
    said = [f.name for f in dataclasses.fields(event) if f.compare and f.name not in ENVELOPE]
    return {name: plain(getattr(event, name)) for name in said}
