"""The Daily Treasury Statement on Fiscal Data: four rows a day, at 16:00 of the next business day, in up to three minutes."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime
from pathlib import Path

from tests.contract.daily_body import cash, cash_page
from tests.simulation.days import DAY, LAST, PAST, START, at, next_open, open_days
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance, filled

HOST, PATH = "api.fiscaldata.treasury.gov", "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
NEWEST = 100


def cash_part(archive: Path | None) -> Part:
    """The closing balances; the archive has Wednesdays alone, a walk goes from one to the next."""
    days = list(open_days(PAST, LAST - DAY))
    millions = filled("fred_WDTGAL", days, start=750_000, step=15_000, low=300_000, high=950_000, archive=archive)
    shown = [at(next_open(day), "16:00", chance("cash", day).uniform(0, 180)) for day in days]
    accounts = ("Opening Balance", "Closing Balance")

    def rows(chosen: list[date]) -> list[dict[str, str]]:
        found = []
        for day in chosen:
            text = str(round(millions[day]))
            found += [cash(day.isoformat(), text, f"Treasury General Account (TGA) {account}") for account in accounts]
            found += [cash(day.isoformat(), "51000", f"Total TGA {way} (Table II)") for way in ("Deposits", "Withdrawals (-)")]
        return found

    def body(now: datetime, query: Query) -> bytes:
        public = days[: bisect_right(shown, now)]
        if "filter" in query:
            first, last = (part.rpartition(":")[2] for part in query["filter"].split(","))
            return cash_page(*rows([day for day in public if first <= day.isoformat() <= last])).body
        return cash_page(*rows(public[: -NEWEST // 4 - 1 : -1])).body

    changes = [instant for instant in shown if instant >= START - 5 * DAY]
    source = "treasury.cash_balance"
    facts = [
        Fact(source=source, key=day.isoformat(), at=instant, address=HOST + PATH, dated_at=at(next_open(day), "16:00"), is_scheduled=True)
        for day, instant in zip(days, shown, strict=True)
        if instant >= START
    ]
    address = Address(host=HOST, path=PATH, body=body, changes=changes)
    return Part(source=source, facts=facts, addresses=[address], wakes=changes)
