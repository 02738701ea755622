"""What the source article claims beside what the data say, and the pictures of the evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.chat.conversation import Conversation
from bot.chat.pages.keyboards import claim_buttons, claims_buttons
from bot.chat.typed.changes import Wrong, shown
from bot.i18n import N_, texts
from bot.render.evidence.captions import caption
from bot.render.evidence.claims import claim_text, claims_list, short_title
from rules.claims import CLAIMED

NO_CLAIM = N_("“{word}” is no claim that I know. /claims lists them; one alone is for example <code>/claims correlation-60d</code>.")


async def claims(conversation: Conversation, words: Sequence[str]) -> None:
    """All claims in a line each, or one with its method, series and variants."""
    claim = " ".join(words).casefold()
    if claim and claim not in CLAIMED:
        await conversation.correct(Wrong(NO_CLAIM, {"word": shown(claim)}))
    else:
        await conversation.reply(*await claims_page(conversation, claim))


async def claims_page(conversation: Conversation, claim: str) -> tuple[str, InlineKeyboardMarkup]:
    """The page of all claims, or of the one of this id; worked out beside the conversation."""
    found = await asyncio.to_thread(conversation.services.claims)
    if claim:
        return claim_text(next(one for one in found if one.id == claim), conversation.lang), claim_buttons(conversation.tx)
    words = texts("alerts", conversation.lang)
    return claims_list(found, conversation.lang), claims_buttons(conversation.tx, {one.id: short_title(one.id, words) for one in found})


async def send_picture(conversation: Conversation, name: str) -> None:
    """Send a picture as a photo, drawn beside the conversation; where there is too little to draw, or no photo is let in, say so."""
    picture = await asyncio.to_thread(conversation.services.picture, name)
    if picture is None:
        await conversation.reply(
            conversation.tx.t(
                "I can't draw this yet: it needs years of prices and publications, which this bot's operator has not loaded "
                "(<code>fedtide backfill</code>). Prices of others don't come with me."
            )
        )
        return
    try:
        await conversation.send_photo(picture.png, caption(picture.facts, conversation.lang), picture.name)
    except BadRequest as e:
        if "not enough rights" not in e.message.lower():
            raise
        await conversation.reply(conversation.tx.t("I may not send pictures to this chat: an administrator can allow it."))
