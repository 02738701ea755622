"""The fan-out query gives each alert to those, and as loudly, as `wanted` and `is_silent` say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audience.wanted import gate, is_silent, wanted
from bot.kinds import KINDS
from bot.model import Alert, Mode, Standing, Subscription, Thresholds
from bot.store import Store, open_store
from tests.builders.alerts import NOON, alert, assessed, repo

MARKS = st.sampled_from([0, 1, 19, 20, 21, 29, 30, 31, 49, 50, 51, 99, 100])
MAYBE = st.none() | MARKS
SUBSCRIPTIONS = st.builds(
    Subscription,
    chat_id=st.just(0),
    thread_id=st.sampled_from([None, 7]),
    chat_type=st.sampled_from(["private", "group", "supergroup", "channel"]),
    lang=st.sampled_from(["en", "zh-Hans"]),
    impact=MARKS,
    direction=MARKS,
    loud=MARKS,
    modes=st.dictionaries(st.sampled_from([*KINDS]), st.sampled_from(Mode), max_size=3),
    own=st.dictionaries(st.sampled_from([*KINDS]), st.builds(Thresholds, impact=MAYBE, direction=MAYBE, loud=MAYBE), max_size=3),
    active=st.sampled_from([True, True, True, False]),
)


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    """An alert of any kind and strength; its direction is at most as large as its impact."""
    impact = draw(MARKS)
    direction = draw(st.integers(-impact, impact) | st.sampled_from([-impact, impact, 0]))
    kind, standing = draw(st.sampled_from([*KINDS])), draw(st.sampled_from(Standing))
    return replace(alert(repo()), kind=kind, impact=impact, direction=direction, standing=standing)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('wanted') / Path('fedtide.db')}")
    yield opened
    opened.close()


@settings(max_examples=200)
@given(wishes=st.lists(SUBSCRIPTIONS, min_size=1, max_size=8), sent=alerts(), chunk=st.integers(1, 9))
def test_the_query_and_the_rule_agree(store: Store, wishes: list[Subscription], sent: Alert, chunk: int) -> None:
    with store._write() as connection:
        for table in ("deliveries", "alerts", "assessments", "events", "subscriptions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    chats = [replace(wish, chat_id=chat_id) for chat_id, wish in enumerate(wishes, start=1)]
    for chat in chats:
        store.subscribe(chat)
    store.commit(repo(), assessed(), sent, NOON)
    assert store.gates(sent) == Counter(gate(chat, sent) for chat in chats if chat.active)
    made = store.fan_out(NOON, chunk=chunk)
    found = {(d.chat_id, d.thread_id): (d.lang, d.is_group, d.silent) for d in store.due(NOON)}
    assert found == {
        (chat.chat_id, chat.thread_id): (chat.lang, chat.chat_type in ("group", "supergroup"), is_silent(chat, sent))
        for chat in chats
        if wanted(chat, sent)
    }
    assert made == len(found)
