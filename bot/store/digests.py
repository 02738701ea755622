"""Digests: which are due, what their chats were sent, and one message for all chats that are told the same."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, select, update

from bot.audience.quiet_hours import digest_due, digest_span, spread_of
from bot.model import DeliveryState, Rhythm, Subscription
from bot.store.database import Database
from bot.store.owing import OWN_SOURCE, REACTION, keep_note, opening, owe, to
from bot.store.schema import Instant, alerts, deliveries, subscriptions
from bot.store.subscriptions import found_together

DIGEST = "digest"
LATE = timedelta(minutes=20)
"""A digest that is later than this was held up, and tells of all until now."""
AT_ONCE = 250
"""Chats whose digests are queued in one transaction: a few milliseconds."""
_S, _D = subscriptions.c, deliveries.c
_TURN = (
    update(subscriptions)
    .where(_S.id == bindparam("which"))
    .values(digest_since=bindparam("until", type_=Instant), digest_at=bindparam("next_at", type_=Instant))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A chat whose digest is due, and what it is to tell of: what was seen after `since` and up to `until`."""

    row_id: int
    chat: Subscription
    since: datetime
    until: datetime


class Digests(Database):
    """Digests, as instants that the clock reaches."""

    def due_digests(self, now: datetime, limit: int = 1000) -> list[DueDigest]:
        """The chats whose digest is due, longest waiting first. Chats of one hour and rhythm have one stretch of time to be told of."""
        query = select(_S.id, _S.digest_since, _S.digest_at).where(_S.active, _S.digest != Rhythm.OFF, _S.digest_at <= now)
        with self._read() as connection:
            rows = connection.execute(query.order_by(_S.digest_at).limit(limit)).all()
            chats = found_together(connection, [row.id for row in rows])
        return [_due(row.id, chats[row.id], row.digest_since, row.digest_at, now) for row in rows]

    def states_of(self, due: Collection[DueDigest], since: datetime) -> Mapping[int, frozenset[tuple[int, DeliveryState]]]:
        """What became of these chats' deliveries of alerts made since then, by the chat's row: each event with its state,
        of an event the latest; none for a chat that was sent nothing.
        """
        same_chat = and_(_S.chat_id == _D.chat_id, _S.thread_id == _D.thread_id)
        query = (
            select(_S.id, alerts.c.event_id, _D.state)
            .join(deliveries, _D.alert_id == alerts.c.id)
            .join(subscriptions, same_chat)
            .where(
                alerts.c.created_at >= since,
                alerts.c.event_id.is_not(None),
                alerts.c.kind != REACTION,
                _S.id.in_([one.row_id for one in due]),
            )
            .order_by(_D.id)
        )
        found: dict[int, dict[int, DeliveryState]] = defaultdict(dict)
        with self._read() as connection:
            for row_id, event_id, state in connection.execute(query):
                found[row_id][event_id] = DeliveryState(state)
        return {one.row_id: frozenset(found[one.row_id].items()) for one in due}

    def keep_digests(
        self, due: Sequence[DueDigest], text: str | None, now: datetime, expires_at: datetime, *, opens: Sequence[int] = ()
    ) -> int:
        """Queue one digest (None: there was nothing to tell) to all these chats, and turn each to its next one; gives how many.

        They share language and stretch of time. The text is kept once, whichever of them come first; its
        buttons show the events `opens` in full.
        """
        made = 0
        for first in range(0, len(due), AT_ONCE):
            some = due[first : first + AT_ONCE]
            with self._write() as connection:
                if text is not None:
                    alert_id = _kept(connection, some[0], text, opens, now, expires_at)
                    made += owe(connection, alert_id, to(_S.id.in_([one.row_id for one in some]), _S.active), silent=True)
                connection.execute(_TURN, [{"which": one.row_id, "until": one.until, "next_at": digest_due(one.chat, now)} for one in some])
        return made


def _due(row_id: int, chat: Subscription, since: datetime | None, at: datetime, now: datetime) -> DueDigest:
    hour = at - spread_of(chat.chat_id)
    return DueDigest(row_id=row_id, chat=chat, since=since or hour - digest_span(chat), until=hour if now - hour < LATE else now)


def _kept(connection: Connection, one: DueDigest, text: str, opens: Sequence[int], now: datetime, expires_at: datetime) -> int:
    """The id of the alert with this text; it may be there already."""
    key = hashlib.sha256(f"{one.chat.lang} {one.until.isoformat()} {text}".encode()).hexdigest()[:32] + opening(opens)
    there = select(alerts.c.id).where(alerts.c.source == OWN_SOURCE, alerts.c.event_key == f"{DIGEST}:{key}")
    found = connection.scalar(there)
    return int(found) if found is not None else keep_note(connection, DIGEST, key, {one.chat.lang: text}, now, expires_at)
