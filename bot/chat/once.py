"""What is asked by many at once and answered once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta


class Once:
    """Remembers for a while what was answered."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: dict[Hashable, datetime] = {}

    def first(self, key: Hashable, life: timedelta) -> bool:
        """Whether this was not asked within its life; from now on it was."""
        now = self._now()
        self._until = {one: until for one, until in self._until.items() if until > now}
        is_first = key not in self._until
        if is_first:
            self._until[key] = now + life
        return is_first

    def forget(self, key: Hashable) -> None:
        """Its answer did not get there after all."""
        self._until.pop(key, None)
