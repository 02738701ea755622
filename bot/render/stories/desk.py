"""What the New York Fed's trading desk plans to buy, and the statements on how it works, told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.html import shorten
from bot.render.stories.release import QUOTE_LIMIT, TITLE_LIMIT
from bot.render.stories.story import Story
from bot.render.stories.treasury import RESERVE_MANAGEMENT, SMALL_VALUE
from rules.event import DeskStatement, PurchaseSchedule

_STATED = (
    "balance_sheet_action",
    "purchases_from",
    "purchase_purpose",
    "purchase_pace_usd_month",
    "purchase_pace_change_usd_month",
    "srf_pct",
    "srf_limit_usd",
    "on_rrp_pct",
    "on_rrp_limit_usd",
    "effective_on",
)
"""What a statement may say, in the order in which it is told."""


def story(event: PurchaseSchedule | DeskStatement, tx: Texts, context: Mapping[str, Any]) -> Story:
    """A schedule or a statement told; `context` are the known fields of the Context."""
    return _schedule(event, tx, context) if isinstance(event, PurchaseSchedule) else _statement(event, tx)


def _schedule(event: PurchaseSchedule, tx: Texts, context: Mapping[str, Any]) -> Story:
    """The month's plan, how it divides, and what of it was not known before."""
    notes = []
    if event.reserve_management_usd or context.get("purchase_purpose") == "reserve_management":
        notes.append(tx.t(RESERVE_MANAGEMENT))
    if event.planned_usd and event.reserve_management_usd is None:
        notes.append(tx.t("How much of it adds reserves and how much replaces repaid principal is not said."))
    return Story(headline=_headline(event, tx), numbers=(_parts(event, tx), _change(event, tx), _news(event, tx)), notes=tuple(notes))


def _headline(event: PurchaseSchedule, tx: Texts) -> str:
    if not event.planned_usd:
        return tx.t("Fed plans no purchases of Treasuries, {period}", period=_period(event, tx))
    return tx.t(
        "Fed plans to buy {amount} of Treasuries, {period}", amount=amounts.usd(event.planned_usd, tx.lang), period=_period(event, tx)
    )


def _period(event: PurchaseSchedule, tx: Texts) -> str:
    """The days with the year once, where the language has it."""
    first, last = (amounts.day, amounts.short_day) if tx.language.is_year_first else (amounts.short_day, amounts.day)
    return tx.t("{first} to {last}", first=first(event.first_on, tx.lang), last=last(event.last_on, tx.lang))


def _parts(event: PurchaseSchedule, tx: Texts) -> str:
    named = (
        (N_("{amount} for reserve management"), event.reserve_management_usd),
        (N_("{amount} of reinvested principal"), event.reinvestment_usd),
    )
    return words.phrased((tx.t(text, amount=amounts.usd(part, tx.lang)) for text, part in named if part is not None), tx)


def _change(event: PurchaseSchedule, tx: Texts) -> str:
    if event.planned_change_usd is None:
        return ""
    if not event.planned_change_usd:
        return tx.t("As much as in the schedule before")
    return tx.t("Against the schedule before: {change}", change=amounts.usd_change(event.planned_change_usd, tx.lang))


def _news(event: PurchaseSchedule, tx: Texts) -> str:
    """What was not known before; nothing where all that was known is the schedule before."""
    news = event.unannounced_change_usd
    if news is None or (event.reserve_management_usd is None and news == event.planned_change_usd):
        return ""
    if not news:
        return tx.t("Beyond reinvestment as announced: nothing new in it")
    return tx.t("Against what was announced: {change}", change=amounts.usd_change(news, tx.lang))


def _statement(event: DeskStatement, tx: Texts) -> Story:
    """A statement by its title, the facts that were read from it, and its own first words."""
    return Story(
        headline=tx.t("New York Fed's Desk: {title}", title=shorten(event.title, TITLE_LIMIT)),
        numbers=tuple(_stated(event, tx)),
        notes=(tx.t(SMALL_VALUE),) if event.is_small_value else (),
        quote_title=tx.t("The statement begins (the Desk's own words)") if event.summary else "",
        quote=shorten(event.summary or "", QUOTE_LIMIT),
    )


def _stated(event: DeskStatement, tx: Texts) -> Iterator[str]:
    for name in _STATED:
        raw = getattr(event, name)
        if raw not in (None, "none"):
            yield tx.t("{label}: {value}", label=words.label(name, tx), value=words.value(name, raw, tx))
