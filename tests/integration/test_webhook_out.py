"""Webhooks out from the outbox to a receiver on the loopback interface, in any mood that it may be in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.webhook import receiver
from bot.delivery.webhook.program import PROGRAM, dismiss, enlist
from bot.model import WEBHOOK, Mode, Subscription
from bot.settings import signing_keys
from bot.store import Store, open_store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo
from tests.loopback.receiver import CUT, SILENT, Receiver, is_signed

ON_BOTH = True
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEYS = signing_keys(SECRET)
RECEIVER = "bot.delivery.webhook.receiver"


class Out:
    """The channel, on a clock that the test moves."""

    def __init__(self, store: Store, url: str) -> None:
        self.store, self.at, self.notices = store, NOON, list[str]()
        self.receiver = receiver.Receiver(
            url, KEYS, user_agent="fedtide/test", store=store, shorts=lambda told: {}, notify=self.notices.append, now=lambda: self.at
        )

    async def drained(self, after: timedelta = timedelta(0)) -> dict[str, int]:
        self.at += after
        closed = self.notices.append
        limiter = Limiter(1000)
        sent = await drain(
            self.store, self.receiver.send, limiter, now=lambda: self.at, channel=WEBHOOK, closed=lambda refusal: closed(str(refusal))
        )
        return dict(sent)

    def publish(self, key: str = "RP 1", at: datetime = NOON, **values: object) -> None:
        self.store.commit(repo(key), assessed(), alert(repo(key), **values), at)


@pytest.fixture
async def program() -> AsyncIterator[Receiver]:
    async with Receiver() as program:
        yield program


@pytest.fixture
async def out(store: Store, program: Receiver) -> AsyncIterator[Out]:
    enlist(store)
    out = Out(store, program.url)
    yield out
    await out.receiver.close()


async def test_an_event_comes_once_and_signed(out: Out, program: Receiver) -> None:
    out.publish()
    assert await out.drained() == {"sent": 1}
    assert await out.drained(HOUR) == {}
    [(headers, body)] = program.got
    assert is_signed(headers, body, KEYS[0])
    assert not is_signed(headers, body + b" ", KEYS[0])
    assert (headers["content-type"], headers["webhook-timestamp"]) == ("application/json", str(int(NOON.timestamp())))
    assert [(payload["type"], payload["data"]["event"]["key"]) for payload in program.payloads] == [("event.scored", "RP 1")]


async def test_what_no_reader_would_get_by_its_score_comes_too(out: Out, program: Receiver) -> None:
    out.publish(impact=0, direction=0)
    assert await out.drained() == {"sent": 1}


@pytest.mark.parametrize("mood", [500, 503, 404, 401, 302, CUT])
async def test_what_is_not_taken_comes_again_as_the_same(out: Out, program: Receiver, mood: int) -> None:
    program.answers, program.headers = [mood], {"Location": "/elsewhere"}
    out.publish()
    assert await out.drained() == {"deferred": 1}
    assert await out.drained(4 * MINUTE / 60) == {}
    assert await out.drained(MINUTE / 60) == {"sent": 1}
    assert len(program.got) == 2
    assert len(set(program.ids)) == 1
    assert len({body for _, body in program.got}) == 1
    assert all(is_signed(headers, body, KEYS[0]) for headers, body in program.got)
    assert program.elsewhere == []


async def test_a_receiver_that_never_answers_is_given_up_and_asked_again(
    out: Out, program: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver, "PATIENCE", aiohttp.ClientTimeout(total=0.2))
    program.answers = [SILENT]
    out.publish()
    assert await out.drained() == {"deferred": 1}
    assert await out.drained(MINUTE) == {"sent": 1}
    assert len(set(program.ids)) == 1


async def test_a_receiver_may_ask_for_time(out: Out, program: Receiver) -> None:
    program.answers, program.headers = [429], {"Retry-After": "90"}
    out.publish()
    assert await out.drained() == {"deferred": 1}
    assert await out.drained(timedelta(seconds=89)) == {}
    assert await out.drained(timedelta(seconds=1)) == {"sent": 1}


@pytest.mark.parametrize("asked", ["Sun, 29 Nov 99999999999 08:00:00 GMT", "Wed, 01 Jan 2020 00:00:00 GMT", "0", "-1", "\u0665"])
async def test_a_receiver_that_asks_for_no_time_is_asked_again_at_the_usual_pace(out: Out, program: Receiver, asked: str) -> None:
    program.answers, program.headers = [503], {"Retry-After": asked}
    out.publish()
    assert await out.drained() == {"deferred": 1}
    assert await out.drained(timedelta(seconds=4)) == {}
    assert await out.drained(timedelta(seconds=1)) == {"sent": 1}


async def test_one_that_is_gone_gets_nothing_more_until_it_is_set_anew(out: Out, program: Receiver) -> None:
    program.answers = [410]
    out.publish()
    assert await out.drained() == {"refused": 1}
    assert out.notices == ["it answers 410: it wants no more"]
    out.publish("RP 2")
    assert await out.drained(HOUR) == {}
    enlist(out.store)
    out.publish("RP 3")
    assert await out.drained() == {"sent": 1}
    assert [payload["data"]["event"]["key"] for payload in program.payloads] == ["RP 1", "RP 3"]


async def test_an_operator_who_tries_a_receiver_sees_at_once_what_it_answers(
    out: Out, program: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", RECEIVER)
    program.answers = [404, 404]
    out.publish()
    for _ in range(3):
        await out.drained(MINUTE)
    assert [record.getMessage() for record in caplog.records if record.name == RECEIVER] == [
        "webhook out: an event was not taken, and is sent again until it is: it answers 404",
        "webhook out: events are taken again",
    ]


async def test_trouble_that_lasts_is_told_once_and_its_end_too(out: Out, program: Receiver) -> None:
    program.answers = [500] * 20
    out.publish()
    while program.answers:
        await out.drained(10 * MINUTE)
        if len(program.got) == 1:
            assert out.notices == []
    assert len(out.notices) == 1
    assert "it answers 500" in out.notices[0]
    assert await out.drained(10 * MINUTE) == {"sent": 1}
    assert out.notices[1:] == ["Webhook out: the receiver takes events again."]


async def test_a_message_that_is_never_acceptable_does_not_hold_up_the_others_for_good(out: Out, program: Receiver) -> None:
    program.answers = [422] * 8
    out.publish()
    out.publish("RP 2")
    ends = [await out.drained(10 * MINUTE) for _ in range(8)]
    assert ends[:7] == [{"deferred": 1}] * 7
    assert ends[7]["rejected"] == 1
    await out.drained(MINUTE)
    assert [payload["data"]["event"]["key"] for payload in program.payloads] == ["RP 1"] * 8 + ["RP 2"]
    assert [notice for notice in out.notices if "given up" in notice] == [
        "Webhook out: one event was given up: it answers 422 to this message, 8 times. The others go on."
    ]


async def test_after_a_kill_between_claim_and_answer_it_comes_as_the_same(out: Out, program: Receiver) -> None:
    out.publish()
    out.store.fan_out(NOON)
    [owed] = out.store.due(NOON, channel=WEBHOOK)
    assert out.store.claim(owed.id, NOON, timedelta(minutes=2), WEBHOOK)
    await out.receiver.send(owed)  # and the process is gone before the note of it
    out.at += 2 * MINUTE
    assert out.store.recover(out.at, WEBHOOK) == 1
    assert await out.drained() == {"sent": 1}
    assert len(program.got) == 2
    assert len(set(program.ids)) == 1


async def test_two_processes_on_a_server_send_each_event_once_and_one_goes_on_where_the_other_died(
    server_database: str, program: Receiver
) -> None:
    with contextlib.closing(open_store(server_database)) as mine, contextlib.closing(open_store(server_database)) as others:
        enlist(mine)
        both = [Out(mine, program.url), Out(others, program.url)]
        for out in (*both, both[0]):
            out.store.look_around()
        for number in range(3):
            both[number % 2].publish(f"RP {number}", NOON)
        ended = await asyncio.gather(*(out.drained() for out in both))
        assert sorted(map(sum, (one.values() for one in ended))) == [0, 3]
        assert sorted(payload["data"]["event"]["key"] for payload in program.payloads) == ["RP 0", "RP 1", "RP 2"]

        sender, heir = both if ended[0] else both[::-1]
        sender.publish("RP 3")
        sender.store.fan_out(NOON)
        [owed] = sender.store.due(NOON, channel=WEBHOOK)
        assert sender.store.claim(owed.id, NOON, timedelta(minutes=2), WEBHOOK)
        await sender.receiver.send(owed)  # and the process is gone before the note of it
        sender.store.close()
        for _ in range(100):  # the server takes a moment to end the session
            if heir.store.look_around().parts == 1:
                break
            await asyncio.sleep(0.05)
        assert heir.store.expire(NOON + MINUTE) == 1
        assert await heir.drained(2 * MINUTE) == {"sent": 1}
        assert [payload["data"]["event"]["key"] for payload in program.payloads][3:] == ["RP 3", "RP 3"]
        assert len(set(program.ids)) == 4
        for out in both:
            await out.receiver.close()


async def test_without_a_receiver_nothing_is_owed(store: Store) -> None:
    dismiss(store)
    assert store.subscription(PROGRAM) is None
    enlist(store)
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    dismiss(store)
    assert store.due(NOON, channel=WEBHOOK) == []
    store.commit(repo("RP 2"), assessed(), alert(repo("RP 2")), NOON)
    store.fan_out(NOON)
    assert store.due(NOON, channel=WEBHOOK) == []


def test_the_program_gets_every_kind_and_what_is_made_for_people_alone_never(store: Store) -> None:
    store.subscribe(Subscription(chat_id=PROGRAM, channel=WEBHOOK, modes={"speech": Mode.OFF}))
    enlist(store)
    found = store.subscription(PROGRAM)
    assert found is not None
    assert set(found.modes.values()) == {Mode.ALL}
    assert (found.digest, found.receipts, found.reactions, found.remind_fomc, found.remind_h41) == ("off", "off", False, None, None)
