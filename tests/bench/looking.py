"""Each look-up on a store with the whole history, beside the very statements that it asks of the database, by the sqlite3 module alone."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.chat.answers.lookups import LOOKUPS, Asked
from bot.source import Expectation
from bot.store import Store, open_store
from rules.event import PressRelease, TreasuryAuction
from rules.ledger import shipped_ledger
from tests.bench.figures import Figure, Found
from tests.history.evidence import HISTORY, fill, settings_of

MOST = 5.0
ROUNDS = 15
NOW = datetime(2026, 7, 22, 20, 0, tzinfo=UTC)
"""Within what the archive has of everything."""
OF = {"history": "fomc_statement"}
Statement = tuple[str, Any]


def asked(store: Store, call: Callable[[], object]) -> list[Statement]:
    """The statements that a call asks of the database, with their parameters."""
    found: list[Statement] = []

    def keep(connection: object, cursor: object, statement: str, parameters: Any, context: object, executemany: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", keep)
    try:
        call()
    finally:
        event.remove(store._engine, "before_cursor_execute", keep)
    return found


def medians(*calls: Callable[[], object]) -> list[float]:
    """The median milliseconds of CPU of each call; they take turns, the first round is not counted."""
    times: list[list[float]] = [[] for _ in calls]
    for n in range(ROUNDS + 1):
        for call, spent in zip(calls, times, strict=True):
            began = time.process_time()
            call()
            if n:
                spent.append(1e3 * (time.process_time() - began))
    return [statistics.median(spent) for spent in times]


def bare(connection: sqlite3.Connection, statements: Sequence[Statement]) -> Callable[[], None]:
    """Asking the same, every row taken, nothing made of it."""

    def ask() -> None:
        for statement, parameters in statements:
            connection.execute(statement, parameters).fetchall()

    return ask


def looked(path: Path, now: datetime) -> Iterator[tuple[str, float, float, int]]:
    """By look-up: its milliseconds, those of its statements alone, and how many these are."""
    store = open_store(f"sqlite:///{path}")
    try:
        with sqlite3.connect(path) as connection:
            for name, look in LOOKUPS.items():
                about = Asked(now, "en", "America/New_York", shipped_ledger().meetings, OF.get(name, ""))

                def call(look: Callable[[Store, Asked], str] = look, about: Asked = about) -> str:
                    return look(store, about)

                statements = asked(store, call)
                own, alone = medians(call, bare(connection, statements))
                yield name, own, alone, len(statements)
    finally:
        store.close()


def fill_rest(store: Store, now: datetime) -> None:
    """What the archive lacks and a running bot has: a year of the Fed's calendar and of auctions, of venues asked every hour, dots."""
    days = [now.date() + timedelta(days=n) for n in range(-365, 120)]
    store.set_release_days(
        {
            "h41": [day for day in days if day.weekday() == 3],
            "fomc_statement": [day for day in days if day in shipped_ledger().meetings],
            "coupon_auction": [day for day in days if day.weekday() in (1, 2)],
        }
    )
    auctions = [
        TreasuryAuction(
            source="treasury.auction", key=f"{day} {n}", title="", url="https://t.invalid/", published_at=now - timedelta(days=n),
            stage="announced", cusip=f"91282{n:04}", security_type="note", security_term="10-Year", auction_on=day, offering_usd=39 * 10**9,
        )
        for n, day in enumerate(now.date() + timedelta(days=7 - n) for n in range(365))
    ]  # fmt: skip
    projections = PressRelease(
        source="fed.press_release", key="projections", title="", url="https://f.invalid/", published_at=now - timedelta(days=30),
        category="projections", dots=("2026 3.4 3.6", "2027 3.1 3.1", "2028 3.1"),
    )  # fmt: skip
    store.add_past([*auctions, projections], now, replace=True)
    meetings = sorted(day for day in shipped_ledger().meetings if day > now.date())[:3]
    store.add_expectations(
        [
            Expectation(meeting_on=meeting, venue=venue, at=now - timedelta(hours=hour, minutes=5), change_bp=-5.0, uncertainty_bp=1.0)
            for hour in range(24 * 365)
            for meeting in meetings
            for venue in ("kalshi", "polymarket")
        ]
    )


def table() -> Found | None:
    """The table, and each look-up beside its statements; None where the archive is not at hand."""
    if not HISTORY.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder))
        fill(settings, HISTORY)
        with closing(open_store(settings.database_url)) as store:
            fill_rest(store, NOW)
        found = list(looked(Path(folder) / "evidence.db", NOW))
    rows = [f"| `/{name}` | {statements} | {own:.2f} | {alone:.2f} | {own / alone:.1f} |" for name, own, alone, statements in found]
    figures = [
        Figure(what=f"/{name}", unit="ms", ours=own, beside="its statements, by sqlite3", theirs=alone, most=MOST)
        for name, own, alone, _ in found
    ]
    lines = [
        "From the question to the message, the store with the archive of 2000 to 2026 and a year of auctions, of the Fed's calendar and of",
        "hourly answers of two venues; milliseconds of CPU, the median of rounds that take turns.",
        "",
        "| look-up | statements | ms | these alone, by sqlite3 | ratio |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"At most {MOST:g} wanted.",
    ]
    return "\n".join(lines), figures
