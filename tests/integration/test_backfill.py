"""The past from loopback publishers and from an archive folder into a real store: resumed, repeated, killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.jobs.archive import open_archive
from bot.jobs.pieces import Loaded, Piece, complete, from_publishers, load
from bot.polling.fetch import make_client
from bot.source import Source
from bot.sources import source, sources
from bot.store import Store, open_store
from rules.engine import assess
from rules.event import BalanceSheet, Context, RepoOperation
from rules.model import Rulebook
from tests.contract import press_body
from tests.contract.operation_body import BILLION, page, repo
from tests.loopback.publisher import Answer, Publisher

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 9, 16, 18, 10, tzinfo=UTC)
TODAY = date(2026, 9, 16)
JSON = "application/json"
SEARCH = "/api/rp/results/search.json?startDate={}&endDate={}&operationTypes=Repo"
FIRST = SEARCH.format("2025-10-01", "2026-04-01")
SECOND = SEARCH.format("2026-04-02", "2026-09-16")


def url_of(path: Path) -> str:
    return f"sqlite:///{path / 'fedtide.db'}"


def contents(path: Path) -> dict[str, list[Any]]:
    """Every table but for the clock's own columns, in a fixed order."""
    with sqlite3.connect(path / "fedtide.db") as raw:
        raw.row_factory = sqlite3.Row
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        tables = {name: [dict(row) for row in raw.execute(f"SELECT * FROM {name}")] for name in names}
    raw.close()
    clock = ("id", "seen_at", "remembered_at", "backfilled_at")
    return {name: sorted(str({k: v for k, v in row.items() if k not in clock}) for row in rows) for name, rows in tables.items()}


def exactly(path: Path) -> dict[str, list[Any]]:
    """Every table, with everything."""
    with sqlite3.connect(path / "fedtide.db") as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        found = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    raw.close()
    return found


async def run(pieces: Iterable[Piece], store: Store, now: datetime = NOW) -> list[Loaded]:
    return [loaded async for loaded in load(pieces, store, lambda: now)]


# --- from publishers


@pytest.fixture
def nyfed() -> Iterator[Publisher]:
    with Publisher() as publisher:
        publisher.publish(FIRST, page(repo("RP 103125 3", "2025-10-31", 50 * BILLION)).body, content_type=JSON)
        publisher.publish(SECOND, page(repo("RP 090126 2", "2026-09-01", 2 * BILLION)).body, content_type=JSON)
        yield publisher


class Asked:
    """Pieces of repo operations since October 2025, and how long was waited for them."""

    def __init__(self, client: httpx.AsyncClient, publisher: Publisher) -> None:
        self.client, self.publisher = client, publisher
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def pieces(self, since: date = date(2025, 10, 1), source_id: str = "nyfed.repo_operation") -> list[Piece]:
        origins = {"nyfed": self.publisher.url, "fred": self.publisher.url}
        return from_publishers([source(source_id)], since, client=self.client, origins=origins, now=lambda: NOW, sleep=self.sleep)


@pytest.fixture
async def asked(nyfed: Publisher) -> AsyncIterator[Asked]:
    async with make_client("fedtide/test") as client:
        yield Asked(client, nyfed)


def operations(store: Store) -> list[tuple[str, int]]:
    found = store.history("nyfed.repo_operation", before=NOW, since=NOW - timedelta(days=500))
    return [(event.key, event.accepted_usd) for event in found if isinstance(event, RepoOperation)]


async def test_the_past_is_asked_for_page_by_page_with_a_pause_before_each(asked: Asked, store: Store) -> None:
    outcomes = await run(asked.pieces(), store)
    assert [(o.found, o.new, o.error) for o in outcomes] == [(1, 1, None), (1, 1, None)]
    assert [request.target for request in asked.publisher.requests] == [FIRST, SECOND]
    assert asked.slept == [1.0, 1.0]
    assert operations(store) == [("RP 103125 3", 50 * BILLION), ("RP 090126 2", 2 * BILLION)]


async def test_a_second_run_asks_for_nothing_and_changes_nothing(asked: Asked, store: Store, tmp_path: Path) -> None:
    await run(asked.pieces(), store)
    before = exactly(tmp_path)
    again = await run(asked.pieces(), store, NOW + timedelta(hours=20))
    assert [o.skipped for o in again] == [True, True]
    assert len(asked.publisher.requests) == 2
    assert exactly(tmp_path) == before


