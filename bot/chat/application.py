"""The bot's application: its handlers put together, how it starts and how it stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from telegram import Chat, Message, Update
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackContext, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.chat import menu
from bot.chat.answers import asked, buttons, membership
from bot.chat.answers.commands import COMMANDS, Command, answer, closed
from bot.chat.aside import Aside
from bot.chat.closing import tell_closed
from bot.chat.conversation import Context, Conversation, Services, conversation_of
from bot.chat.once import Once
from bot.chat.operating import commands as operating
from bot.chat.operations import Operations
from bot.chat.order import InChatOrder
from bot.chat.rights import Rights
from bot.chat.status import StatusReport
from bot.chat.typed.changes import guess_language, read_other
from bot.delivery.cards import Cards
from bot.delivery.limiter import Limiter
from bot.delivery.operators import Operators
from bot.delivery.telegram.admitting import to_admitted
from bot.delivery.telegram.client import Client, Unreadable, make_client
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.pins import Pins
from bot.delivery.telegram.refusals import Refusal, is_refusal, refusal_of
from bot.delivery.telegram.rich import Rich
from bot.delivery.telegram.send import make_send
from bot.errors import DeliveryRefused, StoreUnavailable, TokenContested
from bot.i18n import texts
from bot.render.evidence.captions import Picture
from bot.rulebook import InForce
from bot.settings import Settings
from bot.store import Store
from bot.store.in_threads import StoreInThreads
from rules.claims import Claim

ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
LONG_POLL = timedelta(seconds=30)
LONGEST_WAIT = 30.0
CONFLICTS, CONFLICTS_WITHIN = 3, 120.0
"""So often within so many seconds: a hand-over from one program to the next is heard of once."""
NEWCOMER, RESIDENT = 5.0, 10
"""Who hears of another in its first seconds came second, and gives way; whoever was there hears it so often before it does."""
READY = 0.2
"""Seconds between two looks at whether the application is connected."""
STOP_STEP = 2.0
"""Seconds that each of the four steps of stopping may take: together they stay below what a container allows."""

App = Application[Client, Any, Any, Any, Any, Any]
log = logging.getLogger(__name__)


def build_application(
    token: str,
    *,
    base_url: str,
    proxy: str | None,
    store: Store,
    limiter: Limiter,
    settings: Settings,
    rulebook: InForce,
    now: Callable[[], datetime],
    status: Callable[[], StatusReport],
    track_record: Callable[[], Mapping[str, Any]],
    claims: Callable[[], Sequence[Claim]],
    picture: Callable[[str, str, int], Picture | None],
    meetings: frozenset[date] = frozenset(),
    operations: Operations | None = None,
) -> App:
    """The chat side of the bot, built but not started. `base_url` is the Bot API's origin; `status` is asked at each `/status`,
    `track_record`, `claims` and `picture` in a thread of their own.
    """
    unread, pacing = Unread(), Pacing(limiter, now)
    client = make_client(token, base_url=base_url, proxy=proxy, pacing=pacing, skip=unread)
    operators = Operators(store, settings.admin_chat_ids, make_straight(client), now)
    unread.notice = operators.tell
    order = InChatOrder(lambda update: _too_fast(update, CallbackContext.from_update(update, application)))
    application: App = Application.builder().bot(client).job_queue(None).concurrent_updates(order).build()
    rich = Rich(client, store, pacing, now)
    cards = Cards(store, to_admitted(make_send(client, now=now, rich=rich), settings), Pins(client, now), limiter, now, meetings)
    application.bot_data["contest"], application.bot_data["unread"] = Contest(), unread
    application.bot_data["services"] = Services(
        store=StoreInThreads(store),
        settings=settings,
        rules=rulebook,
        operations=operations or Operations(),
        now=now,
        status=status,
        track_record=track_record,
        claims=claims,
        picture=picture,
        rights=Rights(now),
        once=Once(now),
        aside=Aside(),
        operators=operators,
        cards=cards,
        rich=rich,
        meetings=meetings,
    )
    said = filters.UpdateType.MESSAGE
    application.add_handlers(
        [
            MessageHandler(filters.StatusUpdate.MIGRATE, _on_migration),
            MessageHandler(filters.StatusUpdate.FORUM_TOPIC_REOPENED, _on_reopening),
            CommandHandler(operating.NAME, _on_admin, filters=said),
            *(CommandHandler(command.name, _on_command(command), filters=said) for command in COMMANDS),
            MessageHandler(said & ~filters.StatusUpdate.ALL, _on_anything),
            CallbackQueryHandler(_on_press),
            ChatMemberHandler(_on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
        ]
    )
    application.add_error_handler(_on_error)
    cards.closed = make_closed(application)
    return application


async def start(application: App, *, listens: bool = True, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Connect, begin to listen (unless `poll` or a webhook does that) and set the command menus; waits until Telegram is reached.

    Raises TokenRejected when Telegram doesn't know the token.
    """
    await (listen if listens else connect)(application, sleep=sleep)
    services: Services = application.bot_data["services"]
    application.create_task(menu.publish(application.bot, services.settings.lang, COMMANDS), name="command menus")


