"""/admin: for the operators' chats alone, each action done, said and logged; to everybody else it does not exist."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from bot import render
from bot.chat.application import listen, start, stop
from bot.chat.operations import Operations, share_bans
from bot.delivery import timed
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.delivery.telegram.send import make_send
from bot.delivery.telegram.shortening import shortener
from bot.errors import StoreUnavailable
from bot.model import Mode, Silence, Subscription
from bot.rulebook import InForce
from bot.store import Store
from rules.errors import RuleDocumentError
from rules.model import Rulebook
from tests.builders.alerts import NOON, alert, assessed, repo
from tests.builders.chat_bot import ADMIN, ANN, BORIS, GROUP, LI, MEMBER, RULEBOOK, Bot, a_report, build, some_settings
from tests.loopback.telegram import ANONYMOUS_ADMIN, BOT_ID, BotApi

GONE = "This message was sent or discarded, or I was started anew since: then write it again."
OTHER_RULES = Rulebook(version="2", sha256="1" * 64, mechanisms={}, rules=())


class Watched:
    """A watch over two sources that notes what it was told."""

    def __init__(self) -> None:
        self.paused: set[str] = set()
        self.polled: list[str] = []
        self.busy = False

    def names(self) -> list[str]:
        return ["fed.speech", "fed.balance_sheet"]

    def is_paused(self, name: str) -> bool:
        return name in self.paused

    def pause(self, name: str) -> None:
        self.paused.add(name)

    def resume(self, name: str) -> None:
        self.paused.discard(name)

    def poll_now(self, name: str) -> bool:
        self.polled.append(name)
        return not self.busy


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ANN, language_code="en-GB")
        api.private(BORIS, language_code="en")
        api.private(LI, language_code="zh-hans")
        api.group(GROUP, {ADMIN: "administrator", MEMBER: "member"})
        yield api


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
async def desk(api: BotApi, store: Store, watched: Watched) -> AsyncIterator[Bot]:
    """The bot with operators: Boris, and a group."""
    settings = some_settings(FEDTIDE_ADMIN_CHAT_IDS=f"{BORIS},{GROUP}")
    report = a_report(silences={Silence.TOO_OLD: 2, Silence.DIGEST: 5})
    bot = build(api, store, settings, report, operations=Operations(watch=watched, banned=set(store.banned())))
    await listen(bot.app)
    yield bot
    await stop(bot.app)


def never_now(*given: object) -> int:
    raise StoreUnavailable("database: the disk is full; free some space")


async def deliver(bot: Bot) -> None:
    send = make_send(bot.app.bot, now=bot.time.now)
    await drain(bot.store, send, Limiter(1000, clock=bot.time.clock, now=bot.time.now, sleep=bot.time.sleep), now=bot.time.now)


# --- nobody else


@pytest.mark.parametrize("typed", ["/admin", "/admin sources", "/admin ban 1003", "/admin broadcast hello", "/ADMIN"])
async def test_to_everybody_else_it_is_a_word_that_means_nothing(desk: Bot, typed: str) -> None:
    said = (await desk.ask(ANN, typed)).text
    assert said.replace(typed.split()[0], "/nimda") == (await desk.ask(ANN, "/nimda")).text
    assert desk.store.banned() == frozenset()


async def test_a_member_of_the_operators_group_is_no_operator(desk: Bot) -> None:
    desk.api.say(GROUP, "/admin", sender=MEMBER)
    assert (await desk.ask(GROUP, "/admin", sender=ADMIN)).text.startswith("Operating")
    assert len([one for one in desk.api.messages(GROUP) if one.from_bot]) == 1


async def test_nothing_lists_it(desk: Bot) -> None:
    assert "admin" not in (await desk.ask(BORIS, "/help")).text.replace("administrator", "")
    await desk.ask(ANN, "/admn")
    assert "/admin" not in desk.last(ANN).text


async def test_no_menu_lists_it(api: BotApi, store: Store) -> None:
    bot = build(api, store, some_settings(), operations=Operations())
    await start(bot.app)
    await api.until(lambda: len(api.calls("setMyShortDescription")) == 3)
    assert "admin" not in {one["command"] for call in api.calls("setMyCommands") for one in call.params["commands"]}
    await stop(bot.app)


async def test_its_buttons_work_for_operators_alone(desk: Bot, watched: Watched) -> None:
    page = await desk.ask(ANN, "/start")
    for data in ("2a:page:main", "2a:pause:fed.speech", "2a:send:x"):
        toast = await desk.api.answer_of(desk.api.press_data(ANN, page.id, data))
        assert toast == "This button is out of date. /settings shows the ones that work."
    mine = await desk.ask(GROUP, "/admin", sender=ADMIN)
    toast = await desk.api.answer_of(desk.api.press_data(GROUP, mine.id, "2a:pause:fed.speech", sender=MEMBER))
    assert toast.startswith("This button is out of date")
    assert watched.paused == set()


# --- looking


async def test_the_overview_and_its_pages(desk: Bot) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN, modes={"minutes": Mode.OFF}))
    desk.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    page = await desk.ask(BORIS, "/admin")
    assert "Sources: 2, 0 in trouble, 0 paused\nOutbox: 0 waiting" in page.text
    await desk.press(BORIS, "Readers", message=page)
    assert "• people, English: 1\n• people, 简体中文: 1\n" in page.text
    assert "• FOMC minutes: all 1, off 1" in page.text
    await desk.press(BORIS, "Overview", message=page)
    await desk.press(BORIS, "Silences", message=page)
    assert page.text.splitlines()[1:] == ["• 5 for the digest alone", "• 2 too old"]
    await desk.press(BORIS, "Overview", message=page)
    await desk.press(BORIS, "Errors", message=page)
    assert page.text.startswith("Warnings and errors")


async def test_in_chinese_too(desk: Bot) -> None:
    await desk.ask(BORIS, "/lang zh")
    assert (await desk.ask(BORIS, "/admin")).text.startswith("运维\n已运行")


# --- acting


async def test_a_source_is_paused_polled_and_resumed_and_each_is_logged(
    desk: Bot, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    page = await desk.ask(BORIS, "/admin sources")
    with caplog.at_level(logging.WARNING, "bot.chat.operating.commands"):
        assert await desk.press(BORIS, "⏸ fed.speech", message=page) == "Done."
        assert watched.paused == {"fed.speech"}
        assert {state.source for state in desk.store.source_states() if state.paused_at} == {"fed.speech"}
        assert await desk.press(BORIS, "▶ fed.speech", message=page) == "Done."
        watched.busy = True
        assert await desk.api.answer_of(desk.api.press(BORIS, "🔄 fed.balance_sheet", message=page)) == "It is being asked already."
        await desk.settled()
    assert (watched.paused, watched.polled) == (set(), ["fed.balance_sheet"])
    assert [state.paused_at for state in desk.store.source_states()] == [None]
    assert caplog.messages == [
        f"operator {BORIS} in chat {BORIS}: fed.speech paused",
        f"operator {BORIS} in chat {BORIS}: fed.speech resumed",
        f"operator {BORIS} in chat {BORIS}: fed.balance_sheet is being polled already",
    ]
    forged = desk.api.press_data(BORIS, page.id, "2a:pause:fed.nothing")
    assert await desk.api.answer_of(forged) == "This button is out of date."


async def test_a_message_to_all_is_seen_confirmed_and_sent_once(desk: Bot) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    desk.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    page = await desk.ask(BORIS, "/admin broadcast Down at 5 <b>&\nback at 6")
    assert page.text == "To 2 chats (all languages), silently; this is the message:\n\nDown at 5 <b>&\nback at 6"
    await deliver(desk)
    assert (desk.api.messages(ANN), desk.api.messages(LI)) == ([], [])
    old = desk.api.press(BORIS, "Send it to 2 chats", message=page), desk.api.press(BORIS, "Send it to 2 chats", message=page)
    assert {await desk.api.answer_of(one) for one in old} == {"Done.", GONE}
    await desk.settled()
    await deliver(desk)
    assert [one.text for one in desk.api.messages(ANN)] == ["Down at 5 <b>&\nback at 6"]
    assert [(one.text, one.silent) for one in desk.api.messages(LI)] == [("Down at 5 <b>&\nback at 6", True)]
    desk.store.unsubscribe(ANN)
    assert [one.text for one in desk.api.messages(LI)] == ["Down at 5 <b>&\nback at 6"]


async def test_a_message_to_readers_of_one_language_and_one_that_is_discarded(desk: Bot) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    desk.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    page = await desk.ask(BORIS, "/admin broadcast zh-hans 五点停机")
    assert page.text == "To 1 chats (简体中文), silently; this is the message:\n\n五点停机"
    await desk.press(BORIS, "Send it", message=page)
    page = await desk.ask(BORIS, "/admin broadcast never")
    await desk.press(BORIS, "Discard", message=page)
    await deliver(desk)
    assert (desk.api.messages(ANN), [one.text for one in desk.api.messages(LI)]) == ([], ["五点停机"])


async def test_a_language_may_stand_on_a_line_of_its_own(desk: Bot) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    desk.store.subscribe(Subscription(chat_id=LI, lang="zh-Hans"))
    page = await desk.ask(BORIS, "/admin broadcast\nzh-Hans\n五点停机\n六点恢复")
    assert page.text == "To 1 chats (简体中文), silently; this is the message:\n\n五点停机\n六点恢复"


@pytest.mark.parametrize("text", ["😀" * 1501, "x" * 3001, "&" * 3001, "zh-Hans", "zh-Hans  "])
async def test_a_message_that_is_no_message_to_all_is_not_shown(desk: Bot, text: str) -> None:
    assert (await desk.ask(BORIS, f"/admin broadcast {text}")).text == "A message to all has 1 to 3000 characters."


@pytest.mark.parametrize("text", ["😀" * 1500, "&" * 3000])
async def test_a_message_as_long_as_may_be_reaches_everybody(desk: Bot, text: str) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    page = await desk.ask(BORIS, f"/admin broadcast {text}")
    await desk.press(BORIS, "Send it to 1 chats", message=page)
    await deliver(desk)
    assert [one.text for one in desk.api.messages(ANN)] == [text]


async def test_what_the_database_did_not_take_can_be_sent_by_another_press(desk: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    page = await desk.ask(BORIS, "/admin broadcast hello")
    with monkeypatch.context() as locked:
        locked.setattr(Store, "broadcast", never_now)
        toast = await desk.api.answer_of(desk.api.press(BORIS, "Send it", message=page))
        assert toast.startswith("I can't save anything at the moment")
        await desk.settled()
    assert await desk.press(BORIS, "Send it", message=page) == "Done."
    await deliver(desk)
    assert [one.text for one in desk.api.messages(ANN)] == ["hello"]


async def test_a_draft_from_before_a_restart_is_not_called_sent(desk: Bot) -> None:
    page = await desk.ask(BORIS, "/admin broadcast hello")
    desk.app.bot_data["services"].operations.drafts.clear()
    assert await desk.api.answer_of(desk.api.press(BORIS, "Send it", message=page)) == GONE


BY_ANN = {"type": "user", "date": 1763000000, "sender_user": {"id": ANN, "is_bot": False, "first_name": "Ann"}}
A_BOT = {"id": 555, "is_bot": True, "first_name": "inline", "username": "inline_bot"}


@pytest.mark.parametrize("origin", [{"forward_origin": BY_ANN}, {"via_bot": A_BOT}])
@pytest.mark.parametrize("chat_id", [BORIS, GROUP])
async def test_what_an_operator_passes_on_is_no_order(desk: Bot, chat_id: int, origin: dict[str, object]) -> None:
    sender = ADMIN if chat_id == GROUP else None
    desk.api.say(chat_id, f"/admin ban {LI}", sender=sender, origin=origin)
    assert (await desk.ask(chat_id, "/admin errors", sender=sender)).text  # what is asked after it is answered after it
    await desk.settled()
    assert desk.store.banned() == frozenset()
    assert [one.text for one in desk.api.messages(chat_id) if "not served" in one.text] == []


async def test_nobody_shuts_themselves_out(desk: Bot) -> None:
    told = [(await desk.ask(GROUP, f"/admin ban {number}", sender=ADMIN)).text for number in (ADMIN, ANONYMOUS_ADMIN, BOT_ID)]
    assert told == [f"{one} is you, me, or every anonymous administrator: not banned." for one in (ADMIN, ANONYMOUS_ADMIN, BOT_ID)]
    assert desk.store.banned() == frozenset()


async def test_a_ban_reaches_the_other_processes(store: Store) -> None:
    here, looks = Operations(banned={1}), 0

    async def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            store.ban(ANN)
        elif looks == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await share_bans(store, here, sleep=sleep)
    assert here.banned == {ANN}


async def test_who_is_banned_is_not_answered_nor_told_over_a_restart(desk: Bot, store: Store) -> None:
    desk.store.subscribe(Subscription(chat_id=ANN))
    assert (await desk.ask(BORIS, f"/admin ban {ANN}")).text == f"{ANN} is not served any more; it is not told."
    assert (await desk.ask(BORIS, f"/admin ban {BORIS}")).text == "An operator's chat is not banned."
    seen = len(desk.api.messages(ANN))
    for typed in ("/start", "/subscribe", "/admin"):
        desk.api.say(ANN, typed)
    desk.api.member_update(ANN, "kicked", "member")
    await desk.ask(BORIS, "/admin")
    await desk.settled()
    assert desk.api.messages(ANN)[seen:] == []
    assert store.banned() == {ANN}
    assert store.count_subscriptions() == 0
    desk.app.bot_data["services"].operations.banned = set(store.banned())
    assert (await desk.ask(BORIS, f"/admin unban {ANN}")).text == f"{ANN} is served again."
    assert (await desk.ask(BORIS, f"/admin unban {ANN}")).text == f"{ANN} was not banned."
    assert (await desk.ask(ANN, "/start")).labels[0] == "🔔 Subscribe"


async def test_rules_are_read_anew_or_the_ones_before_go_on(api: BotApi, store: Store) -> None:
    answers: list[Rulebook | Exception] = [
        ExceptionGroup("the rulebook has faults", [RuleDocumentError("mine.toml", "rule.id", "is <b>not</b> it")]),
        OTHER_RULES,
    ]

    def read() -> Rulebook:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    rules = InForce(RULEBOOK, read)
    bot = build(api, store, some_settings(), operations=Operations(watch=Watched()), rules=rules)
    await listen(bot.app)
    page = await bot.ask(BORIS, "/admin")
    seen = len(api.messages(BORIS))
    api.press(BORIS, "Read rules anew", message=page)
    told = await api.next_message(BORIS, seen)
    assert told.text.splitlines() == [
        "The rules have faults; those before go on counting:", "• mine.toml: rule.id: is <b>not</b> it",
    ]  # fmt: skip
    assert rules.now is RULEBOOK
    api.press(BORIS, "Read rules anew", message=page)
    told = await api.next_message(BORIS, seen + 1)
    assert told.text == "0 rules, no faults, version 2 (111111111111): changed. They count from now on."
    assert bot.app.bot_data["services"].rulebook is OTHER_RULES
    await stop(bot.app)


async def test_rules_read_anew_reach_short_forms(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = InForce(RULEBOOK, lambda: OTHER_RULES)
    monkeypatch.setattr(render, "short", lambda subject, rulebook, lang: f"by {rulebook.version}")
    store.subscribe(Subscription(chat_id=ANN, is_short=True))
    store.commit(repo(), assessed(), alert(repo()), NOON)
    store.fan_out(NOON)
    [owed] = store.due(NOON)
    shorten = shortener(store, lambda: rules.now)
    assert shorten(owed) == shorten(owed) == f"by {RULEBOOK.version}"
    rules.reload()
    assert shorten(owed) == "by 2"


async def test_rules_read_anew_reach_what_the_clock_brings(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, seen, stop = InForce(RULEBOOK, lambda: OTHER_RULES), list[str](), asyncio.Event()

    def queue_due(*given: object) -> dict[str, int]:
        seen.append(str(getattr(given[-1], "version", None)))
        rules.reload()
        if len(seen) == 2:
            stop.set()
        return {}

    monkeypatch.setattr(timed, "queue_due", queue_due)
    await timed.serve(store, (), now=lambda: NOON, stop=stop, wake=lambda: None, every=0.001, rules=lambda: rules.now)
    assert seen == [RULEBOOK.version, "2"]
