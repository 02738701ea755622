"""What a receiver's answer means for what was sent to it. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.errors import DeliveryDeferred, DeliveryError, DeliveryRefused, DeliveryRejected
from bot.model import Delivery

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
"""Between two tries: twice as long each time."""
LONGEST_ASKED = timedelta(hours=6)
"""A receiver that asks for more time gets this much."""
GONE = 410
UNACCEPTABLE = (400, 413, 415, 422)
"""About this message, not about the receiver."""
TRIES = 8
"""So often a message is sent that is said to be unacceptable: some twenty minutes, in which a receiver can be mended."""


def fault_of(status: int, retry_after: str | None, delivery: Delivery, now: datetime) -> DeliveryError | None:
    """What the outbox does next, as its error; None where the message was taken.

    Whatever else a receiver answers, it is asked again until the event is too old: it may be mended, and tells a repeat by its id.
    """
    chat_id = delivery.chat_id
    if 200 <= status < 300:
        return None
    if status == GONE:
        return DeliveryRefused("it answers 410: it wants no more", chat_id=chat_id)
    if status in UNACCEPTABLE and delivery.attempts + 1 >= TRIES:
        return DeliveryRejected(f"it answers {status} to this message, {TRIES} times", chat_id=chat_id)
    return DeliveryDeferred(said(status), chat_id=chat_id, retry_at=asked_for(retry_after, now) or later(delivery, now))


def said(status: int) -> str:
    """An answer in words."""
    return f"it answers {status}, a redirect, which is not followed" if 300 <= status < 400 else f"it answers {status}"


def later(delivery: Delivery, now: datetime) -> datetime:
    """When a message that was not taken is sent again."""
    wait = FIRST_WAIT * int(2 ** min(delivery.attempts, 10))
    return now + min(wait, LONGEST_WAIT)


def asked_for(retry_after: str | None, now: datetime) -> datetime | None:
    """The instant that a Retry-After header names, in seconds or as a date; None where it names none."""
    if retry_after is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", retry_after.strip(), re.ASCII):
        return now + min(timedelta(seconds=int(retry_after)), LONGEST_ASKED)
    try:
        named = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(named if named.tzinfo else named.replace(tzinfo=UTC), now + LONGEST_ASKED)