async def listen(application: App, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Connect and begin to listen, the menus being as they are. Waits and raises as `start` does."""
    await _reach(application, sleep)
    await _start_polling(application)
    await application.start()


async def connect(application: App, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Connect, and be ready for what others hear. Waits and raises as `start` does."""
    await _reach(application, sleep)
    await application.start()


async def poll(application: App) -> None:
    """Listen until cancelled, once the application is running: of several processes one does."""
    while not application.running:  # noqa: ASYNC110  (the library tells nobody when it is)
        await asyncio.sleep(READY)
    await _start_polling(application)
    try:
        await asyncio.Event().wait()
    finally:
        assert application.updater is not None
        if application.updater.running:
            await application.updater.stop()


async def _reach(application: App, sleep: Callable[[float], Awaitable[None]]) -> None:
    wait = 1.0
    while True:
        try:
            await application.initialize()
            break
        except NetworkError as e:
            log.warning("Telegram is not reachable, trying again in %.0f s: %s", wait, e.message)
            await sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)


async def _start_polling(application: App) -> None:
    assert application.updater is not None
    application.bot_data["contest"].began = time.monotonic()
    await application.updater.start_polling(
        timeout=LONG_POLL, allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1, error_callback=application.bot_data["contest"]
    )


async def stop(application: App) -> None:
    """Stop listening, finish what has been heard, close the connections; within ten seconds, whatever the network does."""
    steps = []
    if application.updater is not None and application.updater.running:
        steps.append(application.updater.stop)
    if application.running:
        steps.append(application.stop)
    for step in [*steps, application.shutdown, application.bot.shutdown]:  # the last: after a start that failed halfway
        try:
            async with asyncio.timeout(STOP_STEP):
                await step()
        except TimeoutError:
            log.warning("stopping the chat took too long at %s; left it there", step.__qualname__)
        except TelegramError as e:
            log.warning("stopping the chat: %s", e.message)
    services: Services = application.bot_data["services"]
    services.aside.close()


def make_straight(client: Client) -> Callable[[int, str], Awaitable[None]]:
    """A function that sends a plain text to a chat, past the outbox: where the store takes nothing, nothing can be owed."""

    async def straight(chat_id: int, text: str) -> None:
        try:
            await client.send_message(chat_id, text, parse_mode=None)
        except TelegramError as e:
            log.warning("operator chat %s could not be told: %s", chat_id, e.message)

    return straight


async def contested(application: App) -> None:
    """Wait until another program has taken the bot's updates for good. Raises TokenContested."""
    contest: Contest = application.bot_data["contest"]
    await contest.lost()


