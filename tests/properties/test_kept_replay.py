"""A replay that takes what an earlier one kept gives what one gives that works out everything, whatever has changed in between."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.kept import Kept, kept_in
from bot.jobs.replay import Replayed, replay
from bot.model import Dispute
from bot.source import Expectation, Price
from rules.document import load_rulebook
from rules.event import BalanceSheet, Event, FomcStatement, RepoOperation, YieldChange
from rules.model import Rulebook
from tests.unit.bot.test_known_prices import made_up

RULEBOOK = load_rulebook()
BILLION = 1_000_000_000
FIRST = datetime(2025, 6, 2, 18, tzinfo=UTC)


def an_event(drawn: random.Random, number: int) -> tuple[datetime, Event]:
    at = FIRST + timedelta(hours=7 * number + drawn.randint(0, 5))
    day = at.date()
    envelope: dict[str, Any] = {"title": "t", "url": "u", "published_at": at}
    repo: dict[str, Any] = {
        **envelope,
        "source": "nyfed.repo_operation",
        "facility": "srf",
        "is_small_value": False,
        "calendar": "ordinary",
    }
    match drawn.choice(["repo", "repo", "yield", "yield", "sheet", "statement", "again"]):
        case "repo":
            usd = drawn.randint(1, 90) * BILLION
            known: Event = RepoOperation(key=f"RP {day:%m%d%y} {number}", operation_on=day, accepted_usd=usd, **repo)
        case "yield":
            series = drawn.choice(["DFII10", "T10YIE"])
            what = "real_yield" if series == "DFII10" else "breakeven"
            value = round(drawn.uniform(1, 3), 2)
            known = YieldChange(
                source="fred.series", key=f"{series} {day} {number}", series=series, measures_what=what, as_of=day, value_pct=value,
                **envelope,
            )  # fmt: skip
        case "sheet":
            usd = drawn.randint(6000, 7000) * BILLION
            known = BalanceSheet(source="fed.balance_sheet", key=f"{day} {number}", as_of=day, total_assets_usd=usd, **envelope)
        case "statement":
            low = drawn.choice([3.5, 3.75, 4.0])
            known = FomcStatement(
                source="fed.press_release", key=f"/{number}", target_lower_pct=low, target_upper_pct=low + 0.25, decision="hold", **envelope
            )
        case _:  # a revision of the first operation
            first = {**repo, "key": "RP 060225 0", "operation_on": date(2025, 6, 2), "published_at": FIRST}
            known = RepoOperation(accepted_usd=number * BILLION, **first)
    return max(at, known.published_at), known


@dataclasses.dataclass(frozen=True)
class World:
    publications: list[tuple[datetime, Event]]
    prices: list[Price]
    rulebook: Rulebook = RULEBOOK
    disputes: dict[tuple[str, str], list[Dispute]] = dataclasses.field(default_factory=dict)
    expectations: list[Expectation] = dataclasses.field(default_factory=list)
    since: datetime | None = None

    def replay(self, kept: Kept | None = None) -> list[Replayed]:
        more: dict[str, Any] = {"disputes": self.disputes, "expectations": self.expectations, "since": self.since}
        return list(replay(self.publications, self.prices, self.rulebook, kept=kept, **more))


def changed(world: World, drawn: random.Random) -> World:
    """One thing is otherwise: an event more, less or other; the rules; prices; what a second publisher says; what was priced in."""
    events, place = list(world.publications), drawn.randrange(len(world.publications))
    at, event = events[place]
    match drawn.randrange(8):
        case 0:
            more = [*events, an_event(drawn, len(events) + 40)]
            return dataclasses.replace(world, publications=more)
        case 1:
            return dataclasses.replace(world, publications=sorted([*events, an_event(drawn, place)], key=lambda one: one[0]))
        case 2:
            return dataclasses.replace(world, publications=[*events[:place], *events[place + 1 :]])
        case 3:
            other = {"accepted_usd": 93 * BILLION} if isinstance(event, RepoOperation) else {"published_at": at - timedelta(minutes=1)}
            return dataclasses.replace(
                world, publications=[*events[:place], (at, dataclasses.replace(event, **other)), *events[place + 1 :]]
            )
        case 4:
            rules = tuple(rule for rule in world.rulebook.rules if drawn.random() < 0.5)
            return dataclasses.replace(world, rulebook=dataclasses.replace(world.rulebook, rules=rules, documents=rules))
        case 5:
            return dataclasses.replace(world, prices=made_up(drawn.randint(0, 3)))
        case 6:
            said = Dispute("accepted_usd", 1)
            return dataclasses.replace(world, disputes={**world.disputes, (event.source, event.key): [said]})
        case _:
            decided = [one.published_at for _, one in events if isinstance(one, FomcStatement)] or [at]
            before = {"at": (said_at := drawn.choice(decided)) - timedelta(minutes=drawn.choice([2, 60])), "meeting_on": said_at.date()}
            priced = Expectation(venue="kalshi", change_bp=-25.0, uncertainty_bp=1.0, **before)
            return dataclasses.replace(world, expectations=[*world.expectations, priced])


@pytest.mark.parametrize("seed", range(8))
def test_with_what_was_kept_and_without_it_is_the_same(seed: int, tmp_path: Path) -> None:
    drawn = random.Random(seed)
    events = sorted((an_event(drawn, number) for number in range(70)), key=lambda one: one[0])
    world = World(events, made_up(seed), since=drawn.choice([None, FIRST + timedelta(days=12)]))
    for _ in range(10):
        with kept_in(tmp_path / "kept") as kept:
            found = world.replay(kept)
        assert found == world.replay()
        world = changed(world, drawn)


def test_one_event_more_at_the_end_is_one_to_work_out(tmp_path: Path) -> None:
    drawn = random.Random(1)
    events = sorted((an_event(drawn, number) for number in range(40)), key=lambda one: one[0])
    for upto, fresh in ((30, 30), (30, 0), (31, 1), (40, 9), (40, 0)):
        with kept_in(tmp_path / "kept") as kept:
            World(events[:upto], []).replay(kept)
        assert kept.fresh == fresh


@pytest.mark.parametrize("held", [b"", b"nonsense", b"x\x9c\x03"])
def test_a_damaged_file_is_an_empty_one(held: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(held)
    with kept_in(tmp_path / "kept") as kept:
        World([an_event(random.Random(1), 0)], []).replay(kept)
    assert kept.fresh == 1


def test_what_was_priced_in_is_part_of_what_is_kept(tmp_path: Path) -> None:
    at = datetime(2025, 6, 18, 18, tzinfo=UTC)
    hold = FomcStatement(
        source="fed.press_release",
        key="/hold",
        title="t",
        url="u",
        published_at=at,
        target_lower_pct=4.25,
        target_upper_pct=4.5,
        change_bp=0,
        decision="hold",
    )
    priced = Expectation(venue="kalshi", change_bp=-20.0, uncertainty_bp=1.0, at=at - timedelta(minutes=2), meeting_on=at.date())
    unknown = World([(at, hold)], [])
    known = dataclasses.replace(unknown, expectations=[priced])
    with kept_in(tmp_path / "kept") as kept:
        before = unknown.replay(kept)
    with kept_in(tmp_path / "kept") as kept:
        after = known.replay(kept)
    assert kept.fresh == 1
    assert after == known.replay()
    assert after != before
