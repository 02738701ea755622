"""What the New York Fed's trading desk plans to buy, and the statements on how it works, told by what is new in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.i18n import N_, Texts
from bot.languages import SOURCE
from bot.render import amounts, words
from bot.render.html import shorten
from bot.render.stories.release import QUOTE_LIMIT, TITLE_LIMIT
from bot.render.stories.story import Story
from bot.render.stories.treasury import NOT_QE, SMALL_VALUE
from rules.event import DeskStatement, PurchaseSchedule

BRIEF_LIMIT = 140
"""Characters of a statement's own words in one line."""
_BOUGHT = {"reserve_management": N_("bills"), "qe": N_("bonds"), None: N_("Treasuries")}


def story(event: PurchaseSchedule | DeskStatement, tx: Texts, context: Mapping[str, Any]) -> Story:
    """A schedule or a statement told; `context` are the known fields of the Context."""
    return _schedule(event, tx, context) if isinstance(event, PurchaseSchedule) else _statement(event, tx)


def _schedule(event: PurchaseSchedule, tx: Texts, context: Mapping[str, Any]) -> Story:
    """The month's plan, how it divides, and what of it was not known before."""
    is_managing = bool(event.reserve_management_usd) or context.get("purchase_purpose") == "reserve_management"
    parts, news = _parts(event, tx), _unannounced(event, tx)
    return Story(
        news=_schedule_news(event, tx, is_managing=is_managing),
        tail=tx.t(NOT_QE) if is_managing and event.planned_usd else "",
        brief=words.parted([_period(event, tx), news or parts], tx),
        facts=(news, parts, _period(event, tx), _undivided(event, tx)),
        check=news or parts,
    )


def _schedule_news(event: PurchaseSchedule, tx: Texts, *, is_managing: bool) -> str:
    """The size beside that of the schedule before."""
    first, change = amounts.short_day(event.first_on, tx.lang), event.planned_change_usd
    if not event.planned_usd:
        return tx.t("NY Fed plans no purchases from {day}", day=first)
    pattern = N_("NY Fed to buy {amount} of bills from {day}") if is_managing else N_("NY Fed to buy {amount} of Treasuries from {day}")
    text = tx.t(pattern, day=first, amount=amounts.usd(event.planned_usd, tx.lang))
    if not change:
        return text if change is None else tx.t("{text}, as last time", text=text)
    size = amounts.usd(abs(change), tx.lang, bare=True)
    return tx.t("{text}, {size} more", text=text, size=size) if change > 0 else tx.t("{text}, {size} less", text=text, size=size)


def _period(event: PurchaseSchedule, tx: Texts) -> str:
    return tx.t("Until {last}", last=amounts.short_day(event.last_on, tx.lang))


def _parts(event: PurchaseSchedule, tx: Texts) -> str:
    named = (
        (N_("{amount} adds reserves"), event.reserve_management_usd),
        (N_("{amount} replaces repaid principal"), event.reinvestment_usd),
    )
    return words.phrased((tx.t(text, amount=amounts.usd(part, tx.lang)) for text, part in named if part is not None), tx)


def _undivided(event: PurchaseSchedule, tx: Texts) -> str:
    """What could turn the verdict: only what is more than a replacement adds cash."""
    if not event.planned_usd or event.reserve_management_usd is not None:
        return ""
    return tx.t("How much of it only replaces repaid principal: not said")


def _unannounced(event: PurchaseSchedule, tx: Texts) -> str:
    """What was not known before; nothing where all that was known is the schedule before."""
    news = event.unannounced_change_usd
    if news is None or (event.reserve_management_usd is None and news == event.planned_change_usd):
        return ""
    if not news:
        return tx.t("As announced: nothing new in it")
    return tx.t("{change} against what was announced", change=amounts.usd_change(news, tx.lang))


def _statement(event: DeskStatement, tx: Texts) -> Story:
    """A statement by what it changes, and its own first words."""
    stated = tuple(_stated(event, tx))
    news, title = _statement_news(event, tx), shorten(event.title, TITLE_LIMIT)
    return Story(
        news=news or (tx.t("NY Fed's trading desk on its operations") if tx.lang != SOURCE else tx.t("NY Fed: {title}", title=title)),
        tail=tx.t(NOT_QE) if news and event.purchase_purpose == "reserve_management" else "",
        brief=_statement_brief(event, stated, tx),
        facts=stated,
        check=next(iter(stated), ""),
        quote_title=tx.t("The statement begins (the Desk's own words)") if event.summary else "",
        quote=shorten(event.summary or "", QUOTE_LIMIT),
    )


def _statement_brief(event: DeskStatement, stated: tuple[str, ...], tx: Texts) -> str:
    """What one line can say below an ordinary statement's news; where nothing was read from it, its own first words or its title."""
    if event.is_small_value:
        return tx.t(SMALL_VALUE)
    if event.action_is_new is False and event.balance_sheet_action not in (None, "none"):
        return tx.t("Announced before: nothing new in it.")
    if stated:
        return stated[0]
    own = event.title if tx.lang != SOURCE else event.summary or ""
    return shorten(own, BRIEF_LIMIT) if tx.lang == SOURCE or not own else tx.t("Title: {title}", title=shorten(own, TITLE_LIMIT))


def _statement_news(event: DeskStatement, tx: Texts) -> str:
    """What it starts, resizes or ends; empty where it does none of these."""
    told = {"securities": tx.t(_BOUGHT.get(event.purchase_purpose, _BOUGHT[None]))}
    day = amounts.short_day(event.purchases_from, tx.lang) if event.purchases_from else ""
    if event.balance_sheet_action == "purchases_end":
        return tx.t("NY Fed ends its purchases of {securities}", **told)
    if event.balance_sheet_action not in ("purchases_start", "purchases_pace"):
        return ""
    if event.purchase_pace_usd_month is None:
        return tx.t("NY Fed to buy {securities} from {day}", day=day, **told) if day else tx.t("NY Fed to buy {securities}", **told)
    told["amount"] = amounts.usd(event.purchase_pace_usd_month, tx.lang)
    if event.balance_sheet_action == "purchases_pace":
        return tx.t("NY Fed to buy {amount} of {securities} a month{before}", before=_before(event, tx), **told)
    if not day:
        return tx.t("NY Fed to buy {amount} of {securities} a month", **told)
    return tx.t("NY Fed to buy {amount} of {securities} a month from {day}", day=day, **told)


def _before(event: DeskStatement, tx: Texts) -> str:
    change, pace = event.purchase_pace_change_usd_month, event.purchase_pace_usd_month
    if not change or pace is None or pace <= change:
        return ""
    return tx.t(", {amount} before", amount=amounts.usd(pace - change, tx.lang, bare=True))


def _stated(event: DeskStatement, tx: Texts) -> Iterator[str]:
    """The rates and limits that it sets."""
    if event.on_rrp_pct is not None:
        yield tx.t("ON RRP {rate}", rate=amounts.pct(event.on_rrp_pct))
    if event.srf_pct is not None:
        yield tx.t("SRF lends at {rate}", rate=amounts.pct(event.srf_pct))
    if event.on_rrp_limit_usd is not None:
        yield tx.t("ON RRP limit per counterparty {amount}", amount=amounts.usd(event.on_rrp_limit_usd, tx.lang))
    if event.srf_limit_usd is not None:
        yield tx.t("SRF limit {amount}", amount=amounts.usd(event.srf_limit_usd, tx.lang))
    if event.effective_on is not None:
        yield tx.t("In effect from {day}", day=amounts.short_day(event.effective_on, tx.lang))
