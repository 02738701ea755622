"""`fedtide backfill --archive` over the years beside the project, against reading the rows of the same files alone."""

from __future__ import annotations

import asyncio
import csv
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from bot.jobs.archive import Archive, open_archive
from bot.jobs.pieces import load
from bot.sources import sources
from bot.store import Store, open_store
from tests.bench.figures import Figure, Found

HISTORY = Path(__file__).parents[3] / "shared" / "history"
TODAY = date(2026, 10, 1)
"""After the last row of the tables."""
ROUNDS = 5
MOST = 120.0


def archive(folder: Path) -> Archive:
    """The folder, as the command opens it."""
    return open_archive(folder, sources(), None, TODAY)


def files(folder: Path) -> list[Path]:
    """What the command reads of the folder: the tables and the texts of the meetings."""
    left = {path.name for path in archive(folder).left_alone}
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".txt") and path.name not in left and "labels" not in path.parts
    ]


def rows(paths: Iterable[Path]) -> int:
    """How many rows the files have, read by the csv module alone; a text counts by its lines."""
    count = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            count += sum(1 for _ in (csv.reader(file) if path.suffix == ".csv" else file))
    return count


def read(folder: Path) -> int:
    """How many events and prices the pieces hold: read, and kept nowhere."""

    async def all_pieces() -> int:
        found = [await piece.read() for piece in archive(folder).pieces]
        return sum(len(one.events) + len(one.prices) for one in found)

    return asyncio.run(all_pieces())


def filled(folder: Path, store: Store) -> int:
    """How many events and prices were new to the store; what the command does, its progress bar apart."""

    async def all_pieces() -> int:
        return sum([loaded.new async for loaded in load(archive(folder).pieces, store, lambda: datetime.now(UTC))])

    return asyncio.run(all_pieces())


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def rounds(folder: Path) -> list[float]:
    """Median seconds of: the rows alone, reading, filling a new store, filling it again."""
    paths, times = files(folder), []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as temporary, closing(open_store(f"sqlite:///{temporary}/bench.db")) as store:
            calls = (lambda: rows(paths), lambda: read(folder), lambda s=store: filled(folder, s), lambda s=store: filled(folder, s))
            times.append([seconds(call) for call in calls])
    return [statistics.median(spent) for spent in zip(*times, strict=True)]


def table(folder: Path = HISTORY) -> Found | None:
    """The table, and a backfill beside the rows alone; None where the folder is not there."""
    if not folder.is_dir():
        return None
    alone, reading, first, again = rounds(folder)
    ratio = first / alone
    paths, count = files(folder), read(folder)
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    lines = [
        f"{len(paths)} files of {megabytes:.0f} MB hold {count:,} events and prices; times in seconds.",
        "",
        "| of an archive folder | s | of the rows alone |",
        "|---|---|---|",
        f"| its rows, by the csv module alone | {alone:.2f} | 1 |",
        f"| its events and prices, checked | {reading:.2f} | {reading / alone:.0f} |",
        f"| the same in a new store: `fedtide backfill --archive` | {first:.2f} | {ratio:.0f} |",
        f"| once more, which changes nothing | {again:.2f} | {again / alone:.0f} |",
        "",
        f"At most {MOST:g} times the rows alone wanted for the first run.",
    ]
    return "\n".join(lines), [
        Figure(what="an archive loaded", unit="s", ours=first, beside="its rows, by csv", theirs=alone, most=MOST),
    ]
