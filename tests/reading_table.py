"""How far what is read from the statements agrees with tables that others made, by era: `python -m tests.reading_table` rewrites the
tables of docs/fomc-reading.md. Truth for the years before there were ranges was read by eye (tests/contract/test_fomc_history.py).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from bot.calendars.newyork import at
from bot.fomc import read_statement
from bot.fomc.measure import measured
from rules.event import FomcStatement
from rules.ledger import shipped_ledger
from tests.contract.test_fomc_history import ACTIONS, BEFORE_RANGES, DECISIONS, FIXTURE_STATEMENTS
from tests.stance_score import Result, result

DOCUMENT = Path(__file__).parents[1] / "docs" / "fomc-reading.md"
SHARED = Path(__file__).parents[1] / "../shared"
BEGIN, END = "<!-- {}: begin, written by tests.reading_table -->", "<!-- {}: end -->"
ERAS = (
    ("1994 to 1999: reserve positions, expected moves, first targets", date(1999, 12, 31)),
    ("2000 to November 2008: one target", date(2008, 11, 30)),
    ("December 2008 to November 2015: a range at the lower bound, purchases", date(2015, 11, 30)),
    ("December 2015 to 2019: a range, run-off", date(2019, 12, 31)),
    ("2020 to today: a range; purchases, run-off, reserve management", date.max),
)
LETTERS = {"R": "raise", "L": "lower", "H": "hold", "-": None}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a statement decided, as others say; `None` where they say nothing. A single target is a range of no width."""

    decision: str | None
    change_bp: int | None
    target: tuple[float, float] | None


