"""The policy cycle as a look-up: the run of hikes or cuts, what came before it, and what the balance sheet does, since when and why."""

from __future__ import annotations

from collections.abc import Mapping

from bot.calendars.newyork import today
from bot.i18n import N_, Texts, texts
from bot.lookups.cycle import Cycle, Run
from bot.render import amounts, clock, words
from bot.render.html import escape
from bot.render.lookups.page import POLICY, foot, page, unread
from rules.ledger import PolicyFact

REASONS: Mapping[str, str] = {
    "unscheduled_action": N_("the Committee acted outside its meetings within 30 days"),
    "facility": N_("a new lending facility within 30 days"),
    "large_repos": N_("repo loans above 1% of the Fed's assets on two days running"),
    "end_announced": N_("its end on {day} is announced"),
    "none": N_("neither run-off nor purchases are in force"),
}
"""Why a regime holds (`rules.regime`), where the programme in force does not say it."""


def text(found: Cycle, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    lines = (
        unread(found.unread, tx),
        _before(found.before, tx) if found.before else "",
        _holds(found, tx),
        regime_line(found, tx),
        words.capital(_programme(found.programme, tx)) if found.programme else "",
        _ahead(found.ahead, tx) if found.ahead else "",
        _why(found, tx),
    )
    last = "\n".join(filter(None, [_next(found, tx), foot(tx.t("Federal Reserve"), POLICY, tx)]))
    return page(rates_line(found, tx), lines, last, tx)


def rates_line(found: Cycle, tx: Texts) -> str:
    """The rate cycle in a line, plain text: `Fed hiking: 1 hike since 16 Sep 2026, +25bp to 3.75–4.00%`."""
    if found.now is None:
        return tx.t("Rate cycle: no change of the target range known")
    told = {"day": amounts.day(found.now.first_on, tx.lang), "range": amounts.pct_range(*found.now.range_pct, tx)}
    total = amounts.bp(found.now.total_bp, tx)
    if found.now.is_up:
        return tx.n(
            "Fed is hiking: {count} hike since {day}, +{total} to {range}",
            "Fed is hiking: {count} hikes since {day}, +{total} to {range}",
            found.now.moves, total=total, **told,
        )  # fmt: skip
    return tx.n(
        "Fed is cutting: {count} cut since {day}, −{total} to {range}",
        "Fed is cutting: {count} cuts since {day}, −{total} to {range}",
        found.now.moves, total=total, **told,
    )  # fmt: skip


def _before(run: Run, tx: Texts) -> str:
    told = {
        "first": amounts.day(run.first_on, tx.lang), "last": amounts.day(run.last_on, tx.lang),
        "total": amounts.bp(run.total_bp, tx), "range": amounts.pct_range(*run.range_pct, tx),
    }  # fmt: skip
    if run.is_up:
        one, many = (
            N_("Before: {count} hike, {first}, +{total} to {range}"),
            N_("Before: {count} hikes, {first} to {last}, +{total} to {range}"),
        )
    else:
        one, many = (
            N_("Before: {count} cut, {first}, −{total} to {range}"),
            N_("Before: {count} cuts, {first} to {last}, −{total} to {range}"),
        )
    return tx.t(one if run.moves == 1 else many, count=run.moves, **told)


def _holds(found: Cycle, tx: Texts) -> str:
    """What the meetings since the last change did."""
    if found.now is None:
        return ""
    last = amounts.day(found.now.last_on, tx.lang)
    if not found.holds:
        return tx.t("Last change {day}, {change}", day=last, change=amounts.bp_change(found.now.last_bp, tx))
    return tx.n(
        "Last change {day}, {change}; held at {count} meeting since",
        "Last change {day}, {change}; held at {count} meetings since",
        found.holds, day=last, change=amounts.bp_change(found.now.last_bp, tx),
    )  # fmt: skip


def regime_line(found: Cycle, tx: Texts) -> str:
    """The balance sheet's regime in a line, plain text: what is done, what for, and since when."""
    regime = found.regime
    purpose = words.value("purchase_purpose", regime.purpose, tx) if regime.purpose else ""
    since = tx.t("since {day}", day=amounts.day(regime.since, tx.lang)) if regime.since else ""
    return tx.t("Balance sheet: {regime}", regime=words.phrased([words.value("regime", regime.name, tx), purpose, since], tx))


def _why(found: Cycle, tx: Texts) -> str:
    reason = REASONS.get(found.regime.reason)
    if reason is None:
        return ""
    day = amounts.day(found.ends_on, tx.lang) if found.ends_on else ""
    return tx.t("Why: {reason}", reason=tx.t(reason, day=day))


def _ahead(fact: PolicyFact, tx: Texts) -> str:
    """What is announced and not in force yet, and from when on it is."""
    return tx.t("From {day}: {programme}", day=amounts.day(fact.effective_on, tx.lang), programme=_programme(fact, tx))


def _programme(fact: PolicyFact, tx: Texts) -> str:
    """The size, and when it was announced."""
    announced = amounts.day(today(fact.announced_at), tx.lang)
    if fact.subject == "runoff_caps":
        caps = {name: amounts.usd(fact.values.get(f"{name}_usd_month") or 0, tx.lang) for name in ("treasury", "mbs")}
        return tx.t("at most {treasury} of Treasuries and {mbs} of MBS run off a month, announced {day}", day=announced, **caps)
    pace = fact.values.get("pace_usd_month")
    if pace is None:
        return tx.t("purchases without a stated pace, announced {day}", day=announced)
    return tx.t("purchases of {size} a month, announced {day}", size=amounts.usd(pace, tx.lang), day=announced)


def _next(found: Cycle, tx: Texts) -> str:
    if found.next is None:
        return ""
    said = tx.t("Next decision: {when}", when="{when}")
    return escape(said).replace("{when}", clock.stamp(found.next.at, tx))
