"""The paths, and what holds for every answer whatever its path."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.settings import WEBHOOK_PATH
from bot.web import health
from bot.web.feeds.asked import FEEDS, FORMATS, Feeds, feed
from bot.web.metrics import metrics
from bot.web.of_request import FRONT
from bot.web.page.asked import PAGE, page, page_of
from bot.web.site import Front
from bot.web.updates import take_update

log = logging.getLogger(__name__)

LARGEST = 1 << 20
"""Bytes of a request's body; Telegram's updates have some thousands."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""In every answer; a page that needs more than nothing sets its own Content-Security-Policy."""
ROUTES: tuple[web.RouteDef, ...] = (
    web.get("/", page),
    web.get("/healthz", health.healthz),
    web.get("/readyz", health.readyz),
    web.get("/metrics", metrics),
    *(web.get(f"/{name}", feed) for name in FORMATS),
    web.post(WEBHOOK_PATH, take_update),
)
"""GET answers HEAD too; any other method is answered by 405."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_application(front: Front) -> web.Application:
    """The application, whose pages read `front.site` at each request (`bot.web.site.site_of`)."""
    application = web.Application(middlewares=[_edge], client_max_size=LARGEST)
    application[FRONT] = front
    application[PAGE] = page_of(front)
    application[FEEDS] = Feeds(front)
    application.on_response_prepare.append(_protect)
    application.add_routes(ROUTES)
    return application


@web.middleware
async def _edge(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A fault of ours costs the one request, and says nothing about us."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("%s %s could not be answered", request.method, request.match_info.route.resource)
        return web.Response(status=500, text="500: Internal Server Error\n")


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.popall("Server", None)  # it would name the library and its version
