"""Updates and answers that cannot be read, on the loopback: each costs itself alone, and all beside it are answered."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.chat.application import listen, stop
from bot.model import Subscription
from bot.store import Store
from tests.builders.broken import broken, nested
from tests.builders.chat_bot import ANN, BORIS, GROUP, LI, MEMBER, OWNER, Bot, build, some_settings
from tests.integration.program import a_world
from tests.loopback.telegram import BotApi

SKIPPED = "an update cannot be read and is skipped: "


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN)
        api.private(LI)
        api.private(BORIS)
        api.sorts_out = False
        api.group(GROUP, {OWNER: "creator", MEMBER: "member"})
        yield api


def kinds_of_update(api: BotApi) -> dict[str, dict[str, Any]]:
    """One of each that the bot gets, as the loopback server sends them; they are taken out of it again."""
    shown = api._store(api.chats[ANN], "Settings", "Settings", from_bot=True)
    shown.keyboard = [[{"text": "Settings", "callback_data": "2:p:settings"}]]
    made: dict[str, Callable[[], object]] = {
        "command": lambda: api.say(ANN, "/help"),
        "command in a group": lambda: api.say(GROUP, "/help", sender=MEMBER, anonymous=True),
        "answer": lambda: api.say(ANN, "why", answers=shown),
        "press": lambda: api.press(ANN, "Settings"),
        "came": lambda: api.member_update(GROUP, "left", "administrator", by=OWNER),
        "left": lambda: api.member_update(GROUP, "administrator", "kicked", by=OWNER),
        "moved": lambda: api.migrate(GROUP, -1009000000555),
    }
    found = {}
    for name, happen in made.items():
        happen()
        found[name] = api.updates[-1]
        api.updates.clear()
    api.chats[GROUP].moved_to, api.chats[GROUP].shut = None, ""
    return found


def put(api: BotApi, *bodies: dict[str, Any]) -> list[int]:
    """Updates with these bodies, at once; gives their numbers."""
    numbers = []
    for body in bodies:
        number = 5000 + next(api._ids)
        numbers.append(number)
        api.updates.append({"update_id": number, **{name: value for name, value in body.items() if name != "update_id"}})
    api._news.set()
    return numbers


def without_text(update: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in update.items() if name != "update_id"}


KINDS = ("command", "command in a group", "answer", "press", "came", "left", "moved")


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_is_broken_in_an_update_all_beside_it_are_answered(bot: Bot, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    body = without_text(kinds_of_update(bot.api)[kind])
    bodies = list(broken(body))[::7]  # every field in some ways; all ways of all fields are tried without a server below
    seen = len(bot.api.messages(LI))
    numbers = put(bot.api, *bodies)
    bot.api.say(LI, "/help")
    assert "/settings" in (await bot.api.next_message(LI, seen)).text
    await bot.api.until(lambda: any((r.params.get("offset") or 0) > numbers[-1] for r in bot.api.calls("getUpdates")))
    await bot.settled()
    assert any(line.startswith(SKIPPED) for line in caplog.messages)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


LACKING: dict[str, dict[str, Any]] = {
    "a message without date": {"message": {"message_id": 1, "chat": {"id": ANN, "type": "private"}, "text": "my secret words"}},
    "an edited message without date": {"edited_message": {"message_id": 1, "chat": {"id": ANN, "type": "private"}, "text": "secret"}},
    "an administrator's rights without a newer one": {
        "my_chat_member": {
            "chat": {"id": GROUP, "type": "supergroup", "title": "secret"}, "from": {"id": OWNER, "is_bot": False, "first_name": "secret"},
            "date": 1760000000, "old_chat_member": {"user": {"id": 7, "is_bot": True, "first_name": "x"}, "status": "left"},
            "new_chat_member": {"user": {"id": 7, "is_bot": True, "first_name": "x"}, "status": "administrator", "can_be_edited": False},
        }
    },
    "a poll of an older form": {"poll": {"id": "1", "question": "secret?", "options": []}},
    "a message with a poll of an older form": {
        "message": {"message_id": 1, "date": 1, "chat": {"id": ANN, "type": "private"}, "poll": {"id": "1", "question": "secret?"}}
    },
    "a press by nobody": {"callback_query": {"id": "1", "chat_instance": "1", "data": "secret"}},
    "text in place of a message": {"message": "secret"},
    "a list in place of a press": {"callback_query": [["secret"]]},
    "a number that is a text": {"message": {"message_id": "secret", "date": 1, "chat": {"id": ANN, "type": "private"}, "text": "x"}},
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
async def test_one_that_lacks_something_is_skipped_and_named_without_what_was_written(
    bot: Bot, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    seen = len(bot.api.messages(LI))
    bot.api.say(ANN, "/help")
    [number] = put(bot.api, LACKING[name])
    bot.api.say(LI, "/help")
    await bot.api.next_message(LI, seen)
    await bot.api.next_message(ANN, 0)
    told = await bot.noticed()
    assert "cannot read" in told
    await bot.api.until(lambda: any((r.params.get("offset") or 0) > number for r in bot.api.calls("getUpdates")))
    [line] = [line for line in caplog.messages if line.startswith(SKIPPED)]
    assert re.match(rf"{SKIPPED}(edited_message|message|my_chat_member|poll|callback_query), ", line)
    assert "secret" not in caplog.text + told


async def test_an_update_of_an_unknown_kind_is_passed_over(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    put(bot.api, {"guest_of_2031": {"text": "secret"}}, {}, {"message": None})
    bot.api.say(LI, "/help")
    await bot.api.next_message(LI, 0)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_operators_are_told_once_however_many_there_are(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    put(bot.api, *LACKING.values())
    bot.api.say(BORIS, "/help")
    await bot.api.until(lambda: len(bot.api.messages(BORIS)) == 1)
    put(bot.api, *LACKING.values())
    bot.api.say(BORIS, "/help")
    await bot.api.until(lambda: len(bot.api.messages(BORIS)) == 2)
    await bot.noticed()
    await bot.settled()
    assert ["cannot read" in text for text in bot.notices()] == [True]
    assert sum(line.startswith(SKIPPED) for line in caplog.messages) == 2 * len(LACKING)


async def test_after_a_restart_nothing_of_it_comes_again(api: BotApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    put(api, LACKING["a message without date"])
    api.say(ANN, "/help")
    first = build(api, store, some_settings())
    await listen(first.app, sleep=first.time.sleep)
    await api.next_message(ANN)
    await stop(first.app)
    caplog.clear()
    second = build(api, store, some_settings())
    await listen(second.app, sleep=second.time.sleep)
    api.say(LI, "/help")
    await api.next_message(LI)
    await stop(second.app)
    assert len(api.messages(ANN)) == 1
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


def deep_body(good: dict[str, Any], bad: str) -> bytes:
    """A list of two updates, of which one holds something written as it is."""
    first = '{"update_id": 4000, "message": {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}, "reply_to_message": ?}}'
    return f'{{"ok": true, "result": [{first.replace("?", bad)}, {json.dumps(good)}]}}'.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "bad",
    [
        json.dumps(nested(900)),
        "[" * 100_000 + "]" * 100_000,
        '{"x":' * 100_000 + "1" + "}" * 100_000,
        '{"message_id": ' + "9" * 5_000 + "}",
        '{"text": "\udcff"}',
        '{"date": 1e999, "message_id": 1, "chat": {"id": 1, "type": "private"}}',
    ],
    ids=["lists", "very deep lists", "very deep objects", "a long number", "no UTF-8", "an endless date"],
)
async def test_what_no_reader_of_json_takes_costs_its_own_update_alone(api: BotApi, store: Store, bad: str) -> None:
    api.say(LI, "/help")
    good = api.updates.pop()
    api.fail("getUpdates", status=200, body=deep_body(good, bad))
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    assert "/settings" in (await api.next_message(LI)).text
    await stop(bot.app)


@pytest.mark.parametrize("result", ['{"update_id": 1}', '[{"message": {}}, 7]', '["x"]', "null"])
async def test_a_list_that_is_none_is_asked_for_again_after_a_pause(
    api: BotApi, store: Store, result: str, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("getUpdates", status=200, body=f'{{"ok": true, "result": {result}}}'.encode())
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    api.say(LI, "/help")
    await api.next_message(LI)
    await stop(bot.app)
    assert any(line.startswith("listening to Telegram failed, trying again: ") for line in caplog.messages)
    assert "Traceback" not in caplog.text


ODD_ANSWERS = [
    b'{"ok": true, "result": {}}',
    b'{"ok": true, "result": {"message_id": 5}}',
    b'{"ok": true, "result": [1]}',
    b'{"ok": true, "result": "x"}',
]


@pytest.mark.parametrize("body", ODD_ANSWERS)
async def test_an_answer_that_cannot_be_read_is_that_calls_fault_alone(bot: Bot, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    bot.api.fail("sendMessage", chat_id=ANN, status=200, body=body)
    bot.api.say(ANN, "/help")
    await bot.api.until(lambda: bot.api.calls("sendMessage", ANN))
    await bot.settled()
    assert len(bot.api.calls("sendMessage", ANN)) == 1, "it has its answer: no excuse after it"
    await bot.ask(ANN, "/help")
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


ODD_ERRORS = [
    b'{"ok": false, "error_code": 400, "description": {"x": 1}}',
    b'{"ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": "soon"}}',
    b'{"ok": false, "error_code": 429, "description": "x", "parameters": [30]}',
    b'{"ok": "no"}',
    b"[]",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", ODD_ERRORS)
async def test_an_error_of_another_form_is_no_word_of_the_bot_api(bot: Bot, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    bot.store.subscribe(Subscription(chat_id=ANN))
    for status in (200, 400, 403, 429):
        bot.api.fail("sendMessage", chat_id=ANN, status=status, body=body)
        bot.api.say(ANN, "/help")
        await bot.api.until(lambda: not bot.api.faults[-1].times)
    assert "/settings" in (await bot.ask(LI, "/help")).text
    assert "AttributeError" not in caplog.text
    assert bot.store.count_subscriptions() == 1


async def test_an_error_of_another_form_does_not_end_the_listening(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    for body in ODD_ERRORS[:2]:
        bot.api.fail("getUpdates", status=429, body=body)
    bot.api.say(ANN, "/help")
    bot.api.say(LI, "/help")
    assert "/settings" in (await bot.api.next_message(LI)).text
    assert "Traceback" not in caplog.text


async def test_who_we_are_is_asked_again_when_the_answer_cannot_be_read(api: BotApi, store: Store) -> None:
    for body in ODD_ANSWERS:
        api.fail("getMe", status=200, body=body)
    bot = build(api, store, some_settings())
    await listen(bot.app, sleep=bot.time.sleep)
    await bot.ask(ANN, "/help")
    await stop(bot.app)


@pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
async def test_the_program_answers_the_others_and_ends_well_also_after_a_restart(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.api.private(ANN)
        for runs in (1, 2):
            put(world.api, *LACKING.values())
            world.api.say(ANN, "/help")
            put(world.api, LACKING["a message without date"])
            bot = world.run()
            await world.api.until(lambda runs=runs: len(world.api.messages(ANN)) == runs, 30)
            assert await bot.stop() == 0
            assert "Traceback" not in bot.err
            assert "secret" not in bot.err
            assert "is skipped: message, KeyError: 'date'" in bot.err
        assert world.api.updates == []
