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
from bot.store.inspection import inspect
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


def test_nothing_is_moved_while_a_fedtide_sends(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grow(store)
    store.recover(NOON)
    words = ["db", "copy", f"sqlite:///{store.path}", f"sqlite:///{tmp_path}/other.db"]
    with pytest.raises(SystemExit):
        main(words)
    assert capsys.readouterr().err == f"error: database: a fedtide sends from {store.path}; stop it first\n"
    assert not (tmp_path / "other.db").exists()
    store.close()
    main(words)
    assert capsys.readouterr().out.endswith("tables copied\n")


def test_a_part_of_a_password_is_not_named_as_a_host(tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["db", "copy", f"sqlite:///{store.path}", "postgresql://me:hun@ter2@127.0.0.1:1/x"])
    said = capsys.readouterr().err
    assert said.startswith("error: database: the URL has an @ too many: in a name or password it is written as %40")
    assert "ter2" not in said


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


def spoil(path: Path, how: str) -> None:
    """Do to a file what disks and people do."""
    if how == "row":
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("DELETE FROM alerts WHERE id = 1")
    elif how == "text":
        path.write_text("hello", encoding="utf-8")
    else:
        with path.open("r+b") as file:
            file.seek(3 * 4096)
            file.write(b"\xff" * 4096 * 20)


@pytest.mark.parametrize("how", ["row", "text", "pages"])
def test_a_damaged_database_is_what_a_backup_takes_the_place_of(store: Store, tmp_path: Path, how: str) -> None:
    grow(store)
    before, path = rows(store), store.path
    backup(path, tmp_path / "copy.db")
    store.close()
    spoil(path, how)
    damaged = path.read_bytes()
    wal = path.with_name(f"{path.name}-wal")
    wal.write_bytes(b"of the damaged one")
    kept = restore(tmp_path / "copy.db", path)
    assert kept == path.with_name(f"{path.name}.before-restore-1")
    assert kept.read_bytes()[4096:] == damaged[4096:]
    assert list(damage(path)) == []
    with closing(open_store(f"sqlite:///{path}")) as again:
        assert rows(again) == before


def test_a_link_to_a_database_stays_one(store: Store, tmp_path: Path) -> None:
    grow(store)
    backup(store.path, tmp_path / "copy.db")
    store.unsubscribe(7)
    store.close()
    link = tmp_path / "link.db"
    link.symlink_to(store.path)
    assert restore(tmp_path / "copy.db", link) == store.path.resolve().with_name(f"{store.path.name}.before-restore-1")
    assert link.is_symlink()
    with closing(open_store(f"sqlite:///{store.path}")) as again:
        assert again.count_subscriptions() == 2


def test_what_is_no_database_of_ours_is_neither_used_nor_replaced(store: Store, tmp_path: Path) -> None:
    backup(store.path, tmp_path / "copy.db")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as raw, raw:
        raw.execute("CREATE TABLE notes (text)")
    for use in (
        lambda: open_store(f"sqlite:///{other}"),
        lambda: inspect(other),
        lambda: restore(tmp_path / "copy.db", other),
        lambda: restore(other, tmp_path / "new.db"),
    ):
        with pytest.raises(StoreError, match=r"other\.db holds tables of another program; choose another file"):
            use()
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match=r"empty\.db holds nothing of fedtide's"):
        restore(tmp_path / "empty.db", tmp_path / "new.db")
    with closing(sqlite3.connect(other)) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    assert not (tmp_path / "new.db").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, who looks after the databases of others")
def test_what_root_puts_back_belongs_to_whoever_owned_what_was_there(store: Store, tmp_path: Path) -> None:
    backup(store.path, tmp_path / "copy.db")
    store.close()
    place = tmp_path / "service"
    place.mkdir()
    os.chown(place, 10001, 10002)
    for _ in range(2):
        restore(tmp_path / "copy.db", place / "fedtide.db")
    open_store(f"sqlite:///{place}/other.db").close()
    owners = {file.name: (file.stat().st_uid, file.stat().st_gid, oct(file.stat().st_mode & 0o777)) for file in place.iterdir()}
    names = {"fedtide.db", "fedtide.db.lock", "fedtide.db.before-restore-1", "other.db", "other.db.lock"}
    assert owners == dict.fromkeys(names, (10001, 10002, "0o600"))


@pytest.mark.parametrize("place", ["file/fedtide.db", "folder"])
def test_a_place_where_nothing_can_be_is_named(store: Store, tmp_path: Path, place: str) -> None:
    backup(store.path, tmp_path / "copy.db")
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=rf"^database: \S*{place.partition('/')[0]}\S* cannot be (made|used) \("):
        restore(tmp_path / "copy.db", tmp_path / place)


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
    (tmp_path / "fedtide.db.schema-0002").write_text("an earlier upgrade's, after which somebody went back", encoding="utf-8")
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(tmp_path / "fedtide.db.schema-0002")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("0002",)]
        assert raw.execute("SELECT count(*) FROM deliveries").fetchall() == [(2,)]
