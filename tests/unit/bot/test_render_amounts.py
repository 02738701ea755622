"""Numbers, dates and times in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.i18n import texts
from bot.render import amounts

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (0, "$0", "0美元"),
        (7, "$7", "7美元"),
        (9_999, "$9999", "9999美元"),
        (1_000_000, "$1m", "100万美元"),
        (3_000_000, "$3m", "300万美元"),
        (99_999_999, "$100m", "1亿美元"),
        (851_000_000, "$851m", "8.5亿美元"),
        (999_960_000, "$1bn", "10亿美元"),
        (6_200_000_000, "$6.2bn", "62亿美元"),
        (50_350_000_000, "$50.35bn", "503.5亿美元"),
        (74_600_000_000, "$74.6bn", "746亿美元"),
        (877_251_000_000, "$877.3bn", "8772.5亿美元"),
        (999_960_000_000, "$1tn", "1万亿美元"),
        (6_640_618_000_000, "$6.641tn", "6.64万亿美元"),
        (-11_551_000_000, "−$11.55bn", "−115.5亿美元"),
    ],
)
def test_dollars(amount: int, english: str, chinese: str) -> None:
    assert amounts.usd(amount, "en") == english
    assert amounts.usd(amount, "zh-Hans") == chinese


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (0, "$0", "0美元"),
        (44_150_000_000, "+$44.2bn", "+441.5亿美元"),
        (275_000_000, "+$275m", "+2.8亿美元"),
        (-1_234_500_000_000, "−$1.23tn", "−1.23万亿美元"),
    ],
)
def test_changes_of_dollars(amount: int, english: str, chinese: str) -> None:
    assert amounts.usd_change(amount, "en") == english
    assert amounts.usd_change(amount, "zh-Hans") == chinese


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (59_387_000_000, "+$59.4bn", "+594亿美元"),
        (220_000_000, "+$0.2bn", "+2亿美元"),
        (-11_551_000_000, "−$11.6bn", "−116亿美元"),
        (-67_016_000_000, "−$67.0bn", "−670亿美元"),
        (8_200_000_000, "+$8.2bn", "+82亿美元"),
        (50_000_000, "+$0.1bn", "+1亿美元"),
        (49_000_000, "+$49m", "+4900万美元"),
        (1_000_000_000_000, "+$1tn", "+1万亿美元"),
    ],
)
def test_changes_in_a_column_share_their_unit(amount: int, english: str, chinese: str) -> None:
    assert amounts.usd_column(amount, "en") == english
    assert amounts.usd_column(amount, "zh-Hans") == chinese


def test_rates_and_basis_points() -> None:
    assert amounts.pct(3.9) == "3.90%"
    assert amounts.pct(-0.05) == "−0.05%"
    assert amounts.pct_range(3.75, 4.0, EN) == "3.75–4.00%"
    assert amounts.pct_range(3.75, 4.0, ZH) == "3.75%–4.00%"
    assert amounts.pct_range(5.25, 5.25, EN) == "5.25%"
    assert amounts.bp(-25, EN) == "25bp"
    assert amounts.bp_change(-25, EN) == "−25bp"
    assert amounts.bp_change(75, ZH) == "+75基点"
    assert amounts.bp_change(0, EN) == "0bp"


@pytest.mark.parametrize(
    ("value", "plain", "signed"), [(0, "0", "0"), (2.0, "2", "+2"), (-2.845, "−2.85", "−2.85"), (0.42, "0.42", "+0.42"), (10, "10", "+10")]
)
def test_plain_numbers(value: float, plain: str, signed: str) -> None:
    assert amounts.number(value) == plain
    assert amounts.signed(value) == signed


@pytest.mark.parametrize(("value", "text"), [(1.0, "100%"), (0.9996, "99.9%"), (0.95, "95%"), (0.034, "3.4%"), (0.0, "0%")])
def test_only_all_of_it_is_a_hundred_per_cent(value: float, text: str) -> None:
    assert amounts.share(value) == text


def test_days_and_clocks() -> None:
    assert amounts.day(date(2025, 10, 29), "en") == "29 Oct 2025"
    assert amounts.day(date(2025, 10, 29), "zh-Hans") == "2025年10月29日"
    assert amounts.short_day(date(2025, 12, 1), "en") == "1 Dec"
    assert amounts.short_day(date(2025, 12, 1), "zh-Hans") == "12月1日"
    at = datetime(2025, 10, 29, 18, 0, 7, tzinfo=UTC)
    assert amounts.clock(at) == "18:00:07"
    assert amounts.clock(at, ZoneInfo("America/New_York")) == "14:00:07"


def test_what_stands_after_a_first_amount_has_no_unit() -> None:
    assert amounts.usd(6_200_000_000, "zh-Hans", bare=True) == "62亿"
    assert amounts.usd_change(275_000_000, "zh-Hans", bare=True) == "+2.8亿"
    assert amounts.usd_column(-7_726_000_000, "zh-Hans", bare=True, signed=False) == "77亿"
    assert amounts.usd_column(-7_726_000_000, "en", bare=True, signed=False) == "$7.7bn"


def test_a_total_keeps_its_decimals() -> None:
    assert amounts.usd_total(6_580_000_000_000, "en") == "$6.580tn"
    assert amounts.usd_total(6_580_000_000_000, "zh-Hans") == "6.58万亿美元"
    assert amounts.usd_total(900_000_000_000, "en") == "$900bn"


def test_how_many_times() -> None:
    assert (amounts.times(-2.84, EN), amounts.times(2.84, ZH)) == ("2.8×", "2.8倍")
