"""Whole messages in both languages, read aloud before they were accepted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import render
from bot.model import LANGUAGES, Subject
from rules.document import load_rulebook
from tests.golden import daily_scenes, desk_scenes, scenes
from tests.loopback.telegram_html import plain_text, utf16_length

SCENES = scenes.SCENES | daily_scenes.DAILY_SCENES | desk_scenes.DESK_SCENES
HERE = Path(__file__).parent / "messages"
PHONE = 1400
"""Characters that a reader on a phone puts up with, folded quotations aside; the typical message has fewer than 1200."""

every_message = pytest.mark.parametrize("lang", LANGUAGES)
every_scene = pytest.mark.parametrize("name", sorted(SCENES))


def message(name: str, lang: str) -> str:
    scene = SCENES[name]
    return render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang)


def agree(text: str, path: Path, *, rewrite: bool) -> None:
    if rewrite:
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8"), f"{path.name} differs; if it is meant, run make golden and review the diff"


@every_message
@every_scene
def test_alert(name: str, lang: str, rewrite_golden: bool) -> None:
    agree(message(name, lang), HERE / f"{name}.{lang}.html", rewrite=rewrite_golden)


@every_message
@pytest.mark.parametrize("name", ["fomc-2025-10-29", "fomc-2026-01-28-hold", "standing-repo-2025-10-31", "on-rrp-2026-09-28"])
def test_why(name: str, lang: str, rewrite_golden: bool) -> None:
    text = render.why(SCENES[name].event, SCENES[name].assessment, load_rulebook(), lang)
    agree(text, HERE / f"{name}.why.{lang}.html", rewrite=rewrite_golden)


def test_no_golden_message_is_left_over() -> None:
    stems = {path.name.split(".")[0] for path in HERE.iterdir()}
    assert stems == set(SCENES)


@every_message
@every_scene
def test_a_message_is_short_on_a_phone(name: str, lang: str) -> None:
    unfolded = re.sub(r"<blockquote expandable>.*?</blockquote>", "", message(name, lang), flags=re.DOTALL)
    assert utf16_length(plain_text(unfolded)) <= PHONE


@every_message
@every_scene
def test_the_first_line_fits_a_preview(name: str, lang: str) -> None:
    head, verdict = plain_text(message(name, lang)).splitlines()[:2]
    assert len(head) <= 110
    assert len(verdict) <= 70
