"""Score a publisher's bodies from disk: parse, measure, assess, render. No network, no clock, nothing stored or sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot import render
from bot.context import LOOP_DAYS, context_at
from bot.correlation import correlation_at
from bot.fomc.day import joined_to, statement_before
from bot.model import LANGUAGES
from bot.source import Page, Price, Source
from rules.engine import assess
from rules.event import BalanceSheet, Event, RepoOperation
from rules.ledger import PolicyLedger, facts_from
from rules.model import Assessment, Rulebook

MONTH = timedelta(days=31)
"""How far back repo operations and balance sheets bear on the regime, as in the pipeline."""


class Past(Protocol):
    """What had been published before an instant, as the store tells it."""

    def history(self, source_id: str, before: datetime, since: datetime) -> Sequence[Event]:
        """Earlier events of a source, oldest first, one a key."""

    def recent_mechanisms(self, before: datetime, days: int) -> frozenset[str] | None:
        """Mechanisms of counted signals in the days before; None where nobody kept them."""

    def policy_events(self, before: datetime) -> Sequence[Event]:
        """Statements and implementation notes before an instant."""

    def prices(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> Sequence[Price]:
        """Prices published before an instant, only those of these instants where they are named."""


class NoPast:
    """Where there is no store: nothing is known of before."""

    def history(self, source_id: str, before: datetime, since: datetime) -> Sequence[Event]:
        return ()

    def recent_mechanisms(self, before: datetime, days: int) -> frozenset[str] | None:
        return None

    def policy_events(self, before: datetime) -> Sequence[Event]:
        return ()

    def prices(self, asset: str, *, since: datetime, before: datetime, instants: Collection[datetime] | None = None) -> Sequence[Price]:
        return ()


@dataclass(frozen=True, slots=True)
class Scored:
    """An event with its measures, what the rulebook says of it, and the message in every language."""

    event: Event
    assessment: Assessment
    texts: dict[str, str]


def score(
    source: Source, pages: Sequence[Page], rulebook: Rulebook, ledger: PolicyLedger, *, past: Past, published_at: datetime | None = None
) -> list[Scored]:
    """Every event of these bodies, oldest first, measured against the earlier ones of the same bodies and `past`.

    `published_at` stands in for the publication time of all of them. Raises SourceError when a body can't be read.
    """
    events = sorted(source.parse(pages), key=lambda event: event.published_at)
    if published_at:
        events = [dataclasses.replace(event, published_at=published_at) for event in events]
    return [_scored(source, event, events[:index], rulebook, ledger, past) for index, event in enumerate(events)]


def _scored(source: Source, event: Event, earlier: Sequence[Event], rulebook: Rulebook, ledger: PolicyLedger, past: Past) -> Scored:
    before = event.published_at
    history = _merged(past.history(source.id, before, before - source.history_span), earlier)
    policy = ledger.adding(fact for known in (*past.policy_events(before), *earlier) for fact in facts_from(known))
    measured = source.measure(event, history, policy.before(before))
    context = context_at(
        measured,
        policy,
        recent_mechanisms=past.recent_mechanisms(before, LOOP_DAYS),
        operations=[e for e in _recent("nyfed.repo_operation", before, past, earlier) if isinstance(e, RepoOperation)],
        balance_sheet=_last_balance_sheet(_recent("fed.balance_sheet", before, past, earlier)),
        correlation_60d=correlation_at(before, past.prices),
    )
    assessment = assess(measured, context, rulebook)
    return Scored(measured, assessment, texts_of(measured, assessment, rulebook, (*past.policy_events(before), *earlier)))


def texts_of(
    event: Event, assessment: Assessment, rulebook: Rulebook, earlier: Iterable[Event], *, is_revision: bool = False
) -> dict[str, str]:
    """The message in every language; `earlier` may hold the statement before, and what came out with this one."""
    known = tuple(earlier)
    previous, joined = statement_before(event, known), joined_to(event, known)
    return {
        lang: render.alert(event, assessment, rulebook, lang, is_revision=is_revision, previous=previous, joined=joined)
        for lang in LANGUAGES
    }


def _recent(source_id: str, before: datetime, past: Past, earlier: Sequence[Event]) -> list[Event]:
    """A source's events of the month before, whichever source is being scored: the regime hangs on them."""
    since = before - MONTH
    return _merged(past.history(source_id, before, since), [e for e in earlier if e.source == source_id and e.published_at >= since])


def _merged(older: Sequence[Event], newer: Sequence[Event]) -> list[Event]:
    """Both, oldest first; where a key stands in both, the newer one."""
    by_key = {event.key: event for event in (*older, *newer)}
    return sorted(by_key.values(), key=lambda event: event.published_at)


def _last_balance_sheet(history: Sequence[Event]) -> BalanceSheet | None:
    return next((known for known in reversed(history) if isinstance(known, BalanceSheet)), None)
