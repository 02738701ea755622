"""The demo, whole: the stretch goes through the pipeline to the chat, and scores where docs/scoring.md says it should.

One full run gives both what the chat showed and every event's JSON; the command's own options are tried on its first days.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import fedtide
from bot.demo import play as demo
from bot.demo.local_chat import LocalChat, Tally
from bot.demo.publisher import Publisher
from bot.demo.tables import figures
from bot.store import open_store
from rules.document import load_rulebook

Row = dict[str, Any]


@dataclass
class Shown:
    """What a run printed and counted."""

    lines: list[str]
    rows: list[Row]
    tally: Tally

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def row(self, key: str) -> Row:
        [found] = [row for row in self.rows if row["event"]["key"].endswith(key)]
        return found

    def message(self, headline: str) -> str:
        """The one message whose headline holds these words."""
        [found] = [line for line in self.lines if line.startswith("── #") and headline in line.splitlines()[1]]
        return found


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    lines: list[str] = []
    rows: list[str] = []
    clock = demo.Clock(demo.FIRST_LOOK)
    chat = LocalChat("en", clock.now, lines.append)
    with contextlib.closing(open_store(f"sqlite:///{tmp_path_factory.mktemp('demo').as_posix()}/demo.db")) as store:
        stage = demo.Stage(clock, Publisher(figures(), clock.now), store, load_rulebook(), chat)
        asyncio.run(stage.play(rows.append, None, clock.sleep))
    return Shown(lines, [json.loads(row) for row in rows], chat.close())


@pytest.fixture
def first_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stretch ends after its first three days."""
    monkeypatch.setattr(demo, "LAST_DAY", date(2025, 10, 31))


@pytest.mark.parametrize(
    ("key", "impact", "direction"),
    [
        pytest.param("monetary20251029a.htm", (50, 66), (35, 66), id="2025-10-29 cut, run-off to end"),
        pytest.param("RP 103125 3", (30, 42), (-25, -5), id="2025-10-31 standing repo 50.35bn"),
        pytest.param("RP 120125 3", (15, 30), (-20, 0), id="2025-12-01 standing repo 26bn"),
        pytest.param("monetary20251210a.htm", (50, 66), (30, 66), id="2025-12-10 cut, reserve management"),
        pytest.param("RP 123125 3", (12, 30), (-20, 0), id="2025-12-31 standing repo 74.6bn"),
        pytest.param("2025-12-31", (0, 12), (-8, 8), id="H.4.1 as of 2025-12-31"),
        pytest.param("2026-01-07", (0, 12), (-8, 8), id="H.4.1 as of 2026-01-07"),
        pytest.param("2025-11-12", (0, 10), (-8, 8), id="H.4.1 as of 2025-11-12"),
        pytest.param("RP 121225 2", (0, 3), (0, 0), id="ON RRP 838 million"),
        pytest.param("RP 121225 3", (0, 3), (0, 0), id="standing repo 1 million"),
        pytest.param("RP 010726 3", (0, 3), (0, 0), id="standing repo 0"),
    ],
)
def test_events_score_within_their_bands(shown: Shown, key: str, impact: tuple[int, int], direction: tuple[int, int]) -> None:
    found = shown.row(key)["assessment"]
    assert impact[0] <= found["impact"] <= impact[1]
    assert direction[0] <= found["direction"] <= direction[1]


def test_confidence_stays_modest(shown: Shown) -> None:
    assert shown.row("monetary20251029a.htm")["assessment"]["confidence"] < 0.4
    assert shown.row("RP 103125 3")["assessment"]["confidence"] < 0.2


def test_a_month_end_that_is_out_of_the_ordinary_counts_more_than_a_year_end(shown: Shown) -> None:
    october, december = (shown.row(key)["assessment"]["impact"] for key in ("RP 103125 3", "RP 123125 3"))
    assert october >= december + 6


def test_the_day_is_summed_over_its_operations_and_measured_against_the_past(shown: Shown) -> None:
    facts = shown.row("RP 103125 3")["event"]["facts"]
    assert (facts["accepted_usd"], facts["day_accepted_usd"], facts["day_operations"]) == (30_000_000_000, 50_350_000_000, 2)
    assert (facts["day_accepted_percentile_250d"], facts["previous_day_accepted_usd"]) == (1.0, 6_200_000_000)


