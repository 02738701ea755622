"""Every kind has its row and its renderer, and the row says what the program does with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import kinds
from bot.kinds import ALERT_KINDS, KINDS, WORDS
from bot.model import LANGUAGES, Mode
from bot.render.stories.renderers import RENDERERS
from rules.event import EVENT_CLASSES


def test_every_kind_has_a_row() -> None:
    assert sorted(set(EVENT_CLASSES) - set(KINDS)) == [], "kinds without a row in bot/kinds.py never alert"
    assert sorted(set(KINDS) - set(EVENT_CLASSES)) == [], "rows without a class among rules.event.EVENT_CLASSES"


def test_every_kind_has_a_renderer() -> None:
    rendered = {event.KIND for event in RENDERERS}
    assert sorted(set(EVENT_CLASSES) - rendered) == [], "kinds without a renderer in bot/render/stories/renderers.py"
    assert sorted(rendered - set(EVENT_CLASSES)) == []


def test_only_the_implementation_note_makes_no_message_of_its_own() -> None:
    assert set(KINDS) - set(ALERT_KINDS) == {"implementation_note"}
    assert {kind for kind, row in KINDS.items() if row.lifetime is None and row.mode is not Mode.OFF} == set()


def test_no_word_means_two_kinds() -> None:
    assert len(WORDS) == sum(1 + len(KINDS[kind].words) for kind in ALERT_KINDS)


def test_words_are_written_as_they_are_looked_up() -> None:
    assert [word for word in WORDS if word != word.strip().lower().replace("-", "_")] == []


@pytest.mark.parametrize(
    ("kind", "hours"), [("fomc_statement", 12), ("repo_operation", 6), ("balance_sheet", 24), ("minutes", 24), ("reference_rate", 12)]
)
def test_alerts_expire_as_it_was_promised(kind: str, hours: int) -> None:
    assert KINDS[kind].lifetime == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("count", "lang", "text"),
    [
        (1, "en", "1 set of minutes"),
        (2, "en", "2 sets of minutes"),
        (1, "zh-Hans", "1份会议纪要"),
        (2, "zh-Hans", "2份会议纪要"),
    ],
)
def test_publications_of_a_kind_are_counted(count: int, lang: str, text: str) -> None:
    assert kinds.counted("minutes", count, lang) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_can_be_told_apart(lang: str) -> None:
    assert len({kinds.name(kind, lang) for kind in KINDS}) == len(KINDS)
    assert len({kinds.counted(kind, 7, lang) for kind in KINDS}) == len(KINDS)


def test_a_kind_is_named_as_people_read_it() -> None:
    assert (kinds.name("repo_operation", "en"), kinds.name("repo_operation", "zh-Hans")) == ("Repo operations", "回购操作")
