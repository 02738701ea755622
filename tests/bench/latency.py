"""From a statement's page to the first message on the wire, by the clocks of who served the one and who got the other.

Publisher and Bot API are in this process, the program is in another, and a new one each time: the first statement that it sees. It has
looked at its feed before, and its chats are subscribed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.store import open_store
from tests.bench.figures import Figure, Found
from tests.bench.pace import programs_settings, subscribe
from tests.bench.reading import TEXT, large
from tests.bench.wire import ROOT
from tests.contract.press_body import PRESS, STATEMENT, feed, item, note_page, page
from tests.history.evidence import HISTORY, fill, settings_of
from tests.loopback.publisher import Publisher
from tests.loopback.telegram import BotApi

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "30"))
CHATS = (10, 10_000)
MOST = 2.0
"""With many chats the median may be so many times the one with few."""
STAGES = {
    "read": "read: the event with its facts",
    "assessed": "assessed, in words in every language",
    "queued": "queued, on the disk",
    "in hand": "in the outbox's hand",
    "sent": "sent: on the wire",
}
SETTLED, PATIENCE = 1.0, 30.0
FEED = "/feeds/press_all.xml"
NOTE = (
    "The Board voted to lower the interest rate paid on reserve balances to 3.65 percent. The Committee directs the Desk to: "
    "Conduct standing overnight reverse repurchase agreement operations at an offering rate of 3.5 percent."
)
Times = Mapping[str, float]
"""Seconds of each stage, by its name, of one round."""


@dataclass(frozen=True, slots=True)
class Release:
    """A statement that comes out now, its note, and the feed with and without them."""

    at: datetime

    @property
    def url(self) -> str:
        return f"{PRESS}/monetary{self.at.astimezone(ZoneInfo('America/New_York')):%Y%m%d}a.htm"

    def publish(self, publisher: Publisher) -> None:
        """Everything at once, the feed last."""
        here = self.at.astimezone(ZoneInfo("America/New_York"))
        day, clock = f"{here:%B} {here.day}, {here.year}", f"{here:%I:%M} {'a.m.' if here.hour < 12 else 'p.m.'} {here:%Z}"
        note = self.url.replace("a.htm", "a1.htm")
        made = page(*TEXT, day=day, released=f"For release at {clock}", url=self.url, says=self.url, note=note)
        publisher.publish(urlsplit(note).path, note_page(NOTE, day=day, url=note).body)
        publisher.publish(urlsplit(self.url).path, large(made).body)
        self.announce(publisher, item(STATEMENT, self.url, f"{self.at:%a, %d %b %Y %H:%M:%S} GMT"))

    def announce(self, publisher: Publisher, *items: str) -> None:
        """The feed, with an item of the day before at its end."""
        before = self.at - timedelta(days=1)
        old = item("Minutes", f"{PRESS}/other{before:%Y%m%d}a.pdf", f"{before:%a, %d %b %Y %H:%M:%S} GMT")
        publisher.publish(FEED, feed(*items, old).body, content_type="text/xml")


def prepared(folder: Path, chats: int) -> Path:
    """A store with so many chats, and with the archive's past where that is there."""
    settings = settings_of(folder)
    if HISTORY.exists():
        fill(settings, HISTORY)
    with contextlib.closing(open_store(settings.database_url)) as store:
        subscribe(store, chats)
    return folder / "evidence.db"


async def measured(database: Path, chats: int) -> Times:
    """One round: a program that has settled, a statement, the first message."""
    with tempfile.TemporaryDirectory() as name, Publisher() as publisher:
        folder = Path(name)
        shutil.copy(database, folder / "fedtide.db")
        async with BotApi() as api:
            for chat in range(1, chats + 1):
                api.private(chat)
            Release(datetime.now(UTC)).announce(publisher)
            settings = programs_settings(publisher.url, api.url, api.token, f"sqlite:///{folder}/fedtide.db", 1000, "fed.press_release")
            command = [str(Path(__file__).with_name("marked_run.py")), str(folder / "marks")]
            with (folder / "err").open("wb") as err:
                program = await asyncio.create_subprocess_exec(
                    sys.executable, *command, cwd=ROOT, env=os.environ | settings | {"PYTHONPATH": str(ROOT)}, stderr=err, stdout=err
                )
            try:
                await api.until(lambda: api.calls("getUpdates") and publisher.asked(FEED) > 1, PATIENCE)
                await asyncio.sleep(SETTLED)
                release = Release(datetime.now(UTC))
                release.publish(publisher)
                await api.until(lambda: api.calls("sendMessage"), PATIENCE)
            except TimeoutError:
                raise RuntimeError((folder / "err").read_text()[-2000:]) from None
            finally:
                program.kill()
                await program.wait()
            served = next(one.at for one in publisher.requests if one.path == urlsplit(release.url).path)
            return stages(served, (folder / "marks").read_text(), min(call.at for call in api.calls("sendMessage")))


def stages(served: float, marks: str, sent: float) -> Times:
    """The seconds of each stage: the first time that it ended, less the end of the one before."""
    ends = dict(line.split("\t") for line in reversed(marks.splitlines()))
    instants = [served, *(float(ends[stage]) for stage in STAGES if stage != "sent"), sent]
    return {stage: after - before for stage, (before, after) in zip(STAGES, pairwise(instants), strict=True)}


def rounds() -> Iterator[Sequence[Times]]:
    """One round after the other, each number of chats in turn."""
    with tempfile.TemporaryDirectory() as name:
        stores = []
        for chats in CHATS:
            (folder := Path(name) / str(chats)).mkdir()
            stores.append((prepared(folder, chats), chats))
        for _ in range(ROUNDS):
            yield [asyncio.run(measured(*one)) for one in stores]


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(values), statistics.quantiles(values, n=20, method="inclusive")[-1]


def table() -> Found:
    """The table, and the first message with many chats beside that with few."""
    found = [*zip(*rounds(), strict=True)]
    by_stage: Callable[[Sequence[Times], str], Sequence[float]] = lambda times, stage: [1000 * one[stage] for one in times]  # noqa: E731
    rows = []
    for stage, words in STAGES.items():
        figures = [percentiles(by_stage(times, stage)) for times in found]
        rows.append(f"| {words} | {' | '.join(f'{p50:.1f} | {p95:.1f}' for p50, p95 in figures)} |")
    wholes = [percentiles([1000 * sum(one.values()) for one in times]) for times in found]
    rows.append(f"| from page to wire | {' | '.join(f'{p50:.1f} | {p95:.1f}' for p50, p95 in wholes)} |")
    ratio = wholes[1][0] / wholes[0][0]
    heads = [f"{chats:,} chats, p50 | p95" for chats in CHATS]
    lines = [
        f"Milliseconds by the wall's clock, {ROUNDS} rounds that take turns; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.",
        "",
        f"| the page served, then | {' | '.join(heads)} |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"With {CHATS[1]:,} chats {ratio:.2f} times as long as with {CHATS[0]}, at most {MOST:g} wanted.",
    ]
    few, many = (whole[0] for whole in wholes)
    return "\n".join(lines), [
        Figure(what=f"page to wire, {CHATS[1]:,} chats", unit="ms", ours=many, beside=f"{CHATS[0]} chats", theirs=few, most=MOST),
    ]


if __name__ == "__main__":
    sys.stdout.write(f"{table()[0]}\n")
