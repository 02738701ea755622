"""What a publisher may write in a title or an address, in a feed: it stays text, and both formats stay what they are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import feedparser
import pytest

from bot.model import Published
from bot.store import Entry
from bot.web.feeds import atom, json_feed
from bot.web.feeds.content import ALL, Feed, feed_of
from rules.document import load_rulebook
from rules.event import PressRelease, Speech
from tests.builders.alerts import NOON, assessed
from tests.feed_rules import A, atom_faults, json_feed_faults
from tests.hostile.corpus import TEXTS

IN_XML = (
    "]]>",
    "<![CDATA[",
    "a\x0bb",
    "a\x0cb",
    "\ud800",
    "\udfff x",
    "\uffff",
    "\U0001fffe",
    "\x85",
    "\u2028",
    "&nbsp;",
    "x" * 10_000,
    "]]>" * 3_000,
)
ADDRESSES = (
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "", "//evil.example", "ftp://evil.example", "https://a b",
    'https://a"onclick="x', "https://a<b>", "https://a\nb", "https://a\u202eb", "http://", "https://" + "a" * 9_999, "https://a\x00",
    "\ud800",
    "https://a\ud800",
)  # fmt: skip
LANGS = ("en", "zh-Hans")
ALLOWED = {"strong", "em", "ins", "del", "code", "br", "a", "time", "details", "summary", "blockquote", "p"}


def entries(texts: tuple[str, ...]) -> list[Entry]:
    """Releases and speeches that have them as title, key, and said sentences."""
    made = []
    for number, text in enumerate(texts):
        given = {"source": "fed.press_release", "key": str(number), "url": "https://fed.example/x", "published_at": NOON}
        made.append(PressRelease(title=text, summary=text, key_sentences=(text,), **given))
        made.append(Speech(title=text, speaker=text, **given | {"source": "fed.speech"}))
    return [
        Entry(published=Published(id=number, event=event, assessment=assessed()), updated_at=NOON, is_correction=False)
        for number, event in enumerate(made)
    ]


def feed(entries: list[Entry], lang: str) -> Feed:
    return feed_of(entries, load_rulebook(), lang, ALL, base="", since=datetime(2025, 1, 1, tzinfo=UTC))


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.links |= {value or "" for name, value in attrs if name == "href"}
        assert {name for name, _ in attrs} <= {"href", "rel", "datetime"}


@pytest.mark.parametrize("lang", LANGS)
def test_titles_stay_text_in_both_formats(lang: str) -> None:
    made = feed(entries(TEXTS + IN_XML), lang)
    assert len(made.items) == 2 * len(TEXTS + IN_XML)
    text, body = json_feed.written(made), atom.written(made).encode()
    assert (json_feed_faults(text), atom_faults(body)) == ([], [])
    read = feedparser.parse(body, sanitize_html=False)
    assert (read.bozo, len(read.entries)) == (False, len(made.items))
    told = json.loads(text)["items"]
    assert [entry.id for entry in read.entries] == [item["id"] for item in told]
    assert [entry.findtext(f"{A}content") for entry in ElementTree.fromstring(body).iter(f"{A}entry")] == [
        item["content_html"] for item in told
    ]
    for item in told:
        tags = Tags(item["content_html"])
        assert tags.found <= ALLOWED
        assert tags.links <= {"https://fed.example/x"}
        assert not set(item["title"]) & set("\u202e\u2066\x00\x1b\n")
        assert len(item["title"]) < 300


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_but_one_of_the_web_is_linked(address: str) -> None:
    [first, *_] = entries(("x",))
    changed = replace(first, published=replace(first.published, event=replace(first.published.event, url=address)))
    made = feed([changed], "en")
    text, body = json_feed.written(made), atom.written(made).encode()
    assert (json_feed_faults(text), atom_faults(body), feedparser.parse(body).bozo) == ([], [], False)
    [item] = json.loads(text)["items"]
    assert "url" not in item
    assert Tags(item["content_html"]).links == set()
    assert 'rel="alternate" href="http' not in body.decode()
