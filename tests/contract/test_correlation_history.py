"""The correlation of real prices, by way of the store, against a computation of its own: pandas, on other indexes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bot.assessing.correlation import correlation_at
from bot.source import Page, Price
from bot.sources.markets import equity
from bot.store import open_store

NOON = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bitcoin(shared: Path) -> pd.Series:
    """Closes by the start of their hour, in New York."""
    table = pd.read_csv(shared / "history/btc_usdt_hourly.csv", parse_dates=["timestamp"])
    return table.set_index("timestamp")["close"].loc["2024-06":].tz_convert("America/New_York")


@pytest.fixture(scope="module")
def index(shared: Path) -> pd.Series:
    """Closes by day."""
    return pd.read_csv(shared / "history/fred_SP500.csv", index_col=0, parse_dates=True)["value"]


@pytest.mark.parametrize(
    ("event", "last_session"),
    [
        ("2025-10-29T18:00:00Z", "2025-10-28"),
        ("2025-10-31T17:45:00Z", "2025-10-30"),
        ("2026-01-28T19:00:00Z", "2026-01-27"),
        ("2025-12-26T14:00:00Z", "2025-12-24"),
    ],
)
def test_the_correlation_before_an_event(
    event: str, last_session: str, bitcoin: pd.Series, index: pd.Series, shared: Path, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'fedtide.db'}")
    body = (shared / "history/fred_SP500.csv").read_bytes().replace(b"observation_date,value", b"observation_date,SP500")
    store.add_prices(equity.prices(Page(url="", body=body)), NOON)
    ends = [(start.to_pydatetime().astimezone(UTC) + timedelta(hours=1), close) for start, close in bitcoin.items()]
    store.add_prices([Price(asset="BTC", exchange="archive", at=end, close=close, published_at=end) for end, close in ends], NOON)
    found = correlation_at(datetime.fromisoformat(event), store.prices)
    store.close()

    at_three = bitcoin[bitcoin.index.hour == 15]  # the hour from 15:00 ends with the session
    at_three.index = at_three.index.tz_localize(None).normalize()
    both = pd.concat([at_three, index], axis=1, join="inner").loc[:last_session].tail(61)
    returns = np.log(both).diff().dropna()
    assert len(returns) == 60
    assert found == pytest.approx(returns.corr().iloc[0, 1], abs=5e-5)
