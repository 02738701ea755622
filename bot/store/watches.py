"""What chats watch for, and the deliveries that a hit adds to an alert, in the same transaction that keeps the alert."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.audience.watches import Kept, judge
from bot.model import DeliveryState
from bot.store.database import Database
from bot.store.schema import Instant, deliveries, subscriptions, watches
from rules.event import Event
from rules.model import Assessment

GROUPS = ("group", "supergroup")
_W, _S = watches.c, subscriptions.c
_KEPT = tuple(Kept.__dataclass_fields__)


class Watches(Database):
    """Watches by chat and topic; they go with the subscription."""

    def watches(self, chat_id: int, thread_id: int | None = None) -> list[Kept]:
        """A chat's watches, in the order in which they were made."""
        query = select(watches).where(_W.subscription_id.in_(_subscription(chat_id, thread_id))).order_by(_W.id)
        with self._read() as connection:
            return [_kept(row) for row in connection.execute(query)]

    def add_watch(self, chat_id: int, thread_id: int | None, wish: Kept, limit: int) -> Kept | None:
        """Keep a watch and give it with its id; the one that is there already when the chat has the same. None: the limit is reached."""
        with self._write() as connection:
            owner = connection.scalar(_subscription(chat_id, thread_id))
            mine = _W.subscription_id == owner
            there = connection.execute(select(watches).where(mine, _W.text == wish.text)).first()
            if there is not None:
                return _kept(there)
            if owner is None or (connection.scalar(select(func.count()).select_from(watches).where(mine)) or 0) >= limit:
                return None
            values = {name: getattr(wish, name) for name in _KEPT if name != "id"}
            made = insert(watches).values(subscription_id=owner, **values).returning(watches)
            return _kept(connection.execute(made).one())

    def change_watch(self, chat_id: int, thread_id: int | None, watch_id: int, **values: Any) -> Kept | None:
        """Set columns of one of a chat's watches and give it; None when the chat has no such watch."""
        mine = and_(_W.id == watch_id, _W.subscription_id.in_(_subscription(chat_id, thread_id)))
        with self._write() as connection:
            row = connection.execute(update(watches).where(mine).values(**values).returning(watches)).first()
        return None if row is None else _kept(row)

    def delete_watch(self, chat_id: int, thread_id: int | None, watch_id: int) -> bool:
        """Forget one of a chat's watches; False when it has no such."""
        mine = and_(_W.id == watch_id, _W.subscription_id.in_(_subscription(chat_id, thread_id)))
        with self._write() as connection:
            return connection.execute(delete(watches).where(mine)).rowcount == 1


def ask_watches(connection: Connection, event: Event, assessment: Assessment, alert_id: int | None, now: datetime) -> int:
    """Ask every watch of an assessed event; each hit is a delivery of its alert, with a sound. Gives how many.

    Without an alert (it is too old to be one) nothing is hit, but a watch whose level has gone back is armed.
    """
    hits = 0
    for row in connection.execute(_ALIVE, {"now": now}).all():
        kept = _kept(row)
        outcome = judge(kept, event, assessment, now)
        is_hit = outcome.is_hit and alert_id is not None
        changed: dict[str, Any] = {} if outcome.armed == kept.armed or (outcome.is_hit and not is_hit) else {"armed": outcome.armed}
        if is_hit:
            changed |= {"last_hit_at": now, "hits": kept.hits + 1}
            hits += connection.execute(_owed(row, alert_id)).rowcount
        if changed:
            connection.execute(update(watches).where(_W.id == row.id).values(changed))
    return hits


_ALIVE = (
    select(watches, _S.chat_id, _S.thread_id, _S.chat_type, _S.lang, _S.is_short)
    .join(subscriptions, _S.id == _W.subscription_id)
    .where(_S.active, or_(_W.expires_at.is_(None), _W.expires_at > bindparam("now", type_=Instant)))
    .order_by(_W.id)
)


def _owed(row: Any, alert_id: int | None) -> Any:
    """The delivery of a hit; where two watches are hit by one alert the first one's."""
    return (
        insert(deliveries)
        .values(
            alert_id=alert_id, chat_id=row.chat_id, thread_id=row.thread_id, is_group=row.chat_type in GROUPS, lang=row.lang,
            silent=False, only_edits=False, is_short=row.is_short, held=False, watch=row.text, state=DeliveryState.QUEUED, attempts=0,
            doubts=0, owed=True,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


def _subscription(chat_id: int, thread_id: int | None) -> Any:
    return select(_S.id).where(_S.chat_id == chat_id, _S.thread_id == (thread_id or 0))


def _kept(row: Any) -> Kept:
    return Kept(**{name: row._mapping[name] for name in _KEPT})
