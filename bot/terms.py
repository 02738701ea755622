"""The glossary: what the field's terms mean, found by any language's name, abbreviation or loose spelling.

The terms stand in `terms.toml`, reviewed by hand, their texts in `bot/locale/terms/`. Pure; the file is read once.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from typing import Any

from bot.i18n import Texts, texts
from bot.languages import LANGUAGES
from rules.spellings import simplified

DOMAIN = "terms"
LONGEST = 60
"""Characters of what is looked up; no term has as many."""
_SHORT = 6
_IGNORED = re.compile(r"[^\w*+]|_")
_ASKED = re.compile(
    r"^(?:what(?:'s| is| are| does)?(?: an?| the)? |explain |define |什么是|什么叫|何谓|何为|请问|解释(?:一下)?)"
    r"|(?: mean)?(?:是什么(?:意思)?|什么意思|是啥(?:意思)?|指什么|的意思|的定义)?[?？。.! ]*$"
)
"""What a question has around the term that it is about."""
_CLOSE = 0.72
"""How alike a spelling must be to be suggested, of 1."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its texts in English, the source of every catalog; `short` may be empty."""

    id: str
    topic: str
    name: str
    what: str
    why: str
    short: str = ""
    words: tuple[str, ...] = ()

    def called(self, lang: str) -> str:
        """Its full name in a language: `缩表`."""
        return _texts(lang).as_it_stands(self.name)

    def briefly(self, lang: str) -> str:
        """Its name where that is short, else its abbreviation where it has one: `缩表`, `QT`, `Repo`."""
        name = self.called(lang)
        return name if len(name) <= _SHORT else self.short or name


@functools.cache
def glossary() -> Mapping[str, Term]:
    """Every term by its id, in the order in which they are listed."""
    rows = _document()["term"]
    return {name: Term(id=name, **{**row, "words": tuple(row["words"])}) for name, row in rows.items()}


def topics() -> Sequence[str]:
    """What the terms are about, in order; a text of the catalog."""
    return tuple(_document()["topics"])


def find(said: str) -> Term | None:
    """The term that somebody names or asks about (`QT`, `缩表是什么？`), in whatever language; None where there is none so called."""
    known = _known()
    said = simplified(said[:LONGEST]).strip().casefold()
    words = (folded(said), folded(_ASKED.sub("", said)))
    return next((known[form] for word in words for form in (word, word.removesuffix("s")) if form in known), None)


def near(said: str, most: int = 3) -> list[Term]:
    """Terms that may have been meant by what is none: spelled alike, or one within the other."""
    word = folded(said[:LONGEST])
    known = _known()
    within = [name for name in known if len(word) > 1 and len(name) > 1 and (word in name or name in word)]
    within.sort(key=lambda name: abs(len(name) - len(word)))
    return list(dict.fromkeys(known[name] for name in (*get_close_matches(word, known, most, _CLOSE), *within)))[:most]


def mentioned(text: str) -> Term | None:
    """The term that a sentence is about: the longest that it names. None where it names none, or a word only holds its letters."""
    known = _known()
    found = max((name for name in _spelled(text[: 4 * LONGEST]) if name in known), key=len, default=None)
    return None if found is None else known[found]


def folded(word: str) -> str:
    """What counts of a spelling: `Q.T.`, `q t` and `ＱＴ` are one."""
    return _IGNORED.sub("", simplified(unicodedata.normalize("NFKC", word)).casefold())


def _spelled(text: str) -> Iterable[str]:
    """Whatever a sentence could name, folded: runs of Latin words, and any stretch that holds Chinese."""
    pieces = re.findall(r"[a-z0-9*.&'-]+|[^\W_]", unicodedata.normalize("NFKC", text).casefold())
    for start in range(len(pieces)):
        for end in range(start + 1, min(len(pieces), start + 12) + 1):
            name = folded("".join(pieces[start:end]))
            yield from (name, name.removesuffix("s"))


@functools.cache
def _known() -> Mapping[str, Term]:
    """Every spelling that is known, folded, with its term."""
    names: dict[str, Term] = {}
    for term in glossary().values():
        for word in (term.short, term.name, *(term.called(lang) for lang in LANGUAGES), *term.words):
            names.setdefault(folded(word), term)
    names.pop("", None)
    return names


@functools.cache
def _document() -> Mapping[str, Any]:
    return tomllib.loads((resources.files("bot") / "terms.toml").read_text(encoding="utf-8"))


def _texts(lang: str) -> Texts:
    return texts(DOMAIN, lang)
