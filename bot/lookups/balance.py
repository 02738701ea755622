"""The Fed's balance sheet: what it holds and owes, net liquidity by a named formula, and where the announced path leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.lookups.policy import ledger_at
from bot.lookups.takeup import Day, days
from bot.sources.board.announced_path import pace
from bot.store import Store
from rules.event import BalanceSheet, CashBalance, Event
from rules.ledger import PolicyFact, PolicyLedger
from rules.regime import is_over

DAY, WEEK, YEAR = timedelta(days=1), timedelta(weeks=1), timedelta(weeks=52)
SHEETS, OPERATIONS = 54, 20
"""So many weeks hold a year before, so many operations the Wednesday of the last release and the one before."""
AHEAD = timedelta(weeks=13)
MONTH_DAYS = 365.25 / 12
SIZED = timedelta(days=31)
"""For so long a pace of purchases for reserve management is said; then the Desk says another."""
OLD = timedelta(days=9)
"""A release is a week's; older than this there should have been another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A Wednesday's level in whole dollars, and its change on the week and on 52 weeks."""

    usd: int
    week_usd: int | None = None
    year_usd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Where the securities held stand on a day if what is announced holds, from the least to the most.

    `purchases_usd_month` is the pace bought beyond reinvestment (None: none is), `is_sized` whether it is said for now; the run-off caps
    are what may be let run off in a month, None where nothing runs off. `is_open`: more is bought without a size that was ever said.
    """

    until: date
    least_usd: int
    most_usd: int
    purchases_usd_month: int | None = None
    is_sized: bool = False
    is_open: bool = False
    runoff_usd_month: int | None = None
    runoff_ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The last H.4.1 that was out. `levels` are by the event's names without their unit: total_assets, securities, reserves, …

    `net` is total assets less the Treasury's account less the overnight reverse repos of that Wednesday; None where one is not known.
    """

    as_of: date
    published_at: datetime
    url: str
    levels: Mapping[str, Level]
    base: Level | None
    """Base money: Federal Reserve notes and reserves."""
    net: Level | None
    on_rrp: Day | None
    """The last operation day, which may be later than the sheet."""
    on_rrp_before: Day | None
    cash: CashBalance | None
    """The Treasury's own daily figure, where it is later than the sheet."""
    path: Path | None
    is_old: bool

    def of(self, whole: str, part: str) -> float | None:
        """How much of a level another one is, in percent."""
        if whole not in self.levels or part not in self.levels or not self.levels[whole].usd:
            return None
        return 100 * self.levels[part].usd / self.levels[whole].usd


NAMES = (
    "total_assets", "securities", "treasuries", "bills", "mbs", "repos", "loans", "swaps", "reserves", "tga", "reverse_repos", "notes",
)  # fmt: skip


def balance(store: Store, now: datetime) -> Balance | None:
    """The balance sheet as it is known at an instant; None where none was ever read."""
    sheets = store.newest("fed.balance_sheet", before=now, count=SHEETS)
    operations = store.newest("nyfed.reverse_repo_operation", before=now, count=OPERATIONS)
    cash = store.newest("treasury.cash_balance", before=now, count=1)
    return balance_of(sheets, operations, cash, ledger_at(store, now), now) if sheets else None


def balance_of(
    sheets: Sequence[Event], operations: Sequence[Event], cash: Sequence[Event], ledger: PolicyLedger, now: datetime
) -> Balance | None:
    """The same of what was published, oldest first: balance sheets, reverse repos, the Treasury's cash, the policy announced. Pure."""
    weeks = {sheet.as_of: sheet for sheet in sheets if isinstance(sheet, BalanceSheet)}
    if not weeks:
        return None
    sheet = weeks[max(weeks)]
    taken = days(operations, "on_rrp")
    by_day = {day.on: day for day in taken}
    nets = {on: _net(one, by_day.get(on)) for on, one in weeks.items() if on in (sheet.as_of, sheet.as_of - WEEK)}
    bases = {on: _base(one) for on, one in weeks.items()}
    later = next((one for one in reversed(cash) if isinstance(one, CashBalance) and one.as_of > sheet.as_of), None)
    return Balance(
        as_of=sheet.as_of,
        published_at=sheet.published_at,
        url=sheet.url,
        levels={name: level for name in NAMES if (level := _level(name, weeks, sheet)) is not None},
        base=_figure(bases, sheet.as_of),
        net=_figure(nets, sheet.as_of),
        on_rrp=taken[-1] if taken else None,
        on_rrp_before=taken[-2] if len(taken) > 1 else None,
        cash=later,
        path=_path(sheet, ledger),
        is_old=now - sheet.published_at > OLD,
    )


