"""Killed with SIGKILL after each step from page to message, and started again: never no alert, and never a silent second one."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.program import MAY_BE_REPEAT, World, a_world, days_ago, todays

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

UNSEEN_BY_TELEGRAM = ("fetch", "parse", "assess", "compose", "commit", "remember", "fan_out")
WITHIN = (*UNSEEN_BY_TELEGRAM, "claim", "answer received", "mark_sent")
"""After these the program ends itself, see killed_run."""
ON_THE_WIRE = ("request on the wire", "request lost on the wire")
"""Here the loopback Telegram holds a request while the test ends the program; then it acts on it, or does not."""
STEPS = (*WITHIN, *ON_THE_WIRE)
SCRIPT = Path(__file__).with_name("killed_run.py")
AT_ONCE = 4


@dataclass(frozen=True)
class Life:
    """What came of one run that was killed and started again."""

    reached: str
    killed: int
    """The exit code of the first run."""
    shown_before: int
    """Alerts that the chat showed when the program was dead."""
    marks: list[bool]
    """Of each alert in the record of the Bot API, in order, whether it is marked as a possible repeat."""
    other_messages: int
    stopped: int
    """The exit code of the second run."""


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Life]:
    """By step, how it went: all of them lived once, four at a time."""

    async def live_all() -> dict[str, Life]:
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(step: str) -> Life:
            async with turn, a_world(tmp_path_factory.mktemp("killed")) as world:
                try:
                    return await live(world, step)
                except Exception as e:
                    e.add_note(f"at the step {step!r}; the last program said: {world.programs[-1].err}")
                    raise

        return dict(zip(STEPS, await asyncio.gather(*map(one, STEPS)), strict=True))

    return asyncio.run(live_all())


async def live(world: World, step: str) -> Life:
    world.subscribe()
    world.publish(todays(1, 60), days_ago(2, 70))
    reached = await (killed_on_the_wire if step in ON_THE_WIRE else killed_within)(world, step)
    killed, shown_before, last_poll = world.programs[-1].process.returncode, len(world.alerts()), world.last_poll()

    world.api.faults.clear()
    again = world.run()
    await world.polled(last_poll)
    await world.delivered(1)
    stopped = await again.stop()
    marks = [MAY_BE_REPEAT in message.text for message in world.alerts()]
    others = len(world.api.messages(1001)) - len(marks)
    return Life(reached=reached, killed=killed, shown_before=shown_before, marks=marks, other_messages=others, stopped=stopped)


async def killed_within(world: World, step: str) -> str:
    """Run until the program ends itself after a step; the name of the step that it reached."""
    marker = world.folder / "reached"
    await world.execute([sys.executable, str(SCRIPT), step, str(marker)]).ended()
    return marker.read_text(encoding="utf-8")


async def killed_on_the_wire(world: World, step: str) -> str:
    """Kill the program while Telegram holds its request."""
    gate = world.api.hold("sendMessage")
    program = world.run()
    await world.reached(gate, program)
    await program.kill()
    if step == "request on the wire":
        gate.open.set()
        await world.api.until(world.alerts)
    return step


def test_every_step_is_reached_and_the_program_killed_there(lives: dict[str, Life]) -> None:
    assert {step: life.reached for step, life in lives.items()} == {step: step for step in STEPS}
    assert {life.killed for life in lives.values()} == {-signal.SIGKILL}
    assert len(lives) == 12


@pytest.mark.parametrize("step", UNSEEN_BY_TELEGRAM)
def test_before_any_request_the_alert_comes_once(lives: dict[str, Life], step: str) -> None:
    assert lives[step].shown_before == 0
    assert lives[step].marks == [False]


def test_after_the_claim_it_comes_once(lives: dict[str, Life]) -> None:
    """The claim is the last thing that is kept before the request, so that the one message may be marked though nothing had left."""
    assert lives["claim"].shown_before == 0
    assert len(lives["claim"].marks) == 1


def test_after_the_note_of_the_answer_it_came_once(lives: dict[str, Life]) -> None:
    assert lives["mark_sent"].shown_before == 1
    assert lives["mark_sent"].marks == [False]


@pytest.mark.parametrize("step", ["request on the wire", "answer received"])
def test_a_message_that_may_have_arrived_comes_again_and_says_so(lives: dict[str, Life], step: str) -> None:
    assert lives[step].shown_before == 1
    assert lives[step].marks == [False, True]


def test_a_request_that_was_lost_is_made_up_for(lives: dict[str, Life]) -> None:
    assert lives["request lost on the wire"].shown_before == 0
    assert lives["request lost on the wire"].marks == [True]


def test_nothing_else_is_sent_and_the_second_run_ends_well(lives: dict[str, Life]) -> None:
    assert {life.other_messages for life in lives.values()} == {0}
    assert {life.stopped for life in lives.values()} == {0}
