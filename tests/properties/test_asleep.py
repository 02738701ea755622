"""Who sleeps is decided twice: by the rule of `bot.audience.quiet_hours`, and by the query that lets what is owed wait. They must agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audience.quiet_hours import is_asleep
from bot.model import Mode, Subscription
from bot.store import Store, open_store
from tests.builders.alerts import HOUR, alert, assessed, repo

# Around the nights in which clocks change in New York, Berlin and Sydney, and an ordinary one.
DAYS = [
    datetime(2025, 11, 2, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 10, 4, tzinfo=UTC),
]
MOMENTS = st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(DAYS), st.integers(-1440, 1440))
MINUTES = st.sampled_from([0, 60, 90, 120, 150, 180, 420, 1380, 1439])
IMPACTS = st.sampled_from([0, 36, 59, 60, 100])


@st.composite
def subscriptions(draw: st.DrawFn, now: datetime) -> Subscription:
    begins = draw(st.none() | MINUTES)
    return Subscription(
        chat_id=0,
        timezone=draw(st.sampled_from(["UTC", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Shanghai"])),
        quiet_from=begins,
        quiet_until=None if begins is None else draw(MINUTES.filter(lambda minutes: minutes != begins)),
        breakthrough=draw(st.none() | st.sampled_from([0, 36, 60, 100])),
        snoozed_until=draw(st.none() | st.sampled_from([now - HOUR, now, now + HOUR])),
        modes={"repo_operation": Mode.ALL},
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('asleep') / Path('fedtide.db')}")
    yield opened
    opened.close()


@settings(max_examples=150)
@given(st.data(), MOMENTS, IMPACTS)
def test_the_query_and_the_rule_agree(store: Store, data: st.DataObject, now: datetime, impact: int) -> None:
    with store._write() as connection:
        for table in ("deliveries", "alerts", "assessments", "events", "subscriptions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    wishes = data.draw(st.lists(subscriptions(now), min_size=1, max_size=6))
    chats = [replace(wish, chat_id=chat_id) for chat_id, wish in enumerate(wishes, start=1)]
    for chat in chats:
        store.subscribe(chat)
    event = repo(published_at=now - timedelta(minutes=1))
    store.commit(event, assessed(impact=impact), alert(event, impact=impact), now)
    store.fan_out(now)
    store.roll(now)
    store.hold_back(now)
    assert {delivery.chat_id for delivery in store.due(now)} == {chat.chat_id for chat in chats if not is_asleep(chat, impact, now)}
