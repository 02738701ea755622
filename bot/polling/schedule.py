"""When each source is asked: its plan's interval, the close looks around release times in New York, and pauses after failures.

`next_poll` decides, from plain data; `Schedule` only carries it out. APScheduler is given one UTC instant at a time, so that neither
its cron triggers nor daylight saving have a say: the close looks are computed here, day by day, on New York's clock.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.calendars.newyork import at, is_business_day, today
from bot.calendars.releases import ReleaseCalendar
from bot.errors import StoreUnavailable
from bot.source import PollPlan, Window

FIRST_PAUSE = timedelta(seconds=5)
"""After a first failure; it doubles with each further one."""
LONGEST_PAUSE = timedelta(minutes=30)
LONGEST_PAUSE_IN_LOOK = timedelta(seconds=30)
"""Release times are when servers stumble, and when waiting costs most."""
EARLY = timedelta(minutes=1)
"""What is dated so shortly before a look's time is the release that the look is for."""
STAGGER = timedelta(seconds=1)
"""Between the first polls of two sources."""
LATE = timedelta(minutes=1)
"""A poll that starts later than this was held up, or the machine slept."""
WITHOUT_STORE = 4
"""A source is left alone as after so many failures at most (40 s) while nothing can be kept."""
SPREAD = 0.05
"""Intervals and pauses are stretched by up to this share, or all bots would ask in step."""

NO_CALENDAR = ReleaseCalendar()
"""Knows no meetings; H.4.1 by rule."""

logger = logging.getLogger(__name__)


class Polled(Protocol):
    """What a poll must say for the next one to be planned."""

    @property
    def outcome(self) -> str:
        """ok, not_modified or error"""

    @property
    def newest(self) -> datetime | None:
        """When the newest of what it found new was published."""

    @property
    def retry_at(self) -> datetime | None:
        """When the publisher wants to be asked again at the earliest."""

    @property
    def partial(self) -> bool:
        """An error, but only some items could not be read."""

    @property
    def again_at(self) -> datetime | None:
        """When what it found leads to something that is not there yet: when to ask for that alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the polls of a source went so far."""

    last: datetime | None = None
    newest: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    partial: bool = False
    again_at: datetime | None = None

    def after(self, polled: Polled, now: datetime, *, only_missing: bool = False) -> Progress:
        """The progress with one more poll, ended at `now`. One for what was missing alone does not count for the plan, unless it failed."""
        if only_missing and polled.outcome != "error":
            return replace(self, again_at=polled.again_at)
        newest = max((moment for moment in (self.newest, polled.newest) if moment), default=None)
        failures = self.failures + 1 if polled.outcome == "error" else 0
        return Progress(
            last=now, newest=newest, failures=failures, retry_at=polled.retry_at, partial=polled.partial, again_at=polled.again_at
        )


@dataclass(frozen=True, slots=True)
class Look:
    """A window on one day, in UTC."""

    window: Window
    at: datetime

    @property
    def opens_at(self) -> datetime:
        return self.at - self.window.lead

    @property
    def closes_at(self) -> datetime:
        return self.at + self.window.length

    def is_over(self, now: datetime, progress: Progress) -> bool:
        """Its time is up, or what it waited for is in, and what comes out with it has had its time too."""
        newest = progress.newest
        is_held = bool(self.window.least) and now < self.at + self.window.least
        return now >= self.closes_at or (newest is not None and newest >= self.at - EARLY and not is_held)


def plan_on(plan: PollPlan, day: date, calendar: ReleaseCalendar) -> list[Look]:
    """The close looks of a New York day: on business days of the window's weekdays, or on the days of the window's release."""
    return [Look(window, at(day, window.at)) for window in plan.windows if _is_due(window, day, calendar)]


def _is_due(window: Window, day: date, calendar: ReleaseCalendar) -> bool:
    if window.release is not None:
        return calendar.is_day_of(window.release, day)
    return day.weekday() in window.weekdays and is_business_day(day)


def looks(plan: PollPlan, start: datetime, end: datetime, calendar: ReleaseCalendar = NO_CALENDAR) -> Iterator[Look]:
    """The close looks on the days in New York from that of `start` to that of `end`."""
    day, last = today(start), today(end)
    while day <= last:
        yield from plan_on(plan, day, calendar)
        day += timedelta(days=1)


def next_poll(
    plan: PollPlan, progress: Progress, now: datetime, *, spread: float = 0.0, calendar: ReleaseCalendar = NO_CALENDAR
) -> datetime:
    """When to ask next, not before `now`: after the plan's interval, inside a look after its own, later after failures.

    A look ends with its length, or when the release it is for is in. A pause that the publisher asked for always holds, and so
    does the plan's rest after a failure. One item that can't be read (`partial`) doesn't slow down the others.
    `spread` in 0..1 stretches what is not a look.
    """
    last = progress.last
    if last is None:
        due = now
    else:
        longest = plan.every if progress.partial else LONGEST_PAUSE
        wait = max(pause(progress.failures, longest), plan.rest) if progress.failures else plan.every
        due = last + wait * (1 + SPREAD * spread)
    for look in looks(plan, now, due, calendar):
        if not look.is_over(now, progress):
            due = min(due, _within(look, progress, plan.rest, now))
    return max(due, now, progress.retry_at or now)


