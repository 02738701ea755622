"""What buttons say and what pressing them means. A button's data says the value to set, so that pressing twice is the same as once.

Data is `2:ACTION[:ARGUMENT...][@CHAT]`, at most 64 bytes. The first part is the version of this form: old buttons stay in chats for
years. `CHAT` is the channel that a private chat sets up. Nothing in it is trusted: values are checked here, rights where it is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.chat.words import KINDS
from bot.hours import zone_named
from bot.model import LANGUAGES, Mode, ReceiptMode, Rhythm, Thresholds
from bot.render.captions import PICTURES
from bot.watching import COOLDOWNS
from rules.claims import CLAIMED

VERSION = "2"
PAGES = ("settings", "thresholds", "kinds", "lang", "zone", "quiet", "digest", "watches", "next", "snooze", "receipts")
SNOOZES = (0, 1, 24, 168)
"""Hours; 0 wakes."""
LEADS = {"fomc": (None, 15, 60, 1440), "h41": (None, 15, 60, 1440)}
"""Minutes before a publication at which one can be reminded of it."""
LIVES = (0, 7, 30, 365)
"""Days that a watch lives; 0 is without end."""
MODES = {"a": Mode.ALL, "s": Mode.SCORED, "d": Mode.DIGEST, "o": Mode.OFF}
RHYTHMS = {"o": Rhythm.OFF, "d": Rhythm.DAILY, "w": Rhythm.WEEKLY}
RECEIPTS = {"d": ReceiptMode.DIGEST, "m": ReceiptMode.MESSAGE, "o": ReceiptMode.OFF}
_MODE_LETTERS = {mode: letter for letter, mode in MODES.items()}
_RHYTHM_LETTERS = {rhythm: letter for letter, rhythm in RHYTHMS.items()}
_RECEIPT_LETTERS = {mode: letter for letter, mode in RECEIPTS.items()}


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The button under the greeting."""


@dataclass(frozen=True, slots=True)
class ShowExample:
    """A real past alert."""


@dataclass(frozen=True, slots=True)
class Open:
    """Another page of the settings in the same message."""

    page: str


@dataclass(frozen=True, slots=True)
class Speak:
    """A language."""

    lang: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The chat's three thresholds as they would be; `save` makes them so."""

    impact: int
    direction: int
    loud: int
    save: bool = False


@dataclass(frozen=True, slots=True)
class KindDraft:
    """A kind's mode and own thresholds as they would be; `save` makes them so."""

    kind: str
    mode: Mode
    own: Thresholds
    save: bool = False


@dataclass(frozen=True, slots=True)
class SetZone:
    """A time zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Quiet hours in minutes after midnight, and from which impact an alert comes all the same; both ends None: no quiet hours."""

    begins: int | None = None
    ends: int | None = None
    breakthrough: int | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """Silence for so many hours; 0 ends it."""

    hours: int


@dataclass(frozen=True, slots=True)
class SetDigest:
    """How often, at which hour and on which weekday."""

    rhythm: Rhythm
    hour: int
    weekday: int


@dataclass(frozen=True, slots=True)
class SetForm:
    """Alerts short or long."""

    is_short: bool


@dataclass(frozen=True, slots=True)
class Remind:
    """So many minutes before a publication; None: not at all."""

    what: str
    lead: int | None


@dataclass(frozen=True, slots=True)
class SetReceipts:
    """How receipts of alerts come."""

    mode: ReceiptMode


@dataclass(frozen=True, slots=True)
class Explain:
    """The full reasoning about one event."""

    event_id: int


@dataclass(frozen=True, slots=True)
class ShowClaim:
    """One of the article's claims with its method; without an id all of them."""

    claim: str = ""


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """A picture of the evidence."""

    name: str


@dataclass(frozen=True, slots=True)
class SuggestWatches:
    """The watches that an event leads to."""

    event_id: int


@dataclass(frozen=True, slots=True)
class MakeWatch:
    """One of the watches that an event leads to."""

    event_id: int
    number: int


@dataclass(frozen=True, slots=True)
class OpenWatch:
    """A watch's own page."""

    watch_id: int


