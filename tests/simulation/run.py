"""The clock of the year: the bot's own polls, plans, budget, store and outbox, walked from one due poll to the next.

A poll that cannot find anything else than the one before is walked through the plan alone: the requests of the source's last unmodified
poll are entered into the publishers' log and taken from the budget, and nothing goes through HTTP. One in `EVERY` of these is carried out
all the same, and must be unmodified and make exactly these requests.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot import render
from bot.audience.wanted import wanted
from bot.calendars.releases import ReleaseCalendar
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.model import Delivery, Subscription
from bot.polling.budget import Budget, budget_of
from bot.polling.fetch import Client, make_client
from bot.polling.operator_notices import ClockHealth, SourceHealth
from bot.polling.poll import poll
from bot.polling.schedule import STAGGER, Progress, next_poll
from bot.polling.tally import PollResult
from bot.running.watching import calendar_of
from bot.settings import Settings
from bot.source import Source
from bot.sources import source as source_of
from bot.store import Store
from rules.document import load_rulebook
from rules.ledger import shipped_ledger
from tests.simulation.publisher import Clock, Publishers
from tests.simulation.script import Part, Script

EVERY = 500
CHAT = 1
RECORDED = timedelta(hours=3)
"""Walked polls leave no trace in the store; after so many hours of them, or when a fault begins, the last one is entered first.

Fewer hours than any source's pages look back, or it would ask for what it did not miss."""
ROUND_TRIP = 0.23
"""Seconds that a counted request takes: the mean of one that is carried out."""

Target = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Walked:
    """A poll that was not carried out."""

    outcome: Literal["not_modified"] = "not_modified"
    newest: datetime | None = None
    retry_at: datetime | None = None
    partial: bool = False
    again_at: datetime | None = None


WALKED = Walked()


@dataclass(slots=True)
class Course:
    """One source on its way through the year."""

    part: Part
    source: Source
    wakes: Sequence[datetime]
    watch: SourceHealth
    progress: Progress = field(default_factory=Progress)
    base: tuple[Target, ...] | None = None
    """What an unmodified poll asks; None until one was seen."""
    asked: tuple[Target, ...] | None = None
    """What the last unmodified poll asked, where none was walked since."""
    is_settled: bool = False
    polled_at: datetime = datetime(2025, 1, 1, tzinfo=UTC)
    read_at: datetime = datetime(2025, 1, 1, tzinfo=UTC)
    """The beginning of the last one that did not fail."""
    walked_at: datetime | None = None
    """The end of the last poll that was only walked, since one was carried out."""

    def may_walk(self, due: datetime) -> bool:
        """Whether nothing has changed since the last poll that was carried out, and nothing will while this one goes on."""
        if not self.is_settled or self.base is None:
            return False
        until = due + timedelta(seconds=len(self.base) * ROUND_TRIP + 1)
        again = self.watch.confirmation.until if self.source.second else None
        if again and self.polled_at < again <= until:
            return False
        place = bisect_right(self.wakes, self.polled_at)
        return place == len(self.wakes) or self.wakes[place] > until

    def settle(self, outcome: str, asked: tuple[Target, ...]) -> None:
        """Take note of a poll that was carried out. What an unmodified one asks counts when it comes twice: not a second publisher."""
        if outcome == "not_modified":
            self.base = asked if asked == self.asked else self.base
            self.asked = asked
        self.is_settled = outcome != "error" and self.base is not None and set(self.base) <= set(asked)


@dataclass(slots=True)
class Outcome:
    """What a run left behind besides the store."""

    publishers: Publishers
    results: Counter[tuple[str, str]]
    """Carried-out polls by source and outcome."""
    walked: Counter[str]
    sampled: int
    notices: list[tuple[datetime, str]]
    sent: list[tuple[datetime, Delivery]]


def wakes_of(part: Part, source: Source) -> list[datetime]:
    """When a source's polls may find, or ask, something else: as the script has it, and when a second publisher's turn comes."""
    seconds = {fact.dated_at + source.second.after for fact in part.facts} if source.second else set()
    return sorted({*part.wakes, *seconds})


