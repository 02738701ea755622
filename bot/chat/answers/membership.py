"""The bot's own comings and goings: added to a group, removed, blocked, and groups that become supergroups."""

from __future__ import annotations

import logging

from telegram import Chat, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus

from bot.chat.answers.commands import closed
from bot.chat.conversation import Conversation, Services
from bot.chat.pages.keyboards import subscribe_button
from bot.store import Store

_GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
GROUPS = (Chat.GROUP, Chat.SUPERGROUP)

log = logging.getLogger(__name__)


async def moved_in_or_out(conversation: Conversation, change: ChatMemberUpdated) -> None:
    """Close a chat that removed or blocked the bot; greet a group that took it in. Channels are not written to unasked."""
    was_gone, is_gone = change.old_chat_member.status in _GONE, change.new_chat_member.status in _GONE
    if is_gone:
        reason = "blocked by the person" if conversation.chat.type == Chat.PRIVATE else "removed from the chat"
        await conversation.ask(Store.close_chat, conversation.chat.id, reason)
        log.info("chat %s closed: %s", conversation.chat.id, reason)
    elif was_gone and conversation.chat.type in GROUPS:
        await _greet(conversation)


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
