"""What befalls a program in the midst of its fan-out, for a while: its database, its clock, the way to the platform, a second program."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.application import NEWCOMER
from bot.store.database import BUSY_SECONDS
from tests.chaos.bent import NAMELESS
from tests.chaos.crowd import PATIENCE, Crowd
from tests.chaos.faults import Scale
from tests.integration.program import Program

HOURS_AWAY = 6
MINUTE = 60.0
ROOM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Spell:
    """A kind of spell: what it is called, and what casts it, giving how often it was, of what, and what was seen."""

    name: str
    cast: Callable[[Crowd, Program, Scale, random.Random], Awaitable[tuple[int, str, str]]]


async def locked(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """Another program has the database for itself."""
    for _ in range(scale.spells):
        await crowd.platform.arrived(rng.randrange(scale.between))
        other = sqlite3.connect(crowd.file, isolation_level=None, timeout=30)
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.sleep(scale.seconds)
        other.close()
    if scale.seconds > BUSY_SECONDS:
        _noticed(program, "is locked by another program")
    return scale.spells, f"{_times(scale)}, for {scale.seconds:g} s", ""


async def full(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """No file may be written beyond a few pages."""
    import resource  # Windows has none

    for _ in range(scale.spells):
        await crowd.platform.arrived(rng.randrange(scale.between))
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (ROOM, resource.RLIM_INFINITY))
        await asyncio.sleep(scale.seconds)
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    _noticed(program, "does not do its work")
    return scale.spells, f"{_times(scale)}, for {scale.seconds:g} s: no file beyond {ROOM // 1024} kB, by a limit of the process", ""


async def clock_jumps(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """The wall clock is set, forwards and backwards, by up to an hour."""
    for number in range(scale.spells):
        await crowd.platform.arrived(rng.randrange(scale.between))
        crowd.set_wall(rng.uniform(10, 60) * MINUTE * (-1) ** number)
    await crowd.platform.arrived(1)
    crowd.set_wall(0)
    return scale.spells, f"{_times(scale)}, by 10 to 60 minutes forwards or backwards, and back at the end", ""


async def nameless(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """No name resolves, and the connections that there were are gone."""
    flag = crowd.folder / NAMELESS
    for _ in range(scale.spells):
        await crowd.platform.arrived(rng.randrange(scale.between))
        flag.touch()
        await crowd.platform.go_away()
        await crowd.platform.come_back()
        await asyncio.sleep(scale.seconds)
        flag.unlink()
        crowd.let_pass(MINUTE)
    _noticed(program, "ClientConnectorDNSError")
    return scale.spells, f"{_times(scale)}, for {scale.seconds:g} s", ""


async def away(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """Telegram takes no connection, for six hours of the program's clock."""
    await crowd.platform.arrived(rng.randrange(scale.between))
    await crowd.platform.go_away()
    for _ in range(scale.steps):
        crowd.let_pass(HOURS_AWAY * 60 * MINUTE / scale.steps)
        await asyncio.sleep(0.2)
    await crowd.platform.come_back()
    crowd.let_pass(2 * MINUTE)
    return 1, f"time, {HOURS_AWAY} h by the program's clock, from an alert with more to live", ""


async def second_programs(crowd: Crowd, program: Program, scale: Scale, rng: random.Random) -> tuple[int, str, str]:
    """One more on the same database, one with the same token and a database of its own; that takes half a minute, so not in short."""
    await crowd.platform.arrived(rng.randrange(scale.between))
    same = crowd.run()
    code = await same.ended(PATIENCE)
    assert (code, "another fedtide already sends from" in same.err) == (1, True), same.err
    if scale.is_short:
        return 1, "program on the same database", "ended with 1 and said why; the first went on"
    await asyncio.sleep(max(0.0, NEWCOMER - (time.monotonic() - program.began)))
    token = crowd.run(FEDTIDE_DATABASE_URL=f"sqlite:///{crowd.folder / 'other.db'}")
    code = await token.ended(PATIENCE)
    assert (code, "another program is running with this bot's token; this one has stopped" in token.err) == (1, True), token.err
    assert program.is_running, program.err
    return 2, "programs: one on the same database, one with the same token", "both ended with 1 and said why; the first went on"


def _noticed(program: Program, words: str) -> None:
    """A spell that the program does not notice is none."""
    if words not in program.err:
        raise RuntimeError(f"nothing says {words!r}: {program.err}")


def _times(scale: Scale) -> str:
    return "time" if scale.spells == 1 else "times"


SPELLS = (
    Spell("database locked", locked),
    Spell("disk full", full),
    Spell("clock jumps", clock_jumps),
    Spell("a name that does not resolve", nameless),
    Spell("Telegram away", away),
    Spell("two instances by mistake", second_programs),
)
