"""Quiet hours, snoozes, digests and reminders on a simulated clock: a real store, a real drain, and a chat that notes what it got."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.delivery import timed
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.timed import queue_due
from bot.model import Delivery, DeliveryState, Mode, Rhythm, Subscription
from bot.polling.compose import compose
from bot.render.html import visible
from bot.store import Store, TimedMessage
from rules.event import PressRelease, RepoOperation
from rules.ledger import shipped_ledger
from rules.model import Assessment
from tests.builders.alerts import REPO

ON_BOTH = True
pytestmark = pytest.mark.usefixtures("on_the_hour")

MEETINGS = shipped_ledger().meetings
ANN = 1001
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class World:
    """A store, a clock that is set by hand, and a chat."""

    store: Store
    now: datetime
    got: list[tuple[datetime, Delivery]] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> int:
        self.got.append((self.now, delivery))
        return 100 + len(self.got)

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def at(self, now: datetime) -> list[str]:
        """Let it be this time: one round and one drain; gives what the chat got, as it reads it."""
        before = len(self.got)
        self.round(now)
        await self.drain()
        return [visible(delivery.text) for _, delivery in self.got[before:]]

    def round(self, now: datetime) -> bool:
        """Let it be this time, and go one round; gives whether that queued anything."""
        self.now = max(now, self.now)
        return bool(queue_due(self.store, MEETINGS, self.now))

    async def drain(self) -> None:
        limiter = Limiter(1000, clock=lambda: self.now.timestamp(), now=lambda: self.now, sleep=self.sleep)
        await drain(self.store, self.send, limiter, now=lambda: self.now)

    async def through(self, until: datetime, step: timedelta = timedelta(minutes=15)) -> list[tuple[datetime, str]]:
        """Live on until then, looking every quarter of an hour; gives when the chat got what.

        As in a run, the outbox is drained at first, and whenever a round has queued something.
        """
        before = len(self.got)
        await self.at(self.now)
        while self.now < until:
            if self.round(self.now + step):
                await self.drain()
        return [(at.replace(second=0, microsecond=0), visible(delivery.text)) for at, delivery in self.got[before:]]

    def publish(self, key: str = "RP 1", impact: int = 36, at: datetime | None = None, **changes: Any) -> None:
        """A repo operation that came out now."""
        published_at = at or self.now
        event = RepoOperation(
            source=REPO, key=key, title=key, url="https://www.newyorkfed.org/", published_at=published_at, seen_at=self.now,
            operation_on=published_at.date(), facility="standing", accepted_usd=30_000_000_000, is_small_value=False, calendar="ordinary",
            **changes,
        )  # fmt: skip
        self.commit(event, impact)

    def release(self, title: str, impact: int = 0) -> None:
        """A press release that came out now."""
        url = f"https://www.federalreserve.gov/{title.replace(' ', '-')}.htm"
        self.commit(
            PressRelease(source="fed.press_release", key=url, title=title, url=url, published_at=self.now, seen_at=self.now), impact
        )

    def commit(self, event: Any, impact: int) -> None:
        assessment = Assessment(impact=impact, direction=-impact // 2, confidence=0.1, horizon_hours=24, regime="pivot")
        texts = {"en": f"Alert {event.key}", "zh-Hans": f"提醒 {event.key}"}
        self.store.commit(event, assessment, compose(event, assessment, texts, now=self.now), self.now, texts=texts)


def world(store: Store, now: str, **settings: Any) -> World:
    """A chat that gets all repo operations and no digest, unless said otherwise."""
    wish: dict[str, Any] = {"chat_id": ANN, "digest": Rhythm.OFF, "modes": {"repo_operation": Mode.ALL}} | settings
    store.subscribe(Subscription(**wish))
    return World(store, utc(now))


NIGHT = {"quiet_from": 23 * 60, "quiet_until": 7 * 60}


class TestQuietHours:
    async def test_what_comes_at_night_comes_in_one_message_in_the_morning(self, store: Store) -> None:
        bot = world(store, "2025-10-29T23:30", **NIGHT)
        bot.publish("RP 1", 56)
        bot.publish("RP 2", 21)
        assert await bot.at(utc("2025-10-29T23:31")) == []
        assert await bot.at(utc("2025-10-30T06:59")) == []
        [text] = await bot.at(utc("2025-10-30T07:00"))
        assert text.splitlines() == [
            "The Fed overnight: 1 event",
            "19:30 ET Fed's SRF lends $30bn · rare (56)",
            "Not advice. Quiet hours: /quiet",
        ]
        assert bot.got[0][1].silent is False
        assert store.counts()[DeliveryState.BATCHED] == 2
        assert await bot.at(utc("2025-10-30T08:00")) == []

    async def test_nothing_is_lost_though_it_expired_in_the_night(self, store: Store) -> None:
        bot = world(store, "2025-10-29T23:30", **NIGHT)
        bot.publish("RP 1", 36)  # worth sending until half past five
        await bot.at(utc("2025-10-29T23:31"))
        await bot.at(utc("2025-10-30T06:30"))
        [text] = await bot.at(utc("2025-10-30T07:00"))
        assert text.startswith("The Fed overnight: 1 event\n")
        assert store.counts()[DeliveryState.EXPIRED] == 0

    async def test_a_single_alert_that_is_still_fresh_comes_whole(self, store: Store) -> None:
        bot = world(store, "2025-10-30T06:30", **NIGHT)
        bot.publish("RP 1", 36)
        assert await bot.at(utc("2025-10-30T06:31")) == []
        assert await bot.at(utc("2025-10-30T07:00")) == ["Alert RP 1"]

    async def test_what_breaks_through_comes_at_once_and_before_what_waits(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", breakthrough=60, **NIGHT)
        bot.publish("RP 1", 59)
        assert await bot.at(utc("2025-10-30T01:01")) == []
        bot.publish("RP 2", 60)
        assert await bot.at(utc("2025-10-30T01:02")) == ["Alert RP 2"]

    async def test_a_batch_of_silent_alerts_is_silent(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        for key in ("RP 1", "RP 2"):
            bot.publish(key, 5)
        await bot.at(utc("2025-10-30T01:01"))
        await bot.at(utc("2025-10-30T07:00"))
        assert [delivery.silent for _, delivery in bot.got] == [True]

    async def test_a_revision_in_the_night_edits_what_was_sent_before_it_and_wakes_nobody(self, store: Store) -> None:
        bot = world(store, "2025-10-30T22:50", **NIGHT)
        bot.publish("RP 1", 36)
        assert await bot.at(utc("2025-10-30T22:51")) == ["Alert RP 1"]
        bot.now = utc("2025-10-30T23:10")
        event = replace(store.history(REPO, before=bot.now, since=bot.now - DAY)[0], accepted_usd=31_000_000_000, seen_at=bot.now)
        assessment = Assessment(impact=36, direction=-18, confidence=0.1, horizon_hours=24, regime="pivot")
        store.commit(event, assessment, compose(event, assessment, {"en": "Revised"}, now=bot.now, is_revision=True), bot.now)
        assert await bot.at(utc("2025-10-30T23:11")) == ["Revised"]
        assert bot.got[-1][1].edits == 101

    async def test_quiet_hours_that_are_lifted_let_go_of_what_waits(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        bot.publish("RP 1", 36)
        assert await bot.at(utc("2025-10-30T01:01")) == []
        chat = store.subscription(ANN)
        assert chat is not None
        store.update(replace(chat, quiet_from=None, quiet_until=None))
        assert await bot.at(utc("2025-10-30T01:02")) == ["Alert RP 1"]

    @pytest.mark.parametrize(
        ("zone", "published", "before", "awake"),
        [
            # New York, the night of 2 November 2025 has 25 hours: seven o'clock is 12:00 UTC, no more 11:00
            ("America/New_York", "2025-11-02T09:00", "2025-11-02T11:59", "2025-11-02T12:00"),
            ("America/New_York", "2026-03-08T09:00", "2026-03-08T10:59", "2026-03-08T11:00"),
            # Berlin, where clocks change three weeks after and one week before New York's
            ("Europe/Berlin", "2026-03-29T00:30", "2026-03-29T04:59", "2026-03-29T05:00"),
            ("Europe/Berlin", "2026-10-25T00:30", "2026-10-25T05:59", "2026-10-25T06:00"),
        ],
    )
    async def test_the_morning_comes_by_the_readers_clock_when_clocks_change(
        self, store: Store, zone: str, published: str, before: str, awake: str
    ) -> None:
        bot = world(store, published, timezone=zone, **NIGHT)
        bot.publish("RP 1", 36)
        assert await bot.at(utc(published)) == []
        assert await bot.at(utc(before)) == []
        assert len(await bot.at(utc(awake))) == 1

    async def test_a_chat_that_leaves_takes_what_waits_along(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        bot.publish("RP 1", 36)
        await bot.at(utc("2025-10-30T01:01"))
        store.unsubscribe(ANN)
        assert await bot.at(utc("2025-10-30T07:00")) == []

    async def test_a_topic_sleeps_by_itself(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        store.subscribe(Subscription(chat_id=ANN, thread_id=7, digest=Rhythm.OFF, modes={"repo_operation": Mode.ALL}))
        bot.publish("RP 1", 36)
        await bot.at(utc("2025-10-30T01:01"))
        assert [delivery.thread_id for _, delivery in bot.got] == [7]


class TestSnooze:
    async def test_everything_waits_for_the_end_of_a_week(self, store: Store) -> None:
        bot = world(store, "2025-10-27T12:00", snoozed_until=utc("2025-11-03T12:00"))
        for day in range(5):
            bot.now = utc("2025-10-27T13:00") + day * DAY
            bot.publish(f"RP {day}", 90)
            assert await bot.at(bot.now + MINUTE) == []
        [text] = await bot.at(utc("2025-11-03T12:00"))
        assert text.startswith("The Fed while it was quiet: 5 events")

    async def test_a_snooze_that_ends_at_night_goes_over_into_the_night(self, store: Store) -> None:
        bot = world(store, "2025-10-30T02:00", snoozed_until=utc("2025-10-30T03:00"), **NIGHT)
        bot.publish("RP 1", 36)
        assert await bot.at(utc("2025-10-30T02:01")) == []
        assert await bot.at(utc("2025-10-30T03:01")) == []
        assert await bot.at(utc("2025-10-30T07:00")) == ["Alert RP 1"]


class TestDigest:
    async def test_it_tells_what_was_sent_what_stayed_below_and_what_comes(self, store: Store) -> None:
        bot = world(store, "2025-10-27T12:00", digest=Rhythm.WEEKLY, modes={})
        await bot.at(bot.now)
        bot.publish("RP 1", 36)
        await bot.at(bot.now + MINUTE)
        for key, impact in (("RP 2", 12), ("RP 3", 3)):
            bot.publish(key, impact)
        bot.release("Board approves a merger", 0)
        [text] = await bot.at(utc("2025-11-01T09:00"))
        assert text.splitlines() == [
            "The Fed this week: 2 events",
            "",
            "27 Oct 08:00 ET Fed's SRF lends $30bn · notable (36)",
            "27 Oct 08:01 ET Fed approves a merger · ordinary (0)",
            "",
            "Below your thresholds",
            "• 2 repo operations (largest impact 12)",
            "",
            "What comes",
            "• Thu 6 Nov 16:30 ET: weekly balance sheet (H.4.1)",
            "",
            "Not advice. When this comes: /digest",
        ]
        assert bot.got[-1][1].silent

    async def test_what_came_too_late_to_be_sent_is_in_it(self, store: Store) -> None:
        bot = world(store, "2025-10-29T12:00", digest=Rhythm.DAILY)
        await bot.at(bot.now)
        bot.publish("RP 1", 36)
        store.fan_out(bot.now)
        store.expire(utc("2025-10-29T20:00"))  # Telegram was out of reach for eight hours
        [text] = await bot.at(utc("2025-10-30T09:00"))
        assert "Came too late to be sent\n08:00 ET Fed's SRF lends $30bn" in text

    async def test_a_day_without_anything_makes_no_digest(self, store: Store) -> None:
        bot = world(store, "2025-11-01T12:00", digest=Rhythm.DAILY)
        assert await bot.through(utc("2025-11-03T12:00"), HOUR) == []

    async def test_it_comes_once_a_day_at_the_chats_hour_over_a_change_of_clocks(self, store: Store) -> None:
        bot = world(store, "2025-10-31T15:00", digest=Rhythm.DAILY, digest_hour=9, timezone="America/New_York", modes={})
        times = []
        for day in range(4):
            bot.publish(f"RP {day}", 5)
            times += [at for at, _ in await bot.through(bot.now + DAY, timedelta(minutes=30))]
        assert times == [utc("2025-11-01T13:00"), utc("2025-11-02T14:00"), utc("2025-11-03T14:00"), utc("2025-11-04T14:00")]

    async def test_after_an_outage_one_digest_tells_of_all_of_it(self, store: Store) -> None:
        bot = world(store, "2025-10-31T15:00", digest=Rhythm.DAILY, modes={})
        await bot.at(bot.now)
        bot.publish("RP 1", 5)
        [text] = await bot.at(utc("2025-11-04T20:00"))
        assert "1 repo operation" in text
        assert await bot.at(utc("2025-11-04T21:00")) == []

    async def test_kinds_that_are_off_are_not_in_it(self, store: Store) -> None:
        bot = world(store, "2025-10-31T15:00", digest=Rhythm.DAILY, modes={"repo_operation": Mode.OFF})
        await bot.at(bot.now)
        bot.publish("RP 1", 5)
        assert await bot.at(utc("2025-11-01T09:00")) == []

    async def test_at_night_it_waits_for_the_morning(self, store: Store) -> None:
        bot = world(store, "2025-10-31T15:00", digest=Rhythm.DAILY, digest_hour=5, modes={}, **NIGHT)
        await bot.at(bot.now)
        bot.publish("RP 1", 5)
        assert await bot.at(utc("2025-11-01T05:00")) == []
        assert len(await bot.at(utc("2025-11-01T07:00"))) == 1

    async def test_in_chinese_it_is_chinese(self, store: Store) -> None:
        bot = world(store, "2025-10-27T12:00", digest=Rhythm.DAILY, lang="zh-Hans", timezone="Asia/Shanghai", modes={})
        await bot.at(bot.now)
        bot.publish("RP 1", 5)
        [text] = await bot.at(utc("2025-10-28T01:00"))
        assert text.splitlines()[0] == "【美联储：没有达到门槛的消息】"
        assert "• 1次回购操作（最大影响5）" in text
        assert "• 10月30日周四02:00：FOMC利率决议" in text


class TestReminders:
    async def test_an_hour_before_the_decision_and_not_again(self, store: Store) -> None:
        bot = world(store, "2025-10-28T12:00", remind_fomc=60)
        got = await bot.through(utc("2025-10-31T12:00"))
        assert got == [(utc("2025-10-29T17:00"), "⏰ FOMC decision in 1 h: Wed 29 Oct 14:00 ET\nReminders: /next")]
        assert bot.got[0][1].silent is False

    async def test_both_in_their_order(self, store: Store) -> None:
        bot = world(store, "2025-10-28T12:00", remind_fomc=1440, remind_h41=15, timezone="Asia/Shanghai")
        got = await bot.through(utc("2025-10-31T12:00"))
        assert [at for at, _ in got] == [utc("2025-10-28T18:00"), utc("2025-10-30T20:15")]
        assert got[0][1].startswith("⏰ FOMC decision in 1 d: Thu 30 Oct 02:00")

    async def test_an_hour_before_an_auction_of_notes(self, store: Store) -> None:
        store.set_release_days({"coupon_auction": [date(2025, 10, 28), date(2025, 10, 30)], "morning_auction": [date(2025, 10, 29)]})
        bot = world(store, "2025-10-28T12:00", remind_auction=60)
        got = await bot.through(utc("2025-10-31T12:00"))
        assert [at for at, _ in got] == [utc("2025-10-28T16:00"), utc("2025-10-29T14:30"), utc("2025-10-30T16:00")]
        assert got[0][1] == "⏰ auction of Treasury notes or bonds in 1 h: Tue 28 Oct 13:00 ET\nReminders: /next"

    async def test_week_by_week_over_a_change_of_clocks(self, store: Store) -> None:
        bot = world(store, "2025-10-29T12:00", remind_h41=60)
        got = await bot.through(utc("2025-11-08T12:00"), timedelta(minutes=30))
        assert [at for at, _ in got] == [utc("2025-10-30T19:30"), utc("2025-11-06T20:30")]

    async def test_one_that_would_come_at_night_comes_before_it(self, store: Store) -> None:
        bot = world(store, "2025-10-28T12:00", remind_fomc=60, timezone="Asia/Shanghai", **NIGHT)
        steps = (("2025-10-29T14:00", HOUR), ("2025-10-29T19:00", timedelta(minutes=5)), ("2025-10-31T12:00", HOUR))
        got = [one for until, step in steps for one in await bot.through(utc(until), step)]
        assert [at for at, _ in got] == [utc("2025-10-29T14:55")]

    async def test_after_an_outage_nobody_is_reminded_of_what_is_over(self, store: Store) -> None:
        bot = world(store, "2025-10-28T12:00", remind_fomc=60)
        await bot.at(bot.now)
        assert await bot.at(utc("2025-10-29T18:30")) == []
        assert await bot.at(utc("2025-12-10T18:00")) == ["⏰ FOMC decision in 1 h: Wed 10 Dec 14:00 ET\nReminders: /next"]

    async def test_where_the_calendar_ends_nothing_is_due(self, store: Store) -> None:
        world(store, "2025-10-28T12:00", remind_fomc=60)
        assert queue_due(store, frozenset({date(2025, 1, 29)}), utc("2025-10-28T12:00")) == {}


class TestKills:
    async def test_a_second_round_at_the_same_moment_makes_nothing_twice(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", digest=Rhythm.DAILY, digest_hour=7, remind_h41=720, **NIGHT)
        queue_due(store, MEETINGS, bot.now)
        for key in ("RP 1", "RP 2"):
            bot.publish(key, 36)
        await bot.at(utc("2025-10-30T01:01"))
        now = utc("2025-10-30T08:30")
        first, again = queue_due(store, MEETINGS, now), queue_due(store, MEETINGS, now)
        assert (first["batches"], first["digests"], first["reminders"]) == (1, 1, 1)
        assert not +again

    async def test_a_batch_of_what_has_gone_another_way_is_not_made(self, store: Store) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        for key in ("RP 1", "RP 2"):
            bot.publish(key, 36)
        await bot.at(utc("2025-10-30T01:01"))
        [(chat, waiting)] = store.wakers(utc("2025-10-30T07:00"))
        store.release([waiting[0].delivery_id])
        note = TimedMessage(kind="batch", key="1", text="both", expires_at=utc("2025-10-30T12:00"))
        assert not store.batch(chat, [one.delivery_id for one in waiting], note, utc("2025-10-30T07:00"))
        assert store.counts()[DeliveryState.BATCHED] == 0

    async def test_a_kill_between_the_parts_of_a_batch_leaves_it_all_waiting(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        bot = world(store, "2025-10-30T01:00", **NIGHT)
        for key in ("RP 1", "RP 2"):
            bot.publish(key, 36)
        await bot.at(utc("2025-10-30T01:01"))
        with monkeypatch.context() as broken:
            broken.setattr("bot.store.notes._keep_note", _killed)
            with pytest.raises(KeyboardInterrupt):
                queue_due(store, MEETINGS, utc("2025-10-30T07:00"))
        assert store.counts()[DeliveryState.BATCHED] == 0
        [text] = await bot.at(utc("2025-10-30T07:01"))
        assert text.startswith("The Fed overnight: 1 event")


def _killed(*args: object) -> None:
    raise KeyboardInterrupt


async def test_a_round_that_fails_is_told_and_the_next_one_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, calls = asyncio.Event(), []

    def fail(*args: object) -> None:
        calls.append(args)
        if len(calls) == 3:
            stop.set()
        raise RuntimeError("no")

    monkeypatch.setattr(timed, "queue_due", fail)
    await timed.serve(store, MEETINGS, now=lambda: utc("2025-10-30T07:00"), stop=stop, wake=stop.set, every=0.001)
    assert len(calls) == 3
    assert caplog.text.count("digests and reminders went wrong") == 3