async def test_the_next_day_all_of_it_is_read_again_and_nothing_is_new(asked: Asked, store: Store, tmp_path: Path) -> None:
    await run(asked.pieces(), store)
    before = contents(tmp_path)
    again = await run(asked.pieces(), store, NOW + timedelta(hours=25))
    assert [(o.found, o.new, o.skipped) for o in again] == [(1, 0, False), (1, 0, False)]
    assert contents(tmp_path) == before


async def test_a_run_that_was_broken_off_is_taken_up_where_it_ended(asked: Asked, store: Store, tmp_path: Path) -> None:
    async for _ in load(asked.pieces(), store, lambda: NOW):
        break  # killed after the first piece
    outcomes = await run(asked.pieces(), store)
    assert [(o.skipped, o.new) for o in outcomes] == [(True, 0), (False, 1)]
    assert [request.target for request in asked.publisher.requests] == [FIRST, SECOND]
    whole = tmp_path / "whole"
    whole.mkdir()
    other = open_store(url_of(whole))
    await run(asked.pieces(), other)
    other.close()
    assert contents(tmp_path) == contents(whole)


async def test_a_page_that_fails_is_tried_three_times_and_does_not_keep_the_others_back(asked: Asked, store: Store) -> None:
    asked.publisher.fail(FIRST, Answer(status=503), times=3)
    first, second = await run(asked.pieces(), store)
    assert first.error is not None
    assert "HTTP 503" in first.error
    assert (second.new, second.error) == (1, None)
    assert asked.slept == [1.0, 2.0, 1.0, 4.0, 1.0, 1.0]
    assert [o.new for o in await run(asked.pieces(), store)] == [1, 0]


async def test_a_pause_that_the_publisher_asks_for_is_kept_when_it_is_short(asked: Asked, store: Store) -> None:
    asked.publisher.fail(FIRST, Answer(status=429, retry_after="7"))
    asked.publisher.fail(SECOND, Answer(status=429, retry_after="3600"))
    first, second = await run(asked.pieces(), store)
    assert (first.new, first.error) == (1, None)
    assert asked.slept == [1.0, 7.0, 1.0, 1.0]
    assert second.error is not None


async def test_after_three_failures_in_a_row_a_source_is_left_for_another_run(asked: Asked, store: Store) -> None:
    asked.publisher.answer("/api/rp/results/search.json", Answer(status=404))
    outcomes = await run(asked.pieces(since=date(2022, 1, 1)), store)
    assert len(outcomes) == 10
    assert sum("HTTP 404" in (o.error or "") for o in outcomes[:3]) == 3
    assert {o.error for o in outcomes[3:8]} == {"left for another run"}


async def test_a_body_that_cannot_be_read_is_named_and_nothing_of_it_is_kept(asked: Asked, store: Store) -> None:
    asked.publisher.publish(FIRST, b"<html>maintenance</html>", content_type="text/html")
    first, _ = await run(asked.pieces(), store)
    assert first.error is not None
    assert operations(store) == [("RP 090126 2", 2 * BILLION)]


async def test_a_source_is_marked_only_when_all_that_its_measures_need_is_there(asked: Asked, store: Store) -> None:
    chosen = [source("nyfed.repo_operation")]
    outcomes = await run(asked.pieces(), store)
    assert complete(chosen, date(2025, 10, 1), outcomes, store, NOW) == []
    assert not store.is_backfilled("nyfed.repo_operation")
    failed = [Loaded(piece=outcomes[0].piece, error="HTTP 503"), *outcomes[1:]]
    assert complete(chosen, date(2025, 1, 1), failed, store, NOW) == []
    assert complete(chosen, date(2025, 1, 1), outcomes, store, NOW) == ["nyfed.repo_operation"]
    assert store.is_backfilled("nyfed.repo_operation")


async def test_what_was_seen_coming_out_stays_as_it_was_seen(asked: Asked, store: Store) -> None:
    [(event, _)] = store.unseen(source("nyfed.repo_operation").parse([page(repo("RP 103125 3", "2025-10-31", 49 * BILLION))]))
    assessment = assess(event, Context(), Rulebook(version="", sha256="", mechanisms={}, rules=()))
    store.commit(event, assessment, None, NOW, texts={})
    await run(asked.pieces(), store)
    assert operations(store)[0] == ("RP 103125 3", 49 * BILLION)


