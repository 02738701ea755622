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
ENDS = {
    "year_end": N_("Year-end: banks shrink their books for reporting day; such swings usually reverse within days."),
    "quarter_end": N_("Quarter-end: banks shrink their books for reporting day; such swings usually reverse within days."),
    "month_end": N_("Month-end: funding is tighter around reporting day; such swings usually reverse within days."),
}
"""What is easily misread at the ends of reporting periods."""


def turn_of(calendar: str, on: date) -> str:
    """The calendar class, the turn of the year told apart from other quarter-ends."""
    return "year_end" if calendar == "quarter_end" and on.month in (12, 1) else calendar


def named(headline: str, turn: str, tx: Texts) -> str:
    """A headline with the turn that its day is; as it is on an ordinary day."""
    return tx.t("{headline}, {calendar}", headline=headline, calendar=tx.t(NAMES[turn])) if turn in NAMES else headline
