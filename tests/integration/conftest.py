"""What most of these tests start from: a database of their own, and a bot that listens to a loopback Bot API."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.audience import quiet_hours
from bot.chat.application import listen, stop
from bot.store import Store, open_store
from bot.store.copies import copy
from tests.builders.chat_bot import Bot, build, some_settings
from tests.builders.page_store import full_store
from tests.loopback.telegram import BotApi
from tests.postgres_server import PostgresServer


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the store run on both databases: a module, or a class, says so by `ON_BOTH`."""
    on_both = getattr(metafunc.cls, "ON_BOTH", getattr(metafunc.module, "ON_BOTH", False))
    if on_both and "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database a test is on."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for all tests of a process."""
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture
def server_database(postgres: PostgresServer) -> str:
    """The address of a migrated database at the server, with nothing in it."""
    return postgres.migrated()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, made once: most of a test's time would be spent on it."""
    path = tmp_path_factory.mktemp("empty") / "fedtide.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def url(backend: str, empty_database: Path, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty database: `fedtide.db` in the test's folder, or one at the server."""
    if backend == "postgresql":
        return str(request.getfixturevalue("server_database"))
    return f"sqlite:///{shutil.copy(empty_database, tmp_path)}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The database at `url`, open."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def full_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that the recorded stretch has filled; tests only read it."""
    path = tmp_path_factory.mktemp("full") / "full.db"
    asyncio.run(full_store(path)).close()
    return path


@pytest.fixture
def full(backend: str, full_database: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """What the recorded stretch has filled, open: the file itself, or all of it at the server."""
    opened = open_store(f"sqlite:///{full_database}")
    if backend == "postgresql":
        with contextlib.closing(opened) as file:
            opened = open_store(str(request.getfixturevalue("server_database")))
            copy(file, opened, lambda table, rows: None)
    yield opened
    opened.close()


@pytest.fixture
async def bot(api: BotApi, store: Store) -> AsyncIterator[Bot]:
    """The application, listening to the chats of a test's `api`; the menus are not set."""
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    yield bot
    await stop(bot.app)


@pytest.fixture
def on_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests come at their hour, without the few minutes by which chats differ."""
    monkeypatch.setattr(quiet_hours, "SPREAD", timedelta(seconds=1))
