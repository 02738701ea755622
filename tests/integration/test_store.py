"""The store on a real SQLite file: what is kept, what was known when, and what a wrong file says."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Text, cast, create_engine, select, update

from bot.codec import event_json
from bot.errors import StoreError
from bot.model import DeliveryState, Mode, Subscription
from bot.rulebook import own_statistics
from bot.settings import load_settings
from bot.source import Page, Validators
from bot.store import CountedSignal, Latency, SourceState, Store, open_store, store_path
from bot.store.database import MIGRATIONS, NEWEST
from bot.store.schema import events, metadata
from tests.builders.alerts import HOUR, MINUTE, NOON, REPO, alert, assessed, repo, signal, statement

DAY = timedelta(days=1)
LONG_AGO = NOON - 400 * DAY
FED = "fed.press_release"
ON_BOTH = True


OLD_ROWS = """
INSERT INTO subscriptions (id, chat_id, thread_id, chat_type, lang, impact, direction, loud, active)
VALUES (3, 7, 0, 'private', 'en', 45, 0, 30, 1);
INSERT INTO subscription_modes VALUES (3, 'minutes', 'off');
INSERT INTO events (id, source, key, version, kind, published_at, seen_at, fingerprint, data) VALUES (5, 'nyfed.repo_operation', 'RP 1', 1,
    'repo_operation', '2025-10-31 15:59:00.000000', '2025-10-31 16:00:00.000000', '{}',
    '{"key": "RP 1", "kind": "repo_operation", "source": "nyfed.repo_operation", "title": "t", "published_at": "2025-10-31T15:59:00Z",
      "seen_at": "2025-10-31T16:00:00Z", "url": "u", "facts": {"operation_on": "2025-10-31", "closes_at": "2025-10-31T15:59:00Z",
      "facility": "standing", "term_days": 3, "accepted_usd": 5,
      "is_small_value": false, "calendar": "month_end", "of_old": 1}}');
INSERT INTO assessments VALUES (5, 36, -18,
    '{"impact": 36, "direction": -18, "confidence": 0.1, "horizon_hours": 24, "regime": "pivot", "signals": [], "amplifiers": [],
      "measured": null, "missing": ["rate_pct"], "rulebook": {"version": "1", "sha256": "a"}}', '{}', '2025-10-31 16:00:00.000000');
INSERT INTO alerts (id, event_id, kind, source, event_key, group_key, impact, direction, is_revision, texts, created_at, queued_at,
    expires_at, fan_out_upto, fan_out_cursor, fan_out_done_at)
VALUES (9, 5, 'repo_operation', 'nyfed.repo_operation', 'RP 1', 'g', 36, -18, 0, '{"en": "Alert"}', '2025-10-31 16:00:00.000000',
    '2025-10-31 16:00:00.000000', '2025-10-31 22:00:00.000000', 3, 3, '2025-10-31 16:00:00.000000');
INSERT INTO deliveries (id, alert_id, chat_id, thread_id, is_group, lang, silent, only_edits, state, attempts, doubts, owed, sent_at,
    message_id)
VALUES (11, 9, 7, 0, 0, 'en', 0, 0, 'sent', 1, 0, 0, '2025-10-31 16:00:01.000000', 77),
       (12, 9, 8, 0, 0, 'en', 0, 0, 'queued', 0, 0, 1, NULL, NULL);
"""
"""What a store of the second schema held: a chat with a setting, an alert that it got, and one that is owed to another."""


def _at_revision(path: Path, revision: str) -> None:
    """A database file with the schema of an earlier version."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture
def url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if backend == "postgresql":
        return str(request.getfixturevalue("server_database"))
    return f"sqlite:///{tmp_path / 'data' / 'fedtide.db'}"


