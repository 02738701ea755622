"""What the buttons of a message open."""

from __future__ import annotations

import pytest

from bot.model import LANGUAGES
from bot.render import behind
from bot.render.html import telegram_length, visible
from tests.golden.daily_scenes import DAILY_SCENES
from tests.golden.desk_scenes import DESK_SCENES
from tests.golden.scenes import SCENES
from tests.loopback.telegram_html import plain_text

ALL = SCENES | DAILY_SCENES | DESK_SCENES
every_scene = pytest.mark.parametrize("name", sorted(ALL))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fomc-2025-10-29", ("why", "changes", "table", "watch", "chart", "history", "mute")),
        ("fomc-2025-12-10", ("why", "table", "watch", "chart", "history", "mute")),
        ("h41-2025-12-31", ("why", "table", "watch", "chart", "history", "mute")),
        ("standing-repo-2025-10-31", ("why", "table", "watch", "chart", "history", "mute")),
    ],
)
def test_a_button_opens_something(name: str, expected: tuple[str, ...]) -> None:
    scene = ALL[name]
    assert behind.buttons(scene.event, scene.assessment) == expected


def test_the_table_of_a_balance_sheet() -> None:
    scene = ALL["h41-2025-12-31"]
    assert visible(behind.table(scene.event, scene.assessment, "en")).splitlines() == [
        "Fed balance sheet to 31 Dec: $6.641tn, +$59.4bn, of which repo loans +$74.1bn",
        "2 Jan 16:30 ET · Federal Reserve",
        "",
        "Total assets $6.641tn, +$59.4bn",
        "Bonds held (Treasuries and MBS) $6.269tn, −$11.3bn",
        "Treasuries $4.228tn, +$0.2bn",
        "MBS $2.039tn, −$11.6bn",
        "Repo loans $74.6bn, +$74.1bn",
        "Treasury's account (TGA) $872.9bn, +$71.3bn",
    ]
    assert "持有证券（美债＋MBS）6.27万亿美元，−113亿" in visible(behind.table(scene.event, scene.assessment, "zh-Hans")).splitlines()


def test_the_changes_of_a_statement() -> None:
    scene = ALL["fomc-2025-10-29"]
    lines = visible(behind.changes(scene.event, scene.assessment, "en")).splitlines()
    assert lines[3:5] == ["Text changes (3)", "− The Committee will continue reducing its holdings."]


@every_scene
@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_opens_is_taken_by_telegram(name: str, lang: str) -> None:
    scene = ALL[name]
    for text in (behind.table(scene.event, scene.assessment, lang), behind.changes(scene.event, scene.assessment, lang)):
        assert plain_text(text)
        assert telegram_length(text) <= 3896
