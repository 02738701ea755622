"""The one place that knows which database it is: inserts that heed what is there already, and indexes of some rows alone."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import sqlite

Told = Callable[[Any, Any], Any]
"""Makes an expression of the columns that are there and of those that come; a function of its own, for what is made of it is kept."""
NOTHING_ELSE: Mapping[str, Told] = {}


def only(condition: str) -> dict[str, Any]:
    """The WHERE of a partial index for both databases, from SQLite's: there a flag is `owed = 1`, in PostgreSQL `owed`."""
    flags = re.sub(r"\b(\w+) = 0", r"NOT \1", re.sub(r"\b(\w+) = 1", r"\1", condition))
    return {"sqlite_where": text(condition), "postgresql_where": text(flags)}


def only_in_sqlite(condition: str) -> dict[str, Any]:
    """The same for the tables, from which no index is built: PostgreSQL's words would load all that SQLAlchemy knows of it, 3 MB."""
    return {"sqlite_where": text(condition)}


def insert_new(connection: Connection, table: Table) -> Any:
    """An INSERT that leaves out the rows whose key is there."""
    return _insert_new(connection.dialect.name, table)


def upsert(
    connection: Connection,
    table: Table,
    *fresh: str,
    key: tuple[str, ...] = (),
    instead: Mapping[str, Told] = NOTHING_ELSE,
    where: Told | None = None,
) -> Any:
    """An INSERT that changes the row whose key is there: the columns `fresh` are taken from what comes, others are worked out `instead`.

    `key` is the primary key unless it is given; `where` says which rows may be changed.
    """
    named = key or tuple(column.name for column in table.primary_key)
    return _upsert(connection.dialect.name, table, named, fresh, tuple(instead.items()), where)


def _insert(dialect: str, table: Table) -> Any:
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@functools.cache
def _insert_new(dialect: str, table: Table) -> Any:
    """Made once, as is the other: making one takes as long as the answer."""
    return _insert(dialect, table).on_conflict_do_nothing()


@functools.lru_cache(maxsize=256)
def _upsert(
    dialect: str, table: Table, key: tuple[str, ...], fresh: tuple[str, ...], instead: tuple[tuple[str, Told], ...], where: Told | None
) -> Any:
    adding = _insert(dialect, table)
    there, comes = table.c, adding.excluded
    values = {name: comes[name] for name in fresh} | {name: told(there, comes) for name, told in instead}
    return adding.on_conflict_do_update(index_elements=key, set_=values, where=where and where(there, comes))
