"""What comes every day or week without a decision: rates, yields, the Treasury's cash, purchases. Real figures where they are public."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rules.event import CashBalance, ReferenceRate, TreasuryOperation, YieldChange
from rules.model import Fact
from tests.golden.scenes import BN, EXPANSION, MISSING, MN, Scene, assessed, seen, signal

RATES = "https://www.newyorkfed.org/markets/reference-rates"
SOFR_MONTH_END = ReferenceRate(
    source="nyfed.reference_rate",
    key="SOFR 2025-10-31",
    title="SOFR, 31 October 2025",
    url=f"{RATES}/sofr",
    **seen(datetime(2025, 11, 3, 13, tzinfo=UTC), 9),
    rate_type="SOFR",
    effective_on=date(2025, 10, 31),
    rate_pct=4.22,
    calendar="month_end",
    spread_iorb_bp=32.0,
    spread_on_rrp_bp=47.0,
    spread_iorb_change_1d_bp=18.0,
    spread_iorb_z_250d=8.54,
)
SOFR_ORDINARY = ReferenceRate(
    source="nyfed.reference_rate",
    key="SOFR 2026-09-25",
    title="SOFR, 25 September 2026",
    url=f"{RATES}/sofr",
    **seen(datetime(2026, 9, 28, 12, tzinfo=UTC), 9),
    rate_type="SOFR",
    effective_on=date(2026, 9, 25),
    rate_pct=3.90,
    percentile_1_pct=3.83,
    percentile_25_pct=3.89,
    percentile_75_pct=3.95,
    percentile_99_pct=3.99,
    volume_usd=2914 * BN,
    calendar="ordinary",
    spread_iorb_bp=0.0,
    spread_on_rrp_bp=15.0,
    spread_iorb_change_1d_bp=2.0,
    spread_iorb_z_250d=0.8,
    percentile_99_spread_iorb_bp=9.0,
)
REAL_YIELD = YieldChange(
    source="fred.series",
    key="DFII10 2025-04-10",
    title="10-year real yield (DFII10), 10 April 2025",
    url="https://fred.stlouisfed.org/series/DFII10",
    **seen(datetime(2025, 4, 11, 20, 15, tzinfo=UTC), 5400),
    series="DFII10",
    measures_what="real_yield",
    as_of=date(2025, 4, 10),
    value_pct=2.21,
    change_1d_bp=14.0,
    change_5d_bp=43.0,
    change_20d_bp=23.0,
    change_1d_z_250d=3.15,
    change_20d_z_250d=1.78,
)
CASH = CashBalance(
    source="treasury.cash_balance",
    key="2025-07-09",
    title="Treasury cash balance, 9 July 2025",
    url="https://fiscaldata.treasury.gov/datasets/daily-treasury-statement/operating-cash-balance",
    **seen(datetime(2025, 7, 10, 20, tzinfo=UTC), 75),
    as_of=date(2025, 7, 9),
    tga_usd=311_048 * MN,
    tga_change_1d_usd=-31_999 * MN,
)
BILLS = TreasuryOperation(
    source="nyfed.treasury_operation",
    key="OR 083126 25",
    title="Outright bill purchase, 31 August 2026",
    url="https://www.newyorkfed.org/markets/desk-operations/treasury-securities",
    **seen(datetime(2026, 8, 31, 13, 20, tzinfo=UTC), 62),
    operation_on=date(2026, 8, 31),
    settles_on=date(2026, 9, 1),
    is_purchase=True,
    security_type="bill",
    accepted_usd=4_243 * MN,
    submitted_usd=39_346 * MN,
    is_small_value=False,
    month_accepted_usd=36_900 * MN,
    month_change_usd=-1_200 * MN,
)

DAILY_SCENES = {
    "sofr-2025-10-31": Scene(
        event=SOFR_MONTH_END,
        assessment=assessed(
            24,
            -24,
            0.2,
            signal(
                "sofr-strain-month-end",
                "funding-stress",
                "down",
                0.315,
                (
                    Fact("rate_type", "SOFR", "is", "SOFR"),
                    Fact("calendar", "month_end", "is", "month_end"),
                    Fact("spread_iorb_bp", 32.0, "above", 8),
                    Fact("spread_iorb_change_1d_bp", 18.0, "at_least", 3),
                    Fact("spread_iorb_bp", 32.0, "ramp", (8.0, 40.0, 0.42)),
                ),
            ),
            regime="pivot",
            missing=MISSING,
        ),
    ),
    "sofr-2026-09-25": Scene(event=SOFR_ORDINARY, assessment=assessed(0, 0, 0.0, **EXPANSION)),
    "real-yield-2025-04-10": Scene(
        event=REAL_YIELD,
        assessment=assessed(
            24,
            -24,
            0.2,
            signal(
                "real-yield-rise",
                "real-yield",
                "down",
                0.3231,
                (
                    Fact("series", "DFII10", "is", "DFII10"),
                    Fact("change_1d_bp", 14.0, "above", 7),
                    Fact("change_1d_bp", 14.0, "ramp", (7.0, 20.0, 0.6)),
                ),
            ),
            regime="tightening",
            missing=MISSING,
        ),
    ),
    "treasury-cash-2025-07-09": Scene(event=CASH, assessment=assessed(0, 0, 0.0, missing=("tga_change_5d_z_250d",), regime="tightening")),
    "bill-purchase-2026-08-31": Scene(event=BILLS, assessment=assessed(0, 0, 0.0, **EXPANSION)),
}
