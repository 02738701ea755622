"""The commands as scripts meet them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.settings import variables
from tests.contract import h41_body, operation_body, press_body
from tests.contract.operation_body import BILLION
from tests.integration.program import REPO_PAST, REPOS, ROOT
from tests.loopback.publisher import MAINTENANCE, Answer, Publisher

REPO, REVERSE, SHEET, PRESS = "nyfed.repo_operation", "nyfed.reverse_repo_operation", "fed.balance_sheet", "fed.press_release"
MILLION = 1_000_000
HEAVY = {"alembic", "apscheduler", "feedparser", "httpx", "numpy", "pandas", "pydantic", "sqlalchemy", "structlog", "telegram"}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON objects of its output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> str:
        """Its one line of error; that it printed nothing else is part of it."""
        assert self.out == ""
        [line] = self.err.splitlines()
        assert line.startswith("error: ")
        return line


Run = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the command run in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fedtide(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command here in this process, and leaves logging as it was."""
    root = logging.getLogger()
    level, handlers, hooks = root.level, list(root.handlers), (sys.excepthook, threading.excepthook)

    def run(*words: object) -> Outcome:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    yield run
    logging.captureWarnings(False)
    root.setLevel(level)
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook = hooks


def python(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, where nothing has been imported yet."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "error", **variables}
    return subprocess.run([sys.executable, *map(str, words)], env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)


def good_body(source: str) -> bytes:
    """A body that the source reads, made by hand."""
    bodies = {
        REPO: operation_body.page(operation_body.repo("RP 040826 1", "2026-04-08", 60 * BILLION)),
        REVERSE: operation_body.page(operation_body.reverse("RP 040826 2", "2026-04-08", 3 * BILLION)),
        SHEET: h41_body.word_page(),
        PRESS: press_body.page(press_body.HELD, press_body.VOTED),
    }
    return bodies[source].body


FEED = press_body.feed(press_body.item(press_body.STATEMENT, press_body.STATEMENT_URL)).body
"""The other body of a press release."""


class TestScore:
    @pytest.mark.parametrize(
        ("source", "key"),
        [
            (REPO, "RP 040826 1"),
            (REVERSE, "RP 040826 2"),
            (SHEET, "2025-12-31"),
            (PRESS, press_body.STATEMENT_URL),
        ],
    )
    def test_one_object_an_event(self, fedtide: Run, folder: Path, source: str, key: str) -> None:
        (folder / "body").write_bytes(good_body(source))
        done = fedtide("score", "body", "--source", source, "--json")
        assert (done.code, done.err) == (0, "")
        [scored] = done.lines
        assert scored["event"]["key"] == key
        assert scored["event"]["source"] == source
        assert set(scored) == {"event", "assessment", "text", "short"}
        assert set(scored["short"]) == {"en", "zh-Hans", "zh-Hant"}
        assert set(scored["text"]) == {"en", "zh-Hans", "zh-Hant"}
        names = {"impact", "direction", "confidence", "horizon_hours", "regime", "signals", "amplifiers", "measured", "missing", "rulebook"}
        assert names <= set(scored["assessment"])
        assert 0 <= scored["assessment"]["impact"] <= 100
        assert not (folder / "data").exists()

    def test_a_row_that_cannot_be_read_is_named_and_the_others_are_scored(self, fedtide: Run, folder: Path) -> None:
        bad = operation_body.repo("RP 040226 1", "2026-04-02", 0, totalAmtAccepted=None)
        (folder / "body").write_bytes(operation_body.page(operation_body.repo("RP 040826 1", "2026-04-08", 60 * BILLION), bad).body)
        done = fedtide("score", "body", "--source", REPO, "--json")
        assert (done.code, [scored["event"]["key"] for scored in done.lines]) == (0, ["RP 040826 1"])
        told = "operation 2 ('RP 040226 1'): totalAmtAccepted is missing, not a number of whole dollars"
        assert done.err == f"set aside: {told} (body)\n"

    def test_an_afternoon_without_bids_does_not_repeat_the_morning(self, fedtide: Run, folder: Path) -> None:
        rows = [operation_body.repo("RP 110425 25", "2025-11-04", 22 * BILLION, closeTime="08:30")]
        rows.append(operation_body.repo("RP 110425 27", "2025-11-04", 0))
        (folder / "body").write_bytes(operation_body.page(*rows).body)
        scored = fedtide("score", "body", "--source", REPO, "--json").lines
        assert [one["event"]["facts"]["day_accepted_usd"] // BILLION for one in scored] == [22, 22]
        assert [bool(one["assessment"]["signals"]) for one in scored] == [True, False]

    def test_without_json_it_reads_as_a_message_with_its_link(self, fedtide: Run, folder: Path) -> None:
        (folder / "body").write_bytes(good_body(REPO))
        done = fedtide("score", "body", "--source", REPO)
        assert done.code == 0
        assert "lends $60bn" in done.out
        assert "(https://www.newyorkfed.org/markets/desk-operations/repo)" in done.out
        assert "<b>" not in done.out

    def test_the_output_depends_on_nothing_else(self, tmp_path: Path) -> None:
        """Not on the clock's zone, the terminal's encoding, the order of hashes, or what the folder is called."""
        outputs = set()
        for name, zone, seed, encoding in (("one", "Asia/Tokyo", "1", "utf-8"), ("two", "America/Los_Angeles", "2", "ascii")):
            place = tmp_path / name
            place.mkdir()
            body = place / "body"
            body.write_bytes(good_body(SHEET))
            done = python("-m", "bot", "score", body, "--source", SHEET, "--json", TZ=zone, PYTHONHASHSEED=seed, PYTHONIOENCODING=encoding)
            assert (done.returncode, done.stderr) == (0, "")
            outputs.add(done.stdout)
        assert len(outputs) == 1
        assert "2025-12-31" in outputs.pop()

    def test_earlier_bodies_are_history_for_later_ones(self, fedtide: Run, folder: Path) -> None:
        for day in (7, 8):
            row = operation_body.repo(f"RP 04{day:02}26 1", f"2026-04-{day:02}", day * BILLION)
            (folder / str(day)).write_bytes(operation_body.page(row).body)
        first, second = fedtide("score", "8", "7", "--source", REPO, "--json").lines
        assert "day_change_usd" not in first["event"]["facts"]
        assert second["event"]["facts"]["day_change_usd"] == BILLION


def cuts(body: bytes) -> list[bytes]:
    """The body cut at each tenth of its length."""
    return [body[: len(body) * tenth // 10] for tenth in range(1, 10)]


def with_amount(amount: object) -> bytes:
    return operation_body.page(operation_body.repo("RP 040826 1", "2026-04-08", BILLION, totalAmtAccepted=amount)).body


def in_dollars(body: bytes) -> bytes:
    """A balance sheet whose levels were written out in dollars, though it says millions."""
    return re.sub(rb"(?<=>)(\d{1,3}(?:,\d{3})+)(?=<)", rb"\1,000,000", body)


def in_billions(body: bytes) -> bytes:
    """A balance sheet whose levels lost three digits."""
    return re.sub(rb"(?<=>)(\d{1,3}(?:,\d{3})+),\d{3}(?=<)", rb"\1", body)


NOT_JSON = {"an HTML page": MAINTENANCE, "nothing": b"", "blanks": b" \r\n ", "binary": bytes(range(256)), "a feed": FEED}
WRONG_JSON = {"a list": b"[]", "null": b"null", "a text": b'"repo"', "a number": b"3", "no object": b'{"repo": []}'} | {
    "no list": b'{"repo": {"operations": {}}}',
    "rows that are texts": b'{"repo": {"operations": ["RP 1"]}}',
}
WRONG_AMOUNTS = {
    "millions in place of dollars": with_amount(60_250),
    "an amount as text": with_amount("60000000000"),
    "an amount below nothing": with_amount(-BILLION),
    "an amount beyond all that there is": with_amount(60_000_000 * BILLION),
    "half a dollar": with_amount(0.5),
    "not a number": b'{"repo": {"operations": [{"totalAmtAccepted": NaN}]}}',
}
OF_OPERATIONS = NOT_JSON | WRONG_JSON | WRONG_AMOUNTS
OF_PAGES = {"an HTML page": MAINTENANCE, "nothing": b"", "blanks": b" \r\n ", "binary": bytes(range(256)), "JSON": good_body(REPO)}
BAD = {
    REPO: OF_OPERATIONS | {f"cut at {n}": body for n, body in enumerate(cuts(good_body(REPO)), 1)},
    REVERSE: OF_OPERATIONS | {f"cut at {n}": body for n, body in enumerate(cuts(good_body(REVERSE)), 1)},
    SHEET: OF_PAGES
    | {"dollars in place of millions": in_dollars(good_body(SHEET)), "billions in place of millions": in_billions(good_body(SHEET))}
    | {f"cut at {n}": body for n, body in enumerate(cuts(good_body(SHEET)), 1)},
    PRESS: OF_PAGES
    | {"a feed without items": press_body.feed().body, "a list": b"[]"}
    | {f"cut at {n}": body for n, body in enumerate(cuts(good_body(PRESS)), 1)}
    | {f"feed cut at {n}": body for n, body in enumerate(cuts(FEED), 1)},
}


class TestBadBodies:
    @pytest.mark.parametrize(("source", "what"), [(source, what) for source, bad in BAD.items() for what in bad])
    def test_one_clear_line_and_no_event(self, fedtide: Run, folder: Path, source: str, what: str) -> None:
        (folder / "results").write_bytes(BAD[source][what])
        done = fedtide("score", "results", "--source", source, "--json")
        assert done.code == 1
        assert source in done.error
        assert "results" in done.error
        assert len(done.error) < 400

    def test_a_bad_body_among_good_ones_lets_none_through(self, fedtide: Run, folder: Path) -> None:
        (folder / "good").write_bytes(good_body(REPO))
        (folder / "bad").write_bytes(MAINTENANCE)
        done = fedtide("score", "good", "bad", "--source", REPO, "--json")
        assert done.code == 1
        assert "bad" in done.error

    def test_in_a_process_of_its_own_too(self, tmp_path: Path) -> None:
        """Nothing is left for the interpreter to say at its end."""
        body = tmp_path / "results"
        body.write_bytes(MAINTENANCE)
        done = python("-m", "bot", "score", body, "--source", REPO)
        assert (done.returncode, done.stdout) == (1, "")
        [line] = done.stderr.splitlines()
        assert line.startswith("error: ")


class TestWrongUse:
    @pytest.mark.parametrize(
        ("words", "named"),
        [
            (["score", "no-such-file", "--source", REPO], "no-such-file"),
            (["score", ".", "--source", REPO], "directory"),
            (["score", "--source", REPO], "FILES"),
            (["score", "body"], "--source"),
            (["score", "body", "--source", "nyfed.nothing"], "nyfed.repo_operation"),
            (["score", "body", "--source", REPO, "--published-at", "yesterday"], "2025-10-31T17:45:00Z"),
            (["score", "body", "--source", REPO, "--published-at", "2025-10-31T17:45:00"], "offset"),
            (["score", "body", "--source", REPO, "--color"], "--color"),
            (["poll", "nyfed.nothing"], "nyfed.repo_operation"),
            (["run", "--consle"], "--console"),
            (["run"], "TELEGRAM_BOT_TOKEN"),
            (["rules", "show", "repo-outlier-strian"], "did you mean 'repo-outlier-strain'"),
            (["rules", "show", "nothing-like-it"], "rules list"),
            (["rules", "check", "no-such-file"], "no-such-file"),
            (["rules", "check", "empty"], "no rule document in empty; one is a file whose name ends in .toml"),
            (["rules", "chek"], "chek"),
            (["demonstrate"], "demonstrate"),
        ],
    )
    def test_it_ends_with_2_and_says_what_would_be_right(self, fedtide: Run, folder: Path, words: list[str], named: str) -> None:
        (folder / "body").write_bytes(good_body(REPO))
        (folder / "empty").mkdir()
        done = fedtide(*words)
        assert done.code == 2
        assert named in done.error

    @pytest.mark.parametrize("words", [[], ["rules"]])
    def test_no_command_at_all_shows_the_commands(self, fedtide: Run, words: list[str]) -> None:
        done = fedtide(*words)
        assert (done.code, done.out) == (2, "")
        assert "Commands:\n" in done.err
        assert "error:" not in done.err

    @pytest.mark.parametrize("words", [["poll"], ["run"], ["run", "--console"], ["score", "body", "--source", REPO], ["rules", "list"]])
    def test_bad_settings_are_named_all_at_once(
        self, fedtide: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
    ) -> None:
        (folder / "body").write_bytes(good_body(REPO))
        bad = {"FEDTIDE_LANG": "fr", "FEDTIDE_SEND_RATE": "fast", "TELEGRAM_BOT_TOKEN": "a-secret-half", "FEDTIDE_RULES_DIR": "nowhere"}
        for name, value in bad.items():
            monkeypatch.setenv(name, value)
        done = fedtide(*words)
        assert done.code == 2
        assert [name for name in bad if name not in done.error] == []
        assert "a-secret-half" not in done.error

    def test_an_unknown_source_in_the_settings(self, fedtide: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FEDTIDE_SOURCES", "nyfed.nothing")
        done = fedtide("run", "--console")
        assert done.code == 2
        assert "nyfed.nothing" in done.error

    def test_a_database_that_is_none(self, fedtide: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "letters.db").write_text("letters, not a database", encoding="utf-8")
        monkeypatch.setenv("FEDTIDE_DATABASE_URL", "sqlite:///letters.db")
        done = fedtide("poll", REPO)
        assert done.code == 1
        assert "letters.db" in done.error


class TestDebug:
    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["--debug", "score", "page", "--source", REPO], 1),
            (["score", "page", "--source", REPO, "--debug"], 1),
            (["--debug", "score", "page", "--source", "nyfed.nothing"], 2),
        ],
    )
    def test_it_shows_the_traceback_before_the_line(self, fedtide: Run, folder: Path, words: list[str], code: int) -> None:
        (folder / "page").write_bytes(MAINTENANCE)
        done = fedtide(*words)
        assert (done.code, done.out) == (code, "")
        assert "Traceback" in done.err
        assert done.err.splitlines()[-1].startswith("error: ")


class TestHelp:
    def test_it_answers_before_anything_heavy_is_imported(self) -> None:
        for words in (["--help"], ["score", "--help"], ["run", "--help"], ["--version"]):
            done = python("-X", "importtime", "-m", "bot", *words)
            assert done.returncode == 0
            imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
            assert "click" in imported
            assert imported & HEAVY == set()

    @pytest.mark.parametrize("words", [("run",), ("run", "--console"), ("poll",), ("doctor", "--offline")])
    def test_wrong_settings_are_said_before_anything_heavy_is_loaded(self, words: tuple[str, ...]) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("FEDTIDE_")} | {"FEDTIDE_SEND_RATE": "fast"}
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "bot", *words], capture_output=True, text=True, check=False, env=env, timeout=60
        )
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if "|" in line}
        assert "FEDTIDE_SEND_RATE" in done.stderr + done.stdout
        assert done.returncode == (1 if words[0] == "doctor" else 2)
        assert imported & {"numpy", "pandas", "telegram", "sqlalchemy", "apscheduler"} == set()

    def test_a_mistyped_name_is_said_by_a_run_and_one_that_opens_the_door_stops_it(
        self, fedtide: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FEDTIDE_SNED_RATE", "30")
        assert "FEDTIDE_SNED_RATE is no setting and is not read: write FEDTIDE_SEND_RATE" in fedtide("run").err
        monkeypatch.setenv("FEDTIDE_ALLOWED_CHAT_ID", "11")
        stopped = fedtide("run")
        assert (stopped.code, "FEDTIDE_ALLOWED_CHAT_ID is no setting; write FEDTIDE_ALLOWED_CHAT_IDS" in stopped.err) == (2, True)

    def test_every_command_of_the_contract_that_is_there_is_listed(self, fedtide: Run) -> None:
        listed = re.findall(r"^  ([a-z]+) ", fedtide("--help").out, re.MULTILINE)
        assert {"demo", "poll", "rules", "run", "score"} <= set(listed)
        assert {"check", "list", "show"} <= set(re.findall(r"^  ([a-z]+) ", fedtide("rules", "--help").out, re.MULTILINE))


class TestPoll:
    @pytest.fixture
    def nyfed(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
        with Publisher() as publisher:
            for name in variables():
                if name.startswith("FEDTIDE_") and name.endswith("_URL") and "WEBHOOK" not in name:
                    monkeypatch.setenv(name, publisher.url)
            monkeypatch.setenv("FEDTIDE_DATABASE_URL", "sqlite:///fedtide.db")
            monkeypatch.setenv("FEDTIDE_LOG_LEVEL", "error")
            results = operation_body.page(operation_body.repo("RP 040826 1", "2026-04-08", 60 * BILLION))
            publisher.publish(REPOS, results.body, content_type="application/json")
            publisher.publish(REPO_PAST, operation_body.page().body, content_type="application/json")
            yield publisher

    def test_it_says_what_was_found(self, fedtide: Run, nyfed: Publisher) -> None:
        for outcome, events, new in (("ok", 1, 1), ("not_modified", 0, 0)):
            done = fedtide("poll", REPO, "--json")
            assert (done.code, done.err) == (0, "")
            [polled] = json.loads(done.out)
            assert polled.pop("seconds") >= 0
            assert polled == {"source": REPO, "outcome": outcome, "events": events, "new": new, "set_aside": 0, "error": None}

    def test_a_row_that_cannot_be_read_is_counted_and_named(self, fedtide: Run, nyfed: Publisher) -> None:
        bad = operation_body.repo("RP 040226 1", "2026-04-02", 0, totalAmtAccepted=None)
        rows = operation_body.page(operation_body.repo("RP 040826 1", "2026-04-08", 60 * BILLION), bad)
        nyfed.publish(REPOS, rows.body, content_type="application/json")
        done = fedtide("poll", REPO, "--json")
        [polled] = json.loads(done.out)
        assert (done.code, polled["outcome"], polled["events"], polled["new"], polled["set_aside"]) == (0, "ok", 1, 1, 1)
        assert polled["error"].startswith("1 row set aside: operation 2 ('RP 040226 1'): totalAmtAccepted is missing")

    def test_what_is_wrong_with_one_source_is_said_and_the_others_go_on(self, fedtide: Run, nyfed: Publisher) -> None:
        nyfed.answer("/api/rp/reverserepo/all/results/lastTwoWeeks.json", Answer(status=503))
        done = fedtide("poll", REVERSE, REPO, "--json")
        assert done.code == 1
        broken, fine = json.loads(done.out)
        assert (broken["source"], broken["outcome"], broken["events"], broken["new"]) == (REVERSE, "error", 0, 0)
        assert "503" in broken["error"]
        assert (fine["source"], fine["outcome"], fine["error"]) == (REPO, "ok", None)

    def test_for_people_it_is_a_table(self, fedtide: Run, nyfed: Publisher) -> None:
        done = fedtide("poll", REPO)
        head, row = done.out.splitlines()
        assert head.split() == ["source", "outcome", "read", "new", "not", "read", "took", "error"]
        assert row.split()[:6] == [REPO, "ok", "1", "events", "1", "new"]


class TestRules:
    @pytest.fixture
    def document(self, folder: Path) -> Path:
        """A shipped rule, to be broken."""
        shipped = resources.files("rules") / "catalog" / "repo_operation" / "repo-outlier-strain.toml"
        copy = folder / "repo-outlier-strain.toml"
        shutil.copyfile(str(shipped), copy)
        return copy

    def test_the_list(self, fedtide: Run) -> None:
        done = fedtide("rules", "list", "--json")
        rules = json.loads(done.out)
        assert (done.code, done.err) == (0, "")
        assert len(rules) >= 10
        assert len({rule["mechanism"] for rule in rules}) >= 7
        assert len({rule["id"] for rule in rules}) == len(rules)
        for rule in rules:
            assert {"id", "version", "status", "event", "mechanism", "direction", "sha256"} <= set(rule)
            assert re.fullmatch("[0-9a-f]{64}", rule["sha256"])
        assert len(fedtide("rules", "list").out.splitlines()) == len(rules) + 1

    def test_one_rule(self, fedtide: Run) -> None:
        text = fedtide("rules", "show", "repo-outlier-strain").out
        told = dict(re.findall(r"^([a-z][a-z0-9 ]*): +(.+)$", text, re.MULTILINE))
        assert told["rule"] == "repo-outlier-strain, version 1, experimental"
        assert told["effect"].startswith("▼ down, strength from 0 at 2 times the usual swing to 0.6 at 5 times")
        assert told["measured"] != ""
        assert told["document"].endswith("repo-outlier-strain.toml")
        assert max(len(line) for line in text.splitlines() if "://" not in line and not line.startswith("document")) <= 100
        shown = json.loads(fedtide("rules", "show", "repo-outlier-strain", "--json").out)
        assert (shown["id"], shown["event"]) == ("repo-outlier-strain", "repo_operation")
        assert 'id = "repo-outlier-strain"' in shown["document"]

    def test_the_list_fits_a_terminal_and_names_every_rule_whole(self, fedtide: Run) -> None:
        lines = fedtide("rules", "list").out.splitlines()
        assert max(map(len, lines)) <= 100
        assert [line.split()[0] for line in lines[1:]] == [rule["id"] for rule in json.loads(fedtide("rules", "list", "--json").out)]

    def test_the_document_is_the_one_that_is_kept(self, fedtide: Run, root: Path) -> None:
        assert fedtide("rules", "docs").out == (root / "docs" / "rules.md").read_text(encoding="utf-8")

    def test_the_shipped_ones_have_no_faults(self, fedtide: Run) -> None:
        done = fedtide("rules", "check")
        assert (done.code, done.err) == (0, "")
        assert "no faults" in done.out

    def test_every_fault_is_named_with_file_and_key(self, fedtide: Run, document: Path, folder: Path) -> None:
        text = document.read_text(encoding="utf-8")
        broken = text.replace('mechanism = "funding-stress"', 'mechanism = "funding-stres"').replace('status = "', 'status = "un')
        assert broken.count('funding-stres"') == 1
        document.write_text(broken, encoding="utf-8")
        (folder / "torn.toml").write_text("[rule", encoding="utf-8")
        done = fedtide("rules", "check", document, folder / "torn.toml")
        assert (done.code, done.out) == (1, "")
        faults = done.err.splitlines()
        assert [line for line in faults if not line.startswith("error: ")] == []
        for key in ("rule.mechanism", "rule.status"):
            assert [line for line in faults if "repo-outlier-strain.toml" in line and key in line] != []
        assert [line for line in faults if "torn.toml" in line] != []

    def test_an_operators_own_broken_rule_stops_the_start(self, fedtide: Run, document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        document.write_text("[rule", encoding="utf-8")
        monkeypatch.setenv("FEDTIDE_RULES_DIR", str(document.parent))
        done = fedtide("run", "--console")
        assert done.code == 2
        assert "repo-outlier-strain.toml" in done.error


class TestRecordedBodies:
    """What `score` says of recorded bodies; the figures are taken from the publishers' bodies by eye."""

    @pytest.fixture
    def score(self, fedtide: Run, shared: Path) -> Callable[[str, str], list[Any]]:
        def score(file: str, source: str) -> list[Any]:
            done = fedtide("score", shared / "fixtures" / file, "--source", source, "--json")
            assert (done.code, done.err) == (0, "")
            return done.lines

        return score

    def test_a_week_of_quiet_repos(self, score: Callable[[str, str], list[Any]]) -> None:
        scored = score("nyfed_rp/rp_results_search_20260921_20260928.json", REPO)
        assert [(one["event"]["key"], one["event"]["facts"]["accepted_usd"] // MILLION) for one in scored] == [
            ("RP 092126 25", 0), ("RP 092126 27", 2), ("RP 092226 25", 0), ("RP 092226 27", 3), ("RP 092326 25", 1), ("RP 092326 27", 0),
            ("RP 092426 25", 0), ("RP 092426 27", 1), ("RP 092526 25", 0), ("RP 092526 27", 0), ("RP 092826 25", 0), ("RP 092826 27", 1),
        ]  # fmt: skip
        assert [one["event"]["facts"]["is_small_value"] for one in scored] == [False] * 12
        assert max(one["assessment"]["impact"] for one in scored) <= 3

    def test_a_week_of_quiet_reverse_repos(self, score: Callable[[str, str], list[Any]]) -> None:
        scored = score("nyfed_rp/rp_results_search_20260921_20260928.json", REVERSE)
        amounts = [one["event"]["facts"]["accepted_usd"] // MILLION for one in scored]
        assert amounts == [582, 453, 461, 630, 576, 851]
        assert [one["event"]["facts"]["facility"] for one in scored] == ["on_rrp"] * 6
        assert max(one["assessment"]["impact"] for one in scored) <= 3

    def test_another_era(self, score: Callable[[str, str], list[Any]]) -> None:
        reverse = score("nyfed_rp/rp_results_20210723_20210728_trim8.json", REVERSE)
        assert [one["event"]["facts"]["accepted_usd"] // MILLION for one in reverse] == [877_251, 891_203, 927_419, 965_189]
        assert [one["event"]["facts"]["facility"] for one in reverse] == ["on_rrp"] * 4
        repos = score("nyfed_rp/rp_results_20210723_20210728_trim8.json", REPO)
        assert [one["event"]["facts"]["accepted_usd"] for one in repos] == [0] * 4

    def test_a_feed_alone(self, score: Callable[[str, str], list[Any]]) -> None:
        scored = score("fed_rss/press_all_20260915.xml", PRESS)
        assert len(scored) == 20
        kinds = [one["event"]["kind"] for one in scored]
        assert (kinds.count("fomc_statement"), kinds.count("minutes"), kinds.count("press_release")) == (1, 1, 18)
        categories = [one["event"]["facts"].get("category") for one in scored]
        assert categories.count("discount_rate_minutes") == 1
        assert {one["assessment"]["impact"] for one in scored if one["event"]["kind"] == "press_release"} == {0}
        [statement] = [one for one in scored if one["event"]["kind"] == "fomc_statement"]
        assert "decision" not in statement["event"]["facts"]
        assert "decision" in statement["assessment"]["missing"]

    def test_a_statement(self, score: Callable[[str, str], list[Any]]) -> None:
        [scored] = score("fed_html/monetary20260617a_derived.htm", PRESS)
        assert scored["event"]["published_at"] == "2026-06-17T18:00:00Z"
        facts = scored["event"]["facts"]
        assert (facts["decision"], facts["change_bp"]) == ("hold", 0)
        assert (facts["target_lower_pct"], facts["target_upper_pct"]) == (3.5, 3.75)
        assert (facts["votes_for"], facts["votes_against"], facts["balance_sheet_action"]) == (12, 0, "none")

    def test_the_head_of_a_balance_sheet(self, score: Callable[[str, str], list[Any]]) -> None:
        [scored] = score("h41/h41_release_20260625_table1_head_fragment.html", SHEET)
        assert scored["event"]["published_at"] == "2026-06-25T20:30:00Z"
        facts = scored["event"]["facts"]
        assert facts["as_of"] == "2026-06-24"
        levels = [facts[name] // MILLION for name in ("securities_usd", "treasuries_usd", "bills_usd")]
        assert levels == [6_452_043, 4_488_106, 485_974]
        for name in ("total_assets_usd", "reserves_usd"):
            assert facts.get(name) is None
            assert name in scored["assessment"]["missing"]