async def test_decisions_are_asked_for_by_the_days_of_the_meetings(asked: Asked, store: Store) -> None:
    """Each statement and note at the address that its day gives; one that is not there is no error."""
    url = f"{press_body.PRESS}/monetary20260729a.htm"
    statement = press_body.page(press_body.HELD, day="July 29, 2026", url=url, says=url)
    asked.publisher.publish("/newsevents/pressreleases/monetary20260729a.htm", statement.body)
    origins = {"fed": asked.publisher.url}
    pieces = from_publishers(
        [source("fed.press_release")], date(2026, 7, 1), client=asked.client, origins=origins, now=lambda: NOW, sleep=asked.sleep
    )
    outcomes = await run(pieces, store)
    assert [(o.piece.name.rpartition("monetary")[2], o.found, o.error) for o in outcomes] == [
        ("20260729a.htm", 1, None),
        ("20260729a1.htm", 0, None),
        ("20260916a.htm", 0, None),
        ("20260916a1.htm", 0, None),
    ]
    [found] = store.policy_events(NOW)
    assert (found.key, found.published_at) == (url, datetime(2026, 7, 29, 18, tzinfo=UTC))


@pytest.mark.parametrize("with_key", [False, True])
def test_every_source_with_a_past_gives_it_from_any_day_on(with_key: bool) -> None:
    for known in sources(with_key=with_key):
        parts = known.past_since(date(2024, 1, 1), TODAY)
        assert bool(parts) or not known.past(TODAY), known.id
        assert {page.publisher for part in parts for page in part} <= {known.publisher, "fred", "coinbase", "fed", "fiscaldata"}
        assert len({page.path for part in parts for page in part}) == sum(map(len, parts))


# --- from an archive


HOURLY = "timestamp,open,high,low,close,volume\n2025-10-29T17:00:00Z,1,9,1,{},1\n2025-10-29T18:00:00Z,1,9,1,{},1\n"
WEEKS = "observation_date,value\n2025-10-22,{}\n2025-10-29,{}\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    (folder / "nyfed.repo_operation").mkdir(parents=True)
    (folder / "btc_usdt_hourly.csv").write_text(HOURLY.format(5.5, 6.5))
    (folder / "eth_usd_daily.csv").write_text("date,open,high,low,close,volume\n2025-10-29,1,9,1,2.5,1\n")
    (folder / "btc_usd_daily.csv").write_text("not needed beside the hours\n")
    (folder / "fred_WALCL.csv").write_text(WEEKS.format(6589637, 6587034))
    (folder / "fred_TREAST.csv").write_text(WEEKS.format(4195000, 4194000))
    (folder / "fred_SP500.csv").write_text("observation_date,value\n2025-10-29,6890.59\n")
    (folder / "notes.txt").write_text("nobody's")
    (folder / "nyfed.repo_operation" / "october.json").write_bytes(page(repo("RP 103125 3", "2025-10-31", 50 * BILLION)).body)
    return folder


def all_of(folder: Path, since: date | None = None, known: Sequence[Source] | None = None) -> list[Piece]:
    return open_archive(folder, known or sources(), since, TODAY).pieces


async def test_every_file_goes_to_the_source_that_it_is_of(archive: Path, store: Store) -> None:
    outcomes = await run(all_of(archive), store)
    assert [(o.piece.source_id, o.piece.name, o.new, o.error) for o in outcomes] == [
        ("fed.balance_sheet", "fred_WALCL.csv and 1 more", 2, None),
        ("nyfed.repo_operation", "october.json", 1, None),
        ("market.crypto", "btc_usdt_hourly.csv", 2, None),
        ("market.crypto", "eth_usd_daily.csv", 1, None),
        ("market.equity", "fred_SP500.csv", 1, None),
    ]
    assert [path.name for path in open_archive(archive, sources(), None, TODAY).left_alone] == ["btc_usd_daily.csv", "notes.txt"]
    [_, sheet] = store.history("fed.balance_sheet", before=NOW, since=NOW - timedelta(days=500))
    assert isinstance(sheet, BalanceSheet)
    assert (sheet.key, sheet.total_assets_usd, sheet.treasuries_usd) == ("2025-10-29", 6_587_034_000_000, 4_194_000_000_000)
    assert sheet.published_at == datetime(2025, 10, 30, 20, 30, tzinfo=UTC)
    prices = store.prices("BTC", since=NOW - timedelta(days=500), before=NOW)
    assert [(price.at, price.close, price.exchange) for price in prices] == [
        (datetime(2025, 10, 29, 18, tzinfo=UTC), 5.5, "archive_usdt_hourly"),
        (datetime(2025, 10, 29, 19, tzinfo=UTC), 6.5, "archive_usdt_hourly"),
    ]
    [ether] = store.prices("ETH", since=NOW - timedelta(days=500), before=NOW)
    assert ether.at == datetime(2025, 10, 30, tzinfo=UTC)


