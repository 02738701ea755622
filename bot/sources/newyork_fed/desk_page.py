"""The New York Fed's pages on its trading desk, read to text: one operating policy statement, or the table of planned purchases.

What is recorded are words of 2007 to 2022 in markup that is not the publisher's, and that the table of purchases has one period a row
(`12/12/2025 -`, a line break, `1/14/2026`). So the markup may be anything, and the words must be right: a page without them is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.fomc.text import MONTH, MONTHS, plain
from bot.source import Page
from bot.sources.fed_page import blocks_of, refused, tree_of

SOURCE_ID = "nyfed.desk_statement"
ORIGIN = "https://www.newyorkfed.org"
DETAILS = "/markets/domestic-market-operations/monetary-policy-implementation/treasury-securities/treasury-securities-operational-details"
STATEMENTS = "/markets/opolicy/operating_policy_"
FIRST_CENTURY = 2000
"""Statements stand on the site since this century began; their addresses give the year in two digits."""

_STATEMENT_PATH = re.compile(rf"^{STATEMENTS}(\d\d)(\d\d)(\d\d)([a-z]?)(?:\.html)?$")
_DATE = re.compile(rf"^(?:Released |Effective )?({MONTH}) (\d{{1,2}}), (\d{{4}})\.?$")
_CLOCK = re.compile(r"\bFor release at (\d{1,2})(?::(\d\d))? ?([ap])\.? ?m", re.I)
_TITLE = re.compile(r"^(?:Statement|Announcement|Update|Notice)\b.{10,}")
_SITE_NAME = re.compile(r"\s+[-|]\s+(?:FEDERAL RESERVE BANK of NEW YORK|New York Fed)\b.*$", re.I)
_FOOT = re.compile(
    r"^(?:By continuing to use our site|Related (?:New York Fed )?Content|Contact$|Media Relations|FAQs?:|Last (?:update|reviewed))", re.I
)
_DETAILS_WORDS = re.compile(r"\bTreasury Securities Operational Details\b|\bPlanned Purchase Amount", re.I)
SHORTEST, LONGEST = 40, 5_000
"""Characters of a paragraph: what is shorter is a heading, a link or a label, what is longer is read so far."""
_NO_NUMBER = re.compile(r"\d{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """A statement as its page shows it. `clock` is New York's; None where the page gives no time."""

    title: str
    issued_on: date
    clock: time | None
    paragraphs: tuple[str, ...]


def is_statement(page: Page) -> bool:
    """Whether a page is a statement: by its address, or, of a file, by its not being the page of planned purchases."""
    if statement_path(page.url) is not None or "://" in page.url:
        return statement_path(page.url) is not None
    return not _DETAILS_WORDS.search(page.body.decode("utf-8", errors="replace"))


def statement_path(link: str) -> str | None:
    """The path of a statement without its `.html`, whatever host or scheme it was reached by; None for a link to something else."""
    try:
        path = urlsplit(link.strip()).path
    except ValueError:
        return None
    return path.removesuffix(".html") if _STATEMENT_PATH.match(path) else None


def address_of(day: date) -> str:
    """The path of a day's first statement."""
    return f"{STATEMENTS}{day:%y%m%d}"


def day_in(path: str) -> date | None:
    """The day that a statement's address names."""
    found = _STATEMENT_PATH.match(path)
    return _date(FIRST_CENTURY + int(found[1]), int(found[2]), int(found[3])) if found else None


def read_statement(page: Page) -> StatementPage:
    """Read a statement: its title, the date under it, and the paragraphs down to the page's foot.

    Raises ParseError when the body is empty, cut, not HTML, or holds no statement.
    """
    tree = tree_of(page, SOURCE_ID)
    texts = _texts(page, tree)
    dated = next((index for index, text in enumerate(texts) if _DATE.match(text)), None)
    headed = next((index for index, text in enumerate(texts) if _TITLE.match(text)), None)
    begins = dated if dated is not None else headed
    day = _day_of(texts[dated]) if dated is not None else day_in(statement_path(page.url) or "")
    if begins is None or day is None:
        raise refused(page, "this is no statement of the Desk: it has neither a title nor a date", SOURCE_ID)
    paragraphs = tuple(_paragraphs(texts[begins + 1 :]))
    if not paragraphs:
        raise refused(page, "this is no statement of the Desk yet: it has no paragraph", SOURCE_ID)
    return StatementPage(title=_title(tree, texts, headed), issued_on=day, clock=_clock(texts), paragraphs=paragraphs)


def details_of(page: Page) -> str:
    """The text of the page of planned purchases, its table's cells apart by ` ¦ `.

    Raises ParseError when the body is empty, cut, not HTML, or another page.
    """
    tree = tree_of(page, SOURCE_ID)
    text = " ¦ ".join(_texts(page, tree))
    if not _DETAILS_WORDS.search(text):
        raise refused(page, "this is not the page of planned purchases: it does not name them", SOURCE_ID)
    return text


def statements_linked(page: Page) -> list[str]:
    """The paths of the statements that a page links to, in its order, each once."""
    tree = tree_of(page, SOURCE_ID)
    found = (statement_path(link.attributes.get("href") or "") for link in tree.css("a[href]"))
    return list(dict.fromkeys(path for path in found if path))


def _texts(page: Page, tree: LexborHTMLParser) -> list[str]:
    root = tree.css_first("main") or tree.body
    texts = [plain(text[:LONGEST]) for text, _ in blocks_of(root)] if root else []
    if any(_NO_NUMBER.search(text) for text in texts):
        raise refused(page, "a number of sixteen digits stands in the text", SOURCE_ID)
    return texts


def _title(tree: LexborHTMLParser, texts: Sequence[str], headed: int | None) -> str:
    """The headline above the text, else the page's own title without the site's name."""
    if headed is not None:
        return texts[headed]
    node = tree.css_first("title")
    stated = _SITE_NAME.sub("", plain(node.text())) if node is not None else ""
    return stated or "Operating policy statement"


def _paragraphs(texts: Sequence[str]) -> list[str]:
    foot = next((index for index, text in enumerate(texts) if _FOOT.match(text)), len(texts))
    return [text for text in texts[:foot] if len(text) >= SHORTEST and not _DATE.match(text)]


def _clock(texts: Sequence[str]) -> time | None:
    found = next((match for text in texts if (match := _CLOCK.search(text))), None)
    return clock_of(found[1], found[2] or "0", found[3]) if found else None


def clock_of(hour: str, minute: str, half: str) -> time | None:
    """`3`, `00` and `p` as 15:00; None where that is no time of day."""
    if not (1 <= int(hour) <= 12 and int(minute) < 60):
        return None
    return time(int(hour) % 12 + (12 if half.lower() == "p" else 0), int(minute))


def _day_of(text: str) -> date | None:
    found = _DATE.match(text)
    return _date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2])) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
