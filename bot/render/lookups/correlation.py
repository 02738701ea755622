"""The correlation of bitcoin with equities as a look-up, its method stated."""

from __future__ import annotations

from bot.assessing.correlation import SESSIONS
from bot.i18n import Texts, texts
from bot.lookups.correlation import Correlation
from bot.render import amounts
from bot.render.html import exact
from bot.render.lookups.page import page


def text(found: Correlation, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    lines = (
        _interval(found, tx),
        _before(found, tx),
        tx.t("Up to {day}", day=amounts.day(found.last_on, tx.lang)) if found.last_on else "",
        tx.t("Method: correlation of daily log returns from one session to the next, a weekend being one"),
        tx.t("A session is a day with an S&P 500 close; BTC is its hourly close at 16:00 in New York"),
        tx.t("It says how they moved together, not why; it is no forecast"),
    )
    return page(_news(found, tx), lines, exact(tx.t("not advice")), tx)


def _news(found: Correlation, tx: Texts) -> str:
    if found.value is not None:
        return tx.t("BTC and S&P 500: correlation {value} over {sessions} sessions", value=_figure(found.value), sessions=SESSIONS)
    if found.is_old:
        return tx.t("BTC and S&P 500: correlation not known, the last common close is too old")
    return tx.t("BTC and S&P 500: correlation not known, {known} common closes of {needed}", known=found.known, needed=SESSIONS + 1)


def _interval(found: Correlation, tx: Texts) -> str:
    if found.interval is None:
        return ""
    low, high = found.interval
    said = tx.t("95% interval {low} to {high}", low=_figure(low), high=_figure(high))
    return tx.t("{said}: not told apart from none", said=said) if low <= 0 <= high else said


def _before(found: Correlation, tx: Texts) -> str:
    return "" if found.before is None else tx.t("The {sessions} sessions before: {value}", sessions=SESSIONS, value=_figure(found.before))


def _figure(value: float) -> str:
    return f"{value:+.2f}".replace("-", amounts.MINUS)
