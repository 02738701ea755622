"""Telegram's webhook: updates come in here in place of being asked for."""

from __future__ import annotations

import hmac

from aiohttp import web

from bot.web.of_request import site_of

HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def take_update(request: web.Request) -> web.Response:
    """200 as soon as an update is taken, before it is answered; 503, after which Telegram brings it again, while none can be.

    What does not hold the secret is refused before its body is read.
    """
    site = site_of(request)
    secret = site.settings.webhook_secret
    if site.take_update is None or secret is None:
        raise web.HTTPNotFound
    if not _is_same(request.headers.get(HEADER, ""), secret.get_secret_value()):
        raise web.HTTPForbidden
    if not site.take_update(await _body(request)):
        raise web.HTTPServiceUnavailable(text="starting\n", headers={"Retry-After": "5"})
    return web.Response()


async def _body(request: web.Request) -> bytes:
    """All of it. Raises HTTPBadRequest where it breaks off: that is the sender's affair, and no fault of ours."""
    try:
        return await request.read()
    except (ConnectionError, web.RequestPayloadError) as e:
        raise web.HTTPBadRequest from e


def _is_same(given: str, secret: str) -> bool:
    """Compared in constant time; a header may hold bytes that are no text."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())
