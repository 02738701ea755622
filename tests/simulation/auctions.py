"""The Treasury's auctions at TreasuryDirect, and the same at Fiscal Data: bills each week, notes and bonds each month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.contract.auction_body import data_page, direct, direct_page, query
from tests.simulation import treasury
from tests.simulation.days import DAY, FIRST, LAST, NEW_YORK, START, at, in_new_york, is_open, next_open
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance

HOST, ANNOUNCED, AUCTIONED = "www.treasurydirect.gov", "/TA_WS/securities/announced", "/TA_WS/securities/auctioned"
PAST_PATH = "/services/api/fiscal_service/v1/accounting/od/auctions_query"
SOURCE = "treasury.auction"
SINCE = date(2025, 3, 31)
"""A Monday: announcements begin half a year before the year."""
UNTIL = date(2026, 3, 16)
"""Half a year of auctions, with the holidays, the outage and both changes of the clock: all of them would make the run a tenth longer."""
KEPT = timedelta(days=7)
"""Results stand on their page so long."""
AT_FISCAL_DATA = timedelta(minutes=30)
"""Fiscal Data is so much later."""
BILLION = 1_000_000_000

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WEEKLY = (
    ("6-Week", 42, 80, THURSDAY, TUESDAY, THURSDAY),
    ("13-Week", 91, 82, THURSDAY, MONDAY, THURSDAY),
    ("26-Week", 182, 73, THURSDAY, MONDAY, THURSDAY),
    ("4-Week", 28, 100, TUESDAY, THURSDAY, TUESDAY),
    ("8-Week", 56, 90, TUESDAY, THURSDAY, TUESDAY),
    ("17-Week", 119, 65, TUESDAY, WEDNESDAY, TUESDAY),
)
"""Term, days, billions, and the weekdays on which a bill is announced, auctioned and issued, each after the one before."""
YEARLY = ("52-Week", 364, 50, THURSDAY, TUESDAY, THURSDAY)
"""Every fourth week."""
MONTHLY = (
    ("3-Year", 3, 58, 2, TUESDAY),
    ("10-Year", 10, 39, 2, WEDNESDAY),
    ("30-Year", 30, 22, 2, THURSDAY),
    ("2-Year", 2, 69, 4, MONDAY),
    ("5-Year", 5, 70, 4, TUESDAY),
    ("7-Year", 7, 44, 4, WEDNESDAY),
)
"""Term, years, billions, and on which such weekday of the month it is auctioned, announced on the Thursday before."""

_DIRECT = {
    "cover": "bidToCoverRatio",
    "competitive": "competitiveAccepted",
    "direct": "directBidderAccepted",
    "indirect": "indirectBidderAccepted",
    "dealer": "primaryDealerAccepted",
    "soma": "somaAccepted",
    "accepted": "totalAccepted",
    "submitted": "totalTendered",
}
_BILLS_DIRECT = {"rate": "highDiscountRate", "median": "averageMedianDiscountRate"}
_COUPONS_DIRECT = {"rate": "highYield", "median": "averageMedianYield"}
_QUERY = {
    "cover": "bid_to_cover_ratio",
    "competitive": "comp_accepted",
    "direct": "direct_bidder_accepted",
    "indirect": "indirect_bidder_accepted",
    "dealer": "primary_dealer_accepted",
    "soma": "soma_accepted",
    "accepted": "total_accepted",
    "submitted": "total_tendered",
}
_BILLS_QUERY = {"rate": "high_discnt_rate", "median": "avg_med_discnt_rate"}
_COUPONS_QUERY = {"rate": "high_yield", "median": "avg_med_yield"}
"""What each publisher calls a result; a discount is a bill's, a yield a note's or bond's."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One auction: its terms from `announced_at` on, its results from `results_at` on."""

    cusip: str
    term: str
    kind: str
    announced_on: date
    day: date
    settles_on: date
    matures_on: date
    billions: int

    @property
    def is_bill(self) -> bool:
        return self.kind == "Bill"

    @property
    def announced_at(self) -> datetime:
        """All of a day's at once, within ten seconds of 11:00."""
        return at(self.announced_on, "11:00", chance("announced", self.announced_on).uniform(0, 10))

    @property
    def stamped_at(self) -> datetime:
        """Two minutes and some seconds after the close: of what closes together a few seconds apart."""
        close = "11:30" if self.is_bill else "13:00"
        together = chance("results", self.day, close).uniform(122, 150)
        return at(self.day, close, together + chance("results", self.cusip, self.day).uniform(0, 20)).replace(microsecond=0)

    @property
    def results_at(self) -> datetime:
        return self.stamped_at + timedelta(seconds=1)

    def direct(self) -> dict[str, Any]:
        """TreasuryDirect's row before the auction."""
        row = direct(self.cusip, self.announced_on.isoformat(), self.day.isoformat(), self.settles_on.isoformat(), self._offering)
        row |= {"securityType": self.kind, "securityTerm": self.term, "maturityDate": f"{self.matures_on}T00:00:00"}
        return row | {"reopening": self._reopening, "closingTimeCompetitive": self._closes}

    def direct_results(self) -> dict[str, Any]:
        """TreasuryDirect's row after it."""
        stamp = self.stamped_at.astimezone(NEW_YORK).replace(tzinfo=None).isoformat()
        names = _DIRECT | (_BILLS_DIRECT if self.is_bill else _COUPONS_DIRECT)
        return self.direct() | _named(self._results(), names) | {"updatedTimestamp": stamp}

    def query(self, *, is_over: bool) -> dict[str, Any]:
        """Fiscal Data's row."""
        row = query(self.cusip, self.announced_on.isoformat(), self.day.isoformat(), self.settles_on.isoformat(), self._offering)
        row |= {"security_type": self.kind, "security_term": self.term, "maturity_date": self.matures_on.isoformat()}
        row |= {"reopening": self._reopening, "closing_time_comp": self._closes}
        names = _QUERY | (_BILLS_QUERY if self.is_bill else _COUPONS_QUERY)
        return row | (_named(self._results(), names) if is_over else {})

    @property
    def _reopening(self) -> str:
        """Shorter bills are the rest of a longer one."""
        return "Yes" if self.is_bill and self.term not in ("26-Week", "52-Week") else "No"

    @property
    def _closes(self) -> str:
        return "11:30 AM" if self.is_bill else "01:00 PM"

    @property
    def _offering(self) -> str:
        return str(self.billions * BILLION)

    def _results(self) -> dict[str, str]:
        dice = chance("bids", self.cusip, self.day)
        rate, cover = dice.uniform(3.4, 4.8), dice.uniform(2.3, 3.1)
        indirect, direct, soma = dice.randint(55, 75), dice.randint(8, 20), dice.randint(1, 8)
        hundredth = self.billions * BILLION // 100
        return {
            "rate": f"{rate:.3f}000",
            "median": f"{rate - 0.03:.3f}000",
            "cover": f"{cover:.2f}0000",
            "competitive": str(100 * hundredth),
            "direct": str(direct * hundredth),
            "indirect": str(indirect * hundredth),
            "dealer": str((100 - direct - indirect) * hundredth),
            "soma": str(soma * hundredth),
            "accepted": str((100 + soma) * hundredth),
            "submitted": str(round(100 * cover) * hundredth),
        }


