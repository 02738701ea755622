"""An event that ten thousand watches wait for, and a press of a button while it is committed."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.audience.watches import Kept, judge
from bot.chat.application import start, stop
from bot.model import DeliveryState, Subscription
from bot.store import Store, open_store
from bot.store.owing import keep_alert, owe, to
from bot.store.schema import subscriptions, watches
from rules.event import RepoOperation
from tests.bench.figures import Figure, Found
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.builders.chat_bot import ANN, Bot, build, some_settings
from tests.loopback.telegram import BotApi

CHATS, MANY_CHATS, ROUNDS, MOST = 2000, 20_000, 5, 0.1
MOST_MS, PRESSES = 100, 21
PRESSED = ("2:T:20:0:35", "2:T:20:0:40")
"""Buttons that keep thresholds."""


def texts(number: int) -> list[str]:
    """The five watches of a chat: two may be hit by a repo operation, one can be by any event, the others by other kinds."""
    return [
        f"standing repo >= {20 + number % 40}bn",
        f"standing repo >= {500 + number % 40}bn",
        f"impact >= {30 + number % 50}",
        f"SOFR - IORB >= {1 + number % 30}bp",
        f"reserves <= {2000 + 10 * (number % 90)}bn",
    ]


@contextlib.contextmanager
def house(with_watches: bool, chats: int = CHATS) -> Iterator[Store]:
    """A store with the chats, and with their watches where these are wanted."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(open_store(f"sqlite:///{folder}/bench.db")) as store:
        store.subscribe(Subscription(chat_id=ANN))
        with store._write() as connection:
            row = connection.execute(subscriptions.select()).one()._asdict()
            del row["id"]
            connection.execute(insert(subscriptions), [row | {"chat_id": ANN + number} for number in range(1, chats)])
        if with_watches:
            keep(store)
        yield store


def keep(store: Store) -> None:
    """Every chat's watches, in one transaction: one by one they would wait for the disk ten thousand times."""
    fields = {"cooldown_hours": 6, "created_at": NOON, "armed": True, "hits": 0}
    with store._write() as connection:
        ids = connection.scalars(select(subscriptions.c.id).order_by(subscriptions.c.id)).all()
        rows = [{"subscription_id": row_id, "text": text, **fields} for number, row_id in enumerate(ids) for text in texts(number)]
        connection.execute(insert(watches), rows)
    store.read_watches_anew()


def operation(number: int, billions: int = 30) -> RepoOperation:
    """A day's last operation; every second one is small, so that levels are left and reached again."""
    size = billions * 10**9
    return repo(f"RP {number}", accepted_usd=size, day_accepted_usd=size, published_at=NOON + timedelta(hours=7 * number))


def commit(store: Store, number: int) -> None:
    """One assessed operation with its alert."""
    event = operation(number, 30 if number % 2 else 1)
    store.commit(event, assessed(impact=60 if number % 2 else 5), alert(event), event.published_at + timedelta(seconds=9))


def cpu_seconds(store: Store) -> tuple[float, int]:
    """The median CPU seconds of a commit that hits, and how many deliveries the last one made by watches."""
    commit(store, 0)
    commit(store, 1)
    used = []
    for number in range(2, 2 + 2 * ROUNDS):
        began = time.process_time()
        commit(store, number)
        if number % 2:
            used.append(time.process_time() - began)
    return statistics.median(used), store.counts()[DeliveryState.QUEUED] // (ROUNDS + 1)


async def press_ms(store: Store, *, busy: bool) -> tuple[float, float]:
    """Median and longest of presses that keep a setting, in milliseconds to the answer; with `busy` while an event is committed."""
    async with BotApi() as api:
        api.private(ANN)
        bot = build(api, store, some_settings())
        await start(bot.app)
        try:
            times = [await _pressed(bot, api, number, busy=busy) for number in range(101, 101 + 2 * PRESSES, 2)]
            return statistics.median(times), max(times)
        finally:
            await stop(bot.app)


async def _pressed(bot: Bot, api: BotApi, number: int, *, busy: bool) -> float:
    page = await bot.ask(ANN, "/threshold")
    committing = asyncio.create_task(asyncio.to_thread(commit, bot.store, number)) if busy else None
    await asyncio.sleep(0.01)
    began = time.perf_counter()
    await api.answer_of(api.press_data(ANN, page.id, PRESSED[number // 2 % 2]))
    took = 1000 * (time.perf_counter() - began)
    await bot.settled()
    if committing is not None:
        await committing
    return took


def one_by_one(store: Store) -> float:
    """CPU seconds of reading every watch, asking each by itself and writing each hit by itself, in one transaction that is given up."""
    columns = [watches.c[name] for name in Kept.__dataclass_fields__]
    event, assessment = operation(1), assessed(impact=60)
    began = time.process_time()
    with contextlib.suppress(_GivenUp), store._write() as connection:
        connection.execute(update(watches).values(armed=True, last_hit_at=None))
        alert_id = keep_alert(connection, alert(event), None, NOON)
        for row in connection.execute(select(*columns, watches.c.subscription_id.label("of"))).mappings():
            kept = Kept(**{name: value for name, value in row.items() if name != "of"})
            if judge(kept, event, assessment, NOON).is_hit:
                owe(connection, alert_id, to(subscriptions.c.id == row["of"]), silent=False, watch=kept.text)
                connection.execute(update(watches).where(watches.c.id == kept.id).values(armed=False, last_hit_at=NOON, hits=kept.hits + 1))
        raise _GivenUp
    return time.process_time() - began


class _GivenUp(Exception):
    """The transaction leaves nothing behind."""


def table() -> Found:
    """The table, what an event costs with all the watches beside asking each by itself, and a press meanwhile."""
    with house(False) as empty:
        nobody, _ = cpu_seconds(empty)
        calm, _ = asyncio.run(press_ms(empty, busy=False))
    with house(True) as store:
        alone = statistics.median(one_by_one(store) for _ in range(ROUNDS))
        all_of_them, hits = cpu_seconds(store)
        busy, longest = asyncio.run(press_ms(store, busy=True))
    with house(True, MANY_CHATS) as many:
        of_many, many_hits = cpu_seconds(many)
    count, held = CHATS * len(texts(0)), MANY_CHATS * len(texts(0))
    lines = [
        f"{count:,} watches in {CHATS:,} chats, {hits:,} chats hit by the event; CPU time in milliseconds.",
        "",
        "| an event | ms | of each watch by itself |",
        "|---|---|---|",
        f"| every watch asked, every hit written by itself | {1000 * alone:.0f} | 1 |",
        f"| committed with its alert, nobody watches | {1000 * nobody:.1f} | {nobody / alone:.3f} |",
        f"| committed, the watches asked, hits and their deliveries written | {1000 * all_of_them:.0f} | {all_of_them / alone:.2f} |",
        f"| the same with {held:,} watches in {MANY_CHATS:,} chats, {many_hits:,} of them hit | {1000 * of_many:.0f} | |",
        "",
        f"At most {MOST:g} wanted for the last. A press that keeps a setting is answered after {calm:.0f} ms when nothing goes on, after",
        f"{busy:.0f} ms while such an event is committed: the median of {PRESSES}, the longest {longest:.0f} ms; {MOST_MS} wanted.",
    ]
    return "\n".join(lines), [
        Figure(
            what=f"an event committed, {count:,} watches", unit="ms", ours=1000 * all_of_them, beside="each by itself", theirs=1000 * alone,
            most=MOST,
        ),
        Figure(what="a press meanwhile", unit="ms", ours=busy, beside="wanted", theirs=MOST_MS, most=1.0),
    ]  # fmt: skip
