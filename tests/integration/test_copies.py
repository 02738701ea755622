"""Safe copies: taken while others write, put back, looked through for damage; and everything moved from a file to a server."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import main
from bot.errors import StoreError
from bot.model import DeliveryState, Mode, Subscription
from bot.store import Store, open_store
from bot.store.backup import backup, damage
from bot.store.copies import copy, restore
from bot.store.database import NEWEST
from bot.store.schema import metadata
from tests.builders.alerts import NOON, alert, assessed, repo, signal
from tests.integration.test_store import OLD_ROWS, _at_revision
from tests.postgres_server import PostgresServer


def grow(store: Store) -> None:
    """Chats with settings, events, alerts, what is sent and what is owed."""
    for chat_id in (7, -1001234567890):
        store.subscribe(Subscription(chat_id=chat_id, modes={"minutes": Mode.OFF}, timezone="America/New_York"))
    for number in range(1, 4):
        event = repo(f"RP {number}")
        store.commit(event, assessed(signal()), alert(event), NOON)
    store.fan_out(NOON)
    store.mark_sent(store.due(NOON)[0].id, 77, NOON)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything, table by table."""
    with store._read() as connection:
        return {table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in metadata.sorted_tables}


def test_everything_is_moved_row_by_row_and_new_ids_go_on(store: Store, postgres: PostgresServer) -> None:
    grow(store)
    with closing(open_store(postgres.migrated())) as server:
        counts = copy(store, server, lambda table, count: None)
        assert rows(server) == rows(store)
        assert counts["deliveries"] == 6
        assert server.counts()[DeliveryState.SENT] == 1
        server.subscribe(Subscription(chat_id=99))
        event = repo("RP 9")
        server.commit(event, assessed(), alert(event), NOON)
        server.fan_out(NOON)
        assert server.counts()[DeliveryState.QUEUED] == 5 + 3


def test_a_database_that_holds_something_takes_no_copy(store: Store, postgres: PostgresServer) -> None:
    grow(store)
    with closing(open_store(postgres.migrated())) as server:
        server.subscribe(Subscription(chat_id=1))
        with pytest.raises(StoreError, match="holds subscriptions already"):
            copy(store, server, lambda table, count: None)
        assert server.count_subscriptions() == 1


def test_a_backup_while_others_write_is_one_moment_and_whole(store: Store, tmp_path: Path) -> None:
    grow(store)
    stop = threading.Event()

    def write() -> None:
        chat_id = 1000
        while not stop.is_set():
            store.subscribe(Subscription(chat_id=(chat_id := chat_id + 1)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(store.path, tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        assert list(damage(tmp_path / f"copy{number}.db")) == []
    with closing(open_store(f"sqlite:///{tmp_path}/copy4.db")) as taken:
        assert taken.counts() == store.counts()
        assert rows(taken)["alerts"] == rows(store)["alerts"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_backup_that_is_killed_leaves_none_under_its_name(store: Store, tmp_path: Path, root: Path) -> None:
    grow(store)
    code = "import os,sys,bot.store.backup as b; b.damage = lambda p: os.kill(os.getpid(), 9); b.backup(*map(b.Path, sys.argv[1:]))"
    ended = subprocess.run([sys.executable, "-c", code, str(store.path), str(tmp_path / "copy.db")], cwd=root, check=False)
    assert ended.returncode == -9
    assert not (tmp_path / "copy.db").exists()
    backup(store.path, tmp_path / "copy.db")
    assert list(damage(tmp_path / "copy.db")) == []


def test_what_is_restored_is_what_was_and_the_other_is_kept(store: Store, tmp_path: Path) -> None:
    grow(store)
    before = rows(store)
    backup(store.path, tmp_path / "copy.db")
    store.unsubscribe(7)
    path = store.path
    store.close()
    kept = restore(tmp_path / "copy.db", path)
    assert kept is not None
    with closing(open_store(f"sqlite:///{path}")) as again, closing(open_store(f"sqlite:///{kept}")) as other:
        assert rows(again) == before
        assert other.count_subscriptions() == 1


def test_nothing_is_restored_while_a_fedtide_sends_or_over_a_newer_schema(store: Store, tmp_path: Path) -> None:
    backup(store.path, tmp_path / "copy.db")
    store.recover(NOON)
    with pytest.raises(StoreError, match="stop it first"):
        restore(tmp_path / "copy.db", store.path)
    path = store.path
    store.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer schema \(9999\)"):
        restore(tmp_path / "copy.db", path)


def test_what_a_bad_disk_leaves_is_found(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(store)
    path = store.path
    store.close()
    monkeypatch.setenv("FEDTIDE_DATABASE_URL", f"sqlite:///{path}")
    main(["db", "check"])
    assert capsys.readouterr().out == f"ok, schema {NEWEST}\n"
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DELETE FROM alerts WHERE id = 1")
    with pytest.raises(SystemExit):
        main(["db", "check"])
    assert "refers to nothing in alerts" in capsys.readouterr().out
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(4096 * 20))
    with pytest.raises(SystemExit):
        main(["db", "check"])
    assert "damaged; restore a backup" in capsys.readouterr().err


def test_a_copy_is_made_before_the_schema_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "fedtide.db"
    _at_revision(path, "0002")
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(OLD_ROWS)
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(tmp_path / "fedtide.db.schema-0002")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        assert raw.execute("SELECT count(*) FROM deliveries").fetchall() == [(2,)]
