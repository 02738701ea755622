"""The pace on the wire: `fedtide run` as it is, and when each of its messages reached the platform by the platform's own record.

The platform is nginx, which answers every message alike and writes down when it came; the publishers have nothing new.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.model import Subscription
from bot.settings import variables
from bot.store import Store, open_store
from bot.store.schema import subscriptions
from tests.bench.figures import Figure, Found
from tests.bench.peers.message import TEXT, TOKEN
from tests.bench.wire import ANSWER, ME, ROOT, nginx_with
from tests.builders.alerts import alert, assessed, repo
from tests.postgres_server import PostgresServer

LEAST, SETTLED = 0.95, 2
"""Of the rate, in each second but the first ones, in which a process joins and starts."""
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """So many programs on one database, the rate over all of them, and how long they send."""

    name: str
    programs: int
    rate: int
    seconds: int
    is_shared: bool = False


RUNS = (
    Run("one process, SQLite", 1, 30, 20),
    Run("one process, SQLite", 1, 1000, 60),
    Run("three processes, PostgreSQL", 3, 30, 20, is_shared=True),
    Run("three processes, PostgreSQL", 3, 300, 20, is_shared=True),
)
_SERVER = """
  map $uri $is_message {{ default 0; ~/sendMessage$ 1; }}
  log_format when $msec;
  server {{
    listen 127.0.0.1:{port};
    access_log {folder}/wire.log when buffer=64k flush=1s if=$is_message;
    location ~ /sendMessage$ {{ return 200 '{answer}'; }}
    location ~ /getMe$ {{ return 200 '{me}'; }}
    location ~ /getUpdates$ {{ proxy_pass http://127.0.0.1:{silent}; proxy_read_timeout 600s; }}
    location ~ ^/bot {{ return 200 '{{"ok": true, "result": true}}'; }}
    location / {{ return 404; }}
  }}
"""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When messages came, in seconds, and what sending took."""

    run: Run
    times: Sequence[float]
    cpu_ms: float

    @property
    def seconds(self) -> list[int]:
        """How many came in each whole second from the first message on, the last, broken one left out."""
        edges = [bisect_left(self.times, self.times[0] + second) for second in range(int(self.times[-1] - self.times[0]) + 1)]
        return [after - before for before, after in itertools.pairwise(edges)]

    @property
    def most(self) -> int:
        """The most in any one second, wherever it begins."""
        return max(bisect_left(self.times, at + 1.0) - i for i, at in enumerate(self.times))


@contextlib.contextmanager
def platform() -> Iterator[tuple[str, Path]]:
    """The address of a Bot API whose chats say nothing, and the file that holds when each message came."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        words = {"answer": json.dumps(ANSWER), "me": json.dumps(ME), "silent": str(silent.getsockname()[1])}
        with nginx_with(_SERVER, **words) as (url, folder):
            yield url, folder / "wire.log"


def measured(run: Run) -> Arrivals:
    """Let the programs of a run send to as many chats as take its seconds."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_things:
        database = f"sqlite:///{folder}/fedtide.db"
        if run.is_shared:
            server = PostgresServer()
            open_things.callback(server.close)
            database = server.migrated()
        url, log = open_things.enter_context(platform())
        count = run.rate * run.seconds
        store = open_things.enter_context(contextlib.closing(open_store(database)))
        subscribe(store, count)
        before = os.times()
        with contextlib.ExitStack() as programs:
            for number in range(run.programs):
                programs.enter_context(_program(url, database, run.rate, Path(folder) / f"{number}.err"))
            if run.is_shared:
                time.sleep(8.0)  # until all have joined
            _publish(store)
            times = _arrived(log, count, run.seconds + PATIENCE)
        after = os.times()
        took = after.children_user + after.children_system - before.children_user - before.children_system
        return Arrivals(run, times, 1000 * took / count)


def subscribe(store: Store, count: int) -> None:
    """Subscribe the chats 1 to `count` with what is usual."""
    store.subscribe(Subscription(chat_id=1))
    with store._write() as connection:
        row = connection.execute(subscriptions.select()).one()._asdict()
        del row["id"]
        connection.execute(insert(subscriptions), [row | {"chat_id": 1 + number} for number in range(1, count)])
    store.roll(datetime.now(UTC))


def _publish(store: Store) -> None:
    now = datetime.now(UTC)
    event = repo(published_at=now)
    store.commit(event, assessed(), alert(event, texts={"en": TEXT}, created_at=now, expires_at=now + timedelta(hours=6)), now)


def programs_settings(publishers: str, platform: str, token: str, database: str, rate: int, sources: str) -> dict[str, str]:
    """The environment of a program between these servers."""
    names = [name for name in variables() if name.startswith("FEDTIDE_") and name.endswith("_URL") and "WEBHOOK" not in name]
    return {
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_URL": platform,
        **dict.fromkeys(names, publishers),
        "FEDTIDE_DATABASE_URL": database,
        "FEDTIDE_SEND_RATE": str(rate),
        "FEDTIDE_SOURCES": sources,
    }


@contextlib.contextmanager
def _program(url: str, database: str, rate: int, log: Path) -> Iterator[None]:
    settings = programs_settings(url, url, TOKEN, database, rate, "nyfed.repo_operation")
    with log.open("wb") as err:
        program = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=ROOT, env=os.environ | settings, stderr=err)
    try:
        yield
        if program.poll() is not None:
            raise RuntimeError(f"the program ended: {log.read_text()[-2000:]}")
    finally:
        program.terminate()
        program.wait(30)


def _arrived(log: Path, count: int, patience: float) -> list[float]:
    """When the messages came, once all have."""
    until = time.monotonic() + patience
    while (lines := log.read_bytes().splitlines() if log.exists() else [])[count - 1 :] == []:
        if time.monotonic() > until:
            raise RuntimeError(f"{len(lines)} of {count} messages came")
        time.sleep(1.0)
    return sorted(map(float, lines))


def table() -> Found | None:
    """The table, and each run's seconds beside the rate that was asked for; None without nginx."""
    if not Path("/usr/sbin/nginx").exists():
        return None
    found = [measured(run) for run in RUNS]
    load = os.getloadavg()[0]
    rows, kept = [], []
    for one in found:
        steady = sorted(one.seconds[SETTLED:])
        rate, median = one.run.rate, steady[len(steady) // 2]
        figures = (one.run.name, f"{rate:,}", f"{len(steady)} s", steady[0], median, steady[-1], one.most, f"{one.cpu_ms:.2f}")
        rows.append(f"| {' | '.join(map(str, figures))} |")
        kept += [
            Figure(what=f"{one.run.name}: a second's messages", unit="", ours=median, beside="asked for", theirs=rate, least=LEAST),
            Figure(what=f"{one.run.name}: the most in any second", unit="", ours=one.most, beside="asked for", theirs=rate, most=1.0),
        ]
    head = [
        f"`fedtide run`; the platform and its record are nginx, in another process; {os.cpu_count()} cores, load {load:.1f} at its end,",
        f"each process's start included in its CPU. The first {SETTLED} seconds count for the most in any second alone.",
        "",
        "| processes | asked for | for | least in a second | median | most | in any second | CPU ms a message |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]), kept


if __name__ == "__main__":
    sys.stdout.write(str(table()))
