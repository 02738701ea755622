"""The source article's figures beside what the data say. docs/evidence.md states each method; it was written before the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from bot.evidence.closes import Closes, closes_of
from bot.newyork import NEW_YORK, at
from bot.record import instant
from bot.source import Price
from rules.event import BalanceSheet, Event, FomcStatement, RepoOperation
from rules.ledger import PolicyLedger, shipped_ledger

Verdict = Literal["holds", "partly", "fails", "unknown"]
ABOUT = 0.10
"""A figure that is claimed as about so much is met within a tenth of it."""
SESSIONS = 60
HORIZONS = (1, 4, 24, 72, 168, 720)
BN = 1e9
PIVOTS = {"2025-12-10": "purchases announced", "2025-10-29": "end of run-off announced"}
YEAR_2025 = (date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True, slots=True)
class Variant:
    """The same question asked in another way."""

    variant: str
    value: float | None
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One figure of the article, what was measured, and how."""

    id: str
    claimed: str
    claimed_value: float
    measured: float | None
    unit: str
    method: str
    series: tuple[str, ...]
    at: str = ""
    verdict: Verdict
    why: str
    sensitivity: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Data:
    """What claims are measured from."""

    events: Sequence[Event]
    closes: Mapping[str, Closes]
    prices: Sequence[Price]
    ledger: PolicyLedger = field(default_factory=shipped_ledger)

    def price(self, asset: str, moment: datetime) -> float | None:
        """The close known at an instant."""
        closes = self.closes.get(asset)
        if closes is None:
            return None
        place = int(closes.known(np.array([round(moment.timestamp())], dtype=np.int64))[0])
        return float(closes.close[place]) if place >= 0 else None

    def change(self, asset: str, start: datetime, end: datetime) -> float | None:
        """The change of an asset's price in percent."""
        first, last = self.price(asset, start), self.price(asset, end)
        return None if first is None or last is None else 100.0 * (last / first - 1.0)

    def sheet(self, as_of: date) -> BalanceSheet | None:
        """The balance sheet of a Wednesday."""
        return next((event for event in reversed(self.events) if isinstance(event, BalanceSheet) and event.as_of == as_of), None)