async def test_publication_decides_what_is_since_a_day(archive: Path, store: Store) -> None:
    """The sheet as of the 22nd came out on the 23rd, the close of the 29th is known on the 30th."""
    await run(all_of(archive, since=date(2025, 10, 23)), store)
    assert len(store.history("fed.balance_sheet", before=NOW, since=NOW - timedelta(days=500))) == 2
    other = open_archive(archive, sources(), date(2025, 10, 30), TODAY).pieces
    found = {piece.name: await piece.read() for piece in other}
    assert [event.key for event in found["fred_WALCL.csv and 1 more"].events] == ["2025-10-29"]
    assert len(found["fred_SP500.csv"].prices) == 1
    assert [price.at.hour for price in found["btc_usdt_hourly.csv"].prices] == []


async def test_an_archive_knows_less_than_what_was_loaded_from_publishers(archive: Path, store: Store) -> None:
    fuller = BalanceSheet(
        source="fed.balance_sheet", key="2025-10-29", title="", url="https://fred.stlouisfed.org", as_of=date(2025, 10, 29),
        published_at=datetime(2025, 10, 30, 20, 30, tzinfo=UTC), total_assets_usd=1, reserves_usd=2,
    )  # fmt: skip
    store.add_past([fuller], NOW, replace=True)
    await run(all_of(archive), store)
    assert fuller in store.history("fed.balance_sheet", before=NOW, since=NOW - timedelta(days=500))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("btc_usdt_hourly.csv", "time,close\n2025-10-29,1\n", "no columns timestamp and close"),
        ("btc_usdt_hourly.csv", "timestamp,close\n2025-10-29T17:00:00Z,\n", "a row is no price"),
        ("btc_usdt_hourly.csv", "timestamp,close\n2025-10-29T17:00:00Z\n", "a row is no price"),
        ("btc_usdt_hourly.csv", "timestamp,close\nyesterday,5\n", "a row is no price"),
        ("btc_usdt_hourly.csv", "timestamp,close\n2025-10-29T17:00:00Z,inf\n", "a row is no price"),
        ("fred_WALCL.csv", "<html>\n", "no CSV of observations"),
        ("fred_WALCL.csv", WEEKS.format("6.5", "6.5"), "no whole number"),
        ("fred_SP500.csv", "observation_date,value\n2025-10-29,6890.59", "cut short"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(
    archive: Path, store: Store, name: str, text: str, words: str
) -> None:
    (archive / name).write_text(text)
    outcomes = await run(all_of(archive), store)
    [failed] = [o for o in outcomes if o.error]
    assert name.split(".")[0] in failed.piece.name
    assert words in (failed.error or "")
    assert sum(o.error is None for o in outcomes) == 4


async def test_a_row_that_cannot_be_read_costs_itself(archive: Path, store: Store) -> None:
    (archive / "fred_WALCL.csv").write_text(WEEKS.format(6589637, "6.5"))
    (archive / "btc_usdt_hourly.csv").write_text("timestamp,close\n2025-10-29T17:00:00Z,110000\n2025-10-29T18:00:00Z,soon\n")
    outcomes = await run(all_of(archive), store)
    assert [o.error for o in outcomes if o.error] == []
    named = [row.why for outcome in outcomes for row in outcome.set_aside]
    assert any("no whole number" in why and "2025-10-29" in why for why in named)
    assert "a row is no price: '2025-10-29T18:00:00Z', 'soon'" in named


@pytest.mark.parametrize("after", range(5))
async def test_broken_off_after_any_piece_and_repeated_the_store_is_the_same(archive: Path, tmp_path: Path, after: int) -> None:
    stores = {}
    for name, stops in (("whole", ()), ("broken", (after,))):
        (tmp_path / name).mkdir()
        stores[name] = open_store(url_of(tmp_path / name))
        for stop in stops:
            count = 0
            async for _ in load(all_of(archive), stores[name], lambda: NOW):
                count += 1
                if count > stop:
                    break
        await run(all_of(archive), stores[name])
        stores[name].close()
    assert contents(tmp_path / "broken") == contents(tmp_path / "whole")


# --- the command


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", "backfill", *words]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FEDTIDE_", "TELEGRAM_"))}
    return kept | {"PYTHONPATH": str(ROOT), "FEDTIDE_DATABASE_URL": url_of(folder), "PYTHONIOENCODING": "utf-8"}


