"""All subscribers carried to another bot: nothing lost on the way, one bad line costs itself, twice is as once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.audience.watches import Kept
from bot.cli import main
from bot.errors import StoreError
from bot.jobs.subscribers import AT_A_TIME, lines_of, take_over
from bot.model import Mode, ReceiptMode, Rhythm, Subscription, Thresholds
from bot.store import Store, open_store
from tests.builders.alerts import NOON, alert, assessed, repo, signal
from tests.postgres_server import PostgresServer

ON_BOTH = True
LATER = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
SETTINGS = Subscription(
    chat_id=-1001234567890,
    thread_id=17,
    chat_type="supergroup",
    lang="zh-Hans",
    impact=35,
    direction=10,
    loud=60,
    modes={"minutes": Mode.OFF, "repo_operation": Mode.ALL},
    own={"treasury_auction": Thresholds(impact=50, loud=90)},
    is_short=True,
    timezone="Asia/Shanghai",
    digest=Rhythm.DAILY,
    digest_hour=8,
    quiet_from=1380,
    quiet_until=420,
    breakthrough=70,
    snoozed_until=LATER,
    remind_fomc=60,
    receipts=ReceiptMode.MESSAGE,
    reactions=False,
    pictures=False,
)
WATCH = Kept(
    id=0,
    text="day_accepted_usd >= 20bn",
    cooldown_hours=24,
    created_at=NOON,
    expires_at=LATER,
    last_hit_at=NOON,
    armed=False,
    hits=3,
)


@pytest.fixture
def grown(store: Store) -> Store:
    """Someone with everything changed, a reader, a channel with its keeper, one that closed itself, one that is banned."""
    store.subscribe(SETTINGS)
    store.add_watch(SETTINGS.chat_id, SETTINGS.thread_id, WATCH, 10)
    store.subscribe(Subscription(chat_id=7))
    store.subscribe(Subscription(chat_id=-1009, chat_type="channel"))
    store.remember_keeper(-1009, 7)
    store.subscribe(Subscription(chat_id=8))
    store.close_chat(8, "bot was blocked by the user")
    store.ban(9)
    return store


@pytest.fixture
def other(backend: str, postgres: PostgresServer, tmp_path: Path) -> Iterator[Store]:
    """Another bot's empty database: of the other kind."""
    url = f"sqlite:///{tmp_path}/other.db" if backend == "postgresql" else postgres.migrated()
    with closing(open_store(url)) as opened:
        yield opened


def everyone(store: Store) -> list[Any]:
    """All that is carried, but for the ids of rows."""
    _, found = store.everyone(0, 1000)
    return [
        (one.subscription, one.closed_reason, one.keeper, [(kept.text, kept.hits, kept.armed) for kept in one.watches]) for one in found
    ]


def nobody(line: str) -> None:
    raise AssertionError(line)


def test_everyone_arrives_with_everything(grown: Store, other: Store) -> None:
    taken = take_over(other, lines_of(grown), nobody)
    assert (taken.new, taken.there, taken.wrong) == (5, 0, 0)
    assert everyone(other) == everyone(grown)
    assert other.subscription(SETTINGS.chat_id, 17) == SETTINGS
    [kept] = other.watches(SETTINGS.chat_id, 17)
    assert kept == Kept(**{**{name: getattr(WATCH, name) for name in WATCH.__slots__}, "id": kept.id})
    assert other.keeper_of(-1009) == 7
    assert other.banned() == {9}
    assert other.count_subscriptions() == 3


def test_what_was_carried_is_told_of_the_next_event(grown: Store, other: Store) -> None:
    take_over(other, lines_of(grown), nobody)
    event = repo("RP 1")
    other.commit(event, assessed(signal()), alert(event), NOON)
    other.fan_out(NOON)
    assert {delivery.chat_id for delivery in other.due(LATER)} <= {7, -1009, SETTINGS.chat_id}
    assert 7 in {delivery.chat_id for delivery in other.due(NOON)}


def test_twice_is_as_once_and_who_is_there_stays(grown: Store, other: Store) -> None:
    other.subscribe(Subscription(chat_id=7, impact=99))
    lines = list(lines_of(grown))
    assert (take_over(other, lines, nobody).there, take_over(other, lines, nobody).there) == (1, 5)
    mine = other.subscription(7)
    assert mine is not None
    assert mine.impact == 99
    assert other.count_subscriptions() == 3


