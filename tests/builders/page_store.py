"""A store that the recorded stretch has filled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.demo.local_chat import LocalChat
from bot.demo.play import FIRST_LOOK, Clock, Stage
from bot.demo.publisher import Publisher
from bot.demo.tables import figures
from bot.store import Store, open_store
from rules.document import load_rulebook

PAGE_AT = datetime(2026, 1, 9, 15, 0, tzinfo=UTC)
"""Two days after the last publication of the stretch."""


async def full_store(path: Path) -> Store:
    """What the bot has stored when the stretch is over."""
    store, clock = open_store(f"sqlite:///{path.as_posix()}"), Clock(FIRST_LOOK)
    chat = LocalChat("en", clock.now, _nowhere)

    async def at_once(seconds: float) -> None:
        return None

    await Stage(clock, Publisher(figures(), clock.now), store, load_rulebook(), chat).play(_nowhere, None, at_once)
    return store


def _nowhere(text: str) -> None:
    return None
