"""The Treasury's auctions told: what it will borrow and when that takes cash out of the system, and how much was bid for it."""

from __future__ import annotations

import re

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
    "tips": N_("{term} TIPS"),
    "frn": N_("{term} floating-rate notes"),
    "other": N_("{term} securities"),
}
_UNITS = {"Day": N_("{number}-day"), "Week": N_("{number}-week"), "Month": N_("{number}-month"), "Year": N_("{number}-year")}
_BILLS = ("bill", "cmb")
_SETTLING = {True: N_("Bills settling {day}: {offered}"), False: N_("Notes and bonds settling {day}: {offered}")}


def story(event: TreasuryAuction, tx: Texts) -> Story:
    """An announcement or a result told."""
    return _results(event, tx) if event.stage == "results" else _announced(event, tx)


def _announced(event: TreasuryAuction, tx: Texts) -> Story:
    net = _net(event, tx)
    return Story(
        news=_announced_news(event, tx),
        tail=tx.t("auction {day}", day=amounts.short_day(event.auction_on, tx.lang)),
        brief=tx.t("{line}.", line=net or _settles(event, tx)) if net or event.settles_on else "",
        facts=(net, _against_usual(event, tx), _meaning(event, tx), _dates(event, tx)),
        check=net or _settles(event, tx),
    )


def _announced_news(event: TreasuryAuction, tx: Texts) -> str:
    name = security(event, tx)
    if event.offering_usd is None:
        return tx.t("Treasury to auction {securities}", securities=name)
    text = tx.t("Treasury to sell {amount} of {securities}", amount=amounts.usd(event.offering_usd, tx.lang, bare=True), securities=name)
    change = event.offering_change_usd
    if not change:
        return text if change is None else tx.t("{text}, as last time", text=text)
    return tx.t("{text}, {change} on the last", text=text, change=amounts.usd_change(change, tx.lang, bare=True))


def _results(event: TreasuryAuction, tx: Texts) -> Story:
    cover, shares = _cover(event, tx), _shares(event, tx)
    return Story(
        news=tx.t("US {securities} sold: {cover}", securities=security(event, tx), cover=cover) if cover else _sold(event, tx),
        tail=_amount(event, tx) if cover else "",
        brief=tx.t("{line}.", line=shares) if shares else "",
        facts=(shares, _median(event, tx), _on_top(event, tx), _dates(event, tx)),
        check=shares,
    )


def security(event: TreasuryAuction, tx: Texts) -> str:
    """What is auctioned: `10-year notes`."""
    return tx.t(_SECURITIES.get(event.security_type, _SECURITIES["other"]), term=_term(event, tx))


def _term(event: TreasuryAuction, tx: Texts) -> str:
    """The term in words: a reopened security goes by what it was when it was new."""
    match = re.fullmatch(r"([0-9]{1,3})-(Day|Week|Month|Year)(?: ([0-9]{1,2})-Month)?", event.security_term)
    if match is None:
        return event.security_term
    number = int(match[1]) + (1 if match[3] and int(match[3]) else 0)
    return tx.t(_UNITS[match[2]], number=number)


def _settles(event: TreasuryAuction, tx: Texts) -> str:
    return tx.t("Settles {settles}", settles=amounts.short_day(event.settles_on, tx.lang)) if event.settles_on else ""


def _dates(event: TreasuryAuction, tx: Texts) -> str:
    matures = tx.t("matures {day}", day=amounts.day(event.matures_on, tx.lang)) if event.matures_on else ""
    reopened = tx.t("reopened") if event.is_reopening and event.security_type not in _BILLS else ""
    return words.phrased([_settles(event, tx), matures, reopened], tx)


