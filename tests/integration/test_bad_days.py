"""The store's bad days: locked for minutes, its disk full, its file read-only. Nothing ends, nothing is lost, nothing is sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain, serve
from bot.delivery.telegram.send import make_send
from bot.errors import StoreUnavailable
from bot.model import DeliveryState, Subscription
from bot.polling.operator_notices import StoreHealth
from bot.store import Store, database, open_store, trouble
from tests.builders.chat_bot import ANN, BORIS, LI, NOW, Bot, a_publication
from tests.integration.program import World, a_world, todays
from tests.loopback.telegram import BotApi

SORRY = "I can't save anything at the moment, so nothing was changed. Please try again in a few minutes."


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        for chat_id in (ANN, LI, BORIS):
            api.private(chat_id)
        yield api


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(database, "HASTY_SECONDS", 0.02)
    monkeypatch.setattr(trouble, "STEADY", 0.0)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program has the database for itself."""
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def _pragma(store: Store, bad: str, good: str) -> Iterator[None]:
    """Every transaction begins with one pragma; afterwards with another, which undoes it."""

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA {bad}")

    event.listen(store._engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(store._engine, "begin", begin)
        for connection in [store._engine.raw_connection() for _ in range(store._engine.pool.checkedin())]:  # type: ignore[attr-defined]
            connection.cursor().execute(f"PRAGMA {good}")
            connection.close()


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    """The file is read-only from now on."""
    with _pragma(store, "query_only = ON", "query_only = OFF"):
        yield


@contextmanager
def full(store: Store) -> Iterator[None]:
    """No page more fits on the disk. What is free in the file is taken first, or small things would still fit."""
    with store._write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql("CREATE TABLE filler (x BLOB)")
    with _pragma(store, f"max_page_count = {pages}", "max_page_count = 1000000"):
        yield


def _fills(store: Store) -> None:
    with store._write() as connection:
        connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(100000))")


class TestTheEdge:
    @pytest.mark.parametrize(
        ("bad", "words"),
        [
            (locked, "is locked by another program; end that program, or wait until it is done"),
            (read_only, "cannot be written, it or its folder is read-only; give the user that runs fedtide the right to write"),
        ],
    )
    def test_what_cannot_be_written_says_why_and_what_to_do(self, store: Store, bad: Callable[[Store], Any], words: str) -> None:
        with bad(store):
            with pytest.raises(StoreUnavailable, match=words):
                store.subscribe(Subscription(chat_id=ANN))
            assert store.subscription(ANN) is None
        store.subscribe(Subscription(chat_id=ANN))
        assert store.subscription(ANN) is not None

    def test_a_full_disk(self, store: Store) -> None:
        with full(store):
            with pytest.raises(StoreUnavailable, match=r"the disk of .*fedtide\.db is full; free some space"):
                _fills(store)
            assert store.count_subscriptions() == 0
        _fills(store)

    def test_it_is_said_once_and_once_that_it_is_over(self, store: Store, caplog: pytest.LogCaptureFixture) -> None:
        heard: list[StoreUnavailable | None] = []
        store.health.listener = heard.append
        with locked(store):
            for _ in range(20):
                with pytest.raises(StoreUnavailable):
                    store.remember_lang(ANN, "en")
        store.remember_lang(ANN, "en")
        store.remember_lang(ANN, "en")
        assert [one is None for one in heard] == [False, True]
        assert len([line for line in caplog.messages if "locked" in line or "written again" in line]) == 2

    def test_a_fault_of_ours_is_not_the_stores(self, store: Store) -> None:
        from sqlalchemy.exc import OperationalError

        with pytest.raises(OperationalError), store._write() as connection:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        assert store.health.trouble is None

    def test_a_locked_file_with_the_newest_schema_can_be_opened(self, store: Store) -> None:
        with locked(store):
            open_store(f"sqlite:///{store.path}").close()


