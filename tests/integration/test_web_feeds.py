"""The feeds as programs and readers get them: valid in both formats, with the assessment, changed where an event was, sent once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import aiohttp
import feedparser
import pytest

from bot.errors import StoreUnavailable
from bot.model import Subscription
from bot.settings import Settings
from bot.store import Store
from bot.web.feeds import asked
from bot.web.site import Front
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo, signal, statement
from tests.feed_rules import A, atom_faults, json_feed_faults
from tests.integration.web_page import served_page
from tests.integration.web_site import a_site, served

ON_BOTH = True
LANGS = ("en", "zh-Hans", "zh-Hant")
NAMES = ("feed.json", "feed.xml")
TYPES = {"feed.json": "application/feed+json", "feed.xml": "application/atom+xml"}
F = "{urn:uuid:acbe13b2-7c95-4c09-a811-47c4dc26b47b}"


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is made anew, and nobody is shown an old one meanwhile."""
    monkeypatch.setattr(asked, "FRESH", 0.0)
    monkeypatch.setattr(asked, "USABLE", 0.0)


async def taken(client: aiohttp.ClientSession, url: str, **headers: str) -> bytes:
    async with client.get(url, headers=headers) as answer:
        assert answer.status == 200, url
        return await answer.read()


async def items(client: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    return list(json.loads(await taken(client, f"{url}/feed.json"))["items"])


async def test_both_formats_are_valid_in_every_language(client: aiohttp.ClientSession, full: Store) -> None:
    async with served_page(full) as url:
        for lang in LANGS:
            for only, count in (("", 50), ("&only=alerts", 21)):
                text = (await taken(client, f"{url}/feed.json?lang={lang}{only}")).decode()
                assert json_feed_faults(text) == []
                feed = json.loads(text)
                assert (feed["language"], len(feed["items"])) == (lang, count)
                body = await taken(client, f"{url}/feed.xml?lang={lang}{only}")
                assert atom_faults(body) == []
                read = feedparser.parse(body)
                assert (read.bozo, read.version, read.feed.language, len(read.entries)) == (False, "atom10", lang, count)
                assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]


async def test_the_newest_stands_first_with_its_words(client: aiohttp.ClientSession, full: Store) -> None:
    async with served_page(full) as url:
        told = await items(client, url)
        [decision] = [item for item in told if item["url"].endswith("monetary20251210a.htm")]
        read = feedparser.parse(await taken(client, f"{url}/feed.xml"))
    published = [item["date_published"] for item in told]
    assert published == sorted(published, reverse=True)
    assert decision["title"] == "Fed to buy bills (not QE); cuts 25bp to 3.50–3.75%"
    assert (decision["tags"], decision["date_published"]) == (["fomc_statement"], "2025-12-10T19:00:00Z")
    assert decision["content_html"].startswith("<strong>Fed to buy bills (not QE); cuts 25bp to 3.50–3.75%</strong><br>")
    [entry] = [entry for entry in read.entries if entry.id == decision["id"]]
    assert (entry.title, entry.link, entry.published) == (decision["title"], decision["url"], decision["date_published"])
    assert entry.summary == decision["summary"]
    assert entry.tags[0].label == "FOMC statements"


async def test_the_assessment_is_carried_whole_in_both(client: aiohttp.ClientSession, store: Store) -> None:
    scored = replace(assessed(signal()), missing=("sofr_pct",), like_n=7)
    store.commit(repo(), scored, alert(repo()), NOON)
    async with served_page(store, NOON) as url:
        [item] = await items(client, url)
        root = ElementTree.fromstring(await taken(client, f"{url}/feed.xml"))
    told = item["_fedtide"]
    assert (told["event"]["source"], told["event"]["key"], told["is_correction"]) == ("nyfed.repo_operation", "RP 1", False)
    assert told["event"]["facts"]["accepted_usd"] == 30_000_000_000
    of = told["assessment"]
    assert (of["impact"], of["direction"], of["confidence"], of["horizon_hours"], of["like_n"]) == (36, -18, 0.1, 24, 7)
    assert of["missing"] == ["sofr_pct"]
    [rule] = of["signals"]
    assert (rule["rule"], rule["version"], rule["strength"], rule["evidence"]) == ("rule-funding-stress", 1, 0.42, "judgement")
    assert rule["facts"] == [{"field": "accepted_usd", "value": 30_000_000_000, "operator": "at_least", "operand": 5_000_000_000}]
    entry = root.find(f"{A}entry")
    assert entry is not None
    said = {
        "event/key": "RP 1", "event/facts/accepted_usd": "30000000000", "event/facts/is_small_value": "false", "assessment/impact": "36",
        "assessment/direction": "-18", "assessment/confidence": "0.1", "assessment/missing/item": "sofr_pct",
        "assessment/signals/item/rule": "rule-funding-stress", "assessment/signals/item/facts/item/operand": "5000000000",
        "is_correction": "false",
    }  # fmt: skip
    assert {path: entry.findtext("/".join(F + name for name in path.split("/"))) for path in said} == said


