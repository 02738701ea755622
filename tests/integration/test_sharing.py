"""Three programs on one PostgreSQL database: one watches, all deliver; whoever dies is made up for, and the rate stays."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.application import NEWCOMER
from bot.model import DeliveryState, Subscription
from bot.store import Share, Store, open_store
from bot.store.database import store_place
from bot.store.members import Membership
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.integration.program import MAY_BE_REPEAT, Program, World, a_world, days_ago, todays
from tests.loopback.receiver import Receiver

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
LEASE = timedelta(minutes=2)
HAND_OVER = 10.0
CHATS = range(2001, 2031)
WATCHES = "this process watches from now on"


@dataclass
class ServerWorld(World):
    """A world whose database is the server's."""

    url: str = ""

    @property
    def database_url(self) -> str:
        return self.url


@pytest.fixture
async def world(tmp_path: Path, server_database: str) -> AsyncIterator[ServerWorld]:
    async with a_world(tmp_path) as plain:
        made = ServerWorld(plain.folder, plain.api, plain.publisher, plain.programs, server_database)
        yield made
        for program in made.programs:
            await program.kill()
        made.store.close()


@pytest.fixture
def members(server_database: str) -> Iterator[list[Membership]]:
    place = store_place(server_database)
    assert not isinstance(place, Path)
    made = [Membership(place) for _ in range(3)]
    yield made
    for member in made:
        member.leave()


def test_the_first_leads_and_each_has_a_part_of_its_own(members: list[Membership]) -> None:
    assert members[0].tick() == Share(leads=True, part=0, parts=1)
    for member in members:
        member.tick()
    shares = [member.tick() for member in members]
    assert [share.leads for share in shares] == [True, False, False]
    assert sorted(share.part for share in shares) == [0, 1, 2]
    assert {share.parts for share in shares} == {3}


def test_when_the_leader_is_gone_another_leads_and_the_parts_are_larger(members: list[Membership]) -> None:
    for member in members:
        member.tick()
    members[0].leave()
    for _ in range(100):  # the server takes a moment to end the session
        rest = [member.tick() for member in members[1:]]
        if any(share.leads for share in rest) and {share.parts for share in rest} == {2}:
            break
        time.sleep(0.05)
    assert sorted(share.leads for share in rest) == [False, True]  # whoever asks first once it has ended
    assert {share.parts for share in rest} == {2}
    back = members[0].tick()
    assert (back.leads, back.parts) == (False, 3)


def test_each_chat_is_one_processs_and_a_claim_is_taken_once(server_database: str) -> None:
    with closing(open_store(server_database)) as first, closing(open_store(server_database)) as second:
        for chat_id in (*CHATS, -1001, -1002):
            first.subscribe(Subscription(chat_id=chat_id))
        first.commit(repo(), assessed(), alert(repo()), NOON)
        first.fan_out(NOON)
        for store in (first, second, first):
            store.look_around()
        mine, others = first.due(NOON), second.due(NOON)
        assert {d.chat_id for d in mine} | {d.chat_id for d in others} == {*CHATS, -1001, -1002}
        assert not {d.chat_id for d in mine} & {d.chat_id for d in others}
        assert {abs(d.chat_id) % 2 for d in mine} | {abs(d.chat_id) % 2 for d in others} == {0, 1}
        ids = [d.id for d in mine]
        taken = first.keep((), ids, NOON, LEASE).claimed
        assert (taken, second.keep((), ids, NOON, LEASE).claimed) == (frozenset(ids), frozenset())


def test_a_claim_under_way_elsewhere_is_left_alone_at_once(server_database: str) -> None:
    with closing(open_store(server_database)) as first, closing(open_store(server_database)) as second:
        first.subscribe(Subscription(chat_id=1))
        first.subscribe(Subscription(chat_id=2))
        first.commit(repo(), assessed(), alert(repo()), NOON)
        first.fan_out(NOON)
        with first._write_rows() as connection:
            connection.exec_driver_sql("SELECT id FROM deliveries WHERE id = 1 FOR UPDATE")
            assert second.keep((), [1, 2], NOON, LEASE).claimed == {2}


