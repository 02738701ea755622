"""Score a publisher's bodies from disk: parse, measure, assess, render. No network, no clock, nothing stored or sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot import render
from bot.assessing.known import History, assessed, known_before
from bot.fomc.day import joined_to, statement_before
from bot.model import LANGUAGES, Subject
from bot.source import Expectation, Page, Readings, Source, set_aside_of
from rules.event import Event
from rules.ledger import PolicyLedger, facts_from
from rules.model import Assessment, Rulebook


@dataclass(frozen=True, slots=True)
class Scored:
    """An event with its measures, what the rulebook says of it, and the message and its short form in every language."""

    event: Event
    assessment: Assessment
    texts: dict[str, str]
    shorts: dict[str, str]


@dataclass(slots=True)
class _Bodies:
    """The past with what the same bodies held before.

    Before is what was earlier by the bodies themselves, also where somebody names one publication time for all of them.
    """

    past: History
    until: datetime = field(init=False)
    """When the event in hand came out by its body."""
    events: list[tuple[datetime, Event]] = field(default_factory=list)
    """With when it came out by its body, oldest first."""
    signalled: list[tuple[datetime, Event, str]] = field(default_factory=list)
    """The mechanisms of their counted signals."""

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        """Both, oldest first; where a key stands in both, that of the bodies."""
        older = self.past.history(source_id, before=before, since=since, series=series)
        own = (event for at, event in self.events if at < self.until and event.source == source_id and event.published_at >= since)
        by_key = {event.key: event for event in (*older, *own) if event.key.startswith(series)}
        return sorted(by_key.values(), key=lambda event: event.published_at)

    def ledger(self, before: datetime) -> PolicyLedger:
        return self.past.ledger(before).adding(fact for at, event in self.events if at < self.until for fact in facts_from(event))

    def mechanisms(self, since: datetime, before: datetime) -> Collection[str]:
        own = (name for at, event, name in self.signalled if at < self.until and event.published_at >= since)
        return {*self.past.mechanisms(since, before), *own}

    def assessing_since(self) -> datetime | None:
        return self.past.assessing_since()

    def correlation(self, at: datetime) -> float | None:
        return self.past.correlation(at)

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        return self.past.expectations(meeting_on, before)

    def disputed(self, event: Event) -> Collection[str]:
        return self.past.disputed(event)

    def add(self, event: Event, assessment: Assessment) -> None:
        self.events.append((self.until, event))
        self.signalled += [(self.until, event, signal.mechanism) for signal in assessment.signals if signal.counted]


def score(
    source: Source, pages: Sequence[Page], rulebook: Rulebook, *, past: History, published_at: datetime | None = None
) -> Readings[Scored]:
    """Every event of these bodies, oldest first, assessed by what the same bodies and `past` hold of the time before it.

    `published_at` stands in for the publication time of all of them. Rows of lists that can't be read are set aside. Raises SourceError
    when a body can't be read.
    """
    read = source.parse(pages)
    events = sorted(read, key=lambda event: event.published_at)
    bodies, found = _Bodies(past), Readings[Scored](set_aside=set_aside_of(read))
    for said in events:
        bodies.until = said.published_at
        event = dataclasses.replace(said, published_at=published_at or said.published_at)
        known = known_before(event, source, bodies)
        measured, assessment = assessed(event, source, known, rulebook)
        subject = subject_of(measured, assessment, (*known.history, *(one.event for one in found)))
        found.append(Scored(measured, assessment, texts_of(subject, rulebook), shorts_of(subject, rulebook)))
        bodies.add(measured, assessment)
    return found


def subject_of(event: Event, assessment: Assessment, earlier: Iterable[Event], *, is_revision: bool = False) -> Subject:
    """What a message is about; `earlier` may hold the statement before, and what came out with this one."""
    known = tuple(earlier)
    return Subject(
        event=event,
        assessment=assessment,
        statement_before=statement_before(event, known),
        joined=joined_to(event, known),
        is_correction=is_revision,
    )


def texts_of(subject: Subject, rulebook: Rulebook) -> dict[str, str]:
    """The message in every language."""
    return {lang: render.alert(subject, rulebook, lang) for lang in LANGUAGES}


def shorts_of(subject: Subject, rulebook: Rulebook) -> dict[str, str]:
    """Its short form in every language."""
    return {lang: render.short(subject, rulebook, lang) for lang in LANGUAGES}
