"""Messages, which are Telegram HTML, as HTML of a page. Only what is named here passes: everything else becomes text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html.parser import HTMLParser

from markupsafe import Markup, escape

from bot.render.html import MAX_URL, clean

KEPT = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "u": "ins", "ins": "ins", "s": "del", "del": "del", "code": "code"}
"""Telegram's tags, and those of the page."""
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}]+")
_NUMBER = r"\d(?:[\d.,]*\d)?%?"
_WHOLE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2}(?: \d{4})?|[（(][^（）()\n]{1,8}[）)]"
    rf"|[+−±]?\$?{_NUMBER}(?:[–-]{_NUMBER})?(?:tn|bn|bp|m\b|×)?(?:万亿|[亿万兆億萬])?(?:美元|基点|基點|倍)?"
)
"""Amounts with their sign and unit, days, short words in brackets: what a line's end must not part."""
_JOINER = "\u2060"
"""Keeps an app from making links of published text; no browser makes any."""


def whole(text: str) -> Markup:
    """Plain text whose amounts no line's end parts."""
    parts, end = [], 0
    for found in _WHOLE.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<span class="whole">{}</span>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def page_html(text: str, say: Callable[[str], Markup] = escape) -> Markup:
    """A message as HTML: line ends are breaks, instants are machine-readable. `say` writes its words."""
    reader = _Reader(say)
    reader.feed(clean(text.replace(_JOINER, "")))
    reader.close()
    return reader.written()


class _Reader(HTMLParser):
    """Writes what it reads; a tag that was not opened is not closed, and every one that was is."""

    def __init__(self, say: Callable[[str], Markup]) -> None:
        super().__init__(convert_charrefs=True)
        self._say = say
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []

    def written(self) -> Markup:
        closing = [end for _, end in reversed(self._open)]
        html = "".join([*self._parts, *closing])
        html = re.sub(r"(?:<br>)*(</?(?:details|blockquote|p)[^>]*>)(?:<br>)*", r"\1", html)
        return Markup(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        begin, end = _begin(tag, dict(attrs))
        if begin:
            self._parts.append(begin)
            self._open.append((tag, end))

    def handle_endtag(self, tag: str) -> None:
        if all(tag != open_tag for open_tag, _ in self._open):
            return
        while self._open:
            open_tag, end = self._open.pop()
            self._parts.append(end)
            if open_tag == tag:
                return

    def handle_data(self, data: str) -> None:
        self._parts.append(str(self._say(data)).replace("\n", "<br>"))


def _begin(tag: str, attrs: dict[str, str | None]) -> tuple[str, str]:
    """How a tag begins and ends on the page; nothing for one that does not pass."""
    if tag in KEPT:
        return f"<{KEPT[tag]}>", f"</{KEPT[tag]}>"
    if tag == "blockquote":
        return "<blockquote>", "</blockquote>"
    if tag == "a":
        url = attrs.get("href") or ""
        return (f'<a href="{escape(url)}" rel="noopener noreferrer">', "</a>") if is_web(url) else ("", "")
    if tag == "tg-time" and (attrs.get("unix") or "").isdecimal():
        return f'<time datetime="{iso(datetime.fromtimestamp(int(str(attrs["unix"])), UTC))}">', "</time>"
    return "", ""


def is_web(url: str) -> bool:
    """Whether an address is one of the web, written as addresses are."""
    return _WEB.fullmatch(url) is not None and clean(url) == url and len(url) <= MAX_URL


def iso(at: datetime) -> str:
    """An instant as `<time>` has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lines(parts: Iterable[str]) -> Markup:
    """Messages' blocks, each a paragraph."""
    return Markup("").join(Markup("<p>{}</p>").format(page_html(part, whole)) for part in parts)