def test_regimes_follow_the_policy_and_the_end_of_run_off_makes_no_event(shown: Shown) -> None:
    seen: dict[str, str] = {}
    for row in shown.rows:
        seen.setdefault(row["assessment"]["regime"], row["event"]["published_at"])
    assert seen == {
        "tightening": "2025-10-29T17:15:00Z",
        "pivot": "2025-10-29T18:00:00Z",
        "neutral": "2025-12-01T18:15:00Z",
        "expansion": "2025-12-12T18:15:00Z",
    }
    assert {row["event"]["kind"] for row in shown.rows if row["event"]["published_at"].startswith("2025-12-01")} == {
        "repo_operation",
        "reverse_repo_operation",
    }
    assert (
        "◇ Balance-sheet regime: QT winding down → neither QT nor purchases, since 1 Dec 2025. Announced earlier, so no alert of its own."
        in shown.text
    )
    assert "◇ Balance-sheet regime: QT in force → QT winding down, since 29 Oct 2025.\n" in shown.text
    assert "neither QT nor purchases → bills bought to keep reserves ample (not QE), since 12 Dec 2025." in shown.text


def test_every_publication_of_the_stretch_is_an_event(shown: Shown) -> None:
    kinds: dict[str, int] = {}
    for row in shown.rows:
        kinds[row["event"]["kind"]] = kinds.get(row["event"]["kind"], 0) + 1
    assert kinds == {
        "repo_operation": 48,
        "reverse_repo_operation": 47,
        "balance_sheet": 11,
        "fomc_statement": 2,
        "implementation_note": 2,
        "minutes": 2,
    }


def test_events_come_in_the_order_of_publication_and_are_seen_within_seconds(shown: Shown) -> None:
    published = [row["event"]["published_at"] for row in shown.rows]
    assert published == sorted(published)
    assert published[0] >= "2025-10-29"
    statement = shown.row("monetary20251210a.htm")["event"]
    assert (statement["published_at"], statement["seen_at"]) == ("2025-12-10T19:00:00Z", "2025-12-10T19:00:03Z")


def test_the_chat_gets_few_messages_and_fewer_with_a_sound(shown: Shown) -> None:
    rings = [line.splitlines()[1] for line in shown.lines if "🔔" in line]
    assert rings == [
        "Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%",
        "Fed to buy bills (not QE); cuts 25bp to 3.50–3.75%",
    ]
    assert shown.tally.events == 112
    assert shown.tally.loud == 2
    assert shown.tally.alerts == shown.tally.messages == len([line for line in shown.lines if line.startswith("── #")])
    sheets_minutes_and_statements = 11 + 2 + 2
    assert sheets_minutes_and_statements < shown.tally.messages <= sheets_minutes_and_statements + 8


def test_silence_shows_and_the_last_line_counts(shown: Shown) -> None:
    assert "   2025-11-03 to 2025-11-06: 8 publications not worth a message\n" in shown.lines
    messages = shown.tally.messages
    assert shown.lines[-1] == (
        f"112 events, {messages} alerts, {messages} messages: 2 with sound, {messages - 2} silent. {112 - messages} made no message."
    )


def test_the_first_line_says_that_pages_are_rebuilt_and_nothing_is_asked(shown: Shown) -> None:
    assert "pages rebuilt" in shown.lines[0]
    assert "no network, no token" in shown.lines[0]
    assert shown.lines[3].startswith("What was measured after such events is told as known on 2026-")


def test_messages_say_what_is_easily_misread(shown: Shown) -> None:
    assert "reserve management, not QE" in shown.message("Fed to buy bills (not QE)")
    assert "非QE" in shown.row("monetary20251210a.htm")["text"]["zh-Hans"]
    assert "Year-ends do this" in shown.message("lends $74.6bn")
    assert "年末常见" in shown.row("RP 123125 3")["text"]["zh-Hans"]
    assert "+$59.4bn, of which repo loans +$74.1bn" in shown.message("Fed balance sheet to 31 Dec")
    assert "−$67.0bn, of which repo loans −$74.6bn" in shown.message("Fed balance sheet to 7 Jan")
    assert "last: 17 Sep, cut 25, 11–1" in shown.message("Fed ends QT 1 Dec")


