"""The drill: a backup from the midst of a fan-out, restored elsewhere, owes what was owed; and kills leave one whole database."""

from __future__ import annotations

import hashlib
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.errors import StoreError
from bot.model import Subscription
from bot.store import Store, open_store
from bot.store.backup import backup, damage
from bot.store.copies import restore
from bot.store.database import NEWEST
from bot.store.schema import metadata, subscriptions
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.builders.alerts import signal as a_signal
from tests.integration.test_store import OLD_ROWS, _at_revision

CHATS = 2_000
LEASE = timedelta(minutes=2)
REVISIONS = [f"{number:04}" for number in range(2, int(NEWEST))]
needs_kills = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
FANNING = """
import sys
from bot.store import open_store
from tests.builders.alerts import NOON
from tests.integration.test_drill import send_all
store = open_store("sqlite:///" + sys.argv[1])
print("begun", flush=True)
while store.fan_out(NOON, chunk=50, rounds=1):
    send_all(store, rounds=1)
send_all(store)
"""
DYING_WRITER = """
import os, sys
from bot.model import Subscription
from bot.store import open_store
open_store("sqlite:///" + sys.argv[1]).subscribe(Subscription(chat_id=8))
os.kill(os.getpid(), 9)
"""


def grow(store: Store) -> None:
    """Two thousand chats and an alert to all of them."""
    with store._write() as connection:
        columns = subscriptions.c
        wanted = {name: getattr(Subscription(chat_id=1), name) for name in ("chat_type", "lang", "impact", "direction", "loud", "active")}
        rows = [{"chat_id": number, "thread_id": 0, **wanted} for number in range(1, CHATS + 1)]
        connection.execute(insert(subscriptions), rows)
        assert len(connection.execute(select(columns.id)).all()) == CHATS
    event = repo()
    store.commit(event, assessed(a_signal()), alert(event), NOON)


def send_all(store: Store, rounds: int | None = None) -> None:
    """What the outbox does, without a network: claim durably, send, note."""
    while rounds is None or rounds > 0:
        due = store.due(NOON)
        if not due:
            return
        claimed = store.keep((), [one.id for one in due], NOON, LEASE).claimed
        store.keep([(one.id, one.chat_id + 5_000) for one in due if one.id in claimed], (), NOON, LEASE)
        rounds = None if rounds is None else rounds - 1


def tables(path: Path) -> dict[str, tuple[int, str]]:
    """Of each table how many rows it has, and a hash of them, read without our own code."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        found = {}
        for table in metadata.sorted_tables:
            rows = sorted(map(repr, raw.execute(f"SELECT * FROM {table.name}")))
            found[table.name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def reached(path: Path) -> list[int]:
    """The chats with a delivery that was sent, a row each."""
    with closing(sqlite3.connect(path)) as raw:
        return sorted(row[0] for row in raw.execute("SELECT chat_id FROM deliveries WHERE state = 'sent'"))


def finish(path: Path) -> None:
    """What the restored bot does: what was claimed when the copy was taken is looked at again, the rest goes on."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.recover(NOON)
        later = NOON + timedelta(minutes=5)
        store.fan_out(later)
        while due := store.due(later):
            store.keep((), [one.id for one in due], later, LEASE)
            store.keep([(one.id, one.chat_id + 5_000) for one in due], (), later, LEASE)


def test_a_backup_from_the_midst_of_a_fan_out_owes_elsewhere_what_was_owed(store: Store, tmp_path: Path) -> None:
    grow(store)
    begun = threading.Event()

    def work() -> None:
        while store.fan_out(NOON, chunk=50, rounds=1):
            send_all(store, rounds=1)
            begun.set()
        send_all(store)

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(30)
    backup(store.path, tmp_path / "copy.db")
    worker.join()
    (elsewhere := tmp_path / "elsewhere").mkdir()
    restored = elsewhere / "fedtide.db"
    assert restore(tmp_path / "copy.db", restored) is None
    assert tables(restored) == tables(tmp_path / "copy.db")
    assert 0 < len(reached(restored)) < CHATS, "the copy was to be from the midst of it"
    finish(restored)
    assert reached(restored) == list(range(1, CHATS + 1))
    assert reached(store.path) == list(range(1, CHATS + 1))


