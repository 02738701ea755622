"""A live poll, `fedtide score` and `fedtide replay` give one event one score: the same days, by each of the three ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.assessing.known import NoHistory, StoredHistory
from bot.jobs.replay import replay
from bot.jobs.score import score
from bot.model import LANGUAGES, Subject
from bot.polling.intake import Intake
from bot.source import Source
from bot.sources import source
from bot.store import Store, open_store
from rules.document import load_rulebook
from rules.event import BalanceSheet, Event, FomcStatement
from rules.ledger import shipped_ledger
from rules.model import Assessment
from tests.contract.operation_body import BILLION, page, repo

RULEBOOK, LEDGER = load_rulebook(), shipped_ledger()
REPOS = source("nyfed.repo_operation")
DAYS = page(
    repo("RP 070126 1", "2026-07-01", 30 * BILLION),
    repo("RP 070726 1", "2026-07-07", 70 * BILLION),
    repo("RP 070826 1", "2026-07-08", 70 * BILLION),
    repo("RP 070926 1", "2026-07-09", 9 * BILLION),
    repo("RP 072026 1", "2026-07-20", 1 * BILLION),
)
KEYS = ["RP 070126 1", "RP 070726 1", "RP 070826 1", "RP 070926 1", "RP 072026 1"]
SHEET = BalanceSheet(
    source="fed.balance_sheet", key="2026-06-24", title="t", url="u", published_at=datetime(2026, 6, 25, 20, 30, tzinfo=UTC),
    as_of=date(2026, 6, 24), total_assets_usd=6_600 * BILLION,
)  # fmt: skip
Said = dict[str, tuple[Event, Assessment]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path}/fedtide.db")


async def live(store: Store, events: Sequence[Event], origin: Source = REPOS) -> Said:
    """As a running bot takes them in: each the minute after it came out."""
    told: Said = {}

    def heard(subject: Subject, *_: object) -> str:
        told[subject.event.key] = dataclasses.replace(subject.event, seen_at=None), subject.assessment
        return subject.event.key

    for event in events:
        seen_at = event.published_at + timedelta(minutes=1)
        intake = Intake(source=origin, store=store, rulebook=RULEBOOK, ledger=LEDGER, render=heard, now=partial(_same, seen_at))
        await intake.take(dataclasses.replace(event, seen_at=seen_at), events, is_revision=False)
    return told


def _same(at: datetime) -> datetime:
    return at


def unmeasured(said: Said) -> Said:
    """Without what was measured of other times: a replay leaves out what was not known then."""
    return {key: (event, dataclasses.replace(assessment, measured=None, like_n=None)) for key, (event, assessment) in said.items()}


async def test_live_score_and_replay_agree(store: Store, tmp_path: Path) -> None:
    await live(store, [SHEET], source("fed.balance_sheet"))
    said = await live(store, REPOS.parse([DAYS]))
    assert list(said) == KEYS

    other = open_store(f"sqlite:///{tmp_path}/other.db")
    await live(other, [SHEET], source("fed.balance_sheet"))
    scored = {one.event.key: (one.event, one.assessment) for one in score(REPOS, [DAYS], RULEBOOK, past=StoredHistory(other, LEDGER))}
    assert unmeasured(scored) == unmeasured(said)

    replayed = {one.event.key: (one.event, one.assessment) for one in replay(store.publications(), [], RULEBOOK)}
    assert set(replayed) == {*KEYS, SHEET.key}
    assert unmeasured({key: (dataclasses.replace(replayed[key][0], seen_at=None), replayed[key][1]) for key in KEYS}) == unmeasured(said)

    loops = [assessment.context.get("repo_injection_within_10d") for _, assessment in said.values()]
    assert loops == [None, True, True, True, False]  # the first one came six days after the store began
    assert [assessment.regime for _, assessment in said.values()][2:4] == ["expansion", "emergency"]


async def test_a_corrected_statement_counts_alike_live_and_in_a_replay(store: Store) -> None:
    """Corrected an hour later: the next day's operation goes by the correction, as does a replay of both versions."""
    said = FomcStatement(
        source="fed.press_release", key="https://fed/1", title="t", url="https://fed/1", published_at=datetime(2027, 3, 17, 18, tzinfo=UTC),
        target_lower_pct=3.5, target_upper_pct=4.25,
    )  # fmt: skip
    corrected = dataclasses.replace(said, target_upper_pct=3.75)
    [repo_after] = REPOS.parse([page(repo("RP 031827 1", "2027-03-18", 9 * BILLION))])
    told: list[tuple[str, object]] = []

    def heard(subject: Subject, *_: object) -> str:
        told.append((subject.event.key, subject.assessment.context.get("target_upper_pct")))
        return f"{subject.event.key} {len(told)}"

    for origin, event, hours in (
        (source("fed.press_release"), said, 0),
        (source("fed.press_release"), corrected, 1),
        (REPOS, repo_after, 0),
    ):
        at = event.published_at + timedelta(hours=hours, minutes=1)
        intake = Intake(source=origin, store=store, rulebook=RULEBOOK, ledger=LEDGER, render=heard, now=partial(_same, at))
        await intake.take(dataclasses.replace(event, seen_at=at), [event], is_revision=hours > 0)
    live = told[:: len(LANGUAGES)]  # each was told in every language

    replayed = [(one.event.key, one.assessment.context.get("target_upper_pct")) for one in replay(store.publications(), [], RULEBOOK)]
    assert replayed == live
    assert live[-1] == ("RP 031827 1", 3.75)


