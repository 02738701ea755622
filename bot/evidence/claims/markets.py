"""The article's figures of markets: the correlation with equities, the surge on the turn, the value of all crypto."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd

from bot.calendars.newyork import NEW_YORK, at
from bot.codec import instant
from bot.evidence.claims.data import ABOUT, MID_DECEMBER, YEAR_2025, Data, variants_of, verdict
from rules.claims import CLAIMED, Claim, Variant

SESSIONS = 60
SINCE = date(2024, 7, 1)
"""Sessions from before it are in no window that ends in 2025."""
FIRST_WINDOW = date(2024, 10, 4)
"""The first window of 60 sessions that ends in 2025 begins here."""
HORIZONS = (1, 4, 24, 72, 168, 720)
PIVOTS = {"purchases": date(2025, 12, 10), "end-of-run-off": date(2025, 10, 29)}
"""The two announcements of late 2025 that the article may mean."""
Found = tuple[float | None, str]
"""A value, and the day it is of."""


def correlation_60d(data: Data) -> Claim:
    """The largest 60-session correlation of 2025."""
    btc, eth = _sessions(data, "BTC", time(16)), _sessions(data, "ETH", time(16))
    midnight = _sessions(data, "BTC", None)
    main, main_at = _largest(_rolling(btc, SESSIONS))

    def reaches(value: float) -> bool:
        return value >= CLAIMED["correlation-60d"]

    asked = {
        "calendar-days": _largest(_rolling(btc, "60D")),
        "midnight": _largest(_rolling(midnight, SESSIONS)),
        "calendar-days-midnight": _largest(_rolling(midnight, "60D")),
        "ether": _largest(_rolling(eth, SESSIONS)),
        "half": _largest(_rolling(btc, SESSIONS // 2)),
        "last": _last(_rolling(btc, SESSIONS)),
        "median": _median(_rolling(btc, SESSIONS)),
    }
    variants = variants_of((Variant(name, *found) for name, found in asked.items()), reaches)
    return Claim(id="correlation-60d", measured=main, at=main_at, verdict=verdict(main, reaches, variants), variants=variants)


def pivot_surge(data: Data) -> Claim:
    """Bitcoin after the two announcements of late 2025."""

    def reaches(value: float) -> bool:
        return value >= CLAIMED["pivot-surge"]

    start = at(PIVOTS["purchases"], time(14))
    main = data.change("BTC", start, start + timedelta(hours=24))
    variants = variants_of(_after_pivots(data), reaches)
    return Claim(id="pivot-surge", measured=main, at=instant(start), verdict=verdict(main, reaches, variants), variants=variants)


def _after_pivots(data: Data) -> Iterator[Variant]:
    for name, day in PIVOTS.items():
        begins = at(day, time(14))
        for hours in HORIZONS:
            yield Variant(name, data.change("BTC", begins, begins + timedelta(hours=hours)), str(day), str(hours))
        yield _highest(data, name, begins, str(day))


def _highest(data: Data, name: str, begins: datetime, day: str) -> Variant:
    """The largest rise at the end of any hour of the seven days after."""
    moments = [begins + timedelta(hours=hour) for hour in range(169)]
    first, *later = data.prices_at("BTC", moments)
    rises = [(100.0 * (price / first - 1.0), moment) for price, moment in zip(later, moments[1:], strict=True) if first and price]
    if not rises:
        return Variant(f"{name}-highest", None, day)
    value, moment = max(rises)
    return Variant(f"{name}-highest", value, instant(moment))


def market_cap_drop(data: Data) -> Claim:
    """The value of all crypto over 2025, from January to the last month at hand."""

    def falls(value: float) -> bool:
        return value <= CLAIMED["market-cap-drop"] * (1 - ABOUT)

    start, end = at(YEAR_2025[0], time(0)), at(date(2025, 12, 1), time(0))
    asked = [Variant("bitcoin-alone", data.change("BTC", start, end), "2025-12-01")]
    main, last = None, ""
    months = _months(data)
    if len(months) > 1:
        first, main = months[0][1], _percent(months[0][1], months[-1][1])
        last = str(months[-1][0])
        low = min(months, key=lambda item: item[1])
        peak = max((item for item in months if item[0] <= low[0]), key=lambda item: item[1])
        asked.insert(0, Variant("to-the-lowest-month", _percent(first, low[1]), str(low[0])))
        asked.insert(1, Variant("from-the-highest-month", _percent(peak[1], low[1]), str(low[0]), str(peak[0])))
    variants = variants_of(asked, falls)
    return Claim(id="market-cap-drop", measured=main, at=last, verdict=verdict(main, falls, variants), variants=variants)


def _months(data: Data) -> list[tuple[date, float]]:
    """The value of all crypto on the first of the months of 2025; nothing where January is not at hand."""
    days = [((price.at - timedelta(days=1)).date(), price.close) for price in data.prices if price.asset == "CRYPTO"]
    found = [(day, value) for day, value in days if YEAR_2025[0] <= day <= YEAR_2025[1]]
    return found if found and found[0][0].month == 1 else []


def _percent(first: float, last: float) -> float:
    return 100.0 * (last / first - 1.0)


def _sessions(data: Data, asset: str, clock: time | None) -> pd.DataFrame:
    """An asset and the S&P 500 by session: at a New York clock time, or at the midnight UTC after it."""
    closes = {
        price.at.astimezone(NEW_YORK).date(): price.close for price in data.prices if price.asset == "SP500" and price.at.date() >= SINCE
    }
    moments = [at(day, clock) if clock else datetime.combine(day + timedelta(days=1), time(0), tzinfo=UTC) for day in closes]
    rows = {"asset": data.prices_at(asset, moments), "index": list(closes.values())}
    frame = pd.DataFrame(rows, index=pd.DatetimeIndex(list(closes)), dtype="float64").sort_index().dropna()
    is_whole = len(frame) and frame.index[0].date() <= FIRST_WINDOW and frame.index[-1].date() >= MID_DECEMBER
    return frame if is_whole else frame.iloc[:0]


def _rolling(frame: pd.DataFrame, window: int | str) -> pd.Series[float]:
    """The rolling correlation of daily log returns, the days of 2025."""
    if frame.empty:
        return pd.Series(dtype="float64")
    returns = pd.DataFrame(np.log(frame / frame.shift(1)), index=frame.index).dropna()
    found = returns["asset"].rolling(window, min_periods=None if isinstance(window, int) else SESSIONS // 2).corr(returns["index"])
    return found[(found.index >= pd.Timestamp(YEAR_2025[0])) & (found.index <= pd.Timestamp(YEAR_2025[1]))].dropna()


def _largest(found: pd.Series[float]) -> Found:
    return (float(found.max()), f"{found.idxmax():%Y-%m-%d}") if len(found) else (None, "")


def _last(found: pd.Series[float]) -> Found:
    return (float(found.iloc[-1]), f"{found.index[-1]:%Y-%m-%d}") if len(found) else (None, "")


def _median(found: pd.Series[float]) -> Found:
    return (float(found.median()), "2025") if len(found) else (None, "")
