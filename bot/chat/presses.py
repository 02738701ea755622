"""What buttons say and what pressing them means. A button's data says the value to set, so that pressing twice is the same as once.

Data is `2:ACTION[:ARGUMENT...][@CHAT]`, at most 64 bytes. The first part is the version of this form: old buttons stay in chats for
years. `CHAT` is the channel that a private chat sets up. Nothing in it is trusted: values are checked here, rights where it is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import Any

from bot.audience.quiet_hours import zone_named
from bot.audience.watches import COOLDOWNS
from bot.kinds import ALERT_KINDS
from bot.model import LANGUAGES, Mode, ReceiptMode, Rhythm, Thresholds
from bot.render.evidence.captions import PICTURES
from bot.render.evidence.of_event import OF_EVENT
from rules.claims import CLAIMED

VERSION = "2"
PAGES = ("settings", "thresholds", "kinds", "lang", "zone", "quiet", "digest", "watches", "next", "snooze", "receipts", "card")
SNOOZES = (0, 1, 24, 168)
"""Hours; 0 wakes."""
LEADS = dict.fromkeys(("fomc", "h41", "auction"), (None, 15, 60, 1440))
"""Minutes before a publication at which one can be reminded of it."""
LIVES = (0, 7, 30, 365)
"""Days that a watch lives; 0 is without end."""
MODES = {"a": Mode.ALL, "s": Mode.SCORED, "d": Mode.DIGEST, "o": Mode.OFF}
RHYTHMS = {"o": Rhythm.OFF, "d": Rhythm.DAILY, "w": Rhythm.WEEKLY}
BEGINNINGS = {"s": "short", "l": "long", "q": "quiet", "n": "no quiet hours"}
LOOKUPS = ("balance", "repo", "rates", "priced", "dots", "cycle", "correlation", "calendar", "history")
"""What people ask between alerts, by its command."""
OF_A_KIND = ("history",)
FORMS_OF_ALERTS = ("long", "short", "rich")
WISHES = ("q", "s", "qs")
RECEIPTS = {"d": ReceiptMode.DIGEST, "m": ReceiptMode.MESSAGE, "o": ReceiptMode.OFF}


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The button under the greeting; `wish` is what a link asked for besides: quiet hours (q), the short form (s)."""

    wish: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """One of the first choices of a new chat: the form or the usual quiet hours, by a letter of `BEGINNINGS`."""

    what: str


@dataclass(frozen=True, slots=True)
class SetSheets:
    """Whether weekly balance sheets are messages, or in the digest alone."""

    are_messages: bool


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
    """Alerts long, short or rich, as `FORMS_OF_ALERTS` has it."""

    form: str


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
class SetReactions:
    """Whether an announcement's message is told the market's first hour."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SetPictures:
    """Whether pictures are offered and sent."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SetCard:
    """Whether the chat has a pinned card."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Explain:
    """The full reasoning about one event."""

    event_id: int


@dataclass(frozen=True, slots=True)
class ShowTable:
    """Every figure of one event."""

    event_id: int


@dataclass(frozen=True, slots=True)
class ShowChanges:
    """What the wording of one statement changes against the one before."""

    event_id: int


@dataclass(frozen=True, slots=True)
class ShowAlert:
    """The alert of one event, in full."""

    event_id: int


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """The last publications of the kind that one event is of."""

    event_id: int


@dataclass(frozen=True, slots=True)
class SetMode:
    """What the chat gets of a kind from now on: how an alert's own kind is muted, and unmuted."""

    kind: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Refresh:
    """A look-up told anew in its message; `of` is what it is about, where it takes that."""

    what: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class ShowClaim:
    """One of the article's claims with its method; without an id all of them."""

    claim: str = ""


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """A picture; `of` is the event it was asked for, 0 where it was asked for by itself."""

    name: str
    of: int = 0


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
    Subscribe | Begin | SetSheets | ShowExample | Open | Speak | Draft | KindDraft | SetZone | SetQuiet | Snooze | SetDigest | SetForm
    | Remind | SetReceipts | SetReactions | SetPictures | SetCard | Explain | ShowTable | ShowChanges | ShowAlert | ShowClaim | ShowPicture
    | SuggestWatches | MakeWatch | OpenWatch | ChangeWatch | DropWatch | Refresh
    | ShowHistory | SetMode
)  # fmt: skip


