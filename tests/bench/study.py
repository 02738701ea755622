"""The full study of the archive beside the project: replay and statistics against reading the same past, and the most memory it takes.

Where the archive is not at hand nothing is measured, and the table stays as it is.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.jobs.study import opened, past_of, study_of
from bot.settings import Settings
from rules.document import load_rulebook
from tests.bench.figures import Figure, Found
from tests.history.evidence import HISTORY, fill, settings_of

ROUNDS = 3
MOST = 20.0
"""How many times as long as reading the past the whole of it may take."""


@dataclass(frozen=True)
class Phases:
    """Seconds until each phase was through, megabytes in use after reading and at most, and how much there was."""

    read: float
    replayed: float
    studied: float
    kept: float
    megabytes_read: float
    megabytes_most: float
    events: int
    cells: int


def phases(settings: Settings) -> Phases:
    """Read the past, then ask for the study twice, as a person would: the second time it is kept."""
    rulebook = load_rulebook()
    read, _ = _timed(lambda: _read(settings))
    after_reading, began, replayed = _megabytes(), time.perf_counter(), 0.0

    def told(position: int, of: int, name: str) -> None:
        nonlocal replayed
        if name == "replay":
            replayed = time.perf_counter() - began

    studied, found = _timed(lambda: study_of(settings, rulebook, told))
    most = _megabytes()
    kept, _ = _timed(lambda: study_of(settings, rulebook, told))
    return Phases(read, replayed, studied, kept, after_reading, most, len(found["events"]), len(found["groups"]))


def _read(settings: Settings) -> int:
    with opened(settings) as store:
        return len(past_of(store).publications)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _megabytes() -> float:
    """The most memory that this process has had so far; the system counts in kilobytes, on macOS in bytes."""
    import resource  # Windows has none, and no use for `make bench`

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def table() -> Found | None:
    """The table, and a study beside reading the past; None without the archive."""
    if not HISTORY.is_dir():
        return None
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        fill(settings_of(Path(folder)), HISTORY)
        for _ in range(ROUNDS):  # each in a process of its own, whose memory is this study's alone
            for kept in ("study.json", "replay"):
                (Path(folder) / f"evidence.db.{kept}").unlink(missing_ok=True)
            done = subprocess.run([sys.executable, "-m", "tests.bench.study", folder], capture_output=True, text=True, check=True)
            rounds.append(Phases(**json.loads(done.stdout)))
    return written(Phases(**{name: statistics.median_low([getattr(one, name) for one in rounds]) for name in asdict(rounds[0])}))


def written(found: Phases) -> Found:
    """The table of some phases, and their figures."""
    rows = (
        ("reading the past from the database", found.read),
        ("reading it and replaying it by today's rules", found.replayed),
        ("the whole study, 2,000 resamples a cell", found.studied),
        ("the same once more: it is kept", found.kept),
    )
    memory = (
        f"{found.megabytes_most:.0f} MB at most, {found.megabytes_most / found.megabytes_read:.1f} times the {found.megabytes_read:.0f} MB"
    )
    lines = [
        f"{found.events:,} events with prices, {found.cells:,} cells, 2019 to 2026; seconds, the median of {ROUNDS} runs.",
        "",
        "| from a store of years to | s | of reading alone |",
        "|---|---|---|",
        *(f"| {name} | {seconds:.1f} | {seconds / found.read:.1f} |" for name, seconds in rows),
        "",
        f"At most {MOST:g} wanted for the whole. Memory: {memory} when the past has been read.",
    ]
    return "\n".join(lines), [
        Figure(what="the whole study", unit="s", ours=found.studied, beside="reading the past", theirs=found.read, most=MOST),
        Figure(what="the same once more", unit="s", ours=found.kept, beside="the first", theirs=found.studied),
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(phases(settings_of(Path(sys.argv[1]))))))
