"""Buttons and what pressing them means. A button's data says the value to set, so that pressing twice is the same as once.

Data is `1:ACTION[:ARGUMENT...]`, at most 64 bytes; the first part is the version of this form, old buttons stay in chats for years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.alerting import mode_of
from bot.chat.typed import KindMode, Threshold
from bot.chat.words import KINDS, LANGUAGE_NAMES, kind_line
from bot.i18n import Texts
from bot.model import LANGUAGES, Mode, Subscription

VERSION = "1"
PAGES = ("settings", "thresholds", "kinds", "lang")
STEPS = {"impact": 5, "direction": 5, "loud": 5}
_NEXT = {Mode.ALL: Mode.SCORED, Mode.SCORED: Mode.OFF, Mode.OFF: Mode.ALL}


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The button under the greeting."""


@dataclass(frozen=True, slots=True)
class Open:
    """Another page of the settings in the same message."""

    page: str


@dataclass(frozen=True, slots=True)
class Speak:
    """A language."""

    lang: str


Press = Subscribe | Open | Speak | Threshold | KindMode


def read_press(data: str) -> Press | None:
    """What a button's data asks for; None for anything that no button of ours says."""
    match data.split(":"):
        case [str(v), "sub"] if v == VERSION:
            return Subscribe()
        case [str(v), "page", page] if v == VERSION and page in PAGES:
            return Open(page)
        case [str(v), "lang", lang] if v == VERSION and lang in LANGUAGES:
            return Speak(lang)
        case [str(v), "mode", kind, mode] if v == VERSION and kind in KINDS and mode in set(Mode):
            return KindMode(kind, Mode(mode))
        case [str(v), name, number] if v == VERSION and name in STEPS and number.isascii() and number.isdigit() and int(number) <= 100:
            return Threshold(name, int(number))
    return None


def subscribe_button(tx: Texts) -> InlineKeyboardMarkup:
    """The one button under a greeting."""
    return InlineKeyboardMarkup([[_button(tx.t("🔔 Subscribe"), "sub")]])


def settings_buttons(tx: Texts) -> InlineKeyboardMarkup:
    """The ways on from the overview."""
    return InlineKeyboardMarkup(
        [
            [_button(tx.t("🎚 Thresholds"), "page:thresholds")],
            [_button(tx.t("📰 What comes"), "page:kinds")],
            [_button("🌐 English / 中文", "page:lang")],
        ]
    )


def threshold_buttons(tx: Texts, subscription: Subscription) -> InlineKeyboardMarkup:
    """A row for each of the three numbers: one step down, what it is, one step up."""
    label: dict[str, Callable[[int], str]] = {
        "impact": lambda n: tx.t("Impact {number}", number=n),
        "direction": lambda n: tx.t("Direction {number}", number=n),
        "loud": lambda n: tx.t("Rings {number}", number=n),
    }
    rows = [_step_row(name, getattr(subscription, name), text) for name, text in label.items()]
    return InlineKeyboardMarkup([*rows, [_back(tx)]])


def _step_row(name: str, value: int, label: Callable[[int], str]) -> list[InlineKeyboardButton]:
    lower, higher = max(0, value - STEPS[name]), min(100, value + STEPS[name])
    return [
        _button(f"◀ {lower}", f"{name}:{lower}"),
        _button(label(value), f"{name}:{value}"),
        _button(f"{higher} ▶", f"{name}:{higher}"),
    ]


def kind_buttons(tx: Texts, subscription: Subscription) -> InlineKeyboardMarkup:
    """A button for each kind: it shows what the chat gets now, and pressing it goes on to the next of all, by score, off."""
    rows = []
    for kind in KINDS:
        mode = mode_of(subscription, kind)
        rows.append([_button(kind_line(tx, kind, mode), f"mode:{kind}:{_NEXT[mode]}")])
    return InlineKeyboardMarkup([*rows, [_back(tx)]])


def language_buttons(lang: str) -> InlineKeyboardMarkup:
    """A button for each language, the chat's own ticked."""
    return InlineKeyboardMarkup([[_button(f"✓ {name}" if code == lang else name, f"lang:{code}") for code, name in LANGUAGE_NAMES.items()]])


def _back(tx: Texts) -> InlineKeyboardButton:
    return _button(tx.t("« Settings"), "page:settings")


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{VERSION}:{data}")
