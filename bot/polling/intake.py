"""One event on its way from a page to the outbox: measured, assessed, composed, committed, in that order."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.assessing import gate
from bot.assessing.known import Known, StoredHistory, assessed, judged, known_before, measured_by
from bot.fomc.day import joined_to, joins, only_grew, statement_before, statement_of, with_dots
from bot.model import LANGUAGES, Alert, Render, Silence, Subject
from bot.polling.compose import compose
from bot.polling.fetch import Clock
from bot.polling.fomc_day import grown, of_the_day, statement_joined_by
from bot.polling.operator_notices import unread_decision
from bot.polling.silence import line, silence_in, silence_of
from bot.source import Source
from bot.store import Store
from rules.event import Event
from rules.ledger import PolicyLedger
from rules.model import Assessment, Rulebook

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Intake:
    """What taking in the events of one source needs; `ledger` is the shipped one."""

    source: Source
    store: Store
    rulebook: Rulebook
    ledger: PolicyLedger
    render: Render
    now: Clock
    notify_operator: Callable[[str], None] = logger.warning
    """Hears, once an event, of what cannot be and was left out."""
    silences: Counter[Silence] = field(default_factory=Counter)
    """Counts the events that made no message, by reason."""
    wake: Callable[[], None] = lambda: None
    """Called when an alert is committed: nobody waits for what else was read, or for a second publisher."""
    _known: dict[datetime, Known] = field(default_factory=dict, init=False, repr=False)
    """What had been published before the last instant: rates and yields come several at a time."""

    async def take(self, event: Event, together: Sequence[Event], *, is_revision: bool) -> Event:
        """Commit an event and what follows from it; gives it with its measures. `together` are the events that were read with it.

        First it is decided what is told: the event itself, or the statement that it joins, with it; that is put into words once.
        """
        known = await asyncio.to_thread(self._known_before, event)
        whole = measured_by(event, self.source, known)
        measured, assessment = judged(whole, known, self.rulebook)
        for doubt in gate.doubts(whole):
            self.notify_operator(gate.told(whole, doubt))
        if not is_revision and silence_of(measured, self.now()) is None and (unread := unread_decision(measured)):
            self.notify_operator(unread)
        same_day = await asyncio.to_thread(of_the_day, measured, together, self.store)
        measured = with_dots(measured, joined_to(measured, same_day))
        is_joined = joins(measured) and statement_of(measured, same_day) is not None
        if is_joined:
            alert, texts = await asyncio.to_thread(self._joined, measured, assessment, same_day)
        else:
            subject = await asyncio.to_thread(self._subject, measured, assessment, known, same_day, is_revision=is_revision)
            texts = self._texts(subject)
            alert = compose(measured, assessment, texts, now=self.now(), is_revision=is_revision)
        await asyncio.to_thread(self.store.commit, measured, assessment, alert, self.now(), texts=texts, read=event)
        if alert is not None:
            self.wake()
        await asyncio.to_thread(self._account, measured, assessment, alert, is_joined=is_joined)
        return measured

    def _account(self, event: Event, assessment: Assessment, alert: Alert | None, *, is_joined: bool) -> None:
        """Say and count why an event makes no message; chats' own watches aside. An edit goes where its message is."""
        gates: Mapping[Silence | None, int] = {}
        if alert is None:
            silence = Silence.JOINED if is_joined else silence_of(event, self.now())
        elif alert.is_revision:
            return
        else:
            gates = self.store.gates(alert)
            silence = silence_in(gates)
        if silence is not None:
            self.silences[silence] += 1
            logger.info("%s", line(event, assessment, silence, gates))

    def _subject(self, event: Event, assessment: Assessment, known: Known, same_day: Sequence[Event], *, is_revision: bool) -> Subject:
        earlier = earlier_version(event, self.store, event.seen_at or self.now()) if is_revision else None
        is_correction = is_revision and not only_grew(earlier, event)
        return Subject(
            event=event,
            assessment=assessment,
            statement_before=statement_before(event, known.history),
            joined=joined_to(event, same_day),
            is_correction=is_correction,
            earlier_version=earlier if is_correction else None,
        )

    def _joined(self, event: Event, assessment: Assessment, same_day: Sequence[Event]) -> tuple[Alert | None, Mapping[str, str]]:
        """The edit of the statement's message and how it reads with the event; no edit where it reads so already or is too old.

        Where the statement is not stored yet, it will be told with the event as soon as it is.
        """
        found = statement_joined_by(event, same_day, self.store)
        if found is None:
            return None, self._texts(Subject(event=event, assessment=assessment))
        subject = grown(found, event, same_day, self.store)
        if subject.event is not found.event:
            self.store.amend(subject.event)
        texts = self._texts(subject)
        if texts == found.texts:
            return None, texts
        return compose(subject.event, found.assessment, texts, now=self.now(), is_revision=True), texts

    def _texts(self, subject: Subject) -> dict[str, str]:
        return {lang: self.render(subject, self.rulebook, lang) for lang in LANGUAGES}

    def _known_before(self, event: Event) -> Known:
        """As `known_before` has it, asked once for events of one instant: what they bring themselves is of none of them the past."""
        past, at = StoredHistory(self.store, self.ledger), event.published_at
        if at in self._known:
            return replace(self._known[at], disputed=past.disputed(event))
        self._known = {at: known_before(event, self.source, past)}
        return self._known[at]

    async def take_again(self, event: Event) -> None:
        """Assess an event anew, now that a second publisher contradicts it, and edit what was told of it."""
        known = await asyncio.to_thread(known_before, event, self.source, StoredHistory(self.store, self.ledger))
        measured, assessment = assessed(event, self.source, known, self.rulebook)
        texts = self._texts(Subject(event=measured, assessment=assessment))
        alert = compose(measured, assessment, texts, now=self.now(), is_revision=True)
        await asyncio.to_thread(self.store.reassess, measured, assessment, alert, self.now(), texts=texts)


def earlier_version(event: Event, store: Store, now: datetime) -> Event | None:
    """A revised event as it was known before."""
    recent = store.history(event.source, before=now, since=event.published_at - timedelta(days=7), kinds=[event.KIND])
    return next((earlier for earlier in recent if earlier.key == event.key), None)
