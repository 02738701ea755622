"""The pace of what is sent, in simulated seconds: 25 a second unless a test says otherwise."""

from __future__ import annotations

import asyncio

import pytest

import bot.delivery.limiter
from bot.delivery.limiter import Limiter
from tests.simulated_time import SimulatedTime


@pytest.fixture
def time() -> SimulatedTime:
    return SimulatedTime()


def limiter(time: SimulatedTime, rate: float = 25.0) -> Limiter:
    return Limiter(rate, clock=time.clock, now=time.now, sleep=time.sleep)


class Sender:
    """Takes places and notes when it got them."""

    def __init__(self, time: SimulatedTime, paced: Limiter) -> None:
        self.time, self.paced = time, paced
        self.sent: list[tuple[int, float]] = []

    async def to(self, chat_id: int, is_group: bool = False) -> None:
        await self.paced.acquire(chat_id, is_group)
        self.sent.append((chat_id, round(self.time.seconds, 3)))


async def test_all_chats_together_keep_the_overall_rate(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time, rate=2.0))
    await time.run(*(sender.to(chat) for chat in (1, 2, 3, 4)))
    assert sender.sent == [(1, 0.0), (2, 0.5), (3, 1.0), (4, 1.5)]


async def test_the_default_rate_is_25_a_second(time: SimulatedTime) -> None:
    sender = Sender(time, Limiter(clock=time.clock, now=time.now, sleep=time.sleep))
    await time.run(*(sender.to(chat) for chat in range(1, 27)))
    assert sender.sent[-1] == (26, 1.0)


async def test_a_chat_gets_one_a_second(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(sender.to(1), sender.to(1), sender.to(1))
    assert sender.sent == [(1, 0.0), (1, 1.0), (1, 2.0)]


async def test_a_chat_that_waits_does_not_hold_up_others(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(sender.to(1), sender.to(1), sender.to(2), sender.to(3))
    assert sender.sent == [(1, 0.0), (2, 0.04), (3, 0.08), (1, 1.0)]


async def test_a_group_gets_twenty_a_minute(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(*(sender.to(-1, is_group=True) for _ in range(22)))
    assert [at for _, at in sender.sent] == [*map(float, range(20)), 60.0, 61.0]


async def test_a_private_chat_has_no_limit_by_the_minute(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(*(sender.to(1) for _ in range(22)))
    assert [at for _, at in sender.sent] == [float(at) for at in range(22)]


async def test_overall_waiting_does_not_let_a_chat_catch_up(time: SimulatedTime) -> None:
    """Two of one chat stay a second apart even when both had to wait for the others."""
    sender = Sender(time, limiter(time, rate=1.0))
    await time.run(sender.to(7), sender.to(8), sender.to(9), sender.to(1), sender.to(1))
    assert sender.sent == [(7, 0.0), (8, 1.0), (9, 2.0), (1, 3.0), (1, 4.0)]


async def test_a_hold_stops_everybody_and_nothing_bursts_after_it(time: SimulatedTime) -> None:
    paced = limiter(time, rate=2.0)
    sender = Sender(time, paced)
    paced.hold(None, time.at(30))
    await time.run(sender.to(1), sender.to(2))
    assert sender.sent == [(1, 30.0), (2, 30.5)]


async def test_a_chat_that_is_held_waits_alone(time: SimulatedTime) -> None:
    paced = limiter(time)
    sender = Sender(time, paced)
    paced.hold(1, time.at(30))
    await time.run(sender.to(1), sender.to(2))
    assert sender.sent == [(2, 0.0), (1, 30.0)]


async def test_a_hold_reaches_those_who_wait_already(time: SimulatedTime) -> None:
    paced = limiter(time, rate=1.0)
    sender = Sender(time, paced)

    async def hold_later() -> None:
        await time.sleep(0.5)
        paced.hold(None, time.at(10))

    await time.run(sender.to(1), sender.to(2), hold_later())
    assert sender.sent == [(1, 0.0), (2, 10.0)]


async def test_a_chat_held_while_it_waits_for_its_turn_gives_the_turn_to_the_next(time: SimulatedTime) -> None:
    paced = limiter(time, rate=1.0)
    sender = Sender(time, paced)

    async def hold_later() -> None:
        await time.sleep(0.5)
        paced.hold(2, time.at(10))

    await time.run(sender.to(1), sender.to(2), sender.to(3), hold_later())
    assert sender.sent == [(1, 0.0), (3, 1.0), (2, 10.0)]


@pytest.mark.parametrize("chat_id", [None, 1])
async def test_a_shorter_hold_does_not_shorten_a_longer_one(time: SimulatedTime, chat_id: int | None) -> None:
    paced = limiter(time)
    sender = Sender(time, paced)
    paced.hold(chat_id, time.at(30))
    paced.hold(chat_id, time.at(5))
    await time.run(sender.to(1))
    assert sender.sent == [(1, 30.0)]


async def test_a_hold_is_measured_by_the_time_of_day_whatever_the_clock_counts_from(time: SimulatedTime) -> None:
    paced = Limiter(clock=lambda: time.seconds - 5000, now=time.now, sleep=time.sleep)
    sender = Sender(time, paced)
    paced.hold(None, time.at(12))
    await time.run(sender.to(1), sender.to(1))
    assert sender.sent == [(1, 12.0), (1, 13.0)]


async def test_a_waiter_that_gives_up_leaves_its_place_to_the_next(time: SimulatedTime) -> None:
    paced = limiter(time)
    sender = Sender(time, paced)
    await time.run(sender.to(1))
    waiter = asyncio.create_task(sender.to(1))
    await asyncio.sleep(0)
    waiter.cancel()
    await asyncio.gather(waiter, return_exceptions=True)
    await time.run(sender.to(1))
    assert sender.sent == [(1, 0.0), (1, 1.0)]


async def test_chats_that_may_write_at_once_are_forgotten_when_there_are_too_many(
    time: SimulatedTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.delivery.limiter, "IDLE_CHATS", 3)
    paced = limiter(time)
    sender = Sender(time, paced)
    await time.run(sender.to(1), sender.to(2))
    paced.hold(3, time.at(30))
    time.seconds = 5.0
    await time.run(sender.to(4))
    assert sorted(paced._chats) == [3, 4]
    await time.run(sender.to(3), sender.to(1))
    assert sender.sent[-2:] == [(1, 5.04), (3, 30.0)]


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_sends_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0 messages a second"):
        Limiter(rate)
