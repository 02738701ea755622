"""Channels share the outbox and nothing else: each is asked for its own, and what holds one up does not hold the other."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.errors import DeliveryDeferred
from bot.model import TELEGRAM, TERMINAL, WEBHOOK, Delivery, Subscription
from bot.store import Store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo

ON_BOTH = True
LEASE = 2 * MINUTE
PROGRAM = -(2**60)


def a_store_with_all(store: Store) -> None:
    """Somebody on Telegram, the terminal and a program, who are all owed an alert of noon."""
    store.subscribe(Subscription(chat_id=7))
    store.subscribe(Subscription(chat_id=0, channel=TERMINAL))
    store.subscribe(Subscription(chat_id=PROGRAM, channel=WEBHOOK))
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)


def test_each_channel_is_owed_its_own(store: Store) -> None:
    a_store_with_all(store)
    assert {channel: [d.chat_id for d in store.due(NOON, channel=channel)] for channel in (TELEGRAM, TERMINAL, WEBHOOK)} == {
        TELEGRAM: [7],
        TERMINAL: [0],
        WEBHOOK: [PROGRAM],
    }


def test_a_hold_of_one_channel_holds_no_other(store: Store) -> None:
    a_store_with_all(store)
    store.hold_everyone(NOON + HOUR, TELEGRAM)
    [program] = store.due(NOON, channel=WEBHOOK)
    assert store.due(NOON) == []
    assert store.claim(program.id, NOON, LEASE, WEBHOOK)
    store.hold_everyone(NOON + 2 * HOUR, WEBHOOK)
    assert [d.chat_id for d in store.due(NOON + HOUR)] == [7]


def test_what_one_channel_takes_over_is_not_anothers(store: Store) -> None:
    a_store_with_all(store)
    [person], [program] = store.due(NOON), store.due(NOON, channel=WEBHOOK)
    store.keep((), [person.id], NOON, LEASE)
    store.keep((), [program.id], NOON, LEASE, WEBHOOK)
    later = NOON + LEASE
    assert store.recover(later, WEBHOOK) == 1
    assert [(d.chat_id, d.is_repeat) for d in store.due(later, channel=WEBHOOK)] == [(PROGRAM, True)]
    assert store.due(later) == []


def test_a_person_gets_what_is_uncertain_once_more_and_a_program_until_it_is_taken(store: Store) -> None:
    a_store_with_all(store)
    at = NOON
    repeats = {TELEGRAM: 0, WEBHOOK: 0}
    for _ in range(5):
        for channel in repeats:
            for delivery in store.due(at, channel=channel):
                store.claim(delivery.id, at, LEASE, channel)
                store.mark_uncertain(delivery.id, at, at + MINUTE)
                repeats[channel] += 1
        at += MINUTE
    assert repeats == {TELEGRAM: 2, WEBHOOK: 5}


def test_a_program_is_owed_an_alert_three_days_longer(store: Store) -> None:
    a_store_with_all(store)
    expiry = NOON - MINUTE + 6 * HOUR
    assert [d.expires_at for d in store.due(NOON)] == [expiry]
    assert [d.expires_at for d in store.due(NOON, channel=WEBHOOK)] == [expiry + timedelta(days=3)]
    store.expire(expiry + timedelta(days=2))
    assert [d.chat_id for d in store.due(expiry + timedelta(days=2), channel=WEBHOOK)] == [PROGRAM]
    assert store.expire(expiry + timedelta(days=3)) == 1


def test_a_program_is_no_reader(store: Store) -> None:
    a_store_with_all(store)
    assert store.count_subscriptions() == 2
    assert sum(store.readers().values()) == 2
    assert store.broadcast("key", "to all", None, NOON) == 2
    _, everyone = store.everyone(0, 100)
    assert {one.subscription.chat_id for one in everyone} == {0, 7}


async def test_a_channel_that_is_down_holds_up_no_other(store: Store) -> None:
    a_store_with_all(store)
    shown: list[int] = []

    async def down(delivery: Delivery) -> int:
        raise DeliveryDeferred("down", chat_id=delivery.chat_id, retry_at=NOON + HOUR, everyone=True)

    async def up(delivery: Delivery) -> int:
        shown.append(delivery.chat_id)
        return 1

    async def drained(channel: str, send: object) -> dict[str, int]:
        return dict(await drain(store, send, Limiter(1000), now=lambda: NOON, channel=channel))

    assert await drained(WEBHOOK, down) == {"deferred": 1}
    assert await drained(TELEGRAM, up) == {"sent": 1}
    assert await drained(TERMINAL, up) == {"sent": 1}
    assert shown == [7, 0]
