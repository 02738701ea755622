"""What others say in headers of HTTP and of feeds: instants, in forms that may be anything. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = timedelta(hours=6)
"""Who asks for a longer pause is asked again after this one, or a mistake of theirs would blind the bot, or a receiver, for days."""


def dated(text: str) -> datetime | None:
    """The instant of a date as mail and HTTP write it, UTC where it names no offset; None where it is none."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def retry_at(header: str | None, now: datetime) -> datetime | None:
    """The instant that a Retry-After header names, in seconds or as an HTTP date; at most six hours away, None if it says nothing."""
    text = (header or "").strip()[:40]
    if text.isascii() and text.isdigit():
        pause = timedelta(seconds=min(int(text), LONGEST_PAUSE.total_seconds()))
    elif (until := dated(text)) is not None:
        pause = until - now
    else:
        return None
    return now + min(pause, LONGEST_PAUSE) if pause > timedelta(0) else None
