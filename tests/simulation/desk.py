"""The Desk at the New York Fed: exercises in mortgage securities, the plan of purchases of each month, statements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from tests.contract import desk_body
from tests.contract.auction_body import agency, agency_page
from tests.simulation import nyfed
from tests.simulation.days import DAY, FIRST, LAST, START, at, next_open, open_days
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance

HOST = "www.newyorkfed.org"
SITE = f"https://{HOST}"
DETAILS = "/markets/domestic-market-operations/monetary-policy-implementation/treasury-securities/treasury-securities-operational-details"
EXERCISES, EXERCISES_PAST = "/api/ambs/all/results/summary/last/20.json", "/api/ambs/all/results/summary/search.json"

EXERCISED = (date(2025, 10, 8), date(2026, 1, 14), date(2026, 3, 11), date(2026, 6, 10), date(2026, 8, 14), date(2026, 9, 9))
"""Days of small sales and purchases of mortgage pools."""
LATE_PLAN = date(2026, 7, 15)
"""The plan of July 2026 comes a day after the ninth business day."""


def exercise_part() -> tuple[Part, Address]:
    """The exercises, 20 to 60 seconds after 10:20, and the search over them."""
    results = []
    for number, day in enumerate(EXERCISED):
        key, dice = f"OR {day:%m%d%y} {number + 1}", chance("exercise", day)
        way = {"operationDirection": "SP"[number % 2], "operationType": f"Outright Specified Pool {('Sale', 'Purchase')[number % 2]}"}
        row = agency(key, day.isoformat(), f"{dice.randint(40, 90)}000000.25", **way)
        results.append(nyfed.Result(key, day, "10:20", ((at(day, "10:20", dice.uniform(20, 60)), row),)))

    def body(now: datetime, query: Query) -> bytes:
        return agency_page(*(result.row(now) for result in reversed(results) if result.shown_at <= now)).body

    def search(now: datetime, query: Query) -> bytes:
        first, last = (date.fromisoformat(query[name]) for name in ("startDate", "endDate"))
        return agency_page(*(r.row(now) for r in reversed(results) if r.shown_at <= now and first <= r.day <= last)).body

    changes = [result.shown_at for result in results]
    source = "nyfed.agency_operation"
    return (
        Part(
            source=source,
            facts=nyfed.facts_of(source, EXERCISES, results),
            addresses=[Address(host=nyfed.HOST, path=EXERCISES, body=body, changes=changes)],
            wakes=changes,
        ),
        Address(host=nyfed.HOST, path=EXERCISES_PAST, body=search, changes=changes),
    )


# --- plans and statements


@dataclass(frozen=True, slots=True)
class Plan:
    """What is bought in a period, from the open day after its release to that of the next one."""

    released_on: date
    last_on: date
    billions: float

    @property
    def first_on(self) -> date:
        return next_open(self.released_on)

    @property
    def shown_at(self) -> datetime:
        return at(self.released_on, "15:00", chance("plan", self.released_on).uniform(0, 20))


@dataclass(frozen=True, slots=True)
class Statement:
    """An operating policy statement, at 14:00 of a decision's day."""

    day: date
    suffix: str
    title: str
    told: str

    @property
    def path(self) -> str:
        return f"/markets/opolicy/operating_policy_{self.day:%y%m%d}{self.suffix}"

    @property
    def shown_at(self) -> datetime:
        return at(self.day, "14:00", chance("desk", self.path).uniform(0, 20))

    @property
    def body(self) -> bytes:
        day = f"{self.day:%B} {self.day.day}, {self.day.year}"
        return desk_body.statement(self.told, title=self.title, day=day, url=SITE + self.path).body