@needs_kills
def test_backups_while_the_program_is_killed_are_whole_and_so_is_what_it_leaves(store: Store, tmp_path: Path, root: Path) -> None:
    grow(store)
    path, chance = store.path, random.Random(20260101)
    store.close()
    for number in range(4):
        with subprocess.Popen([sys.executable, "-c", FANNING, str(path)], cwd=root, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            program.stdout.readline()
            time.sleep(chance.uniform(0, 0.2))
            backup(path, tmp_path / f"copy{number}.db")
            program.send_signal(signal.SIGKILL)
        assert list(damage(path)) == []
        restored = tmp_path / f"restored{number}.db"
        restore(tmp_path / f"copy{number}.db", restored)
        assert tables(restored) == tables(tmp_path / f"copy{number}.db")
        finish(restored)
        assert reached(restored) == list(range(1, CHATS + 1))
    finish(path)
    assert reached(path) == list(range(1, CHATS + 1))


@needs_kills
@pytest.mark.parametrize("step", ["_free", "backup", "_settle", "os.replace"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(store: Store, tmp_path: Path, root: Path, step: str, moment: str) -> None:
    store.subscribe(Subscription(chat_id=7))
    backup(store.path, tmp_path / "copy.db")
    path, old, new = store.path, {7, 8}, {7}
    store.close()
    assert subprocess.run([sys.executable, "-c", DYING_WRITER, str(path)], cwd=root, check=False).returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-wal").stat().st_size, "what was written last was to be beside the file"
    code = f"""
import os, sys
import bot.store.copies as c
work = c.{step}
def dying(*args):
    if "{step}" == "os.replace" and str(args[1]) != sys.argv[2]:
        return work(*args)
    if {moment == "after"}:
        work(*args)
    os.kill(os.getpid(), 9)
c.{step} = dying
c.restore(*map(c.Path, sys.argv[1:]))
"""
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "copy.db"), str(path)], cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list(damage(path)) == []
    expected = new if (step, moment) == ("os.replace", "after") else old
    with closing(open_store(f"sqlite:///{path}")) as opened:
        assert {number for number in (7, 8) if opened.subscription(number)} == expected
    restore(tmp_path / "copy.db", path)
    with closing(open_store(f"sqlite:///{path}")) as opened:
        assert {number for number in (7, 8) if opened.subscription(number)} == new


def test_a_database_that_somebody_has_open_is_not_replaced(store: Store, tmp_path: Path) -> None:
    store.subscribe(Subscription(chat_id=7))
    backup(store.path, tmp_path / "copy.db")
    store.subscribe(Subscription(chat_id=8))
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM subscriptions").fetchone()
        with pytest.raises(StoreError, match="in use"):
            restore(tmp_path / "copy.db", store.path)
    assert store.subscription(8) is not None


@pytest.fixture(params=REVISIONS)
def old_file(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A file of each earlier schema, with what it held."""
    path = tmp_path / "old.db"
    _at_revision(path, REVISIONS[0])
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(OLD_ROWS)
    _at_revision(path, request.param)
    return request.param, path


@needs_kills
def test_a_file_of_every_earlier_schema_is_brought_up_to_date_whenever_it_is_killed(old_file: tuple[str, Path], root: Path) -> None:
    revision, path = old_file
    code = """
import os, sys
import bot.store.database as d
from sqlalchemy import event
from sqlalchemy.engine import Engine
left = [int(sys.argv[2])]
@event.listens_for(Engine, "after_cursor_execute")
def count(connection, cursor, statement, *rest):
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE")):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), 9)
d.Database(d.Path(sys.argv[1])).close()
"""
    ended = subprocess.run([sys.executable, "-c", code, str(path), str(random.Random(revision).randint(1, 12))], cwd=root, check=False)
    assert ended.returncode in (-signal.SIGKILL, 0)
    assert list(damage(path)) == []
    with closing(open_store(f"sqlite:///{path}")) as store:
        held = store.subscription(7)
        assert held is not None
        assert (held.impact, dict(held.modes)) == (45, {"minutes": "off"})
        assert [(one.id, one.text) for one in store.due(NOON)] == [(12, "Alert")]
        told = store.latest_alert_for(7)
        assert told is not None
        assert told.event.key == "RP 1"
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
    assert path.with_name(f"{path.name}.schema-{revision}").exists()
