"""What the page and the feeds are made from: the newest in their last version, and what bitcoin did after them."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Move, Receipt, Standing
from bot.store import Listed, Store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo, statement

ON_BOTH = True
AGES_AGO = NOON - timedelta(days=400)


def test_the_newest_that_are_wanted_come_first_in_their_last_version(store: Store) -> None:
    for number in range(5):
        event = repo(f"RP {number}", published_at=NOON + number * MINUTE)
        store.commit(event, assessed(impact=10 * number), None, NOON + HOUR)
    again = repo("RP 3", accepted_usd=1, published_at=NOON + 3 * MINUTE)
    store.commit(again, assessed(impact=35), alert(again), NOON + 2 * HOUR)
    found = store.entries(lambda one: one.impact >= 20, NOON, 2)
    assert [(entry.published.event.key, entry.published.impact, entry.is_correction) for entry in found] == [
        ("RP 4", 40, False),
        ("RP 3", 35, True),
    ]
    assert [entry.updated_at for entry in found] == [NOON + HOUR, NOON + 2 * HOUR]


def test_what_joins_an_event_later_changes_its_entry(store: Store) -> None:
    store.commit(statement(), assessed(), alert(statement()), NOON)
    anew = alert(statement(), is_revision=True, created_at=NOON + HOUR, texts={"en": "with its note"})
    store.commit(repo(published_at=NOON - HOUR), assessed(), anew, NOON + HOUR)
    entry, _ = store.entries(lambda one: True, AGES_AGO, 9)
    assert (entry.published.event.key, entry.published.texts["en"]) == ("/statement", "with its note")
    assert (entry.updated_at, entry.is_correction) == (NOON + HOUR, False)


def test_a_choice_is_told_what_it_needs(store: Store) -> None:
    seen: list[Listed] = []
    store.commit(statement(), assessed(impact=56, direction=20), None, NOON)
    assert store.entries(lambda one: bool(seen.append(one)), AGES_AGO, 9) == []
    [one] = seen
    assert (one.kind, one.impact, one.direction, one.standing, one.published_at) == (
        "fomc_statement", 56, 20, Standing.ANNOUNCEMENT, NOON - MINUTE,
    )  # fmt: skip
    assert store.entries(lambda one: True, NOON, 9) == []


def test_what_bitcoin_did_after_is_that_of_the_first_alert(store: Store) -> None:
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.commit(repo("RP 2"), assessed(), alert(repo("RP 2")), NOON)
    first, _ = store.unsettled(NOON - HOUR)
    moves = (Move(asset="ETH", return_pct=5.0), Move(asset="BTC", return_pct=-1.25))
    store.settle(first.alert_id, Receipt(horizon_hours=24, moves=moves), {}, NOON + 25 * HOUR, NOON + 30 * HOUR)
    ids = [entry.published.id for entry in store.entries(lambda one: True, AGES_AGO, 9)]
    found = store.moves_after(ids, 24, "BTC")
    assert [found[event_id].return_pct if event_id in found else None for event_id in sorted(ids)] == [-1.25, None]
    assert store.moves_after(ids, 1, "BTC") == {}
    assert store.moves_after([], 24, "BTC") == {}
