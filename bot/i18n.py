"""Texts in the reader's language: gettext catalogs (`bot/locale/<domain>/<lang>.po`), English being the source text.

The `.po` files are read as they are, so there is nothing to compile and nothing that can be stale.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.model import LANGUAGES

PO_NAMES = {"zh-Hans": "zh_Hans"}


@dataclass(frozen=True, slots=True)
class Texts:
    """One domain in one language. Values are filled in with `str.format`: `t("{n} alerts", n=3)`."""

    lang: str
    catalog: Catalog | None

    def t(self, msgid: str, /, **values: Any) -> str:
        """A text in this language; English where the catalog lacks it (a test holds that it never does)."""
        return (self._find(msgid, 0) or msgid).format(**values)

    def n(self, one: str, many: str, count: int, /, **values: Any) -> str:
        """A text that depends on a number, which it may name as `{count}`."""
        text = (self._find(one, count) if self.catalog else None) or (one if count == 1 else many)
        return text.format(count=count, **values)

    def _find(self, msgid: str, count: int) -> str | None:
        message = self.catalog.get(msgid) if self.catalog else None
        if message is None or not message.string:
            return None
        return message.string if isinstance(message.string, str) else message.string[0]


@functools.cache
def texts(domain: str, lang: str) -> Texts:
    """The texts of a domain (`alerts`, `chat`) in a language. Raises KeyError for a language that is not there."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    if lang == "en":
        return Texts(lang, None)
    path = resources.files("bot") / "locale" / domain / f"{PO_NAMES[lang]}.po"
    with path.open("rb") as file:
        return Texts(lang, read_po(file, locale=PO_NAMES[lang]))


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for "mark this text, translate it later")
    """Mark a text for extraction where it is only named, not shown."""
    return msgid
