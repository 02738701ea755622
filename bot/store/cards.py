"""Pinned cards: which message a chat's card is, and what it shows. They go with the subscription."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, union

from bot.model import TELEGRAM
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.schema import cards, subscriptions
from bot.store.subscriptions import at_place

_C, _S = cards.c, subscriptions.c
_STATE = ("message_id", "posted_at", "replaces", "shown", "pinned", "wait_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A chat's card as it stands there; without `message_id` it has yet to be posted."""

    subscription_id: int
    chat_id: int
    thread_id: int | None
    chat_type: str
    lang: str
    timezone: str
    is_rich: bool
    """The chat wants rich messages."""
    wanted: bool
    """The chat wants one; where it does not any more, the message is to be removed."""
    message_id: int | None = None
    posted_at: datetime | None = None
    replaces: bool = False
    """It was posted in the place of one that was deleted."""
    shown: str | None = None
    """What it shows, by a fingerprint."""
    pinned: bool | None = None
    """False: the chat does not let us pin; None: not tried yet."""
    wait_until: datetime | None = None
    """Nothing is done about it before."""


class Cards(Database):
    """Cards by chat and topic."""

    def cards(self, now: datetime) -> list[Card]:
        """The cards of chats that are written to, and those to be removed, but for those that wait."""
        rests = or_(_C.wait_until.is_(None), _C.wait_until <= now)
        with self._read() as connection:
            return [_card(row) for row in connection.execute(_some(_S.active, rests))]

    def card(self, chat_id: int, thread_id: int | None = None) -> Card | None:
        """A chat's card, posted or not; None where it has and wants none."""
        with self._read() as connection:
            row = connection.execute(_some(at_place(chat_id, thread_id))).first()
        return None if row is None else _card(row)

    def keep_card(self, card: Card) -> bool:
        """Keep how a card stands; False where its subscription is gone."""
        with self._write() as connection:
            if connection.scalar(select(_S.id).where(_S.id == card.subscription_id)) is None:
                return False
            values = {"subscription_id": card.subscription_id, **{name: getattr(card, name) for name in _STATE}}
            connection.execute(upsert(connection, cards, *_STATE), values)
            return True

    def drop_card(self, subscription_id: int) -> None:
        """Forget a card's message."""
        with self._write() as connection:
            connection.execute(delete(cards).where(_C.subscription_id == subscription_id))


def _some(*conditions: Any) -> Any:
    """Looked up by their ids: of many chats few have a card."""
    is_one = _S.id.in_(union(select(_S.id).where(_S.card), select(_C.subscription_id)))
    columns = (_S.id, _S.chat_id, _S.thread_id, _S.chat_type, _S.lang, _S.timezone, _S.card, _S.is_rich, *(_C[name] for name in _STATE))
    both = subscriptions.outerjoin(cards, _C.subscription_id == _S.id)
    return select(*columns).select_from(both).where(and_(is_one, _S.channel == TELEGRAM, *conditions)).order_by(_S.id)


def _card(row: Any) -> Card:
    state = {name: row._mapping[name] for name in _STATE} | {"replaces": bool(row.replaces)}
    return Card(
        subscription_id=row.id,
        chat_id=row.chat_id,
        thread_id=row.thread_id or None,
        chat_type=row.chat_type,
        lang=row.lang,
        timezone=row.timezone,
        is_rich=row.is_rich,
        wanted=row.card,
        **state,
    )
