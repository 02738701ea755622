"""A quiet hour of `fedtide run`: `python -m tests.bench.idle MINUTES` prints its CPU and its memory. Linux.

The publishers of the simulated year answer on the loopback interface, each at a port of its own, and the Bot API beside them, all in this
process; the program is the real one by the machine's clock: run it when nothing is released in New York. The pages are those of a Tuesday
noon of the year; those of exchanges and prediction markets are other ones each time, as in life. CPU and memory are the kernel's (`/proc`),
counted from two and a half minutes after the start on, when every source has been asked.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.model import Subscription
from bot.settings import Settings
from bot.store import open_store
from tests.loopback.telegram import BotApi
from tests.simulation import year
from tests.simulation.days import at
from tests.simulation.script import Address

QUIET = at(date(2026, 9, 15), "11:58")
WARM = 150.0
RESTLESS = ("api.exchange.coinbase.com", "api.kraken.com", "www.deribit.com", "api.elections.kalshi.com", "gamma-api.polymarket.com")
CHATS = 200


class Publishers:
    """The script's addresses by host, answered at the simulated clock."""

    def __init__(self) -> None:
        script = year.script()
        self.of: defaultdict[str, dict[str, Address]] = defaultdict(dict)
        for address in [address for part in script.parts for address in part.addresses] + list(script.further):
            host = "markets.newyorkfed.org" if address.host == "www.newyorkfed.org" else address.host
            self.of[host][address.path] = address
        self.ahead = QUIET - datetime.now(UTC)
        self.asked: Counter[tuple[str, int]] = Counter()

    async def answer(self, host: str, request: web.BaseRequest) -> web.StreamResponse:
        now = datetime.now(UTC) + self.ahead
        address = self.of[host].get(request.path)
        body = address.body(now, dict(request.query)) if address else None
        headers = {"Date": format_datetime(now.replace(microsecond=0), usegmt=True)}
        if address is None or body is None:
            status, body = 404, b"<html>Page not found</html>"
        else:
            status = 200
            if host in RESTLESS:
                body += b" " * random.randint(1, 1000)
            if address.has_validators:
                headers["ETag"] = f'W/"{sha256(body).hexdigest()[:16]}"'
                if request.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
            headers["Content-Type"] = address.content_type
        self.asked[host, status] += 1
        return web.Response(status=status, body=body, headers=headers)

    async def serve(self) -> Mapping[str, str]:
        """Serve each host; gives where."""
        ports = {}
        for host in list(self.of):
            runner = web.ServerRunner(web.Server(lambda request, host=host: self.answer(host, request)))  # type: ignore[misc]
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            ports[host] = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return ports


def origins(ports: Mapping[str, str]) -> dict[str, str]:
    """The settings that send each publisher's requests to its port; FRED's keyed interface is not asked."""
    found = {}
    for name, field in Settings.model_fields.items():
        if name.endswith("_url") and isinstance(field.default, str) and (host := urlsplit(field.default).hostname) in ports:
            found[str(field.validation_alias)] = ports[str(host)]
    return found


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> tuple[float, float]:
    """Resident, and of that its own alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return kilobytes["Rss"] / 1024, (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024


async def measure(minutes: float, command: Sequence[str]) -> None:
    publishers = Publishers()
    ports = await publishers.serve()
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi() as api:
            database = f"sqlite:///{folder}/idle.db"
            store = open_store(database)
            for chat in range(1, CHATS + 1):
                api.private(chat)
                store.subscribe(Subscription(chat_id=chat))
            store.close()
            env = {
                **{name: value for name, value in os.environ.items() if not name.startswith(("FEDTIDE_", "TELEGRAM_"))},
                **origins(ports),
                "TELEGRAM_BOT_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
                "FEDTIDE_DATABASE_URL": database,
            }
            bot = await asyncio.create_subprocess_exec(*command, env=env, cwd=folder)
            try:
                await watched(bot.pid, minutes, publishers)
            finally:
                bot.terminate()
                await bot.wait()


async def watched(pid: int, minutes: float, publishers: Publishers) -> None:
    await asyncio.sleep(WARM)
    before, asked = cpu_seconds(pid), sum(publishers.asked.values())
    said = [f"started: {before:.1f} s CPU, {asked} requests; {megabytes(pid)[0]:.0f} MB"]
    sys.stdout.write(said[0] + "\n")
    sys.stdout.flush()
    began = datetime.now(UTC)
    while (passed := (datetime.now(UTC) - began)) < timedelta(minutes=minutes):
        await asyncio.sleep(min(60, minutes * 60 - passed.total_seconds() + 0.1))
        seconds = (datetime.now(UTC) - began).total_seconds()
        used, rss = cpu_seconds(pid) - before, megabytes(pid)
        more = sum(publishers.asked.values()) - asked
        sys.stdout.write(
            f"{seconds:5.0f} s: {used:.2f} s CPU, {100 * used / seconds:.2f} % of a core; {more} requests; "
            f"{rss[0]:.1f} MB resident, {rss[1]:.1f} MB its own\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{dict(publishers.asked)}\n")


if __name__ == "__main__":
    rest = sys.argv[2:] or [sys.executable, "-m", "bot", "run"]
    asyncio.run(measure(float(sys.argv[1]), rest))