@dataclass(frozen=True, slots=True)
class ChangeWatch:
    """A watch's pause after a hit (hours), its snooze (hours) or its life (days)."""

    watch_id: int
    what: str
    """pause, snooze, life"""
    value: int


@dataclass(frozen=True, slots=True)
class DropWatch:
    """Forget a watch."""

    watch_id: int


Press = (
    Subscribe | ShowExample | Open | Speak | Draft | KindDraft | SetZone | SetQuiet | Snooze | SetDigest | SetForm | Remind | SetReceipts
    | Explain | ShowClaim | ShowPicture | SuggestWatches | MakeWatch | OpenWatch | ChangeWatch | DropWatch
)  # fmt: skip
Reader = Callable[[Sequence[str]], "Press | None"]


def data_of(press: Press, target: int | None = None) -> str:
    """What a button says to mean this, about the channel `target` where it is not the chat it is shown in."""
    return f"{VERSION}:{':'.join(_words(press))}" + (f"@{target}" if target is not None else "")


def read_press(data: str) -> tuple[Press, int | None] | None:
    """What a button's data asks for, and of which other chat; None for anything that no button of ours says."""
    said, _, target = data.partition("@")
    version, *words = said.split(":")
    if version != VERSION or not words or words[0] not in READERS or (target and not re.fullmatch(r"-\d{5,15}", target)):
        return None
    if "@" in data and not target:
        return None
    press = READERS[words[0]](words[1:])
    if press is None or data_of(press, int(target) if target else None) != data:
        return None
    return press, int(target) if target else None


def _words(press: Press) -> list[str]:
    match press:
        case Subscribe():
            return ["sub"]
        case ShowExample():
            return ["ex"]
        case Open(page):
            return ["p", page]
        case Speak(lang):
            return ["l", lang]
        case Draft(impact, direction, loud, save):
            return ["T" if save else "t", str(impact), str(direction), str(loud)]
        case KindDraft(kind, mode, own, save):
            return ["K" if save else "k", kind, _MODE_LETTERS[mode], *map(_or_dash, (own.impact, own.direction, own.loud))]
        case SetZone(zone):
            return ["z", zone]
        case _:
            return _more_words(press)


def _more_words(press: Press) -> list[str]:
    match press:
        case SetQuiet(begins, ends, breakthrough):
            return ["q", *map(_or_dash, (begins, ends, breakthrough))]
        case Snooze(hours):
            return ["s", str(hours)]
        case SetDigest(rhythm, hour, weekday):
            return ["d", _RHYTHM_LETTERS[rhythm], str(hour), str(weekday)]
        case SetForm(is_short):
            return ["f", str(int(is_short))]
        case Remind(what, lead):
            return ["r", what, _or_dash(lead)]
        case SetReceipts(mode):
            return ["v", _RECEIPT_LETTERS[mode]]
        case _:
            return _watch_words(press)


def _watch_words(press: Press) -> list[str]:
    match press:
        case Explain(event_id):
            return ["y", str(event_id)]
        case ShowClaim(claim):
            return ["a", claim] if claim else ["a"]
        case ShowPicture(name):
            return ["i", name]
        case SuggestWatches(event_id):
            return ["w", str(event_id)]
        case MakeWatch(event_id, number):
            return ["m", str(event_id), str(number)]
        case OpenWatch(watch_id):
            return ["e", str(watch_id)]
        case ChangeWatch(watch_id, what, value):
            return ["c", str(watch_id), what, str(value)]
        case DropWatch(watch_id):
            return ["D", str(watch_id)]
        case _:
            raise TypeError(f"no button says {press!r}")


def _or_dash(value: int | None) -> str:
    return "-" if value is None else str(value)


def _number(word: str, most: int, least: int = 0) -> int | None:
    return int(word) if re.fullmatch(r"\d{1,12}", word, re.ASCII) and least <= int(word) <= most else None


def _numbers(words: Sequence[str], *most: int) -> list[int] | None:
    found = [_number(word, limit) for word, limit in zip(words, most, strict=False)]
    return [n for n in found if n is not None] if len(words) == len(most) and None not in found else None


def _optional(word: str, most: int) -> tuple[bool, int | None]:
    """Whether a word is a dash or a number up to `most`, and which."""
    value = None if word == "-" else _number(word, most)
    return word == "-" or value is not None, value


