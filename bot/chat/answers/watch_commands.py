"""The command about watches: listing, making, changing, deleting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot.audience.watches import MOST, USUAL_LIFE, Kept, read
from bot.chat.conversation import Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.settled import change, show_page, view_of
from bot.chat.typed.changes import Wrong
from bot.chat.typed.characters import plain
from bot.chat.typed.watch_faults import fault
from bot.i18n import N_
from bot.store import Store
from rules.errors import WatchError
from rules.watch import parse_watch


async def watch(conversation: Conversation, words: Sequence[str]) -> None:
    """List the watches, or make or change one: `/watch standing repo >= 20bn`, `/watch 7 standing repo >= 30bn`, `/watch 7 off`."""
    if not words:
        await show_page(conversation, "watches")
        return
    watch_id = int(words[0]) if re.fullmatch(r"\d{1,12}", words[0], re.ASCII) else None
    text = " ".join(words if watch_id is None else words[1:])
    mine = {kept.id for kept in await conversation.ask(Store.watches, *conversation.owner)}
    if watch_id is not None and (watch_id not in mine or not text):
        await conversation.correct(Wrong(NO_WATCH, {"id": watch_id}))
    elif watch_id is not None and plain(text).casefold() in ("off", "delete", "删除"):
        if await change(conversation, lambda chat: chat) is not None:
            await conversation.ask(Store.delete_watch, *conversation.owner, watch_id)
            await conversation.reply(conversation.tx.t("The watch is deleted. /watch shows those that are left."))
    else:
        try:
            parse_watch(text)
        except WatchError as e:
            await conversation.correct(fault(e, text))
            return
        if await change(conversation, lambda chat: chat) is not None:
            await conversation.reply(*await conversation.ask(keep_watch, conversation, text, watch_id))


NO_WATCH = N_("There is no watch {id} here, or nothing stands behind its number. /watch lists them; /watch {id} off would delete it.")


def keep_watch(store: Store, conversation: Conversation, text: str, watch_id: int | None = None) -> setting_pages.Page | tuple[str, None]:
    """Make a watch, or give one another text, and say what it is; the text can be read. One that says the same is there once."""
    now, tx = conversation.services.now(), conversation.tx
    chat = store.subscription(*conversation.owner)
    assert chat is not None
    same = next((kept for kept in store.watches(*conversation.owner) if kept.id != watch_id and _is_same(kept.text, text)), None)
    told, kept = "", same
    if same is not None and not _has_ended(same, now):
        told = tx.t("You have this watch already:") + "\n"
    elif same is not None and watch_id is None:
        kept = store.change_watch(*conversation.owner, same.id, expires_at=now + USUAL_LIFE, armed=True)
    elif watch_id is not None:
        kept = store.change_watch(*conversation.owner, watch_id, text=text, armed=True)
    else:
        kept = store.add_watch(*conversation.owner, Kept(id=0, text=text, created_at=now, expires_at=now + USUAL_LIFE), MOST)
    if kept is None:
        return tx.t("A chat can have {most} watches. /watch lists them; delete one first.", most=MOST), None
    page, buttons = setting_pages.watch_page(view_of(conversation, chat, store), kept)
    return told + page, buttons


def _is_same(kept: str, text: str) -> bool:
    """Whether two watches ring at the same: `SRF >= 20bn` and `standing repo >= 20,000m`."""
    one, other = read(kept), read(text)
    return one is not None and other is not None and (one.kinds, set(one.condition.all)) == (other.kinds, set(other.condition.all))


def _has_ended(kept: Kept, now: datetime) -> bool:
    return kept.expires_at is not None and kept.expires_at <= now
