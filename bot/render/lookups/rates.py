"""Overnight rates as a look-up: each beside interest on reserves, with how unusual its spread is, and what the Fed has set."""

from __future__ import annotations

from bot.i18n import N_, Texts, texts
from bot.lookups.rates import Ahead, Rate, Rates
from bot.render import amounts, words
from bot.render.lookups.page import RATES, foot, nothing, old, page, unread


def text(found: Rates, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    if not found.rates:
        return nothing(tx.t("Overnight rates"), tx)
    lead, *others = found.rates
    lines = (
        old(tx) if lead.is_old else "",
        unread(found.unread, tx),
        words.capital(_unusual(lead, tx)),
        *(words.phrased([rate_line(rate, found, tx), _unusual(rate, tx)], tx) for rate in others),
        _set(found, tx),
        _target(found, tx),
        _ahead(found.ahead, tx) if found.ahead else "",
    )
    return page(rate_line(lead, found, tx), lines, foot(tx.t("New York Fed"), RATES, tx, lead.published_at), tx)


def rate_line(rate: Rate, found: Rates, tx: Texts) -> str:
    """Plain text: a rate with its day, where it is not the leading one's, its spread and its change."""
    lead = found.rates[0]
    same_day = lead is not rate and lead.on == rate.on
    said = tx.t("{name} {rate}", name=rate.kind, rate=amounts.pct(rate.pct))
    if not same_day:
        said = tx.t("{said} on {day}", said=said, day=amounts.short_day(rate.on, tx.lang))
    change = tx.t("{change} on the day", change=amounts.bp_change(rate.change_bp, tx)) if rate.change_bp else ""
    return words.phrased([said, _spread(rate, found.iorb_pct, tx), change], tx)


def _spread(rate: Rate, iorb_now: float | None, tx: Texts) -> str:
    """The distance from interest on reserves; where that has been changed since, also what it was."""
    if rate.spread_bp is None or rate.iorb_pct is None:
        return ""
    said = over_iorb(rate.spread_bp, tx)
    if rate.iorb_pct == iorb_now:
        return said
    return tx.t("{said} ({rate} that day)", said=said, rate=amounts.pct(rate.iorb_pct))


def over_iorb(spread_bp: float, tx: Texts) -> str:
    """A distance from interest on reserves in words: `2bp below IORB`."""
    if not spread_bp:
        return tx.t("level with IORB")
    pattern = N_("{spread} over IORB") if spread_bp > 0 else N_("{spread} below IORB")
    return tx.t(pattern, spread=amounts.bp(spread_bp, tx))


def _unusual(rate: Rate, tx: Texts) -> str:
    if rate.percentile is None:
        return tx.t("percentile not known: only {days} days to compare with", days=rate.days) if rate.spread_bp is not None else ""
    return tx.t("spread no lower than on {share} of the {days} days before", share=amounts.share(round(rate.percentile, 2)), days=rate.days)


def _set(found: Rates, tx: Texts) -> str:
    """What the Fed pays and charges."""
    iorb = tx.t("IORB {rate}", rate=amounts.pct(found.iorb_pct)) if found.iorb_pct is not None else ""
    said = [one for one in (iorb, *_others(found, tx)) if one]
    return tx.t("Set by the Fed: {rates}", rates=words.phrased(said, tx)) if said else ""


def _others(found: Rates | Ahead, tx: Texts) -> list[str]:
    rates = ((N_("ON RRP {rate}"), found.on_rrp_pct), (N_("SRF {rate}"), found.srf_pct))
    return [tx.t(text, rate=amounts.pct(pct)) for text, pct in rates if pct is not None]


def _ahead(ahead: Ahead, tx: Texts) -> str:
    """What was decided and is not in force yet."""
    target = tx.t("target range {range}", range=amounts.pct_range(*ahead.target, tx)) if ahead.target else ""
    iorb = tx.t("{name} {rate}", name="IORB", rate=amounts.pct(ahead.iorb_pct)) if ahead.iorb_pct is not None else ""
    said = words.phrased([target, iorb, *_others(ahead, tx)], tx)
    return tx.t("Decided, from {day} on: {rates}", day=amounts.short_day(ahead.on, tx.lang), rates=said)


def _target(found: Rates, tx: Texts) -> str:
    if found.target is None:
        return ""
    bounds = amounts.pct_range(*found.target, tx)
    if found.target_since is None:
        return tx.t("Target range {range}", range=bounds)
    return tx.t("Target range {range}, since {day}", range=bounds, day=amounts.day(found.target_since, tx.lang))
