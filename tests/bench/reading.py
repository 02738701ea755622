"""Reading a statement's page against parsing the same page with the HTML library alone, and the whole way to a queued alert."""

from __future__ import annotations

import dataclasses
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count

from selectolax.lexbor import LexborHTMLParser

from bot import render
from bot.assessing.known import Known, assessed
from bot.fomc import diff, stance
from bot.model import LANGUAGES, Alert, Subject
from bot.polling.compose import compose
from bot.source import Page
from bot.sources.board.press_release import SOURCE, parse
from bot.store import Store, open_store
from rules.document import load_rulebook
from rules.event import FomcStatement
from rules.ledger import shipped_ledger
from rules.model import Assessment
from tests.bench.figures import Figure, Found
from tests.contract.press_body import VOTED, page

ROUNDS = 40
MOST = 3.0
MENU = 400
"""Entries of the site's menu: a page of the Board's had 81 kB in 2026, of which 4 kB were the statement, and some 1,700 tags in 2022."""
DECIDED = "In support of its aims, the Committee decided to {} the target range for the federal funds rate {} percent."
ECONOMY = """
Signs from many parts of the country say that the economy grew at a fair pace this spring. Firms took on fewer people than a year
ago, and the share of those without work went up a little. Prices rose faster than the Committee would like, above all of services.

The Committee aims at work for as many as can be and at prices that rise by 2 percent a year. What lies ahead is uncertain. The
Committee keeps an eye on the risks on both sides of its mandate.
"""
OUTLOOK = """
What comes next hangs on the data, on the outlook and on the balance of risks. The Committee means to bring inflation to 2 percent.

The Committee will watch what new figures mean for the outlook. It would change its stance if risks came up that stood in the way.
It looks at many things: at work and wages, at prices and what people expect of them, at markets here and abroad.
"""
AMPLE = (
    "The Committee judges reserve balances to have fallen to ample levels and will initiate purchases of shorter-term Treasury securities."
)
CUT = DECIDED.format("lower", "by 1/4 percentage point to 3-1/2 to 3-3/4")
HELD = DECIDED.format("maintain", "at 3-3/4 to 4")
TEXT = (*ECONOMY.strip().split("\n\n"), CUT, *OUTLOOK.strip().split("\n\n"), AMPLE, VOTED)
BEFORE = (*ECONOMY.replace("fair", "slow").strip().split("\n\n"), HELD, "The Committee will continue reducing its holdings.", VOTED)
URL = "https://www.federalreserve.gov/newsevents/pressreleases/monetary20310618a.htm"


def large(made: Page) -> Page:
    """The page with a menu that makes it as large as the Board's own."""
    entries = (
        f'<li class="menu__item menu__item--second" role="none"><a class="menu__link menu__link--second" role="menuitem" tabindex="-1" '
        f'href="/aboutthefed/section/{n}.htm">Entry {n} of the menu</a></li>\n'
        for n in range(MENU)
    )
    return dataclasses.replace(made, body=made.body.replace(b"<nav>", f"<nav><ul>{''.join(entries)}</ul>".encode()))


STATEMENT = large(page(*TEXT, day="June 18, 2031", url=URL, says=None))
EARLIER = page(*BEFORE)


def fresh() -> Iterator[Page]:
    """The page again and again, each time as if it were not known yet."""
    return (dataclasses.replace(STATEMENT, etag=str(n)) for n in count())


Told = tuple[FomcStatement, Assessment, Mapping[str, str], Alert | None, datetime]


def telling() -> Callable[[Page], Told]:
    """The way from a page to an alert that is ready for the outbox, as a poll goes it."""
    rulebook, ledger, [earlier] = load_rulebook(), shipped_ledger(), parse([EARLIER])

    def tell(read: Page) -> Told:
        diff.changes.cache_clear()
        stance.tone.cache_clear()
        [event] = parse([read])
        event = dataclasses.replace(event, key=f"{event.key}#{read.etag}")
        known = Known(
            history=[earlier], ledger=ledger.before(event.published_at), operations=[], balance_sheet=None,
            mechanisms=(), all_mechanisms=True, correlation_60d=None, disputed=(),
        )  # fmt: skip
        measured, assessment = assessed(event, SOURCE, known, rulebook)
        assert isinstance(measured, FomcStatement)
        subject = Subject(event=measured, assessment=assessment, statement_before=earlier)
        texts = {lang: render.alert(subject, rulebook, lang) for lang in LANGUAGES}
        now = event.published_at + timedelta(seconds=3)
        return measured, assessment, texts, compose(measured, assessment, texts, now=now), now

    return tell


def queueing(store: Store) -> Callable[[Page], int]:
    """The whole way, the transaction on the disk among it."""
    tell = telling()

    def queue(read: Page) -> int:
        event, assessment, texts, alert, now = tell(read)
        return store.commit(event, assessment, alert, now, texts=texts)

    return queue


@contextmanager
def a_store() -> Iterator[Store]:
    """A real store on disk, for as long as it is asked."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        try:
            yield store
        finally:
            store.close()


def medians(*calls: Callable[[Page], object]) -> list[float]:
    """The median milliseconds of CPU of each call on a page that it has not seen; the calls take turns."""
    pages = fresh()
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, spent in zip(calls, times, strict=True):
            read = next(pages)
            began = time.process_time()
            call(read)
            spent.append(1e3 * (time.process_time() - began))
    return [statistics.median(spent) for spent in times]


def table() -> Found:
    """The table, and the reading beside the HTML library."""
    with a_store() as store:
        library, events, told, queued = medians(
            lambda read: LexborHTMLParser(read.body), lambda read: parse([read]), telling(), queueing(store)
        )
    ratio = events / library
    lines = [
        f"A statement's page of {len(STATEMENT.body) / 1000:.0f} kB, as large as the Board's; CPU time in milliseconds.",
        "",
        "| from page bytes to | ms | of the library alone |",
        "|---|---|---|",
        f"| a tree, by the HTML library alone | {library:.2f} | 1 |",
        f"| the event with its facts | {events:.2f} | {ratio:.1f} |",
        f"| an alert in both languages, the wording compared | {told:.2f} | {told / library:.1f} |",
        f"| the alert in the outbox, on the disk | {queued:.2f} | {queued / library:.1f} |",
        "",
        f"At most {MOST:g} wanted for the facts. The rest is comparing the wording, two messages and a transaction on the disk.",
    ]
    return "\n".join(lines), [
        Figure(
            what="a statement's facts from its page",
            unit="ms",
            ours=events,
            beside="a tree by the library",
            theirs=library,
            most=MOST,
        ),
    ]


def is_read(event: object) -> bool:
    """Whether the page gave what the bench wants it to."""
    return isinstance(event, FomcStatement) and (event.decision, event.balance_sheet_action) == ("lower", "purchases_start")
