"""The Fed's weekly balance sheet: the H.4.1 release page, its Wednesday levels, and what they are against the weeks before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from bot.calendars.newyork import at
from bot.calendars.releases import H41
from bot.errors import ContractError, SourceError
from bot.source import Page, PollPlan, Readings, Source, Window
from bot.sources.baseline import WINDOW, change, robust_z
from bot.sources.board import balance_sheet_past, h41_download, h41_release
from bot.sources.board.announced_path import off_path
from bot.sources.board.balance_sheet_fields import MILLION, SOURCE_ID, parts_within_whole, plausible
from bot.sources.board.h41_release import Release
from bot.sources.board.h41_table import Line
from bot.sources.rows import joined
from rules.event import BalanceSheet, Event
from rules.ledger import PolicyLedger

PATH = "/releases/h41/current/h41.htm"
HOSTS = frozenset({"www.federalreserve.gov", "federalreserve.gov"})
RELEASE_TIME = time(16, 30)

_WEEK = timedelta(days=7)
_DATED_URL = re.compile(r"/h41/(\d{4})(\d{2})(\d{2})(?:/|$)", re.IGNORECASE)
_CHANGED = ("total_assets", "securities", "treasuries", "bills", "mbs", "reserves", "tga", "repos", "reverse_repos", "loans")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Under which labels a field stands in table 1 and in the statement of condition, over the years."""

    factors: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()


