"""CPU that a message costs from the outbox to the wire, beside what the libraries' own broadcasts cost, with the same server and message.

Each contender runs in a process of its own, which counts its CPU time; they take turns. The server is nginx, in yet another process:
it answers every request alike, so that its speed bounds nobody (`BARE` shows how far it goes).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure, Found

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
MESSAGES, ROUNDS = int(os.environ.get("BENCH_MESSAGES", "2000")), int(os.environ.get("BENCH_ROUNDS", "5"))
MOST_OF_AIOGRAM, MOST_OF_PTB = 1.5, 1 / 3
OURS, AIOGRAM, PTB, BARE = "fedtide", "aiogram", "python-telegram-bot", "aiohttp"
CONTENDERS = {
    OURS: (sys.executable, ["-m", "tests.bench.peers.outbox"]),
    AIOGRAM: ("bench", [str(HERE / "peers" / "aiogram_broadcast.py")]),
    PTB: ("bench", [str(HERE / "peers" / "ptb_broadcast.py")]),
    BARE: ("bench", [str(HERE / "peers" / "bare.py")]),
}
ANSWER = {
    "ok": True,
    "result": {"message_id": 7, "date": 1761926400, "chat": {"id": 1001, "type": "private", "first_name": "Ann"}, "text": "Repo"},
}
ME = {"ok": True, "result": {"id": 7000001, "is_bot": True, "first_name": "Tide", "username": "tide_bot"}}
CONFIG = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; events {{ worker_connections 4096; }}
http {{
  access_log off; default_type application/json; keepalive_requests 100000000; keepalive_timeout 600s;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
"""  # noqa: E501 - nginx's own words
_SERVER = """
  server {{ listen 127.0.0.1:{port}; location ~ /getMe$ {{ return 200 '{me}'; }} location / {{ return 200 '{answer}'; }} }}
"""


@contextlib.contextmanager
def nginx() -> Iterator[str]:
    """The address of a server that takes every message."""
    with nginx_with(_SERVER, answer=json.dumps(ANSWER), me=json.dumps(ME)) as (url, _):
        yield url


@contextlib.contextmanager
def nginx_with(server: str, **words: str) -> Iterator[tuple[str, Path]]:
    """The address of an nginx with such a server, whose `{port}`, `{folder}` and `words` are filled in, and its folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        config = Path(folder) / "nginx.conf"
        config.write_text((CONFIG + server + "}}\n").format(folder=folder, port=port, **words), encoding="utf-8")
        command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config), "-p", folder, "-e", f"{folder}/error.log"]
        with subprocess.Popen(command) as running:
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}", Path(folder)
            finally:
                running.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("nginx does not answer")


def cpu_ms(name: str, url: str) -> tuple[float, float]:
    """CPU milliseconds that a message takes a contender, and how many it sent a second."""
    python, arguments = CONTENDERS[name]
    program = str(ROOT / ".venv-bench" / "bin" / "python") if python == "bench" else python
    told = subprocess.run(
        [program, *arguments, url, str(MESSAGES)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    if told.returncode:
        raise RuntimeError(f"{name}: {told.stderr[-2000:]}")
    found = json.loads(told.stdout)
    return 1000 * found["cpu"] / MESSAGES, MESSAGES / found["wall"]


def table() -> Found | None:
    """The table, and our CPU beside each peer's; None where nginx or the peers are not installed."""
    if not Path("/usr/sbin/nginx").exists() or not (ROOT / ".venv-bench" / "bin" / "python").exists():
        return None
    with nginx() as url:
        rounds = [{name: cpu_ms(name, url) for name in CONTENDERS} for _ in range(ROUNDS)]
    cpu = {name: statistics.median(one[name][0] for one in rounds) for name in CONTENDERS}
    pace = {name: statistics.median(one[name][1] for one in rounds) for name in CONTENDERS}
    words = {
        OURS: "fedtide: claimed, sent, noted, on the disk",
        AIOGRAM: "aiogram's broadcast, nothing kept",
        PTB: "python-telegram-bot as it comes, nothing kept",
        BARE: "aiohttp alone, the request ready made",
    }
    rows = [f"| {words[name]} | {cpu[name]:.2f} | {cpu[name] / cpu[AIOGRAM]:.2f} | {pace[name]:.0f} |" for name in CONTENDERS]
    head = [
        f"{MESSAGES:,} messages to as many chats, nginx on loopback; medians of {ROUNDS} rounds that take turns.",
        "",
        "| a message | CPU ms | of aiogram's | a second here |",
        "|---|---|---|---|",
    ]
    wanted = (
        f"At most {MOST_OF_AIOGRAM:g} of aiogram's and a third of python-telegram-bot's wanted: the latter is {cpu[OURS] / cpu[PTB]:.2f}."
    )
    most = {AIOGRAM: MOST_OF_AIOGRAM, PTB: MOST_OF_PTB, BARE: None}
    figures = [
        Figure(what="a message, CPU", unit="ms", ours=cpu[OURS], beside=peer, theirs=cpu[peer], most=bound) for peer, bound in most.items()
    ]
    return "\n".join([*head, *rows, "", wanted]), figures
