"""The Bot API client: python-telegram-bot's, with failures named by what they mean and the token kept to itself."""

from __future__ import annotations

import json
from typing import Any, Never
from urllib.parse import quote

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError
from telegram.ext import Defaults, ExtBot
from telegram.request import HTTPXRequest

from bot.chat.pacing import Pacing
from bot.errors import TokenRejected
from bot.polling.fetch import tls

_BEFORE_SENDING = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError"})
"""httpx errors after which it is certain that the platform saw nothing of the request."""
_UNDECIDED = frozenset({200, 408, 504})
"""HTTP statuses that, without the Bot API's own answer in the body, leave open whether the request took effect."""
REJECTED = "Telegram does not accept the bot token: check TELEGRAM_BOT_TOKEN, BotFather shows the current one"


class NotSent(NetworkError):
    """The request did not leave: asking again is safe."""


class Unanswered(NetworkError):
    """The request left and no answer of the Bot API came back: it may have taken effect."""


class ServiceDown(NetworkError):
    """The platform, or something on the way to it, says that it cannot serve now."""


class Request(HTTPXRequest):
    """Requests whose failures say whether the platform can have seen them.

    An error page of something in between (a proxy's 403, an edge's 502) is no word of the Bot API: it closes no subscription
    and rejects no token. Where an answer quotes the address it was asked at, the token in it is masked: what is wrong with a
    delivery goes into the log and the database.
    """

    def __init__(self, token: str, **how: Any) -> None:
        super().__init__(**how, httpx_kwargs={"verify": tls(), "trust_env": False})  # proxies by the settings alone, as for publishers
        self._token_forms = token.encode(), quote(token, safe="").encode()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """HTTP status and body. Raises NotSent, Unanswered or ServiceDown; their texts hold no URL, since it holds the token."""
        try:
            status, body = await super().do_request(*args, **kwargs)
        except NetworkError as e:
            _raise_named(e)
        for form in self._token_forms:
            body = body.replace(form, b"***")
        if status >= 500 or not _is_answer(body):
            if status in _UNDECIDED:
                raise Unanswered(f"HTTP {status} without an answer of the Bot API")
            raise ServiceDown(f"HTTP {status} in place of an answer")
        return status, body


def _raise_named(error: NetworkError) -> Never:
    name = type(error.__cause__ or error).__name__
    if name in _BEFORE_SENDING:
        raise NotSent(f"no connection to Telegram ({name})") from None
    raise Unanswered(f"no answer from Telegram ({name})") from None


def _is_answer(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and "ok" in answer


class Client(ExtBot[bool]):
    """The bot on Telegram. Its repr and its errors don't show the token."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(token hidden)"

    async def initialize(self) -> None:
        """Ask who we are. Raises TokenRejected, whose text does not hold the token, or telegram's NetworkError."""
        try:
            await super().initialize()
        except InvalidToken:
            raise TokenRejected(REJECTED) from None


def make_client(token: str, *, base_url: str, proxy: str | None, pacing: Pacing) -> Client:
    """A client for the Bot API at `base_url` (an origin, without `/bot<token>`), HTML and no link previews by default."""
    return Client(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=Request(token, proxy=proxy, read_timeout=20, connect_timeout=10, write_timeout=10, pool_timeout=5),
        get_updates_request=Request(token, proxy=proxy, connection_pool_size=2, read_timeout=10, connect_timeout=10),
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True
        ),
        rate_limiter=pacing,
    )
