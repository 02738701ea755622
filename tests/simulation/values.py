"""The figures that the publishers publish: real ones of the archive beside the project where it has them, else a seeded walk.

Each series is complete over the days that it is asked for, so that with and without the archive the same things come out at the same times.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

SEED = 20251001
HISTORY = Path(__file__).parents[3] / "shared" / "history"
"""The archive; it may be absent."""


def chance(*names: object) -> random.Random:
    """A generator of random numbers of its own for each thing, so that one more thing changes no other."""
    return random.Random(" ".join(map(str, (SEED, *names))))


def filled(
    name: str, days: Iterable[date], *, start: float, step: float, low: float, high: float, archive: Path | None
) -> Mapping[date, float]:
    """A value for each day: the archive's, else the one before moved by a normal step and kept between `low` and `high`."""
    known, dice, value, found = _archived(name, archive), chance("series", name), start, {}
    for day in days:
        value = known[day] if day in known else min(max(value + dice.gauss(0, step), low), high)
        found[day] = value
    return found


def _archived(name: str, archive: Path | None) -> Mapping[date, float]:
    path = archive / f"{name}.csv" if archive else None
    if path is None or not path.is_file():
        return {}
    with path.open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {date.fromisoformat(row[0]): float(row[1]) for row in rows}


def hours(asset: str, starts: Iterable[datetime], *, start: float, archive: Path | None) -> Mapping[datetime, float]:
    """A price for each hour: the archive's close, else a walk of 0.4 percent an hour."""
    path = archive / f"{asset.lower()}_usdt_hourly.csv" if archive else None
    known: dict[datetime, float] = {}
    if path is not None and path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        rows = (line.split(",") for line in lines if line >= "2025-06")
        known = {datetime.fromisoformat(row[0]): float(row[4]) for row in rows}
    dice, value, found = chance("hours", asset), start, {}
    for hour in starts:
        value = known.get(hour) or value * (1 + dice.gauss(0, 0.004))
        found[hour] = round(value, 2)
    return found


def statement_text(day: date, archive: Path | None) -> str | None:
    """The text of a decision's statement, where the archive has it."""
    path = archive / "fomc" / "statements" / f"{day}.txt" if archive else None
    return path.read_text(encoding="utf-8") if path is not None and path.is_file() else None
