"""A chat's settings as text that can be carried to another chat or another bot, and read back strictly. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.audience.quiet_hours import zone_named
from bot.audience.wanted import INHERITED
from bot.audience.watches import COOLDOWNS, MOST, Kept
from bot.chat.presses import LEADS
from bot.chat.typed.changes import Wrong, shown
from bot.chat.typed.characters import plain
from bot.chat.typed.watch_faults import fault
from bot.i18n import N_
from bot.kinds import ALERT_KINDS
from bot.model import LANGUAGES, Mode, ReceiptMode, Rhythm, Subscription, Thresholds
from rules.errors import WatchError
from rules.watch import parse_watch

FORM = 1
NUMBERS = {"impact": 100, "direction": 100, "loud": 100, "digest_hour": 23, "digest_weekday": 6}
OPTIONAL = {"quiet_from": 1439, "quiet_until": 1439, "breakthrough": 100, "remind_fomc": 1440, "remind_h41": 1440, "remind_auction": 1440}
FIELDS = ("lang", "timezone", "digest", "receipts", "is_short", "is_rich", "reactions", "pictures", "card", *NUMBERS, *OPTIONAL)
NOT_JSON = N_("That is no export of mine. Send <code>/import</code> with the whole text of an export behind it, or as an answer to it.")
NEWER = N_("This export was made by a newer version of me, which I can't read.")
WRONG_VALUE = N_("“{value}” won't do for {name}; nothing was changed. Take the text of /export as it is.")
UNKNOWN = N_("I don't know the setting “{name}”; nothing was changed. Take the text of /export as it is.")
TOO_MANY = N_("That is more than {most} watches; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an export says: everything that `applied` sets, and the watches."""

    settings: Mapping[str, Any]
    watches: tuple[Mapping[str, Any], ...]

    def applied(self, chat: Subscription) -> Subscription:
        """The chat with these settings; what the export does not name stays."""
        return replace(chat, **self.settings)


def exported(chat: Subscription, watches: Sequence[Kept]) -> str:
    """All settings and watches as JSON on one line: no number or name of the chat is in it."""
    own = {kind: {name: value for name, value in asdict(limits).items() if value is not None} for kind, limits in chat.own.items()}
    body = {
        "fedtide": FORM,
        **{name: getattr(chat, name) for name in FIELDS},
        "modes": dict(chat.modes),
        "own": own,
        "watches": [{"text": kept.text, "pause_hours": kept.cooldown_hours} for kept in watches],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read_export(text: str) -> Imported | Wrong:
    """What the text of an export asks for; nothing in it is trusted."""
    body = _body(text) or _body(plain(text))
    if not isinstance(body, dict) or not isinstance(body.get("fedtide"), int):
        return Wrong(NOT_JSON)
    if body.pop("fedtide") > FORM:
        return Wrong(NEWER)
    watches = _watches(body.pop("watches", []))
    if isinstance(watches, Wrong):
        return watches
    settings: dict[str, Any] = {}
    for name, value in body.items():
        if name not in (*FIELDS, "modes", "own"):
            return Wrong(UNKNOWN, {"name": shown(name)})
        good, read = _setting(name, value)
        if not good:
            return Wrong(WRONG_VALUE, {"name": name, "value": shown(str(value))})
        settings[name] = read
    if not _quiet_hours_are_whole(settings):
        return Wrong(WRONG_VALUE, {"name": "quiet_until", "value": shown(str(settings.get("quiet_until")))})
    return Imported(settings, watches)


def _body(text: str) -> Any:
    """The JSON in a text; None where there is none. Phones that write prettily turn its quotes and dashes round."""
    try:
        return json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError):
        return None


def _quiet_hours_are_whole(settings: Mapping[str, Any]) -> bool:
    """Whether they are named with all that belongs to them or not at all, and are hours."""
    named = [name in settings for name in ("quiet_from", "quiet_until", "breakthrough")]
    if not any(named):
        return True
    begins, ends = settings.get("quiet_from"), settings.get("quiet_until")
    if not all(named) or (begins is None) != (ends is None):
        return False
    return settings["breakthrough"] is None if begins is None else begins != ends


def _setting(name: str, value: Any) -> tuple[bool, Any]:
    """Whether a value is one that the setting can have, and in the program's own type."""
    if name in NUMBERS:
        return _is_number(value, NUMBERS[name]), value
    if name in ("remind_fomc", "remind_h41", "remind_auction"):
        return value in LEADS[name.removeprefix("remind_")] and not isinstance(value, bool), value
    if name in OPTIONAL:
        return value is None or _is_number(value, OPTIONAL[name]), value
    if name in ("is_short", "is_rich", "reactions", "pictures", "card"):
        return isinstance(value, bool), value
    if name == "lang":
        return value in LANGUAGES, value
    if name == "timezone":
        return isinstance(value, str) and zone_named(value) == value, value
    if name == "digest":
        return value in list(Rhythm), Rhythm(value) if value in list(Rhythm) else None
    if name == "receipts":
        return value in list(ReceiptMode), ReceiptMode(value) if value in list(ReceiptMode) else None
    return _kinds(name, value)


def _kinds(name: str, value: Any) -> tuple[bool, Any]:
    if not isinstance(value, dict) or not set(value) <= set(ALERT_KINDS):
        return False, None
    if name == "modes":
        good = all(mode in list(Mode) for mode in value.values())
        return good, {kind: Mode(mode) for kind, mode in value.items()} if good else None
    limits = {kind: _limits(own) for kind, own in value.items()}
    return None not in limits.values(), {kind: own for kind, own in limits.items() if own != INHERITED}


def _limits(own: Any) -> Thresholds | None:
    names = ("impact", "direction", "loud")
    if not isinstance(own, dict) or not set(own) <= set(names) or not all(_is_number(value, 100) for value in own.values()):
        return None
    return Thresholds(**own)


def _watches(found: Any) -> tuple[Mapping[str, Any], ...] | Wrong:
    if not isinstance(found, list) or not all(isinstance(one, dict) and isinstance(one.get("text"), str) for one in found):
        return Wrong(WRONG_VALUE, {"name": "watches", "value": shown(str(found))})
    if len(found) > MOST:
        return Wrong(TOO_MANY, {"most": MOST})
    for one in found:
        if not _is_number(one.get("pause_hours"), COOLDOWNS[-1]):
            return Wrong(WRONG_VALUE, {"name": "pause_hours", "value": shown(str(one.get("pause_hours")))})
        try:
            parse_watch(one["text"])
        except WatchError as e:
            return fault(e, one["text"])
    return tuple(found)


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def kept_of(one: Mapping[str, Any], now: datetime) -> Kept:
    """A watch of an export, as it begins anew."""
    return Kept(id=0, text=one["text"], cooldown_hours=one["pause_hours"], created_at=now)
