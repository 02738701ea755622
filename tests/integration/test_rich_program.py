"""The real program: a chat that wants rich messages and a card gets both."""

from __future__ import annotations

from pathlib import Path

from tests.integration.program import ANN, a_world, days_ago, todays


async def test_an_alert_and_the_card(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.subscribe(is_rich=True, card=True)
        old = days_ago(2, 70)
        world.publish(old, past=(old, days_ago(3, 80)))
        program = world.run()
        await world.connected(program)
        await world.polled()
        world.publish(todays(1, 60), old)
        assert await world.start("poll").ended() == 0
        shown = await world.alert()
        assert shown.is_rich
        assert "$60bn" in shown.text
        await world.api.until(lambda: world.api.chats[ANN].pinned, 30)
        [card] = [one for one in world.api.messages(ANN) if one.id in world.api.chats[ANN].pinned]
        assert card.is_rich
        assert "ON RRP" in card.text or "Balance sheet" in card.text
        assert await program.stop() == 0
