"""`fedtide backfill`: the past of sources, from their publishers or an archive folder, into the configured store."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.calendars.newyork import today
from bot.jobs.archive import open_archive
from bot.jobs.pieces import SINCE, Loaded, Piece, complete, from_publishers, load
from bot.polling.operator_notices import summary_of_rows
from bot.running.watching import utc_now, watched_sources, watcher_of
from bot.settings import Settings
from bot.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What a backfill did, piece by piece, and the files of its archive that nobody takes."""

    outcomes: Sequence[Loaded]
    left_alone: Sequence[Path] = ()

    @property
    def errors(self) -> list[str]:
        """What could not be loaded, a line each."""
        return [f"{outcome.piece.source_id}: {outcome.piece.name}: {outcome.error}" for outcome in self.outcomes if outcome.error]

    @property
    def set_aside(self) -> list[str]:
        """The rows that could not be read beside others, a line each part."""
        return [
            f"{outcome.piece.source_id}: {outcome.piece.name}: {summary_of_rows(outcome.set_aside)}"
            for outcome in self.outcomes
            if outcome.set_aside
        ]

    def rows(self) -> list[tuple[str, ...]]:
        """By source: its id, and how many parts, what they held, what was new, parts skipped, parts failed."""
        by_source: dict[str, list[Loaded]] = {}
        for outcome in self.outcomes:
            by_source.setdefault(outcome.piece.source_id, []).append(outcome)
        return [
            (
                source_id,
                *(
                    str(count)
                    for count in (
                        len(parts),
                        sum(part.found for part in parts),
                        sum(part.new for part in parts),
                        sum(part.skipped for part in parts),
                        sum(part.error is not None for part in parts),
                    )
                ),
            )
            for source_id, parts in by_source.items()
        ]


async def backfill(
    settings: Settings, source_ids: Sequence[str], since: date | None, folder: Path | None, report: Callable[[int, int, str], None]
) -> Backfilled:
    """Load the past of these sources (all, where none is named) from the publishers or a folder; `told` hears of each piece's end."""
    chosen = watched_sources(settings, source_ids)
    with contextlib.closing(open_store(settings.database_url)) as store:
        if folder is not None:
            archive = open_archive(folder, chosen, since, today(utc_now()))
            return Backfilled(await _all(archive.pieces, store, report), archive.left_alone)
        day = since or SINCE
        async with watcher_of(settings, store) as watcher:
            pieces = from_publishers(chosen, day, client=watcher.client, origins=settings.origins, now=utc_now)
            outcomes = await _all(pieces, store, report)
        complete(chosen, day, outcomes, store, utc_now())
        return Backfilled(outcomes)


async def _all(pieces: Sequence[Piece], store: Store, report: Callable[[int, int, str], None]) -> list[Loaded]:
    outcomes: list[Loaded] = []
    async for outcome in load(pieces, store, utc_now):
        outcomes.append(outcome)
        report(len(outcomes), len(pieces), outcome.piece.source_id)
    return outcomes
