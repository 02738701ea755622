"""The chat side of the bot as tests run it: the real application on a loopback Bot API, its time, and something to look back at."""

from __future__ import annotations

import asyncio
import html
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.chat.application import App, build_application
from bot.chat.conversation import Services
from bot.chat.operations import Operations
from bot.chat.status import StatusReport
from bot.delivery.limiter import Limiter
from bot.evidence.looking_back import LookingBack
from bot.model import DeliveryState
from bot.polling.compose import compose
from bot.rulebook import InForce
from bot.settings import Settings, load_settings
from bot.store import Store
from bot.store.schema import alerts
from rules.event import RepoOperation
from rules.ledger import shipped_ledger
from rules.measured import shipped_statistics
from rules.model import Assessment, Rulebook
from tests.golden.scenes import SCENES
from tests.loopback.telegram import BotApi, Message

NOW = datetime(2025, 10, 31, 18, 0, tzinfo=UTC)
ANN, LI, BORIS = 1001, 1002, 1003
GROUP = -1009000000001
OWNER, ADMIN, MEMBER = 2001, 2002, 2003
RULEBOOK = Rulebook(version="1", sha256="0" * 64, mechanisms={}, rules=())


class FakeTime:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Bot:
    """The running bot and what tests look at."""

    api: BotApi
    store: Store
    time: FakeTime
    app: App

    async def ask(self, chat_id: int, text: str, **how: Any) -> Message:
        """Say something and get the answer."""
        seen = len(self.api.messages(chat_id))
        self.api.say(chat_id, text, **how)
        return await self.api.next_message(chat_id, seen)

    async def press(self, chat_id: int, label: str, **how: Any) -> str:
        """Press a button; gives the toast, when the message it sits on shows the outcome."""
        before = len(self.api.calls("editMessageText", chat_id))
        toast = await self.api.answer_of(self.api.press(chat_id, label, **how))
        await self.api.until(lambda: len([r for r in self.api.calls("editMessageText", chat_id) if r.status]) > before)
        return toast

    async def settled(self) -> None:
        """Wait until what the bot has begun to answer is done: an answer comes before the page that changes."""
        while self.app.update_processor.current_concurrent_updates:  # noqa: ASYNC110  (a handler tells nobody that it is done)
            await asyncio.sleep(0)

    def notices(self) -> list[str]:
        """What operators are owed or were told, oldest first."""
        with self.store._read() as connection:
            rows = connection.execute(select(alerts.c.texts).where(alerts.c.kind == "notice").order_by(alerts.c.id))
            return [html.unescape(texts["en"]) for (texts,) in rows]

    async def noticed(self) -> str:
        """The first notice, once it is there."""
        async with asyncio.timeout(10):
            while not self.notices():  # noqa: ASYNC110  (a database tells nobody of a change)
                await asyncio.sleep(0.01)
        return self.notices()[0]

    def last(self, chat_id: int) -> Message:
        return self.api.messages(chat_id)[-1]


def a_report(**changes: Any) -> StatusReport:
    values: dict[str, Any] = {
        "now": NOW,
        "started_at": NOW - timedelta(hours=5),
        "sources": (),
        "latencies": (),
        "subscriptions": 3,
        "deliveries": dict.fromkeys(DeliveryState, 0),
    }
    return StatusReport(**values | changes)


def some_settings(**env: str) -> Settings:
    return load_settings({"FEDTIDE_ADMIN_CHAT_IDS": str(BORIS), **env})


def build(
    api: BotApi,
    store: Store,
    settings: Settings,
    report: StatusReport | None = None,
    token: str = "",
    operations: Operations | None = None,
    rules: InForce | None = None,
) -> Bot:
    time, past = FakeTime(), LookingBack(store, shipped_statistics)
    app = build_application(
        token or api.token,
        base_url=api.url,
        proxy=None,
        store=store,
        limiter=Limiter(1000, clock=time.clock, now=time.now, sleep=time.sleep),
        settings=settings,
        rulebook=rules or InForce(RULEBOOK, lambda: RULEBOOK),
        operations=operations,
        now=time.now,
        status=lambda: report or a_report(),
        claims=past.claims,
        picture=past.picture,
        track_record=past.record,
        meetings=shipped_ledger().meetings,
    )
    services: Services = app.bot_data["services"]
    services.aside.patience = 60.0  # a busy machine makes nothing slow here
    return Bot(api, store, time, app)


def a_decision(store: Store) -> None:
    """The assessed decision of 29 October 2025 in the store, published five minutes ago, with its alert."""
    scene = SCENES["fomc-2025-10-29"]
    event = replace(scene.event, published_at=NOW - timedelta(minutes=5))
    said = {"en": "<b>FOMC</b>", "zh-Hans": "<b>决议</b>"}
    store.commit(event, scene.assessment, compose(event, scene.assessment, said, now=NOW), NOW, texts=said)


def a_publication(store: Store, key: str = "RP 103125 3", texts: dict[str, str] | None = None, **changes: Any) -> None:
    """An assessed repo operation in the store, with its alert."""
    values: dict[str, Any] = {
        "source": "nyfed.repo_operation", "key": key, "title": "Repo operation, 31 October 2025, 13:45",
        "url": "https://www.newyorkfed.org/", "published_at": NOW - timedelta(minutes=15), "operation_on": date(2025, 10, 31),
        "facility": "standing", "accepted_usd": 30_000_000_000, "is_small_value": False, "calendar": "month_end",
    }  # fmt: skip
    event = RepoOperation(**values | changes)
    assessment = Assessment(impact=36, direction=-18, confidence=0.1, horizon_hours=24, regime="pivot")
    texts = texts or {"en": f"<b>Repo 30</b> {key}", "zh-Hans": f"<b>回购300</b> {key}"}
    store.commit(event, assessment, compose(event, assessment, texts, now=NOW), NOW, texts=texts)
