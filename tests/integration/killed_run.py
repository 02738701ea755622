"""`fedtide run` that dies by SIGKILL right after a named step: `python killed_run.py STEP MARKER`.

It is the real program, with one function wrapped: when that has done its work for the first time, the step's name goes into the
file MARKER and the process is gone, without a chance to tidy up.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bot.app
import bot.assessing.known
import bot.cli
import bot.polling.intake
import bot.polling.poll
from bot.store import Store


def anything(result: Any) -> bool:
    return True


STEPS: dict[str, tuple[Any, str, Callable[[Any], bool]]] = {
    "fetch": (bot.polling.poll, "fetch_all", lambda fetched: bool(fetched.pages)),
    "parse": (bot.polling.poll, "parse", bool),
    "assess": (bot.assessing.known, "assess", anything),
    "compose": (bot.polling.intake, "compose", bool),
    "commit": (Store, "commit", anything),
    "remember": (Store, "remember", anything),
    "fan_out": (Store, "fan_out", bool),
    "claim": (Store, "keep", lambda kept: bool(kept.claimed)),
    "answer received": (bot.app, "make_send", anything),
    "mark_sent": (Store, "keep", lambda kept: bool(kept.sent)),
}
"""By step: what is wrapped, and which of its results count as its work done."""


def main(step: str, marker: str) -> None:
    place, name, is_done = STEPS[step]

    def die_if(result: Any) -> None:
        if is_done(result):
            Path(marker).write_text(step, encoding="utf-8")
            os.kill(os.getpid(), signal.SIGKILL)

    work = getattr(place, name)
    if step == "answer received":
        setattr(place, name, lambda *args, **how: dying(work(*args, **how), die_if))
    else:
        setattr(place, name, dying(work, die_if))
    bot.cli.main(["run"])


def dying(work: Callable[..., Any], die_if: Callable[[Any], None]) -> Callable[..., Any]:
    """`work`, and then the end."""

    @functools.wraps(work)
    def done(*args: Any, **how: Any) -> Any:
        result = work(*args, **how)
        die_if(result)
        return result

    @functools.wraps(work)
    async def awaited(*args: Any, **how: Any) -> Any:
        result = await work(*args, **how)
        die_if(result)
        return result

    return awaited if inspect.iscoroutinefunction(work) else done


if __name__ == "__main__":
    main(*sys.argv[1:])
