"""Who wants what: subscriptions by chat and topic, and the language a chat reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from bot.model import WEBHOOK, DeliveryState, Mode, ReceiptMode, Rhythm, Subscription, Thresholds
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.owing import BROADCAST, OWN_SOURCE, RECEIPT
from bot.store.schema import (
    alerts,
    cards,
    chats,
    deliveries,
    keepers,
    kind_thresholds,
    refusals,
    rich_refusals,
    subscription_modes,
    subscriptions,
)

TOPIC_CLOSED = "topic closed"
BANNED = "banned by the operator"
REMOVED = "removed from the chat"
"""Somebody's decision: whoever takes the bot in again says so anew."""
SETTINGS = (
    "chat_type", "channel",
    "lang", "impact", "direction", "loud", "active", "is_short", "timezone", "digest", "digest_hour", "digest_weekday",
    "quiet_from", "quiet_until", "breakthrough", "snoozed_until", "remind_fomc", "remind_h41", "remind_auction", "receipts",
    "reactions", "pictures", "card", "is_rich",
)  # fmt: skip
WORKED_OUT = {"quiet_starts_at": None, "quiet_ends_at": None, "digest_at": None, "remind_at": None}
"""What `roll` works out anew after a change of settings."""
IS_READ = subscriptions.c.channel != WEBHOOK
"""Whether people read it."""
OPEN_AGAIN = {"active": True, "closed_reason": None, "digest_at": None, "digest_since": None}


