"""All subscribers as a file that another bot takes over: one JSON object a line, read back strictly.

The first line names the form, the last says how many came before it, so that a file cut short is known for one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from bot.audience.watches import Kept
from bot.chat.answers.portable import Imported, exported, read_export
from bot.errors import StoreError
from bot.i18n import texts
from bot.model import Subscription
from bot.render.html import plain
from bot.store import Carried, Store

FORM = 1
AT_A_TIME = 1_000
LONGEST = 1_000_000
"""Characters of a line: a chat's settings and watches take some thousand."""
CHAT_TYPES = ("private", "group", "supergroup", "channel")
LARGEST = 1 << 52
"""Telegram's ids have at most 52 bits."""
_PLACE = ("chat_id", "thread_id", "chat_type", "closed_reason", "snoozed_until", "keeper", "settings", "watches")


class LineError(ValueError):
    """What is wrong with a line."""


@dataclass(slots=True)
class Taken:
    """What became of a file: subscriptions taken over, there already, and lines that could not be read."""

    new: int = 0
    there: int = 0
    wrong: int = 0


def lines_of(store: Store) -> Iterator[str]:
    """The file's lines, while others write: each page of subscribers is one moment."""
    count, last = 0, 0
    yield json.dumps({"fedtide": "subscribers", "form": FORM})
    while True:
        last, some = store.everyone(last, AT_A_TIME)
        if not some:
            break
        yield from (json.dumps(_written(one), ensure_ascii=False, separators=(",", ":")) for one in some)
        count += len(some)
    yield json.dumps({"subscribers": count})


def take_over(store: Store, lines: Iterable[str], report: Callable[[str], None]) -> Taken:
    """Keep the subscribers of a file that are not there yet; `report` hears of each line that could not be read.

    Twice is as once. Raises StoreError for a file that is none of these, of a newer form, or cut short: what was read by then is kept.
    """
    taken, some, told = Taken(), list[Carried](), None
    numbered = enumerate(lines, 1)
    _check_first(next(numbered, (1, ""))[1])
    for number, line in numbered:
        if told is not None and not line.strip():  # what an editor leaves at the end
            continue
        try:
            if told is not None:
                raise StoreError(f"import: something stands behind the last line, in line {number}; take the file as it was written")
            told = _count(line)
            if told is None:
                some.append(_read(line))
        except LineError as e:
            taken.wrong += 1
            report(f"line {number}: {e}")
        if len(some) == AT_A_TIME:
            _keep(store, some, taken)
    _keep(store, some, taken)
    if told is None or told != taken.new + taken.there + taken.wrong:
        found = taken.new + taken.there + taken.wrong
        raise StoreError(f"import: the file was cut short: it says {told or 'nothing of its length'}, {found} were there; write it anew")
    return taken


def _keep(store: Store, some: list[Carried], taken: Taken) -> None:
    new = store.take_over(some)
    taken.new += new
    taken.there += len(some) - new
    some.clear()


def _written(one: Carried) -> dict[str, Any]:
    chat = one.subscription
    settings = json.loads(exported(chat, ()))
    del settings["fedtide"], settings["watches"]
    return {
        "chat_id": chat.chat_id,
        "thread_id": chat.thread_id,
        "chat_type": chat.chat_type,
        "closed_reason": None if chat.active else one.closed_reason or "",
        "snoozed_until": _text(chat.snoozed_until),
        "keeper": one.keeper,
        "settings": settings,
        "watches": [{name: _text(value) for name, value in asdict(kept).items() if name != "id"} for kept in one.watches],
    }


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _check_first(line: str) -> None:
    try:
        first = _object(line)
    except LineError:
        first = {}
    if first.get("fedtide") != "subscribers":
        raise StoreError("import: this is no file of `fedtide subscribers export`")
    if first.get("form") != FORM:
        raise StoreError("import: this file was written by a newer fedtide; update fedtide")


def _count(line: str) -> int | None:
    """What the last line says; None of another."""
    found = _object(line)
    return _number(found, "subscribers", 0, LARGEST) if set(found) == {"subscribers"} else None


def _read(line: str) -> Carried:
    found = _object(line)
    if unknown := set(found) - set(_PLACE):
        raise LineError(f"unknown: {', '.join(sorted(unknown))}")
    chat_id, chat_type = _number(found, "chat_id", -LARGEST, LARGEST), found.get("chat_type")
    if chat_id == 0 or chat_type not in CHAT_TYPES:
        raise LineError("chat_id or chat_type is none")
    closed = found.get("closed_reason")
    if not (closed is None or isinstance(closed, str)):
        raise LineError("closed_reason is no text")
    rows = found.get("watches")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LineError("watches is no list of objects")
    watches = tuple(_watch(row) for row in rows)
    settings = _settings(found.get("settings"), watches)
    chat = Subscription(
        chat_id=chat_id,
        thread_id=None if found.get("thread_id") is None else _number(found, "thread_id", 1, LARGEST),
        chat_type=chat_type,
        active=closed is None,
        snoozed_until=_instant(found, "snoozed_until"),
    )
    keeper = None if found.get("keeper") is None else _number(found, "keeper", 1, LARGEST)
    return Carried(subscription=settings.applied(chat), closed_reason=closed, keeper=keeper, watches=watches)


def _settings(found: Any, watches: Iterable[Kept]) -> Imported:
    """A chat's settings by the rules of its own /export."""
    if not isinstance(found, dict) or {"fedtide", "watches"} & set(found):
        raise LineError("settings is no object of settings")
    asked = [{"text": kept.text, "pause_hours": kept.cooldown_hours} for kept in watches]
    read = read_export(json.dumps({"fedtide": FORM, **found, "watches": asked}))
    if not isinstance(read, Imported):
        raise LineError(plain(read.said(texts("chat", "en"))))
    return read


def _watch(found: Mapping[str, Any]) -> Kept:
    if set(found) != {field.name for field in fields(Kept)} - {"id"}:
        raise LineError("a watch lacks something, or has something unknown")
    if not isinstance(found["text"], str) or not isinstance(found["armed"], bool):
        raise LineError("a watch's text or armed is none")
    created_at = _instant(found, "created_at")
    if created_at is None:
        raise LineError("a watch's created_at is none")
    return Kept(
        id=0,
        text=found["text"],
        cooldown_hours=_number(found, "cooldown_hours", 0, LARGEST),
        created_at=created_at,
        armed=found["armed"],
        hits=_number(found, "hits", 0, (1 << 31) - 1),
        expires_at=_instant(found, "expires_at"),
        snoozed_until=_instant(found, "snoozed_until"),
        last_hit_at=_instant(found, "last_hit_at"),
    )


def _object(line: str) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise LineError(f"longer than {LONGEST:,} characters")
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as e:
        raise LineError("no JSON") from e
    if not isinstance(found, dict):
        raise LineError("no JSON object")
    said = json.dumps(found, ensure_ascii=False)
    if "\\u0000" in said or (not said.isascii() and any("\ud800" <= sign <= "\udfff" for sign in said)):
        raise LineError("characters that no database keeps")
    return found


def _number(found: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise LineError(f"{name} is no number from {least} to {most}")
    return value


def _instant(found: Mapping[str, Any], name: str) -> datetime | None:
    value = found.get(name)
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo is not None else read.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError) as e:
        raise LineError(f"{name} is no instant") from e
