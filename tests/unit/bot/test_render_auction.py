"""The Treasury's auctions and operations in mortgage securities told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render import amounts
from bot.render.stories import auction, treasury
from rules.event import AgencyOperation, TreasuryAuction

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2026, 9, 28, 12, tzinfo=UTC)
BN = 1_000_000_000
ENVELOPE: dict[str, Any] = {"source": "s", "key": "k", "title": "A title", "url": "https://example.org", "published_at": AT}


def bills(**facts: Any) -> TreasuryAuction:
    values = {
        "stage": "announced",
        "cusip": "912797AA1",
        "security_type": "bill",
        "security_term": "13-Week",
        "auction_on": date(2026, 10, 5),
        "offering_usd": 92 * BN,
    }
    return TreasuryAuction(**ENVELOPE, **(values | facts))


def sold(**facts: Any) -> TreasuryAuction:
    return bills(**({"stage": "results", "accepted_usd": 95 * BN, "high_rate_pct": 3.54} | facts))


def mortgages(**facts: Any) -> AgencyOperation:
    values = {
        "operation_on": date(2026, 8, 14),
        "operation_type": "tba",
        "is_purchase": True,
        "accepted_usd": 4_500_000_000,
        "is_small_value": False,
        "calendar": "ordinary",
    }
    return AgencyOperation(**ENVELOPE, **(values | facts))


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (bills(), "Treasury to auction $92bn of 13-week bills on 5 Oct 2026", "美国财政部将于2026年10月5日拍卖920亿美元13周期短期国债"),
        (
            bills(offering_usd=None, security_type="cmb", security_term="42-Day"),
            "Treasury to auction 42-day cash management bills on 5 Oct 2026",
            "美国财政部将于2026年10月5日拍卖42天期现金管理国债",
        ),
        (
            bills(security_type="note", security_term="9-Year 10-Month", is_reopening=True),
            "Treasury to auction $92bn of 10-year notes (reopening) on 5 Oct 2026",
            "美国财政部将于2026年10月5日拍卖920亿美元10年期国债（续发）",
        ),
        (
            bills(security_type="frn", security_term="2-Year", is_reopening=False),
            "Treasury to auction $92bn of 2-year floating-rate notes on 5 Oct 2026",
            "美国财政部将于2026年10月5日拍卖920亿美元2年期浮动利率国债",
        ),
        (sold(is_reopening=True), "Treasury sold $95bn of 13-week bills at 3.540%", "美国财政部以3.540%的利率售出950亿美元13周期短期国债"),
        (
            sold(security_type="tips", security_term="5-Year", high_rate_pct=-1.058),
            "Treasury sold $95bn of 5-year inflation-protected securities (TIPS) at −1.058%",
            "美国财政部以−1.058%的利率售出950亿美元5年期通胀保值国债（TIPS）",
        ),
        (
            sold(security_type="frn", security_term="2-Year", high_rate_pct=None, high_margin_pct=0.142),
            "Treasury sold $95bn of 2-year floating-rate notes, margin 0.142%",
            "美国财政部售出950亿美元2年期浮动利率国债，利差0.142%",
        ),
        (
            sold(high_rate_pct=None, security_type="bond", security_term="30-Year"),
            "Treasury sold $95bn of 30-year bonds",
            "美国财政部售出950亿美元30年期国债",
        ),
        (
            sold(accepted_usd=None, security_type="odd", security_term="For ever"),
            "Treasury sold For ever securities",
            "美国财政部售出For ever国债",
        ),
    ],
)
def test_headlines_of_auctions(event: TreasuryAuction, english: str, chinese: str) -> None:
    assert (auction.story(event, EN).headline, auction.story(event, ZH).headline) == (english, chinese)


def lines(event: TreasuryAuction) -> list[str]:
    return [line for line in auction.story(event, EN).numbers if line]


def test_the_lines_of_an_announcement() -> None:
    assert lines(bills()) == []
    assert lines(bills(settles_on=date(2026, 10, 8), offering_change_usd=0, settlement_offering_usd=266 * BN)) == [
        "Settles 8 Oct 2026",
        "As much as at the last such auction",
        "Bills settling that day: $266bn",
    ]
    full = bills(
        settles_on=date(2026, 10, 8),
        matures_on=date(2027, 1, 7),
        offering_change_usd=-4 * BN,
        settlement_offering_usd=240 * BN,
        maturing_usd=250 * BN,
        settlement_net_usd=-10 * BN,
        settlement_net_z_250d=-2.4,
    )
    assert lines(full) == [
        "Settles 8 Oct 2026, matures 7 Jan 2027",
        "−$4bn on the last such auction",
        "Bills settling that day: $240bn, maturing $250bn, net −$10bn",
        "New supply against usual: −2.4 times the usual swing",
    ]
    note = bills(security_type="note", security_term="3-Year", settlement_offering_usd=119 * BN, settlement_net_z_250d=1.9)
    assert lines(note) == ["Notes and bonds settling that day: $119bn"]


def test_the_lines_of_results() -> None:
    assert lines(sold()) == []
    assert lines(sold(bid_to_cover=2.84, median_rate_pct=0.0)) == ["Bid-to-cover 2.84", "Half of it was bid at 0.000% or less"]
    shares = {"indirect_share_pct": 62.14, "direct_share_pct": 4.05, "dealer_share_pct": 33.81}
    full = sold(bid_to_cover=2.76, bid_to_cover_off_usual=-0.1, median_rate_pct=3.515, soma_accepted_usd=7_230_663_100, **shares)
    assert lines(full) == [
        "Bid-to-cover 2.76, −0.1 on the median of the last such auctions",
        "Taken by: indirect bidders 62.1%, direct bidders 4.1%, dealers 33.8%",
        "Half of it was bid at 3.515% or less",
        "The Fed took $7.231bn of it for its own maturing holdings",
    ]


def test_a_share_is_rounded_as_people_round() -> None:
    assert [amounts.tenths_pct(share) for share in (4.05, 0.04, 62.14, 100.0)] == ["4.1%", "0.0%", "62.1%", "100.0%"]


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (mortgages(), "Fed bought $4.5bn of agency MBS", "美联储买入45亿美元机构MBS"),
        (mortgages(is_purchase=False, operation_type="specified_pool"), "Fed sold $4.5bn of agency MBS", "美联储卖出45亿美元机构MBS"),
        (mortgages(accepted_usd=0), "Fed bought no agency MBS", "美联储未买入机构MBS"),
        (
            mortgages(operation_type="roll", is_purchase=None),
            "Fed rolled $4.5bn of agency MBS to another month",
            "美联储将45亿美元机构MBS展期至其他月份",
        ),
        (
            mortgages(operation_type="swap", is_purchase=None),
            "Fed swapped coupons of $4.5bn of agency MBS",
            "美联储对45亿美元机构MBS进行票息互换",
        ),
    ],
)
def test_headlines_of_mortgage_securities(event: AgencyOperation, english: str, chinese: str) -> None:
    assert (treasury.story(event, EN, {}).headline, treasury.story(event, ZH, {}).headline) == (english, chinese)


def test_mortgage_securities_beside_the_month_and_exercises_called_so() -> None:
    told = treasury.story(mortgages(month_accepted_usd=9 * BN, month_change_usd=5 * BN, submitted_usd=8 * BN), EN, {})
    assert told.numbers == ("14 Aug 2026", "Offered to the Fed: $8bn", "Net purchases in 30 days: $9bn, +$5bn on the 30 days before")
    assert told.notes == ()
    [note] = treasury.story(mortgages(accepted_usd=74_000_000, is_small_value=True, is_purchase=False), EN, {}).notes
    assert note.startswith("Small-value exercise: ")
