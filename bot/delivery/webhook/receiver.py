"""The program at the other end: one signed POST for each delivery, and word to the operators when it takes nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Never

import aiohttp

from bot.delivery.webhook.answers import fault_of, later
from bot.delivery.webhook.message import message_of
from bot.delivery.webhook.signature import headers
from bot.errors import DeliveryDeferred, DeliveryError, DeliveryRejected
from bot.model import Delivery, Told
from bot.store import Store
from bot.tls import tls

PATIENCE = aiohttp.ClientTimeout(total=20, connect=10)
"""Seconds for an answer, however slowly it comes; far less than a claim's lease."""
LASTS = timedelta(minutes=10)
"""Trouble of so long is told to the operators."""

log = logging.getLogger(__name__)
Shorts = Callable[[Told], Mapping[str, str]]
"""An alert's short forms by language."""


class Receiver:
    """Where events go. `keys` sign them; `notify` is told in words what an operator can mend. Close it when done.

    No redirect is followed and no answer's body is read: a receiver says what it has to say by its status.
    """

    def __init__(
        self,
        url: str,
        keys: Sequence[bytes],
        *,
        user_agent: str,
        store: Store,
        shorts: Shorts,
        notify: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._url, self._keys, self._user_agent = url, tuple(keys), user_agent
        self._store, self._shorts, self._notify, self._now = store, shorts, notify, now
        self._session: aiohttp.ClientSession | None = None
        self._failing_since: datetime | None = None
        self._is_told = False

    async def close(self) -> None:
        """Close its connection."""
        if self._session is not None:
            await self._session.close()

    async def send(self, delivery: Delivery) -> int:
        """Send one event, and give the delivery's own id.

        A repeat has the same webhook-id: so whatever had no good answer may be sent again. Raises DeliveryDeferred (not now),
        DeliveryRefused (410) or DeliveryRejected (this message alone).
        """
        told = await asyncio.to_thread(self._store.told, delivery.alert_id)
        if told is None:
            raise DeliveryRejected("the event is not here any more", chat_id=delivery.chat_id)
        try:
            fault = await self._post(delivery, told)
        except TimeoutError:
            fault = self._silent("it gives no answer in time", delivery)
        except (aiohttp.ClientError, OSError, ValueError) as e:
            fault = self._silent(f"it cannot be reached ({type(e).__name__})", delivery)
        if fault is not None:
            self._fail(fault)
        self._succeed()
        return delivery.id

    async def _post(self, delivery: Delivery, told: Told) -> DeliveryError | None:
        message = await asyncio.to_thread(lambda: message_of(told, self._shorts(told)))
        signed = headers(message.id, self._now(), message.body, self._keys)
        own = {"Content-Type": "application/json", "User-Agent": self._user_agent}
        async with self._opened().post(self._url, data=message.body, headers=own | signed, allow_redirects=False) as answer:
            return fault_of(answer.status, answer.headers.get("Retry-After"), delivery, self._now())

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=1, ssl=tls())
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, trust_env=False, timeout=PATIENCE)
        return self._session

    def _silent(self, said: str, delivery: Delivery) -> DeliveryError:
        return DeliveryDeferred(said, chat_id=delivery.chat_id, retry_at=later(delivery, self._now()))

    def _fail(self, fault: DeliveryError) -> Never:
        """Raise it; where it lasts, or loses an event, the operators hear of it."""
        now = self._now()
        if isinstance(fault, DeliveryRejected):
            self._notify(f"Webhook out: one event was given up: {fault}. The others go on.")
        elif isinstance(fault, DeliveryDeferred):
            if self._failing_since is None:
                log.warning("webhook out: an event was not taken, and is sent again until it is: %s", fault)
            self._failing_since = self._failing_since or now
            if not self._is_told and now - self._failing_since >= LASTS:
                self._is_told = True
                self._notify(f"Webhook out: the receiver has taken nothing since {self._failing_since:%H:%M} UTC: {fault}. I go on trying.")
        raise fault

    def _succeed(self) -> None:
        if self._failing_since is not None:
            log.info("webhook out: events are taken again")
        if self._is_told:
            self._notify("Webhook out: the receiver takes events again.")
        self._failing_since, self._is_told = None, False
