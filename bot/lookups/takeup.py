"""What the Desk's operations of one facility took up on a day: its operations of that day as one. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.event import RepoOperation, ReverseRepoOperation

Operation = RepoOperation | ReverseRepoOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A facility's operations of one day."""

    on: date
    usd: int
    operations: int
    rate_pct: float | None


def days(operations: Iterable[object], facility: str) -> list[Day]:
    """The days of a facility, oldest first, exercises left out."""
    found: dict[date, list[Operation]] = {}
    for one in operations:
        if isinstance(one, Operation) and one.facility == facility and not one.is_small_value:
            found.setdefault(one.operation_on, []).append(one)
    return [
        Day(
            on=day,
            usd=sum(one.accepted_usd for one in same),
            operations=len(same),
            rate_pct=next((one.rate_pct for one in reversed(same) if one.rate_pct is not None), None),
        )
        for day, same in sorted(found.items())
    ]
