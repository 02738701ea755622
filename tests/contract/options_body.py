"""Deribit's answers in the form that programs which read them describe; the figures are made for these tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.source import Page

HOST = "https://www.deribit.com/api/v2/public"
BOOK_URL = f"{HOST}/get_book_summary_by_currency?currency=BTC&kind=option"
INDEX_URL = f"{HOST}/get_volatility_index_data?currency=BTC&start_timestamp=0&end_timestamp=9&resolution=3600"
ANSWERED = datetime(2026, 9, 16, 18, 10, 30, tzinfo=UTC)


def answer(result: Any, answered_at: datetime = ANSWERED, **more: Any) -> bytes:
    """The envelope around a result."""
    at = int(answered_at.timestamp()) * 1_000_000
    return json.dumps({"jsonrpc": "2.0", "result": result, "usIn": at - 200, "usOut": at, "usDiff": 200, "testnet": False, **more}).encode()


def hour(hour: int, close: float, day: int = 16) -> list[Any]:
    """An hour of the volatility index that begins then."""
    return [int(datetime(2026, 9, day, hour, tzinfo=UTC).timestamp()) * 1000, close - 0.5, close + 1, close - 1, close]


def index(*hours: list[Any], **more: Any) -> bytes:
    return answer({"data": list(hours), "continuation": None}, **more)


def option(name: str, open_interest: float) -> dict[str, Any]:
    return {"instrument_name": name, "open_interest": open_interest, "mark_iv": None, "bid_price": None, "underlying_price": 111_000.5}


def book(puts: float = 60.0, calls: float = 100.0, currency: str = "BTC", **more: Any) -> bytes:
    rows = [
        option(f"{currency}-25SEP26-90000-P", puts - 5),
        option(f"{currency}-1OCT26-120000-C", calls),
        option(f"{currency}-25SEP26-80000-P", 5.0),
    ]
    return answer(rows, **more)


def page(body: bytes, url: str = BOOK_URL, fetched_at: datetime | None = ANSWERED) -> Page:
    return Page(url, body, fetched_at=fetched_at)
