"""The month ahead as a look-up: a line a kind of release, with its days on the reader's clock; auctions with term and size, folded."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.i18n import Texts, texts
from bot.lookups.month import Auction, Month
from bot.render import amounts, words
from bot.render.clock import zone_name
from bot.render.digest import NAMES, countdown, moment
from bot.render.html import bold, escape, exact
from bot.render.lookups.page import page
from bot.render.stories.auction import security


def text(found: Month, lang: str, zone: str, now: datetime) -> str:
    """The message, Telegram HTML, on the clock of `zone` (an IANA name)."""
    tx = texts("alerts", lang)
    others = (one for one in found.releases if one != found.next_decision)  # line 1 says that one
    by_kind = groupby(sorted(others, key=lambda one: (one.kind, one.at)), key=lambda one: one.kind)
    lines = sorted((list(items) for _, items in by_kind), key=lambda items: items[0].at)
    shown = [tx.t("{name}: {when}", name=tx.t(NAMES[items[0].kind]), when=_days([one.at for one in items], tx, zone)) for items in lines]
    foot = exact(tx.t("Usual times, {zone}. Reminders: /next", zone=zone_name(ZoneInfo(zone), tx)))
    return page(_news(found, tx, zone, now), shown, "\n".join(filter(None, [_auctions(found.auctions, tx, zone), foot])), tx)


def _news(found: Month, tx: Texts, zone: str, now: datetime) -> str:
    if found.next_decision is None:
        return tx.t("FOMC: the calendar that I know ends here")
    when, span = moment(found.next_decision.at, tx, zone), countdown(found.next_decision.at - now, tx)
    return tx.t("Next FOMC decision: {when}, in {span}", when=when, span=span)


def _days(instants: list[datetime], tx: Texts, zone: str) -> str:
    """The days of one kind, with the time once where it is the same."""
    there = [at.astimezone(ZoneInfo(zone)) for at in instants]
    if len({f"{one:%H:%M}" for one in there}) > 1:
        return words.listed((moment(at, tx, zone) for at in instants), tx)
    days = words.listed((amounts.short_day(one.date(), tx.lang) for one in there), tx)
    return tx.t("{days} {clock}", days=days, clock=f"{there[0]:%H:%M}")


def _auctions(found: tuple[Auction, ...], tx: Texts, zone: str) -> str:
    if not found:
        return ""
    lines = "\n".join(escape(_auction(one, tx, zone)) for one in found)
    title = bold(tx.t("Auctions of notes and bonds"))
    return f"<blockquote expandable>{title}\n{lines}</blockquote>"


def _auction(one: Auction, tx: Texts, zone: str) -> str:
    when = moment(one.at, tx, zone)
    if one.announced is None:
        return tx.t("{when}: size to be announced", when=when)
    offered = one.announced.offering_usd
    size = amounts.usd(offered, tx.lang) if offered else tx.t("size to be announced")
    return tx.t("{when}: {security}, {size}", when=when, security=security(one.announced, tx), size=size)
