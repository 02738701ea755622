"""From a loopback publisher's page to the outbox of a real store, with the faults in between.

Two small sources stand for all: a table of operations with a past, and a feed whose items have a page each. Their wire format is
this file's own, so that what is tested is the pipeline and not a parser.
"""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.assessing import known as assessing
from bot.assessing.known import Known, StoredHistory, assessed, known_before
from bot.codec import facts_json
from bot.errors import ContractError, FetchError, ParseError
from bot.model import Mode, Silence, Subject, Subscription
from bot.polling import intake, reading
from bot.polling import poll as pipeline
from bot.polling.fetch import make_client
from bot.polling.operator_notices import SourceHealth, notices
from bot.polling.poll import poll
from bot.polling.tally import PollResult
from bot.source import Page, PastPage, PollPlan, Source
from bot.store import SourceState, Store, open_store
from rules.event import Event, FomcStatement, ImplementationNote, RepoOperation
from rules.ledger import PolicyLedger
from rules.model import Condition, Effect, EvidenceNote, Mechanism, Rule, Rulebook, Test
from tests.loopback.publisher import MAINTENANCE, Answer, Publisher

TABLE, PAST, FEED = "/results", "/past?days=400", "/feed"
BILLION = 1_000_000_000

INJECTION = Rule(
    id="any-injection",
    version=1,
    status="experimental",
    title="The Desk lends",
    kind="repo_operation",
    mechanism="repo-injection",
    rationale="",
    references=(),
    false_positives=(),
    condition=Condition(all=(Test("accepted_usd", "at_least", 20 * BILLION),)),
    effect=Effect(direction="up", strength=0.5),
    evidence=EvidenceNote("judgement", "", ""),
    examples=(),
    sha256="",
    path="",
)
RULEBOOK = Rulebook("test", "0" * 64, {"repo-injection": Mechanism("repo-injection", "Repo injection", "")}, (INJECTION,))


class Clock:
    """Simulated time that only a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2025, 10, 31, 17, 46, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **span: float) -> None:
        self.time += timedelta(**span)


# the table: one operation a line, `key day billions`; each closes at 13:45 New York time, which is 17:45 UTC here


def operation(line: str) -> RepoOperation:
    key, day, amount = line.split()
    on = date.fromisoformat(day)
    accepted = int(amount) * BILLION
    return RepoOperation(
        source="nyfed.repo_operation",
        key=key,
        title=f"Operation {key}",
        url="https://www.newyorkfed.org/repo",
        published_at=datetime(on.year, on.month, on.day, 17, 45, tzinfo=UTC),
        operation_on=on,
        facility="standing",
        accepted_usd=accepted,
        is_small_value=accepted < BILLION,
        calendar="ordinary",
    )


def operations(pages: Sequence[Page]) -> list[Event]:
    lines = [line for page in pages for line in page.body.decode().splitlines()]
    for line in lines:
        if line.startswith("<"):
            raise ParseError("HTML in place of a table", source_id="nyfed.repo_operation", url=pages[0].url)
        if len(line.split()) != 3:
            raise ContractError(f"a line of {len(line.split())} words", source_id="nyfed.repo_operation", url=pages[0].url)
    return [operation(line) for line in lines]


def measure_operation(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The operation before it, and how many there were: enough to see what the pipeline hands in."""
    assert isinstance(event, RepoOperation)
    earlier = [e.accepted_usd for e in history if isinstance(e, RepoOperation)]
    return dataclasses.replace(event, previous_day_accepted_usd=earlier[-1] if earlier else None, day_operations=len(earlier))


TABLE_SOURCE = Source(
    id="nyfed.repo_operation",
    publisher="nyfed",
    hosts=frozenset({"markets.newyorkfed.org"}),
    paths=(TABLE,),
    plan=PollPlan(timedelta(minutes=15)),
    overdue_after=timedelta(days=5),
    parse=operations,
    measure=measure_operation,
    past=lambda today: [PastPage("nyfed", f"/past?days=400&until={today}")],
    parse_past=operations,
)


# the feed: one item a line, `path instant`; a page is one word, and may lead on to `note path`


