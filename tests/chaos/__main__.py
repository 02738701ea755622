"""`make chaos`: faults against the real program, judged by the loopback Bot API's own record. Ends with 1 where the guarantee broke.

`python -m tests.chaos --only kills --seed 7 --short` takes some alone, in their short form, with chances drawn from another seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time

from tests.chaos.alone import EACH, TOGETHER
from tests.chaos.faults import FULL, SHORT, Fault, Outcome, Scale, head, row
from tests.chaos.kills import kills
from tests.chaos.servers import servers

SEED = 20261129
FAULTS: dict[str, Fault] = {"kills": kills, **EACH, "servers": servers}
IN_SHORT: dict[str, Fault] = {"kills": kills, **TOGETHER, "servers": servers}


async def inject(name: str, scale: Scale, seed: int) -> list[Outcome]:
    """One fault; its chances are drawn from the seed alone, so that it goes the same way on its own."""
    began = time.monotonic()
    outcomes = await (FAULTS | IN_SHORT)[name](scale, random.Random(f"{seed} {name}"))
    sys.stderr.write(f"chaos: {name} took {time.monotonic() - began:.0f} s\n")
    return outcomes


def main(args: list[str] | None = None) -> int:
    """Print the table; 1 where an alert was lost, came a third time, or came a second time without saying so."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--short", action="store_true", help="small crowds, few kills: what `make test` runs")
    parser.add_argument("--only", action="append", choices=list(FAULTS | IN_SHORT), metavar="FAULT", help=", ".join(FAULTS | IN_SHORT))
    asked = parser.parse_args(args)
    scale, names = (SHORT, IN_SHORT) if asked.short else (FULL, FAULTS)
    outcomes: list[Outcome] = []
    for name in asked.only or names:
        found = asyncio.run(inject(name, scale, asked.seed))
        if not asked.json:  # each as it comes: the whole takes a while
            sys.stdout.write("".join(f"{line}\n" for line in [*([] if outcomes else [head()]), *map(row, found)]))
            sys.stdout.flush()
        outcomes += found
    if asked.json:
        sys.stdout.write(f"{json.dumps([outcome.as_json() for outcome in outcomes], indent=1)}\n")
    return int(not all(outcome.verdict.is_kept for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
