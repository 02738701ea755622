"""The year's script: every publisher's part, and what goes wrong in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.simulation import auctions, desk, exchanges, expectation, fed, fred, nyfed, options, treasury, weekly
from tests.simulation.days import at
from tests.simulation.script import Fault, Script
from tests.simulation.values import HISTORY

OUTAGE = Fault(name="nobody can be reached", start=at(date(2026, 2, 10), "06:00"), end=at(date(2026, 2, 13), "06:00"))
"""From a Tuesday to a Friday: seven operations, four mornings of rates, an H.4.1."""
OTHER_FORM = Fault(
    name="reverse repos in another form",
    start=at(date(2026, 5, 6), "12:40"),
    end=at(date(2026, 5, 6), "16:10"),
    host=nyfed.HOST,
    path=nyfed.REVERSE_REPOS,
    deform=nyfed.strings_for_amounts,
)


def script(archive: Path | None = HISTORY) -> Script:
    """The year from 2025-10-01 to 2026-09-30; without an archive every figure is made up."""
    archive = archive if archive is not None and archive.is_dir() else None
    releases = weekly.weeks(archive)
    lent, parked = nyfed.operations(archive)
    fixed = nyfed.rates(archive)
    repos, reverses, operations = nyfed.repo_parts(lent, parked)
    purchases, purchases_past = nyfed.purchase_part()
    rates, rates_past = nyfed.rate_part(fixed)
    confirming = {"RPONTTLD": nyfed.day_totals(lent), "RRPONTSYD": nyfed.day_totals(parked)}
    confirming |= {kind: nyfed.percents(fixed, kind) for kind in ("SOFR", "EFFR")}
    exercises, exercises_past = desk.exercise_part()
    sold, sold_past = auctions.auction_part()
    yields, equity, graphs = fred.fred_parts(archive, releases, confirming)
    return Script(
        parts=(
            fed.press_part(archive),
            weekly.balance_sheet_part(releases),
            fed.speech_part(),
            repos,
            reverses,
            purchases,
            rates,
            yields,
            treasury.cash_part(archive),
            fed.calendar_part(week.released_on for week in releases),
            exchanges.crypto_part(archive),
            equity,
            sold,
            exercises,
            desk.desk_part(),
            options.options_part(),
            expectation.expectation_part(),
        ),
        faults=(OUTAGE, OTHER_FORM),
        further=(operations, purchases_past, rates_past, graphs, exercises_past, sold_past),
    )