STATEMENTS = (
    Statement(
        date(2025, 10, 29),
        "",
        "Statement Regarding the Reinvestment of Principal Payments",
        "Beginning on December 1, 2025, the Desk will roll over at auction all principal payments from its holdings of Treasuries.",
    ),
    Statement(
        date(2025, 12, 10),
        "",
        "Statement Regarding Reserve Management Purchases",
        "Starting December 12, 2025, the Desk will conduct reserve management purchases of approximately $40 billion a month in bills.",
    ),
    Statement(
        date(2025, 12, 10),
        "a",
        "Statement Regarding Standing Repurchase Agreement Operations",
        "Effective December 11, 2025, standing overnight repurchase agreement operations no longer have an aggregate limit.",
    ),
)
"""The Desk had statements on these two days of decisions; the sentences are made for the year."""


def plans() -> list[Plan]:
    """One a month since September 2025, oldest first; until December nothing is bought."""
    months = [date(2025, month, 1) for month in range(9, 13)] + [date(2026, month, 1) for month in range(1, 11)]
    days = [LATE_PLAN if (month.year, month.month) == (2026, 7) else ninth(month) for month in months]
    found = []
    for released_on, following in pairwise(days):
        dice = chance("planned", released_on)
        billions = 0.0 if released_on < date(2025, 12, 1) else dice.choice((54.4, 55.1)) if released_on < date(2026, 4, 1) else 31.5
        found.append(Plan(released_on, following, billions))
    return found


def ninth(month: date) -> date:
    """The ninth open day of a month, by its first day."""
    return list(open_days(month, month + 20 * DAY))[8]


def desk_part() -> Part:
    """The page of planned purchases, and the statements at the addresses that their days give them."""
    known = plans()
    shown = sorted([*(plan.shown_at for plan in known), *(statement.shown_at for statement in STATEMENTS)])
    source = "nyfed.desk_statement"
    facts = [
        Fact(source=source, key=plan.first_on.isoformat(), at=plan.shown_at, address=HOST + DETAILS, dated_at=at(plan.released_on, "15:00"))
        for plan in known
    ]
    facts += [
        Fact(source=source, key=SITE + told.path, at=told.shown_at, address=HOST + told.path, dated_at=at(told.day, "14:00"))
        for told in STATEMENTS
    ]
    details = Address(
        host=HOST, path=DETAILS, body=lambda now, query: _details(known, now), changes=shown, content_type="text/html", has_validators=True
    )
    return Part(
        source=source,
        facts=[replace(fact, is_scheduled=True) for fact in facts if fact.at >= START],
        addresses=[details, *(_address(statement) for statement in STATEMENTS)],
        wakes=sorted([*shown, *midnights()]),
    )


def midnights() -> list[datetime]:
    """Of New York: addresses that name today are others from then on."""
    return [at(FIRST + number * DAY, "00:00") for number in range((LAST - FIRST).days + 3)]


def _address(statement: Statement) -> Address:
    def body(now: datetime, query: Query) -> bytes | None:
        return statement.body if statement.shown_at <= now else None

    return Address(host=HOST, path=statement.path, body=body, changes=[statement.shown_at], content_type="text/html", has_validators=True)


def _details(known: Sequence[Plan], now: datetime) -> bytes:
    """The newest three periods, newest first; of each when the next plan comes. It links to the newest statement."""
    public = known[: bisect_right([plan.shown_at for plan in known], now)][-3:]
    told = [statement for statement in STATEMENTS if statement.shown_at <= now]
    linked = SITE + told[-1].path if told else f"{SITE}/markets/opolicy/"
    rows = [desk_body.row(_period(plan), _planned(plan), f"To be released {_slashed(plan.last_on)},<br>3:00 p.m.") for plan in public[::-1]]
    return desk_body.details(*rows, linked=linked).body


def _period(plan: Plan) -> str:
    return f"{_slashed(plan.first_on)} -<br>{_slashed(plan.last_on)}"


def _planned(plan: Plan) -> str:
    if not plan.billions:
        return "The Desk does not plan to purchase Treasury securities over the period."
    return f"The Desk plans to purchase approximately ${plan.billions:.1f} billion in Treasury bills over the period."


def _slashed(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
