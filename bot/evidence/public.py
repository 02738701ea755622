"""The bot's public record: every alert that it made, none picked, and beside it what a replay of the past gave."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.codec import instant
from bot.evidence.closes import closes_of
from bot.evidence.groups import Assessed
from bot.evidence.track_record import judge
from bot.store import Store
from rules.model import Statistics

ASSET = "BTC"
RUN_UP = timedelta(days=366)
"""Of prices before the first alert: ordinary windows look a year back."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def public_record(store: Store, statistics: Statistics | None) -> dict[str, Any]:
    """The contract's `evidence record` object, with the replay as `walk_forward`; it may take a second.

    `statistics` is what was measured over history, shipped or the operator's own.
    """
    alerts = [Assessed(one.event, one.assessment) for one in store.alerted()]
    first = min((one.event.published_at for one in alerts), default=None)
    prices = store.prices(ASSET, since=first - RUN_UP, before=LATEST) if first else []
    judged = judge(alerts, closes_of(prices))
    return judged | {"since": instant(first) if first else None, "walk_forward": replay_json(statistics)}


def replay_json(statistics: Statistics | None) -> dict[str, Any] | None:
    """How the rules did over history, with the days from which and to which; None where it is not known."""
    found = statistics.walk_forward if statistics else None
    if statistics is None or found is None:
        return None
    return {
        "since": statistics.since.isoformat(),
        "as_of": statistics.as_of.isoformat(),
        "events": found.events,
        "judged": found.judged,
        "hit_rate": found.hit_rate,
        "ci95": _interval(found.hit_low, found.hit_high),
        "base_rate": found.base_rate,
        "always_up": found.always_up,
        "brier": found.brier,
        "brier_base_rate": found.brier_base_rate,
        "brier_always_up": found.brier_always_up,
        "size": {"n": found.sized, "rank_correlation": found.rank_correlation, "ci95": _interval(found.rank_low, found.rank_high)},
        "reliability": [asdict(one) for one in found.reliability],
    }


def _interval(low: float | None, high: float | None) -> list[float] | None:
    return None if low is None or high is None else [low, high]
