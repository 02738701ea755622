"""Random walks of a person through the chat: whatever is pressed and written in whatever order, settings stay whole and nothing raises.

`make test` takes 200 walks, always the same ones; `make soak` takes 5,000 others.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.audience.watches import MOST
from bot.chat.answers.portable import Imported, exported, read_export
from bot.chat.application import listen, stop
from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.telegram.shortening import shortener
from bot.delivery.timed import queue_due
from bot.model import LANGUAGES, Subscription
from bot.store import open_store
from rules.ledger import shipped_ledger
from rules.watch import parse_watch
from tests.builders.chat_bot import RULEBOOK, Bot, a_publication, build, some_settings
from tests.loopback.telegram import BotApi

WALKS = int(os.environ.get("WALKS", "200"))
STEPS = 10
SAID = st.sampled_from(
    ["/start", "/subscribe", "/stop", "/settings", "/threshold", "/help", "/latest", "/why", "/status", "/lang", "/lang zh", "/lang en",
     "/threshold 30", "/threshold loud 0", "/threshold repo impact 45", "/threshold minutes digest", "/threshold x", "/quiet 23-7",
     "/quiet 22:00-06:30 break 50", "/quiet off", "/quiet x", "/snooze 1h", "/snooze off", "/digest daily 8", "/digest off", "/digest x",
     "/timezone 北京", "/timezone Mars", "/form short", "/form",
     "/pictures off", "/pictures on", "/next", "/watch", "/watch standing repo >= 20bn", "/watch impact >= 30",
     "/watch 1 off", "/watch 1 impact >= 99", "/watch nonsense", "/export", "/import", '/import {"fedtide":1,"impact":7,"watches":[]}',
     "/import {}", "/privacy", "hello", "30", "/threshold@somebody_else 3", "/subscribe @nobody_here"]
)  # fmt: skip
FORGED = st.sampled_from(
    ["2:T:0:0:101", "2:D:1", "2:e:999", "2:m:1:9", "2:w:999", "2:y:999", "1:sub", "2:sub@-1001234567890", "", "2:z:Mars"]
)


class World:
    """One application for all walks; each walk is another person."""

    def __init__(self, bot: Bot, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self.bot, self.run = bot, run
        self.people = count(5_000_001)
        self.publications = count(1)
        self.faults: list[str] = []


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """The application, started on a loop of its own."""
    with asyncio.Runner() as runner:
        api = runner.run(BotApi().__aenter__())
        store = open_store(f"sqlite:///{folder / 'fedtide.db'}")
        bot = build(api, store, some_settings())
        runner.run(listen(bot.app, sleep=bot.time.sleep))
        world = World(bot, runner.run)
        listener = _Listener(world.faults)
        logging.getLogger().addHandler(listener)
        try:
            yield world
        finally:
            logging.getLogger().removeHandler(listener)
            runner.run(stop(bot.app))
            store.close()
            runner.run(api.__aexit__())


class _Listener(logging.Handler):
    """Keeps what is logged as an error: the application logs there what a handler raised."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        self.faults.append(logging.Formatter().format(record))


