"""The look-ups: what is read from the store, how it is told, and the button that tells it anew in the same message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import REFRESH, lookup_buttons
from bot.chat.presses import Refresh
from bot.chat.typed.changes import Wrong, kinds_typed, read_kind
from bot.i18n import N_, texts
from bot.languages import LANGUAGES
from bot.lookups import balance, correlation, cycle, dots, history, month, priced, rates, repo
from bot.render.clock import on_the_clock_of, read_by
from bot.render.lookups import balance as balance_text
from bot.render.lookups import correlation as correlation_text
from bot.render.lookups import cycle as cycle_text
from bot.render.lookups import dots as dots_text
from bot.render.lookups import history as history_text
from bot.render.lookups import month as month_text
from bot.render.lookups import priced as priced_text
from bot.render.lookups import rates as rates_text
from bot.render.lookups import repo as repo_text
from bot.render.rich import balance as balance_document
from bot.store import Store

REST = timedelta(seconds=5)
"""Between two refreshes of one message, whoever presses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a look-up is asked with. `of` is what it is about, where it takes that: a kind."""

    now: datetime
    lang: str
    zone: str
    meetings: frozenset[Any]
    of: str = ""


LookUp = Callable[[Store, Asked], str]
"""Gives the message, Telegram HTML."""

LOOKUPS: Mapping[str, LookUp] = {
    "balance": lambda store, asked: balance_text.text(balance.balance(store, asked.now), asked.lang),
    "repo": lambda store, asked: repo_text.text(repo.repo(store, asked.now), asked.lang),
    "rates": lambda store, asked: rates_text.text(rates.rates(store, asked.now), asked.lang),
    "priced": lambda store, asked: priced_text.text(priced.priced(store, asked.now), asked.lang, asked.now),
    "dots": lambda store, asked: dots_text.text(dots.dots(store, asked.now), asked.lang),
    "cycle": lambda store, asked: cycle_text.text(cycle.cycle(store, asked.now), asked.lang),
    "correlation": lambda store, asked: correlation_text.text(correlation.btc_and_equities(store, asked.now), asked.lang),
    "history": lambda store, asked: history_text.text(history.history(store, asked.of, asked.now), asked.lang),
    "calendar": lambda store, asked: month_text.text(month.month(store, asked.now, asked.meetings), asked.lang, asked.zone, asked.now),
}
"""Every look-up by its command."""

DOCUMENTS: Mapping[str, Callable[[Store, datetime, str], str | None]] = {
    "balance": lambda store, now, lang: balance_document.document(balance.balance(store, now), lang),
}
"""Those that have a rich form."""

WHICH_KIND = N_("Of which kind? For example <code>/history fomc</code>. Kinds: {kinds}")


def look(name: str) -> Callable[[Conversation, Sequence[str]], Awaitable[None]]:
    """The answer of a look-up's command."""

    async def answer(conversation: Conversation, words: Sequence[str]) -> None:
        await show(conversation, name)

    return answer


async def of_kind(conversation: Conversation, words: Sequence[str]) -> None:
    """The last publications of the kind that is named."""
    kind = read_kind([word for word in words if not word.isdecimal()])  # how many is not asked
    if isinstance(kind, Wrong) or kind is None:
        await conversation.correct(Wrong(WHICH_KIND, {"kinds": kinds_typed}))
    else:
        await show(conversation, "history", kind)


async def show(conversation: Conversation, name: str, of: str = "") -> None:
    """A look-up as a new message."""
    text, buttons = await told(conversation, name, of), lookup_buttons(conversation.tx, name, of)
    if (document := await _document(conversation, name)) is not None:
        await conversation.answer_richly(document, text, buttons)
    else:
        await conversation.answer(text, buttons)


async def refresh(conversation: Conversation, wish: Refresh) -> None:
    """The same message with what is known now; where that is the same, whoever pressed is told so."""
    message_id = conversation.message.message_id if conversation.message is not None else 0
    if not conversation.services.once.first(("refresh", conversation.chat.id, message_id), REST):
        await conversation.toast(conversation.tx.t("Refreshed a moment ago."))
        return
    tx = conversation.tx
    conversation = replace(conversation, lang=_language_of(conversation))
    text = await told(conversation, wish.what, wish.of)
    buttons = lookup_buttons(conversation.tx, wish.what, wish.of)
    if (document := await _document(conversation, wish.what)) is not None:
        is_new = await conversation.show_richly(document, text, buttons)
    else:
        is_new = await conversation.show(text, buttons)
    await conversation.toast(tx.t("Refreshed.") if is_new else tx.t("Nothing new since."))


def _language_of(conversation: Conversation) -> str:
    """The language that a shared message stays in, by its own button: whoever presses may speak another."""
    board = conversation.message.reply_markup if conversation.message is not None else None
    if not conversation.is_group or board is None:
        return conversation.lang
    labels = {button.text for row in board.inline_keyboard for button in row}
    spoken = (lang for lang in (conversation.lang, *LANGUAGES) if texts("chat", lang).t(REFRESH) in labels)
    return next(spoken, conversation.lang)


async def _document(conversation: Conversation, name: str) -> str | None:
    """A look-up as a rich message, where the chat wants these and there is such a form."""
    chat = await conversation.subscription()
    if chat is None or not chat.is_rich or name not in DOCUMENTS:
        return None
    document = await conversation.ask(DOCUMENTS[name], conversation.services.now(), conversation.lang)
    if document is None or chat.timezone == LANGUAGES[conversation.lang].zone:
        return document
    return on_the_clock_of(document, chat.timezone, conversation.lang)


async def told(conversation: Conversation, name: str, of: str = "") -> str:
    """A look-up's text in the chat's language and on its clock."""
    chat = await conversation.subscription()
    zone = chat.timezone if chat is not None else LANGUAGES[conversation.lang].zone
    services = conversation.services
    asked = Asked(services.now(), conversation.lang, read_by(zone, texts("alerts", conversation.lang)), services.meetings, of)
    text = await conversation.ask(LOOKUPS[name], asked)
    return on_the_clock_of(text, zone, conversation.lang) if chat is not None and zone != LANGUAGES[conversation.lang].zone else text
