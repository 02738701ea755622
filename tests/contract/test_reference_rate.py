"""Reference rates: recorded bodies where they are at hand, and hand-made ones of every era."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.newyork_fed import reference_rate
from rules.event import ReferenceRate
from tests.contract.daily_body import RATES_URL, rate, rates_page

LATEST = "rates_all_latest_20260915.json"
EFFR_FIVE = "effr_last5_20260928.json"
SOFR_FIVE = "sofr_last5_20260928.json"
SOFR_2024 = "sofr_search_20240603_20240606.json"
RECORDED = [LATEST, EFFR_FIVE, SOFR_FIVE, SOFR_2024]
BILLION = 1_000_000_000


def recorded(shared: Path, name: str) -> Page:
    return Page(f"file:{name}", (shared / "fixtures" / "nyfed_rates" / name).read_bytes())


def rates(*pages: Page) -> list[ReferenceRate]:
    events = reference_rate.parse(pages)
    assert all(isinstance(event, ReferenceRate) for event in events)
    return [event for event in events if isinstance(event, ReferenceRate)]


def one(kind: str = "SOFR", day: str = "2026-09-14", percent: Any = 3.62, **changes: Any) -> ReferenceRate:
    [event] = rates(rates_page(rate(kind, day, percent, **changes)))
    return event


# Recorded bodies, facts taken by eye.


def test_all_rates_of_14_september_2026(shared: Path) -> None:
    found = rates(recorded(shared, LATEST))
    assert [(e.key, e.rate_pct, e.percentile_25_pct, e.percentile_75_pct, (e.volume_usd or 0) // BILLION) for e in found] == [
        ("SOFR 2026-09-14", 3.62, 3.60, 3.67, 2861),
        ("TGCR 2026-09-14", 3.60, 3.60, 3.60, 1155),
        ("BGCR 2026-09-14", 3.60, 3.60, 3.61, 1183),
        ("EFFR 2026-09-14", 3.63, 3.62, 3.63, 91),
        ("OBFR 2026-09-14", 3.63, 3.62, 3.63, 226),
    ]
    assert (found[0].percentile_1_pct, found[0].percentile_99_pct) == (3.57, 3.70)
    assert {e.published_at for e in found[:3]} == {datetime(2026, 9, 15, 12, tzinfo=UTC)}
    assert {e.published_at for e in found[3:]} == {datetime(2026, 9, 15, 13, tzinfo=UTC)}
    assert {e.is_revised for e in found} == {False}
    assert {e.calendar for e in found} == {"ordinary"}


def test_five_days_of_effr_in_september_2026(shared: Path) -> None:
    found = rates(recorded(shared, EFFR_FIVE))
    assert [(e.effective_on.day, e.rate_pct, e.percentile_1_pct, e.percentile_99_pct, e.volume_usd) for e in found] == [
        (21, 3.88, 3.85, 3.90, 95 * BILLION),
        (22, 3.88, 3.85, 3.94, 103 * BILLION),
        (23, 3.88, 3.86, 3.93, 101 * BILLION),
        (24, 3.88, 3.85, 3.94, 105 * BILLION),
        (25, 3.88, 3.85, 3.90, 112 * BILLION),
    ]
    assert found[-1].published_at == datetime(2026, 9, 28, 13, tzinfo=UTC)  # a Friday's rate on Monday


def test_five_days_of_sofr_in_september_2026(shared: Path) -> None:
    found = rates(recorded(shared, SOFR_FIVE))
    assert [(e.key, e.rate_pct, e.volume_usd) for e in found] == [
        ("SOFR 2026-09-21", 3.85, 2912 * BILLION),
        ("SOFR 2026-09-22", 3.87, 2940 * BILLION),
        ("SOFR 2026-09-23", 3.87, 2946 * BILLION),
        ("SOFR 2026-09-24", 3.88, 2990 * BILLION),
        ("SOFR 2026-09-25", 3.90, 2914 * BILLION),
    ]
    assert (found[-1].percentile_1_pct, found[-1].percentile_99_pct) == (3.83, 3.99)


def test_four_days_of_sofr_in_june_2024(shared: Path) -> None:
    found = rates(recorded(shared, SOFR_2024))
    assert [(e.effective_on, e.rate_pct, e.volume_usd, e.calendar) for e in found] == [
        (date(2024, 6, 3), 5.35, 1912 * BILLION, "month_end"),
        (date(2024, 6, 4), 5.33, 2092 * BILLION, "ordinary"),
        (date(2024, 6, 5), 5.33, 1989 * BILLION, "ordinary"),
        (date(2024, 6, 6), 5.33, 2008 * BILLION, "ordinary"),
    ]


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_recorded_body_cut_short_is_refused(shared: Path, name: str, tenth: int) -> None:
    whole = recorded(shared, name)
    with pytest.raises(ParseError):
        rates(dataclasses.replace(whole, body=whole.body[: len(whole.body) * tenth // 10]))


def test_every_recorded_body_is_read(shared: Path) -> None:
    folder = shared / "fixtures" / "nyfed_rates"
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".json") == sorted(RECORDED)


# Hand-made bodies.


def test_a_rate_as_published_today() -> None:
    event = one()
    assert event == ReferenceRate(
        source="nyfed.reference_rate",
        key="SOFR 2026-09-14",
        title="SOFR, 14 September 2026",
        url="https://www.newyorkfed.org/markets/reference-rates/sofr",
        published_at=datetime(2026, 9, 15, 12, tzinfo=UTC),
        rate_type="SOFR",
        effective_on=date(2026, 9, 14),
        rate_pct=3.62,
        percentile_1_pct=3.55,
        percentile_25_pct=3.60,
        percentile_75_pct=3.66,
        percentile_99_pct=3.71,
        volume_usd=2861 * BILLION,
        is_revised=False,
        calendar="ordinary",
    )


def test_effr_of_2000_has_a_single_target_and_no_percentiles() -> None:
    old = {"effectiveDate": "2000-07-03", "type": "EFFR", "percentRate": 7.03, "targetRateFrom": 6.5}
    [event] = rates(rates_page(old | {"intraDayLow": 5.5, "intraDayHigh": 7.5, "stdDeviation": 0.28, "revisionIndicator": ""}))
    assert (event.key, event.rate_pct, event.volume_usd) == ("EFFR 2000-07-03", 7.03, None)
    assert (event.percentile_1_pct, event.percentile_25_pct, event.percentile_75_pct, event.percentile_99_pct) == (None,) * 4
    assert event.published_at == datetime(2000, 7, 5, 13, tzinfo=UTC)  # after Independence Day


def test_what_is_blank_or_not_available_is_unknown() -> None:
    event = one(percentPercentile1="NA", percentPercentile99="", volumeInBillions=None)
    assert (event.percentile_1_pct, event.percentile_99_pct, event.volume_usd) == (None, None, None)


def test_rates_may_be_negative_and_volumes_have_decimals() -> None:
    event = one(percent=-0.07, percentPercentile1=-0.25, volumeInBillions=98.6)
    assert (event.rate_pct, event.percentile_1_pct, event.volume_usd) == (-0.07, -0.25, 98_600_000_000)


def test_averages_and_unknown_rates_are_skipped() -> None:
    averages = {"effectiveDate": "2026-09-15", "type": "SOFRAI", "average30day": 3.6485, "index": 1.25884091, "revisionIndicator": ""}
    assert [e.key for e in rates(rates_page(averages, rate("SOFR", "2026-09-14", 3.62), rate("NEWR", "2026-09-14", 3.62)))] == [
        "SOFR 2026-09-14"
    ]


def test_no_rates_yet_is_no_fault() -> None:
    assert rates(rates_page()) == []


@pytest.mark.parametrize("indicator", ["r", "R"])
def test_a_revised_rate_wins_over_the_first_one_wherever_it_stands(indicator: str) -> None:
    first, revised = rate("SOFR", "2026-09-14", 3.62), rate("SOFR", "2026-09-14", 3.64, revisionIndicator=indicator)
    for rows in ([first, revised], [revised, first]):
        [event] = rates(*(rates_page(row) for row in rows))
        assert (event.rate_pct, event.is_revised) == (3.64, True)


def test_of_repeated_rows_the_last_counts() -> None:
    [event] = rates(rates_page(rate("SOFR", "2026-09-14", 3.62), rate("SOFR", "2026-09-14", 3.63)))
    assert event.rate_pct == 3.63


def test_published_is_never_later_than_seen() -> None:
    """On Good Friday the Desk is closed, yet banks traded the day before and their rate came out."""
    early = datetime(2026, 4, 3, 13, 2, tzinfo=UTC)
    [event] = rates(rates_page(rate("EFFR", "2026-04-02", 3.63), fetched_at=early))
    assert event.published_at == early
    [later] = rates(rates_page(rate("EFFR", "2026-04-02", 3.63), fetched_at=datetime(2026, 4, 9, 13, tzinfo=UTC)))
    assert later.published_at == datetime(2026, 4, 6, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"percentRate": None}, "percentRate is missing"),
        ({"percentRate": "3.62"}, "percentRate is '3.62', not a number"),
        ({"percentRate": True}, "percentRate is True"),
        ({"percentRate": 362}, "percentRate is 362, outside -5 to 25"),
        ({"percentPercentile99": 371}, "percentPercentile99 is 371"),
        ({"percentPercentile25": "high"}, "percentPercentile25 is 'high'"),
        ({"volumeInBillions": 2_861_000_000_000}, "volumeInBillions is 2861000000000, outside"),
        ({"volumeInBillions": 0}, "volumeInBillions is 0, outside"),
        ({"effectiveDate": "14.09.2026"}, "effectiveDate is '14.09.2026'"),
        ({"effectiveDate": None}, "effectiveDate is missing"),
        ({"type": None}, "type is missing"),
        ({"type": 7}, "type is 7"),
    ],
)
def test_a_broken_promise_names_row_and_field(changes: dict[str, Any], says: str) -> None:
    bad = rate("SOFR", "2026-09-14", 3.62, **changes)
    with pytest.raises(ContractError, match=r"^rate 1: ") as caught:
        rates(rates_page(bad))
    assert says in str(caught.value)
    assert (caught.value.source_id, caught.value.url) == ("nyfed.reference_rate", RATES_URL)
    read = reference_rate.parse([rates_page(rate("EFFR", "2026-09-14", 3.63), bad)])
    assert [event.key for event in read] == ["EFFR 2026-09-14"]
    [row] = read.set_aside
    assert says in row.why
    assert (row.source_id, row.url) == ("nyfed.reference_rate", RATES_URL)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", ParseError),
        (b"<html><body>busy</body></html>", ParseError),
        (b'{"refRates": [', ParseError),
        (b'{"refRates": NaN}', ContractError),
        (b"[]", ContractError),
        (b'{"rates": []}', ContractError),
        (b'{"refRates": {}}', ContractError),
        (b'{"refRates": [1]}', ContractError),
    ],
)
def test_something_else_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error) as caught:
        rates(Page(RATES_URL, body))
    assert (caught.value.source_id, caught.value.url) == ("nyfed.reference_rate", RATES_URL)


def test_a_bad_row_is_set_aside_beside_good_ones() -> None:
    body = json.dumps({"refRates": [rate("SOFR", "2026-09-14", 3.62), {"type": "SOFR"}]}).encode()
    read = reference_rate.parse([Page(RATES_URL, body)])
    assert [event.key for event in read] == ["SOFR 2026-09-14"]
    assert [row.why for row in read.set_aside] == ["rate 2: effectiveDate is missing, not a text"]