def test_a_body_alone_knows_its_own_days_and_says_what_it_does_not_know() -> None:
    found = score(REPOS, [DAYS], RULEBOOK, past=NoHistory(LEDGER))
    loops = [one.assessment.context.get("repo_injection_within_10d") for one in found]
    assert loops == [None, True, True, True, None]


def test_a_time_named_for_all_bodies_leaves_their_order() -> None:
    at = datetime(2026, 7, 20, 18, tzinfo=UTC)
    found = score(REPOS, [DAYS], RULEBOOK, past=NoHistory(LEDGER), published_at=at)
    assert [one.event.published_at for one in found] == [at] * 5
    by_itself = score(REPOS, [DAYS], RULEBOOK, past=NoHistory(LEDGER))
    assert [one.event.previous_day_accepted_usd for one in found] == [one.event.previous_day_accepted_usd for one in by_itself]


def test_a_replay_from_a_day_on_knows_the_ten_days_before(store: Store) -> None:
    events = REPOS.parse([DAYS])
    since = datetime(2026, 7, 7, tzinfo=UTC)
    known = [(event.published_at, event) for event in events]
    whole = [one for one in replay(known, [], RULEBOOK) if one.event.published_at >= since]
    assert [(one.event, one.assessment) for one in replay(known, [], RULEBOOK, since=since)] == [
        (one.event, one.assessment) for one in whole
    ]
    assert whole[0].assessment.context["repo_injection_within_10d"] is True


def test_a_replayed_revision_takes_the_place_of_what_it_revises() -> None:
    """The first word fired, the corrected one does not: nothing was at work before the next day's operation."""
    first, small, later = (
        REPOS.parse([page(repo(key, day, amount))])[0]
        for key, day, amount in (
            ("RP 070126 1", "2026-07-01", 30 * BILLION),
            ("RP 070126 1", "2026-07-01", 1 * BILLION),
            ("RP 070226 1", "2026-07-02", 1 * BILLION),
        )
    )
    revised_at = first.published_at + timedelta(hours=1)
    found = list(replay([(first.published_at, first), (revised_at, small), (later.published_at, later)], [], RULEBOOK))
    assert [one.is_revision for one in found] == [False, True, False]
    assert [bool(one.assessment.signals) for one in found] == [True, False, False]
    assert found[2].assessment.context.get("repo_injection_within_10d") is None
