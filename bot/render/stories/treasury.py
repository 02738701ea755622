"""Treasuries and mortgage securities that the Desk buys or sells, and the Treasury's own cash at the Fed, told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories.rate import NOTEWORTHY_Z
from bot.render.stories.story import Story
from rules.event import AgencyOperation, CashBalance, TreasuryOperation

_SECURITIES = {
    "bill": N_("bills"),
    "coupon": N_("Treasury notes and bonds"),
    "tips": N_("TIPS"),
    "frn": N_("floating-rate Treasuries"),
    "other": N_("Treasuries"),
}
_BOTH_WAYS = {"roll": N_("Fed rolls {amount} of MBS to another month"), "swap": N_("Fed swaps coupons of {amount} of MBS")}
SMALL_VALUE = N_("A small exercise that tests the systems: no policy in it.")
NOT_QE = N_("reserve management, not QE")


def story(event: TreasuryOperation | AgencyOperation | CashBalance, tx: Texts, context: Mapping[str, Any]) -> Story:
    """An operation or the day's cash told; `context` are the known fields of the Context."""
    if isinstance(event, CashBalance):
        return _cash_balance(event, tx)
    return _agency(event, tx) if isinstance(event, AgencyOperation) else _operation(event, tx, context)


def _operation(event: TreasuryOperation, tx: Texts, context: Mapping[str, Any]) -> Story:
    """A purchase or sale told, beside the month's and the announced pace."""
    is_managing = event.is_purchase and event.security_type == "bill" and context.get("purchase_purpose") == "reserve_management"
    news = _news(event, tx.t(_SECURITIES.get(event.security_type, _SECURITIES["other"])), tx)
    off = _off_schedule(event, tx)
    return Story(
        news=news,
        tail=tx.t(NOT_QE) if is_managing and event.accepted_usd else "",
        brief=_exercise(event, tx) or _sentence(words.phrased([_offered(event, tx), off], tx), tx),
        facts=(off, _month(event, tx), _offered(event, tx), _settles(event, tx)),
        check=off or _month(event, tx),
    )


def _agency(event: AgencyOperation, tx: Texts) -> Story:
    """A purchase, sale or exchange of mortgage securities told, beside the month's."""
    news = _news(event, tx.t("MBS"), tx)
    if event.operation_type in _BOTH_WAYS and event.is_purchase is None:
        news = tx.t(_BOTH_WAYS[event.operation_type], amount=amounts.usd(event.accepted_usd, tx.lang))
    return Story(
        news=news,
        brief=_exercise(event, tx) or _sentence(_offered(event, tx), tx),
        facts=(_month(event, tx), _offered(event, tx), _settles(event, tx)),
        check=_month(event, tx),
    )


def _sentence(line: str, tx: Texts) -> str:
    return tx.t("{line}.", line=line) if line else ""


def _exercise(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    return tx.t(SMALL_VALUE) if event.is_small_value and event.accepted_usd else ""


def _news(event: TreasuryOperation | AgencyOperation, securities: str, tx: Texts) -> str:
    told = {"securities": securities}
    if not event.accepted_usd:
        return tx.t("Fed sells no {securities}", **told) if event.is_purchase is False else tx.t("Fed buys no {securities}", **told)
    told["amount"] = amounts.usd(event.accepted_usd, tx.lang)
    text = (
        tx.t("Fed sells {amount} of {securities}", **told)
        if event.is_purchase is False
        else tx.t("Fed buys {amount} of {securities}", **told)
    )
    if event.month_accepted_usd is None or event.is_small_value:
        return text
    return tx.t("{text}; 30 days {month}", text=text, month=amounts.usd(event.month_accepted_usd, tx.lang, bare=True))


def _settles(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    return tx.t("Settles {settles}", settles=amounts.short_day(event.settles_on, tx.lang)) if event.settles_on else ""


def _offered(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    if event.submitted_usd is None:
        return ""
    offered = amounts.usd(event.submitted_usd, tx.lang)
    return tx.t("Bid for: {amount}", amount=offered) if event.is_purchase is False else tx.t("Offered to the Fed: {amount}", amount=offered)


def _month(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    """The month's net purchases beside the month before."""
    month, change = event.month_accepted_usd, event.month_change_usd
    if month is None or change is None:
        return ""
    told = {"before": amounts.usd(month - change, tx.lang, bare=True), "amount": amounts.usd(month, tx.lang)}
    return tx.t("Net purchases in 30 days: {before} → {amount}", **told)


def _off_schedule(event: TreasuryOperation, tx: Texts) -> str:
    if event.off_schedule_usd is None:
        return ""
    if not event.off_schedule_usd:
        return tx.t("within the announced pace")
    return tx.t("{amount} above the announced pace", amount=amounts.usd(event.off_schedule_usd, tx.lang))


def _cash_balance(event: CashBalance, tx: Texts) -> Story:
    """The Treasury's cash told by its change, and what that does to bank reserves."""
    five = _five_days(event, tx)
    return Story(
        news=_cash_news(event, tx),
        tail=amounts.short_day(event.as_of, tx.lang),
        brief=_sentence(five or _meaning(event, tx), tx),
        facts=(five, _unusual(event, tx), _meaning(event, tx)),
        check=five,
    )


def _cash_news(event: CashBalance, tx: Texts) -> str:
    text = tx.t("Treasury's cash (TGA) {amount}", amount=amounts.usd_column(event.tga_usd, tx.lang, signed=False))
    if not event.tga_change_1d_usd:
        return text
    return tx.t("{text}, {change} on the day", text=text, change=amounts.usd_column(event.tga_change_1d_usd, tx.lang, bare=True))


def _five_days(event: CashBalance, tx: Texts) -> str:
    if event.tga_change_5d_usd is None:
        return ""
    return tx.t("5 days {change}", change=amounts.usd_column(event.tga_change_5d_usd, tx.lang, bare=True))


def _unusual(event: CashBalance, tx: Texts) -> str:
    z = event.tga_change_5d_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    pattern = N_("Up {times} the usual swing in 5 days") if z > 0 else N_("Down {times} the usual swing in 5 days")
    return tx.t(pattern, times=amounts.swings(z, tx))


def _meaning(event: CashBalance, tx: Texts) -> str:
    change = event.tga_change_5d_usd or event.tga_change_1d_usd
    if not change:
        return ""
    return (
        tx.t("Cash that the Treasury gathers leaves bank reserves")
        if change > 0
        else tx.t("Cash that the Treasury spends returns to bank reserves")
    )
