"""A Bot API on the loopback interface: a real HTTP server that refuses what Telegram refuses and fails as it is told to.

    async with BotApi() as api:
        ann = api.private(1001, language_code="zh-hans")       # a person with a private chat
        ...                                                    # start the bot with api.url and api.token
        api.say(1001, "/start")
        message = await api.next_message(1001)
        api.press(1001, "订阅")
        api.fail("sendMessage", chat_id=1001, status=429, retry_after=30)

Every request is kept in `requests` with what was answered; what the chats show is in `messages(chat_id)`.
Descriptions of errors are those of `error_payloads.json` among the shared fixtures, and for the rest those that client libraries quote.
"""

from __future__ import annotations

import asyncio
import email
import hashlib
import itertools
import json
import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from aiohttp import ClientSession

from tests.loopback.telegram_html import EntityError, plain_text, utf16_length
from tests.loopback.telegram_rich import RichError, rich_text

BOT_ID = 7000001
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANONYMOUS_ADMIN = 1087968824
GENERAL = 1
"""The id of a forum's General topic, which no method takes."""
_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
_WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_RIGHTS = """can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members
    can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"""
_RESTRICTED = """can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls can_send_other_messages
    can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes
    can_send_voice_notes can_edit_tag can_react_to_messages"""
_PLAIN = {"text", "caption", "description", "short_description", "callback_query_id", "parse_mode", "language_code", "url", "secret_token"}
_COMMAND = re.compile(r"(?:(?<=\s)|^)/[A-Za-z0-9_]+(?:@[A-Za-z0-9_]+)?")
_SEND = {"chat_id", "text", "parse_mode", "entities", "message_thread_id", "disable_notification", "protect_content"} | {
    "link_preview_options",
    "reply_parameters",
    "reply_markup",
    "allow_paid_broadcast",
}
PARAMETERS: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "deleteWebhook": {"drop_pending_updates"},
    "setWebhook": {"url", "certificate", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"},
    "getWebhookInfo": set(),
    "sendMessage": _SEND,
    "sendPhoto": _SEND - {"text", "entities", "link_preview_options"}
    | {"photo", "caption", "caption_entities", "show_caption_above_media"},
    "sendRichMessage": _SEND - {"text", "parse_mode", "entities", "link_preview_options"} | {"rich_message"},
    "editMessageText": {"chat_id", "message_id", "text", "parse_mode", "entities", "link_preview_options", "reply_markup", "rich_message"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup", "parse_mode"},  # the last by the library; Telegram passes over it
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "deleteMyCommands": {"scope", "language_code"},
    "setMyDescription": {"description", "language_code"},
    "setMyShortDescription": {"short_description", "language_code"},
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "getChatAdministrators": {"chat_id"},
    "leaveChat": {"chat_id"},
    "pinChatMessage": {"chat_id", "message_id", "disable_notification"},
    "unpinChatMessage": {"chat_id", "message_id"},
    "deleteMessage": {"chat_id", "message_id"},
}
"""The methods that exist here, with every parameter they take: any other is an error in the caller."""


@dataclass
class Request:
    """One request as it came in. `status` stays None while no answer was given (or the connection was cut)."""

    method: str
    params: dict[str, Any]
    at: float
    status: int | None = None
    description: str = ""
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        return self.params.get("chat_id")


@dataclass
class Message:
    """A message as a chat shows it now."""

    id: int
    chat_id: int
    text: str
    html: str
    from_bot: bool
    silent: bool = False
    thread_id: int | None = None
    reply_to: int | None = None
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    previews: bool = True
    is_rich: bool = False
    pictures: list[bytes] = field(default_factory=list)
    """Those in a rich message."""
    is_old: bool = False
    """It was sent more than 48 hours ago, so that it cannot be deleted."""
    photo: bytes = b""
    """Of a message that is a picture, whose text is its caption."""

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


@dataclass
class Chat:
    """A chat; `members` maps user ids to creator, administrator, member, left or kicked."""

    id: int
    type: str
    title: str
    language_code: str | None = None
    members: dict[int, str] = field(default_factory=dict)
    shut: str = ""
    """The description of the 403 that the bot gets, when it may not write here any more."""
    moved_to: int | None = None
    username: str = ""
    is_forum: bool = False
    topics: dict[int, bool] = field(default_factory=dict)
    """A forum's topics, the General one (1) aside: whether each is open."""
    may_post: bool = True
    """Of a channel: whether the bot is an administrator who may post."""
    may_pin: bool = True
    """Whether the bot may pin there; in a channel: edit what others post."""
    pinned: list[int] = field(default_factory=list)
    """Messages by their ids, those pinned last at the end."""
    takes_photos: bool = True
    """Whether members may send pictures."""
    messages: dict[int, Message] = field(default_factory=dict)


@dataclass
class Webhook:
    """Where updates are brought to, as `setWebhook` said; nowhere without a `url`."""

    url: str = ""
    secret: str = ""
    allowed_updates: tuple[str, ...] = ()
    error: str = ""
    """What went wrong last, at `error_date`."""
    error_date: int = 1760000000


@dataclass
class Fault:
    """What to do wrong, and to which requests.

    `cut`: close the connection `before` or `after` the request took effect, or `within` the answer, once it did.
    """

    method: str
    chat_id: int | None = None
    times: int = 1
    status: int | None = None
    description: str = ""
    parameters: dict[str, int] | None = None
    body: bytes | None = None
    cut: str = ""
    gate: Gate | None = None


@dataclass
class Gate:
    """Holds a request's answer. `reached` is set when one waits; `open` lets it go on. `after`: the request took effect first."""

    after: bool
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)


