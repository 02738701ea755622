"""The statements that the bench assesses, and the context they come out in."""

from datetime import UTC, date, datetime

from rules.document import load_rulebook
from rules.event import Context, FomcStatement
from rules.measured import with_statistics

RULEBOOK = with_statistics(load_rulebook(), None)
CONTEXT = Context(
    regime="pivot", regime_before="tightening", regime_since=date(2025, 10, 29), regime_reason="end_announced", target_lower_pct=3.75,
    target_upper_pct=4.0, iorb_pct=3.9, on_rrp_pct=3.75, srf_pct=4.0, correlation_60d=0.5, repo_injection_within_10d=True,
    treasury_purchases_within_10d=False, is_expanding=False,
)  # fmt: skip


def statement(**facts: object) -> FomcStatement:
    """A statement of 29 October 2025 with these facts."""
    envelope = {"source": "fed.press_release", "key": "k", "title": "FOMC statement", "url": "https://www.federalreserve.gov/k"}
    known = {"target_lower_pct": 3.75, "target_upper_pct": 4.0, "votes_for": 10, "votes_against": 2}
    return FomcStatement(**{**envelope, "published_at": datetime(2025, 10, 29, 18, tzinfo=UTC), **known, **facts})


STATEMENTS = [
    statement(decision="hold", change_bp=0, is_scheduled=True, balance_sheet_action="none", action_direction="none"),
    statement(
        decision="lower", change_bp=-25, is_scheduled=True, balance_sheet_action="runoff_end", action_direction="up", action_is_new=True
    ),
    statement(
        decision="lower", change_bp=-100, is_scheduled=False, balance_sheet_action="purchases_start", action_direction="up",
        action_is_new=True, purchase_purpose="qe", purchase_pace_change_usd_month=80_000_000_000, purchase_total_usd=700_000_000_000,
    ),
    statement(decision=None, change_bp=None, is_scheduled=None),
]  # fmt: skip
"""A plain hold, a cut with the end of run-off, an emergency, and one of which nothing could be read."""
NAMES = ("a hold", "a cut, run-off ends", "an emergency", "nothing read")
