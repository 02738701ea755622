"""What is forgotten after a time: the texts of messages, digests and other notes, and who was sent what. See docs/adr for what stays.

Events, assessments (without their words), signals, prices, receipts, and of each alert when it was made and first sent, its size and
direction, are kept for ever: the record, the evidence, receipts and replays are made of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, exists, func, select, update

from bot.store.database import Database
from bot.store.schema import alerts, assessments, deliveries, events, receipts

ALERTS, DELIVERIES = 50, 500
"""So many are looked at and forgotten in one step, which is one transaction: the lock is held for milliseconds."""
_A, _D = alerts.c, deliveries.c
_NOTHING: dict[str, str] = {}


class Retention(Database):
    """Forgetting, in small steps."""

    def forget(self, before: datetime) -> int:
        """Forget some of what is older than `before`; gives how much it was, 0 when nothing is left to forget.

        What is still owed stays, with its alert. The last publication of each kind keeps its words: it is what `/latest` shows.
        """
        with self._read() as connection:
            old = list(connection.scalars(_old_alerts(before)))
            wordy = list(connection.scalars(_old_words(before)))
        if not old and not wordy:
            return 0
        some = select(_D.id).where(_D.alert_id.in_(old)).limit(DELIVERIES)
        with self._write() as connection:
            if old and (gone := connection.execute(delete(deliveries).where(_D.id.in_(some))).rowcount):
                return gone
            connection.execute(update(receipts).where(receipts.c.note_id.in_(old)).values(note_id=None))
            connection.execute(delete(alerts).where(_A.id.in_(old), _A.event_id.is_(None)))
            connection.execute(update(alerts).where(_A.id.in_(old)).values(texts=_NOTHING))
            connection.execute(update(assessments).where(assessments.c.event_id.in_(wordy)).values(texts=_NOTHING))
        return len(old) + len(wordy)


def _has_words(texts: Any) -> Any:
    return cast(texts, Text) != "{}"


def _old_alerts(before: datetime) -> Any:
    """Alerts and notes that nobody is owed any more, oldest first; those of events until their words are gone."""
    owed = exists().where(_D.alert_id == _A.id, _D.owed)
    is_left = _A.event_id.is_(None) | _has_words(_A.texts)
    done = _A.fan_out_done_at.is_not(None)
    return select(_A.id).where(_A.created_at < before, _A.expires_at < before, is_left, done, ~owed).order_by(_A.id).limit(ALERTS)


def _old_words(before: datetime) -> Any:
    newest = select(func.max(events.c.id)).join(assessments, assessments.c.event_id == events.c.id).group_by(events.c.kind)
    old = (assessments.c.assessed_at < before, _has_words(assessments.c.texts), assessments.c.event_id.not_in(newest))
    return select(assessments.c.event_id).where(*old).limit(ALERTS)
