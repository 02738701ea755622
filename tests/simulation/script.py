"""What happens when: the publishers' facts, their addresses, and the instants at which what an address serves changes.

A part is one source's share: it knows nothing of how the bot reads it. Keys are the publishers' own ids as fedtide keeps them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event as its publisher brings it out. `at` is when it is first served, at the `address` (host and path, `?id=` of FRED)."""

    source: str
    key: str
    at: datetime
    address: str
    dated_at: datetime
    """The time that it bears: results say when the operation closed."""
    is_scheduled: bool = False
    """It comes at a time of day that the publisher keeps, and a close look is for."""
    is_shown_late: bool = False
    """It bears an earlier date than the publisher's feed showed it at."""
    changed_at: tuple[datetime, ...] = ()
    """When the publisher serves other facts under the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What one path of a host serves: `body` of an instant and the request's query, None where nothing is yet.

    Between two `changes` each query's body stays the same.
    """

    host: str
    path: str
    body: Callable[[datetime, Query], bytes | None]
    changes: Sequence[datetime]
    content_type: str = "application/json"
    has_validators: bool = False

    def version(self, now: datetime) -> int:
        """How many changes there were by an instant."""
        return bisect_right(self.changes, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One source's share. `wakes` are the instants from which on its polls ask something else, or may find something new."""

    source: str
    facts: Sequence[Fact]
    addresses: Sequence[Address]
    wakes: Sequence[datetime]
    since: datetime | None = None
    until: datetime | None = None
    """It is asked from and up to here only, and has no facts outside: more of it would show nothing else. None: the whole year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A stretch in which hosts (None: all) don't answer, or in which one address serves another form."""

    name: str
    start: datetime
    end: datetime
    host: str | None = None
    path: str | None = None
    deform: Callable[[bytes], bytes] | None = None
    """What becomes of the bodies; None: there is no answer at all."""

    def holds(self, now: datetime) -> bool:
        return self.start <= now < self.end

    def concerns(self, host: str, path: str) -> bool:
        return self.host in (None, host) and self.path in (None, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The whole play."""

    parts: Sequence[Part]
    faults: Sequence[Fault] = ()
    further: Sequence[Address] = field(default=())
    """Addresses that no source is alone with: FRED's, the searches for the past."""

    @property
    def facts(self) -> list[Fact]:
        """All facts, in the order of their coming out."""
        return sorted((fact for part in self.parts for fact in part.facts), key=lambda fact: (fact.at, fact.source, fact.key))
