"""All statements and notes at hand against tables that others made: decisions, ranges, votes, run-off caps, purchases."""

from __future__ import annotations

import csv
from datetime import date, time
from functools import cache
from pathlib import Path

import pytest

from bot.calendars.newyork import at
from bot.fomc import StatementFacts, read_note, read_statement
from bot.fomc.measure import measured
from rules.event import FomcStatement
from rules.ledger import shipped_ledger

BILLION = 1_000_000_000
DECISIONS = {"hike": "raise", "cut": "lower", "hold": "hold"}
FIXTURE_STATEMENTS = ["20250129", "20250618", "20250917", "20251210", "20260318", "20260617"]

# Read by eye from each statement: decision (R, L, H or - where it holds none), basis points (? unsaid), target (? unsaid).
BEFORE_RANGES = """
1994-02-04 R ? ?      1994-05-17 R 50 ?     1994-08-16 R 50 ?     1995-02-01 R 50 ?     1995-07-06 L 25 5.75  1995-12-19 L 25 5.5
1996-01-31 L 25 5.25  1999-05-18 H 0 ?      1999-06-30 R 25 5.0   1999-08-24 R 25 5.25  1999-10-05 H 0 ?      1999-11-16 R 25 5.5
2000-02-02 R 25 5.75  2000-03-21 R 25 6.0   2000-05-16 R 50 6.5   2000-06-28 H 0 6.5    2000-10-03 H 0 6.5    2000-11-15 H 0 6.5
2000-12-19 H 0 6.5    2001-01-03 L 50 6.0   2001-01-31 L 50 5.5   2001-03-20 L 50 5.0   2001-04-18 L 50 4.5   2001-05-15 L 50 4.0
2001-06-27 L 25 3.75  2001-09-17 L 50 3.0   2001-10-02 L 50 2.5   2001-11-06 L 50 2.0   2002-01-30 H 0 1.75   2002-03-19 H 0 1.75
2002-05-07 H 0 1.75   2002-06-26 H 0 1.75   2002-08-13 H 0 1.75   2002-11-06 L 50 1.25  2002-12-10 H 0 1.25   2003-03-18 H 0 1.25
2003-06-25 L 25 1.0   2003-12-09 H 0 1.0    2004-01-28 H 0 1.0    2004-03-16 H 0 1.0    2004-05-04 H 0 1.0    2004-06-30 R 25 1.25
2004-11-10 R 25 2.0   2004-12-14 R 25 2.25  2005-02-02 R 25 2.5   2005-03-22 R 25 2.75  2005-06-30 R 25 3.25  2005-08-09 R 25 3.5
2005-11-01 R 25 4.0   2005-12-13 R 25 4.25  2006-01-31 R 25 4.5   2006-03-28 R 25 4.75  2006-05-10 R 25 5.0   2006-08-08 H 0 5.25
2006-09-20 H 0 5.25   2006-10-25 H 0 5.25   2007-01-31 H 0 5.25   2007-06-28 H 0 5.25   2007-08-07 H 0 5.25   2007-08-16 - ? ?
2007-09-18 L 50 4.75  2007-12-11 L 25 4.25  2008-01-21 L 75 3.5   2008-01-30 L 50 3.0   2008-03-18 L 75 2.25  2008-04-30 L 25 2.0
"""
# By eye from the statements, and from fed_qt_runoff_caps.csv and fed_liquidity_events.csv where these rest on a statement:
# action, direction, day of effect, monthly purchases and total in billions, run-off cap on Treasuries in billions.
ACTIONS: dict[str, tuple[str, str, str | None, float | None, float | None, float | None]] = {
    "2009-03-18": ("purchases_pace", "up", None, None, 1150, None),
    "2009-08-12": ("purchases_pace", "down", None, None, None, None),
    "2010-11-03": ("purchases_start", "up", None, 75, 600, None),
    "2012-12-12": ("purchases_pace", "up", None, 85, None, None),
    "2013-12-18": ("purchases_pace", "down", "2014-01-01", 75, None, None),
    "2014-04-30": ("purchases_pace", "down", "2014-05-01", 45, None, None),
    "2014-06-18": ("purchases_pace", "down", "2014-07-01", 35, None, None),
    "2014-07-30": ("purchases_pace", "down", "2014-08-01", 25, None, None),
    "2014-10-29": ("purchases_end", "down", None, 0, None, None),
    "2017-09-20": ("runoff_start", "down", "2017-10-01", None, None, None),
    "2020-03-15": ("purchases_start", "up", None, None, 700, None),
    "2020-03-23": ("purchases_pace", "up", None, None, None, None),
    "2021-11-03": ("purchases_pace", "down", None, 105, None, None),
    "2021-12-15": ("purchases_pace", "down", "2022-01-01", 60, None, None),
    "2022-05-04": ("runoff_start", "down", "2022-06-01", None, None, None),
    "2024-05-01": ("runoff_slower", "up", "2024-06-01", None, None, 25),
    "2025-12-10": ("purchases_start", "up", None, None, None, None),
}


