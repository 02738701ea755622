"""What a poll has found so far, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import FetchError
from bot.polling.operator_notices import described, summary_of_rows
from bot.polling.prices import Taken
from bot.source import SetAside
from rules.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """How one poll went. `events` were read, `new` of them committed; `newest` is when the newest of these was published."""

    source: str
    outcome: str
    """ok, not_modified, error"""
    events: int = 0
    new: int = 0
    seconds: float = 0.0
    error: str | None = None
    newest: datetime | None = None
    retry_at: datetime | None = None
    """The publisher asks not to be asked before."""
    partial: bool = False
    """Some items could not be read; the others went on."""
    again_at: datetime | None = None
    """When what its pages lead to, and is not there yet, is to be asked for again."""
    set_aside: int = 0
    """Rows that could not be read; `error` names them where nothing else is wrong."""


@dataclass(slots=True)
class Tally:
    """What a poll has found so far."""

    modified: bool = False
    events: int = 0
    new: int = 0
    newest: datetime | None = None
    errors: list[Exception] = field(default_factory=list)
    partial: bool = False
    again_at: datetime | None = None
    read: set[str] = field(default_factory=set)
    """The pages that were read, by URL."""
    set_aside: tuple[SetAside, ...] = ()

    def took(self, taken: Taken) -> None:
        """What a poll of prices or quotes brought."""
        self.read, self.set_aside = {page.url for page in taken.pages}, tuple(taken.set_aside)
        self.modified, self.partial = bool(taken.pages), taken.is_partial
        self.events, self.new = taken.found, taken.new
        self.errors += taken.errors

    def committed(self, event: Event) -> None:
        self.new += 1
        self.newest = max(self.newest or event.published_at, event.published_at)


def result_of(source_id: str, tally: Tally, seconds: float) -> PollResult:
    """How a poll went that took so long."""
    pauses = [e.retry_at for e in tally.errors if isinstance(e, FetchError) and e.retry_at]
    outcome = "error" if tally.errors else "ok" if tally.modified else "not_modified"
    return PollResult(
        source=source_id,
        outcome=outcome,
        events=tally.events,
        new=tally.new,
        seconds=round(seconds, 3),
        error=_summary(tally.errors) or (summary_of_rows(tally.set_aside) if tally.set_aside else None),
        set_aside=len(tally.set_aside),
        newest=tally.newest,
        retry_at=max(pauses, default=None),
        partial=tally.partial,
        again_at=tally.again_at,
    )


def _summary(errors: Sequence[Exception]) -> str | None:
    """The first two errors, and how many more there are."""
    more = [f"and {len(errors) - 2} more"] if len(errors) > 2 else []
    return "; ".join([*map(described, errors[:2]), *more]) or None
