"""Typed Chinese in one spelling: traditional characters, and what Taiwan calls otherwise, as the program's own Chinese words have it.

The table is derived and reviewed as the catalogs of traditional Chinese are (docs/chinese.md). Pure; the file is read once.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).with_name("traditional.toml")


def simplified(text: str) -> str:
    """The text with traditional words and characters in simplified ones; all else stays: `附買回 ≥ 200億` is `回购 ≥ 200亿`."""
    if text.isascii():
        return text
    pattern, words, characters = _spellings()
    return pattern.sub(lambda found: words[found[0]], text).translate(characters)


def traditional(word: str) -> str:
    """A word that the program knows, as a reader of traditional characters types it; one that the table lacks stays as it is."""
    written: Mapping[str, str] = _table()["written"]
    return written.get(word, word)


@functools.cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@functools.cache
def _spellings() -> tuple[re.Pattern[str], Mapping[str, str], Mapping[int, str]]:
    table = _table()
    words: dict[str, str] = table["words"]
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    traditional, simple = table["characters"]
    return re.compile("|".join(map(re.escape, longest_first))), words, dict(zip(map(ord, traditional), simple, strict=True))
