"""The hash of what a study asks for: another one when any of it is, the same when the same comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.source import Expectation, Price
from bot.store import Store
from tests.builders.alerts import NOON, repo

ON_BOTH = True
PRICE = Price(asset="BTC", exchange="coinbase", at=NOON, close=100.0, published_at=NOON)
PRICED = Expectation(meeting_on=date(2026, 1, 28), venue="kalshi", at=NOON, change_bp=-3.0, uncertainty_bp=1.0, gap=None)


def test_each_kind_of_what_is_stored_makes_it_another(store: Store) -> None:
    event, found = repo(), [store.fingerprint()]
    for change in (
        lambda: store.backfill(event.source, [event], NOON),
        lambda: store.add_past([replace(event, accepted_usd=event.accepted_usd + 10**9)], NOON, replace=True),
        lambda: store.add_prices([PRICE], NOON),
        lambda: store.add_prices([replace(PRICE, exchange="kraken")], NOON),
        lambda: store.dispute(event.source, event.key, {"accepted_usd": 1}, NOON),
        lambda: store.dispute(event.source, event.key, {"accepted_usd": 2}, NOON),
        lambda: store.add_expectations([PRICED]),
        lambda: store.add_expectations([replace(PRICED, at=NOON + timedelta(hours=1))]),
    ):
        change()
        found.append(store.fingerprint())
    assert len(set(found)) == 9
    store.add_prices([PRICE], NOON + timedelta(hours=1))
    store.add_expectations([PRICED])
    assert store.fingerprint() == found[-1]
