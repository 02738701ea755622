"""The outbox: what is due, and what became of it.

A delivery is claimed, durably, right before its request: whatever happens after that, a restart knows that the request may have
left. Its life: queued -> claimed -> sent | refused | uncertain; uncertain once -> claimed again -> ... | uncertain for good.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    Update,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    text,
    update,
)

from bot.model import TELEGRAM, WEBHOOK, Delivery, DeliveryState
from bot.store.database import Database
from bot.store.departures import Left
from bot.store.dialect import upsert
from bot.store.owing import NOTICE, RECEIPT, opens
from bot.store.schema import Instant, alerts, deliveries, holds, receipts, subscriptions
from bot.store.server import MEMBERS

EVERYONE = "everyone"
"""What is held when all of a channel is."""
IDEMPOTENT = (WEBHOOK,)
"""Channels whose receivers tell a repeat by its id and take it once: there what is uncertain may be repeated more than once."""
REMINDER = "reminder"
AWAKE = (REMINDER, NOTICE)
"""What waits for nobody to wake."""
SHARE_OF_OLDEST = 8
"""One place in so many of a full batch goes to what would be too late first, whatever its impact."""
AT_A_TIME = 2048
"""The most deliveries that are looked at together."""
SURVIVED = timedelta(seconds=8)
"""Before what a process had claimed that is gone is repeated. It may live, and only have lost sight of the database: by then its request
has most likely its answer, and a note of that ends the doubt."""
log = logging.getLogger(__name__)
_D = deliveries.c
_NOW = bindparam("now", type_=Instant)
_BEFORE = case((_D.doubts > 0, DeliveryState.UNCERTAIN), else_=DeliveryState.QUEUED)
"""What a delivery was before it was claimed."""


class Deliveries(Database):
    """The state machine of deliveries. Every method is one transaction. What is due, claimed and held is asked of one channel."""

    def recover(self, now: datetime, channel: str = TELEGRAM) -> int:
        """Become the one process that sends, and take over what a dead one had claimed in a channel; gives how many that were.

        Their requests may have left, so they are uncertain: each is repeated at once, marked as a possible repeat, or stays uncertain
        for good when it was the repeat; those that had not left by the dead one's own notes are what they were before, and not
        counted. Raises StoreError while another process sends from this file. Of a server's database several
        send: there a claim is a dead one's when its lease has run out, or by `expire`.
        """
        self._own()
        dead = _D.lease_until <= now if self.is_shared else _D.lease_until.is_not(None)
        earlier = self.departures.earlier()
        with self._write() as connection:
            if earlier is not None:
                _give_back(connection, earlier)
            taken = connection.execute(_doubt(and_(dead, _D.channel == channel), now)).rowcount
        if channel == TELEGRAM:
            self.departures.begin()
        return taken

    def due(self, now: datetime, limit: int = 100, channel: str = TELEGRAM) -> list[Delivery]:
        """What can be sent now: of each chat the oldest that is owed, so that nothing overtakes it; the most urgent chats first.

        A chat is as urgent as the most urgent that is owed to it. Where there is more than `limit`, some places go to what would be
        too late first. What a look costs depends on `limit`, not on how much is owed or was sent before.
        """
        with self._read() as connection:
            if connection.scalar(_HELD, {"now": now, "hold": _hold_of(channel)}) is not None:
                return []
            asked = {"now": now, "channel": channel, **self._part}
            heads = [(row.head, row.rank) for row in connection.execute(_MOST_URGENT, asked | {"most": limit})]
            if len(heads) == limit:
                share = limit // SHARE_OF_OLDEST
                oldest = [(row.head, row.rank) for row in connection.execute(_SOONEST_LATE, asked | {"most": share})]
                heads = list(dict.fromkeys([*heads[: limit - share], *oldest, *heads]))[:limit]
            if not heads:
                return []
            told = {row.id: row for row in connection.execute(_TOLD, {"ids": [head for head, _ in heads]})}
            alert_ids = {row.alert_id for row in told.values()}  # few for many chats: a text is read once
            texts = {row.id: row.texts for row in connection.execute(_TEXTS, {"ids": list(alert_ids)})}
            return [_delivery(told[head], texts[told[head].alert_id], -rank) for head, rank in heads]

    @property
    def _part(self) -> dict[str, int]:
        """The chats that this process writes to: so two of one chat's messages never come from two at once."""
        return {"part": self._share.part, "parts": self._share.parts}

    def put_off(self, delivery_id: int, until: datetime) -> None:
        """Leave a delivery that waits for its turn alone until then."""
        waiting = and_(_D.id == delivery_id, _D.owed, _D.state != DeliveryState.CLAIMED)
        self._change(update(deliveries).where(waiting).values(retry_at=until))

    def claim(self, delivery_id: int, now: datetime, lease: timedelta, channel: str = TELEGRAM) -> bool:
        """Take a delivery for one request, durably, before the request; False when it is no longer to be sent."""
        return bool(self.keep((), [delivery_id], now, lease, channel).claimed)

    def mark_sent(self, delivery_id: int, message_id: int, now: datetime) -> None:
        """The chat has it: a fact, whatever the delivery's state was."""
        self.keep([(delivery_id, message_id)], (), now, timedelta(0))

    def keep(
        self, sent: Collection[tuple[int, int]], claims: Collection[int], now: datetime, lease: timedelta, channel: str = TELEGRAM
    ) -> Kept:
        """`mark_sent` for pairs of a delivery and its message, and `claim` for deliveries, durable together: one wait for the disk."""
        with self._write_rows() as connection:
            if sent:
                rows = [{"which": delivery_id, "message": message_id, "now": now} for delivery_id, message_id in sent]
                connection.execute(_SENT, rows)
                connection.execute(_FIRST_SENT, {"now": now, "ids": [delivery_id for delivery_id, _ in sent]})
            if not claims:
                return Kept(sent=len(sent))
            who = self._claimant if channel == TELEGRAM or self.is_shared else None
            taking = {"now": now, "until": now + lease, "who": who, "ids": list(claims), "hold": _hold_of(channel)}
            return Kept(sent=len(sent), claimed=frozenset(connection.scalars(_CLAIM, taking)))

    def mark_uncertain(self, delivery_id: int, now: datetime, again_at: datetime) -> None:
        """No answer came. Repeat it once, at `again_at`; a second time, or when that is too late, it stays uncertain for good."""
        too_late = _D.expires_at <= again_at
        with self._write() as connection:
            connection.execute(_doubt(and_(_D.id == delivery_id, _D.state == DeliveryState.CLAIMED), again_at))
            final = and_(_D.id == delivery_id, _D.state == DeliveryState.UNCERTAIN, too_late)
            connection.execute(update(deliveries).where(final).values(owed=False, retry_at=None))

    def defer(self, delivery_id: int, retry_at: datetime) -> None:
        """The request had no effect; try again at `retry_at`. An earlier doubt stays."""
        self._change(_claimed(delivery_id).values(state=_BEFORE, retry_at=retry_at, lease_until=None))

    def refuse(self, delivery_id: int, reason: str) -> None:
        """The platform will not take this one; nothing more is done about it."""
        self._change(_claimed(delivery_id).values(state=DeliveryState.REFUSED, reason=reason, owed=False, lease_until=None))

    def hold_back(self, now: datetime, limit: int = 100, channel: str = TELEGRAM) -> int:
        """Let what is owed to chats that sleep now wait until they wake: `bot.audience.quiet_hours.is_asleep` as a query. Gives how many.

        It looks at what is due next, until the first `limit` are for chats that are awake. An edit of a message that the chat shows
        makes no sound and does not wait, nor does what may have left already. A reminder is of no use later, and an operator wants to
        know: they wait for nobody. Call `roll` before, or the quiet hours are those of an earlier day.
        """
        held = 0
        while asleep := self._asleep(now, limit, channel):
            with self._write() as connection:
                held += connection.execute(_HOLD, {"ids": asleep}).rowcount
            limit = min(2 * limit, AT_A_TIME)
        return held

    def _asleep(self, now: datetime, limit: int, channel: str) -> list[int]:
        """Of what is due next, what is for chats that sleep."""
        with self._read() as connection:
            asked = {"now": now, "channel": channel, "most": limit, **self._part}
            found = (connection.execute(query, asked) for query in (_MOST_URGENT, _SOONEST_LATE))
            heads = sorted({row.head for row in chain.from_iterable(found)})
            return list(connection.scalars(_ASLEEP, {"now": now, "ids": heads})) if heads else []

    def hold_everyone(self, until: datetime, channel: str = TELEGRAM) -> None:
        """Send nothing by a channel before `until`; a later hold counts, an earlier one does not shorten it. Outlives a restart."""
        with self._write() as connection:
            connection.execute(upsert(connection, holds, "until", where=_ends_later), {"name": _hold_of(channel), "until": until})

    def expire(self, now: datetime) -> int:
        """Give up what is too late, and doubt claims whose lease ran out, or whose process is gone; gives how many deliveries changed.

        What never left is expired; what may have left stays uncertain, for good. A correction whose earlier message never came to
        be shown, in a chat that would not have wanted it, has nothing to correct and is expired too. What waits for its chat to wake
        is never too late.
        """
        with self._read() as connection:
            if not connection.scalar(_IS_ANYTHING_OWED):
                return 0
        with self._write() as connection:
            changed = connection.execute(_doubt(_D.lease_until <= now, now)).rowcount
            if self.is_shared and (left := connection.execute(_doubt(_IS_LEFT, now + SURVIVED)).rowcount):
                log.warning("deliveries claimed by a process that is gone, each may be repeated once: %d", left)
                changed += left
            return changed + sum(connection.execute(statement, {"now": now}).rowcount for statement in (_EXPIRE, _EXPIRE_POINTLESS))

    def counts(self) -> Mapping[DeliveryState, int]:
        """How many deliveries are in each state."""
        with self._read() as connection:
            found = {row.state: row.n for row in connection.execute(select(_D.state, func.count().label("n")).group_by(_D.state))}
        return {state: found.get(state, 0) for state in DeliveryState}

    def _change(self, statement: Update) -> None:
        with self._write_rows() as connection:
            connection.execute(statement)


