"""The Fed's sentences made plain: one hyphen, one blank, one way to write a fraction, and where a sentence ends.

Statements mix the ASCII hyphen with U+2011 inside fractions (`3-1/2 to 3‑3/4 percent`), write a mixed number with a blank
(`1 3/4 percent`, 2002), with a hyphen or with one character (`3½`), and break lines anywhere. Reading starts from `plain(text)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

NUMBER = r"(?<![\d/.,$-])(?:\d{1,2}-[1-7]/[248]|[1-7]/[248]|\d{1,2}\.\d{1,3}|\d{1,2}|zero)(?![\d/]|\.\d|,\d)"
"""A rate in percent as statements write it: `3-1/2`, `1/4`, `0.25`, `5`, `zero`."""
DOLLARS = r"\$(?P<amount>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (?P<scale>million|billion|trillion))?"
"""An amount of money, read by `dollars`."""
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
MONTH = r"(?:" + "|".join(name.capitalize() for name in MONTHS) + r")"

_TYPOGRAPHY = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("\u2018\u2019\u02bc\u0092", "'"),
    **dict.fromkeys("\u201c\u201d", '"'),
    "\u2044": "/",
    "\u2215": "/",
}
_VULGAR = {"¼": "1/4", "½": "1/2", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
_UNUSUAL = re.compile("[" + "".join(_TYPOGRAPHY) + "]")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_FRACTION = re.compile(r"(\d) ?- ?([1-7]) ?/ ?([248])(?!\d)")
_MIXED = re.compile(r"(?<![\d/-])(\d{1,2}) ([1-7]/[248])(?=[ -](?:percent|to)\b)")
_DASHED = re.compile(r"(?<![\d/-])(\d{1,2}-[1-7]/[248]) ?- ?(\d{1,2}(?:-[1-7]/[248])?)(?= percent\b)")
"""A range whose `to` is a dash: `3-1/2-3-3/4 percent`."""
_PERCENT = re.compile(r"\bper cent\b|(?<=\d) ?%")
_QUOTED = re.compile(r'"[^"]*"')
_QUOTED_WORDS = 4
"""What is shorter between quotation marks is a name, no quotation."""
_SCALES = {None: 1, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000}
_ABBREVIATIONS = "".join(rf"(?<!\b{short}\.)" for short in ("[A-Z]", "[JS]r", "St", "M[rs]", "Mrs", "Dr", "[ap]\\.m", "Inc"))
_SENTENCE_END = re.compile(rf"(?<=[.!?]){_ABBREVIATIONS}(?:[\"')\]]|(?<=[a-z][a-z][.!?])\d(?=\s))*\s+(?=(?:[*•-] )?[\"'(\[]?[A-Z])")


def plain(text: str) -> str:
    """The text with one kind of hyphen, blank and quote, fractions as `3-1/2`, paragraphs separated by one blank line."""
    if not text.isascii():
        text = _UNUSUAL.sub(lambda found: _TYPOGRAPHY[found[0]], text)
        for sign, digits in _VULGAR.items():
            if sign in text:
                text = re.sub(rf"(\d)\s*-?\s*{sign}", rf"\1-{digits}", text).replace(sign, digits)
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH_END.split(text))
    text = "\n\n".join(part for part in paragraphs if part)
    if "/" in text:
        text = _MIXED.sub(r"\1-\2", _FRACTION.sub(r"\1-\2/\3", text))
    if "%" in text or "per cent" in text:
        text = _PERCENT.sub(" percent", text).replace("  ", " ")
    return _DASHED.sub(r"\1 to \2", text) if "/" in text else text


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; a paragraph's end ends a sentence, an initial (`Stephen I. Miran`) doesn't."""
    parts = (part.strip(" *•") for paragraph in text.split("\n\n") for part in _SENTENCE_END.split(paragraph))
    return [part for part in parts if part]


def unquoted(text: str) -> str:
    """A plain text without what it quotes: others' words, or those of another day. A directive in quotation marks is the text's own."""
    return "\n\n".join(_unquoted(paragraph) for paragraph in text.split("\n\n"))


def _unquoted(paragraph: str) -> str:
    quotes = _QUOTED.findall(paragraph)
    if not quotes or 2 * sum(map(len, quotes)) > len(paragraph):
        return paragraph
    return _QUOTED.sub(lambda found: found[0].strip('"') if _is_own(found[0]) else found[0][-2] if found[0][-2] in ".?!" else "", paragraph)


def _is_own(quote: str) -> bool:
    return len(quote.split()) < _QUOTED_WORDS or re.match(r'"(?:Effective|The Committee directs)', quote) is not None


def mentions(sentence: str, stems: Iterable[str]) -> bool:
    """Whether a sentence has one of the stems, given in lower case: a quick look before a slow pattern."""
    folded = sentence.lower()
    return any(stem in folded for stem in stems)


def percent(number: str) -> float:
    """`3-1/2` as 3.5, `1/4` as 0.25, `0.25` as 0.25, `zero` as 0."""
    if number == "zero":
        return 0.0
    whole, _, fraction = number.rpartition("-") if "/" in number else (number, "", "")
    numerator, _, denominator = fraction.partition("/")
    return float(whole or 0) + (int(numerator) / int(denominator) if fraction else 0.0)


def dollars(amount: str, scale: str | None) -> int:
    """`17.5` and `billion` as 17_500_000_000 whole dollars."""
    return round(float(amount.replace(",", "")) * _SCALES[scale])


def day_named(text: str, on: date) -> date | None:
    """The day that a passage names: `December 1`, `October` (its first day), both next from `on`; with a year, that one.

    None when it names none, or only vaguely (`later this month`, `early March`).
    """
    found = re.search(rf"\b(early |mid-|late )?({MONTH})\b(?: (\d{{1,2}})\b)?(?:,? (\d{{4}})\b)?", text)
    if not found or found[1]:
        return None
    month, day = MONTHS.index(found[2].lower()) + 1, int(found[3] or 1)
    try:
        if found[4]:
            return date(int(found[4]), month, day)
        same_year = date(on.year, month, day)
        return same_year if same_year >= on.replace(day=1) else same_year.replace(year=on.year + 1)
    except ValueError:
        return None
