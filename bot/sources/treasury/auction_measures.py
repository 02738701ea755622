"""What an auction means beside the ones before: the new supply of its settlement day, and how much was bid for it.

Compared is like with like: bills by their term, coupon securities by the term that they had when they were new, and a reopening with
reopenings. Maturing amounts are the publisher's, one for all that settle on a day, bills and the rest apart.
"""

from __future__ import annotations

import dataclasses
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.sources import baseline
from rules.event import Event, TreasuryAuction
from rules.ledger import PolicyLedger

LAST_AUCTIONS = 12
"""That make what is usual for bids; with fewer than half of them there is none."""
ADJACENT = timedelta(days=370)
"""Auctions of like securities are never further apart: some inflation-protected ones come once a year."""
BILLS_ADJACENT = timedelta(days=40)
"""The same of bills, of which the 52-week comes every four weeks: what is further back is across a hole in what is known."""

FOUR_WEEKS_LATER = (date(2001, 8, 2), date(2018, 10, 16))
"""Settlement days from the first of these up to the second."""

FIRST_20_YEAR = date(2020, 6, 1)
"""The 20-year bond settles with the notes of each month's end from here on."""
MONTH_END = ("2-Year", "5-Year", "7-Year")

_BILLS = ("bill", "cmb")


@dataclass(frozen=True, slots=True)
class Offered:
    """One auction of a settlement day."""

    cusip: str
    security_type: str
    term: str
    usd: int | None
    """None where its size is not known."""

    @property
    def like(self) -> tuple[str, str, bool]:
        """What it is compared by: its type, its term when new, and, where the term tells, whether it is a reopening."""
        is_rest = not is_bill(self.security_type) and "Month" in self.term
        return self.security_type, whole_term(self.security_type, self.term), is_rest


def is_bill(security_type: str) -> bool:
    """Whether it is sold at a discount and settles, and matures, among bills."""
    return security_type in _BILLS


def whole_term(security_type: str, term: str) -> str:
    """The term of a security when it was new: `9-Year 10-Month` of a note is what is left of `10-Year`."""
    match = re.fullmatch(r"([0-9]{1,3})-Year ([0-9]{1,2})-Month", term)
    if is_bill(security_type) or match is None:
        return term
    return f"{int(match[1]) + (int(match[2]) > 0)}-Year"


def more_to_come(known: Iterable[Offered], settles_on: date | None) -> bool:
    """Whether more is yet to be announced for a settlement than is known.

    Inflation-protected securities and the 20-year bond are announced a week before the notes that settle with them at the end of the
    month, so such notes without any of them are not all; from August 2001 to October 2018 the 4-week bill came out after the bills that
    settle with it on a Thursday.
    """
    group = list(known)
    if all(is_bill(one.security_type) for one in group):
        in_two = settles_on is not None and FOUR_WEEKS_LATER[0] <= settles_on < FOUR_WEEKS_LATER[1]
        return in_two and not any(one.term == "4-Week" for one in group)
    first = [one.security_type == "tips" or whole_term(one.security_type, one.term) == "20-Year" for one in group]
    notes = any(one.security_type == "note" and one.term in MONTH_END for one in group)
    return all(first) or (notes and not any(first) and settles_on is not None and settles_on >= FIRST_20_YEAR)


def offered(auction: TreasuryAuction) -> str:
    """An announcement as `settlement_auctions` has it."""
    size = "unknown" if auction.offering_usd is None else auction.offering_usd
    return f"{auction.cusip} {auction.security_type} {auction.security_term} {size}"


def _read(text: str) -> Offered | None:
    """The same back; None for anything else."""
    match = re.fullmatch(r"(\S+) (\S+) (.+) ([0-9]{1,15}|unknown)", text)
    return Offered(match[1], match[2], match[3], None if match[4] == "unknown" else int(match[4])) if match else None


def settling(auction: TreasuryAuction) -> tuple[Offered, ...]:
    """What settles with an announcement, itself included, as its page had it."""
    return tuple(one for text in auction.settlement_auctions if (one := _read(text)))


