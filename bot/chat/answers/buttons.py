"""What pressing a button does: change one thing, say so in a word, and show the page as it is now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.chat import presses
from bot.chat.answers import card_commands, event_buttons, event_commands, lookups
from bot.chat.answers.claim_commands import show_claims
from bot.chat.answers.commands import closed, just_subscribed, show_example, speak, subscribed
from bot.chat.answers.time_commands import with_digest, with_form, with_quiet
from bot.chat.conversation import Channel, Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import USUAL_QUIET
from bot.chat.pages.settled import changed, closed_circle, page, pressed_in, refusal
from bot.chat.presses import read_press
from bot.chat.words import (
    digest_line,
    form_line,
    kind_line,
    pictures_line,
    quiet_line,
    reactions_line,
    receipts_line,
    snooze_line,
    zone_line,
)
from bot.i18n import Texts
from bot.languages import LANGUAGES
from bot.model import Mode, Subscription
from bot.render.html import shorten, visible
from bot.store import Store

FOR_EVERYBODY = (
    presses.Refresh, presses.ShowExample, presses.Explain, presses.ShowTable, presses.ShowChanges, presses.ShowAlert, presses.ShowHistory,
    presses.ShowClaim, presses.ShowPicture,
)  # fmt: skip
"""What only looks, and may be pressed by every member of a group."""
Do = Callable[[Conversation, Any], Awaitable[None]]


async def press(conversation: Conversation, data: str) -> None:
    """Do what a button says. Old and forged buttons, and people who may not, get a word in place of a change."""
    found = read_press(data)
    if not conversation.services.admits(conversation.chat.id):
        await conversation.toast(visible(closed(conversation)))
        return
    if found is None:
        await conversation.toast(out_of_date(conversation.tx))
        return
    wish, target = found
    if target is not None and not conversation.services.admits(target):
        await conversation.toast(visible(closed_circle(conversation.tx, target)))
        return
    if target is not None:
        conversation = replace(conversation, about=Channel(target, _name(conversation, target)))
    if not isinstance(wish, FOR_EVERYBODY) and not await conversation.may_change():
        await conversation.toast(visible(refusal(conversation)))
    else:
        await ACTIONS[type(wish)](conversation, wish)


def out_of_date(tx: Texts) -> str:
    """What a button is answered that none of ours has, or that stands where none of ours can."""
    return tx.t("This button is out of date. /settings shows the ones that work.")


def _name(conversation: Conversation, target: int) -> str:
    """How the page under the button calls the channel; its number where it does not."""
    text = conversation.message.text if conversation.message is not None else None
    first = (text or "").partition("\n")[0]
    return first.rpartition(" · ")[2] if " · " in first else str(target)


async def _subscribe(conversation: Conversation, wish: presses.Subscribe) -> None:
    shown = await subscribed(conversation, wish.wish)
    await conversation.toast(conversation.tx.t("Subscribed"))
    await conversation.show(*shown)


async def _begin(conversation: Conversation, wish: presses.Begin) -> None:
    """One of the first choices; the page with them stays."""
    changes: Mapping[str, dict[str, Any]] = {
        "s": {"is_short": True, "is_rich": False},
        "l": {"is_short": False, "is_rich": False},
        "q": {"quiet_from": USUAL_QUIET[0], "quiet_until": USUAL_QUIET[1]},
        "n": {"quiet_from": None, "quiet_until": None, "breakthrough": None},
    }
    tx, chat = conversation.tx, await changed(conversation, lambda chat: replace(chat, **changes[wish.what]))
    if chat is None:
        return
    said = quiet_line(tx, chat) if wish.what in "qn" else form_line(tx, chat)
    await conversation.toast(visible(said))
    await conversation.show(*await page(conversation, chat, setting_pages.welcome_page, just_subscribed(conversation)))


async def _sheets(conversation: Conversation, wish: presses.SetSheets) -> None:
    mode = Mode.ALL if wish.are_messages else Mode.DIGEST
    await _set(
        conversation,
        lambda chat: replace(chat, modes={**chat.modes, "balance_sheet": mode}),
        "settings",
        lambda _: kind_line(conversation.tx, "balance_sheet", mode),
    )


async def _example(conversation: Conversation, wish: presses.ShowExample) -> None:
    await conversation.toast()
    await show_example(conversation)


async def _speak(conversation: Conversation, wish: presses.Speak) -> None:
    conversation = await speak(conversation, wish.lang)
    await conversation.toast(LANGUAGES[wish.lang].name)
    await conversation.show(*setting_pages.language_page(conversation.tx, wish.lang, conversation.target))


async def _open(conversation: Conversation, wish: presses.Open) -> None:
    if wish.page == "lang":
        await conversation.toast()
        await conversation.show(*setting_pages.language_page(conversation.tx, conversation.lang, conversation.target))
    elif (chat := await pressed_in(conversation)) is not None:
        await conversation.toast()
        await conversation.show(*await page(conversation, chat, setting_pages.PAGES[wish.page]))


async def _thresholds(conversation: Conversation, wish: presses.Draft) -> None:
    wished = partial(replace, impact=wish.impact, direction=wish.direction, loud=wish.loud)
    chat = await (changed(conversation, wished) if wish.save else pressed_in(conversation))
    if chat is None:
        return
    if wish.save:
        wish = replace(wish, save=False)
        await conversation.toast(conversation.tx.t("Saved"))
    else:
        await conversation.toast()
    await conversation.show(*await page(conversation, chat, setting_pages.thresholds_page, wish))


async def _kind(conversation: Conversation, wish: presses.KindDraft) -> None:
    chat = await (changed(conversation, lambda chat: setting_pages.with_kind(chat, wish)) if wish.save else pressed_in(conversation))
    if chat is None:
        return
    if wish.save:
        wish = replace(wish, save=False)
        await conversation.toast(conversation.tx.t("Saved: {what}", what=kind_line(conversation.tx, wish.kind, wish.mode)))
    else:
        await conversation.toast()
    await conversation.show(*await page(conversation, chat, setting_pages.kind_page, wish))


async def _zone(conversation: Conversation, wish: presses.SetZone) -> None:
    await _set(
        conversation,
        lambda chat: replace(chat, timezone=wish.zone),
        "zone",
        lambda chat: zone_line(conversation.tx, chat, conversation.services.now()),
    )


async def _quiet(conversation: Conversation, wish: presses.SetQuiet) -> None:
    await _set(conversation, lambda chat: with_quiet(chat, wish), "quiet", lambda chat: quiet_line(conversation.tx, chat))


async def _snooze(conversation: Conversation, wish: presses.Snooze) -> None:
    now = conversation.services.now()
    until = now + timedelta(hours=wish.hours) if wish.hours else None
    awake = conversation.tx.t("Awake: alerts come as they are published.")
    await _set(
        conversation,
        lambda chat: replace(chat, snoozed_until=until),
        "snooze",
        lambda chat: snooze_line(conversation.tx, chat, now) or awake,
    )


async def _digest(conversation: Conversation, wish: presses.SetDigest) -> None:
    await _set(conversation, lambda chat: with_digest(chat, wish), "digest", lambda chat: digest_line(conversation.tx, chat))


async def _form(conversation: Conversation, wish: presses.SetForm) -> None:
    await _set(conversation, lambda chat: with_form(chat, wish), "settings", lambda chat: form_line(conversation.tx, chat))


async def _remind(conversation: Conversation, wish: presses.Remind) -> None:
    changes: dict[str, Any] = {f"remind_{wish.what}": wish.lead}
    said = conversation.tx.t("No reminder") if wish.lead is None else conversation.tx.t("I remind you before it.")
    await _set(conversation, lambda chat: replace(chat, **changes), "next", lambda _: said)


async def _receipts(conversation: Conversation, wish: presses.SetReceipts) -> None:
    await _set(conversation, lambda chat: replace(chat, receipts=wish.mode), "receipts", lambda chat: receipts_line(conversation.tx, chat))


async def _reactions(conversation: Conversation, wish: presses.SetReactions) -> None:
    await _set(
        conversation, lambda chat: replace(chat, reactions=wish.is_on), "receipts", lambda chat: reactions_line(conversation.tx, chat)
    )


async def _pictures(conversation: Conversation, wish: presses.SetPictures) -> None:
    await _set(conversation, lambda chat: replace(chat, pictures=wish.is_on), "settings", lambda chat: pictures_line(conversation.tx, chat))


async def _claim(conversation: Conversation, wish: presses.ShowClaim) -> None:
    await conversation.toast()
    await show_claims(conversation, wish.claim, conversation.show)


async def _open_watch(conversation: Conversation, wish: presses.OpenWatch) -> None:
    await _change_watch(conversation, wish.watch_id, {})


async def _edit_watch(conversation: Conversation, wish: presses.ChangeWatch) -> None:
    now, changes = conversation.services.now(), dict[str, Any]()
    if wish.what == "pause":
        changes["cooldown_hours"] = wish.value
    elif wish.what == "snooze":
        changes["snoozed_until"] = now + timedelta(hours=wish.value) if wish.value else None
    else:
        changes["expires_at"] = now + timedelta(days=wish.value) if wish.value else None
    await _change_watch(conversation, wish.watch_id, changes)


async def _change_watch(conversation: Conversation, watch_id: int, changes: Mapping[str, Any]) -> None:
    """Change a watch (or nothing of it) and show it; one that is gone gives way to the list."""
    chat = await pressed_in(conversation)
    if chat is None:
        return
    owner = conversation.owner
    kept = await conversation.ask(lambda store: store.change_watch(*owner, watch_id, **changes)) if changes else None
    kept = kept or next((one for one in await conversation.ask(Store.watches, *owner) if one.id == watch_id), None)
    if kept is None:
        await conversation.toast(conversation.tx.t("This watch is gone."))
        await conversation.show(*await page(conversation, chat, setting_pages.watches_page))
        return
    await conversation.toast(conversation.tx.t("Saved") if changes else "")
    await conversation.show(*await page(conversation, chat, setting_pages.watch_page, kept))


async def _drop(conversation: Conversation, wish: presses.DropWatch) -> None:
    chat = await pressed_in(conversation)
    if chat is None:
        return
    await conversation.ask(Store.delete_watch, *conversation.owner, wish.watch_id)
    await conversation.toast(conversation.tx.t("Deleted"))
    await conversation.show(*await page(conversation, chat, setting_pages.watches_page))


async def _set(
    conversation: Conversation, change: Callable[[Subscription], Subscription], name: str, toast: Callable[[Subscription], str]
) -> None:
    chat = await changed(conversation, change)
    if chat is None:
        return
    await conversation.toast(shorten(visible(toast(chat)), 180))
    await conversation.show(*await page(conversation, chat, setting_pages.PAGES[name]))


ACTIONS: Mapping[type[presses.Press], Do] = {
    presses.Subscribe: _subscribe,
    presses.Begin: _begin,
    presses.SetSheets: _sheets,
    presses.ShowExample: _example,
    presses.Open: _open,
    presses.Speak: _speak,
    presses.Draft: _thresholds,
    presses.KindDraft: _kind,
    presses.SetZone: _zone,
    presses.SetQuiet: _quiet,
    presses.Snooze: _snooze,
    presses.SetDigest: _digest,
    presses.SetForm: _form,
    presses.Remind: _remind,
    presses.SetReceipts: _receipts,
    presses.SetReactions: _reactions,
    presses.SetPictures: _pictures,
    presses.SetCard: card_commands.pressed,
    presses.Explain: event_buttons.looking(event_commands.WHY),
    presses.ShowTable: event_buttons.looking(event_commands.TABLE),
    presses.ShowChanges: event_buttons.looking(event_commands.CHANGES),
    presses.ShowAlert: event_buttons.looking(event_commands.ALERT),
    presses.ShowHistory: event_buttons.looking(event_commands.HISTORY),
    presses.SetMode: event_buttons.set_mode,
    presses.ShowClaim: _claim,
    presses.ShowPicture: event_buttons.picture,
    presses.SuggestWatches: event_buttons.suggest,
    presses.MakeWatch: event_buttons.make,
    presses.OpenWatch: _open_watch,
    presses.ChangeWatch: _edit_watch,
    presses.DropWatch: _drop,
    presses.Refresh: lookups.refresh,
}
"""What each press does."""
