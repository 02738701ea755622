"""What the clock makes rather than a publication: batches of what waited, digests, reminders. Each is an alert of one chat alone.

A note and what it settles (the deliveries it tells of, the digest's next day, the reminder's next turn) are one transaction: a kill
makes none twice and loses none.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, literal_column, or_, select, update

from bot.audience.quiet_hours import digest_due, is_asleep, quiet_window
from bot.languages import SOURCE
from bot.model import DeliveryState, Published, Rhythm, Subscription
from bot.store.database import Database
from bot.store.deliveries import sleeps
from bot.store.events import last_version
from bot.store.owing import NOTICE, OWN_SOURCE, keep_note, opening, owe, owe_chats, to
from bot.store.published import assessed, published
from bot.store.schema import Instant, alerts, deliveries, events, subscriptions
from bot.store.subscriptions import found_by

AT_A_TIME = 256
"""Subscriptions in a transaction."""
_S = subscriptions.c
_NOW = bindparam("now", type_=Instant)
_HAS_DIGEST = _S.digest != literal_column(f"'{Rhythm.OFF.value}'")
"""In the words of its partial index."""
_TO_ROLL = (
    select(_S.id).where(_S.quiet_from.is_not(None), _S.quiet_ends_at.is_(None)),
    select(_S.id).where(_HAS_DIGEST, _S.digest_at.is_(None)),
    select(_S.id).where(_S.quiet_from.is_not(None), _S.quiet_ends_at <= _NOW),
)
_WAITED_FOR = (
    select(_S.id)
    .join(deliveries, and_(deliveries.c.chat_id == _S.chat_id, deliveries.c.thread_id == _S.thread_id))
    .where(deliveries.c.held, ~sleeps(-1))
    .distinct()
)
"""Chats that are awake by what `roll` worked out, and have something waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedMessage:
    """A message of the bot's own to one chat. `kind` is digest, batch or reminder; `key` tells it from all others of the chat."""

    kind: str
    key: str
    text: str
    expires_at: datetime
    impact: int = 0
    silent: bool = True
    opens: Sequence[int] = ()
    """The events that its buttons show in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An alert that waits for its chat to wake: the delivery, and the event that it tells of (None of a note)."""

    delivery_id: int
    kind: str
    impact: int
    silent: bool
    texts: Mapping[str, str]
    expires_at: datetime
    watch: str | None
    published: Published | None