@pytest.mark.usefixtures("anew")
async def test_a_correction_is_the_same_entry_updated(client: aiohttp.ClientSession, store: Store) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.commit(statement(), assessed(impact=70), alert(statement(), impact=70), NOON)
    async with served_page(store, NOON + HOUR) as url:
        before = {item["_fedtide"]["event"]["key"]: item for item in await items(client, url)}
        again = repo(accepted_usd=31_000_000_000)
        store.commit(again, assessed(impact=37), alert(again, is_revision=True), NOON + 5 * MINUTE)
        after = {item["_fedtide"]["event"]["key"]: item for item in await items(client, url)}
        read = feedparser.parse(await taken(client, f"{url}/feed.xml"))
    assert after["/statement"] == before["/statement"]
    old, new = before["RP 1"], after["RP 1"]
    assert (old["id"], old["date_published"]) == (new["id"], new["date_published"])
    assert (old["date_modified"], new["date_modified"]) == ("2025-10-31T16:00:00Z", "2025-10-31T16:05:00Z")
    assert (old["_fedtide"]["is_correction"], new["_fedtide"]["is_correction"]) == (False, True)
    assert new["_fedtide"]["assessment"]["impact"] == 37
    assert read.feed.updated == "2025-10-31T16:05:00Z"
    assert {entry.id: entry.updated for entry in read.entries}[new["id"]] == "2025-10-31T16:05:00Z"


async def test_ids_differ_by_event_and_language_and_stay(client: aiohttp.ClientSession, store: Store) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.commit(repo("RP 2"), assessed(), alert(repo("RP 2")), NOON)
    ids = set()
    async with served_page(store, NOON) as url:
        for lang in LANGS:
            feed = json.loads(await taken(client, f"{url}/feed.json?lang={lang}"))
            ids |= {item["id"] for item in feed["items"]}
        assert len(ids) == 6
    assert "urn:uuid:66dc4bbc-83bf-5c7e-bc4d-6cfbfdc5a00e" in ids  # of RP 1 in English, for good


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("name", NAMES)
async def test_who_has_it_already_is_told_so(client: aiohttp.ClientSession, store: Store, name: str) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    clock, front = [NOON], Front()
    front.site = a_site(store, now=lambda: clock[0])
    async with served_page(store, front=front) as url:
        async with client.get(f"{url}/{name}") as answer:
            etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
            assert (answer.content_type, answer.charset) == (TYPES[name], "utf-8")
            assert answer.headers["Cache-Control"] == "public, max-age=10"
        assert modified == "Fri, 31 Oct 2025 16:00:00 GMT"
        clock[0] += MINUTE
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            async with client.get(f"{url}/{name}", headers=headers) as answer:
                assert (answer.status, await answer.read(), answer.headers["Last-Modified"]) == (304, b"", modified)
        store.commit(repo("RP 2"), assessed(), alert(repo("RP 2")), NOON)  # in the very second of the first
        for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            async with client.get(f"{url}/{name}", headers=headers) as answer:
                assert (answer.status, answer.headers["Last-Modified"]) == (200, "Fri, 31 Oct 2025 16:01:00 GMT")


@pytest.mark.parametrize("name", NAMES)
async def test_the_head_alone(client: aiohttp.ClientSession, store: Store, name: str) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    async with served_page(store, NOON) as url:
        async with client.get(f"{url}/{name}", headers={"Accept-Encoding": "identity"}) as whole:
            body = await whole.read()
        async with client.head(f"{url}/{name}", headers={"Accept-Encoding": "identity"}) as head:
            assert (head.status, await head.read(), head.content_type) == (200, b"", TYPES[name])
            assert head.headers["Content-Length"] == str(len(body))
            assert head.headers["ETag"] == whole.headers["ETag"]
        async with client.post(f"{url}/{name}") as refused:
            assert refused.status == 405


