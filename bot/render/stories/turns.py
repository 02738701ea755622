"""The turns of the calendar that move funding by themselves: their names, and what to think of them."""

from __future__ import annotations

from datetime import date

from bot.i18n import N_, Texts

NAMES = {
    "year_end": N_("year-end"),
    "quarter_end": N_("quarter-end"),
    "month_end": N_("month-end"),
    "tax_or_settlement": N_("tax or settlement day"),
}
NOTES = {
    "year_end": N_("Year-ends do this; spikes usually fade in days"),
    "quarter_end": N_("Quarter-ends do this; spikes usually fade in days"),
    "month_end": N_("Month-ends do this; spikes usually fade in days"),
    "tax_or_settlement": N_("Taxes or settlements move cash to the Treasury; it usually comes back in days"),
}
"""What is easily misread on such days."""


def turn_of(calendar: str, on: date) -> str:
    """The calendar class, the turn of the year told apart from other quarter-ends."""
    return "year_end" if calendar == "quarter_end" and on.month in (12, 1) else calendar


def name(turn: str, tx: Texts) -> str:
    """`month-end`; nothing on an ordinary day."""
    return tx.t(NAMES[turn]) if turn in NAMES else ""


def note(turn: str, tx: Texts) -> str:
    """What to think of it; nothing on an ordinary day."""
    return tx.t(NOTES[turn]) if turn in NOTES else ""
