"""When sources are asked: intervals, close looks on New York's clock across daylight saving and holidays, pauses after failures."""

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.polling.schedule import Poll, Progress, Schedule, looks, next_asked, next_poll, pause
from bot.source import PollPlan, Window

REPO = PollPlan(
    every=timedelta(minutes=15),
    windows=(
        Window(time(8, 30), every=timedelta(seconds=5), lead=timedelta(seconds=-20)),
        Window(time(13, 45), every=timedelta(seconds=5), lead=timedelta(seconds=-20)),
    ),
)
FOMC = PollPlan(every=timedelta(minutes=2), windows=(Window(time(14), every=timedelta(seconds=2), length=timedelta(minutes=5)),))
H41 = PollPlan(
    every=timedelta(hours=1),
    windows=(Window(time(16, 30), every=timedelta(seconds=5), length=timedelta(minutes=15), weekdays=frozenset({3, 4})),),
)


@dataclass(frozen=True)
class Result:
    outcome: str = "ok"
    newest: datetime | None = None
    retry_at: datetime | None = None
    partial: bool = False
    again_at: datetime | None = None


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "last", "now", "expected"),
    [
        (FOMC, "2025-10-29T15:00:00", "2025-10-29T15:00:01", "2025-10-29T15:02:00"),
        (FOMC, "2025-10-29T15:00:00", "2025-10-29T15:10:00", "2025-10-29T15:10:00"),
        (FOMC, "2025-10-29T17:59:00", "2025-10-29T17:59:00", "2025-10-29T17:59:40"),  # 14:00 EDT, opened 20 s before
        (FOMC, "2025-10-29T17:59:58", "2025-10-29T17:59:58", "2025-10-29T18:00:00"),
        (FOMC, "2025-10-29T18:00:30", "2025-10-29T18:00:31", "2025-10-29T18:00:32"),
        (FOMC, "2025-12-10T17:59:00", "2025-12-10T17:59:00", "2025-12-10T18:01:00"),  # 13:59 EST: no look yet
        (FOMC, "2025-12-10T18:59:00", "2025-12-10T18:59:00", "2025-12-10T18:59:40"),  # 14:00 EST
        (FOMC, "2025-10-29T18:05:00", "2025-10-29T18:05:00", "2025-10-29T18:07:00"),  # over after five minutes
        (REPO, "2025-10-31T17:40:00", "2025-10-31T17:40:00", "2025-10-31T17:45:20"),  # opens 20 s after the close
        (REPO, "2025-10-31T17:45:20", "2025-10-31T17:45:21", "2025-10-31T17:45:25"),
        (REPO, "2025-11-03T13:25:00", "2025-11-03T13:25:00", "2025-11-03T13:30:20"),  # the Monday after the clocks went back
        (REPO, "2025-11-03T12:25:00", "2025-11-03T12:25:00", "2025-11-03T12:40:00"),
        (REPO, "2026-03-09T12:25:00", "2026-03-09T12:25:00", "2026-03-09T12:30:20"),  # the Monday after they went forward
        (REPO, "2025-11-01T17:40:00", "2025-11-01T17:40:00", "2025-11-01T17:55:00"),  # Saturday
        (REPO, "2025-12-25T18:40:00", "2025-12-25T18:40:00", "2025-12-25T18:55:00"),  # Christmas Day, a Thursday
        (H41, "2025-10-29T20:20:00", "2025-10-29T20:20:00", "2025-10-29T21:20:00"),  # Wednesday
        (H41, "2025-10-30T20:20:00", "2025-10-30T20:20:00", "2025-10-30T20:29:40"),  # Thursday
        (H41, "2025-11-27T21:20:00", "2025-11-27T21:20:00", "2025-11-27T22:20:00"),  # Thanksgiving
        (H41, "2025-11-28T21:20:00", "2025-11-28T21:20:00", "2025-11-28T21:29:40"),  # the Friday after it
    ],
)
def test_the_next_poll_is_after_the_interval_or_at_a_close_look(plan: PollPlan, last: str, now: str, expected: str) -> None:
    assert next_poll(plan, Progress(last=utc(last)), utc(now)) == utc(expected)


