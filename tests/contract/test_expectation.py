"""What is priced in, read from both venues' bodies: recorded ones where they are at hand, hand-made ones with every trap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.calendars.newyork import NEW_YORK, at
from bot.calendars.releases import ReleaseCalendar
from bot.errors import ContractError, ParseError, SourceError
from bot.polling.schedule import Progress, next_poll
from bot.source import Expectation, Page
from bot.sources import source
from bot.sources.markets import kalshi, polymarket
from rules.ledger import shipped_ledger
from tests.contract.expectation_body import (
    CUT_5,
    CUT_95,
    MEETING,
    TAIL,
    kalshi_event,
    kalshi_market,
    kalshi_page,
    polymarket_event,
    polymarket_market,
    polymarket_page,
)

SOURCE = source("market.expectation")
CALENDAR = ReleaseCalendar(meetings=shipped_ledger().meetings)
OCTOBER = date(2026, 10, 28)
RECORDED_AT = datetime(2026, 10, 6, 12, tzinfo=UTC)


def read(page: Page) -> list[Expectation]:
    assert SOURCE.expectations is not None
    assert SOURCE.parse([page]) == []
    return SOURCE.expectations(page)


def one(page: Page) -> tuple[float | None, float | None, str | None]:
    [found] = read(page)
    return found.change_bp, found.uncertainty_bp, found.gap


# recorded


def recorded(shared: Path, name: str, url: str) -> Mapping[date, Expectation]:
    page = Page(url, (shared / "fixtures" / "expectation" / name).read_bytes(), fetched_at=RECORDED_AT)
    return {found.meeting_on: found for found in read(page)}


def test_kalshis_recorded_body(shared: Path) -> None:
    found = recorded(shared, "kalshi_events_KXFEDDECISION_open_nested_20261006.json", kalshi.URL)
    assert list(found) == [OCTOBER, date(2026, 12, 9), date(2027, 1, 27)]
    assert found[OCTOBER].change_bp == pytest.approx(5.1, abs=0.05)  # 25 × 0.205, the tails dead
    assert found[OCTOBER].uncertainty_bp == 0.25
    assert found[OCTOBER].at == RECORDED_AT
    december = found[date(2026, 12, 9)]  # (−0.015 × 25 + 0.73 × 25 + 0.025 × 50) / 1.03
    assert (december.change_bp, december.gap) == (18.568, None)
    assert (found[date(2027, 1, 27)].change_bp, found[date(2027, 1, 27)].gap) == (None, "thin")


def test_polymarkets_recorded_body(shared: Path) -> None:
    found = recorded(shared, "polymarket_gamma_event_fed_decision_october_2026_20261006.json", polymarket.URL)
    assert list(found) == [OCTOBER]
    assert found[OCTOBER].change_bp == pytest.approx(4.8, abs=0.05)
    assert found[OCTOBER].uncertainty_bp == pytest.approx(0.29, abs=0.005)


def test_a_recorded_event_of_something_else_is_refused(shared: Path) -> None:
    body = (shared / "fixtures" / "expectation" / "polymarket_gamma_raw_event_other_2024.json").read_bytes()
    with pytest.raises(SourceError):
        read(Page(polymarket.URL, body, fetched_at=RECORDED_AT))


# hand-made


@pytest.mark.parametrize("page", [kalshi_page(kalshi_event()), polymarket_page(polymarket_event())])
def test_a_cut_at_95_per_cent(page: Page) -> None:
    [found] = read(page)
    assert (found.meeting_on, found.change_bp, found.uncertainty_bp, found.gap) == (MEETING, -23.75, 0.5, None)


@pytest.mark.parametrize("page", [kalshi_page(kalshi_event(CUT_5)), polymarket_page(polymarket_event(CUT_5))])
def test_a_cut_at_5_per_cent(page: Page) -> None:
    assert one(page) == (-1.25, 0.5, None)


def changed(**outcomes: Any) -> dict[int, Any]:
    names = {"cut50": -50, "cut": -25, "hold": 0, "hike": 25, "hike50": 50}
    return {**CUT_95, **{names[name]: sides for name, sides in outcomes.items()}}


QUOTES = [
    (changed(), (-23.75, 0.5, None)),
    (changed(cut=(0.98, 0.99), hold=TAIL), (-25.0, 0.125, None)),
    (changed(cut=(0.99, None), hold=TAIL), (-25.0, 0.0, None)),  # nobody sells what is all but sure
    (changed(cut=(0.90, None)), (None, None, "torn")),
    (changed(hold=(None, 0.02)), (-25.0, 0.25, None)),
    (changed(hold=(None, 0.03)), (None, None, "torn")),  # no dead tail, and one side alone
    (changed(hold=(None, None)), (None, None, "torn")),
    (changed(hold=(0.06, 0.04)), (None, None, "torn")),  # crossed
    (changed(cut=(0.89, 0.91), hold=(0.04, 0.06)), (-23.684, 0.5, None)),  # 0.95
    (changed(cut=(0.88, 0.90), hold=(0.04, 0.06)), (None, None, "torn")),  # 0.94
    (changed(hold=(0.12, 0.14)), (-21.991, 0.5, None)),  # 1.08
    (changed(hold=(0.13, 0.15)), (None, None, "torn")),  # 1.09
    (changed(cut50=(0.10, 0.12), cut=(0.84, 0.86), hold=TAIL), (-27.865, 0.5, None)),  # more than 25 counts as 50
]


@pytest.mark.parametrize(("quotes", "expected"), QUOTES)
def test_what_the_sides_give(quotes: Mapping[int, Any], expected: tuple[Any, ...]) -> None:
    assert one(kalshi_page(kalshi_event(quotes))) == expected
    assert one(polymarket_page(polymarket_event(quotes))) == expected


def test_little_traded_is_thin_by_the_whole_event() -> None:
    assert one(kalshi_page(kalshi_event(volume=1_999.9)))[2] == "thin"
    assert one(kalshi_page(kalshi_event(volume=2_000.0)))[2] is None
    assert one(polymarket_page(polymarket_event(volume=9_999.9)))[2] == "thin"
    assert one(polymarket_page(polymarket_event(volume=10_000.0)))[2] is None


def test_a_price_without_size_is_no_quote() -> None:
    event = kalshi_event()
    event["markets"][1]["yes_bid_size_fp"] = "0.00"
    assert one(kalshi_page(event))[2] == "torn"


def test_the_rules_in_prose_are_not_read() -> None:
    market = kalshi_market(-50, TAIL)
    assert ">" not in market["rules_primary"]
    assert kalshi.outcome(market) == -50
    assert kalshi.outcome(market | {"rules_primary": "If the Federal Reserve does a Hike of 0bps"}) == -50


@pytest.mark.parametrize(
    ("strike", "end", "bp"),
    [
        ({"Cut": ">25"}, "C26", -50),
        (None, "C26", -50),
        ({"Cut": ">25"}, "", -50),
        ({"Cut": "50+"}, "", -50),
        ({"Hike": "0"}, "H0", 0),
        ({"Cut": "0"}, "", 0),
        ({"hike": "25"}, "H25", 25),
        (None, "H26", 50),
        ({"Hike": ">50"}, "H51", 75),
    ],
)
def test_an_outcome_is_its_strike_or_its_tickers_end(strike: Any, end: str, bp: int) -> None:
    assert kalshi.outcome({"ticker": f"KXFEDDECISION-31MAY-{end}", "custom_strike": strike}) == bp


@pytest.mark.parametrize("strike", [{"Cut": "25"}, {"Hike": ">25"}, {"Cut": "0"}])
def test_a_strike_and_a_ticker_that_contradict_each_other_are_torn(strike: dict[str, str]) -> None:
    event = kalshi_event()
    event["markets"][0]["custom_strike"] = strike
    found = read(kalshi_page(event, kalshi_event(meeting=date(2031, 6, 18))))
    assert [(one.meeting_on, one.gap) for one in found] == [(MEETING, "torn"), (date(2031, 6, 18), None)]


@pytest.mark.parametrize(
    "change",
    [
        {"groupItemTitle": "Some decrease"},
        {"groupItemTitle": "No change"},
        {"groupItemTitle": "25 bps increase"},
        {"groupItemThreshold": "9"},
        {"groupItemThreshold": "x"},
        {"outcomes": '["No", "Yes"]'},
        {"outcomes": "["},
    ],
)
def test_an_outcome_of_polymarket_that_does_not_say_what_it_is_tears_its_event(change: dict[str, Any]) -> None:
    event = polymarket_event()
    event["markets"][1] = polymarket_market(-25, (0.94, 0.96), **change)
    found = read(polymarket_page(event, polymarket_event(meeting=date(2031, 6, 18))))
    assert [(one.meeting_on, one.gap) for one in found] == [(MEETING, "torn"), (date(2031, 6, 18), None)]


def test_what_is_closed_for_trading_says_nothing() -> None:
    """Kalshi's contracts are closed a minute before: an empty book then must not hide the quotes of the minute before."""
    closed = kalshi_event()
    for market in closed["markets"]:
        market["status"] = "closed"
    later = kalshi_event(meeting=date(2031, 6, 18))
    assert [one.meeting_on for one in read(kalshi_page(closed, later))] == [date(2031, 6, 18)]
    assert read(kalshi_page(kalshi_event(), asked=datetime(2031, 5, 7, 17, 59, tzinfo=UTC))) == []
    assert read(polymarket_page(polymarket_event(closed=True))) == []


