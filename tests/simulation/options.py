"""Deribit: the volatility index by the hour and the open options, both as they stood six times a day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

from tests.contract import options_body
from tests.simulation.days import DAY, FIRST, LAST, at
from tests.simulation.desk import midnights
from tests.simulation.script import Address, Part, Query
from tests.simulation.values import chance

HOST = "www.deribit.com"
INDEX, BOOK = "/api/v2/public/get_volatility_index_data", "/api/v2/public/get_book_summary_by_currency"
HOUR = timedelta(hours=1)
SNAPSHOTS = tuple(time(hour, 7) for hour in range(0, 24, 4))
SINCE, UNTIL = date(2026, 1, 19), date(2026, 2, 16)
"""Four weeks, with the outage of three days."""
LEVELS = {"BTC": 42.0, "ETH": 65.0}


def options_part() -> Part:
    """Figures to compute with are no events: the part has addresses alone."""
    changes = [datetime.combine(FIRST + number * DAY, clock, UTC) for number in range(-2, (LAST - FIRST).days + 3) for clock in SNAPSHOTS]

    def snapshot(now: datetime) -> datetime:
        """When the answers last changed: the exchange's clock stands still between."""
        return changes[bisect_right(changes, now) - 1]

    def index(now: datetime, query: Query) -> bytes:
        currency, answered_at = query["currency"], snapshot(now)
        start, end = (datetime.fromtimestamp(int(query[name]) / 1000, UTC) for name in ("start_timestamp", "end_timestamp"))
        hours = []
        while start < end and start <= answered_at:
            close = round(LEVELS[currency] + chance("volatility", currency, start).uniform(-4, 4), 2)
            hours.append([int(start.timestamp()) * 1000, close, close + 1, close - 1, close])
            start += HOUR
        return options_body.index(*hours, answered_at=answered_at)

    def book(now: datetime, query: Query) -> bytes:
        currency, answered_at = query["currency"], snapshot(now)
        puts = chance("puts", currency, answered_at).uniform(45, 90)
        return options_body.book(round(puts, 1), 100.0, currency, answered_at=answered_at)

    addresses = [Address(host=HOST, path=path, body=body, changes=changes) for path, body in ((INDEX, index), (BOOK, book))]
    since, until, wakes = at(SINCE, "00:00"), at(UNTIL, "00:00"), sorted([*changes, *midnights()])
    return Part(source="market.options", facts=(), addresses=addresses, wakes=wakes, since=since, until=until)