def _level(name: str, weeks: Mapping[date, BalanceSheet], sheet: BalanceSheet) -> Level | None:
    """A level with its changes; the weekly one as the release prints it, where it does."""
    level = _figure({on: getattr(one, f"{name}_usd") for on, one in weeks.items()}, sheet.as_of)
    printed = getattr(sheet, f"{name}_change_1w_usd", None)
    if level is None or printed is None:
        return level
    return Level(usd=level.usd, week_usd=printed, year_usd=level.year_usd)


def _figure(by_day: Mapping[date, int | None], on: date) -> Level | None:
    usd = by_day.get(on)
    if usd is None:
        return None
    before, year = by_day.get(on - WEEK), by_day.get(on - YEAR)
    return Level(usd=usd, week_usd=None if before is None else usd - before, year_usd=None if year is None else usd - year)


def _base(sheet: BalanceSheet) -> int | None:
    return None if sheet.notes_usd is None or sheet.reserves_usd is None else sheet.notes_usd + sheet.reserves_usd


def _net(sheet: BalanceSheet, on_rrp: Day | None) -> int | None:
    """Total assets − TGA − ON RRP, all of one Wednesday."""
    if sheet.total_assets_usd is None or sheet.tga_usd is None or on_rrp is None:
        return None
    return sheet.total_assets_usd - sheet.tga_usd - on_rrp.usd


def _path(sheet: BalanceSheet, ledger: PolicyLedger) -> Path | None:
    """A quarter ahead: caps are the most that runs off, MBS may pay back less; a pace counts as long as it is said at the
    least, and to the end at the most.
    """
    if sheet.securities_usd is None:
        return None
    until = sheet.as_of + AHEAD
    least = most = float(sheet.securities_usd)
    tomorrow = sheet.as_of + DAY
    for first, after in _stretches(ledger, tomorrow, until):
        low, high = _month(ledger, first)
        months = (after - first).days / MONTH_DAYS
        least, most = least + low * months, most + high * months
    caps, bought = _caps(ledger, tomorrow), _bought(ledger, tomorrow)
    ends = next((fact.effective_on for fact in ledger.pending("runoff_caps", sheet.as_of) if is_over(fact)), None)
    return Path(
        until=until,
        least_usd=round(least),
        most_usd=round(most),
        purchases_usd_month=None if bought is None else pace(bought, ledger),
        is_sized=bought is not None and bought.values.get("pace_usd_month") is not None,
        is_open=bought is not None and pace(bought, ledger) is None,
        runoff_usd_month=None if caps is None else _cap(caps),
        runoff_ends=ends if caps is not None else None,
    )


def _stretches(ledger: PolicyLedger, first: date, last: date) -> Iterator[tuple[date, date]]:
    """The stretches of days from `first` to `last` within which nothing of the policy changes, each with the day after it."""
    bought = [fact for fact in (_bought(ledger, first), *ledger.pending("purchases", first)) if fact is not None]
    changes = {fact.effective_on for subject in ("runoff_caps", "purchases") for fact in ledger.pending(subject, first)}
    changes |= {fact.effective_on + SIZED + DAY for fact in bought}
    starts = sorted({first, *(day for day in changes if first < day <= last)})
    return zip(starts, [*starts[1:], last + DAY], strict=True)


def _month(ledger: PolicyLedger, day: date) -> tuple[int, int]:
    """What a month at a day's policy adds to the securities, at the least and at the most."""
    low = high = 0
    if (caps := _caps(ledger, day)) is not None:
        low, high = -_cap(caps), -int(caps.values["treasury_usd_month"] or 0)
    if (bought := _bought(ledger, day)) is not None:
        most = pace(bought, ledger) or 0
        said = bought.values.get("pace_usd_month") is not None
        is_firm = said and (bought.values.get("purpose") != "reserve_management" or day - bought.effective_on <= SIZED)
        low, high = low + (most if is_firm else 0), high + most
    return low, high


def _caps(ledger: PolicyLedger, day: date) -> PolicyFact | None:
    fact = ledger.in_force("runoff_caps", day)
    return fact if fact is not None and not is_over(fact) else None


def _cap(fact: PolicyFact) -> int:
    return int(fact.values["treasury_usd_month"] or 0) + int(fact.values["mbs_usd_month"] or 0)


def _bought(ledger: PolicyLedger, day: date) -> PolicyFact | None:
    fact = ledger.in_force("purchases", day)
    return fact if fact is not None and not is_over(fact) else None
