"""Repo and reverse repo operations told: the day's sum first, then the operation, and what its calendar means."""

from __future__ import annotations

from bot.calendars.newyork import NEW_YORK
from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories import turns
from bot.render.stories.story import Story
from rules.event import RepoOperation, ReverseRepoOperation

Operation = RepoOperation | ReverseRepoOperation

NOTEWORTHY_RANK = 0.5
"""A day's total that ranks lower says nothing by its rank."""
_NAMES = {
    ("repo_operation", "standing"): N_("Standing repo (SRF)"),
    ("repo_operation", "other"): N_("Fed repo operation"),
    ("reverse_repo_operation", "on_rrp"): N_("Overnight reverse repo (ON RRP)"),
    ("reverse_repo_operation", "other"): N_("Fed reverse repo operation"),
}
_TAKEN = {"repo_operation": N_("{name}: {amount} lent"), "reverse_repo_operation": N_("{name}: {amount} parked at the Fed")}
_MEANINGS = {
    ("repo_operation", "standing"): N_("{day}: overnight loans against bonds"),
    ("reverse_repo_operation", "on_rrp"): N_("{day}: cash that money funds and others leave with the Fed overnight"),
}
_TAX_DAY = N_("Tax or settlement day: cash moves to the Treasury's account, which often swings take-up for a day or two.")
_NOTES = {**turns.ENDS, "tax_or_settlement": _TAX_DAY}


def story(event: Operation, tx: Texts) -> Story:
    """An operation told, with the sum of its day."""
    notes, turn = [], turns.turn_of(event.calendar, event.operation_on)
    if event.is_small_value and event.accepted_usd:
        notes.append(tx.t("Small-value operation: too small to say anything about funding."))
    elif turn in _NOTES and _total(event):
        notes.append(tx.t(_NOTES[turn]))
    return Story(
        headline=_headline(event, tx),
        numbers=(_day(event, tx), _before(event, tx), _rank(event, tx), _self(event, tx), _collateral(event, tx)),
        notes=tuple(notes),
    )


def _headline(event: Operation, tx: Texts) -> str:
    name, total = tx.t(_NAMES.get((event.KIND, event.facility), _NAMES[event.KIND, "other"])), _total(event)
    if not total:
        return tx.t("{name}: no take-up", name=name)
    text = tx.t(_TAKEN[event.KIND], name=name, amount=amounts.usd(total, tx.lang))
    return turns.named(text, turns.turn_of(event.calendar, event.operation_on), tx)


def _total(event: Operation) -> int:
    return event.accepted_usd if event.day_accepted_usd is None else event.day_accepted_usd


def _day(event: Operation, tx: Texts) -> str:
    day = amounts.day(event.operation_on, tx.lang)
    if (event.KIND, event.facility) in _MEANINGS:
        day = tx.t(_MEANINGS[event.KIND, event.facility], day=day)
    if event.day_accepted_usd is None or not event.day_operations or event.day_operations < 2:
        return day
    total = amounts.usd(event.day_accepted_usd, tx.lang)
    return tx.n("{day}, {total} in {count} operation", "{day}, {total} in {count} operations", event.day_operations, day=day, total=total)


def _before(event: Operation, tx: Texts) -> str:
    if event.previous_day_accepted_usd is None or event.day_change_usd is None:
        return ""
    before = amounts.usd(event.previous_day_accepted_usd, tx.lang)
    if not event.day_change_usd:
        return tx.t("Operation day before: {amount}, unchanged", amount=before)
    return tx.t("Operation day before: {amount} (change {change})", amount=before, change=amounts.usd_change(event.day_change_usd, tx.lang))


def _rank(event: Operation, tx: Texts) -> str:
    rank = event.day_accepted_percentile_250d
    if rank is None or rank < NOTEWORTHY_RANK or not _total(event):
        return ""
    if rank >= 1:
        return tx.t("The most in 250 operation days")
    return tx.t("At or above {share} of the last 250 operation days", share=amounts.share(rank))


def _self(event: Operation, tx: Texts) -> str:
    accepted = amounts.usd(event.accepted_usd, tx.lang)
    text = tx.t("This operation: {accepted}", accepted=accepted)
    if event.submitted_usd is not None and event.submitted_usd != event.accepted_usd:
        text = tx.t("This operation: {accepted} of {submitted} bid", accepted=accepted, submitted=amounts.usd(event.submitted_usd, tx.lang))
    parts = [text]
    if event.rate_pct is not None:
        parts.append(tx.t("at {rate}", rate=amounts.pct(event.rate_pct)))
    if event.term_days is not None and event.facility == "other":
        parts.append(tx.n("for {count} day", "for {count} days", event.term_days))
    if event.closes_at is not None:
        parts.append(tx.t("closed {clock} New York", clock=amounts.clock(event.closes_at, NEW_YORK)[:5]))
    if isinstance(event, ReverseRepoOperation) and event.counterparties is not None:
        parts.append(tx.n("{count} counterparty", "{count} counterparties", event.counterparties))
    return words.phrased(parts, tx)


def _collateral(event: Operation, tx: Texts) -> str:
    held = (
        (N_("Treasuries {amount}"), event.treasury_accepted_usd),
        (N_("agency debt {amount}"), event.agency_accepted_usd),
        (N_("MBS {amount}"), event.mbs_accepted_usd),
    )
    parts = [tx.t(text, amount=amounts.usd(amount, tx.lang)) for text, amount in held if amount]
    return tx.t("Collateral: {parts}", parts=words.listed(parts, tx)) if parts and isinstance(event, RepoOperation) else ""