def ledger(events: Iterable[Event], prices: Sequence[Price]) -> list[dict[str, Any]]:
    """All claims measured, as the contract's objects."""
    hourly = {closes.asset: closes for closes in reversed(closes_of([p for p in prices if p.asset in ("BTC", "ETH")]))}
    data = Data(list(events), hourly, prices)
    return [claim_json(measure(data)) | {"as_of": _as_of(data)} for measure in CLAIMS]


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim as JSON, figures with three decimals."""
    return {
        "id": claim.id,
        "claimed": claim.claimed,
        "claimed_value": claim.claimed_value,
        "measured": _rounded(claim.measured),
        "unit": claim.unit,
        "at": claim.at,
        "method": claim.method,
        "series": list(claim.series),
        "verdict": claim.verdict,
        "why": claim.why,
        "sensitivity": [{"variant": v.variant, "value": _rounded(v.value), "at": v.at} for v in claim.sensitivity],
    }


def correlation_60d(data: Data) -> Claim:
    """The largest 60-session correlation of 2025."""
    btc, eth = _sessions(data, "BTC", time(16)), _sessions(data, "ETH", time(16))
    midnight = _sessions(data, "BTC", None)
    main, main_at = _largest(_rolling(btc, SESSIONS))
    variants = [
        Variant("60 calendar days, BTC at 16:00 New York", *_largest(_rolling(btc, "60D"))),
        Variant("60 sessions, BTC at 00:00 UTC after the session", *_largest(_rolling(midnight, SESSIONS))),
        Variant("60 calendar days, BTC at 00:00 UTC", *_largest(_rolling(midnight, "60D"))),
        Variant("60 sessions, ETH at 16:00 New York", *_largest(_rolling(eth, SESSIONS))),
        Variant("30 sessions, BTC at 16:00 New York", *_largest(_rolling(btc, SESSIONS // 2))),
        Variant("the last session of 2025, 60 sessions", *_last(_rolling(btc, SESSIONS))),
        Variant("median of 2025, 60 sessions", *_median(_rolling(btc, SESSIONS))),
    ]
    reached = [v for v in variants if v.value is not None and v.value >= 0.72]
    return Claim(
        id="correlation-60d",
        claimed="The 60-day correlation of Bitcoin and the S&P 500 reached 0.72 in 2025.",
        claimed_value=0.72,
        measured=main,
        unit="correlation",
        at=main_at,
        method="largest in 2025 of the correlation of daily log returns over 60 sessions; BTC at 16:00 New York, S&P 500 closes",
        series=("BTC hourly", "S&P 500 daily close"),
        verdict=_verdict(main, lambda value: value >= 0.72, bool(reached)),
        why="reached by the stated method" if main is not None and main >= 0.72 else _reached_by(reached),
        sensitivity=tuple(variants),
    )


def pivot_surge(data: Data) -> Claim:
    """Bitcoin after the two announcements of late 2025."""
    start = at(date(2025, 12, 10), time(14))
    main = data.change("BTC", start, start + timedelta(hours=24))
    variants = []
    for day, what in PIVOTS.items():
        begins = at(date.fromisoformat(day), time(14))
        for hours in HORIZONS:
            variants.append(Variant(f"{what}, {hours} h", data.change("BTC", begins, begins + timedelta(hours=hours)), day))
        variants.append(_highest(data, begins, what, day))
    high = [v for v in variants if v.value is not None and v.value >= 11]
    return Claim(
        id="pivot-surge",
        claimed="Bitcoin rose 11 % on the announcement of the turn (December 2025).",
        claimed_value=11.0,
        measured=main,
        unit="percent",
        at=instant(start),
        method="BTC's close known at 14:00 New York on 2025-12-10 and 24 hours later",
        series=("BTC hourly",),
        verdict=_verdict(main, lambda value: value >= 11, bool(high)),
        why=_reached_by(high),
        sensitivity=tuple(variants),
    )


def market_cap_drop(data: Data) -> Claim:
    """The value of all crypto over 2025."""
    months = [(price.at - timedelta(days=1), price.close) for price in data.prices if price.asset == "CRYPTO"]
    found = [(moment.date(), value) for moment, value in months if YEAR_2025[0] <= moment.date() <= YEAR_2025[1]]
    method = "CoinMarketCap's first 200 coins on the first of a month, from January 2025 to the last month at hand"
    start, end = at(YEAR_2025[0], time(0)), at(date(2025, 12, 1), time(0))
    bitcoin = Variant("BTC alone, 1 January to 1 December 2025", data.change("BTC", start, end), "2025-12-01")
    if len(found) < 2:
        variants: tuple[Variant, ...] = (bitcoin,)
        main, last = None, ""
    else:
        (_, first), main_at = found[0], found[-1]
        low = min(found, key=lambda item: item[1])
        peak = max((item for item in found if item[0] <= low[0]), key=lambda item: item[1])
        main, last = 100.0 * (main_at[1] / first - 1.0), str(main_at[0])
        variants = (
            Variant("to the lowest month of 2025", 100.0 * (low[1] / first - 1.0), str(low[0])),
            Variant(f"from the highest month before it ({peak[0]}) to the lowest", 100.0 * (low[1] / peak[1] - 1.0), str(low[0])),
            bitcoin,
        )
    fell = [v for v in variants if v.value is not None and v.value <= -15 * (1 - ABOUT)]
    return Claim(
        id="market-cap-drop",
        claimed="Tightening in 2025 took 15 % off the value of all crypto.",
        claimed_value=-15.0,
        measured=main,
        unit="percent",
        at=last,
        method=method,
        series=("market value of 200 coins, monthly", "BTC hourly"),
        verdict=_verdict(main, lambda value: value <= -15 * (1 - ABOUT), bool(fell)),
        why="the value rose from January to the last month at hand; " + (_reached_by(fell) if fell else "no variant fell by as much")
        if main is not None and main > 0
        else _reached_by(fell),
        sensitivity=variants,
    )


def purchase_pace(data: Data) -> Claim:
    """The monthly pace at which purchases of Treasuries restarted."""
    fact = next((f for f in data.ledger.facts if f.subject == "purchases" and f.announced_at.date() == date(2025, 12, 10)), None)
    main = fact.values["pace_usd_month"] / BN if fact else None
    variants = (
        Variant("Treasuries held, 2025-01-01 to 2025-04-02, per month", _held(data, date(2025, 1, 1), date(2025, 4, 2), 3), "2025-04-02"),
        Variant("Treasuries held, 2025-12-10 to 2026-01-07", _held(data, date(2025, 12, 10), date(2026, 1, 7)), "2026-01-07"),
        Variant("Treasuries held, 2026-01-07 to 2026-02-04", _held(data, date(2026, 1, 7), date(2026, 2, 4)), "2026-02-04"),
        Variant("Treasuries held, 2026-02-04 to 2026-03-04", _held(data, date(2026, 2, 4), date(2026, 3, 4)), "2026-03-04"),
    )
    near = [v for v in variants if v.value is not None and abs(v.value - 35) <= 35 * ABOUT]
    return Claim(
        id="purchase-pace",
        claimed="Purchases of Treasuries restarted at $35bn a month (2025Q1 in one place, December 2025 in another).",
        claimed_value=35.0,
        measured=main,
        unit="billion USD a month",
        at="2025-12-10",
        method="the first monthly pace announced with the statement of 2025-12-10, from the policy ledger",
        series=("policy ledger: purchases", "H.4.1 Treasuries held outright"),
        verdict=_verdict(main, lambda value: abs(value - 35) <= 35 * ABOUT, bool(near)),
        why="nothing was bought in 2025Q1, when holdings fell; the programme of December 2025 began at about $40bn of bills a month"
        + ("; " + _reached_by(near) if near else ""),
        sensitivity=variants,
    )


def repo_size(data: Data) -> Claim:
    """The largest days of standing repos."""
    days = _repo_days(data, *YEAR_2025)
    main_at, main = max(days.items(), key=lambda item: item[1], default=(None, None))
    nearest = min(days, key=lambda day: abs(days[day] - 38), default=None)
    largest = sorted(days, key=lambda day: -days[day])[1:4]
    variants = tuple(Variant(f"day number {rank} by size", days[day], str(day)) for rank, day in enumerate(largest, 2))
    if nearest is not None:
        variants = (Variant("the day nearest to $38bn", days[nearest], str(nearest)), *variants)
    near = [v for v in variants if v.value is not None and abs(v.value - 38) <= 38 * ABOUT]
    return Claim(
        id="repo-size",
        claimed="A repo operation of $38bn.",
        claimed_value=38.0,
        measured=main,
        unit="billion USD",
        at=str(main_at or ""),
        method="the largest day's total of standing repos in 2025, all collateral and operations of the day",
        series=("NY Fed standing repo operations",),
        verdict=_verdict(main, lambda value: abs(value - 38) <= 38 * ABOUT, bool(near)),
        why=_reached_by(near) if near else "no day of 2025 is within a tenth of it",
        sensitivity=variants,
    )


def liquidity_45bn(data: Data) -> Claim:
    """What the first weeks of the programme added."""
    begins = date(2025, 12, 10)
    main = _held(data, begins, begins + timedelta(weeks=5))
    weeks = (3, 4, 6, 8)
    variants = [
        Variant(
            f"Treasuries held, {count} weeks", _held(data, begins, begins + timedelta(weeks=count)), str(begins + timedelta(weeks=count))
        )
        for count in weeks
    ]
    days = _repo_days(data, *YEAR_2025)
    if days:
        nearest = min(days, key=lambda day: abs(days[day] - 45))
        variants.append(Variant("standing repos, the day nearest to $45bn", days[nearest], str(nearest)))
    near = [v for v in variants if v.value is not None and abs(v.value - 45) <= 45 * ABOUT]
    return Claim(
        id="liquidity-45bn",
        claimed="$45bn of liquidity: by repos in one place, by purchases of Treasuries in another.",
        claimed_value=45.0,
        measured=main,
        unit="billion USD",
        at=str(begins + timedelta(weeks=5)),
        method="change of Treasuries held outright from 2025-12-10 over five weeks",
        series=("H.4.1 Treasuries held outright", "NY Fed standing repo operations"),
        verdict=_verdict(main, lambda value: abs(value - 45) <= 45 * ABOUT, bool(near)),
        why=_reached_by(near),
        sensitivity=tuple(variants),
    )


def balance_sheet_2023(data: Data) -> Claim:
    """Total assets at the start of 2023 and the end of 2025."""
    first, last = data.sheet(date(2023, 1, 4)), data.sheet(date(2025, 12, 31))
    main = first.total_assets_usd / 1e12 if first and first.total_assets_usd else None
    ended = last.total_assets_usd / 1e12 if last and last.total_assets_usd else None
    levels = {e.as_of: e.total_assets_usd / 1e12 for e in data.events if isinstance(e, BalanceSheet) and e.total_assets_usd}
    since_2022 = {day: value for day, value in levels.items() if day.year >= 2022}
    variants = [Variant("the last Wednesday of 2025", ended, "2025-12-31")]
    if since_2022:
        top = max(since_2022, key=lambda day: since_2022[day])
        near = max((day for day, value in since_2022.items() if day > top and value >= 8.7), default=None)
        variants.append(Variant("the peak", since_2022[top], str(top)))
        if near is not None:
            variants.append(Variant("the last week at $8.7tn or more", since_2022[near], str(near)))
    is_lower = main is not None and ended is not None and ended < main
    return Claim(
        id="balance-sheet-2023",
        claimed="The balance sheet was about $8.7tn at the start of 2023 and lower by the end of 2025.",
        claimed_value=8.7,
        measured=main,
        unit="trillion USD",
        at="2023-01-04",
        method="total assets on the first Wednesday of 2023, and on the last of 2025",
        series=("H.4.1 total assets",),
        verdict=_verdict(main, lambda value: abs(value - 8.7) <= 8.7 * ABOUT and is_lower, is_lower),
        why="about so much, a little less, and lower at the end" if is_lower else "not lower at the end",
        sensitivity=tuple(variants),
    )


def tightening_end(data: Data) -> Claim:
    """When run-off ended, and when the cuts of 2025 came."""
    end = next(
        (
            f
            for f in data.ledger.facts
            if f.subject == "runoff_caps" and f.values["treasury_usd_month"] == 0 and f.effective_on.year == 2025
        ),
        None,
    )
    main = float((end.effective_on - date(2025, 12, 1)).days) if end else None
    cuts = sorted({
        event.published_at.astimezone(NEW_YORK).date()
        for event in data.events
        if isinstance(event, FomcStatement) and event.decision == "lower" and event.published_at.year == 2025
    })  # fmt: skip
    variants = tuple(
        Variant(f"cut number {count} of 2025", float((day - date(2025, 12, 1)).days), str(day)) for count, day in enumerate(cuts, 1)
    )
    return Claim(
        id="tightening-end",
        claimed="Tightening ended, and cuts were delayed until, 1 December 2025.",
        claimed_value=0.0,
        measured=main,
        unit="days after 2025-12-01",
        at=str(end.effective_on) if end else "",
        method="effective date of run-off caps of zero in the policy ledger; dates of the cuts of 2025 from the statements",
        series=("policy ledger: run-off caps", "FOMC statements"),
        verdict="unknown" if main is None else "fails" if main else "partly" if any(v.value and v.value < 0 for v in variants) else "holds",
        why="run-off ended that day, as announced on 29 October; the cuts were not delayed until then: two of the year's three came before"
        if main == 0
        else "the ledger has no such end",
        sensitivity=variants,
    )


CLAIMS: tuple[Callable[[Data], Claim], ...] = (
    correlation_60d,
    pivot_surge,
    market_cap_drop,
    purchase_pace,
    repo_size,
    liquidity_45bn,
    balance_sheet_2023,
    tightening_end,
)


def _sessions(data: Data, asset: str, clock: time | None) -> pd.DataFrame:
    """An asset and the S&P 500 by session: at a New York clock time, or at the midnight UTC after it."""
    rows = {}
    for price in data.prices:
        if price.asset == "SP500":
            day = price.at.astimezone(NEW_YORK).date()
            moment = at(day, clock) if clock else datetime.combine(day + timedelta(days=1), time(0), tzinfo=UTC)
            rows[pd.Timestamp(day)] = (data.price(asset, moment), price.close)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["asset", "index"], dtype="float64").sort_index()
    return frame.dropna()


def _rolling(frame: pd.DataFrame, window: int | str) -> pd.Series[float]:
    """The rolling correlation of daily log returns, the days of 2025."""
    if frame.empty:
        return pd.Series(dtype="float64")
    returns = pd.DataFrame(np.log(frame / frame.shift(1)), index=frame.index).dropna()
    found = returns["asset"].rolling(window, min_periods=None if isinstance(window, int) else 30).corr(returns["index"])
    return found[(found.index >= pd.Timestamp(YEAR_2025[0])) & (found.index <= pd.Timestamp(YEAR_2025[1]))].dropna()


def _largest(found: pd.Series[float]) -> tuple[float | None, str]:
    return (float(found.max()), f"{found.idxmax():%Y-%m-%d}") if len(found) else (None, "")


def _last(found: pd.Series[float]) -> tuple[float | None, str]:
    return (float(found.iloc[-1]), f"{found.index[-1]:%Y-%m-%d}") if len(found) else (None, "")


def _median(found: pd.Series[float]) -> tuple[float | None, str]:
    return (float(found.median()), "2025") if len(found) else (None, "")


def _highest(data: Data, begins: datetime, what: str, day: str) -> Variant:
    """The largest rise at the end of any hour of the seven days after."""
    hours = [(hour, data.change("BTC", begins, begins + timedelta(hours=hour))) for hour in range(1, 169)]
    known = [(value, hour) for hour, value in hours if value is not None]
    if not known:
        return Variant(f"{what}, the highest hour of 7 days", None, day)
    value, hour = max(known)
    return Variant(f"{what}, the highest hour of 7 days", value, instant(begins + timedelta(hours=hour)))


def _held(data: Data, first: date, last: date, months: int = 1) -> float | None:
    """The change of Treasuries held between two Wednesdays, in billions, per month where it spans several."""
    one, other = data.sheet(first), data.sheet(last)
    if one is None or other is None or one.treasuries_usd is None or other.treasuries_usd is None:
        return None
    return (other.treasuries_usd - one.treasuries_usd) / BN / months


def _repo_days(data: Data, first: date, last: date) -> dict[date, float]:
    """Standing repos by day, in billions; a day's total where its operations are not known one by one."""
    own: dict[date, float] = {}
    totals: dict[date, float] = {}
    for event in {event.key: event for event in data.events if isinstance(event, RepoOperation)}.values():
        if event.facility == "standing" and first <= event.operation_on <= last:
            days = totals if event.key.startswith("total") else own
            days[event.operation_on] = days.get(event.operation_on, 0.0) + event.accepted_usd / BN
    return totals | own


def _verdict(main: float | None, meets: Callable[[float], bool], partly: bool) -> Verdict:
    if main is None:
        return "partly" if partly else "unknown"
    return "holds" if meets(main) else "partly" if partly else "fails"


def _reached_by(variants: Sequence[Variant]) -> str:
    """Which variants meet the figure."""
    if not variants:
        return "neither the stated method nor a variant meets it"
    return "met by a variant: " + "; ".join(f"{v.variant} ({v.value:.2f}{', ' + v.at if v.at else ''})" for v in variants)


def _as_of(data: Data) -> str | None:
    last = max((price.at for price in data.prices), default=None)
    return instant(last) if last else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
