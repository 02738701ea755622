"""The Board's feed of press releases, item by item: RSS 2.0 as bytes, with a byte order mark, CDATA and twice-escaped quotes."""

from __future__ import annotations

import calendar
import functools
import html
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.board.press_page import SOURCE_ID, press_url

MOST_BYTES = 300_000
"""Larger than any feed was: hostile ones cost the square of their size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item: `key` is its page's address, `published_at` its planned release as the feed gives it."""

    key: str
    title: str
    category: str
    published_at: datetime
    description: str = ""


def is_feed(body: bytes) -> bool:
    """Whether a body sets out to be a feed; an XHTML page also begins with an XML declaration."""
    head = body[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<?xml", b"<rss")) and b"<html" not in head and b"<!doctype html" not in head


@functools.lru_cache(maxsize=8)
def read_feed(page: Page, source_id: str = SOURCE_ID) -> tuple[FeedItem, ...]:
    """Read the feed's items, in its order (newest first), one a key.

    Items that link to something else than a press release are none of ours. Raises ParseError when the body is cut or not
    well-formed, ContractError when it has no press releases, or one without title or date.
    """
    if len(page.body) > MOST_BYTES:
        raise ParseError(f"the feed is larger than {MOST_BYTES} bytes", source_id=source_id, url=page.url)
    if not re.search(rb"</rss\s*>\s*\Z", page.body[-200:]):
        raise ParseError("the feed is cut, or no RSS: its closing </rss> is missing", source_id=source_id, url=page.url)
    feed = feedparser.parse(io.BytesIO(page.body))
    if not feed.get("version") or (feed.bozo and not isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride)):
        raise ParseError(f"the feed is not well-formed: {feed.get('bozo_exception') or 'no RSS'}", source_id=source_id, url=page.url)
    items = {item.key: item for entry in reversed(feed.entries) if (item := _item(entry, page, source_id))}
    if not items:
        raise ContractError("the feed has no items that link to a press release", source_id=source_id, url=page.url)
    return tuple(reversed(items.values()))


def _item(entry: Any, page: Page, source_id: str) -> FeedItem | None:
    title = " ".join(html.unescape(entry.get("title") or "").split())
    key = press_url(entry.get("link") or "")
    published = entry.get("published_parsed")
    if key is None:
        return None
    if not title:
        raise ContractError(f"a feed item has no title: {key[:80]!r}", source_id=source_id, url=page.url)
    if published is None:
        raise ContractError(f"a feed item has no readable pubDate: {title[:80]!r}", source_id=source_id, url=page.url)
    category = (entry.get("tags") or [{}])[0].get("term") or ""
    published_at = datetime.fromtimestamp(calendar.timegm(published), UTC)
    description = " ".join(html.unescape(entry.get("summary") or "").split())
    return FeedItem(key=key, title=title, category=category, published_at=published_at, description=description)