def feed_items(page: Page) -> list[tuple[str, datetime]]:
    lines = [line.split() for line in page.body.decode().splitlines()]
    return [(path, datetime.fromisoformat(instant).replace(tzinfo=UTC)) for path, instant in lines]


def follow_items(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    links = [path for path, at in feed_items(pages[0]) if wanted(path, at)]
    return links + [page.body.decode().split()[2] for page in pages[1:] if b" note " in page.body]


def statements(pages: Sequence[Page]) -> list[Event]:
    bodies = {httpx.URL(page.url).path: page for page in pages[1:]}
    for page in bodies.values():
        if page.body.startswith(b"<"):
            raise ParseError("HTML in place of an item", source_id="fed.press_release", url=page.url)
    found: list[Event] = []
    for path, at in feed_items(pages[0]):
        words = bodies[path].body.decode().split() if path in bodies else [None]
        common: dict[str, Any] = {"source": "fed.press_release", "published_at": at}
        url = f"https://www.federalreserve.gov{path}"
        found.append(FomcStatement(**common, key=path, title="A statement", url=url, text=words[0]))
        if "note" in words and words[2] in bodies:
            note = words[2]
            found.append(ImplementationNote(**common, key=note, title="A note", url=f"https://www.federalreserve.gov{note}", iorb_pct=3.9))
    return found


FEED_SOURCE = Source(
    id="fed.press_release",
    publisher="fed",
    hosts=frozenset({"www.federalreserve.gov"}),
    paths=(FEED,),
    plan=PollPlan(timedelta(minutes=2)),
    overdue_after=timedelta(days=21),
    parse=statements,
    measure=lambda event, history, ledger: event,
    follow=follow_items,
    item_pages=True,
)


@dataclasses.dataclass
class House:
    """Everything a poll needs, and a subscriber who wants every publication."""

    publisher: Publisher
    client: httpx.AsyncClient
    store: Store
    clock: Clock
    health: SourceHealth = dataclasses.field(default_factory=SourceHealth)
    notices: list[str] = dataclasses.field(default_factory=list)
    told: list[tuple[Subject, str]] = dataclasses.field(default_factory=list)
    broken: set[str] = dataclasses.field(default_factory=set)
    silences: Counter[Silence] = dataclasses.field(default_factory=Counter)

    def render(self, subject: Subject, rulebook: Rulebook, lang: str) -> str:
        event = subject.event
        if event.key in self.broken:
            raise KeyError("broken on purpose")
        self.told.append((subject, lang))
        return f"{event.key} {subject.assessment.impact} {lang}{' revised' if subject.is_correction else ''}"

    async def poll(self, source: Source = TABLE_SOURCE) -> PollResult:
        return await poll(
            source,
            client=self.client,
            origins={"nyfed": self.publisher.url, "fed": self.publisher.url},
            store=self.store,
            rulebook=RULEBOOK,
            ledger=PolicyLedger(),
            render=self.render,
            now=self.clock,
            health=self.health,
            notify_operator=self.notices.append,
            silences=self.silences,
        )

    def messages(self) -> list[str]:
        """What the subscriber gets now, in order; each message counts as sent."""
        self.store.fan_out(self.clock())
        texts = []
        while due := self.store.due(self.clock()):
            for delivery in due:
                assert self.store.claim(delivery.id, self.clock(), timedelta(minutes=1))
                self.store.mark_sent(delivery.id, len(texts) + 100, self.clock())
                texts.append(delivery.text)
        return texts

    def facts(self) -> dict[str, dict[str, Any]]:
        """The facts of every stored event, by key."""
        return {one.event.key: facts_json(one.event) for one in self.store.latest_assessed(limit=100)}


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
async def house(publisher: Publisher, store: Store) -> AsyncIterator[House]:
    modes = {"repo_operation": Mode.ALL, "fomc_statement": Mode.ALL}
    store.subscribe(Subscription(chat_id=1, modes=modes))
    publisher.publish("/past", b"")
    async with make_client("fedtide/test") as client:
        yield House(publisher, client, store, Clock())


async def test_a_new_operation_becomes_one_message(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    result = await house.poll()
    assert (result.source, result.outcome, result.events, result.new, result.error) == ("nyfed.repo_operation", "ok", 1, 1, None)
    assert result.newest == datetime(2025, 10, 31, 17, 45, tzinfo=UTC)
    assert house.messages() == ["A 33 en"]
    again = await house.poll()
    assert (again.outcome, again.events, again.new) == ("not_modified", 0, 0)
    assert house.messages() == []
    assert [lang for _, lang in house.told] == ["en", "zh-Hans", "zh-Hant"]
    assert [request.status for request in house.publisher.requests if request.path == TABLE] == [200, 304]


async def test_a_poll_that_finds_nothing_new_asks_the_store_for_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    asked = list[str]()
    for name in ("validators", "unseen", "is_backfilled", "remember"):
        there = getattr(house.store, name)
        monkeypatch.setattr(house.store, name, lambda *args, name=name, there=there: asked.append(name) or there(*args))
    await house.poll()
    assert (await house.poll()).outcome == "not_modified"
    asked.clear()
    assert (await house.poll()).outcome == "not_modified"
    assert asked == []
    house.publisher.publish(TABLE, b"A 2025-10-31 50\nB 2025-10-31 40")
    assert (await house.poll()).new == 1
    assert (await house.poll()).outcome == "not_modified"
    assert [request.status for request in house.publisher.requests if request.path == TABLE] == [200, 304, 304, 200, 304]
    assert house.publisher.accepted == 1


async def test_the_first_run_loads_the_past_and_says_nothing_of_what_is_old(house: House) -> None:
    house.publisher.publish("/past", b"X 2025-10-28 1\nY 2025-10-29 2\nA 2025-10-30 3")
    house.publisher.publish(TABLE, b"A 2025-10-30 3\nB 2025-10-31 40")
    result = await house.poll()
    assert (result.events, result.new) == (2, 2)
    assert house.messages() == ["B 33 en"]
    facts = house.facts()
    assert facts["A"]["previous_day_accepted_usd"] == 2 * BILLION
    assert facts["B"]["previous_day_accepted_usd"] == 3 * BILLION
    assert [request.target for request in house.publisher.requests] == ["/past?days=400&until=2025-10-31", TABLE]
    await house.poll()
    assert house.publisher.asked("/past") == 1


async def test_without_its_past_an_event_has_no_measures_and_the_past_is_tried_again_later(house: House) -> None:
    house.publisher.fail("/past", Answer(status=500), times=2)
    house.publisher.publish("/past", b"X 2025-10-29 1\nY 2025-10-30 2")
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    result = await house.poll()
    assert (result.outcome, result.new) == ("ok", 1)
    assert "previous_day_accepted_usd" not in house.facts()["A"]
    await house.poll()  # at once: too early to ask for the past again
    assert house.publisher.asked("/past") == 1
    house.clock.pass_(minutes=1)
    await house.poll()
    house.clock.pass_(minutes=1, seconds=59)
    await house.poll()
    assert house.publisher.asked("/past") == 2
    assert not house.store.is_backfilled("nyfed.repo_operation")
    house.clock.pass_(seconds=1)
    await house.poll()
    assert house.publisher.asked("/past") == 3
    assert house.store.is_backfilled("nyfed.repo_operation")


async def test_a_past_that_breaks_our_parser_does_not_keep_the_present_back(house: House) -> None:
    house.publisher.publish("/past", b"X not-a-date 1")
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    assert (await house.poll()).outcome == "ok"
    assert house.messages() == ["A 33 en"]


async def test_a_changed_value_is_a_revision_and_a_touched_page_is_nothing(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    await house.poll()
    house.messages()
    house.clock.pass_(minutes=10)
    house.publisher.publish(TABLE, b"A 2025-10-31 50\n")
    result = await house.poll()
    assert (result.outcome, result.events, result.new) == ("ok", 1, 0)
    house.publisher.publish(TABLE, b"A 2025-10-31 10")
    assert (await house.poll()).new == 1
    last, _ = house.told[-1]
    assert isinstance(last.earlier_version, RepoOperation)
    assert (last.is_correction, last.earlier_version.accepted_usd) == (True, 50 * BILLION)
    assert house.messages() == ["A 0 en revised"]
    assert house.facts()["A"]["accepted_usd"] == 10 * BILLION


async def test_each_event_without_a_message_says_why_in_one_line(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="bot.polling.intake")
    house.publisher.publish(TABLE, b"A 2025-10-29 1\nB 2025-10-31 1")
    await house.poll()
    assert house.messages() == ["B 0 en"]
    house.store.update(Subscription(chat_id=1, modes={"repo_operation": Mode.SCORED}))
    house.publisher.publish(TABLE, b"A 2025-10-29 1\nB 2025-10-31 1\nC 2025-10-31 2")
    await house.poll()
    assert house.messages() == []
    assert [record.getMessage() for record in caplog.records if "no message" in record.getMessage()] == [
        "no message: repo_operation A (impact 0, direction +0): too old",
        "no message: repo_operation C (impact 0, direction +0): below the impact that chats ask for (chats: 1 impact)",
    ]
    assert house.silences == {Silence.TOO_OLD: 1, Silence.IMPACT: 1}


async def test_an_event_sees_only_what_was_published_before_it(house: House) -> None:
    house.publisher.publish(TABLE, b"C 2025-10-31 50\nA 2025-10-29 1\nB 2025-10-30 2")
    await house.poll()
    facts = house.facts()
    assert [facts[key]["day_operations"] for key in "ABC"] == [0, 1, 2]
    assert facts["C"]["previous_day_accepted_usd"] == 2 * BILLION
    assert "previous_day_accepted_usd" not in facts["A"]


async def test_an_event_is_seen_when_its_page_came(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    await house.poll()
    [event] = house.store.history("nyfed.repo_operation", before=house.clock.time, since=house.clock.time - timedelta(days=1))
    assert event.seen_at == datetime(2025, 10, 31, 17, 46, tzinfo=UTC)


def known(house: House, line: str) -> Known:
    return known_before(operation(line), TABLE_SOURCE, StoredHistory(house.store, PolicyLedger()))


def is_reinforced(house: House, line: str) -> bool | None:
    """What the score of an operation says of repo injections in the ten days before it."""
    _, assessment = assessed(operation(line), TABLE_SOURCE, known(house, line), RULEBOOK)
    found = assessment.context.get("repo_injection_within_10d")
    assert found is None or isinstance(found, bool)
    return found


async def test_signals_of_the_days_before_are_in_the_context(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-20 50\nB 2025-10-31 1")
    await house.poll()
    assert is_reinforced(house, "B 2025-10-29 1") is True
    assert is_reinforced(house, "D 2025-10-20 1") is None  # nobody watched in the days before
    assert is_reinforced(house, "C 2025-11-03 1") is None
    assert is_reinforced(house, "E 2025-11-11 1") is False


async def test_what_stored_statements_announced_is_known_to_later_events(house: House) -> None:
    house.clock.time = datetime(2025, 10, 29, 18, 1, tzinfo=UTC)
    house.publisher.publish(FEED, b"/one 2025-10-29T18:00:00")
    house.publisher.publish("/one", b"lower note /one-note")
    house.publisher.publish("/one-note", b"")
    await house.poll(FEED_SOURCE)
    ledger = known(house, "A 2025-10-31 1").ledger
    assert [(fact.subject, dict(fact.values)) for fact in ledger.facts] == [("iorb", {"rate_pct": 3.9})]
    assert known(house, "A 2025-10-29 1").ledger.facts == ()


# faults of the publisher


async def test_a_page_that_cannot_be_read_is_not_remembered_and_the_operator_hears_of_the_third(house: House) -> None:
    house.publisher.publish(TABLE, MAINTENANCE)
    results = [await house.poll() for _ in range(4)]
    assert [result.outcome for result in results] == ["error"] * 4
    assert results[0].error == f"HTML in place of a table ({house.publisher.url}{TABLE})"
    assert not results[0].partial
    assert house.notices == [f"nyfed.repo_operation: not readable 3 times in a row: {results[0].error}"]
    assert [request.status for request in house.publisher.requests if request.path == TABLE] == [200] * 4
    state = house.store.source_state("nyfed.repo_operation")
    assert (state.failures_in_a_row, state.last_error) == (4, results[0].error)
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    assert (await house.poll()).outcome == "ok"
    assert house.notices[1:] == ["nyfed.repo_operation: reads well again"]
    assert house.store.source_state("nyfed.repo_operation").failures_in_a_row == 0
    assert house.messages() == ["A 33 en"]


async def test_a_broken_promise_is_told_at_once_and_once(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50 millions")
    await house.poll()
    await house.poll()
    assert house.notices == [f"nyfed.repo_operation: the publisher changed something: a line of 4 words ({house.publisher.url}{TABLE})"]
    assert house.facts() == {}


async def test_the_pause_that_a_publisher_asks_for_is_recorded(house: House) -> None:
    house.publisher.answer(TABLE, Answer(status=429, retry_after="120"))
    result = await house.poll()
    assert result.error == f"HTTP 429 Too Many Requests ({house.publisher.url}{TABLE})"
    assert result.retry_at == datetime(2025, 10, 31, 17, 48, tzinfo=UTC)
    assert house.store.source_state("nyfed.repo_operation").retry_at == result.retry_at
    assert house.notices == []


async def test_a_source_that_cannot_be_read_for_an_hour_is_told(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    await house.poll()
    house.publisher.answer(TABLE, Answer(status=503))
    heard = []
    for minutes in (30, 30, 1, 30):
        house.clock.pass_(minutes=minutes)
        await house.poll()
        heard.append(len(house.notices))
    assert heard == [0, 0, 1, 1]
    error = f"HTTP 503 Service Unavailable ({house.publisher.url}{TABLE})"
    assert house.notices == [f"nyfed.repo_operation: not read whole since 2025-10-31 17:46 UTC: {error}"]


async def test_a_source_that_is_silent_for_too_long_is_told(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    await house.poll()
    for days in (4, 1.01, 1):
        house.clock.pass_(days=days)
        assert (await house.poll()).outcome == "not_modified"
    assert house.notices == ["nyfed.repo_operation: nothing new since 2025-10-31 17:46 UTC, which is too long for it"]
    house.publisher.publish(TABLE, b"A 2025-10-31 50\nB 2025-11-06 1")
    await house.poll()
    assert len(house.notices) == 1
    house.clock.pass_(days=6)
    await house.poll()
    assert len(house.notices) == 2


# faults of ours


async def test_a_fault_in_one_event_does_not_keep_the_others_back(house: House) -> None:
    house.broken.add("A")
    house.publisher.publish(TABLE, b"A 2025-10-31 50\nB 2025-10-31 50")
    result = await house.poll()
    assert (result.outcome, result.new, result.partial) == ("error", 1, True)
    assert result.error == "internal error, KeyError: 'broken on purpose'"
    assert house.notices == ["nyfed.repo_operation: internal error, KeyError: 'broken on purpose'"]
    assert house.messages() == ["B 33 en"]
    house.broken.clear()
    result = await house.poll()
    assert (result.outcome, result.new) == ("ok", 1)
    assert house.messages() == ["A 33 en"]


async def test_a_fault_in_a_parser_is_an_error_and_not_the_end(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-13-45 50")
    result = await house.poll()
    assert result.outcome == "error"
    assert result.error is not None
    assert result.error.startswith("internal error, ValueError")


class Killed(BaseException):
    """The end of the process, as far as the pipeline can tell."""


@pytest.mark.parametrize("step", ["fetch_all", "parse", "unseen", "measure", "known_before", "assess", "compose", "commit", "remember"])
async def test_killed_after_any_step_and_started_again_the_message_comes_exactly_once(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str
) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    reached: list[str] = []

    def end(*_: object) -> None:
        reached.append(step)
        raise Killed

    def killing(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            end(function(*args, **kwargs))

        async def run_async(*args: Any, **kwargs: Any) -> Any:
            end(await function(*args, **kwargs))

        return run_async if step == "fetch_all" else run

    source = TABLE_SOURCE
    with monkeypatch.context() as patch:
        if step == "measure":
            source = dataclasses.replace(source, measure=killing(source.measure))
        elif hasattr(house.store, step):
            patch.setattr(house.store, step, killing(getattr(house.store, step)))
        else:
            place = next(module for module in (pipeline, intake, assessing) if hasattr(module, step))
            patch.setattr(place, step, killing(getattr(place, step)))
        with pytest.raises(Killed):
            await house.poll(source)
    assert reached == [step]
    house.store.close()
    house.store = open_store(f"sqlite:///{tmp_path}/fedtide.db")
    await house.poll()
    assert house.messages() == ["A 33 en"]
    await house.poll()
    assert house.messages() == []


# items with a page each


def statement(house: House, path: str, at: str = "2025-10-31T17:45:00", body: bytes = b"lower") -> None:
    """Put an item on top of the feed, and its page."""
    feed = house.publisher.body(FEED)
    house.publisher.publish(FEED, f"{path} {at}\n".encode() + feed)
    house.publisher.publish(path, body)


async def test_an_item_is_read_from_its_page_and_comes_with_its_note(house: House) -> None:
    statement(house, "/old", "2025-09-17T18:00:00", b"hold")
    await house.poll(FEED_SOURCE)
    statement(house, "/new", body=b"lower note /note")
    house.publisher.publish("/note", b"")
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.events, result.new) == ("ok", 2, 2)
    assert house.messages() == ["/new 0 en"]
    told, again = [subject for subject, lang in house.told if subject.event.key == "/new" and lang == "en"]
    assert again == told  # the note found its statement told with it already
    assert isinstance(told.statement_before, FomcStatement)
    [note] = told.joined
    assert isinstance(note, ImplementationNote)
    assert (told.statement_before.text, note.iorb_pct) == ("hold", 3.9)
    assert not [subject for subject, _ in house.told if subject.event.key == note.key]  # its words are the statement's
    assert (await house.poll(FEED_SOURCE)).outcome == "not_modified"


@pytest.mark.parametrize("fault", [Answer(status=404), Answer(body=MAINTENANCE), Answer(body=b"lower", cut=2)], ids=["404", "HTML", "cut"])
async def test_an_item_whose_page_cannot_be_read_is_left_for_the_next_poll(house: House, fault: Answer) -> None:
    statement(house, "/good")
    statement(house, "/bad")
    house.publisher.fail("/bad", fault)
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.events, result.new, result.partial) == ("error", 1, 1, True)
    assert house.messages() == ["/good 0 en"]
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.new) == ("ok", 1)
    assert house.messages() == ["/bad 0 en"]
    assert house.facts()["/bad"] == {"text": "lower", "dissents": [], "expectation_gap": "none"}
    assert (await house.poll(FEED_SOURCE)).outcome == "not_modified"


async def test_items_that_were_not_asked_for_are_left_for_the_next_poll(house: House) -> None:
    for name in ("/d", "/c", "/b", "/a"):
        statement(house, name)
    house.publisher.fail("/a", Answer(status=503, retry_after="60"))
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.new, result.partial) == ("error", 0, True)
    url = house.publisher.url
    assert result.error == f"HTTP 503 Service Unavailable ({url}/a); left for the next poll (/b); and 2 more"
    assert result.retry_at == house.clock.time + timedelta(minutes=1)
    house.clock.pass_(minutes=1)
    assert (await house.poll(FEED_SOURCE)).new == 4


async def test_a_note_that_cannot_be_read_does_not_keep_its_statement_back(house: House) -> None:
    statement(house, "/new", body=b"lower note /note")
    house.publisher.publish("/note", b"")
    house.publisher.fail("/note", Answer(status=500))
    assert (await house.poll(FEED_SOURCE)).partial
    assert house.messages() == ["/new 0 en"]
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.new) == ("ok", 1)
    assert "/note" in house.facts()


async def test_a_known_item_is_asked_for_again_only_while_it_is_young(house: House) -> None:
    statement(house, "/old", "2025-09-17T18:00:00", b"hold")
    statement(house, "/young")
    await house.poll(FEED_SOURCE)
    statement(house, "/new")
    result = await house.poll(FEED_SOURCE)
    assert (result.outcome, result.events, result.new) == ("ok", 1, 1)
    assert [house.publisher.asked(path) for path in ("/old", "/young", "/new")] == [1, 2, 1]
    assert house.facts()["/old"] == {"text": "hold", "dissents": [], "expectation_gap": "none"}


async def test_a_corrected_page_is_a_revision(house: House) -> None:
    statement(house, "/two", "2025-09-17T18:00:00")
    statement(house, "/one")
    assert (await house.poll(FEED_SOURCE)).new == 2
    house.messages()
    house.publisher.publish("/one", b"raise")
    statement(house, "/three", "2025-09-16T18:00:00")
    assert (await house.poll(FEED_SOURCE)).new == 2
    assert house.messages() == ["/one 0 en revised"]
    last = [subject for subject, _ in house.told if subject.event.key == "/one"][-1]
    assert last.statement_before is not None
    assert last.earlier_version is not None
    assert house.facts()["/one"]["text"] == "raise"


# what the operator hears, decided on plain data

NOW = datetime(2025, 10, 31, 17, 46, tzinfo=UTC)


def heard(health: SourceHealth, *errors: Exception, state: SourceState | None = None, now: datetime = NOW) -> list[str]:
    return notices(TABLE_SOURCE, errors, state or SourceState(source="nyfed.repo_operation", last_ok_at=NOW, last_new_at=NOW), health, now)


def test_parse_errors_count_only_in_a_row() -> None:
    health = SourceHealth()
    cut = ParseError("cut")
    assert [heard(health, cut), heard(health, cut), heard(health), heard(health, cut), heard(health, cut)] == [[]] * 5
    assert heard(health, cut) == ["nyfed.repo_operation: not readable 3 times in a row: cut"]
    assert heard(health, cut) == []


def test_each_kind_of_trouble_is_told_once_until_it_is_over() -> None:
    health = SourceHealth()
    broken, gone = ContractError("no field"), FetchError("HTTP 500")
    assert len(heard(health, broken)) == 1
    assert heard(health, gone) == []
    assert heard(health, ContractError("another field")) == []
    assert heard(health) == ["nyfed.repo_operation: reads well again"]
    assert heard(health) == []
    assert heard(health, broken) == []  # it comes and goes: told again after a pause
    later = NOW + timedelta(hours=6)
    assert len(heard(health, broken, state=SourceState(source="nyfed.repo_operation", last_ok_at=later, last_new_at=later), now=later)) == 1


def test_a_source_never_heard_of_is_overdue_from_when_the_watch_began() -> None:
    health, state = SourceHealth(), SourceState(source="nyfed.repo_operation")
    assert heard(health, state=state) == []
    assert heard(health, state=state, now=NOW + timedelta(days=5)) == []
    assert heard(health, state=state, now=NOW + timedelta(days=5, seconds=1)) == [
        "nyfed.repo_operation: nothing new since 2025-10-31 17:46 UTC, which is too long for it"
    ]


# what a page costs


async def test_a_page_that_takes_long_to_read_keeps_nobody_waiting(house: House) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    begun, let_go = threading.Event(), threading.Event()

    def slowly(pages: Sequence[Page]) -> list[Event]:
        begun.set()
        assert let_go.wait(30)
        return operations(pages)

    polling = asyncio.create_task(house.poll(dataclasses.replace(TABLE_SOURCE, parse=slowly)))
    await asyncio.to_thread(begun.wait, 30)  # this loop goes round, so others are answered meanwhile
    assert not polling.done()
    let_go.set()
    assert (await polling).new == 1


async def test_a_page_that_takes_too_long_is_given_up_and_read_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    let_go = threading.Event()
    monkeypatch.setattr(reading, "LONGEST_SECONDS", 0.01)
    result = await house.poll(dataclasses.replace(TABLE_SOURCE, parse=lambda pages: operations(pages) if let_go.wait(30) else []))
    let_go.set()
    assert (result.outcome, result.error) == ("error", "reading it took more than 0 s and was given up")
    monkeypatch.undo()
    assert (await house.poll()).new == 1


async def test_a_page_that_nests_too_deep_is_its_own_fault(house: House) -> None:
    def deeply(pages: Sequence[Page]) -> list[Event]:
        return deeply(pages)

    house.publisher.publish(TABLE, b"A 2025-10-31 50")
    result = await house.poll(dataclasses.replace(TABLE_SOURCE, parse=deeply))
    assert (result.outcome, result.error) == ("error", "it nests too deep to be read")
