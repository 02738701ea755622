"""Repo and reverse repo operations told: the day's sum beside the day before, and what it says of funding.

"Reverse repo" means the opposite at the Chinese central bank: in Chinese each mention says which way the cash goes.
"""

from __future__ import annotations

from datetime import datetime, time

from bot.calendars.newyork import NEW_YORK, at, next_business_day
from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories import turns
from bot.render.stories.story import Story
from rules.event import RepoOperation, ReverseRepoOperation

Operation = RepoOperation | ReverseRepoOperation

HIGH_RANK = 0.9
"""A day's total that ranks lower among a year's says nothing by its rank."""
NOON, AFTERNOON = 12, 13
"""The hour in which the day's second standing repo operation closes, New York; the first one closes in the morning."""
SOFR_TIME = time(8)
"""When the New York Fed publishes the secured rates of the business day before."""
_TAKEN = {
    ("repo_operation", "standing"): N_("Fed's SRF lends {amount}"),
    ("repo_operation", "other"): N_("Fed repo operation lends {amount}"),
    ("reverse_repo_operation", "on_rrp"): N_("Fed's ON RRP takes in {amount}"),
    ("reverse_repo_operation", "other"): N_("Fed reverse repo operation takes in {amount}"),
}
_NONE_TAKEN = {
    ("repo_operation", "standing"): N_("Fed's SRF: no take-up"),
    ("repo_operation", "other"): N_("Fed repo operation: no take-up"),
    ("reverse_repo_operation", "on_rrp"): N_("Fed's ON RRP: no take-up"),
    ("reverse_repo_operation", "other"): N_("Fed reverse repo operation: no take-up"),
}
_ASIDE = N_("SRF (standing repo facility): the Fed lends cash against bonds")


def story(event: Operation, tx: Texts) -> Story:
    """An operation told, with the sum of its day."""
    turn, is_lending = turns.turn_of(event.calendar, event.operation_on), isinstance(event, RepoOperation)
    total = _total(event)
    is_srf = is_lending and event.facility == "standing" and not event.is_small_value
    return Story(
        news=_news(event, tx),
        tail=turns.name(turn, tx) if total else "",
        brief=_brief(event, tx),
        facts=(_day(event, tx), _meaning(event, tx) if is_srf else _bids(event, tx), turns.note(turn, tx) if total else ""),
        check=_day(event, tx),
        coming=(tx.t("Next: the day's SOFR, {when}", when="{when}"), next_sofr(event)) if is_srf else None,
        aside=tx.t(_ASIDE) if is_srf and tx.language.explains_repo else "",
    )


def next_sofr(event: Operation) -> datetime:
    """When the secured rates of the operation's day come out."""
    return at(next_business_day(event.operation_on), SOFR_TIME)


def _news(event: Operation, tx: Texts) -> str:
    total, names = _total(event), (event.KIND, event.facility)
    if not total:
        return tx.t(_NONE_TAKEN.get(names, _NONE_TAKEN[event.KIND, "other"]))
    taken = tx.t(_TAKEN.get(names, _TAKEN[event.KIND, "other"]), amount=amounts.usd(total, tx.lang))
    return words.phrased([taken, _compared(event, tx)], tx)


def _compared(event: Operation, tx: Texts) -> str:
    """Its rank where it is rare, else the change on the day before."""
    rank = event.day_accepted_percentile_250d
    if rank is not None and rank >= 1:
        return tx.t("most in 250 operation days")
    if rank is not None and rank >= HIGH_RANK:
        return tx.t("more than on {share} of a year's days", share=amounts.share(rank))
    if event.day_change_usd:
        return tx.t("{change} on the day", change=amounts.usd_change(event.day_change_usd, tx.lang, bare=True))
    return tx.t("as on the day before") if event.day_change_usd == 0 else ""


def _total(event: Operation) -> int:
    return event.accepted_usd if event.day_accepted_usd is None else event.day_accepted_usd


def _brief(event: Operation, tx: Texts) -> str:
    if event.is_small_value and event.accepted_usd:
        return tx.t("A small amount: it says nothing of funding.")
    day = _day(event, tx)
    return tx.t("{line}.", line=day) if _total(event) and day else ""


def _day(event: Operation, tx: Texts) -> str:
    """The day before, the day with its operations, and the rate; without the day before, what the news does not say already."""
    before, parts = event.previous_day_accepted_usd, _parts(event, tx)
    if before is None:
        rate = tx.t("Rate {rate}", rate=amounts.pct(event.rate_pct)) if event.rate_pct is not None else ""
        return words.parted([words.phrased([rate, _term(event, tx)], tx), parts], tx)
    total = tx.t("{before} → {amount}", before=amounts.usd(before, tx.lang, bare=True), amount=amounts.usd(_total(event), tx.lang))
    if parts:
        total = tx.t("{amount} ({parts})", amount=total, parts=parts)
    if event.rate_pct is not None:
        total = tx.t("{line} at {rate}", line=total, rate=amounts.pct(event.rate_pct))
    return words.phrased([total, _term(event, tx)], tx)


def _term(event: Operation, tx: Texts) -> str:
    return tx.n("for {count} day", "for {count} days", event.term_days) if event.facility == "other" and event.term_days else ""


def _parts(event: Operation, tx: Texts) -> str:
    """How the day's two operations shared it, or which of them this is."""
    if not isinstance(event, RepoOperation) or event.facility != "standing" or event.closes_at is None:
        return _count(event, tx)
    earlier, hour = _total(event) - event.accepted_usd, event.closes_at.astimezone(NEW_YORK).hour
    if event.day_operations == 2 and hour == AFTERNOON:
        shown = {"morning": amounts.part(earlier, tx.lang), "afternoon": amounts.part(event.accepted_usd, tx.lang)}
        return tx.t("a.m. {morning}, p.m. {afternoon}", **shown)
    return tx.t("a.m., the p.m. operation follows") if hour < NOON and event.day_operations == 1 else _count(event, tx)


def _count(event: Operation, tx: Texts) -> str:
    count = event.day_operations or 1
    return tx.n("in {count} operation", "in {count} operations", count) if count > 1 else ""


def _meaning(event: Operation, tx: Texts) -> str:
    if event.rate_pct is None or not event.accepted_usd:
        return ""
    return tx.t("Implies private repo above {rate}; the loan adds cash (smaller offset)", rate=amounts.pct(event.rate_pct))


def _bids(event: Operation, tx: Texts) -> str:
    parts = []
    if event.submitted_usd is not None and event.submitted_usd != event.accepted_usd:
        parts.append(tx.t("Bid for: {amount}", amount=amounts.usd(event.submitted_usd, tx.lang)))
    if isinstance(event, ReverseRepoOperation) and event.counterparties is not None:
        parts.append(tx.n("{count} counterparty", "{count} counterparties", event.counterparties))
    return words.phrased(parts, tx)
