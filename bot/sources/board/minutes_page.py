"""The page that holds the minutes of an FOMC meeting: its paragraphs, in the markup of every era.

The release that announces minutes links to it. It has no release time; its address names the last day of the meeting.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.source import Page
from bot.sources.board.press_page import SOURCE_ID
from bot.sources.fed_page import blocks_of, refused, tree_of

MINUTES_PATH = re.compile(r"/(?:fomcminutes|fomc/minutes/)(\d{4})(\d{2})(\d{2})\.htm$", re.I)
SHORTEST = 3_000
"""Characters; minutes have tens of thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesPage:
    """Minutes as their page shows them."""

    page_url: str
    meeting_on: date
    """The meeting's last day."""
    paragraphs: tuple[str, ...]


def is_minutes(page: Page) -> bool:
    """Whether a page stands at an address of minutes."""
    return MINUTES_PATH.search(urlsplit(page.url).path) is not None


@functools.lru_cache(maxsize=8)
def read_minutes_page(page: Page) -> MinutesPage:
    """Read a page of minutes.

    Raises ParseError when the body is empty, cut, not HTML, or too short to be minutes.
    """
    tree = tree_of(page, SOURCE_ID)
    root = tree.css_first("#article") or tree.css_first("#leftText") or tree.body
    paragraphs = tuple(text for text, _ in blocks_of(root)) if root else ()
    if sum(map(len, paragraphs)) < SHORTEST or not any("committee" in text.lower() for text in paragraphs):
        raise refused(page, "these are no minutes: too little text", SOURCE_ID)
    found = MINUTES_PATH.search(urlsplit(page.url).path)
    try:
        meeting_on = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        meeting_on = None
    if meeting_on is None:
        raise refused(page, "these are no minutes: the address names no day", SOURCE_ID)
    return MinutesPage(page_url=page.url, meeting_on=meeting_on, paragraphs=paragraphs)
