"""The outbox's states on a real SQLite file: who is owed what, what is due, and what becomes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.model import Delivery, DeliveryState, Mode, Subscription
from bot.store import Store, TimedMessage, open_store
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo, statement

ON_BOTH = True
SECOND = timedelta(seconds=1)
LEASE = 2 * MINUTE
EXPIRY = NOON - MINUTE + 6 * HOUR


def counts(store: Store) -> dict[str, int]:
    """The states that there are."""
    return {state.value: number for state, number in store.counts().items() if number}


def commit(store: Store, key: str = "RP 1", accepted_usd: int = 30, published_at: datetime = NOON - MINUTE, **values: object) -> None:
    """An alert on a repo operation, committed."""
    event = repo(key, accepted_usd, published_at)
    store.commit(event, assessed(), alert(event, **values), NOON)


def subscribe(store: Store, *chat_ids: int) -> None:
    for chat_id in chat_ids:
        store.subscribe(Subscription(chat_id=chat_id))


def one_due(store: Store, now: datetime = NOON) -> Delivery:
    [delivery] = store.due(now)
    return delivery


def claimed(store: Store, now: datetime = NOON) -> Delivery:
    """The only delivery that is due, claimed."""
    delivery = one_due(store, now)
    assert store.claim(delivery.id, now, LEASE)
    return delivery


def sent(store: Store, message_id: int, now: datetime = NOON) -> Delivery:
    """The only delivery that is due, sent."""
    delivery = claimed(store, now)
    store.mark_sent(delivery.id, message_id, now)
    return delivery


class TestFanOut:
    def test_it_goes_in_chunks_and_takes_up_where_it_was_stopped(self, store: Store, url: str) -> None:
        subscribe(store, 1, 2, 3, 4, 5)
        commit(store)
        assert store.fan_out(NOON, chunk=2, rounds=1) == 2
        store.close()
        again = open_store(url)
        assert [d.chat_id for d in again.due(NOON)] == [1, 2]
        assert again.fan_out(NOON, chunk=2, rounds=1) == 2
        assert again.fan_out(NOON, chunk=2) == 1
        assert again.fan_out(NOON) == 0
        assert [d.chat_id for d in again.due(NOON)] == [1, 2, 3, 4, 5]
        again.close()

    def test_a_chunk_done_twice_makes_nothing_twice(self, store: Store) -> None:
        subscribe(store, 1, 2)
        commit(store)
        store.fan_out(NOON)
        with store._write() as connection:
            connection.exec_driver_sql("UPDATE alerts SET fan_out_cursor = 0, fan_out_done_at = NULL")
        assert store.fan_out(NOON) == 0
        assert counts(store) == {"queued": 2}

    def test_it_is_owed_to_those_subscribed_when_it_was_committed(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        subscribe(store, 2)
        assert store.fan_out(NOON) == 1
        assert one_due(store).chat_id == 1

    def test_nobody_subscribed_is_nothing_to_do(self, store: Store) -> None:
        commit(store)
        assert store.fan_out(NOON) == 0
        subscribe(store, 1)
        assert store.fan_out(NOON) == 0

    def test_a_newer_alert_waits_for_one_chunk_of_an_older_one_alone(self, store: Store) -> None:
        subscribe(store, 1, 2, 3)
        commit(store, "RP 1", impact=21)
        assert store.fan_out(NOON, chunk=1, rounds=1) == 1
        commit(store, "RP 2", impact=99)
        assert store.fan_out(NOON, chunk=1, rounds=1) == 2
        assert [(d.chat_id, d.text, d.urgency) for d in store.due(NOON)] == [(1, "Alert RP 1", 1099), (2, "Alert RP 1", 1021)]
        assert store.fan_out(NOON, chunk=1) == 3

    def test_in_each_chat_the_older_alert_is_owed_first(self, store: Store) -> None:
        subscribe(store, 1, 2, 3)
        commit(store, "RP 1", impact=21)
        commit(store, "RP 2", impact=99)
        store.fan_out(NOON, chunk=1)
        assert [d.text for d in store.due(NOON)] == ["Alert RP 1"] * 3

    @pytest.mark.parametrize(("now", "made"), [(EXPIRY - SECOND, 1), (EXPIRY, 0)])
    def test_an_alert_that_expired_meanwhile_is_owed_to_nobody(self, store: Store, now: datetime, made: int) -> None:
        subscribe(store, 1)
        commit(store)
        assert store.fan_out(now) == made
        assert store.fan_out(NOON) == 0

    def test_an_event_without_an_alert_is_owed_to_nobody(self, store: Store) -> None:
        subscribe(store, 1)
        store.commit(repo(), assessed(), None, NOON)
        assert store.fan_out(NOON) == 0


class TestDue:
    def test_a_delivery_has_all_that_sending_needs(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=-1005, thread_id=9, chat_type="supergroup", lang="zh-Hans", loud=50))
        commit(store)
        store.fan_out(NOON)
        assert one_due(store) == Delivery(
            id=1,
            alert_id=1,
            chat_id=-1005,
            thread_id=9,
            is_group=True,
            text="提醒 RP 1",
            lang="zh-Hans",
            silent=True,
            impact=36,
            attempts=0,
            expires_at=EXPIRY,
            event_id=1,
            urgency=1036,
            zone="UTC",
        )

    def test_a_language_that_an_alert_lacks_reads_english(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=1, lang="zh-Hans"))
        commit(store, texts={"en": "English"})
        store.fan_out(NOON)
        assert one_due(store).text == "English"

    def test_highest_impact_first(self, store: Store) -> None:
        for chat_id, impact in ((1, 21), (2, 80), (3, 50)):
            subscribe(store, chat_id)
            commit(store, f"RP {impact}", impact=impact)
            store.fan_out(NOON)
            store.update(Subscription(chat_id=chat_id, modes={"repo_operation": Mode.OFF}))
        assert [(d.chat_id, d.impact) for d in store.due(NOON)] == [(2, 80), (3, 50), (1, 21)]
        assert [(d.chat_id, d.impact) for d in store.due(NOON, limit=2)] == [(2, 80), (3, 50)]

    def test_what_is_urgent_pulls_along_what_is_owed_before_it(self, store: Store) -> None:
        """Nothing overtakes in a chat, so a chat's high alert is out sooner when the low one before it is."""
        subscribe(store, 2)
        commit(store, "RP middle", impact=50)
        store.fan_out(NOON)
        store.update(Subscription(chat_id=2, modes={"repo_operation": Mode.OFF}))
        subscribe(store, 1)
        commit(store, "RP low", impact=21)
        commit(store, "RP high", impact=80)
        store.fan_out(NOON)
        assert [(d.chat_id, d.impact, d.urgency) for d in store.due(NOON)] == [(1, 21, 1080), (2, 50, 1050)]

    def test_notes_of_the_past_go_after_every_alert(self, store: Store) -> None:
        subscribe(store, 1, 2)
        chat = store.subscription(1)
        assert chat is not None
        digest = TimedMessage(kind="digest", key="d", text="Digest", expires_at=EXPIRY, impact=100)
        store.keep_reminders(chat, [digest], None, NOON)
        store.update(Subscription(chat_id=1, modes={"repo_operation": Mode.OFF}))
        commit(store, impact=21)
        store.fan_out(NOON)
        assert [(d.chat_id, d.text, d.urgency) for d in store.due(NOON)] == [(2, "Alert RP 1", 1021), (1, "Digest", 100)]

    def test_of_a_full_batch_some_places_go_to_those_that_have_waited_longest(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store, "RP low", impact=21)
        store.fan_out(NOON)
        store.update(Subscription(chat_id=1, modes={"repo_operation": Mode.OFF}))
        subscribe(store, *range(2, 40))
        commit(store, "RP high", impact=80)
        store.fan_out(NOON)
        assert [d.chat_id for d in store.due(NOON, limit=16)] == [*range(2, 16), 1, 16]
        assert [d.chat_id for d in store.due(NOON, limit=50)] == [*range(2, 40), 1]

    def test_what_is_put_off_is_not_due_before(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        store.put_off(1, NOON + MINUTE)
        assert store.due(NOON + 59 * SECOND) == []
        assert one_due(store, NOON + MINUTE).id == 1
        store.claim(1, NOON + MINUTE, LEASE)
        store.put_off(1, NOON + HOUR)
        store.mark_sent(1, 10, NOON + MINUTE)
        store.put_off(1, NOON + HOUR)
        assert store.counts()[DeliveryState.SENT] == 1

    def test_equal_impacts_go_in_the_order_of_the_outbox(self, store: Store) -> None:
        subscribe(store, 5, 3, 4)
        commit(store)
        store.fan_out(NOON)
        assert [d.chat_id for d in store.due(NOON)] == [5, 3, 4]

    def test_nothing_overtakes_what_is_owed_to_the_same_chat(self, store: Store) -> None:
        subscribe(store, 1)
        for key in ("RP 1", "RP 2"):
            commit(store, key)
        store.fan_out(NOON)
        first = claimed(store)
        assert store.due(NOON) == []
        store.mark_uncertain(first.id, NOON, NOON + 30 * SECOND)
        assert store.due(NOON + 29 * SECOND) == []
        assert one_due(store, NOON + 30 * SECOND).id == first.id
        store.claim(first.id, NOON + 30 * SECOND, LEASE)
        store.mark_sent(first.id, 10, NOON + 30 * SECOND)
        assert one_due(store, NOON + 30 * SECOND).text == "Alert RP 2"

    def test_topics_of_one_chat_wait_for_each_other(self, store: Store) -> None:
        for thread_id in (None, 7):
            store.subscribe(Subscription(chat_id=-5, thread_id=thread_id))
        commit(store)
        store.fan_out(NOON)
        assert [sent(store, 10).thread_id, sent(store, 11).thread_id] == [None, 7]

    def test_what_expired_is_not_due_even_before_it_is_given_up(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        assert store.due(EXPIRY) == []
        assert one_due(store, EXPIRY - SECOND).id == 1

    def test_an_alert_of_the_same_group_answers_the_last_message_of_the_chat(self, store: Store) -> None:
        subscribe(store, 1, 2)
        commit(store, "RP 1", group="day")
        commit(store, "RP other", group="another day")
        store.fan_out(NOON)
        for delivery_id, message_id in ((1, 10), (2, 20), (3, 11), (4, 21)):
            store.mark_sent(delivery_id, message_id, NOON)
        commit(store, "RP 2", group="day")
        store.fan_out(NOON)
        assert [(d.chat_id, d.replies_to, d.edits) for d in store.due(NOON)] == [(1, 10, None), (2, 20, None)]

    def test_what_never_arrived_is_not_answered(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store, "RP 1", group="day")
        store.fan_out(NOON)
        store.refuse(claimed(store).id, "too long")
        commit(store, "RP 2", group="day")
        store.fan_out(NOON)
        assert one_due(store).replies_to is None

    def test_a_topic_does_not_answer_another_topics_message(self, store: Store) -> None:
        store.subscribe(Subscription(chat_id=-5, thread_id=7))
        commit(store, "RP 1", group="day")
        store.fan_out(NOON)
        sent(store, 10)
        store.unsubscribe(-5, 8)
        store.subscribe(Subscription(chat_id=-5, thread_id=8))
        commit(store, "RP 2", group="day")
        store.fan_out(NOON)
        assert sent(store, 11).replies_to == 10
        assert sent(store, 12).replies_to is None


class TestRevision:
    def revise(self, store: Store, accepted_usd: int = 31, **values: object) -> None:
        commit(store, accepted_usd=accepted_usd, is_revision=True, group="day", **values)
        store.fan_out(NOON)

    @pytest.fixture
    def shown(self, store: Store) -> Store:
        """Chat 1 has the alert on its screen as message 10."""
        subscribe(store, 1)
        commit(store, group="day")
        store.fan_out(NOON)
        sent(store, 10)
        return store

    def test_it_edits_the_message_that_the_chat_has(self, shown: Store) -> None:
        self.revise(shown)
        delivery = one_due(shown)
        assert (delivery.edits, delivery.replies_to, delivery.alert_id) == (10, None, 2)

    def test_a_second_revision_edits_the_same_message(self, shown: Store) -> None:
        self.revise(shown, 31)
        assert sent(shown, 10).edits == 10
        self.revise(shown, 32)
        assert one_due(shown).edits == 10

    def test_it_edits_the_newest_message_when_an_edit_had_to_be_sent_anew(self, shown: Store) -> None:
        self.revise(shown, 31)
        sent(shown, 44)
        self.revise(shown, 32)
        assert one_due(shown).edits == 44

    def test_who_would_not_want_it_now_still_gets_the_correction(self, shown: Store) -> None:
        self.revise(shown, impact=0, direction=0)
        assert one_due(shown).edits == 10

    def test_a_kind_that_was_turned_off_still_corrects_what_it_showed(self, shown: Store) -> None:
        shown.update(Subscription(chat_id=1, modes={"repo_operation": Mode.OFF}))
        self.revise(shown)
        assert one_due(shown).edits == 10

    def test_a_closed_chat_gets_no_correction(self, shown: Store) -> None:
        shown.close_chat(1, "blocked")
        self.revise(shown)
        assert counts(shown) == {"sent": 1}

    def test_who_wants_it_only_now_gets_it_as_new(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store, impact=0, direction=0, group="day")
        self.revise(store)
        delivery = one_due(store)
        assert (delivery.edits, delivery.replies_to) == (None, None)

    def test_who_never_wanted_it_gets_nothing(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store, impact=0, direction=0)
        self.revise(store, impact=0, direction=0)
        assert counts(store) == {}

    def test_it_waits_for_the_message_that_it_corrects(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        self.revise(store, impact=0, direction=0)
        store.expire(NOON)
        first = claimed(store)
        store.expire(NOON)
        assert store.due(NOON) == []
        store.mark_sent(first.id, 10, NOON)
        assert one_due(store).edits == 10

    def test_with_nothing_to_correct_it_is_given_up(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        self.revise(store, impact=0, direction=0)
        store.refuse(claimed(store).id, "too long")
        assert store.due(NOON) == []
        assert store.expire(NOON) == 1
        assert store.expire(NOON) == 0
        assert counts(store) == {"refused": 1, "expired": 1}

    def test_with_nothing_to_correct_it_is_sent_where_it_is_wanted(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        self.revise(store)
        store.refuse(claimed(store).id, "too long")
        assert store.expire(NOON) == 0
        assert one_due(store).edits is None

    def test_it_does_not_touch_another_events_message(self, shown: Store) -> None:
        commit(shown, "RP 2", group="day")
        commit(shown, "RP 2", 5, group="day", is_revision=True, impact=0, direction=0)
        statement_too = statement("RP 1")
        shown.commit(statement_too, assessed(), alert(statement_too, is_revision=True), NOON)
        shown.fan_out(NOON)
        first = claimed(shown)
        assert (first.edits, first.replies_to) == (None, 10)
        shown.refuse(first.id, "too long")
        assert shown.expire(NOON) == 1
        assert one_due(shown).edits is None

    def test_the_repeat_of_an_edit_says_that_it_may_be_one(self, shown: Store) -> None:
        self.revise(shown)
        delivery = claimed(shown)
        shown.mark_uncertain(delivery.id, NOON, NOON + SECOND)
        again = one_due(shown, NOON + SECOND)
        assert (again.edits, again.is_repeat, again.attempts) == (10, True, 1)


class TestClaim:
    @pytest.fixture(autouse=True)
    def one_delivery(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)

    def test_it_is_taken_once(self, store: Store) -> None:
        assert store.claim(1, NOON, LEASE)
        assert not store.claim(1, NOON, LEASE)
        assert counts(store) == {"claimed": 1}
        assert not store.claim(2, NOON, LEASE)

    def test_every_claim_counts_as_an_attempt(self, store: Store) -> None:
        store.claim(1, NOON, LEASE)
        store.defer(1, NOON)
        store.claim(1, NOON, LEASE)
        store.defer(1, NOON)
        assert one_due(store).attempts == 2

    @pytest.mark.parametrize(("now", "taken"), [(EXPIRY - SECOND, True), (EXPIRY, False)])
    def test_it_is_not_taken_after_its_expiry(self, store: Store, now: datetime, taken: bool) -> None:
        assert store.claim(1, now, LEASE) is taken

    def test_it_is_not_taken_before_its_time(self, store: Store) -> None:
        store.claim(1, NOON, LEASE)
        store.defer(1, NOON + MINUTE)
        assert store.due(NOON + 59 * SECOND) == []
        assert not store.claim(1, NOON + 59 * SECOND, LEASE)
        assert one_due(store, NOON + MINUTE).id == 1
        assert store.claim(1, NOON + MINUTE, LEASE)

    @pytest.mark.parametrize("end", ["sent", "refused", "expired", "stopped"])
    def test_it_is_not_taken_when_all_is_done(self, store: Store, end: str) -> None:
        match end:
            case "sent":
                store.mark_sent(1, 10, NOON)
            case "refused":
                store.close_chat(1, "blocked")
            case "expired":
                store.expire(EXPIRY)
            case "stopped":
                store.unsubscribe(1)
        assert not store.claim(1, NOON, LEASE)

    def test_a_hold_stops_all_claims_until_it_ends(self, store: Store, url: str) -> None:
        store.hold_everyone(NOON + MINUTE)
        store.hold_everyone(NOON + SECOND)
        store.close()
        again = open_store(url)
        assert again.due(NOON + 59 * SECOND) == []
        assert not again.claim(1, NOON + 59 * SECOND, LEASE)
        again.hold_everyone(NOON + 2 * MINUTE)
        assert again.due(NOON + MINUTE) == []
        assert one_due(again, NOON + 2 * MINUTE).id == 1
        assert again.claim(1, NOON + 2 * MINUTE, LEASE)
        again.close()


class TestOutcomes:
    @pytest.fixture(autouse=True)
    def one_claimed(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        assert store.claim(1, NOON, LEASE)

    def test_sent_is_a_fact_whatever_was_noted_before(self, store: Store) -> None:
        store.mark_uncertain(1, NOON, NOON + MINUTE)
        store.mark_sent(1, 10, NOON)
        assert counts(store) == {"sent": 1}
        assert store.due(NOON + HOUR) == []
        assert store.expire(EXPIRY) == 0
        assert store.recover(NOON) == 0

    def test_what_is_sent_is_not_undone(self, store: Store) -> None:
        store.mark_sent(1, 10, NOON)
        store.mark_uncertain(1, NOON, NOON)
        store.defer(1, NOON)
        store.refuse(1, "too late")
        assert counts(store) == {"sent": 1}
        assert store.due(NOON) == []

    def test_an_answer_that_never_came_is_repeated_once_and_marked(self, store: Store) -> None:
        store.mark_uncertain(1, NOON, NOON + 30 * SECOND)
        assert counts(store) == {"uncertain": 1}
        again = claimed(store, NOON + 30 * SECOND)
        assert (again.is_repeat, again.attempts) == (True, 1)
        store.mark_uncertain(1, NOON + MINUTE, NOON + 2 * MINUTE)
        assert counts(store) == {"uncertain": 1}
        assert store.due(NOON + HOUR) == []
        assert not store.claim(1, NOON + HOUR, LEASE)
        assert store.expire(EXPIRY) == 0

    def test_a_repeat_that_arrives_is_sent(self, store: Store) -> None:
        store.mark_uncertain(1, NOON, NOON + SECOND)
        sent(store, 11, NOON + SECOND)
        assert counts(store) == {"sent": 1}

    def test_a_repeat_that_is_put_off_stays_a_repeat(self, store: Store) -> None:
        store.mark_uncertain(1, NOON, NOON + SECOND)
        claimed(store, NOON + SECOND)
        store.defer(1, NOON + MINUTE)
        assert counts(store) == {"uncertain": 1}
        again = claimed(store, NOON + MINUTE)
        assert (again.is_repeat, again.attempts) == (True, 2)
        store.mark_uncertain(1, NOON + MINUTE, NOON + 2 * MINUTE)
        assert store.due(NOON + HOUR) == []

    def test_what_is_put_off_without_a_doubt_is_no_repeat(self, store: Store) -> None:
        store.defer(1, NOON + SECOND)
        assert counts(store) == {"queued": 1}
        assert not one_due(store, NOON + SECOND).is_repeat

    @pytest.mark.parametrize(("again_at", "repeats"), [(EXPIRY - SECOND, 1), (EXPIRY, 0)])
    def test_it_is_not_repeated_when_that_would_be_too_late(self, store: Store, again_at: datetime, repeats: int) -> None:
        store.mark_uncertain(1, NOON, again_at)
        assert counts(store) == {"uncertain": 1}
        assert len(store.due(EXPIRY - SECOND)) == repeats
        assert store.expire(EXPIRY) == repeats
        assert counts(store) == {"uncertain": 1}

    def test_what_is_refused_is_done_with(self, store: Store) -> None:
        store.refuse(1, "message is too long")
        assert counts(store) == {"refused": 1}
        assert store.due(NOON) == []
        with store._read() as connection:
            assert connection.exec_driver_sql("SELECT reason FROM deliveries").scalar() == "message is too long"

    def test_only_the_one_that_is_meant_changes(self, store: Store) -> None:
        for chat_id in (2, 3, 4, 5):
            subscribe(store, chat_id)
            commit(store, f"RP {chat_id}")
        store.fan_out(NOON)
        ids = {d.chat_id: d.id for d in store.due(NOON)}
        for delivery_id in ids.values():
            assert store.claim(delivery_id, NOON, LEASE)
        store.mark_sent(ids[2], 10, NOON)
        store.mark_uncertain(ids[3], NOON, NOON + SECOND)
        store.defer(ids[4], NOON + SECOND)
        store.refuse(ids[5], "no")
        with store._read() as connection:
            found = dict(connection.exec_driver_sql("SELECT id, state FROM deliveries WHERE attempts > 0").fetchall())
        assert found == {1: "claimed", ids[2]: "sent", ids[3]: "uncertain", ids[4]: "queued", ids[5]: "refused"}


class TestExpiry:
    def test_what_never_left_expires_with_its_alert(self, store: Store) -> None:
        subscribe(store, 1, 2)
        commit(store, "RP 1")
        commit(store, "RP 2", expires_at=EXPIRY + HOUR)
        store.fan_out(NOON)
        assert store.expire(EXPIRY - SECOND) == 0
        assert store.expire(EXPIRY) == 2
        assert counts(store) == {"expired": 2, "queued": 2}
        assert [d.text for d in store.due(EXPIRY)] == ["Alert RP 2", "Alert RP 2"]

    def test_what_was_put_off_expires_too(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        store.defer(claimed(store).id, EXPIRY + HOUR)
        assert store.expire(EXPIRY) == 1
        assert counts(store) == {"expired": 1}

    def test_a_request_under_way_is_left_to_its_answer(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        assert store.claim(1, EXPIRY - SECOND, LEASE)
        assert store.expire(EXPIRY) == 0
        store.mark_sent(1, 10, EXPIRY + SECOND)
        assert counts(store) == {"sent": 1}

    def test_a_claim_whose_lease_ran_out_is_repeated_once(self, store: Store) -> None:
        subscribe(store, 1)
        commit(store)
        store.fan_out(NOON)
        claimed(store)
        assert store.expire(NOON + LEASE - SECOND) == 0
        assert store.expire(NOON + LEASE) == 1
        assert counts(store) == {"uncertain": 1}
        assert claimed(store, NOON + LEASE).is_repeat
        assert store.expire(NOON + 2 * LEASE) == 1
        assert store.due(NOON + HOUR) == []
        assert counts(store) == {"uncertain": 1}


class TestRecovery:
    def test_what_a_dead_process_had_claimed_is_repeated_at_once_and_once(self, store: Store, url: str) -> None:
        subscribe(store, 1, 2)
        commit(store)
        store.fan_out(NOON)
        store.recover(NOON)
        assert store.claim(1, NOON, LEASE)
        store.close()

        second = open_store(url)
        dead_at = NOON + (LEASE if second.is_shared else SECOND)
        assert second.recover(dead_at) == 1
        assert [(d.chat_id, d.is_repeat) for d in second.due(dead_at)] == [(1, True), (2, False)]
        assert second.claim(1, dead_at, LEASE)
        second.close()

        third = open_store(url)
        assert third.recover(dead_at + (LEASE if third.is_shared else MINUTE)) == 1
        assert [d.chat_id for d in third.due(NOON + HOUR)] == [2]
        assert third.counts()[DeliveryState.UNCERTAIN] == 1
        third.close()
