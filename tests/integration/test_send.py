"""One delivery to the loopback Bot API: what arrives, and what each failure tells the outbox to do."""

import json
import logging
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.delivery.telegram.client import Client, make_client
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.send import make_send
from bot.errors import (
    ChatMoved,
    DeliveryDeferred,
    DeliveryError,
    DeliveryRefused,
    DeliveryRejected,
    DeliveryUncertain,
    FloodWait,
    TokenRejected,
)
from bot.model import Delivery
from bot.render import repeat_note
from bot.settings import load_settings
from tests.loopback.telegram import BotApi
from tests.loopback.telegram_html import EntityError, plain_text

NOW = datetime(2025, 10, 31, 17, 46, tzinfo=UTC)
ANN, GROUP = 1001, -1009000000001
FORUM = -1009000000007


class NoLimit:
    """A limiter that lets everything through and keeps what it was asked."""

    def __init__(self) -> None:
        self.turns: list[tuple[int, bool]] = []
        self.holds: list[tuple[int | None, datetime]] = []

    async def acquire(self, chat_id: int, is_group: bool, urgency: int) -> None:
        self.turns.append((chat_id, is_group))

    async def depart(self) -> float:
        """At once."""
        return 0.0

    def arrived(self, left_at: float) -> None:
        """Nothing is made of it."""

    def hold(self, chat_id: int | None, until: datetime) -> None:
        self.holds.append((chat_id, until))

    def wait_of(self, chat_id: int | None, is_group: bool = False, urgency: int = 0) -> float:
        return 0.0


def delivery(**changes: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": 1, "alert_id": 1, "chat_id": ANN, "thread_id": None, "is_group": False, "text": "<b>Repo</b> 50 &lt; 60", "lang": "en",
        "silent": False, "impact": 36, "attempts": 0, "expires_at": NOW + timedelta(hours=6),
    }  # fmt: skip
    return Delivery(**values | changes)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN)
        api.group(GROUP, {ANN: "creator"})
        yield api


def a_client(api: BotApi, token: str | None = None, url: str | None = None) -> Client:
    return make_client(token or api.token, base_url=url or api.url, proxy=None, pacing=Pacing(NoLimit(), lambda: NOW))


@pytest.fixture
async def client(api: BotApi) -> AsyncIterator[Client]:
    async with a_client(api) as client:
        yield client


@pytest.fixture
def send(client: Client) -> Any:
    return make_send(client, now=lambda: NOW)


async def test_a_delivery_arrives_as_html_without_preview(api: BotApi, send: Any) -> None:
    message_id = await send(delivery(silent=True))
    [message] = api.messages(ANN)
    assert (message.id, message.text, message.html) == (message_id, "Repo 50 < 60", "<b>Repo</b> 50 &lt; 60")
    assert message.silent is True
    assert message.previews is False


async def test_a_loud_delivery_rings(api: BotApi, send: Any) -> None:
    await send(delivery())
    assert api.messages(ANN)[0].silent is False


STAMPED = 'Repo, <tg-time unix="1761932700" format="dt">31 Oct 13:45 ET</tg-time>'
QUOTED = "<blockquote expandable>One\nTwo\nThree\nFour</blockquote>"


@pytest.mark.parametrize(("is_paid", "asked"), [(True, True), (False, None)])
async def test_the_platform_may_charge_only_where_that_is_set(api: BotApi, client: Client, is_paid: bool, asked: bool | None) -> None:
    await make_send(client, now=lambda: NOW, is_paid=is_paid)(delivery())
    assert api.calls("sendMessage")[-1].params.get("allow_paid_broadcast") == asked


async def test_instants_and_folded_quotations_arrive_as_telegrams_own(api: BotApi, send: Any) -> None:
    await send(delivery(text=f"{STAMPED}\n{QUOTED}"))
    [message] = api.messages(ANN)
    assert message.html == f"{STAMPED}\n{QUOTED}"
    assert message.text == "Repo, 31 Oct 13:45 ET\nOne\nTwo\nThree\nFour"
    assert len(api.calls("sendMessage", ANN)) == 1


async def test_an_older_server_gets_the_fallback_text_and_from_then_on_at_once(api: BotApi, send: Any) -> None:
    api.knows_time = False
    await send(delivery(text=f"<b>One</b> {STAMPED}"))
    await send(delivery(text=f"<b>Two</b> {STAMPED}"))
    assert [message.html for message in api.messages(ANN)] == ["<b>One</b> Repo, 31 Oct 13:45 ET", "<b>Two</b> Repo, 31 Oct 13:45 ET"]
    assert [call.status for call in api.calls("sendMessage", ANN)] == [400, 200, 200]