@pytest.fixture
def store(url: str, backend: str, empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    if backend == "sqlite":
        (tmp_path / "data").mkdir()
        shutil.copy(empty_database, tmp_path / "data")
    opened = open_store(url)
    yield opened
    opened.close()


class TestOpening:
    """Of the file: the server's is in test_store_server."""

    ON_BOTH = False

    def test_folder_and_file_are_made_and_opened_again_with_what_they_hold(self, url: str, tmp_path: Path) -> None:
        first = open_store(url)
        first.subscribe(Subscription(chat_id=1))
        first.close()
        again = open_store(url)
        assert (tmp_path / "data" / "fedtide.db").is_file()
        assert again.count_subscriptions() == 1
        again.close()

    def test_the_migrations_build_the_tables_that_the_code_uses(self, store: Store) -> None:
        with store._read() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, metadata) == []

    def test_what_an_older_schema_held_is_all_there_after_its_tables_were_made_anew(self, url: str) -> None:
        path = store_path(url)
        path.parent.mkdir()
        _at_revision(path, "0002")
        with sqlite3.connect(path) as raw:
            raw.executescript(OLD_ROWS)
        raw.close()
        store = open_store(url)
        assert store.subscription(7) == Subscription(chat_id=7, impact=45, modes={"minutes": Mode.OFF})
        assert store.counts()[DeliveryState.SENT] == 1
        [owed] = store.due(NOON)
        assert (owed.id, owed.text, owed.event_id, owed.is_short) == (12, "Alert", 5, False)
        told = store.latest_alert_for(7)
        assert told is not None
        assert (told.event.key, told.event.seen_at, told.impact, told.assessment.missing) == ("RP 1", NOON, 36, ("rate_pct",))
        store.close()

    def test_ids_of_deliveries_are_not_used_again_after_the_table_was_made_anew(self, url: str) -> None:
        path = store_path(url)
        path.parent.mkdir()
        _at_revision(path, "0002")
        with sqlite3.connect(path) as raw:
            raw.executescript(OLD_ROWS)
        raw.close()
        store = open_store(url)
        for chat_id in (7, 8):
            store.unsubscribe(chat_id)
        store.subscribe(Subscription(chat_id=8, modes={"repo_operation": Mode.ALL}))
        event = repo("RP 9")
        store.commit(event, assessed(), alert(event), NOON)
        store.fan_out(NOON)
        assert [delivery.id for delivery in store.due(NOON)] == [13]
        store.close()

    def test_it_writes_ahead_and_keeps_foreign_keys(self, store: Store) -> None:
        with store._read() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000

    def test_the_newest_revision_is_the_one_that_alembic_would_go_to(self, store: Store) -> None:
        scripts = ScriptDirectory(str(MIGRATIONS))
        assert scripts.get_heads() == [NEWEST]
        with sqlite3.connect(store.path) as raw:
            assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
        raw.close()

    def test_a_database_of_a_newer_version_is_refused_and_left_alone(self, url: str) -> None:
        open_store(url).close()
        with sqlite3.connect(store_path(url)) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.close()
        with pytest.raises(StoreError, match=r"written by a newer fedtide \(schema 9999\); update fedtide"):
            open_store(url)
        with sqlite3.connect(store_path(url)) as raw:
            assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        raw.close()

    def test_a_file_that_is_no_database_is_refused(self, url: str) -> None:
        path = store_path(url)
        path.parent.mkdir()
        path.write_text("These are not the bytes of a database, and there are more than a hundred of them. " * 3)
        with pytest.raises(StoreError, match=r"fedtide\.db cannot be used \(file is not a database\)"):
            open_store(url)

    @pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another matter there")
    def test_what_is_kept_is_its_owners_alone(self, url: str) -> None:
        path = store_path(url)
        with closing(open_store(url)) as store:
            store.recover(NOON)
            made = {path.parent.name: path.parent, **{file.name: file for file in path.parent.iterdir()}}
            assert len(made) >= 3
            assert {name: stat.S_IMODE(file.stat().st_mode) & 0o077 for name, file in made.items()} == dict.fromkeys(made, 0)

    def test_a_folder_that_cannot_be_made_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file where the folder should be")
        with pytest.raises(StoreError, match="cannot be made"):
            open_store(f"sqlite:///{tmp_path / 'data' / 'deeper' / 'fedtide.db'}")

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("mysql://localhost/fedtide", "mysql is not supported"),
            ("postgresql://localhost", "must name a file"),
            ("sqlite://", "must name a file"),
            ("sqlite:///:memory:", "must name a file"),
            ("fedtide.db", "not readable"),
        ],
    )
    def test_a_url_that_names_no_file_is_refused(self, url: str, words: str) -> None:
        with pytest.raises(StoreError, match=words):
            open_store(url)

    def test_the_path_of_a_url(self) -> None:
        assert store_path("sqlite:///data/fedtide.db") == Path("data/fedtide.db")
        assert store_path("sqlite:////var/lib/50%25.db") == Path("/var/lib/50%.db")

    def test_what_is_kept_beside_the_database_is_named_after_its_file(self) -> None:
        for url in ("sqlite:////var/lib/50%25.db", "sqlite+pysqlite:////var/lib/50%25.db?timeout=3"):
            beside = own_statistics(load_settings({"FEDTIDE_DATABASE_URL": url}))
            assert beside == Path("/var/lib/50%.db.measured.toml")
            assert store_path(url) == Path("/var/lib/50%.db")

    def test_a_folder_with_strange_characters_works(self, tmp_path: Path) -> None:
        open_store(f"sqlite:///{tmp_path}/50%25 %3F/fedtide.db").close()
        assert (tmp_path / "50% ?" / "fedtide.db").is_file()

    def test_only_one_of_two_may_send_and_the_next_when_it_is_gone(self, url: str) -> None:
        first, second = open_store(url), open_store(url)
        assert first.recover(NOON) == 0
        assert first.recover(NOON) == 0
        with pytest.raises(StoreError, match="another fedtide already sends"):
            second.recover(NOON)
        first.close()
        assert second.recover(NOON) == 0
        second.close()

    def test_a_naive_instant_is_refused(self, store: Store) -> None:
        with pytest.raises(Exception, match="naive instant"):
            store.due(datetime(2025, 10, 31, 16))

    def test_a_failed_write_leaves_nothing(self, store: Store) -> None:
        def fail_halfway() -> None:
            with store._write() as connection:
                connection.exec_driver_sql("INSERT INTO chats VALUES (1, 'en')")
                raise KeyError("halfway")

        with pytest.raises(KeyError, match="halfway"):
            fail_halfway()
        assert store.chat_lang(1) is None

    def test_many_threads_at_once_lose_nothing(self, store: Store) -> None:
        def subscribe(start: int) -> None:
            for chat_id in range(start, start + 10):
                store.subscribe(Subscription(chat_id=chat_id))
                assert store.subscription(chat_id) is not None

        threads = [threading.Thread(target=subscribe, args=(start,)) for start in range(1, 80, 10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.count_subscriptions() == 80


class TestPages:
    def test_each_url_of_a_source_is_recognised_by_its_last_body(self, store: Store) -> None:
        old = Page("https://fed.example/feed", b"old", etag='"1"', last_modified="Fri, 31 Oct 2025 16:00:00 GMT", sha256="aa")
        other = Page("https://fed.example/item", b"item", sha256="cc")
        store.remember(FED, [old, other], NOON)
        store.remember(FED, [Page("https://fed.example/feed", b"new", etag='"2"', sha256="bb")], NOON)
        store.remember(REPO, [Page("https://fed.example/feed", b"", sha256="dd")], NOON)
        store.remember(REPO, [], NOON)
        assert store.validators(FED) == {
            "https://fed.example/feed": Validators('"2"', None, "bb"),
            "https://fed.example/item": Validators(None, None, "cc"),
        }
        assert store.validators("fed.balance_sheet") == {}


class TestSourceStates:
    def test_a_source_that_was_never_polled_has_an_empty_state(self, store: Store) -> None:
        assert store.source_state(REPO) == SourceState(source=REPO)
        assert store.source_states() == []

    def test_failures_count_until_an_answer_comes(self, store: Store) -> None:
        store.record_poll(REPO, "ok", NOON, new=2, seconds=0.4)
        store.record_poll(REPO, "error", NOON + MINUTE, error="503", seconds=1.5)
        store.record_poll(REPO, "error", NOON + 2 * MINUTE, error="429", retry_at=NOON + HOUR)
        assert store.source_states() == [
            SourceState(
                source=REPO,
                last_poll_at=NOON + 2 * MINUTE,
                last_ok_at=NOON,
                last_new_at=NOON,
                last_error_at=NOON + 2 * MINUTE,
                last_error="429",
                failures_in_a_row=2,
                retry_at=NOON + HOUR,
                last_seconds=0.0,
            )
        ]
        store.record_poll(REPO, "not_modified", NOON + 3 * MINUTE, seconds=0.1)
        assert store.source_state(REPO) == SourceState(
            source=REPO,
            last_poll_at=NOON + 3 * MINUTE,
            last_ok_at=NOON + 3 * MINUTE,
            last_new_at=NOON,
            last_error_at=NOON + 2 * MINUTE,
            last_seconds=0.1,
        )

    def test_a_pause_stays_whatever_its_polls_say(self, store: Store) -> None:
        store.pause_source(REPO, NOON)
        store.record_poll(REPO, "error", NOON + MINUTE)
        store.pause_source(FED, NOON)
        store.pause_source(FED, None)
        assert [(state.source, state.paused_at, state.failures_in_a_row) for state in store.source_states()] == [
            (FED, None, 0),
            (REPO, NOON, 1),
        ]
        store.pause_source(REPO, None)
        assert store.source_state(REPO).paused_at is None

    def test_a_first_poll_that_fails_counts_too(self, store: Store) -> None:
        store.record_poll(REPO, "error", NOON)
        assert store.source_state(REPO).failures_in_a_row == 1
        assert store.source_state(REPO).last_error == "unknown"
        assert store.source_state(REPO).last_ok_at is None


class TestUnseen:
    def test_new_ones_come_oldest_first(self, store: Store) -> None:
        late, early = repo("RP 2", published_at=NOON), repo("RP 1", published_at=NOON - HOUR)
        assert store.unseen([late, early]) == [(early, False), (late, False)]
        assert not store.known(REPO, "RP 1")

    def test_what_was_committed_is_seen_until_it_says_something_else(self, store: Store) -> None:
        store.commit(repo(), assessed(), None, NOON)
        changed = repo(accepted_usd=31_000_000_000)
        assert store.known(REPO, "RP 1")
        assert not store.known(FED, "RP 1")
        assert store.unseen([repo()]) == []
        assert store.unseen([changed]) == [(changed, True)]

    def test_measures_title_and_a_touched_time_are_no_news(self, store: Store) -> None:
        store.commit(repo(day_accepted_usd=30_000_000_000), assessed(), None, NOON)
        assert store.unseen([repo(published_at=NOON + HOUR, day_accepted_usd=99_000_000_000, note="touched")]) == []

    def test_a_value_that_returns_to_an_older_one_is_news_again(self, store: Store) -> None:
        for accepted in (30, 31):
            store.commit(repo(accepted_usd=accepted), assessed(), None, NOON)
        assert store.unseen([repo(accepted_usd=30)]) == [(repo(accepted_usd=30), True)]
        assert store.unseen([repo(accepted_usd=31)]) == []

    def test_what_stands_twice_in_a_page_counts_once_as_it_stands_last(self, store: Store) -> None:
        assert store.unseen([repo(accepted_usd=1), repo(accepted_usd=2)]) == [(repo(accepted_usd=2), False)]

    def test_a_backfilled_event_is_not_seen_and_its_publication_no_revision(self, store: Store) -> None:
        store.backfill(REPO, [repo(accepted_usd=29)], NOON)
        assert not store.known(REPO, "RP 1")
        assert store.unseen([repo()]) == [(repo(), False)]

    def test_a_field_that_an_older_version_did_not_know_is_no_revision(self, store: Store) -> None:
        store.commit(repo(), assessed(), None, NOON)
        with store._write() as connection:
            said = json.loads(connection.execute(select(cast(events.c.fingerprint, Text))).scalar_one())
            connection.execute(update(events).values(fingerprint={name: value for name, value in said.items() if name != "rate_pct"}))
        assert store.unseen([repo(rate_pct=4.0)]) == []
        assert store.unseen([repo(rate_pct=4.0, accepted_usd=1)]) == [(repo(rate_pct=4.0, accepted_usd=1), True)]

    def test_committing_the_same_twice_keeps_one(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        first = store.commit(repo(), assessed(), alert(repo()), NOON)
        assert store.commit(repo(), assessed(), alert(repo()), NOON) == first
        assert store.fan_out(NOON) == 1
        assert store.commit(repo(accepted_usd=1), assessed(), None, NOON) != first


class TestHistory:
    def days(self, store: Store, before: datetime = NOON, **given: object) -> list[str]:
        return [event.key for event in store.history(REPO, before=before, since=LONG_AGO, **given)]  # type: ignore[arg-type]

    def test_it_gives_the_events_as_they_were(self, store: Store) -> None:
        event = repo(closes_at=NOON, rate_pct=4.0, day_accepted_percentile_250d=0.99, published_at=NOON - timedelta(microseconds=1))
        store.commit(event, assessed(), None, NOON)
        [found] = store.history(REPO, before=NOON, since=LONG_AGO)
        assert found == event
        assert found.day_accepted_percentile_250d == 0.99  # type: ignore[attr-defined]
        assert found.seen_at == NOON

    def test_it_ends_before_and_begins_at_the_given_instants_oldest_first(self, store: Store) -> None:
        for key, at in (("at", NOON), ("late", NOON - MINUTE), ("early", NOON - HOUR), ("before", NOON - 2 * HOUR)):
            store.commit(repo(key, published_at=at), assessed(), None, NOON)
        store.commit(statement(published_at=NOON - MINUTE), assessed(), None, NOON)
        assert [e.key for e in store.history(REPO, before=NOON, since=NOON - HOUR)] == ["early", "late"]

    def test_it_can_be_kept_to_kinds(self, store: Store) -> None:
        store.commit(statement(), assessed(), None, NOON)
        assert [e.key for e in store.history(FED, before=NOON, since=LONG_AGO, kinds=["fomc_statement"])] == ["/statement"]
        assert store.history(FED, before=NOON, since=LONG_AGO, kinds=["minutes"]) == []
        assert store.history(FED, before=NOON, since=LONG_AGO, kinds=[]) == []

    def test_it_can_be_kept_to_a_series(self, store: Store) -> None:
        for key in ("SOFR 2026-03-02", "SOFR% 2026-03-02", "sofr 2026-03-02", "TGCR 2026-03-02"):
            store.commit(repo(key), assessed(), None, NOON)
        assert self.days(store, NOON + MINUTE, series="SOFR ") == ["SOFR 2026-03-02"]
        assert self.days(store, NOON + MINUTE, series="SOFR_") == []
        assert len(self.days(store, NOON + MINUTE)) == 4

    def test_a_publication_goes_before_its_backfilled_twin(self, store: Store) -> None:
        store.commit(repo(accepted_usd=30), assessed(), None, NOON)
        store.backfill(REPO, [repo(accepted_usd=29), repo("RP 0", 5, published_at=NOON - DAY)], NOON)
        found = store.history(REPO, before=NOON, since=LONG_AGO)
        assert [(e.key, e.accepted_usd, e.seen_at) for e in found] == [("RP 0", 5, None), ("RP 1", 30, NOON)]  # type: ignore[attr-defined]

    def test_a_backfill_twice_is_as_once_and_takes_later_values(self, store: Store) -> None:
        assert not store.is_backfilled(REPO)
        store.backfill(REPO, [repo(accepted_usd=1)], NOON)
        store.backfill(REPO, [repo(accepted_usd=2)], NOON + HOUR)
        assert store.is_backfilled(REPO)
        assert not store.is_backfilled(FED)
        assert [e.accepted_usd for e in store.history(REPO, before=NOON, since=LONG_AGO)] == [2]  # type: ignore[attr-defined]

    def test_an_empty_past_counts_as_backfilled_and_leaves_the_polls_alone(self, store: Store) -> None:
        store.record_poll(REPO, "error", NOON, error="503")
        store.backfill(REPO, [], NOON)
        assert store.is_backfilled(REPO)
        assert store.source_state(REPO).failures_in_a_row == 1
        store.record_poll(FED, "ok", NOON)
        assert not store.is_backfilled(FED)

    @pytest.mark.parametrize(
        ("before", "accepted"),
        [(NOON + 30 * MINUTE, 30), (NOON + HOUR, 31), (NOON + 90 * MINUTE, 31), (NOON + 3 * HOUR, 32), (NOON - 30 * MINUTE, 30)],
    )
    def test_a_revision_is_history_only_once_it_was_seen(self, store: Store, before: datetime, accepted: int) -> None:
        for accepted_usd, seen_at in ((30, NOON), (31, NOON + HOUR), (32, NOON + 2 * HOUR)):
            store.commit(repo(accepted_usd=accepted_usd, published_at=NOON - HOUR), assessed(), None, seen_at)
        assert [e.accepted_usd for e in store.history(REPO, before=before, since=LONG_AGO)] == [accepted]  # type: ignore[attr-defined]

    def test_policy_events_are_statements_and_notes_of_all_sources(self, store: Store) -> None:
        store.commit(repo(published_at=NOON - HOUR), assessed(), None, NOON)
        store.commit(statement("/b", NOON - MINUTE, decision="lower"), assessed(), None, NOON)
        store.backfill(FED, [statement("/a", NOON - 42 * DAY)], NOON)
        store.commit(statement("/c", NOON), assessed(), None, NOON)
        assert [e.key for e in store.policy_events(NOON)] == ["/a", "/b"]

    def test_dates_lists_and_texts_come_back_with_their_types(self, store: Store) -> None:
        event = statement(dissents=("A. Person: lower",), balance_sheet_effective_on=date(2025, 12, 1), text="It’s decided.", change_bp=-25)
        store.commit(event, assessed(), None, NOON)
        assert store.policy_events(NOON) == [event]


class TestLookingBack:
    def test_the_latest_assessed_events_come_as_they_were_kept(self, store: Store) -> None:
        store.commit(repo(), assessed(signal()), alert(repo()), NOON)
        store.commit(statement(published_at=NOON), assessed(impact=70, direction=0), None, NOON + MINUTE, texts={"en": "quiet"})
        newest, older = store.latest_assessed(limit=5)
        assert newest.kind == "fomc_statement"
        assert newest.event.seen_at == NOON + MINUTE
        assert (newest.impact, newest.direction) == (70, 0)
        assert newest.texts == {"en": "quiet"}
        assert older.event == repo()
        assert older.assessment.signals == (signal(),)
        assert older.texts == {"en": "Alert RP 1", "zh-Hans": "提醒 RP 1"}
        assert store.latest_assessed() == [newest]
        assert store.latest_assessed(["repo_operation"], limit=5) == [older]
        assert store.latest_assessed(["minutes"]) == []

    def test_of_a_revised_event_the_last_version_is_shown(self, store: Store) -> None:
        store.commit(repo(accepted_usd=30), assessed(impact=10), None, NOON)
        store.commit(repo(accepted_usd=31), assessed(impact=20), None, NOON + MINUTE)
        [found] = store.latest_assessed(limit=5)
        assert (found.event, found.impact, found.texts) == (repo(accepted_usd=31), 20, {})

    def test_the_last_alert_of_a_chat_is_the_last_that_reached_it(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        store.subscribe(Subscription(chat_id=1, thread_id=5))
        for key in ("RP 1", "RP 2", "RP 3"):
            store.commit(repo(key), assessed(), alert(repo(key)), NOON)
        store.fan_out(NOON)
        assert store.latest_alert_for(1) is None
        for delivery_id, message_id in ((1, 10), (2, 11), (3, 12)):  # RP 1 in both topics, RP 2 in the first
            store.mark_sent(delivery_id, message_id, NOON)
        first, second = store.latest_alert_for(1), store.latest_alert_for(1, 5)
        assert first is not None
        assert second is not None
        assert (first.event.key, first.texts["en"]) == ("RP 2", "Alert RP 2")
        assert second.event.key == "RP 1"
        assert store.latest_alert_for(2) is None

    def test_counted_signals_of_a_stretch_oldest_first(self, store: Store) -> None:
        def commit(key: str, at: datetime, mechanism: str, **given: bool) -> None:
            store.commit(repo(key, published_at=at), assessed(signal(mechanism, **given)), None, NOON)

        commit("too late", NOON, "repo-injection")
        commit("second", NOON - HOUR, "funding-stress")
        commit("first", NOON - DAY, "repo-injection")
        commit("not counted", NOON - HOUR, "repo-injection", counted=False)
        commit("too early", NOON - DAY - MINUTE, "repo-injection")
        store.commit(repo("second", 1, published_at=NOON - HOUR), assessed(signal("reserves")), None, NOON)
        first, second = store.signals_since(NOON - DAY, NOON)
        assert first == CountedSignal(
            mechanism="repo-injection",
            rule="rule-repo-injection",
            direction="down",
            strength=0.42,
            source=REPO,
            key="first",
            kind="repo_operation",
            published_at=NOON - DAY,
        )
        assert (second.key, second.mechanism) == ("second", "reserves")

    def test_signals_keep_their_order(self, store: Store) -> None:
        store.commit(repo(), assessed(signal("b"), signal("a"), signal("c")), None, NOON)
        assert [s.mechanism for s in store.signals_since(LONG_AGO, NOON)] == ["b", "a", "c"]

    def test_latencies_tell_each_stretch_newest_first(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        for key in ("RP 1", "RP 2"):
            store.commit(repo(key), assessed(), alert(repo(key)), NOON)
        store.commit(repo("silent"), assessed(), None, NOON)
        store.fan_out(NOON)
        store.mark_sent(1, 10, NOON + MINUTE)
        store.mark_sent(1, 10, NOON + HOUR)
        newest, older = store.latencies()
        assert (newest.key, newest.first_sent_at) == ("RP 2", None)
        assert older == Latency(
            source=REPO,
            key="RP 1",
            kind="repo_operation",
            published_at=NOON - MINUTE,
            seen_at=NOON,
            queued_at=NOON,
            first_sent_at=NOON + MINUTE,
        )
        assert store.latencies(limit=1) == [newest]

    def test_the_commits_object_is_the_events(self, store: Store) -> None:
        store.commit(repo(), assessed(), None, NOON)
        [found] = store.latest_assessed()
        assert event_json(found.event) == event_json(repo()) | {"seen_at": "2025-10-31T16:00:00Z"}


class TestSubscriptions:
    def test_settings_are_kept_by_chat_and_topic(self, store: Store) -> None:
        plain = Subscription(chat_id=-1001234567890, chat_type="supergroup")
        topic = Subscription(
            chat_id=-1001234567890,
            thread_id=7,
            chat_type="supergroup",
            lang="zh-Hans",
            impact=30,
            direction=10,
            loud=50,
            modes={"minutes": Mode.OFF, "repo_operation": Mode.ALL},
        )
        assert store.subscribe(plain) == plain
        assert store.subscribe(topic) == topic
        assert store.subscription(-1001234567890) == plain
        assert store.subscription(-1001234567890, 7) == topic
        assert store.subscription(-1001234567890, 8) is None
        assert store.count_subscriptions() == 2

    def test_of_two_who_change_at_once_neither_undoes_the_other(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        both = threading.Barrier(2)

        def change(**settings: int) -> None:
            both.wait()
            for _ in range(20):
                assert store.change(1, None, lambda chat: replace(chat, **settings)) is not None

        others = [threading.Thread(target=change, kwargs=one) for one in ({"impact": 41}, {"loud": 42})]
        for one in others:
            one.start()
        for one in others:
            one.join()
        assert store.subscription(1) == Subscription(chat_id=1, impact=41, loud=42)

    def test_what_is_closed_or_not_there_is_not_changed(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        store.close_chat(1, "blocked")
        for chat_id in (1, 2):
            assert store.change(chat_id, None, lambda chat: replace(chat, impact=41)) is None
        assert store.subscription(1) == Subscription(chat_id=1, active=False)

    def test_subscribing_again_keeps_the_settings(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1, impact=55, modes={"minutes": Mode.OFF}))
        assert store.subscribe(Subscription(chat_id=1)) == Subscription(chat_id=1, impact=55, modes={"minutes": Mode.OFF})
        assert store.count_subscriptions() == 1

    def test_an_update_replaces_everything(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1, modes={"minutes": Mode.OFF}))
        wish = Subscription(chat_id=1, lang="zh-Hans", impact=1, direction=2, loud=3, modes={"repo_operation": Mode.ALL})
        assert store.update(wish)
        assert store.subscription(1) == wish

    def test_an_update_of_nothing_makes_nothing(self, store: Store) -> None:
        assert not store.update(Subscription(chat_id=1))
        assert store.subscription(1) is None

    def test_stopping_deletes_everything_of_the_chat(self, store: Store) -> None:
        for chat_id in (1, 2):
            store.subscribe(Subscription(chat_id=chat_id, modes={"minutes": Mode.OFF}))
            store.remember_lang(chat_id, "zh-Hans")
        store.commit(repo(), assessed(), alert(repo()), NOON)
        store.fan_out(NOON)
        assert store.unsubscribe(1)
        with store._read() as connection:
            for table in ("subscriptions", "chats", "deliveries"):
                assert connection.exec_driver_sql(f"SELECT chat_id FROM {table}").fetchall() == [(2,)]
            assert connection.exec_driver_sql("SELECT count(*) FROM subscription_modes").scalar() == 1
        assert not store.unsubscribe(1)

    def test_stopping_in_one_topic_leaves_the_others(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=-5, thread_id=1))
        store.subscribe(Subscription(chat_id=-5))
        store.remember_lang(-5, "zh-Hans")
        assert store.unsubscribe(-5)
        assert store.subscription(-5, 1) is not None
        assert store.chat_lang(-5) == "zh-Hans"

    def test_who_stopped_and_came_back_gets_nothing_of_before(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1))
        store.commit(repo(), assessed(), alert(repo()), NOON)
        store.unsubscribe(1)
        store.subscribe(Subscription(chat_id=1))
        assert store.fan_out(NOON) == 0

    def test_a_closed_chat_keeps_its_settings_and_gets_nothing(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1, impact=5))
        store.subscribe(Subscription(chat_id=2))
        for key in ("RP 1", "RP 2", "RP 3"):
            store.commit(repo(key), assessed(), alert(repo(key)), NOON)
        store.fan_out(NOON)
        store.mark_sent(1, 10, NOON)
        assert store.claim(3, NOON, HOUR)
        store.close_chat(1, "bot was blocked by the user")
        assert store.subscription(1) == Subscription(chat_id=1, impact=5, active=False)
        assert store.count_subscriptions() == 1
        assert store.counts() == counted(sent=1, claimed=1, refused=1, queued=3)
        assert [d.chat_id for d in store.due(NOON)] == [2]
        store.commit(repo("RP 4"), assessed(), alert(repo("RP 4")), NOON)
        assert store.fan_out(NOON) == 1
        assert store.subscribe(Subscription(chat_id=1)) == Subscription(chat_id=1, impact=5)

    def test_a_chats_language_is_what_it_said_last(self, store: Store) -> None:
        assert store.chat_lang(1) is None
        store.remember_lang(1, "zh-Hans")
        assert store.chat_lang(1) == "zh-Hans"
        store.subscribe(Subscription(chat_id=1, lang="en"))
        assert store.chat_lang(1) == "en"
        store.remember_lang(1, "zh-Hans")
        assert store.chat_lang(1) == "zh-Hans"
        found = store.subscription(1)
        assert found is not None
        assert found.lang == "zh-Hans"
        store.remember_lang(2, "en")
        assert store.chat_lang(1) == "zh-Hans"

    def test_a_group_that_became_a_supergroup_is_followed(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=-5, chat_type="group", impact=7, modes={"minutes": Mode.OFF}))
        store.remember_lang(-5, "zh-Hans")
        for key in ("RP 1", "RP 2"):
            store.commit(repo(key), assessed(), alert(repo(key), group="day"), NOON)
        store.fan_out(NOON)
        store.mark_sent(1, 10, NOON)
        store.migrate_chat(-5, -1005)
        store.migrate_chat(-5, -1005)
        assert store.subscription(-5) is None
        assert store.subscription(-1005) == Subscription(
            chat_id=-1005, chat_type="supergroup", lang="zh-Hans", impact=7, modes={"minutes": Mode.OFF}
        )
        assert store.chat_lang(-1005) == "zh-Hans"
        [delivery] = store.due(NOON)
        assert (delivery.chat_id, delivery.text, delivery.replies_to) == (
            -1005,
            "提醒 RP 2",
            None,
        )
        assert store.counts() == counted(sent=1, queued=1)

    def test_a_supergroup_that_had_subscribed_itself_takes_the_groups_settings(self, store: Store) -> None:
        for chat_id, impact in ((-5, 7), (-1005, 9), (3, 11)):
            store.subscribe(Subscription(chat_id=chat_id, chat_type="group", impact=impact))
            store.remember_lang(chat_id, "en")
        store.commit(repo(), assessed(), alert(repo()), NOON)
        store.fan_out(NOON)
        store.migrate_chat(-5, -1005)
        found = store.subscription(-1005)
        assert found is not None
        assert found.impact == 7
        assert store.count_subscriptions() == 2
        assert sorted(d.chat_id for d in store.due(NOON)) == [-1005, 3]

    def test_a_move_to_itself_is_no_move(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=-5, chat_type="group"))
        store.migrate_chat(-5, -5)
        assert store.subscription(-5) == Subscription(chat_id=-5, chat_type="group")


def counted(**given: int) -> dict[DeliveryState, int]:
    """All states, those not given empty."""
    return {state: given.get(state, 0) for state in DeliveryState}


def test_instants_come_back_in_utc(store: Store) -> None:
    store.record_poll(REPO, "ok", datetime(2025, 10, 31, 18, tzinfo=UTC))
    found = store.source_state(REPO).last_ok_at
    assert found is not None
    assert found.isoformat() == "2025-10-31T18:00:00+00:00"


def test_what_was_left_out_of_an_event_is_no_news_when_it_is_read_again(store: Store) -> None:
    read = repo(accepted_usd=30_000_000_000, submitted_usd=20_000_000_000)  # more accepted than was submitted: that cannot be
    store.commit(dataclasses.replace(read, submitted_usd=None), assessed(), None, NOON, read=read)
    assert store.unseen([read]) == []
    assert store.unseen([dataclasses.replace(read, submitted_usd=40_000_000_000)]) != []
