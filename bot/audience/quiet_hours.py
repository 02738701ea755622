"""A chat's own clock: its quiet hours, when it sleeps, when its digest and its reminders are due. Pure; instants are aware UTC.

Daylight saving: a wall-clock time that does not exist (the hour that is skipped) stands for the same time one offset earlier, so it
comes up to an hour later by the clock; of one that comes twice, a digest and the start of a quiet time take the first, its end the second.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.model import Rhythm, Subscription

DAY = timedelta(days=1)
SPREAD = timedelta(minutes=5)
BEFORE_QUIET = timedelta(minutes=5)
"""A reminder that would fall into the quiet hours comes so long before they begin."""


@dataclass(frozen=True, slots=True)
class QuietWindow:
    """A quiet time: `start` is part of it, `end` is not."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether an instant is inside."""
        return self.start <= at < self.end


def instant(day: date, minutes: int, zone: str, *, second: bool = False) -> datetime:
    """The instant at which a zone's clocks show so many minutes after midnight; the second such one where asked for."""
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=ZoneInfo(zone))
    later = wall.replace(fold=1).astimezone(UTC)
    return later if second and later.astimezone(wall.tzinfo).time() == wall.time() else wall.astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The date in a zone at an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def quiet_window(subscription: Subscription, now: datetime) -> QuietWindow | None:
    """The quiet time that `now` is in, else the next one; None without quiet hours."""
    begins, ends = subscription.quiet_from, subscription.quiet_until
    if begins is None or ends is None:
        return None
    zone, today = subscription.timezone, local_day(now, subscription.timezone)
    for day in (today - DAY, today, today + DAY, today + 2 * DAY):
        window = QuietWindow(instant(day, begins, zone), instant(day + DAY if ends <= begins else day, ends, zone, second=True))
        if window.end > now and window.end > window.start:
            return window
    return None


def is_asleep(subscription: Subscription, impact: int, now: datetime) -> bool:
    """Whether an alert of this impact has to wait: the chat is snoozed, or in its quiet hours and the impact does not break through."""
    if subscription.snoozed_until is not None and subscription.snoozed_until > now:
        return True
    if subscription.breakthrough is not None and impact >= subscription.breakthrough:
        return False
    window = quiet_window(subscription, now)
    return window is not None and window.holds(now)


def next_digest(subscription: Subscription, after: datetime) -> datetime | None:
    """The first instant after `after` at which the chat's digest is due; None where it wants none."""
    if subscription.digest is Rhythm.OFF:
        return None
    zone = subscription.timezone
    first = local_day(after, zone)
    days = (first + n * DAY for n in range(9))
    due = (
        instant(day, 60 * subscription.digest_hour, zone)
        for day in days
        if subscription.digest is Rhythm.DAILY or day.weekday() == subscription.digest_weekday
    )
    return next(at for at in due if at > after)


def spread_of(chat_id: int) -> timedelta:
    """By how much a chat's digest comes after its hour, always the same: below five minutes, or all of one hour would come at once."""
    return timedelta(seconds=zlib.crc32(str(chat_id).encode()) % int(SPREAD.total_seconds()))


def digest_due(subscription: Subscription, after: datetime) -> datetime | None:
    """When the chat's next digest is sent: its hour, and its own few minutes."""
    hour = next_digest(subscription, after)
    return None if hour is None else hour + spread_of(subscription.chat_id)


def digest_span(subscription: Subscription) -> timedelta:
    """How far back a first digest looks."""
    return DAY if subscription.digest is Rhythm.DAILY else 7 * DAY


def reminder_at(subscription: Subscription, event_at: datetime, lead: int) -> datetime:
    """When to remind of something: `lead` minutes before it, or before the quiet hours in which that would fall."""
    wished = event_at - timedelta(minutes=lead)
    window = quiet_window(subscription, wished)
    return window.start - BEFORE_QUIET if window is not None and window.holds(wished) else wished


def zone_named(words: str) -> str | None:
    """The IANA zone that somebody means: its name in any case, with blanks for underscores, its city alone, `UTC+8`, `+5:30`."""
    wish = words.strip().replace(" ", "_").casefold()
    if offset := re.fullmatch(r"(?:utc|gmt)?_?([+-])_?(\d{1,2})(?::?([0-5]\d))?(?::00)?", wish, re.ASCII):
        return _fixed(offset[1], int(offset[2]), int(offset[3] or 0))
    exact = _usable()
    if wish in exact:
        return exact[wish]
    cities = sorted(zone for zone in exact.values() if "/" in zone and zone.rsplit("/", 1)[1].casefold() == wish)
    regional = [zone for zone in cities if zone.split("/")[0] in _CONTINENTS]
    return regional[0] if len(regional) == 1 else None


def _fixed(sign: str, hours: int, minutes: int) -> str | None:
    """The zone that stays so far off UTC; the database names those of whole hours with the sign turned round."""
    if minutes:
        return _BROKEN.get(f"{sign}{hours}:{minutes:02}")
    if hours == 0:
        return "UTC"
    most = 14 if sign == "+" else 12
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours <= most else None


_BROKEN: Mapping[str, str] = {
    "-9:30": "Pacific/Marquesas", "+3:30": "Asia/Tehran", "+4:30": "Asia/Kabul", "+5:30": "Asia/Kolkata", "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon", "+8:45": "Australia/Eucla", "+9:30": "Australia/Darwin",
}  # fmt: skip
"""Zones that keep part of an hour all year round; the others change their clocks, and have to be named."""


def zones_like(words: str, limit: int = 3) -> Iterable[str]:
    """Zones whose name holds what was typed, for a hint."""
    wish = words.strip().replace(" ", "_").casefold()
    found = sorted(zone for zone in _zones() if wish and wish in zone.casefold() and zone.split("/")[0] in _CONTINENTS)
    return found[:limit]


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@functools.cache
def _usable() -> Mapping[str, str]:
    """The zones that one can live in, by their names in small letters."""
    regions = {*_CONTINENTS, "Etc", "Antarctica", "Arctic"}
    return {zone.casefold(): zone for zone in _zones() if zone == "UTC" or zone.split("/")[0] in regions}


_CONTINENTS = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})
