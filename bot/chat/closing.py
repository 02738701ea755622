"""Chats that do not take messages any more: whoever set a channel up, and the operators, hear of it once."""

from __future__ import annotations

import logging

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.chat.conversation import Services
from bot.i18n import texts
from bot.render.html import escape, exact
from bot.store import Store

GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

log = logging.getLogger(__name__)


def may_write(member: ChatMember, chat_type: str) -> bool:
    """Whether a member, which the bot is in all that follows, may write to a chat of a type."""
    if member.status in GONE:
        return False
    if isinstance(member, ChatMemberRestricted):
        return bool(member.is_member and member.can_send_messages)
    if chat_type != ChatType.CHANNEL:
        return True
    if isinstance(member, ChatMemberAdministrator):
        return member.can_post_messages is not False  # what a server leaves out it does not take away
    return member.status == ChatMemberStatus.OWNER


async def close(bot: Bot, services: Services, chat_id: int, reason: str, *, tell: bool, by: int) -> None:
    """Close a chat; where it was open, and on wish, say so to all who care but the one `by` whom it came."""
    if await services.store.run(Store.close_chat, chat_id, reason):
        log.info("chat %s closed: %s", chat_id, reason)
        if tell:
            await tell_closed(bot, services, chat_id, reason, by)


async def tell_closed(bot: Bot, services: Services, chat_id: int, reason: str, by: int | None = None) -> None:
    """Tell whoever set a group or channel up, where that is known, and the operators, that it was closed."""
    text = f"Chat {chat_id} takes no messages any more: {reason}. Its settings are kept; rights given back open it again."
    await services.operators.tell(text)
    keeper = await services.store.run(Store.keeper_of, chat_id)
    if keeper is None or keeper == by or keeper in services.settings.admin_chat_ids:
        return
    lang = await services.store.run(Store.chat_lang, keeper)
    tx = texts("chat", lang or services.settings.lang)
    said = tx.t(
        "I can't write to {chat} any more: <i>{reason}</i>. Its settings are kept. Once I am an administrator there who may post messages, "
        "I go on by myself.",
        chat=exact(await _name_of(bot, chat_id)),
        reason=escape(reason),
    )
    await _tell(bot, keeper, said)


async def _tell(bot: Bot, reader: int, text: str) -> None:
    try:
        await bot.send_message(reader, text)
    except TelegramError as e:
        log.warning("chat %s could not be told: %s", reader, e.message)


async def _name_of(bot: Bot, chat_id: int) -> str:
    """How people know a chat; its number where Telegram does not show it to us any more."""
    try:
        chat = await bot.get_chat(chat_id)
    except TelegramError:
        return str(chat_id)
    return f"@{chat.username}" if chat.username else chat.title or str(chat_id)
