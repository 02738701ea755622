"""What the page says, in no language: read from the store, held by nobody's settings. Nothing in it is of a reader.

`read` asks the store and may take some hundred milliseconds the first time: it belongs in a thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from bot.assessing.context import large_repos_since
from bot.assessing.known import MONTH, StoredHistory, assessed, known_before
from bot.audience.wanted import wanted
from bot.calendars.coming import Coming, next_of
from bot.calendars.newyork import today
from bot.calendars.releases import ReleaseCalendar
from bot.errors import WorkerFailed
from bot.model import Move, Published, Standing, Subscription
from bot.source import Source
from bot.sources import source
from bot.store import SourceState, Store
from bot.web.page.policy import Policy, policy_at
from bot.web.page.series import YEAR, Overnight, Sheets, StandingRepo, overnight_of, sheets_of, standing_repo_of
from rules.event import BalanceSheet, Event, FomcStatement, RepoOperation
from rules.ledger import PolicyLedger, shipped_ledger
from rules.model import Rulebook

log = logging.getLogger(__name__)

SHEETS_SINCE = date(2019, 1, 1)
AHEAD = ("fomc", "minutes", "h41", "purchase_schedule", "coupon_auction", "repo_morning", "reverse_repo")
"""The publications that are counted down to."""
LATELY = timedelta(days=366)
SHOWN = 30
"""Alerts that are listed with what followed."""
DAY_HOURS = 24
ASSET = "BTC"
PATIENCE = 3
"""Failures in a row from which a source is not answering."""
NEWCOMER = Subscription(chat_id=0)
"""A chat that has set nothing: what it would get is what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is doing. `waiting`: no answer yet; `failing`: nothing readable for a while; `quiet`: nothing new for too long."""

    source: str
    state: Literal["ok", "waiting", "failing", "quiet"]
    answered_at: datetime | None
    new_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the page shows, as of `at`. What is None or empty is not known, or has not happened yet."""

    at: datetime
    last: Published | None
    """The last announcement of policy."""
    lately: tuple[Published, ...]
    """What a chat that has set nothing got, newest first."""
    moves: Mapping[int, Move]
    """What bitcoin did in the day after, by publication."""
    policy: Policy
    ahead: tuple[Coming, ...]
    sources: tuple[Health, ...]
    record: Mapping[str, Any] | None
    sheets: Sheets | None
    standing_repo: StandingRepo | None
    overnight: Overnight | None


Record = Callable[[], Mapping[str, Any]]
"""Gives the contract's `evidence record` object, with the replay as `walk_forward`."""


def read(store: Store, sources: Sequence[Source], record: Record | None, rulebook: Rulebook, now: datetime) -> Overview:
    """What is known now. Raises StoreUnavailable."""
    at = now.replace(second=0, microsecond=0)  # within a minute the page is the same, and so is its ETag
    past = StoredHistory(store, shipped_ledger())
    ledger = past.ledger(now)
    entries = store.entries(lambda one: wanted(NEWCOMER, one), now - LATELY, SHOWN)
    lately = tuple(entry.published for entry in entries)
    repos = store.history("nyfed.repo_operation", before=now, since=now - YEAR)
    sheets = store.history("fed.balance_sheet", before=now, since=datetime.combine(SHEETS_SINCE, datetime.min.time(), UTC))
    rates = store.history("nyfed.reference_rate", before=now, since=now - YEAR)
    return Overview(
        at=at,
        last=_last(store, past, rulebook, now),
        lately=lately,
        moves=store.moves_after([one.id for one in lately], DAY_HOURS, ASSET),
        policy=policy_at(ledger, now, large_repos_since=_large_repos_since(repos, sheets, now)),
        ahead=ahead(at, ReleaseCalendar(shipped_ledger().meetings, store.release_days())),
        sources=health(sources, store.source_states(), now),
        record=_told(record),
        sheets=sheets_of(sheets, ledger, SHEETS_SINCE),
        standing_repo=standing_repo_of(repos),
        overnight=overnight_of(rates, ledger),
    )


def _last(store: Store, past: StoredHistory, rulebook: Rulebook, now: datetime) -> Published | None:
    """The last announcement; where a later statement was loaded with the past, that one, assessed by what was known when it came out."""
    seen = next(iter(store.latest_assessed(standing=Standing.ANNOUNCEMENT)), None)
    loaded = next((event for event in reversed(store.policy_events(now)) if isinstance(event, FomcStatement)), None)
    if loaded is None or (seen is not None and seen.event.published_at >= loaded.published_at):
        return seen
    of = source(loaded.source)
    event, assessment = assessed(loaded, of, known_before(loaded, of, past), rulebook)
    return Published(id=0, event=event, assessment=assessment)


def nothing_known(now: datetime) -> Overview:
    """What can be said where the store cannot be read: what ships with the program."""
    ledger: PolicyLedger = shipped_ledger()
    return Overview(
        at=now.replace(second=0, microsecond=0), last=None, lately=(), moves={}, policy=policy_at(ledger, now),
        ahead=ahead(now, ReleaseCalendar(ledger.meetings)), sources=(), record=None, sheets=None, standing_repo=None, overnight=None,
    )  # fmt: skip


def ahead(now: datetime, calendar: ReleaseCalendar) -> tuple[Coming, ...]:
    """The next publication of each kind, the soonest first."""
    return tuple(sorted(item for kind in AHEAD if (item := next_of(kind, now, calendar)) is not None))


def health(sources: Sequence[Source], states: Sequence[SourceState], now: datetime) -> tuple[Health, ...]:
    """How each of these sources is doing, in their order."""
    by_source = {state.source: state for state in states}
    return tuple(_health(source, by_source.get(source.id, SourceState(source=source.id)), now) for source in sources)


def _health(source: Source, state: SourceState, now: datetime) -> Health:
    is_quiet = state.last_new_at is not None and now - state.last_new_at > source.overdue_after
    condition: Literal["ok", "waiting", "failing", "quiet"] = (
        "failing" if state.failures_in_a_row >= PATIENCE else "waiting" if state.last_ok_at is None else "quiet" if is_quiet else "ok"
    )
    return Health(source=source.id, state=condition, answered_at=state.last_ok_at, new_at=state.last_new_at)


def _told(record: Record | None) -> Mapping[str, Any] | None:
    """The record; None where it cannot be worked out now."""
    try:
        return record() if record else None
    except WorkerFailed as e:
        log.warning("the page goes without the record: %s", e)
        return None


def _large_repos_since(repos: Sequence[Event], sheets: Sequence[Event], now: datetime) -> date | None:
    operations = [one for one in repos if isinstance(one, RepoOperation) and one.published_at > now - MONTH]
    latest = next((one for one in reversed(sheets) if isinstance(one, BalanceSheet) and one.published_at > now - MONTH), None)
    return large_repos_since(operations, latest, today(now))
