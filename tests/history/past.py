"""The years past as the program itself would take them from an archive folder and go through them again: `open_archive`, `replay`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.jobs.archive import open_archive
from bot.jobs.replay import replay
from bot.source import Expectation, Price
from bot.sources import sources
from rules.event import Event, YieldChange
from rules.model import Assessment, Rulebook

YIELDS_SINCE = date(2014, 1, 1)
"""Daily yields of the years before bitcoin had a price would only cost time."""
TODAY = date(2026, 10, 1)
"""After the last row of the tables."""


def scored(folder: Path, rulebook: Rulebook) -> Iterator[tuple[Event, Assessment]]:
    """Every event of a folder with its measures and its assessment, in the order of publication, each seeing only what was known."""
    events, prices, expectations = read(folder)
    for replayed in replay(((event.published_at, event) for event in events), prices, rulebook, expectations=expectations):
        yield replayed.event, replayed.assessment


def read(folder: Path) -> tuple[list[Event], list[Price], list[Expectation]]:
    """The events of a folder, oldest first, the prices that the correlation needs, and what was priced in before decisions.

    Of two events that share a key the first one counts.
    """
    archive = open_archive(folder, sources(), None, TODAY)

    async def pieces() -> list:
        return [await piece.read() for piece in archive.pieces]

    found = asyncio.run(pieces())
    by_key: dict[tuple[str, str], Event] = {}
    for event in (event for piece in found for event in piece.events):
        if not isinstance(event, YieldChange) or event.as_of >= YIELDS_SINCE:
            by_key.setdefault((event.source, event.key), event)
    prices = [price for piece in found for price in piece.prices if price.asset in ("BTC", "SP500")]
    expectations = [one for piece in found for one in piece.expectations]
    return sorted(by_key.values(), key=lambda event: event.published_at), prices, expectations
