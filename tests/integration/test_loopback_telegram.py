"""The loopback Bot API refuses what Telegram refuses: without that, what the other tests show would mean little."""

import json
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.loopback.telegram import PARAMETERS, BotApi
from tests.loopback.telegram_html import EntityError, plain_text, utf16_length

ANN = 1001


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN)
        yield api


async def call(api: BotApi, method: str, *, token: str | None = None, **params: Any) -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.url}/bot{token or api.token}/{method}", json=params)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("method", "params", "status", "description"),
    [
        ("sendMessage", {"chat_id": 9, "text": "x"}, 400, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": ANN, "text": " "}, 400, "Bad Request: message text is empty"),
        ("sendMessage", {"chat_id": ANN, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ("sendMessage", {"chat_id": ANN, "text": "🏦" * 2049}, 400, "Bad Request: message is too long"),
        (
            "sendMessage",
            {"chat_id": ANN, "text": "<p>", "parse_mode": "HTML"},
            400,
            "Bad Request: can't parse entities: Unsupported start tag",
        ),
        ("sendMessage", {"chat_id": ANN, "text": "x", "colour": "red"}, 400, "Bad Request: unknown parameters ['colour']"),
        (
            "sendMessage",
            {"chat_id": ANN, "text": "x", "reply_parameters": {"message_id": 5}},
            400,
            "Bad Request: message to be replied not found",
        ),
        ("editMessageText", {"chat_id": ANN, "message_id": 5, "text": "x"}, 400, "Bad Request: message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, 400, "Bad Request: query is too old"),
        ("setMyCommands", {"commands": [{"command": "Help!", "description": "x"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [], "language_code": "zh-Hans"}, 400, "Bad Request: invalid language code specified"),
        ("setMyShortDescription", {"short_description": "x" * 121}, 400, "Bad Request: short_description is too long"),
        ("sendMessages", {}, 404, "Not Found"),
    ],
)
async def test_refusals(api: BotApi, method: str, params: dict[str, Any], status: int, description: str) -> None:
    code, answer = await call(api, method, **params)
    assert (code, answer["ok"], answer["error_code"]) == (status, False, status)
    assert answer["description"].startswith(description)
    assert api.messages(ANN) == []


async def test_another_token_is_unauthorized(api: BotApi) -> None:
    assert (await call(api, "getMe", token="1:x"))[0] == 401


async def test_callback_data_of_65_bytes_is_refused(api: BotApi) -> None:
    for data, status in (("x" * 64, 200), ("x" * 65, 400), ("", 400)):
        markup = {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}
        assert (await call(api, "sendMessage", chat_id=ANN, text="x", reply_markup=markup))[0] == status


async def test_an_edit_must_change_something_and_a_query_is_answered_once(api: BotApi) -> None:
    _, sent = await call(api, "sendMessage", chat_id=ANN, text="one")
    message_id = sent["result"]["message_id"]
    status, answer = await call(api, "editMessageText", chat_id=ANN, message_id=message_id, text="one")
    assert (status, answer["description"][:40]) == (400, "Bad Request: message is not modified: sp")
    assert (await call(api, "editMessageText", chat_id=ANN, message_id=message_id, text="two"))[0] == 200
    query = api.press_data(ANN, message_id, "1:sub")
    assert [(await call(api, "answerCallbackQuery", callback_query_id=query))[0] for _ in range(2)] == [200, 400]


async def test_a_fault_happens_as_often_as_told_and_only_there(api: BotApi) -> None:
    api.private(1002)
    api.fail("sendMessage", chat_id=ANN, times=2, status=429, retry_after=3)
    chats = [ANN, 1002, ANN, ANN]
    answers = [await call(api, "sendMessage", chat_id=chat_id, text="x") for chat_id in chats]
    assert [status for status, _ in answers] == [429, 200, 429, 200]
    assert answers[0][1]["parameters"] == {"retry_after": 3}
    assert [r.status for r in api.calls("sendMessage", ANN)] == [429, 429, 200]


async def test_updates_wait_to_be_asked_for_and_are_confirmed_by_the_offset(api: BotApi) -> None:
    api.say(ANN, "/start hello")
    _, first = await call(api, "getUpdates", timeout=5)
    [update] = first["result"]
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (await call(api, "getUpdates"))[1]["result"] == [update]
    assert (await call(api, "getUpdates", offset=update["update_id"] + 1))[1]["result"] == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>a</b> &lt;i&gt; &amp;&quot;", 'a <i> &"'),
        ('<a href="https://x.org/?a=1&amp;b=2">x</a>', "x"),
        ("a & b &nbsp;", "a & b &nbsp;"),
        ("<blockquote expandable>q</blockquote>", "q"),
        ("&#21488;&#x1F3E6;", "台🏦"),
    ],
)
def test_what_a_reader_sees(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize("html", ["<b>a", "a</b>", "<b><i>a</b></i>", "1 < 2", "<br>", "<span>a</span>", "<a>x</a>", "<div>a</div>"])
def test_what_cannot_be_parsed(html: str) -> None:
    with pytest.raises(EntityError):
        plain_text(html)


def test_lengths_are_utf16_units() -> None:
    assert utf16_length("a台🏦") == 4


def test_every_parameter_is_one_of_the_published_reference(shared: Path) -> None:
    methods = json.loads((shared / "fixtures/telegram/bot_api_9.2_excerpt.json").read_text())["methods"]
    for name in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        newer = {"rich_message"} if name == "editMessageText" else set()  # since Bot API 10.1, the reference is of 9.2
        assert PARAMETERS[name] - {field["name"] for field in methods[name]["fields"]} == newer


def png(width: int = 1200, height: int = 900, filler: int = 0) -> bytes:
    """As much of a PNG as is looked at: its head, its size, its end."""
    return b"\x89PNG\r\n\x1a\n" + bytes(8) + struct.pack(">II", width, height) + bytes(filler) + b"IEND\xaeB`\x82"


async def upload(api: BotApi, photo: bytes | None, **fields: str) -> tuple[int, dict[str, Any]]:
    files = {} if photo is None else {"photo": ("p.png", photo, "image/png")}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api.url}/bot{api.token}/sendPhoto", data={"chat_id": str(ANN), **fields}, files=files)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("photo", "fields", "description"),
    [
        (None, {}, "there is no photo in the request"),
        (b"", {}, "there is no photo in the request"),
        (png()[:-1], {}, "IMAGE_PROCESS_FAILED"),
        (b"GIF89a" + png(), {}, "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), {}, "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), {}, "PHOTO_INVALID_DIMENSIONS"),
        (png(), {"caption": "🏦" * 513}, "message caption is too long"),
        (png(), {"caption": "<p>", "parse_mode": "HTML"}, "can't parse entities"),
        (png(), {"text": "x"}, "unknown parameters ['text']"),
        (png(), {"message_thread_id": "7"}, "message thread not found"),
    ],
)
async def test_refusals_of_photos(api: BotApi, photo: bytes | None, fields: dict[str, str], description: str) -> None:
    status, answer = await upload(api, photo, **fields)
    assert status == 400
    assert description in answer["description"]


async def test_a_photo_that_is_too_large_is_refused_before_it_is_read(api: BotApi) -> None:
    assert (await upload(api, png(filler=10 * 1024 * 1024)))[0] == 413


async def test_a_photo_goes_again_by_its_id_and_by_no_other(api: BotApi) -> None:
    ids = [(await upload(api, png()))[1]["result"]["photo"][0]["file_id"] for _ in range(2)]
    assert len(set(ids)) == 2
    for file_id in ids:
        assert (await call(api, "sendPhoto", chat_id=ANN, photo=file_id))[0] == 200
    assert [message.photo for message in api.messages(ANN)] == [png()] * 4
    status, answer = await call(api, "sendPhoto", chat_id=ANN, photo=ids[0][:-1])
    assert (status, answer["description"]) == (400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_a_photo_is_shown_with_its_caption_and_has_no_text_to_edit(api: BotApi) -> None:
    status, answer = await upload(api, png(), caption="<b>two</b> 1" + "\u3002" * 1010, parse_mode="HTML")
    assert status == 200
    assert (answer["result"]["photo"][0]["width"], answer["result"]["caption"][:6]) == (1200, "two 1\u3002")
    [shown] = api.messages(ANN)
    assert (shown.photo, shown.text[:5]) == (png(), "two 1")
    _, answer = await call(api, "editMessageText", chat_id=ANN, message_id=shown.id, text="x")
    assert answer["description"] == "Bad Request: there is no text in the message to edit"
