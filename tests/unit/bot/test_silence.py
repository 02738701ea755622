"""Why an event makes no message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.audience.wanted import gate
from bot.chat.status import SILENCES
from bot.model import Mode, Silence, Subscription
from bot.polling.silence import WORDS, line, silence_in, silence_of
from rules.event import ImplementationNote
from tests.builders.alerts import alert, assessed, repo


def test_a_kind_that_makes_no_message_and_age_are_told_apart() -> None:
    event = repo()
    note = ImplementationNote(source="fed.press_release", key="n", title="", url="", published_at=event.published_at)
    assert silence_of(note, event.published_at) is Silence.NO_MESSAGE
    assert silence_of(event, event.published_at + timedelta(hours=6)) is Silence.TOO_OLD
    assert silence_of(event, event.published_at + timedelta(hours=5)) is None


@pytest.mark.parametrize(
    ("gates", "silence"),
    [
        ({}, Silence.NO_CHAT),
        ({Silence.OFF: 3}, Silence.OFF),
        ({Silence.IMPACT: 1, Silence.DIGEST: 9}, Silence.IMPACT),
        ({Silence.IMPACT: 2, Silence.DIRECTION: 1, Silence.OFF: 1}, Silence.DIRECTION),
        ({Silence.IMPACT: 2, None: 1}, None),
    ],
)
def test_the_gate_that_came_nearest_is_named(gates: dict[Silence | None, int], silence: Silence | None) -> None:
    assert silence_in(gates) is silence


def test_the_line_names_event_scores_and_reason() -> None:
    said = line(repo("RP 1"), assessed(impact=7), Silence.IMPACT, {Silence.IMPACT: 2, Silence.OFF: 1})
    assert said.startswith("no message: repo_operation RP 1 (impact 7, direction ")
    assert said.endswith("): below the impact that chats ask for (chats: 2 impact, 1 off)")


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(SILENCES) == set(Silence)


def test_each_gate_of_a_chat() -> None:
    sent = replace(alert(repo()), impact=25, direction=-5)
    chat = Subscription(chat_id=1)
    assert gate(chat, sent) is None
    assert gate(replace(chat, impact=26), sent) is Silence.IMPACT
    assert gate(replace(chat, direction=6), sent) is Silence.DIRECTION
    assert gate(replace(chat, modes={"repo_operation": Mode.DIGEST}), sent) is Silence.DIGEST
    assert gate(replace(chat, modes={"repo_operation": Mode.OFF}), sent) is Silence.OFF
    assert gate(replace(chat, impact=99, modes={"repo_operation": Mode.ALL}), sent) is None
