"""Whatever stands in a publisher's text, the message is Telegram's HTML, within its limit, and nothing in it is a link of theirs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import render
from bot.languages import LANGUAGES
from bot.model import Subject
from rules.event import DeskStatement, Event, PressRelease, Speech
from rules.model import Assessment, Rulebook
from tests.hostile.autolinks import autolinks
from tests.hostile.corpus import LINKS, TEXTS
from tests.loopback.telegram_html import plain_text, utf16_length

AT = datetime(2026, 1, 15, 15, 0, tzinfo=UTC)
ASSESSMENT = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)
RULEBOOK = Rulebook("1", "0" * 64, {}, ())


def written(kind: str, text: str) -> Event:
    """A publication whose free texts are all this one."""
    common = {"key": "k", "title": text, "url": "https://www.federalreserve.gov/x.htm", "published_at": AT}
    if kind == "speech":
        return Speech(source="fed.speech", speaker=text, venue=text, **common)
    if kind == "desk_statement":
        return DeskStatement(source="nyfed.desk_statement", issued_on=AT.date(), summary=text, **common)
    return PressRelease(source="fed.press_release", summary=text, key_sentences=(text,), **common)


@pytest.mark.parametrize("kind", ["press_release", "speech", "desk_statement"])
def test_a_publishers_text_stays_text(kind: str) -> None:
    for text in TEXTS:
        event = written(kind, text)
        for lang in LANGUAGES:
            whole = render.alert(Subject(event=event, assessment=ASSESSMENT), RULEBOOK, lang)
            brief = render.short(Subject(event=event, assessment=ASSESSMENT), RULEBOOK, lang)
            for message in filter(None, (whole, brief)):
                shown = plain_text(message)  # raises where Telegram would refuse
                assert 0 < utf16_length(shown) <= 4096, text[:60]
                assert autolinks(message) == [], text[:60]
        assert autolinks(render.why(event, ASSESSMENT, RULEBOOK, "en")) == [], text[:60]


def test_the_detector_finds_each_of_them_where_nothing_is_done_about_it() -> None:
    assert [text for text in LINKS if not autolinks(text.replace("<b>", ""))] == []
    assert autolinks("2.5% of $30bn, U.S. yields at 4.1%; and/or") == []
    assert autolinks('<a href="https://x.example">evil.com</a> <code>@name</code>') == []
