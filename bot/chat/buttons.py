"""What pressing a button does: change one thing, say so in a word, and show the page as it is now."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.commands import closed, speak, subscribed
from bot.chat.keyboards import Open, Press, Speak, Subscribe, read_press, settings_buttons
from bot.chat.talk import Talk
from bot.chat.typed import KindMode, Threshold
from bot.chat.words import LANGUAGE_NAMES, kind_line
from bot.i18n import N_
from bot.render.html import visible

THRESHOLD_TOASTS = {"impact": N_("Impact {number}"), "direction": N_("Direction {number}"), "loud": N_("Rings {number}")}


async def press(talk: Talk, data: str) -> None:
    """Do what a button says. Old and forged buttons, and people who may not, get a word in place of a change."""
    wish = read_press(data)
    if not talk.desk.admits(talk.chat.id):
        await talk.toast(visible(closed(talk)))
    elif wish is None:
        await talk.toast(talk.tx.t("This button is out of date. /settings shows the ones that work."))
    elif not await talk.may_change():
        await talk.toast(talk.tx.t("Only administrators of this group can change its settings."))
    else:
        await _do(talk, wish)


async def _do(talk: Talk, wish: Press) -> None:
    match wish:
        case Subscribe():
            text = subscribed(talk)
            await talk.toast(talk.tx.t("Subscribed"))
            await talk.show(text, settings_buttons(talk.tx))
        case Speak(lang):
            talk = await speak(talk, lang)
            await talk.toast(LANGUAGE_NAMES[lang])
            await talk.show(*pages.language_page(talk.tx, lang))
        case Open("lang"):
            await talk.toast()
            await talk.show(*pages.language_page(talk.tx, talk.lang))
        case Open(page):
            await _show_page(talk, page, "")
        case Threshold() | KindMode():
            await _change(talk, wish)


async def _change(talk: Talk, wish: Threshold | KindMode) -> None:
    subscription = talk.subscription()
    if subscription is not None:
        talk.desk.store.update(wish.applied(subscription))
    if isinstance(wish, Threshold):
        await _show_page(talk, "thresholds", talk.tx.t(THRESHOLD_TOASTS[wish.name], number=wish.value))
    else:
        await _show_page(talk, "kinds", kind_line(talk.tx, wish.kind, wish.mode))


async def _show_page(talk: Talk, page: str, toast: str) -> None:
    subscription = talk.subscription()
    if subscription is None:
        await talk.toast(talk.tx.t("This chat is not subscribed. /subscribe starts it."))
        return
    await talk.toast(toast)
    await talk.show(*pages.SUBSCRIBED[page](talk.tx, subscription))
