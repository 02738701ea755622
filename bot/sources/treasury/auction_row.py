"""A row of the Treasury's auctions that can be asked for what is meant, whichever of its two publishers wrote it.

TreasuryDirect writes camelCase, `""` where there is nothing, and days as `2023-11-13T00:00:00`; Fiscal Data snake_case, `"null"` and plain
days. Everything is a text in both. What is given must be of its type and in its plausible range; what may be missing is None.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from bot.sources.results_page import Row, iso_date

_NOTHING = ("", "null")
_NAMES = {
    "recorded": "record_date",
    "announced": "announcemt_date",
    "auctioned": "auction_date",
    "settles": "issue_date",
    "matures": "maturity_date",
    "type": "security_type",
    "term": "security_term",
    "offering": "offering_amt",
    "maturing": "est_pub_held_mat_by_type_amt",
    "cmb": "cash_management_bill_cmb",
    "tips": "inflation_index_security",
    "frn": "floating_rate",
    "closes": "closing_time_comp",
    "discount": "high_discnt_rate",
    "yield": "high_yield",
    "margin": "high_discnt_margin",
    "median discount": "avg_med_discnt_rate",
    "median yield": "avg_med_yield",
    "cover": "bid_to_cover_ratio",
    "accepted": "total_accepted",
    "submitted": "total_tendered",
    "competitive": "comp_accepted",
    "indirect": "indirect_bidder_accepted",
    "direct": "direct_bidder_accepted",
    "dealer": "primary_dealer_accepted",
    "soma": "soma_accepted",
}
"""What Fiscal Data calls a field; `cusip` and `reopening` go by their names."""
_DIRECT_NAMES = {
    "announced": "announcementDate",
    "auctioned": "auctionDate",
    "settles": "issueDate",
    "matures": "maturityDate",
    "type": "securityType",
    "term": "securityTerm",
    "offering": "offeringAmount",
    "maturing": "estimatedAmountOfPubliclyHeldMaturingSecuritiesByType",
    "cmb": "cashManagementBillCMB",
    "frn": "floatingRate",
    "closes": "closingTimeCompetitive",
    "discount": "highDiscountRate",
    "yield": "highYield",
    "margin": "highDiscountMargin",
    "median discount": "averageMedianDiscountRate",
    "median yield": "averageMedianYield",
    "cover": "bidToCoverRatio",
    "accepted": "totalAccepted",
    "submitted": "totalTendered",
    "competitive": "competitiveAccepted",
    "indirect": "indirectBidderAccepted",
    "direct": "directBidderAccepted",
    "dealer": "primaryDealerAccepted",
    "soma": "somaAccepted",
    "updated": "updatedTimestamp",
}
"""What TreasuryDirect calls it; `tips` goes by its name."""


@dataclass(frozen=True, slots=True)
class AuctionRow:
    """One auction, by what its fields mean. Raises ContractError as Row does."""

    row: Row
    is_direct: bool

    def name(self, what: str) -> str:
        """The publisher's name of a field."""
        return (_DIRECT_NAMES if self.is_direct else _NAMES).get(what, what)

    def words(self, what: str) -> str:
        """A text, or nothing."""
        text = self.row.words(self.name(what))
        return "" if text in _NOTHING else text

    def is_given(self, what: str) -> bool:
        """Whether there is anything; what is of another type than a text counts, and is refused when it is read."""
        return self.row.values.get(self.name(what)) not in (*_NOTHING, None)

    def promised(self, what: str) -> str:
        """A text that must be there."""
        text = self.row.text(self.name(what))
        return self._refuse(what, "missing") if text in _NOTHING else text

    def day(self, what: str) -> date:
        """A date that must be there."""
        return iso_date(self.promised(what).removesuffix("T00:00:00")) or self._refuse(what, "not a date")

    def day_if_given(self, what: str) -> date | None:
        """A date that may be absent, but not wrong."""
        return self.day(what) if self.is_given(what) else None

    def usd(self, what: str, *, may_be_tiny: bool = False) -> int | None:
        """Whole dollars, None where they are not given; decimals may be zeros."""
        if not self.is_given(what):
            return None
        match = re.fullmatch(r"([0-9]{1,15})(\.0+)?", self.promised(what))
        amount = int(match[1]) if match else self._refuse(what, "not whole dollars in a text")
        name = self.name(what)
        return dataclasses.replace(self.row, values={name: amount}).usd(name, may_be_tiny=may_be_tiny)

    def number(self, what: str, lowest: float, highest: float) -> float | None:
        """A number in a text, None where it is not given."""
        if not self.is_given(what):
            return None
        text = self.promised(what)
        if not re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,9})?", text):
            self._refuse(what, "not a number in a text")
        return dataclasses.replace(self.row, values={self.name(what): float(text)}).number(self.name(what), lowest, highest)

    def rate(self, what: str) -> float | None:
        """Percent; real yields may be negative."""
        return self.number(what, -5.0, 25.0)

    def _refuse(self, what: str, why: str) -> NoReturn:
        self.row.refuse(f"{self.name(what)} is {self.row.shown(self.name(what))}, {why}")
