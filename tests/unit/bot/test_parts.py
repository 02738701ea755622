"""What runs side by side: begun, ended, broken off, and what a failure of one does to the others."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery.limiter import Limiter
from bot.delivery.sharing import Sharing
from bot.running import parts
from bot.running.parts import Part, first, run


def sharing(*, is_shared: bool = False) -> Sharing:
    store: Any = SimpleNamespace(is_shared=is_shared)
    return Sharing(store, Limiter(25), 25, lambda: pytest.fail("nobody asks"))


class Work:
    """Notes when it begins and how it ends."""

    def __init__(self) -> None:
        self.began, self.how = asyncio.Event(), ""

    async def forever(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.how = "broken off"
            raise

    async def until(self, stop: asyncio.Event) -> None:
        self.began.set()
        await stop.wait()
        self.how = "finished"


async def test_told_to_stop_one_part_is_broken_off_and_another_finishes() -> None:
    stop, other, finisher = asyncio.Event(), Work(), Work()
    running = asyncio.create_task(
        run(
            [Part(name="other", work=other.forever), Part(name="finisher", work=lambda: finisher.until(stop), finishes=True)],
            sharing(),
            stop,
        )
    )
    await other.began.wait()
    await finisher.began.wait()
    stop.set()
    await running
    assert (other.how, finisher.how) == ("broken off", "finished")


async def test_what_does_not_finish_in_time_is_broken_off(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(parts, "GRACE", 0.01)
    stop, work = asyncio.Event(), Work()
    running = asyncio.create_task(run([Part(name="outbox", work=work.forever, finishes=True)], sharing(), stop))
    await work.began.wait()
    stop.set()
    await running
    assert work.how == "broken off"
    assert "outbox: requests that nobody answered are left behind" in caplog.text


async def test_what_a_part_raises_ends_all_and_is_raised() -> None:
    stop, other = asyncio.Event(), Work()

    async def fails() -> None:
        await other.began.wait()
        raise OSError("address in use")

    with pytest.raises(OSError, match="address in use"):
        await run([Part(name="http", work=fails), Part(name="other", work=other.forever)], sharing(), stop)
    assert other.how == "broken off"
    assert stop.is_set()


async def test_a_part_that_comes_to_its_end_leaves_the_others_running() -> None:
    stop, other, done = asyncio.Event(), Work(), asyncio.Event()

    async def once() -> None:
        done.set()

    running = asyncio.create_task(run([Part(name="once", work=once), Part(name="other", work=other.forever)], sharing(), stop))
    await done.wait()
    await other.began.wait()
    await asyncio.sleep(0)
    assert not running.done()
    stop.set()
    await running


async def test_a_part_begins_after_another_and_not_at_all_when_told_to_stop_before() -> None:
    stop, connected, later, never = asyncio.Event(), asyncio.Event(), Work(), Work()
    go = asyncio.Event()
    going = [
        Part(name="connect", work=lambda: first(lambda: go.wait(), connected)),
        Part(name="later", work=later.forever, after=connected),
        Part(name="never", work=never.forever, after=asyncio.Event(), finishes=True),
    ]
    running = asyncio.create_task(run(going, sharing(), stop))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not later.began.is_set()
    go.set()
    await later.began.wait()
    stop.set()
    await running
    assert not never.began.is_set()


async def test_what_only_the_leader_does_comes_and_goes_with_the_lead() -> None:
    stop, share = asyncio.Event(), sharing(is_shared=True)
    began: asyncio.Queue[str] = asyncio.Queue()

    async def lead() -> None:
        await began.put("began")
        try:
            await asyncio.Event().wait()
        finally:
            await began.put("ended")

    share.keep = asyncio.Event().wait
    running = asyncio.create_task(run([Part(name="watch", work=lead, only_leading=True)], share, stop))
    share._set(leads=True)
    assert await began.get() == "began"
    share._set(leads=False)
    assert await began.get() == "ended"
    share._set(leads=True)
    assert await began.get() == "began"
    stop.set()
    await running
    assert await began.get() == "ended"
