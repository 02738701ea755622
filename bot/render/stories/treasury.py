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
    "bill": N_("Treasury bills"),
    "coupon": N_("Treasury notes and bonds"),
    "tips": N_("inflation-protected Treasuries"),
    "frn": N_("floating-rate Treasuries"),
    "other": N_("Treasuries"),
}
_BOTH_WAYS = {"roll": N_("Fed rolled {amount} of agency MBS to another month"), "swap": N_("Fed swapped coupons of {amount} of agency MBS")}
SMALL_VALUE = N_("Small-value exercise: it tests the systems and means nothing for policy.")
RESERVE_MANAGEMENT = N_("Reserve management, not QE: bills are bought to keep bank reserves ample, not to push long yields down.")


def story(event: TreasuryOperation | AgencyOperation | CashBalance, tx: Texts, context: Mapping[str, Any]) -> Story:
    """An operation or the day's cash told; `context` are the known fields of the Context."""
    if isinstance(event, AgencyOperation):
        return _agency(event, tx)
    return _operation(event, tx, context) if isinstance(event, TreasuryOperation) else _cash_balance(event, tx)


def _operation(event: TreasuryOperation, tx: Texts, context: Mapping[str, Any]) -> Story:
    """A purchase or sale told, beside the month's and the announced pace."""
    notes = _exercise(event, tx)
    if not notes and event.is_purchase and event.security_type == "bill" and context.get("purchase_purpose") == "reserve_management":
        notes.append(tx.t(RESERVE_MANAGEMENT))
    return Story(
        headline=_headline(event, tx.t(_SECURITIES.get(event.security_type, _SECURITIES["other"])), tx),
        numbers=(_days(event, tx), _offered(event, tx), _month(event, tx), _schedule(event, tx)),
        notes=tuple(notes),
    )


def _agency(event: AgencyOperation, tx: Texts) -> Story:
    """A purchase, sale or exchange of mortgage securities told, beside the month's."""
    headline = _headline(event, tx.t("agency MBS"), tx)
    if event.operation_type in _BOTH_WAYS and event.is_purchase is None:
        headline = tx.t(_BOTH_WAYS[event.operation_type], amount=amounts.usd(event.accepted_usd, tx.lang))
    return Story(headline=headline, numbers=(_days(event, tx), _offered(event, tx), _month(event, tx)), notes=tuple(_exercise(event, tx)))


def _exercise(event: TreasuryOperation | AgencyOperation, tx: Texts) -> list[str]:
    if not (event.is_small_value and event.accepted_usd):
        return []
    return [tx.t(SMALL_VALUE)]


def _headline(event: TreasuryOperation | AgencyOperation, securities: str, tx: Texts) -> str:
    told = {"securities": securities}
    if not event.accepted_usd:
        return tx.t("Fed bought no {securities}", **told) if event.is_purchase else tx.t("Fed sold no {securities}", **told)
    told["amount"] = amounts.usd(event.accepted_usd, tx.lang)
    if event.is_purchase:
        return tx.t("Fed bought {amount} of {securities}", **told)
    return tx.t("Fed sold {amount} of {securities}", **told)


def _days(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    day = amounts.day(event.operation_on, tx.lang)
    if event.settles_on is None:
        return day
    return tx.t("{day}, settles {settles}", day=day, settles=amounts.short_day(event.settles_on, tx.lang))


def _offered(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    if event.submitted_usd is None:
        return ""
    offered = amounts.usd(event.submitted_usd, tx.lang)
    return tx.t("Offered to the Fed: {amount}", amount=offered) if event.is_purchase else tx.t("Bid for: {amount}", amount=offered)


def _month(event: TreasuryOperation | AgencyOperation, tx: Texts) -> str:
    if event.month_accepted_usd is None:
        return ""
    text = tx.t("Net purchases in 30 days: {amount}", amount=amounts.usd(event.month_accepted_usd, tx.lang))
    if not event.month_change_usd:
        return text
    change = amounts.usd_change(event.month_change_usd, tx.lang)
    return tx.t("{text}, {change} on the 30 days before", text=text, change=change)


def _schedule(event: TreasuryOperation, tx: Texts) -> str:
    if event.off_schedule_usd is None:
        return ""
    if not event.off_schedule_usd:
        return tx.t("Within the announced pace and reinvested principal")
    return tx.t("{amount} above the announced pace and reinvested principal", amount=amounts.usd(event.off_schedule_usd, tx.lang))


def _cash_balance(event: CashBalance, tx: Texts) -> Story:
    """The Treasury's cash told by its change, and what that does to bank reserves."""
    return Story(
        headline=_cash_headline(event, tx),
        numbers=(tx.t("As of {day}", day=amounts.day(event.as_of, tx.lang)), _five_days(event, tx)),
        notes=(tx.t("Cash in this account is missing from bank reserves; it returns to them when it is spent."),),
    )


def _cash_headline(event: CashBalance, tx: Texts) -> str:
    text = tx.t("Treasury's cash at the Fed (TGA) {amount}", amount=amounts.usd(event.tga_usd, tx.lang))
    if not event.tga_change_1d_usd:
        return text
    return tx.t("{headline}, {change} in a day", headline=text, change=amounts.usd_change(event.tga_change_1d_usd, tx.lang))


def _five_days(event: CashBalance, tx: Texts) -> str:
    if event.tga_change_5d_usd is None:
        return ""
    text = tx.t("In 5 days: {change}", change=amounts.usd_change(event.tga_change_5d_usd, tx.lang))
    z = event.tga_change_5d_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return text
    return tx.t("{text}, {z}", text=text, z=words.value("tga_change_5d_z_250d", z, tx))