def operators_of(application: App) -> Operators:
    """Whoever is told of trouble."""
    services: Services = application.bot_data["services"]
    return services.operators


def cards_of(application: App) -> Cards:
    """The pinned cards of all chats."""
    services: Services = application.bot_data["services"]
    return services.cards


def rich_of(application: App) -> Rich:
    """The rich messages of all chats."""
    services: Services = application.bot_data["services"]
    return services.rich


def make_closed(application: App) -> Callable[[DeliveryRefused], None]:
    """What the outbox calls when a chat is closed: of groups and channels those who care are told, in the background."""

    def closed(refusal: DeliveryRefused) -> None:
        services: Services = application.bot_data["services"]
        if refusal.chat_id < 0 and services.admits(refusal.chat_id):
            telling = tell_closed(application.bot, services, refusal.chat_id, str(refusal))
            application.create_task(telling, name=f"chat {refusal.chat_id} is closed")

    return closed


class Unread:
    """Called with what is wrong with each update that cannot be read: logs it, and tells the operators of the first."""

    def __init__(self) -> None:
        self.notice: Callable[[str], Awaitable[None]] | None = None
        self._telling: asyncio.Task[None] | None = None

    def __call__(self, wrong: str) -> None:
        """Skip one."""
        log.warning("an update cannot be read and is skipped: %s", wrong)
        if self.notice is not None and self._telling is None:
            self._telling = asyncio.ensure_future(self._tell(self.notice, wrong))

    async def _tell(self, notice: Callable[[str], Awaitable[None]], wrong: str) -> None:
        await notice(
            f"Telegram sent something that this version of fedtide cannot read ({wrong}). It was skipped, everything else is answered; "
            "the log names each further one. A newer fedtide may read it."
        )


def _on_command(command: Command) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    async def on_command(update: Update, context: Context) -> None:
        conversation = await conversation_of(update, context)
        if conversation is not None:
            await answer(conversation, command, context.args or [])

    return on_command


async def _on_admin(update: Update, context: Context) -> None:
    """The operators' command; to everybody else it is a word like any other that means nothing to us."""
    conversation = await conversation_of(update, context)
    if conversation is not None and await operating.may_operate(conversation):
        await operating.answer(conversation, context.args or [])
    else:
        await _on_anything(update, context)


async def _on_anything(update: Update, context: Context) -> None:
    """A text, or a command that means nothing to us: in private always answered, in a group only when it is addressed to this bot.

    What answers one of its messages there may be meant for others: only a question that it knows for sure is answered.
    """
    message = update.effective_message
    if message is None:
        return
    text, username = message.text or message.caption or "", context.bot.username
    is_private, is_named = message.chat.type == Chat.PRIVATE, asked.names(text, username)
    if not (is_private or is_named or asked.answers_bot(message, context.bot.id)):
        return
    conversation = await conversation_of(update, context)
    if conversation is None:
        return
    if not conversation.services.admits(conversation.chat.id):
        await conversation.reply(closed(conversation))
        return
    said = asked.without_name(text, username)
    is_answered = await asked.answer(conversation, said, only_if_sure=not (is_private or is_named))
    if not is_answered and (is_private or is_named):
        await conversation.correct(read_other(said, [command.name for command in COMMANDS]))


async def _too_fast(update: Update, context: Context) -> None:
    """The first of somebody's updates that is left out, since so many of theirs wait: it and the next ones are not done."""
    conversation = await conversation_of(update, context)
    if conversation is None:
        return
    said = conversation.tx.t("That was more at once than I can answer: I have left the rest out. Please try again in a moment.")
    try:
        await (conversation.toast(said) if conversation.query is not None else conversation.reply(said))
    except TelegramError as e:
        log.warning("no way to say so to chat %s: %s", conversation.chat.id, e.message)


