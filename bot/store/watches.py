"""What chats watch for, and the deliveries that a hit adds to an alert, in the same transaction that keeps the alert.

What an event means for the conditions is worked out before that transaction, once a condition: whoever writes meanwhile waits only for
a few statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, func, insert, literal, or_, select, update

from bot.audience.watches import Kept, judged, kinds_of
from bot.store.database import Database
from bot.store.owing import owe, to
from bot.store.schema import Instant, subscriptions, watches
from rules.event import Event
from rules.model import Assessment

AT_A_TIME = 10_000
"""So many texts in a statement; databases take thirty thousand values."""
_W, _S = watches.c, subscriptions.c
_KEPT = tuple(Kept.__dataclass_fields__)


class Watches(Database):
    """Watches by chat and topic; they go with the subscription."""

    def watches(self, chat_id: int, thread_id: int | None = None) -> list[Kept]:
        """A chat's watches, in the order in which they were made."""
        query = select(watches).where(_W.subscription_id.in_(_subscription(chat_id, thread_id))).order_by(_W.id)
        with self._read() as connection:
            return [kept_of_row(row) for row in connection.execute(query)]

    def add_watch(self, chat_id: int, thread_id: int | None, wish: Kept, limit: int) -> Kept | None:
        """Keep a watch and give it with its id; the one that is there already when the chat has the same. None: the limit is reached."""
        with self._write() as connection:
            owner = connection.scalar(_subscription(chat_id, thread_id))
            mine = _W.subscription_id == owner
            there = connection.execute(select(watches).where(mine, _W.text == wish.text)).first()
            if there is not None:
                return kept_of_row(there)
            if owner is None or (connection.scalar(select(func.count()).select_from(watches).where(mine)) or 0) >= limit:
                return None
            made = insert(watches).values(subscription_id=owner, **values_of(wish)).returning(watches)
            return kept_of_row(connection.execute(made).one())

    def change_watch(self, chat_id: int, thread_id: int | None, watch_id: int, **values: Any) -> Kept | None:
        """Set columns of one of a chat's watches and give it; None when the chat has no such watch."""
        mine = and_(_W.id == watch_id, _W.subscription_id.in_(_subscription(chat_id, thread_id)))
        if "text" in values:
            values["kinds"] = _kinds(values["text"])
        with self._write() as connection:
            row = connection.execute(update(watches).where(mine).values(**values).returning(watches)).first()
        return None if row is None else kept_of_row(row)

    def read_watches_anew(self) -> int:
        """Work out the kinds of all watches as this version of the program reads them; gives how many texts had others."""
        with self._read() as connection:
            known = connection.execute(select(_W.text, _W.kinds).distinct()).all()
        stale = [{"named": row.text, "of": _kinds(row.text)} for row in known if row.kinds != _kinds(row.text)]
        if stale:
            with self._write() as connection:
                connection.execute(update(watches).where(_W.text == bindparam("named")).values(kinds=bindparam("of")), stale)
        return len(stale)

    def delete_watch(self, chat_id: int, thread_id: int | None, watch_id: int) -> bool:
        """Forget one of a chat's watches; False when it has no such."""
        mine = and_(_W.id == watch_id, _W.subscription_id.in_(_subscription(chat_id, thread_id)))
        with self._write() as connection:
            return connection.execute(delete(watches).where(mine)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What an event means for the watches of its kind, by their texts."""

    reached: frozenset[str] = frozenset()
    """Each event hits these."""
    levels_reached: tuple[str, ...] = ()
    """These are hit where they are armed, and disarmed by it."""
    left: tuple[str, ...] = ()
    """To be armed."""
    cooldowns: frozenset[int] = frozenset()
    """The pauses, in hours, that these watches keep."""


def asked(connection: Connection, event: Event, assessment: Assessment) -> Asked:
    """Judge what is watched for by conditions of the event's kind. Reads alone: nobody waits for it."""
    of_kind = or_(_W.kinds.is_(None), _W.kinds.contains(_between(event.KIND), autoescape=True))
    rows = connection.execute(select(_W.text, _W.armed, _W.cooldown_hours).where(of_kind).distinct()).all()
    found = judged({row.text for row in rows}, event, assessment)
    unarmed = {row.text for row in rows if not row.armed}
    return Asked(
        reached=frozenset(text for text, one in found.items() if one.is_reached and not one.has_level),
        levels_reached=tuple(text for text, one in found.items() if one.is_reached and one.has_level),
        left=tuple(text for text, one in found.items() if one.is_left and text in unarmed),
        cooldowns=frozenset(row.cooldown_hours for row in rows if found[row.text].is_reached),
    )


def hit_watches(connection: Connection, asked: Asked, alert_id: int | None, now: datetime) -> int:
    """Write down what the watches were asked; each hit is a delivery of the alert, with a sound. Gives how many.

    Without an alert (it is too old to be one) nothing is hit, but a watch whose level has gone back is armed. Where two watches of a
    chat are hit by one alert the first one's is told.
    """
    alive = and_(or_(_W.expires_at.is_(None), _W.expires_at > now), _W.subscription_id.in_(select(_S.id).where(_S.active)))
    for some in _chunks(asked.left):
        connection.execute(update(watches).where(_W.text.in_(some), ~_W.armed, alive).values(armed=True))
    if alert_id is None:
        return 0
    hits = 0
    for some in _chunks([*asked.reached, *asked.levels_reached]):
        is_level_less = _W.text.in_([text for text in some if text in asked.reached])
        hit = and_(_W.text.in_(some), or_(_W.armed, is_level_less), alive, ~_rests(asked.cooldowns, now))
        whom = to(hit).join_from(subscriptions, watches, _W.subscription_id == _S.id).order_by(_W.id)
        hits += owe(connection, alert_id, whom, silent=False, is_short=_S.is_short, watch=_W.text)
        connection.execute(update(watches).where(hit).values(armed=is_level_less, last_hit_at=now, hits=_W.hits + 1))
    return hits


def _rests(cooldowns: Iterable[int], now: datetime) -> ColumnElement[bool]:
    """`Kept.rests` of watches that have not run out, as a query. Where pauses end is worked out here: each database has its own way."""
    hours = {count: literal(now - timedelta(hours=count), Instant) for count in cooldowns}
    snoozed = and_(_W.snoozed_until.is_not(None), _W.snoozed_until > now)
    if not hours:
        return snoozed
    return or_(snoozed, and_(_W.last_hit_at.is_not(None), _W.last_hit_at > case(hours, value=_W.cooldown_hours)))


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), AT_A_TIME):
        yield texts[start : start + AT_A_TIME]


def _between(kind: str) -> str:
    return f" {kind} "


def values_of(wish: Kept) -> dict[str, Any]:
    """A new watch's columns, but for whose it is."""
    return {name: getattr(wish, name) for name in _KEPT if name != "id"} | {"kinds": _kinds(wish.text)}


def _kinds(text: str) -> str:
    """As the column has them."""
    return _between(" ".join(kinds_of(text)))


def _subscription(chat_id: int, thread_id: int | None) -> Any:
    return select(_S.id).where(_S.chat_id == chat_id, _S.thread_id == (thread_id or 0))


def kept_of_row(row: Any) -> Kept:
    """A watch, from its row."""
    return Kept(**{name: row._mapping[name] for name in _KEPT})