def measure(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """An announcement beside what settles with it and what was offered before; results beside the bids of the auctions before.

    `history` holds events of the same source, the last of a key counts. None where the publisher doesn't say what matures, where an
    auction has no like in the year before it (bills: in forty days), or where the past is too short: sixty settlement days, six auctions.
    The ledger says nothing on it.
    """
    if not isinstance(event, TreasuryAuction):
        return event
    latest = {e.key: e for e in history if isinstance(e, TreasuryAuction) and e.key != event.key and e.stage == event.stage}
    before = sorted(latest.values(), key=lambda e: (e.auction_on, e.published_at))
    return _beside_bids(event, before) if event.stage == "results" else _beside_supply(event, before)


def _beside_bids(event: TreasuryAuction, before: Sequence[TreasuryAuction]) -> TreasuryAuction:
    like = (event.security_type, whole_term(event.security_type, event.security_term))
    known = [
        e.bid_to_cover
        for e in before
        if (e.security_type, whole_term(e.security_type, e.security_term)) == like
        and e.auction_on < event.auction_on
        and e.bid_to_cover is not None
    ][-LAST_AUCTIONS:]
    if event.bid_to_cover is None or len(known) < LAST_AUCTIONS // 2:
        return event
    return dataclasses.replace(event, bid_to_cover_off_usual=round(event.bid_to_cover - statistics.median(known), 4))


def _beside_supply(event: TreasuryAuction, before: Sequence[TreasuryAuction]) -> TreasuryAuction:
    own = offer_of(event)
    if own.usd is None or event.settles_on is None:
        return event
    earlier = [e for e in before if e.settles_on and is_bill(e.security_type) == is_bill(own.security_type)]
    same_day = [e for e in earlier if e.settles_on == event.settles_on and e.published_at < event.published_at]
    told = {e.cusip: offer_of(e) for e in same_day}
    now = {one.cusip: one for one in settling(event) if one.cusip not in told} | {own.cusip: own}
    settling_now = list((told | now).values())
    sizes = [one.usd for one in settling_now if one.usd is not None]
    total = sum(sizes) if len(sizes) == len(settling_now) else None
    is_whole = total is not None and not more_to_come(settling_now, event.settles_on)
    net = total - event.maturing_usd if is_whole and total is not None and event.maturing_usd is not None else None
    settled = [e for e in earlier if e.settles_on and e.settles_on < event.settles_on]
    changes = {one.cusip: _change(one, event.settles_on, settled) for one in now.values()}
    known = [change for change in changes.values() if change is not None]
    return dataclasses.replace(
        event,
        offering_change_usd=changes[own.cusip],
        settlement_offering_usd=total,
        settlement_net_usd=net,
        settlement_net_z_250d=None if net is None else baseline.robust_z(_nets(settled), net),
        settlement_change_usd=sum(known) if len(known) == len(changes) else None,
    )


def offer_of(auction: TreasuryAuction) -> Offered:
    """What an announcement offers."""
    return Offered(auction.cusip, auction.security_type, auction.security_term, auction.offering_usd)


def _change(one: Offered, on: date, settled: Sequence[TreasuryAuction]) -> int | None:
    """What it offers more than the last of its like that settled before; None where there is none that can be the last.

    A cash management bill without a like in the weeks before is new in whole, if bills are known of at all.
    """
    recent = _since(settled, on - (BILLS_ADJACENT if is_bill(one.security_type) else ADJACENT))
    alike = [before.usd for e in recent if (before := offer_of(e)).like == one.like and before.usd is not None]
    if one.usd is None:
        return None
    if alike:
        return one.usd - alike[-1]
    return one.usd if one.security_type == "cmb" and any(e.security_type == "bill" for e in recent) else None


def _since(settled: Iterable[TreasuryAuction], day: date) -> list[TreasuryAuction]:
    return sorted((e for e in settled if e.settles_on and e.settles_on >= day), key=lambda e: (e.settles_on, e.published_at))


def _nets(settled: Iterable[TreasuryAuction]) -> list[int]:
    """The new supply of each settlement day, oldest first, where what matured and every size was said."""
    sums: Counter[date] = Counter()
    maturing: dict[date, int] = {}
    unknown: set[date] = set()
    for e in settled:
        assert e.settles_on is not None
        sums[e.settles_on] += e.offering_usd or 0
        if e.offering_usd is None:
            unknown.add(e.settles_on)
        if e.maturing_usd is not None:
            maturing[e.settles_on] = max(maturing.get(e.settles_on, 0), e.maturing_usd)
    return [sums[day] - maturing[day] for day in sorted(maturing) if day not in unknown]
