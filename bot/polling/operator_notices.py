"""What an operator should hear of the sources and of the clock: each kind of trouble once, until it is over. Pure, but for its memory."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import ContractError, DisagreementError, ParseError, SourceError
from bot.source import Page, Source
from bot.store import SourceState

SKEW = timedelta(seconds=30)
"""A clock that is further off gives wrong latencies and misses the windows around releases."""
PARSE_ERRORS = 3
"""So many polls in a row that end in a ParseError are worth telling the operator."""
UNREAD = timedelta(hours=1)
"""A source that could not be read whole for so long is worth telling the operator."""


@dataclass(slots=True)
class ClockHealth:
    """Whether this machine's clock is right, by those of the publishers."""

    skews: deque[float] = field(default_factory=lambda: deque(maxlen=5))
    """Seconds ahead, by the last answers."""
    reported: bool = False

    def look(self, pages: Iterable[Page]) -> None:
        """Compare the clocks of fetched pages."""
        for page in pages:
            if page.fetched_at and page.served_at:
                self.skews.append((page.fetched_at - page.served_at).total_seconds())

    def notices(self) -> list[str]:
        """What the operator should hear: once that it is off, by the median of the last answers, and once that it is right again."""
        skew = statistics.median(self.skews) if self.skews else 0.0
        is_off = abs(skew) > SKEW.total_seconds()
        if is_off == self.reported:
            return []
        self.reported = is_off
        if not is_off:
            return ["the clock is right again"]
        way = "ahead of" if skew > 0 else "behind"
        return [f"the clock of this machine is {abs(skew):.0f} s {way} the publishers': windows around releases are missed; set it by NTP"]


@dataclass(slots=True)
class SourceHealth:
    """What is remembered of a source between its polls while the program runs."""

    since: datetime | None = None
    parse_errors: int = 0
    reported: set[str] = field(default_factory=set)
    """Kinds of trouble that the operator knows of and that are not over."""
    past_failures: int = 0
    past_retry_at: datetime | None = None
    confirm_at: datetime | None = None
    """When a second publisher may be asked again."""
    clock: ClockHealth = field(default_factory=ClockHealth)
    """Shared by all sources."""


def described(error: Exception) -> str:
    """One line on what is wrong and where."""
    if not isinstance(error, SourceError):
        return f"internal error, {type(error).__name__}: {error}"
    return f"{error} ({error.url})" if error.url else str(error)


def notices(source: Source, errors: Sequence[Exception], state: SourceState, health: SourceHealth, now: datetime) -> list[str]:
    """What the operator should hear after a poll: each kind of trouble once until it is over, and then that it is over.

    `state` is the source's after this poll. Updates `health`.
    """
    health.since = health.since or now
    health.parse_errors = health.parse_errors + 1 if any(isinstance(e, ParseError) for e in errors) else 0
    trouble = dict(_trouble(source, errors, state, health, now))
    texts = [text for kind, text in trouble.items() if kind not in health.reported]
    if not errors and health.reported - {"overdue"}:
        texts.append(f"{source.id}: reads well again")
    lasting = health.reported if errors else set()
    health.reported = set(trouble) | (lasting - {"overdue"})
    return texts


def _trouble(
    source: Source, errors: Sequence[Exception], state: SourceState, health: SourceHealth, now: datetime
) -> Iterator[tuple[str, str]]:
    """What is wrong with a source, by kind."""
    since = health.since or now
    for e in errors:
        if isinstance(e, ContractError):
            yield "contract", f"{source.id}: the publisher changed something: {described(e)}"
        elif isinstance(e, DisagreementError):
            yield "disagreement", f"{source.id}: publishers disagree, so the value is withheld: {described(e)}"
        elif not isinstance(e, SourceError):
            yield "broken", f"{source.id}: {described(e)}"
        elif isinstance(e, ParseError) and health.parse_errors >= PARSE_ERRORS:
            yield "parse", f"{source.id}: not readable {health.parse_errors} times in a row: {described(e)}"
    if errors and now - max(state.last_ok_at or since, since) > UNREAD:
        yield "unread", f"{source.id}: not read whole since {_minute(state.last_ok_at or since)}: {described(errors[-1])}"
    if now - (state.last_new_at or since) > source.overdue_after:
        yield "overdue", f"{source.id}: nothing new since {_minute(state.last_new_at or since)}, which is too long for it"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