def owed_by_two(first: Store, second: Store) -> None:
    """Two processes, and deliveries to the chats 1 and 2, of which the first process has claimed one."""
    for chat_id in (1, 2):
        first.subscribe(Subscription(chat_id=chat_id))
    first.commit(repo(), assessed(), alert(repo()), NOON)
    first.fan_out(NOON)
    for store in (first, second):
        store.look_around()
    assert first.keep((), [1], NOON, LEASE).claimed == {1}


def gone(first: Store, second: Store) -> None:
    """The first process is no more, and the second has seen it."""
    first.close()
    for _ in range(100):  # the server takes a moment to end the session
        if second.look_around().parts == 1:
            return
        time.sleep(0.05)
    raise AssertionError("its session goes on")


def test_what_a_process_that_is_gone_had_claimed_is_repeated_within_ten_seconds_and_says_so(
    server_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_store(server_database)) as first, closing(open_store(server_database)) as second:
        owed_by_two(first, second)
        assert second.expire(NOON + timedelta(seconds=60)) == 0
        gone(first, second)
        assert second.expire(NOON + timedelta(seconds=1)) == 1
        assert caplog.messages == ["deliveries claimed by a process that is gone, each may be repeated once: 1"]
        assert [d.chat_id for d in second.due(NOON + timedelta(seconds=8))] == [2]
        assert [(d.chat_id, d.is_repeat) for d in second.due(NOON + timedelta(seconds=9))] == [(1, True), (2, False)]
        assert second.expire(NOON + timedelta(seconds=9)) == 0


def test_a_process_that_only_lost_sight_of_the_database_ends_the_doubt_with_its_note(server_database: str) -> None:
    with closing(open_store(server_database)) as first, closing(open_store(server_database)) as second:
        owed_by_two(first, second)
        gone(first, second)
        assert second.expire(NOON + timedelta(seconds=1)) == 1
        first.mark_sent(1, 10, NOON + timedelta(seconds=2))
        assert [d.chat_id for d in second.due(NOON + timedelta(seconds=9))] == [2]
        assert second.counts()[DeliveryState.SENT] == 1


@posix
async def test_a_killed_leader_is_followed_within_seconds_and_nothing_is_lost_or_twice(world: ServerWorld) -> None:
    for chat_id in CHATS:
        world.subscribe(chat_id)
    world.publish(days_ago(2, 70))
    async with Receiver() as receiver:
        given = {"FEDTIDE_WEBHOOK_OUT_URL": receiver.url, "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
        await _killed_and_followed(world, [world.run(**given) for _ in range(3)])
        await receiver.reached(1)
    assert [told["data"]["event"]["facts"]["accepted_usd"] for told in receiver.payloads] == [60_000_000_000]  # the program's, by all three


async def _killed_and_followed(world: ServerWorld, programs: list[Program]) -> None:
    leader = await leader_of(programs)
    await world.polled()
    await leader.kill()
    died = time.monotonic()
    rest = [program for program in programs if program is not leader]
    await leader_of(rest)
    assert time.monotonic() - died < HAND_OVER
    world.publish(todays(1, 60), days_ago(2, 70))
    await world.api.until(lambda: all(world.alerts(chat_id) for chat_id in CHATS) or not any(p.is_running for p in rest), 60)
    await world.delivered(len(CHATS) + 1)
    shown = Counter(len(world.alerts(chat_id)) for chat_id in CHATS)
    assert shown == {1: len(CHATS)}
    assert not any(MAY_BE_REPEAT in world.alerts(chat_id)[0].text for chat_id in CHATS)
    assert [await program.stop() for program in rest] == [0, 0]


async def leader_of(programs: list[Program]) -> Program:
    """The one that watches, once there is one."""
    async with asyncio.timeout(30):
        while True:
            for program in programs:
                assert program.is_running, program.err
                if WATCHES in program.err:
                    return program
            await asyncio.sleep(0.05)


@posix
async def test_of_two_programs_with_one_token_the_second_stops_and_says_why(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.publish(days_ago(2, 70))
        first = world.run()
        await world.connected(first)
        await asyncio.sleep(NEWCOMER)
        second = world.run(FEDTIDE_DATABASE_URL=f"sqlite:///{tmp_path / 'other.db'}")
        assert await second.ended() == 1
        assert "error: another program is running with this bot's token; this one has stopped" in second.err
        assert first.is_running, first.err
        assert await first.stop() == 0
