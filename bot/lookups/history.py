"""The last publications of a kind: what each was, how large, and what bitcoin did in the day after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.assessing.since import ASSET, STALE, moved_since
from bot.lookups.policy import ledger_at, unread
from bot.model import Published
from bot.store import Store
from rules.event import Event, FomcStatement

SHOWN = 8
LOOKED_AT = 200
"""Publications of a kind that are looked through for those that took something."""
NOTABLE = 20
"""The impact from which one of a kind that comes every day is worth a line."""
ENOUGH = 3
EMPTY_USD = 1_000_000_000
"""What an operation below this took up says nothing."""
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One publication. `told` is its assessment; None where it was loaded as history. `moved_pct` is bitcoin's move over `span`."""

    event: Event
    told: Published | None
    moved_pct: float | None
    span: timedelta
    """A day, or less where that has not passed."""


@dataclass(frozen=True, slots=True)
class History:
    """The last ones, the newest first; `is_notable`: only those of impact 20 or more, since the kind comes often.

    `least_usd`: operations that took less were passed over; None where none was.
    """

    kind: str
    past: tuple[Past, ...]
    is_notable: bool
    least_usd: int | None = None
    unread: tuple[date, ...] = ()
    """Of decisions: the days of those that are out and were not read."""


def history(store: Store, kind: str, now: datetime) -> History:
    """A kind's last publications as they are known at an instant."""
    found = store.newest_of_kind(kind, before=now, count=LOOKED_AT)
    notable = [one for one in store.latest_assessed((kind,), SHOWN, impact=NOTABLE) if one.event.published_at < now]
    assessed = {(one.event.source, one.event.key): one for one in store.latest_assessed((kind,), LOOKED_AT)}
    chosen = chosen_of(found, notable)
    past = [_past(store, event, assessed.get((event.source, event.key)), now) for event in chosen]
    is_notable = _comes_often(found, notable)
    passed_over = not is_notable and any(map(_is_empty, found)) and not any(map(_is_empty, chosen))
    missed = unread(ledger_at(store, now), now) if kind == FomcStatement.KIND else ()
    return History(kind, tuple(past), is_notable, EMPTY_USD if passed_over else None, missed)


def chosen_of(found: Sequence[Event], notable: Sequence[Published]) -> list[Event]:
    """Which to tell, the newest first, of what was published, oldest first: of what comes every day what stood out. Pure."""
    if _comes_often(found, notable):
        return [one.event for one in notable]
    told = [event for event in found if not _is_empty(event)] or found
    return list(reversed(told[-SHOWN:]))


def _comes_often(found: Sequence[Event], notable: Sequence[Published]) -> bool:
    """Whether there are so many of a kind that those that stood out are told alone."""
    return len(found) == LOOKED_AT and len(notable) >= ENOUGH


def _is_empty(event: Event) -> bool:
    """Whether an operation took nothing that matters, or was an exercise."""
    usd = getattr(event, "accepted_usd", None)
    return usd is not None and (usd < EMPTY_USD or getattr(event, "is_small_value", False))


def _past(store: Store, event: Event, told: Published | None, now: datetime) -> Past:
    end = min(event.published_at + DAY, now)
    prices = store.prices(ASSET, since=event.published_at - STALE, before=end + timedelta(seconds=1))
    return Past(event=event, told=told, moved_pct=moved_since(event.published_at, prices, end), span=end - event.published_at)
