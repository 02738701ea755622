"""The outbox's guarantee, on a real SQLite file: killed between any two steps and started again, a chat has its alert once.

Only where a request may have left before the kill may it have it twice, the second one marked; never zero times, never three.
A kill is an exception that nothing catches, after which the file is opened anew: what was not committed is gone, as with SIGKILL.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import LEASE, PAUSE, drain
from bot.errors import ChatMoved, DeliveryDeferred, DeliveryRefused, DeliveryUncertain, StoreError
from bot.model import Delivery, DeliveryState, Subscription
from bot.store import Store, open_store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo

ON_BOTH = True
SECOND = timedelta(seconds=1)
STEPS = ("commit", "fan_out", "claim", "request", "answer", "mark_sent")
KEPT = {"claim": "claimed", "mark_sent": "sent"}
"""What a transaction of the outbox may have kept, by step."""
UNCLEAR = ("claim", "request", "answer")
"""After these the next run cannot know whether the request had left."""


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Platform:
    """What the chats' platform has seen: (chat, text, whether it was marked as a possible repeat)."""

    shown: list[tuple[int, str, bool]] = field(default_factory=list)
    answers: list[Exception | None] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> int:
        error = self.answers.pop(0) if self.answers else None
        if error is None or isinstance(error, DeliveryUncertain):
            self.shown.append((delivery.chat_id, delivery.text, delivery.is_repeat))
        if error is not None:
            raise error
        return len(self.shown)


@dataclass
class Process:
    """One run of the program on a database, killed right after a step of the chosen name."""

    store: Store
    platform: Platform
    kill_after: str | None = None
    reached: list[str] = field(default_factory=list)
    now: datetime = NOON

    def step(self, name: str) -> None:
        self.reached.append(name)
        if name == self.kill_after:
            raise Killed

    def after(self, name: str, *steps: str) -> None:
        """Make the store's method of this name a step, or those of these that its result has."""
        method: Callable[..., object] = getattr(self.store, name)

        def call(*args: object, **given: object) -> object:
            result = method(*args, **given)
            for step in steps or (name,):
                if not steps or getattr(result, KEPT[step]):
                    self.step(step)
            return result

        setattr(self.store, name, call)

    async def send(self, delivery: Delivery) -> int:
        message_id = await self.platform.send(delivery)
        self.step("request")
        self.step("answer")
        return message_id

    async def run(self) -> None:
        """Take over, commit the alert unless it is there, drain."""
        for name in ("commit", "fan_out"):
            self.after(name)
        self.after("keep", *KEPT)
        self.store.recover(self.now)
        if not self.store.known(repo().source, repo().key):
            self.store.commit(repo(), assessed(), alert(repo()), self.now)
        await drain(self.store, self.send, Limiter(1000), now=lambda: self.now)


@pytest.fixture
def url(url: str) -> str:
    """A database with one subscriber."""
    store = open_store(url)
    store.subscribe(Subscription(chat_id=1))
    store.close()
    return url


def found_dead(url: str) -> datetime:
    """When another run knows that one that was killed at noon is: at once by the lock of a file, by its lease on a server."""
    return NOON + (SECOND if url.startswith("sqlite") else LEASE)


async def run(url: str, platform: Platform, *, kill_after: str | None = None, now: datetime = NOON) -> tuple[list[str], dict[str, int]]:
    """One run to its end or its kill; gives the steps it reached and the states it left."""
    store = open_store(url)
    process = Process(store, platform, kill_after, now=now)
    try:
        await process.run()
    except Killed:
        assert process.reached[-1] == kill_after
    states = {state.value: number for state, number in store.counts().items() if number}
    store.close()
    return process.reached, states


async def test_undisturbed_every_step_is_reached_in_order(url: str) -> None:
    platform = Platform()
    reached, states = await run(url, platform)
    assert list(dict.fromkeys(reached)) == list(STEPS)
    assert platform.shown == [(1, "Alert RP 1", False)]
    assert states == {"sent": 1}


@pytest.mark.parametrize("step", STEPS)
async def test_killed_after_any_step_the_alert_is_shown(url: str, step: str) -> None:
    platform = Platform()
    reached, _ = await run(url, platform, kill_after=step)
    assert reached[-1] == step
    before = len(platform.shown)
    _, states = await run(url, platform, now=found_dead(url))
    marks = [is_repeat for _, _, is_repeat in platform.shown]
    assert marks == ([False] if step == "mark_sent" else [False] * before + [step in UNCLEAR])
    assert states == {"sent": 1}
    await run(url, platform, now=NOON + HOUR)
    assert len(platform.shown) == len(marks)


async def test_killed_at_the_repeat_too_it_is_not_sent_a_third_time(url: str) -> None:
    platform = Platform()
    await run(url, platform, kill_after="answer")
    await run(url, platform, kill_after="answer", now=found_dead(url))
    _, states = await run(url, platform, now=found_dead(url) + (found_dead(url) - NOON))
    assert [is_repeat for _, _, is_repeat in platform.shown] == [False, True]
    assert states == {"uncertain": 1}


