"""What is forgotten after half a year, in small steps, and what all else is made of stays."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.delivery import timed
from bot.evidence.public import public_record
from bot.model import Move, Receipt, ReceiptMode, Subscription
from bot.source import Price
from bot.store import Store
from bot.store.retention import DELIVERIES
from bot.store.schema import alerts, assessments, deliveries, events, prices, receipts, signals
from rules.measured import shipped_statistics
from tests.builders.alerts import NOON, alert, assessed, repo, signal, statement

ON_BOTH = True
HALF_A_YEAR = timedelta(days=180)
LATER = NOON + timedelta(days=200)
BEFORE = LATER - HALF_A_YEAR


def lived(store: Store, chats: int = 3) -> None:
    """Alerts of half a year ago with their receipts, messages and a digest, and an alert of today."""
    for number in range(1, chats + 1):
        store.subscribe(Subscription(chat_id=number, receipts=ReceiptMode.MESSAGE))
    for number in range(4):
        event = repo(f"RP {number}")
        store.commit(event, assessed(signal()), alert(event), NOON)
    store.commit(statement(), assessed(), alert(statement()), NOON)
    store.fan_out(NOON)
    _send_all(store, NOON)
    receipt = Receipt(horizon_hours=24, moves=(Move(asset="BTC", return_pct=-1.0),))
    for one in store.unsettled(NOON - timedelta(days=1)):
        store.settle(one.alert_id, receipt, {"en": "What followed"}, NOON + timedelta(days=1), NOON + timedelta(days=2))
    _send_all(store, NOON + timedelta(days=1))
    store.owe_notice([77], "trouble", NOON, NOON + timedelta(days=1))
    store.expire(NOON + timedelta(days=2))
    store.add_prices([Price(asset="BTC", exchange="coinbase", at=NOON, close=70_000.0, published_at=NOON)], NOON)
    fresh = repo("RP today", published_at=LATER)
    store.commit(fresh, assessed(), alert(fresh, created_at=LATER), LATER)
    store.fan_out(LATER)


def _send_all(store: Store, now: Any) -> None:
    with store._write() as connection:
        connection.execute(deliveries.update().where(deliveries.c.owed).values(owed=False, state="sent", message_id=5, sent_at=now))
        connection.execute(alerts.update().where(alerts.c.first_sent_at.is_(None)).values(first_sent_at=now))


def counts(store: Store) -> dict[str, int]:
    tables = (alerts, assessments, deliveries, events, prices, receipts, signals)
    with store._read() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def forget_all(store: Store) -> list[int]:
    return list(iter(lambda: store.forget(BEFORE), 0))


def test_messages_go_and_figures_stay(store: Store) -> None:
    lived(store)
    before = counts(store)
    record = public_record(store, shipped_statistics())
    forget_all(store)
    after = counts(store)
    assert {name for name in before if before[name] != after[name]} == {"alerts", "deliveries"}
    assert after["deliveries"] == 3, "today's are owed"
    assert after["alerts"] == 6, "five old ones without their words, and today's; receipts' messages and the notice are gone"
    assert public_record(store, shipped_statistics()) == record
    with store._read() as connection:
        words = dict(connection.execute(select(alerts.c.event_key, alerts.c.texts)).all())  # type: ignore[arg-type]
        notes = set(connection.scalars(select(receipts.c.note_id)))
    assert {key: bool(texts) for key, texts in words.items()} == {
        **{f"RP {number}": False for number in range(4)}, "/statement": False, "RP today": True,
    }  # fmt: skip
    assert notes == {None}
    assert store.latencies(10)[-1].first_sent_at == NOON


def test_the_last_of_a_kind_keeps_its_words(store: Store) -> None:
    lived(store)
    forget_all(store)
    [last] = store.latest_assessed(["fomc_statement"])
    assert last.texts == {"en": "Alert /statement", "zh-Hans": "提醒 /statement"}
    old = [one.texts for one in store.latest_assessed(["repo_operation"], limit=9)]
    assert old == [{"en": "Alert RP today", "zh-Hans": "提醒 RP today"}, {}, {}, {}, {}]


def test_what_is_owed_or_younger_stays_whole(store: Store) -> None:
    lived(store)
    with store._write() as connection:
        connection.execute(deliveries.update().where(deliveries.c.id == 1).values(owed=True, state="queued", sent_at=None, held=True))
    forget_all(store)
    with store._read() as connection:
        [kept] = connection.scalars(select(alerts.c.texts).join(deliveries).where(deliveries.c.id == 1))
    assert kept["en"] == "Alert RP 0"
    before = counts(store)
    assert store.forget(NOON - timedelta(days=1)) == 0
    assert counts(store) == before


def test_it_goes_in_small_steps(store: Store) -> None:
    lived(store, chats=300)
    steps = forget_all(store)
    assert len(steps) > 300 * 5 // DELIVERIES
    assert max(steps) <= DELIVERIES
    assert store.forget(BEFORE) == 0


async def test_the_rounds_do_it_on_the_way_and_then_look_once_an_hour(store: Store) -> None:
    lived(store)
    stop, forget = asyncio.Event(), store.forget
    seen: list[int] = []

    def count(before: Any) -> int:
        seen.append(forget(before))
        return seen[-1]

    store.forget = count  # type: ignore[method-assign]
    rounds = 0

    def now() -> Any:
        nonlocal rounds
        rounds += 1
        if rounds > 60:
            stop.set()
        return LATER

    await timed.serve(store, (), now=now, stop=stop, wake=lambda: None, every=0.001, retention=HALF_A_YEAR)
    assert seen[-1] == 0
    assert seen.count(0) == 1, "then it waits for an hour"
    assert counts(store)["deliveries"] == 3
