"""The pinned card: where policy, the balance sheet and overnight rates stand, the last decision beside what was priced, what comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendars.coming import Coming, next_of
from bot.calendars.releases import ReleaseCalendar
from bot.lookups import balance, cycle, rates
from bot.lookups.balance import Balance
from bot.lookups.cycle import Cycle
from bot.lookups.rates import Rates
from bot.store import Store
from rules.event import FomcStatement

NEXT = ("fomc", "minutes", "h41")
"""The releases whose next day is told."""
OLDEST_DECISION = timedelta(days=120)
"""A decision that is older is not the last one: meetings are seven weeks apart at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card says; None and nothing where it is not known. `as_of` is when the newest of it was published."""

    cycle: Cycle
    decision: FomcStatement | None
    balance: Balance | None
    rates: Rates
    next: tuple[Coming, ...]
    as_of: datetime | None


def card(store: Store, now: datetime, meetings: Collection[date]) -> Card:
    """The card as it is known at an instant; `meetings` are the last days of scheduled meetings."""
    calendar = ReleaseCalendar(frozenset(meetings), store.release_days())
    sheet, overnight, decision = balance.balance(store, now), rates.rates(store, now), _decision(store, now)
    operations = store.newest("nyfed.reverse_repo_operation", before=now, count=1)
    known = [
        *(one.published_at for one in operations),
        *(one.published_at for one in (sheet, sheet.cash if sheet else None, decision) if one is not None),
        *(one.published_at for one in overnight.rates[:1]),
    ]
    return Card(
        cycle=cycle.cycle(store, now),
        decision=decision,
        balance=sheet,
        rates=overnight,
        next=tuple(sorted(one for kind in NEXT if (one := next_of(kind, now, calendar)) is not None)),
        as_of=max(known, default=None),
    )


def _decision(store: Store, now: datetime) -> FomcStatement | None:
    """The last statement that decided on rates, as measured where it was seen as it came out."""
    found = store.newest_of_kind(FomcStatement.KIND, before=now, count=1)
    last = found[-1] if found else None
    if not isinstance(last, FomcStatement) or not last.decision or now - last.published_at > OLDEST_DECISION:
        return None
    return last
