"""The pictures are PNGs of the promised size with something drawn in them."""

import struct
import zlib
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from bot.evidence.closes import Closes
from bot.evidence.pictures import HOURS, closes_on, paths
from bot.render import pictures


def shades(png: bytes) -> int:
    """How many different bytes the pixels have; checks that it is a PNG of 1200 by 675."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (1200, 675)
    data, place = b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        data += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    return len(set(zlib.decompress(data)))


def test_event_time():
    band = pictures.Band(HOURS, [-abs(h) / 10 for h in HOURS], [0.0] * len(HOURS), [abs(h) / 10 for h in HOURS])
    assert shades(pictures.event_time("BTC around decisions", 62, band, band)) > 20


def test_reliability():
    assert shades(pictures.reliability([{"claimed": 0.4, "rose": 0.43, "ci95": [0.35, 0.51], "n": 147}])) > 20


def test_balance_sheet_with_a_hole_in_the_prices():
    days = [date(2025, 1, 1) + timedelta(weeks=i) for i in range(4)]
    assert (
        shades(pictures.balance_sheet(days, [7.0, 6.9, 6.8, 6.9], [1e4, None, 2e4, 3e4], ["tightening", "tightening", "pivot", "neutral"]))
        > 20
    )


def test_runs_of_regimes_end_where_the_next_begins():
    days = [date(2025, 1, day) for day in (1, 8, 15, 22)]
    assert pictures._stretches(days, ["tightening", "tightening", "pivot", "neutral"]) == [
        (days[0], days[2], "tightening"), (days[2], days[3], "pivot"), (days[3], days[3], "neutral"),
    ]  # fmt: skip


def test_paths_start_from_nothing_at_the_publication():
    start = datetime(2024, 1, 1, tzinfo=UTC)
    at = round(start.timestamp()) + 3600 * np.arange(24 * 200, dtype=np.int64)
    closes = Closes("BTC", "hourly", at, np.linspace(100, 200, len(at)))
    around, ordinary = paths([start + timedelta(days=100, hours=18), start + timedelta(days=142, hours=18)], closes)
    zero = HOURS.index(0)
    assert (around.low[zero], around.median[zero], around.high[zero]) == (0.0, 0.0, 0.0)
    assert around.median[-1] > 0 > around.median[0]
    assert len(around.median) == len(ordinary.median) == 97


def test_closes_on_days():
    at = round(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) + 3600 * np.arange(48, dtype=np.int64)
    closes = Closes("BTC", "hourly", at, np.arange(48.0))
    assert closes_on(closes, [date(2025, 1, 1), date(2025, 3, 1)]) == [pytest.approx(24.0), None]
    assert closes_on(None, [date(2025, 1, 1)]) == [None]
