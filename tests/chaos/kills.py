"""SIGKILL of `fedtide run` at random moments of a fan-out, again and again."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from tests.chaos.crowd import PATIENCE, Crowd, a_crowd
from tests.chaos.faults import Outcome, Scale
from tests.chaos.record import Verdict
from tests.integration.program import Program
from tests.loopback.telegram import Request

MOMENTS = {"start": 1, "request": 3, "any": 4}
"""How often a kill falls: while the program starts or fans out; when a request is there, not yet in effect; at any moment after one."""
WHEN = {"start": "at the start", "request": "at a request", "any": "in between"}
STARTING, SENDING = 3.0, 0.15
"""Seconds after the start, and after a request, within which a kill falls."""


class Killer:
    """Ends one program, once, at a moment drawn by `rng`: early, or after fewer than `each` messages."""

    def __init__(self, crowd: Crowd, program: Program, rng: random.Random, each: int) -> None:
        self._program, self._platform, self._rng = program, crowd.platform, rng
        (self.moment,) = rng.choices(list(MOMENTS), list(MOMENTS.values()))
        self._left = rng.randrange(each)
        self._struck = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        if self.moment == "start":
            self._strike_within(STARTING)
        else:
            self._platform.arriving = self._arriving

    def _arriving(self, request: Request) -> None:
        self._left -= 1
        if self._left >= 0 or self._timer or self._struck.is_set():
            return
        if self.moment == "request":
            self._strike()
        else:
            self._strike_within(SENDING)

    def _strike_within(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._rng.uniform(0, seconds), self._strike)

    def _strike(self) -> None:
        self._program.process.kill()
        self._struck.set()

    async def done(self) -> None:
        """Wait until the program is dead. Raises RuntimeError where it was before."""
        async with asyncio.timeout(PATIENCE):
            await self._struck.wait()
        self._platform.arriving = lambda request: None
        if (code := await self._program.ended()) != -9:
            raise RuntimeError(f"ended with {code} before it was killed: {self._program.err}")


async def killed(crowd: Crowd, rng: random.Random, kills: int) -> tuple[Verdict, Counter[str]]:
    """So many kills, spread over the crowd, then a run that comes to its end; the verdict, and how many kills fell when."""
    each = max(1, crowd.size // kills)
    moments: Counter[str] = Counter()
    for _ in range(kills):
        killer = Killer(crowd, crowd.run(), rng, each)
        await killer.done()
        moments[killer.moment] += 1
        if not crowd.owed():
            raise RuntimeError(f"all was sent after {moments.total()} kills: the crowd is too small for {kills}")
    return await crowd.finish(crowd.run()), moments


async def kills(scale: Scale, rng: random.Random) -> list[Outcome]:
    """The guarantee where one process sends from a file."""
    async with a_crowd(scale.kill_chats, rate=scale.rate) as crowd:
        verdict, moments = await killed(crowd, rng, scale.kills)
        told = ", ".join(f"{moments[moment]} {WHEN[moment]}" for moment in MOMENTS if moments[moment])
        return [Outcome("SIGKILL of `fedtide run` in a fan-out", scale.kills, f"kills: {told}", verdict)]
