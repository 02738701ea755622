"""The Treasury's auctions: how much is offered and when it settles, and two minutes after the close what came of it.

Read are three forms, all amounts whole dollars as texts. TreasuryDirect, the quick one: a bare array of 118 fields in camelCase, `""`
where there is nothing, dates `2023-11-13T00:00:00`, the same fields before the auction as after it. Fiscal Data, the second publisher and
the past: `{"data": [...]}` in snake_case, `"null"` where there is nothing: `auctions_query` has the same facts, `upcoming_auctions` the
terms alone, and no size before it is announced. Announcements come at 11:00 in New York (quarterly refundings at 8:30), results two to
three minutes after the close: 11:30 for bills, 13:00 for the rest.

Source: TreasuryDirect, "TA_WS securities web service"; Bureau of the Fiscal Service, Fiscal Data, "Treasury Securities Auctions Data"
and "Treasury Securities Upcoming Auctions".
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from bot.calendars import newyork
from bot.calendars.releases import COUPON_AUCTION, MORNING_AUCTION
from bot.errors import ContractError
from bot.source import Page, Part, PastPage, PollPlan, Readings, Second, Source, Window, stretches
from bot.sources.results_page import Row, document, iso_date, numbered, read_rows
from bot.sources.rows import AHEAD, joined
from bot.sources.treasury.auction_measures import is_bill, measure, more_to_come, offer_of, offered
from bot.sources.treasury.auction_row import AuctionRow
from rules.event import Event, TreasuryAuction, facts

SOURCE_ID = "treasury.auction"
ANNOUNCED_AT = time(11)
RESULTS_AFTER = timedelta(minutes=3)
"""Of the close; where the publisher doesn't say when."""
LATE_RESULTS = timedelta(minutes=30)
"""What is stamped later after the close was corrected, not published, then."""
BILLS_CLOSE, OTHERS_CLOSE = time(11, 30), time(13)
NOON = time(12)
PAST = timedelta(days=800)
"""Sixty settlement days of notes and bonds take a year and a half."""
PAGE_DAYS = 183
"""Of a page of the past: about 220 auctions, a megabyte."""
TOGETHER = timedelta(seconds=90)
"""So long after the time of a look its securities come out, seconds apart."""

_URL = "https://www.treasurydirect.gov/auctions/announcements-data-results/"
_SECOND_URL = "https://fiscaldata.treasury.gov/datasets/treasury-securities-auctions-data/"
_QUERY = "/services/api/fiscal_service/v1/accounting/od/auctions_query"
_TYPES = {"bill": "bill", "cmb": "cmb", "note": "note", "bond": "bond", "tips": "tips", "frn": "frn"}
_TITLES = {"cmb": "cash management bill", "tips": "TIPS", "frn": "floating-rate note", "other": "security"}


def parse(pages: Sequence[Page]) -> Readings[Event]:
    """Read announcements and results, oldest first: a row gives one event of each, as far as it has them.

    An auction that is only scheduled gives none. A row that cannot be read is set aside. What settles together is put together over all
    pages; the other measures are left None. Of rows that repeat an auction the last counts. Raises ParseError when a body isn't whole
    JSON, ContractError when most rows cannot be read.
    """
    stamps: dict[int, str] = {}  # by identity: of rows that repeat an auction, each has its own

    def read(row: Row, fetched_at: datetime | None) -> list[TreasuryAuction]:
        said = AuctionRow(row, "auctionDate" in row.values)
        found = [*_auctions(said, fetched_at)]
        stamps.update((id(auction), said.words("updated")) for auction in found)
        return found

    parts = joined(_read_page(page, read) for page in pages)
    found = {auction.key: auction for auction in parts}
    ordered = sorted(found.values(), key=lambda auction: (auction.published_at, stamps[id(auction)], auction.key))
    return Readings(_settling_together(ordered), parts.set_aside)


def _read_page(page: Page, read: Callable[[Row, datetime | None], list[TreasuryAuction]]) -> Readings[TreasuryAuction]:
    announced = ("announcementDate", "announcemt_date")
    return read_rows(page, _rows(page), lambda row: read(row, page.fetched_at), known_by=("cusip",), day=announced, may_be_empty=True)


def _rows(page: Page) -> list[Row]:
    body = document(page, SOURCE_ID)
    found = body.get("data") if isinstance(body, dict) else body
    if not isinstance(found, list):
        raise ContractError('the JSON is no list of auctions and has none named "data"', source_id=SOURCE_ID, url=page.url)
    return numbered(found, "auction", SOURCE_ID, page.url, "cusip")