def test_a_source_never_asked_is_asked_now() -> None:
    assert next_poll(REPO, Progress(), utc("2025-10-31T03:00:00")) == utc("2025-10-31T03:00:00")


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (None, "2025-10-29T18:00:06"),
        ("2025-10-29T17:30:00", "2025-10-29T18:00:06"),  # another release, earlier
        ("2025-10-29T18:00:00", "2025-10-29T18:02:04"),  # the statement
        ("2025-10-29T17:59:30", "2025-10-29T18:02:04"),
    ],
)
def test_a_look_ends_when_its_release_is_in(newest: str | None, expected: str) -> None:
    progress = Progress(last=utc("2025-10-29T18:00:04"), newest=utc(newest) if newest else None)
    assert next_poll(FOMC, progress, utc("2025-10-29T18:00:04")) == utc(expected)


def test_the_morning_release_does_not_end_the_afternoon_look() -> None:
    progress = Progress(last=utc("2025-10-31T17:40:00"), newest=utc("2025-10-31T12:30:00"))
    assert next_poll(REPO, progress, utc("2025-10-31T17:40:00")) == utc("2025-10-31T17:45:20")


@pytest.mark.parametrize(
    ("failures", "expected"),
    [(1, "05:00:05"), (2, "05:00:10"), (3, "05:00:20"), (7, "05:05:20"), (9, "05:21:20"), (10, "05:30:00"), (500, "05:30:00")],
)
def test_pauses_double_up_to_half_an_hour(failures: int, expected: str) -> None:
    last = utc("2025-10-29T05:00:00")
    assert next_poll(FOMC, Progress(last=last, failures=failures), last) == utc(f"2025-10-29T{expected}")


@pytest.mark.parametrize(("failures", "expected"), [(1, "18:00:05"), (3, "18:00:20"), (4, "18:00:30"), (12, "18:00:30")])
def test_pauses_stay_short_inside_a_look(failures: int, expected: str) -> None:
    last = utc("2025-10-29T18:00:00")
    assert next_poll(FOMC, Progress(last=last, failures=failures), last) == utc(f"2025-10-29T{expected}")


@pytest.mark.parametrize(("last", "expected"), [("05:00:00", "05:02:00"), ("18:00:00", "18:00:05")])
def test_one_bad_item_does_not_slow_down_the_others(last: str, expected: str) -> None:
    moment = utc(f"2025-10-29T{last}")
    assert next_poll(FOMC, Progress(last=moment, failures=12, partial=True), moment) == utc(f"2025-10-29T{expected}")


def test_a_long_pause_ends_when_a_look_opens() -> None:
    last = utc("2025-10-29T17:50:00")
    assert next_poll(FOMC, Progress(last=last, failures=12), last) == utc("2025-10-29T17:59:40")


@pytest.mark.parametrize(
    ("last", "failures", "expected"),
    [
        ("2025-10-29T05:00:00", 1, "2025-10-29T05:20:00"),
        ("2025-10-29T05:00:00", 12, "2025-10-29T05:30:00"),  # the doubled pause is longer by then
        ("2025-10-29T17:50:00", 1, "2025-10-29T18:10:00"),  # a look does not break it
        ("2025-10-29T18:00:00", 0, "2025-10-29T18:00:02"),
    ],
)
def test_a_plans_rest_after_a_failure_holds_in_a_look_too(last: str, failures: int, expected: str) -> None:
    resting = dataclasses.replace(
        FOMC, rest=timedelta(minutes=20), windows=(dataclasses.replace(FOMC.windows[0], length=timedelta(hours=1)),)
    )
    assert next_poll(resting, Progress(last=utc(last), failures=failures), utc(last)) == utc(expected)


def test_the_pause_that_a_publisher_asks_for_always_holds() -> None:
    progress = Progress(last=utc("2025-10-29T18:00:00"), failures=1, retry_at=utc("2025-10-29T18:03:00"))
    assert next_poll(FOMC, progress, utc("2025-10-29T18:00:00")) == utc("2025-10-29T18:03:00")
    assert next_poll(FOMC, Progress(retry_at=utc("2025-10-29T18:03:00")), utc("2025-10-29T18:00:00")) == utc("2025-10-29T18:03:00")


