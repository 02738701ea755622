"""`fedtide run` as a person meets it: the real program, its chats and its publishers on the loopback interface."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract import h41_body
from tests.integration.program import ANN, LINK, MAY_BE_REPEAT, REPOS, SOURCE, STOPPING, World, a_world, days_ago, todays
from tests.loopback.publisher import MAINTENANCE, Answer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")

NOBODY = "http://127.0.0.1:9"
"""The discard service's port, on which nobody listens: connections are refused."""
RELEASE = "/releases/h41/current/h41.htm"
REVERSE_REPOS = "/api/rp/reverserepo/all/results/lastTwoWeeks.json"
DOWN = Answer(status=500)
STALLED = Answer(wait=3600)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


def errors(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("error: ")]


class TestFromPublicationToChat:
    async def test_a_subscriber_gets_what_comes_out_once_and_sees_it_corrected(self, world: World) -> None:
        old, first, second = days_ago(2, 70), todays(1, 60), todays(2, 25)
        world.api.private(ANN)
        world.publish(old, past=(old, days_ago(3, 80)))
        bot = world.run()
        await world.connected(bot)
        world.api.say(ANN, "/start")
        greeting = await world.api.next_message(ANN)
        assert greeting.labels[0] == "🔔 Subscribe"
        world.api.press(ANN, "Subscribe")
        await world.api.until(lambda: "Subscribed" in greeting.text)
        await world.polled()
        await world.delivered(0)
        assert await bot.stop() == 0
        assert world.alerts() == []

        world.publish(first, old)
        bot = world.run()
        alert = await world.alert()
        assert "$60bn" in alert.text
        assert int(re.findall(r"\((\d+)/100\)", alert.text)[0]) >= 20
        assert f'<a href="{LINK}">' in alert.html
        await world.delivered(1)

        world.publish(second, first, old)
        assert await world.start("poll").ended() == 0
        addition = await world.alert(2)
        assert addition.reply_to == alert.id
        assert "$85bn" in addition.text
        assert "in 2 operations" in addition.text

        world.publish(second, todays(1, 64), old)
        assert await world.start("poll").ended() == 0
        await world.delivered(3)
        assert [len(message.versions) for message in world.alerts()] == [1, 0]
        assert "Revised" in alert.text
        assert "$60bn → $64bn" in alert.text
        assert await bot.stop() == 0

        before = world.last_poll()
        bot = world.run()
        await world.polled(before)
        await world.delivered(3)
        assert await bot.stop() == 0
        assert len(world.api.calls("sendMessage", ANN)) == 3, "the greeting and two alerts"
        assert len(world.alerts()) == 2

    async def test_what_is_dead_does_not_stop_the_rest(self, world: World) -> None:
        """The Fed refuses connections, FRED fails, one table is a maintenance page; the other comes at a later poll, by itself."""
        world.subscribe()
        world.publisher.answer("/graph/fredgraph.csv", DOWN)
        world.publisher.publish(REVERSE_REPOS, MAINTENANCE)
        world.publisher.answer(REPOS, DOWN)
        watched = ("fed.press_release", "fed.balance_sheet", SOURCE, "nyfed.reverse_repo_operation")
        bot = world.run(FEDTIDE_SOURCES=",".join(watched), FEDTIDE_FED_URL=NOBODY)
        await world.connected(bot)
        for source in watched:
            await world.polled(source_id=source)
        world.publish(todays(1, 60))
        await world.alert()
        await world.delivered(1)
        assert await bot.stop() == 0
        states = {state.source: state.last_error or "" for state in world.store.source_states()}
        assert "ConnectError" in states["fed.press_release"]
        assert "ConnectError" in states["fed.balance_sheet"]
        assert "HTML" in states["nyfed.reverse_repo_operation"]
        assert states[SOURCE] == ""
        assert "Traceback" not in bot.err

    async def test_two_publishers_at_once(self, world: World) -> None:
        """An old balance sheet beside today's operation: one is stored, the other sent."""
        world.subscribe()
        world.publisher.publish(RELEASE, h41_body.word_page().body)
        world.publish(todays(1, 60))
        bot = world.run(FEDTIDE_SOURCES=f"fed.balance_sheet,{SOURCE}")
        await world.alert()
        await world.polled(source_id="fed.balance_sheet")
        await world.delivered(1)
        assert await bot.stop() == 0
        assert world.store.known("fed.balance_sheet", "2025-12-31")
        assert len(world.api.messages(ANN)) == 1


