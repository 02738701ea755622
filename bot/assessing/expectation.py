"""What was known of a decision just before it, by the venues that were asked; and how the next meeting's expectation moved with it. Pure.

Each venue's last answer before the release counts, and only when it is young enough. Two venues that agree are their mean, one alone is
itself. The uncertainty is the larger of half the spreads and half the venues' difference. What an archive says (federal funds futures)
counts where no venue was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.calendars.newyork import today
from bot.source import ARCHIVE, Expectation
from rules.event import Event, FomcStatement

FRESH = timedelta(minutes=15)
"""An answer that is older at the release is stale."""
APART_BP = 5.0
"""Venues that are further apart contradict each other."""
PATH_FROM, PATH_TO = timedelta(minutes=-5), timedelta(minutes=20)
"""Of a release: from five minutes before it to twenty after, 13:55 to 14:20."""
PATH_LATE = timedelta(minutes=15)
_ORDER = ("torn", "thin", "stale", "none")
"""Where both venues have a gap, which one is named."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was priced in; `change_bp` is None where `gap` says why (FomcStatement.expectation_gap), `venues` are those that it is of."""

    change_bp: float | None = None
    uncertainty_bp: float | None = None
    gap: str | None = "none"
    venues: tuple[str, ...] = ()


NOTHING = Expected()


def expected_at(at: datetime, found: Iterable[Expectation]) -> Expected:
    """What was known at an instant, of the answers about one decision; those of the instant itself or later don't count."""
    last = {one.venue: one for one in sorted(found, key=lambda one: one.at) if one.at < at}
    archived = last.pop(ARCHIVE, None)
    if not last:
        return NOTHING if archived is None else Expected(archived.change_bp, archived.uncertainty_bp, archived.gap, (ARCHIVE,))
    gaps = {venue: "stale" if at - one.at > FRESH else one.gap for venue, one in last.items()}
    known = [last[venue] for venue in sorted(last) if gaps[venue] is None]
    if not known:
        return Expected(gap=min((gap for gap in gaps.values() if gap), key=_ORDER.index))
    return together(known)


def together(known: Sequence[Expectation]) -> Expected:
    """What venues that answered say together: their mean, or that they contradict each other."""
    changes = [one.change_bp for one in known if one.change_bp is not None]
    apart = max(changes) - min(changes)
    if apart > APART_BP:
        return Expected(gap="apart", venues=tuple(one.venue for one in known))
    uncertainty = max([apart / 2, *(one.uncertainty_bp for one in known if one.uncertainty_bp is not None)])
    return Expected(round(sum(changes) / len(changes), 2), round(uncertainty, 2), None, tuple(one.venue for one in known))


def with_expectation(event: FomcStatement, expected: Expected) -> FomcStatement:
    """The statement with what was priced in and its surprise. Venues have no contracts on unscheduled decisions; an archive may tell."""
    if event.is_scheduled is False and expected.gap == "none":
        expected = replace(NOTHING, gap="unscheduled")
    change = expected.change_bp
    return replace(
        event,
        expected_change_bp=change,
        expected_change_uncertainty_bp=expected.uncertainty_bp if change is not None else None,
        surprise_bp=round(event.change_bp - change, 2) if change is not None and event.change_bp is not None else None,
        expectation_gap=expected.gap,
        expectation_venues=expected.venues or None,
    )


@dataclass(frozen=True, slots=True)
class Path:
    """How what is priced in for the next meeting moved with a decision, in basis points."""

    meeting_on: date
    before_bp: float
    after_bp: float

    @property
    def change_bp(self) -> float:
        """Positive: more of a rise, or less of a cut."""
        return round(self.after_bp - self.before_bp, 2)


class Venues(Protocol):
    """What venues said, as its keeper tells it: a Store."""

    def meeting_after(self, day: date, at: datetime) -> date | None:
        """The first meeting after a day of which something was known around an instant."""

    def expectations(self, meeting_on: date, before: datetime) -> Sequence[Expectation]:
        """What was known of a meeting before an instant, oldest first."""


def path_of(event: Event, venues: Venues) -> Path | None:
    """How what is priced in for the next meeting moved with a statement; None for other events, and where it is not known."""
    if not isinstance(event, FomcStatement):
        return None
    meeting_on = venues.meeting_after(today(event.published_at), event.published_at)
    until = event.published_at + PATH_TO + PATH_LATE + timedelta(minutes=1)
    return path(event.published_at, venues.expectations(meeting_on, until)) if meeting_on else None


def path(published_at: datetime, found: Sequence[Expectation]) -> Path | None:
    """The change from five minutes before a release to twenty after it, of the answers about the next meeting; None where one is unknown.

    After it the first answer from then on counts, a quarter of an hour late at most, and of the same venues as before.
    """
    start, end = published_at + PATH_FROM, published_at + PATH_TO
    before = expected_at(start + timedelta(microseconds=1), found)
    later = sorted((one for one in found if end <= one.at <= end + PATH_LATE and one.gap is None), key=lambda one: one.at, reverse=True)
    after = {one.venue: one.change_bp for one in later if one.venue in before.venues and one.change_bp is not None}
    if before.change_bp is None or before.venues == (ARCHIVE,) or len(after) < len(before.venues):
        return None
    return Path(found[0].meeting_on, before.change_bp, round(sum(after.values()) / len(after), 2))
