"""What every setting needs: its subscription, the right to change it, and its page."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.conversation import Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribe_button
from bot.model import Subscription
from bot.render.html import escape

Change = Callable[[Subscription], Subscription]


def view_of(conversation: Conversation, chat: Subscription) -> setting_pages.View:
    """What a page of this conversation is made from."""
    services = conversation.services
    title = conversation.about.name if conversation.about is not None else ""
    return setting_pages.View(conversation.tx, chat, services.now(), services.store, services.meetings, title, conversation.target)


async def show_page(conversation: Conversation, name: str) -> None:
    """A page of the settings, as a new message."""
    chat = conversation.subscription()
    if chat is None:
        await not_subscribed(conversation)
    else:
        await conversation.reply(*setting_pages.PAGES[name](view_of(conversation, chat)))


async def change(conversation: Conversation, wish: Change) -> Subscription | None:
    """The settings as they are after a change, if there are some and the speaker may change them; else they have been told."""
    if not await allowed(conversation):
        return None
    chat = conversation.subscription()
    if chat is None:
        await not_subscribed(conversation)
        return None
    changed = wish(chat)
    conversation.services.store.update(changed)
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
            "Only administrators of {channel} can set it up, from their private chat with me.", channel=escape(conversation.about.name)
        )
    return conversation.tx.t("Only administrators of this group can change its settings.")


async def not_subscribed(conversation: Conversation) -> None:
    """Say so, with the way to begin."""
    await conversation.reply(
        conversation.tx.t("This chat is not subscribed yet; its settings begin with that."),
        subscribe_button(conversation.tx, conversation.target),
    )