_ROWS: Mapping[str, _Rows] = {
    "total_assets_usd": _Rows(condition=("total assets",)),
    "securities_usd": _Rows(("securities held outright",), ("securities held outright",)),
    "treasuries_usd": _Rows(("u.s. treasury securities", "u.s. treasury"), ("u.s. treasury securities", "u.s. treasury")),
    "bills_usd": _Rows(("bills",), ("bills",)),
    "mbs_usd": _Rows(("mortgage-backed securities",), ("mortgage-backed securities",)),
    "reserves_usd": _Rows(
        ("reserve balances with federal reserve banks", "reserve balances with f.r. banks", "reserve balances with f.r.banks"),
        ("other deposits held by depository institutions",),
    ),
    "tga_usd": _Rows(("u.s. treasury, general account",), ("u.s. treasury, general account",)),
    "repos_usd": _Rows(("repurchase agreements",), ("repurchase agreements",)),
    "reverse_repos_usd": _Rows(("reverse repurchase agreements",), ("reverse repurchase agreements",)),
    "loans_usd": _Rows(("loans", "other loans", "loans to depository institutions"), ("loans", "other loans")),
    "swaps_usd": _Rows(("central bank liquidity swaps",), ("central bank liquidity swaps",)),
    "notes_usd": _Rows(condition=("federal reserve notes, net of f.r. bank holdings",)),
}


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read one balance sheet from each release page, oldest first: Wednesday levels in whole dollars.

    Takes the page of any era: HTML tables, preformatted text inside HTML, or the plain text itself; and the Board's CSV of several
    weeks. Table 1 gives the levels, the consolidated statement of condition the total assets and what table 1 lacks. Week averages are
    never read. A row that a release doesn't have leaves its field None; the weekly changes that the statement prints fill the
    `*_change_1w_usd` measures.
    Raises ParseError when a body is no release or is cut short, ContractError when it has no securities held outright, an amount
    cannot be read or is outside its plausible range (levels are in millions), or parts exceed their whole. Of the CSV a week that cannot
    be read is set aside.
    """
    read: Readings[BalanceSheet] = joined(_sheets(page) for page in pages)
    ordered = sorted(read, key=lambda sheet: sheet.as_of)
    return Readings(ordered, read.set_aside)


def _sheets(page: Page) -> Readings[BalanceSheet]:
    try:
        if h41_download.is_download(page.body):
            return h41_download.sheets(page)
        return Readings([_event(h41_release.read(page.body), page.url)])
    except SourceError as error:
        raise type(error)(str(error), source_id=SOURCE_ID, url=page.url) from error


def _event(release: Release, url: str) -> BalanceSheet:
    found = {field: _find(release, field, rows) for field, rows in _ROWS.items()}
    if found["securities_usd"] is None:
        raise ContractError("table 1 has no row of securities held outright")
    levels: dict[str, Any] = {field: _usd(field, line) for field, line in found.items()}
    parts_within_whole(levels)
    released_on = release.released_on or _dated(url, release.as_of)
    return BalanceSheet(
        source=SOURCE_ID,
        key=release.as_of.isoformat(),
        title=f"H.4.1 balance sheet as of {release.as_of}",
        url=f"https://www.federalreserve.gov/releases/h41/{released_on:%Y%m%d}/" if released_on else url,
        published_at=at(released_on or release.as_of + timedelta(days=1), RELEASE_TIME),
        as_of=release.as_of,
        **levels,
        **_printed_changes(release, levels),
    )


def _find(release: Release, field: str, rows: _Rows) -> Line | None:
    """The row of a field, of table 1 where it has one; None where neither table has it with something printed."""
    candidates = [release.factors.get(name) for name in rows.factors] + [release.condition.get(name) for name in rows.condition]
    line = next((line for line in candidates if line is not None and line.printed), None)
    if line is not None and line.level is None:
        raise ContractError(f"the row of {field} has no Wednesday level that can be read: {line.printed[:40]!r}")
    return line


def _usd(field: str, line: Line | None) -> int | None:
    return None if line is None or line.level is None else plausible(field, line.level * MILLION)


def _printed_changes(release: Release, levels: Mapping[str, int | None]) -> dict[str, Any]:
    """The weekly changes that the statement of condition prints, where it states the same level as table 1."""
    changes = {}
    for name in _CHANGED:
        rows = (release.condition.get(label) for label in _ROWS[f"{name}_usd"].condition)
        line = next((line for line in rows if line is not None and line.level is not None), None)
        if line and line.level is not None and line.change is not None and line.level * MILLION == levels[f"{name}_usd"]:
            changes[f"{name}_change_1w_usd"] = line.change * MILLION
    return changes


def _dated(url: str, as_of: date) -> date | None:
    """The release date in an archive page's address, where it fits the levels' date."""
    found = _DATED_URL.search(url)
    if found is None:
        return None
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    return day if as_of < day <= as_of + _WEEK else None


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """Fill what compares a balance sheet with the weeks before it and with the announced path.

    `*_change_1w_usd`: as the release prints it, else against the level exactly seven days before; 4 and 13 weeks: 28 and 91 days
    before. `*_z`: robust z of the weekly change among up to 250 weekly changes before, None under 60. Shares are in percent, their
    change in percentage points. `securities_off_path_1w_usd`: see `announced_path.off_path`. Anything else missing stays None.
    """
    if not isinstance(event, BalanceSheet):
        return event
    weeks = {e.as_of: e for e in history if isinstance(e, BalanceSheet) and e.as_of < event.as_of}
    event = dataclasses.replace(event, **_weekly_changes(event, weeks.get(event.as_of - _WEEK)))
    return dataclasses.replace(
        event,
        securities_change_4w_usd=change(event.securities_usd, _level(weeks, event.as_of - 4 * _WEEK)),
        securities_change_13w_usd=change(event.securities_usd, _level(weeks, event.as_of - 13 * _WEEK)),
        securities_off_path_1w_usd=_off_path(event, weeks, ledger),
        reserves_change_1w_z=_z(event.reserves_change_1w_usd, weeks, lambda e: e.reserves_usd),
        tga_change_1w_z=_z(event.tga_change_1w_usd, weeks, lambda e: e.tga_usd),
        treasuries_share_pct=_share(event),
        treasuries_share_change_13w_pct=_rounded(change(_share(event), _share(weeks.get(event.as_of - 13 * _WEEK)))),
        reserves_to_assets_pct=_percent(event.reserves_usd, event.total_assets_usd),
    )


def _weekly_changes(event: BalanceSheet, before: BalanceSheet | None) -> dict[str, Any]:
    changes = {}
    for name in _CHANGED:
        printed = getattr(event, f"{name}_change_1w_usd")
        changes[f"{name}_change_1w_usd"] = (
            printed if printed is not None else change(getattr(event, f"{name}_usd"), getattr(before, f"{name}_usd", None))
        )
    return changes


def _level(weeks: Mapping[date, BalanceSheet], day: date) -> int | None:
    return weeks[day].securities_usd if day in weeks else None


def _off_path(event: BalanceSheet, weeks: Mapping[date, BalanceSheet], ledger: PolicyLedger) -> int | None:
    if event.securities_change_1w_usd is None or event.securities_usd is None:
        return None
    week_before = event.securities_usd - event.securities_change_1w_usd
    three_weeks = change(week_before, _level(weeks, event.as_of - 4 * _WEEK))
    return off_path(event.as_of, event.securities_change_1w_usd, three_weeks, ledger)


def _z(x: int | None, weeks: Mapping[date, BalanceSheet], level: Callable[[BalanceSheet], int | None]) -> float | None:
    if x is None:
        return None
    changes = [
        difference
        for day, sheet in sorted(weeks.items())
        if (before := weeks.get(day - _WEEK)) and (difference := change(level(sheet), level(before))) is not None
    ]
    return _rounded(robust_z(changes[-WINDOW:], x))


def _share(event: BalanceSheet | None) -> float | None:
    return _percent(event.treasuries_usd, event.securities_usd) if event else None


def _percent(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else round(100 * part / whole, 4)


def _rounded(x: float | None) -> float | None:
    return None if x is None else round(x, 4)


SOURCE = Source(
    id=SOURCE_ID,
    publisher="fed",
    hosts=HOSTS,
    paths=(PATH,),
    plan=PollPlan(
        every=timedelta(hours=1),
        windows=(Window(at=RELEASE_TIME, every=timedelta(seconds=4), length=timedelta(minutes=30), release=H41),),
    ),
    overdue_after=timedelta(days=9),
    parse=parse,
    measure=measure,
    reach=timedelta(days=6),
    past=balance_sheet_past.past,
    second=balance_sheet_past.SECOND,
    past_since=balance_sheet_past.past_since,
    parse_past=balance_sheet_past.parse_past,
    history_span=timedelta(weeks=WINDOW + 14),
)