async def test_an_answer_that_cannot_be_kept_is_kept_later_and_not_sent_again(bot: Bot) -> None:
    """The request has left when the store closes: its note waits, and the others are not sent before it can be claimed."""
    bot.store.subscribe(Subscription(chat_id=ANN))
    a_publication(bot.store)
    gate = bot.api.hold("sendMessage", chat_id=ANN)
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    send = make_send(bot.app.bot, now=lambda: NOW)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(bot.store, send, limiter, now=lambda: NOW, stop=stop, wake=asyncio.Event(), every=0.02))
    await gate.reached.wait()
    with locked(bot.store):
        gate.open.set()
        await bot.api.next_message(ANN, 0)
        await asyncio.sleep(0.5)
        assert bot.store.counts()[DeliveryState.CLAIMED] == 1
        assert not serving.done()
    async with asyncio.timeout(10):
        while not bot.store.counts()[DeliveryState.SENT]:  # noqa: ASYNC110  (a database tells nobody of a change)
            await asyncio.sleep(0.02)
    later = NOW + timedelta(hours=1)
    assert await drain(bot.store, send, limiter, now=lambda: later) == {}
    assert len(bot.api.messages(ANN)) == 1
    stop.set()
    await serving


@pytest.mark.parametrize("bad", [locked, read_only])
async def test_people_are_answered_and_told_that_nothing_is_saved(
    bot: Bot, bad: Callable[[Store], Any], caplog: pytest.LogCaptureFixture
) -> None:
    bot.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    with bad(bot.store):
        assert "/subscribe" in (await bot.ask(ANN, "/help")).text
        assert (await bot.ask(ANN, "/subscribe")).text == SORRY
        assert (await bot.ask(LI, "/stop")).text == "我这边暂时存不了数据，刚才的操作没有生效。请过几分钟再试。"
    assert bot.store.subscription(LI) is not None
    assert "ubscribed" in (await bot.ask(ANN, "/subscribe")).text
    assert "Traceback" not in caplog.text


async def test_operators_hear_of_it_straight_from_telegram_and_by_the_outbox_when_it_is_over(bot: Bot) -> None:
    services = bot.app.bot_data["services"]
    with locked(bot.store):
        await services.operators.tell("database: locked")
    assert [message.text for message in bot.api.messages(BORIS)] == ["database: locked"]
    assert bot.notices() == []
    await services.operators.tell("1 < 2 & it works again")
    await services.operators.tell("1 < 2 & it works again")
    limiter = Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep)
    send = make_send(bot.app.bot, now=lambda: NOW)
    assert await drain(bot.store, send, limiter, now=bot.time.now) == {"sent": 1}, "the second one said nothing new"
    assert bot.last(BORIS).text == "1 < 2 & it works again"


def test_what_comes_and_goes_is_told_once_an_hour() -> None:
    health, wrong = StoreHealth(), StoreUnavailable("database: locked")
    minutes = [(0, wrong), (1, None), (2, wrong), (3, None), (70, wrong), (71, None)]
    told = [health.notices(trouble, NOW + timedelta(minutes=at)) for at, trouble in minutes]
    assert [len(texts) for texts in told] == [1, 1, 0, 0, 1, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
class TestTheProgram:
    @pytest.fixture
    async def world(self, tmp_path: Path) -> AsyncIterator[World]:
        async with a_world(tmp_path) as world:
            yield world

    async def test_locked_for_a_while_it_goes_on_and_sends_what_it_owes(self, world: World) -> None:
        world.api.private(BORIS)
        world.subscribe()
        bot = world.run(FEDTIDE_ADMIN_CHAT_IDS=str(BORIS))
        await world.connected(bot)
        await world.polled()
        with locked(world.store):
            world.publish(todays(1, 60))
            world.api.say(ANN, "/form short")
            assert (await world.api.next_message(ANN, 0)).text == SORRY
            assert "is locked" in (await world.api.next_message(BORIS)).text
            world.api.say(ANN, "/help")
            assert "/subscribe" in (await world.api.next_message(ANN, 1)).text
            poll = world.start("poll")
            assert await poll.ended() == 1
            assert "error: database: " in poll.err
            assert "wait until it is done" in poll.err
        assert await world.start("poll").ended() == 0
        assert "$60bn" in (await world.alert()).text
        assert await bot.stop() == 0
        assert len(world.alerts()) == 1
        assert "Traceback" not in bot.err
        assert bot.err.count("is locked by another program") == 2, "the log says it once, the notice once"
