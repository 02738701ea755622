"""Repo and reverse repo as a look-up: the last day of each facility beside those before it; each says which way the cash goes."""

from __future__ import annotations

from bot.i18n import N_, Texts, texts
from bot.lookups.repo import LARGE_OF, LARGE_USD, Facility, Repo
from bot.lookups.takeup import Day
from bot.render import amounts, clock, words
from bot.render.html import escape
from bot.render.lookups.page import REPO, foot, nothing, old, page
from bot.render.lookups.rates import over_iorb


def text(found: Repo, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    standing, on_rrp = found.standing, found.on_rrp
    if standing is None and on_rrp is None:
        return nothing(tx.t("Repo operations"), tx)
    is_old = any(one is not None and one.is_old for one in (standing, on_rrp))
    srf_rate = _rate(standing, found.iorb_pct, tx) if standing else ""
    lines = (
        old(tx) if is_old else "",
        _past(standing, tx) if standing else "",
        _large(standing, tx) if standing else "",
        tx.t("SRF rate {rate}", rate=srf_rate) if srf_rate else "",
        _on_rrp(on_rrp, tx) if on_rrp and standing else "",
        _past(on_rrp, tx) if on_rrp else tx.t("ON RRP: no operation read yet"),
        tx.t("Standing repo (SRF): no operation read yet") if standing is None else "",
        tx.t("A large SRF means that private overnight cash costs more; ON RRP near zero, that hardly any is left to park"),
        tx.t("SRF adds cash, ON RRP takes it in") if tx.language.explains_repo else "",
    )
    last = "\n".join(filter(None, [_next(found, tx), foot(tx.t("New York Fed"), REPO, tx)]))
    return page(_news(found, tx), lines, last, tx)


LENT = (N_("Fed's SRF lent {amount} on {day}"), N_("Fed's SRF lent nothing on {day}"))
TAKEN_IN = (N_("Fed's ON RRP took in {amount} on {day}"), N_("Fed's ON RRP took in nothing on {day}"))
"""Of an amount, and of none."""


def _news(found: Repo, tx: Texts) -> str:
    if found.standing is not None:
        return _taken(LENT, found.standing.last, found.standing.before, tx)
    assert found.on_rrp is not None
    return _on_rrp(found.on_rrp, tx)


def _on_rrp(facility: Facility, tx: Texts) -> str:
    said = _taken(TAKEN_IN, facility.last, facility.before, tx)
    rate = tx.t("offered at {rate}", rate=amounts.pct(facility.rate_pct)) if facility.rate_pct is not None else ""
    return words.phrased([said, rate], tx)


def _taken(texts: tuple[str, str], last: Day, before: Day | None, tx: Texts) -> str:
    said = tx.t(texts[not last.usd], amount=amounts.usd(last.usd, tx.lang), day=amounts.short_day(last.on, tx.lang))
    if before is None:
        return said
    if not before.usd:
        return words.phrased([said, tx.t("nothing the operation day before")], tx)
    amount = amounts.usd(before.usd, tx.lang, bare=bool(last.usd))
    return words.phrased([said, tx.t("{amount} the operation day before", amount=amount)], tx)


def _past(facility: Facility, tx: Texts) -> str:
    """The highest day of the window."""
    told = {"days": facility.days, "amount": amounts.usd(facility.highest.usd, tx.lang), "day": amounts.day(facility.highest.on, tx.lang)}
    return tx.t("Highest of the last {days} operation days: {amount} on {day}", **told)


def _large(facility: Facility, tx: Texts) -> str:
    size, days = amounts.usd(LARGE_USD, tx.lang), min(LARGE_OF, facility.days)
    return tx.t("Days of {size} or more among the last {days}: {count}", size=size, days=days, count=facility.large_days)


def _rate(facility: Facility, iorb_pct: float | None, tx: Texts) -> str:
    if facility.rate_pct is None:
        return ""
    said = amounts.pct(facility.rate_pct)
    if iorb_pct is None:
        return said
    return words.phrased([said, over_iorb(round(100 * (facility.rate_pct - iorb_pct), 2), tx)], tx)


def _next(found: Repo, tx: Texts) -> str:
    if found.next is None:
        return ""
    is_reverse = found.next.kind == "reverse_repo"
    said = tx.t("Next: ON RRP, {when}", when="{when}") if is_reverse else tx.t("Next: SRF, {when}", when="{when}")
    return escape(said).replace("{when}", clock.stamp(found.next.at, tx, clock.WEEKDAY_AND_TIME))
