"""The pinned card: turned on and off, as typed or pressed, and brought at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import presses
from bot.chat.conversation import Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.settled import change, changed, page, show_page
from bot.chat.typed.changes import Wrong
from bot.chat.typed.typed_times import read_card
from bot.delivery.cards import Outcome
from bot.i18n import N_, Texts
from bot.model import Subscription

OUTCOMES = {
    Outcome.PINNED: N_("📌 The card is pinned. I edit it after each publication; no new message comes of it. /card off removes it."),
    Outcome.NOT_PINNED: N_(
        "The card is there, but I may not pin here. Give me the right to pin messages and send /card on again, or pin it yourself; "
        "I keep it up to date either way."
    ),
    Outcome.LATER: N_("The card comes as soon as Telegram takes it."),
}


async def card(conversation: Conversation, words: Sequence[str]) -> None:
    """Show whether there is a card, with its button, or turn it on or off as typed."""
    if not words:
        await show_page(conversation, "card")
        return
    wish = read_card(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif await change(conversation, lambda chat: replace(chat, card=wish.is_on)) is not None:
        await conversation.reply(await _done(conversation, is_on=wish.is_on))


async def pressed(conversation: Conversation, wish: presses.SetCard) -> None:
    """The same by a button: its page stays, the outcome is a message only where there is something to do about it."""
    chat: Subscription | None = await changed(conversation, lambda chat: replace(chat, card=wish.is_on))
    if chat is None:
        return
    await conversation.toast(conversation.tx.t("Saved"))
    said = await _done(conversation, is_on=wish.is_on)
    await conversation.show(*await page(conversation, chat, setting_pages.card_page, said))


async def _done(conversation: Conversation, *, is_on: bool) -> str:
    """Bring the card, or remove it, and say how that went."""
    tx: Texts = conversation.tx
    cards = conversation.services.cards
    if is_on:
        return tx.t(OUTCOMES[await cards.bring(*conversation.owner)])
    await cards.end(*conversation.owner)
    return tx.t("The card is off.")
