"""S&P 500 closes as FRED gives them: the history file by eye, and hand-made bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page, Price
from bot.sources.markets.equity import KEYED, SOURCE, parse, prices

URL = "https://fred.stlouisfed.org/graph/fredgraph.csv?id=SP500&cosd=2025-10-01"


def page(text: str) -> Page:
    return Page(url=URL, body=text.encode())


def test_a_close_is_that_of_four_o_clock_and_known_the_next_morning() -> None:
    found = prices(page("observation_date,SP500\n2025-10-29,6890.59\n2025-10-30,\n2025-12-01,6812.63\n"))
    assert found == [
        Price(
            asset="SP500",
            exchange="fred",
            at=datetime(2025, 10, 29, 20, tzinfo=UTC),  # summer time
            close=6890.59,
            published_at=datetime(2025, 10, 30, 10, tzinfo=UTC),
        ),
        Price(
            asset="SP500",
            exchange="fred",
            at=datetime(2025, 12, 1, 21, tzinfo=UTC),
            close=6812.63,
            published_at=datetime(2025, 12, 2, 11, tzinfo=UTC),
        ),
    ]


def test_the_history_file_by_eye(shared: Path) -> None:
    text = (shared / "history/fred_SP500.csv").read_text().replace("observation_date,value", "observation_date,SP500")
    found = {price.at.date(): price.close for price in prices(page(text))}
    assert len(found) == 2512
    assert found[date(2020, 3, 16)] == 2386.13
    assert found[date(2026, 7, 21)] == 7509.2
    assert date(2025, 12, 25) not in found


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("observation_date,DGS10\n2025-10-29,4.08\n", ContractError, "wasn't asked for: 'DGS10'"),
        ("observation_date,SP500\n2025-10-29,0.5\n", ContractError, "the close of 2025-10-29 is '0.5'"),
        ("observation_date,SP500\n2025-10-29,high\n", ContractError, "'high'"),
        ("observation_date,SP500\n2025-10-29,6890", ParseError, "cut short"),
        ("<html></html>\n", ParseError, "no CSV of observations"),
    ],
)
def test_what_is_no_series_of_closes_is_refused(text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        parse([page(text)])


def test_what_is_asked_for() -> None:
    assert SOURCE.recent(date(2026, 1, 7)) == ["/graph/fredgraph.csv?id=SP500&cosd=2025-12-01"]
    assert KEYED.publisher == "fred_api"
    [path] = KEYED.recent(date(2026, 3, 7))
    assert path == "/fred/series/observations?series_id=SP500&file_type=json&observation_start=2026-02-01"
