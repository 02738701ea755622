"""What pressing a button does: change one thing, say so in a word, and show the page as it is now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from telegram.error import TelegramError

from bot.chat.answers import event_commands, lookups
from bot.chat.answers.claim_commands import send_picture, show_claims
from bot.chat.answers.commands import closed, just_subscribed, show_example, speak, subscribed
from bot.chat.answers.suggestions import suggestions
from bot.chat.answers.time_commands import with_digest, with_quiet
from bot.chat.answers.watch_commands import keep_watch
from bot.chat.conversation import Channel, Conversation
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import USUAL_QUIET, suggestion_buttons
from bot.chat.pages.settled import closed_circle, page, refusal
from bot.chat.presses import (
    Begin,
    ChangeWatch,
    Draft,
    DropWatch,
    Explain,
    KindDraft,
    MakeWatch,
    Open,
    OpenWatch,
    Press,
    Refresh,
    Remind,
    SetDigest,
    SetForm,
    SetQuiet,
    SetReactions,
    SetReceipts,
    SetSheets,
    SetZone,
    ShowAlert,
    ShowChanges,
    ShowClaim,
    ShowExample,
    ShowPicture,
    ShowTable,
    Snooze,
    Speak,
    Subscribe,
    SuggestWatches,
    read_press,
)
from bot.chat.words import digest_line, form_line, kind_line, quiet_line, reactions_line, receipts_line, snooze_line, zone_line
from bot.i18n import Texts
from bot.languages import LANGUAGES
from bot.model import Mode, Subscription
from bot.render.html import shorten, visible
from bot.store import Store

FOR_EVERYBODY = (Refresh, ShowExample, Explain, ShowTable, ShowChanges, ShowAlert, ShowClaim, ShowPicture)
"""What only looks, and may be pressed by every member of a group."""
AGAIN, AGAIN_IN_GROUPS = timedelta(minutes=1), timedelta(hours=1)
"""After so long the same reasons are given again: in a group many press, and those who come later look further up."""
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


async def _subscribe(conversation: Conversation, wish: Subscribe) -> None:
    shown = await subscribed(conversation, wish.wish)
    await conversation.toast(conversation.tx.t("Subscribed"))
    await conversation.show(*shown)


async def _begin(conversation: Conversation, wish: Begin) -> None:
    """One of the first choices; the page with them stays."""
    changes: Mapping[str, dict[str, Any]] = {
        "s": {"is_short": True},
        "l": {"is_short": False},
        "q": {"quiet_from": USUAL_QUIET[0], "quiet_until": USUAL_QUIET[1]},
        "n": {"quiet_from": None, "quiet_until": None, "breakthrough": None},
    }
    tx, chat = conversation.tx, await _changed(conversation, lambda chat: replace(chat, **changes[wish.what]))
    if chat is None:
        return
    said = quiet_line(tx, chat) if wish.what in "qn" else form_line(tx, chat)
    await conversation.toast(visible(said))
    await conversation.show(*await page(conversation, chat, setting_pages.welcome_page, just_subscribed(conversation)))


async def _sheets(conversation: Conversation, wish: SetSheets) -> None:
    mode = Mode.ALL if wish.are_messages else Mode.DIGEST
    await _set(
        conversation,
        lambda chat: replace(chat, modes={**chat.modes, "balance_sheet": mode}),
        "settings",
        lambda _: kind_line(conversation.tx, "balance_sheet", mode),
    )


async def _example(conversation: Conversation, wish: ShowExample) -> None:
    await conversation.toast()
    await show_example(conversation)


async def _speak(conversation: Conversation, wish: Speak) -> None:
    conversation = await speak(conversation, wish.lang)
    await conversation.toast(LANGUAGES[wish.lang].name)
    await conversation.show(*setting_pages.language_page(conversation.tx, wish.lang, conversation.target))


async def _open(conversation: Conversation, wish: Open) -> None:
    if wish.page == "lang":
        await conversation.toast()
        await conversation.show(*setting_pages.language_page(conversation.tx, conversation.lang, conversation.target))
    elif (chat := await _chat(conversation)) is not None:
        await conversation.toast()
        await conversation.show(*await page(conversation, chat, setting_pages.PAGES[wish.page]))


async def _thresholds(conversation: Conversation, wish: Draft) -> None:
    wished = partial(replace, impact=wish.impact, direction=wish.direction, loud=wish.loud)
    chat = await (_changed(conversation, wished) if wish.save else _chat(conversation))
    if chat is None:
        return
    if wish.save:
        wish = replace(wish, save=False)
        await conversation.toast(conversation.tx.t("Saved"))
    else:
        await conversation.toast()
    await conversation.show(*await page(conversation, chat, setting_pages.thresholds_page, wish))


async def _kind(conversation: Conversation, wish: KindDraft) -> None:
    chat = await (_changed(conversation, lambda chat: setting_pages.with_kind(chat, wish)) if wish.save else _chat(conversation))
    if chat is None:
        return
    if wish.save:
        wish = replace(wish, save=False)
        await conversation.toast(conversation.tx.t("Saved: {what}", what=kind_line(conversation.tx, wish.kind, wish.mode)))
    else:
        await conversation.toast()
    await conversation.show(*await page(conversation, chat, setting_pages.kind_page, wish))


async def _zone(conversation: Conversation, wish: SetZone) -> None:
    await _set(
        conversation,
        lambda chat: replace(chat, timezone=wish.zone),
        "zone",
        lambda chat: zone_line(conversation.tx, chat, conversation.services.now()),
    )


async def _quiet(conversation: Conversation, wish: SetQuiet) -> None:
    await _set(conversation, lambda chat: with_quiet(chat, wish), "quiet", lambda chat: quiet_line(conversation.tx, chat))


async def _snooze(conversation: Conversation, wish: Snooze) -> None:
    now = conversation.services.now()
    until = now + timedelta(hours=wish.hours) if wish.hours else None
    awake = conversation.tx.t("Awake: alerts come as they are published.")
    await _set(
        conversation,
        lambda chat: replace(chat, snoozed_until=until),
        "snooze",
        lambda chat: snooze_line(conversation.tx, chat, now) or awake,
    )


async def _digest(conversation: Conversation, wish: SetDigest) -> None:
    await _set(conversation, lambda chat: with_digest(chat, wish), "digest", lambda chat: digest_line(conversation.tx, chat))


async def _form(conversation: Conversation, wish: SetForm) -> None:
    await _set(conversation, lambda chat: replace(chat, is_short=wish.is_short), "settings", lambda chat: form_line(conversation.tx, chat))


async def _remind(conversation: Conversation, wish: Remind) -> None:
    changes: dict[str, Any] = {f"remind_{wish.what}": wish.lead}
    said = conversation.tx.t("No reminder") if wish.lead is None else conversation.tx.t("I remind you before it.")
    await _set(conversation, lambda chat: replace(chat, **changes), "next", lambda _: said)


async def _receipts(conversation: Conversation, wish: SetReceipts) -> None:
    await _set(conversation, lambda chat: replace(chat, receipts=wish.mode), "receipts", lambda chat: receipts_line(conversation.tx, chat))


async def _reactions(conversation: Conversation, wish: SetReactions) -> None:
    await _set(
        conversation, lambda chat: replace(chat, reactions=wish.is_on), "receipts", lambda chat: reactions_line(conversation.tx, chat)
    )


def _look(look: event_commands.Look) -> Do:
    """What looks at the event of the message under which it was pressed: once in a while, however many press."""

    async def do(conversation: Conversation, wish: Explain | ShowTable | ShowChanges | ShowAlert) -> None:
        once, event_id = conversation.services.once, wish.event_id
        key = (look.name, conversation.chat.id, conversation.thread_id, event_id, conversation.lang)
        if not once.first(key, AGAIN_IN_GROUPS if conversation.is_group else AGAIN):
            await conversation.toast(conversation.tx.t("I have just said it: see above."))
            return
        found = await conversation.ask(Store.assessed_event, event_id)
        if found is None:
            await conversation.toast(conversation.tx.t("This button is out of date. /settings shows the ones that work."))
            return
        await conversation.toast()
        try:
            await event_commands.show(conversation, found, look)
        except TelegramError:
            once.forget(key)
            raise

    return do


async def _claim(conversation: Conversation, wish: ShowClaim) -> None:
    await conversation.toast()
    await show_claims(conversation, wish.claim, conversation.show)


async def _picture(conversation: Conversation, wish: ShowPicture) -> None:
    await conversation.toast(conversation.tx.t("I'm drawing it …"))
    await send_picture(conversation, wish.name)


async def _suggest(conversation: Conversation, wish: SuggestWatches) -> None:
    found, chat = await conversation.ask(Store.assessed_event, wish.event_id), await _chat(conversation)
    if chat is None:
        return
    if found is None:
        await conversation.toast(conversation.tx.t("This button is out of date. /settings shows the ones that work."))
        return
    await conversation.toast()
    text = conversation.tx.t("Which watch shall I keep? It rings when a later publication gets there. Your own: <code>/watch …</code>")
    await conversation.reply(text, suggestion_buttons(conversation.tx, wish.event_id, suggestions(found, conversation.lang)))


async def _make(conversation: Conversation, wish: MakeWatch) -> None:
    found, chat = await conversation.ask(Store.assessed_event, wish.event_id), await _chat(conversation)
    if chat is None:
        return
    texts = [] if found is None else suggestions(found, conversation.lang)
    if wish.number >= len(texts):
        await conversation.toast(conversation.tx.t("This button is out of date. /settings shows the ones that work."))
        return
    made = await conversation.ask(keep_watch, conversation, texts[wish.number])
    await conversation.toast(shorten(visible(made[0]), 100))
    await conversation.show(*made)


async def _open_watch(conversation: Conversation, wish: OpenWatch) -> None:
    await _change_watch(conversation, wish.watch_id, {})


async def _edit_watch(conversation: Conversation, wish: ChangeWatch) -> None:
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
    chat = await _chat(conversation)
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


async def _drop(conversation: Conversation, wish: DropWatch) -> None:
    chat = await _chat(conversation)
    if chat is None:
        return
    await conversation.ask(Store.delete_watch, *conversation.owner, wish.watch_id)
    await conversation.toast(conversation.tx.t("Deleted"))
    await conversation.show(*await page(conversation, chat, setting_pages.watches_page))


async def _set(
    conversation: Conversation, change: Callable[[Subscription], Subscription], name: str, toast: Callable[[Subscription], str]
) -> None:
    chat = await _changed(conversation, change)
    if chat is None:
        return
    await conversation.toast(shorten(visible(toast(chat)), 180))
    await conversation.show(*await page(conversation, chat, setting_pages.PAGES[name]))


async def _changed(conversation: Conversation, wish: Callable[[Subscription], Subscription]) -> Subscription | None:
    """The settings after a change; None where there are none, and whoever pressed was told."""
    return await _or_told(conversation, await conversation.ask(Store.change, *conversation.owner, wish))


async def _chat(conversation: Conversation) -> Subscription | None:
    """The subscription whose button was pressed; None where it is gone, and whoever pressed was told."""
    return await _or_told(conversation, await conversation.subscription())


async def _or_told(conversation: Conversation, chat: Subscription | None) -> Subscription | None:
    if chat is None:
        await conversation.toast(conversation.tx.t("This chat is not subscribed. /subscribe starts it."))
    return chat


ACTIONS: Mapping[type[Press], Do] = {
    Subscribe: _subscribe,
    Begin: _begin,
    SetSheets: _sheets,
    ShowExample: _example,
    Open: _open,
    Speak: _speak,
    Draft: _thresholds,
    KindDraft: _kind,
    SetZone: _zone,
    SetQuiet: _quiet,
    Snooze: _snooze,
    SetDigest: _digest,
    SetForm: _form,
    Remind: _remind,
    SetReceipts: _receipts,
    SetReactions: _reactions,
    Explain: _look(event_commands.WHY),
    ShowTable: _look(event_commands.TABLE),
    ShowChanges: _look(event_commands.CHANGES),
    ShowAlert: _look(event_commands.ALERT),
    ShowClaim: _claim,
    ShowPicture: _picture,
    SuggestWatches: _suggest,
    MakeWatch: _make,
    OpenWatch: _open_watch,
    ChangeWatch: _edit_watch,
    DropWatch: _drop,
    Refresh: lookups.refresh,
}
"""What each press does."""
