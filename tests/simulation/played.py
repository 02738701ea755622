"""A stretch of the year, played and looked at: what the test and the table share."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from bot.source import PollPlan, Source
from bot.store import Store, open_store
from tests.simulation.days import START
from tests.simulation.measured import Way, ways
from tests.simulation.run import Outcome, Year
from tests.simulation.script import Script

IN_MEMORY = Path("/dev/shm")
LAST_LOOK = timedelta(hours=7)
"""The run goes on so long after the stretch: FRED is asked every six hours."""


@dataclass(frozen=True, slots=True)
class Played:
    """A run and what it shows of the facts up to `until`."""

    script: Script
    outcome: Outcome
    store: Store
    ways: Sequence[Way]
    plans: Mapping[str, PollPlan]
    since: datetime
    until: datetime

    @property
    def intervals(self) -> Mapping[str, timedelta]:
        """Each source's slow interval."""
        return {source: plan.every for source, plan in self.plans.items()}


def folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for the database: in memory where there is such a place, for thousands of transactions would wait for a disk."""
    return tempfile.TemporaryDirectory(prefix="fedtide-year-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None)


async def _in_place(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What goes to a thread, at once: nobody else wants to run, and changing threads took a quarter of the time."""
    return call(*args, **kwargs)


def _as_it_is(source: Source) -> Source:
    return source


@contextlib.contextmanager
def _unlogged() -> Iterator[None]:
    """What goes wrong on purpose fills no log meanwhile."""
    log = logging.getLogger("bot")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


@contextlib.contextmanager
def played(
    script: Script, folder: Path, *, since: datetime = START, until: datetime, change: Callable[[Source], Source] = _as_it_is
) -> Iterator[Played]:
    """Play a stretch with a store of its own in a folder."""
    with contextlib.closing(open_store(f"sqlite:///{folder.as_posix()}/year.db")) as store:
        year = Year(script, store, first=since, last=until + LAST_LOOK, change=change)
        with mock.patch.object(asyncio, "to_thread", _in_place), _unlogged():
            outcome = asyncio.run(year.run())
        plans = {name: course.source.plan for name, course in year.courses.items()}
        yield Played(script, outcome, store, ways(script, outcome, store, since=since, until=until), plans, since, until)
