"""The public figures behind the demo, read from the tables beside this module; each row there names its source."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministeredRates:
    """An implementation note: rates in percent, amounts in whole dollars; None where it directs nothing of the kind."""

    source: str
    effective_on: date
    iorb_pct: float
    on_rrp_pct: float
    on_rrp_limit_usd: int
    srf_pct: float
    srf_method: str
    """How the standing repo operations are run: Multiple Price (at a minimum bid rate) or Full Allotment (at a fixed rate)."""
    primary_credit_pct: float
    srf_limit_usd: int | None = None
    runoff_treasury_cap_usd_month: int | None = None
    runoff_mbs_cap_usd_month: int | None = None
    buys_bills: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """One vote against: `preferred` is lower, raise or no change; `by_pct` how far, in percentage points."""

    name: str
    preferred: str
    by_pct: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A decision of the FOMC, released at 14:00 New York; rates in percent."""

    on: date
    source: str
    decision: str
    change_pct: float
    target_lower_pct: float
    target_upper_pct: float
    balance_sheet: str
    """reducing, conclude, reserve purchases"""
    voting_for: tuple[str, ...]
    voting_against: tuple[Dissent, ...]
    note: AdministeredRates
    balance_sheet_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesRelease:
    """Minutes of a meeting, released at 14:00 New York."""

    on: date
    source: str
    meeting_began: date
    meeting_ended: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Wednesday levels of the Fed's balance sheet in millions of dollars; None where the figure is not known here.

    `released` is the day of the release, None for the weeks that only serve as past.
    """

    as_of: date
    released: date | None
    total_assets: int
    treasuries: int
    bills: int | None
    mbs: int
    tga: int
    repos: int | None

    @property
    def securities(self) -> int:
        """Securities held outright."""
        return self.treasuries + AGENCY_DEBT + self.mbs


@dataclass(frozen=True, slots=True)
class Taken:
    """What a day's standing repo operations lent in millions of dollars; `morning` is None where the split is not known."""

    accepted: int
    morning: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All tables, each in the order of its days."""

    statements: tuple[Statement, ...]
    minutes: tuple[MinutesRelease, ...]
    weeks: tuple[Week, ...]
    standing_repo: Mapping[date, Taken]
    """Only days on which something was taken."""
    on_rrp: Mapping[date, int]
    """Every business day, in millions of dollars."""


AGENCY_DEBT = 2347
"""Federal agency debt securities held, in millions of dollars: the same in every week of the table."""


@functools.cache
def figures() -> Figures:
    """Read the tables."""
    policy = tomllib.loads(_text("policy.toml"))
    return Figures(
        statements=tuple(_statement(row) for row in policy["statement"]),
        minutes=tuple(MinutesRelease(**row) for row in policy["minutes"]),
        weeks=tuple(_week(row) for row in _rows("balance_sheet.csv")),
        standing_repo={
            date.fromisoformat(row["date"]): Taken(int(row["accepted"]), _whole(row["morning"])) for row in _rows("standing_repo.csv")
        },
        on_rrp={date.fromisoformat(row["date"]): int(row["accepted"]) for row in _rows("on_rrp.csv")},
    )


def _statement(row: Mapping[str, Any]) -> Statement:
    against = tuple(Dissent(**dissent) for dissent in row["voting_against"])
    return Statement(**{**row, "voting_for": tuple(row["voting_for"]), "voting_against": against, "note": AdministeredRates(**row["note"])})


def _week(row: Mapping[str, str]) -> Week:
    return Week(
        as_of=date.fromisoformat(row["as_of"]),
        released=date.fromisoformat(row["released"]) if row["released"] else None,
        total_assets=int(row["total_assets"]),
        treasuries=int(row["treasuries"]),
        bills=_whole(row["bills"]),
        mbs=int(row["mbs"]),
        tga=int(row["tga"]),
        repos=_whole(row["repos"]),
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (line for line in _text(name).splitlines() if not line.startswith("#"))
    yield from csv.DictReader(lines, strict=True)


def _text(name: str) -> str:
    return (resources.files("bot.demo") / "figures" / name).read_text(encoding="utf-8")
