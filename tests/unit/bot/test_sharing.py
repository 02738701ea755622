"""What a process does with its part of the work: the pace of all together is never more than was asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from bot.delivery.limiter import Limiter
from bot.delivery.sharing import JOINING, Sharing
from bot.errors import StoreUnavailable
from bot.store import Share, Store

NOON = datetime(2026, 11, 2, 17, tzinfo=UTC)


class Paced(Limiter):
    """A limiter that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(30)
        self.paces: list[float] = []
        self.holds: list[timedelta] = []

    def pace(self, rate: float) -> None:
        super().pace(rate)
        self.paces.append(rate)

    def hold(self, chat_id: int | None, until: datetime) -> None:
        super().hold(chat_id, until)
        self.holds.append(until - NOON)


def sharing(limiter: Limiter, *, is_shared: bool = True) -> Sharing:
    return Sharing(cast(Store, SimpleNamespace(is_shared=is_shared)), limiter, 30, lambda: NOON)


def test_alone_on_a_file_it_leads_at_once_at_the_whole_rate() -> None:
    limiter = Paced()
    assert sharing(limiter, is_shared=False).leads.is_set()
    assert (limiter.paces, limiter.holds) == ([], [])


def test_a_part_shrinks_at_once_and_grows_a_look_later() -> None:
    limiter = Paced()
    one = sharing(limiter)
    for parts in (1, 3, 2, 2, 1, 1):
        one._take(Share(leads=True, part=0, parts=parts))
    assert limiter.paces == [30, 10, 10, 15, 15, 30]


def test_who_comes_sends_nothing_until_all_have_seen_it() -> None:
    limiter = Paced()
    one = sharing(limiter)
    assert not one.leads.is_set()
    one._take(Share(leads=False, part=1, parts=2))
    one._take(Share(leads=False, part=1, parts=2))
    assert limiter.holds == [JOINING]
    assert timedelta(seconds=2) < JOINING


def test_without_the_database_it_neither_leads_nor_sends_and_comes_back_as_a_new_one() -> None:
    limiter = Paced()
    one = sharing(limiter)
    one._take(Share(leads=True, part=0, parts=1))
    one._leave(StoreUnavailable("database: away"))
    assert (one.leads.is_set(), one.follows.is_set()) == (False, True)
    one._take(Share(leads=True, part=0, parts=1))
    assert limiter.holds == [JOINING] * 3


async def test_work_of_the_leader_is_broken_off_when_another_leads() -> None:
    one, ended = sharing(Paced()), asyncio.Event()
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    doing: Any = asyncio.create_task(one.while_leading(work))
    await asyncio.sleep(0)
    assert not begun.is_set()
    one._take(Share(leads=True, part=0, parts=1))
    await begun.wait()
    one._take(Share(leads=False, part=1, parts=2))
    await ended.wait()
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
