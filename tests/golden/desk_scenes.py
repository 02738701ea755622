"""The Desk's plans and statements. That 40 billion a month began in December 2025 is public; the other figures and the words are made."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rules.event import DeskStatement, PurchaseSchedule
from rules.model import Fact
from tests.golden.scenes import BN, EXPANSION, MISSING, Scene, assessed, seen, signal

DETAILS = "https://www.newyorkfed.org/markets/domestic-market-operations/monetary-policy-implementation/treasury-securities/treasury-securities-operational-details"
STATEMENT = "https://www.newyorkfed.org/markets/opolicy/operating_policy_251210a"
AS_ANNOUNCED = PurchaseSchedule(
    source="nyfed.desk_statement",
    key="2026-01-14",
    title="Planned Treasury purchases, 14 January 2026 to 12 February 2026",
    url=DETAILS,
    **seen(datetime(2026, 1, 13, 20, tzinfo=UTC), 21),
    first_on=date(2026, 1, 14),
    last_on=date(2026, 2, 12),
    planned_usd=55_400_000_000,
    reserve_management_usd=40 * BN,
    reinvestment_usd=15_400_000_000,
    planned_change_usd=BN,
    unannounced_change_usd=0,
)
SMALLER = PurchaseSchedule(
    source="nyfed.desk_statement",
    key="2026-04-15",
    title="Planned Treasury purchases, 15 April 2026 to 13 May 2026",
    url=DETAILS,
    **seen(datetime(2026, 4, 14, 19, tzinfo=UTC), 25),
    first_on=date(2026, 4, 15),
    last_on=date(2026, 5, 13),
    planned_usd=31_500_000_000,
    planned_change_usd=-24 * BN,
    unannounced_change_usd=-24 * BN,
)
SAID = DeskStatement(
    source="nyfed.desk_statement",
    key=STATEMENT,
    title="Statement Regarding Purchases for Reserve Management",
    url=STATEMENT,
    **seen(datetime(2025, 12, 10, 19, tzinfo=UTC), 16),
    issued_on=date(2025, 12, 10),
    summary="The Desk was told to keep reserves ample. It will buy Treasury bills from December 12 on & say each month how many.",
    balance_sheet_action="purchases_start",
    purchases_from=date(2025, 12, 12),
    purchase_purpose="reserve_management",
    purchase_pace_usd_month=40 * BN,
    action_is_new=True,
    purchase_pace_change_usd_month=40 * BN,
)

DESK_SCENES = {
    "purchase-schedule-as-announced": Scene(event=AS_ANNOUNCED, assessment=assessed(0, 0, 0.0, **EXPANSION)),
    "purchase-schedule-smaller": Scene(
        event=SMALLER,
        assessment=assessed(
            11,
            -11,
            0.2,
            signal(
                "reserve-management-plan-smaller",
                "treasury-purchases",
                "down",
                0.12,
                (
                    Fact("context.purchase_purpose", "reserve_management", "is", "reserve_management"),
                    Fact("unannounced_change_usd", -24 * BN, "below", 0),
                    Fact("unannounced_change_usd", -24 * BN, "ramp", (0.0, 60.0 * BN, 0.3)),
                ),
                horizon_hours=72,
            ),
            missing=MISSING,
            **EXPANSION,
        ),
    ),
    "desk-statement-2025-12-10": Scene(
        event=SAID,
        assessment=assessed(
            33,
            13,
            0.2,
            signal(
                "desk-new-purchases",
                "forward-guidance",
                "either",
                0.3,
                (Fact("action_is_new", True, "is", True),),
                horizon_hours=24,
            ),
            signal(
                "desk-pace-larger",
                "treasury-purchases",
                "up",
                0.2,
                (
                    Fact("action_is_new", True, "is", True),
                    Fact("purchase_pace_change_usd_month", 40 * BN, "above", 0),
                    Fact("purchase_pace_change_usd_month", 40 * BN, "ramp", (0.0, 60.0 * BN, 0.3)),
                ),
                horizon_hours=72,
            ),
            **EXPANSION,
        ),
    ),
}
