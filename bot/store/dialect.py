"""The one place that knows which database it is: inserts that heed what is there already."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(connection: Connection, table: Table) -> Any:
    """An INSERT that leaves out the rows whose key is there."""
    return _insert_new(connection.dialect.name, table)


def upsert(connection: Connection, table: Table, *fresh: str) -> Any:
    """An INSERT that puts these columns in place of those of the row that has the same key: the table's primary key."""
    return upsert_by(connection, table, tuple(column.name for column in table.primary_key), *fresh)


def upsert_by(connection: Connection, table: Table, key: tuple[str, ...], *fresh: str) -> Any:
    """The same by another unique key."""
    return _upsert(connection.dialect.name, table, key, fresh)


@functools.cache
def _insert_new(dialect: str, table: Table) -> Any:
    """Made once, as are the others: making one takes as long as the answer."""
    return _INSERT[dialect](table).on_conflict_do_nothing()


@functools.cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...], fresh: tuple[str, ...]) -> Any:
    adding = _INSERT[dialect](table)
    return adding.on_conflict_do_update(index_elements=key, set_={name: adding.excluded[name] for name in fresh})
