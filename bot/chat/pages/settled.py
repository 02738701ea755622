"""What every setting needs: its subscription, the right to change it, and its page."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.conversation import Talk
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribe_button
from bot.model import Subscription
from bot.render.html import escape

Change = Callable[[Subscription], Subscription]


def view_of(talk: Talk, chat: Subscription) -> setting_pages.View:
    """What a page of this talk is made from."""
    desk = talk.desk
    title = talk.about.name if talk.about is not None else ""
    return setting_pages.View(talk.tx, chat, desk.now(), desk.store, desk.meetings, title, talk.target)


async def show_page(talk: Talk, name: str) -> None:
    """A page of the settings, as a new message."""
    chat = talk.subscription()
    if chat is None:
        await not_subscribed(talk)
    else:
        await talk.reply(*setting_pages.PAGES[name](view_of(talk, chat)))


async def change(talk: Talk, wish: Change) -> Subscription | None:
    """The settings as they are after a change, if there are some and the speaker may change them; else they have been told."""
    if not await allowed(talk):
        return None
    chat = talk.subscription()
    if chat is None:
        await not_subscribed(talk)
        return None
    changed = wish(chat)
    talk.desk.store.update(changed)
    return changed


async def allowed(talk: Talk) -> bool:
    """Whether the speaker may change the settings; else they have been told."""
    if await talk.may_change():
        return True
    await talk.reply(refusal(talk))
    return False


def refusal(talk: Talk) -> str:
    """What somebody is told who may not change the settings."""
    if talk.about is not None:
        return talk.tx.t(
            "Only administrators of {channel} can set it up, from their private chat with me.", channel=escape(talk.about.name)
        )
    return talk.tx.t("Only administrators of this group can change its settings.")


async def not_subscribed(talk: Talk) -> None:
    """Say so, with the way to begin."""
    await talk.reply(talk.tx.t("This chat is not subscribed yet; its settings begin with that."), subscribe_button(talk.tx, talk.target))
