"""Speeches and testimony of the Board's members: who speaks, where, and what is said on the balance sheet.

The feeds give title (`Surname, Title`), venue and hour; the page gives the speaker's full name and the text. Texts are read for their
passages and not kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.calendars.newyork import at
from bot.fomc.measure import measured_speech
from bot.fomc.passages import in_speech
from bot.fomc.policy_phrases import policy_phrases
from bot.fomc.stance import tone_of
from bot.fomc.text import MONTH
from bot.source import Page, PollPlan, Readings, Source, Window
from bot.sources.board.press_feed import FeedItem, is_feed, read_feed
from bot.sources.fed_page import blocks_of, check_day, day_of, refused, site_url, stated_url, title_of, tree_of
from bot.sources.rows import joined
from rules.event import Event, Speech
from rules.ledger import PolicyLedger

SOURCE_ID = "fed.speech"
SPEECHES, TESTIMONY = "/feeds/speeches.xml", "/feeds/testimony.xml"
USUAL_TIME = time(12)
"""Pages say no hour; without its feed item a speech is taken to be given at noon."""
SHORTEST = 400
"""Characters of a text that was put on its page; before that the page holds a line and perhaps a link to a video."""
LONGEST_HEADING = 400
"""Characters of a line above a speech; what is longer is its text."""
_TESTIMONY_PATH = re.compile(r"/testimony/", re.I)
_SPEAKER = re.compile(
    r"^(?:(?:Remarks|Statement|Testimony|Speech) (?:by|of) )?"
    r"(?:Vice Chair for Supervision|Vice Chair(?:man)?|Chair(?:man|woman)?|Governor)"
    r" (?:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}(?:, [JS]r\.)?)$"
)
_HEAD_TITLE = re.compile(
    r"^(?:Speech|Testimony|Remarks)\s*(?:,|[-\u2013\u2014]+)\s*(?P<surname>[A-Z][\w'-]*?\w)\s*[-\u2013\u2014]+\s*(?P<title>.{3,200}?)"
    rf"(?:,\s*{MONTH} \d{{1,2}}, \d{{4}})?$"
)
"""Of the pages before 2006, where the head alone tells title and surname apart: `Speech, Surname -- Title -- May 1, 2001`."""
_VENUE = re.compile(rf"\b(?:At|To|Before|In) [^.].{{5,300}}?(?=\s*(?:{MONTH} \d{{1,2}}, \d{{4}}|$))")
_FOOTNOTES = re.compile(r"^(?:1\. |References$|Footnotes$|Note: )")
_ITEM_TITLE = re.compile(r"^(?P<surname>[A-Z][\w'-]+), (?P<title>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPage:
    """A speech as its page shows it."""

    url: str | None
    title: str
    day: date
    speaker: str | None
    venue: str | None
    paragraphs: tuple[str, ...]


@functools.lru_cache(maxsize=64)
def read_speech(page: Page) -> SpeechPage:
    """Read a page of a speech or a testimony, in the markup of today or of the years before.

    Raises ParseError when the body is empty, cut, not HTML, or holds no speech.
    """
    tree = tree_of(page, SOURCE_ID)
    root = tree.css_first("#article") or tree.css_first("#leftText") or tree.body
    blocks = list(blocks_of(root)) if root else []
    texts = [text for text, in_heading in blocks if not in_heading]
    url = stated_url(tree) or site_url(page.url)
    day = day_of(tree, [text for text, _ in blocks], url)
    if day is None or sum(map(len, texts)) < SHORTEST:
        raise refused(page, "this is no speech: it has no date" if day is None else "this is no speech yet: too little text", SOURCE_ID)
    check_day(page, day, SOURCE_ID)
    heading = [text for text, _ in blocks[:12] if len(text) < LONGEST_HEADING]
    title = title_of(tree)
    if old := _HEAD_TITLE.match(title):
        title, speaker, venue = _old_heading(heading, old["surname"], old["title"])
    else:
        said = [_said(tree, "p.speaker"), _said(tree, "#leftText h2.speeches"), *heading]
        speaker = next((text for text in said if text and _SPEAKER.match(text)), None)
        venue = _said(tree, "p.location") or _said(tree, "#leftText .speechLocation")
        venue = venue or next((text for text in heading if re.match(r"(?:At|Before|To) (?:the|a|an)\b", text)), None)
    notes = next((index for index, text in enumerate(texts) if _FOOTNOTES.match(text)), len(texts))
    return SpeechPage(
        url=url,
        title=title,
        day=day,
        speaker=re.sub(r"^(?:Remarks|Statement|Testimony|Speech) (?:by|of) ", "", speaker) if speaker else None,
        venue=venue,
        paragraphs=tuple(texts[:notes]),
    )


def _old_heading(heading: Sequence[str], surname: str, title: str) -> tuple[str, str | None, str | None]:
    """Title, speaker and venue of a page before 2006: one block holds speaker, perhaps the title, venue and day, the next the title."""
    index = next(
        (index for index, text in enumerate(heading) if re.match(r"(?:Remarks|Statement|Testimony|Speech) (?:by|of) ", text)), None
    )
    if index is None:
        return title, None, None
    block = heading[index]
    named = re.match(rf"(?P<speaker>.{{5,60}}?\b{re.escape(surname)}(?:, [JS]r\.)?)(?=[\s,.]|$)", block)
    rest = block[named.end() :].strip() if named else block
    if rest.casefold().startswith(title.casefold()):
        rest = rest[len(title) :].strip()
    venue = _VENUE.search(rest)
    fuller = next((text for text in heading[index + 1 : index + 3] if text.casefold().startswith(title.casefold())), "")
    return fuller if len(fuller) > len(title) else title, named["speaker"] if named else None, venue[0].strip() if venue else None


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read feeds and pages of speeches, oldest first; an item without its page has what the feed says, its passages unknown.

    An item that cannot be read is set aside. Raises ParseError and ContractError as `read_feed` and `read_speech` do, naming the page.
    """
    feeds = joined(_items(page) for page in pages if is_feed(page.body))
    items = {item.key: item for item in feeds}
    bodies = {_key(page): read_speech(page) for page in pages if not is_feed(page.body)}
    keys = [*items, *(key for key in bodies if key not in items)]
    events = sorted((_event(key, items.get(key), bodies.get(key)) for key in keys), key=lambda event: event.published_at)
    return Readings(events, feeds.set_aside)


