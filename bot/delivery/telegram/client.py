"""The Bot API client: python-telegram-bot's, with failures named by what they mean and the token kept to itself."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Never, TypeVar
from urllib.parse import quote

from telegram import ChatFullInfo, ChatMember, LinkPreviewOptions, Message, User, WebhookInfo
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.telegram.leaving import Stayed, leave
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.received import is_answer, read_json, readable
from bot.delivery.telegram.wire import AiohttpRequest, Alike, Form
from bot.errors import TokenRejected
from bot.render.clock import without_tags
from bot.tls import tls

_BEFORE_SENDING = frozenset({
    "ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError",
    "ClientConnectorError", "ClientConnectorDNSError", "ClientConnectorSSLError", "ClientConnectorCertificateError",
    "ClientProxyConnectionError", "ClientHttpProxyError", "ConnectionTimeoutError", "InvalidUrlClientError", "Stayed",
})  # fmt: skip
"""Errors of httpx, aiohttp and our own after which it is certain that the platform saw nothing of the request."""
SOCKS = "socks"
_UNDECIDED = frozenset({200, 408, 504})
"""HTTP statuses that, without the Bot API's own answer in the body, leave open whether the request took effect."""
TIME_TAG = b"tg-time"
"""Telegram's tag for an instant, as an error names it."""
RICH = "rich_message"
REJECTED = "Telegram does not accept the bot token: check TELEGRAM_BOT_TOKEN, BotFather shows the current one"


class NotSent(NetworkError):
    """The request did not leave: asking again is safe."""


class Unanswered(NetworkError):
    """The request left and no answer of the Bot API came back: it may have taken effect."""


class ServiceDown(NetworkError):
    """The platform, or something on the way to it, says that it cannot serve now."""


class Unreadable(NetworkError):
    """The Bot API did what was asked, and its answer cannot be read."""


