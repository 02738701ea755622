"""One FOMC day is one alert that grows: from the Board's own pages through store and outbox to a chat of the loopback Bot API."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot import render
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.client import make_client as make_bot
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.send import make_send
from bot.model import Subscription
from bot.polling.fetch import make_client
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.source import Page
from bot.sources.board.press_release import SOURCE
from bot.store import Store
from rules.document import load_rulebook
from rules.ledger import shipped_ledger
from tests.contract import projections_body
from tests.contract.press_body import FEED_URL, HELD, NOTE_URL, PRESS, STATEMENT, STATEMENT_URL, VOTED, feed, item, note_page, page
from tests.contract.projections_body import projections_page
from tests.loopback.publisher import Answer, Publisher
from tests.loopback.telegram import BotApi

ANN, BEN = 1001, 1002
RELEASED = datetime(2031, 5, 7, 18, tzinfo=UTC)
RATES = (
    "The Board voted to maintain the interest rate paid on reserve balances at 2.15 percent, effective May 8, 2031. The Committee directs "
    "the Desk to: Conduct standing overnight reverse repurchase agreement operations at an offering rate of 2 percent."
)
PROJECTIONS = "Federal Reserve Board and Federal Open Market Committee release economic projections from the May 6-7 FOMC meeting"
PROJECTIONS_URL = f"{PRESS}/monetary20310507b.htm"
PRESS_CONFERENCE = "https://www.federalreserve.gov/monetarypolicy/fomcpresconf20310507.htm"


def jumping_limiter() -> Limiter:
    """The real limiter on a clock that jumps to the end of each wait."""
    clock = [0.0]

    async def jump(seconds: float) -> None:
        clock[0] += seconds

    return Limiter(1000, clock=lambda: clock[0], sleep=jump)


@dataclass
class Day:
    """The publisher, the bot and the chats of one FOMC day; time moves when a test says so."""

    publisher: Publisher
    api: BotApi
    store: Store
    client: Any
    send: Any
    limiter: Limiter
    time: datetime = RELEASED + timedelta(seconds=3)
    items: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    woken: threading.Event = field(default_factory=threading.Event)
    health: SourceHealth = field(default_factory=SourceHealth)

    def now(self) -> datetime:
        return self.time

    def publish(self, body: Page) -> None:
        self.publisher.publish(urlsplit(body.url).path, body.body)

    def announce(self, title: str, url: str) -> None:
        """Put an item on top of the feed."""
        self.items.insert(0, item(title, url))
        self.publisher.publish(urlsplit(FEED_URL).path, feed(*self.items).body, content_type="text/xml")

    def announce_at(self, title: str, url: str, published: str) -> None:
        """Put an item of another instant on top of the feed."""
        self.items.insert(0, item(title, url, published))

    async def poll(self, patience: float = 5.0, *, only_missing: bool = False, after: float = 2.0) -> PollResult:
        self.time += timedelta(seconds=after)
        return await poll(
            replace(SOURCE, patience=timedelta(seconds=patience)),
            client=self.client,
            origins={"fed": self.publisher.url},
            store=self.store,
            rulebook=load_rulebook(),
            ledger=shipped_ledger(),
            render=render.alert,
            now=self.now,
            health=self.health,
            notify_operator=self.notices.append,
            only_missing=only_missing,
            wake=self.woken.set,
        )

    async def deliver(self) -> None:
        self.time += timedelta(seconds=2)
        self.store.fan_out(self.time)
        await drain(self.store, self.send, self.limiter, now=self.now)

    def texts(self, chat: int = ANN) -> list[str]:
        """The messages of a chat as they stand now."""
        return [message.text for message in self.api.messages(chat)]

    def edits(self) -> int:
        return len(self.api.calls("editMessageText", ANN))


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
async def day(publisher: Publisher, store: Store) -> AsyncIterator[Day]:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        api.private(ANN)
        api.private(BEN, name="Ben")
        client = await stack.enter_async_context(make_client("fedtide/test"))
        limiter = jumping_limiter()
        bot = await stack.enter_async_context(make_bot(api.token, base_url=api.url, proxy=None, pacing=Pacing(limiter, lambda: RELEASED)))
        running = Day(publisher, api, store, client, make_send(bot, now=lambda: RELEASED), limiter)
        store.subscribe(Subscription(chat_id=ANN))
        running.publish(page(HELD, VOTED, note=NOTE_URL))
        running.publish(note_page(RATES))
        yield running


async def test_statement_and_note_read_together_are_one_message(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    assert (await day.poll()).new == 2
    await day.deliver()
    [text] = day.texts()
    assert text.startswith("Fed holds at 2.00–2.25%")
    assert "IORB 2.15% · ON RRP 2.00%" in text
    assert day.edits() == 0


async def test_the_statement_does_not_wait_for_a_slow_note_and_the_note_edits_it(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    is_committed, commit = threading.Event(), day.store.commit
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(body=note_page(RATES).body, until=is_committed))

    def watched(*args: Any, **kwargs: Any) -> int:
        event_id = commit(*args, **kwargs)
        is_committed.set()
        return event_id

    day.store.commit = watched  # type: ignore[method-assign]
    result = await day.poll(patience=0.05)
    assert (result.outcome, result.new) == ("ok", 2)
    await day.deliver()
    [text] = day.texts()
    assert "IORB" in text
    assert day.edits() == 1


async def test_the_outbox_hears_of_the_statement_while_the_poll_still_waits_for_its_note(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(body=note_page(RATES).body, until=day.woken))
    result = await day.poll(patience=0.05)
    assert (result.outcome, result.new) == ("ok", 2)


async def test_what_makes_no_message_wakes_nobody(day: Day) -> None:
    older = f"{PRESS}/enforcement20310401a.htm"
    day.announce_at("An enforcement action", older, "1 Apr 2031 15:00:00 GMT")
    day.publish(page("A bank was fined.", title="An enforcement action", day="April 1, 2031", url=older, says=older))
    day.publisher.publish(urlsplit(FEED_URL).path, feed(*day.items).body, content_type="text/xml")
    assert (await day.poll()).new == 1
    assert not day.woken.is_set()


async def test_a_note_of_a_later_poll_edits_the_message_without_another_notification(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    result = await day.poll()
    assert (result.outcome, result.error, result.again_at) == ("ok", None, day.time + timedelta(seconds=2))
    await day.deliver()
    [before] = day.texts()
    assert "IORB" not in before
    assert (await day.poll()).new == 1
    await day.deliver()
    [after] = day.texts()
    assert "IORB 2.15%" in after
    assert "Revised" not in after
    assert (len(day.api.calls("sendMessage", ANN)), day.edits()) == (1, 1)


def statuses(day: Day, url: str) -> list[int]:
    """How each request for an address was answered."""
    return [request.status for request in list(day.publisher.requests) if request.path == urlsplit(url).path]


async def test_a_note_that_is_missing_is_asked_for_alone_until_it_is_there(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=3)
    polls = [await day.poll(only_missing=bool(number)) for number in range(4)]
    assert [(result.outcome, result.new, result.again_at is None) for result in polls] == [
        ("ok", 1, False), ("ok", 0, False), ("ok", 0, False), ("ok", 1, True),
    ]  # fmt: skip
    assert statuses(day, NOTE_URL) == [404, 404, 404, 200]
    assert statuses(day, FEED_URL) == [200]
    assert statuses(day, STATEMENT_URL) == [200]
    assert not [notice for notice in day.notices if "404" in notice or NOTE_URL in notice]
    assert (await day.poll()).outcome == "not_modified"


async def test_the_feed_s_own_look_goes_on_every_second_and_asks_for_no_note(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=3)
    await day.poll()
    for _ in range(4):
        await day.poll(after=0.4)
    assert (statuses(day, FEED_URL), statuses(day, NOTE_URL)) == ([200, 304, 304, 304, 304], [404])
    assert statuses(day, STATEMENT_URL) == [200]
    await day.poll(after=0.4)
    assert statuses(day, NOTE_URL) == [404, 404]


async def test_a_note_is_asked_for_while_the_feed_cannot_be_had(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    again_at = (await day.poll()).again_at
    day.publisher.fail(urlsplit(FEED_URL).path, Answer(status=503))
    result = await day.poll(after=1.0)
    assert (result.outcome, result.again_at) == ("error", again_at)
    result = await day.poll(only_missing=True)
    assert (result.outcome, result.new) == ("ok", 1)


async def test_a_note_that_is_long_in_coming_is_asked_for_ever_less_often(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=1000)
    result = await day.poll()
    while result.again_at is not None:
        day.time = result.again_at - timedelta(seconds=2)
        result = await day.poll(only_missing=True)
    assert (result.outcome, day.time >= RELEASED + timedelta(hours=1)) == ("error", True)
    assert 120 < len(statuses(day, NOTE_URL)) < 160
    assert statuses(day, FEED_URL) == [200]


async def test_a_missing_note_is_found_after_a_restart_too(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=2)
    await day.poll()
    await day.poll()
    day.health = SourceHealth()
    result = await day.poll()
    assert (result.outcome, result.new, result.again_at) == ("ok", 1, None)
    await day.deliver()
    [text] = day.texts()
    assert "IORB 2.15%" in text


async def test_a_statement_that_is_corrected_while_its_note_is_missing_is_read_again(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=2)
    await day.poll()
    day.publish(page(HELD.replace("2 to 2-1/4", "2-1/4 to 2-1/2"), VOTED, note=NOTE_URL))
    day.announce("An enforcement action", f"{PRESS}/enforcement20310507a.htm")
    await day.poll()
    [told] = day.store.latest_assessed(["fomc_statement"])
    assert told.event.target_lower_pct == 2.25
    assert statuses(day, STATEMENT_URL) == [200, 200]


async def test_a_note_that_is_missing_for_an_hour_is_an_error_that_names_it(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404), times=3)
    await day.poll()
    day.time = RELEASED + timedelta(minutes=59)
    assert (await day.poll()).outcome == "ok"
    day.time = RELEASED + timedelta(hours=1)
    result = await day.poll()
    assert (result.outcome, result.partial, result.again_at) == ("error", True, None)
    assert result.error == f"HTTP 404 Not Found ({day.publisher.url}{urlsplit(NOTE_URL).path})"
    assert (await day.poll()).new == 1


async def test_a_start_right_after_a_release_takes_it_in_before_it_asks_for_older_ones(day: Day) -> None:
    older = [f"{PRESS}/enforcement203104{number:02d}a.htm" for number in range(1, 21)]
    for number, url in enumerate(older, 1):
        day.announce_at("An enforcement action", url, f"{number} Apr 2031 15:00:00 GMT")
        day.publish(page("A bank was fined.", title="An enforcement action", day=f"April {number}, 2031", url=url, says=url))
    day.announce(STATEMENT, STATEMENT_URL)
    asked, commit = list[tuple[str, int]](), day.store.commit

    def watched(event: Any, *args: Any, **kwargs: Any) -> int:
        asked.append((event.KIND, sum(day.publisher.asked(urlsplit(url).path) for url in older)))
        return commit(event, *args, **kwargs)

    day.store.commit = watched  # type: ignore[method-assign]
    day.time = RELEASED + timedelta(seconds=30)
    assert (await day.poll()).new == 22
    assert asked == [("fomc_statement", 0), ("implementation_note", 0), *[("press_release", 20)] * 20]
    await day.deliver()
    [text] = day.texts()
    assert "IORB 2.15%" in text


async def test_a_start_right_after_a_release_takes_it_in_before_it_reads_what_a_long_outage_left(day: Day) -> None:
    older, missed = f"{PRESS}/enforcement20261020a.htm", "/newsevents/pressreleases/monetary20261028a.htm"
    day.time = datetime(2026, 10, 20, 15, tzinfo=UTC)
    day.publish(page("A bank was fined.", title="An enforcement action", day="October 20, 2026", url=older, says=older))
    day.announce_at("An enforcement action", older, "20 Oct 2026 15:00:00 GMT")
    day.publisher.publish(urlsplit(FEED_URL).path, feed(*day.items).body, content_type="text/xml")
    assert (await day.poll()).new == 1
    day.announce(STATEMENT, STATEMENT_URL)
    asked, commit = list[tuple[str, int]](), day.store.commit

    def watched(event: Any, *args: Any, **kwargs: Any) -> int:
        asked.append((event.KIND, day.publisher.asked(missed)))
        return commit(event, *args, **kwargs)

    day.store.commit = watched  # type: ignore[method-assign]
    day.time = RELEASED + timedelta(seconds=30)
    await day.poll()
    assert asked[:2] == [("fomc_statement", 0), ("implementation_note", 0)]
    assert day.publisher.asked(missed) == 1


async def test_who_came_after_the_statement_gets_the_whole_of_it_once(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    await day.poll()
    await day.deliver()
    day.store.subscribe(Subscription(chat_id=BEN))
    await day.poll()
    await day.deliver()
    assert day.texts(BEN) == day.texts(ANN)


async def test_a_note_that_comes_before_the_statement_was_sent_makes_one_send_and_one_edit(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    await day.poll()
    await day.poll()
    await day.deliver()
    [text] = day.texts()
    assert "IORB" in text
    assert (len(day.api.calls("sendMessage", ANN)), day.edits()) == (1, 1)


async def test_projections_and_press_conference_are_linked_in_the_same_message(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    day.publish(page("The Committee released projections.", title=PROJECTIONS, url=PROJECTIONS_URL, says=PROJECTIONS_URL))
    day.announce(PROJECTIONS, PROJECTIONS_URL)
    await day.poll()
    await day.deliver()
    [message] = day.api.messages(ANN)
    assert f'<a href="{PROJECTIONS_URL}">projections</a>' in message.html
    day.publish(page(HELD, VOTED, f'<a href="{PRESS_CONFERENCE}">Press conference</a>', note=NOTE_URL))
    day.announce("An enforcement action", f"{PRESS}/enforcement20310507a.htm")
    await day.poll()
    await day.deliver()
    [message] = day.api.messages(ANN)
    assert f'<a href="{PRESS_CONFERENCE}">press conference</a>' in message.html
    assert "projections" in message.text
    assert "Revised" not in message.text
    assert len(day.api.calls("sendMessage", ANN)) == 1


async def test_projections_read_with_the_statement_make_no_message_of_their_own(day: Day) -> None:
    day.publish(page("The Committee released projections.", title=PROJECTIONS, url=PROJECTIONS_URL, says=PROJECTIONS_URL))
    day.announce(PROJECTIONS, PROJECTIONS_URL)
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    [message] = day.api.messages(ANN)
    assert PROJECTIONS_URL in message.html
    assert day.edits() == 0


def with_dots_linked() -> Page:
    return page(HELD, VOTED, f'<a href="{projections_body.URL}">Projection materials</a>', note=NOTE_URL)


async def test_the_dots_come_with_the_statement(day: Day) -> None:
    day.publish(with_dots_linked())
    day.publish(projections_page())
    day.announce(STATEMENT, STATEMENT_URL)
    assert (await day.poll()).new == 3
    await day.deliver()
    assert (len(day.texts()), day.edits()) == (1, 0)
    [told] = day.store.latest_assessed(["fomc_statement"])
    assert (told.event.dots_change_bp, told.event.projections_url) == (-30.0, projections_body.URL)


async def test_dots_that_come_later_are_the_statements_too(day: Day) -> None:
    day.publish(with_dots_linked())
    day.publish(projections_page())
    day.publisher.fail(urlsplit(projections_body.URL).path, Answer(status=404))
    day.announce(STATEMENT, STATEMENT_URL)
    result = await day.poll()
    assert (result.outcome, result.error, result.again_at) == ("ok", None, day.time + timedelta(seconds=2))
    await day.deliver()
    [told] = day.store.latest_assessed(["fomc_statement"])
    assert told.event.dots_change_bp is None
    assert (await day.poll()).new == 1
    await day.deliver()
    [told] = day.store.latest_assessed(["fomc_statement"])
    assert told.event.dots_change_bp == -30.0
    assert len(day.store.versions(told.event.source, told.event.key)) == 1
    assert len(day.api.calls("sendMessage", ANN)) == 1
    assert not any("Revised" in text for text in day.texts())
    assert (await day.poll()).outcome == "not_modified"


async def test_projections_in_another_form_cost_the_statement_nothing(day: Day) -> None:
    day.publish(with_dots_linked())
    day.publish(projections_page("<p>See the PDF.</p>"))
    day.announce(STATEMENT, STATEMENT_URL)
    result = await day.poll()
    assert (result.partial, result.new) == (True, 2)
    assert "this is no page of projections" in (result.error or "")
    await day.deliver()
    [text] = day.texts()
    assert "IORB 2.15%" in text
    day.time += timedelta(hours=1)
    assert (await day.poll()).outcome == "ok"  # nobody asks for them any more
    assert day.publisher.asked(urlsplit(projections_body.URL).path) == 1


async def test_a_statement_that_is_corrected_later_keeps_its_dots(day: Day) -> None:
    day.publish(with_dots_linked())
    day.publish(projections_page())
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    day.time += timedelta(hours=2)
    corrected = with_dots_linked()
    day.publish(Page(corrected.url, corrected.body.replace(b"2 to 2-1/4", b"2-1/4 to 2-1/2")))
    day.announce("An enforcement action", f"{PRESS}/enforcement20310507a.htm")
    await day.poll()
    [told] = day.store.latest_assessed(["fomc_statement"])
    assert (told.event.target_lower_pct, told.event.dots_change_bp) == (2.25, -30.0)


async def test_a_corrected_statement_edits_its_alert_and_says_so(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    day.publish(page(HELD.replace("2 to 2-1/4", "2-1/4 to 2-1/2"), VOTED, note=NOTE_URL))
    day.announce("An enforcement action", f"{PRESS}/enforcement20310507a.htm")
    await day.poll()
    await day.deliver()
    [text] = day.texts()
    assert text.startswith("Revised: Fed holds at 2.25–2.50%")
    assert "target range, lower end 2.00% → 2.25%" in text
    assert "IORB" in text
    assert (len(day.api.calls("sendMessage", ANN)), day.edits()) == (1, 1)


async def test_a_corrected_note_edits_the_alert_too(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    day.publish(page(HELD, VOTED, f'<a href="{PRESS_CONFERENCE}">Press conference</a>', note=NOTE_URL))
    day.publish(note_page(RATES.replace("2.15", "2.20")))
    day.announce("An enforcement action", f"{PRESS}/enforcement20310507a.htm")
    await day.poll()
    await day.deliver()
    [text] = day.texts()
    assert "IORB 2.20%" in text
    assert "Revised" not in text


async def test_looking_back_shows_the_message_as_it_has_grown(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    await day.poll()
    await day.poll()
    [row] = day.store.latest_assessed(["fomc_statement"])
    assert "IORB" in row.texts["en"]
    assert "IORB" in row.texts["zh-Hans"]


async def test_what_joined_later_does_not_count_as_the_statements_delay(day: Day) -> None:
    day.announce(STATEMENT, STATEMENT_URL)
    day.publisher.fail(urlsplit(NOTE_URL).path, Answer(status=404))
    await day.poll()
    day.time += timedelta(hours=1)
    await day.poll()
    await day.deliver()
    [latency] = day.store.latencies()
    assert latency.queued_at - latency.published_at < timedelta(minutes=1)


async def test_a_statement_whose_decision_cannot_be_read_is_told_at_once_and_the_operator_hears_of_it(day: Day) -> None:
    day.publish(
        page("The Committee weighed many things about the target range for the federal funds rate and set its words down elsewhere.")
    )
    day.announce(STATEMENT, STATEMENT_URL)
    assert (await day.poll()).new == 1
    await day.deliver()
    [text] = day.texts()
    assert "Fed holds" not in text and "Fed cuts" not in text and "Fed raises" not in text
    assert day.notices == [f"fed.press_release: no decision on the rate could be read in the statement: {STATEMENT_URL}"]


async def test_a_range_alone_is_no_move_whatever_was_known_before(day: Day) -> None:
    day.publish(page("The target range for the federal funds rate remains 1 to 1-1/4 percent, after much talk of lowering it elsewhere."))
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    [text] = day.texts()
    assert "cuts" not in text.splitlines()[0]


async def test_what_cannot_be_is_left_out_of_the_message_and_told_to_the_operator(day: Day) -> None:
    day.publish(
        page("The Committee decided to lower the target range for the federal funds rate by 0 percentage point to 2 to 2-1/4 percent.")
    )
    day.announce(STATEMENT, STATEMENT_URL)
    await day.poll()
    await day.deliver()
    [text] = day.texts()
    assert "cuts" not in text.splitlines()[0]
    assert any("could be read in the statement" in notice for notice in day.notices)
