"""The article's claims, from made-up series with known answers, and from the archive where it is at hand."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from bot.calendars.newyork import at
from bot.evidence.claims import ledger
from bot.render.evidence.claims import claim_json
from bot.source import Price
from rules.event import BalanceSheet, FomcStatement, RepoOperation

IDS = ["correlation-60d", "pivot-surge", "market-cap-drop", "purchase-pace", "repo-size", "liquidity-45bn", "balance-sheet-2023",
       "tightening-end"]  # fmt: skip
BN = 1_000_000_000


def by_id(events=(), prices=()):
    return {claim.id: claim_json(claim) for claim in ledger(events, list(prices))}


def price(asset, moment, close):
    return Price(asset=asset, exchange="made", at=moment, close=close, published_at=moment)


def hours(asset, first, closes):
    return [price(asset, first + timedelta(hours=i), close) for i, close in enumerate(closes)]


def sheet(day, treasuries=None, total=None):
    return BalanceSheet(
        source="fed.balance_sheet", key=day.isoformat(), title="t", url="u", published_at=at(day + timedelta(days=1), time(16, 30)),
        as_of=day, treasuries_usd=treasuries, total_assets_usd=total,
    )  # fmt: skip


def repo(day, accepted, key="total standing"):
    return RepoOperation(
        source="nyfed.repo_operation", key=f"{key} {day}", title="t", url="u", published_at=at(day, time(13, 45)), operation_on=day,
        facility="standing", term_days=1, accepted_usd=accepted, is_small_value=False, calendar="ordinary",
    )  # fmt: skip


def test_every_claim_is_there_and_unknown_without_data():
    claims = by_id()
    assert list(claims) == IDS
    # the ledger ships with the rules, so two are known on a fresh install
    assert {name for name, claim in claims.items() if claim["verdict"] != "unknown"} == {"purchase-pace", "tightening-end"}
    for claim in claims.values():
        assert claim["method"]
        assert claim["series"]
        assert claim["claimed"]


def test_the_surge_is_the_change_over_24_hours_from_the_announcement():
    start = datetime(2025, 12, 10, 19, tzinfo=UTC)
    closes = [100.0] * 24 + [111.0] + [105.0] * 200
    claim = by_id(prices=hours("BTC", start, closes))["pivot-surge"]
    assert (claim["measured"], claim["verdict"], claim["at"]) == (11.0, "holds", "2025-12-10T19:00:00Z")
    assert {v["variant"]: v["value"] for v in claim["sensitivity"]}["purchases announced, 72 h"] == 5.0
    lower = by_id(prices=hours("BTC", start, [100.0] * 30 + [112.0] + [105.0] * 200))["pivot-surge"]
    assert (lower["measured"], lower["verdict"]) == (0.0, "partly")
    assert by_id(prices=hours("BTC", start, [100.0] * 200))["pivot-surge"]["verdict"] == "fails"


def test_correlation_depends_on_the_window_and_says_so():
    random = np.random.default_rng(3)
    days = [day for day in (date(2024, 9, 2) + timedelta(days=i) for i in range(480)) if day.weekday() < 5]
    index = 5000 * np.exp(np.cumsum(random.normal(0, 0.01, len(days))))
    prices = []
    for i, day in enumerate(days):
        prices.append(price("SP500", at(day, time(16)), float(index[i])))
        prices += hours("BTC", at(day, time(9)), [float(index[i]) ** 2] * 13)  # twice the log return: correlation 1
    claim = by_id(prices=prices)["correlation-60d"]
    assert claim["measured"] == pytest.approx(1.0)
    assert claim["verdict"] == "holds"
    assert {v["variant"] for v in claim["sensitivity"]} >= {
        "60 calendar days, BTC at 16:00 New York", "60 sessions, BTC at 00:00 UTC after the session", "60 sessions, ETH at 16:00 New York",
    }  # fmt: skip


def test_balance_sheet_and_purchases():
    weeks = {date(2025, 12, 10): 4_188, date(2026, 1, 7): 4_233, date(2026, 1, 14): 4_243, date(2025, 1, 1): 4_300, date(2025, 4, 2): 4_240}
    sheets = [sheet(day, treasuries=level * BN) for day, level in weeks.items()]
    sheets += [sheet(date(2023, 1, 4), total=8_507 * BN), sheet(date(2025, 12, 31), total=6_641 * BN)]
    sheets += [sheet(date(2022, 1, 5), total=8_766 * BN), sheet(date(2022, 4, 13), total=8_965 * BN)]
    claims = by_id(sorted(sheets, key=lambda event: event.published_at))
    assert (claims["balance-sheet-2023"]["measured"], claims["balance-sheet-2023"]["verdict"]) == (8.507, "holds")
    assert (claims["liquidity-45bn"]["measured"], claims["liquidity-45bn"]["verdict"]) == (55.0, "partly")
    pace = claims["purchase-pace"]
    assert (pace["measured"], pace["verdict"]) == (40.0, "fails")
    assert pace["sensitivity"][0]["value"] == -20.0


def test_a_days_own_operations_go_before_its_total():
    day = date(2025, 10, 31)
    events = [
        repo(date(2025, 1, 2), 0),
        repo(day, 50 * BN),
        repo(day, 20 * BN, "RP 1"),
        repo(day, 19 * BN, "RP 2"),
        repo(date(2025, 12, 31), 60 * BN),
    ]
    claim = by_id(events)["repo-size"]
    assert (claim["measured"], claim["at"], claim["verdict"]) == (60.0, "2025-12-31", "partly")
    assert claim["sensitivity"][0] == {"variant": "the day nearest to $38bn", "value": 39.0, "at": "2025-10-31"}


@pytest.mark.parametrize("days", [(date(2025, 10, 31), date(2025, 12, 31)), (date(2025, 1, 2), date(2025, 10, 31)), ()])
def test_part_of_a_year_is_not_called_its_largest_day(days):
    claim = by_id([repo(day, 50 * BN) for day in days])["repo-size"]
    assert (claim["measured"], claim["verdict"], claim["why"]) == (None, "unknown", "the series is not at hand")


def test_part_of_a_year_has_no_largest_correlation():
    days = [day for day in (date(2025, 2, 3) + timedelta(days=i) for i in range(330)) if day.weekday() < 5]
    prices = [price("SP500", at(day, time(16)), 5000.0 + i % 7) for i, day in enumerate(days)]
    for i, day in enumerate(days):
        prices += hours("BTC", at(day, time(9)), [100.0 + i % 7] * 13)
    assert by_id(prices=prices)["correlation-60d"]["verdict"] == "unknown"


def test_market_value_from_month_to_month():
    months = {1: 100.0, 2: 102.0, 4: 80.0, 10: 120.0}
    prices = [price("CRYPTO", datetime(2025, month, 2, tzinfo=UTC), value) for month, value in months.items()]
    claim = by_id(prices=prices)["market-cap-drop"]
    assert (claim["measured"], claim["verdict"], claim["at"]) == (20.0, "partly", "2025-10-01")
    assert claim["sensitivity"][0] == {"variant": "to the lowest month of 2025", "value": -20.0, "at": "2025-04-01"}
    assert by_id(prices=prices[1:])["market-cap-drop"]["verdict"] == "unknown"  # without January
    fell = by_id(prices=[*prices[:1], price("CRYPTO", datetime(2025, 10, 2, tzinfo=UTC), 85.0)])["market-cap-drop"]
    assert (fell["measured"], fell["verdict"]) == (-15.0, "holds")


def test_the_cuts_of_2025_came_before_the_end_of_run_off():
    cut = FomcStatement(source="s", key="k", title="t", url="u", published_at=datetime(2025, 9, 17, 18, tzinfo=UTC), decision="lower")
    claim = by_id([cut])["tightening-end"]
    assert (claim["measured"], claim["at"], claim["verdict"]) == (0.0, "2025-12-01", "partly")
    assert claim["sensitivity"] == [{"variant": "cut number 1 of 2025", "value": -75.0, "at": "2025-09-17"}]
