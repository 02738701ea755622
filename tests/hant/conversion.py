"""Simplified Chinese to Traditional as Taiwan writes it: the reviewed table first, OpenCC for what stands in no term of it."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC

TABLE = Path(__file__).with_name("table.toml")
CHARACTERS, WORDS, BACK = OpenCC("s2tw"), OpenCC("s2twp"), OpenCC("t2s")
"""By characters, by Taiwan's words too (made for software: it makes a window of the discount window), and back."""
MARK = "\ue000"
"""Stands for a reviewed term while the rest is looked at."""


@dataclass(frozen=True, slots=True)
class Row:
    """A reviewed term, its topic, the kind of reference that it rests on, and a note."""

    simplified: str
    traditional: str
    topic: str
    reference: str
    note: str = ""

    @property
    def is_other_word(self) -> bool:
        """Whether Taiwan says it otherwise, so that characters alone would not do."""
        return CHARACTERS.convert(self.simplified) != self.traditional


@functools.cache
def table() -> Mapping[str, Row]:
    """Every reviewed term by its simplified form."""
    document = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    rows = [(topic, *one) for topic, terms in document["term"].items() for one in terms.items()]
    rows += [("Names", *one) for one in document["name"].items()]
    found = {simplified: Row(simplified, traditional, topic, reference, note) for topic, simplified, (traditional, reference, note) in rows}
    for topic, terms in document["same"].items():
        found |= {term: Row(term, CHARACTERS.convert(term), topic, "characters") for term in terms.split() if term not in found}
    return found


def converted(text: str) -> str:
    """A text as Taiwan writes it."""
    terms = iter([table()[found[0]].traditional for found in _terms().finditer(text)])
    return re.sub(MARK, lambda _: next(terms), CHARACTERS.convert(_terms().sub(MARK, text)))


def unreviewed(text: str) -> Iterator[str]:
    """What of a simplified text nobody has reviewed: financial words that are no term, and what Taiwan may call otherwise."""
    left = _terms().sub(MARK, text)
    for found in _financial().finditer(left):
        yield left[max(0, found.start() - 2) : found.end() + 2].replace(MARK, "|")
    by_characters, by_words = CHARACTERS.convert(left), WORDS.convert(left)
    if by_characters != by_words:
        yield f"{by_characters} ({by_words}?)".replace(MARK, "|")


def left_over(text: str) -> Iterator[str]:
    """What of a traditional text is not: simplified characters, and words that are another one in Taiwan."""
    bare = _any(_forms()).sub(MARK, text)
    if (converted := CHARACTERS.convert(bare)) != bare:
        yield f"{bare} ({converted}?)".replace(MARK, "|")
    yield from (found for found in _written().findall(text) if found not in _forms())


@functools.cache
def _terms() -> re.Pattern[str]:
    return _any(table())


@functools.cache
def _forms() -> frozenset[str]:
    """What Taiwan writes, as far as it was reviewed."""
    return frozenset(row.traditional for row in table().values())


@functools.cache
def _written() -> re.Pattern[str]:
    """What Taiwan writes, and by characters alone what it calls otherwise: a short word within a long one is no find."""
    return _any({*_forms(), *(CHARACTERS.convert(row.simplified) for row in table().values() if row.is_other_word)})


@functools.cache
def _financial() -> re.Pattern[str]:
    return _any(tomllib.loads(TABLE.read_text(encoding="utf-8"))["financial"]["words"].split())


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
