"""One event on its way from a page to the outbox: measured, assessed, composed, committed, in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.assessing.known import Known, StoredHistory, assessed, known_before
from bot.fomc.day import joined_to, joins, only_grew, statement_before, statement_of
from bot.model import LANGUAGES
from bot.polling.compose import compose
from bot.polling.fetch import Clock
from bot.polling.fomc_day import grown, of_the_day
from bot.source import Source
from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger
from rules.model import Assessment, Rulebook


class Render(Protocol):
    """An assessed event as a message in a language: bot.render.alert."""

    def __call__(
        self,
        event: Event,
        assessment: Assessment,
        rulebook: Rulebook,
        lang: str,
        *,
        is_revision: bool = False,
        previous: Event | None = None,
        joined: Sequence[Event] = (),
    ) -> str:
        """Telegram HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What taking in the events of one source needs; `ledger` is the shipped one."""

    source: Source
    store: Store
    rulebook: Rulebook
    ledger: PolicyLedger
    render: Render
    now: Clock
    _known: dict[datetime, Known] = field(default_factory=dict, compare=False, repr=False)
    """What had been published before the last instant: rates and yields come several at a time."""

    async def take(self, event: Event, together: Sequence[Event], *, is_revision: bool) -> Event:
        """Commit an event and what follows from it; gives it with its measures. `together` are the events that were read with it."""
        store = self.store
        known = await asyncio.to_thread(self._known_before, event)
        measured, assessment = assessed(event, self.source, known, self.rulebook)
        same_day = await asyncio.to_thread(of_the_day, measured, together, store)
        earlier = earlier_version(event, store, event.seen_at or self.now()) if is_revision else None
        is_corrected = is_revision and not only_grew(earlier, measured)
        previous = earlier if is_corrected else statement_before(measured, known.history)
        joined = joined_to(measured, same_day)
        texts = {
            lang: self.render(measured, assessment, self.rulebook, lang, is_revision=is_corrected, previous=previous, joined=joined)
            for lang in LANGUAGES
        }
        if joins(measured) and statement_of(measured, same_day):
            alert = await asyncio.to_thread(grown, measured, same_day, store, self.rulebook, self.render, self.now())
        else:
            alert = compose(measured, assessment, texts, now=self.now(), is_revision=is_revision)
        await asyncio.to_thread(store.commit, measured, assessment, alert, self.now(), texts=texts)
        return measured

    def _known_before(self, event: Event) -> Known:
        """As `known_before` has it, asked once for events of one instant: what they bring themselves is of none of them the past."""
        past, at = StoredHistory(self.store, self.ledger), event.published_at
        if at in self._known:
            return replace(self._known[at], disputed=past.disputed(event))
        self._known.clear()
        self._known[at] = known_before(event, self.source, past)
        return self._known[at]

    async def take_again(self, event: Event) -> None:
        """Assess an event anew, now that a second publisher contradicts it, and edit what was told of it."""
        known = await asyncio.to_thread(known_before, event, self.source, StoredHistory(self.store, self.ledger))
        measured, assessment = assessed(event, self.source, known, self.rulebook)
        texts = {lang: self.render(measured, assessment, self.rulebook, lang) for lang in LANGUAGES}
        alert = compose(measured, assessment, texts, now=self.now(), is_revision=True)
        await asyncio.to_thread(self.store.reassess, measured, assessment, alert, self.now(), texts=texts)


def earlier_version(event: Event, store: Store, now: datetime) -> Event | None:
    """A revised event as it was known before."""
    recent = store.history(event.source, before=now, since=event.published_at - timedelta(days=7), kinds=[event.KIND])
    return next((earlier for earlier in recent if earlier.key == event.key), None)