async def test_an_older_server_gets_the_fallback_in_an_edit_too(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    api.knows_time = False
    assert await send(delivery(text=STAMPED, edits=first)) == first
    assert api.messages(ANN)[0].text == "Repo, 31 Oct 13:45 ET"


@pytest.mark.parametrize(
    "text",
    [
        '<tg-time format="dt">x</tg-time>',
        '<tg-time unix="soon" format="dt">x</tg-time>',
        '<tg-time unix="1" format="td">x</tg-time>',
        '<code><tg-time unix="1" format="t">x</tg-time></code>',
        "<blockquote expandable>a<blockquote>b</blockquote></blockquote>",
        "<blockquote folded>a</blockquote>",
    ],
)
def test_what_telegram_refuses_is_refused(text: str) -> None:
    with pytest.raises(EntityError):
        plain_text(text)


@pytest.mark.parametrize(
    ("zone", "lang", "shown"),
    [
        (None, "en", "31 Oct 13:45 ET"),
        ("UTC", "en", "31 Oct 13:45 ET"),
        ("Europe/Berlin", "en", "31 Oct 18:45 Berlin time"),
        ("Asia/Shanghai", "zh-Hans", "31 Oct 13:45 ET"),
        ("America/New_York", "zh-Hans", "纽约时间10月31日13:45"),
    ],
)
async def test_the_fallback_is_on_the_chats_own_clock_where_one_is_set(api: BotApi, send: Any, zone: str, lang: str, shown: str) -> None:
    await send(delivery(text=STAMPED, zone=zone, lang=lang))
    assert api.messages(ANN)[0].text == f"Repo, {shown}"


async def test_a_watch_names_itself_last(api: BotApi, send: Any) -> None:
    await send(delivery(watch="standing repo >= 20bn"))
    assert api.messages(ANN)[0].text == "Repo 50 < 60\n\n🎯 Your watch: standing repo >= 20bn"


async def test_a_repeat_says_so_in_the_chats_language(api: BotApi, send: Any) -> None:
    await send(delivery(is_repeat=True, lang="en"))
    await send(delivery(is_repeat=True, lang="zh-Hans"))
    first, note = api.messages(ANN)[0].text.split("\n\n")
    assert first == "Repo 50 < 60"
    assert note == "Sent once more because no answer came to the first try: you may have this already."
    assert "重发" in api.messages(ANN)[1].text


async def test_a_later_alert_answers_the_earlier_message(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    await send(delivery(id=2, replies_to=first))
    assert [m.reply_to for m in api.messages(ANN)] == [None, first]


async def test_the_message_answered_may_be_gone(api: BotApi, send: Any) -> None:
    await send(delivery(replies_to=99999))
    assert [m.reply_to for m in api.messages(ANN)] == [None]


async def test_the_general_topic_is_sent_without_a_thread(api: BotApi, send: Any) -> None:
    api.forum(FORUM, {}, (7,))
    await send(delivery(chat_id=FORUM, thread_id=1))
    await send(delivery(chat_id=FORUM, thread_id=7))
    assert [m.thread_id for m in api.messages(FORUM)] == [None, 7]


async def test_a_closed_topic_closes_nothing_but_itself(api: BotApi, send: Any) -> None:
    api.forum(FORUM, {}, (7,)).topics[7] = False
    with pytest.raises(DeliveryRefused) as caught:
        await send(delivery(chat_id=FORUM, thread_id=7))
    assert caught.value.only_topic
    await send(delivery(chat_id=FORUM))
    assert [m.thread_id for m in api.messages(FORUM)] == [None]


async def test_a_revision_edits_the_earlier_message(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    assert await send(delivery(id=2, text="<b>revised</b>", edits=first)) == first
    [message] = api.messages(ANN)
    assert (message.text, message.versions) == ("revised", ["<b>Repo</b> 50 &lt; 60"])


async def test_an_edit_that_changes_nothing_is_done(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    assert await send(delivery(id=2, edits=first)) == first
    assert len(api.messages(ANN)) == 1


async def test_an_edit_of_a_deleted_message_becomes_a_new_one(api: BotApi, send: Any) -> None:
    new = await send(delivery(text="revised", edits=4242))
    assert [(m.id, m.text) for m in api.messages(ANN)] == [(new, "revised")]


async def test_bad_html_goes_out_as_plain_text(api: BotApi, send: Any, caplog: pytest.LogCaptureFixture) -> None:
    await send(delivery(text="<b>Repo</b> 1 &amp; <u>open"))
    assert [m.html for m in api.messages(ANN)] == ["Repo 1 & open"]
    assert "not valid HTML" in caplog.text


@pytest.mark.parametrize(("length", "end"), [(9, "Source (https://fed.example/a)"), (4080, "Source")])
async def test_without_markup_a_link_keeps_its_address_where_there_is_room(api: BotApi, send: Any, length: int, end: str) -> None:
    await send(delivery(text=f'<u>{"x" * length}\n<a href="https://fed.example/a">Source</a>'))
    assert [m.text for m in api.messages(ANN)] == ["x" * length + "\n" + end]


async def test_sending_does_not_wait_a_second_time_in_the_limiter(api: BotApi) -> None:
    limiter = NoLimit()
    async with make_client(api.token, base_url=api.url, proxy=None, pacing=Pacing(limiter, lambda: NOW)) as client:
        await make_send(client, now=lambda: NOW)(delivery())
        assert limiter.turns == []
        await client.send_message(GROUP, "an answer")
        assert limiter.turns == [(GROUP, True)]


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (403, "Forbidden: bot was blocked by the user", DeliveryRefused),
        (403, "Forbidden: bot was kicked from the supergroup chat", DeliveryRefused),
        (403, "Forbidden: user is deactivated", DeliveryRefused),
        (403, "Forbidden: bot can't initiate conversation with a user", DeliveryRefused),
        (400, "Bad Request: chat not found", DeliveryRefused),
        (400, "Bad Request: group is deactivated", DeliveryRefused),
        (400, "Bad Request: have no rights to send a message", DeliveryRefused),
        (400, "Bad Request: not enough rights to send text messages to the chat", DeliveryRefused),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", DeliveryRefused),
        (400, "Bad Request: TOPIC_CLOSED", DeliveryRefused),
        (400, "Bad Request: message is too long", DeliveryRejected),
        (400, "Bad Request: something new", DeliveryRejected),
        (401, "Unauthorized", TokenRejected),
        (404, "Not Found", TokenRejected),
        (500, "Internal Server Error", DeliveryDeferred),
        (502, "Bad Gateway", DeliveryDeferred),
        (504, "Gateway Timeout", DeliveryUncertain),
    ],
)
async def test_what_a_status_means(api: BotApi, send: Any, status: int, description: str, expected: type[Exception]) -> None:
    api.fail("sendMessage", status=status, description=description, body=b"<html>504</html>" if status == 504 else None)
    with pytest.raises(expected) as caught:
        await send(delivery())
    assert type(caught.value) is expected
    if isinstance(caught.value, DeliveryError):
        assert caught.value.chat_id == ANN


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("403_blocked", DeliveryRefused),
        ("403_kicked_group", DeliveryRefused),
        ("403_kicked_supergroup", DeliveryRefused),
        ("403_not_member_channel", DeliveryRefused),
        ("403_cant_initiate", DeliveryRefused),
        ("400_chat_not_found", DeliveryRefused),
        ("400_migrated", ChatMoved),
        ("400_too_long", DeliveryRejected),
        ("401_unauthorized", TokenRejected),
        ("429_retry", DeliveryDeferred),
    ],
)
async def test_the_documented_errors(api: BotApi, send: Any, shared: Path, name: str, expected: type[Exception]) -> None:
    payloads = {p["name"]: p for p in json.loads((shared / "fixtures/telegram/error_payloads.json").read_text())}
    assert len(payloads) == 11  # the eleventh, "not modified", is an edit's
    api.fail("sendMessage", status=payloads[name]["http_status"], body=json.dumps(payloads[name]["body"]).encode())
    with pytest.raises(expected):
        await send(delivery())


