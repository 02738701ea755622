"""FOMC statements and minutes of years past from an archive folder: `fomc/meetings.csv`, `dissents.csv`, `statements/`, `minutes/`.

A statement's facts come from its text where the folder has it, its votes from the table where the text is without them. Where there is
no text, the decision and the range are the table's, and what was done about the balance sheet is the policy ledger's of that instant.
An event is published at the table's release time, minutes 21 days after their meeting at 14:00 in New York.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.calendars.newyork import at
from bot.errors import ContractError
from bot.fomc import read_statement
from bot.fomc.passages import in_minutes
from rules.event import Event, FomcStatement, Minutes
from rules.ledger import PolicyFact, PolicyLedger, shipped_ledger

SOURCE_ID = "fed.press_release"
MINUTES_LAG = timedelta(days=21)
_DECISIONS = {"hike": "raise", "cut": "lower", "hold": "hold"}
_AT_TWO = time(14)
_SITE = "https://www.federalreserve.gov"


def archived(folder: Path) -> list[Event]:
    """The statements and minutes of an archive folder, oldest first; none where it has no `fomc` folder.

    Raises ContractError, naming the file, for a table that can't be read.
    """
    if not (folder / "fomc").is_dir():
        return []
    return sorted([*statements(folder / "fomc"), *minutes(folder / "fomc")], key=lambda event: event.published_at)


def statements(folder: Path) -> Iterator[FomcStatement]:
    """One statement a row of `meetings.csv` that is a decision, has its text at hand, or an announcement in the policy ledger."""
    texts = {path.stem: path for path in sorted((folder / "statements").glob("*.txt"))}
    dissents: dict[str, list[str]] = {}
    for row in _rows(folder / "dissents.csv", ("date", "name", "preferred")):
        dissents.setdefault(row["date"], []).append(f"{row['name']}: {row['preferred']}")
    for row in _rows(folder / "meetings.csv", ("date", "release_time_et", "decision", "target_lower", "target_upper", "vote_for")):
        try:
            found = _statement(row, texts.get(row["date"]), tuple(dissents.get(row["date"], ())))
        except ValueError as e:
            raise ContractError(f"the row of {row['date']!r} can't be read: {e}", source_id=SOURCE_ID, url="fomc/meetings.csv") from e
        if found.text is not None or found.decision is not None or found.balance_sheet_action not in (None, "none"):
            yield found


def minutes(folder: Path) -> Iterator[Minutes]:
    """Minutes, named by the last day of their meeting."""
    for path in sorted((folder / "minutes").glob("*.txt")):
        meeting_on = date.fromisoformat(path.stem[:10])
        url = f"{_SITE}/monetarypolicy/fomcminutes{meeting_on:%Y%m%d}.htm"
        yield Minutes(
            source=SOURCE_ID,
            key=url,
            title=f"Minutes of the Federal Open Market Committee, {meeting_on:%B} {meeting_on.day}, {meeting_on.year}",
            url=url,
            published_at=at(meeting_on + MINUTES_LAG, _AT_TWO),
            meeting_on=meeting_on,
            passages=tuple(map(str, in_minutes(_paragraphs(path)))),
        )


def _paragraphs(path: Path) -> list[str]:
    """A text's paragraphs, its headings without their marks."""
    return [block.lstrip("# ").strip() for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]


def _statement(row: Mapping[str, str], path: Path | None, dissents: tuple[str, ...]) -> FomcStatement:
    day = date.fromisoformat(row["date"])
    published_at = at(day, time.fromisoformat(row["release_time_et"] or "14:00"))
    url = f"{_SITE}/newsevents/pressreleases/monetary{day:%Y%m%d}a.htm"
    facts: dict[str, Any] = _from_text(path, day) if path else _from_table(row, published_at)
    if facts.get("votes_for") is None and row["vote_for"]:
        facts |= {"votes_for": int(row["vote_for"]), "votes_against": int(row["vote_against"]), "dissents": dissents}
    return FomcStatement(source=SOURCE_ID, key=url, title="FOMC statement", url=url, published_at=published_at, **facts)


def _from_text(path: Path, day: date) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return {"text": text, **read_statement(text, day)}


def _from_table(row: Mapping[str, str], published_at: datetime) -> dict[str, Any]:
    action = _action(published_at, shipped_ledger())
    if not row["decision"]:
        return _decision(published_at, shipped_ledger()) | action
    return action | {
        "decision": _DECISIONS[row["decision"]],
        "change_bp": round(float(row["change_bp"])),
        "target_lower_pct": float(row["target_lower"]),
        "target_upper_pct": float(row["target_upper"]),
    }


def _decision(published_at: datetime, ledger: PolicyLedger) -> dict[str, Any]:
    """The range after, from the ledger: a statement between meetings leaves it as it is."""
    after = ledger.until(published_at).announced("target_range")
    return {"target_lower_pct": after.values["lower_pct"], "target_upper_pct": after.values["upper_pct"]} if after else {}


def _action(published_at: datetime, ledger: PolicyLedger) -> dict[str, Any]:
    """What the ledger says was announced about the balance sheet at that instant, in a statement's words."""
    before = ledger.before(published_at)
    news = {fact.subject: fact for fact in reversed(ledger.facts) if fact.announced_at == published_at}
    if caps := news.get("runoff_caps"):
        return {"balance_sheet_action": _runoff(caps, before), "balance_sheet_effective_on": caps.effective_on}
    bought = news.get("purchases")
    pace = bought.values.get("pace_usd_month") if bought else None
    if bought is None or pace is None:
        return {"balance_sheet_action": "none"}
    running = before.announced("purchases")
    is_start = running is None or running.values.get("pace_usd_month") == 0
    action = "purchases_end" if pace == 0 else "purchases_start" if is_start else "purchases_pace"
    return {"balance_sheet_action": action, "purchase_purpose": bought.values["purpose"], "purchase_pace_usd_month": pace}


def _runoff(fact: PolicyFact, before: PolicyLedger) -> str:
    if fact.values["treasury_usd_month"] == fact.values["mbs_usd_month"] == 0:
        return "runoff_end"
    earlier = before.announced("runoff_caps")
    is_rise = earlier is not None and fact.values["treasury_usd_month"] > earlier.values["treasury_usd_month"]
    return "none" if is_rise else "runoff_slower"


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a table; none where it isn't there."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if not set(needed) <= set(reader.fieldnames or ()):
            raise ContractError(f"the table lacks one of {', '.join(needed)}", source_id=SOURCE_ID, url=path.name)
        return list(reader)
