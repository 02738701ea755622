"""What a chat would have got with other settings: the same rule as for real alerts, asked of what was published before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.audience.wanted import is_silent, wanted
from bot.i18n import Texts
from bot.model import Subscription
from bot.store import Score

SPAN = timedelta(days=90)


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
