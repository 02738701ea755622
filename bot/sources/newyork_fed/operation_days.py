"""What an operation means beside its own past: the day's running total against the days before.

Compared is like with like: the same family, facility and length (overnight or term). Only what came out before the event counts,
so an early operation of a day is seen without the later ones, live and in a replay alike.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice

from bot.source import Page, Second
from bot.sources import baseline
from bot.sources.fred import fred_second
from bot.sources.newyork_fed.operations import Operation, order
from bot.sources.results_page import MILLION
from rules.event import Event, RepoOperation, ReverseRepoOperation

LARGE_DAY_USD = 5_000_000_000
TOTAL = "total"
"""How the key of a day's total begins, which an archive has in place of operations; it stands back for the day's own operations."""

_LONGEST_OVERNIGHT_DAYS = 5  # over a long weekend
_ADJACENT = timedelta(days=5)  # further back is not "the operation day before", but a gap in what is known
_TEN_DAYS = 10
_TEN_DAYS_SPAN = timedelta(days=25)


def measured(event: Operation, history: Sequence[Event]) -> Operation:
    """The event with its measures; those that the history is too short for stay None.

    `history` holds events of the same source in any number of versions, the last of a key counts. Percentile and robust z stand
    against the totals of up to 250 operation days before, and need 60 of them; the change needs an operation within five days
    before, the count of large days ten operation days within twenty-five.
    """
    comparable = _comparable(event, history)
    same_day = [o for o in comparable if o.operation_on == event.operation_on]
    totals = _totals([o for o in comparable if o.operation_on < event.operation_on])
    day_accepted = event.accepted_usd + sum(o.accepted_usd for o in same_day)
    previous = _previous(totals, event.operation_on)
    past = list(totals.values())
    return dataclasses.replace(
        event,
        day_accepted_usd=day_accepted,
        day_operations=len(same_day) + 1,
        day_accepted_percentile_250d=baseline.percentile(past, day_accepted),
        day_accepted_z_250d=baseline.robust_z(past, day_accepted),
        day_change_usd=baseline.change(day_accepted, previous),
        previous_day_accepted_usd=previous,
        days_above_5bn_10d=_large_days(totals, event.operation_on),
    )


def second(series: str, facility: str) -> Second:
    """FRED's total of a facility's day in billions of dollars, which the last operation of the day confirms.

    Days on which there were other operations too, as exercises are, are left out: whether FRED counts these is not known.
    """
    return Second(
        chosen=lambda events: _last_of_days(events, facility),
        pages=lambda events: fred_second.pages([series], [o.operation_on for o in _operations(events)]),
        said=lambda event, pages: _said(event, pages, series),
        url=lambda event: fred_second.url(series),
        after=fred_second.AFTER,
        again=fred_second.AGAIN,
    )


def _operations(events: Iterable[Event]) -> list[Operation]:
    return [event for event in events if isinstance(event, (RepoOperation, ReverseRepoOperation))]


def _last_of_days(events: Sequence[Event], facility: str) -> list[Operation]:
    days: dict[date, list[Operation]] = {}
    for operation in sorted(_operations(events), key=order):
        days.setdefault(operation.operation_on, []).append(operation)
    return [same[-1] for same in days.values() if {operation.facility for operation in same} == {facility}]


def _said(event: Event, pages: Sequence[Page], series: str) -> dict[str, int]:
    """The day's total, which FRED rounds to a million: the operation's own amount where it was the day's only one."""
    [operation] = _operations([event])
    billions = fred_second.values(pages, operation.operation_on, operation.source).get(series)
    if billions is None:
        return {}
    name = "accepted_usd" if operation.day_operations == 1 else "day_accepted_usd"
    known, usd = getattr(operation, name), round(billions * 1000) * MILLION
    return {name: known if known is not None and abs(known - usd) < MILLION else usd}


def _comparable(event: Operation, history: Sequence[Event]) -> list[Operation]:
    latest = {o.key: o for o in _operations(history)}
    latest.pop(event.key, None)
    own_class, own_place, published_at = _class_of(event), order(event), event.published_at
    earlier = (o for o in latest.values() if o.published_at < published_at or order(o) < own_place)
    alike = [o for o in earlier if _class_of(o) == own_class]
    own_days = {o.operation_on for o in (*alike, event) if not o.key.startswith(TOTAL)}
    return [o for o in alike if not o.key.startswith(TOTAL) or o.operation_on not in own_days]


def _class_of(operation: Operation) -> tuple[str, str, bool]:
    is_overnight = operation.term_days is None or operation.term_days <= _LONGEST_OVERNIGHT_DAYS
    return operation.KIND, operation.facility, is_overnight


def _totals(operations: Sequence[Operation]) -> dict[date, int]:
    """Accepted on each operation day, oldest first."""
    totals: dict[date, int] = {}
    for operation in sorted(operations, key=lambda o: o.operation_on):
        totals[operation.operation_on] = totals.get(operation.operation_on, 0) + operation.accepted_usd
    return totals


def _previous(totals: dict[date, int], on: date) -> int | None:
    last = next(reversed(totals), None)
    return totals[last] if last and on - last <= _ADJACENT else None


def _large_days(totals: dict[date, int], on: date) -> int | None:
    ten = list(islice(reversed(totals.items()), _TEN_DAYS))
    if len(ten) < _TEN_DAYS or on - ten[-1][0] > _TEN_DAYS_SPAN:
        return None
    return sum(total >= LARGE_DAY_USD for _, total in ten)
