"""What is priced in, as a look-up: the next decisions, venue by venue, and how fresh each answer is."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import Texts, texts
from bot.lookups.priced import Meeting, Priced
from bot.render import amounts, words
from bot.render.digest import countdown
from bot.render.html import exact
from bot.render.lookups.page import nothing, old, page
from bot.render.priced_in import GAPS, VENUES

A_MOVE = 25.0
"""Basis points of the usual move."""


def text(found: Priced, lang: str, now: datetime) -> str:
    """The message, Telegram HTML; `now` is what ages are told from."""
    tx = texts("alerts", lang)
    if not found.meetings and found.last_at is not None:
        return exact(
            tx.t(
                "What is priced in for the FOMC: the last answer came {span} ago; /status shows what is wrong",
                span=countdown(now - found.last_at, tx),
            )
        )
    if not found.meetings:
        return nothing(tx.t("What is priced in for the FOMC"), tx)
    lead, *others = found.meetings
    lines = (
        old(tx) if lead.is_old else "",
        _chance(lead, tx),
        _venues(lead, tx, now),
        *(words.chained([_meeting(meeting, tx), _venues(meeting, tx, now)], tx) for meeting in others),
        _total(found, tx),
        tx.t("Mean change of the target range by quotes of prediction markets; their word, not the Fed's"),
    )
    return page(tx.t("Priced in for {meeting}", meeting=_meeting(lead, tx)), lines, exact(tx.t("not advice")), tx)


def _meeting(meeting: Meeting, tx: Texts) -> str:
    day = amounts.short_day(meeting.on, tx.lang)
    if meeting.change_bp is None:
        return tx.t("{day}: not known, {reason}", day=day, reason=tx.t(GAPS.get(meeting.gap or "none", GAPS["none"])))
    said = tx.t("{day}: {change}", day=day, change=_bp(meeting.change_bp, tx))
    if meeting.week_bp is None:
        return said
    moved = amounts.bp_change(round(meeting.week_bp, 1), tx)
    return words.phrased([said, tx.t("{change} on the week", change=moved) if round(meeting.week_bp, 1) else tx.t("as a week before")], tx)


def _chance(meeting: Meeting, tx: Texts) -> str:
    """The change read as a chance of one usual move, where it is no more than one."""
    if meeting.change_bp is None or abs(meeting.change_bp) > A_MOVE:
        return ""
    share = f"{100 * abs(meeting.change_bp) / A_MOVE:.0f}%"
    if share == "0%":
        return ""
    if meeting.change_bp >= 0:
        return tx.t("As if a hike of 25bp had a chance of {share}, and no change the rest", share=share)
    return tx.t("As if a cut of 25bp had a chance of {share}, and no change the rest", share=share)


def _venues(meeting: Meeting, tx: Texts, now: datetime) -> str:
    """Each venue's answer and its age; of one alone the answer is the meeting's."""
    said = []
    if len(meeting.venues) == 1:
        [venue] = meeting.venues
        age = tx.t("{span} ago", span=countdown(now - venue.at, tx))
        return tx.t("{name} alone, {age}", name=VENUES.get(venue.venue, venue.venue), age=age)
    for venue in meeting.venues:
        name = VENUES.get(venue.venue, venue.venue)
        told = _bp(venue.change_bp, tx) if venue.change_bp is not None else tx.t("not known")
        age = tx.t("{span} ago", span=countdown(now - venue.at, tx))
        said.append(tx.t("{name} {figure}, {age}", name=name, figure=told, age=age))
    return words.chained(said, tx)


def _total(found: Priced, tx: Texts) -> str:
    if found.total_bp is None or len(found.meetings) < 2:
        return ""
    return tx.t("In all by {day}: {change}", day=amounts.short_day(found.meetings[-1].on, tx.lang), change=_bp(found.total_bp, tx))


def _bp(change: float, tx: Texts) -> str:
    return amounts.bp_change(round(change, 1), tx)