class TestOnOne:
    """What depends on no database."""

    ON_BOTH = False

    def test_pages_join_without_a_gap(self, store: Store, tmp_path: Path) -> None:
        for chat_id in range(1, AT_A_TIME + 4):
            store.subscribe(Subscription(chat_id=chat_id))
        with closing(open_store(f"sqlite:///{tmp_path}/other.db")) as other:
            assert take_over(other, lines_of(store), nobody).new == AT_A_TIME + 3

    @pytest.mark.parametrize(
        "change",
        [
            {"chat_id": 0},
            {"chat_id": True},
            {"chat_id": "7"},
            {"chat_id": 1 << 70},
            {"thread_id": -1},
            {"thread_id": 0},
            {"chat_type": "bot"},
            {"closed_reason": 5},
            {"closed_reason": "\ud800"},
            {"closed_reason": "a\0b"},
            {"snoozed_until": "tomorrow"},
            {"snoozed_until": 5},
            {"keeper": -3},
            {"settings": None},
            {"settings": []},
            {"settings": {"impact": 101}},
            {"settings": {"lang": "tlh"}},
            {"settings": {"timezone": "../../etc/passwd"}},
            {"settings": {"is_admin": True}},
            {"settings": {"fedtide": 99}},
            {"settings": {"quiet_from": 5}},
            {"settings": {"modes": {"nothing": "all"}}},
            {"watches": None},
            {"watches": [5]},
            {"watches": [{"text": "day_accepted_usd >= 20bn"}]},
            {"watches": [{"text": "x", "cooldown_hours": 6, "created_at": "2026-01-01T00:00:00+00:00", "hits": 0, "armed": 1}]},
            {"nobody_knows": 1},
            "[]",
            "null",
            "no JSON",
            "[" * 100_000,
            "",
            "x" * 1_000_001,
        ],
        ids=lambda change: str(change)[:40].replace("\0", "NUL"),
    )
    def test_one_bad_line_costs_itself(self, store: Store, tmp_path: Path, change: Any) -> None:
        for chat_id in (7, 8):
            store.subscribe(Subscription(chat_id=chat_id))
        first, bad, good, last = lines_of(store)
        bad = change if isinstance(change, str) else json.dumps({**json.loads(bad), **change})
        said: list[str] = []
        with closing(open_store(f"sqlite:///{tmp_path}/other.db")) as other:
            taken = take_over(other, [first, bad, good, last], said.append)
            assert (taken.new, taken.wrong) == (1, 1)
            assert [line.partition(":")[0] for line in said] == ["line 2"]
            assert [one.subscription.chat_id for one in other.everyone(0, 9)[1]] == [8]

    @pytest.mark.parametrize(
        ("broken", "why"),
        [
            (lambda lines: lines[:-1], "cut short"),
            (lambda lines: [lines[0], lines[2], lines[3]], "cut short"),
            (lambda lines: [*lines, lines[1]], "behind the last line"),
            (lambda lines: lines[1:], "no file of"),
            (lambda lines: [], "no file of"),
            (lambda lines: ['{"fedtide":"subscribers","form":2}', *lines[1:]], "newer fedtide"),
        ],
    )
    def test_a_file_that_is_not_whole_is_known_for_one(self, store: Store, tmp_path: Path, broken: Any, why: str) -> None:
        for chat_id in (7, 8):
            store.subscribe(Subscription(chat_id=chat_id))
        with closing(open_store(f"sqlite:///{tmp_path}/other.db")) as other, pytest.raises(StoreError, match=why):
            take_over(other, broken(list(lines_of(store))), nobody)

    def test_by_command(self, grown: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        file, other = tmp_path / "subscribers.jsonl", f"sqlite:///{tmp_path}/other.db"
        monkeypatch.setenv("FEDTIDE_DATABASE_URL", f"sqlite:///{grown.path}")
        main(["subscribers", "export", str(file)])
        assert capsys.readouterr().out == f"{file}: 5 subscribers\n"
        assert file.stat().st_mode & 0o077 == 0
        with pytest.raises(SystemExit):
            main(["subscribers", "export", str(file)])
        assert "is there already" in capsys.readouterr().err
        file.write_text(file.read_text(encoding="utf-8").replace('"impact":35', '"impact":350'), encoding="utf-8")
        monkeypatch.setenv("FEDTIDE_DATABASE_URL", other)
        with pytest.raises(SystemExit) as ended:
            main(["subscribers", "import", str(file)])
        assert ended.value.code == 1
        told = capsys.readouterr()
        assert told.out == "4 subscribers taken over, 0 were there, 1 not read\n"
        assert told.err.startswith("line 2: “350” won't do for impact")

    def test_what_an_editor_leaves_around_it_is_no_fault(
        self, grown: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "subscribers.jsonl"
        file.write_text("\ufeff" + "\r\n".join([*lines_of(grown), "", "  ", ""]), encoding="utf-8", newline="")
        monkeypatch.setenv("FEDTIDE_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
        main(["subscribers", "import", str(file)])
        assert capsys.readouterr().out == "5 subscribers taken over, 0 were there\n"

    def test_a_place_that_takes_no_file_is_named(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("FEDTIDE_DATABASE_URL", f"sqlite:///{store.path}")
        with pytest.raises(SystemExit):
            main(["subscribers", "export", str(tmp_path / "nowhere" / "s.jsonl")])
        where = tmp_path / "nowhere" / "s.jsonl"
        assert capsys.readouterr().err == f"error: export: {where} cannot be written (No such file or directory); choose another place\n"
