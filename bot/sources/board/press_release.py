"""Press releases of the Board: FOMC statements with their implementation notes, minutes, and everything else, by feed and page.

Titles almost never hold the decision, so each item's page is read too, and the note, which has no item, by the statement's link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.calendars.newyork import at, today
from bot.calendars.releases import FOMC_MINUTES, FOMC_STATEMENT
from bot.errors import ContractError, ParseError
from bot.fomc import read_note, read_statement
from bot.fomc.day import PROJECTIONS, joined_to, with_dots
from bot.fomc.measure import measured, measured_minutes
from bot.fomc.passages import in_minutes
from bot.fomc.stance import tone_of
from bot.fomc.summary import key_sentences
from bot.fomc.text import MONTHS, plain
from bot.source import Page, PollPlan, Readings, Source, Window
from bot.sources.board import press_past
from bot.sources.board.liquidity import measure_of
from bot.sources.board.minutes_page import MinutesPage, is_minutes, meeting_in, read_minutes_page
from bot.sources.board.press_feed import FeedItem, is_feed, read_feed
from bot.sources.board.press_page import SOURCE_ID, PressPage, press_url, read_page
from bot.sources.board.projections import Projections, is_projections, read_projections
from bot.sources.fed_page import ORIGIN
from bot.sources.rows import joined
from rules.event import Event, FomcStatement, ImplementationNote, Minutes, PressRelease
from rules.ledger import PolicyLedger

USUAL_TIME = time(14)
USUAL_TIME_BEFORE_2013 = time(14, 15)
PROJECTIONS_FOR = timedelta(hours=1)
"""After the release they are asked for so long."""
LONGEST_STATEMENT = 50_000
"""Characters: ten times the longest yet. What is longer is another document, and would take long to read."""
_STATEMENT = re.compile(r"\bFOMC statement\b|\bFederal Open Market Committee (?:statement|decision)\b", re.I)
_NO_STATEMENT = re.compile(r"\b(?:longer-run|normalization|projections|strategy|framework|communications?|minutes)\b", re.I)
_NOTE = re.compile(r"^Implementation note\b|\bDecisions regarding monetary policy implementation\b", re.I)
_MINUTES = re.compile(r"\bMinutes of (?:the )?(?:Federal Open Market Committee|FOMC)\b|\bFOMC minutes\b", re.I)
_DISCOUNT_MINUTES = re.compile(r"\bMinutes\b.*\bdiscount rate meetings?\b", re.I)
_PROJECTIONS = re.compile(r"\brelease\b.*\b(?:economic projections|projection materials)\b|\bSummary of Economic Projections\b", re.I)
_CATEGORIES = {"monetary": "monetary", "bcreg": "regulation", "enforcement": "enforcement", "orders": "orders"}
_FEED_CATEGORIES = {
    "Monetary Policy": "monetary",
    "Banking and Consumer Regulatory Policy": "regulation",
    "Enforcement Actions": "enforcement",
    "Orders on Banking Applications": "orders",
}
_NO_DECISIONS = frozenset({"bcreg", "enforcement", "orders", "other"})


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read feeds and press release pages, oldest release first; a note follows its statement.

    An item without its page has its kind from the title and unknown facts; a page without a feed is read alone. `published_at` is the
    page's date and release time in New York, else the feed's pubDate, else the usual hour; a note's is its statement's.
    A feed's item that cannot be read is set aside. Raises ParseError and ContractError as `read_feed` and `read_page` do, naming the page.
    """
    feeds = joined(read_feed(page) for page in pages if is_feed(page.body))
    items = {item.key: item for item in feeds}
    minutes = {_key(page): read_minutes_page(page) for page in pages if is_minutes(page)}
    bodies = {_key(page): read_page(page) for page in pages if _is_release(page)}
    projections = [read_projections(page) for page in pages if is_projections(page)]
    statement_of = {f"{ORIGIN}{body.note_path}": key for key, body in bodies.items() if body.note_path}
    keys = [*reversed(items), *(key for key in bodies if key not in items)]
    instants = {key: item.published_at for key, item in items.items()}
    instants |= {key: _released_at(body) for key, body in bodies.items() if body.clock is not None or key not in items}
    for note, statement in statement_of.items():
        if note in instants and bodies[note].clock is None:
            instants[note] = instants[statement]
    events = [_event(key, items.get(key), bodies.get(key), instants[key], minutes) for key in keys]
    announced = {f"{ORIGIN}{body.minutes_path}" for body in bodies.values() if body.minutes_path}
    events += [_minutes_alone(key, text) for key, text in minutes.items() if key not in announced]
    events += [_projections(found, events) for found in projections]
    events = [with_dots(event, joined_to(event, events)) for event in events]
    ordered = sorted(events, key=lambda event: (event.published_at, isinstance(event, ImplementationNote)))
    return Readings(ordered, feeds.set_aside)


