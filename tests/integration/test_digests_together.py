"""Digests of many chats: composed and kept once, queued a little apart; a chat that was sent something else hears something else."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.audience.quiet_hours import spread_of
from bot.delivery.timed import queue_due
from bot.model import Mode, Rhythm, Subscription
from bot.render import digest as rendering
from bot.store import Store
from bot.store.schema import alerts, deliveries
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.integration.test_timed import utc

ON_BOTH = True
DAY = timedelta(days=1)
SATURDAY = utc("2025-11-01T09:00")
"""The hour of the default's weekly digest, the day after NOON."""


def lived(store: Store, chats: int, **settings: object) -> None:
    """Chats that have been sent two alerts of yesterday, and have heard of a third publication by nothing."""
    for number in range(1, chats + 1):
        store.subscribe(Subscription(chat_id=1000 + number, **settings))  # type: ignore[arg-type]
    for number in range(3):
        event = repo(f"RP {number}")
        store.commit(event, assessed(impact=36 if number else 2), alert(event) if number else None, NOON)
    store.fan_out(NOON)
    store.roll(NOON)


def queued(store: Store) -> Counter[str]:
    """How many digests are owed, by their text, the first one first."""
    query = (
        select(alerts.c.texts, func.count()).join(deliveries).where(alerts.c.kind == "digest").group_by(alerts.c.id).order_by(alerts.c.id)
    )
    with store._read() as connection:
        return Counter({next(iter(texts.values())): count for texts, count in connection.execute(query)})


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages in which a digest was composed."""
    made: list[str] = []
    compose = rendering.digest

    def count(found: rendering.Digest, lang: str, zone: str) -> str:
        made.append(lang)
        return compose(found, lang, zone)

    monkeypatch.setattr(rendering, "digest", count)
    return made


def test_chats_that_are_told_the_same_share_one_message(store: Store, composed: list[str]) -> None:
    lived(store, 40)
    assert queue_due(store, (), SATURDAY + timedelta(minutes=5))["digests"] == 40
    assert composed == ["en"]
    assert list(queued(store).values()) == [40]
    assert queue_due(store, (), SATURDAY + timedelta(minutes=6))["digests"] == 0


def test_whoever_comes_minutes_later_gets_the_message_that_is_there(store: Store) -> None:
    lived(store, 40)
    rounds = [queue_due(store, (), SATURDAY + timedelta(seconds=15 * n))["digests"] for n in range(21)]
    assert sum(rounds) == 40
    assert sum(made > 0 for made in rounds) >= 10, "they come a little apart"
    assert max(rounds) <= 8
    assert list(queued(store).values()) == [40]


def test_a_chats_few_minutes_are_always_the_same_and_spread_evenly() -> None:
    waits = [spread_of(number) for number in range(-5000, 5000)]
    assert waits == [spread_of(number) for number in range(-5000, 5000)]
    assert (min(waits), max(waits)) == (timedelta(0), timedelta(seconds=299))
    by_minute = Counter(int(wait.total_seconds()) // 60 for wait in waits)
    assert all(1800 < by_minute[minute] < 2200 for minute in range(5))


def test_settings_that_matter_and_what_was_sent_tell_chats_apart(store: Store, composed: list[str]) -> None:
    lived(store, 6)
    first = store.subscription(1001)
    assert first is not None
    changes = [
        {"lang": "zh-Hans"}, {"timezone": "Asia/Shanghai"}, {"impact": 1, "direction": 0}, {"modes": {"repo_operation": Mode.OFF}},
        {"loud": 90},
    ]  # fmt: skip
    for number, change in enumerate(changes, start=1002):
        store.update(Subscription(chat_id=number, **change))  # type: ignore[arg-type]
    store.subscribe(Subscription(chat_id=2000))  # was sent nothing: it came later
    store.roll(NOON)
    moments = [SATURDAY - timedelta(hours=8) + timedelta(minutes=5), SATURDAY + timedelta(minutes=5)]
    assert sum(queue_due(store, (), at)["digests"] for at in moments) == 6, "to the chat without repos there is nothing to tell"
    assert sorted(queued(store).values()) == [1, 1, 1, 3], "loud changes no digest, and what is wanted is told whether it was sent or not"
    assert Counter(composed)["zh-Hans"] == 1


def test_nothing_between_two_digests_is_lost_or_told_twice(store: Store) -> None:
    """What is seen between the hour and the chat's few minutes belongs to the next one."""
    lived(store, 1, digest=Rhythm.DAILY)
    late = repo("RP late", published_at=SATURDAY + timedelta(seconds=1))
    store.commit(late, assessed(), alert(late, created_at=SATURDAY), SATURDAY + timedelta(seconds=1))
    for day in range(3):
        queue_due(store, (), SATURDAY + day * DAY + timedelta(minutes=6))
    first, second = queued(store)
    assert first.count("•") >= 2
    assert "$30bn" in second


def test_after_an_outage_a_digest_tells_of_all_until_now(store: Store) -> None:
    lived(store, 1, digest=Rhythm.DAILY)
    seen_at = utc("2025-11-05T14:00")
    late = repo("RP late", published_at=seen_at, accepted_usd=41_000_000_000)
    store.commit(late, assessed(), alert(late, created_at=seen_at), seen_at)
    queue_due(store, (), utc("2025-11-05T15:00"))
    [text] = queued(store)
    assert "41" in text


def test_a_chat_that_leaves_takes_nothing_from_the_others(store: Store) -> None:
    lived(store, 3)
    queue_due(store, (), SATURDAY + timedelta(minutes=5))
    assert store.unsubscribe(1001)
    assert list(queued(store).values()) == [2]
    assert store.unsubscribe(1002) and store.unsubscribe(1003)
    assert queued(store) == {}
