"""Telegram's HTML as the Bot API reads it: the plain text and its length in UTF-16 units, or the error it would answer."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote"} | {
    "tg-spoiler", "span", "tg-emoji", "tg-time",
}  # fmt: skip
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_PIECE = re.compile(r"<(/?)([^\s>]*)([^>]*)>|&(#\d+|#x[0-9a-fA-F]+|lt|gt|amp|quot);|([^<&]+)|(.)", re.DOTALL)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


class EntityError(Exception):
    """The text cannot be parsed; the message is what follows `can't parse entities: `."""


def plain_text(html: str, knows_time: bool = True) -> str:
    """The text that a reader sees; a server older than Bot API 9.5 does not know `<tg-time>`.

    Raises EntityError for tags that Telegram does not know, leaves open or nests wrongly.
    """
    open_tags: list[str] = []
    out: list[str] = []
    for piece in _PIECE.finditer(html):
        closing, tag, attributes, entity, text, other = piece.groups()
        offset = len(html[: piece.start()].encode())
        if tag is not None:
            if tag.lower() == "tg-time" and not knows_time:
                raise EntityError(f'Unsupported start tag "tg-time" at byte offset {offset}')
            _tag(closing == "/", tag.lower(), attributes, open_tags, offset)
        elif entity is not None:
            out.append(_entity(entity))
        elif other == "<":
            raise EntityError(f'Unsupported start tag "" at byte offset {offset}')
        else:
            out.append(text or other)
    if open_tags:
        raise EntityError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(out).strip()


def _tag(is_end: bool, tag: str, attributes: str, open_tags: list[str], offset: int) -> None:
    if is_end:
        if not open_tags:
            raise EntityError(f"Unexpected end tag at byte offset {offset}")
        expected = open_tags.pop()
        if tag != expected:
            raise EntityError(f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{tag}>"')
        return
    if tag not in TAGS or (tag == "span" and 'class="tg-spoiler"' not in attributes):
        raise EntityError(f'Unsupported start tag "{tag}" at byte offset {offset}')
    if tag == "a" and not _Link.of(f"<a{attributes}>"):
        raise EntityError(f'Tag "a" must have attribute "href" at byte offset {offset}')
    if tag == "tg-time":
        _time(attributes, open_tags, offset)
    if tag == "blockquote" and ("blockquote" in open_tags or attributes.strip() not in ("", "expandable")):
        raise EntityError(f'Unexpected start tag "blockquote" at byte offset {offset}')
    open_tags.append(tag)


def _time(attributes: str, open_tags: list[str], offset: int) -> None:
    """An instant and how to show it; not within code, where nothing is formatted."""
    given = dict(_ATTRIBUTE.findall(attributes))
    if not re.fullmatch(r"-?\d{1,12}", given.get("unix", "")):
        raise EntityError(f'Tag "tg-time" must have attribute "unix" at byte offset {offset}')
    if not _TIME_FORMAT.fullmatch(given.get("format", "")) or set(given) - {"unix", "format"}:
        raise EntityError(f'Tag "tg-time" has a wrong attribute at byte offset {offset}')
    if {"code", "pre"} & set(open_tags):
        raise EntityError(f'Unexpected start tag "tg-time" at byte offset {offset}')


def _entity(name: str) -> str:
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    return _NAMED[name]


class _Link(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.href = dict(attrs).get("href")

    @classmethod
    def of(cls, tag: str) -> str | None:
        parser = cls()
        parser.feed(tag)
        return parser.href


def utf16_length(text: str) -> int:
    """How Telegram counts: characters outside the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2
