"""`/admin`, for the operators' chats alone: look, pause and poll sources, read rules anew, write to all, ban. Each action is logged.

It stands in no menu and no list: to everybody else it is a command that does not exist.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.chat.conversation import Conversation
from bot.chat.operating import pages
from bot.chat.operating.pages import PREFIX, Page
from bot.chat.operations import Draft, Watch
from bot.languages import LANGUAGES
from bot.logs import troubles
from bot.render.html import exact, shorten, telegram_length
from bot.store import Store
from rules.errors import RuleDocumentError, StatisticsError

NAME = "admin"
LONGEST = 3000
"""Characters of a message to all, as Telegram counts them: what is added to it in the preview fits beside it."""
MOST_FAULTS = 8
ANONYMOUS = 1087968824
"""As this person Telegram names whoever writes in the name of a group they administer."""

log = logging.getLogger(__name__)


async def may_operate(conversation: Conversation) -> bool:
    """Whether whoever speaks is an operator: the chat is listed, in a group they administer it, and what is typed is their own words."""
    return conversation.is_operator and not _is_anothers(conversation) and await conversation.may_change()


def _is_anothers(conversation: Conversation) -> bool:
    """Whether somebody else wrote what an operator passed on: a forwarded message, or what another bot put together."""
    message = conversation.message if conversation.query is None else None
    return message is not None and (message.forward_origin is not None or message.via_bot is not None)


def is_press(data: str) -> bool:
    """Whether a button is one of the operators'."""
    return data.startswith(PREFIX)


async def answer(conversation: Conversation, words: Sequence[str]) -> None:
    """Do what `/admin …` says; alone it shows the overview."""
    action = words[0].lower() if words else "main"
    if action == "broadcast" and len(words) > 1:
        await _draft(conversation)
    elif action in ("ban", "unban") and len(words) == 2 and re.fullmatch(r"-?[1-9]\d{0,15}", words[1], re.ASCII):
        await (_ban if action == "ban" else _unban)(conversation, int(words[1]))
    elif action in pages.PAGES and action != "rules":
        await conversation.reply(*await _page(conversation, action))
    else:
        await conversation.reply(*await _page(conversation, "main"))


async def press(conversation: Conversation, data: str) -> None:
    """Do what an operator's button says."""
    action, _, argument = data.removeprefix(PREFIX).partition(":")
    if action in ACTIONS:
        await ACTIONS[action](conversation, argument)
    else:
        await conversation.toast(conversation.tx.t("This button is out of date."))


async def _page(conversation: Conversation, name: str) -> Page:
    tx, operations = conversation.tx, conversation.services.operations
    if name == "readers":
        return pages.readers_page(tx, await conversation.ask(Store.readers), await conversation.ask(Store.own_modes))
    if name == "errors":
        return pages.errors_page(tx, troubles())
    report = await asyncio.to_thread(conversation.services.status)
    if name == "silences":
        return pages.silences_page(tx, report)
    return (pages.sources_page if name == "sources" else pages.main_page)(tx, report, operations)


async def _open(conversation: Conversation, name: str) -> None:
    if name == "rules":
        await _reload(conversation)
        return
    await conversation.toast()
    await conversation.show(*await _page(conversation, name))


async def _reload(conversation: Conversation) -> None:
    """Check the rules and let them count from now on; with faults the rules before go on."""
    tx, rules = conversation.tx, conversation.services.rules
    before = rules.now.sha256
    await conversation.toast()
    try:
        now = await asyncio.to_thread(rules.reload)
    except* (RuleDocumentError, StatisticsError) as faults:
        _logged(conversation, f"rules not read anew, {len(faults.exceptions)} faults")
        listed = "\n".join(f"• <code>{exact(shorten(str(fault), 300))}</code>" for fault in faults.exceptions[:MOST_FAULTS])
        said = tx.t("The rules have faults; those before go on counting:")
        await conversation.send(f"{said}\n{listed}")
    else:
        _logged(conversation, f"rules read anew: {now.version}, {now.sha256[:12]}")
        changed = tx.t("changed") if now.sha256 != before else tx.t("as before")
        told = tx.t(
            "{count} rules, no faults, version {version} ({digest}): {changed}. They count from now on.",
            count=len(now.rules), version=now.version, digest=now.sha256[:12], changed=changed,
        )  # fmt: skip
        await conversation.send(told)


async def _pause(conversation: Conversation, name: str) -> None:
    async def do(watch: Watch) -> bool:
        await conversation.ask(Store.pause_source, name, conversation.services.now())  # first: what is said to be paused stays so
        watch.pause(name)
        return True

    await _with_source(conversation, name, "paused", do)


