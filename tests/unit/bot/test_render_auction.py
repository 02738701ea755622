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
        (bills(), "Treasury to sell $92bn of 13-week bills", "美财政部将发920亿13周短期美债（T-bills）"),
        (
            bills(offering_usd=None, security_type="cmb", security_term="42-Day"),
            "Treasury to auction 42-day cash management bills",
            "美财政部将拍卖42天现金管理短期美债（CMB）",
        ),
        (
            bills(security_type="note", security_term="9-Year 10-Month", is_reopening=True),
            "Treasury to sell $92bn of 10-year notes",
            "美财政部将发920亿10年期美债",
        ),
        (
            bills(security_type="tips", security_term="5-Year"),
            "Treasury to sell $92bn of 5-year TIPS",
            "美财政部将发920亿5年期通胀保值美债（TIPS）",
        ),
        (bills(security_term="Odd term"), "Treasury to sell $92bn of Odd term bills", "美财政部将发920亿Odd term短期美债（T-bills）"),
        (
            bills(offering_change_usd=-4 * BN),
            "Treasury to sell $92bn of 13-week bills, −$4bn on the last",
            "美财政部将发920亿13周短期美债（T-bills），较上次−40亿",
        ),
        (
            bills(offering_change_usd=0),
            "Treasury to sell $92bn of 13-week bills, as last time",
            "美财政部将发920亿13周短期美债（T-bills），与上次持平",
        ),
        (sold(), "Treasury sells $95bn of 13-week bills at 3.540%", "美财政部发行950亿13周短期美债（T-bills），利率3.540%"),
        (
            sold(high_rate_pct=None, high_margin_pct=0.182, security_type="frn", security_term="2-Year"),
            "Treasury sells $95bn of 2-year floating-rate notes, margin 0.182%",
            "美财政部发行950亿2年期浮息美债，利差0.182%",
        ),
        (sold(high_rate_pct=None), "Treasury sells $95bn of 13-week bills", "美财政部发行950亿13周短期美债（T-bills）"),
        (sold(accepted_usd=None), "Treasury sells 13-week bills", "美财政部发行13周短期美债（T-bills）"),
    ],
)
def test_the_news_of_auctions(event: TreasuryAuction, english: str, chinese: str) -> None:
    assert (auction.story(event, EN).news, auction.story(event, ZH).news) == (english, chinese)


def lines(event: TreasuryAuction) -> list[str]:
    return [line for line in auction.story(event, EN).facts if line]


def test_an_announcement_says_what_of_the_settlement_is_new() -> None:
    event = bills(
        settles_on=date(2026, 10, 8), matures_on=date(2027, 1, 7), settlement_offering_usd=240 * BN, maturing_usd=250 * BN,
        settlement_net_usd=-10 * BN, settlement_net_z_250d=-2.4,
    )  # fmt: skip
    assert lines(event) == [
        "Bills settling 8 Oct: $240bn, maturing $250bn, net −$10bn",
        "New supply 2.4× the usual swing below normal",
        "More matures than is sold: cash returns to banks",
        "Settles 8 Oct, matures 7 Jan 2027",
    ]
    assert auction.story(event, ZH).facts[0] == "10月8日交割短债2400亿美元，到期2500亿，净发行−100亿"
    note = {"security_type": "note", "security_term": "3-Year", "settles_on": date(2026, 10, 8), "settlement_offering_usd": 119 * BN}
    assert lines(bills(**note)) == ["Notes and bonds settling 8 Oct: $119bn", "Settles 8 Oct"]
    alone = bills(settlement_offering_usd=bills().offering_usd, settles_on=date(2026, 10, 8))
    assert (lines(alone), auction.story(alone, EN).brief) == (["Settles 8 Oct"], "Settles 8 Oct.")
    assert lines(bills(**note, is_reopening=True))[-1] == "Settles 8 Oct, reopened"


def test_results_have_the_cover_beside_the_usual_one_and_who_took_them() -> None:
    shares = {"indirect_share_pct": 62.14, "direct_share_pct": 4.05, "dealer_share_pct": 33.81}
    event = sold(bid_to_cover=2.76, bid_to_cover_off_usual=-0.1, median_rate_pct=3.515, soma_accepted_usd=7_230_663_100, **shares)
    told = auction.story(event, EN)
    assert (told.news, told.tail) == ("US 13-week bills sold: cover 2.76 (usual 2.86)", "$95bn at 3.540%")
    told = auction.story(event, ZH)
    assert (told.news, told.tail) == ("13周短期美债（T-bills）拍卖：投标倍数2.76（平时2.86）", "950亿美元，利率3.540%")
    assert lines(event) == [
        "Taken by indirect bidders 62.1%, direct bidders 4.1%, dealers 33.8%",
        "Half was bid at 3.515% or less",
        "Of it $7.231bn to the Fed, for its own maturing holdings",
    ]
    assert (auction.story(sold(bid_to_cover=2.84), EN).news, lines(sold())) == ("US 13-week bills sold: cover 2.84", [])
    assert auction.story(sold(bid_to_cover=2.84, accepted_usd=None), EN).tail == ""
    assert auction.story(sold(bid_to_cover=2.84, high_rate_pct=None), EN).tail == "$95bn"
    floating = sold(bid_to_cover=2.84, high_rate_pct=None, high_margin_pct=0.182)
    assert auction.story(floating, EN).tail == "$95bn, margin 0.182%"


def test_a_share_is_rounded_as_people_round() -> None:
    assert [amounts.tenths_pct(share) for share in (4.05, 0.04, 62.14, 100.0)] == ["4.1%", "0.0%", "62.1%", "100.0%"]


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (mortgages(), "Fed buys $4.5bn of MBS", "美联储买入45亿美元MBS"),
        (mortgages(is_purchase=False, operation_type="specified_pool"), "Fed sells $4.5bn of MBS", "美联储卖出45亿美元MBS"),
        (mortgages(accepted_usd=0), "Fed buys no MBS", "美联储未买入MBS"),
        (mortgages(operation_type="roll", is_purchase=None), "Fed rolls $4.5bn of MBS to another month", "美联储展期45亿美元MBS"),
        (mortgages(operation_type="swap", is_purchase=None), "Fed swaps coupons of $4.5bn of MBS", "美联储互换45亿美元MBS票息"),
    ],
)
def test_the_news_of_mortgage_securities(event: AgencyOperation, english: str, chinese: str) -> None:
    assert (treasury.story(event, EN, {}).news, treasury.story(event, ZH, {}).news) == (english, chinese)


def test_mortgage_securities_beside_the_month_and_exercises_called_so() -> None:
    told = treasury.story(mortgages(month_accepted_usd=9 * BN, month_change_usd=5 * BN, submitted_usd=8 * BN), EN, {})
    assert told.facts == ("Net purchases in 30 days: $4bn → $9bn", "Offered to the Fed: $8bn", "")
    exercise = treasury.story(mortgages(accepted_usd=74_000_000, is_small_value=True, is_purchase=False), EN, {})
    assert exercise.brief == "A small exercise that tests the systems: no policy in it."
