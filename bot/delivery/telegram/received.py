"""What the Bot API sends, read so that one thing in it that cannot be read costs itself alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

from telegram import Message, MessageEntity, Update
from telegram.error import TelegramError

DEEPEST = 64
"""Levels of lists and objects that are read; the Bot API's own go to about a dozen."""
LONGEST_NUMBER = 30
"""Digits; identifiers have at most 19."""
MOST_ID = 2**63
_MARK = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)


def read_json(body: bytes) -> Any:
    """The JSON of a body. Raises ValueError.

    What is nested too deep, or is a number too long to be one of the Bot API's, is read as null; bytes that are no UTF-8 are
    replaced: in a list of updates those beside it are read all the same.
    """
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (RecursionError, ValueError):
        return json.loads(_pruned(text), parse_int=_number)


def is_answer(body: Any, *, is_success: bool) -> bool:
    """Whether the JSON of a body has the form of a Bot API's answer."""
    if not isinstance(body, dict) or not isinstance(body.get("ok"), bool):
        return False
    parameters = body.get("parameters") or {}
    if not isinstance(body.get("description", ""), str) or not isinstance(parameters, dict):
        return False
    is_plain = all(_is_id(parameters.get(name, 0)) for name in ("retry_after", "migrate_to_chat_id"))
    return is_plain and (not is_success or (body["ok"] and "result" in body))


def readable(updates: Any, skip: Callable[[str], None]) -> list[dict[str, Any]]:
    """A list of updates, oldest first, with an empty one, which is confirmed like any other, in the place of each that cannot be read.

    `skip` is called with what is wrong with one, which holds nothing of what people wrote. Raises TelegramError where not even
    the number of a single one is there to confirm.
    """
    if not isinstance(updates, list):
        raise TelegramError("Telegram's answer is no list of updates")
    found = []
    for update in updates:
        number = update.get("update_id") if isinstance(update, dict) else None
        if not _is_id(number) or number < 0:
            skip("it has no number")
            continue
        wrong = what_is_wrong(update)
        if wrong:
            skip(wrong)
        found.append({"update_id": number} if wrong else update)
    if updates and not found:
        raise TelegramError("none of Telegram's updates has a number")
    return sorted(found, key=lambda update: int(update["update_id"]))


def what_is_wrong(update: dict[str, Any]) -> str:
    """Why the library cannot read an update, or the bot not work with it, without anything that people wrote; "" where both can."""
    kind = next((kind for kind in Update.ALL_TYPES if kind in update), "of an unknown kind")
    try:
        odd = next(_odd_fields(Update.de_json(update, None)), None)
    except (KeyError, TypeError, AttributeError, RecursionError) as e:  # their texts name fields and types, no values
        return f"{kind}, {type(e).__name__}: {str(e)[:120]}"
    except Exception as e:  # noqa: BLE001 - whatever a library of changing age says of whatever a server sends
        return f"{kind}, {type(e).__name__}"
    return f"{kind}, {odd} is of another type" if odd else ""


def _odd_fields(update: Update) -> Iterator[str]:
    """What the bot relies on and the library does not look at: the types of identifiers and of texts."""
    query, change, message = update.callback_query, update.my_chat_member, update.effective_message
    chat, person = update.effective_chat, update.effective_user
    yield from _named((message or change) is not None and not _is_id(getattr(chat, "id", None)), "chat.id")
    yield from _named((query or change) is not None and person is None, "from")
    if person is not None:
        yield from _named(not _is_id(person.id), "from.id")
        yield from _named(not isinstance(person.language_code, str | None), "from.language_code")
    if query is not None:
        yield from _named(not _is_text(query.id), "id")
        yield from _named(not isinstance(query.data, str | None), "data")
    if change is not None:
        states = (getattr(member, "status", None) for member in (change.old_chat_member, change.new_chat_member))
        yield from _named(not all(map(_is_text, states)), "status")
    if message is not None:
        yield from _named(not _is_id(message.message_id), "message_id")
    if isinstance(message, Message):
        yield from _odd_message(message)


def _odd_message(message: Message) -> Iterator[str]:
    for name in ("message_thread_id", "migrate_to_chat_id", "migrate_from_chat_id"):
        number = getattr(message, name)
        yield from _named(number is not None and not _is_id(number), name)
    for name in ("text", "caption"):
        yield from _named(not isinstance(getattr(message, name), str | None), name)
    yield from _named(message.sender_chat is not None and not _is_id(message.sender_chat.id), "sender_chat.id")
    yield from _named(not all(map(_is_plain, (*message.entities, *message.caption_entities))), "entities")


def _named(is_odd: bool, name: str) -> Iterator[str]:
    if is_odd:
        yield name


def _is_plain(entity: MessageEntity) -> bool:
    return _is_text(entity.type) and _is_id(entity.offset) and _is_id(entity.length)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -MOST_ID <= value < MOST_ID


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_NUMBER else None


def _pruned(text: str) -> str:
    """JSON with null in the place of what is nested too deep, found without nesting oneself."""
    kept, depth, start = [], 0, 0
    for found in _MARK.finditer(text):
        mark = found[0]
        if mark in ("[", "{"):
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(text[start : found.start()])
        elif mark in ("]", "}"):
            if depth == DEEPEST + 1:
                kept.append("null")
                start = found.end()
            depth -= 1
    return "".join(kept) + (text[start:] if depth <= DEEPEST else "")  # cut off in the depth: no JSON either way
