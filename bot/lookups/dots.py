"""The dots: where the Committee's projections have the median of the federal funds rate at each year's end, now and before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Store
from rules.event import Event, PressRelease

RELEASES = 200
"""Releases of the Board that are looked through: half a year of them, and more."""
OLD = timedelta(days=120)
"""Projections come four times a year."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A year-end's median in percent, and that of the projections before, where they had the year."""

    year: int
    pct: float
    before_pct: float | None = None

    @property
    def change_bp(self) -> float | None:
        """How it moved."""
        return None if self.before_pct is None else round(100 * (self.pct - self.before_pct), 1)


@dataclass(frozen=True, slots=True)
class Dots:
    """The last projections that were read."""

    published_at: datetime
    url: str
    dots: tuple[Dot, ...]
    is_old: bool


def dots(store: Store, now: datetime) -> Dots | None:
    """The dots as they are known at an instant; None where no projections were read."""
    return dots_of(store.newest("fed.press_release", before=now, count=RELEASES, kinds=[PressRelease.KIND]), now)


def dots_of(releases: Sequence[Event], now: datetime) -> Dots | None:
    """The same of the Board's releases, oldest first. Pure."""
    for release in reversed(releases):
        if isinstance(release, PressRelease) and release.dots:
            return Dots(release.published_at, release.url, tuple(map(_dot, release.dots)), now - release.published_at > OLD)
    return None


def _dot(written: str) -> Dot:
    """`2026 4.1 3.8`"""
    year, pct, *before = written.split()
    return Dot(int(year), float(pct), float(before[0]) if before else None)