@pytest.mark.parametrize("chat_id", [ANN, GROUP])
async def test_429_waits_as_told(api: BotApi, send: Any, chat_id: int) -> None:
    api.fail("sendMessage", status=429, retry_after=4000)
    with pytest.raises(FloodWait) as caught:
        await send(delivery(chat_id=chat_id))
    assert caught.value.retry_at == NOW + timedelta(seconds=4000)
    assert api.messages(chat_id) == []


async def test_no_429_waits_for_more_than_a_day(api: BotApi, send: Any) -> None:
    api.fail("sendMessage", status=429, retry_after=10**9)
    with pytest.raises(FloodWait) as caught:
        await send(delivery())
    assert caught.value.retry_at == NOW + timedelta(days=1)


async def test_a_group_that_moved_names_its_new_id(api: BotApi, send: Any) -> None:
    api.migrate(GROUP, -1009000000002)
    with pytest.raises(ChatMoved) as caught:
        await send(delivery(chat_id=GROUP))
    assert (caught.value.chat_id, caught.value.new_chat_id) == (GROUP, -1009000000002)


@pytest.mark.parametrize(("cut", "arrived"), [("before", 0), ("after", 1)])
async def test_a_lost_answer_is_uncertain(api: BotApi, send: Any, cut: str, arrived: int) -> None:
    api.fail("sendMessage", cut=cut)
    with pytest.raises(DeliveryUncertain):
        await send(delivery())
    assert len(api.messages(ANN)) == arrived


