"""Webhooks out without a network: signatures by the published example, what an answer means, what a program is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery.webhook.answers import fault_of
from bot.delivery.webhook.message import message_of
from bot.delivery.webhook.signature import headers
from bot.errors import DeliveryDeferred, DeliveryError, DeliveryRefused, DeliveryRejected
from bot.model import Delivery, Published, Told
from bot.settings import signing_keys
from tests.builders.alerts import NOON, assessed, repo

EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""Of the specification's own test: with this secret, id, time and body comes this signature."""
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
AT = datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)


def test_the_example_of_standard_webhooks() -> None:
    signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}', signing_keys(EXAMPLE))
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


@pytest.mark.parametrize(
    ("secret", "keys"),
    [
        ("whsec_AAEC", (b"\x00\x01\x02",)),
        ("whsec_AAE", (b"\x00\x01",)),
        ("a-word-of-ours", (b"a-word-of-ours",)),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", (b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", *signing_keys(EXAMPLE))),
        ("whsec_AAEC old", (b"\x00\x01\x02", b"old")),
        ("abcd", (b"abcd",)),
    ],
)
def test_what_a_secret_is_as_a_key(secret: str, keys: tuple[bytes, ...]) -> None:
    assert signing_keys(secret) == keys


def test_two_secrets_sign_both_so_that_one_can_follow_the_other() -> None:
    signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}', signing_keys(f"new-one {EXAMPLE}"))
    first, second = signed["webhook-signature"].split(" ")
    assert first.startswith("v1,")
    assert first != second == SIGNATURE


def owed(attempts: int = 0) -> Delivery:
    return Delivery(
        id=1, alert_id=1, chat_id=-5, thread_id=None, is_group=False, text="", lang="en", silent=True, impact=36, attempts=attempts,
        expires_at=NOON + timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "asked", "attempts", "wait"),
    [
        (500, None, 0, 5),
        (500, None, 3, 40),
        (503, None, 50, 600),
        (301, None, 0, 5),
        (401, None, 1, 10),
        (404, None, 20, 600),
        (400, None, 0, 5),
        (422, None, 6, 320),
        (429, "7", 0, 7),
        (503, "Fri, 31 Oct 2025 16:02:00 GMT", 4, 120),
        (429, "999999999", 0, 6 * 3600),
        (429, "99999999999999999999", 0, 6 * 3600),
        (429, "soon", 0, 5),
        (429, "-3", 0, 5),
        (429, "Fri, 99 Oct 2025 16:02:00 GMT", 0, 5),
        (100, None, 0, 5),
    ],
)
def test_what_is_not_taken_is_sent_again(status: int, asked: str | None, attempts: int, wait: int) -> None:
    fault = fault_of(status, asked, owed(attempts), NOON)
    assert isinstance(fault, DeliveryDeferred)
    assert ((fault.retry_at - NOON).total_seconds(), fault.everyone) == (wait, False)


@pytest.mark.parametrize(
    ("status", "attempts", "kind"), [(410, 0, DeliveryRefused), (400, 7, DeliveryRejected), (413, 7, DeliveryRejected)]
)
def test_what_is_given_up(status: int, attempts: int, kind: type[DeliveryError]) -> None:
    assert isinstance(fault_of(status, None, owed(attempts), NOON), kind)


@pytest.mark.parametrize("status", [200, 202, 204, 299])
def test_what_is_taken(status: int) -> None:
    assert fault_of(status, "60", owed(), NOON) is None


def told(**changes: Any) -> Told:
    published = Published(id=3, event=repo(), assessment=assessed(), texts={})
    return replace(Told(published=published, version=1, texts={"en": "<b>a</b>"}, created_at=NOON, is_revision=False), **changes)


def test_a_program_is_told_the_assessment_as_score_prints_it() -> None:
    payload = json.loads(message_of(told(), {"en": "short"}).body)
    assert list(payload) == ["type", "timestamp", "data"]
    assert (payload["type"], payload["timestamp"]) == ("event.scored", "2025-10-31T16:00:00Z")
    data = payload["data"]
    assert list(data) == ["event", "assessment", "text", "short"]
    assert (data["event"]["key"], data["event"]["facts"]["accepted_usd"]) == ("RP 1", 30_000_000_000)
    assert (data["assessment"]["impact"], data["assessment"]["direction"]) == (36, -18)
    assert (data["text"], data["short"]) == ({"en": "<b>a</b>"}, {"en": "short"})


def test_half_a_character_in_a_title_holds_nothing_up() -> None:
    published = Published(id=3, event=replace(repo(), title="Fed \ud83d says"), assessment=assessed(), texts={})
    assert json.loads(message_of(told(published=published), {}).body)["data"]["event"]["title"] == "Fed ? says"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"is_revision": True}, "event.updated"),
        ({"is_revision": True, "version": 2}, "event.corrected"),
        ({"version": 2}, "event.scored"),
    ],
)
def test_what_happened_to_an_event_is_its_type(changes: dict[str, Any], named: str) -> None:
    assert json.loads(message_of(told(**changes), {}).body)["type"] == named


def test_an_alert_has_one_id_whatever_its_number_and_no_other_has_it() -> None:
    alerts = [told(), told(is_revision=True), told(is_revision=True, version=2), told(created_at=NOON + timedelta(microseconds=1))]
    assert len({message_of(one, {}).id for one in alerts}) == 4
    again = told(published=Published(id=99, event=repo(), assessment=assessed(impact=40), texts={}))
    assert message_of(again, {}).id == message_of(told(), {}).id
