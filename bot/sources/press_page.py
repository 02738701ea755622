"""One press release page of the Board: its title, date, release time and paragraphs, in the markup of every era.

Today's pages hold `div#article` with a `.heading` column; those of 2006 to 2016 `#leftText`, older ones neither, so there the text
between the release line and the foot counts. Paragraphs are left unclosed and attributes use either quote: a parser of HTML 5 reads
both. What is not a press release (a challenge or maintenance page, another site's page) or is cut is refused.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import ParseError
from bot.fomc.text import MONTH, MONTHS
from bot.source import Page

SOURCE_ID = "fed.press_release"
ORIGIN = "https://www.federalreserve.gov"

_PRESS_PATH = re.compile(r"^/(?:newsevents|boarddocs|monetarypolicy|fomc)/\S+$", re.I)
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "em", "font", "i", "img", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr")
)
"""Elements that a sentence runs through; any other one begins and ends a block of text."""
_UNREAD = frozenset(("script", "style", "noscript", "template", "nav", "footer", "form", "button", "select", "iframe", "head"))
_BREAK = "\x1e"
_DATE = re.compile(rf"\b({MONTH}) (\d{{1,2}}), (\d{{4}})\b")
_CLOCK = re.compile(
    r"\bFor (?:release|use) at (?:(?P<noon>noon)|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.? ?m\b)", re.I
)
_RELEASE_LINE = re.compile(r"^(?:For (?:immediate )?release|For use at|Release date)\b", re.I)
_FOOT = re.compile(r"^(?:Last update|Home ?\||Accessibility|To comment on this site|Return to top)", re.I)
_NOT_TEXT = re.compile(
    r"^(?:(?:For )?(?:media|press) (?:inquiries|contacts?)|Implementation Note issued|Last update|(?:Share|PDF|Print)$|RSS\b"
    r"|Related (?:information|content)|Return to|\d{4} [\w ]* releases?$|Attachments?\b|Press Release$)",
    re.I,
)
_SITE_NAME = re.compile(
    r"^(?:FRB|(?:The )?Federal Reserve Board|Board of Governors of the Federal Reserve System|Press release)\s*[-:–|]+\s*", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PressPage:
    """A press release as its page shows it. `clock` is New York's; None where the page gives no time."""

    page_url: str
    """Where it was asked for."""
    url: str | None
    """As the page says, canonical; None where it doesn't."""
    title: str
    day: date
    clock: time | None
    paragraphs: tuple[str, ...]
    note_path: str | None
    """Where its implementation note is."""


def press_url(link: str) -> str | None:
    """The one address of a press release, whatever host, scheme or query it was reached by; None for a link to something else."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return None
    return f"{ORIGIN}{path}" if _PRESS_PATH.match(path) else None


@functools.lru_cache(maxsize=64)
def read_page(page: Page) -> PressPage:
    """Read a press release page.

    Raises ParseError when the body is empty, cut, not HTML, or no press release.
    """
    text = _decoded(page.body)
    if not text.strip():
        raise _refused(page, "the body is empty")
    if not re.search(r"<(?:!doctype\s+html|html)\b", text[:4000], re.I):
        raise _refused(page, "the body is not an HTML page")
    if not re.search(r"</html\s*>", text[-20_000:], re.I):
        raise _refused(page, "the page is cut: its closing </html> is missing")
    return _read(page, LexborHTMLParser(text))


def _read(page: Page, tree: LexborHTMLParser) -> PressPage:
    article = tree.css_first("#article") or tree.css_first("#leftText") or tree.body
    blocks = list(_blocks(article)) if article else []
    released = next((index for index, (text, _) in enumerate(blocks) if _RELEASE_LINE.match(text)), None)
    if article is None or (article.id != "article" and released is None):
        raise _refused(page, "this is no press release: it has neither an article nor a release date")
    url = _stated_url(tree) or press_url(page.url)
    day = _day(tree, [text for text, _ in blocks], url)
    if day is None:
        raise _refused(page, "this is no press release: it has no date")
    head = " ".join(text for text, in_heading in blocks[: (released or 0) + 3] if in_heading or released is not None)
    return PressPage(
        page_url=page.url,
        url=url,
        title=_title(tree),
        day=day,
        clock=_clock(head),
        paragraphs=tuple(_paragraphs(blocks, released)),
        note_path=_note_path(article),
    )


def _refused(page: Page, reason: str) -> ParseError:
    return ParseError(reason, source_id=SOURCE_ID, url=page.url)


def _decoded(body: bytes) -> str:
    """Pages say UTF-8 today and were written in Windows' code page once, whatever they said."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _blocks(root: LexborNode) -> Iterator[tuple[str, bool]]:
    """The texts between block boundaries, in order, each with whether it stands in the heading column. Two line breaks are a boundary."""
    parts: list[str] = []
    in_heading = False
    for step, node in _walk(root):
        if step == "text":
            parts.append(_text(node))
        elif node.tag == "br":
            parts.append(_BREAK if step == "open" else "")
        elif node.tag not in _INLINE:
            for text in re.split(rf"{_BREAK}\s*{_BREAK}", "".join(parts)):
                if words := " ".join(text.replace(_BREAK, " ").split()):
                    yield words, in_heading
            parts.clear()
        if "heading" in _classes(node):
            in_heading = step == "open"


