"""How long something is left alone between two tries, and how often it failed in a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class Pause:
    """What one stage of a source's polls remembers from poll to poll."""

    until: datetime | None = None
    failures: int = 0

    def holds(self, now: datetime) -> bool:
        """Whether it is not over yet."""
        return self.until is not None and now < self.until

    def failed(self, now: datetime, first: timedelta, longest: timedelta, asked: datetime | None = None) -> None:
        """Make one after a failure: `first`, doubled by each further one up to `longest`, and no shorter than was `asked` for."""
        self.until = max(now + min(first * 2**self.failures, longest), asked or now)
        self.failures = min(self.failures + 1, 20)
