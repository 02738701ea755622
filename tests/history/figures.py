"""Events of the years past, built from the tables of figures beside the project, through the project's own readers and measures.

What the tables lack is stood in for, and said so in docs/rule-firings.md: statements whose text is not there come from the table of
meetings and the policy ledger; reserves are week averages; securities are Treasuries and mortgage securities; of standing repos and
ON RRP there are day's totals alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from bot.fomc import read_statement
from bot.newyork import NEW_YORK, at, calendar_class, next_business_day
from bot.source import Page
from bot.sources import fred_series
from bot.sources.balance_sheet_past import parse_past
from rules.event import (
    BalanceSheet,
    Event,
    FomcStatement,
    Minutes,
    PressRelease,
    ReferenceRate,
    RepoOperation,
    ReverseRepoOperation,
    YieldChange,
)
from rules.ledger import PolicyFact, PolicyLedger, shipped_ledger

BILLION = 1_000_000_000
ON_RRP_SINCE = date(2013, 9, 23)
YIELDS_SINCE = date(2014, 1, 1)
_LEVELS = ("WALCL", "TREAST", "WSHOMCB", "WDTGAL")


def events(folder: Path) -> list[Event]:
    """All events of the tables in `folder`, oldest first; measures are left None."""
    kinds = (statements, minutes, facilities, balance_sheets, standing_repos, earlier_repos, reverse_repos, secured_rates, yields)
    return sorted((event for kind in kinds for event in kind(folder)), key=lambda event: event.published_at)


def statements(folder: Path) -> Iterator[FomcStatement]:
    """Every statement: from its text where that is at hand, else from the row of its meeting and what the ledger holds of that instant."""
    ledger = shipped_ledger()
    texts = {date.fromisoformat(path.stem): path for path in sorted((folder / "fomc/statements").glob("*.txt"))}
    instants = {date.fromisoformat(row["date"]): (_released(row), row) for row in _rows(folder / "fomc/meetings.csv")}
    unscheduled = {_day(fact): (fact.announced_at, {}) for fact in ledger.facts if fact.subject == "unscheduled_action"}
    for day, (instant, row) in sorted((unscheduled | instants).items()):
        base = FomcStatement(source="fed.press_release", key=f"{day}", title="FOMC statement", url=f"https://www.federalreserve.gov/{day}",
                             published_at=instant)  # fmt: skip
        if day in texts:
            text = texts[day].read_text(encoding="utf-8")
            yield replace(base, text=text, **read_statement(text, day))
        elif row.get("decision") or day in unscheduled:
            yield replace(base, **_decision(instant, ledger), **_action(instant, ledger))


def _released(row: dict[str, str]) -> datetime:
    return at(date.fromisoformat(row["date"]), time.fromisoformat(row["release_time_et"] or "14:00"))


def _day(fact: PolicyFact) -> date:
    return fact.announced_at.astimezone(NEW_YORK).date()


def _decision(instant: datetime, ledger: PolicyLedger) -> dict[str, object]:
    """The range after and the decision, from the ledger's ranges."""
    before, after = ledger.before(instant).announced("target_range"), ledger.until(instant).announced("target_range")
    if before is None or after is None:
        return {}
    lower, upper = after.values["lower_pct"], after.values["upper_pct"]
    change = round(100 * (lower - before.values["lower_pct"]))
    decision = "raise" if change > 0 else "lower" if change < 0 else "hold"
    return {"decision": decision, "change_bp": change, "target_lower_pct": lower, "target_upper_pct": upper}


def _action(instant: datetime, ledger: PolicyLedger) -> dict[str, object]:
    """What the ledger holds of that instant about the balance sheet, in a statement's words."""
    before = ledger.before(instant)
    news = {fact.subject: fact for fact in reversed(ledger.facts) if fact.announced_at == instant}
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


def minutes(folder: Path) -> Iterator[Minutes]:
    """Minutes, three weeks after each meeting."""
    for path in sorted((folder / "fomc/minutes").iterdir()):
        meeting_on = date.fromisoformat(path.stem[:10])
        yield Minutes(source="fed.press_release", key=path.stem, title="Minutes", url="https://www.federalreserve.gov/minutes",
                      published_at=at(meeting_on + timedelta(days=21), time(14)), meeting_on=meeting_on)  # fmt: skip


