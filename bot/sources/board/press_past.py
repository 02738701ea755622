"""The pages of FOMC decisions of years past, at addresses worked out from the days of the meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.source import Part, PastPage
from rules.ledger import PolicyLedger, shipped_ledger

FIRST = date(2006, 1, 31)
"""Earlier pages have other addresses."""
FIRST_NOTE = date(2015, 12, 16)


def past_since(since: date, today: date) -> list[Part]:
    """The statement of each decision from a day on, and from 2015-12-16 on its implementation note; each page for itself.

    Decisions are those of the meetings and unscheduled actions that ship with the rulebook. A day without such a page has none.
    """
    days = sorted(day for day in _days(shipped_ledger()) if max(since, FIRST) <= day <= today)
    return [part for day in days for part in _parts(day)]


def _parts(day: date) -> Iterator[Part]:
    stem = f"/newsevents/pressreleases/monetary{day:%Y%m%d}a"
    yield (PastPage("fed", f"{stem}.htm", may_be_missing=True),)
    if day >= FIRST_NOTE:
        yield (PastPage("fed", f"{stem}1.htm", may_be_missing=True),)


def _days(ledger: PolicyLedger) -> set[date]:
    unscheduled = {fact.effective_on for fact in ledger.facts if fact.subject == "unscheduled_action"}
    return set(ledger.meetings) | unscheduled
