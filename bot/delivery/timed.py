"""What the clock makes: receipts of alerts, the batch of a chat that wakes, digests, reminders. One round looks at what is due and
queues it.

The pure rules are in bot.evidence.receipts, bot.audience.quiet_hours and bot.calendars.coming, the words in bot.render; the store keeps
each note with what it settles.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta

from bot import render
from bot.assessing.positioning import options_after
from bot.audience.quiet_hours import reminder_at
from bot.calendars.coming import Coming, next_of
from bot.calendars.releases import COUPON_AUCTION, ReleaseCalendar
from bot.delivery.digests import Bitcoin, queue_digests
from bot.errors import StoreUnavailable
from bot.evidence import reaction, receipts
from bot.model import LANGUAGES, Published, Receipt, Subject, Subscription
from bot.render.evidence.reaction import with_reaction
from bot.source import Price
from bot.store import Reaction, Store, TimedMessage, Unsettled, Waiting
from bot.store.deliveries import REMINDER
from rules.model import Rulebook

EVERY = 15.0
"""Seconds between two rounds."""
FORGET_EVERY = timedelta(hours=1)
NOTE_LIFE = timedelta(hours=12)
"""How long a batch is worth sending."""
AHEAD = timedelta(days=7)
"""So long a chat is left alone that has no reminder to come."""
RECEIPTS_OVER = timedelta(hours=receipts.HORIZONS[-1]) + receipts.TOO_LATE
"""An alert that is older has all the receipts that it will ever have."""

log = logging.getLogger(__name__)


def queue_due(store: Store, meetings: Collection[date], now: datetime, rulebook: Rulebook | None = None) -> Counter[str]:
    """Queue everything that the clock has brought due; gives how many of each: receipts, released, batches, digests, reminders.

    With a rulebook the first hour after an announcement is told in its own message, too.
    """
    store.roll(now)
    calendar = ReleaseCalendar(frozenset(meetings), store.release_days())
    made: Counter[str] = Counter()
    for alert in store.unsettled(now - RECEIPTS_OVER):
        made["receipts"] += _settle(store, alert, now, rulebook)
    bitcoin = Bitcoin(store, now)
    for chat, waiting in store.wakers(now):
        made += _wake(store, chat, waiting, bitcoin, now)
    made["digests"] += queue_digests(store, calendar, now)
    for chat, due_at in store.due_reminders(now):
        made["reminders"] += _remind(store, chat, due_at, calendar, now)
    return +made


async def serve(
    store: Store,
    meetings: Collection[date],
    *,
    now: Callable[[], datetime],
    stop: asyncio.Event,
    wake: Callable[[], None],
    every: float = EVERY,
    rules: Callable[[], Rulebook | None] = lambda: None,
    retention: timedelta | None = None,
) -> None:
    """Go round until `stop` is set; `wake` is called when something was queued. A round that fails is logged, the next one goes on.

    `rules` gives the rulebook in force; without one the first hour after an announcement is told in the receipts alone.
    What is older than `retention` is forgotten on the way, one step a round until nothing is left, and looked for once an hour.
    """
    forget_at = now()
    while not stop.is_set():
        try:
            if await asyncio.to_thread(queue_due, store, meetings, now(), rules()):
                wake()
            if retention is not None and now() >= forget_at and not await asyncio.to_thread(store.forget, now() - retention):
                forget_at = now() + FORGET_EVERY
        except StoreUnavailable as e:  # the store has said so
            log.debug("digests and reminders wait: %s", e)
        except Exception:  # the edge: one chat's digest must not end all those after it
            log.exception("digests and reminders went wrong, trying again in %.0f s", every)
        try:
            async with asyncio.timeout(every):
                await stop.wait()
        except TimeoutError:
            continue


def _settle(store: Store, alert: Unsettled, now: datetime, rulebook: Rulebook | None) -> int:
    """Make the receipts of an alert that are due and whose prices are known; gives how many."""
    start, made = alert.published_at - receipts.SHORT_PAST, 0
    for hours in receipts.due(alert.published_at, alert.created_at, alert.settled, now):
        if not receipts.is_ready(alert.published_at, hours, _prices(store, start, now), now):
            continue
        found = receipts.measured(alert.published_at, hours, _prices(store, alert.published_at - receipts.LONG_PAST, now), now)
        found = receipts.with_volatility(found, options_after(alert.published_at, hours, store.prices))
        told = store.assessed_event(alert.event_id)
        assert told is not None
        texts = {lang: render.receipts.receipt(told.event, told.assessment, found, lang) for lang in LANGUAGES}
        expires_at = alert.published_at + timedelta(hours=hours) + receipts.TOO_LATE
        told_now = _reaction(told, found, store, now, rulebook) if hours == 1 and rulebook is not None else None
        store.settle(alert.alert_id, found, texts, now, expires_at, told_now)
        made += 1
    return made


def _reaction(told: Published, found: Receipt, store: Store, now: datetime, rulebook: Rulebook) -> Reaction | None:
    """What an announcement's message is to say of the market's first hour; None where that is not sure, or no news any more."""
    event = told.event
    if not reaction.is_due(event, now) or not reaction.is_sure(event, _prices(store, event.published_at - receipts.SHORT_PAST, now)):
        return None
    after = reaction.followed(event, found.moves[0].ratio, rulebook.statistics)
    subject = Subject(event=event, assessment=told.assessment)
    forms = {lang: (told.texts.get(lang, ""), render.short(subject, rulebook, lang)) for lang in LANGUAGES}
    full, short = (
        {lang: with_reaction(texts[form], found, after, lang) for lang, texts in forms.items() if texts[form]} for form in (0, 1)
    )
    return Reaction(texts=full, short=short, expires_at=reaction.expires_at(event)) if full else None


def _prices(store: Store, start: datetime, now: datetime) -> list[Price]:
    return [price for asset in receipts.ASSETS for price in store.prices(asset, since=start, before=now)]


def _wake(store: Store, chat: Subscription, waiting: Sequence[Waiting], bitcoin: Bitcoin, now: datetime) -> Counter[str]:
    """Send what waited: the bot's own notes as they are, one alert that is still fresh too, everything else in one message."""
    alerts = [one for one in waiting if one.published is not None]
    notes = [one.delivery_id for one in waiting if one.published is None and one.expires_at > now]
    if len(alerts) == 1 and alerts[0].expires_at > now:
        return Counter(released=store.release([*notes, alerts[0].delivery_id]))
    made = Counter(released=store.release(notes))
    late = [one.delivery_id for one in waiting if one.published is None and one.expires_at <= now]
    store.release(late)  # too late by now: the outbox lets them expire
    if alerts:
        made["batches"] += store.batch(chat, [one.delivery_id for one in alerts], _batch_note(chat, alerts, bitcoin, now), now)
    return made


