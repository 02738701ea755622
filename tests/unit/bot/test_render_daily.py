"""Reference rates, yields, operations in Treasuries and the Treasury's cash told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render.stories import rate, treasury
from rules.event import CashBalance, ReferenceRate, TreasuryOperation, YieldChange

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2026, 9, 28, 12, tzinfo=UTC)
BN = 1_000_000_000
ENVELOPE: dict[str, Any] = {"source": "s", "key": "k", "title": "A title", "url": "https://example.org", "published_at": AT}


def sofr(**facts: Any) -> ReferenceRate:
    values = {"rate_type": "SOFR", "effective_on": date(2026, 9, 25), "rate_pct": 3.9, "calendar": "ordinary"}
    return ReferenceRate(**ENVELOPE, **(values | facts))


def real_yield(**facts: Any) -> YieldChange:
    values = {"series": "DFII10", "measures_what": "real_yield", "as_of": date(2026, 7, 9), "value_pct": 2.31}
    return YieldChange(**ENVELOPE, **(values | facts))


def bills(**facts: Any) -> TreasuryOperation:
    values = {
        "operation_on": date(2026, 8, 31),
        "is_purchase": True,
        "security_type": "bill",
        "accepted_usd": 4_243_000_000,
        "is_small_value": False,
    }
    return TreasuryOperation(**ENVELOPE, **(values | facts))


def tga(**facts: Any) -> CashBalance:
    return CashBalance(**ENVELOPE, **({"as_of": date(2025, 7, 9), "tga_usd": 311_048_000_000} | facts))


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (sofr(), "SOFR 3.90%", "SOFR 3.90%"),
        (
            sofr(spread_iorb_bp=5.0, spread_iorb_change_1d_bp=-2.0),
            "SOFR 3.90%: 5bp over IORB, −2bp on the day",
            "SOFR 3.90%，高出IORB 5基点，单日−2基点",
        ),
        (sofr(spread_iorb_bp=-2.0), "SOFR 3.90%: 2bp below IORB", "SOFR 3.90%，低于IORB 2基点"),
        (sofr(spread_iorb_bp=0.0, spread_iorb_change_1d_bp=0.0), "SOFR 3.90%: level with IORB", "SOFR 3.90%，与IORB持平"),
        (real_yield(), "10-year real yield 2.31%", "10年期实际利率2.31%"),
        (real_yield(change_1d_bp=7.0), "10-year real yield 2.31%, +7bp on the day", "10年期实际利率2.31%，单日+7基点"),
        (real_yield(change_1d_bp=0.0), "10-year real yield 2.31%, unchanged on the day", "10年期实际利率2.31%，单日不变"),
        (real_yield(series="DFII5", value_pct=-1.5), "5-year real yield −1.50%", "5年期实际利率−1.50%"),
        (
            real_yield(series="T10YIE", measures_what="breakeven", change_1d_bp=-16.0),
            "10-year breakeven 2.31%, −16bp on the day",
            "10年期盈亏平衡通胀率2.31%，单日−16基点",
        ),
        (real_yield(series="T5YIFR", measures_what="breakeven"), "5y5y expected inflation 2.31%", "5年后5年期通胀预期2.31%"),
        (real_yield(series="UNHEARD"), "UNHEARD 2.31%", "UNHEARD2.31%"),
    ],
)
def test_the_news_of_rates(event: ReferenceRate | YieldChange, english: str, chinese: str) -> None:
    assert (rate.story(event, EN).news, rate.story(event, ZH).news) == (english, chinese)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (bills(), "Fed buys $4.243bn of bills", "美联储买入42.4亿美元短期美债（T-bills）"),
        (
            bills(month_accepted_usd=36_900_000_000),
            "Fed buys $4.243bn of bills; 30 days $36.9bn",
            "美联储买入42.4亿美元短期美债（T-bills），近30天369亿",
        ),
        (
            bills(security_type="coupon", is_purchase=False),
            "Fed sells $4.243bn of Treasury notes and bonds",
            "美联储卖出42.4亿美元中长期美债",
        ),
        (bills(accepted_usd=0), "Fed buys no bills", "美联储未买入短期美债（T-bills）"),
        (bills(accepted_usd=0, is_purchase=False, security_type="tips"), "Fed sells no TIPS", "美联储未卖出通胀保值美债（TIPS）"),
        (tga(), "Treasury's cash (TGA) $311.0bn", "财政部一般账户（TGA）3110亿美元"),
        (
            tga(tga_change_1d_usd=-31_999_000_000),
            "Treasury's cash (TGA) $311.0bn, −$32.0bn on the day",
            "财政部一般账户（TGA）3110亿美元，单日−320亿",
        ),
    ],
)
def test_the_news_of_the_treasury(event: TreasuryOperation | CashBalance, english: str, chinese: str) -> None:
    assert (treasury.story(event, EN, {}).news, treasury.story(event, ZH, {}).news) == (english, chinese)


def test_the_lines_of_a_reference_rate() -> None:
    event = sofr(
        spread_iorb_bp=5.0, spread_on_rrp_bp=15.0, spread_iorb_z_250d=8.54, volume_usd=2914 * BN,
        percentile_25_pct=3.89, percentile_75_pct=3.95, percentile_99_pct=3.99, calendar="month_end", is_revised=True,
    )  # fmt: skip
    assert rate.story(event, EN).facts == (
        "Spread 8.5× its usual swing · 15bp over the ON RRP rate",
        "Cash is dear against Treasuries: private lenders have little to spare",
        "$2.914tn traded, half at 3.89–3.95%, the dearest 1% from 3.99%",
        "Month-ends do this; spikes usually fade in days",
        "As corrected by the publisher",
    )
    assert rate.story(event, ZH).facts[0] == "利差偏离为平时波幅的8.5倍｜高出隔夜逆回购（回笼）利率15基点"
    assert rate.story(sofr(spread_iorb_bp=0.0, spread_iorb_z_250d=1.9), EN).facts == ("", "", "", "", "")


@pytest.mark.parametrize(
    ("rate_type", "said"),
    [("EFFR", "Banks pay more for reserves than the Fed pays on them"), ("SOFR", "Cash is dear against Treasuries"), ("NEW", "")],
)
def test_what_a_rate_over_iorb_says(rate_type: str, said: str) -> None:
    assert rate.story(sofr(rate_type=rate_type, spread_iorb_bp=1.0), EN).facts[1].startswith(said)


def test_the_lines_of_a_yield() -> None:
    event = real_yield(change_1d_bp=14.0, change_5d_bp=43.0, change_20d_bp=-23.0, change_1d_z_250d=3.15)
    assert rate.story(event, EN).facts == (
        "Up 3.1× the usual swing in a day",
        "5 days +43bp, 20 days −23bp",
        "What Treasuries pay above expected inflation; assets without income compete with it",
    )
    assert rate.story(event, ZH).facts[0] == "单日升幅为平时波幅的3.1倍"
    assert rate.story(real_yield(change_1d_z_250d=-2.0), EN).facts[0] == "Down 2.0× the usual swing in a day"


def test_the_lines_of_an_operation() -> None:
    event = bills(
        settles_on=date(2026, 9, 1), submitted_usd=39_346_000_000, month_accepted_usd=36_900_000_000, month_change_usd=-1_200_000_000,
        off_schedule_usd=2 * BN,
    )  # fmt: skip
    assert treasury.story(event, EN, {}).facts == (
        "$2bn above the announced pace",
        "Net purchases in 30 days: $38.1bn → $36.9bn",
        "Offered to the Fed: $39.35bn",
        "Settles 1 Sep",
    )
    assert treasury.story(bills(off_schedule_usd=0), EN, {}).brief == "within the announced pace."


def test_bills_are_called_reserve_management_only_while_they_are() -> None:
    managed = {"purchase_purpose": "reserve_management"}
    assert treasury.story(bills(), EN, managed).tail == "reserve management, not QE"
    assert treasury.story(bills(), ZH, managed).tail == "准备金管理，非QE"
    assert treasury.story(bills(), EN, {"purchase_purpose": "qe"}).tail == ""
    assert treasury.story(bills(security_type="coupon"), EN, managed).tail == ""
    assert treasury.story(bills(is_purchase=False), EN, managed).tail == ""


def test_a_small_value_exercise_is_called_one() -> None:
    assert treasury.story(bills(is_small_value=True), EN, {}).brief == "A small exercise that tests the systems: no policy in it."


def test_the_lines_of_the_treasurys_cash() -> None:
    event = tga(tga_change_5d_usd=-71 * BN, tga_change_5d_z_250d=-2.8)
    assert treasury.story(event, EN, {}).facts == (
        "5 days −$71.0bn",
        "Down 2.8× the usual swing in 5 days",
        "Cash that the Treasury spends returns to bank reserves",
    )
    assert treasury.story(tga(tga_change_5d_usd=BN), ZH, {}).facts[2] == "财政部收进资金，银行准备金相应减少"
    assert treasury.story(tga(), EN, {}).facts == ("", "", "")
