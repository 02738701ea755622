"""The buttons under alerts: what they open of the event, the watches it leads to, and muting its kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from telegram import Message
from telegram.error import BadRequest, TelegramError

from bot.audience.wanted import mode_of
from bot.chat import presses
from bot.chat.answers import event_commands
from bot.chat.answers.claim_commands import send_picture
from bot.chat.answers.own_view import REFUSED, OwnView, glance, own_view
from bot.chat.answers.suggestions import suggestions
from bot.chat.answers.watch_commands import keep_watch
from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import muted_buttons, picture_buttons, suggestion_buttons
from bot.chat.pages.settled import changed, pressed_in
from bot.chat.words import kind_line
from bot.i18n import texts
from bot.model import Published, Subscription
from bot.render.html import shorten, visible
from bot.store import Store

AGAIN, AGAIN_IN_GROUPS = timedelta(minutes=1), timedelta(hours=1)
"""After so long the same is given again: in a group many press, and those who come later look further up."""
OfEvent = presses.Explain | presses.ShowTable | presses.ShowChanges | presses.ShowAlert | presses.ShowHistory


def looking(look: event_commands.Look) -> Callable[[Conversation, OfEvent], Awaitable[None]]:
    """What looks at the event of the message under which it was pressed: once in a while, however many press."""

    async def do(conversation: Conversation, wish: OfEvent) -> None:
        found = await conversation.ask(Store.assessed_event, wish.event_id)
        if found is None:
            await _out_of_date(conversation)
        elif (own := await own_view(conversation)) is not None:
            await _privately(conversation, own, found, look)
        else:
            await _here(conversation, found, look)

    return do


async def _here(conversation: Conversation, found: Published, look: event_commands.Look) -> None:
    """In answer to the message that was pressed."""
    once = conversation.services.once
    key = (look.name, conversation.chat.id, conversation.thread_id, found.id, conversation.lang)
    if not once.first(key, AGAIN_IN_GROUPS if conversation.is_group else AGAIN):
        await conversation.toast(conversation.tx.t("I have just said it: see above."))
        return
    await conversation.toast()
    try:
        await event_commands.show(conversation, found, look)
    except TelegramError:
        once.forget(key)
        raise


async def _privately(conversation: Conversation, own: OwnView, found: Published, look: event_commands.Look) -> None:
    """In the private chat of whoever pressed; where there is none, its beginning for them alone."""
    there = own.conversation
    if own.is_known:
        if not conversation.services.once.first((look.name, there.chat.id, found.id, there.lang), AGAIN):
            await conversation.toast(there.tx.t("I have just written it to you."))
            return
        try:
            await event_commands.show(there, found, look)
        except REFUSED:
            pass
        else:
            await conversation.toast(there.tx.t("In your language: see your private chat with me."))
            return
    await conversation.toast(glance(await event_commands.told(there, found, look)), alert=True)


async def picture(conversation: Conversation, wish: presses.ShowPicture) -> None:
    """Draw a picture; in a group it is drawn once in a while, for all. An old button of a chat that wants none any more says so."""
    if not await conversation.wants_pictures():
        await conversation.toast(conversation.tx.t("Pictures are off here; /pictures on brings them back."), alert=True)
        return
    found = await conversation.ask(Store.assessed_event, wish.of) if wish.of else None
    if wish.of and found is None:
        await _out_of_date(conversation)
        return
    once, key = conversation.services.once, ("picture", conversation.chat.id, conversation.thread_id, wish)
    if conversation.is_group and not once.first(key, AGAIN_IN_GROUPS):
        await conversation.toast(conversation.tx.t("I have just said it: see above."))
        return
    await conversation.toast(conversation.tx.t("I'm drawing it …"))
    try:
        await send_picture(conversation, wish.name, wish.of, picture_buttons(conversation.tx, wish.name, found) if found else None)
    except TelegramError:
        once.forget(key)
        raise


async def set_mode(conversation: Conversation, wish: presses.SetMode) -> None:
    """Mute a kind, or take that back: the button that was pressed becomes the way back."""
    chat = await pressed_in(conversation)
    if chat is None:
        return
    before = mode_of(chat, wish.kind)

    def muted(chat: Subscription) -> Subscription:
        return replace(chat, modes={**chat.modes, wish.kind: wish.mode})

    if await changed(conversation, muted) is None:
        return
    await conversation.toast(shorten(conversation.tx.t("Saved: {what}", what=kind_line(conversation.tx, wish.kind, wish.mode)), 180))
    message = conversation.message
    if before is not wish.mode and isinstance(message, Message) and message.reply_markup is not None:
        board = muted_buttons(texts("chat", conversation.lang), message.reply_markup, wish, before)
        try:
            await message.edit_reply_markup(board)
        except BadRequest as e:
            if not any(words in e.message.lower() for words in ("not modified", "not found", "can't be edited")):
                raise


async def suggest(conversation: Conversation, wish: presses.SuggestWatches) -> None:
    """The watches that the event leads to, as buttons."""
    found, chat = await conversation.ask(Store.assessed_event, wish.event_id), await pressed_in(conversation)
    if chat is None:
        return
    if found is None:
        await _out_of_date(conversation)
        return
    await conversation.toast()
    text = conversation.tx.t("Which watch shall I keep? It rings when a later publication gets there. Your own: <code>/watch …</code>")
    await conversation.reply(text, suggestion_buttons(conversation.tx, wish.event_id, suggestions(found, conversation.lang)))


async def make(conversation: Conversation, wish: presses.MakeWatch) -> None:
    """Keep one of them."""
    found, chat = await conversation.ask(Store.assessed_event, wish.event_id), await pressed_in(conversation)
    if chat is None:
        return
    kept = [] if found is None else suggestions(found, conversation.lang)
    if wish.number >= len(kept):
        await _out_of_date(conversation)
        return
    made = await conversation.ask(keep_watch, conversation, kept[wish.number])
    await conversation.toast(shorten(visible(made[0]), 100))
    await conversation.show(*made)


async def _out_of_date(conversation: Conversation) -> None:
    await conversation.toast(conversation.tx.t("This button is out of date. /settings shows the ones that work."))