class Walk(RuleBasedStateMachine):
    """One person's way through the chat; `world` is set before the first."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.bot = self.world.bot
        self.person = next(self.world.people)
        self.bot.api.private(self.person, language_code="zh-hans" if self.person % 2 else "en")
        self.steps: list[str] = []

    @initialize(begins=st.sampled_from(["/subscribe", "/subscribe", "/subscribe", "/start"]))
    def begin(self, begins: str) -> None:
        """Most walks are those of subscribers."""
        self.say(begins)

    @rule(text=SAID)
    def say(self, text: str) -> None:
        """A message, which is answered unless it is for another self.bot."""
        self.steps.append(text)
        if "@somebody" in text:
            self.bot.api.say(self.person, text)
            return
        seen = len(self.bot.api.messages(self.person))
        self.bot.api.say(self.person, text)
        self.world.run(self.bot.api.next_message(self.person, seen))

    @rule(pick=st.integers(0, 10_000))
    def press(self, pick: int) -> None:
        """A button that is in sight, on an old page or a new one."""
        shown = [(m.id, b["callback_data"]) for m in self.bot.api.messages(self.person) for b in chain.from_iterable(m.keyboard)]
        if shown:
            self._press(*shown[pick % len(shown)])

    @rule(data=FORGED)
    def forge(self, data: str) -> None:
        """A button that nobody made."""
        if shown := self.bot.api.messages(self.person):
            self._press(shown[0].id, data)

    @rule(pick=st.integers(0, 10_000))
    def press_twice(self, pick: int) -> None:
        """A double press is as one: both are answered, and the settings are as after the first."""
        shown = [(m.id, b["callback_data"]) for m in self.bot.api.messages(self.person) for b in chain.from_iterable(m.keyboard)]
        if shown:
            message_id, data = shown[pick % len(shown)]
            self._press(message_id, data)
            once = self.bot.store.subscription(self.person)
            self._press(message_id, data)
            assert _timeless(self.bot.store.subscription(self.person)) == _timeless(once), self.steps

    @rule(hours=st.sampled_from([1, 9, 30]))
    def time_passes(self, hours: int) -> None:
        """Something comes out, and the clock makes what it makes."""
        self.steps.append(f"{hours} h")
        now = self.bot.time.now()
        a_publication(self.bot.store, f"RP {next(self.world.publications)}", published_at=now, day_accepted_usd=(hours * 7) % 50 * 10**9)
        self.world.run(_deliver(self.bot))
        self.bot.time.seconds += hours * 3600
        self.world.run(_deliver(self.bot))

    def _press(self, message_id: int, data: str) -> None:
        self.steps.append(data)
        self.world.run(self.bot.api.answer_of(self.bot.api.press_data(self.person, message_id, data)))
        self.world.run(self.bot.settled())

    @invariant()
    def nothing_was_raised(self) -> None:
        faults, self.world.faults[:] = list(self.world.faults), []
        assert faults == [], self.steps

    @invariant()
    def settings_are_whole(self) -> None:
        chat = self.bot.store.subscription(self.person)
        if chat is None:
            assert self.bot.store.watches(self.person) == [], self.steps
            return
        watches = self.bot.store.watches(self.person)
        _check(chat)
        assert len(watches) <= MOST
        assert all(parse_watch(kept.text) for kept in watches)
        again = read_export(exported(chat, watches))
        assert isinstance(again, Imported), again
        fresh = Subscription(chat_id=chat.chat_id, snoozed_until=chat.snoozed_until, active=chat.active)
        assert again.applied(fresh) == chat

    def teardown(self) -> None:
        self.bot.store.unsubscribe(self.person)


def _timeless(chat: Subscription | None) -> Subscription | None:
    """The settings without what counts from now."""
    return None if chat is None else replace(chat, snoozed_until=None)


def _check(chat: Subscription) -> None:
    assert all(0 <= value <= 100 for value in (chat.impact, chat.direction, chat.loud))
    assert chat.lang in LANGUAGES
    assert ZoneInfo(chat.timezone)
    assert (chat.quiet_from is None) == (chat.quiet_until is None)
    assert chat.quiet_from is None or chat.quiet_from != chat.quiet_until
    assert chat.quiet_from is not None or chat.breakthrough is None
    assert 0 <= chat.digest_hour < 24 and 0 <= chat.digest_weekday < 7


async def _deliver(bot: Bot) -> None:
    now = bot.time.now
    queue_due(bot.store, shipped_ledger().meetings, now() + timedelta(0))
    send = make_send(bot.app.bot, now=now, shorten=shortener(bot.store, lambda: RULEBOOK), under=make_under(bot.store))
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=now, sleep=bot.time.sleep), now=now)


@pytest.mark.timeout(0 if "WALKS" in os.environ else 400)
def test_no_walk_leaves_the_settings_broken_or_raises() -> None:
    with tempfile.TemporaryDirectory(prefix="fedtide-walks-") as folder, a_world(Path(folder)) as world:
        how = settings(max_examples=WALKS, stateful_step_count=STEPS, deadline=None, derandomize="WALKS" not in os.environ)
        Walk.world = world
        run_state_machine_as_test(Walk, settings=how)
