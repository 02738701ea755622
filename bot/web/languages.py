"""Which language somebody reads who asks over HTTP: by what the address says, else by what the browser prefers."""

from __future__ import annotations

import functools
import re

from babel.core import get_global

from bot.languages import LANGUAGES

MOST, LONGEST = 12, 400
"""Preferences that are read, and characters of the header: browsers send some five of them."""
_RANGE = re.compile(r"\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")


def chosen(asked: str | None, preferred: str | None, default: str) -> str:
    """The language that `?lang=` names, else the first of `Accept-Language` that there is, else the default."""
    named = language_of(asked[:LONGEST]) if asked else None
    return named or next((lang for tag in preferences(preferred or "") if (lang := language_of(tag))), default)


def preferences(header: str) -> list[str]:
    """The languages of an `Accept-Language` header, the most wanted first; what is not in its form is left out."""
    found = [match for part in header[:LONGEST].split(",")[:MOST] if (match := _RANGE.fullmatch(part))]
    wanted = [(float(match[2] or 1), match[1]) for match in found]
    return [tag for weight, tag in sorted(wanted, key=lambda one: -one[0]) if weight > 0 and tag != "*"]


@functools.lru_cache(maxsize=256)
def language_of(tag: str) -> str | None:
    """The language that serves a reader of this one best: for `zh-TW` that of its script, else the other Chinese; None where none does."""
    if tag in LANGUAGES:
        return tag
    wanted, script = _likely(tag)
    same = [(lang, *_likely(language.locale)) for lang, language in LANGUAGES.items()]
    spoken = [(lang, written) for lang, speech, written in same if speech == wanted]
    return next((lang for lang, written in spoken if written == script), next((lang for lang, _ in spoken), None))


def _likely(tag: str) -> tuple[str, str]:
    """A language and the script in which it is most likely written (CLDR): `zh-HK` → zh, Hant."""
    parts = tag.replace("-", "_").split("_")
    language = parts[0].lower()
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
    known = get_global("likely_subtags")
    found = known.get(f"{language}_{region}") or known.get(language) or ""
    likely = next((part for part in str(found).split("_") if len(part) == 4), "")
    return language, script or likely
