"""What people type after a command, read strictly: a change to make, or the sentence that says what would be right. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from bot import kinds
from bot.audience.wanted import INHERITED
from bot.audience.watches import read as read_watch
from bot.chat.typed import characters
from bot.chat.typed.market_words import NOT_PRICES, asks_for_prices
from bot.i18n import N_, Texts
from bot.languages import LANGUAGES, typed_by
from bot.model import Mode, Subscription
from bot.render.html import escape, exact, shorten

FIELDS: Mapping[str, str] = {
    "impact": "impact", "影响": "impact",
    "direction": "direction", "方向": "direction",
    "loud": "loud", "ring": "loud", "响铃": "loud", "铃声": "loud",
}  # fmt: skip
MODES: Mapping[str, Mode] = {
    "all": Mode.ALL, "全部": Mode.ALL,
    "scored": Mode.SCORED, "score": Mode.SCORED, "按分数": Mode.SCORED, "评分": Mode.SCORED,
    "digest": Mode.DIGEST, "摘要": Mode.DIGEST,
    "off": Mode.OFF, "none": Mode.OFF, "关闭": Mode.OFF, "关": Mode.OFF,
}  # fmt: skip
LANGUAGE_WORDS: Mapping[str, str] = {word: code for code, language in LANGUAGES.items() for word in language.words}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One of the chat's three numbers, 0..100."""

    name: str
    value: int

    def applied(self, subscription: Subscription) -> Subscription:
        changes: dict[str, Any] = {self.name: self.value}
        return replace(subscription, **changes)


@dataclass(frozen=True, slots=True)
class KindMode:
    """What the chat gets of one kind."""

    kind: str
    mode: Mode

    def applied(self, subscription: Subscription) -> Subscription:
        return replace(subscription, modes={**subscription.modes, self.kind: self.mode})


