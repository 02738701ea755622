"""What rings in a new chat, and what is for the digest: the contract's paragraph on defaults, kind by kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.audience.standing import standing_of
from bot.audience.wanted import default_mode, is_silent, threshold_of, wanted
from bot.kinds import KINDS
from bot.model import Mode, Standing, Subscription, Thresholds
from bot.polling.compose import compose
from rules.event import DeskStatement, Event, FomcStatement, PressRelease, PurchaseSchedule, Speech, YieldChange
from rules.model import Assessment, Measured

AT = datetime(2026, 3, 4, 15, tzinfo=UTC)
NEW = Subscription(chat_id=1)
ENVELOPE: dict[str, Any] = {"source": "s", "key": "k", "title": "t", "url": "u", "published_at": AT}
UP = Measured(n=40, ratio_abs=1.1, share_up=0.8, share_low=0.65, share_high=0.9, group="rule:r", horizon_hours=24)


def said(impact: int = 40, direction: int = 0, **more: Any) -> Assessment:
    given: dict[str, Any] = {"impact": impact, "direction": direction, "confidence": 0.2, "horizon_hours": 24, "regime": None}
    return Assessment(**(given | more))


def press(category: str) -> PressRelease:
    return PressRelease(**ENVELOPE, category=category)


def speech(speaker: str = "Chair Ann B. Example", **more: Any) -> Speech:
    return Speech(**ENVELOPE, speaker=speaker, **more)


def desk(**more: Any) -> DeskStatement:
    return DeskStatement(**ENVELOPE, issued_on=date(2026, 3, 4), **more)


def schedule(change: int | None) -> PurchaseSchedule:
    return PurchaseSchedule(
        **ENVELOPE, first_on=date(2026, 3, 5), last_on=date(2026, 4, 3), planned_usd=40_000_000_000, unannounced_change_usd=change
    )


YIELD = YieldChange(**ENVELOPE, as_of=date(2026, 3, 3), measures_what="real_yield", series="DFII10", value_pct=2.0)


@pytest.mark.parametrize(
    ("event", "standing"),
    [
        (FomcStatement(**ENVELOPE), Standing.ANNOUNCEMENT),
        *((press(category), Standing.ANNOUNCEMENT) for category in
          ("lending_facility", "swap_lines", "discount_window", "leverage_ratio", "liquidity")),
        (press("monetary"), Standing.USUAL),
        *((press(category), Standing.ASIDE) for category in ("regulation", "enforcement", "orders", "other", "discount_rate_minutes")),
        (desk(action_is_new=True, is_decision_day=False), Standing.ANNOUNCEMENT),
        (desk(action_is_new=True, is_decision_day=True), Standing.MUTED),
        (desk(action_is_new=False, is_decision_day=False), Standing.USUAL),
        (desk(), Standing.USUAL),
        (schedule(-20_000_000_000), Standing.ANNOUNCEMENT),
        (schedule(5_000_000_000), Standing.ANNOUNCEMENT),
        (schedule(4_999_000_000), Standing.USUAL),
        (schedule(None), Standing.USUAL),
        (speech(new_balance_sheet_phrase=True), Standing.ANNOUNCEMENT),
        (speech(new_policy_phrase=True), Standing.ANNOUNCEMENT),
        (speech(new_balance_sheet_phrase=False, new_policy_phrase=False), Standing.USUAL),
        (speech("Governor Ann B. Example", new_balance_sheet_phrase=True), Standing.USUAL),
        (speech("Vice Chair for Supervision Ann B. Example", new_policy_phrase=True), Standing.USUAL),
        (YIELD, Standing.USUAL),
    ],
)  # fmt: skip
def test_what_stands_how(event: Event, standing: Standing) -> None:
    assert standing_of(event, said()) is standing


def test_a_direction_that_like_events_contradict_never_rings() -> None:
    against = said(60, -30, measured=UP, like_n=40)
    assert standing_of(YIELD, against) is Standing.MUTED
    assert standing_of(YIELD, replace(against, direction=30)) is Standing.USUAL
    assert standing_of(YIELD, replace(against, like_n=19)) is Standing.USUAL
    assert standing_of(FomcStatement(**ENVELOPE), against) is Standing.ANNOUNCEMENT  # it is the decision that rings
    own = replace(NEW, own={"yield_change": Thresholds(loud=10)})
    assert is_silent(own, alert(YIELD, against))


def alert(event: Event, assessment: Assessment) -> Any:
    found = compose(event, assessment, {}, now=AT)
    assert found is not None
    return found


def rings(event: Event, chat: Subscription = NEW, **more: Any) -> bool | None:
    """Whether it comes with a sound; None where it does not come at all."""
    found = alert(event, said(**more))
    return not is_silent(chat, found) if wanted(chat, found) else None


def test_announcements_come_and_ring_whatever_their_impact() -> None:
    for event in (
        FomcStatement(**ENVELOPE),
        press("swap_lines"),
        desk(action_is_new=True),
        schedule(10**10),
        speech(new_policy_phrase=True),
    ):
        assert rings(event, impact=0) is True, event


def test_data_come_silently_at_their_thresholds_and_ring_from_fifty_on() -> None:
    assert [rings(YIELD, impact=impact) for impact in (19, 20, 49, 50, 80)] == [None, False, False, True, True]
    data = {kind for kind, row in KINDS.items() if row.loud == 50}
    assert data == {
        "balance_sheet", "repo_operation", "reverse_repo_operation", "treasury_operation", "agency_operation", "treasury_auction",
        "reference_rate", "yield_change", "cash_balance",
    }  # fmt: skip


def test_what_is_for_the_digest_makes_no_message() -> None:
    for event in (press("enforcement"), press("orders"), press("regulation"), press("other"), speech("Governor Ann B. Example")):
        assert rings(event, impact=60) is None, event
    assert default_mode("press_release", Standing.ASIDE) is Mode.DIGEST
    assert default_mode("press_release") is Mode.SCORED
    assert rings(press("monetary"), impact=25) is False
    assert rings(press("monetary"), impact=35) is True


def test_a_chat_that_says_otherwise_is_heard() -> None:
    statement = FomcStatement(**ENVELOPE)
    assert rings(statement, replace(NEW, own={"fomc_statement": Thresholds(loud=80)}), impact=60) is False
    assert rings(YIELD, replace(NEW, own={"yield_change": Thresholds(loud=30)}), impact=36) is True
    assert rings(YIELD, replace(NEW, loud=35), impact=36) is True
    assert rings(statement, replace(NEW, loud=70), impact=60) is False
    assert rings(press("swap_lines"), replace(NEW, impact=60), impact=50) is None
    assert rings(press("swap_lines"), replace(NEW, modes={"press_release": Mode.OFF}), impact=50) is None
    assert rings(press("enforcement"), replace(NEW, modes={"press_release": Mode.ALL}), impact=0) is False
    assert rings(speech(new_policy_phrase=True), replace(NEW, modes={"speech": Mode.DIGEST})) is None


def test_balance_sheets_and_minutes_never_ring_as_they_begin() -> None:
    for kind in ("balance_sheet", "minutes"):
        assert KINDS[kind].is_always_silent
        assert threshold_of(NEW, kind, "impact") == 20
