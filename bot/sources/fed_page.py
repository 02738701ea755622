"""The Board's web pages read to text: whole or not at all, in the markup of every era, the links to the site's own documents.

Paragraphs are left unclosed and attributes use either quote: a parser of HTML 5 reads both. What is empty, cut or no HTML is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import ParseError
from bot.fomc.text import MONTH, MONTHS
from bot.source import Page
from bot.sources.bounds import html_tree
from bot.sources.rows import AHEAD, FIRST, LAST

ORIGIN = "https://www.federalreserve.gov"

_SITE_PATH = re.compile(r"^/(?:newsevents|boarddocs|monetarypolicy|fomc)/\S+$", re.I)
_INLINE = frozenset(
    ("a", "abbr", "b", "cite", "em", "font", "i", "img", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr")
)
"""Elements that a sentence runs through; any other one begins and ends a block of text."""
_UNREAD = frozenset(("script", "style", "noscript", "template", "nav", "footer", "form", "button", "select", "iframe", "head"))
_BREAK = "\x1e"
_DATE = re.compile(rf"\b({MONTH}) (\d{{1,2}}), (\d{{4}})\b")
_DATED = re.compile(rf"\s*[-\u2013\u2014]+\s*{MONTH} \d{{1,2}}, \d{{4}}\s*$")
_SITE_NAME = re.compile(
    r"^(?:FRB|(?:The )?Federal Reserve Board|Board of Governors of the Federal Reserve System|Press release)\s*[-:–|]+\s*", re.I
)


def site_url(link: str) -> str | None:
    """The one address of a document of the Board's, whatever host, scheme or query it was reached by; None for a link to something else."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return None
    return f"{ORIGIN}{path}" if _SITE_PATH.match(path) else None


def refused(page: Page, reason: str, source_id: str) -> ParseError:
    """The error that names a page and what is wrong with it."""
    return ParseError(reason, source_id=source_id, url=page.url)


def check_day(page: Page, day: date, source_id: str) -> None:
    """Raises ParseError for a day that a page cannot be of: before the publisher's first or after the page was fetched."""
    last = (page.fetched_at + AHEAD).date() if page.fetched_at else LAST
    if not FIRST <= day <= last:
        raise refused(page, f"the page is dated {day}, which cannot be", source_id)


def tree_of(page: Page, source_id: str) -> LexborHTMLParser:
    """A page as a tree. Raises ParseError when the body is empty, cut, or not HTML."""
    text = decoded(page.body)
    if not text.strip():
        raise refused(page, "the body is empty", source_id)
    if not re.search(r"<(?:!doctype\s+html|html)\b", text[:4000], re.I):
        raise refused(page, "the body is not an HTML page", source_id)
    if not re.search(r"</html\s*>", text[-20_000:], re.I):
        raise refused(page, "the page is cut: its closing </html> is missing", source_id)
    try:
        return html_tree(text)
    except ValueError as e:
        raise refused(page, str(e), source_id) from None


def decoded(body: bytes) -> str:
    """A page's text. Pages say UTF-8 today and were written in Windows' code page once, whatever they said."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def blocks_of(root: LexborNode) -> Iterator[tuple[str, bool]]:
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


def stated_url(tree: LexborHTMLParser) -> str | None:
    """The page's address as it says itself."""
    for selector, attribute in (('meta[property="og:url"]', "content"), ('link[rel="canonical"]', "href")):
        node = tree.css_first(selector)
        if node is not None and (url := site_url(node.attributes.get(attribute) or "")):
            return url
    return None


def title_of(tree: LexborHTMLParser) -> str:
    """The headline: in the article, else as the page's head gives it, there without the date that older pages end it with."""
    for selector in ("#article .title", "#leftText .speechTitle", "#leftText .title", "#leftText h2:not(.speeches)"):
        node = tree.css_first(selector)
        if node is not None and (text := " ".join(node.text().split())):
            return text
    stated = tree.css_first('meta[property="og:title"]')
    node = tree.css_first("title")
    text = (stated.attributes.get("content") if stated else None) or (node.text() if node else "")
    text = " ".join((text or "").split())
    while (shorter := _SITE_NAME.sub("", text)) != text:
        text = shorter
    return _DATED.sub("", text) or "Press release"


def updated_on(body: bytes) -> date | None:
    """The day of a page's last update, as its foot says; until a page is corrected that is when it came out."""
    found = re.search(rf"\bLast update:?(?:\s|&nbsp;|<[^<>]{{0,200}}>){{0,200}}({MONTH}) (\d{{1,2}}), (\d{{4}})", decoded(body), re.I)
    return _date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2])) if found else None


def day_of(tree: LexborHTMLParser, texts: list[str], url: str | None) -> date | None:
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


def links_of(root: LexborNode) -> list[tuple[str, str]]:
    """The links to documents of the Board's: address and text, in order."""
    found = ((link.attributes.get("href") or "", link) for link in root.css("a[href]"))
    return [(url, " ".join(link.text().split())) for href, link in found if (url := site_url(href))]
