"""`make bench`: an assessment against the same conditions written out as Python, in one run. Rewrites the table in docs/performance.md.

`make bench ONLY="wire sending"` measures some alone. Each figure is the median of rounds that take turns; the ratio is what counts, the
times depend on the machine.
"""

from __future__ import annotations

import gc
import statistics
import sys
import timeit
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from rules.engine import assess
from tests.bench import backfill, fanning, growing, looking, pace, reading, sending, study, watching, wire
from tests.bench.by_hand import assess_statement
from tests.bench.scenes import CONTEXT, NAMES, RULEBOOK, STATEMENTS

DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
ROUNDS, CALLS = 7, 2000
MOST = 3.0
BEGIN, END = "<!-- {}: begin, written by make bench -->", "<!-- {}: end -->"


def medians(*calls: Callable[[], object]) -> list[float]:
    """The median microseconds of each call; the calls take turns in every round."""
    gc.collect()
    rounds = [[timeit.timeit(call, number=CALLS) for call in calls] for _ in range(ROUNDS)]
    return [1e6 * statistics.median(times) / CALLS for times in zip(*rounds, strict=True)]


def grown(times: int = 10_000) -> int:
    """Bytes that are more in use after so many assessments."""
    event = STATEMENTS[1]
    tracemalloc.start()
    try:
        for _ in range(100):
            assess(event, CONTEXT, RULEBOOK)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(times):
            assess(event, CONTEXT, RULEBOOK)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def table() -> tuple[str, float]:
    """The table, and the median of its ratios."""
    rows, ratios = [], []
    for name, event in zip(NAMES, STATEMENTS, strict=True):
        engine, by_hand = medians(lambda e=event: assess(e, CONTEXT, RULEBOOK), lambda e=event: assess_statement(e, CONTEXT, RULEBOOK))
        ratios.append(engine / by_hand)
        rows.append(f"| {name} | {engine:.0f} | {by_hand:.0f} | {engine / by_hand:.1f} |")
    median, asked = statistics.median(ratios), len(RULEBOOK.of_kind("fomc_statement"))
    lines = [
        f"An FOMC statement asks the most rules, {asked} of {len(RULEBOOK.rules)}; times in microseconds.",
        "",
        "| statement | engine | by hand | ratio |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Median ratio {median:.1f}, at most {MOST:g} wanted. Ten thousand assessments leave {grown()} bytes behind.",
    ]  # fmt: skip
    return "\n".join(lines), median


def written(document: str, name: str, text: str) -> str:
    """The document with a table of this name replaced."""
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = document.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


BENCHES: dict[str, tuple[Callable[[], tuple[str, float] | None], float]] = {
    "assess": (table, MOST),
    "reading": (reading.table, reading.MOST),
    "watching": (watching.table, watching.MOST),
    "backfill": (backfill.table, backfill.MOST),
    "study": (study.table, study.MOST),
    "looking": (looking.table, looking.MOST),
    "sending": (sending.table, sending.MOST),
    "pace": (pace.table, 1.0),
    "growing": (growing.table, growing.MOST),
    "fanning": (fanning.table, 1.0),
    "wire": (wire.table, 1.0),
}
"""By the name of its table: what measures it, None where something is missing, and the largest ratio that is wanted."""


def main(names: Sequence[str]) -> int:
    """Measure what is named, or everything, and write it down. Exit status 1 where something is too slow."""
    is_good = True
    for name in names or BENCHES:
        measure, most = BENCHES[name]
        found = measure()
        if found is None:
            sys.stdout.write(f"{name}: what it is measured on is not here, the table stays as it is\n\n")
            continue
        DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), name, found[0]), encoding="utf-8")
        sys.stdout.write(f"{found[0]}\n\n")
        is_good = is_good and found[1] <= most
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