def facilities(folder: Path) -> Iterator[PressRelease]:
    """Announcements of lending facilities, from the ledger."""
    for fact in shipped_ledger().facts:
        if fact.subject == "facility":
            yield PressRelease(source="fed.press_release", key=fact.values["name"], title=fact.values["name"], url=fact.source,
                               published_at=fact.announced_at, category="lending_facility")  # fmt: skip


def balance_sheets(folder: Path) -> list[BalanceSheet]:
    """Weekly balance sheets; reserves are week averages, securities the sum of Treasuries and mortgage securities."""
    averages = {day: round(value * 1_000_000) for day, value in series(folder, "WRESBAL")}
    sheets = [event for event in parse_past([_page(folder, name) for name in _LEVELS]) if isinstance(event, BalanceSheet)]
    return [replace(sheet, securities_usd=_together(sheet), reserves_usd=averages.get(sheet.as_of)) for sheet in sheets]


def _together(sheet: BalanceSheet) -> int | None:
    return None if sheet.treasuries_usd is None or sheet.mbs_usd is None else sheet.treasuries_usd + sheet.mbs_usd


def standing_repos(folder: Path) -> Iterator[RepoOperation]:
    """A day's standing repos as if they were one operation in the afternoon."""
    for day, value in _table(folder / "nyfed_srf_accepted.csv", "observation_date", "value"):
        yield _repo(day, value, "standing")


def earlier_repos(folder: Path) -> Iterator[RepoOperation]:
    """A day's repos before the standing facility, all terms together."""
    for day, value in _table(folder / "nyfed_repo_rrp_operations_2000_2021.csv", "date", "rp_total_bn"):
        yield _repo(day, value, "other")


def _repo(day: date, billions: float, facility: str) -> RepoOperation:
    usd = round(billions * 1000) * 1_000_000
    return RepoOperation(source="nyfed.repo_operation", key=f"RP {day}", title="Repo operation", url="https://www.newyorkfed.org/repo",
                         published_at=at(day, time(13, 45)), operation_on=day, facility=facility, term_days=1, accepted_usd=usd,
                         is_small_value=usd < BILLION, calendar=calendar_class(day))  # fmt: skip


def reverse_repos(folder: Path) -> Iterator[ReverseRepoOperation]:
    """Daily ON RRP operations since the facility's first."""
    for day, value in series(folder, "RRPONTSYD"):
        if day >= ON_RRP_SINCE:
            usd = round(value * 1000) * 1_000_000
            yield ReverseRepoOperation(source="nyfed.reverse_repo_operation", key=f"RRP {day}", title="Reverse repo operation",
                                       url="https://www.newyorkfed.org/rrp", published_at=at(day, time(13, 15)), operation_on=day,
                                       facility="on_rrp", term_days=1, accepted_usd=usd, is_small_value=usd < BILLION,
                                       calendar=calendar_class(day))  # fmt: skip


def secured_rates(folder: Path) -> Iterator[ReferenceRate]:
    """SOFR, published at 8:00 on the next business day."""
    for day, value in series(folder, "SOFR"):
        yield ReferenceRate(source="nyfed.reference_rate", key=f"SOFR {day}", title="SOFR", url="https://www.newyorkfed.org/sofr",
                            published_at=at(next_business_day(day), time(8)), rate_type="SOFR", effective_on=day, rate_pct=value,
                            calendar=calendar_class(day))  # fmt: skip


def yields(folder: Path) -> Iterator[Event]:
    """Real yields and breakevens since 2014."""
    for name in ("DFII10", "T10YIE", "T5YIFR"):
        for event in fred_series.parse([_page(folder, name)]):
            if isinstance(event, YieldChange) and event.as_of >= YIELDS_SINCE:
                yield event


def _page(folder: Path, name: str) -> Page:
    """A table as FRED's CSV of the series has it."""
    body = (folder / f"fred_{name}.csv").read_bytes().replace(b",value", b"," + name.encode(), 1)
    return Page(f"https://fred.stlouisfed.org/graph/fredgraph.csv?id={name}", body)


@cache
def series(folder: Path, name: str) -> list[tuple[date, float]]:
    """A FRED series as the table has it."""
    return list(_table(folder / f"fred_{name}.csv", "observation_date", "value"))


def _table(path: Path, day: str, value: str) -> Iterator[tuple[date, float]]:
    for row in _rows(path):
        if row[value]:
            yield date.fromisoformat(row[day]), float(row[value])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
