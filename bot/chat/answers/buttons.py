"""What pressing a button does: change one thing, say so in a word, and show the page as it is now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.chat.answers.claim_commands import claims_page, send_picture
from bot.chat.answers.commands import closed, explain, show_example, speak, subscribed
from bot.chat.answers.suggestions import suggestions
from bot.chat.answers.time_commands import with_digest, with_quiet
from bot.chat.answers.watch_commands import keep_watch
from bot.chat.conversation import Channel, Talk
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribed_buttons, suggestion_buttons
from bot.chat.pages.settled import refusal, view_of
from bot.chat.presses import (
    ChangeWatch,
    Draft,
    DropWatch,
    Explain,
    KindDraft,
    MakeWatch,
    Open,
    OpenWatch,
    Press,
    Remind,
    SetDigest,
    SetForm,
    SetQuiet,
    SetReceipts,
    SetZone,
    ShowClaim,
    ShowExample,
    ShowPicture,
    Snooze,
    Speak,
    Subscribe,
    SuggestWatches,
    read_press,
)
from bot.chat.words import LANGUAGE_NAMES, digest_line, kind_line, quiet_line, receipts_line, snooze_line, zone_line
from bot.model import Subscription
from bot.render.html import shorten, visible

FOR_EVERYBODY = (ShowExample, Explain, ShowClaim, ShowPicture)
"""What only looks, and may be pressed by every member of a group."""
Do = Callable[[Talk, Any], Awaitable[None]]


async def press(talk: Talk, data: str) -> None:
    """Do what a button says. Old and forged buttons, and people who may not, get a word in place of a change."""
    found = read_press(data)
    if not talk.desk.admits(talk.chat.id):
        await talk.toast(visible(closed(talk)))
        return
    if found is None:
        await talk.toast(talk.tx.t("This button is out of date. /settings shows the ones that work."))
        return
    wish, target = found
    if target is not None:
        talk = replace(talk, about=Channel(target, _name(talk, target)))
    if not isinstance(wish, FOR_EVERYBODY) and not await talk.may_change():
        await talk.toast(visible(refusal(talk)))
    else:
        await ACTIONS[type(wish)](talk, wish)


def _name(talk: Talk, target: int) -> str:
    """How the page under the button calls the channel; its number where it does not."""
    text = talk.message.text if talk.message is not None else None
    first = (text or "").partition("\n")[0]
    return first.rpartition(" · ")[2] if " · " in first else str(target)


async def _subscribe(talk: Talk, wish: Subscribe) -> None:
    text, chat = subscribed(talk)
    await talk.toast(talk.tx.t("Subscribed"))
    await talk.show(text, subscribed_buttons(talk.tx, chat, talk.target))


async def _example(talk: Talk, wish: ShowExample) -> None:
    await talk.toast()
    await show_example(talk)


async def _speak(talk: Talk, wish: Speak) -> None:
    talk = await speak(talk, wish.lang)
    await talk.toast(LANGUAGE_NAMES[wish.lang])
    await talk.show(*setting_pages.language_page(talk.tx, wish.lang, talk.target))


async def _open(talk: Talk, wish: Open) -> None:
    if wish.page == "lang":
        await talk.toast()
        await talk.show(*setting_pages.language_page(talk.tx, talk.lang, talk.target))
    elif (chat := await _chat(talk)) is not None:
        await talk.toast()
        await talk.show(*setting_pages.PAGES[wish.page](view_of(talk, chat)))


async def _thresholds(talk: Talk, wish: Draft) -> None:
    chat = await _chat(talk)
    if chat is None:
        return
    if wish.save:
        chat = _saved(talk, replace(chat, impact=wish.impact, direction=wish.direction, loud=wish.loud))
        wish = replace(wish, save=False)
        await talk.toast(talk.tx.t("Saved"))
    else:
        await talk.toast()
    await talk.show(*setting_pages.thresholds_page(view_of(talk, chat), wish))


async def _kind(talk: Talk, wish: KindDraft) -> None:
    chat = await _chat(talk)
    if chat is None:
        return
    if wish.save:
        chat = _saved(talk, setting_pages.with_kind(chat, wish))
        wish = replace(wish, save=False)
        await talk.toast(talk.tx.t("Saved: {what}", what=kind_line(talk.tx, wish.kind, wish.mode)))
    else:
        await talk.toast()
    await talk.show(*setting_pages.kind_page(view_of(talk, chat), wish))


async def _zone(talk: Talk, wish: SetZone) -> None:
    await _set(talk, lambda chat: replace(chat, timezone=wish.zone), "zone", lambda chat: zone_line(talk.tx, chat, talk.desk.now()))


async def _quiet(talk: Talk, wish: SetQuiet) -> None:
    await _set(talk, lambda chat: with_quiet(chat, wish), "quiet", lambda chat: quiet_line(talk.tx, chat))


async def _snooze(talk: Talk, wish: Snooze) -> None:
    now = talk.desk.now()
    until = now + timedelta(hours=wish.hours) if wish.hours else None
    awake = talk.tx.t("Awake: alerts come as they are published.")
    await _set(talk, lambda chat: replace(chat, snoozed_until=until), "snooze", lambda chat: snooze_line(talk.tx, chat, now) or awake)


async def _digest(talk: Talk, wish: SetDigest) -> None:
    await _set(talk, lambda chat: with_digest(chat, wish), "digest", lambda chat: digest_line(talk.tx, chat))


async def _form(talk: Talk, wish: SetForm) -> None:
    tx = talk.tx
    said = tx.t("Alerts come in their short form.") if wish.is_short else tx.t("Alerts come in full.")
    await _set(talk, lambda chat: replace(chat, is_short=wish.is_short), "settings", lambda _: said)


async def _remind(talk: Talk, wish: Remind) -> None:
    changes: dict[str, Any] = {f"remind_{wish.what}": wish.lead}
    said = talk.tx.t("No reminder") if wish.lead is None else talk.tx.t("I remind you before it.")
    await _set(talk, lambda chat: replace(chat, **changes), "next", lambda _: said)


async def _receipts(talk: Talk, wish: SetReceipts) -> None:
    await _set(talk, lambda chat: replace(chat, receipts=wish.mode), "receipts", lambda chat: receipts_line(talk.tx, chat))


async def _explain(talk: Talk, wish: Explain) -> None:
    await talk.toast()
    await explain(talk, wish.event_id)


async def _claim(talk: Talk, wish: ShowClaim) -> None:
    await talk.toast()
    await talk.show(*await claims_page(talk, wish.claim))


async def _picture(talk: Talk, wish: ShowPicture) -> None:
    await talk.toast(talk.tx.t("I'm drawing it …"))
    await send_picture(talk, wish.name)


async def _suggest(talk: Talk, wish: SuggestWatches) -> None:
    found, chat = talk.desk.store.assessed_event(wish.event_id), await _chat(talk)
    if chat is None:
        return
    if found is None:
        await talk.toast(talk.tx.t("This button is out of date. /settings shows the ones that work."))
        return
    await talk.toast()
    text = talk.tx.t("Which watch shall I keep? It rings when a later publication gets there. Your own: <code>/watch …</code>")
    await talk.reply(text, suggestion_buttons(talk.tx, wish.event_id, suggestions(found, talk.lang)))


async def _make(talk: Talk, wish: MakeWatch) -> None:
    found, chat = talk.desk.store.assessed_event(wish.event_id), await _chat(talk)
    if chat is None:
        return
    texts = [] if found is None else suggestions(found, talk.lang)
    if wish.number >= len(texts):
        await talk.toast(talk.tx.t("This button is out of date. /settings shows the ones that work."))
        return
    page = keep_watch(talk, texts[wish.number])
    await talk.toast(shorten(visible(page[0]), 100))
    await talk.show(*page)


async def _open_watch(talk: Talk, wish: OpenWatch) -> None:
    await _change_watch(talk, wish.watch_id, {})


async def _edit_watch(talk: Talk, wish: ChangeWatch) -> None:
    now, changes = talk.desk.now(), dict[str, Any]()
    if wish.what == "pause":
        changes["cooldown_hours"] = wish.value
    elif wish.what == "snooze":
        changes["snoozed_until"] = now + timedelta(hours=wish.value) if wish.value else None
    else:
        changes["expires_at"] = now + timedelta(days=wish.value) if wish.value else None
    await _change_watch(talk, wish.watch_id, changes)


async def _change_watch(talk: Talk, watch_id: int, changes: Mapping[str, Any]) -> None:
    """Change a watch (or nothing of it) and show it; one that is gone gives way to the list."""
    chat = await _chat(talk)
    if chat is None:
        return
    store, owner = talk.desk.store, talk.owner
    kept = store.change_watch(*owner, watch_id, **changes) if changes else None
    kept = kept or next((one for one in store.watches(*owner) if one.id == watch_id), None)
    if kept is None:
        await talk.toast(talk.tx.t("This watch is gone."))
        await talk.show(*setting_pages.watches_page(view_of(talk, chat)))
        return
    await talk.toast(talk.tx.t("Saved") if changes else "")
    await talk.show(*setting_pages.watch_page(view_of(talk, chat), kept))


async def _drop(talk: Talk, wish: DropWatch) -> None:
    chat = await _chat(talk)
    if chat is None:
        return
    talk.desk.store.delete_watch(*talk.owner, wish.watch_id)
    await talk.toast(talk.tx.t("Deleted"))
    await talk.show(*setting_pages.watches_page(view_of(talk, chat)))


async def _set(talk: Talk, change: Callable[[Subscription], Subscription], page: str, toast: Callable[[Subscription], str]) -> None:
    chat = await _chat(talk)
    if chat is None:
        return
    chat = _saved(talk, change(chat))
    await talk.toast(shorten(visible(toast(chat)), 180))
    await talk.show(*setting_pages.PAGES[page](view_of(talk, chat)))


def _saved(talk: Talk, chat: Subscription) -> Subscription:
    talk.desk.store.update(chat)
    return chat


async def _chat(talk: Talk) -> Subscription | None:
    """The subscription whose button was pressed; None where it is gone, and whoever pressed was told."""
    chat = talk.subscription()
    if chat is None:
        await talk.toast(talk.tx.t("This chat is not subscribed. /subscribe starts it."))
    return chat


ACTIONS: Mapping[type[Press], Do] = {
    Subscribe: _subscribe,
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
    Explain: _explain,
    ShowClaim: _claim,
    ShowPicture: _picture,
    SuggestWatches: _suggest,
    MakeWatch: _make,
    OpenWatch: _open_watch,
    ChangeWatch: _edit_watch,
    DropWatch: _drop,
}
"""What each press does."""