@dataclass(frozen=True, slots=True)
class KindThreshold:
    """A kind's own threshold; `value` None: the chat's counts again."""

    kind: str
    name: str
    value: int | None

    def applied(self, subscription: Subscription) -> Subscription:
        changes: dict[str, Any] = {self.name: self.value}
        own = replace(subscription.own.get(self.kind, INHERITED), **changes)
        others = {kind: limits for kind, limits in subscription.own.items() if kind != self.kind}
        return replace(subscription, own=others if own == INHERITED else {**others, self.kind: own})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Input that cannot be used: the sentence (a text of the chat's catalog) that says what would be right.

    A value that depends on the reader's language is a function of it.
    """

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, tx: Texts) -> str:
        """The sentence in the reader's language."""
        return tx.t(self.sentence, **{name: value(tx.lang) if callable(value) else value for name, value in self.values.items()})


def _kind(kind: str) -> Callable[[str], str]:
    return lambda lang: kinds.typed(kind, lang)


def _field(name: str) -> Callable[[str], str]:
    """A threshold's name as one may type it."""
    return lambda lang: typed_by(lang, [word for word, meant in FIELDS.items() if meant == name])[0]


def kinds_typed(lang: str) -> str:
    """Every kind as one may type it."""
    return listed(lang, [kinds.typed(kind, lang) for kind in kinds.ALERT_KINDS])


def listed(lang: str, words: Sequence[str]) -> str:
    """Words one after the other, as the language separates them."""
    return (", " if LANGUAGES[lang].script == "Latn" else "、").join(words)


def read_threshold(words: Sequence[str]) -> Threshold | KindMode | KindThreshold | Wrong:
    """What `/threshold ...` asks for: `30`, `direction 10`, `loud 50`, `repo_operation all`, `repo_operation impact 40`."""
    first, *rest = [_plain(characters.plain(word)) for word in words]
    if first in kinds.WORDS and len(rest) == 2 and rest[0] in FIELDS:
        return _own_number(kinds.WORDS[first], FIELDS[rest[0]], rest[1])
    if len(rest) > 1:
        return Wrong(N_("That is more than I can read at once. One setting a message, for example <code>/threshold direction 10</code>"))
    if first in FIELDS:
        return _number(FIELDS[first], rest[0]) if rest else Wrong(NUMBER_MISSING, {"name": _field(FIELDS[first])})
    if first in kinds.WORDS:
        return _mode(kinds.WORDS[first], rest)
    if re.fullmatch(r"[-+]?[\d.,]+%?", first) and not rest:
        return _number("impact", first)
    return Wrong(UNKNOWN_SETTING, {"word": shown(words[0]), "kinds": kinds_typed})


NUMBER_MISSING = N_("Which number? {name} takes a whole number from 0 to 100, for example <code>/threshold {name} 30</code>")
NUMBER_WRONG = N_("{word} won't do: {name} takes a whole number from 0 to 100, for example <code>/threshold {name} 30</code>")
MODE_MISSING = N_("What of it? Write all, scored, digest or off, for example <code>/threshold {kind} scored</code>")
MODE_WRONG = N_(
    "{word} won't do: a kind takes all, scored, digest or off (<code>/threshold {kind} scored</code>), or thresholds of its own "
    "(<code>/threshold {kind} impact 40</code>)."
)
OWN_WRONG = N_(
    "{word} won't do: write a whole number from 0 to 100, or <code>chat</code> for what holds in the whole chat, for example "
    "<code>/threshold {kind} {name} 40</code>"
)
UNKNOWN_SETTING = N_(
    "I don't know “{word}”. You can set impact, direction or loud (<code>/threshold impact 30</code>), or a kind "
    "(<code>/threshold repo all</code>). "
    "Kinds: {kinds}"
)


def _number(name: str, word: str) -> Threshold | Wrong:
    if re.fullmatch(r"\d{1,3}", word) and int(word) <= 100:
        return Threshold(name, int(word))
    return Wrong(NUMBER_WRONG, {"word": shown(word), "name": _field(name)})


def _own_number(kind: str, name: str, word: str) -> KindThreshold | Wrong:
    if word in ("chat", "default", "默认"):
        return KindThreshold(kind, name, None)
    found = _number(name, word)
    return (
        KindThreshold(kind, name, found.value) if isinstance(found, Threshold) else Wrong(OWN_WRONG, {**found.values, "kind": _kind(kind)})
    )


def _mode(kind: str, rest: Sequence[str]) -> KindMode | KindThreshold | Wrong:
    if not rest:
        return Wrong(MODE_MISSING, {"kind": _kind(kind)})
    if rest[0] in MODES:
        return KindMode(kind, MODES[rest[0]])
    if rest[0].isdigit() and isinstance(_number("impact", rest[0]), Threshold):
        return KindThreshold(kind, "impact", int(rest[0]))
    return Wrong(MODE_WRONG, {"word": shown(rest[0]), "kind": _kind(kind)})


def read_language(words: Sequence[str]) -> str | Wrong:
    """What `/lang ...` asks for: a word for a language."""
    word = _plain(" ".join(words))
    if word in LANGUAGE_WORDS:
        return LANGUAGE_WORDS[word]
    return Wrong(
        N_("I don't speak “{word}” yet. Choose one of these: {languages}"),
        {
            "word": shown(" ".join(words)),
            "languages": " · ".join(f"<code>/lang {one.words[0]}</code> ({one.name})" for one in LANGUAGES.values()),
        },
    )


def read_kind(words: Sequence[str]) -> str | Wrong | None:
    """Which kind `/latest ...` asks for; None for any."""
    if not words:
        return None
    word = _plain(characters.plain("_".join(words)))
    if word in kinds.WORDS:
        return kinds.WORDS[word]
    sentence = N_("I don't know the kind “{word}”. Write /latest alone, or with one of: {kinds}")
    return Wrong(sentence, {"word": shown(" ".join(words)), "kinds": kinds_typed})


def read_other(text: str, commands: Sequence[str]) -> Wrong:
    """What to say to a text or command that means nothing to us: the nearest thing that would."""
    word = text.split()[0] if text.split() else ""
    if word.startswith("/"):
        name = word[1:].partition("@")[0].lower()
        if near := get_close_matches(name, commands, n=1, cutoff=0.6):
            return Wrong(N_("I don't know {word}. Did you mean /{near}?"), {"word": shown(word), "near": near[0]})
        return Wrong(N_("I don't know {word}. /help lists everything I understand."), {"word": shown(word)})
    if isinstance(found := read_threshold([word]) if word else None, Threshold) and len(text.split()) == 1:
        return Wrong(N_("To get alerts from impact {value} on, write <code>/threshold {value}</code>"), {"value": found.value})
    if read_watch(text) is not None:
        return Wrong(N_("To be told when that happens, write <code>/watch {text}</code>"), {"text": shown(text)})
    if asks_for_prices(text):
        return Wrong(NOT_PRICES)
    return Wrong(
        N_(
            "I tell what the Fed publishes. Ask for example “next FOMC?” or “what's priced in”; /latest shows the last alert, /settings "
            "what you get, /help the rest. To be told of something: <code>/watch standing repo &gt;= 20bn</code>"
        )
    )


def guess_language(language_code: str | None, default: str) -> str:
    """The language to greet in: by the person's app where we speak it, else the operator's."""
    code = (language_code or "").lower().replace("_", "-")
    by_region = (lang for lang, language in LANGUAGES.items() if any(code == one or code.startswith(f"{one}-") for one in language.regions))
    by_language = (lang for lang, language in LANGUAGES.items() if code and code.partition("-")[0] == language.app_code)
    return next(by_region, None) or next(by_language, default)


def shown(word: str) -> str:
    """What somebody typed, fit to be shown in HTML: short, escaped, and no link that the bot would post for them."""
    word = shorten(word, 40)
    return exact(word) if re.fullmatch(r"/\w+(@\w+)?", word, re.ASCII) else escape(word)


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", "_") if not re.match(r"-?\d", word) else word.strip()
