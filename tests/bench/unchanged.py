"""CPU of a poll that finds nothing new, beside the same request by the HTTP client alone.

The publisher is in a process of its own: it answers 304 to who has the feed of press releases, and the operations' whole body each time.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from bot import render
from bot.model import Subscription
from bot.polling.fetch import Client, make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.sources import source as source_of
from bot.store import Store, open_store
from rules.document import load_rulebook
from rules.ledger import shipped_ledger
from tests.bench.figures import Figure, Found
from tests.contract.operation_body import BILLION, repo
from tests.contract.operation_body import page as operations
from tests.contract.press_body import PRESS, feed, item
from tests.loopback.publisher import Publisher

NOW = datetime(2026, 9, 16, 18, tzinfo=UTC)
ROUNDS, POLLS, ITEMS = 9, 100, 20
MOST = 4.0
"""Of the client alone."""
FEED, REPOS, PAST = "/feeds/press_all.xml", "/api/rp/repo/all/results/lastTwoWeeks.json", "/api/rp/results/search.json"
CASES = {
    "fed.press_release": ("the feed of press releases: 304", FEED),
    "nyfed.repo_operation": ("two weeks of repos: the same body", REPOS),
}


def serve(answers: Connection) -> None:
    """A publisher for as long as nobody says a word."""
    with Publisher() as publisher:
        urls = [f"{PRESS}/other202609{day:02d}a.pdf" for day in range(1, 16)]
        items = [item("A speech", url, f"{day} Sep 2026 15:00:00 GMT") for day, url in enumerate(urls, 1)]
        publisher.publish(FEED, feed(*reversed(items)).body, content_type="text/xml")
        rows = [repo(f"RP 09{day:02d}26 {number}", f"2026-09-{day:02d}", BILLION) for day in range(8, 16) for number in (1, 2)]
        publisher.publish(REPOS, operations(*rows).body, content_type="application/json", validators=False)
        publisher.publish(PAST, operations().body, content_type="application/json", validators=False)
        answers.send(publisher.url)
        answers.recv()


@contextmanager
def publisher_apart() -> Iterator[str]:
    """The address of a publisher in another process."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv()
    ours.send("enough")
    process.join()


async def cpu_ms(work: Callable[[], Awaitable[object]]) -> float:
    """CPU of this process, all threads, that one call of `work` takes, the mean of many."""
    began = time.process_time()
    for _ in range(POLLS):
        await work()
    return 1000 * (time.process_time() - began) / POLLS


async def measured(url: str, store: Store) -> dict[str, tuple[float, float]]:
    """By source: milliseconds of a poll, and of its request by the client alone; both take turns."""
    found: dict[str, tuple[float, float]] = {}
    async with make_client("fedtide/bench") as client:
        for source_id, (_, path) in CASES.items():
            ours, alone = polling(source_id, client, url, store), await requesting(client, url + path)
            assert [await ours(), await ours()] == ["ok", "not_modified"]
            rounds = [(await cpu_ms(ours), await cpu_ms(alone)) for _ in range(ROUNDS)]
            assert await ours() == "not_modified"
            found[source_id] = tuple(statistics.median(times) for times in zip(*rounds, strict=True))  # type: ignore[assignment]
    return found


def polling(source_id: str, client: Client, url: str, store: Store) -> Callable[[], Awaitable[str]]:
    """A poll of a source, as the program makes it; gives how it went."""
    source, health, rulebook = source_of(source_id), SourceHealth(), load_rulebook()

    async def once() -> str:
        result = await poll(
            source, client=client, origins=dict.fromkeys(("fed", "nyfed", "fred"), url), store=store, rulebook=rulebook,
            ledger=shipped_ledger(), render=render.alert, now=lambda: NOW, health=health,
        )  # fmt: skip
        return result.outcome

    return once


async def requesting(client: Client, url: str) -> Callable[[], Awaitable[object]]:
    """The request that such a poll makes."""
    etag = (await client.get(url)).headers.get("etag")
    return lambda: client.get(url, headers={"If-None-Match": etag} if etag else {})


def found_now() -> dict[str, tuple[float, float]]:
    """Both cases, on a store on the disk."""
    with publisher_apart() as url, tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/bench.db")) as store:
        store.subscribe(Subscription(chat_id=1))
        return asyncio.run(measured(url, store))


def table() -> Found:
    """The table, and each poll beside its request."""
    found = found_now()
    rows = [f"| {CASES[name][0]} | {ours:.2f} | {alone:.2f} | {ours / alone:.1f} |" for name, (ours, alone) in found.items()]
    head = [
        f"CPU time in milliseconds, the median of {ROUNDS} rounds of {POLLS} that take turns; the publisher is in another process.",
        "",
        "| an unchanged poll | ms | the request by httpx alone | ratio |",
        "|---|---|---|---|",
    ]
    figures = [
        Figure(what=f"unchanged, {CASES[name][0]}", unit="ms", ours=ours, beside="the request by httpx", theirs=alone, most=MOST)
        for name, (ours, alone) in found.items()
    ]
    return "\n".join([*head, *rows, "", f"At most {MOST:g} wanted."]), figures


if __name__ == "__main__":
    sys.stdout.write(f"{table()[0]}\n")
