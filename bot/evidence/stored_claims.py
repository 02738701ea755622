"""The claims as a store knows them, in place of the shipped ones where it knows as much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.store import Store
from rules.claims import Claim

ASSETS = ("BTC", "ETH", "SP500", "CRYPTO")
SOURCES = ("fed.press_release", "fed.balance_sheet", "nyfed.repo_operation")
PRICES_SINCE = datetime(2024, 7, 1, tzinfo=UTC)
EVENTS_SINCE = datetime(2022, 1, 1, tzinfo=UTC)
"""No claim needs anything earlier."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=31)


def measured_claims(store: Store) -> tuple[Claim, ...]:
    """All claims by what is stored of the years that they are about. Takes about a second."""
    from bot.evidence.claims import ledger  # pandas takes its time to load, and few ask

    prices = [price for asset in ASSETS for price in store.prices(asset, since=PRICES_SINCE, before=LATEST)]
    events = [event for source in SOURCES for event in store.history(source, before=LATEST, since=EVENTS_SINCE)]
    return ledger(events, prices)


def goes_back(store: Store) -> bool:
    """Whether anything of the years in question was backfilled, so that measuring is worth its time."""
    if store.prices("BTC", since=PRICES_SINCE, before=PRICES_SINCE + MONTH):
        return True
    return bool(store.history("fed.balance_sheet", before=EVENTS_SINCE + MONTH, since=EVENTS_SINCE))