class Request(BaseRequest):
    """Requests whose failures say whether the platform can have seen them.

    They go over aiohttp, and over httpx to a SOCKS proxy, which aiohttp does not speak.
    An error page of something in between (a proxy's 403, an edge's 502) is no word of the Bot API: it closes no subscription
    and rejects no token. Where an answer quotes the address it was asked at, the token in it is masked: what is wrong with a
    delivery goes into the log and the database.
    """

    def __init__(self, token: str, *, proxy: str | None, **how: Any) -> None:
        self._wire: BaseRequest = AiohttpRequest(proxy=proxy, **how)
        if proxy is not None and proxy.lower().startswith(SOCKS):  # proxies by the settings alone, as for publishers
            self._wire = HTTPXRequest(proxy=proxy, **how, httpx_kwargs={"verify": tls(), "trust_env": False})
        self._token_forms = token.encode(), quote(token, safe="").encode()
        self._knows_time = {False: True, True: True}

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take where a call says nothing else."""
        return self._wire.read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections."""
        await self._wire.initialize()

    async def shutdown(self) -> None:
        """Close it."""
        await self._wire.shutdown()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer in a body that `do_request` has found to be one."""
        answer: dict[str, Any] = payload.told if isinstance(payload, _Answer) else read_json(payload)
        return answer

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """HTTP status and body. Raises NotSent, Unanswered or ServiceDown; their texts hold no URL, since it holds the token.

        A server that does not know `<tg-time>` (own ones older than Bot API 9.5) gets its fallback text, from then on at once. What it
        knows in rich messages is another matter.
        """
        data: RequestData | Form | None = kwargs.get("request_data")
        if data is None:
            return await self._answered(*args, **kwargs)
        is_rich = _is_rich(data)
        if self._knows_time[is_rich]:
            status, body = await self._answered(*args, **kwargs)
            if status != 400 or TIME_TAG not in body:
                return status, body
            self._knows_time[is_rich] = False
        return await self._answered(*args, **kwargs | {"request_data": _without_time(data)})

    async def _answered(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            if not isinstance(self._wire, AiohttpRequest):  # which says itself when a request leaves
                leave()
            status, body = await self._wire.do_request(*args, **kwargs)
        except Stayed as e:
            raise NotSent(f"kept back ({e})") from None
        except NetworkError as e:
            _raise_named(e)
        for form in self._token_forms:
            body = body.replace(form, b"***")
        answer = _Answer(body)
        if status >= 500 or not is_answer(answer.told, is_success=200 <= status < 300):
            if status in _UNDECIDED:
                raise Unanswered(f"HTTP {status} without an answer of the Bot API")
            raise ServiceDown(f"HTTP {status} in place of an answer")
        return status, answer


class _Answer(bytes):
    """The body of an answer, with what it says: read once."""

    def __init__(self, body: bytes) -> None:
        try:
            self.told = read_json(body)
        except ValueError:
            self.told = None


def _is_rich(data: RequestData | Form) -> bool:
    return isinstance(data, Form) and RICH in data.alike.fields


def _without_time(data: RequestData | Form) -> RequestData | Form:
    """The request with the fallback texts alone."""
    if isinstance(data, Form):
        fields = {name: _timeless(value) if name == RICH else without_tags(value) for name, value in data.alike.fields.items()}
        return Form(Alike.of(fields), data.chat_id, data.own, data.multipart_data)
    texts = [
        RequestParameter(one.name, without_tags(one.value), one.input_files) if isinstance(one.value, str) else one
        for one in data._parameters  # the library gives no other way to a request's parameters
    ]
    return RequestData(texts)


def _timeless(rich_message: str) -> str:
    """A rich message, JSON, with the fallback texts alone."""
    told = json.loads(rich_message)
    return json.dumps(told | {"html": without_tags(told["html"])}, ensure_ascii=False)


def _raise_named(error: NetworkError) -> Never:
    name = type(error.__cause__ or error).__name__
    if name in _BEFORE_SENDING:
        raise NotSent(f"no connection to Telegram ({name})") from None
    raise Unanswered(f"no answer from Telegram ({name})") from None


class UpdatesRequest(Request):
    """Asks for updates; one that the library cannot read comes as an empty one, and `skip` is told what is wrong with it."""

    def __init__(self, token: str, skip: Callable[[str], None], **how: Any) -> None:
        super().__init__(token, **how)
        self._skip = skip

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]  # static there, called on the object
        """The answer in a body, each of whose updates can be read. Raises TelegramError."""
        answer = super().parse_json_payload(payload)
        return answer | {"result": readable(answer["result"], self._skip)} if answer["ok"] else answer


Answer = TypeVar("Answer")


async def _read(answer: Awaitable[Answer]) -> Answer:
    """An answer of the Bot API. Raises Unreadable where the library cannot read it."""
    try:
        return await answer
    except TelegramError:
        raise
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as e:
        raise Unreadable(f"Telegram's answer cannot be read ({type(e).__name__})") from e


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

    async def get_me(self, *args: Any, **kwargs: Any) -> User:
        """As the library's. Raises Unreadable too, as all of these do: an answer of another form is that call's fault alone."""
        return await _read(super().get_me(*args, **kwargs))

    async def get_chat(self, *args: Any, **kwargs: Any) -> ChatFullInfo:
        """As the library's."""
        return await _read(super().get_chat(*args, **kwargs))

    async def get_chat_member(self, *args: Any, **kwargs: Any) -> ChatMember:
        """As the library's."""
        return await _read(super().get_chat_member(*args, **kwargs))

    async def get_webhook_info(self, *args: Any, **kwargs: Any) -> WebhookInfo:
        """As the library's."""
        return await _read(super().get_webhook_info(*args, **kwargs))

    async def send_message(self, *args: Any, **kwargs: Any) -> Message:
        """As the library's."""
        return await _read(super().send_message(*args, **kwargs))

    async def send_form(self, form: Form, method: str = "sendMessage") -> int:
        """Send or edit a message that is ready made, without waiting for a turn, and give its id. Raises what `send_message` raises."""
        return await _read(self._send_form(form, method))

    async def told_of_form(self, form: Form, method: str) -> Any:
        """The same, and give the whole answer."""
        return await _read(self.request.post(f"{self.base_url}/{method}", form))  # type: ignore[arg-type]

    async def _send_form(self, form: Form, method: str) -> int:
        answer = await self.request.post(f"{self.base_url}/{method}", form)  # type: ignore[arg-type]
        message_id = answer["message_id"]  # type: ignore[call-overload,index]
        if not isinstance(message_id, int):
            raise TypeError("a message's id is a number")
        return message_id

    async def send_photo(self, *args: Any, **kwargs: Any) -> Message:
        """As the library's."""
        return await _read(super().send_photo(*args, **kwargs))

    async def edit_message_text(self, *args: Any, **kwargs: Any) -> Message | bool:
        """As the library's."""
        return await _read(super().edit_message_text(*args, **kwargs))


def make_client(
    token: str, *, base_url: str, proxy: str | None, pacing: Pacing, skip: Callable[[str], None] = lambda wrong: None
) -> Client:
    """A client for the Bot API at `base_url` (an origin, without `/bot<token>`), HTML and no link previews by default.

    `skip` is told of each update that cannot be read.
    """
    return Client(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=Request(token, proxy=proxy, read_timeout=20, connect_timeout=10, pool_timeout=5),
        get_updates_request=UpdatesRequest(token, skip, proxy=proxy, connection_pool_size=2, read_timeout=10, connect_timeout=10),
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True), allow_sending_without_reply=True
        ),
        rate_limiter=pacing,
    )
