"""fedtide evidence and fedtide replay over a store: shapes, no look-ahead, kept results, and one line where there is nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.replay import replay
from bot.jobs.study import claims_of, opened, past_of, record_of, record_words, rules_of, study_of
from bot.rulebook import own_statistics, rulebook_of
from bot.settings import load_settings
from bot.source import Price
from bot.store import open_store
from rules.document import load_rulebook
from rules.event import FomcStatement

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FIRST = datetime(2024, 1, 3, 19, tzinfo=UTC)


def statement(week, upper=5.5, **facts):
    at = FIRST + timedelta(weeks=6 * week)
    return FomcStatement(
        source="fed.press_release", key=f"https://www.federalreserve.gov/{week}", title="FOMC statement",
        url=f"https://www.federalreserve.gov/{week}", published_at=at, decision="hold", change_bp=0, target_lower_pct=upper - 0.25,
        target_upper_pct=upper, balance_sheet_action="none", votes_for=12, votes_against=0, **facts,
    )  # fmt: skip


def closes(hours=24 * 300):
    for i in range(hours):
        at = FIRST - timedelta(days=100) + timedelta(hours=i)
        yield Price(asset="BTC", exchange="made", at=at, close=100.0 + (i * 7 % 13), published_at=at)


@pytest.fixture
def settings(tmp_path):
    found = load_settings({"FEDTIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'f.db'}"})
    store = open_store(found.database_url)
    store.backfill("fed.press_release", [statement(week) for week in range(4)], NOW)
    store.add_prices(list(closes()), NOW)
    store.close()
    return found


def quiet(position, of, name):
    """Nobody watches."""


def test_a_study_has_the_promised_shape_and_is_kept(settings):
    heard = []
    found = study_of(settings, load_rulebook(), lambda *args: heard.append(args))
    assert heard
    cell = next(
        cell for cell in found["groups"] if (cell["group"], cell["asset"], cell["horizon_hours"]) == ("kind:fomc_statement", "BTC", 24)
    )
    assert {
        "n",
        "mean_pct",
        "median_pct",
        "share_up",
        "abs_mean_pct",
        "baseline",
        "ratio_abs",
        "ci95_mean_pct",
        "p_value",
        "q_value",
    } <= set(cell)
    assert set(cell["baseline"]) >= {"n", "mean_pct", "abs_mean_pct", "share_up"}
    assert (cell["n"], cell["too_few"]) == (4, True)
    first = found["events"][0]
    assert (first["kind"], first["window_start"]) == ("fomc_statement", "2024-01-03T19:00:00Z")
    assert set(first["returns_pct"]["BTC"]) == {"1", "4", "24", "72", "168", "720"}
    heard.clear()
    assert study_of(settings, load_rulebook(), lambda *args: heard.append(args)) == json.loads(json.dumps(found))
    assert heard == []


def made_anew(settings, rulebook):
    """Whether a study is worked out and not taken from what is kept."""
    heard = []
    study_of(settings, rulebook, lambda *args: heard.append(args))
    return bool(heard)


def test_other_data_or_rules_make_it_anew(settings):
    book, other = load_rulebook(), replace(load_rulebook(), sha256="0" * 64)
    assert [made_anew(settings, one) for one in (book, book, other, other)] == [True, False, True, False]
    store = open_store(settings.database_url)
    store.add_prices([Price(asset="BTC", exchange="made", at=NOW, close=1.0, published_at=NOW)], NOW)
    assert [made_anew(settings, other) for _ in range(2)] == [True, False]
    store.dispute("fed.press_release", statement(1).key, {"target_upper_pct": 9.0}, NOW)
    assert [made_anew(settings, other) for _ in range(2)] == [True, False]
    store.close()


def test_the_stores_own_statistics_take_the_place_of_the_shipped_ones(settings):
    assert rulebook_of(settings).statistics == load_rulebook().statistics
    study_of(settings, load_rulebook(), quiet)
    own = rulebook_of(settings).statistics
    assert own_statistics(settings).is_file()
    assert own.since.isoformat() == "2023-09-25"
    assert own.groups["kind:fomc_statement", 24].n == 4


def test_a_record_of_no_alerts_says_so(settings):
    found = record_of(settings, load_rulebook())
    assert (found["alerts"], found["judged"], found["hit_rate"]) == (0, 0, None)
    assert set(found) >= {"ci95", "base_rate", "brier", "by_horizon", "walk_forward"}
    words = record_words(found)
    assert words[0] == "Alerts so far: 0, with a direction 0, of these judged 0, not over yet 0"
    assert words[2].startswith("The rules replayed over 2019-01-01 to ")
    assert words[-1] == "Information, not advice."
    assert record_words({**found, "walk_forward": None})[2:] == ["Information, not advice."]


def test_the_stores_own_replay_takes_the_place_of_the_shipped_one(settings):
    study_of(settings, load_rulebook(), quiet)
    own = record_of(settings, rulebook_of(settings))["walk_forward"]
    assert (own["since"], own["events"], own["judged"], own["hit_rate"]) == ("2023-09-25", 4, 0, None)


def test_claims_and_rules(settings):
    assert len(claims_of(settings)["claims"]) == 8
    assert {row["label"] for row in rules_of(settings, load_rulebook(), quiet)} == {"too few"}


def test_a_replay_sees_nothing_of_later(settings):
    with opened(settings) as store:
        whole, cut = past_of(store), past_of(store, FIRST + timedelta(weeks=13))
    full = {one.event.key: one for one in replay(whole.publications, whole.prices, load_rulebook())}
    short = {one.event.key: one for one in replay(cut.publications, cut.prices, load_rulebook())}
    assert len(short) == 3
    assert len(full) == 4
    for key, one in short.items():
        assert (one.event, one.assessment) == (full[key].event, full[key].assessment)
        assert one.assessment.measured is None  # the shipped statistics were not known then


def test_a_revised_value_never_leaks_into_what_came_before_it(settings):
    store = open_store(settings.database_url)
    live = replace(statement(4), seen_at=FIRST + timedelta(weeks=24))
    revised = replace(live, target_upper_pct=9.0, seen_at=FIRST + timedelta(weeks=31))
    book = load_rulebook()
    for version in (live, revised):
        [one] = replay([(version.published_at, version)], [], book)
        store.commit(version, one.assessment, None, NOW)
    store.backfill("fed.press_release", [statement(5)], NOW)
    known = store.publications()
    store.close()
    assert [(event.key[-1], event.target_upper_pct) for _, event in known][-3:] == [("4", 5.5), ("5", 5.5), ("4", 9.0)]
    replayed = list(replay(known, [], book))
    assert [one.is_revision for one in replayed][-3:] == [False, False, True]
    assert replayed[-2].event.previous_target_upper_pct == 5.5


def test_without_a_store_the_remedy_is_named(tmp_path):
    from bot.errors import StoreError

    nowhere = load_settings({"FEDTIDE_DATABASE_URL": f"sqlite:///{tmp_path / 'no.db'}"})
    with pytest.raises(StoreError, match="run fedtide backfill first"):
        claims_of(nowhere)
    assert not (tmp_path / "no.db").exists()
