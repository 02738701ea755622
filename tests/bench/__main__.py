"""`make bench`: what everything costs, each beside a yardstick of the same run. Rewrites the tables in docs/performance.md.

`make bench ONLY="wire sending"` measures some alone; `--json` among them prints the figures for programs, and nothing else. Each figure is
the median of rounds that take turns; the ratio is what counts, the times depend on the machine.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import timeit
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rules.engine import assess
from tests.bench import backfill, fanning, growing, latency, looking, pace, reading, sending, study, unchanged, watching, wire
from tests.bench.by_hand import assess_statement
from tests.bench.figures import Figure, Found, as_json, summary
from tests.bench.scenes import CONTEXT, NAMES, RULEBOOK, STATEMENTS

DOCUMENT = Path(__file__).parents[2] / "docs" / "performance.md"
ROUNDS, CALLS = 7, 2000
MOST = 3.0
BEGIN, END = "<!-- {}: begin, written by make bench -->", "<!-- {}: end -->"


def medians(*calls: Callable[[], object]) -> list[float]:
    """The median microseconds of CPU of each call; the calls take turns in every round."""
    gc.collect()
    rounds = [[timeit.timeit(call, timer=time.process_time, number=CALLS) for call in calls] for _ in range(ROUNDS)]
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


def table() -> Found:
    """The table, and each statement assessed beside the plain Python."""
    rows, figures = [], []
    for name, event in zip(NAMES, STATEMENTS, strict=True):
        engine, by_hand = medians(lambda e=event: assess(e, CONTEXT, RULEBOOK), lambda e=event: assess_statement(e, CONTEXT, RULEBOOK))
        figures.append(Figure(what=f"assessed: {name}", unit="µs", ours=engine, beside="by hand", theirs=by_hand, most=MOST))
        rows.append(f"| {name} | {engine:.0f} | {by_hand:.0f} | {engine / by_hand:.1f} |")
    median, asked = statistics.median(one.ratio for one in figures), len(RULEBOOK.of_kind("fomc_statement"))
    lines = [
        f"An FOMC statement asks the most rules, {asked} of {len(RULEBOOK.rules)}; CPU time in microseconds.",
        "",
        "| statement | engine | by hand | ratio |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Median ratio {median:.1f}, at most {MOST:g} wanted. Ten thousand assessments leave {grown()} bytes behind.",
    ]  # fmt: skip
    return "\n".join(lines), figures


def written(document: str, name: str, text: str) -> str:
    """The document with a table of this name replaced."""
    begin, end = BEGIN.format(name), END.format(name)
    before, _, rest = document.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"


BENCHES: dict[str, Callable[[], Found | None]] = {
    "assess": table,
    "reading": reading.table,
    "latency": latency.table,
    "unchanged": unchanged.table,
    "watching": watching.table,
    "backfill": backfill.table,
    "study": study.table,
    "looking": looking.table,
    "sending": sending.table,
    "pace": pace.table,
    "growing": growing.table,
    "fanning": fanning.table,
    "wire": wire.table,
}
"""By the name of its table: what measures it, None where something is missing."""


def measured(names: Sequence[str]) -> Iterator[tuple[str, Sequence[Figure]]]:
    """The figures of each bench, its own table written down; one that lacks what it is measured on is left out, and said to be."""
    for name in names:
        found = BENCHES[name]()
        if found is None:
            sys.stderr.write(f"{name}: what it is measured on is not here, the table stays as it is\n")
            continue
        write_down(name, found[0])
        yield name, found[1]


def write_down(name: str, text: str) -> None:
    """Put a table in its place."""
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), name, text), encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Measure what is named, or everything, and write it down. Exit status 1 where something is too slow."""
    names = [word for word in words if word != "--json"]
    found = dict(measured(names or list(BENCHES)))
    if not names:
        write_down("all", summary(found))
    sys.stdout.write(f"{as_json(found) if '--json' in words else summary(found)}\n")
    return 0 if all(figure.is_good for figures in found.values() for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
