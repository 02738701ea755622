"""/admin in the real program: its own sources, its own outbox."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.integration.program import ANN, SOURCE, a_world, days_ago

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
BORIS = 1003


async def test_an_operator_pauses_polls_resumes_and_writes_to_all(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.api.private(ANN)
        world.api.private(BORIS)
        world.publish(days_ago(2, 70))
        bot = world.run(FEDTIDE_ADMIN_CHAT_IDS=str(BORIS))
        await world.connected(bot)
        await world.polled()
        world.api.say(ANN, "/subscribe")
        await world.api.next_message(ANN)
        world.api.say(BORIS, "/admin sources")
        page = await world.api.next_message(BORIS)
        assert f"⏸ {SOURCE}" in page.labels
        for label, shown in (("⏸", "▶"), ("🔄", "▶"), ("▶", "⏸"), ("⏸", "▶")):
            assert await world.api.answer_of(world.api.press(BORIS, f"{label} {SOURCE}", message=page)) == "Done."
            await world.api.until(lambda shown=shown: f"{shown} {SOURCE}" in page.labels)
        seen, told = len(world.api.messages(BORIS)), len(world.api.messages(ANN))
        world.api.say(BORIS, "/admin broadcast Back at six")
        draft = await world.api.next_message(BORIS, seen)
        world.api.press(BORIS, "Send it to 1 chats", message=draft)
        assert (await world.api.next_message(ANN, told, within=30)).text == "Back at six"
        assert await bot.stop() == 0
        assert f"operator {BORIS} in chat {BORIS}: {SOURCE} paused" in bot.err
        assert "Traceback" not in bot.err

        asked = len(world.publisher.requests)
        again = world.run(FEDTIDE_ADMIN_CHAT_IDS=str(BORIS))
        await world.connected(again)
        await again.said(f"{SOURCE} is paused since")
        seen = len(world.api.messages(BORIS))
        world.api.say(BORIS, "/admin sources")
        page = await world.api.next_message(BORIS, seen)
        assert (f"▶ {SOURCE}" in page.labels, "until you resume it" in page.text) == (True, True)
        assert len(world.publisher.requests) == asked
        assert await again.stop() == 0
