"""`fedtide run` beside another program that takes its events, killed and restarted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.program import PATIENCE, ROOT, World, a_world, days_ago, todays
from tests.loopback.receiver import SILENT, Receiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


def documented() -> Any:
    """The function that docs/operating.md gives to whoever writes a receiver."""
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "docs/operating.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["event_in"]


async def test_a_kill_between_claim_and_answer_loses_no_event_and_no_reader_waits(world: World) -> None:
    old, new = days_ago(2, 70), todays(1, 60)
    world.subscribe()
    world.publish(old, past=(old,))
    async with Receiver() as program:
        program.answers = [SILENT]
        given = {"FEDTIDE_WEBHOOK_OUT_URL": program.url, "FEDTIDE_WEBHOOK_OUT_SECRET": SECRET}
        bot = world.run(**given)
        await world.polled()
        await world.connected(bot)
        world.publish(new, old)
        assert await world.start("poll").ended() == 0
        await program.reached(1)
        await world.api.until(lambda: world.alerts(), PATIENCE)
        assert "$60bn" in world.alerts()[0].text
        await bot.kill()

        world.run(**given)
        await program.reached(2)
        await world.delivered(2)
        assert len(set(program.ids)) == 1
        event_in = documented()
        for headers, body in program.got:
            told = event_in(headers, body, SECRET)
            assert (told["type"], told["data"]["event"]["facts"]["accepted_usd"]) == ("event.scored", 60_000_000_000)
            assert {"en", "zh-Hans"} <= set(told["data"]["short"])
            with pytest.raises(ValueError, match="not signed"):
                event_in(headers, body + b" ", SECRET)
