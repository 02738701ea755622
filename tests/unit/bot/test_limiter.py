"""The pace of what is sent, in simulated seconds: 25 a second unless a test says otherwise, each spread over 1.02 s."""

from __future__ import annotations

import asyncio
import itertools

import pytest

import bot.delivery.limiter
from bot.delivery.limiter import ANSWER, Limiter
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
        self.urgencies: list[int] = []

    async def to(self, chat_id: int, is_group: bool = False, urgency: int = 0) -> None:
        await self.paced.acquire(chat_id, is_group, urgency)
        self.urgencies.append(urgency)
        self.sent.append((chat_id, round(self.time.seconds, 3)))


async def test_all_chats_together_keep_the_overall_rate(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time, rate=2.0))
    await time.run(*(sender.to(chat) for chat in (1, 2, 3, 4)))
    assert sender.sent == [(1, 0.0), (2, 0.51), (3, 1.02), (4, 1.53)]


async def test_the_default_rate_is_25_a_second(time: SimulatedTime) -> None:
    sender = Sender(time, Limiter(clock=time.clock, now=time.now, sleep=time.sleep))
    await time.run(*(sender.to(chat) for chat in range(1, 27)))
    assert sender.sent[-1] == (26, 1.02)


async def test_a_chat_gets_one_a_second(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(sender.to(1), sender.to(1), sender.to(1))
    assert sender.sent == [(1, 0.0), (1, 1.0), (1, 2.0)]


async def test_a_chat_that_waits_does_not_hold_up_others(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time))
    await time.run(sender.to(1), sender.to(1), sender.to(2), sender.to(3))
    assert sender.sent == [(1, 0.0), (2, 0.041), (3, 0.082), (1, 1.0)]


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
    assert sender.sent == [(7, 0.0), (8, 1.02), (9, 2.04), (1, 3.06), (1, 4.08)]


async def test_a_hold_stops_everybody_and_nothing_bursts_after_it(time: SimulatedTime) -> None:
    paced = limiter(time, rate=2.0)
    sender = Sender(time, paced)
    paced.hold(None, time.at(30))
    await time.run(sender.to(1), sender.to(2))
    assert sender.sent == [(1, 30.0), (2, 30.51)]


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
    assert sender.sent == [(1, 0.0), (3, 1.02), (2, 10.0)]


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
    assert sender.sent[-2:] == [(1, 5.041), (3, 30.0)]


class LateTime(SimulatedTime):
    """Wakes everybody late: by a little each time, and by more every so often, as a busy machine does."""

    def __init__(self, late: float, much_later: float) -> None:
        super().__init__()
        self.late, self.much_later, self.naps = late, much_later, 0

    async def sleep(self, seconds: float) -> None:
        self.naps += 1
        await super().sleep(seconds + (self.much_later if self.naps % 97 == 0 else self.late))


def most_in_a_second(times: list[float]) -> int:
    """The most of these within any one second."""
    return max(sum(begin <= at < begin + 1.0 for at in times[i : i + 1100]) for i, begin in enumerate(times))


@pytest.mark.parametrize(("rate", "least"), [(30, 29), (1000, 950), (25, 24), (1, 0.95)])
@pytest.mark.parametrize(("late", "much_later"), [(0.0, 0.0), (0.0015, 0.03), (0.004, 0.09)])
async def test_the_rate_that_was_asked_for_is_kept_however_late_one_wakes(rate: int, least: float, late: float, much_later: float) -> None:
    time = LateTime(late, much_later)
    paced = limiter(time, rate=rate)
    chats, taken = itertools.count(1), list[float]()

    async def send() -> None:
        while time.seconds < (4 if rate > 100 else 30):
            await paced.acquire(next(chats))
            taken.append(time.seconds)

    await time.run(*(send() for _ in range(32)))
    steady = [at for at in taken if at >= 1.0]
    assert least <= (len(steady) - 1) / (steady[-1] - steady[0]) <= rate
    assert most_in_a_second(taken) <= rate


async def test_requests_that_are_late_do_not_leave_together_with_those_after_them(time: SimulatedTime) -> None:
    """Every eighth write takes a fifth of a second: the wire sees no second with more than the rate, and the rate all the same."""
    paced = limiter(time, rate=30)
    left = list[float]()

    async def deliver(number: int) -> None:
        await paced.acquire(number)
        await time.sleep(0.2 if number % 8 == 0 else 0.005)
        await paced.depart()
        left.append(time.seconds)

    await time.run(*(deliver(number) for number in range(1, 301)))
    left.sort()
    assert most_in_a_second(left) <= 30
    assert 29 <= 299 / (left[-1] - left[0]) <= 30.5


async def test_a_pause_is_not_made_up_for(time: SimulatedTime) -> None:
    sender = Sender(time, limiter(time, rate=10.0))
    await time.run(sender.to(1))
    time.seconds = 60.0
    await time.run(*(sender.to(chat) for chat in (2, 3, 4)))
    assert sender.sent == [(1, 0.0), (2, 60.0), (3, 60.102), (4, 60.204)]