@pytest.fixture(scope="module")
def said(shared: Path) -> dict[str, StatementFacts]:
    """Every statement at hand, read, by its date."""
    files = sorted((shared / "history" / "fomc" / "statements").glob("*.txt"))
    return {file.stem: read_statement(file.read_text(encoding="utf-8"), date.fromisoformat(file.stem)) for file in files}


@pytest.fixture(scope="module")
def meetings(shared: Path) -> dict[str, dict[str, str]]:
    return {row["date"]: row for row in rows(shared / "history" / "fomc" / "meetings.csv")}


@cache
def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measures(day: str, facts: StatementFacts, clock: str, text: str = "") -> FomcStatement:
    hour, minute = (int(part) for part in clock.split(":"))
    published_at = at(date.fromisoformat(day), time(hour, minute))
    event = FomcStatement(source="fed.press_release", key=day, title="", url="", published_at=published_at, text=text, **facts)
    return measured(event, [], shipped_ledger())


def test_ranges_agree_with_the_table_of_meetings(said: dict[str, StatementFacts], meetings: dict[str, dict[str, str]]) -> None:
    expected = {
        day: (float(row["target_lower"]), float(row["target_upper"]))
        for day, row in meetings.items()
        if row["target_lower"] and day in said
    }
    assert len(expected) > 80
    assert {day: (said[day]["target_lower_pct"], said[day]["target_upper_pct"]) for day in expected} == expected


def test_decisions_and_changes_agree_with_the_table_of_meetings(
    said: dict[str, StatementFacts], meetings: dict[str, dict[str, str]]
) -> None:
    expected = {
        day: (DECISIONS[row["decision"]], int(float(row["change_bp"]))) for day, row in meetings.items() if row["decision"] and day in said
    }
    assert len(expected) > 80
    found = {day: measures(day, said[day], meetings[day]["release_time_et"]) for day in expected}
    assert {day: (event.decision, event.change_bp) for day, event in found.items()} == expected


def test_decisions_before_there_were_ranges(said: dict[str, StatementFacts]) -> None:
    words = BEFORE_RANGES.split()
    expected = {}
    for day, letter, points, target in zip(*(words[n::4] for n in range(4)), strict=True):
        decision = {"R": "raise", "L": "lower", "H": "hold", "-": None}[letter]
        change = None if points == "?" else int(points) * (-1 if letter == "L" else 1)
        expected[day] = (decision, change, *([None if target == "?" else float(target)] * 2))
    found = {day: facts for day, facts in said.items() if day in expected}
    assert {day: (f["decision"], f["change_bp"], f["target_lower_pct"], f["target_upper_pct"]) for day, f in found.items()} == {
        day: values for day, values in expected.items() if day in said
    }
    assert not [day for day in said if day < "2008-12-01" and day not in expected]


def test_balance_sheet_instructions(said: dict[str, StatementFacts], shared: Path) -> None:
    found = {}
    for day, facts in said.items():
        if facts["balance_sheet_action"] != "none":
            text = (shared / "history" / "fomc" / "statements" / f"{day}.txt").read_text(encoding="utf-8")
            event = measures(day, facts, "14:00", text)
            amounts = (facts["purchase_pace_usd_month"], facts["purchase_total_usd"], facts["runoff_treasury_cap_usd_month"])
            starts = facts["balance_sheet_effective_on"]
            in_billions = [amount if amount is None else amount / BILLION for amount in amounts]
            found[day] = (facts["balance_sheet_action"], event.action_direction, starts and starts.isoformat(), *in_billions)
            assert event.action_is_new is True
    assert found == {day: values for day, values in ACTIONS.items() if day in said}


