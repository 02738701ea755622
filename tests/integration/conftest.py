"""What most of these tests start from: a database of their own, and a bot that listens to a loopback Bot API."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chat.application import listen, stop
from bot.store import Store, open_store
from tests.builders.chat_bot import Bot, build, some_settings
from tests.loopback.telegram import BotApi


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, made once: most of a test's time would be spent on it."""
    path = tmp_path_factory.mktemp("empty") / "fedtide.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def url(empty_database: Path, tmp_path: Path) -> str:
    """The address of an empty database, `fedtide.db` in the test's folder."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path)}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The database at `url`, open."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
async def bot(api: BotApi, store: Store) -> AsyncIterator[Bot]:
    """The application, listening to the chats of a test's `api`; the menus are not set."""
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    yield bot
    await stop(bot.app)
