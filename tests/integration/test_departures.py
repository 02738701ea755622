"""What is noted of requests that leave: read by the next process, and believed only as far as it can be."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import NetworkError

from bot.delivery.telegram.leaving import Stayed, noting
from bot.delivery.telegram.wire import AiohttpRequest, Alike, Form
from bot.model import Delivery, DeliveryState, Subscription
from bot.store import Store, departures, open_store
from bot.store.departures import Departures
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.loopback.telegram import BotApi
from tests.unit.bot.test_outbox import delivery

LEASE, SECOND = timedelta(minutes=2), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def boot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the system says of its start."""
    file = tmp_path / "boot"
    file.write_text("this one")
    monkeypatch.setattr(departures, "BOOT", file)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database's file."""
    return tmp_path / "fedtide.db"


def noted(file: Path, *ids: int) -> int | None:
    """A process that noted these, and was killed; what its claims bear."""
    dead = Departures(file)
    dead.are_wanted = True
    dead.begin()
    run = dead.run
    for one in ids:
        dead.note(one)
    dead.close()
    return run


def found(file: Path) -> tuple[int, set[int]]:
    left = Departures(file).earlier()
    assert left is not None
    return left.run, set(left.ids) - {0}


def test_the_next_process_reads_what_was_noted(file: Path) -> None:
    run = noted(file, 7, 9)
    assert found(file) == (run, {7, 9})
    assert stat.S_IMODE(os.stat(f"{file}.left").st_mode) == 0o600


def test_with_a_new_process_the_notes_begin_anew_under_another_number(file: Path) -> None:
    first, second = noted(file, 7), noted(file, 8)
    assert first != second
    assert found(file) == (second, {8})


def test_of_very_many_the_latest_are_known(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departures, "PLACES", 4)
    noted(file, 1, 2, 3, 4, 5, 6)
    assert found(file)[1] == {3, 4, 5, 6}


def test_nothing_is_known_after_the_system_has_started_anew(file: Path, boot: Path) -> None:
    noted(file, 7)
    boot.write_text("another one")
    assert Departures(file).earlier() is None


@pytest.mark.parametrize("left", [b"", b"x", b"x" * 10_000])
def test_nothing_is_known_from_a_file_that_is_not_whole(file: Path, left: bytes) -> None:
    Path(f"{file}.left").write_bytes(left)
    assert Departures(file).earlier() is None


def test_nothing_is_known_or_noted_where_the_system_does_not_say_when_it_started(file: Path, boot: Path) -> None:
    noted(file, 7)
    boot.unlink()
    assert Departures(file).earlier() is None
    assert noted(file, 8) is None


def test_no_notes_are_taken_where_nobody_tells_what_leaves(file: Path) -> None:
    idle = Departures(file)
    idle.begin()
    idle.note(7)
    assert (idle.run, Path(f"{file}.left").exists()) == (None, False)


@contextlib.contextmanager
def process(path: Path, *, notes: bool = True) -> Iterator[Store]:
    """A process that sends from a file; its end is a kill's."""
    store = open_store(f"sqlite:///{path}")
    store.departures.are_wanted = notes
    store.recover(NOON)
    yield store
    store.close()


@pytest.fixture
def owing(empty_database: Path, tmp_path: Path) -> Path:
    """A database that owes an alert to the chats 1 and 2."""
    path = Path(shutil.copy(empty_database, tmp_path))
    with contextlib.closing(open_store(f"sqlite:///{path}")) as store:
        for chat_id in (1, 2):
            store.subscribe(Subscription(chat_id=chat_id))
        store.commit(repo(), assessed(), alert(repo()), NOON)
        store.fan_out(NOON)
    return path


def test_killed_again_and_again_before_the_request_it_is_not_given_up(owing: Path) -> None:
    for _ in range(3):
        with process(owing) as store:
            assert store.keep((), [1, 2], NOON, LEASE).claimed == {1, 2}
    with process(owing) as store:
        assert [(d.chat_id, d.is_repeat) for d in store.due(NOON)] == [(1, False), (2, False)]


def test_what_had_left_is_in_doubt_and_a_repeat_that_had_not_stays_one(owing: Path) -> None:
    with process(owing) as store:
        store.keep((), [1, 2], NOON, LEASE)
        store.departures.note(2)
    for _ in range(3):
        with process(owing) as store:
            assert [(d.chat_id, d.is_repeat) for d in store.due(NOON)] == [(1, False), (2, True)]
            store.keep((), [1, 2], NOON, LEASE)
    with process(owing) as store:
        store.keep((), [1, 2], NOON, LEASE)
        store.departures.note(2)
    with process(owing) as store:
        assert [(d.chat_id, d.is_repeat) for d in store.due(NOON)] == [(1, False)]
        assert store.counts()[DeliveryState.UNCERTAIN] == 1


def test_claims_of_a_process_that_took_no_notes_are_in_doubt_whatever_lies_there(owing: Path) -> None:
    with process(owing):
        pass
    with process(owing, notes=False) as store:
        store.keep((), [1], NOON, LEASE)
    with process(owing) as store:
        assert [(d.chat_id, d.is_repeat) for d in store.due(NOON)] == [(1, True), (2, False)]


class TestOnTheWire:
    @pytest.fixture
    async def api(self) -> AsyncIterator[BotApi]:
        async with BotApi() as api:
            api.private(1)
            yield api

    @staticmethod
    async def post(api: BotApi) -> int:
        wire = AiohttpRequest()
        try:
            form = Form(Alike.of({"text": "Alert"}), 1)
            status, _ = await wire.do_request(f"{api.url}/bot{api.token}/sendMessage", "POST", form)  # type: ignore[arg-type]
            return status
        finally:
            await wire.shutdown()

    async def test_a_delivery_is_noted_before_the_platform_sees_it(self, api: BotApi) -> None:
        seen: list[tuple[int, int]] = []

        async def send(delivery: Delivery) -> int:
            assert not seen
            return await self.post(api)

        sent = noting(send, lambda delivery_id: seen.append((delivery_id, len(api.requests))))
        assert await sent(delivery(7)) == 200
        assert seen == [(7, 0)]
        assert await self.post(api) == 200
        assert seen == [(7, 0)]

    async def test_without_a_connection_nothing_is_noted(self, api: BotApi) -> None:
        seen: list[int] = []

        async def send(delivery: Delivery) -> int:
            return await self.post(api)

        api._server.close()
        await api._server.wait_closed()
        with pytest.raises(NetworkError, match="ClientConnectorError"):
            await noting(send, seen.append)(delivery(7))
        assert seen == []

    async def test_what_cannot_be_noted_does_not_leave(self, api: BotApi) -> None:
        def full(delivery_id: int) -> None:
            raise OSError(28, "No space left on device")

        async def send(delivery: Delivery) -> int:
            return await self.post(api)

        with pytest.raises(NetworkError) as raised:
            await noting(send, full)(delivery(7))
        assert isinstance(raised.value.__cause__, Stayed)
        assert api.messages(1) == []
