"""What cannot be is left out before anything is scored or said."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.assessing import gate
from bot.model import Silence
from bot.polling.compose import compose
from bot.polling.silence import silence_of
from rules.event import (
    BalanceSheet,
    CashBalance,
    DeskStatement,
    Event,
    FomcStatement,
    PressRelease,
    PurchaseSchedule,
    ReferenceRate,
    RepoOperation,
    TreasuryAuction,
    TreasuryOperation,
)
from rules.model import Assessment
from tests.golden.daily_scenes import DAILY_SCENES
from tests.golden.desk_scenes import DESK_SCENES
from tests.golden.scenes import SCENES

AT = datetime(2025, 10, 29, 18, tzinfo=UTC)
BN = 1_000_000_000
ENVELOPE: dict[str, Any] = {"source": "s", "key": "k", "title": "t", "url": "u", "published_at": AT}


def fomc(**facts: Any) -> FomcStatement:
    possible = {
        "decision": "lower", "change_bp": -25, "target_lower_pct": 3.75, "target_upper_pct": 4.0,
        "previous_target_lower_pct": 4.0, "previous_target_upper_pct": 4.25, "balance_sheet_action": "none",
    }  # fmt: skip
    return FomcStatement(**ENVELOPE, **(possible | facts))


def sheet(**facts: Any) -> BalanceSheet:
    return BalanceSheet(**ENVELOPE, as_of=date(2025, 10, 29), **facts)


def repo(**facts: Any) -> RepoOperation:
    possible = {"operation_on": date(2025, 10, 31), "facility": "standing", "accepted_usd": 30 * BN, "is_small_value": False}
    return RepoOperation(**ENVELOPE, **(possible | {"calendar": "ordinary"} | facts))


def auction(**facts: Any) -> TreasuryAuction:
    possible = {"stage": "announced", "cusip": "c", "security_type": "bill", "security_term": "4-Week", "auction_on": date(2026, 10, 8)}
    return TreasuryAuction(**ENVELOPE, **(possible | {"offering_usd": 100 * BN} | facts))


def schedule(**facts: Any) -> PurchaseSchedule:
    possible = {"first_on": date(2026, 1, 14), "last_on": date(2026, 2, 12), "planned_usd": 55 * BN}
    return PurchaseSchedule(**ENVELOPE, **(possible | facts))


def sofr(**facts: Any) -> ReferenceRate:
    return ReferenceRate(**ENVELOPE, rate_type="SOFR", effective_on=date(2025, 10, 31), calendar="ordinary", **({"rate_pct": 4.2} | facts))


@pytest.mark.parametrize(
    ("event", "gone"),
    [
        (fomc(previous_target_lower_pct=3.75, previous_target_upper_pct=4.0), {"decision", "change_bp", "previous_target_upper_pct"}),
        (fomc(change_bp=0), {"decision", "change_bp"}),
        (fomc(change_bp=25), {"decision", "change_bp"}),
        (fomc(decision="raise"), {"decision", "change_bp"}),
        (fomc(decision="hold"), {"decision", "change_bp"}),
        (fomc(change_bp=-50), {"change_bp", "previous_target_lower_pct"}),
        (fomc(target_lower_pct=4.25, target_upper_pct=4.0), {"target_lower_pct", "target_upper_pct", "decision"}),
        (
            fomc(balance_sheet_action="purchases_end", purchase_pace_usd_month=40 * BN),
            {"balance_sheet_action", "purchase_pace_usd_month"},
        ),
        (fomc(balance_sheet_action="purchases_start", purchase_pace_usd_month=0), {"balance_sheet_action"}),
        (
            fomc(balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2025, 9, 1), action_is_new=True),
            {"balance_sheet_effective_on"},
        ),
        (sheet(treasuries_usd=4 * BN, bills_usd=5 * BN), {"bills_usd", "treasuries_usd"}),
        (sheet(securities_usd=6 * BN, treasuries_usd=4 * BN, mbs_usd=3 * BN), {"securities_usd", "mbs_usd", "treasuries_usd"}),
        (sheet(total_assets_usd=6 * BN, securities_usd=7 * BN), {"total_assets_usd", "securities_usd"}),
        (repo(day_accepted_usd=20 * BN), {"day_accepted_usd"}),
        (repo(submitted_usd=20 * BN), {"submitted_usd"}),
        (repo(treasury_accepted_usd=20 * BN, mbs_accepted_usd=20 * BN), {"treasury_accepted_usd", "mbs_accepted_usd"}),
        (repo(settles_on=date(2025, 10, 31), matures_on=date(2025, 10, 30)), {"matures_on"}),
        (repo(day_accepted_usd=30 * BN, day_change_usd=BN, previous_day_accepted_usd=20 * BN), {"day_change_usd"}),
        (auction(settles_on=date(2026, 10, 7)), {"settles_on"}),
        (auction(settlement_offering_usd=50 * BN), {"settlement_offering_usd"}),
        (
            auction(settlement_offering_usd=100 * BN, settlement_auctions=("a bill 4-Week 100000000000", "b bill 8-Week 90000000000")),
            {"settlement_offering_usd"},
        ),
        (
            auction(settlement_offering_usd=190 * BN, settlement_net_usd=-100 * BN, maturing_usd=200 * BN),
            {"settlement_net_usd", "settlement_offering_usd"},
        ),
        (auction(indirect_share_pct=62.0, direct_share_pct=30.0, dealer_share_pct=20.0), {"dealer_share_pct"}),
        (schedule(reserve_management_usd=50 * BN, reinvestment_usd=20 * BN), {"reserve_management_usd", "reinvestment_usd"}),
        (
            DeskStatement(**ENVELOPE, issued_on=date(2025, 10, 29), balance_sheet_action="purchases_end", purchase_pace_usd_month=BN),
            {"balance_sheet_action", "purchase_pace_usd_month"},
        ),
        (sofr(percentile_25_pct=4.3, percentile_75_pct=4.1), {"percentile_25_pct", "percentile_75_pct"}),
        (sofr(percentile_99_pct=4.1), {"percentile_99_pct"}),
    ],
)
def test_what_contradicts_itself_is_unknown(event: Event, gone: set[str]) -> None:
    found = gate.doubts(event)
    cleared = gate.without(event, found)
    assert gone <= {name for doubt in found for name in doubt.fields}
    assert all(getattr(cleared, name) is None for name in gone)
    assert not gate.stops(cleared)


@pytest.mark.parametrize(
    "event",
    [
        fomc(),
        fomc(decision="hold", change_bp=0, previous_target_lower_pct=3.75, previous_target_upper_pct=4.0),
        fomc(balance_sheet_action="purchases_end", purchase_pace_usd_month=0),
        fomc(balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2025, 12, 1), action_is_new=True),
        sheet(treasuries_usd=4 * BN, bills_usd=4 * BN + 1),
        auction(offering_usd=None, settlement_auctions=("a bill 4-Week unknown",)),
        auction(settlement_offering_usd=100 * BN, settlement_auctions=("a bill 4-Week 100000000000", "b bill 8-Week unknown")),
        repo(day_accepted_usd=50 * BN, day_change_usd=20 * BN, previous_day_accepted_usd=30 * BN, submitted_usd=30 * BN),
        sofr(percentile_1_pct=4.1, percentile_25_pct=4.2, percentile_75_pct=4.2, percentile_99_pct=4.3),
        PressRelease(**ENVELOPE),
        *(scene.event for scene in (SCENES | DAILY_SCENES | DESK_SCENES).values()),
    ],
)
def test_what_can_be_passes_whole(event: Event) -> None:
    assert gate.doubts(event) == ()
    assert gate.without(event, ()) is event


@pytest.mark.parametrize(
    "event",
    [
        schedule(last_on=date(2026, 1, 13)),
        CashBalance(**ENVELOPE, as_of=date(2025, 10, 28), tga_usd=-1),
    ],
)
def test_what_cannot_be_and_cannot_be_left_out_makes_no_message(event: Event) -> None:
    cleared = gate.without(event, gate.doubts(event))
    assert gate.stops(cleared)
    assert silence_of(cleared, AT) is Silence.IMPOSSIBLE
    assert compose(cleared, NOTHING, {}, now=AT) is None


NOTHING = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)


def test_an_operator_hears_which_event_what_and_why() -> None:
    [doubt] = gate.doubts(fomc(change_bp=0))
    assert gate.told(fomc(change_bp=0), doubt) == (
        "s: k cannot be: the change goes the other way than the decision, or nowhere (decision, change_bp: left out)"
    )
    event = schedule(last_on=date(2026, 1, 13))
    assert gate.told(event, gate.doubts(event)[0]).endswith("last_on is before first_on (last_on: no message)")


def test_sums_of_rounded_figures_may_be_off() -> None:
    event = TreasuryOperation(
        **ENVELOPE, operation_on=date(2026, 8, 31), is_purchase=True, security_type="bill", accepted_usd=BN, submitted_usd=BN - 1,
        is_small_value=False,
    )  # fmt: skip
    assert gate.doubts(event) == ()
    assert gate.doubts(dataclasses.replace(event, submitted_usd=BN // 2)) != ()


ENDS = "The Committee decided to continue to reduce the pace of its purchases, bringing them to an end in early March."
ENDED = "The Committee decided to end its purchases."


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        ({"text": ENDS}, "purchases_end"),
        ({"text": ENDED}, None),
        ({"text": None}, None),
        ({"text": ENDED, "balance_sheet_effective_on": date(2025, 11, 30)}, "purchases_end"),
        ({"text": ENDS, "balance_sheet_effective_on": date(2025, 10, 29)}, None),
    ],
)
def test_purchases_that_end_later_have_a_pace_until_then(facts: dict[str, Any], kept: str | None) -> None:
    event = fomc(balance_sheet_action="purchases_end", purchase_pace_usd_month=30 * BN, **facts)
    left = gate.without(event, gate.doubts(event))
    assert isinstance(left, FomcStatement)
    assert left.balance_sheet_action == kept


def test_a_hold_changes_nothing_whatever_was_known_before() -> None:
    event = fomc(decision="hold", change_bp=0, target_lower_pct=5.25, target_upper_pct=5.5)
    left = gate.without(event, gate.doubts(event))
    assert isinstance(left, FomcStatement)
    assert (left.decision, left.change_bp, left.target_upper_pct, left.previous_target_upper_pct) == ("hold", 0, 5.5, None)