def test_directions_agree_with_the_table_of_liquidity_events(said: dict[str, StatementFacts], shared: Path) -> None:
    """Of the events that rest on a statement and change the balance sheet. Two are not in the statement's own words: the pace
    of 2020-12-16 goes on and only gets a condition, and the run-off of 2019-03-20 was in a document of its own."""
    programme = (
        "qe_start",
        "qe_expand",
        "qe_taper",
        "qe_end",
        "qt_start",
        "qt_taper",
        "qt_end",
        "rmp_start",
        "emergency_cut_qe",
        "qe_unlimited",
    )
    events = [
        row
        for row in rows(shared / "history" / "fed_liquidity_events.csv")
        if row["category"] in programme and row["source"] != "memory" and row["date"] in said and row["date"] != "2019-03-20"
    ]
    assert len(events) >= 10
    for row in events:
        text = (shared / "history" / "fomc" / "statements" / f"{row['date']}.txt").read_text(encoding="utf-8")
        event = measures(row["date"], said[row["date"]], row["time_et"], text)
        assert event.action_direction == {"1": "up", "-1": "down"}[row["liquidity_direction"]], row


def test_votes_of_the_recorded_statements_agree_with_the_tables(shared: Path, meetings: dict[str, dict[str, str]]) -> None:
    dissents = rows(shared / "history" / "fomc" / "dissents.csv")
    for stem in FIXTURE_STATEMENTS:
        day = date.fromisoformat(stem)
        said = read_statement((shared / "fixtures" / "fed_text" / f"statement_{stem}.txt").read_text(encoding="utf-8"), day)
        row = meetings[day.isoformat()]
        assert (said["votes_for"], said["votes_against"]) == (int(row["vote_for"]), int(row["vote_against"]))
        expected = {f"{d['name']}: {d['preferred'].split(' (')[0]}" for d in dissents if d["date"] == day.isoformat()}
        assert set(said["dissents"]) == expected


@pytest.mark.parametrize(
    ("stem", "iorb", "on_rrp", "limit", "srf", "srf_limit", "primary", "effective_on", "buys", "caps"),
    [
        ("20160921", 0.5, 0.25, 30, None, None, 1.0, "2016-09-22", False, (None, None)),
        ("20250618", 4.4, 4.25, 160, 4.5, 500, 4.5, "2025-06-20", False, (5, 35)),
        ("20250917", 4.15, 4.0, 160, 4.25, 500, 4.25, "2025-09-18", False, (5, 35)),
        ("20251210", 3.65, 3.5, 160, 3.75, None, 3.75, "2025-12-11", True, (None, None)),
        ("20260318", 3.65, 3.5, 160, 3.75, None, 3.75, "2026-03-19", True, (None, None)),
        ("20260617", 3.65, 3.5, 160, 3.75, None, 3.75, "2026-06-18", True, (None, None)),
    ],
)
def test_the_recorded_notes(
    shared: Path,
    stem: str,
    iorb: float,
    on_rrp: float,
    limit: int,
    srf: float | None,
    srf_limit: int | None,
    primary: float,
    effective_on: str,
    buys: bool,
    caps: tuple[int | None, int | None],
) -> None:
    said = read_note((shared / "fixtures" / "fed_text" / f"implementation_note_{stem}.txt").read_text(encoding="utf-8"))
    assert (said.iorb_pct, said.on_rrp_pct, said.srf_pct, said.primary_credit_pct) == (iorb, on_rrp, srf, primary)
    assert (said.on_rrp_limit_usd, said.srf_limit_usd) == (limit * BILLION, srf_limit and srf_limit * BILLION)
    assert (said.effective_on, said.purchases_directed) == (date.fromisoformat(effective_on), buys)
    assert (said.runoff_treasury_cap_usd_month, said.runoff_mbs_cap_usd_month) == tuple(cap and cap * BILLION for cap in caps)


def test_the_notes_of_2015_and_2016(shared: Path) -> None:
    days = {"2015-12-16": "2015-12-17", "2016-01-27": "2016-01-28", "2016-03-16": "2016-03-17", "2016-04-27": "2016-04-28"}
    days |= {"2016-06-15": "2016-06-16", "2016-07-27": "2016-07-28", "2016-09-21": "2016-09-22"}
    for day, effective_on in days.items():
        said = read_note((shared / "history" / "fomc" / "implementation_notes" / f"{day}.txt").read_text(encoding="utf-8"))
        assert (said.iorb_pct, said.on_rrp_pct, said.primary_credit_pct, said.srf_pct) == (0.5, 0.25, 1.0, None)
        assert said.effective_on == date.fromisoformat(effective_on)
