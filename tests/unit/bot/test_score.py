"""Scoring a body from disk sees what the store knows of the other sources too."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.assessing.known import NoHistory
from bot.jobs.score import score
from bot.sources import source
from rules.document import load_rulebook
from rules.event import BalanceSheet, Event
from rules.ledger import PolicyLedger
from tests.contract.operation_body import BILLION, page, repo


class OneSheet(NoHistory):
    """A past that holds one balance sheet of 6.6 trillion dollars."""

    def history(self, source_id: str, *, before: datetime, since: datetime, series: str = "") -> Sequence[Event]:
        sheet = BalanceSheet(
            source="fed.balance_sheet", key="2026-07-01", title="t", url="u", published_at=datetime(2026, 7, 2, 20, 30, tzinfo=UTC),
            as_of=date(2026, 7, 1), total_assets_usd=6_600 * BILLION,
        )  # fmt: skip
        return [sheet] if source_id == "fed.balance_sheet" and since <= sheet.published_at < before else []


DAYS = page(
    repo("RP 070726 1", "2026-07-07", 70 * BILLION),
    repo("RP 070826 1", "2026-07-08", 70 * BILLION),
    repo("RP 070926 1", "2026-07-09", 1 * BILLION),
)


def regimes(past: NoHistory) -> list[str | None]:
    found = score(source("nyfed.repo_operation"), [DAYS], load_rulebook(), past=past)
    return [one.assessment.regime for one in found]


def test_two_days_of_repos_above_a_hundredth_of_the_assets_are_an_emergency() -> None:
    assert regimes(OneSheet(PolicyLedger())) == ["neutral", "neutral", "emergency"]


def test_without_a_balance_sheet_nothing_is_guessed() -> None:
    assert regimes(NoHistory(PolicyLedger())) == ["neutral", "neutral", "neutral"]