def _batch_note(chat: Subscription, alerts: Sequence[Waiting], bitcoin: Bitcoin, now: datetime) -> TimedMessage:
    latest = {(one.published.event.source, one.published.event.key): one.published for one in alerts if one.published is not None}
    told = list(latest.values())
    return TimedMessage(
        kind="batch",
        key=str(alerts[-1].delivery_id),
        text=render.digest.batch(told, chat.lang, chat.timezone, now, bitcoin.since(told)),
        opens=[one.id for one in render.digest.opened(told)],
        expires_at=now + NOTE_LIFE,
        impact=max(one.impact for one in alerts),
        silent=all(one.silent for one in alerts),
    )


def _remind(store: Store, chat: Subscription, due_at: datetime | None, calendar: ReleaseCalendar, now: datetime) -> int:
    planned = reminders(chat, calendar, now)
    due = [item for at, item in planned if due_at is not None and due_at <= at <= now]
    later = [at for at, _ in planned if at > now]
    notes = [
        TimedMessage(
            kind=REMINDER,
            key=f"{item.kind}:{item.at.isoformat()}",
            text=render.digest.reminder(item, now, chat.lang, chat.timezone),
            expires_at=item.at,
            impact=100,
            silent=False,
        )
        for item in due
    ]
    store.keep_reminders(chat, notes, min(later, default=now + AHEAD), now)
    return len(notes)


def reminders(chat: Subscription, calendar: ReleaseCalendar, now: datetime) -> list[tuple[datetime, Coming]]:
    """What a chat wants to be reminded of next, and when."""
    found = []
    for kind, lead in (("fomc", chat.remind_fomc), ("h41", chat.remind_h41), (COUPON_AUCTION, chat.remind_auction)):
        item = next_of(kind, now, calendar)
        following = next_of(kind, item.at, calendar) if item else None
        found += [(reminder_at(chat, one.at, lead), one) for one in (item, following) if one is not None and lead is not None]
    return sorted(found)
