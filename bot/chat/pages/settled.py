"""What every setting needs: its subscription, the right to change it, and its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from bot.chat.conversation import Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribe_button
from bot.chat.pages.setting_pages import Page, View
from bot.i18n import Texts
from bot.model import Subscription
from bot.render.html import exact
from bot.store import Store

P = ParamSpec("P")
Change = Callable[[Subscription], Subscription]


async def page(
    conversation: Conversation, chat: Subscription, make: Callable[Concatenate[View, P], Page], *given: P.args, **named: P.kwargs
) -> Page:
    """A page of the settings; what it shows is read in a thread."""
    return await conversation.ask(lambda store: make(view_of(conversation, chat, store), *given, **named))


def view_of(conversation: Conversation, chat: Subscription, store: Store) -> View:
    """What a page of this conversation is made from."""
    services = conversation.services
    title = conversation.about.name if conversation.about is not None else ""
    return View(conversation.tx, chat, services.now(), store, services.meetings, title, conversation.target)


async def show_page(conversation: Conversation, name: str) -> None:
    """A page of the settings, as a new message."""
    chat = await conversation.subscription()
    if chat is None:
        await not_subscribed(conversation)
    else:
        await conversation.reply(*await page(conversation, chat, setting_pages.PAGES[name]))


async def change(conversation: Conversation, wish: Change) -> Subscription | None:
    """The settings as they are after a change, if there are some and the speaker may change them; else they have been told."""
    if not await allowed(conversation):
        return None
    changed = await conversation.ask(Store.change, *conversation.owner, wish)
    if changed is None:
        await not_subscribed(conversation)
    return changed


async def allowed(conversation: Conversation) -> bool:
    """Whether the speaker may change the settings; else they have been told."""
    if await conversation.may_change():
        return True
    await conversation.reply(refusal(conversation))
    return False


def refusal(conversation: Conversation) -> str:
    """What somebody is told who may not change the settings."""
    if conversation.about is not None:
        return conversation.tx.t(
            "Only administrators of {channel} can set it up, from their private chat with me.", channel=exact(conversation.about.name)
        )
    return conversation.tx.t("Only administrators of this group can change its settings.")


def closed_circle(tx: Texts, chat_id: int) -> str:
    """What is said of a chat outside the closed circle."""
    return tx.t(
        "This bot serves a closed circle. To be let in, give its operator the number of this chat: <code>{chat_id}</code>", chat_id=chat_id
    )


async def not_subscribed(conversation: Conversation) -> None:
    """Say so, with the way to begin."""
    await conversation.reply(
        conversation.tx.t("This chat is not subscribed yet; its settings begin with that."),
        subscribe_button(conversation.tx, conversation.target),
    )


async def changed(conversation: Conversation, wish: Change) -> Subscription | None:
    """The settings after the change that a button makes; None where there are none, and whoever pressed was told."""
    return await _or_told(conversation, await conversation.ask(Store.change, *conversation.owner, wish))


async def pressed_in(conversation: Conversation) -> Subscription | None:
    """The subscription whose button was pressed; None where it is gone, and whoever pressed was told."""
    return await _or_told(conversation, await conversation.subscription())


async def _or_told(conversation: Conversation, chat: Subscription | None) -> Subscription | None:
    if chat is None:
        await conversation.toast(conversation.tx.t("This chat is not subscribed. /subscribe starts it."))
    return chat
