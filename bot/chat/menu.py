"""The command menu and the bot's description, per language: what people see before they write anything.

A menu that can't be set is no reason not to work: it is logged, and set again at the next start.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from typing import Protocol

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    Chat,
)
from telegram.error import TelegramError

from bot.i18n import texts
from bot.languages import LANGUAGES


class Listed(Protocol):
    """What a menu shows of a command."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def changes(self) -> bool: ...


async def publish(bot: Bot, default: str, commands: Sequence[Listed]) -> None:
    """Set the menus of private chats, groups and group administrators and the descriptions, in each language."""
    for lang, code in [(default, None), *((lang, language.app_code) for lang, language in LANGUAGES.items() if language.app_code)]:
        everyone, members = _menu(lang, commands), _menu(lang, [command for command in commands if not command.changes])
        await _set(bot, everyone, BotCommandScopeAllPrivateChats(), code)
        await _set(bot, members, BotCommandScopeAllGroupChats(), code)
        await _set(bot, everyone, BotCommandScopeAllChatAdministrators(), code)
        await _try(bot.set_my_description(_description(lang), language_code=code))
        await _try(bot.set_my_short_description(_short_description(lang), language_code=code))


async def publish_for(bot: Bot, chat: Chat, lang: str, commands: Sequence[Listed]) -> None:
    """Set one chat's own menu, in the language it chose."""
    if chat.type == Chat.PRIVATE:
        await _set(bot, _menu(lang, commands), BotCommandScopeChat(chat.id))
        return
    await _set(bot, _menu(lang, [command for command in commands if not command.changes]), BotCommandScopeChat(chat.id))
    await _set(bot, _menu(lang, commands), BotCommandScopeChatAdministrators(chat.id))


async def forget(bot: Bot, chat: Chat) -> None:
    """Delete one chat's own menu, so that it has that of all chats again."""
    await _try(bot.delete_my_commands(BotCommandScopeChat(chat.id)))
    if chat.type != Chat.PRIVATE:
        await _try(bot.delete_my_commands(BotCommandScopeChatAdministrators(chat.id)))


def _menu(lang: str, commands: Sequence[Listed]) -> list[BotCommand]:
    tx = texts("chat", lang)
    return [BotCommand(command.name, tx.t(command.about)) for command in commands]


async def _set(bot: Bot, menu: list[BotCommand], scope: BotCommandScope, code: str | None = None) -> None:
    await _try(bot.set_my_commands(menu, scope=scope, language_code=code))


async def _try(request: Awaitable[bool]) -> None:
    try:
        await request
    except TelegramError as e:
        logging.getLogger(__name__).warning("the command menu or description could not be set: %s", e.message)


def _description(lang: str) -> str:
    return texts("chat", lang).t(
        "I watch what the Federal Reserve publishes (FOMC decisions, its weekly balance sheet, its repo operations) and say what it may "
        "mean for crypto markets: how large, which way, how sure, and why. Information, not advice."
    )


def _short_description(lang: str) -> str:
    return texts("chat", lang).t("Fed publications as scored alerts for crypto markets. Information, not advice.")
