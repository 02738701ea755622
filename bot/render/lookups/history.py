"""The last publications of a kind as a look-up: a line each, with its size and what bitcoin did in the day after."""

from __future__ import annotations

from datetime import timedelta

from bot import kinds
from bot.calendars.newyork import today
from bot.i18n import Texts, texts
from bot.lookups.history import DAY, History, Past
from bot.render import amounts, verdict, words
from bot.render.alert import story
from bot.render.html import escape, exact, shorten
from bot.render.lookups.page import nothing, page, unread
from rules.model import Assessment

UNASSESSED = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime="neutral")
"""Of what was loaded as history: told by its facts alone."""
LONGEST = 90


def text(found: History, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    name = kinds.name(found.kind, lang)
    if not found.past:
        return nothing(name, tx)
    news = tx.t("{kind}: the last {count}", kind=name, count=len(found.past))
    if found.is_notable:
        news = tx.t("{kind}: the last {count} of impact 20 and more", kind=name, count=len(found.past))
    elif found.least_usd is not None:
        least = amounts.usd(found.least_usd, lang)
        news = tx.t("{kind}: the last {count} of {least} and more", kind=name, count=len(found.past), least=least)
    body = page(news, [unread(found.unread, tx)], "\n".join(escape(_line(one, tx)) for one in found.past), tx)
    known = [one for one in found.past if one.moved_pct is not None and one.span == DAY]
    ups = sum(one.moved_pct > 0 for one in known if one.moved_pct is not None)
    counted = tx.t("BTC rose in {ups} of {count}: too few to say anything", ups=ups, count=len(known)) if known else ""
    unsized = tx.t("without a size: loaded as history, never assessed") if any(one.told is None for one in found.past) else ""
    foot = words.parted([exact(line) for line in (counted, unsized, tx.t("not advice")) if line], tx)
    return f"{body}\n{foot}"


def _line(one: Past, tx: Texts) -> str:
    assessment = one.told.assessment if one.told else UNASSESSED
    day = amounts.day(today(one.event.published_at), tx.lang)
    news = shorten(story(one.event, assessment, tx).news, LONGEST)
    size = verdict.size(one.told.assessment, tx) if one.told else ""
    return words.parted([tx.t("{day}: {news}", day=day, news=news), size, _moved(one, tx)], tx)


def _moved(one: Past, tx: Texts) -> str:
    if one.moved_pct is None:
        return tx.t("BTC: no price")
    size = f"{abs(one.moved_pct):.1f}%"
    hours = max(1, one.span // timedelta(hours=1))
    if size == "0.0%":
        return tx.t("BTC flat in {hours} h", hours=hours)
    return (
        tx.t("BTC +{size} in {hours} h", size=size, hours=hours)
        if one.moved_pct > 0
        else tx.t("BTC −{size} in {hours} h", size=size, hours=hours)
    )
