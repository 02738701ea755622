"""The bot's own comings and goings: added to a group, removed, blocked, and groups that become supergroups."""

from __future__ import annotations

import logging

from telegram import Chat, ChatMember, ChatMemberUpdated, Message

from bot.chat.answers.commands import closed
from bot.chat.closing import GONE, close, may_write
from bot.chat.conversation import Conversation, Services
from bot.chat.pages.keyboards import subscribe_button
from bot.store import Store
from bot.store.subscriptions import REMOVED

GROUPS = (Chat.GROUP, Chat.SUPERGROUP)

log = logging.getLogger(__name__)


async def moved_in_or_out(conversation: Conversation, change: ChatMemberUpdated) -> None:
    """Close a chat that removed, blocked or silenced the bot; greet a group that took it in, go on where it may write again.

    Channels are not written to unasked. A person who unblocks the bot has not asked for anything yet.
    """
    was_gone, member, chat = change.old_chat_member.status in GONE, change.new_chat_member, conversation.chat
    if not may_write(member, chat.type):
        tell = member.status not in GONE  # a removal is somebody's decision, a right may be taken by mistake
        await close(conversation.bot, conversation.services, chat.id, _reason(member, chat), tell=tell, by=change.from_user.id)
    elif was_gone and chat.type in GROUPS:
        await _greet(conversation)
    elif chat.type != Chat.PRIVATE and await conversation.ask(Store.reopen_chat, chat.id):
        log.info("chat %s is open again: the bot may write there", chat.id)


def _reason(member: ChatMember, chat: Chat) -> str:
    if member.status not in GONE:
        return "the bot has no right to write there"
    return "blocked by the person" if chat.type == Chat.PRIVATE else REMOVED


async def _greet(conversation: Conversation) -> None:
    if not conversation.services.admits(conversation.chat.id):
        await conversation.bot.send_message(conversation.chat.id, closed(conversation))
        return
    text = conversation.tx.t(
        "Hello everybody! I bring what the Federal Reserve publishes into this group, with a score for crypto markets. An administrator "
        "starts it with the button; /settings and /help do the rest. Information, not advice."
    )
    await conversation.bot.send_message(conversation.chat.id, text, reply_markup=subscribe_button(conversation.tx))


async def migrated(services: Services, message: Message) -> None:
    """Follow a group to its new id. Both chats get a service message; the second changes nothing."""
    if message.migrate_to_chat_id is not None:
        await services.store.run(Store.migrate_chat, message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await services.store.run(Store.migrate_chat, message.migrate_from_chat_id, message.chat.id)
    log.info("group %s became a supergroup", message.chat.id)
