"""Texts in the reader's language: gettext catalogs (`bot/locale/<domain>/<lang>.po`), English being the source text.

The `.po` files are read as they are, so there is nothing to compile and nothing that can be stale.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from bot.languages import LANGUAGES, SOURCE, Language


@dataclass(frozen=True, slots=True)
class Texts:
    """One domain in one language. Values are filled in with `str.format`: `t("{n} alerts", n=3)`."""

    lang: str
    translations: NullTranslations

    @property
    def language(self) -> Language:
        """How it is written."""
        return LANGUAGES[self.lang]

    def t(self, msgid: str, /, **values: Any) -> str:
        """A text in this language; English where the catalog lacks it (a test holds that it never does)."""
        return self.as_it_stands(msgid).format(**values)

    def as_it_stands(self, msgid: str, /) -> str:
        """A text that comes from data: nothing is filled in, whatever braces it has."""
        return self.translations.gettext(msgid) if msgid else ""

    def n(self, one: str, many: str, count: int, /, **values: Any) -> str:
        """A text that depends on a number, which it may name as `{count}`; the form is the one that the language has for it."""
        return self.translations.ngettext(one, many, count).format(count=count, **values)


@functools.cache
def texts(domain: str, lang: str) -> Texts:
    """The texts of a domain (a folder of `bot/locale`) in a language. Raises KeyError for a language that is not there."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    if lang == SOURCE:
        return Texts(lang, NullTranslations())
    locale = LANGUAGES[lang].locale
    path = resources.files("bot") / "locale" / domain / f"{locale}.po"
    return Texts(lang, translations(path.read_bytes(), locale))


def translations(po: bytes, locale: str) -> Translations:
    """A catalog as gettext looks things up in it."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(po), locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for "mark this text, translate it later")
    """Mark a text for extraction where it is only named, not shown."""
    return msgid


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a text that depends on a number."""
    return one, many
