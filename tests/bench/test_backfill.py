"""What the bench of a backfill times does what the command does. No timing is asserted here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.store import open_store
from tests.bench.backfill import files, filled, read, rows, table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two days of repos, an hour of bitcoin, and a file that nobody takes."""
    made = tmp_path / "archive"
    made.mkdir()
    (made / "nyfed_srf_accepted.csv").write_text("observation_date,value\n2025-10-30,0.001\n2025-10-31,50.35\n")
    (made / "btc_usdt_hourly.csv").write_text("timestamp,open,high,low,close,volume\n2025-10-31T17:00:00Z,1,2,1,2,3\n")
    (made / "notes.csv").write_text("left,alone\n")
    return made


def test_the_yardstick_reads_the_rows_of_what_is_taken(folder: Path) -> None:
    assert [path.name for path in files(folder)] == ["btc_usdt_hourly.csv", "nyfed_srf_accepted.csv"]
    assert rows(files(folder)) == 5


def test_what_is_read_is_kept_once(folder: Path, tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'bench.db'}")) as store:
        assert (read(folder), filled(folder, store), filled(folder, store)) == (3, 3, 0)


def test_without_the_folder_there_is_no_table(tmp_path: Path) -> None:
    assert table(tmp_path / "nowhere") is None
