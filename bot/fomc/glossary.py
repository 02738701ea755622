"""Known phrases of the Fed's policy texts: their topic, how much the topic matters, and what Chinese readers know them by.

The phrases stand in `glossary.toml`, reviewed by hand. Pure; the file is read once.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from bot.languages import LANGUAGES

BALANCE_SHEET = "balance_sheet"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in lower case, its topic, and its gloss for each language whose readers need one."""

    words: str
    topic: str
    glosses: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase where it stands in a text."""

    phrase: Phrase
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Glossary:
    """The phrases, and the weight of each topic: how much a change of wording on it matters to a reader."""

    phrases: Mapping[str, Phrase]
    weights: Mapping[str, int]
    pattern: re.Pattern[str]

    def find(self, text: str) -> list[Found]:
        """The phrases of a plain text in order; of two that overlap the longer one."""
        return [Found(self.phrases[found[0]], found.start(), found.end()) for found in self.pattern.finditer(text.lower())]

    def weight(self, phrase: Phrase) -> int:
        """How much a change on the phrase's topic matters."""
        return self.weights[phrase.topic]


@functools.cache
def glossary() -> Glossary:
    """The glossary that comes with the program."""
    data = tomllib.loads((resources.files("bot.fomc") / "glossary.toml").read_text(encoding="utf-8"))
    translated = _translated()
    phrases = {
        words: Phrase(words, topic, {data["language"]: gloss} | translated.get(words, {}) if gloss else {})
        for topic, glosses in data["phrases"].items()
        for words, gloss in glosses.items()
    }
    longest_first = sorted(phrases, key=lambda words: (-len(words), words))
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    return Glossary(phrases, data["weights"], pattern)


def _translated() -> dict[str, dict[str, str]]:
    """The glosses of other languages by phrase, from `bot/locale/glosses`."""
    found: dict[str, dict[str, str]] = {}
    for lang, language in LANGUAGES.items():
        file = resources.files("bot") / "locale" / "glosses" / f"{language.locale}.toml"
        if file.is_file():
            for words, gloss in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found.setdefault(words, {})[lang] = gloss
    return found