def _walk(root: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """`open`, `text` and `close` in document order, without recursion: a page may nest as deep as it likes."""
    stack: list[tuple[str, LexborNode]] = [("open", root)]
    while stack:
        step, node = stack.pop()
        if step == "close":
            yield step, node
        elif node.tag == "-text":
            yield "text", node
        elif _is_read(node):
            yield step, node
            stack.append(("close", node))
            stack += [("open", child) for child in reversed(list(node.iter(include_text=True)))]


def _text(node: LexborNode) -> str:
    """A text's characters; a blank line between two paragraphs of preformatted text is kept as a boundary."""
    text = node.text_content or ""
    return re.sub(r"\n\s*\n", _BREAK * 2, text) if node.parent is not None and node.parent.tag == "pre" else text


def _is_read(node: LexborNode) -> bool:
    """Comments, scripts, share lists and footnote numbers are not; a superscript that a fraction begins with is."""
    tag = node.tag or "-"
    if tag.startswith("-") or tag in _UNREAD or "list-unstyled" in _classes(node):
        return False
    after = node.next.text_content if tag == "sup" and node.next is not None else None
    return tag != "sup" or not re.fullmatch(r"[\d\s,*]*", node.text()) or (after or "").lstrip().startswith(("/", "\u2044"))


def _classes(node: LexborNode) -> list[str]:
    return [] if node.tag == "-text" else (node.attributes.get("class") or "").split()


def _stated_url(tree: LexborHTMLParser) -> str | None:
    for selector, attribute in (('meta[property="og:url"]', "content"), ('link[rel="canonical"]', "href")):
        node = tree.css_first(selector)
        if node is not None and (url := press_url(node.attributes.get(attribute) or "")):
            return url
    return None


def _title(tree: LexborHTMLParser) -> str:
    """The headline: in the article, else as the page's head gives it."""
    for selector in ("#article .title", "#leftText h2", "#leftText .title"):
        node = tree.css_first(selector)
        if node is not None and (text := " ".join(node.text().split())):
            return text
    stated = tree.css_first('meta[property="og:title"]')
    node = tree.css_first("title")
    text = (stated.attributes.get("content") if stated else None) or (node.text() if node else "")
    text = " ".join((text or "").split())
    while (shorter := _SITE_NAME.sub("", text)) != text:
        text = shorter
    return text or "Press release"


def _day(tree: LexborHTMLParser, texts: list[str], url: str | None) -> date | None:
    """The date in the heading, else the first one on the page, else the one in its address."""
    stated = tree.css_first(".article__time")
    for text in ([stated.text()] if stated else []) + [t for t in texts[:12] if len(t) < 200]:
        if (found := _DATE.search(text)) and (day := _date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2]))):
            return day
    in_url = re.search(r"(\d{4})(\d{2})(\d{2})", url or "")
    return _date(*(int(part) for part in in_url.groups())) if in_url else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(head: str) -> time | None:
    """`For release at 2:00 p.m. EDT`; whether daylight saving holds follows from the date."""
    found = _CLOCK.search(head)
    if found is None:
        return None
    if found["noon"]:
        return time(12)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if not (1 <= hour <= 12 and minute < 60):
        return None
    return time(hour % 12 + (12 if found["half"].lower() == "p" else 0), minute)


def _paragraphs(blocks: list[tuple[str, bool]], released: int | None) -> Iterator[str]:
    after_release = 0 if released is None else released + 1
    has_heading = any(in_heading for _, in_heading in blocks)
    body = [block for block in blocks if not block[1]] if has_heading else blocks[after_release:]
    for text, _ in body:
        if _FOOT.match(text):
            return
        if not _NOT_TEXT.match(text) and not _RELEASE_LINE.match(text):
            yield text


def _note_path(article: LexborNode) -> str | None:
    for link in article.css("a[href]"):
        href = link.attributes.get("href") or ""
        if "implementation note" in " ".join(link.text().split()).lower() or re.search(r"/monetary\d{8}a\d\.htm$", href):
            url = press_url(href)
            return urlsplit(url).path if url else None
    return None
