"""What is priced in for the Committee's next decisions: each venue's last answer, how fresh it is, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.assessing.expectation import together
from bot.calendars.newyork import at, today
from bot.source import Expectation
from bot.store import Store

DECISION = time(14)
MOST = 4
"""Meetings that are told."""
A_WEEK = timedelta(days=7)
OLD = timedelta(hours=3)
"""Venues are asked every hour."""
FORGOTTEN = timedelta(days=7)
"""An answer that is older says nothing of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A decision, in basis points, positive a rise. `change_bp` is what its venues say together; None where `gap` says why not.

    `gap`: none, torn, thin, apart, as of an FOMC statement.
    """

    on: date
    change_bp: float | None
    gap: str | None
    week_bp: float | None
    """How `change_bp` moved in a week; None where it was not known then."""
    venues: tuple[Expectation, ...]
    asked_at: datetime
    """When the last answer came."""
    is_old: bool


@dataclass(frozen=True, slots=True)
class Priced:
    """The next decisions, the nearest first."""

    meetings: tuple[Meeting, ...]
    last_at: datetime | None = None
    """When the last answer came that is too old to be told, where there is no other."""

    @property
    def total_bp(self) -> float | None:
        """All of them together; None where one is not known."""
        changes = [meeting.change_bp for meeting in self.meetings if meeting.change_bp is not None]
        return round(sum(changes), 2) if changes and len(changes) == len(self.meetings) else None


def priced(store: Store, now: datetime) -> Priced:
    """What is priced in as it is known at an instant."""
    since = today(now)
    return priced_of(store.priced(since=since, before=now), store.priced(since=since, before=now - A_WEEK), now)


def priced_of(found: Iterable[Expectation], week_before: Iterable[Expectation], now: datetime) -> Priced:
    """The same of the venues' last answers now and a week before. Pure."""
    found = list(found)
    earlier = {on: _said(answers, now - A_WEEK) for on, answers in _by_meeting(week_before, now - A_WEEK)}
    meetings = []
    for on, answers in _by_meeting(found, now):
        if at(on, DECISION) <= now:
            continue
        change, gap = _said(answers, now)
        before = earlier.get(on, (None, None))[0]
        asked_at = max(answer.at for answer in answers)
        meetings.append(
            Meeting(
                on=on,
                change_bp=change,
                gap=gap,
                week_bp=None if change is None or before is None else round(change - before, 2),
                venues=tuple(answers),
                asked_at=asked_at,
                is_old=now - asked_at > OLD,
            )
        )
    last_at = max((one.at for one in found if one.at <= now), default=None)
    return Priced(tuple(meetings[:MOST]), None if meetings else last_at)


def _by_meeting(found: Iterable[Expectation], now: datetime) -> list[tuple[date, list[Expectation]]]:
    fresh = sorted((one for one in found if now - one.at <= FORGOTTEN), key=lambda one: (one.meeting_on, one.venue))
    return [(on, list(answers)) for on, answers in groupby(fresh, key=lambda one: one.meeting_on)]


def _said(answers: Sequence[Expectation], now: datetime) -> tuple[float | None, str | None]:
    """What the answers that can be told say together, else why none can; beside a fresh answer an old one does not count."""
    answers = [answer for answer in answers if now - answer.at <= OLD] or answers
    known = [answer for answer in answers if answer.change_bp is not None]
    if not known:
        return None, next((answer.gap for answer in answers if answer.gap), "none")
    said = together(known)
    return said.change_bp, said.gap
