"""What operators ask and do: who is subscribed, one message to all, chats that are not served."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from bot.model import Mode, Subscription
from bot.store.owing import BROADCAST, keep_note, owe, to
from bot.store.schema import subscription_modes, subscriptions
from bot.store.subscriptions import BANNED, IS_READ, Subscriptions

BROADCAST_LIFE = timedelta(days=1)
"""What could not be sent by then is of yesterday."""
_S = subscriptions.c


class Operators(Subscriptions):
    """The operators' door to subscriptions."""

    def readers(self) -> dict[tuple[str, str], int]:
        """How many active subscriptions there are, by type of chat and language."""
        query = select(_S.chat_type, _S.lang, func.count()).where(_S.active, IS_READ).group_by(_S.chat_type, _S.lang)
        with self._read() as connection:
            return {(row[0], row[1]): row[2] for row in connection.execute(query.order_by(_S.chat_type, _S.lang))}

    def own_modes(self) -> dict[tuple[str, Mode], int]:
        """How many active subscriptions have a mode of their own for a kind, by kind and mode."""
        m = subscription_modes.c
        query = select(m.kind, m.mode, func.count()).join(subscriptions, _S.id == m.subscription_id).where(_S.active, IS_READ)
        with self._read() as connection:
            return {(row[0], Mode(row[1])): row[2] for row in connection.execute(query.group_by(m.kind, m.mode))}

    def broadcast(self, key: str, text: str, lang: str | None, now: datetime) -> int:
        """Owe a text, Telegram HTML, silently, to every active subscription, or to those of one language; gives how many."""
        whom = [_S.active, IS_READ] if lang is None else [_S.active, IS_READ, _S.lang == lang]
        with self._write() as connection:
            langs = connection.scalars(select(_S.lang).where(*whom).distinct())
            alert_id = keep_note(connection, BROADCAST, key, dict.fromkeys(langs, text), now, now + BROADCAST_LIFE)
            return owe(connection, alert_id, to(*whom), silent=True)

    def ban(self, chat_id: int) -> None:
        """Serve a chat no more, subscribed or not, until `unban`; its settings are kept, what is owed to it is refused."""
        self.subscribe(Subscription(chat_id=chat_id))  # the row that carries the ban
        self.close_chat(chat_id, BANNED)

    def unban(self, chat_id: int) -> bool:
        """Forget a ban, and with it the chat's settings; False where there was none."""
        with self._write() as connection:
            return connection.execute(delete(subscriptions).where(_S.chat_id == chat_id, _S.closed_reason == BANNED)).rowcount > 0

    def banned(self) -> frozenset[int]:
        """The chats that are not served."""
        with self._read() as connection:
            return frozenset(connection.scalars(select(_S.chat_id).where(_S.closed_reason == BANNED)))
