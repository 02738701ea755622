"""The outbox: what is due, and what became of it.

A delivery is claimed, durably, right before its request: whatever happens after that, a restart knows that the request may have
left. Its life: queued -> claimed -> sent | refused | uncertain; uncertain once -> claimed again -> ... | uncertain for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, desc, exists, false, func, or_, select, update

from bot.model import Delivery, DeliveryState
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.schema import alerts, deliveries, holds, receipts, subscriptions

EVERYONE = "everyone"
"""The source of alerts that no publisher made."""
REMINDER = "reminder"
RECEIPT = "receipt"
NOTES = ("digest", "batch", RECEIPT)
"""What tells of the past: it goes after every alert and reminder."""
ALERT_FIRST = 1000
"""More urgent than any impact."""
SHARE_OF_OLDEST = 8
"""One place in so many of a full batch goes to those that have waited longest, whatever their impact."""
_D = deliveries.c


class Deliveries(Database):
    """The state machine of deliveries. Every method is one transaction."""

    def recover(self, now: datetime) -> int:
        """Become the one process that sends, and take over what a dead one had claimed; gives how many that were.

        Their requests may have left, so they are uncertain: each is repeated at once, marked as a possible repeat, or stays uncertain
        for good when it was the repeat. Raises StoreError while another process sends from this database.
        """
        self._own()
        with self._write() as connection:
            return connection.execute(_doubt(_D.state == DeliveryState.CLAIMED, now)).rowcount

    def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """What can be sent now: of each chat the oldest that is owed, so that nothing overtakes it; the most urgent chats first.

        A chat is as urgent as the most urgent that is owed to it. Where there is more than `limit`, some places go to those that
        have waited longest.
        """
        with self._read() as connection:
            if connection.scalar(_held(now)) is not None:
                return []
            query = _heads(now)
            found = list(connection.execute(query.order_by(desc("urgency"), _D.id).limit(limit)))
            if len(found) == limit:
                oldest = connection.execute(query.order_by(_D.id).limit(limit // SHARE_OF_OLDEST))
                kept = found[: limit - limit // SHARE_OF_OLDEST]
                there = {row.id for row in kept}
                found = kept + [row for row in oldest if row.id not in there]
            return [_delivery(row) for row in found]

    def put_off(self, delivery_id: int, until: datetime) -> None:
        """Leave a delivery that waits for its turn alone until then."""
        waiting = and_(_D.id == delivery_id, _D.owed, _D.state != DeliveryState.CLAIMED)
        self._change(update(deliveries).where(waiting).values(retry_at=until))

    def claim(self, delivery_id: int, now: datetime, lease: timedelta) -> bool:
        """Take a delivery for one request, durably, before the request; False when it is no longer to be sent."""
        alive = exists().where(alerts.c.id == _D.alert_id, alerts.c.expires_at > now)
        claimed = (
            update(deliveries)
            .where(_D.id == delivery_id, _D.owed, ~_D.held, _D.state != DeliveryState.CLAIMED, _is_ripe(now), alive, ~_held(now).exists())
            .values(state=DeliveryState.CLAIMED, attempts=_D.attempts + 1, lease_until=now + lease, retry_at=None)
        )
        with self._write() as connection:
            return connection.execute(claimed).rowcount == 1

    def mark_sent(self, delivery_id: int, message_id: int, now: datetime) -> None:
        """The chat has it: a fact, whatever the delivery's state was."""
        sent = {"state": DeliveryState.SENT, "message_id": message_id, "sent_at": now, "owed": False, "lease_until": None, "reason": None}
        first = select(_D.alert_id).where(_D.id == delivery_id).scalar_subquery()
        with self._write() as connection:
            connection.execute(update(deliveries).where(_D.id == delivery_id).values(sent))
            connection.execute(update(alerts).where(alerts.c.id == first, alerts.c.first_sent_at.is_(None)).values(first_sent_at=now))

    def mark_uncertain(self, delivery_id: int, now: datetime, again_at: datetime) -> None:
        """No answer came. Repeat it once, at `again_at`; a second time, or when that is too late, it stays uncertain for good."""
        too_late = exists().where(alerts.c.id == _D.alert_id, alerts.c.expires_at <= again_at)
        with self._write() as connection:
            connection.execute(_doubt(and_(_D.id == delivery_id, _D.state == DeliveryState.CLAIMED), again_at))
            final = and_(_D.id == delivery_id, _D.state == DeliveryState.UNCERTAIN, too_late)
            connection.execute(update(deliveries).where(final).values(owed=False, retry_at=None))

    def defer(self, delivery_id: int, retry_at: datetime) -> None:
        """The request had no effect; try again at `retry_at`. An earlier doubt stays."""
        back = case((_D.doubts > 0, DeliveryState.UNCERTAIN), else_=DeliveryState.QUEUED)
        self._change(_claimed(delivery_id).values(state=back, retry_at=retry_at, lease_until=None))

    def refuse(self, delivery_id: int, reason: str) -> None:
        """The platform will not take this one; nothing more is done about it."""
        self._change(_claimed(delivery_id).values(state=DeliveryState.REFUSED, reason=reason, owed=False, lease_until=None))

    def hold_back(self, now: datetime) -> int:
        """Let what is owed to chats that sleep now wait until they wake: `bot.audience.quiet_hours.is_asleep` as a query. Gives how many.

        An edit of a message that the chat shows makes no sound and does not wait, nor does what may have left already. A reminder
        is of no use later: it waits for nobody. Call `roll` before, or the quiet hours are those of an earlier day.
        """
        s = subscriptions.c
        in_quiet_hours = and_(s.quiet_starts_at <= now, s.quiet_ends_at > now)
        breaks_through = and_(s.breakthrough.is_not(None), alerts.c.impact >= s.breakthrough)
        asleep = or_(s.snoozed_until > now, and_(in_quiet_hours, ~breaks_through))
        query = (
            select(_D.id)
            .join(alerts, alerts.c.id == _D.alert_id)
            .join(subscriptions, and_(s.chat_id == _D.chat_id, s.thread_id == _D.thread_id))
            .where(_D.owed, ~_D.held, _D.state == DeliveryState.QUEUED, alerts.c.kind != REMINDER, func.coalesce(asleep, false()))
            .where(_earlier_message(edit=True).is_(None))
        )
        with self._read() as connection:
            ids = list(connection.scalars(query))
        if not ids:
            return 0
        held = update(deliveries).where(_D.id.in_(ids), _D.state == DeliveryState.QUEUED, _D.owed).values(held=True, retry_at=None)
        with self._write() as connection:
            return connection.execute(held).rowcount

    def hold_everyone(self, until: datetime) -> None:
        """Send nothing to anybody before `until`; a later hold counts, an earlier one does not shorten it. Outlives a restart."""
        with self._write() as connection:
            connection.execute(upsert(connection, holds, "until", where=_ends_later), {"name": EVERYONE, "until": until})

    def expire(self, now: datetime) -> int:
        """Give up what is too late, and doubt claims whose lease ran out; gives how many deliveries changed.

        What never left is expired; what may have left stays uncertain, for good. A correction whose earlier message never came to
        be shown, in a chat that would not have wanted it, has nothing to correct and is expired too. What waits for its chat to wake
        is never too late.
        """
        over = _D.alert_id.in_(select(alerts.c.id).where(alerts.c.expires_at <= now))
        lapsed = and_(_D.state == DeliveryState.CLAIMED, _D.lease_until <= now)
        waiting = and_(_D.owed, ~_D.held, _D.state != DeliveryState.CLAIMED)
        pointless = and_(waiting, _D.only_edits, _D.doubts == 0, ~_may_be_edited())
        given_up = case((_D.doubts > 0, DeliveryState.UNCERTAIN), else_=DeliveryState.EXPIRED)
        with self._write() as connection:
            changed = connection.execute(_doubt(lapsed, now)).rowcount
            for which in (and_(waiting, over), pointless):
                changed += connection.execute(update(deliveries).where(which).values(state=given_up, owed=False, retry_at=None)).rowcount
            return changed

    def counts(self) -> Mapping[DeliveryState, int]:
        """How many deliveries are in each state."""
        with self._read() as connection:
            found = {row.state: row.n for row in connection.execute(select(_D.state, func.count().label("n")).group_by(_D.state))}
        return {state: found.get(state, 0) for state in DeliveryState}

    def _change(self, statement: Update) -> None:
        with self._write() as connection:
            connection.execute(statement)


