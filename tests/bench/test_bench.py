"""What the bench compares does the same, and an assessment leaves nothing behind. No timing is asserted here."""

import gc
import itertools
import sqlite3
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.answers.lookups import LOOKUPS, Asked
from bot.source import Price
from bot.sources.board.press_release import parse
from bot.store import open_store
from rules.engine import assess
from rules.event import Context
from tests.bench import looking, study
from tests.bench.by_hand import assess_statement
from tests.bench.reading import STATEMENT, a_store, fresh, is_read, queueing
from tests.bench.scenes import CONTEXT, RULEBOOK, STATEMENTS, statement
from tests.builders import september
from tests.history.evidence import settings_of

DECISIONS = [("hold", 0), ("lower", -25), ("raise", 75), (None, None)]
ACTIONS = [
    {"balance_sheet_action": "none", "action_direction": "none"},
    {"balance_sheet_action": "runoff_end", "action_direction": "up", "action_is_new": True},
    {"balance_sheet_action": "runoff_start", "action_direction": "down", "action_is_new": None},
    {"balance_sheet_action": "purchases_start", "action_direction": "up", "action_is_new": True, "purchase_purpose": "qe",
     "purchase_pace_change_usd_month": 40_000_000_000, "purchase_total_usd": 700_000_000_000},
    {"balance_sheet_action": "purchases_start", "action_direction": "up", "action_is_new": True, "purchase_purpose": "reserve_management"},
    {"balance_sheet_action": "purchases_start", "action_direction": "up", "action_is_new": True, "purchase_purpose": "reserve_management",
     "purchase_pace_change_usd_month": 40_000_000_000},
    {"balance_sheet_action": "purchases_pace", "action_direction": "down", "action_is_new": False, "purchase_purpose": "qe",
     "purchase_pace_change_usd_month": -15_000_000_000},
    {"balance_sheet_action": "purchases_end", "action_direction": "down", "action_is_new": True, "purchase_purpose": "qe",
     "purchase_pace_change_usd_month": -15_000_000_000},
    {},
]  # fmt: skip
PRICED = [{}, {"surprise_bp": 0.0}, {"surprise_bp": -11.9, "expected_change_uncertainty_bp": 3.0}, {"surprise_bp": 6.1}]
CONTEXTS = [CONTEXT, Context(), Context(regime="pivot", correlation_60d=0.3, is_follow_up=True, positioning_agreement=-0.5)]


@pytest.mark.parametrize("context", CONTEXTS, ids=["known", "unknown", "follow-up"])
def test_the_yardstick_says_what_the_engine_says(context):
    for (decision, change), action, priced, scheduled in itertools.product(DECISIONS, ACTIONS, PRICED, (True, False, None)):
        known = {"expected_change_bp": 0.0} if priced else {}
        prepared = "minutes" if change else "none"
        event = statement(
            decision=decision, change_bp=change, is_scheduled=scheduled, action_foreshadowed=prepared, **known, **priced, **action
        )
        assert assess_statement(event, context, RULEBOOK) == assess(event, context, RULEBOOK)


def test_the_yardstick_knows_every_rule_that_a_statement_is_asked():
    asked = {rule.id for rule in RULEBOOK.of_kind("fomc_statement")}
    fired = {
        name
        for (decision, change), action, priced, scheduled in itertools.product(DECISIONS, ACTIONS, PRICED, (True, False))
        for name in fired_by(statement(decision=decision, change_bp=change, is_scheduled=scheduled, **priced, **action))
    }
    never = {"emergency-regime", "tightening-regime", "repos-amid-purchases"}  # they scale mechanisms that no statement counts
    assert asked == fired | never


def fired_by(event):
    context = Context(correlation_60d=0.5, is_follow_up=True, positioning_agreement=1.0, repo_injection_within_10d=True)
    assessment = assess(event, context, RULEBOOK)
    return [*(signal.rule for signal in assessment.signals), *(amplifier.rule for amplifier in assessment.amplifiers)]


def test_memory_does_not_grow():
    def many(times):
        for _ in range(times):
            for event in STATEMENTS:
                assess(event, CONTEXT, RULEBOOK)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        many(250)
        before = many(250)
        grown = many(10_000 // len(STATEMENTS)) - before
    finally:
        tracemalloc.stop()
    assert grown < 5_000, f"{grown} bytes more after ten thousand assessments"


def test_the_reading_that_is_timed_reads():
    [event] = parse([STATEMENT])
    assert is_read(event)
    assert len(STATEMENT.body) > 75_000


def test_the_way_that_is_timed_ends_in_the_outbox():
    with a_store() as store:
        queue = queueing(store)
        ids = {queue(page) for page in itertools.islice(fresh(), 2)}
        assert len(ids) == 2
        assert len(store.latest_assessed(["fomc_statement"], 5)) == 2


def test_the_study_that_is_timed_studies(tmp_path):
    settings = settings_of(tmp_path)
    store = open_store(settings.database_url)
    at = datetime(2024, 1, 3, 19, tzinfo=UTC)
    store.backfill("fed.press_release", [statement(decision="hold", change_bp=0, published_at=at)], at)
    hours = (at + timedelta(hours=hour) for hour in range(-30, 30))
    store.add_prices([Price(asset="BTC", exchange="made", at=hour, close=100.0, published_at=hour) for hour in hours], at)
    store.close()
    found = study.phases(settings)
    assert (found.events, found.cells > 6) == (1, True)
    assert found.megabytes_read <= found.megabytes_most
    text, [whole, _] = study.written(found)
    assert "1 events with prices" in text
    assert whole.ratio == found.studied / found.read


def test_a_look_ups_statements_are_asked_again_as_they_were(tmp_path):
    path = tmp_path / "fedtide.db"
    store = open_store(f"sqlite:///{path}")
    store.add_past(september.events(), september.NOW, replace=True)
    found = {name: (own, alone, statements) for name, own, alone, statements in looking.looked(path, september.NOW)}
    assert set(found) == set(LOOKUPS)
    assert all(own > 0 and alone > 0 and statements > 0 for own, alone, statements in found.values())
    about = Asked(september.NOW, "en", "America/New_York", frozenset())
    statements = looking.asked(store, lambda: LOOKUPS["rates"](store, about))
    with sqlite3.connect(path) as connection:
        rows = [len(connection.execute(*statement).fetchall()) for statement in statements]
    assert rows == [10, 0]  # five days of two rates; no statement was loaded
    store.close()
