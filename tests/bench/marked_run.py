"""`fedtide run` that looks twice a second and says when it got how far: `python marked_run.py FILE`.

It is the real program: the plan of the Board's releases is that of a decision's minute, and the functions between whose ends the stages
lie are wrapped. Each end is a line of FILE: the stage, and the seconds of the machine's monotonic clock, which all processes share.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bot.cli
import bot.polling.intake
import bot.polling.poll
from bot.source import PollPlan
from bot.sources.board import press_release
from bot.store import Store
from rules.event import FomcStatement

LOOK = timedelta(seconds=0.5)


def has_statement(events: Any) -> bool:
    return any(isinstance(event, FomcStatement) for event in events)


STAGES: dict[str, tuple[Any, str, Callable[..., bool]]] = {
    "read": (bot.polling.poll, "parse", lambda events, *_: has_statement(events)),
    "assessed": (bot.polling.intake, "compose", lambda alert, *_: bool(alert)),
    "queued": (Store, "commit", lambda _, store, event, *__: has_statement([event])),
    "in hand": (Store, "due", lambda deliveries, *_: bool(deliveries)),
}
"""By stage: the function at whose end it is over, and which of its calls count, by what it gave and what it got."""


def main(path: str) -> None:
    marks = Path(path)

    def marked(stage: str, work: Callable[..., Any], counts: Callable[..., bool]) -> Callable[..., Any]:
        @functools.wraps(work)
        def done(*args: Any, **how: Any) -> Any:
            result = work(*args, **how)
            if counts(result, *args):
                with marks.open("a", encoding="utf-8") as out:
                    out.write(f"{stage}\t{time.monotonic()}\n")
            return result

        return done

    for stage, (place, name, counts) in STAGES.items():
        setattr(place, name, marked(stage, getattr(place, name), counts))
    press_release.SOURCE = replace(press_release.SOURCE, plan=PollPlan(every=LOOK))
    bot.cli.main(["run"])


if __name__ == "__main__":
    main(sys.argv[1])