class TestConsole:
    async def test_it_prints_alerts_and_needs_no_telegram(self, world: World) -> None:
        world.publish(todays(1, 60), days_ago(2, 70))
        bot = world.run("--console", TELEGRAM_BOT_TOKEN="", TELEGRAM_API_URL=NOBODY)
        await bot.said("not advice")
        assert await bot.stop() == 0
        assert bot.out.count("lends $60bn") == 1
        assert "lends $70bn" not in bot.out
        assert LINK in bot.out
        assert "<b>" not in bot.out
        assert world.api.requests == []

    async def test_what_is_owed_to_telegram_waits_for_telegram(self, world: World) -> None:
        world.subscribe()
        world.publish(todays(1, 60))
        bot = world.run("--console")
        await bot.said("not advice")
        assert await bot.stop() == 0
        assert world.api.requests == []


class TestStopping:
    async def test_an_interrupt_is_a_clean_end_too(self, world: World) -> None:
        world.publish(days_ago(2, 70))
        bot = world.run()
        await world.connected(bot)
        bot.process.send_signal(signal.SIGINT)
        assert await bot.ended(STOPPING) == 0
        assert errors(bot.err) == []

    async def test_while_telegram_cannot_be_reached_nothing_is_lost(self, world: World) -> None:
        world.subscribe()
        world.publish(todays(1, 60))
        bot = world.run(TELEGRAM_API_URL=NOBODY)
        await bot.said("not reachable")
        await world.polled()
        assert await bot.stop() == 0
        assert errors(bot.err) == []

        world.publisher.answer(REPOS, DOWN)
        bot = world.run()
        alert = await world.alert()
        await world.delivered(1)
        assert await bot.stop() == 0
        assert MAY_BE_REPEAT not in alert.text
        assert len(world.api.calls("sendMessage", ANN)) == 1

    async def test_a_request_that_has_left_is_brought_to_its_end(self, world: World) -> None:
        world.subscribe()
        world.publish(todays(1, 60))
        gate = world.api.hold("sendMessage")
        bot = world.run()
        await world.reached(gate, bot)
        bot.process.send_signal(signal.SIGTERM)
        gate.open.set()
        assert await bot.ended(STOPPING) == 0
        await world.delivered(1)
        assert len(world.alerts()) == 1

    async def test_it_does_not_wait_for_those_who_never_answer(self, world: World) -> None:
        """Telegram and a publisher take requests and stay silent: the end comes in time, and the next start makes up for it."""
        world.subscribe()
        world.publish(todays(1, 60))
        world.publisher.answer(REVERSE_REPOS, STALLED)
        gate = world.api.hold("sendMessage", times=1000)
        bot = world.run(FEDTIDE_SOURCES=f"{SOURCE},nyfed.reverse_repo_operation")
        await world.connected(bot)
        world.api.say(ANN, "/help")
        await world.api.until(lambda: len(world.api.calls("sendMessage")) == 2)
        assert gate.reached.is_set()
        world.api.hold("getUpdates", times=1000)
        assert await bot.stop() == 0
        assert errors(bot.err) == []

        world.api.faults.clear()
        bot = world.run()
        alert = await world.alert()
        await world.delivered(1)
        assert await bot.stop() == 0
        assert MAY_BE_REPEAT in alert.text


class TestRefusals:
    async def test_a_token_that_telegram_does_not_know(self, world: World) -> None:
        token = "7000002:another-token-that-nobody-gave-out"
        bot = world.run(TELEGRAM_BOT_TOKEN=token)
        assert await bot.ended() == 1
        [line] = errors(bot.err)
        assert "TELEGRAM_BOT_TOKEN" in line
        assert "Traceback" not in bot.err
        assert token.partition(":")[2] not in bot.err + bot.out

    async def test_a_second_program_on_the_same_database(self, world: World) -> None:
        world.subscribe()
        first = world.run()
        await world.connected(first)
        second = world.run()
        assert await second.ended() == 1
        [line] = errors(second.err)
        assert "another fedtide" in line
        assert "Traceback" not in second.err
        assert first.is_running
        world.publish(todays(1, 60))
        assert await world.start("poll").ended() == 0
        await world.alert()
        assert await first.stop() == 0


class TestHostilePages:
    async def test_a_page_of_nested_tags_is_refused_while_chats_are_answered(self, world: World) -> None:
        nested = f"<!DOCTYPE html><html><body>{'<div>' * 100_000}</body></html>".encode()
        world.publisher.publish(RELEASE, nested, content_type="text/html")
        world.api.private(ANN)
        bot = world.run(FEDTIDE_SOURCES="fed.balance_sheet")
        await world.connected(bot)
        world.api.say(ANN, "/help")
        assert "/subscribe" in (await world.api.next_message(ANN)).text
        await bot.said("fed.balance_sheet: the page ")
        assert await bot.stop() == 0
