"""What the context of an event takes from the policy ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.assessing.context import context_at
from rules.event import PressRelease
from rules.ledger import PolicyFact, PolicyLedger

ANNOUNCED = datetime(2025, 12, 10, 19, tzinfo=UTC)
PURCHASES = PolicyFact("purchases", ANNOUNCED, date(2025, 12, 12), {"pace_usd_month": 40_000_000_000, "purpose": "reserve_management"}, "")
END = PolicyFact("purchases", ANNOUNCED, date(2025, 12, 12), {"pace_usd_month": 0, "purpose": "qe"}, "")


@pytest.mark.parametrize(
    ("at", "fact", "start"),
    [
        (datetime(2025, 12, 10, 18, 59, tzinfo=UTC), PURCHASES, None),
        (ANNOUNCED, PURCHASES, date(2025, 12, 12)),
        (datetime(2025, 12, 11, 19, tzinfo=UTC), PURCHASES, date(2025, 12, 12)),
        (datetime(2025, 12, 12, 19, tzinfo=UTC), PURCHASES, None),
        (ANNOUNCED, END, None),
    ],
)
def test_purchases_are_ahead_from_their_announcement_to_their_first_day(at: datetime, fact: PolicyFact, start: date | None) -> None:
    event = PressRelease(source="s", key="k", title="t", url="", published_at=at)
    assert context_at(event, PolicyLedger((fact,))).purchases_from == start
