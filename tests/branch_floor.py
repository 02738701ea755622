"""Hold the branch coverage of what decides and of the outbox above its floor. Says nothing when it holds.

Run by `make test` after pytest, on the data that pytest-cov left.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

import coverage

FLOOR = 95.0
PARTS = {"rules/": ["rules/*"], "bot/delivery/outbox.py": ["bot/delivery/outbox.py"]}


def branches(data: coverage.Coverage, include: list[str]) -> float:
    """Percent of the branches that were taken, over the files that match."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        data.json_report(outfile=str(path), include=include)
        totals = json.loads(path.read_text(encoding="utf-8"))["totals"]
    return 100.0 * totals["covered_branches"] / totals["num_branches"]


def main() -> int:
    """Exit status 1, with the lines that are missing, where a part is below the floor."""
    data = coverage.Coverage()
    data.load()
    status = 0
    for part, include in PARTS.items():
        taken = branches(data, include)
        if taken <= FLOOR:
            text = io.StringIO()
            data.report(include=include, file=text, show_missing=True, skip_covered=True)
            sys.stdout.write(f"{text.getvalue()}error: branch coverage of {part} is {taken:.1f} %, it must be above {FLOOR:.0f} %\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