async def _on_press(update: Update, context: Context) -> None:
    conversation = await conversation_of(update, context)
    if conversation is not None and conversation.query is not None:
        data = conversation.query.data or ""
        if operating.is_press(data) and await operating.may_operate(conversation):
            await operating.press(conversation, data)
        else:
            await buttons.press(conversation, data)
    elif update.callback_query is not None:  # on a message sent through another chat: we have none such, and the spinner must end
        services: Services = context.application.bot_data["services"]
        tx = texts("chat", guess_language(update.callback_query.from_user.language_code, services.settings.lang))
        await update.callback_query.answer(buttons.out_of_date(tx))


async def _on_membership(update: Update, context: Context) -> None:
    conversation = await conversation_of(update, context)
    if conversation is not None and update.my_chat_member is not None:
        await membership.moved_in_or_out(conversation, update.my_chat_member)


async def _on_migration(update: Update, context: Context) -> None:
    if isinstance(update.effective_message, Message):
        await membership.migrated(context.application.bot_data["services"], update.effective_message)


async def _on_reopening(update: Update, context: Context) -> None:
    conversation = await conversation_of(update, context)
    if conversation is not None and conversation.thread_id is not None:
        await conversation.ask(Store.reopen_topic, conversation.chat.id, conversation.thread_id)


async def _on_error(update: object, context: Context) -> None:
    """The edge: what a handler did not expect is logged, and whoever waits for an answer gets one."""
    error = context.error
    chat = update.effective_chat if isinstance(update, Update) else None
    if chat is not None and isinstance(error, TelegramError) and is_refusal(error, chat.id):
        log.info("chat %s takes no answer: %s", chat.id, error.message)
        if refusal_of(error, chat.id) is Refusal.FINAL:
            services: Services = context.application.bot_data["services"]
            await services.store.run(Store.close_chat, chat.id, error.message)
        return
    if isinstance(error, Unreadable | RetryAfter):  # the chat has its message, or nothing can be said to it now
        log.warning("%s", error.message)
        return
    is_store = isinstance(error, StoreUnavailable)  # which has said so
    log.log(logging.INFO if is_store else logging.ERROR, "an answer failed: %s", type(error).__name__, exc_info=None if is_store else error)
    conversation = await conversation_of(update, context) if isinstance(update, Update) else None
    if conversation is not None:
        try:
            await _say_sorry(conversation, is_store=is_store)
        except TelegramError as e:
            log.warning("no way to say so to chat %s: %s", conversation.chat.id, e.message)


async def _say_sorry(conversation: Conversation, *, is_store: bool) -> None:
    if is_store:
        sorry = conversation.tx.t("I can't save anything at the moment, so nothing was changed. Please try again in a few minutes.")
    else:
        sorry = conversation.tx.t("Something went wrong on my side, not on yours. Please try again in a minute.")
    if conversation.query is not None:
        await conversation.toast(sorry)
    elif conversation.message is not None and not conversation.message.migrate_to_chat_id:
        await conversation.reply(sorry)


class Contest:
    """Called with each failure to listen. Where another program listens with the same token, the one that came second stops."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self._heard: deque[float] | None = None
        self._lost = asyncio.Event()

    def __call__(self, error: TelegramError) -> None:
        """One failure: the updater tries again."""
        if not isinstance(error, Conflict):
            log.warning("listening to Telegram failed, trying again: %s", error.message)
            return
        log.error("another program is running with this bot's token: stop one of the two, or each gets half of what people write")
        at = time.monotonic()
        if self._heard is None:
            self._heard = deque(maxlen=CONFLICTS if at - self.began < NEWCOMER else RESIDENT)
        self._heard.append(at)
        if len(self._heard) == self._heard.maxlen and at - self._heard[0] < CONFLICTS_WITHIN:
            self._lost.set()

    async def lost(self) -> None:
        """Wait for the end of it; raises TokenContested."""
        await self._lost.wait()
        raise TokenContested("another program is running with this bot's token; this one has stopped: run one of the two")