def _named(results: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {names[what]: text for what, text in results.items()}


def sales() -> list[Sale]:
    """Every auction, in the order of announcements."""
    return sorted((*_bills(), *_coupons()), key=lambda sale: (sale.announced_at, sale.day, sale.cusip))


def _bills() -> Iterator[Sale]:
    monday, weeks = SINCE, 0
    while monday <= LAST:
        for term, days, billions, announced, auctioned, issued in (*WEEKLY, *((YEARLY,) if weeks % 4 == 0 else ())):
            announced_on = monday + announced * DAY
            day = _next(auctioned, announced_on)
            settles_on, nominal = _next(issued, day), _next(issued, day) + days * DAY
            yield Sale(
                cusip=f"9127{nominal.toordinal() % 100_000:05d}",  # of all that mature on one day: a 13-week bill reopens a 26-week one
                term=term,
                kind="Bill",
                announced_on=_open_before(announced_on),
                day=_open_from(day) if auctioned < THURSDAY else _open_before(day),
                settles_on=_open_from(settles_on),
                matures_on=_open_from(nominal),
                billions=billions,
            )
        monday, weeks = monday + 7 * DAY, weeks + 1


def _coupons() -> Iterator[Sale]:
    month = SINCE.replace(day=1)
    while month <= LAST:
        for number, (term, years, billions, nth, weekday) in enumerate(MONTHLY):
            day = month + (weekday - month.weekday()) % 7 * DAY + (nth - 1) * 7 * DAY
            following = (month + 31 * DAY).replace(day=1)
            settles_on = _open_from(month.replace(day=15) if nth == 2 else following)
            yield Sale(
                cusip=f"912{month:%y%m}{number:02d}",
                term=term,
                kind="Bond" if years == 30 else "Note",
                announced_on=_open_before(_thursday_before(day)),
                day=_open_from(day),
                settles_on=settles_on,
                matures_on=settles_on.replace(year=settles_on.year + years, day=15 if nth == 2 else 1),
                billions=billions,
            )
        month = (month + 31 * DAY).replace(day=1)


def _next(weekday: int, day: date) -> date:
    """The first such weekday after a day."""
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * DAY


def _thursday_before(day: date) -> date:
    return day - ((day.weekday() - THURSDAY - 1) % 7 + 1) * DAY


def _open_before(day: date) -> date:
    """The day, or the last open one before it."""
    while not is_open(day):
        day -= DAY
    return day


def _open_from(day: date) -> date:
    """The day, or the first open one after it."""
    return day if is_open(day) else next_open(day)


def auction_part() -> tuple[Part, Address]:
    """TreasuryDirect's two pages, and Fiscal Data's search over all."""
    everything = sales()
    until = at(UNTIL, "00:00")
    announced_at = [sale.announced_at for sale in everything]

    def announced(now: datetime, query: Query) -> bytes:
        """Until the results are there."""
        known = everything[: bisect_right(announced_at, now)][-60:]
        return direct_page(*(sale.direct() for sale in reversed(known) if now < sale.results_at)).body

    def auctioned(now: datetime, query: Query) -> bytes:
        since = in_new_york(now) - KEPT
        known = everything[: bisect_right(announced_at, now)][-90:]
        return direct_page(*(sale.direct_results() for sale in reversed(known) if now >= sale.results_at and sale.day >= since)).body

    news = sorted({instant for sale in everything for instant in (sale.announced_at, sale.results_at) if instant > START - 10 * DAY})
    midnights = [at(sale.day + KEPT + DAY, "00:00") for sale in everything if sale.day > FIRST - 10 * DAY]
    changes = sorted({*news, *midnights})
    facts = [fact for sale in everything for fact in _facts(sale)]
    return (
        Part(
            source=SOURCE,
            facts=[fact for fact in facts if START <= fact.at < until],
            addresses=[
                Address(host=HOST, path=ANNOUNCED, body=announced, changes=news),
                Address(host=HOST, path=AUCTIONED, body=auctioned, changes=changes),
            ],
            wakes=changes,
            until=until,
        ),
        Address(host=treasury.HOST, path=PAST_PATH, body=_search(everything), changes=[instant + AT_FISCAL_DATA for instant in news]),
    )


def _search(everything: Sequence[Sale]) -> Callable[[datetime, Query], bytes]:
    def body(now: datetime, query: Query) -> bytes:
        first, last = (part.rpartition(":")[2] for part in query["filter"].split(","))
        then = now - AT_FISCAL_DATA
        known = [sale for sale in everything if first <= sale.day.isoformat() <= last and sale.announced_at <= then]
        return data_page(*(sale.query(is_over=sale.results_at <= then) for sale in known)).body

    return body


def _facts(sale: Sale) -> Iterator[Fact]:
    name = f"{sale.cusip} {sale.day}"
    told = at(sale.announced_on, "11:00")
    yield Fact(source=SOURCE, key=f"{name} announced", at=sale.announced_at, address=HOST + ANNOUNCED, dated_at=told, is_scheduled=True)
    yield Fact(
        source=SOURCE, key=f"{name} results", at=sale.results_at, address=HOST + AUCTIONED, dated_at=sale.stamped_at, is_scheduled=True
    )
