"""Chats side by side, each in its own order."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from telegram import Chat, ChatMemberMember, ChatMemberUpdated, Message, Update, User

from bot.chat.order import AT_ONCE, WAITING, InChatOrder


def an_update(update_id: int, chat_id: int, sender: int | None = None, **what: Any) -> Update:
    person = None if sender is None else User(sender, "x", is_bot=False)
    message = Message(update_id, datetime(2025, 1, 1, tzinfo=UTC), Chat(chat_id, "private"), from_user=person, **what)
    return Update(update_id, message=message)


async def test_one_chat_waits_for_itself_and_for_nobody_else() -> None:
    order, done, gate = InChatOrder(), [], asyncio.Event()

    async def work(name: str, wait: bool = False) -> None:
        if wait:
            await gate.wait()
        done.append(name)

    tasks = [
        asyncio.create_task(order.do_process_update(an_update(1, 7), work("slow", wait=True))),
        asyncio.create_task(order.do_process_update(an_update(2, 7), work("after slow"))),
        asyncio.create_task(order.do_process_update(an_update(3, 8), work("other chat"))),
        asyncio.create_task(order.do_process_update("no update", work("no chat"))),
    ]
    await asyncio.wait(tasks[2:])
    assert sorted(done) == ["no chat", "other chat"]
    gate.set()
    await asyncio.gather(*tasks)
    assert done[2:] == ["slow", "after slow"]
    assert order._turns == {}


async def test_a_failure_lets_the_next_one_in() -> None:
    order, done = InChatOrder(), []

    async def fail() -> None:
        raise RuntimeError("a handler broke")

    async def work() -> None:
        done.append(1)

    failed, worked = await asyncio.gather(
        order.do_process_update(an_update(1, 7), fail()), order.do_process_update(an_update(2, 7), work()), return_exceptions=True
    )
    assert isinstance(failed, RuntimeError)
    assert worked is None
    assert done == [1]
    assert order._turns == {}


class Flood:
    """An order with one chat's first update at work until the gate is open."""

    def __init__(self) -> None:
        self.order = InChatOrder(self.too_fast)
        self.done: list[int] = []
        self.told: list[int] = []
        self.gate = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def too_fast(self, update: Update) -> None:
        self.told.append(update.update_id)

    async def work(self, number: int) -> None:
        await self.gate.wait()
        self.done.append(number)

    def put(self, update: Update) -> None:
        self.tasks.append(asyncio.create_task(self.order.process_update(update, self.work(update.update_id))))

    async def end(self) -> None:
        self.gate.set()
        await asyncio.gather(*self.tasks)
        assert self.order._turns == {}


async def test_of_a_persons_flood_a_few_wait_one_is_answered_by_a_word_and_the_rest_is_dropped() -> None:
    flood = Flood()
    for number in range(200):
        flood.put(an_update(number, 7, sender=7))
    await asyncio.sleep(0)
    await flood.end()
    assert flood.done == list(range(1 + WAITING))
    assert flood.told == [1 + WAITING]
    flood.put(an_update(300, 7, sender=7))
    await flood.end()
    assert flood.done[-1] == 300


async def test_one_is_cut_off_until_all_that_waited_is_done_and_told_once() -> None:
    flood = Flood()
    for number in range(10):
        flood.put(an_update(number, 7, sender=7))
    await asyncio.sleep(0)
    flood.gate.set()
    while len(flood.done) < 3:  # noqa: ASYNC110  (turns tell nobody how far they are)
        await asyncio.sleep(0)
    for number in range(10, 20):
        flood.put(an_update(number, 7, sender=7))
    await flood.end()
    assert flood.done == list(range(1 + WAITING))
    assert flood.told == [1 + WAITING]


async def test_others_in_the_same_group_are_not_cut_off_with_one() -> None:
    flood = Flood()
    for number in range(20):
        flood.put(an_update(number, -7, sender=1))
    for number in range(100, 105):
        flood.put(an_update(number, -7, sender=number))
    await asyncio.sleep(0)
    await flood.end()
    assert flood.done == [*range(1 + WAITING), *range(100, 105)]


async def test_comings_goings_and_moves_are_never_dropped() -> None:
    flood = Flood()
    for number in range(20):
        flood.put(an_update(number, -7, sender=1))
    me = ChatMemberMember(User(9, "fedtide", is_bot=True))
    by = User(1, "x", is_bot=False)
    change = ChatMemberUpdated(Chat(-7, "group"), by, datetime(2025, 1, 1, tzinfo=UTC), me, me)
    flood.put(Update(100, my_chat_member=change))
    flood.put(an_update(101, -7, sender=1, migrate_to_chat_id=-1007))
    await asyncio.sleep(0)
    await flood.end()
    assert flood.done[-2:] == [100, 101]


async def test_a_flood_takes_one_place_and_so_many_chats_are_answered_at_once() -> None:
    flood = Flood()
    for number in range(200):
        flood.put(an_update(number, 7, sender=number))
    await asyncio.sleep(0)
    begun: list[int] = []

    async def other(number: int) -> None:
        begun.append(number)
        await flood.gate.wait()

    tasks = [asyncio.create_task(flood.order.process_update(an_update(n, n, sender=n), other(n))) for n in range(1000, 1200)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(begun) == AT_ONCE - 1
    await flood.end()
    await asyncio.gather(*tasks)
    assert len(begun) == 200
