"""Three programs on one PostgreSQL database, of which the one that watches or one that only sends is killed."""

from __future__ import annotations

import asyncio
import random
import time

from tests.chaos.crowd import PATIENCE, Crowd, a_crowd
from tests.chaos.faults import LEADER, Outcome, Scale
from tests.integration.program import Program
from tests.postgres_server import PostgresServer

JOINED = "processes on this database"
WATCHES = "this process watches from now on"
LEFT = "deliveries claimed by a process that is gone"


class Three:
    """Three running programs; whoever is killed is made up for by another one."""

    def __init__(self, crowd: Crowd, rng: random.Random) -> None:
        self._crowd, self._rng = crowd, rng
        self.running = [crowd.run_bent() for _ in range(3)]
        self.handed_over: list[float] = []

    async def leader(self) -> Program:
        """The one that watches, once there is one."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [program for program in self.running if WATCHES in program.err]):  # noqa: ASYNC110  (a log tells nobody)
                await asyncio.sleep(0.05)
        return found[0]

    async def kill(self, which: str) -> None:
        """Kill one right when a request is there, so that it has claims, and start another."""
        leader = await self.leader()
        others = [program for program in self.running if program is not leader]
        victim = leader if which == LEADER else self._rng.choice(others)
        arrived = asyncio.Event()
        self._crowd.platform.arriving = lambda request: arrived.set()
        async with asyncio.timeout(PATIENCE):
            await arrived.wait()
        self._crowd.platform.arriving = lambda request: None
        await victim.kill()
        self.running.remove(victim)
        if victim is leader:
            died = time.monotonic()
            await self.leader()
            self.handed_over.append(time.monotonic() - died)
        self.running.append(self._crowd.run_bent())

    def took_over(self) -> int:
        """How often somebody found claims of one that was gone."""
        return sum(program.err.count(LEFT) for program in self._crowd.programs)


async def servers(scale: Scale, rng: random.Random) -> list[Outcome]:
    """Each row is a crowd of its own."""
    server = await asyncio.to_thread(PostgresServer)
    try:
        return [await _killed(server.empty(), which, scale, rng) for which in scale.victims]
    finally:
        await asyncio.to_thread(server.close)


async def _killed(url: str, victims: tuple[str, ...], scale: Scale, rng: random.Random) -> Outcome:
    async with a_crowd(scale.chats, url=url, rate=scale.rate) as crowd:
        three = Three(crowd, rng)
        for which in victims:
            await crowd.platform.arrived(rng.randrange(1, scale.between))
            await three.kill(which)
        await three.running[-1].said(JOINED)
        verdict = await crowd.finish(*three.running)
        seen = f"claims taken over {three.took_over()} times"
        if three.handed_over:
            seen += f"; watched again after {max(three.handed_over):.1f} s at most"
        return Outcome(
            f"three processes on PostgreSQL, {victims[0]} killed", len(victims), "SIGKILLs at a request, each made up for", verdict, seen
        )