async def test_what_waits_for_its_connection_at_the_start_does_not_arrive_together_with_what_comes_after(time: SimulatedTime) -> None:
    """The first requests take a third of a second to the wire, those after them find a connection."""
    paced = limiter(time, rate=30)
    arrived = list[float]()

    async def deliver(number: int) -> None:
        await paced.acquire(number)
        left_at = await paced.depart()
        await time.sleep(0.3 if number <= 8 else 0.001)
        arrived.append(time.seconds)
        paced.arrived(left_at)

    await time.run(*(deliver(number) for number in range(1, 121)))
    assert most_in_a_second(sorted(arrived)) <= 30


class TestUrgency:
    async def test_the_most_urgent_goes_first_and_equals_as_they_came(self, time: SimulatedTime) -> None:
        paced = limiter(time, rate=1.0)
        sender = Sender(time, paced)
        await time.run(
            sender.to(9), sender.to(1, urgency=ANSWER), sender.to(2, urgency=20), sender.to(3, urgency=80), sender.to(4, urgency=80)
        )
        assert [chat for chat, _ in sender.sent] == [9, 3, 4, 2, 1]

    async def test_in_one_chat_too(self, time: SimulatedTime) -> None:
        sender = Sender(time, limiter(time))
        await time.run(*(sender.to(-1, is_group=True, urgency=urgency) for urgency in (ANSWER, ANSWER, ANSWER, 50)))
        assert sender.urgencies == [ANSWER, 50, ANSWER, ANSWER]
        assert [at for _, at in sender.sent] == [0.0, 1.0, 2.0, 3.0]

    async def test_who_comes_later_and_is_more_urgent_does_not_wait_for_who_was_there(self, time: SimulatedTime) -> None:
        sender = Sender(time, limiter(time, rate=1.0))

        async def alert_later() -> None:
            await time.sleep(1.5)
            await sender.to(100, urgency=80)

        await time.run(*(sender.to(chat, urgency=ANSWER) for chat in range(1, 6)), alert_later())
        assert [chat for chat, _ in sender.sent] == [1, 2, 100, 3, 4, 5]

    async def test_answers_leave_five_of_a_groups_twenty_places_to_alerts(self, time: SimulatedTime) -> None:
        sender = Sender(time, limiter(time))
        await time.run(*(sender.to(-1, is_group=True, urgency=ANSWER) for _ in range(17)))
        assert [at for _, at in sender.sent] == [*map(float, range(15)), 60.0, 61.0]

        sender = Sender(time, limiter(time))
        start = time.seconds
        await time.run(*(sender.to(-1, is_group=True, urgency=urgency) for urgency in [ANSWER] * 16 + [50]))
        assert [at - start for _, at in sender.sent] == [*map(float, range(15)), 60.0, 61.0]
        assert sender.urgencies[:2] == [ANSWER, 50]

    async def test_one_place_in_ten_goes_to_whoever_has_waited_longest(self, time: SimulatedTime) -> None:
        """A thousand alerts do not make an answer wait for the last of them."""
        sender = Sender(time, limiter(time, rate=10.0))
        answer = sender.to(1, urgency=ANSWER)
        await time.run(sender.to(5000), answer, *(sender.to(chat, urgency=50) for chat in range(10, 60)))
        assert sender.sent.index((1, 0.918)) == 9


class TestFlood:
    """What a 429 holds back."""

    async def test_one_chat_alone_waits_by_itself(self, time: SimulatedTime) -> None:
        paced = limiter(time)
        sender = Sender(time, paced)
        assert [paced.flood(1, time.at(30)) for _ in range(3)] == [False, False, False]
        await time.run(sender.to(1), sender.to(2))
        assert sender.sent == [(2, 0.0), (1, 30.0)]

    async def test_a_second_chat_within_seconds_holds_everybody_for_as_long_as_it_was_told(self, time: SimulatedTime) -> None:
        paced = limiter(time)
        sender = Sender(time, paced)
        assert paced.flood(1, time.at(300)) is False
        time.seconds = 4.0
        assert paced.flood(-2, time.at(20)) is True
        await time.run(sender.to(3), sender.to(-2), sender.to(1))
        assert sender.sent == [(3, 20.0), (-2, 20.041), (1, 300.0)]

    async def test_a_second_chat_much_later_is_its_own_matter(self, time: SimulatedTime) -> None:
        paced = limiter(time)
        sender = Sender(time, paced)
        assert paced.flood(1, time.at(300)) is False
        time.seconds = 6.0
        assert paced.flood(2, time.at(300)) is False
        await time.run(sender.to(3))
        assert sender.sent == [(3, 6.0)]

    async def test_how_long_a_chat_waits_can_be_asked(self, time: SimulatedTime) -> None:
        paced = limiter(time)
        assert paced.wait_of(1) == 0.0
        paced.flood(1, time.at(30))
        assert (paced.wait_of(1), paced.wait_of(2)) == (30.0, 0.0)
        paced.hold(None, time.at(10))
        assert (paced.wait_of(None), paced.wait_of(2)) == (10.0, 0.0)
        time.seconds = 40.0
        assert (paced.wait_of(None), paced.wait_of(1)) == (0.0, 0.0)


async def test_when_all_who_wait_give_up_nothing_runs_on(time: SimulatedTime) -> None:
    paced = limiter(time)
    paced.hold(None, time.at(30))
    waiting = [asyncio.create_task(paced.acquire(chat)) for chat in (1, 1, 2)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1
    assert paced._waiting == {}


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_sends_nothing_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="above 0 messages a second"):
        Limiter(rate)