def test_growing_bills_show_in_the_weekly_sheet(shown: Shown) -> None:
    bills = [row["event"]["facts"].get("bills_usd") for row in shown.rows if row["event"]["kind"] == "balance_sheet"]
    assert bills[-5:] == [195_493_000_000, 210_444_000_000, 233_592_000_000, 233_592_000_000, 241_757_000_000]
    assert "Bonds +$20.5bn, on schedule. Nothing new." in shown.message("Fed balance sheet to 24 Dec: $6.581tn, +$24.4bn")


def test_what_the_tables_lack_is_named_as_missing(shown: Shown) -> None:
    missing = shown.row("2025-11-12")["assessment"]["missing"]
    assert {"bills_usd", "reserves_usd", "reverse_repos_usd"} <= set(missing)


def test_the_stretch_is_read_in_a_few_screens(shown: Shown) -> None:
    """Lines that are not blank; a folded quotation shows three of its own."""
    assert len([line for line in shown.text.splitlines() if line.strip()]) < 150


# --- the command


def printed(args: list[str]) -> str:
    result = CliRunner().invoke(fedtide, ["demo", *args], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.usefixtures("first_days")
def test_json_is_one_object_a_line_and_nothing_else_twice_the_same() -> None:
    first = printed(["--json"])
    rows = [json.loads(line) for line in first.splitlines()]
    assert [row["event"]["key"].rpartition("/")[2] for row in rows] == [
        "RP 102925 2",
        "RP 102925 3",
        "monetary20251029a.htm",
        "monetary20251029a1.htm",
        "RP 103025 2",
        "RP 103025 3",
        "2025-10-29",
        "RP 103125 1",
        "RP 103125 2",
        "RP 103125 3",
    ]
    assert all(set(row) == {"event", "assessment", "text", "short"} for row in rows)
    assert printed(["--json"]) == first


@pytest.mark.usefixtures("first_days")
def test_the_chat_speaks_chinese_twice_the_same_and_a_chart_is_drawn(tmp_path: Path) -> None:
    text = printed(["--lang", "zh-Hans", "--out", str(tmp_path / "charts")])
    assert "页面" in text.splitlines()[0]
    assert "【美联储12月1日停止缩表，降息25基点至3.75%–4.00%】" in text
    assert "🔔 有提示音" in text
    assert text.splitlines()[-1].startswith("共10个事件、3个提醒、3条消息：1条有提示音")
    drawn = {file.name: file.read_bytes() for file in (tmp_path / "charts").iterdir()}
    page = drawn.pop("chat.html").decode()
    assert set(drawn) == {
        "balance.png", "reliability.png", "repo.png", "wording-2025-10-29.png", "operation-2025-10-31.png",
    }  # fmt: skip
    assert "【美联储12月1日停止缩表，降息25基点至3.75%–4.00%】" in page
    assert page.count('class="message"') == 3
    assert all(png.startswith(b"\x89PNG\r\n") for png in drawn.values())
    assert printed(["--lang", "zh-Hans"]) == text


@pytest.mark.usefixtures("first_days")
async def test_speed_is_in_recorded_hours_a_second() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    await demo.play(lang="en", echo=_nowhere, speed=10.0, sleep=sleep)
    hours_to_the_last_repo = 67.759166  # from 2025-10-28 18:00 to 2025-10-31 13:45:33 in New York
    assert sum(waits) == pytest.approx(hours_to_the_last_repo / 10, abs=0.01)
    assert all(seconds > 0 for seconds in waits)


@pytest.mark.usefixtures("first_days")
async def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await demo.play(lang="en", echo=_nowhere)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("speed", ["0", "-1", "fast"])
def test_a_wrong_speed_is_refused(speed: str) -> None:
    assert CliRunner().invoke(fedtide, ["demo", "--speed", speed]).exit_code == 2


def _nowhere(text: str) -> None:
    pass
