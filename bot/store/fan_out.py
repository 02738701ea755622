"""From an alert to the deliveries it is owed as: one INSERT ... SELECT a chunk of subscriptions, resumable and idempotent.

The WHERE clause is `bot.audience.wanted.wanted` and `is_silent` as a query; a property test holds them equal.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from bot.audience.wanted import Scored, default_limit, default_mode
from bot.kinds import KINDS
from bot.model import DEFAULTS, WEBHOOK, Mode, Silence, Standing
from bot.store.database import Database
from bot.store.owing import owe, to
from bot.store.schema import Instant, alerts, deliveries, kind_thresholds, subscription_modes, subscriptions

FIRST = 64
"""Subscriptions in an alert's first chunk."""
PROGRAM_LIFE = timedelta(days=3)
"""So much longer than people a program is owed an alert: it has no digest to find it in, and tells old from new by itself."""


class FanOut(Database):
    """The fan-out tasks, each committed with its alert."""

    def fan_out(self, now: datetime, chunk: int = 8000, rounds: int | None = None) -> int:
        """Queue the deliveries of all alerts that wait for it; gives how many it made.

        In a round each alert, oldest first, gets one chunk of subscriptions, so that a newer alert does not wait for all of an older one
        and no chat is owed the newer one first. Each chunk is a transaction of its own and moves the task's cursor: a kill costs nothing,
        a second run makes nothing twice. The first chunk is small, so that the first messages leave as
        soon as those to a few chats. An alert that has expired meanwhile is done with. `rounds` bounds the work of one call.
        """
        made = 0
        while rounds is None or rounds > 0:
            with self._read() as connection:
                waiting = connection.scalars(_OPEN).all()
            if not waiting:
                break
            for alert_id in waiting:
                with self._write() as connection:
                    if (task := connection.execute(_TASK, {"id": alert_id}).first()) is not None:
                        made += _one_chunk(connection, task, now, chunk)
            rounds = None if rounds is None else rounds - 1
        return made

    def gates(self, alert: Scored) -> dict[Silence | None, int]:
        """How many subscriptions an alert is held back from, by what; under None those that get it."""
        impact, direction, _ = _limits(alert.kind, alert.standing)
        mode = _mode(alert.kind, alert.standing)
        gate = case(
            (mode == Mode.ALL, null()),
            (mode == Mode.OFF, Silence.OFF),
            (mode == Mode.DIGEST, Silence.DIGEST),
            (alert.impact < impact, Silence.IMPACT),
            (abs(alert.direction) < direction, Silence.DIRECTION),
        )
        query = select(gate, func.count()).select_from(_with_wishes(alert.kind)).where(subscriptions.c.active).group_by(gate)
        with self._read() as connection:
            return {Silence(found) if found else None: count for found, count in connection.execute(query)}


_TASK_COLUMNS = (
    "id", "kind", "source", "event_key", "impact", "direction", "standing", "is_revision", "expires_at", "fan_out_cursor", "fan_out_upto",
)  # fmt: skip
_OPEN = select(alerts.c.id).where(alerts.c.fan_out_done_at.is_(None)).order_by(alerts.c.id)
_TASK = select(*(alerts.c[name] for name in _TASK_COLUMNS)).where(alerts.c.id == bindparam("id"), alerts.c.fan_out_done_at.is_(None))
_EXPIRED = update(alerts).where(alerts.c.fan_out_done_at.is_(None), alerts.c.expires_at <= bindparam("at", type_=Instant))


def _one_chunk(connection: Connection, task: Any, now: datetime, chunk: int) -> int:
    if task.fan_out_cursor == 0:
        chunk = min(chunk, FIRST)
    ids = select(subscriptions.c.id).where(subscriptions.c.id > task.fan_out_cursor, subscriptions.c.id <= task.fan_out_upto)
    last = connection.scalar(select(func.max(ids.order_by(subscriptions.c.id).limit(chunk).subquery().c.id)))
    this = update(alerts).where(alerts.c.id == task.id)
    if now >= task.expires_at:  # with it all that have
        connection.execute(_EXPIRED.values(fan_out_done_at=now), {"at": now})
        return 0
    if last is None:
        connection.execute(this.values(fan_out_done_at=now))
        return 0
    made = _queue(connection, task, last)
    connection.execute(this.values(fan_out_cursor=last, fan_out_done_at=now if last == task.fan_out_upto else None))
    return made


def _with_wishes(kind: str) -> FromClause:
    """The subscriptions, each with what it wishes of a kind."""
    s = subscriptions.c
    own = (subscription_modes.c.subscription_id == s.id) & (subscription_modes.c.kind == kind)
    limits = (kind_thresholds.c.subscription_id == s.id) & (kind_thresholds.c.kind == kind)
    return subscriptions.outerjoin(subscription_modes, own).outerjoin(kind_thresholds, limits)


def _mode(kind: str, standing: Standing) -> ColumnElement[str]:
    return func.coalesce(subscription_modes.c.mode, default_mode(kind, standing))


def _limits(kind: str, standing: Standing) -> list[ColumnElement[int]]:
    """The impact, direction and loud that count: the kind's own, else the chat's where it was moved, else the default."""
    return [
        func.coalesce(
            kind_thresholds.c[name],
            case((subscriptions.c[name] == DEFAULTS[name], default_limit(kind, name, standing)), else_=subscriptions.c[name]),
        )
        for name in DEFAULTS
    ]


def _queue(connection: Connection, task: Any, last: int) -> int:
    s = subscriptions.c
    standing = Standing(task.standing)
    impact, direction, loud = _limits(task.kind, standing)
    mode = _mode(task.kind, standing)
    strong = and_(task.impact >= impact, abs(task.direction) >= direction)
    wanted = case((mode == Mode.ALL, true()), (mode.in_([Mode.OFF, Mode.DIGEST]), false()), else_=strong)
    never = and_(literal(KINDS[task.kind].is_always_silent), mode == Mode.ALL)
    silent = or_(literal(standing is Standing.MUTED), never, task.impact < loud)
    whom = to(s.id > task.fan_out_cursor, s.id <= last, s.active, or_(wanted, _has_earlier(task))).select_from(_with_wishes(task.kind))
    ends, later = (bindparam(None, at, Instant) for at in (task.expires_at, task.expires_at + PROGRAM_LIFE))
    lasts = case((s.channel == WEBHOOK, later), else_=ends)
    return owe(connection, task.id, whom.order_by(s.id), silent=silent, only_edits=~wanted, is_short=s.is_short, expires_at=lasts)


def _has_earlier(task: Any) -> ColumnElement[bool]:
    """A revision also goes where the earlier alert of its event is or may yet be shown: as an edit, whatever the chat wants now."""
    if not task.is_revision:
        return false()
    earlier = alerts.alias("earlier")
    shown = or_(deliveries.c.owed, deliveries.c.message_id.is_not(None))
    return exists().where(
        earlier.c.source == task.source,
        earlier.c.event_key == task.event_key,
        earlier.c.id < task.id,
        deliveries.c.alert_id == earlier.c.id,
        deliveries.c.chat_id == subscriptions.c.chat_id,
        deliveries.c.thread_id == subscriptions.c.thread_id,
        shown,
    )
