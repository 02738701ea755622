"""The page as a browser gets it: what it says, in which language, what it lets through, and that it is not sent twice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.errors import StoreUnavailable
from bot.store import Store
from bot.web.site import Front
from tests.builders.alerts import assessed, statement
from tests.builders.page_store import PAGE_AT
from tests.integration.web_page import page_site, served_page
from tests.integration.web_site import served

ON_BOTH = True
DAY = timedelta(days=1)


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def address(full: Store) -> AsyncIterator[str]:
    async with served_page(full) as address:
        yield address


async def shown(client: aiohttp.ClientSession, url: str, **headers: str) -> LexborHTMLParser:
    async with client.get(url, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        return LexborHTMLParser(await answer.text())


def said(page: LexborHTMLParser, selector: str) -> str:
    """The words of the first that matches, spaces made one."""
    found = page.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


async def test_the_page_says_what_the_fed_did_and_where_policy_stands(client: aiohttp.ClientSession, address: str) -> None:
    page = await shown(client, f"{address}/?lang=en")
    assert said(page, ".last .headline") == "Fed to buy bills (not QE); cuts 25bp to 3.50–3.75%"
    assert "theory" in said(page, ".last .verdict")
    assert "3.50–3.75%" in said(page, ".policy dl")
    assert "6 cuts in a row since 18 Sep 2024, 175bp in all; the last on 10 Dec 2025" in said(page, ".policy")
    assert len(page.css(".ahead li")) >= 4
    assert len(page.css(".lately .alerts li")) >= 5
    assert len(page.css(".sources li")) == 4
    assert page.css("svg") != []


async def test_in_chinese_no_english_sentence_is_left(client: aiohttp.ClientSession, address: str) -> None:
    page = await shown(client, f"{address}/?lang=zh-Hans")
    assert said(page, ".last .headline").startswith("【美联储")
    assert "3.50%–3.75%" in said(page, ".policy dl")
    for quoted in page.css(".fold"):  # the Committee's own words
        quoted.decompose()
    words = said(page, "main")
    assert re.findall(r"(?:\b[A-Za-z]{3,}\b[ ,]+){4,}", words) == []


@pytest.mark.parametrize(
    ("query", "preferred", "lang"),
    [("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("", "de, en;q=0.5", "en"), ("", "", "en"), ("?lang=zh-Hans", "en", "zh-Hans"),
     ("?lang=%3Cscript%3E", "en", "en"), ("", "zh-CN;q=0, en;q=0.1", "en"), ("", "\xff;;q=9,,,*", "en")],
)  # fmt: skip
async def test_the_language_is_the_readers(client: aiohttp.ClientSession, address: str, query: str, preferred: str, lang: str) -> None:
    page = await shown(client, f"{address}/{query}", **{"Accept-Language": preferred})
    assert page.css_first("html").attributes["lang"] == lang  # type: ignore[union-attr]


async def test_the_page_runs_nothing_asks_for_nothing_and_holds_nobodys_data(client: aiohttp.ClientSession, address: str) -> None:
    async with client.get(address) as answer:
        policy, html = answer.headers["Content-Security-Policy"], await answer.text()
        assert "Set-Cookie" not in answer.headers
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    page = LexborHTMLParser(html)
    assert page.css("script, iframe, img, form, input, object, embed, [style], [onload], [onclick]") == []
    assert {link.attributes["href"] for link in page.css("link[rel=icon], link[rel=stylesheet]")} == {"data:,"}
    assert all((link.attributes["href"] or "").startswith(("https://", "?lang=", "feed.")) for link in page.css("a"))


async def test_a_feed_reader_finds_the_feeds(client: aiohttp.ClientSession, address: str) -> None:
    page = await shown(client, f"{address}/?lang=zh-Hans")
    found = [(link.attributes["type"], link.attributes["title"], link.attributes["href"]) for link in page.css("link[rel=alternate][type]")]
    assert [kind for kind, *_ in found] == ["application/atom+xml", "application/feed+json"] * 2
    assert [title for _, title, _ in found] == ["fedtide：提醒"] * 2 + ["fedtide：全部评分事件"] * 2
    assert found[0][2] == "feed.xml?lang=zh-Hans&only=alerts"
    for kind, title, href in found:
        async with client.get(f"{address}/{href}") as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            assert str(title) in await answer.text()
    assert [link.attributes["href"] for link in page.css("footer a[href^=feed]")] == [
        "feed.xml?lang=zh-Hans&only=alerts",
        "feed.json?lang=zh-Hans&only=alerts",
    ]


async def test_who_has_it_already_is_told_so(client: aiohttp.ClientSession, address: str) -> None:
    async with client.get(f"{address}/?lang=en") as answer:
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
        assert answer.headers["Cache-Control"] == "public, max-age=10"
        assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language"
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}, {"If-None-Match": f'"other", {etag}'}):
        async with client.get(f"{address}/?lang=en", headers=headers) as answer:
            assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", etag)
    for headers in ({"If-None-Match": '"other"', "If-Modified-Since": modified}, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}):
        async with client.get(f"{address}/?lang=en", headers=headers) as answer:
            assert answer.status == 200
    async with client.get(f"{address}/?lang=zh-Hans", headers={"If-None-Match": etag}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
async def test_an_empty_store_is_told_honestly(client: aiohttp.ClientSession, store: Store, lang: str) -> None:
    async with served_page(store) as url:
        page = await shown(client, f"{url}/?lang={lang}")
    assert len(page.css(".empty")) >= 3
    assert page.css(".alerts, .headline") == []
    assert {row.attributes["class"] for row in page.css(".sources li")} == {"waiting"}


async def test_a_new_bot_tells_of_the_last_decision_in_its_past(client: aiohttp.ClientSession, store: Store) -> None:
    october = datetime(2025, 10, 29, 18, tzinfo=UTC)
    cut = statement("/new", october, decision="lower", change_bp=-25, target_lower_pct=3.75, target_upper_pct=4.0)
    store.backfill("fed.press_release", [statement("/old", october - 42 * DAY), cut], PAGE_AT)
    async with served_page(store) as url:
        page = await shown(client, f"{url}/?lang=en")
        assert said(page, ".last .headline") == "Fed cuts 25bp to 3.75–4.00%"
        assert "72 days ago" in said(page, ".last")
        assert page.css(".lately .alerts") == []
        seen = statement("/seen", PAGE_AT - 30 * DAY, decision="maintain")
        store.commit(seen, assessed(impact=12), None, PAGE_AT)
    async with served_page(store) as url:
        assert "30 days ago" in said(await shown(client, f"{url}/?lang=en"), ".last")


async def test_a_database_in_trouble_is_told_and_what_was_known_stays(
    client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = Front()

    def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("database: /srv/secret/fedtide.db is locked")

    async with served(caplog, front) as url:
        async with client.get(url) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        front.site = page_site(store)
        monkeypatch.setattr(Store, "history", away)
        async with client.get(url) as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
            page = LexborHTMLParser(await answer.text())
            assert "cannot be read at the moment" in said(page, ".trouble")
            assert "/srv" not in page.html  # type: ignore[operator]
            assert len(page.css(".ahead li")) >= 3