async def test_what_a_reader_got_alone_or_everything(client: aiohttp.ClientSession, store: Store) -> None:
    store.commit(repo("small"), assessed(impact=3), None, NOON)
    store.commit(repo("large"), assessed(impact=40), alert(repo("large")), NOON)
    async with served_page(store, NOON) as url:
        keys = {}
        for query in ("", "?only=", "?only=alerts"):
            feed = json.loads(await taken(client, f"{url}/feed.json{query}"))
            keys[query] = [item["_fedtide"]["event"]["key"] for item in feed["items"]]
        async with client.get(f"{url}/feed.json?only=everything") as answer:
            assert (answer.status, await answer.text()) == (400, "only=alerts, or nothing\n")
    assert keys == {"": ["large", "small"], "?only=": ["large", "small"], "?only=alerts": ["large"]}


async def test_the_language_is_the_readers(client: aiohttp.ClientSession, store: Store) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    async with served_page(store, NOON) as url:
        for query, preferred, lang in (("", "zh-CN,en;q=0.5", "zh-Hans"), ("?lang=zh-Hans", "en", "zh-Hans"), ("?lang=<x>", "", "en")):
            body = await taken(client, f"{url}/feed.json{query}", **{"Accept-Language": preferred})
            assert json.loads(body)["language"] == lang


async def test_nothing_of_a_reader_is_in_it(client: aiohttp.ClientSession, store: Store) -> None:
    store.subscribe(Subscription(chat_id=7_777_123_456, timezone="Asia/Shanghai"))
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    async with served_page(store, NOON) as url:
        for name in NAMES:
            body = await taken(client, f"{url}/{name}")
            assert b"7777123456" not in body
            assert b"chat" not in body


async def test_a_feed_names_its_own_address_where_that_is_known(client: aiohttp.ClientSession, store: Store) -> None:
    front = Front()
    front.site = a_site(store, settings=Settings(FEDTIDE_HTTP_URL="https://fedtide.example/fed/"))
    async with served_page(store, front=front) as url:
        text = (await taken(client, f"{url}/feed.json?lang=en&only=alerts")).decode()
        body = await taken(client, f"{url}/feed.xml")
    feed = json.loads(text)
    assert (json_feed_faults(text), atom_faults(body), feed["items"]) == ([], [], [])
    assert feed["feed_url"] == "https://fedtide.example/fed/feed.json?lang=en&only=alerts"
    assert feed["home_page_url"] == "https://fedtide.example/fed/?lang=en"
    links = {link.rel: link.href for link in feedparser.parse(body).feed.links}
    assert links == {"self": "https://fedtide.example/fed/feed.xml?lang=en", "alternate": "https://fedtide.example/fed/?lang=en"}


async def test_what_was_known_last_while_the_database_is_away(
    client: aiohttp.ClientSession, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, anew: None
) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("database: /srv/secret/fedtide.db is locked")

    store.commit(repo(), assessed(), alert(repo()), NOON)
    front = Front()
    async with served(caplog, front) as url:
        async with client.get(f"{url}/feed.xml") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        front.site = a_site(store, now=lambda: NOON)
        known = await taken(client, f"{url}/feed.xml")
        monkeypatch.setattr(Store, "entries", away)
        assert await taken(client, f"{url}/feed.xml") == known
        async with client.get(f"{url}/feed.json") as answer:
            assert (answer.status, await answer.text()) == (503, "the database cannot be read at the moment\n")


def test_an_event_of_last_year_is_no_news_any_more(store: Store) -> None:
    old = repo("old", published_at=NOON - timedelta(days=367))
    store.commit(old, assessed(), None, NOON - timedelta(days=367))
    store.commit(repo(), assessed(), None, datetime(2025, 10, 31, 16, tzinfo=UTC))
    found = store.entries(lambda one: True, NOON - asked.LATELY, asked.MOST)
    assert [entry.published.event.key for entry in found] == ["RP 1"]