def truths(shared: Path) -> dict[str, Truth]:
    """What the tables say of each meeting, by its day."""
    words = BEFORE_RANGES.split()
    found = {}
    for day, letter, points, target in zip(*(words[n::4] for n in range(4)), strict=True):
        change = None if points == "?" else int(points) * (-1 if letter == "L" else 1)
        found[day] = Truth(LETTERS[letter], change, None if target == "?" else (float(target), float(target)))
    with (shared / "history/fomc/meetings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["decision"]:
                target_of = (float(row["target_lower"]), float(row["target_upper"]))
                found[row["date"]] = Truth(DECISIONS[row["decision"]], int(float(row["change_bp"])), target_of)
    return found


def read(shared: Path) -> dict[str, FomcStatement]:
    """Every statement at hand, read and measured against the shipped ledger, by its day."""
    with (shared / "history/fomc/meetings.csv").open(encoding="utf-8", newline="") as file:
        clocks = {row["date"]: row["release_time_et"] for row in csv.DictReader(file)}
    found = {}
    for file_ in sorted((shared / "history/fomc/statements").glob("*.txt")):
        day = date.fromisoformat(file_.stem)
        text = file_.read_text(encoding="utf-8")
        hour, minute = (int(part) for part in (clocks.get(file_.stem) or "14:00").split(":"))
        envelope = {"source": "fed.press_release", "key": file_.stem, "title": "", "url": ""}
        event = FomcStatement(**envelope, published_at=at(day, time(hour, minute)), text=text, **read_statement(text, day))
        found[file_.stem] = measured(event, [], shipped_ledger())
    return found


def exceptions(shared: Path) -> list[str]:
    """Every figure of a statement that disagrees with the tables, in words."""
    found = []
    said, known = read(shared), truths(shared)
    for day, event in said.items():
        truth = known.get(day)
        if truth is None:
            continue
        for name, expected, got in (
            ("decision", truth.decision, event.decision),
            ("change_bp", truth.change_bp, event.change_bp),
            ("range", truth.target, _target(event)),
        ):
            if expected is not None and expected != got:
                found.append(f"{day}: {name} is {expected} in the tables, {got} as read")
    for day, event in said.items():
        action = ACTIONS[day][0] if day in ACTIONS else "none"
        if event.balance_sheet_action != action:
            found.append(f"{day}: the balance-sheet action is {action} by eye, {event.balance_sheet_action} as read")
    return found


def dissents(shared: Path) -> tuple[int, int]:
    """Of the recorded statements that kept their vote paragraph: those whose dissenters agree with the table, and all."""
    with (shared / "history/fomc/dissents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    agree = 0
    for stem in FIXTURE_STATEMENTS:
        day = date.fromisoformat(stem)
        said = read_statement((shared / f"fixtures/fed_text/statement_{stem}.txt").read_text(encoding="utf-8"), day)
        expected = {f"{row['name']}: {row['preferred'].split(' (')[0]}" for row in rows if row["date"] == day.isoformat()}
        agree += set(said["dissents"]) == expected
    return agree, len(FIXTURE_STATEMENTS)


def agreement(shared: Path = SHARED) -> str:
    """The table by era, then the exceptions."""
    said, known = read(shared), truths(shared)
    lines = ["| era | statements | decision | basis points | range | balance-sheet action |", "|---|---|---|---|---|---|"]
    first = date.min
    for name, last in ERAS:
        days = [day for day in said if first < date.fromisoformat(day) <= last]
        lines.append(f"| {name} | {len(days)} | {' | '.join(_shares(days, said, known))} |")
        first = last
    lines.append(f"| all | {len(said)} | {' | '.join(_shares(list(said), said, known))} |")
    agree, all_of_them = dissents(shared)
    lines += [
        "",
        f"Votes and dissenters with their preference: {agree} of the {all_of_them} recorded statements that kept their last paragraph.",
    ]
    lines += ["", "Exceptions:", *(f"- {text}" for text in exceptions(shared) or ["none."])]
    return "\n".join(lines)


def _shares(days: list[str], said: Mapping[str, FomcStatement], known: Mapping[str, Truth]) -> list[str]:
    """`agreeing / covered` of decisions, changes, ranges and actions."""
    pairs: tuple[list[tuple[object, object]], ...] = (
        [(known[day].decision, said[day].decision) for day in days if day in known and known[day].decision],
        [(known[day].change_bp, said[day].change_bp) for day in days if day in known and known[day].change_bp is not None],
        [(known[day].target, _target(said[day])) for day in days if day in known and known[day].target],
        [(ACTIONS[day][0] if day in ACTIONS else "none", said[day].balance_sheet_action) for day in days],
    )
    return [f"{sum(expected == got for expected, got in column)}/{len(column)}" if column else "–" for column in pairs]


def _target(event: FomcStatement) -> tuple[float, float] | None:
    lower, upper = event.target_lower_pct, event.target_upper_pct
    return None if lower is None or upper is None else (lower, upper)


def stance(found: Result) -> str:
    """The stance figures as a table."""
    by_label = ", ".join(f"{label} {f1:.2f}" for label, f1 in found.f1.items())
    return "\n".join(
        [
            f"| on {found.sentences} labelled sentences | weighted F1 | accuracy |",
            "|---|---|---|",
            f"| this word list | {found.weighted_f1:.3f} | {found.accuracy:.3f} |",
            "| a published rule list, on the same kind of test | 0.50 | |",
            f"| always the commonest label | {found.baseline_f1:.3f} | {found.baseline_accuracy:.3f} |",
            "",
            f"F1 by label: {by_label}.",
        ]
    )


def tables(shared: Path = SHARED) -> dict[str, str]:
    """Every table of the document, by name."""
    return {
        "agreement": agreement(shared),
        "stance": stance(result(shared / "history/labels/fomc_hawkish_dovish_train.csv")),
    }


def main() -> None:
    """Rewrite the tables."""
    if not SHARED.exists():
        sys.exit("error: the texts and tables are not here")
    document = DOCUMENT.read_text(encoding="utf-8")
    for name, text in tables().items():
        begin, end = BEGIN.format(name), END.format(name)
        before, _, rest = document.partition(begin)
        document = f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
    DOCUMENT.write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