def _ends_later(there: Any, comes: Any) -> ColumnElement[bool]:
    later: ColumnElement[bool] = there.until < comes.until
    return later


def _claimed(delivery_id: int) -> Update:
    return update(deliveries).where(_D.id == delivery_id, _D.state == DeliveryState.CLAIMED)


def _doubt(which: ColumnElement[bool], again_at: datetime) -> Update:
    """The answer never came: the first time wait for the one repeat, the second time leave it."""
    first = _D.doubts == 0
    return (
        update(deliveries)
        .where(which)
        .values(
            state=DeliveryState.UNCERTAIN,
            doubts=_D.doubts + 1,
            owed=first,
            retry_at=case((first, again_at), else_=None),
            lease_until=None,
        )
    )


def _heads(now: datetime) -> Any:
    """The oldest delivery owed to each chat, where it can be sent now, with how urgent the chat is."""
    an_alert = alerts.c.kind.not_in(NOTES)
    urgency = func.max(alerts.c.impact + case((an_alert, ALERT_FIRST), else_=0))
    owed = (
        select(func.min(_D.id).label("head"), urgency.label("urgency"))
        .join(alerts, alerts.c.id == _D.alert_id)
        .where(_D.owed, ~_D.held)
        .group_by(_D.chat_id)
        .subquery()
    )
    edits = _earlier_message(edit=True)
    replies_to = case((alerts.c.kind == RECEIPT, _receipted_message()), else_=_earlier_message(edit=False))
    told = (alerts.c[name] for name in ("impact", "expires_at", "texts", "event_id", "is_revision"))
    return (
        select(deliveries, *told, owed.c.urgency, edits.label("edits"), replies_to.label("replies_to"), _zone().label("zone"))
        .join(alerts, alerts.c.id == _D.alert_id)
        .join(owed, owed.c.head == _D.id)
        .where(_D.state != DeliveryState.CLAIMED, _is_ripe(now), alerts.c.expires_at > now)
        .where(or_(~_D.only_edits, edits.is_not(None)))
    )


