"""What a chat would have got with other settings: the same rule as for real alerts, asked of what was published before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.audience.wanted import is_silent, wanted
from bot.i18n import Texts
from bot.model import DEFAULTS, Subscription
from bot.store import Score

SPAN = timedelta(days=90)


USUAL_LOUD, USUAL_SILENT = 1, 6
"""A month's alerts of a chat that has set nothing, from 2025-01 to 2026-07, replayed: docs/rule-firings.md, rounded."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """So many alerts, so many of them with a sound, over so many days."""

    alerts: int
    loud: int
    days: int


def forecast(chat: Subscription, scores: Sequence[Score], now: datetime) -> Forecast:
    """What these settings would have brought. `scores` are what was published in the 90 days before, or since the bot began to watch."""
    got = [score for score in scores if wanted(chat, score)]
    loud = sum(not is_silent(chat, score) for score in got)
    first = min((score.published_at for score in scores), default=now)
    days = SPAN.days if now - first > SPAN - timedelta(days=7) else max(1, (now - first).days)
    return Forecast(len(got), loud, days if scores else 0)


def forecast_text(found: Forecast, tx: Texts) -> str:
    """A forecast in a sentence."""
    if not found.days:
        return tx.t("Nothing has come out yet since I began to watch, so I can't say how many alerts that would be.")
    alerts = tx.n("{count} alert", "{count} alerts", found.alerts)
    said = tx.t("In the last {days} days you would have got {alerts} ({loud} loud).", days=found.days, alerts=alerts, loud=found.loud)
    return said if found.days == SPAN.days else tx.t("{said} I have not watched for longer.", said=said)


def how_often(chat: Subscription, scores: Sequence[Score], now: datetime, tx: Texts) -> str:
    """How many alerts a chat may expect, in a sentence: counted over 90 days, or where the bot is younger, as it was replayed."""
    found = forecast(chat, scores, now)
    if found.days == SPAN.days:
        alerts = tx.n("{count} alert", "{count} alerts", found.alerts)
        return tx.t(
            "How often: in the last {days} days {alerts}, {loud} of them with a sound.", days=found.days, alerts=alerts, loud=found.loud
        )
    if is_untouched(chat):
        return tx.t(
            "How often: about {loud} a month with a sound, {silent} without (replayed over 2025-01 to 2026-07).",
            loud=USUAL_LOUD,
            silent=USUAL_SILENT,
        )
    return forecast_text(found, tx)


def is_untouched(chat: Subscription) -> bool:
    """Whether the chat has set nothing of what comes."""
    return not chat.modes and not chat.own and all(getattr(chat, name) == value for name, value in DEFAULTS.items())
