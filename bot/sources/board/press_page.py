"""One press release page of the Board: its title, date, release time and paragraphs, and what it links to, in the markup of every era.

Today's pages hold `div#article` with a `.heading` column; those of 2006 to 2016 `#leftText`, older ones neither, so there the text
between the release line and the foot counts. What is not a press release (a challenge or maintenance page, another site's page) or
is cut is refused.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.source import Page
from bot.sources.fed_page import blocks_of, check_day, day_of, links_of, refused, site_url, stated_url, title_of, tree_of

SOURCE_ID = "fed.press_release"
press_url = site_url

_CLOCK = re.compile(
    r"\bFor (?:release|use) at (?:(?P<noon>noon)|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.? ?m\b)", re.I
)
_RELEASE_LINE = re.compile(r"^(?:For (?:immediate )?release|For use at|Release date)\b", re.I)
_FOOT = re.compile(r"^(?:Last update|Home ?\||Accessibility|To comment on this site|Return to top)", re.I)
_NOT_TEXT = re.compile(
    r"^(?:(?:For )?(?:media|press) (?:inquiries|contacts?)|Implementation Note issued|(?:Press conference|Projection materials)[^.]{0,60}$"
    r"|(?:Summary of )?Economic projections[^.]{0,60}$|Last update|(?:Share|PDF|Print)$|RSS\b"
    r"|Related (?:information|content)|Return to|\d{4} [\w ]* releases?$|Attachments?\b|Press Release$)",
    re.I,
)
_NOTE_PAGE = re.compile(r"/monetary\d{8}a\d\.htm$")
_MINUTES_PAGE = re.compile(r"/(?:fomcminutes\d{8}|fomc/minutes/\d{8})\.htm$", re.I)
_PROJECTIONS_PAGE = re.compile(r"/fomcprojtabl\d{8}\.(?:htm|pdf)$", re.I)
_PRESS_CONFERENCE_PAGE = re.compile(r"/fomcpresconf\d{8}\.htm$", re.I)


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
    """None of them where the page only links to a PDF."""
    note_path: str | None = None
    """Where its implementation note is."""
    minutes_path: str | None = None
    """Where the minutes are that it announces."""
    projections_url: str | None = None
    press_conference_url: str | None = None


@functools.lru_cache(maxsize=64)
def read_page(page: Page) -> PressPage:
    """Read a press release page.

    Raises ParseError when the body is empty, cut, not HTML, or no press release.
    """
    return _read(page, tree_of(page, SOURCE_ID))


def _read(page: Page, tree: LexborHTMLParser) -> PressPage:
    article = tree.css_first("#article") or tree.css_first("#leftText") or tree.body
    blocks = list(blocks_of(article)) if article else []
    released = next((index for index, (text, _) in enumerate(blocks) if _RELEASE_LINE.match(text)), None)
    if article is None or (article.id != "article" and released is None):
        raise refused(page, "this is no press release: it has neither an article nor a release date", SOURCE_ID)
    url = stated_url(tree) or press_url(page.url)
    day = day_of(tree, [text for text, _ in blocks], url)
    if day is None:
        raise refused(page, "this is no press release: it has no date", SOURCE_ID)
    check_day(page, day, SOURCE_ID)
    head = " ".join(text for text, in_heading in blocks[: (released or 0) + 3] if in_heading or released is not None)
    paragraphs = tuple(_paragraphs(blocks, released))
    links = links_of(article)
    return PressPage(
        page_url=page.url,
        url=url,
        title=title_of(tree),
        day=day,
        clock=_clock(head),
        paragraphs=paragraphs,
        note_path=_path(_linked(links, _NOTE_PAGE, "implementation note")),
        minutes_path=_path(_linked(links, _MINUTES_PAGE)),
        projections_url=_linked(links, _PROJECTIONS_PAGE),
        press_conference_url=_linked(links, _PRESS_CONFERENCE_PAGE),
    )


def _linked(links: list[tuple[str, str]], form: re.Pattern[str], words: str = "\0") -> str | None:
    """The first link whose address has a form, or whose text has the words."""
    return next((url for url, text in links if form.search(url) or words in text.lower()), None)


def _path(url: str | None) -> str | None:
    return urlsplit(url).path if url else None


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
