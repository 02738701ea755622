"""Receipts: what the market did after each alert, once a horizon, and the notes that tell of it.

A receipt and the deliveries of its note are one transaction: a kill makes none twice and loses none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, or_, select, update

from bot.model import Alert, DeliveryState, Followed, Move, Receipt, ReceiptMode, Subscription
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.digests import DueDigest
from bot.store.owing import LAST_OF_ALL, REACTION, RECEIPT, keep_alert, keep_note, owe, to
from bot.store.published import assessed, published
from bot.store.schema import alerts, deliveries, events, receipts, subscriptions

_D, _S = deliveries.c, subscriptions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """An alert that may owe receipts, and the horizons, in hours, of those that it has."""

    alert_id: int
    event_id: int
    published_at: datetime
    created_at: datetime
    settled: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What an alert's message is to say an hour later, by language, in full and in the short form."""

    texts: Mapping[str, str]
    short: Mapping[str, str]
    expires_at: datetime


class Receipts(Database):
    """Receipts of alerts; notes of them go to the chats that got the alert and want a message."""

    def unsettled(self, since: datetime) -> list[Unsettled]:
        """The alerts of publications that were made since then, revisions left out, oldest first."""
        query = (
            select(alerts.c.id, alerts.c.event_id, alerts.c.created_at, events.c.published_at, receipts.c.horizon_hours)
            .join(events, events.c.id == alerts.c.event_id)
            .outerjoin(receipts, receipts.c.alert_id == alerts.c.id)
            .where(alerts.c.created_at >= since, alerts.c.event_id.is_not(None), alerts.c.is_revision.is_(False))
            .order_by(alerts.c.created_at, alerts.c.id)
        )
        with self._read() as connection:
            rows = connection.execute(query).all()
        found = []
        for _, same in groupby(rows, key=lambda row: row.id):
            first, *others = list(same)
            settled = frozenset(row.horizon_hours for row in (first, *others) if row.horizon_hours is not None)
            known = {name: first._mapping[name] for name in ("event_id", "published_at", "created_at")}
            found.append(Unsettled(alert_id=first.id, settled=settled, **known))
        return found

    def settle(
        self,
        alert_id: int,
        receipt: Receipt,
        texts: Mapping[str, str],
        now: datetime,
        expires_at: datetime,
        reaction: Reaction | None = None,
    ) -> int:
        """Keep a receipt, and queue its message to every chat that got the alert and wants one; gives how many.

        One that is kept already stays as it is, and nobody hears of it again. A `reaction` becomes an edit of the alert's own message, in
        the chats that show it and have not turned that off.
        """
        row = {"alert_id": alert_id, "horizon_hours": receipt.horizon_hours, "moves": list(map(asdict, receipt.moves)), "settled_at": now}
        with self._write() as connection:
            if connection.execute(insert_new(connection, receipts), row).rowcount == 0:
                return 0
            if reaction is not None:
                _react(connection, alert_id, reaction, now)
            note_id = keep_note(connection, RECEIPT, f"{alert_id}:{receipt.horizon_hours}", texts, now, expires_at)
            owed = owe(connection, note_id, _whom(alert_id), silent=True)
            if owed:
                mine = and_(receipts.c.alert_id == alert_id, receipts.c.horizon_hours == receipt.horizon_hours)
                connection.execute(update(receipts).where(mine).values(note_id=note_id))
            else:
                connection.execute(delete(alerts).where(alerts.c.id == note_id))
            return owed

    def followed(self, chat: Subscription, since: datetime, until: datetime) -> list[Followed]:
        """What was settled after `since` and up to `until` of the alerts that a chat got, oldest publication first."""
        query = (
            assessed(alerts.c.id, receipts.c.horizon_hours, receipts.c.moves)
            .join(alerts, alerts.c.event_id == events.c.id)
            .join(receipts, receipts.c.alert_id == alerts.c.id)
            .join(deliveries, _D.alert_id == alerts.c.id)
            .where(receipts.c.settled_at > since, receipts.c.settled_at <= until, _got())
            .where(_D.chat_id == chat.chat_id, _D.thread_id == (chat.thread_id or 0))
            .order_by(events.c.published_at, alerts.c.id, receipts.c.horizon_hours)
        )
        with self._read() as connection:
            rows = connection.execute(query).all()
        alike = [list(same) for _, same in groupby(rows, key=lambda row: row.id)]
        return [Followed(published=published(same[0]), receipts=[_receipt(row) for row in same]) for same in alike]

    def followed_by(self, due: Collection[DueDigest], since: datetime, until: datetime) -> dict[int, frozenset[int]]:
        """Of these chats those that have something to hear of what was settled in a stretch of time: by the chat's row the alerts."""
        query = (
            select(_S.id, alerts.c.id)
            .select_from(receipts)
            .join(alerts, receipts.c.alert_id == alerts.c.id)
            .join(deliveries, _D.alert_id == alerts.c.id)
            .join(subscriptions, and_(_D.chat_id == _S.chat_id, _D.thread_id == _S.thread_id))
            .where(receipts.c.settled_at > since, receipts.c.settled_at <= until, _got(), _S.id.in_([one.row_id for one in due]))
        )
        found: dict[int, set[int]] = defaultdict(set)
        with self._read() as connection:
            for row_id, alert_id in connection.execute(query):
                found[row_id].add(alert_id)
        return {row_id: frozenset(told) for row_id, told in found.items()}


