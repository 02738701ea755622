"""Small made-up events, assessments and alerts: what store and outbox tests start from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.model import Alert
from rules.event import Event, FomcStatement, RepoOperation
from rules.model import Assessment, Fact, Signal

NOON = datetime(2025, 10, 31, 16, 0, tzinfo=UTC)
"""The moment that these tests call now."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
REPO = "nyfed.repo_operation"


def repo(key: str = "RP 1", accepted_usd: int = 30_000_000_000, published_at: datetime = NOON - MINUTE, **values: Any) -> RepoOperation:
    """A standing repo operation of 31 October 2025."""
    facts = {"operation_on": date(2025, 10, 31), "facility": "standing", "is_small_value": False, "calendar": "month_end"} | values
    return RepoOperation(
        source=REPO, key=key, title=key, url=f"https://desk.example/{key}", published_at=published_at, accepted_usd=accepted_usd, **facts
    )


def statement(key: str = "/statement", published_at: datetime = NOON - MINUTE, **values: Any) -> FomcStatement:
    """An FOMC statement that says nothing yet."""
    return FomcStatement(
        source="fed.press_release", key=key, title="Statement", url=f"https://fed.example{key}", published_at=published_at, **values
    )


def signal(mechanism: str = "funding-stress", *, counted: bool = True, strength: float = 0.42) -> Signal:
    """A signal of a rule named after its mechanism."""
    return Signal(
        rule=f"rule-{mechanism}",
        version=1,
        mechanism=mechanism,
        direction="down",
        strength=strength,
        counted=counted,
        evidence="judgement",
        horizon_hours=24,
        facts=(Fact("accepted_usd", 30_000_000_000, "at_least", 5_000_000_000),),
    )


def assessed(*signals: Signal, impact: int = 36, direction: int = -18) -> Assessment:
    """An assessment with these signals."""
    return Assessment(impact=impact, direction=direction, confidence=0.1, horizon_hours=24, regime="pivot", signals=signals)


def alert(event: Event, **values: Any) -> Alert:
    """An alert of an event, in two languages, good for six hours after its publication."""
    given = {
        "kind": event.KIND,
        "source": event.source,
        "event_key": event.key,
        "impact": 36,
        "direction": -18,
        "texts": {"en": f"Alert {event.key}", "zh-Hans": f"提醒 {event.key}"},
        "created_at": NOON,
        "expires_at": event.published_at + 6 * HOUR,
        "group": f"{event.source}:{event.key}",
    }
    return Alert(**(given | values))