class Notes(Database):
    """Quiet times, digests and reminders, as instants that the clock reaches."""

    def roll(self, now: datetime, most: int | None = None) -> int:
        """Work out the quiet time and the digest of every subscription whose settings changed or whose time has passed; gives how many.

        `most` bounds the work of one call: changed settings come first, for times that have passed there are hours left.
        """
        with self._read() as connection:
            found = (row_id for query in _TO_ROLL for row_id in connection.scalars(query, {"now": now}))
            ids = list(islice(dict.fromkeys(found), most))
        for start in range(0, len(ids), AT_A_TIME):
            with self._write() as connection:
                for row_id in ids[start : start + AT_A_TIME]:
                    _roll_one(connection, row_id, now)
        return len(ids)

    def wakers(self, now: datetime) -> list[tuple[Subscription, list[Waiting]]]:
        """The chats that are awake and have something waiting, with all that waits, oldest first."""
        with self._read() as connection:
            found = [found_by(connection, row_id) for row_id in connection.scalars(_WAITED_FOR, {"now": now})]
            return [(chat, _waiting(connection, chat)) for chat in found if not is_asleep(chat, -1, now)]

    def release(self, delivery_ids: Collection[int]) -> int:
        """Let deliveries that waited go out as they are."""
        freed = update(deliveries).where(deliveries.c.id.in_(delivery_ids), deliveries.c.held).values(held=False)
        with self._write() as connection:
            return connection.execute(freed).rowcount

    def batch(self, chat: Subscription, delivery_ids: Collection[int], note: TimedMessage, now: datetime) -> bool:
        """Tell what waited in one message; False when some of it has gone another way meanwhile, and nothing is done."""
        waits = and_(deliveries.c.id.in_(delivery_ids), deliveries.c.held)
        settled = {"state": DeliveryState.BATCHED, "owed": False, "held": False, "retry_at": None}
        with self._write() as connection:
            if connection.scalar(select(func.count()).select_from(deliveries).where(waits)) != len(delivery_ids):
                return False
            connection.execute(update(deliveries).where(waits).values(settled))
            return _keep_note(connection, chat, note, now)

    def due_reminders(self, now: datetime, limit: int = 200) -> list[tuple[Subscription, datetime | None]]:
        """The chats that want reminders and whose next one is due, with when it was; None where it is not worked out yet."""
        wants = or_(_S.remind_fomc.is_not(None), _S.remind_h41.is_not(None), _S.remind_auction.is_not(None))
        query = select(_S.id, _S.remind_at).where(_S.active, wants, or_(_S.remind_at.is_(None), _S.remind_at <= now))
        with self._read() as connection:
            rows = connection.execute(query.limit(limit)).all()
            return [(found_by(connection, row.id), row.remind_at) for row in rows]

    def keep_reminders(self, chat: Subscription, notes: Sequence[TimedMessage], next_at: datetime | None, now: datetime) -> None:
        """Queue what a chat is reminded of now, and set when to look again."""
        with self._write() as connection:
            for note in notes:
                _keep_note(connection, chat, note, now)
            connection.execute(_of(chat).values(remind_at=next_at))

    def seen_between(self, since: datetime, until: datetime, kinds: Collection[str]) -> list[Published]:
        """The assessed events of these kinds that were first seen after `since` and up to `until`, oldest publication first."""
        query = (
            assessed()
            .where(events.c.kind.in_(kinds), events.c.seen_at > since, events.c.seen_at <= until, events.c.version == last_version())
            .order_by(events.c.published_at, events.c.id)
        )
        with self._read() as connection:
            return [published(row) for row in connection.execute(query)]

    def owe_notice(self, chat_ids: Collection[int], text: str, now: datetime, expires_at: datetime) -> None:
        """Queue a notice in plain text to operators' chats; one that is owed still is not queued again."""
        key = hashlib.sha256(text.encode()).hexdigest()
        waiting = (
            select(deliveries.c.id)
            .join(alerts, alerts.c.id == deliveries.c.alert_id)
            .where(alerts.c.source == OWN_SOURCE, alerts.c.event_key == f"{NOTICE}:{key}", deliveries.c.owed)
        )
        with self._write() as connection:
            if connection.execute(waiting.limit(1)).first() is None:
                alert_id = keep_note(connection, NOTICE, key, {SOURCE: html.escape(text, quote=False)}, now, expires_at)
                owe_chats(connection, alert_id, chat_ids, SOURCE)


def _roll_one(connection: Connection, row_id: int, now: datetime) -> None:
    there = connection.execute(select(_S.digest_at).where(_S.id == row_id)).first()
    if there is None:  # unsubscribed meanwhile
        return
    chat = found_by(connection, row_id)
    window = quiet_window(chat, now)
    worked_out = {
        "quiet_starts_at": window.start if window else None,
        "quiet_ends_at": window.end if window else None,
        "digest_at": there.digest_at or digest_due(chat, now),
    }
    connection.execute(update(subscriptions).where(_S.id == row_id).values(worked_out))


def _waiting(connection: Connection, chat: Subscription) -> list[Waiting]:
    of_event = assessed().subquery()
    query = (
        select(deliveries, alerts.c.kind, alerts.c.impact, alerts.c.texts, alerts.c.expires_at, *of_event.c)
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .outerjoin(of_event, of_event.c.event_id == alerts.c.event_id)
        .where(deliveries.c.held, deliveries.c.chat_id == chat.chat_id, deliveries.c.thread_id == (chat.thread_id or 0))
        .order_by(deliveries.c.id)
    )
    return [
        Waiting(
            delivery_id=row.id,
            kind=row.kind,
            impact=row.impact,
            silent=row.silent,
            texts=row.texts,
            expires_at=row.expires_at,
            watch=row.watch,
            published=None if row.event_id is None else published(row),
        )
        for row in connection.execute(query)
    ]


def _keep_note(connection: Connection, chat: Subscription, note: TimedMessage, now: datetime) -> bool:
    """An alert of one chat, its fan-out done with its one delivery; False when the chat has gone."""
    if connection.execute(select(_S.id).where(_is(chat), _S.active)).first() is None:
        return False
    key = f"{chat.chat_id}:{chat.thread_id or 0}:{note.key}{opening(note.opens)}"
    alert_id = keep_note(connection, note.kind, key, {chat.lang: note.text}, now, note.expires_at, impact=note.impact)
    return owe(connection, alert_id, to(_is(chat)), silent=note.silent) > 0


def _is(chat: Subscription) -> Any:
    return and_(_S.chat_id == chat.chat_id, _S.thread_id == (chat.thread_id or 0))


def _of(chat: Subscription) -> Any:
    return update(subscriptions).where(_is(chat))
