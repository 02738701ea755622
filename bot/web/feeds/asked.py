"""The feeds, as they are asked for: by format, language and choice, each made anew some seconds after it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.audience.wanted import wanted
from bot.kinds import ALERT_KINDS
from bot.store import Listed
from bot.web.documents import Document, answer, document
from bot.web.feeds import atom, json_feed
from bot.web.feeds.content import ALERTS, ALL, TITLES, Feed, feed_of
from bot.web.kept import Kept
from bot.web.languages import chosen
from bot.web.of_request import site_of
from bot.web.page.overview import NEWCOMER
from bot.web.site import Front, Site

FRESH, USABLE = 10.0, 60.0
"""Seconds after which a feed is made anew, and after which one waits for it."""
CACHED = 10
"""Seconds that a cache may keep it without asking."""
MOST = 50
"""Entries."""
LATELY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing a feed, and the media type that it has."""

    type: str
    written: Callable[[Feed], str]


FORMATS = {json_feed.NAME: Format(json_feed.TYPE, json_feed.written), atom.NAME: Format(atom.TYPE, atom.written)}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which feed: the file's name, the language, and ALL or ALERTS."""

    name: str
    lang: str
    only: str


class Feeds:
    """Every feed that was ever asked for: there are few."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._kept: dict[Asked, Kept[Document]] = {}
        self._last: dict[Asked, Document] = {}

    def kept(self, asked: Asked) -> Kept[Document]:
        """The one that is asked for."""
        if asked not in self._kept:
            self._kept[asked] = Kept(lambda: self._make(asked), fresh=FRESH, usable=USABLE)
        return self._kept[asked]

    def _make(self, asked: Asked) -> Document:
        """It counts as changed when this process first sees it changed: two events of one second are two versions."""
        site = self._front.site
        if site is None:
            raise web.HTTPServiceUnavailable
        made, last = document(_text(site, asked), site.now()), self._last.get(asked)
        self._last[asked] = last if last is not None and last.etag == made.etag else made
        return self._last[asked]


FEEDS = web.AppKey("feeds", Feeds)


async def feed(request: web.Request) -> web.Response:
    """`/feed.json`, `/feed.xml`: 503 where the database has not been read yet; what was known last while it cannot be."""
    site = site_of(request)
    only = request.query.get("only", ALL)
    if only not in TITLES:
        raise web.HTTPBadRequest(text=f"only={ALERTS}, or nothing\n")
    name = request.path.rpartition("/")[2]
    lang = chosen(request.query.get("lang"), request.headers.get("Accept-Language"), site.settings.lang)
    found = (await request.app[FEEDS].kept(Asked(name, lang, only)).current()).value
    if found is None:
        raise web.HTTPServiceUnavailable(text="the database cannot be read at the moment\n", headers={"Retry-After": "30"})
    return answer(request, found, FORMATS[name].type, max_age=CACHED)


def _text(site: Site, asked: Asked) -> str:
    entries = site.store.entries(_alerts if asked.only == ALERTS else _all, site.now() - LATELY, MOST)
    base = f"{site.settings.http_url}/" if site.settings.http_url else ""
    found = feed_of(entries, site.rules.now, asked.lang, asked.only, base=base, since=site.started_at)
    return FORMATS[asked.name].written(found)


def _all(one: Listed) -> bool:
    return one.kind in ALERT_KINDS


def _alerts(one: Listed) -> bool:
    return wanted(NEWCOMER, one)