def _react(connection: Connection, alert_id: int, reaction: Reaction, now: datetime) -> None:
    """Queue the edits of an alert's message, one alert a form, done with as soon as they are owed."""
    first = connection.execute(select(alerts).where(alerts.c.id == alert_id)).one()
    for is_short, said in ((False, reaction.texts), (True, reaction.short)):
        edit = Alert(
            kind=REACTION, source=first.source, event_key=first.event_key, impact=0, direction=0, texts=said, created_at=now,
            expires_at=reaction.expires_at, group=first.group_key, is_revision=True,
        )  # fmt: skip
        edit_id = keep_alert(connection, edit, first.event_id, now)
        connection.execute(update(alerts).where(alerts.c.id == edit_id).values(fan_out_done_at=now))
        same_chat = and_(_D.chat_id == _S.chat_id, _D.thread_id == _S.thread_id)
        whom = to(_D.alert_id == alert_id, _S.active, _S.reactions, _S.is_short.is_(is_short), _D.sent_at.is_not(None))
        if not owe(
            connection, edit_id, whom.join_from(subscriptions, deliveries, same_chat), silent=True, only_edits=True, rank=LAST_OF_ALL
        ):
            connection.execute(delete(alerts).where(alerts.c.id == edit_id))


def _receipt(row: Any) -> Receipt:
    return Receipt(horizon_hours=row.horizon_hours, moves=tuple(Move(**move) for move in row.moves))


def _whom(alert_id: int) -> Select[Any]:
    """The chats that got an alert and want a message of what followed."""
    same_chat = and_(_D.chat_id == _S.chat_id, _D.thread_id == _S.thread_id)
    wants = (_S.active, _S.receipts == ReceiptMode.MESSAGE)
    return to(_D.alert_id == alert_id, *wants, _got()).join_from(subscriptions, deliveries, same_chat)


def _got() -> ColumnElement[bool]:
    """Whether an alert came to be seen in the chat: as its message, or in the batch of what had waited, once that was sent."""
    told, note = deliveries.alias(), alerts.alias()
    batch = exists().where(
        told.c.chat_id == _D.chat_id, told.c.thread_id == _D.thread_id, told.c.id > _D.id, told.c.sent_at.is_not(None),
        note.c.id == told.c.alert_id, note.c.kind == "batch",
    )  # fmt: skip
    return or_(_D.sent_at.is_not(None), and_(_D.state == DeliveryState.BATCHED, batch))
