"""Who may change a chat's settings: the person in a private chat, in a group its administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from telegram import Bot, Chat
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

LIFE = timedelta(seconds=60)
"""How long an answer of the platform is believed."""
_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Rights:
    """Asks the platform who administers a group, and remembers its answer for a minute."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: dict[tuple[int, int], tuple[bool, datetime]] = {}

    async def may_change(self, bot: Bot, chat: Chat, sender_id: int | None, speaks_as: int | None = None) -> bool:
        """Whether somebody may change a chat's settings. Raises TelegramError when the platform can't be asked.

        `speaks_as` is the chat in whose name a message was written: an anonymous administrator writes in the group's own name,
        which nobody else can; whoever writes as a channel can't be told apart and may not.
        """
        if chat.type == Chat.PRIVATE or speaks_as == chat.id:
            return True
        if speaks_as is not None or sender_id is None:
            return False
        return await self._is_admin(bot, chat.id, sender_id)

    async def administers(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        """Whether a person administers a group or channel, as the platform said within the last minute."""
        return await self._is_admin(bot, chat_id, user_id)

    async def _is_admin(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        now = self._now()
        self._known = {key: value for key, value in self._known.items() if value[1] > now}
        if (chat_id, user_id) not in self._known:
            self._known[chat_id, user_id] = (await _ask(bot, chat_id, user_id), now + LIFE)
        return self._known[chat_id, user_id][0]


async def _ask(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):  # not a member at all; or the bot is not, and can't see who is
        return False
    return member.status in _ADMINS