async def _resume(conversation: Conversation, name: str) -> None:
    async def do(watch: Watch) -> bool:
        await conversation.ask(Store.pause_source, name, None)
        watch.resume(name)
        return True

    await _with_source(conversation, name, "resumed", do)


async def _poll(conversation: Conversation, name: str) -> None:
    async def do(watch: Watch) -> bool:
        return watch.poll_now(name)

    await _with_source(conversation, name, "polled", do)


async def _with_source(conversation: Conversation, name: str, done: str, do: Callable[[Watch], Awaitable[bool]]) -> None:
    tx, watch = conversation.tx, conversation.services.operations.watch
    if watch is None or name not in watch.names():
        await conversation.toast(tx.t("This button is out of date."))
        return
    was_done = await do(watch)
    _logged(conversation, f"{name} {done}" if was_done else f"{name} is being polled already")
    await conversation.toast(tx.t("Done.") if was_done else tx.t("It is being asked already."))
    await conversation.show(*await _page(conversation, "sources"))


async def _draft(conversation: Conversation) -> None:
    """Keep what is to be told to all, and show it as it would come."""
    said = (conversation.message.text or "") if conversation.message is not None else ""
    text = re.sub(r"^\S+\s+\S+\s+", "", said)
    first, *rest = text.split(maxsplit=1)
    lang = next((code for code in LANGUAGES if code.lower() == first.lower()), None)
    text = ("".join(rest) if lang else text).strip()
    if not 0 < telegram_length(exact(text)) <= LONGEST:
        await conversation.reply(conversation.tx.t("A message to all has 1 to {most} characters.", most=LONGEST))
        return
    draft = Draft(exact(text), lang)
    key = conversation.services.operations.keep(draft)
    readers = await conversation.ask(Store.readers)
    count = sum(many for (_, code), many in readers.items() if lang in (None, code))
    await conversation.reply(*pages.draft_page(conversation.tx, draft, key, count))


async def _send(conversation: Conversation, key: str) -> None:
    """Owe a draft to all; a second press finds none."""
    tx, services = conversation.tx, conversation.services
    draft = services.operations.drafts.get(key)
    if draft is None:
        await conversation.toast(tx.t("This message was sent or discarded, or I was started anew since: then write it again."))
        return
    count = await conversation.ask(Store.broadcast, key, draft.text, draft.lang, services.now())
    services.operations.drafts.pop(key, None)  # not before: what the database did not take can be sent by another press
    _logged(conversation, f"broadcast {key} to {count} chats")
    await conversation.toast(tx.t("Done."))
    await conversation.show(tx.t("📣 Queued for {count} chats:", count=count) + f"\n\n{draft.text}")


async def _drop(conversation: Conversation, key: str) -> None:
    conversation.services.operations.drafts.pop(key, None)
    await conversation.toast(conversation.tx.t("Discarded."))
    await conversation.show(conversation.tx.t("Discarded."))


async def _ban(conversation: Conversation, chat_id: int) -> None:
    services = conversation.services
    if chat_id in services.settings.admin_chat_ids:
        await conversation.reply(conversation.tx.t("An operator's chat is not banned."))
        return
    if chat_id in (conversation.sender.id if conversation.sender else None, conversation.bot.id, ANONYMOUS):
        await conversation.reply(conversation.tx.t("{chat_id} is you, me, or every anonymous administrator: not banned.", chat_id=chat_id))
        return
    await conversation.ask(Store.ban, chat_id)
    services.operations.banned.add(chat_id)
    _logged(conversation, f"banned {chat_id}")
    await conversation.reply(conversation.tx.t("{chat_id} is not served any more; it is not told.", chat_id=chat_id))


async def _unban(conversation: Conversation, chat_id: int) -> None:
    was_banned = await conversation.ask(Store.unban, chat_id)
    conversation.services.operations.banned.discard(chat_id)
    _logged(conversation, f"unbanned {chat_id}")
    said = conversation.tx.t("{chat_id} is served again.", chat_id=chat_id)
    await conversation.reply(said if was_banned else conversation.tx.t("{chat_id} was not banned.", chat_id=chat_id))


def _logged(conversation: Conversation, what: str) -> None:
    log.warning("operator %s in chat %s: %s", conversation.sender.id if conversation.sender else "?", conversation.chat.id, what)


ACTIONS: Mapping[str, Callable[[Conversation, str], Awaitable[None]]] = {
    "page": _open,
    "pause": _pause,
    "resume": _resume,
    "poll": _poll,
    "send": _send,
    "drop": _drop,
}
"""What the operators' buttons do."""