def _hold_of(channel: str) -> str:
    return EVERYONE if channel == TELEGRAM else f"{EVERYONE}:{channel}"


def _ends_later(there: Any, comes: Any) -> ColumnElement[bool]:
    later: ColumnElement[bool] = there.until < comes.until
    return later


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written down together."""

    sent: int = 0
    claimed: frozenset[int] = frozenset()


def _claimed(delivery_id: int) -> Update:
    return update(deliveries).where(_D.id == delivery_id, _D.state == DeliveryState.CLAIMED)


def _give_back(connection: Connection, earlier: Left) -> None:
    """What an earlier process had claimed and not sent yet is as if it had not been claimed."""
    claimed = and_(_D.state == DeliveryState.CLAIMED, _D.claimed_by == earlier.run)
    stayed = [{"which": number} for number in connection.scalars(select(_D.id).where(claimed)) if number not in earlier.ids]
    if stayed:
        connection.execute(_STAYED, stayed)


def _doubt(which: ColumnElement[bool], again_at: datetime) -> Update:
    """The answer never came: the first time wait for the one repeat, the second time leave it; a program may get it as often."""
    first = or_(_D.doubts == 0, _D.channel.in_(IDEMPOTENT))
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


def _in(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(bindparam("ids", expanding=True))


def _owed(table: Any) -> ColumnElement[bool]:
    """What is to be sent, in the words of the partial indexes."""
    return and_(table.c.owed, ~table.c.held)


def _own(setting: str) -> Any:
    """What the chat has set."""
    s = subscriptions.c
    return select(s[setting]).where(s.chat_id == _D.chat_id, s.thread_id == _D.thread_id).correlate(deliveries).scalar_subquery()


def _is_ripe(table: Any) -> ColumnElement[bool]:
    return or_(table.c.retry_at.is_(None), table.c.retry_at <= _NOW)


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
        .order_by(earlier.c.id.desc(), shown.c.id.desc())  # by way of the few alerts of a group, not of all that the chat ever got
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


def _delivery(row: Any, texts: Mapping[str, str], urgency: int) -> Delivery:
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
        urgency=urgency,
        attempts=row.attempts,
        expires_at=row.expires_at,
        is_repeat=row.doubts > 0,
        edits=row.edits,
        replies_to=None if row.edits is not None else row.replies_to,
        event_id=row.event_id,
        watch=row.watch,
        is_revision=row.is_revision,
        only_edits=row.only_edits,
        is_short=row.is_short,
        zone=row.zone,
        pictures=row.pictures is not False,
        is_rich=bool(row.is_rich) and not row.is_short,
        opens=opens(row.source, row.event_key),
    )


def _heads(order: str) -> Any:
    """The first `:most` chats in an order of what is owed (a column), each as its oldest delivery, where that can be sent `:now`."""
    best, other = deliveries.alias("best"), deliveries.alias("other")
    same = and_(other.c.chat_id == best.c.chat_id, _owed(other))
    first = (best.c[order], best.c.id)
    of_chat = select(other.c.id).where(same).order_by(other.c[order], other.c.id).limit(1).correlate(best).scalar_subquery()
    in_turn = (other.c.rank > 0, other.c.id)  # a reaction waits for everything else that the chat is owed
    head = select(other.c.id).where(same).order_by(*in_turn).limit(1).correlate(best).scalar_subquery()
    rank = select(func.min(other.c.rank)).where(same).correlate(best).scalar_subquery()
    can_go = exists().where(
        alerts.c.id == _D.alert_id,
        _D.id == head,
        _D.state != DeliveryState.CLAIMED,
        _is_ripe(deliveries),
        _D.expires_at > _NOW,
        or_(~_D.only_edits, _earlier_message(edit=True).is_not(None)),
    )
    mine = func.abs(best.c.chat_id) % bindparam("parts", type_=BigInteger) == bindparam("part", type_=BigInteger)
    here = and_(_owed(best), best.c.channel == bindparam("channel", type_=String), mine)
    chosen = select(head.label("head"), rank.label("rank")).where(here, best.c.id == of_chat, can_go.correlate(best))
    return chosen.order_by(*first).limit(bindparam("most"))


def _told() -> Any:
    """All that sending needs to know of the deliveries `:ids`."""
    edits = _earlier_message(edit=True)
    replies_to = case((alerts.c.kind == RECEIPT, _receipted_message()), else_=_earlier_message(edit=False))
    of_alert = (alerts.c[name] for name in ("impact", "event_id", "is_revision", "source", "event_key"))
    settings = (_own("timezone").label("zone"), _own("pictures").label("pictures"), _own("is_rich").label("is_rich"))
    return (
        select(deliveries, *of_alert, edits.label("edits"), replies_to.label("replies_to"), *settings)
        .join(alerts, alerts.c.id == _D.alert_id)
        .where(_in(_D.id))
    )


def _asleep() -> Any:
    s = subscriptions.c
    return (
        select(_D.id)
        .join(alerts, alerts.c.id == _D.alert_id)
        .join(subscriptions, and_(s.chat_id == _D.chat_id, s.thread_id == _D.thread_id))
        .where(_in(_D.id), _D.state == DeliveryState.QUEUED, alerts.c.kind.not_in(AWAKE), sleeps(alerts.c.impact))
        .where(_earlier_message(edit=True).is_(None))
    )


def sleeps(impact: Any) -> ColumnElement[bool]:
    """Whether a chat sleeps `:now` for alerts of an impact, by what `roll` worked out."""
    s = subscriptions.c
    in_quiet_hours = and_(s.quiet_starts_at <= _NOW, s.quiet_ends_at > _NOW)
    breaks_through = and_(s.breakthrough.is_not(None), impact >= s.breakthrough)
    return func.coalesce(or_(s.snoozed_until > _NOW, and_(in_quiet_hours, ~breaks_through)), false())


def _expire(which: ColumnElement[bool]) -> Any:
    given_up = case((_D.doubts > 0, DeliveryState.UNCERTAIN), else_=DeliveryState.EXPIRED)
    waits = and_(_owed(deliveries), _D.state != DeliveryState.CLAIMED)
    return update(deliveries).where(waits, which).values(state=given_up, owed=False, retry_at=None)


_HELD = select(holds.c.until).where(holds.c.name == bindparam("hold", type_=String), holds.c.until > _NOW)
_MOST_URGENT, _SOONEST_LATE = _heads("rank"), _heads("expires_at")
_TOLD, _ASLEEP = _told(), _asleep()
_TEXTS = select(alerts.c.id, alerts.c.texts).where(_in(alerts.c.id))
_IS_LEFT = and_(_D.lease_until.is_not(None), _D.claimed_by.is_not(None), _D.claimed_by.not_in(text(f"({MEMBERS})")))
"""Whether a claim is that of a process that shares a server's database no more."""
_IS_ANYTHING_OWED = select(exists().where(_D.owed))
_EXPIRE = _expire(_D.expires_at <= _NOW)
_EXPIRE_POINTLESS = _expire(and_(_D.only_edits, _D.doubts == 0, ~_may_be_edited()))
_HOLD = update(deliveries).where(_in(_D.id), _D.state == DeliveryState.QUEUED, _owed(deliveries)).values(held=True, retry_at=None)
_FREE = select(_D.id).where(_in(_D.id)).order_by(_D.id).with_for_update(skip_locked=True)
"""Where several processes send, whoever comes second leaves what the first is taking alone; SQLite has one writer."""
_CLAIM = (
    update(deliveries)
    .where(
        _D.id.in_(_FREE), _owed(deliveries), _D.state != DeliveryState.CLAIMED, _is_ripe(deliveries), _D.expires_at > _NOW, ~_HELD.exists()
    )
    .values(
        state=DeliveryState.CLAIMED,
        attempts=_D.attempts + 1,
        lease_until=bindparam("until", type_=Instant),
        claimed_by=bindparam("who", type_=BigInteger),
        retry_at=None,
    )
    .returning(_D.id)
)
_SENT = (
    update(deliveries)
    .where(_D.id == bindparam("which"))
    .values(
        state=DeliveryState.SENT, message_id=bindparam("message"), sent_at=_NOW, owed=False, lease_until=None, reason=None, expires_at=None
    )
)
_STAYED = update(deliveries).where(_D.id == bindparam("which")).values(state=_BEFORE, lease_until=None)
_FIRST_SENT = (
    update(alerts)
    .where(alerts.c.first_sent_at.is_(None), alerts.c.id.in_(select(_D.alert_id).where(_in(_D.id))))
    .values(first_sent_at=_NOW)
)