def follow(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    """The pages of the wanted items, newest first in each feed."""
    items = [item for page in pages if is_feed(page.body) for item in _items(page)]
    read = {_key(page) for page in pages if not is_feed(page.body)}
    links = [item.key for item in items if item.key.endswith((".htm", ".html")) and wanted(item.key, item.published_at)]
    return [link for link in dict.fromkeys(links) if link not in read]


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """Which phrases no earlier speech had."""
    return measured_speech(event, history) if isinstance(event, Speech) else event


def _items(page: Page) -> Readings[FeedItem]:
    """A feed's items. That nobody has testified of late is no fault of the feed's."""
    if TESTIMONY in page.url and b"<item" not in page.body and re.search(rb"</(?:rss|rdf:RDF)", page.body):
        return Readings()
    return read_feed(page, SOURCE_ID)


def _key(page: Page) -> str:
    return site_url(page.url) or read_speech(page).url or page.url


def _said(tree: Any, selector: str) -> str | None:
    node = tree.css_first(selector)
    return " ".join(node.text().split()) or None if node is not None else None


def _event(key: str, item: FeedItem | None, body: SpeechPage | None) -> Speech:
    told: dict[str, Any] = {"source": SOURCE_ID, "key": key, "url": key, "is_testimony": _TESTIMONY_PATH.search(key) is not None}
    if body:
        passages = tuple(map(str, in_speech(body.paragraphs)))
        told |= {"title": body.title, "published_at": at(body.day, USUAL_TIME), "speaker": body.speaker, "venue": body.venue}
        told["policy_phrases"] = policy_phrases(body.paragraphs)
        told |= {"passages": passages, "has_balance_sheet_passage": bool(passages), "tone": tone_of(body.paragraphs)}
    if item:
        told |= {"title": item.title, "published_at": item.published_at}
        told["venue"] = told.get("venue") or re.sub(r"^(?:Speech|Testimony) ", "", item.description) or None
        if named := _ITEM_TITLE.match(item.title):
            told["title"] = named["title"]
            told["speaker"] = told.get("speaker") or named["surname"]
    return Speech(**told)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fed",
    hosts=frozenset({"www.federalreserve.gov", "federalreserve.gov"}),
    paths=(SPEECHES, TESTIMONY),
    plan=PollPlan(
        every=timedelta(minutes=5),
        windows=(
            Window(at=time(8, 30), every=timedelta(seconds=4), length=timedelta(minutes=3)),
            Window(at=time(10), every=timedelta(seconds=4), length=timedelta(minutes=3)),
        ),
    ),
    overdue_after=timedelta(days=45),
    parse=parse,
    follow=follow,
    measure=measure,
    item_pages=True,
)
