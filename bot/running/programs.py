"""Webhooks out, where the settings name a receiver: the channel, built and closed."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from bot import render
from bot.delivery.channel import Channel
from bot.delivery.heard import Heard
from bot.delivery.limiter import Limiter
from bot.delivery.webhook.program import dismiss, enlist
from bot.delivery.webhook.receiver import Receiver
from bot.errors import DeliveryRefused
from bot.model import WEBHOOK, Subject, Told
from bot.rulebook import InForce
from bot.settings import Settings, signing_keys
from bot.store import Store

GONE = "Webhook out: the receiver answers 410 and gets nothing any more; what waited for it is given up. The next start asks it again."
RATE = 10.0
"""Requests a second; one receiver gets one a second, as every chat does."""


@asynccontextmanager
async def program_of(
    settings: Settings,
    store: Store,
    rules: InForce,
    notify: Callable[[str], None],
    now: Callable[[], datetime],
    heard: Callable[[str], Heard],
) -> AsyncIterator[list[Channel]]:
    """The channel to the receiver that the settings name, which is owed all that comes from now on; nothing where they name none.

    `heard` gives who hears how a channel's deliveries end.
    """
    if settings.webhook_out_url is None or settings.webhook_out_secret is None:
        await asyncio.to_thread(dismiss, store)
        yield []
        return
    await asyncio.to_thread(enlist, store)
    keys = signing_keys(settings.webhook_out_secret.get_secret_value())
    shorts = functools.partial(shorts_of, rules)
    receiver = Receiver(settings.webhook_out_url, keys, user_agent=settings.user_agent, store=store, shorts=shorts, notify=notify, now=now)

    def closed(_: DeliveryRefused) -> None:
        notify(GONE)

    try:
        yield [Channel(name=WEBHOOK, send=receiver.send, limiter=Limiter(RATE), closed=closed, heard=heard(WEBHOOK))]
    finally:
        await receiver.close()


def shorts_of(rules: InForce, told: Told) -> Mapping[str, str]:
    """An alert's short forms, in the languages that its text is in."""
    event, assessment = told.published.event, told.published.assessment
    subject = Subject(event=event, assessment=assessment, is_correction=told.is_revision)
    return {lang: render.short(subject, rules.now, lang) for lang in told.texts}
