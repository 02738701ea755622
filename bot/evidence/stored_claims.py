"""The claims as a store knows them, in place of the shipped ones where it knows as much."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.store import Store
from rules.claims import Claim, shipped_claims, with_own

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


class StoredClaims:
    """Measures when it is asked, and keeps the claims until there is another price."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._working = threading.Lock()
        self._key: tuple[Any, ...] | None = None
        self._found: tuple[Claim, ...] = ()

    def current(self) -> tuple[Claim, ...]:
        """The shipped claims, the store's own in their place where it knows as much. From any thread; may take a second."""
        with self._working:
            key = self._store.record_key("BTC")
            if key != self._key:
                self._found = with_own(shipped_claims(), measured_claims(self._store)) if self._goes_back() else shipped_claims()
                self._key = key
            return self._found

    def _goes_back(self) -> bool:
        """Whether anything of the years in question was backfilled, so that measuring is worth its time."""
        if self._store.prices("BTC", since=PRICES_SINCE, before=PRICES_SINCE + MONTH):
            return True
        return bool(self._store.history("fed.balance_sheet", before=EVENTS_SINCE + MONTH, since=EVENTS_SINCE))
