"""All subscribers at once, as they are carried to another bot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from bot.audience.watches import Kept
from bot.model import Subscription
from bot.store.dialect import upsert
from bot.store.schema import keepers, subscriptions, watches
from bot.store.subscriptions import IS_READ, Subscriptions, at_place, found_together, save
from bot.store.watches import kept_of_row, values_of

_S = subscriptions.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A subscription with all that stands beside it; `closed_reason` says why it gets nothing, None where it does."""

    subscription: Subscription
    closed_reason: str | None = None
    keeper: int | None = None
    """Who set the channel up last, by the person's own chat."""
    watches: tuple[Kept, ...] = ()


class Subscribers(Subscriptions):
    """Everyone, page by page, and everyone taken over."""

    def everyone(self, after: int, most: int) -> tuple[int, list[Carried]]:
        """The subscriptions behind a row's id, open and closed, at most so many; and the last one's id, `after` where there is none."""
        with self._read() as connection:
            rows = connection.execute(select(_S.id, _S.closed_reason).where(_S.id > after, IS_READ).order_by(_S.id).limit(most)).all()
            ids = [row.id for row in rows]
            found, own = found_together(connection, ids), _watches(connection, ids)
            chats = {one.chat_id for one in found.values()}
            kept = {row.chat_id: row.person for row in connection.execute(select(keepers).where(keepers.c.chat_id.in_(chats)))}
        carried = [
            Carried(
                subscription=found[row.id],
                closed_reason=row.closed_reason,
                keeper=kept.get(found[row.id].chat_id),
                watches=tuple(own[row.id]),
            )
            for row in rows
            if row.id in found
        ]
        return (ids[-1] if ids else after), carried

    def take_over(self, some: Sequence[Carried]) -> int:
        """Keep subscriptions that are not there yet, in one transaction; gives how many. One that is there stays as it is."""
        with self._write() as connection:
            return sum(_take(connection, one) for one in some)


def _watches(connection: Connection, row_ids: Collection[int]) -> dict[int, list[Kept]]:
    own: dict[int, list[Kept]] = defaultdict(list)
    for row in connection.execute(select(watches).where(watches.c.subscription_id.in_(row_ids)).order_by(watches.c.id)):
        own[row.subscription_id].append(kept_of_row(row))
    return own


def _take(connection: Connection, one: Carried) -> bool:
    wish = one.subscription
    place = at_place(wish.chat_id, wish.thread_id)
    if connection.scalar(select(_S.id).where(place)) is not None:
        return False
    save(connection, wish)
    row_id = connection.scalar(select(_S.id).where(place))
    if one.closed_reason is not None:
        connection.execute(update(subscriptions).where(_S.id == row_id).values(closed_reason=one.closed_reason))
    if one.watches:
        connection.execute(insert(watches), [{"subscription_id": row_id, **values_of(kept)} for kept in one.watches])
    if one.keeper is not None:
        connection.execute(upsert(connection, keepers, "person"), {"chat_id": wish.chat_id, "person": one.keeper})
    return True