class Year:
    """A run over a stretch of the script."""

    def __init__(self, script: Script, store: Store, *, first: datetime, last: datetime, change: Callable[[Source], Source] = lambda s: s):
        self.clock = Clock(first)
        self.store, self.last, self.faults = store, last, script.faults
        self.publishers = Publishers(script, self.clock)
        settings = Settings()
        self.origins = settings.origins
        self.budget: Budget = budget_of(self.origins, self.clock.now)
        self.host_origin = {origin.partition("://")[2]: origin for origin in self.origins.values()}
        clock_watch = ClockHealth()
        watched = [(part, change(source_of(part.source))) for part in script.parts]
        self.courses = {
            part.source: Course(part, source, wakes_of(part, source), SourceHealth(clock=clock_watch)) for part, source in watched
        }
        self.dice = random.Random(7)
        self.rulebook = load_rulebook()
        self.calendar: ReleaseCalendar = calendar_of(store)
        self.limiter = Limiter(clock=lambda: self.clock.at.timestamp(), now=self.clock.now, sleep=self.clock.sleep)
        self.outcome = Outcome(self.publishers, Counter(), Counter(), 0, [], [])

    async def run(self) -> Outcome:
        """From the first poll of each source, one second after the other, to the end of the stretch."""
        self.chat = self.store.subscribe(Subscription(chat_id=CHAT))
        heap: list[tuple[datetime, int, str]] = [
            (max(self.clock.at, course.part.since or self.clock.at) + n * STAGGER, n, name)
            for n, (name, course) in enumerate(self.courses.items())
        ]
        heapq.heapify(heap)
        order = len(heap)
        async with make_client("fedtide/simulation", budget=self.budget, transport=self.publishers) as client:
            while heap and heap[0][0] < self.last:
                due, _, name = heapq.heappop(heap)
                self.clock.at = due
                course = self.courses[name]
                if course.may_walk(due) and not self._is_down(due) and self.dice.random() * EVERY >= 1:
                    self._walk(name, course)
                else:
                    await self._carry_out(name, course, client)
                upcoming = next_poll(course.source.plan, course.progress, self.clock.at, spread=self.dice.random(), calendar=self.calendar)
                order += 1
                if course.part.until is None or upcoming < course.part.until:
                    heapq.heappush(heap, (upcoming, order, name))
        return self.outcome

    def _is_faulty(self, now: datetime) -> bool:
        return any(fault.holds(now) for fault in self.faults)

    def _is_down(self, now: datetime) -> bool:
        return any(fault.holds(now) and fault.deform is None for fault in self.faults)

    def _walk(self, name: str, course: Course) -> None:
        """Count the requests of a poll that would find nothing new."""
        assert course.base is not None
        log = self.publishers.log.counted
        for host, target in course.base:
            refused = self.budget.spend(self.host_origin[host])
            assert refused is None, f"the budget of {host} is spent at {self.clock.at}"
            log[host, target].append(self.clock.at.timestamp() + ROUND_TRIP / 2)
            self.clock.at += timedelta(seconds=ROUND_TRIP)
        course.progress = course.progress.after(WALKED, self.clock.at)
        course.walked_at = self.clock.at
        course.asked = None
        self.outcome.walked[name] += 1

    async def _carry_out(self, name: str, course: Course, client: Client) -> None:
        """A poll as the program does it, and the outbox after it."""
        began, log = self.clock.at, self.publishers.log.carried_out
        expected = course.base if course.may_walk(began) and not self._is_down(began) else None
        if course.walked_at and (course.walked_at - course.polled_at > RECORDED or self._is_faulty(began)):
            self.store.record_poll(name, "not_modified", course.walked_at)
            course.watch.state = None
        course.walked_at = None
        asked_before = len(log)
        result = await self._poll(course, client)
        asked = tuple((asked.host, asked.target) for asked in log[asked_before:])
        if expected is not None:
            self.outcome.sampled += 1
            assert (result.outcome, asked) == ("not_modified", expected), f"{name} at {began}: {result}, {asked}"
        course.progress = course.progress.after(result, self.clock.at)
        course.settle(result.outcome, asked)
        self.outcome.results[name, result.outcome] += 1
        if result.new:
            if course.source.days:
                self.calendar = calendar_of(self.store)
            if not (course.source.prices or course.source.expectations) and self._is_wanted(course.read_at):
                await drain(self.store, self._send, self.limiter, now=self.clock.now)
        course.polled_at = began
        course.read_at = course.read_at if result.outcome == "error" else began

    async def _poll(self, course: Course, client: Client) -> PollResult:
        return await poll(
            course.source,
            client=client,
            origins=self.origins,
            store=self.store,
            rulebook=self.rulebook,
            ledger=shipped_ledger(),
            render=render.alert,
            now=self.clock.now,
            health=course.watch,
            notify_operator=lambda text: self.outcome.notices.append((self.clock.at, text)),
        )

    def _is_wanted(self, since: datetime) -> bool:
        """Whether the chat gets any of what was published lately: what nobody wants the outbox looks at when somebody does."""
        return any(wanted(self.chat, score) for score in self.store.scores_since(since - timedelta(hours=1)))

    async def _send(self, delivery: Delivery) -> int:
        """Telegram, in a third of a second."""
        await self.clock.sleep(0.3)
        self.outcome.sent.append((self.clock.at, delivery))
        return len(self.outcome.sent)
