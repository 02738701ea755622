"""PostgreSQL as the database: its schema is SQLite's, older ones are brought up to date, and what is wrong is said."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import make_url

from bot.errors import StoreError
from bot.jobs.doctor import _database
from bot.model import DeliveryState, Mode, Subscription
from bot.settings import load_settings
from bot.store import open_store
from bot.store.database import MIGRATIONS, NEWEST
from bot.store.schema import metadata
from tests.builders.alerts import NOON
from tests.integration.test_store import OLD_ROWS
from tests.postgres_server import PostgresServer

REVISIONS = [f"{number:04}" for number in range(1, int(NEWEST) + 1)]
FLAGS = {"active", "armed", "card", "counted", "held", "is_group", "is_newest", "is_revision", "is_short", "only_edits", "owed", "silent"}


def at_revision(url: str, revision: str) -> None:
    """Bring a new database to the schema of an earlier version."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def execute(url: str, script: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(script.encode())


def shape(connection: Connection) -> dict[str, dict[str, Any]]:
    """Tables, columns, keys and indexes, in words that both databases share."""
    seen = inspect(connection)
    found: dict[str, dict[str, Any]] = {}
    for table in sorted(metadata.tables):
        found[table] = {
            "columns": {column["name"]: column["nullable"] for column in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "refers": sorted((key["constrained_columns"], key["referred_table"]) for key in seen.get_foreign_keys(table)),
            "unique": sorted(key["column_names"] for key in seen.get_unique_constraints(table)),
            "indexes": sorted(
                (index["name"], index["column_names"], condition(index.get("dialect_options", {})))
                for index in seen.get_indexes(table)
                if not index.get("duplicates_constraint")
            ),
        }
    return found


def condition(options: dict[str, object]) -> str:
    """The WHERE of a partial index, as SQLite writes it."""
    words = str(options.get("sqlite_where", options.get("postgresql_where", "")))
    words = re.sub(r"[()]|::\w+( varying)?", "", words).replace("<>", "!=")
    for flag in FLAGS:
        words = re.sub(rf"\bNOT {flag}\b", f"{flag} = 0", words)
        words = re.sub(rf"\b{flag}\b(?! =)", f"{flag} = 1", words)
    return words


def test_both_databases_have_the_same_schema(postgres: PostgresServer, tmp_path: Path) -> None:
    file, server = open_store(f"sqlite:///{tmp_path}/fedtide.db"), open_store(postgres.migrated())
    with closing(file), closing(server), file._read() as here, server._read() as there:
        assert shape(there) == shape(here)
        assert ("ix_deliveries_owed", ["chat_id", "id"], "owed = 1") in shape(here)["deliveries"]["indexes"]
        context = MigrationContext.configure(there, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_every_earlier_schema_is_brought_up_to_date_with_what_it_held(postgres: PostgresServer, revision: str) -> None:
    url = postgres.empty()
    at_revision(url, "0002")
    execute(url, as_postgresql(OLD_ROWS))
    at_revision(url, revision)
    with closing(open_store(url)) as store:
        assert store.subscription(7) == Subscription(chat_id=7, impact=45, modes={"minutes": Mode.OFF})
        assert store.counts()[DeliveryState.SENT] == 1
        [owed] = store.due(NOON)
        assert (owed.id, owed.text, owed.event_id, owed.is_short) == (12, "Alert", 5, False)
        told = store.latest_alert_for(7)
        assert told is not None
        assert (told.event.key, told.event.seen_at, told.impact, told.assessment.missing) == ("RP 1", NOON, 36, ("rate_pct",))


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_earlier_schema_becomes_the_newest(postgres: PostgresServer, revision: str) -> None:
    url = postgres.empty()
    at_revision(url, revision)
    with closing(open_store(url)) as store, store._read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(postgres: PostgresServer) -> None:
    url = postgres.empty()
    open_store(url).close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"written by a newer fedtide \(schema 9999\); update fedtide"):
            open_store(url)


@pytest.mark.parametrize("url", ["postgresql://fedtide:hush@127.0.0.1:1/fedtide", "postgres://fedtide:hush@localhost:1/fedtide"])
def test_a_server_that_is_not_reached_is_named_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be used") as raised:
        open_store(url)
    assert ":1/fedtide" in str(raised.value)
    assert "hush" not in str(raised.value)
    [check] = _database(load_settings({"FEDTIDE_DATABASE_URL": url}))
    assert check.status == "fail"
    assert "hush" not in f"{check.detail} {load_settings({'FEDTIDE_DATABASE_URL': url})}"


def test_doctor_looks_at_the_server(postgres: PostgresServer) -> None:
    settings = load_settings({"FEDTIDE_DATABASE_URL": postgres.empty()})
    assert [check.detail for check in _database(settings)] == ["not there yet; the first start makes it"]
    open_store(settings.database_url).close()
    assert [check.detail for check in _database(settings)] == ["opens and can be written", f"schema {NEWEST}"]


def test_two_processes_send_from_one_database(postgres: PostgresServer) -> None:
    url = postgres.migrated()
    with closing(open_store(url)) as first, closing(open_store(url)) as second:
        assert (first.recover(NOON), second.recover(NOON)) == (0, 0)


def test_instants_are_those_that_were_kept_whatever_the_zone_of_the_session(postgres: PostgresServer) -> None:
    url = postgres.migrated()
    kept = datetime(2026, 3, 8, 6, 59, 59, 123456, tzinfo=UTC)
    with closing(open_store(f"{url}&options=-c%20timezone%3DAmerica/New_York")) as store:
        store.hold_everyone(kept)
        store.record_poll("fed.h41", "ok", kept)
        assert store.source_state("fed.h41").last_poll_at == kept
        assert store.source_state("fed.h41").last_poll_at.utcoffset() == timedelta(0)  # type: ignore[union-attr]


def as_postgresql(script: str) -> str:
    """Rows as SQLite has them, flags as 0 and 1, for PostgreSQL: it is told to take numbers for flags."""
    return "UPDATE pg_cast SET castcontext = 'a' WHERE castsource = 'int4'::regtype AND casttarget = 'bool'::regtype;" + script
