"""Rich messages as the Bot API documents them (10.1): which block may stand in which, and how much of everything.

Written from the documentation: headings, paragraphs, lists, tables, details, footers, dividers, pictures; 32,768 characters, 500 blocks
(rows and items count, and what is inside of others), 16 levels, 50 media, 20 columns; of text `&`, `<` and `>` are escaped and nothing
else. Where it says nothing this is the stricter: a parser that is said to be stricter than that of messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

CHARACTERS, BLOCKS, DEPTH, MEDIA, COLUMNS = 32_768, 500, 16, 50, 20
WORDS = frozenset({"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "a", "tg-time", "tg-spoiler", "mark", "sub", "sup"})
TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "footer", "summary", "td", "th", "pre"})
"""Blocks that hold words alone."""
HOLDS = {
    "": {"h1", "h2", "h3", "h4", "h5", "h6", "p", "footer", "ul", "ol", "table", "details", "blockquote", "pre", "hr", "img"},
    "ul": {"li"}, "ol": {"li"}, "table": {"tr"}, "tr": {"td", "th"},
}  # fmt: skip
"""What may stand directly in what; "" is the message, and what a part that unfolds, a quotation or an item holds besides."""
HOLDS |= {"details": HOLDS[""] | {"summary"} - {"footer"}, "blockquote": HOLDS[""] - {"footer", "table"}, "li": HOLDS[""] - {"footer"}}
EMPTY = frozenset({"hr", "img"})
COUNTED = frozenset().union(*HOLDS.values()) - {"td", "th", "summary"}
ATTRIBUTES = {
    "a": {"href"}, "td": {"align", "colspan", "rowspan", "valign"}, "th": {"align", "colspan", "rowspan", "valign"},
    "details": {"open"}, "tg-time": {"unix", "format"}, "img": {"src"}, "table": {"bordered", "striped"},
}  # fmt: skip
_PIECE = re.compile(r"<(/?)([a-z0-9-]+)((?:\s+[a-z-]+(?:=\"[^\"<>]*\")?)*)\s*(/?)>|&(amp|lt|gt);|([^<&>]+)|(.)", re.DOTALL)
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"<>]*)")?')
_NAMED = {"amp": "&", "lt": "<", "gt": ">"}


class RichError(Exception):
    """What the Bot API would say of it."""


@dataclass
class _Read:
    """What was read so far: the open tags, what each table's row has, and all that is limited."""

    knows_time: bool
    open: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    blocks: int = 0
    media: int = 0
    columns: int = 0
    last: str = ""
    """The tag that was closed last, or opened."""


def rich_text(html: str, knows_time: bool = True) -> str:
    """The words that a reader sees, a block a line. Raises RichError for what is not documented, and for too much of anything."""
    if not isinstance(html, str):
        raise RichError("RICH_MESSAGE_HTML_INVALID")
    read = _Read(knows_time)
    for piece in _PIECE.finditer(html):
        closing, tag, attributes, alone, entity, text, other = piece.groups()
        if other is not None:
            raise RichError(f"RICH_MESSAGE_HTML_INVALID: {other!r} at offset {piece.start()} is not escaped")
        if tag is not None:
            _tag(read, tag, attributes or "", is_end=bool(closing), is_alone=bool(alone))
        else:
            _words(read, _NAMED[entity] if entity else text)
    if read.open:
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {read.open[-1]} is left open")
    told = "".join(read.shown).strip()
    if not told and not read.media:
        raise RichError("RICH_MESSAGE_CONTENT_REQUIRED")
    if len(told) > CHARACTERS:
        raise RichError("RICH_MESSAGE_TOO_LONG")
    if read.blocks > BLOCKS:
        raise RichError("RICH_MESSAGE_TOO_MANY_BLOCKS")
    if read.media > MEDIA:
        raise RichError("RICH_MESSAGE_TOO_MANY_MEDIA")
    return re.sub(r"\n{2,}", "\n", told)


def _tag(read: _Read, tag: str, attributes: str, *, is_end: bool, is_alone: bool) -> None:
    if is_end:
        _close(read, tag)
        return
    inside = read.open[-1] if read.open else ""
    given = dict(_ATTRIBUTE.findall(attributes))
    if unknown := set(given) - ATTRIBUTES.get(tag, set()):
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {tag} takes no {sorted(unknown)}")
    if tag in WORDS:
        _check_words(read, tag, given, inside)
    elif inside in TEXT or inside in WORDS or tag not in HOLDS.get(inside, set()):
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {tag} in {inside or 'the message'}")
    elif (tag == "summary") != (inside == "details" and read.last == "details"):
        raise RichError("RICH_MESSAGE_DETAILS_INVALID: summary is the first of details, and nowhere else")
    if is_alone and tag not in EMPTY:
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {tag} is not empty")
    _count(read, tag, given)
    read.last = tag
    if tag not in EMPTY:
        read.open.append(tag)
    if len(read.open) > DEPTH:
        raise RichError("RICH_MESSAGE_TOO_DEEP")


def _check_words(read: _Read, tag: str, given: dict[str, str], inside: str) -> None:
    if not any(one in TEXT or one == "li" for one in read.open) or inside not in TEXT | WORDS | {"li"}:
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {tag} in {inside or 'the message'}")
    if tag == "a" and not re.match(r"https?://|mailto:|tel:|tg://", given.get("href", "")):
        raise RichError("RICH_MESSAGE_URL_INVALID")
    if tag == "tg-time" and not (read.knows_time and re.fullmatch(r"-?\d{1,12}", given.get("unix", ""))):
        raise RichError('RICH_MESSAGE_HTML_INVALID: unsupported start tag "tg-time"')


def _count(read: _Read, tag: str, given: dict[str, str]) -> None:
    read.blocks += tag in COUNTED
    read.media += tag == "img"
    if tag == "tr":
        read.columns = 0
    if tag in ("td", "th"):
        read.columns += int(given.get("colspan") or 1)
        if read.columns > COLUMNS:
            raise RichError("RICH_MESSAGE_TABLE_TOO_WIDE")


def _close(read: _Read, tag: str) -> None:
    if not read.open or read.open.pop() != tag:
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: {tag} is closed where it is not open")
    if tag == "details" and read.last == "summary":
        raise RichError("RICH_MESSAGE_DETAILS_INVALID: nothing unfolds")
    read.last = tag
    if tag in ("td", "th"):
        read.shown.append("\t")
    elif tag not in WORDS:
        read.shown.append("\n")


def _words(read: _Read, text: str) -> None:
    inside = read.open[-1] if read.open else ""
    if text.strip() and inside not in TEXT | WORDS | {"li"}:
        raise RichError(f"RICH_MESSAGE_HTML_INVALID: words in {inside or 'the message'}")
    read.shown.append(text)
