"""Telegram HTML: escaping what others wrote, and keeping a message within Telegram's limit without ever cutting a tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

LIMIT = 4096
"""What Telegram takes in one message, in UTF-16 units after the entities are parsed."""
RESERVE = 200
"""Kept free for the line that marks a possible repeat."""
MAX_URL = 1500

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, direction overrides and lone surrogates: nothing that a publisher needs, and some of it would break the request."""


_BREAK = "\u2060"
"""A word joiner: it is not seen, and ends what Telegram would make a link of (a zero-width joiner does not: addresses may hold it)."""
_LINK = re.compile(
    r"(?<=:)(?=//)"  # http://…, tg://…
    r"|(?<=[@#])(?=\w)|(?<=\$)(?=[A-Za-z])"  # @name, #topic, $COIN
    r"|(?<![\w/<>]/)(?<=/)(?=\w)"  # /command
    r"|(?<=\w\.)(?=[^\W\d]{2})"  # t.me, example.com
    r"|(?<=\d\.)(?=\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d))"  # 192.0.2.1
)
"""Where plain text would become a link by itself, by tdlib's rules for entities."""


def clean(text: str) -> str:
    """Published text without control characters, direction overrides and lone surrogates."""
    return _UNWANTED.sub(" ", text)


def exact(text: str) -> str:
    """Plain text of our own, or in a tag of code, as Telegram HTML: addresses and commands in it become links."""
    return html.escape(clean(text), quote=False)


def escape(text: str) -> str:
    """Plain text that others may have written as Telegram HTML: nothing in it becomes a link, a mention or a command by itself."""
    return html.escape(_LINK.sub(_BREAK, clean(text)), quote=False)


def one_line(text: str) -> str:
    """Plain text as Telegram HTML of one line, whatever line ends were published in it."""
    return escape(" ".join(clean(text).split()))


def bold(text: str) -> str:
    """Plain text in bold."""
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    """Plain text of our own in italics."""
    return f"<i>{exact(text)}</i>"


def quote(text: str) -> str:
    """Plain text as a quotation that a phone shows folded."""
    return f"<blockquote expandable>{escape(text)}</blockquote>"


def link(text: str, url: str) -> str:
    """A link; the text alone where the address is not a usable web address."""
    if not url.startswith(("https://", "http://")) or len(url) > MAX_URL:
        return escape(text)
    return f'<a href="{html.escape(clean(url), quote=True)}">{escape(text)}</a>'


def shorten(text: str, limit: int) -> str:
    """Plain text of at most `limit` characters, cut between words and marked with an ellipsis. For text, never for HTML."""
    text = " ".join(clean(text).split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;:") + "…"


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def visible(text: str) -> str:
    """What a reader sees of a message: its text after the entities are parsed."""
    parser = _Visible()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts).strip()


class _Plain(_Visible):
    def __init__(self) -> None:
        super().__init__()
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.address:
            self.parts.append(f" ({self.address})")


def plain(text: str) -> str:
    """A message for a place that has no markup, as a terminal: what a reader sees of it, each link with its address behind it."""
    parser = _Plain()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts).strip()


def telegram_length(text: str) -> int:
    """The length of a message as Telegram counts it: UTF-16 units after the entities are parsed."""
    return len(visible(text).encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a message that stands or falls whole. `rank` 0 always stays; the highest rank is dropped first."""

    text: str
    rank: int


def fit(blocks: Iterable[Block], limit: int = LIMIT - RESERVE, between: str = "\n\n") -> str:
    """The blocks as one message with `between` them, whole blocks dropped from the highest rank on until it is within the limit."""
    kept = [block for block in blocks if block.text]
    while telegram_length(text := between.join(block.text for block in kept)) > limit:
        worst = max(block.rank for block in kept)
        if worst == 0:
            break
        last = max(index for index, block in enumerate(kept) if block.rank == worst)
        del kept[last]
    return text
