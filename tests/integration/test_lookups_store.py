"""What look-ups ask of either database: the last of a source or kind, and each venue's last answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.lookups.balance import balance
from bot.lookups.cycle import cycle
from bot.lookups.history import history
from bot.lookups.priced import priced
from bot.lookups.rates import rates
from bot.lookups.repo import repo
from bot.source import ARCHIVE, Expectation, Price
from bot.store import Store
from tests.builders import september
from tests.builders.alerts import assessed

ON_BOTH = True
NOW, HOUR = september.NOW, timedelta(hours=1)


def test_the_newest_of_a_source_one_a_key_as_it_stands_now(store: Store) -> None:
    first, last = september.sheets()
    store.add_past([first, last], NOW, replace=True)
    revised = replace(last, total_assets_usd=7_000_000_000_000)
    store.commit(last, assessed(), None, NOW)
    store.commit(revised, assessed(), None, NOW)
    found = store.newest("fed.balance_sheet", before=NOW, count=5)
    assert [(one.key, getattr(one, "total_assets_usd", 0)) for one in found] == [
        ("2026-09-16", 6_746_548_000_000),
        ("2026-09-23", 7_000_000_000_000),
    ]
    assert [one.key for one in store.newest("fed.balance_sheet", before=NOW, count=1)] == ["2026-09-23"]
    assert [one.key for one in store.newest("fed.balance_sheet", before=last.published_at, count=5)] == ["2026-09-16"]
    assert store.newest("fed.balance_sheet", before=NOW, count=5, kinds=["minutes"]) == []
    assert [one.key for one in store.newest_of_kind("balance_sheet", before=NOW, count=5)] == ["2026-09-16", "2026-09-23"]


def test_each_venues_last_answer_on_each_meeting_to_come(store: Store) -> None:
    then = september.OCTOBER
    earlier = [replace(one, at=then - HOUR, change_bp=1.0, gap=None) for one in september.expectations()]
    archived = Expectation(meeting_on=date(2026, 10, 28), venue=ARCHIVE, at=then, change_bp=9.0)
    over = Expectation(meeting_on=date(2026, 9, 16), venue="kalshi", at=then, change_bp=9.0)
    store.add_expectations([*earlier, *september.expectations(), archived, over])
    assert store.priced(since=date(2026, 10, 6), before=then + HOUR) == sorted(
        september.expectations(), key=lambda one: (one.meeting_on, one.venue)
    )
    assert {one.change_bp for one in store.priced(since=date(2026, 10, 6), before=then)} == {1.0}
    assert [meeting.change_bp for meeting in priced(store, then + HOUR).meetings] == [4.95, 18.6, None]


def test_the_look_ups_read_what_is_stored(store: Store) -> None:
    store.add_past(september.events(), NOW, replace=True)
    found = balance(store, NOW)
    assert found is not None and found.net is not None
    assert found.net.usd == 5_799_926_000_000
    standing = repo(store, NOW).standing
    assert standing is not None and (standing.last.usd, standing.days) == (1_000_000, 5)
    assert [(one.kind, one.pct) for one in rates(store, NOW).rates] == [("SOFR", 3.9), ("EFFR", 3.88)]
    assert cycle(store, NOW).regime.name == "expansion"


def test_history_says_what_bitcoin_did_in_the_day_after(store: Store) -> None:
    store.add_past(september.sheets(), NOW, replace=True)
    out = september.sheets()[-1].published_at
    closes = ((out, 100.0), (out + 24 * HOUR, 103.0))
    store.add_prices([Price(asset="BTC", exchange="coinbase", at=at, close=close, published_at=at) for at, close in closes], NOW)
    last, first = history(store, "balance_sheet", NOW).past
    assert (last.event.key, last.told, last.span) == ("2026-09-23", None, timedelta(hours=24))
    assert last.moved_pct is not None and round(last.moved_pct, 6) == 3.0
    assert first.moved_pct is None
