"""Each table of the outbox has one door, each database one module; what is written there suits both databases."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

import bot.store
from bot.store import schema
from bot.store.dialect import insert_new, upsert

MODULES = {path.stem: path.read_text(encoding="utf-8") for path in Path(bot.store.__file__).parent.glob("*.py")}
DIALECTS = (sqlite.dialect(), postgresql.dialect())


def using(pattern: str) -> set[str]:
    return {name for name, text in MODULES.items() if re.search(pattern, text)}


@pytest.mark.parametrize("table", ["alerts", "deliveries"])
def test_one_module_inserts_into(table: str) -> None:
    assert using(rf"\binsert(_new)?\((connection, )?{table}\b") == {"owing"}


def test_one_module_knows_the_databases_own_inserts() -> None:
    assert using(r"sqlalchemy\.dialects|on_conflict") == {"dialect"}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_upserts_are_said_to_either_database(dialect: Any) -> None:
    connection = cast(Connection, SimpleNamespace(dialect=dialect))

    def said(statement: Any) -> str:
        return " ".join(str(statement.compile(dialect=dialect)).split())

    kept = said(upsert(connection, schema.pages, "etag", "sha256"))
    assert kept.endswith("ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, sha256 = excluded.sha256")
    later = said(upsert(connection, schema.holds, "until", where=lambda there, comes: there.until < comes.until))
    assert later.endswith("ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE holds.until < excluded.until")
    more = said(upsert(connection, schema.source_states, instead={"failures_in_a_row": lambda there, _: there.failures_in_a_row + 1}))
    assert "DO UPDATE SET failures_in_a_row = (source_states.failures_in_a_row +" in more
    mine = said(upsert(connection, schema.subscriptions, "lang", key=("chat_id", "thread_id")))
    assert mine.endswith("ON CONFLICT (chat_id, thread_id) DO UPDATE SET lang = excluded.lang")
    assert said(insert_new(connection, schema.prices)).endswith("ON CONFLICT DO NOTHING")