def follow(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    """The pages of the wanted feed items, newest first, then the implementation notes and the minutes that these link to."""
    links: list[str] = []
    read = {page.url if is_projections(page) else _key(page) for page in pages if not is_feed(page.body)}
    for page in pages:
        if is_minutes(page) or is_projections(page):
            continue
        if is_feed(page.body):
            links += [item.key for item in read_feed(page) if item.key.endswith((".htm", ".html")) and wanted(item.key, item.published_at)]
            continue
        body = read_page(page)
        further = [f"{ORIGIN}{path}" for path in (body.note_path, body.minutes_path) if path]
        further += [body.projections_url] if body.projections_url and _is_young(page, body) else []
        links += [link for link in further if wanted(link, _released_at(body))]
    return [link for link in dict.fromkeys(links) if link not in read]


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The measures of a statement and of minutes; other releases have none."""
    if isinstance(event, FomcStatement):
        return measured(event, history, ledger)
    return measured_minutes(event, history) if isinstance(event, Minutes) else event


def _is_release(page: Page) -> bool:
    return not (is_feed(page.body) or is_minutes(page) or is_projections(page))


def _is_young(page: Page, body: PressPage) -> bool:
    """Whether projections are still asked for: a page in a form that nobody has seen must not be asked for all day."""
    is_html = (body.projections_url or "").lower().endswith(".htm")
    return is_html and (page.fetched_at is None or page.fetched_at - _released_at(body) < PROJECTIONS_FOR)


def _projections(found: Projections, events: Sequence[Event]) -> PressRelease:
    """The page of projections as a release of its own, which joins the statement of its day."""
    instants = [event.published_at for event in events if isinstance(event, FomcStatement) and today(event.published_at) == found.day]
    return PressRelease(
        source=SOURCE_ID,
        key=found.url,
        title=found.title,
        url=found.url,
        published_at=max(instants, default=at(found.day, USUAL_TIME)),
        category=PROJECTIONS,
        dots=tuple(map(str, found.medians)),
        dots_change_bp=found.change_bp,
    )


def _key(page: Page) -> str:
    """A page's address: the one it was asked at where that is a press release's, else what the page says it is."""
    if is_minutes(page):
        return read_minutes_page(page).url
    return press_url(page.url) or read_page(page).url or page.url


def _released_at(body: PressPage) -> datetime:
    """When a page came out by what it says itself; at the usual hour where it says none."""
    return at(body.day, body.clock or (USUAL_TIME if body.day.year >= 2013 else USUAL_TIME_BEFORE_2013))


def _event(key: str, item: FeedItem | None, body: PressPage | None, published_at: datetime, minutes: Mapping[str, MinutesPage]) -> Event:
    title = (item.title if item else "") or (body.title if body else "")
    envelope: dict[str, Any] = {"source": SOURCE_ID, "key": key, "title": title, "url": key, "published_at": published_at}
    paragraphs = body.paragraphs if body else ()
    title = plain(title)
    text = "\n\n".join(paragraphs) or None
    if body and not text and (_NOTE.search(title) or _is_statement(title)):
        raise ParseError("the page has no text, only links, perhaps to a PDF", source_id=SOURCE_ID, url=body.page_url)
    if _NOTE.search(title):
        return ImplementationNote(**envelope, **(asdict(read_note(text)) if text else {}), text=text)
    if _MINUTES.search(title):
        told = minutes.get(f"{ORIGIN}{body.minutes_path}") if body and body.minutes_path else None
        return Minutes(**envelope, meeting_on=meeting_in(title) or (told.meeting_on if told else None), **_said(told))
    if _is_statement(title) or _is_decision(key, title, text, body):
        if body and len(text or "") > LONGEST_STATEMENT:
            raise ContractError("the statement is implausibly long", source_id=SOURCE_ID, url=body.page_url)
        said: dict[str, Any] = {**read_statement(text, body.day)} if text and body else {}
        if body:
            said |= {"projections_url": body.projections_url, "press_conference_url": body.press_conference_url}
        return FomcStatement(**envelope, **said, text=text)
    category = _category(key, title, paragraphs, item)
    said = {"summary": paragraphs[0] if paragraphs else None, "key_sentences": key_sentences(paragraphs)}
    return PressRelease(**envelope, category=category, **said)


def _minutes_alone(key: str, minutes: MinutesPage) -> Minutes:
    """Minutes whose announcement was not read with them: they came out when their page says, at the usual hour."""
    day = minutes.meeting_on
    title = f"Minutes of the Federal Open Market Committee, {MONTHS[day.month - 1].capitalize()} {day.day}, {day.year}"
    published_at = at(minutes.released_on, USUAL_TIME)
    envelope: dict[str, Any] = {"source": SOURCE_ID, "key": key, "title": title, "url": key, "published_at": published_at}
    return Minutes(**envelope, meeting_on=day, **_said(minutes))


def _said(minutes: MinutesPage | None) -> dict[str, Any]:
    """What minutes say; nothing where they were not read."""
    if minutes is None:
        return {}
    return {"passages": tuple(map(str, in_minutes(minutes.paragraphs))), "tone": tone_of(minutes.paragraphs)}


def _is_statement(title: str) -> bool:
    return _STATEMENT.search(title) is not None and not _NO_STATEMENT.search(title)


def _is_decision(key: str, title: str, text: str | None, body: PressPage | None) -> bool:
    """Whether a release under another title (a joint one of 2008, a technical one of 2019) holds a decision of the Committee."""
    if text is None or body is None or len(text) > LONGEST_STATEMENT or _NO_STATEMENT.search(title) or _stem(key) in _NO_DECISIONS:
        return False
    if not re.search(r"\bFederal Open Market Committee\b|\bFOMC\b|\b[Tt]he Committee\b", text):
        return False
    said = read_statement(text, body.day)
    approved = re.search(r"\bCommittee (?:has )?(?:approved|decided|voted)\b", text)
    return said["decision"] is not None or (said["balance_sheet_action"] != "none" and approved is not None)


def _stem(key: str) -> str:
    """`monetary` of `.../monetary20260729a.htm`, `bcreg` of the older `.../press/bcreg/20160801a.htm`."""
    folder, _, name = urlsplit(key).path.rpartition("/")
    found = re.match(r"[a-z]*", name)
    return (found[0] if found else "") or (folder.rpartition("/")[2] if "/press/" in folder else "")


def _category(key: str, title: str, paragraphs: Sequence[str], item: FeedItem | None) -> str:
    """By title and text where they tell, else by the address, else by the feed's own category."""
    if _DISCOUNT_MINUTES.search(title):
        return "discount_rate_minutes"
    if _PROJECTIONS.search(title):
        return PROJECTIONS
    if measure := measure_of(title, paragraphs, _stem(key) or ("monetary" if "/monetary/" in key else "")):
        return measure
    by_path = "monetary" if "/monetary/" in key else None
    return _CATEGORIES.get(_stem(key)) or by_path or _FEED_CATEGORIES.get(item.category if item else "", "other")


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fed",
    hosts=frozenset({"www.federalreserve.gov", "federalreserve.gov"}),
    paths=("/feeds/press_all.xml",),
    plan=PollPlan(
        every=timedelta(minutes=2),
        windows=(
            Window(
                at=time(14),
                every=timedelta(seconds=1),
                lead=timedelta(0),
                length=timedelta(minutes=1),
                least=timedelta(minutes=1),
                release=FOMC_STATEMENT,
            ),
            Window(
                at=time(14),
                every=timedelta(seconds=2),
                length=timedelta(minutes=5),
                least=timedelta(minutes=1),  # the projections may be in the feed before the statement
                release=FOMC_STATEMENT,
            ),
            Window(at=time(14), every=timedelta(seconds=4), length=timedelta(minutes=5), release=FOMC_MINUTES),
            Window(at=time(14), every=timedelta(seconds=4), length=timedelta(minutes=3)),
            Window(at=time(8, 30), every=timedelta(seconds=4), length=timedelta(minutes=3)),
            Window(at=time(10), every=timedelta(seconds=4), length=timedelta(minutes=3)),
            Window(at=time(16, 30), every=timedelta(seconds=4), length=timedelta(minutes=3)),
        ),
    ),
    overdue_after=timedelta(days=21),
    parse=parse,
    follow=follow,
    measure=measure,
    reach=timedelta(days=7),
    past_since=press_past.past_since,
    parse_past=parse,
    item_pages=True,
)