def test_spread_stretches_intervals_and_pauses_but_not_looks() -> None:
    night, look = utc("2025-10-29T05:00:00"), utc("2025-10-29T18:00:00")
    assert next_poll(FOMC, Progress(last=night), night, spread=1.0) == utc("2025-10-29T05:02:06")
    assert next_poll(FOMC, Progress(last=night, failures=3), night, spread=1.0) == utc("2025-10-29T05:00:21")
    assert next_poll(FOMC, Progress(last=look), look, spread=1.0) == utc("2025-10-29T18:00:02")


def test_no_failure_no_pause() -> None:
    assert pause(0, timedelta(minutes=30)) == timedelta(0)


def test_looks_of_a_week_of_repo_operations() -> None:
    week = looks(REPO, utc("2025-12-22T15:00:00"), utc("2025-12-28T15:00:00"))
    assert [f"{look.at:%d %H:%M}" for look in week] == [
        "22 13:30", "22 18:45", "23 13:30", "23 18:45", "24 13:30", "24 18:45", "26 13:30", "26 18:45",
    ]  # fmt: skip


def test_progress_counts_failures_in_a_row_and_keeps_the_newest() -> None:
    start, soon = utc("2025-10-29T18:00:00"), utc("2025-10-29T18:00:02")
    once = Progress(newest=start).after(Result("error", retry_at=soon), soon)
    assert once == Progress(last=soon, newest=start, failures=1, retry_at=soon)
    assert once.after(Result("error"), soon) == Progress(last=soon, newest=start, failures=2)
    assert once.after(Result("not_modified"), soon) == Progress(last=soon, newest=start)
    assert once.after(Result("ok", newest=soon), soon) == Progress(last=soon, newest=soon)
    assert once.after(Result("ok", newest=utc("2025-10-01T00:00:00")), soon) == Progress(last=soon, newest=start)


class Clock:
    """Simulated time: it jumps to whatever is due, and APScheduler finds every instant long past, so nothing waits."""

    def __init__(self, text: str) -> None:
        self.time = utc(text)

    def __call__(self) -> datetime:
        return self.time


def watched(
    schedule: Schedule, clock: Clock, name: str, plan: PollPlan, results: list[Callable[[], Result]]
) -> tuple[list[str], asyncio.Event]:
    """Watch a source that gives `results` in turn; the times of its polls, and when the last one was made."""
    times: list[str] = []
    finished = asyncio.Event()

    async def poll(only_missing: bool) -> Result:
        clock.time = max(clock.time, schedule.due(name))
        times.append(f"{clock.time:%H:%M:%S}")
        give = results[len(times) - 1] if len(times) <= len(results) else lambda: Result("not_modified")
        if len(times) >= len(results):
            finished.set()
            await asyncio.sleep(3600)
        return give()

    schedule.watch(name, plan, poll)
    return times, finished


def quiet() -> Result:
    return Result("not_modified")


def broken() -> Result:
    raise RuntimeError("broken on purpose")


