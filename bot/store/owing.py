"""The one door to alerts, and the one to deliveries: every delivery is owed to a subscription, by an alert."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, insert, literal, select

from bot.model import Alert, DeliveryState
from bot.store.dialect import insert_new
from bot.store.schema import alerts, deliveries, subscriptions

GROUPS = ("group", "supergroup")
OWN_SOURCE = "fedtide"
"""The source of what the clock makes rather than a publication."""
RECEIPT = "receipt"
REACTION = "reaction"
"""An edit that tells an alert's message what the market's first hour was."""
NOTICE = "notice"
"""To the operators, of trouble."""
BROADCAST = "broadcast"
"""A message of the operators to all."""
NOTES = ("digest", "batch", RECEIPT, REACTION, NOTICE, BROADCAST)
"""What tells of the past, or comes from or to operators: it goes after every alert and reminder."""
ALERT_FIRST = 1000
"""More urgent than any impact."""
LAST_OF_ALL = 1
"""The rank of what waits for everything else that its chat is owed."""
_S = subscriptions.c
_RANK = -alerts.c.impact - case((alerts.c.kind.in_(NOTES), 0), else_=ALERT_FIRST)
_KEEP = insert(alerts).returning(alerts.c.id)
_LAST = select(func.coalesce(func.max(_S.id), 0))
_QUEUED = {"held": False, "state": DeliveryState.QUEUED, "attempts": 0, "doubts": 0, "owed": True}
"""How a delivery begins."""


def keep_alert(connection: Connection, alert: Alert, event_id: int | None, now: datetime) -> int:
    """Keep an alert, and give its id. One of an event is to be fanned out to all who are subscribed now; of a note that is done with."""
    row = {
        "event_id": event_id,
        "kind": alert.kind,
        "source": alert.source,
        "event_key": alert.event_key,
        "group_key": alert.group,
        "impact": alert.impact,
        "direction": alert.direction,
        "standing": alert.standing,
        "is_revision": alert.is_revision,
        "texts": dict(alert.texts),
        "created_at": alert.created_at,
        "queued_at": now,
        "expires_at": alert.expires_at,
        "fan_out_upto": connection.scalar(_LAST) if event_id is not None else 0,
        "fan_out_cursor": 0,
        "fan_out_done_at": None if event_id is not None else now,
    }
    return int(connection.execute(_KEEP, row).scalar_one())


def keep_note(
    connection: Connection, kind: str, key: str, texts: Mapping[str, str], now: datetime, expires_at: datetime, *, impact: int = 0
) -> int:
    """Keep an alert of the bot's own, without an event, and give its id; `key` tells it from all others of its kind."""
    name = f"{kind}:{key}"
    note = Alert(
        kind=kind,
        source=OWN_SOURCE,
        event_key=name,
        group=name,
        impact=impact,
        direction=0,
        texts=texts,
        created_at=now,
        expires_at=expires_at,
    )
    return keep_alert(connection, note, None, now)


def opening(event_ids: Sequence[int]) -> str:
    """The end of a note's key that names the events which its buttons show in full."""
    return "#" + ",".join(map(str, event_ids)) if event_ids else ""


def opens(source: str, event_key: str) -> tuple[int, ...]:
    """The events that the end of a note's key names."""
    named = event_key.rpartition("#")[2] if source == OWN_SOURCE and "#" in event_key else ""
    return tuple(int(event_id) for event_id in named.split(",") if event_id)


def to(*where: ColumnElement[bool]) -> Select[Any]:
    """The subscriptions that an alert is owed to."""
    return select(_S.id).where(*where)


def owe(connection: Connection, alert_id: int, whom: Select[Any], *, silent: Any, **more: Any) -> int:
    """Queue a delivery of an alert to each subscription of a query; gives how many. A chat that has it already gets no second one.

    `silent` and `more` (`only_edits`, `is_short`, `watch`) are values or columns of the query.
    """
    values = {
        "alert_id": alert_id,
        "chat_id": _S.chat_id,
        "thread_id": _S.thread_id,
        "is_group": _S.chat_type.in_(GROUPS),
        "channel": _S.channel,
        "lang": _S.lang,
        "silent": silent,
        "only_edits": False,
        "is_short": False,
        **_QUEUED,
        "rank": select(_RANK).where(alerts.c.id == alert_id).scalar_subquery(),
        "expires_at": select(alerts.c.expires_at).where(alerts.c.id == alert_id).scalar_subquery(),
        **more,
    }
    columns = {name: value if isinstance(value, ColumnElement) else literal(value) for name, value in values.items()}
    rows = whom.with_only_columns(*(column.label(name) for name, column in columns.items()), maintain_column_froms=True)
    made: int = connection.execute(insert_new(connection, deliveries).from_select(list(columns), rows)).rowcount
    return made


def owe_chats(connection: Connection, alert_id: int, chat_ids: Collection[int], lang: str) -> None:
    """Queue a delivery of an alert to chats, subscribed or not; it makes a sound."""
    told = connection.execute(select(_RANK.label("rank"), alerts.c.expires_at).where(alerts.c.id == alert_id)).one()
    one = {"alert_id": alert_id, "thread_id": 0, "lang": lang, "silent": False, "only_edits": False, "is_short": False, **_QUEUED}
    rows = [{"chat_id": chat_id, "is_group": chat_id < 0, **one, **told._mapping} for chat_id in chat_ids]
    connection.execute(insert_new(connection, deliveries), rows)
