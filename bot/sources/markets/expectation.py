"""What is priced in for the Committee's next decisions, by two venues that confirm each other: to compute with, never shown as a series.

Kalshi and Polymarket, keyless. Hourly, each minute in the twenty before a decision, and again twenty minutes after it, for what is priced
in for the meeting after. bot/sources/markets/quotes.py has the sums, bot/assessing/expectation.py what is known of them at a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from urllib.parse import urlsplit

from bot.calendars.releases import FOMC_STATEMENT
from bot.source import Expectation, Page, PollPlan, Readings, Source, Window, unmeasured
from bot.sources.markets import kalshi, polymarket
from bot.sources.markets.venue_page import SOURCE_ID
from rules.event import Event

MINUTE = timedelta(minutes=1)


def expectations(page: Page) -> Readings[Expectation]:
    """What a page says is priced in, meeting by meeting; a page is told apart by its path. Raises ParseError and ContractError."""
    is_kalshi = urlsplit(page.url).path.startswith("/trade-api/") or page.body.lstrip()[:1] == b"{"
    return kalshi.expectations(page) if is_kalshi else polymarket.expectations(page)


def parse(pages: Sequence[Page]) -> list[Event]:
    """No events: quotes are no publications. Raises what `expectations` raises."""
    for page in pages:
        expectations(page)
    return []


SOURCE = Source(
    id=SOURCE_ID,
    publisher="kalshi",
    publishers={"api.elections.kalshi.com": "kalshi", "gamma-api.polymarket.com": "polymarket"},
    hosts=frozenset({"api.elections.kalshi.com", "gamma-api.polymarket.com"}),
    paths=(kalshi.URL, polymarket.URL),
    plan=PollPlan(
        every=timedelta(hours=1),
        windows=(
            Window(at=time(13, 40), every=MINUTE, lead=timedelta(0), length=20 * MINUTE, release=FOMC_STATEMENT),
            Window(at=time(14, 20), every=MINUTE, lead=timedelta(0), length=2 * MINUTE, release=FOMC_STATEMENT),
        ),
        rest=MINUTE,
    ),
    overdue_after=timedelta(hours=6),
    parse=parse,
    measure=unmeasured,
    expectations=expectations,
)