def _auctions(said: AuctionRow, fetched_at: datetime | None) -> Iterator[TreasuryAuction]:
    """The announcement and the results that a row has; either may lack a figure, which is then unknown."""
    announced = _terms(said)
    has_results = any(said.is_given(what) for what in ("cover", "accepted", "discount", "yield", "margin"))
    if has_results and fetched_at and announced.auction_on > newyork.today(fetched_at + AHEAD):
        said.row.refuse(f"there are results of an auction of {announced.auction_on}, which is to come")
    if _is_announced(said, announced, fetched_at):
        at = newyork.at(said.day("announced"), ANNOUNCED_AT)
        yield dataclasses.replace(announced, published_at=min(at, fetched_at or at))
    if has_results:
        at = _results_at(said, announced)
        yield _results(said, dataclasses.replace(announced, published_at=min(at, fetched_at or at)))


def _is_announced(said: AuctionRow, auction: TreasuryAuction, fetched_at: datetime | None) -> bool:
    """Whether it was announced, with a size or without; schedules name the day on which it will be."""
    if auction.offering_usd is not None:
        return True
    if auction.announced_on is None:
        return False
    known_on = newyork.today(fetched_at) if fetched_at else said.day_if_given("recorded")
    return known_on is None or auction.announced_on <= known_on


def _terms(said: AuctionRow) -> TreasuryAuction:
    """What is known before the auction, as an announcement; nobody has said yet when it was published."""
    cusip, day, kind, term = said.promised("cusip"), said.day("auctioned"), _type(said), said.promised("term")
    closes = _clock(said.words("closes"))
    if not re.fullmatch(r"[0-9A-Z]{9}", cusip):
        said.row.refuse(f"cusip is {said.row.shown('cusip')}, not nine letters and digits")
    return TreasuryAuction(
        source=SOURCE_ID,
        key=f"{cusip} {day} announced",
        title=_title(term, kind, day, "announced"),
        url=_URL if said.is_direct else _SECOND_URL,
        published_at=newyork.at(day, ANNOUNCED_AT),
        stage="announced",
        cusip=cusip,
        security_type=kind,
        security_term=term,
        is_reopening={"yes": True, "no": False}.get(said.words("reopening").casefold()),
        announced_on=said.day_if_given("announced"),
        auction_on=day,
        closes_at=newyork.at(day, closes) if closes else None,
        settles_on=said.day_if_given("settles"),
        matures_on=said.day_if_given("matures"),
        offering_usd=said.usd("offering"),
        maturing_usd=said.usd("maturing"),
    )


def _results(said: AuctionRow, announced: TreasuryAuction) -> TreasuryAuction:
    """The auction with its results."""
    competitive = said.usd("competitive", may_be_tiny=True)
    rate, median = ("discount", "median discount") if is_bill(announced.security_type) else ("yield", "median yield")
    return dataclasses.replace(
        announced,
        key=f"{announced.cusip} {announced.auction_on} results",
        title=_title(announced.security_term, announced.security_type, announced.auction_on, "results"),
        stage="results",
        high_rate_pct=said.rate(rate),
        high_margin_pct=said.rate("margin"),
        median_rate_pct=said.rate(median),
        bid_to_cover=said.number("cover", 0.0, 100.0),
        accepted_usd=said.usd("accepted"),
        submitted_usd=said.usd("submitted"),
        indirect_share_pct=_share(said, "indirect", competitive),
        direct_share_pct=_share(said, "direct", competitive),
        dealer_share_pct=_share(said, "dealer", competitive),
        soma_accepted_usd=said.usd("soma", may_be_tiny=True),
    )


def _share(said: AuctionRow, who: str, competitive: int | None) -> float | None:
    accepted = said.usd(who, may_be_tiny=True)
    return round(100 * accepted / competitive, 2) if competitive and accepted is not None else None


def _type(said: AuctionRow) -> str:
    """The kind of security: by the flags where they say more than its name, which calls TIPS and floating-rate notes notes and bonds."""
    flagged = next((kind for kind in ("cmb", "tips", "frn") if said.words(kind).casefold() == "yes"), None)
    word = said.promised("type").split()[0].casefold()
    return flagged or _TYPES.get(word, "other")


def _title(term: str, kind: str, day: date, stage: str) -> str:
    return f"{term} {_TITLES.get(kind, kind)} auction of {day.day} {day:%B %Y}, {stage}"


def _results_at(said: AuctionRow, auction: TreasuryAuction) -> datetime:
    """When results came out: by the publisher's stamp where that can be it, else shortly after the close."""
    usual = BILLS_CLOSE if is_bill(auction.security_type) else OTHERS_CLOSE
    closed = auction.closes_at or newyork.at(auction.auction_on, usual)
    stamp = re.fullmatch(r"([0-9-]{10})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(\..*)?", said.words("updated"))
    day = iso_date(stamp[1]) if stamp else None
    updated = newyork.at(day, time(int(stamp[2]), int(stamp[3]), int(stamp[4]))) if stamp and day else closed
    return updated if closed < updated <= closed + LATE_RESULTS else closed + RESULTS_AFTER