def _read_draft(words: Sequence[str], *, save: bool) -> Press | None:
    found = _numbers(words, 100, 100, 100)
    if found is None:
        return None
    impact, direction, loud = found
    return Draft(impact, direction, loud, save)


def _read_kind(words: Sequence[str], *, save: bool) -> Press | None:
    if len(words) != 5 or words[0] not in KINDS or words[1] not in MODES:
        return None
    limits = [_optional(word, 100) for word in words[2:]]
    if not all(is_good for is_good, _ in limits):
        return None
    impact, direction, loud = (value for _, value in limits)
    return KindDraft(words[0], MODES[words[1]], Thresholds(impact=impact, direction=direction, loud=loud), save=save)


def _read_quiet(words: Sequence[str]) -> Press | None:
    limits = [_optional(word, most) for word, most in zip(words, (1439, 1439, 100), strict=False)]
    if len(words) != 3 or not all(is_good for is_good, _ in limits):
        return None
    begins, ends, breakthrough = (value for _, value in limits)
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        return None
    return SetQuiet(begins, ends, breakthrough)


def _read_digest(words: Sequence[str]) -> Press | None:
    if len(words) != 3 or words[0] not in RHYTHMS:
        return None
    found = _numbers(words[1:], 23, 6)
    return None if found is None else SetDigest(RHYTHMS[words[0]], *found)


def _read_reminder(words: Sequence[str]) -> Press | None:
    if len(words) != 2 or words[0] not in LEADS:
        return None
    is_good, lead = _optional(words[1], 1440)
    return Remind(words[0], lead) if is_good and lead in LEADS[words[0]] else None


def _read_change(words: Sequence[str]) -> Press | None:
    choices: Mapping[str, Sequence[int]] = {"pause": COOLDOWNS, "snooze": SNOOZES, "life": LIVES}
    if len(words) != 3 or words[1] not in choices:
        return None
    watch_id, value = _number(words[0], 10**12), _number(words[2], 1000)
    return ChangeWatch(watch_id, words[1], value) if watch_id is not None and value in choices[words[1]] and value is not None else None


def _one_of(choices: Sequence[str], make: Callable[[str], Press]) -> Reader:
    return lambda words: make(words[0]) if len(words) == 1 and words[0] in choices else None


def _ids(make: Callable[..., Press], *most: int) -> Reader:
    def reader(words: Sequence[str]) -> Press | None:
        found = _numbers(words, *most)
        return None if found is None else make(*found)

    return reader


def _plain(press: Press) -> Reader:
    return lambda words: None if words else press


READERS: Mapping[str, Reader] = {
    "sub": _plain(Subscribe()),
    "ex": _plain(ShowExample()),
    "p": _one_of(PAGES, Open),
    "l": _one_of(LANGUAGES, Speak),
    "t": lambda words: _read_draft(words, save=False),
    "T": lambda words: _read_draft(words, save=True),
    "k": lambda words: _read_kind(words, save=False),
    "K": lambda words: _read_kind(words, save=True),
    "z": lambda words: SetZone(words[0]) if len(words) == 1 and zone_named(words[0]) == words[0] else None,
    "q": _read_quiet,
    "s": lambda words: Snooze(int(words[0])) if list(words) in [[str(hours)] for hours in SNOOZES] else None,
    "d": _read_digest,
    "f": lambda words: SetForm(words[0] == "1") if list(words) in (["0"], ["1"]) else None,
    "r": _read_reminder,
    "v": lambda words: SetReceipts(RECEIPTS[words[0]]) if len(words) == 1 and words[0] in RECEIPTS else None,
    "y": _ids(Explain, 10**12),
    "a": lambda words: ShowClaim(*words) if list(words) in [[], *([claim] for claim in CLAIMED)] else None,
    "i": _one_of(PICTURES, ShowPicture),
    "w": _ids(SuggestWatches, 10**12),
    "m": _ids(MakeWatch, 10**12, 9),
    "e": _ids(OpenWatch, 10**12),
    "c": _read_change,
    "D": _ids(DropWatch, 10**12),
}
"""Every action that a button can name."""
