"""What a receiver's answer means for what was sent to it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import DeliveryDeferred, DeliveryError, DeliveryRefused, DeliveryRejected
from bot.headers import retry_at
from bot.model import Delivery

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=10)
"""Between two tries: twice as long each time."""
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
    return DeliveryDeferred(said(status), chat_id=chat_id, retry_at=retry_at(retry_after, now) or later(delivery, now))


def said(status: int) -> str:
    """An answer in words."""
    return f"it answers {status}, a redirect, which is not followed" if 300 <= status < 400 else f"it answers {status}"


def later(delivery: Delivery, now: datetime) -> datetime:
    """When a message that was not taken is sent again."""
    wait = FIRST_WAIT * int(2 ** min(delivery.attempts, 10))
    return now + min(wait, LONGEST_WAIT)
