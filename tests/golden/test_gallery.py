"""docs/gallery is what the program says now, of every kind and in every language, and its short form needs no scrolling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.kinds import ALERT_KINDS
from bot.model import LANGUAGES
from bot.render.evidence.captions import PICTURES
from bot.render.evidence.of_event import OF_EVENT
from bot.render.html import telegram_length
from tests.golden import drawn, gallery
from tests.golden.scenes import WRITTEN
from tests.loopback.telegram_html import utf16_length
from tests.loopback.telegram_rich import rich_text

SCREEN = 360
"""Characters that a phone shows at once, the keyboard closed."""

every_scene = pytest.mark.parametrize("name", sorted(gallery.scenes()))
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.mark.parametrize("lang", WRITTEN)
def test_the_gallery_is_current(root: Path, lang: str, rewrite_golden: bool) -> None:
    pages = {f"{lang}.md": gallery.page(lang), f"{lang}.html": gallery.phone(lang), f"rich.{lang}.html": gallery.rich_phone(lang)}
    for path, text in pages.items():
        file = root / "docs/gallery" / path
        if rewrite_golden:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text, f"{path} differs; if it is meant, run make golden and review the diff"


@pytest.mark.parametrize("lang", WRITTEN)
def test_what_stands_there_as_rich_is_what_telegram_takes(lang: str) -> None:
    assert len([rich_text(document) for _, document in gallery.documents(lang)]) == 7


def test_every_kind_that_makes_messages_is_in_it() -> None:
    assert {scene.event.KIND for scene in gallery.scenes().values()} == set(ALERT_KINDS)


@every_language
@every_scene
def test_the_short_form_needs_no_scrolling(name: str, lang: str) -> None:
    text = gallery.short(gallery.scenes()[name], lang)
    assert utf16_length(text) <= SCREEN


@every_language
@every_scene
def test_the_short_form_is_what_the_long_one_begins_with(name: str, lang: str) -> None:
    scene = gallery.scenes()[name]
    short, long = gallery.short(scene, lang).splitlines(), gallery.long(scene, lang).splitlines()
    assert short[:2] == long[:2]
    assert len(short) <= 3


@every_language
def test_notes_are_short_too(lang: str) -> None:
    lengths = {name: telegram_length(text) for name, text in gallery.notes(lang)}
    assert lengths["reminder"] < 100
    assert lengths["batch"] < 500
    assert lengths["digest"] < 1300
    assert lengths["receipt"] < 400
    assert lengths["record"] < 1000
    assert lengths["claims"] < 800
    assert lengths["claim"] < 1000
    assert lengths["caption"] < 500


def test_every_picture_is_there_in_every_language_and_small() -> None:
    shown = {name.removesuffix(".png") for name in (file.name for file in drawn.FOLDER.glob("*.png"))}
    assert {re.sub(r"-\d{4}-\d\d-\d\d$", "", name) for name in drawn.names()} == {*PICTURES, *OF_EVENT}
    assert shown == {f"{name}.{lang}" for name in drawn.names() for lang in LANGUAGES}
    assert sum(file.stat().st_size for file in drawn.FOLDER.glob("*.png")) < 2_000_000
    assert drawn.PAGE.read_text(encoding="utf-8") == drawn.page()
