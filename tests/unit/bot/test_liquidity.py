"""Titles of the Board's releases, as published, and which measure for liquidity they announce."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from bot.sources.board.liquidity import measure_of
from rules.event.publication import LIQUIDITY
from tests.history.announcements import rows

QUIET = [
    ("Federal Reserve Board invites comment on operational aspects of the discount window", "bcreg"),
    ("Agencies propose to modify the supplementary leverage ratio", "bcreg"),
    ("Minutes of the Board's discount rate meetings on July 20 and July 29, 2026", "monetary"),
    ("Federal Reserve Board announces extension of its lending facilities through December 31", "monetary"),
    ("Federal Reserve Board releases term sheet for the Widget Lending Facility it is to establish", "monetary"),
    ("Federal Reserve Board issues enforcement action with former employee of a bank that launched a lending program", "enforcement"),
    ("Federal Reserve Board approves application to establish a liquidity facility", "orders"),
    ("Federal Reserve Board announces approval of the application by Coastal Bend Bancshares, Inc.", "orders"),
    ("Agencies reduce regulatory burden for community banks, increase eligibility for 18-month exam cycle", "bcreg"),
    ("Federal Reserve issues FOMC statement", "monetary"),
]


@pytest.mark.parametrize("row", rows("release"), ids=lambda row: row["address"])
def test_measures_are_told_by_their_titles(row: Mapping[str, Any]) -> None:
    stem = re.match("[a-z]+", row["address"])
    assert stem
    expected = row["category"] if row["category"] in LIQUIDITY else None
    assert measure_of(row["title"], (), stem[0]) == expected


@pytest.mark.parametrize(("title", "stem"), QUIET)
def test_what_announces_none_stays_quiet(title: str, stem: str) -> None:
    assert measure_of(title, ("A first paragraph.",), stem) is None


def test_a_title_that_says_nothing_is_read_on_under_a_monetary_address_alone() -> None:
    first = "The Federal Reserve announced two standing repurchase agreement facilities."
    assert measure_of("Statement on arrangements", (first,), "monetary") == "lending_facility"
    assert measure_of("Statement on arrangements", (first,), "other") is None
    later = ("Depositors are protected.", "The Board will make available additional funding to eligible depository institutions.")
    assert measure_of("Joint statement", later, "monetary") == "lending_facility"
    assert measure_of("Joint statement", later, "bcreg") is None
