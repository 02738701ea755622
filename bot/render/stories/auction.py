"""The Treasury's auctions told: what it will borrow and when that takes cash out of the system, and how much was bid for it."""

from __future__ import annotations

import re
from datetime import date

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories.rate import NOTEWORTHY_Z
from bot.render.stories.story import Story
from rules.event import TreasuryAuction

_SECURITIES = {
    "bill": N_("{term} bills"),
    "cmb": N_("{term} cash management bills"),
    "note": N_("{term} notes"),
    "bond": N_("{term} bonds"),
    "tips": N_("{term} inflation-protected securities (TIPS)"),
    "frn": N_("{term} floating-rate notes"),
    "other": N_("{term} securities"),
}
_UNITS = {"Day": N_("{number}-day"), "Week": N_("{number}-week"), "Month": N_("{number}-month"), "Year": N_("{number}-year")}
_BILLS = ("bill", "cmb")
_SETTLING = {
    True: (N_("Bills settling that day: {offered}"), N_("Bills settling that day: {offered}, maturing {maturing}, net {net}")),
    False: (
        N_("Notes and bonds settling that day: {offered}"),
        N_("Notes and bonds settling that day: {offered}, maturing {maturing}, net {net}"),
    ),
}
_SO_FAR = {
    True: N_("Bills settling that day, announced so far: {offered}; more follow"),
    False: N_("Notes and bonds settling that day, announced so far: {offered}; more follow"),
}
_SUPPLY = N_("What pays for new Treasuries leaves bank reserves until the Treasury spends it; what matures brings it back.")
_BIDS = N_("Bid-to-cover is what was bid for each dollar sold: a low one says that demand was weak.")
_TAIL = N_("How the rate stood to the market's just before (the tail) is not published.")


def story(event: TreasuryAuction, tx: Texts) -> Story:
    """An announcement or a result told."""
    return _results(event, tx) if event.stage == "results" else _announced(event, tx)


def _announced(event: TreasuryAuction, tx: Texts) -> Story:
    day, name = amounts.day(event.auction_on, tx.lang), _name(event, tx)
    if event.offering_usd is None:
        headline = tx.t("Treasury to auction {securities} on {day}", securities=name, day=day)
    else:
        told = {"amount": amounts.usd(event.offering_usd, tx.lang), "securities": name, "day": day}
        headline = tx.t("Treasury to auction {amount} of {securities} on {day}", **told)
    numbers = (_dates(event, tx), _size(event, tx), _settlement(event, tx), _against_usual(event, tx))
    return Story(headline=headline, numbers=numbers, notes=(tx.t(_SUPPLY),))


def _results(event: TreasuryAuction, tx: Texts) -> Story:
    return Story(
        headline=_sold(event, tx),
        numbers=(_cover(event, tx), _shares(event, tx), _median(event, tx), _on_top(event, tx), _dates(event, tx)),
        notes=(tx.t(_BIDS), tx.t(_TAIL)),
    )


def _name(event: TreasuryAuction, tx: Texts) -> str:
    text = tx.t(_SECURITIES.get(event.security_type, _SECURITIES["other"]), term=_term(event, tx))
    return tx.t("{securities} (reopening)", securities=text) if event.is_reopening and event.security_type not in _BILLS else text


def _term(event: TreasuryAuction, tx: Texts) -> str:
    """The term in words: a reopened security goes by what it was when it was new."""
    match = re.fullmatch(r"([0-9]{1,3})-(Day|Week|Month|Year)(?: ([0-9]{1,2})-Month)?", event.security_term)
    if match is None:
        return event.security_term
    number = int(match[1]) + (1 if match[3] and int(match[3]) else 0)
    return tx.t(_UNITS[match[2]], number=number)


def _dates(event: TreasuryAuction, tx: Texts) -> str:
    settles, matures = _day(event.settles_on, tx), _day(event.matures_on, tx)
    if settles and matures:
        return tx.t("Settles {settles}, matures {matures}", settles=settles, matures=matures)
    return tx.t("Settles {settles}", settles=settles) if settles else ""


def _day(value: date | None, tx: Texts) -> str:
    return amounts.day(value, tx.lang) if value else ""


def _size(event: TreasuryAuction, tx: Texts) -> str:
    change = event.offering_change_usd
    if change is None:
        return ""
    if not change:
        return tx.t("As much as at the last such auction")
    return tx.t("{change} on the last such auction", change=amounts.usd_change(change, tx.lang))


def _settlement(event: TreasuryAuction, tx: Texts) -> str:
    """What settles on the same day, and what of it is new."""
    if event.settlement_offering_usd is None:
        return ""
    told = {"offered": amounts.usd(event.settlement_offering_usd, tx.lang)}
    alone, beside = _SETTLING[event.security_type in _BILLS]
    if event.maturing_usd is None:
        return tx.t(alone, **told)
    if event.settlement_net_usd is None:
        return tx.t(_SO_FAR[event.security_type in _BILLS], **told)
    told |= {"maturing": amounts.usd(event.maturing_usd, tx.lang), "net": amounts.usd_change(event.settlement_net_usd, tx.lang)}
    return tx.t(beside, **told)


def _against_usual(event: TreasuryAuction, tx: Texts) -> str:
    z = event.settlement_net_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    return tx.t("New supply against usual: {z}", z=words.value("settlement_net_z_250d", z, tx))


def _sold(event: TreasuryAuction, tx: Texts) -> str:
    told = {"securities": _name(event, tx)}
    if event.accepted_usd is None:
        return tx.t("Treasury sold {securities}", **told)
    told["amount"] = amounts.usd(event.accepted_usd, tx.lang)
    if event.high_rate_pct is not None:
        return tx.t("Treasury sold {amount} of {securities} at {rate}", rate=amounts.quoted_pct(event.high_rate_pct), **told)
    if event.high_margin_pct is not None:
        return tx.t("Treasury sold {amount} of {securities}, margin {rate}", rate=amounts.quoted_pct(event.high_margin_pct), **told)
    return tx.t("Treasury sold {amount} of {securities}", **told)


def _cover(event: TreasuryAuction, tx: Texts) -> str:
    if event.bid_to_cover is None:
        return ""
    ratio, off = amounts.number(event.bid_to_cover), event.bid_to_cover_off_usual
    if off is None:
        return tx.t("Bid-to-cover {ratio}", ratio=ratio)
    return tx.t("Bid-to-cover {ratio}, {change} on the median of the last such auctions", ratio=ratio, change=amounts.signed(off))


def _shares(event: TreasuryAuction, tx: Texts) -> str:
    named = (
        (event.indirect_share_pct, N_("indirect bidders {share}")),
        (event.direct_share_pct, N_("direct bidders {share}")),
        (event.dealer_share_pct, N_("dealers {share}")),
    )
    known = words.phrased((tx.t(text, share=amounts.tenths_pct(share)) for share, text in named if share is not None), tx)
    return tx.t("Taken by: {shares}", shares=known) if known else ""


def _median(event: TreasuryAuction, tx: Texts) -> str:
    if event.median_rate_pct is None:
        return ""
    return tx.t("Half of it was bid at {rate} or less", rate=amounts.quoted_pct(event.median_rate_pct))


def _on_top(event: TreasuryAuction, tx: Texts) -> str:
    if not event.soma_accepted_usd:
        return ""
    return tx.t("The Fed took {amount} of it for its own maturing holdings", amount=amounts.usd(event.soma_accepted_usd, tx.lang))
