"""A hit is owed in the transaction that keeps the alert, and is delivered like any other alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.audience.watches import Kept
from bot.model import Mode, Subscription
from bot.store import Store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo

ON_BOTH = True
BN = 1_000_000_000
OFF = {"repo_operation": Mode.OFF}


@pytest.fixture
def store(store: Store) -> Store:
    store.subscribe(Subscription(chat_id=1, modes=OFF))
    return store


def watch(store: Store, text: str = "standing repo >= 20bn", chat_id: int = 1, **values: Any) -> Kept:
    made = store.add_watch(chat_id, None, Kept(id=0, text=text, created_at=NOON, **values), 10)
    assert made is not None
    return made


def publish(store: Store, key: str, billions: int, hours: float = 0) -> None:
    now = NOON + hours * HOUR
    event = repo(key, published_at=now - MINUTE, day_accepted_usd=billions * BN)
    store.commit(event, assessed(), alert(event), now)
    store.fan_out(now)


def owed(store: Store, hours: float = 0) -> list[tuple[int, str | None, bool]]:
    return [(d.chat_id, d.watch, d.silent) for d in store.due(NOON + hours * HOUR)]


def test_a_hit_is_owed_though_the_chat_wants_nothing_of_the_kind(store: Store) -> None:
    store.subscribe(Subscription(chat_id=2, modes=OFF))
    watch(store)
    publish(store, "RP 1", 20)
    assert owed(store) == [(1, "standing repo >= 20bn", False)]
    [kept] = store.watches(1)
    assert (kept.hits, kept.armed, kept.last_hit_at) == (1, False, NOON)


def test_a_chat_that_wants_the_alert_anyway_gets_it_once_and_with_a_sound(store: Store) -> None:
    store.update(Subscription(chat_id=1, loud=100, modes={"repo_operation": Mode.ALL}))
    watch(store)
    watch(store, "impact >= 10")
    publish(store, "RP 1", 20)
    assert owed(store) == [(1, "standing repo >= 20bn", False)]
    assert [kept.hits for kept in store.watches(1)] == [1, 1]


def test_it_is_hit_again_after_the_figure_went_back(store: Store) -> None:
    watch(store, cooldown_hours=0)
    for hours, (key, billions) in enumerate([("RP 1", 20), ("RP 2", 30), ("RP 3", 19), ("RP 4", 25), ("RP 5", 18), ("RP 6", 21)]):
        publish(store, key, billions, hours)
    [kept] = store.watches(1)
    assert (kept.hits, kept.last_hit_at) == (2, NOON + 5 * HOUR)


def test_an_event_too_old_for_an_alert_hits_nothing_but_arms(store: Store) -> None:
    made = watch(store)
    store.change_watch(1, None, made.id, armed=False)
    event = repo("RP 1", day_accepted_usd=10 * BN)
    store.commit(event, assessed(), None, NOON)
    assert store.watches(1)[0].armed
    event = repo("RP 2", day_accepted_usd=30 * BN)
    store.commit(event, assessed(), None, NOON)
    assert store.watches(1)[0] == replace(made, armed=True)
    assert owed(store) == []


def test_a_closed_chat_and_an_expired_watch_get_nothing(store: Store) -> None:
    watch(store, expires_at=NOON)
    store.subscribe(Subscription(chat_id=2, modes=OFF))
    watch(store, chat_id=2)
    store.close_chat(2, "blocked")
    publish(store, "RP 1", 30)
    assert owed(store) == []


def test_a_revision_edits_the_alert_that_a_watch_brought(store: Store) -> None:
    watch(store)
    publish(store, "RP 1", 20)
    [first] = store.due(NOON)
    store.claim(first.id, NOON, timedelta(minutes=1))
    store.mark_sent(first.id, 77, NOON)
    revised = repo("RP 1", accepted_usd=31 * BN, day_accepted_usd=31 * BN)
    store.commit(revised, assessed(), alert(revised, is_revision=True), NOON + MINUTE)
    store.fan_out(NOON + MINUTE)
    assert [(d.edits, d.watch) for d in store.due(NOON + MINUTE)] == [(77, None)]


def test_watches_go_with_the_subscription_and_move_with_the_group(store: Store) -> None:
    store.subscribe(Subscription(chat_id=-5, chat_type="group", modes=OFF))
    watch(store, chat_id=-5)
    store.migrate_chat(-5, -1005)
    assert [kept.text for kept in store.watches(-1005)] == ["standing repo >= 20bn"]
    assert store.unsubscribe(-1005)
    store.subscribe(Subscription(chat_id=-1005))
    assert store.watches(-1005) == []


def test_a_topics_watches_are_its_own(store: Store) -> None:
    store.subscribe(Subscription(chat_id=1, thread_id=7, modes=OFF))
    made = store.add_watch(1, 7, Kept(id=0, text="impact >= 10", created_at=NOON), 10)
    assert made is not None
    assert store.watches(1) == []
    assert store.change_watch(1, None, made.id, armed=False) is None
    assert not store.delete_watch(1, None, made.id)
    publish(store, "RP 1", 1)
    assert [(d.thread_id, d.watch) for d in store.due(NOON)] == [(7, "impact >= 10")]


def test_without_a_subscription_there_is_no_watch(store: Store) -> None:
    assert store.add_watch(99, None, Kept(id=0, text="impact >= 10", created_at=NOON), 10) is None
