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
            "SOFR 3.90%: 5 bp above interest on reserves (−2 bp in a day)",
            "SOFR 3.90%：高于准备金利率5个基点（单日−2个基点）",
        ),
        (sofr(spread_iorb_bp=-2.0), "SOFR 3.90%: 2 bp below interest on reserves", "SOFR 3.90%：低于准备金利率2个基点"),
        (
            sofr(spread_iorb_bp=0.0, spread_iorb_change_1d_bp=0.0),
            "SOFR 3.90%: the same as interest on reserves",
            "SOFR 3.90%：与准备金利率持平",
        ),
        (sofr(calendar="quarter_end", effective_on=date(2026, 9, 30)), "SOFR 3.90%, quarter-end", "SOFR 3.90%，季末"),
        (sofr(calendar="quarter_end", effective_on=date(2026, 12, 31)), "SOFR 3.90%, year-end", "SOFR 3.90%，年末"),
        (sofr(calendar="tax_or_settlement"), "SOFR 3.90%, tax or settlement day", "SOFR 3.90%，缴税日或国债交割日"),
        (real_yield(), "10-year real yield 2.31%", "10年期实际收益率 2.31%"),
        (real_yield(change_1d_bp=7.0), "10-year real yield 2.31%, +7 bp in a day", "10年期实际收益率 2.31%，单日+7个基点"),
        (real_yield(change_1d_bp=0.0), "10-year real yield 2.31%, unchanged in a day", "10年期实际收益率 2.31%，单日持平"),
        (real_yield(series="DFII5", value_pct=-1.5), "5-year real yield −1.50%", "5年期实际收益率 −1.50%"),
        (
            real_yield(series="T10YIE", measures_what="breakeven", change_1d_bp=-16.0),
            "10-year breakeven inflation 2.31%, −16 bp in a day",
            "10年期盈亏平衡通胀率 2.31%，单日−16个基点",
        ),
        (
            real_yield(series="T5YIFR", measures_what="breakeven"),
            "Expected inflation, 5 years from 5 years on 2.31%",
            "5年后的5年期通胀预期 2.31%",
        ),
        (real_yield(series="DFII30"), "DFII30 2.31%", "DFII30 2.31%"),
    ],
)
def test_headlines_of_rates(event: ReferenceRate | YieldChange, english: str, chinese: str) -> None:
    assert (rate.story(event, EN).headline, rate.story(event, ZH).headline) == (english, chinese)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (bills(), "Fed bought $4.243bn of Treasury bills", "美联储买入42.43亿美元短期国债"),
        (bills(is_purchase=False), "Fed sold $4.243bn of Treasury bills", "美联储卖出42.43亿美元短期国债"),
        (bills(security_type="coupon"), "Fed bought $4.243bn of Treasury notes and bonds", "美联储买入42.43亿美元中长期国债"),
        (bills(security_type="tips"), "Fed bought $4.243bn of inflation-protected Treasuries", "美联储买入42.43亿美元通胀保值国债"),
        (bills(security_type="frn"), "Fed bought $4.243bn of floating-rate Treasuries", "美联储买入42.43亿美元浮动利率国债"),
        (bills(security_type="unheard of"), "Fed bought $4.243bn of Treasuries", "美联储买入42.43亿美元国债"),
        (bills(accepted_usd=0), "Fed bought no Treasury bills", "美联储未买入短期国债"),
        (bills(accepted_usd=0, is_purchase=False), "Fed sold no Treasury bills", "美联储未卖出短期国债"),
        (tga(), "Treasury's cash at the Fed (TGA) $311bn", "财政部在美联储的现金（TGA）3110亿美元"),
        (
            tga(tga_change_1d_usd=-31_999_000_000),
            "Treasury's cash at the Fed (TGA) $311bn, −$32bn in a day",
            "财政部在美联储的现金（TGA）3110亿美元，单日−320亿美元",
        ),
    ],
)
def test_headlines_of_the_treasury(event: TreasuryOperation | CashBalance, english: str, chinese: str) -> None:
    assert (treasury.story(event, EN, {}).headline, treasury.story(event, ZH, {}).headline) == (english, chinese)


def lines(event: Any) -> list[str]:
    told = rate.story(event, EN) if isinstance(event, (ReferenceRate, YieldChange)) else treasury.story(event, EN, {})
    return [line for line in told.numbers if line]