class Subscriptions(Database):
    """Subscriptions and languages. A chat that stops is forgotten; one that refuses us is only closed."""

    def subscription(self, chat_id: int, thread_id: int | None = None) -> Subscription | None:
        """The subscription of a chat (and topic), active or closed."""
        with self._read() as connection:
            return _find(connection, chat_id, thread_id)

    def has_subscription(self, chat_id: int) -> bool:
        """Whether a chat has a subscription in any of its topics."""
        with self._read() as connection:
            return connection.scalar(select(subscriptions.c.id).where(subscriptions.c.chat_id == chat_id).limit(1)) is not None

    def subscribe(self, wish: Subscription) -> Subscription:
        """Subscribe a chat with these settings; one that is already there keeps its own and is active again. Gives what now holds."""
        with self._write() as connection:
            there = _find(connection, wish.chat_id, wish.thread_id)
            if there is None:
                save(connection, wish)
                return wish
            connection.execute(update(subscriptions).where(at_place(wish.chat_id, wish.thread_id)).values(OPEN_AGAIN))
            found = _find(connection, wish.chat_id, wish.thread_id)
            assert found is not None
            return found

    def update(self, subscription: Subscription) -> bool:
        """Replace the settings of a subscription; False when there is none."""
        with self._write() as connection:
            if _find(connection, subscription.chat_id, subscription.thread_id) is None:
                return False
            save(connection, subscription)
            return True

    def change(self, chat_id: int, thread_id: int | None, wish: Callable[[Subscription], Subscription]) -> Subscription | None:
        """Replace the settings of an active subscription by what `wish` makes of them, and give them; None when there is none.

        One transaction: of two who change at once neither undoes the other's.
        """
        with self._write() as connection:
            there = _find(connection, chat_id, thread_id)
            if there is None or not there.active:
                return None
            changed = wish(there)
            save(connection, changed)
            return changed

    def unsubscribe(self, chat_id: int, thread_id: int | None = None) -> bool:
        """Delete a subscription, its settings, its deliveries and the notes that were made for it alone, with the last one the chat's
        language too; False when there was none.
        """
        with self._write() as connection:
            found = connection.execute(delete(subscriptions).where(at_place(chat_id, thread_id))).rowcount
            notes = list(connection.scalars(_own_notes(chat_id, thread_id)))
            connection.execute(delete(deliveries).where(deliveries.c.chat_id == chat_id, deliveries.c.thread_id == (thread_id or 0)))
            shared = exists().where(deliveries.c.alert_id == alerts.c.id)
            connection.execute(delete(alerts).where(alerts.c.id.in_(notes), ~shared))
            left = connection.scalar(select(func.count()).select_from(subscriptions).where(subscriptions.c.chat_id == chat_id))
            if not left:
                connection.execute(delete(chats).where(chats.c.chat_id == chat_id))
                connection.execute(delete(keepers).where(or_(keepers.c.chat_id == chat_id, keepers.c.person == chat_id)))
                connection.execute(delete(refusals).where(refusals.c.chat_id == chat_id))
                connection.execute(delete(rich_refusals).where(rich_refusals.c.chat_id == chat_id))
            return found > 0

    def close_chat(self, chat_id: int, reason: str, *, only_thread: int | None = None) -> bool:
        """Stop writing to a chat (or one topic of it) that takes no messages any more: settings stay, what is owed to it is refused.

        Gives whether it was open.
        """
        here, owed_here = [subscriptions.c.chat_id == chat_id], [deliveries.c.chat_id == chat_id]
        if only_thread is not None:
            here.append(subscriptions.c.thread_id == only_thread)
            owed_here.append(deliveries.c.thread_id == only_thread)
        is_open = select(subscriptions.c.id).where(*here, subscriptions.c.active).limit(1)
        closed = update(subscriptions).where(*here).values(active=False, closed_reason=reason)
        waiting = and_(*owed_here, deliveries.c.owed, deliveries.c.state != DeliveryState.CLAIMED)
        refused = update(deliveries).where(waiting).values(state=DeliveryState.REFUSED, reason=reason, owed=False, held=False)
        with self._write() as connection:
            was_open = connection.scalar(is_open) is not None
            connection.execute(closed)
            connection.execute(refused)
            connection.execute(delete(refusals).where(refusals.c.chat_id == chat_id))
            return was_open

    def note_refusal(self, chat_id: int, now: datetime) -> tuple[datetime, int]:
        """A chat refused for now: since when it has done so without taking any message, and how often, this time included."""
        last_sent = select(func.max(deliveries.c.sent_at)).where(deliveries.c.chat_id == chat_id)
        with self._write() as connection:
            row = connection.execute(select(refusals).where(refusals.c.chat_id == chat_id)).first()
            sent_at = connection.scalar(last_sent)
            goes_on = row is not None and (sent_at is None or sent_at <= row.since)
            since, times = (row.since, row.times + 1) if row is not None and goes_on else (now, 1)
            noted = {"chat_id": chat_id, "since": since, "times": times}
            connection.execute(upsert(connection, refusals, "since", "times"), noted)
            return since, times

    def reopen_chat(self, chat_id: int) -> bool:
        """Write again to a chat that had closed itself to us, not to one that removed us; False when there is none."""
        reason = func.coalesce(subscriptions.c.closed_reason, "")
        closed = and_(subscriptions.c.chat_id == chat_id, ~subscriptions.c.active, reason.not_in((TOPIC_CLOSED, REMOVED, BANNED)))
        with self._write() as connection:
            connection.execute(delete(refusals).where(refusals.c.chat_id == chat_id))
            return connection.execute(update(subscriptions).where(closed).values(OPEN_AGAIN)).rowcount > 0

    def remember_keeper(self, chat_id: int, person: int) -> None:
        """A person sets a channel up."""
        with self._write() as connection:
            connection.execute(upsert(connection, keepers, "person"), {"chat_id": chat_id, "person": person})

    def keeper_of(self, chat_id: int) -> int | None:
        """Who set a channel up last; None where nobody is known."""
        with self._read() as connection:
            found = connection.scalar(select(keepers.c.person).where(keepers.c.chat_id == chat_id))
        return None if found is None else int(found)

    def reopen_topic(self, chat_id: int, thread_id: int) -> bool:
        """Write again to a topic that was closed as a topic, not with its whole chat; False when there is none."""
        closed = and_(at_place(chat_id, thread_id), ~subscriptions.c.active, subscriptions.c.closed_reason == TOPIC_CLOSED)
        with self._write() as connection:
            return connection.execute(update(subscriptions).where(closed).values(active=True, closed_reason=None)).rowcount == 1

    def migrate_chat(self, old: int, new: int) -> None:
        """Follow a group to its new id. Messages of the old group cannot be edited or answered in the new one; its card begins anew.
        Twice is as once.
        """
        if old == new:
            return
        with self._write() as connection:
            for table, same in ((subscriptions, ("thread_id",)), (deliveries, ("alert_id", "thread_id")), (chats, ())):
                _make_room(connection, table, same, old, new)
            moved = {"chat_id": new, "chat_type": "supergroup"}
            connection.execute(update(subscriptions).where(subscriptions.c.chat_id == old).values(moved))
            connection.execute(update(deliveries).where(deliveries.c.chat_id == old).values(chat_id=new, message_id=None))
            connection.execute(update(chats).where(chats.c.chat_id == old).values(chat_id=new))
            here = select(subscriptions.c.id).where(subscriptions.c.chat_id == new)
            connection.execute(delete(cards).where(cards.c.subscription_id.in_(here)))
            connection.execute(delete(rich_refusals).where(rich_refusals.c.chat_id == old))

    def chat_lang(self, chat_id: int) -> str | None:
        """The language a chat reads, by its subscription or by what it said without one; None when it never said."""
        subscribed = select(subscriptions.c.lang).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.thread_id).limit(1)
        with self._read() as connection:
            found = connection.scalar(subscribed) or connection.scalar(select(chats.c.lang).where(chats.c.chat_id == chat_id))
        return None if found is None else str(found)

    def remember_lang(self, chat_id: int, lang: str) -> None:
        """Write to a chat in this language from now on, subscribed or not."""
        with self._write() as connection:
            connection.execute(upsert(connection, chats, "lang"), {"chat_id": chat_id, "lang": lang})
            connection.execute(update(subscriptions).where(subscriptions.c.chat_id == chat_id).values(lang=lang))

    def count_subscriptions(self) -> int:
        """How many subscriptions of people are active."""
        with self._read() as connection:
            return int(connection.scalar(select(func.count()).select_from(subscriptions).where(subscriptions.c.active, IS_READ)) or 0)


