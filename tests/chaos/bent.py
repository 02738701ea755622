"""`fedtide run` whose clock and name server obey another program: `python bent.py FOLDER run`.

It is the real program. Before it begins, what tells it the time is made to look into FOLDER: `wall` holds seconds by which its wall clock
is off, `passed` seconds that have passed on all its clocks besides those that did; while `nameless` is there no name resolves,
and none is remembered.
"""

from __future__ import annotations

import socket
import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import aiohttp

import bot.delivery.limiter
import bot.running.watching
from bot.delivery.limiter import Limiter

WALL, PASSED, NAMELESS = "wall", "passed", "nameless"


def seconds(file: Path) -> float:
    """What a file says; nothing where it is not there."""
    try:
        return float(file.read_text())
    except (FileNotFoundError, ValueError):
        return 0.0


def bend(folder: Path) -> None:
    """Replace what this process takes for the time and for the name server."""

    class Bent(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=seconds(folder / WALL) + seconds(folder / PASSED))

    def resolved(*args: Any, **how: Any) -> Any:
        if (folder / NAMELESS).exists():
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve(*args, **how)

    resolve = socket.getaddrinfo
    for module in (bot.delivery.limiter, bot.running.watching):
        module.datetime = Bent  # type: ignore[attr-defined]
    defaults = Limiter.__init__.__kwdefaults__
    assert defaults is not None
    defaults["clock"] = lambda: time.monotonic() + seconds(folder / PASSED)
    socket.getaddrinfo = resolved
    aiohttp.TCPConnector.__init__.__kwdefaults__["ttl_dns_cache"] = 0  # type: ignore[index]


if __name__ == "__main__":
    bend(Path(sys.argv[1]))
    from bot.cli import main

    main(sys.argv[2:])
