"""A feed as JSON Feed 1.1 (jsonfeed.org); the assessment is the extension `_fedtide`. Pure."""

from __future__ import annotations

import json
from typing import Any

from bot.codec import instant
from bot.web.feeds.content import Feed, Item

TYPE, NAME = "application/feed+json", "feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> str:
    """The whole document. Addresses of the feed itself stand there where its own is known: the format wants them whole."""
    told: dict[str, Any] = {"version": VERSION, "title": feed.title, "description": feed.description, "language": feed.lang}
    if feed.base:
        told |= {"home_page_url": f"{feed.base}?lang={feed.lang}", "feed_url": f"{feed.base}{NAME}?{feed.query}"}
    told |= {"authors": [{"name": "fedtide"}], "items": [_item(item) for item in feed.items]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        **({"url": item.url} if item.url else {}),
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": instant(item.published_at),
        "date_modified": instant(item.updated_at),
        "tags": [item.kind],
        "_fedtide": item.carried,
    }
