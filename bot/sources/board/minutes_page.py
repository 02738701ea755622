"""The page that holds the minutes of an FOMC meeting: its paragraphs, in the markup of every era.

The release that announces minutes links to it. Its address names the last day of the meeting; a page from elsewhere is known by the
address that it says itself, or by its headline and the days under it. It has no release time: the day of its last update is when it came
out, unless that is too late to be more than a correction's.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from bot.fomc.passages import section_of
from bot.fomc.text import MONTH, MONTHS, plain
from bot.source import Page
from bot.sources.board.press_page import SOURCE_ID
from bot.sources.fed_page import ORIGIN, blocks_of, decoded, refused, site_url, tree_of, updated_on

MINUTES_PATH = re.compile(r"/(?:fomcminutes|fomc/minutes/)(\d{4})(\d{2})(\d{2})\.htm$", re.I)
_SAYS_ITSELF = re.compile(r"<(?:meta[^<>]{0,300}og:url|link[^<>]{0,300}canonical)[^<>]{0,300}>", re.I)
_ADDRESS = re.compile(r"(?:content|href)\s*=\s*[\"']([^\"'<>]{1,200})", re.I)
_HEADLINE = re.compile(r"<h[1-4][^<>]{0,80}>\s{0,20}(?:<[^<>]{0,80}>\s{0,20}){0,5}Minutes of the Federal Open Market Committee\s*<", re.I)
MEETING = re.compile(rf"\b({MONTH})\.? (\d{{1,2}})(?:, \d{{4}})?(?: ?(?:-|and|to) ?(?:({MONTH})\.? )?(\d{{1,2}}))?,? (\d{{4}})\b")
LATEST = timedelta(days=60)
"""After the meeting: until 2004 minutes came out after the next one. A later update is a correction."""
USUAL = timedelta(days=21)
_TITLE = re.compile(r"Minutes of the (?:Federal Open Market Committee|Meeting)\b", re.I)
SHORTEST = 3_000
"""Characters; minutes have tens of thousands. What is shorter must look like them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPage:
    """Minutes as their page shows them."""

    url: str
    """Its own canonical address."""
    meeting_on: date
    """The meeting's last day."""
    released_on: date
    """By its last update, else three weeks after the meeting."""
    paragraphs: tuple[str, ...]


def is_minutes(page: Page) -> bool:
    """Whether a page stands at an address of minutes, says that it does, or has their headline."""
    return minutes_url(page) is not None or (site_url(page.url) is None and _HEADLINE.search(decoded(page.body)) is not None)


def minutes_url(page: Page) -> str | None:
    """The canonical address of a page of minutes: where it was asked for, else as it says itself."""
    if MINUTES_PATH.search(urlsplit(page.url).path):
        return site_url(page.url) or page.url
    if site_url(page.url) is not None:
        return None
    stated = (_ADDRESS.search(found[0]) for found in _SAYS_ITSELF.finditer(decoded(page.body[:20_000])))
    urls = (site_url(address[1]) for address in stated if address)
    return next((url for url in urls if url and MINUTES_PATH.search(url)), None)


def meeting_in(words: str) -> date | None:
    """The last day of `July 28-29, 2026` or `January 31-February 1, 2017`."""
    found = MEETING.search(plain(words))
    if found is None:
        return None
    month = MONTHS.index((found[3] or found[1]).lower()) + 1
    try:
        return date(int(found[5]), month, int(found[4] or found[2]))
    except ValueError:
        return None


@functools.lru_cache(maxsize=8)
def read_minutes_page(page: Page) -> MinutesPage:
    """Read a page of minutes.

    Raises ParseError when the body is empty, cut, not HTML, or too short to be minutes.
    """
    tree = tree_of(page, SOURCE_ID)
    root = tree.css_first("#article") or tree.css_first("#leftText") or tree.body
    paragraphs = tuple(text for text, _ in blocks_of(root)) if root else ()
    if not _are_minutes(paragraphs):
        raise refused(page, "these are no minutes: too little text", SOURCE_ID)
    url = minutes_url(page)
    meeting_on = _day_in(url) if url else next((day for text in paragraphs[:6] if (day := meeting_in(text))), None)
    if meeting_on is None:
        raise refused(page, "these are no minutes: the address names no day", SOURCE_ID)
    return MinutesPage(
        url=url or f"{ORIGIN}/monetarypolicy/fomcminutes{meeting_on:%Y%m%d}.htm",
        meeting_on=meeting_on,
        released_on=_released_on(page, meeting_on),
        paragraphs=paragraphs,
    )


def _are_minutes(paragraphs: tuple[str, ...]) -> bool:
    """Whether a text is as long as minutes are, or has the headline and a section of theirs."""
    if sum(map(len, paragraphs)) >= SHORTEST:
        return any("committee" in text.lower() for text in paragraphs)
    return any(_TITLE.match(text) for text in paragraphs) and any(section_of(plain(text)) for text in paragraphs)


def _day_in(url: str) -> date | None:
    found = MINUTES_PATH.search(urlsplit(url).path)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _released_on(page: Page, meeting_on: date) -> date:
    updated = updated_on(page.body)
    return updated if updated and meeting_on < updated <= meeting_on + LATEST else meeting_on + USUAL
