"""Reading what the Bot API sends: whatever is broken in one thing, the others are read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Update
from telegram.error import TelegramError

from bot.delivery.telegram.received import DEEPEST, is_answer, read_json, readable, what_is_wrong
from tests.builders.broken import broken, nested

ANN = {"id": 1001, "is_bot": False, "first_name": "Ann", "language_code": "en"}
CHAT = {"id": 1001, "type": "private", "first_name": "Ann"}
MESSAGE: dict[str, Any] = {
    "message_id": 7, "date": 1760000000, "chat": CHAT, "from": ANN, "text": "/help now",
    "entities": [{"type": "bot_command", "offset": 0, "length": 5}], "message_thread_id": 3, "sender_chat": CHAT,
}  # fmt: skip
ME = {"user": {"id": 7, "is_bot": True, "first_name": "fedtide"}, "status": "member"}
GOOD: dict[str, dict[str, Any]] = {
    "message": {"message": MESSAGE},
    "photo": {"message": {"message_id": 7, "date": 1, "chat": CHAT, "caption": "/help", "reply_to_message": MESSAGE}},
    "moved": {"message": {"message_id": 7, "date": 1, "chat": CHAT, "migrate_to_chat_id": -5, "migrate_from_chat_id": -4}},
    "press": {"callback_query": {"id": "5", "from": ANN, "message": MESSAGE, "chat_instance": "1", "data": "2:p:settings"}},
    "old press": {"callback_query": {"id": "5", "from": ANN, "message": {"chat": CHAT, "message_id": 7, "date": 0}, "chat_instance": "1"}},
    "change": {"my_chat_member": {"chat": CHAT, "from": ANN, "date": 1, "old_chat_member": ME, "new_chat_member": ME}},
}


def numbered(number: int, body: Any) -> dict[str, Any]:
    return {"update_id": number, **body}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_whole_is_passed_on_as_it_is(name: str) -> None:
    skipped: list[str] = []
    updates = [numbered(1, GOOD[name])]
    assert readable(updates, skipped.append) == updates
    assert skipped == []


@pytest.mark.parametrize("name", GOOD)
def test_whatever_is_broken_what_is_passed_on_can_be_read_and_holds_every_number(name: str) -> None:
    skipped: list[str] = []
    bodies = list(broken(GOOD[name]))
    found = readable([numbered(number, body) for number, body in enumerate(bodies)] + [numbered(99_999, GOOD["message"])], skipped.append)
    assert [update["update_id"] for update in found] == [*range(len(bodies)), 99_999]
    assert found[-1] == numbered(99_999, GOOD["message"])
    emptied = [update for update in found if len(update) == 1]
    assert len(skipped) == len(emptied) - 1, "one had nothing but its number from the beginning"
    Update.de_list(found, None)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"date": "x"}, "message, TypeError"),
        ({"message_id": "seven"}, "message, message_id is of another type"),
        ({"text": ["x"]}, "message, text is of another type"),
        ({"chat": {"id": "x", "type": "private"}}, "message, chat.id is of another type"),
        ({"from": {**ANN, "id": 1.5}}, "message, from.id is of another type"),
        ({"entities": [{"type": "bot_command", "offset": "0", "length": 5}]}, "message, entities is of another type"),
        ({"reply_to_message": nested(300)}, "message, "),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], wrong: str) -> None:
    assert what_is_wrong(numbered(1, {"message": MESSAGE | changes})).startswith(wrong)


def test_words_of_people_are_no_part_of_what_is_wrong() -> None:
    for body in broken({"message": MESSAGE | {"text": "my secret", "chat": CHAT | {"first_name": "my secret"}}}):
        assert "secret" not in what_is_wrong(numbered(1, body))


def test_updates_come_in_the_order_of_their_numbers_so_that_the_last_confirms_all() -> None:
    assert [u["update_id"] for u in readable([numbered(2, {}), numbered(3, {}), numbered(1, {})], lambda wrong: None)] == [1, 2, 3]


@pytest.mark.parametrize("number", [None, "1", True, -1, 1.0, 2**63, [1]])
def test_one_without_a_number_is_left_out(number: Any) -> None:
    skipped: list[str] = []
    assert readable([{"update_id": number, "message": MESSAGE}, numbered(4, GOOD["press"])], skipped.append) == [numbered(4, GOOD["press"])]
    assert skipped == ["it has no number"]


@pytest.mark.parametrize("updates", [None, {}, "x", [{}], ["x", None]])
def test_without_any_number_there_is_nothing_to_confirm(updates: Any) -> None:
    with pytest.raises(TelegramError, match=r"no list of updates|has a number"):
        readable(updates, lambda wrong: None)


def test_no_updates_are_no_updates() -> None:
    assert readable([], lambda wrong: None) == []


class TestJson:
    def test_it_is_read_as_it_is(self) -> None:
        assert read_json('{"ok": true, "result": [1, "“é”", null, 1.5]}'.encode()) == {"ok": True, "result": [1, "“é”", None, 1.5]}

    def test_what_is_nested_too_deep_becomes_null_and_nothing_beside_it(self) -> None:
        body = '{"a": [1, ' + "[" * 50_000 + "]" * 50_000 + ', "]}[{\\"", 2], "b": {"c": 3}}'
        found = read_json(body.encode())
        depth, inner = 0, found["a"].pop(1)
        while inner:
            depth, inner = depth + 1, inner[0]
        assert (depth, found) == (DEEPEST - 2, {"a": [1, "]}[{\"", 2], "b": {"c": 3}})  # fmt: skip

    def test_a_number_of_thousands_of_digits_becomes_null(self) -> None:
        assert read_json(b"[1, " + b"9" * 5000 + b", 2]") == [1, None, 2]

    def test_bytes_that_are_no_utf8_are_replaced(self) -> None:
        assert read_json(b'{"text": "\xff\xfe"}') == {"text": "\ufffd\ufffd"}

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b'{"a": ' * 100_000, b'"', b'["\\', b"]" * 1000, b"nul"])
    def test_what_is_no_json_is_refused(self, body: bytes) -> None:
        with pytest.raises(ValueError, match=r".*"):
            read_json(body)


@pytest.mark.parametrize(
    ("body", "is_success", "expected"),
    [
        ({"ok": True, "result": []}, True, True),
        ({"ok": True, "result": None}, True, True),
        ({"ok": True}, True, False),
        ({"ok": False, "result": 1}, True, False),
        ({"ok": False, "error_code": 400, "description": "x"}, False, True),
        ({"ok": False}, False, True),
        ({"ok": False, "description": "x", "parameters": {"retry_after": 5}}, False, True),
        ({"ok": False, "description": "x", "parameters": {"retry_after": "5"}}, False, False),
        ({"ok": False, "description": "x", "parameters": {"migrate_to_chat_id": None}}, False, False),
        ({"ok": False, "description": 5}, False, False),
        ({"ok": 1, "result": []}, True, False),
        ([], True, False),
        ("ok", False, False),
    ],
)
def test_an_answer_has_its_form(body: Any, is_success: bool, expected: bool) -> None:
    assert is_answer(json.loads(json.dumps(body)), is_success=is_success) is expected
