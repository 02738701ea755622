"""The pinned card in words: fourteen lines at the most, edited in place."""

from __future__ import annotations

from bot.calendars.newyork import today
from bot.i18n import Texts, texts
from bot.lookups.card import Card
from bot.render import amounts, clock, words
from bot.render.digest import NAMES
from bot.render.html import escape, exact
from bot.render.lookups.balance import news_line, on_rrp_line, reserves_line, tga_line
from bot.render.lookups.cycle import rates_line, regime_line
from bot.render.lookups.page import old, page
from bot.render.lookups.rates import rate_line
from bot.render.stories.fomc import against_priced
from rules.event import FomcStatement


def text(found: Card, lang: str) -> str:
    """The message, Telegram HTML. It says nothing of the instant at which it is made: the same figures make the same text."""
    tx = texts("alerts", lang)
    sheet = found.balance
    lead = found.rates.rates[0] if found.rates.rates else None
    is_old = (sheet is not None and sheet.is_old) or (lead is not None and lead.is_old)
    lines = (
        old(tx) if is_old else "",
        regime_line(found.cycle, tx),
        decision_line(found.decision, tx) if found.decision else "",
        *((news_line(sheet, tx), reserves_line(sheet, tx), tga_line(sheet, tx), on_rrp_line(sheet, tx)) if sheet else (_none(tx),)),
        rate_line(lead, found.rates, tx) if lead else "",
    )
    return page(rates_line(found.cycle, tx), lines, "\n".join(filter(None, [*_next(found, tx), foot_line(found, tx)])), tx)


def over(lang: str) -> str:
    """What takes the place of a card that is not kept up to date any more."""
    return escape(texts("alerts", lang).t("This card has been turned off: its figures are no longer kept up to date."))


def given_up(lang: str, channel: int | None) -> str:
    """What is said where a card was deleted twice; of a `channel` it is said elsewhere."""
    tx = texts("alerts", lang)
    if channel is None:
        return tx.t("The pinned card was deleted twice, so I have turned it off. /card on brings it back.")
    return tx.t("The pinned card of the channel {channel} was deleted twice, so I have turned it off.", channel=channel)


def decision_line(event: FomcStatement, tx: Texts) -> str:
    """What was decided last beside what was priced in, or that this is not known."""
    said = against_priced(event, tx)
    unknown = tx.t("what was priced in: not known") if event.surprise_bp is None and event.is_scheduled is not False else ""
    day = amounts.short_day(today(event.published_at), tx.lang)
    return words.chained([tx.t("Last decision {day}: {decision}", day=day, decision=said), unknown], tx)


def _none(tx: Texts) -> str:
    return tx.t("Fed balance sheet: no release read yet")


def _next(found: Card, tx: Texts) -> list[str]:
    """A line a release, as HTML."""
    lines = []
    for one in found.next:
        said = tx.t("Next {name}: {when}", name=tx.t(NAMES[one.kind]), when="{when}")
        lines.append(escape(said).replace("{when}", clock.stamp(one.at, tx)))
    return lines


def foot_line(found: Card, tx: Texts) -> str:
    """As of when, that it is edited, and that it is no advice, as HTML."""
    as_of = escape(tx.t("as of {when}", when="{when}")).replace("{when}", clock.stamp(found.as_of, tx)) if found.as_of else ""
    return words.parted([as_of, exact(tx.t("edited in place")), exact(tx.t("not advice"))], tx)