async def test_killed_in_the_middle_of_the_fan_out_everybody_has_it_once(url: str) -> None:
    store = open_store(url)
    for chat_id in range(2, 8):
        store.subscribe(Subscription(chat_id=chat_id))
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON, chunk=3, rounds=1)
    store.close()
    platform = Platform()
    _, states = await run(url, platform)
    assert sorted(chat_id for chat_id, _, _ in platform.shown) == [1, 2, 3, 4, 5, 6, 7]
    assert states == {"sent": 7}


async def test_an_answer_that_was_lost_is_repeated_once_after_the_pause(url: str) -> None:
    platform = Platform(answers=[DeliveryUncertain("timed out", chat_id=1)])
    assert (await run(url, platform))[1] == {"uncertain": 1}
    await run(url, platform, now=NOON + PAUSE - SECOND)
    assert platform.shown == [(1, "Alert RP 1", False)]
    assert (await run(url, platform, now=NOON + PAUSE))[1] == {"sent": 1}
    assert platform.shown == [(1, "Alert RP 1", False), (1, "Alert RP 1", True)]


async def test_an_answer_that_is_lost_twice_is_left_at_that(url: str) -> None:
    platform = Platform(answers=[DeliveryUncertain("timed out", chat_id=1), DeliveryUncertain("timed out", chat_id=1)])
    for after in (timedelta(0), PAUSE, HOUR, 2 * HOUR):
        _, states = await run(url, platform, now=NOON + after)
        assert states == {"uncertain": 1}
    assert [is_repeat for _, _, is_repeat in platform.shown] == [False, True]


async def test_a_wait_that_the_platform_asks_for_outlives_a_restart(url: str) -> None:
    later = NOON + 10 * MINUTE
    platform = Platform(answers=[DeliveryDeferred("429", chat_id=1, retry_at=later, everyone=True)])
    store = open_store(url)
    store.commit(repo(), assessed(), alert(repo()), NOON)
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON) == {"deferred": 1}
    store.close()
    assert (await run(url, platform, now=later - SECOND))[1] == {"queued": 1}
    assert (await run(url, platform, now=later))[1] == {"sent": 1}
    assert platform.shown == [(1, "Alert RP 1", False)]


async def test_a_chat_that_blocked_us_gets_nothing_more(url: str) -> None:
    platform = Platform(answers=[DeliveryRefused("blocked by the user", chat_id=1)])
    assert (await run(url, platform))[1] == {"refused": 1}
    store = open_store(url)
    store.commit(repo("RP 2"), assessed(), alert(repo("RP 2")), NOON)
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON) == {}
    assert store.count_subscriptions() == 0
    store.close()
    assert platform.shown == []


async def test_a_group_that_moved_gets_its_alert_under_its_new_id(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'fedtide.db'}")
    store.subscribe(Subscription(chat_id=-5, chat_type="group"))
    store.commit(repo(), assessed(), alert(repo()), NOON)
    platform = Platform(answers=[ChatMoved("upgraded", chat_id=-5, new_chat_id=-1005)])
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON) == {"moved": 1}
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON + SECOND) == {"sent": 1}
    store.close()
    assert platform.shown == [(-1005, "Alert RP 1", False)]


async def test_a_claim_that_this_very_process_lost_is_repeated_when_its_lease_is_over(url: str) -> None:
    store = open_store(url)
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    assert store.claim(1, NOON, LEASE)
    platform = Platform()
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON + LEASE - SECOND) == {}
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON + LEASE) == {"sent": 1}
    assert store.counts()[DeliveryState.SENT] == 1
    store.close()
    assert platform.shown == [(1, "Alert RP 1", True)]


async def test_what_is_too_late_is_never_sent(url: str) -> None:
    store = open_store(url)
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    platform = Platform()
    assert await drain(store, platform.send, Limiter(1000), now=lambda: NOON + 6 * HOUR) == {}
    assert store.counts()[DeliveryState.EXPIRED] == 1
    store.close()
    assert platform.shown == []


OTHER_PROCESS = """
import sys
from datetime import datetime, timedelta
from bot.store import open_store

store, now = open_store(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
store.recover(now)
assert store.claim(1, now, timedelta(minutes=2))
print("claimed", flush=True)
sys.stdin.read()
"""


def test_a_process_that_is_killed_lets_go_of_the_outbox(url: str, root: Path) -> None:
    store = open_store(url)
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    command = [sys.executable, "-c", OTHER_PROCESS, url, NOON.isoformat()]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "claimed\n"
        if store.is_shared:
            assert store.recover(NOON) == 0
        else:
            with pytest.raises(StoreError, match="another fedtide already sends"):
                store.recover(NOON)
        other.kill()
    dead_at = NOON + (LEASE if store.is_shared else SECOND)
    assert store.recover(dead_at) == 1
    [delivery] = store.due(dead_at)
    assert delivery.is_repeat
    store.close()
