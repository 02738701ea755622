"""The one door to deliveries: every one is owed to a subscription, by an alert."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from bot.model import DeliveryState
from bot.store.dialect import insert_new
from bot.store.schema import deliveries, subscriptions

GROUPS = ("group", "supergroup")
_S = subscriptions.c
QUEUED = {"held": False, "state": DeliveryState.QUEUED, "attempts": 0, "doubts": 0, "owed": True}
"""How a delivery begins."""


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
        "lang": _S.lang,
        "silent": silent,
        "only_edits": False,
        "is_short": False,
        **QUEUED,
        **more,
    }
    columns = {name: value if isinstance(value, ColumnElement) else literal(value) for name, value in values.items()}
    rows = whom.with_only_columns(*(column.label(name) for name, column in columns.items()), maintain_column_froms=True)
    made: int = connection.execute(insert_new(connection, deliveries).from_select(list(columns), rows)).rowcount
    return made
