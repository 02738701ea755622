"""The Board's feeds of press releases and speeches, item by item: RSS 2.0, and RSS 1.0 (RDF) as they were in 2016.

Items stand for themselves: one that cannot be read is set aside. Each is cut out of the feed and parsed alone, so that what breaks the
markup in one title breaks nothing beside it; named HTML entities, bare ampersands and control characters are what people make of XML by
hand, and are mended first. A feed starts with a byte order mark, and has CDATA and twice-escaped quotes.
"""

from __future__ import annotations

import calendar
import functools
import html
import io
import itertools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.entities import html5
from typing import Any

import feedparser

from bot.errors import ContractError, ParseError
from bot.headers import dated
from bot.source import Page, Readings
from bot.sources.board.press_page import SOURCE_ID, press_url
from bot.sources.rows import digest, read_each

_ITEM = re.compile(rb"<item[\s>]")
_END = re.compile(rb"</item\s*>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#([0-9]{1,9})|#[xX]([0-9a-fA-F]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_XML_NAMES = ("amp", "lt", "gt", "quot", "apos")

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
    return head.startswith((b"<?xml", b"<rss", b"<rdf")) and b"<html" not in head and b"<!doctype html" not in head


@functools.lru_cache(maxsize=8)
def read_feed(page: Page, source_id: str = SOURCE_ID) -> Readings[FeedItem]:
    """Read the feed's items, in its order (newest first), one a key.

    Items that link to something else than a press release are none of ours; one that is not well-formed, has no title or no date, or a
    date that cannot be, is set aside. Raises ParseError when the body is cut or no feed, ContractError when it has no press releases, or
    most of its items cannot be read.
    """
    if len(page.body) > MOST_BYTES:
        raise ParseError(f"the feed is larger than {MOST_BYTES} bytes", source_id=source_id, url=page.url)
    root = re.search(rb"<(rss|rdf:RDF)\b[^>]*>", page.body)
    if root is None or not re.search(rb"</%b\s*>\s*\Z" % root[1], page.body[-200:]):
        raise ParseError("the feed is cut, or no RSS: its closing </rss> or </rdf:RDF> is missing", source_id=source_id, url=page.url)
    read = read_each(
        _chunks(page.body),
        lambda chunk: _item(_entry(chunk, root[0], root[1]), source_id),
        source_id=source_id,
        url=page.url,
        key=_known_by,
        day=_day,
        fetched_at=page.fetched_at,
        may_be_empty=True,
    )
    items = {item.key: item for item in reversed(read)}
    if not items:
        raise ContractError("the feed has no items that link to a press release", source_id=source_id, url=page.url)
    return Readings(reversed(items.values()), read.set_aside)


def _chunks(body: bytes) -> list[bytes]:
    """From each item's beginning to the next one's."""
    bounds = [*(match.start() for match in _ITEM.finditer(body)), len(body)]
    return [body[start:end] for start, end in itertools.pairwise(bounds)]


def _entry(chunk: bytes, root: bytes, name: bytes) -> Any:
    """An item as a feed of its own. Raises ContractError when it is not well-formed, mended or not."""
    end = _END.search(chunk)
    if end is None:
        raise ContractError(f"a feed item has no end: {_shown(chunk)}")
    channel = b"<channel>" if name == b"rss" else b""
    text = b"".join((root, channel, mended(_decoded(chunk[: end.end()])).encode(), channel.replace(b"<", b"</"), b"</", name, b">"))
    feed = feedparser.parse(io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text))
    if feed.bozo or len(feed.entries) != 1:
        reason = " ".join(str(feed.get("bozo_exception") or "no item").split())
        raise ContractError(f"a feed item is not well-formed: {reason[:80]}: {_shown(chunk)}")
    return feed.entries[0]


def mended(text: str) -> str:
    """Markup whose text is XML: named entities as their characters, bare ampersands escaped, what is no character left out."""
    parts = _CDATA.split(_NO_CHARACTER.sub("", text))
    return "".join(part if part.startswith("<![CDATA[") else _REFERENCE.sub(_mended, part) for part in parts)


def _mended(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        point = int(match[1]) if match[1] else int(match[2], 16)
        is_one = point <= 0x10FFFF and (point in (9, 10, 13) or point >= 32) and not _NO_CHARACTER.match(chr(point))
        return match[0] if is_one else ""
    if match[3] in _XML_NAMES:
        return match[0]
    meant = html5.get(f"{match[3]};") if match[3] else None
    return html.escape(meant) if meant else "&amp;" + match[0][1:]


def _decoded(chunk: bytes) -> str:
    try:
        return chunk.decode("utf-8")
    except UnicodeDecodeError:
        return chunk.decode("cp1252", "replace")


def _item(entry: Any, source_id: str) -> FeedItem | None:
    title = " ".join(html.unescape(entry.get("title") or "").split())
    link = (entry.get("link") or "").strip()
    key = press_url(link)
    if key is None and re.match(r"https?://[\w.-]+/", link):
        return None
    if key is None:
        raise ContractError(f"a feed item has no readable link: {link[:80]!r}, {title[:80]!r}")
    if not title:
        raise ContractError(f"a feed item has no title: {key[:80]!r}")
    published = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if published is None:
        raise ContractError(f"a feed item has no readable pubDate: {title[:80]!r}")
    category = (entry.get("tags") or [{}])[0].get("term") or entry.get("cb_keyword") or ""
    try:
        published_at = datetime.fromtimestamp(calendar.timegm(published), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ContractError(f"a feed item has a date that cannot be: {title[:80]!r}") from error
    description = " ".join(html.unescape(entry.get("summary") or "").split())
    return FeedItem(key=key, title=title, category=category, published_at=published_at, description=description)


def _known_by(chunk: bytes) -> str:
    link = re.search(rb"https?://[\w./%-]{1,200}", chunk)
    return link[0].decode("ascii", "replace") if link else digest(chunk)


def _day(chunk: bytes) -> date | None:
    """The day of an item's date, as far as it can be read without the rest."""
    stated = re.search(rb"<(?:pubDate|dc:date)>(?:<!\[CDATA\[)?([^<\]]{1,60})", chunk)
    text = stated[1].decode("ascii", "replace").strip() if stated else ""
    try:
        return date.fromisoformat(text[:10]) if re.match(r"[0-9]{4}-", text) else (at := dated(text)) and at.date()
    except ValueError:
        return None


def _shown(chunk: bytes) -> str:
    title = re.search(rb"<title>(.{0,120})", chunk, re.DOTALL)
    return repr(" ".join((title[1] if title else chunk[:80]).decode("utf-8", "replace").split())[:80])