def test_another_series_is_left_alone() -> None:
    other = polymarket_event(seriesSlug="fed-cuts", series=[{"slug": "fed-cuts"}])
    assert [one.meeting_on for one in read(polymarket_page(other, polymarket_event()))] == [MEETING]
    assert [one.meeting_on for one in read(kalshi_page(kalshi_event(series_ticker="KXFED"), kalshi_event()))] == [MEETING]


def test_two_events_of_one_meeting_are_torn() -> None:
    assert one(kalshi_page(kalshi_event(), kalshi_event(CUT_5)))[2] == "torn"


@pytest.mark.parametrize("cut", [1, 100, 1000])
@pytest.mark.parametrize("whole", [kalshi_page(kalshi_event()), polymarket_page(polymarket_event())])
def test_a_body_that_is_cut_is_no_body(whole: Page, cut: int) -> None:
    with pytest.raises(ParseError):
        read(Page(whole.url, whole.body[:-cut], fetched_at=whole.fetched_at))


@pytest.mark.parametrize(
    "body", [b"{}", b'{"events": null}', b"[]0", b'{"events": [3]}', b'{"events": [{}, {}]}', b"[[]]", b"null", b"<html></html>", b""]
)
def test_another_form_is_refused(body: bytes) -> None:
    with pytest.raises((ContractError, ParseError)):
        read(Page(kalshi.URL, body))


# when it is asked


def polls(day: date) -> list[str]:
    """New York's clock at each poll of a day, of a bot that answers at once and has no spread."""
    moment, end, found = at(day, time()), at(day + timedelta(days=1), time()), []
    while moment < end:
        found.append(moment.astimezone(NEW_YORK).strftime("%H:%M"))
        moment = next_poll(SOURCE.plan, Progress(last=moment), moment, calendar=CALENDAR)
    return found


@pytest.mark.parametrize("day", [date(2026, 9, 16), date(2026, 1, 28)])
def test_on_the_day_of_a_decision_it_is_asked_each_minute_before_it_and_again_after(day: date) -> None:
    found = polls(day)
    assert [clock for clock in found if clock.startswith("13:")] == ["13:00", *(f"13:{minute}" for minute in range(40, 60))]
    assert [clock for clock in found if clock.startswith("14:2")] == ["14:20", "14:21", "14:22"]
    assert len(found) < 50


def test_on_other_days_it_is_asked_by_the_hour() -> None:
    assert len(polls(date(2026, 9, 17))) == 24