def data_of(press: Press, target: int | None = None) -> str:
    """What a button says to mean this, about the channel `target` where it is not the chat it is shown in."""
    action = _ACTIONS[type(press), getattr(press, "save", False)]
    return ":".join((VERSION, action, *FORMS[action].words_of(press))) + (f"@{target}" if target is not None else "")


def read_press(data: str) -> tuple[Press, int | None] | None:
    """What a button's data asks for, and of which other chat; None for anything that no button of ours says."""
    said, _, target = data.partition("@")
    version, *words = said.split(":")
    if version != VERSION or not words or words[0] not in FORMS or (target and not re.fullmatch(r"-\d{5,15}", target)):
        return None
    if "@" in data and not target:
        return None
    press = FORMS[words[0]].read(words[1:])
    if press is None or data_of(press, int(target) if target else None) != data:
        return None
    return press, int(target) if target else None


@dataclass(frozen=True, slots=True)
class Word:
    """One argument of a button: how it is read (ValueError: no button says that) and how it is written."""

    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Form:
    """The arguments of an action, and the press that they make; `values` takes them out of it again."""

    kind: type
    arguments: tuple[Word, ...]
    make: Callable[..., Press]
    values: Callable[[Any], Sequence[Any]]
    least: int

    def read(self, words: Sequence[str]) -> Press | None:
        """The press that these words mean; None where no button says them."""
        if not self.least <= len(words) <= len(self.arguments):
            return None
        try:
            return self.make(*(argument.read(word) for argument, word in zip(self.arguments, words, strict=False)))
        except ValueError:
            return None

    def words_of(self, press: Press) -> list[str]:
        """The words that mean a press."""
        return [argument.write(value) for argument, value in zip(self.arguments, self.values(press), strict=False)]


def _form(
    kind: type,
    *arguments: Word,
    make: Callable[..., Press] | None = None,
    values: Callable[[Any], Sequence[Any]] = astuple,
    least: int | None = None,
) -> Form:
    return Form(kind, arguments, make or kind, values, len(arguments) if least is None else least)


def _number(most: int) -> Word:
    def read(word: str) -> int:
        if not re.fullmatch(r"\d{1,12}", word, re.ASCII) or int(word) > most:
            raise ValueError(word)
        return int(word)

    return Word(read)


def _or_dash(argument: Word) -> Word:
    """The same, or a dash for None."""
    return Word(lambda word: None if word == "-" else argument.read(word), lambda value: "-" if value is None else argument.write(value))


def _one_of(choices: Collection[str]) -> Word:
    return _letter({choice: choice for choice in choices})


def _letter(values: Mapping[str, Any]) -> Word:
    """A letter for each value."""
    letters = {value: letter for letter, value in values.items()}

    def read(word: str) -> Any:
        if word not in values:
            raise ValueError(word)
        return values[word]

    return Word(read, letters.__getitem__)


def _zone(word: str) -> str:
    if zone_named(word) != word:
        raise ValueError(word)
    return word


def _kind_draft(kind: str, mode: Mode, impact: int | None, direction: int | None, loud: int | None, *, save: bool = False) -> Press:
    return KindDraft(kind, mode, Thresholds(impact=impact, direction=direction, loud=loud), save=save)


def _of_kind_draft(press: KindDraft) -> Sequence[Any]:
    return press.kind, press.mode, press.own.impact, press.own.direction, press.own.loud


def _quiet(begins: int | None, ends: int | None, breakthrough: int | None) -> Press:
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise ValueError("half a range, or none at all")
    return SetQuiet(begins, ends, breakthrough)


def _remind(what: str, lead: int | None) -> Press:
    if lead not in LEADS[what]:
        raise ValueError(lead)
    return Remind(what, lead)