def _net(event: TreasuryAuction, tx: Texts) -> str:
    """What settles on the same day, and what of it is new: all of that day's auctions beside all that matures."""
    if event.settlement_offering_usd is None or event.settles_on is None:
        return ""
    if event.maturing_usd is None and event.settlement_offering_usd == event.offering_usd:
        return ""  # the news says the amount
    told = {"day": amounts.short_day(event.settles_on, tx.lang), "offered": amounts.usd(event.settlement_offering_usd, tx.lang)}
    text = tx.t(_SETTLING[event.security_type in _BILLS], **told)
    if event.maturing_usd is None:
        return text
    if event.settlement_net_usd is None:
        return tx.t("{text} so far, more follow", text=text)
    told = {
        "maturing": amounts.usd(event.maturing_usd, tx.lang, bare=True),
        "net": amounts.usd_change(event.settlement_net_usd, tx.lang, bare=True),
    }
    return tx.t("{text}, maturing {maturing}, net {net}", text=text, **told)


def _against_usual(event: TreasuryAuction, tx: Texts) -> str:
    z = event.settlement_net_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    pattern = N_("New supply {times} the usual swing above normal") if z > 0 else N_("New supply {times} the usual swing below normal")
    return tx.t(pattern, times=amounts.swings(z, tx))


def _meaning(event: TreasuryAuction, tx: Texts) -> str:
    """Where the money comes from, where what settles is known to be new or repaid."""
    net = event.settlement_net_usd
    if not net:
        return ""
    return (
        tx.t("What pays for it leaves bank reserves until the Treasury spends it")
        if net > 0
        else tx.t("More matures than is sold: cash returns to banks")
    )


def _sold(event: TreasuryAuction, tx: Texts) -> str:
    told = {"securities": security(event, tx)}
    if event.accepted_usd is None:
        return tx.t("Treasury sells {securities}", **told)
    told["amount"] = amounts.usd(event.accepted_usd, tx.lang, bare=True)
    if event.high_rate_pct is not None:
        return tx.t("Treasury sells {amount} of {securities} at {rate}", rate=amounts.quoted_pct(event.high_rate_pct), **told)
    if event.high_margin_pct is not None:
        return tx.t("Treasury sells {amount} of {securities}, margin {rate}", rate=amounts.quoted_pct(event.high_margin_pct), **told)
    return tx.t("Treasury sells {amount} of {securities}", **told)


def _amount(event: TreasuryAuction, tx: Texts) -> str:
    """What was sold and at what rate, where the bids are the news."""
    if event.accepted_usd is None:
        return ""
    sold = amounts.usd(event.accepted_usd, tx.lang)
    if event.high_rate_pct is not None:
        return tx.t("{line} at {rate}", line=sold, rate=amounts.quoted_pct(event.high_rate_pct))
    if event.high_margin_pct is not None:
        return tx.t("{line}, margin {rate}", line=sold, rate=amounts.quoted_pct(event.high_margin_pct))
    return sold


def _cover(event: TreasuryAuction, tx: Texts) -> str:
    """Bids for each dollar beside the median of the last such auctions."""
    if event.bid_to_cover is None:
        return ""
    cover, off = amounts.number(event.bid_to_cover), event.bid_to_cover_off_usual
    if off is None:
        return tx.t("cover {cover}", cover=cover)
    return tx.t("cover {cover} (usual {usual})", cover=cover, usual=amounts.number(event.bid_to_cover - off))


def _shares(event: TreasuryAuction, tx: Texts) -> str:
    named = (
        (event.indirect_share_pct, N_("indirect bidders {share}")),
        (event.direct_share_pct, N_("direct bidders {share}")),
        (event.dealer_share_pct, N_("dealers {share}")),
    )
    known = words.phrased((tx.t(text, share=amounts.tenths_pct(share)) for share, text in named if share is not None), tx)
    return tx.t("Taken by {shares}", shares=known) if known else ""


def _median(event: TreasuryAuction, tx: Texts) -> str:
    if event.median_rate_pct is None:
        return ""
    return tx.t("Half was bid at {rate} or less", rate=amounts.quoted_pct(event.median_rate_pct))


def _on_top(event: TreasuryAuction, tx: Texts) -> str:
    if not event.soma_accepted_usd:
        return ""
    return tx.t("Of it {amount} to the Fed, for its own maturing holdings", amount=amounts.usd(event.soma_accepted_usd, tx.lang))