class Torn(bytes):
    """The first half of an answer whose second never comes."""


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, parameters: dict[str, int] | None = None, body: bytes | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters
        self.body = body


class BotApi:
    """The server and everything in it. Use as an async context manager; `url` is the origin, without `/bot<token>`."""

    def __init__(self, token: str = "7000001:loopback-token-for-tests-only", username: str = "fedtide_test_bot") -> None:
        self.token = token
        self.username = username
        self.requests: list[Request] = []
        self.chats: dict[int, Chat] = {}
        self.updates: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        """Photos by the ids that were given for them."""
        self.pending_queries: set[str] = set()
        self.sorts_out = True
        """Whether kinds of updates that were not asked for stay away, which is so only for those that happened after the asking."""
        self.webhook = Webhook()
        self.url = ""
        self.attached: dict[str, bytes] = {}
        """The files of the request at hand that its parameters name."""
        self.knows_rich = True
        """Whether it is of Bot API 10.1 or newer: an older own server knows no `sendRichMessage` and passes over `rich_message`."""
        self.knows_time_in_rich = True
        self.knows_time = True
        """Whether it is of Bot API 9.5 or newer: an older own server refuses `<tg-time>`."""
        self._ids = itertools.count(1)
        self._message_ids = itertools.count(101)
        self._poll = 0
        self._read: dict[int, int] = {}
        self._changed = asyncio.Event()
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    # --- the chats, as tests arrange them

    def private(self, chat_id: int, *, name: str = "Ann", language_code: str | None = "en") -> Chat:
        """A person whose private chat with the bot is open."""
        return self.chats.setdefault(chat_id, Chat(chat_id, "private", name, language_code, {chat_id: "member"}))

    def group(self, chat_id: int, members: dict[int, str], *, title: str = "Macro", chat_type: str = "supergroup") -> Chat:
        """A group that the bot is in."""
        return self.chats.setdefault(chat_id, Chat(chat_id, chat_type, title, None, dict(members)))

    def channel(self, chat_id: int, username: str, members: dict[int, str], *, may_post: bool = True) -> Chat:
        """A channel with the bot among its administrators; `may_post` False: it is there, but not allowed to post."""
        chat = Chat(chat_id, "channel", username, None, dict(members), username=username, may_post=may_post)
        return self.chats.setdefault(chat_id, chat)

    def forum(self, chat_id: int, members: dict[int, str], topics: Iterable[int]) -> Chat:
        """A supergroup with topics; messages without a topic go to the General one."""
        chat = Chat(chat_id, "supergroup", "Macro forum", None, dict(members), is_forum=True, topics=dict.fromkeys(topics, True))
        return self.chats.setdefault(chat_id, chat)

    def reopen(self, chat_id: int, thread_id: int) -> None:
        """A forum's topic is opened again, and says so."""
        self.chats[chat_id].topics[thread_id] = True
        service = Message(next(self._message_ids), chat_id, "", "", from_bot=False, thread_id=thread_id)
        body = self._message_json(service) | {"from": self._user(ANONYMOUS_ADMIN), "forum_topic_reopened": {}}
        del body["text"]
        self._update("message", body)

    def messages(self, chat_id: int) -> list[Message]:
        """The bot's messages in a chat, oldest first, as they look now."""
        return [m for m in self.chats[chat_id].messages.values() if m.from_bot]

    def calls(self, method: str, chat_id: int | None = None) -> list[Request]:
        """The requests of a method so far (to a chat)."""
        return [r for r in self.requests if r.method == method and chat_id in (None, r.chat_id)]

    def fail(self, method: str, *, chat_id: int | None = None, times: int = 1, status: int | None = None, **how: Any) -> Fault:
        """Make the next `times` requests of a method (to a chat) fail: `status` with `description`, `retry_after`, `body`; or `cut`."""
        retry_after = how.pop("retry_after", None)
        if retry_after is not None:
            how |= {"description": f"Too Many Requests: retry after {retry_after}", "parameters": {"retry_after": retry_after}}
        fault = Fault(method, chat_id, times, status, **how)
        self.faults.append(fault)
        return fault

    def hold(self, method: str, *, chat_id: int | None = None, after: bool = False, times: int = 1) -> Gate:
        """Hold the next requests of a method: before they take effect, or after it with the answer not yet given."""
        gate = Gate(after)
        self.faults.append(Fault(method, chat_id, times, gate=gate))
        return gate

    async def until(self, condition: Callable[[], Any], within: float = 10.0) -> Any:
        """Wait until something is true of this server; gives that value."""
        async with asyncio.timeout(within):
            while not (value := condition()):
                self._changed.clear()
                try:
                    async with asyncio.timeout(0.2):
                        await self._changed.wait()
                except TimeoutError:
                    continue
        return value

    async def next_message(self, chat_id: int, seen: int | None = None, within: float = 10.0) -> Message:
        """The bot's message after the first `seen` ones of a chat (by default: after those seen by the last call)."""
        count = self._read.get(chat_id, 0) if seen is None else seen
        await self.until(lambda: len(self.messages(chat_id)) > count, within)
        self._read[chat_id] = count + 1
        return self.messages(chat_id)[count]

    # --- what people do

    def say(
        self,
        chat_id: int,
        text: str,
        *,
        sender: int | None = None,
        anonymous: bool = False,
        speaks_as: int | None = None,
        thread_id: int | None = None,
        answers: Message | None = None,
        origin: dict[str, Any] | None = None,
    ) -> int:
        """A person writes to a chat: their own, or a group as `sender`, maybe in the group's or a channel's name. Gives the id.

        `thread_id` is a forum's topic (1: the General one), in a plain group the first message of a chain of answers. `origin` is what
        a message has that somebody else wrote: `forward_origin`, `via_bot`.
        """
        chat = self.chats[chat_id]
        message = self._store(chat, text, text, from_bot=False)
        message.thread_id = thread_id
        body: dict[str, Any] = self._message_json(message) | {"from": self._user(sender or chat_id), "entities": _commands(text)}
        if anonymous:
            body |= {"from": self._user(ANONYMOUS_ADMIN), "sender_chat": _chat_json(chat)}
        if answers is not None:
            body["reply_to_message"] = self._message_json(answers)
        if speaks_as is not None:
            body["sender_chat"] = _chat_json(self.chats[speaks_as])
        self._update("message", body | (origin or {}))
        return message.id

    def press(self, chat_id: int, label: str, *, sender: int | None = None, message: Message | None = None) -> str:
        """Press the button whose label holds `label` on the newest message that has one (or on `message`). Gives the query's id."""
        candidates = [message] if message else [m for m in reversed(self.messages(chat_id)) if m.keyboard]
        for shown in candidates:
            for button in itertools.chain.from_iterable(shown.keyboard):
                if label in button["text"]:
                    return self.press_data(chat_id, shown.id, button["callback_data"], sender=sender)
        raise AssertionError(f"no button {label!r} in chat {chat_id}: {[m.labels for m in candidates]}")

    def press_data(self, chat_id: int, message_id: int, data: str, *, sender: int | None = None) -> str:
        """A callback query with any data, as a forged or an old button would send it."""
        query_id = str(next(self._ids))
        self.pending_queries.add(query_id)
        message = self._message_json(self.chats[chat_id].messages[message_id])
        body = {"id": query_id, "from": self._user(sender or chat_id), "message": message, "chat_instance": "1", "data": data}
        self._update("callback_query", body)
        return query_id

    def press_inline(self, sender: int, data: str) -> str:
        """A callback query of a message that was sent through the bot in a chat it is not in: no chat, no message."""
        query_id = str(next(self._ids))
        self.pending_queries.add(query_id)
        body = {"id": query_id, "from": self._user(sender), "inline_message_id": f"AAA{query_id}", "chat_instance": "1", "data": data}
        self._update("callback_query", body)
        return query_id

    async def answer_of(self, query_id: str) -> str:
        """The toast that a button's press was answered with ("" for none)."""
        await self.until(lambda: query_id in self.answers)
        return str(self.answers[query_id].get("text", ""))

    def member_update(self, chat_id: int, old: str, new: str, *, by: int | None = None, may_post: bool = True) -> None:
        """The bot's own status in a chat changes: kicked, left, restricted, member, administrator (of a channel: who `may_post`)."""
        chat = self.chats[chat_id]
        chat.may_post = may_post and new != "restricted"
        gone = {"private": "Forbidden: bot was blocked by the user"}.get(chat.type, f"Forbidden: bot was kicked from the {chat.type} chat")
        chat.shut = gone if new in ("kicked", "left") else ""
        me = self._me()
        states = {"old_chat_member": _member_json(me, old), "new_chat_member": _member_json(me, new)}
        if chat.type == "channel" and new == "administrator":
            states["new_chat_member"]["can_post_messages"] = may_post
        self._update("my_chat_member", {"chat": _chat_json(chat), "from": self._user(by or chat_id), "date": 1760000000, **states})

    def remove(self, chat_id: int, message_id: int) -> None:
        """A message is deleted."""
        chat = self.chats[chat_id]
        del chat.messages[message_id]
        chat.pinned = [one for one in chat.pinned if one != message_id]

    def migrate(self, old_id: int, new_id: int) -> None:
        """A group becomes a supergroup: both service messages, and the old id answers with the new one from now on."""
        old = self.chats[old_id]
        old.moved_to = new_id
        new = self.group(new_id, old.members, title=old.title)
        for chat, extra in ((old, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": old_id})):
            service = Message(next(self._message_ids), chat.id, "", "", from_bot=False)
            body = self._message_json(service) | {"from": self._user(ANONYMOUS_ADMIN)} | extra
            del body["text"]
            self._update("message", body)

    async def bring(self, root: str, *, secret: str | None = None) -> list[int]:
        """Bring what waits to the program that serves at `root` (in place of the webhook's own host), oldest first; gives the statuses.

        As the real one does: an update is brought until it is taken, those behind it wait; a kind that was not asked for is dropped.
        """
        path, statuses = urlsplit(self.webhook.url).path, []
        secret = self.webhook.secret if secret is None else secret
        async with ClientSession() as client:
            while self.updates:
                update, allowed = self.updates[0], self.webhook.allowed_updates
                if not allowed or not self.sorts_out or set(update) & set(allowed):
                    headers = {SECRET_HEADER: secret} if secret else {}
                    async with client.post(f"{root}{path}", json=update, headers=headers) as answer:
                        statuses.append(answer.status)
                    if not 200 <= statuses[-1] < 300:
                        self.webhook.error = f"Wrong response from the webhook: {statuses[-1]}"
                        break
                self.updates.pop(0)
        return statuses

    # --- HTTP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side is gone, or the server closes
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        start, *lines = head.split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        answer = await self._respond(start.split(" ")[1], headers.get("content-type", ""), body)
        self._changed.set()
        if answer is None:
            writer.transport.abort()
            return False
        status, payload = answer
        is_whole = not isinstance(payload, Torn)
        length = len(payload) if is_whole else 2 * len(payload)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode() + payload)
        await writer.drain()
        return is_whole

    async def _respond(self, target: str, content_type: str, body: bytes) -> tuple[int, bytes] | None:
        url = urlsplit(target)
        _, _, rest = url.path.partition("/bot")
        token, _, method = rest.partition("/")
        request = Request(method, _params(url.query, content_type, body), asyncio.get_running_loop().time())
        self.requests.append(request)
        self._changed.set()
        try:
            if token != self.token:
                raise Refusal(401, "Unauthorized")
            return await self._answer(request)
        except Refusal as refusal:
            request.status, request.description = refusal.status, refusal.description
            answer: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            return refusal.status, json.dumps(answer).encode() if refusal.body is None else refusal.body

    async def _answer(self, request: Request) -> tuple[int, bytes] | None:
        fault = self._fault_of(request)
        if fault and fault.gate and not fault.gate.after:
            await _pass(fault.gate)
        if fault and fault.cut == "before":
            return None
        if fault and fault.status:
            raise Refusal(fault.status, fault.description, fault.parameters, fault.body)
        request.result = await self._act(request)
        self._changed.set()
        if fault and fault.gate and fault.gate.after:
            await _pass(fault.gate)
        if fault and fault.cut == "after":
            return None
        payload = json.dumps({"ok": True, "result": request.result}).encode()
        if fault and fault.cut == "within":
            return 200, Torn(payload[: len(payload) // 2])
        request.status = 200
        return 200, payload

    def _fault_of(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.method == request.method and fault.chat_id in (None, request.chat_id) and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    # --- the methods

    async def _act(self, request: Request) -> Any:
        allowed = PARAMETERS.get(request.method)
        if allowed is None or (request.method == "sendRichMessage" and not self.knows_rich):
            raise Refusal(404, "Not Found")
        self.attached = {name: value for name, value in request.params.items() if isinstance(value, bytes) and name not in allowed}
        request.params = {name: value for name, value in request.params.items() if name not in self.attached}
        if unknown := set(request.params) - allowed:
            raise Refusal(400, f"Bad Request: unknown parameters {sorted(unknown)}")
        if request.method == "getUpdates":
            return await self._get_updates(**request.params)
        name = re.sub(r"[A-Z]", lambda m: "_" + m.group().lower(), request.method)
        return getattr(self, f"_{name}")(**request.params)

    def _get_me(self) -> dict[str, Any]:
        return self._me() | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    async def _get_updates(self, offset: int = 0, limit: int = 100, **how: Any) -> list[dict[str, Any]]:
        self._poll += 1
        mine = self._poll
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        allowed = set(how.get("allowed_updates") or ())
        deadline = asyncio.get_running_loop().time() + how.get("timeout", 0)
        while True:
            if self.webhook.url:
                raise Refusal(409, _WEBHOOK_ACTIVE)
            if mine != self._poll:
                raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
            if found := [u for u in self.updates if not allowed or not self.sorts_out or set(u) & allowed][:limit]:
                return found
            if asyncio.get_running_loop().time() >= deadline:
                return []
            self._news.clear()
            try:
                async with asyncio.timeout(0.05):  # another poll, too, ends this one
                    await self._news.wait()
            except TimeoutError:
                continue

    def _delete_webhook(self, drop_pending_updates: bool = False) -> bool:
        self.webhook = Webhook()
        self.updates = [] if drop_pending_updates else self.updates
        return True

    def _set_webhook(self, url: str = "", secret_token: str = "", drop_pending_updates: bool = False, **how: Any) -> bool:
        if not url:
            return self._delete_webhook(drop_pending_updates)
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in (80, 88, 443, 8443):
            raise Refusal(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret_token):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = Webhook(url, secret_token, tuple(how.get("allowed_updates") or ()))
        return True

    def _get_webhook_info(self) -> dict[str, Any]:
        hook = self.webhook
        info: dict[str, Any] = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        error = {"last_error_date": hook.error_date, "last_error_message": hook.error} if hook.error else {}
        return info | error | ({"allowed_updates": list(hook.allowed_updates)} if hook.url else {})

    def _send_message(self, chat_id: int, text: str = "", **how: Any) -> dict[str, Any]:
        chat = self._writable(chat_id)
        _checked_thread(chat, how.get("message_thread_id"))
        if not chat.may_post:
            needed = {"channel": "need administrator rights in the channel chat"}.get(
                chat.type, "not enough rights to send text messages to the chat"
            )
            raise Refusal(400, f"Bad Request: {needed}")
        plain = _checked_text(text, how.get("parse_mode"), self.knows_time)
        message = self._store(chat, plain, text, from_bot=True)
        message.silent = bool(how.get("disable_notification"))
        message.thread_id = how.get("message_thread_id")
        message.previews = not (how.get("link_preview_options") or {}).get("is_disabled", False)
        message.keyboard = _checked_keyboard(how.get("reply_markup"))
        message.reply_to = self._reply_target(chat, message, how.get("reply_parameters"))
        return self._message_json(message)

    def _send_photo(self, chat_id: int, photo: Any = None, caption: str = "", **how: Any) -> dict[str, Any]:
        chat = self._writable(chat_id)
        _checked_thread(chat, how.get("message_thread_id"))
        if not chat.takes_photos:
            raise Refusal(400, "Bad Request: not enough rights to send photos to the chat")
        picture = self._known_photo(photo) if isinstance(photo, str) else _checked_photo(photo)
        message = self._store(chat, _checked_caption(caption, how.get("parse_mode"), self.knows_time), caption, from_bot=True)
        message.photo = picture
        message.silent = bool(how.get("disable_notification"))
        message.thread_id = how.get("message_thread_id")
        message.keyboard = _checked_keyboard(how.get("reply_markup"))
        message.reply_to = self._reply_target(chat, message, how.get("reply_parameters"))
        return self._message_json(message)

    def _known_photo(self, file_id: str) -> bytes:
        """What was uploaded under this id, which is this bot's alone."""
        if file_id not in self.files:
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return self.files[file_id]

    def _reply_target(self, chat: Chat, message: Message, wish: dict[str, Any] | None) -> int | None:
        if not wish:
            return None
        if wish["message_id"] in chat.messages:
            return int(wish["message_id"])
        if wish.get("allow_sending_without_reply"):
            return None
        del chat.messages[message.id]
        raise Refusal(400, "Bad Request: message to be replied not found")

    def _send_rich_message(self, chat_id: int, rich_message: Any = None, **how: Any) -> dict[str, Any]:
        chat = self._writable(chat_id)
        _checked_thread(chat, how.get("message_thread_id"))
        if not chat.may_post:
            raise Refusal(400, "Bad Request: not enough rights to send text messages to the chat")
        plain, pictures = self._read_rich(rich_message)
        message = self._store(chat, plain, rich_message["html"], from_bot=True)
        message.pictures = pictures
        message.is_rich = True
        message.silent = bool(how.get("disable_notification"))
        message.thread_id = how.get("message_thread_id")
        message.keyboard = _checked_keyboard(how.get("reply_markup"))
        message.reply_to = self._reply_target(chat, message, how.get("reply_parameters"))
        return self._message_json(message)

    def _read_rich(self, rich_message: Any) -> tuple[str, list[bytes]]:
        """The words of a rich message, and the pictures that stand in it, each named once in its `media`."""
        plain = _checked_rich(rich_message, self.knows_time_in_rich)
        shown = re.findall(r'<img src="tg://photo\?id=([^"]*)"', rich_message["html"])
        media = {one["id"]: one["media"] for one in rich_message.get("media", ())}
        if sorted(shown) != sorted(media) or not all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", one) for one in media):
            raise Refusal(400, "Bad Request: RICH_MESSAGE_MEDIA_INVALID")
        return plain, [self._media_of(media[name]) for name in shown]

    def _media_of(self, media: dict[str, str]) -> bytes:
        if media["type"] != "photo":
            raise Refusal(400, "Bad Request: RICH_MESSAGE_MEDIA_INVALID")
        if media["media"].startswith("attach://"):
            return _checked_photo(self.attached.get(media["media"].removeprefix("attach://")))
        return self._known_photo(media["media"])

    def _edit_message_text(self, chat_id: int, message_id: int, text: str = "", **how: Any) -> dict[str, Any]:
        message = self._editable(chat_id, message_id)
        if message.photo:
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        rich = how.get("rich_message") if self.knows_rich else None
        keyboard = _checked_keyboard(how.get("reply_markup"))
        pictures: list[bytes] = []
        if rich is not None:
            (plain, pictures), text = self._read_rich(rich), rich["html"]
        else:
            plain = _checked_text(text, how.get("parse_mode"), self.knows_time)
        message.is_rich = rich is not None
        if (plain, text, keyboard, pictures) == (message.text, message.html, message.keyboard, message.pictures):
            raise Refusal(400, _NOT_MODIFIED)
        message.versions.append(message.html)
        message.pictures = pictures
        message.text, message.html, message.keyboard = plain, text, keyboard
        return self._message_json(message)

    def _edit_message_reply_markup(self, chat_id: int, message_id: int, reply_markup: Any = None, **how: Any) -> dict[str, Any]:
        message = self._editable(chat_id, message_id)
        keyboard = _checked_keyboard(reply_markup)
        if keyboard == message.keyboard:
            raise Refusal(400, _NOT_MODIFIED)
        message.keyboard = keyboard
        return self._message_json(message)

    def _answer_callback_query(self, callback_query_id: str, text: str = "", **how: Any) -> bool:
        if str(callback_query_id) not in self.pending_queries:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if utf16_length(text) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.pending_queries.discard(str(callback_query_id))
        self.answers[str(callback_query_id)] = {"text": text, **how}
        return True

    def _set_my_commands(self, commands: list[dict[str, str]], scope: Any = None, language_code: str = "") -> bool:
        _checked_language(language_code)
        if len(commands) > 100 or not all(re.fullmatch(r"[a-z0-9_]{1,32}", c["command"]) for c in commands):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not all(1 <= utf16_length(c["description"]) <= 256 for c in commands):
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.menus[_scope_name(scope), language_code] = commands
        return True

    def _delete_my_commands(self, scope: Any = None, language_code: str = "") -> bool:
        self.menus.pop((_scope_name(scope), language_code), None)
        return True

    def _set_my_description(self, description: str = "", language_code: str = "") -> bool:
        return self._describe("description", description, language_code, 512)

    def _set_my_short_description(self, short_description: str = "", language_code: str = "") -> bool:
        return self._describe("short_description", short_description, language_code, 120)

    def _describe(self, what: str, text: str, language_code: str, limit: int) -> bool:
        _checked_language(language_code)
        if utf16_length(text) > limit:
            raise Refusal(400, f"Bad Request: {what} is too long")
        self.descriptions[what, language_code] = text
        return True

    def _get_chat(self, chat_id: int | str) -> dict[str, Any]:
        if isinstance(chat_id, str):
            named = (chat.id for chat in self.chats.values() if chat.username and f"@{chat.username}".lower() == chat_id.lower())
            chat_id = next(named, 0)
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(gifts, True)}
        return _chat_json(self._writable(chat_id)) | full

    def _get_chat_member(self, chat_id: int, user_id: int) -> dict[str, Any]:
        chat = self._writable(chat_id)
        if user_id == BOT_ID:
            status = "administrator" if chat.type == "channel" else "member"
            return _member_json(self._me(), status) | ({"can_post_messages": chat.may_post} if chat.type == "channel" else {})
        status = chat.members.get(user_id)
        if status is None:
            raise Refusal(400, "Bad Request: user not found")
        return _member_json(self._user(user_id), status)

    def _get_chat_administrators(self, chat_id: int) -> list[dict[str, Any]]:
        members = self._writable(chat_id).members
        return [_member_json(self._user(u), s) for u, s in members.items() if s in ("creator", "administrator")]

    def _leave_chat(self, chat_id: int) -> bool:
        self._writable(chat_id).shut = f"Forbidden: bot is not a member of the {self.chats[chat_id].type} chat"
        return True

    def _pin_chat_message(self, chat_id: int, message_id: int, disable_notification: bool = False) -> bool:
        chat = self._pinnable(chat_id)
        if message_id not in chat.messages:
            raise Refusal(400, "Bad Request: message to pin not found")
        chat.pinned = [*(one for one in chat.pinned if one != message_id), message_id]
        return True

    def _unpin_chat_message(self, chat_id: int, message_id: int) -> bool:
        chat = self._pinnable(chat_id)
        if message_id not in chat.messages:
            raise Refusal(400, "Bad Request: message to unpin not found")
        chat.pinned = [one for one in chat.pinned if one != message_id]
        return True

    def _pinnable(self, chat_id: int) -> Chat:
        chat = self._writable(chat_id)
        if chat.type != "private" and not chat.may_pin:
            raise Refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        return chat

    def _delete_message(self, chat_id: int, message_id: int) -> bool:
        message = self._writable(chat_id).messages.get(message_id)
        if message is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        if message.is_old:
            raise Refusal(400, "Bad Request: message can't be deleted for everyone")
        self.remove(chat_id, message_id)
        return True

    # --- parts

    def _writable(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": chat.moved_to})
        if chat.shut:
            raise Refusal(403, chat.shut)
        return chat

    def _editable(self, chat_id: int, message_id: int) -> Message:
        message = self._writable(chat_id).messages.get(message_id)
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if not message.from_bot:
            raise Refusal(400, "Bad Request: message can't be edited")
        return message

    def _store(self, chat: Chat, text: str, html: str, *, from_bot: bool) -> Message:
        message = Message(next(self._message_ids), chat.id, text, html, from_bot)
        chat.messages[message.id] = message
        return message

    def _update(self, kind: str, body: dict[str, Any]) -> None:
        self.updates.append({"update_id": 5000 + next(self._ids), kind: body})
        self._news.set()

    def _me(self) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "fedtide", "username": self.username}

    def _user(self, user_id: int) -> dict[str, Any]:
        if user_id == ANONYMOUS_ADMIN:
            return {"id": user_id, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        own = self.chats.get(user_id)
        user = {"id": user_id, "is_bot": False, "first_name": own.title if own else f"user {user_id}"}
        return user | ({"language_code": own.language_code} if own and own.language_code else {})

    def _size_json(self, message: Message, photo: bytes) -> dict[str, Any]:
        width, height = _png_size(photo)
        unique = hashlib.sha256(photo).hexdigest()[:16]
        file_id = f"photo-{message.chat_id}-{message.id}-{unique}"  # of one file there may be many ids, each good
        self.files[file_id] = photo
        return {"file_id": file_id, "file_unique_id": unique, "width": width, "height": height, "file_size": len(photo)}

    def _message_json(self, message: Message) -> dict[str, Any]:
        body: dict[str, Any] = {
            "message_id": message.id,
            "date": 1760000000,
            "chat": _chat_json(self.chats[message.chat_id]),
            "text": message.text,
        }
        if message.photo:
            body |= {"caption": body.pop("text"), "photo": [self._size_json(message, message.photo)]}
        if message.is_rich:
            pictures = [{"type": "photo", "photo": [self._size_json(message, one)]} for one in message.pictures]
            body["rich_message"] = {"blocks": [{"type": "paragraph", "text": body.pop("text")}, *pictures]}
        if message.thread_id is not None:
            body["message_thread_id"] = message.thread_id
            if self.chats[message.chat_id].is_forum and message.thread_id != GENERAL:
                body["is_topic_message"] = True
        if message.from_bot:
            body["from"] = self._me()
        if message.keyboard:
            body["reply_markup"] = {"inline_keyboard": message.keyboard}
        return body


async def _pass(gate: Gate) -> None:
    gate.reached.set()
    await gate.open.wait()


def _params(query: str, content_type: str, body: bytes) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    if content_type.startswith("multipart/form-data"):
        return _parts(content_type, body)
    pairs: Iterable[tuple[str, str]] = itertools.chain(parse_qsl(query), parse_qsl(body.decode(), keep_blank_values=True))
    return {name: value if name in _PLAIN else _json_or_text(value) for name, value in pairs}


def _parts(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a form; files as bytes."""
    form = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    found: dict[str, Any] = {}
    for part in form.walk():
        if part.is_multipart():
            continue
        name, content = str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)
        assert isinstance(content, bytes)
        is_file = part.get_filename() is not None
        found[name] = content if is_file else content.decode() if name in _PLAIN else _json_or_text(content.decode())
    return found


def _png_size(photo: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", photo[16:24])
    return width, height


def _checked_photo(photo: Any) -> bytes:
    """The bytes of an uploaded PNG of a size that Telegram takes; other forms and files are no business of this bot's."""
    if not isinstance(photo, bytes) or not photo:
        raise Refusal(400, "Bad Request: there is no photo in the request")
    if len(photo) > 10 * 1024 * 1024:
        raise Refusal(413, "Request Entity Too Large")
    if not photo.startswith(b"\x89PNG\r\n\x1a\n") or not photo.endswith(b"IEND\xaeB`\x82"):
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = _png_size(photo)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return photo


def _checked_caption(caption: str, parse_mode: str | None, knows_time: bool) -> str:
    try:
        plain = plain_text(caption, knows_time) if parse_mode == "HTML" else caption.strip()
    except EntityError as error:
        raise Refusal(400, f"Bad Request: can't parse entities: {error}") from error
    if utf16_length(plain) > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    return plain


def _checked_rich(rich_message: Any, knows_time: bool) -> str:
    if not isinstance(rich_message, dict) or len({"html", "markdown", "blocks"} & set(rich_message)) != 1:
        raise Refusal(400, "Bad Request: rich message must have exactly one of html, markdown and blocks")
    if unknown := set(rich_message) - {"html", "media"}:
        raise Refusal(400, f"Bad Request: this loopback reads no {sorted(unknown)}")
    try:
        return rich_text(rich_message["html"], knows_time)
    except RichError as error:
        raise Refusal(400, f"Bad Request: {error}") from error


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _checked_text(text: str, parse_mode: str | None, knows_time: bool) -> str:
    try:
        plain = plain_text(text, knows_time) if parse_mode == "HTML" else text.strip()
    except EntityError as error:
        raise Refusal(400, f"Bad Request: can't parse entities: {error}") from error
    if not plain:
        raise Refusal(400, "Bad Request: message text is empty")
    if utf16_length(plain) > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    return plain


def _checked_thread(chat: Chat, thread_id: int | None) -> None:
    """What a forum says to a topic that is not there (the General one among them) or is closed; others have no topics at all."""
    if thread_id is None:
        return
    if not chat.is_forum or thread_id not in chat.topics:
        raise Refusal(400, "Bad Request: message thread not found")
    if not chat.topics[thread_id]:
        raise Refusal(400, "Bad Request: TOPIC_CLOSED")


def _checked_keyboard(markup: Any) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = (markup or {}).get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        if not button.get("text"):
            raise Refusal(400, "Bad Request: inline keyboard button text must be non-empty")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows


def _checked_language(code: str) -> None:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise Refusal(400, "Bad Request: invalid language code specified")


def _scope_name(scope: Any) -> str:
    kind = (scope or {"type": "default"})["type"]
    return f"{kind}:{scope['chat_id']}" if scope and "chat_id" in scope else str(kind)


def _chat_json(chat: Chat) -> dict[str, Any]:
    name = {"first_name": chat.title} if chat.type == "private" else {"title": chat.title}
    forum = {"is_forum": True} if chat.is_forum else {}
    return {"id": chat.id, "type": chat.type, **name, **forum, **({"username": chat.username} if chat.username else {})}


def _member_json(user: dict[str, Any], status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": user, "status": status}
    if status in ("creator", "administrator"):
        member["is_anonymous"] = False
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS.split(), False)
    if status == "restricted":
        member |= dict.fromkeys(_RESTRICTED.split(), False) | {"is_member": True, "until_date": 0}
    if status == "kicked":
        member["until_date"] = 0
    return member


def _commands(text: str) -> list[dict[str, Any]]:
    found = _COMMAND.finditer(text)
    return [{"type": "bot_command", "offset": utf16_length(text[: m.start()]), "length": utf16_length(m.group())} for m in found]
