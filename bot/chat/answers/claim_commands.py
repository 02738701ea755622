"""What the source article claims beside what the data say, and the pictures of the evidence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import claim_buttons, claims_buttons
from bot.chat.typed.changes import Wrong, shown
from bot.i18n import N_, texts
from bot.render.evidence.captions import LOOKED_UP, Picture, caption
from bot.render.evidence.claims import claim_text, claims_list, short_title
from rules.claims import CLAIMED, Claim

NO_CLAIM = N_("“{word}” is no claim that I know. /claims lists them; one alone is for example <code>/claims correlation-60d</code>.")

NO_PRICES = N_(
    "I can't draw this yet: it needs years of prices and publications, which this bot's operator has not loaded "
    "(<code>fedtide backfill</code>). Prices of others don't come with me."
)


async def claims(conversation: Conversation, words: Sequence[str]) -> None:
    """All claims in a line each, or one with its method, series and variants."""
    claim = " ".join(words).casefold()
    if claim and claim not in CLAIMED:
        await conversation.correct(Wrong(NO_CLAIM, {"word": shown(claim)}))
    else:
        await show_claims(conversation, claim, conversation.reply)


async def show_claims(conversation: Conversation, claim: str, show: Callable[[str, InlineKeyboardMarkup], Awaitable[object]]) -> None:
    """Show the page of all claims, or of the one of this id; worked out beside the conversation."""

    async def give(found: Sequence[Claim]) -> None:
        await show(*_page(conversation, claim, found))

    await conversation.aside(("claims", claim), conversation.services.claims, give)


def _page(conversation: Conversation, claim: str, found: Sequence[Claim]) -> tuple[str, InlineKeyboardMarkup]:
    if claim:
        return claim_text(next(one for one in found if one.id == claim), conversation.lang), claim_buttons(conversation.tx)
    words = texts("alerts", conversation.lang)
    return claims_list(found, conversation.lang), claims_buttons(conversation.tx, {one.id: short_title(one.id, words) for one in found})


async def send_picture(conversation: Conversation, name: str, event_id: int = 0, buttons: InlineKeyboardMarkup | None = None) -> None:
    """Send a picture as a photo, drawn beside the conversation; where there is too little to draw, or no photo is let in, say so."""

    async def give(picture: Picture | None) -> None:
        if picture is not None:
            await _give_picture(conversation, picture, buttons)
        elif name in (*LOOKED_UP, "wording", "operation"):
            await conversation.reply(conversation.tx.t("I can't draw this yet: it takes two publications, and they come by themselves."))
        else:
            await conversation.reply(conversation.tx.t(NO_PRICES))

    await conversation.aside(("picture", name, event_id), lambda: conversation.services.picture(name, conversation.lang, event_id), give)


async def _give_picture(conversation: Conversation, picture: Picture, buttons: InlineKeyboardMarkup | None) -> None:
    try:
        await conversation.send_photo(picture.png, caption(picture.facts, conversation.lang), picture.name, buttons)
    except BadRequest as e:
        if "not enough rights" not in e.message.lower():
            raise
        await conversation.reply(conversation.tx.t("I may not send pictures to this chat: an administrator can allow it."))