def at_place(chat_id: int, thread_id: int | None) -> Any:
    """A chat's (and topic's) subscription, as a condition."""
    return (subscriptions.c.chat_id == chat_id) & (subscriptions.c.thread_id == (thread_id or 0))


def _own_notes(chat_id: int, thread_id: int | None) -> Any:
    """The digests, batches, reminders and notices that a chat was owed."""
    mine = and_(deliveries.c.chat_id == chat_id, deliveries.c.thread_id == (thread_id or 0))
    of_one = and_(alerts.c.source == OWN_SOURCE, alerts.c.kind.not_in((RECEIPT, BROADCAST)))
    return select(alerts.c.id).join(deliveries, deliveries.c.alert_id == alerts.c.id).where(mine, of_one)


def _find(connection: Connection, chat_id: int, thread_id: int | None) -> Subscription | None:
    row = connection.execute(select(subscriptions).where(at_place(chat_id, thread_id))).first()
    if row is None:
        return None
    query = select(subscription_modes.c.kind, subscription_modes.c.mode).where(subscription_modes.c.subscription_id == row.id)
    modes = {kind: Mode(mode) for kind, mode in connection.execute(query.order_by(subscription_modes.c.kind))}
    return _subscription(row, modes, _own(connection, row.id))


def _own(connection: Connection, row_id: int) -> dict[str, Thresholds]:
    query = select(kind_thresholds).where(kind_thresholds.c.subscription_id == row_id).order_by(kind_thresholds.c.kind)
    found = connection.execute(query)
    return {row.kind: Thresholds(impact=row.impact, direction=row.direction, loud=row.loud) for row in found}


def _subscription(row: Any, modes: Mapping[str, Mode], own: Mapping[str, Thresholds]) -> Subscription:
    settings = {name: row._mapping[name] for name in SETTINGS} | {"digest": Rhythm(row.digest), "receipts": ReceiptMode(row.receipts)}
    return Subscription(chat_id=row.chat_id, thread_id=row.thread_id or None, modes=modes, own=own, **settings)


def found_by(connection: Connection, row_id: int) -> Subscription:
    """The subscription of a row's id, which is there."""
    row = connection.execute(select(subscriptions.c.chat_id, subscriptions.c.thread_id).where(subscriptions.c.id == row_id)).one()
    found = _find(connection, row.chat_id, row.thread_id or None)
    assert found is not None
    return found


def found_together(connection: Connection, row_ids: Collection[int]) -> dict[int, Subscription]:
    """The subscriptions of many rows' ids, by them."""
    modes: dict[int, dict[str, Mode]] = defaultdict(dict)
    of = subscription_modes.c
    for row in connection.execute(select(subscription_modes).where(of.subscription_id.in_(row_ids)).order_by(of.kind)):
        modes[row.subscription_id][row.kind] = Mode(row.mode)
    own: dict[int, dict[str, Thresholds]] = defaultdict(dict)
    limits = kind_thresholds.c
    for row in connection.execute(select(kind_thresholds).where(limits.subscription_id.in_(row_ids)).order_by(limits.kind)):
        own[row.subscription_id][row.kind] = Thresholds(impact=row.impact, direction=row.direction, loud=row.loud)
    rows = connection.execute(select(subscriptions).where(subscriptions.c.id.in_(row_ids)))
    return {row.id: _subscription(row, modes.get(row.id, {}), own.get(row.id, {})) for row in rows}


def save(connection: Connection, wish: Subscription) -> None:
    """Keep a subscription with its settings, in place of the one that is there."""
    settings = {name: getattr(wish, name) for name in SETTINGS} | WORKED_OUT | {"closed_reason": None}
    saving = upsert(connection, subscriptions, *settings, key=("chat_id", "thread_id"))
    connection.execute(saving, {"chat_id": wish.chat_id, "thread_id": wish.thread_id or 0, **settings})
    row_id = connection.scalar(select(subscriptions.c.id).where(at_place(wish.chat_id, wish.thread_id)))
    connection.execute(delete(subscription_modes).where(subscription_modes.c.subscription_id == row_id))
    connection.execute(delete(kind_thresholds).where(kind_thresholds.c.subscription_id == row_id))
    rows = [{"subscription_id": row_id, "kind": kind, "mode": mode} for kind, mode in wish.modes.items()]
    if rows:
        connection.execute(insert(subscription_modes), rows)
    limits = [{"subscription_id": row_id, "kind": kind, **asdict(own)} for kind, own in wish.own.items() if own != Thresholds()]
    if limits:
        connection.execute(insert(kind_thresholds), limits)


def _make_room(connection: Connection, table: Any, same: tuple[str, ...], old: int, new: int) -> None:
    """Where old and new id both have a row of the same kind, the new id's goes: the old one's has the history."""
    twin = table.alias("twin")
    match = select(twin.c.chat_id).where(twin.c.chat_id == old, *(twin.c[name] == table.c[name] for name in same))
    connection.execute(delete(table).where(table.c.chat_id == new, match.exists()))
