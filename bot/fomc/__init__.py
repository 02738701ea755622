"""The Fed's policy texts read to facts: statements of every era since 1994, and implementation notes. Pure."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from bot.fomc.balance_sheet import read_balance_sheet
from bot.fomc.decision import read_decision
from bot.fomc.note import NoteFacts, read_note
from bot.fomc.text import plain, unquoted
from bot.fomc.votes import read_votes, without_votes

__all__ = ["NoteFacts", "StatementFacts", "read_note", "read_statement"]


class StatementFacts(TypedDict):
    """What a statement says, named as in `rules.event.FomcStatement`."""

    decision: str | None
    change_bp: int | None
    target_lower_pct: float | None
    target_upper_pct: float | None
    votes_for: int | None
    votes_against: int | None
    dissents: tuple[str, ...]
    balance_sheet_action: str | None
    balance_sheet_effective_on: date | None
    purchase_purpose: str | None
    purchase_pace_usd_month: int | None
    purchase_pace_change_usd_month: int | None
    purchase_total_usd: int | None
    runoff_treasury_cap_usd_month: int | None
    runoff_mbs_cap_usd_month: int | None


def read_statement(text: str, on: date) -> StatementFacts:
    """Read a statement's text, published on the New York day `on`; what its words don't say is None.

    Paragraphs are separated by blank lines. `change_bp` is signed and 0 for a hold; where only the new range is said it is None.
    """
    text = plain(text)
    body = without_votes(unquoted(text))
    decision, votes, holdings = read_decision(body, on), read_votes(text), read_balance_sheet(body, on)
    return StatementFacts(
        decision=decision.decision,
        change_bp=decision.change_bp,
        target_lower_pct=decision.lower_pct,
        target_upper_pct=decision.upper_pct,
        votes_for=votes.votes_for,
        votes_against=votes.votes_against,
        dissents=votes.dissents,
        balance_sheet_action=holdings.action,
        balance_sheet_effective_on=holdings.effective_on,
        purchase_purpose=holdings.purpose,
        purchase_pace_usd_month=holdings.pace_usd_month,
        purchase_pace_change_usd_month=holdings.pace_change_usd_month,
        purchase_total_usd=holdings.total_usd,
        runoff_treasury_cap_usd_month=holdings.treasury_cap_usd_month,
        runoff_mbs_cap_usd_month=holdings.mbs_cap_usd_month,
    )