def backfill(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=100, check=False)


def test_the_command_shows_progress_and_says_what_it_did(archive: Path, tmp_path: Path) -> None:
    done = backfill(tmp_path, "--archive", str(archive))
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["market.crypto", "2", "3", "3", "0", "0"] in rows
    assert "backfill" in done.stderr
    assert "left alone, no source takes them: btc_usd_daily.csv, notes.txt" in done.stderr
    before = exactly(tmp_path)
    again = backfill(tmp_path, "--archive", str(archive))
    assert ["market.crypto", "2", "3", "0", "0", "0"] in [line.split() for line in again.stdout.splitlines()]
    assert exactly(tmp_path) == before


def test_the_command_takes_one_source_and_a_day(archive: Path, tmp_path: Path) -> None:
    done = backfill(tmp_path, "--archive", str(archive), "--source", "fed.balance_sheet", "--since", "2025-10-30")
    assert [line.split()[:4] for line in done.stdout.splitlines()[1:]] == [["fed.balance_sheet", "1", "1", "1"]]


def test_a_file_that_fails_is_an_error_of_one_line(archive: Path, tmp_path: Path) -> None:
    (archive / "fred_SP500.csv").write_text("<html>\n")
    done = backfill(tmp_path, "--archive", str(archive))
    assert done.returncode == 1
    [line] = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert line == "error: market.equity: fred_SP500.csv: the file is no CSV of observations (fred_SP500.csv)"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_midway_and_repeated_it_gives_the_same_store(shared: Path, tmp_path: Path) -> None:
    """With the real history: the process dies by SIGKILL as soon as the first rows are there."""
    folders = {name: tmp_path / name for name in ("whole", "killed")}
    for folder in folders.values():
        folder.mkdir()
    history = tmp_path / "history"
    history.mkdir()
    for name in ("fred_WALCL.csv", "fred_DFII10.csv", "fred_SP500.csv", "eth_usdt_hourly.csv"):
        rows = (shared / "history" / name).read_text().splitlines(keepends=True)
        (history / name).write_text("".join(rows[:8000]))
    assert backfill(folders["whole"], "--archive", str(history)).returncode == 0

    process = subprocess.Popen(
        command("--archive", str(history)),
        cwd=folders["killed"], env=environment(folders["killed"]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and not _has_rows(folders["killed"] / "fedtide.db"):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    assert contents(folders["killed"]) != contents(folders["whole"])
    assert backfill(folders["killed"], "--archive", str(history)).returncode == 0
    assert contents(folders["killed"]) == contents(folders["whole"])


def _has_rows(path: Path) -> bool:
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.1) as raw:
            found = raw.execute("SELECT 1 FROM events LIMIT 1").fetchone()
        raw.close()
    except sqlite3.Error:
        return False
    return found is not None


async def test_the_real_history_by_eye_and_twice(shared: Path, tmp_path: Path) -> None:
    """Figures read in the files: their first and last rows, and how many there are. A second run changes nothing at all."""
    beginning = datetime(2000, 1, 1, tzinfo=UTC)
    store = open_store(url_of(tmp_path))
    first = await run(all_of(shared / "history"), store)
    assert [o.error for o in first if o.error] == []
    sheets = store.history("fed.balance_sheet", before=NOW, since=beginning)
    closes = store.prices("SP500", since=beginning, before=NOW)
    hours = store.prices("BTC", since=beginning, before=NOW)
    before = exactly(tmp_path)
    second = await run(all_of(shared / "history"), store, NOW + timedelta(days=30))
    store.close()
    assert sum(o.new for o in second) == 0
    assert sum(o.found for o in second) == sum(o.found for o in first)
    assert exactly(tmp_path) == before

    assert (len(sheets), sheets[0].key, sheets[-1].key) == (1236, "2002-12-18", "2026-08-19")
    assert isinstance(sheets[0], BalanceSheet)
    assert sheets[0].total_assets_usd == 719_542_000_000
    assert (len(closes), closes[0].close, closes[-1].close) == (2512, 2175.03, 7509.2)
    assert closes[-1].at == datetime(2026, 7, 21, 20, tzinfo=UTC)
    assert (len(hours), hours[0].at, hours[0].close) == (66906, datetime(2019, 1, 1, 1, tzinfo=UTC), 3700.31)