def _clock(text: str) -> time | None:
    """The time of day that `01:00 PM` is."""
    match = re.fullmatch(r"(0?[1-9]|1[0-2]):([0-5][0-9]) ?([AP])M", text.upper())
    return time(int(match[1]) % 12 + (12 if match[3] == "P" else 0), int(match[2])) if match else None


def _settling_together(auctions: Sequence[TreasuryAuction]) -> list[Event]:
    """The auctions, in their order, each announcement with all that had been announced by then for the same settlement."""
    together: dict[object, list[TreasuryAuction]] = {}
    for auction in auctions:
        if auction.stage == "announced" and auction.settles_on:
            together.setdefault((auction.settles_on, is_bill(auction.security_type)), []).append(auction)
    measured: dict[str, TreasuryAuction] = {}
    for group in together.values():
        for auction in group:
            known = [other for other in group if other.published_at <= auction.published_at]
            last = [other for other in group if other.published_at == auction.published_at][-1]
            measured[auction.key] = dataclasses.replace(
                auction,
                settlement_auctions=tuple(offered(other) for other in known),
                completes_settlement=auction is last and not more_to_come(map(offer_of, known), auction.settles_on),
            )
    return [measured.get(auction.key, auction) for auction in auctions]


def auction_days(pages: Sequence[Page]) -> Mapping[str, Collection[date]]:
    """On which days notes and bonds are auctioned, in the morning and at the usual hour, by the page of announcements; nothing where that
    page is not among these.
    """
    announced = parse([page for page in pages if "/announced" in page.url])
    coupons = [e for e in announced if isinstance(e, TreasuryAuction) and e.stage == "announced" and not is_bill(e.security_type)]
    early = {e.key for e in coupons if e.closes_at and e.closes_at < newyork.at(e.auction_on, NOON)}
    return {
        COUPON_AUCTION: {e.auction_on for e in coupons if e.key not in early},
        MORNING_AUCTION: {e.auction_on for e in coupons if e.key in early},
    }


def past(today: date) -> list[PastPage]:
    """Eight hundred days of auctions, half a year a page."""
    return [_between(first, last) for first, last in stretches(today - PAST, today, PAGE_DAYS)]


def past_since(since: date, today: date) -> list[Part]:
    """Auctions from a day on, half a year a page."""
    return [(_between(first, last),) for first, last in stretches(since, today, PAGE_DAYS)]


def _between(first: date, last: date) -> PastPage:
    query = f"?filter=auction_date:gte:{first},auction_date:lte:{last}&sort=auction_date&page%5Bsize%5D=10000"
    return PastPage("fiscaldata", _QUERY + query)


def second_pages(events: Sequence[Event]) -> Part:
    """Where Fiscal Data has the same auctions: one page from the first one's day to the last one's."""
    days = [event.auction_on for event in events if isinstance(event, TreasuryAuction)]
    return (_between(min(days), max(days)),)


def second_said(event: Event, pages: Sequence[Page]) -> Mapping[str, object]:
    """What Fiscal Data says of an announcement or a result; nothing where it does not have it yet. Raises SourceError."""
    twin = next((other for other in parse(pages) if other.key == event.key), None)
    if twin is None:
        return {}
    said = {field.name for field in dataclasses.fields(twin) if field.compare}
    return {name: value for name, value in facts(twin).items() if name in said}


def _looks(at: time, again: time) -> Iterator[Window]:
    """By the second until the first is out, a minute and a half at least for what comes with it; later more slowly for the others."""
    yield Window(at=at, every=timedelta(seconds=4), lead=timedelta(0), length=timedelta(minutes=3), least=TOGETHER)
    yield Window(at=again, every=timedelta(minutes=1), lead=timedelta(0), length=timedelta(minutes=4))


_LOOKS = (
    *_looks(ANNOUNCED_AT, time(11, 4)),
    *_looks(time(11, 32), time(11, 36)),
    *_looks(time(13, 2), time(13, 6)),
)

SOURCE = Source(
    id=SOURCE_ID,
    publisher="treasurydirect",
    hosts=frozenset({"www.treasurydirect.gov"}),
    paths=("/TA_WS/securities/announced?format=json", "/TA_WS/securities/auctioned?format=json&days=7"),
    plan=PollPlan(every=timedelta(minutes=20), windows=_LOOKS),
    overdue_after=timedelta(days=9),
    parse=parse,
    measure=measure,
    reach=timedelta(days=6),
    past=past,
    past_since=past_since,
    parse_past=parse,
    history_span=PAST,
    days=auction_days,
    second=Second(chosen=lambda events: events, pages=second_pages, said=second_said, url=lambda event: _SECOND_URL),
)