def _zone() -> Any:
    """The chat's own zone."""
    s = subscriptions.c
    return select(s.timezone).where(s.chat_id == _D.chat_id, s.thread_id == _D.thread_id).correlate(deliveries).scalar_subquery()


def _is_ripe(now: datetime) -> ColumnElement[bool]:
    return or_(_D.retry_at.is_(None), _D.retry_at <= now)


def _held(now: datetime) -> Any:
    return select(holds.c.until).where(holds.c.name == EVERYONE, holds.c.until > now)


def _earlier_message(*, edit: bool) -> Any:
    """The chat's message that a delivery edits (of the same event, for a revision) or else answers (of the same group)."""
    earlier, shown = alerts.alias(), deliveries.alias()
    same = (
        and_(earlier.c.source == alerts.c.source, earlier.c.event_key == alerts.c.event_key, alerts.c.is_revision)
        if edit
        else earlier.c.group_key == alerts.c.group_key
    )
    return (
        select(shown.c.message_id)
        .join(earlier, earlier.c.id == shown.c.alert_id)
        .where(same, earlier.c.id < alerts.c.id, shown.c.chat_id == _D.chat_id, shown.c.thread_id == _D.thread_id)
        .where(shown.c.message_id.is_not(None))
        .order_by(shown.c.id.desc())
        .limit(1)
        .correlate(alerts, deliveries)
        .scalar_subquery()
    )


def _receipted_message() -> Any:
    """The chat's message of the alert that a receipt is of."""
    shown = deliveries.alias()
    return (
        select(shown.c.message_id)
        .join(receipts, receipts.c.alert_id == shown.c.alert_id)
        .where(receipts.c.note_id == alerts.c.id, shown.c.chat_id == _D.chat_id, shown.c.thread_id == _D.thread_id)
        .correlate(alerts, deliveries)
        .scalar_subquery()
    )


def _may_be_edited() -> ColumnElement[bool]:
    """Whether an earlier message of the same event is shown in the chat, or may yet be."""
    this, earlier, other = alerts.alias(), alerts.alias(), deliveries.alias()
    return exists().where(
        this.c.id == _D.alert_id,
        earlier.c.source == this.c.source,
        earlier.c.event_key == this.c.event_key,
        earlier.c.id < this.c.id,
        other.c.alert_id == earlier.c.id,
        other.c.chat_id == _D.chat_id,
        other.c.thread_id == _D.thread_id,
        or_(other.c.message_id.is_not(None), other.c.owed),
    )


def _delivery(row: Any) -> Delivery:
    texts: Mapping[str, str] = row.texts
    return Delivery(
        id=row.id,
        alert_id=row.alert_id,
        chat_id=row.chat_id,
        thread_id=row.thread_id or None,
        is_group=row.is_group,
        text=texts.get(row.lang) or texts.get("en") or next(iter(texts.values()), ""),
        lang=row.lang,
        silent=row.silent,
        impact=row.impact,
        urgency=row.urgency,
        attempts=row.attempts,
        expires_at=row.expires_at,
        is_repeat=row.doubts > 0,
        edits=row.edits,
        replies_to=None if row.edits is not None else row.replies_to,
        event_id=row.event_id,
        watch=row.watch,
        is_revision=row.is_revision,
        is_short=row.is_short,
        zone=row.zone,
    )
