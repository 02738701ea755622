"""The way from a request to the site."""

from __future__ import annotations

from aiohttp import web

from bot.web.site import Front, Site

FRONT = web.AppKey("front", Front)


def site_of(request: web.Request) -> Site:
    """The site. Raises HTTPServiceUnavailable while the program is still waiting for its database."""
    site = request.app[FRONT].site
    if site is None:
        raise web.HTTPServiceUnavailable(text="starting\n", headers={"Retry-After": "5"})
    return site
