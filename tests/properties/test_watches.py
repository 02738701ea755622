"""The store's queries hit and arm the watches that the pure rule does, and no others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.audience.watches import Kept, judge
from bot.model import Subscription
from bot.store import Store, open_store
from bot.store.schema import deliveries, subscriptions, watches
from rules.event import Event
from tests.builders.alerts import HOUR, NOON, alert, assessed, repo, statement

TEXTS = (
    "standing repo >= 20bn",
    "|standing repo| >= 10bn",
    "standing repo >= 20bn and impact >= 30",
    "impact >= 30",
    "decision = cut",
    "reserves <= 3000bn",
    "not understood",
)
STATES: tuple[dict[str, Any], ...] = tuple(
    {"armed": armed, "cooldown_hours": hours, "last_hit_at": hit, "snoozed_until": snoozed, "expires_at": expires}
    for armed, (hours, hit), snoozed, expires in itertools.product(
        (True, False),
        ((6, None), (0, NOON), (6, NOON - 6 * HOUR), (6, NOON - 5 * HOUR), (168, NOON - 24 * HOUR)),
        (None, NOON, NOON + HOUR),
        (None, NOON, NOON + HOUR),
    )
)
EVENTS = (
    *(repo("RP", accepted_usd=billions * 10**9, day_accepted_usd=billions * 10**9) for billions in (0, 15, 19, 20, 60)),
    repo("of unknown size"),
    repo("RP", facility="other", day_accepted_usd=60 * 10**9),
    statement(decision="lower"),
    statement(decision="hold"),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which each text is watched for in each state, by a chat each; every second chat is closed."""
    path = tmp_path_factory.mktemp("watches") / "all.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.subscribe(Subscription(chat_id=1))
        with store._write() as connection:
            row = dict(connection.execute(select(subscriptions)).mappings().one())
            numbered = list(enumerate(itertools.product(TEXTS, STATES), 2))
            rows = [row | {"id": number, "chat_id": number, "active": number % 4 > 0} for number, _ in numbered]
            connection.execute(insert(subscriptions), rows)
            kept = [
                {"id": number, "subscription_id": number, "text": text, "created_at": NOON, "hits": 0} for number, (text, _) in numbered
            ]
            connection.execute(insert(watches), [one | state for one, (_, (_, state)) in zip(kept, numbered, strict=True)])
        store.read_watches_anew()
    return path


@pytest.fixture
def store(path: Path, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "copy.db").write_bytes(path.read_bytes())
    with closing(open_store(f"sqlite:///{tmp_path}/copy.db")) as store:
        yield store


def all_kept(store: Store) -> dict[int, Kept]:
    """Every watch by its id, which is its chat's too."""
    names = list(Kept.__dataclass_fields__)
    with store._read() as connection:
        return {row["id"]: Kept(**row) for row in connection.execute(select(*(watches.c[name] for name in names))).mappings()}


def expected(kept: Kept, event: Event, impact: int, *, has_alert: bool, is_active: bool) -> Kept:
    if not is_active or (kept.expires_at is not None and kept.expires_at <= NOON):
        return kept
    outcome = judge(kept, event, assessed(impact=impact), NOON)
    if outcome.is_hit:
        return (
            replace(kept, armed=outcome.armed, last_hit_at=NOON, hits=1) if has_alert else replace(kept, armed=kept.armed or outcome.armed)
        )
    return replace(kept, armed=outcome.armed)


@pytest.mark.parametrize("has_alert", [True, False])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.KIND}-{getattr(event, 'day_accepted_usd', event.key)}")
@pytest.mark.parametrize("impact", [10, 30])
def test_the_queries_are_the_rule(store: Store, event: Event, impact: int, has_alert: bool) -> None:
    before = all_kept(store)
    store.commit(event, assessed(impact=impact), alert(event) if has_alert else None, NOON)
    after = all_kept(store)
    for number, kept in before.items():
        assert after[number] == expected(kept, event, impact, has_alert=has_alert, is_active=number % 4 > 0), kept
    with store._read() as connection:
        owed = {row.chat_id: row.watch for row in connection.execute(select(deliveries.c.chat_id, deliveries.c.watch))}
    assert owed == {number: kept.text for number, kept in after.items() if kept.hits}


def test_some_are_hit_and_some_are_armed(store: Store) -> None:
    """What is compared above is not always nothing."""
    event = EVENTS[4]
    before = all_kept(store)
    store.commit(event, assessed(impact=30), alert(event), NOON)
    hit = [kept for kept in all_kept(store).values() if kept.hits]
    assert len(hit) > 30
    assert {kept.text for kept in hit} == set(TEXTS[:4])
    assert any(not before[kept.id].armed for kept in hit if kept.text == "impact >= 30")
    small = EVENTS[0]
    armed = [judge(kept, small, assessed(), NOON).armed and not kept.armed for kept in before.values()]
    assert sum(armed) > 30


def test_of_two_that_are_hit_the_first_one_is_told(store: Store) -> None:
    for text in ("standing repo >= 20bn", "impact >= 30"):
        assert store.add_watch(1, None, Kept(id=0, text=text, created_at=NOON), 10)
    store.commit(EVENTS[4], assessed(impact=30), alert(EVENTS[4]), NOON)
    assert [kept.hits for kept in store.watches(1)] == [1, 1]
    with store._read() as connection:
        owed = connection.execute(select(deliveries.c.watch).where(deliveries.c.chat_id == 1)).all()
    assert [row.watch for row in owed] == ["standing repo >= 20bn"]


def test_watches_whose_kinds_are_not_worked_out_are_asked_all_the_same(store: Store) -> None:
    with store._write() as connection:
        connection.execute(watches.update().values(kinds=None))
    store.commit(EVENTS[4], assessed(impact=30), alert(EVENTS[4]), NOON + timedelta(days=30))
    assert sum(kept.hits for kept in all_kept(store).values()) > 30
    assert store.read_watches_anew() == len(TEXTS)
    assert store.read_watches_anew() == 0
