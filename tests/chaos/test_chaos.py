"""The short form of `make chaos`: each fault once, on a small crowd. First that the judge sees what is to be seen."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from tests.chaos.__main__ import IN_SHORT, SEED, inject, main
from tests.chaos.alone import EACH
from tests.chaos.faults import SHORT, Outcome, row
from tests.chaos.record import Verdict, verdict

KILLED = "SIGKILL of `fedtide run` in a fan-out"
SERVERS = "three processes on PostgreSQL, the one that watches killed"
IN_SHORT_TOO = [name for name in EACH if name != "no answer in time"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.mark.parametrize(
    ("copies", "doubted", "figures"),
    [
        ([False], [], {}),
        ([], [], {"reached": 0, "lost": 1}),
        ([False, True], [7], {"twice": 1}),
        ([True, True], [7], {"twice": 1}),
        ([False, False], [7], {"twice": 1, "silent": 1}),
        ([True, False], [7], {"twice": 1, "silent": 1}),
        ([False, True], [8], {"twice": 1, "silent": 1}),
        ([False, True, True], [7], {"oftener": 1}),
        ([True], [7], {"needless": 1}),
    ],
)
def test_the_judge_sees_what_came_to_a_chat(copies: list[bool], doubted: list[int], figures: dict[str, int]) -> None:
    clean = {"reached": 1, "lost": 0, "twice": 0, "oftener": 0, "silent": 0, "needless": 0}
    found = verdict({7: copies}, [7], doubted)
    assert found == Verdict(**(clean | figures))
    assert found.is_kept == (not {"lost", "oftener", "silent"} & set(figures))


def test_the_table_tells_survivors_from_losses_and_copies() -> None:
    outcome = Outcome("hail", 3, "stones", Verdict(reached=1995, lost=5, twice=10, oftener=1, silent=2, needless=4), "umbrellas")
    assert row(outcome) == "| hail | 3 stones | 1,995 of 2,000 | 5 | 11 (1 more than twice) | 9 | 4 | umbrellas |"


def test_a_broken_guarantee_ends_the_program_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    async def hail(*given: Any) -> list[Outcome]:
        return [Outcome("hail", 1, "stone", Verdict(reached=1, lost=1, twice=0, oftener=0, silent=0, needless=0))]

    monkeypatch.setitem(IN_SHORT, "kills", hail)
    assert main(["--only", "kills", "--short", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["fault"], told["lost"], told["kept"]) == ("hail", 1, False)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """By fault: all of them side by side, since they mostly wait."""

    async def together() -> list[list[Outcome]]:
        return await asyncio.gather(*(inject(name, SHORT, SEED) for name in IN_SHORT))

    return {outcome.fault: outcome for found in asyncio.run(together()) for outcome in found}


@pytest.mark.parametrize("fault", [*IN_SHORT_TOO, KILLED, SERVERS])
def test_the_guarantee_holds(outcomes: dict[str, Outcome], fault: str) -> None:
    outcome = outcomes[fault]
    assert outcome.injected, outcome
    assert outcome.verdict.is_kept, outcome


def test_each_fault_has_its_row(outcomes: dict[str, Outcome]) -> None:
    assert len(outcomes) == 13