def _refresh(what: str, of: str = "") -> Press:
    if (what in OF_A_KIND) != bool(of):
        raise ValueError(of)
    return Refresh(what, of)


def _picture(name: str, of: int = 0) -> Press:
    if name in OF_EVENT and not of:
        raise ValueError(of)
    return ShowPicture(name, of)


def _change(watch_id: int, what: str, value: int) -> Press:
    if value not in _CHANGES[what]:
        raise ValueError(value)
    return ChangeWatch(watch_id, what, value)


_CHANGES: Mapping[str, Sequence[int]] = {"pause": COOLDOWNS, "snooze": SNOOZES, "life": LIVES}
_ID, _SCORE, _MINUTE = _number(10**12), _number(100), _number(1439)
_OWN = (_one_of(ALERT_KINDS), _letter(MODES), _or_dash(_SCORE), _or_dash(_SCORE), _or_dash(_SCORE))

FORMS: Mapping[str, Form] = {
    "sub": _form(Subscribe, _one_of(WISHES), values=lambda press: [press.wish] if press.wish else [], least=0),
    "n": _form(Begin, _one_of(BEGINNINGS)),
    "u": _form(SetSheets, _letter({"m": True, "d": False})),
    "ex": _form(ShowExample),
    "p": _form(Open, _one_of(PAGES)),
    "l": _form(Speak, _one_of(LANGUAGES)),
    "t": _form(Draft, _SCORE, _SCORE, _SCORE),
    "T": _form(Draft, _SCORE, _SCORE, _SCORE, make=partial(Draft, save=True)),
    "k": _form(KindDraft, *_OWN, make=_kind_draft, values=_of_kind_draft),
    "K": _form(KindDraft, *_OWN, make=partial(_kind_draft, save=True), values=_of_kind_draft),
    "z": _form(SetZone, Word(_zone)),
    "q": _form(SetQuiet, _or_dash(_MINUTE), _or_dash(_MINUTE), _or_dash(_SCORE), make=_quiet),
    "s": _form(Snooze, _letter({str(hours): hours for hours in SNOOZES})),
    "d": _form(SetDigest, _letter(RHYTHMS), _number(23), _number(6)),
    "f": _form(SetForm, _letter({str(number): form for number, form in enumerate(FORMS_OF_ALERTS)})),
    "r": _form(Remind, _one_of(LEADS), _or_dash(_number(1440)), make=_remind),
    "v": _form(SetReceipts, _letter(RECEIPTS)),
    "x": _form(SetReactions, _letter({"0": False, "1": True})),
    "P": _form(SetPictures, _letter({"0": False, "1": True})),
    "C": _form(SetCard, _letter({"0": False, "1": True})),
    "y": _form(Explain, _ID),
    "b": _form(ShowTable, _ID),
    "h": _form(ShowChanges, _ID),
    "o": _form(ShowAlert, _ID),
    "a": _form(ShowClaim, _one_of(CLAIMED), values=lambda press: [press.claim] if press.claim else [], least=0),
    "i": _form(
        ShowPicture,
        _one_of((*PICTURES, *OF_EVENT)),
        _ID,
        make=_picture,
        least=1,
        values=lambda press: [press.name, press.of] if press.of else [press.name],
    ),
    "g": _form(ShowHistory, _ID),
    "M": _form(SetMode, _one_of(ALERT_KINDS), _letter(MODES)),
    "w": _form(SuggestWatches, _ID),
    "m": _form(MakeWatch, _ID, _number(9)),
    "e": _form(OpenWatch, _ID),
    "c": _form(ChangeWatch, _ID, _one_of(_CHANGES), _number(1000), make=_change),
    "D": _form(DropWatch, _ID),
    "R": _form(
        Refresh,
        _one_of(LOOKUPS),
        _one_of(ALERT_KINDS),
        make=_refresh,
        least=1,
        values=lambda press: [press.what, press.of] if press.of else [press.what],
    ),
}
"""Every action that a button can name."""
_ACTIONS = {(form.kind, action in ("T", "K")): action for action, form in FORMS.items()}
