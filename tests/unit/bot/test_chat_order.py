"""Chats side by side, each in its own order."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.chat.order import InChatOrder


def an_update(update_id: int, chat_id: int) -> Update:
    return Update(update_id, message=Message(update_id, datetime(2025, 1, 1, tzinfo=UTC), Chat(chat_id, "private")))


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
