"""FRED's figures of one day, and what a day of operations makes of them."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources import source
from bot.sources.fred import fred_second
from rules.event import Event, RepoOperation
from tests.contract.operation_body import BILLION, page, repo

DAY = date(2026, 9, 16)
REPOS = source("nyfed.repo_operation")


def csv(series: str, *rows: str) -> Page:
    return Page(
        "https://fred.stlouisfed.org/graph/fredgraph.csv", "".join(f"{row}\n" for row in (f"observation_date,{series}", *rows)).encode()
    )


def day(*amounts: int, **changes: object) -> list[Event]:
    """Operations of one day, each with its running total."""
    rows = [repo(f"RP 091626 {n}", "2026-09-16", usd, closeTime=f"{8 + n}:45", **changes) for n, usd in enumerate(amounts, 4)]
    done: list[Event] = []
    for event in REPOS.parse([page(*rows)]):
        done.append(REPOS.measure(event, done, None))  # type: ignore[arg-type]
    return done


def test_one_day_of_each_series() -> None:
    pages = [csv("SOFR", "2026-09-15,3.61", "2026-09-16,3.62"), csv("EFFR", "2026-09-15,3.63", "2026-09-16,")]
    assert fred_second.values(pages, DAY, "x") == {"SOFR": 3.62}
    assert fred_second.values(pages, date(2026, 9, 17), "x") == {}


@pytest.mark.parametrize(("body", "error"), [(csv("SOFR", "2026-09-16,n/a"), ContractError), (Page("u", b"<html>"), ParseError)])
def test_what_is_no_figure_is_refused(body: Page, error: type[Exception]) -> None:
    with pytest.raises(error):
        fred_second.values([body], DAY, "x")


def test_the_days_that_are_asked_for_are_one_stretch() -> None:
    [asked] = fred_second.pages(["SOFR"], [date(2026, 9, 17), DAY])
    assert asked.path == "/graph/fredgraph.csv?id=SOFR&cosd=2026-09-16&coed=2026-09-17"


@pytest.mark.parametrize(
    ("amounts", "value", "said"),
    [
        ((9 * BILLION, 2_500_000_000), "11.5", {"day_accepted_usd": 11_500_000_000}),
        ((9 * BILLION, 2_500_000_000), "9", {"day_accepted_usd": 9_000_000_000}),
        ((255_000_000,), "0.255", {"accepted_usd": 255_000_000}),
        ((255_400_000,), "0.255", {"accepted_usd": 255_400_000}),  # rounded, not otherwise
        ((256_000_000,), "0.255", {"accepted_usd": 255_000_000}),
        ((255_000_000,), "", {}),
    ],
)
def test_a_days_total_in_billions(amounts: tuple[int, ...], value: str, said: dict[str, int]) -> None:
    second, events = REPOS.second, day(*amounts)
    assert second is not None
    assert second.chosen(events) == events[-1:]
    assert second.said(events[-1], [csv("RPONTTLD", f"2026-09-16,{value}")]) == said


def test_a_day_with_another_operation_is_not_compared() -> None:
    second, events = REPOS.second, day(BILLION, 2 * BILLION)
    first, last = events
    assert second is not None
    assert isinstance(first, RepoOperation)
    assert second.chosen([dataclasses.replace(first, facility="other"), last]) == []