async def test_a_source_is_asked_again_and_again_and_more_often_around_its_release(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock("2025-10-29T17:57:00")
    schedule = Schedule(clock, spread=lambda: 0.0)
    statement = Result("ok", newest=utc("2025-10-29T18:00:00"))
    times, finished = watched(
        schedule, clock, "fed.press_release", FOMC, [quiet, quiet, quiet, quiet, lambda: statement, broken, quiet, quiet]
    )
    schedule.start()
    await asyncio.wait_for(finished.wait(), 10)
    await schedule.stop(grace=0)
    assert times == ["17:57:00", "17:59:00", "17:59:40", "17:59:42", "17:59:44", "18:01:44", "18:01:49", "18:03:49"]
    assert "fed.press_release: the poll broke" in caplog.text


async def test_first_polls_are_one_second_apart() -> None:
    clock = Clock("2025-10-29T05:00:00")
    schedule = Schedule(clock)
    for name in ("a", "b", "c"):
        schedule.watch(name, H41, lambda _: asyncio.sleep(3600), Progress(last=utc("2025-10-29T04:59:59"), failures=3))
    schedule.start()
    dues = [f"{schedule.due(name):%H:%M:%S}" for name in ("a", "b", "c")]
    await schedule.stop(grace=0)
    assert dues == ["05:00:00", "05:00:01", "05:00:02"]


async def test_a_pause_asked_for_before_a_restart_holds_after_it() -> None:
    schedule = Schedule(Clock("2025-10-29T05:00:00"))
    schedule.watch("a", H41, lambda _: asyncio.sleep(3600), Progress(retry_at=utc("2025-10-29T05:10:00")))
    schedule.start()
    due = schedule.due("a")
    await schedule.stop(grace=0)
    assert due == utc("2025-10-29T05:10:00")


async def test_what_is_paused_before_the_start_is_not_asked_until_it_is_resumed() -> None:
    schedule, asked = Schedule(Clock("2025-10-29T05:00:00")), list[str]()
    came = {name: asyncio.Event() for name in ("a", "b")}

    def poll(name: str) -> Poll:
        async def once(only_missing: bool) -> Result:
            asked.append(name)
            came[name].set()
            return Result()

        return once

    for name in came:
        schedule.watch(name, H41, poll(name))
    schedule.pause("a")
    schedule.start()
    schedule.poll_now("b")
    await asyncio.wait_for(came["b"].wait(), 10)
    assert (asked, schedule.is_paused("a")) == (["b"], True)
    schedule.resume("a")
    await asyncio.wait_for(came["a"].wait(), 10)
    await schedule.stop(grace=0)


async def test_stopping_waits_for_a_running_poll_and_begins_no_other() -> None:
    schedule = Schedule(Clock("2025-10-29T05:00:00"), spread=lambda: 0.0)
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), []

    async def poll(only_missing: bool) -> Result:
        begun.set()
        await go_on.wait()
        ended.append("ended")
        return Result()

    schedule.watch("a", PollPlan(timedelta(0)), poll)
    schedule.start()
    await asyncio.wait_for(begun.wait(), 10)
    asyncio.get_running_loop().call_soon(go_on.set)
    await schedule.stop(grace=10)
    for _ in range(20):
        await asyncio.sleep(0)
    assert ended == ["ended"]


async def test_stopping_breaks_off_a_poll_that_does_not_end() -> None:
    schedule = Schedule(Clock("2025-10-29T05:00:00"))
    begun, broken_off = asyncio.Event(), []

    async def poll(only_missing: bool) -> Result:
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            broken_off.append("broken off")
            raise
        return Result()

    schedule.watch("a", FOMC, poll)
    schedule.start()
    await asyncio.wait_for(begun.wait(), 10)
    await schedule.stop(grace=0)
    assert broken_off == ["broken off"]


async def test_a_poll_held_up_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock("2025-10-29T05:00:00")
    schedule = Schedule(clock)
    finished = asyncio.Event()

    async def poll(only_missing: bool) -> Result:
        finished.set()
        return Result()

    schedule.watch("a", H41, poll)
    schedule.start()
    clock.time = utc("2025-10-29T07:00:00")
    with caplog.at_level(logging.WARNING):
        await asyncio.wait_for(finished.wait(), 10)
    await schedule.stop(grace=1)
    assert "a: this poll begins 7200 s late" in caplog.text


