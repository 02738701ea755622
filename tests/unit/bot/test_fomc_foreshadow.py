"""What prepares a balance-sheet action: sentences as such publications word them, made up here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.fomc.foreshadow import facts_before, foreshadowed, foreshadowed_by
from rules.event import DeskStatement, Minutes, Speech
from rules.ledger import PolicyLedger

AT = datetime(2025, 10, 29, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "actions"),
    [
        ("Our plan is to stop balance sheet runoff when reserves are somewhat above ample.", {"runoff_end"}),
        ("Several participants judged that it could be appropriate to end the reduction in securities holdings soon.", {"runoff_end"}),
        ("Many participants favored slowing the pace of decline of the balance sheet before long.", {"runoff_slower"}),
        ("Participants agreed to reduce the monthly caps on redemptions.", {"runoff_slower"}),
        ("It would be well placed to begin the process of reducing the size of the balance sheet in May.", {"runoff_start"}),
        ("At some point reserve management purchases will be needed.", {"purchases_start"}),
        ("The Committee may soon resume purchases of Treasury bills.", {"purchases_start"}),
        ("A moderation in the pace of asset purchases may soon be warranted.", {"purchases_pace"}),
        ("Tapering could start this year.", {"purchases_pace"}),
        ("Net purchases would be concluded by the middle of March, ending asset purchases sooner.", {"purchases_end"}),
        ("Reserves remained ample and the balance sheet was discussed.", set()),
        ("Inflation slowed and the labor market cooled.", set()),
    ],
)
def test_actions_that_sentences_speak_of(words: str, actions: set[str]) -> None:
    assert foreshadowed([words]) == actions


def speech(speaker: str | None, days: int = 15) -> Speech:
    return Speech(
        source="fed.speech", key="s", title="t", url="u", published_at=AT - timedelta(days=days), speaker=speaker,
        passages=("speaker: We may stop runoff in the coming months.",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("speaker", "chair"),
    [
        ("Chair Ann B. Example", True),
        ("Chairman Ann B. Example", True),
        ("Remarks by Chair Ann Example", True),
        ("Vice Chair Ann B. Example", False),
        ("Vice Chair for Supervision Ann B. Example", False),
        ("Governor Ann B. Example", False),
        ("Example", False),
        (None, False),
    ],
)
def test_the_chair_is_known_by_the_office(speaker: str | None, chair: bool) -> None:
    assert speech(speaker).is_by_chair is chair


def prepared(*events: object) -> str | None:
    return foreshadowed_by("runoff_end", PolicyLedger().adding(facts_before(events)), AT)  # type: ignore[arg-type]


def test_the_last_that_prepared_an_action_within_sixty_days_counts() -> None:
    minutes = Minutes(
        source="fed.press_release", key="m", title="t", url="u", published_at=AT - timedelta(days=21), passages=("staff: to end runoff",)
    )
    desk = DeskStatement(
        source="nyfed.desk_statement", key="d", title="t", url="u", published_at=AT - timedelta(days=2), issued_on=date(2025, 10, 27),
        summary="The Desk prepares for the end of run-off.",
    )  # fmt: skip
    assert prepared() == "none"
    assert prepared(minutes) == "minutes"
    assert prepared(minutes, speech("Chair Ann B. Example")) == "speech"
    assert prepared(minutes, speech("Governor Ann B. Example")) == "minutes"
    assert prepared(speech("Chair Ann B. Example", days=61)) == "none"
    assert prepared(speech("Chair Ann B. Example", days=59), desk) == "desk_statement"
    assert foreshadowed_by("none", PolicyLedger(), AT) is None
    assert foreshadowed_by(None, PolicyLedger(), AT) is None


def test_what_is_spoken_of_is_never_in_force() -> None:
    ledger = PolicyLedger().adding(facts_before([speech("Chair Ann B. Example")]))
    assert ledger.in_force("runoff_caps", AT.date()) is None
    assert ledger.announced("runoff_caps") is None
