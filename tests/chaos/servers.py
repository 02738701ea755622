"""Three programs on one PostgreSQL database, of which the one that watches or one that only sends is killed."""

from __future__ import annotations

import asyncio
import random
import time

from tests.chaos.crowd import PATIENCE, Crowd, a_crowd
from tests.chaos.faults import LEADER, Outcome, Scale
from tests.integration.program import Program
from tests.loopback.telegram import Fault, Gate
from tests.postgres_server import PostgresServer

JOINED = "processes on this database"
WATCHES = "this process watches from now on"
BETWEEN = 60
"""Fewer messages than this pass between two kills, once all have joined."""
HELD = 0.3
"""Seconds for which requests are held: by then each process has some."""
LEFT = "deliveries claimed by a process that is gone"


class Three:
    """Three running programs; whoever is killed is made up for by another one."""

    def __init__(self, crowd: Crowd, rng: random.Random) -> None:
        self._crowd, self._rng = crowd, rng
        self.running = [crowd.run_bent() for _ in range(3)]
        self.handed_over: list[float] = []

    async def joined(self) -> None:
        """Wait until all share the database."""
        async with asyncio.timeout(PATIENCE):
            while not all(JOINED in program.err for program in self.running):  # noqa: ASYNC110  (a log tells nobody)
                await asyncio.sleep(0.05)

    async def leader(self) -> Program:
        """The one that watches, once there is one."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [program for program in self.running if WATCHES in program.err]):  # noqa: ASYNC110  (a log tells nobody)
                await asyncio.sleep(0.05)
        return found[0]

    async def kill(self, which: str) -> None:
        """Kill one while the platform holds requests, so that it has claims; start another."""
        leader = await self.leader()
        others = [program for program in self.running if program is not leader]
        victim = leader if which == LEADER else self._rng.choice(others)
        gate = Gate(after=False)
        self._crowd.platform.treat = lambda request: Fault(request.method, gate=gate)
        await self._crowd.platform.until(gate.reached.is_set, PATIENCE)
        await asyncio.sleep(HELD)
        await victim.kill()
        self._crowd.platform.treat = lambda request: None
        gate.open.set()
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
    async with a_crowd(scale.chats, url=url, rate=scale.shared_rate) as crowd:
        three = Three(crowd, rng)
        for which in victims:
            await three.joined()
            await crowd.platform.arrived(rng.randrange(1, BETWEEN))
            await three.kill(which)
        await three.joined()
        verdict = await crowd.finish(*three.running)
        seen = f"claims taken over {three.took_over()} times"
        if three.handed_over:
            seen += f"; watched again after {max(three.handed_over):.1f} s at most"
        return Outcome(
            f"three processes on PostgreSQL, {victims[0]} killed",
            len(victims),
            "SIGKILLs with requests under way, another program started after each",
            verdict,
            seen,
        )