def next_asked(planned: datetime, progress: Progress, now: datetime) -> datetime:
    """When to ask for what the plan names, or before that for what is missing alone, and not before a pause is over."""
    if progress.again_at is None:
        return planned
    return min(planned, max(progress.again_at, progress.retry_at or now, now))


def pause(failures: int, longest: timedelta) -> timedelta:
    """How long to leave a source alone after so many failures in a row: 5 s, doubled by each further one, up to `longest`."""
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 30), longest) if failures else timedelta(0)


def _within(look: Look, progress: Progress, rest: timedelta, now: datetime) -> datetime:
    """The next poll that a look asks for, at its opening or after its interval."""
    if progress.last is None:
        return max(look.opens_at, now)
    longest = FIRST_PAUSE if progress.partial else LONGEST_PAUSE_IN_LOOK
    wait = max(look.window.every, pause(progress.failures, longest), rest if progress.failures else timedelta(0))
    return max(look.opens_at, progress.last + wait)


Poll = Callable[[bool], Awaitable[Polled]]
"""Polls a source; True: for what was missing alone."""


@dataclass(slots=True)
class _Watched:
    plan: PollPlan
    poll: Poll
    progress: Progress
    planned: datetime
    """When the plan asks next; before that a poll asks for what is missing alone."""
    due: datetime


class Schedule:
    """Asks each source in its own time; one poll of a source at a time.

    `now` gives aware instants, `calendar` the days of releases as they are known at the moment. A poll that raises is logged and
    counted as a failure: nothing ends the watch but `stop`.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        spread: Callable[[], float] = random.random,
        calendar: Callable[[], ReleaseCalendar] = lambda: NO_CALENDAR,
    ) -> None:
        self._now = now
        self._calendar = calendar
        self._spread = spread
        self._watched: dict[str, _Watched] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._paused: set[str] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    def watch(self, name: str, plan: PollPlan, poll: Poll, progress: Progress | None = None) -> None:
        """Ask a source by `poll`, beginning at `start`; `progress` is what a run before this one knows of it."""
        self._watched[name] = _Watched(plan, poll, progress or Progress(), self._now(), self._now())

    def start(self) -> None:
        """Begin: every source is asked at once, one second after the other, but none before its publisher's pause is over."""
        self._scheduler.start()
        for position, (name, watched) in enumerate(self._watched.items()):
            due = next_poll(watched.plan, replace(watched.progress, last=None), self._now(), calendar=self._calendar())
            self._arm(name, due + position * STAGGER)

    async def stop(self, grace: float) -> None:
        """Begin no more polls, give the running ones `grace` seconds, then break them off: the next start reads all that anew."""
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        broken_off = tuple(self._running)
        self._scheduler.shutdown(wait=False)
        for task in broken_off:
            task.cancel()
        await asyncio.gather(asyncio.sleep(0), *broken_off, return_exceptions=True)

    def due(self, name: str) -> datetime:
        """When a source is asked next."""
        return self._watched[name].due

    def names(self) -> list[str]:
        """What is watched."""
        return list(self._watched)

    def is_paused(self, name: str) -> bool:
        """Whether a source is not asked until somebody says so."""
        return name in self._paused

    def pause(self, name: str) -> None:
        """Ask a source no more, until `resume`; a poll that runs comes to its end."""
        self._paused.add(name)
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)

    def resume(self, name: str) -> None:
        """Ask a source again, beginning now."""
        self._paused.discard(name)
        self._arm(name, self._now())

    def poll_now(self, name: str) -> bool:
        """Ask a source once, now, paused or not; False where it is being asked already."""
        if any(task.get_name() == f"poll {name}" for task in self._running):
            return False
        watched = self._watched[name]
        watched.planned = watched.due = self._now()
        self._scheduler.add_job(self._begin, "date", run_date=self._now(), args=(name,), id=name, replace_existing=True)
        return True

    def _arm(self, name: str, planned: datetime) -> None:
        watched = self._watched[name]
        watched.planned = planned
        watched.due = due = next_asked(planned, watched.progress, self._now())
        if name in self._paused:
            return
        self._scheduler.add_job(self._begin, "date", run_date=due, args=(name,), id=name, replace_existing=True)

    async def _begin(self, name: str) -> None:
        """Run one poll as a task of our own, which `stop` can wait for."""
        task = asyncio.create_task(self._poll(name), name=f"poll {name}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _poll(self, name: str) -> None:
        watched = self._watched[name]
        late = self._now() - watched.due
        if late > LATE:
            logger.warning("%s: this poll begins %d s late", name, late.total_seconds())
        only_missing = watched.due < watched.planned
        try:
            polled = await watched.poll(only_missing)
        except StoreUnavailable as e:  # the store has said so; soon again, for what was read could not be kept
            logger.debug("%s: %s", name, e)
            failures = min(watched.progress.failures + 1, WITHOUT_STORE)
            watched.progress = replace(watched.progress, last=self._now(), failures=failures, again_at=None)
        except Exception:  # the edge: one poll must not end all those after it
            logger.exception("%s: the poll broke", name)
            failures = watched.progress.failures + 1
            watched.progress = replace(watched.progress, last=self._now(), failures=failures, again_at=None)
        else:
            watched.progress = watched.progress.after(polled, self._now(), only_missing=only_missing)
        planned = next_poll(watched.plan, watched.progress, self._now(), spread=self._spread(), calendar=self._calendar())
        self._arm(name, planned)
