"""What Telegram would make of plain text by itself: a detector after the rules of tdlib's MessageEntity.cpp, stricter than they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_WORD = r"[^\W_]"
_PATTERNS = (
    re.compile(r"[a-z]+://", re.IGNORECASE),
    re.compile(r"@\w"),
    re.compile(r"#\w"),
    re.compile(r"\$[A-Z]{1,8}\b"),
    re.compile(rf"{_WORD}\.[^\W\d]{{2,}}"),
    re.compile(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b"),
    re.compile(r"(?:^|[^\w/<>])/\w"),
)
_NOT_LOOKED_AT = ("a", "code", "pre")
"""Tags whose text Telegram leaves as it is."""


class _Outside(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth, self.parts = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.depth += tag in _NOT_LOOKED_AT

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in _NOT_LOOKED_AT

    def handle_data(self, data: str) -> None:
        self.parts.append(" " if self.depth else data)


def autolinks(html: str) -> list[str]:
    """Every piece of a message that would become a link, a mention, a topic or a command by itself."""
    parser = _Outside()
    parser.feed(html)
    parser.close()
    text = "".join(parser.parts)
    return [found[0] for pattern in _PATTERNS for found in pattern.finditer(text)]
