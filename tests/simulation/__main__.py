"""`make year`: play the year and rewrite its tables in docs/performance.md."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.simulation.days import END
from tests.simulation.measured import invented, not_once, over_budget, stated_budget, too_late
from tests.simulation.played import folder, played
from tests.simulation.table import BEGIN, table
from tests.simulation.table import END as STOP
from tests.simulation.year import script

DOCS = Path(__file__).parents[2] / "docs"


def main() -> int:
    """Exit status 1 where something was not seen once, or too late, or a host was asked too often."""
    began, document = time.perf_counter(), DOCS / "performance.md"
    stated = stated_budget(DOCS / "sources.md")
    with folder() as path, played(script(), Path(path), until=END) as year:
        text = table(year.script, year.outcome, year.ways, year.plans, stated)
        wrong = [
            *not_once(year.ways, year.until),
            *invented(year.script, year.store, since=year.since, until=year.until),
            *too_late(year.ways, year.intervals),
            *over_budget(year.outcome, stated),
        ]
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    document.write_text(f"{before}{BEGIN}\n{text}\n{STOP}{rest.partition(STOP)[2]}", encoding="utf-8")
    sys.stdout.write("\n".join((text, "", *wrong, f"{time.perf_counter() - began:.0f} s", "")))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
