"""The page, as it is asked for: the same for all readers of a language, made anew some seconds later."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.i18n import texts
from bot.languages import LANGUAGES
from bot.web.documents import Document, answer, document
from bot.web.kept import Kept
from bot.web.languages import chosen
from bot.web.of_request import site_of
from bot.web.page.overview import Overview, nothing_known, read
from bot.web.page.words import view
from bot.web.page.written import policy, written
from bot.web.site import Front, Site

FRESH, USABLE = 10.0, 120.0
"""Seconds after which it is made anew, and after which one waits for it."""
CACHED = 10
"""Seconds that a cache or a browser may show it without asking."""


@dataclass(frozen=True, slots=True)
class Made:
    """The page by language, and what it was made of."""

    found: Overview
    pages: Mapping[str, Document]


PAGE: web.AppKey[Kept[Made]] = web.AppKey("page", Kept)


def page_of(front: Front) -> Kept[Made]:
    """The page of the site that stands behind a front."""

    def make() -> Made:
        site = front.site
        if site is None:
            raise web.HTTPServiceUnavailable
        found = read(site.store, site.sources, site.record, site.rules.now, site.now())
        return Made(found, _pages(found, site))

    return Kept(make, fresh=FRESH, usable=USABLE)


async def page(request: web.Request) -> web.Response:
    """`/`: 503 where nothing can be shown but what ships with the program."""
    site = site_of(request)
    lang = chosen(request.query.get("lang"), request.headers.get("Accept-Language"), site.settings.lang)
    kept = await request.app[PAGE].current()
    if kept.trouble is None and kept.value is not None:
        return answer(request, kept.value.pages[lang], "text/html", max_age=CACHED, policy=policy())
    found, trouble = _in_trouble(kept.value, site, lang)
    made = await asyncio.to_thread(_written, found, site, lang, trouble)
    return answer(request, made, "text/html", max_age=0, status=200 if kept.value else 503, policy=policy())


def _in_trouble(made: Made | None, site: Site, lang: str) -> tuple[Overview, str]:
    """What was known last, and that it may be old; where nothing was, what ships with the program."""
    tx = texts("web", lang)
    if made is None:
        said = tx.t("The bot's database cannot be read at the moment: what is here ships with the program. It tries again by itself.")
        return nothing_known(site.now()), said
    return made.found, tx.t("The bot's database cannot be read at the moment: what is here is as it was last. It tries again by itself.")


def _written(found: Overview, site: Site, lang: str, trouble: str = "") -> Document:
    return document(written(view(found, site.rules.now, lang, trouble)), found.at)


def _pages(found: Overview, site: Site) -> dict[str, Document]:
    return {lang: _written(found, site, lang) for lang in LANGUAGES}