def test_a_look_goes_on_for_what_comes_out_with_the_first() -> None:
    """Projections and statement come out together, and one of them may be in the feed a second before the other."""
    two = datetime(2026, 9, 16, 18, tzinfo=UTC)
    plan = PollPlan(FOMC.every, (dataclasses.replace(FOMC.windows[0], least=timedelta(minutes=1)),))
    came = Progress(last=two + timedelta(seconds=2), newest=two)
    assert next_poll(plan, came, two + timedelta(seconds=2)) == two + timedelta(seconds=4)
    later = Progress(last=two + timedelta(seconds=60), newest=two)
    assert next_poll(plan, later, two + timedelta(seconds=60)) == two + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("again_at", "retry_at", "expected"),
    [
        (None, None, "18:00:12"),
        ("18:00:11", None, "18:00:11"),
        ("18:00:30", None, "18:00:12"),
        ("18:00:09", None, "18:00:10"),
        ("18:00:11", "18:01:00", "18:01:00"),  # the publisher's pause holds for both
    ],
)
def test_what_is_missing_is_asked_for_beside_the_plan(again_at: str | None, retry_at: str | None, expected: str) -> None:
    moment = utc("2025-10-29T18:00:10")
    progress = Progress(last=moment, again_at=on(again_at), retry_at=on(retry_at))
    planned = next_poll(FOMC, progress, moment)
    assert next_asked(planned, progress, moment) == utc(f"2025-10-29T{expected}")


def on(clock: str | None) -> datetime | None:
    return utc(f"2025-10-29T{clock}") if clock else None


def test_a_poll_for_what_is_missing_alone_leaves_the_plan_as_it_was() -> None:
    start, soon = utc("2025-10-29T18:00:00"), utc("2025-10-29T18:00:02")
    once = Progress(failures=3).after(Result("error", newest=start, partial=True, again_at=soon), start)
    assert once == Progress(last=start, newest=start, failures=4, partial=True, again_at=soon)
    assert once.after(Result("ok"), soon, only_missing=True) == Progress(last=start, newest=start, failures=4, partial=True)
    assert once.after(Result("error"), soon, only_missing=True) == Progress(last=soon, newest=start, failures=5)
    assert once.after(Result("not_modified"), soon) == Progress(last=soon, newest=start)


async def test_what_is_missing_has_a_look_of_its_own_and_the_plan_waits_for_none_of_it() -> None:
    clock, finished, asked = Clock("2025-10-29T18:00:00"), asyncio.Event(), list[tuple[str, bool]]()
    schedule = Schedule(clock, spread=lambda: 0.0)
    statement = utc("2025-10-29T18:00:00")
    again = {1: "18:00:03", 2: "18:00:05", 4: "18:00:13"}

    async def poll(only_missing: bool) -> Result:
        clock.time = max(clock.time, schedule.due("a"))
        asked.append((f"{clock.time:%H:%M:%S}", only_missing))
        if len(asked) == 3:
            raise RuntimeError("broken on purpose")
        if len(asked) == 6:
            finished.set()
            await asyncio.sleep(3600)
        return Result("ok", newest=statement, again_at=on(again.get(len(asked))))

    schedule.watch("a", FOMC, poll)
    schedule.start()
    await asyncio.wait_for(finished.wait(), 10)
    await schedule.stop(grace=0)
    assert asked == [
        ("18:00:00", False),
        ("18:00:03", True),
        ("18:00:05", True),  # breaks: everything is asked for again, five seconds later
        ("18:00:10", False),
        ("18:00:13", True),  # nothing is missing any more
        ("18:02:10", False),
    ]


async def test_a_source_that_an_operator_pauses_is_asked_when_told_and_again_when_resumed() -> None:
    schedule, asked, go_on = Schedule(Clock("2025-10-29T05:00:00"), spread=lambda: 0.0), asyncio.Queue[int](), asyncio.Event()

    async def poll(only_missing: bool) -> Result:
        asked.put_nowait(1)
        await go_on.wait()
        return Result()

    schedule.watch("a", PollPlan(timedelta(0)), poll)
    schedule.start()
    await asyncio.wait_for(asked.get(), 10)
    schedule.pause("a")
    assert (schedule.is_paused("a"), schedule.poll_now("a")) == (True, False), "one poll of a source at a time"
    go_on.set()
    for _ in range(50):
        await asyncio.sleep(0)
    assert asked.empty()
    assert schedule.poll_now("a")
    await asyncio.wait_for(asked.get(), 10)
    for _ in range(50):
        await asyncio.sleep(0)
    assert (asked.empty(), schedule.is_paused("a")) == (True, True)
    schedule.resume("a")
    await asyncio.wait_for(asked.get(), 10)
    await asyncio.wait_for(asked.get(), 10)
    await schedule.stop(grace=1)
