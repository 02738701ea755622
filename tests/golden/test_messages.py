"""Whole messages in both languages, read aloud before they were accepted."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from bot import render
from bot.i18n import texts
from bot.model import LANGUAGES, Subject
from bot.render.alert import story
from rules.document import load_rulebook
from rules.verdict import names_direction
from tests.golden import daily_scenes, desk_scenes, scenes
from tests.loopback.telegram_html import plain_text

SCENES = scenes.SCENES | daily_scenes.DAILY_SCENES | desk_scenes.DESK_SCENES
HERE = Path(__file__).parent / "messages"
FOLDED = 3
NUMBER = re.compile(r"[0-9]")

every_message = pytest.mark.parametrize("lang", LANGUAGES)
every_written_message = pytest.mark.parametrize("lang", scenes.WRITTEN)
every_scene = pytest.mark.parametrize("name", sorted(SCENES))


def message(name: str, lang: str) -> str:
    scene = SCENES[name]
    return render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang)


def agree(text: str, path: Path, *, rewrite: bool) -> None:
    if rewrite:
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8"), f"{path.name} differs; if it is meant, run make golden and review the diff"


@every_written_message
@every_scene
def test_alert(name: str, lang: str, rewrite_golden: bool) -> None:
    agree(message(name, lang), HERE / f"{name}.{lang}.html", rewrite=rewrite_golden)


@every_written_message
@pytest.mark.parametrize("name", ["fomc-2025-10-29", "fomc-2026-01-28-hold", "standing-repo-2025-10-31", "on-rrp-2026-09-28"])
def test_why(name: str, lang: str, rewrite_golden: bool) -> None:
    text = render.why(SCENES[name].event, SCENES[name].assessment, load_rulebook(), lang)
    agree(text, HERE / f"{name}.why.{lang}.html", rewrite=rewrite_golden)


def test_no_golden_message_is_left_over() -> None:
    stems = {path.name.split(".")[0] for path in HERE.iterdir()}
    assert stems == set(SCENES)


def visible_lines(text: str) -> int:
    """Lines that a phone shows, blank ones too: a folded quotation shows three of its own at most."""
    folded = re.findall(r"<blockquote expandable>(.*?)</blockquote>", text, flags=re.DOTALL)
    unfolded = re.sub(r"<blockquote expandable>.*?</blockquote>", "", text, flags=re.DOTALL)
    return unfolded.count("\n") + 1 - len(folded) + sum(min(FOLDED, quoted.count("\n") + 1) for quoted in folded)


@every_message
@every_scene
def test_length_follows_size(name: str, lang: str) -> None:
    scene = SCENES[name]
    impact, kind = scene.assessment.impact, scene.event.KIND
    most = 14 if kind == "fomc_statement" or impact >= 50 else 10 if impact >= 20 else 3
    assert visible_lines(message(name, lang)) <= most


@every_message
@every_scene
def test_action_number_and_comparison_survive_on_a_lock_screen(name: str, lang: str) -> None:
    """Everything up to the last number or comparison of the news, by the width that each language is counted in."""
    scene = SCENES[name]
    tx = texts("alerts", lang)
    news = story(scene.event, scene.assessment, tx).news
    room = 60 if lang == "en" else 28
    needed = [index for index in range(len(news) + 1) if (len(news[:index]) if lang == "en" else 1 + width(news[:index])) <= room]
    assert not NUMBER.search(news[needed[-1] :]), news


def width(text: str) -> float:
    """Characters of Chinese width: what is half as wide counts half."""
    return sum(1 if unicodedata.east_asian_width(one) in "WF" else 0.5 for one in text)


@every_message
@every_scene
def test_no_message_names_a_price_or_what_is_unknown(name: str, lang: str) -> None:
    text = plain_text(message(name, lang))
    assert not re.search(r"(crypto|BTC|加密货币)[^\n]{0,4}[▲▼△▽]? ?[+−]\d", text)
    assert "Not known" not in text
    assert "未知：" not in text
    assert text.count(texts("alerts", lang).t("not advice")) == 1


@every_message
@every_scene
def test_line_2_agrees_with_the_assessment(name: str, lang: str) -> None:
    scene = SCENES[name]
    second = plain_text(message(name, lang)).splitlines()[1]
    arrows = set(re.findall("[△▽▲▼◇]", second))
    if names_direction(scene.assessment) and scene.assessment.impact >= 2:
        assert arrows == {"△" if scene.assessment.direction > 0 else "▽"}
    else:
        assert arrows <= {"◇"}