async def test_a_slow_answer_is_uncertain(api: BotApi) -> None:
    gate = api.hold("sendMessage", after=True)
    client = a_client(api)
    await client.initialize()
    client.request._wire._read = 0.05
    with pytest.raises(DeliveryUncertain, match="SocketTimeoutError"):
        await make_send(client, now=lambda: NOW)(delivery())
    gate.open.set()
    await client.shutdown()


async def test_an_edit_whose_answer_is_lost_is_simply_tried_again(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    api.fail("editMessageText", cut="after")
    with pytest.raises(DeliveryDeferred):
        await send(delivery(id=2, text="revised", edits=first))


async def test_a_repeated_edit_is_not_marked_since_the_reader_sees_one_message(api: BotApi, send: Any) -> None:
    first = await send(delivery())
    await send(delivery(id=2, text="revised", edits=first, is_repeat=True))
    assert [m.text for m in api.messages(ANN)] == ["revised"]


async def test_a_new_message_in_place_of_a_deleted_one_may_be_uncertain_like_any_other(api: BotApi, send: Any) -> None:
    api.fail("sendMessage", cut="after")
    with pytest.raises(DeliveryUncertain):
        await send(delivery(id=2, text="revised", edits=4242))
    await send(delivery(id=2, text="revised", edits=4242, is_repeat=True))
    assert [m.text.splitlines()[0] for m in api.messages(ANN)] == ["revised", "revised"]
    assert repeat_note("en") in api.messages(ANN)[1].html


async def test_an_answer_that_cannot_be_read_is_uncertain(api: BotApi, send: Any) -> None:
    api.fail("sendMessage", status=200, body=b'{"ok": true}')
    with pytest.raises(DeliveryUncertain):
        await send(delivery())


@pytest.mark.parametrize("status", [403, 404, 400, 429, 502])
async def test_a_page_of_something_in_between_closes_no_chat_and_stops_nothing(api: BotApi, send: Any, status: int) -> None:
    api.fail("sendMessage", status=status, body=b"<html><h1>Access denied</h1></html>")
    with pytest.raises(DeliveryDeferred) as caught:
        await send(delivery())
    assert caught.value.everyone is False


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 10), (2, 20), (3, 40), (4, 60), (50, 60)])
async def test_without_a_connection_everyone_waits_ever_longer(api: BotApi, attempts: int, seconds: int) -> None:
    async with a_client(api) as client:
        api._server.close()
        await client.request.shutdown()
        await client.request.initialize()
        with pytest.raises(DeliveryDeferred) as caught:
            await make_send(client, now=lambda: NOW)(delivery(attempts=attempts))
    assert caught.value.everyone is True
    assert caught.value.retry_at == NOW + timedelta(seconds=seconds)


async def test_a_token_that_is_not_accepted_is_not_repeated_in_the_error(api: BotApi) -> None:
    client = a_client(api, token="7000001:a-wrong-token-that-must-not-show")
    with pytest.raises(TokenRejected) as caught:
        await client.initialize()
    assert "must-not-show" not in f"{caught.value} {caught.value!r} {caught.value.__cause__} {client!r}"
    await client.shutdown()


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_the_token_reaches_no_log_at_any_level(api: BotApi, level: str, log_format: str, restored_logging: None) -> None:
    token = "7000001:AAHsecret-half-of-the-token-0123456789"
    api.token = token
    stream = StringIO()
    settings = load_settings({"TELEGRAM_BOT_TOKEN": token, "FEDTIDE_LOG_LEVEL": level, "FEDTIDE_LOG_FORMAT": log_format})
    logs.setup(settings, stream)
    async with a_client(api) as client:
        send = make_send(client, now=lambda: NOW)
        errors = []
        for how in ({"status": 403}, {"status": 400}, {"status": 500}, {"status": 429, "retry_after": 3}, {"cut": "before"}):
            api.fail("sendMessage", **how)
            with pytest.raises(DeliveryError) as caught:
                await send(delivery())
            logging.getLogger("bot.delivery.outbox").error("delivery failed: %s", caught.value, exc_info=caught.value)
            errors.append(caught.value)
        api.token = "other"
        with pytest.raises(TokenRejected) as rejected:
            await send(delivery())
        logging.getLogger("bot.delivery.outbox").error("stopped", exc_info=rejected.value)
    shown = stream.getvalue() + "".join(f"{e!s}{e!r}{e.__cause__!r}" for e in errors) + repr(client)
    assert "secret-half" not in shown
    assert stream.getvalue().count("delivery failed") == 5


@pytest.fixture
def restored_logging() -> Any:
    """Logging as it was before the test."""
    root = logging.getLogger()
    level, handlers, hook = root.level, list(root.handlers), sys.excepthook
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "apscheduler", "sqlalchemy", "alembic", "asyncio")}
    yield
    logging.captureWarnings(False)
    root.setLevel(level)
    root.handlers[:] = handlers
    sys.excepthook = hook
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
