"""Whether Telegram knows the bot, and whether the operators' chats can be reached: what `fedtide doctor` asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.delivery.telegram.client import Client, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What Telegram said. Texts hold no token."""

    username: str
    can_join_groups: bool
    unreachable: tuple[tuple[int, str], ...]
    """Chats that the bot can't write to, each with Telegram's reason."""


async def check_up(token: str, *, base_url: str, proxy: str | None, chat_ids: Iterable[int] = ()) -> Checkup:
    """Ask who the bot is, and for each of these chats. Sends nothing.

    Raises TokenRejected when Telegram does not know the token, telegram's errors by way of ConnectionError when it can't be asked.
    """
    client = Client(
        token, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot", request=Request(token, proxy=proxy, read_timeout=10)
    )
    try:
        async with client:
            return Checkup(
                username=client.bot.username or "",
                can_join_groups=bool(client.bot.can_join_groups),
                unreachable=tuple([(chat_id, reason) for chat_id in chat_ids if (reason := await _why_not(client, chat_id))]),
            )
    except TelegramError as e:
        raise ConnectionError(e.message) from None


async def _why_not(client: Client, chat_id: int) -> str | None:
    try:
        await client.get_chat(chat_id)
    except (BadRequest, Forbidden) as e:
        return e.message
    except NetworkError as e:
        return f"no answer: {e.message}"
    return None