def test_the_lines_of_a_reference_rate() -> None:
    assert lines(sofr()) == ["25 Sep 2026"]
    full = sofr(
        volume_usd=2914 * BN,
        percentile_25_pct=3.89,
        percentile_75_pct=3.95,
        percentile_99_pct=3.99,
        spread_on_rrp_bp=15.0,
        spread_iorb_z_250d=-2.5,
        is_revised=True,
    )
    assert lines(full) == [
        "25 Sep 2026: $2.914tn traded",
        "Half of the volume at 3.89–3.95%, the dearest 1% at 3.99% or more",
        "Over the ON RRP rate: +15 bp",
        "Spread over IORB against usual: −2.5 times the usual swing",
        "As corrected by the publisher",
    ]
    assert lines(sofr(percentile_25_pct=3.89, percentile_75_pct=3.95, spread_iorb_z_250d=1.9)) == ["25 Sep 2026"]


def test_what_a_rate_is_and_what_a_turn_does_to_it() -> None:
    assert rate.story(sofr(), EN).notes[0].startswith("What cash costs overnight against Treasuries")
    assert rate.story(sofr(rate_type="EFFR"), EN).notes[0].startswith("What banks pay for cash overnight without collateral")
    assert len(rate.story(sofr(), EN).notes) == len(rate.story(sofr(calendar="tax_or_settlement"), EN).notes) == 1
    assert rate.story(sofr(calendar="month_end"), EN).notes[1].startswith("Month-end: ")


def test_the_lines_of_a_yield() -> None:
    assert lines(real_yield()) == ["As of 9 Jul 2026"]
    assert lines(real_yield(change_5d_bp=6.0, change_20d_bp=-11.0, change_1d_z_250d=2.0)) == [
        "As of 9 Jul 2026",
        "Change in 5 days +6 bp, in 20 days −11 bp",
        "The day's change against usual: +2 times the usual swing",
    ]
    assert lines(real_yield(change_20d_bp=-11.0, change_1d_z_250d=1.99)) == ["As of 9 Jul 2026", "Change in 20 days −11 bp"]


def test_what_a_yield_measures() -> None:
    assert rate.story(real_yield(), EN).notes[0].startswith("A real yield is ")
    assert rate.story(real_yield(series="T10YIE", measures_what="breakeven"), EN).notes[0].startswith("Breakeven inflation is ")
    assert rate.story(real_yield(measures_what="unheard of"), EN).notes == ()


def test_the_lines_of_an_operation() -> None:
    assert lines(bills()) == ["31 Aug 2026"]
    month = {"month_accepted_usd": 62 * BN, "month_change_usd": 20 * BN}
    assert lines(bills(settles_on=date(2026, 9, 1), submitted_usd=39_346_000_000, off_schedule_usd=2 * BN, **month)) == [
        "31 Aug 2026, settles 1 Sep",
        "Offered to the Fed: $39.35bn",
        "Net purchases in 30 days: $62bn, +$20bn on the 30 days before",
        "$2bn above the announced pace and reinvested principal",
    ]
    assert lines(bills(is_purchase=False, submitted_usd=BN, month_accepted_usd=5 * BN, month_change_usd=0, off_schedule_usd=0)) == [
        "31 Aug 2026",
        "Bid for: $1bn",
        "Net purchases in 30 days: $5bn",
        "Within the announced pace and reinvested principal",
    ]


def test_bills_are_called_reserve_management_only_while_they_are() -> None:
    purpose = {"purchase_purpose": "reserve_management"}
    assert treasury.story(bills(), EN, purpose).notes[0].startswith("Reserve management, not QE")
    assert treasury.story(bills(), EN, {"purchase_purpose": "qe"}).notes == ()
    assert treasury.story(bills(security_type="coupon"), EN, purpose).notes == ()
    assert treasury.story(bills(is_purchase=False), EN, purpose).notes == ()


def test_a_small_value_exercise_is_called_one() -> None:
    purpose = {"purchase_purpose": "reserve_management"}
    [note] = treasury.story(bills(accepted_usd=50_000_000, is_small_value=True), EN, purpose).notes
    assert note.startswith("Small-value exercise: ")
    assert treasury.story(bills(accepted_usd=0, is_small_value=True, is_purchase=False), EN, {}).notes == ()


def test_the_lines_of_the_treasurys_cash() -> None:
    assert lines(tga()) == ["As of 9 Jul 2025"]
    assert lines(tga(tga_change_5d_usd=40 * BN)) == ["As of 9 Jul 2025", "In 5 days: +$40bn"]
    assert lines(tga(tga_change_5d_usd=40 * BN, tga_change_5d_z_250d=2.7)) == [
        "As of 9 Jul 2025",
        "In 5 days: +$40bn, +2.7 times the usual swing",
    ]
