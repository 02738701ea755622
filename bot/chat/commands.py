"""The commands: what each answers. A command is a function of the talk and the words after its name."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.alerting import mode_of
from bot.chat import menu, pages
from bot.chat.keyboards import settings_buttons, subscribe_button
from bot.chat.status import status_text
from bot.chat.talk import Talk, subscription_of
from bot.chat.typed import LANGUAGE_WORDS, Threshold, Wrong, read_kind, read_language, read_threshold
from bot.chat.words import KINDS, LANGUAGE_NAMES, by_score, kind_line, overview, rings
from bot.i18n import N_, Texts
from bot.model import Subscription
from bot.render import why_row

Answer = Callable[[Talk, Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the menu and `/help` show it. `changes`: in a group only its administrators may use it."""

    name: str
    about: str
    answer: Answer
    changes: bool = False


async def start(talk: Talk, words: Sequence[str]) -> None:
    """Greet, in the reader's language as far as we can guess it; the payload of a link may name one (`?start=zh`)."""
    if words and not talk.is_group and (lang := _language_in(words[0])):
        talk.desk.store.remember_lang(talk.chat.id, lang)
        talk = replace(talk, lang=lang)
    tx = talk.tx
    greeting = tx.t(
        "Hello! I watch what the Federal Reserve publishes: FOMC decisions, its weekly balance sheet, its repo operations. When "
        "something comes out I say how large it is for crypto markets, which way it pushes, how sure that is, and why.\n\n"
        "Information, not advice."
    )
    if talk.subscription():
        await talk.reply(f"{greeting}\n\n{tx.t('This chat is subscribed. /settings shows what it gets.')}\n\n{_other_language(talk)}")
    else:
        await talk.reply(f"{greeting}\n\n{_other_language(talk)}", subscribe_button(tx))


def _language_in(payload: str) -> str | None:
    return next((LANGUAGE_WORDS[piece] for piece in re.split(r"[_-]", payload.lower()) if piece in LANGUAGE_WORDS), None)


def _other_language(talk: Talk) -> str:
    return "中文：/lang zh" if talk.lang == "en" else "English: /lang en"


async def help_(talk: Talk, words: Sequence[str]) -> None:
    """Every command with a line, and what impact and direction mean."""
    tx = talk.tx
    lines = "\n".join(f"/{command.name} – {tx.t(command.about)}" for command in COMMANDS)
    meaning = tx.t(
        "<b>Impact</b> 0 to 100: how large a move an event stands for, by the documented mechanisms. "
        "<b>Direction</b> −100 to 100: which way they push. Both are judgement before they are measurement, and an alert says which."
    )
    blocks = [tx.t("<b>What I understand</b>") + "\n" + lines, meaning]
    if talk.is_group:
        blocks.append(tx.t("In a group only administrators change settings. I read commands here, and nothing else."))
    await talk.reply("\n\n".join([*blocks, tx.t("Information, not advice.")]))


async def subscribe(talk: Talk, words: Sequence[str]) -> None:
    """Subscribe the chat; one that was closed gets its settings back."""
    await talk.reply(subscribed(talk), settings_buttons(talk.tx))


def subscribed(talk: Talk) -> str:
    """Subscribe the chat, and say what it gets."""
    store, tx = talk.desk.store, talk.tx
    before = store.subscription(talk.chat.id)
    now = store.subscribe(subscription_of(talk))
    if before is None:
        first = tx.t("✅ Subscribed. This is what comes:")
    elif before.active:
        first = tx.t("This chat is subscribed already. This is what comes:")
    else:
        first = tx.t("✅ Welcome back. Your settings are as you left them:")
    return f"{first}\n{overview(tx, now)}"


async def stop(talk: Talk, words: Sequence[str]) -> None:
    """Delete everything about the chat, and say so."""
    was_there = talk.desk.store.unsubscribe(talk.chat.id)
    await menu.forget(talk.bot, talk.chat)
    tx = talk.tx
    if was_there:
        done = tx.t("Unsubscribed. Your settings and the list of what was sent here are deleted.")
    else:
        done = tx.t("This chat was not subscribed, so nothing comes.")
    kept = tx.t(
        "Nothing that names this chat is kept, except that the server's log may hold its number for a while. Messages already sent stay "
        "here until you delete them. /subscribe starts afresh."
    )
    await talk.reply(f"{done} {kept}")


async def threshold(talk: Talk, words: Sequence[str]) -> None:
    """Show the thresholds with their buttons, or set what is typed."""
    if not words:
        await _page(talk, "thresholds")
        return
    wish = read_threshold(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
        return
    subscription = await _changeable(talk)
    if subscription is not None:
        changed = wish.applied(subscription)
        talk.desk.store.update(changed)
        await talk.reply(changed_text(talk.tx, changed, wish.name if isinstance(wish, Threshold) else wish.kind))


def changed_text(tx: Texts, subscription: Subscription, what: str) -> str:
    """What holds now, after a change of `what`: a threshold's name or a kind."""
    if what in KINDS:
        now = kind_line(tx, what, mode_of(subscription, what))
    else:
        now = rings(tx, subscription) if what == "loud" else by_score(tx, subscription)
    return tx.t("Noted.") + "\n" + now


async def settings(talk: Talk, words: Sequence[str]) -> None:
    """What the chat gets, with buttons."""
    await _page(talk, "settings")


async def latest(talk: Talk, words: Sequence[str]) -> None:
    """The latest publication (of a kind) as its alert reads, whether or not it was pushed here."""
    kind = read_kind(words)
    if isinstance(kind, Wrong):
        await talk.correct(kind)
        return
    rows = talk.desk.store.latest_assessed(KINDS if kind is None else (kind,))
    if not rows:
        await talk.reply(talk.tx.t("Nothing of the kind has come out since I began to watch. /status shows that I am awake."))
        return
    await talk.reply(rows[0]["text"].get(talk.lang) or why_row(rows[0], talk.desk.rulebook, talk.lang))


async def why(talk: Talk, words: Sequence[str]) -> None:
    """The full reasoning of the last alert that this chat got; before its first one, of the latest publication."""
    store = talk.desk.store
    row = store.latest_alert_for(talk.chat.id) or next(iter(store.latest_assessed(KINDS)), None)
    if row is None:
        await talk.reply(talk.tx.t("There is nothing to explain yet: no publication has been assessed."))
        return
    await talk.reply(why_row(row, talk.desk.rulebook, talk.lang))


async def status(talk: Talk, words: Sequence[str]) -> None:
    """How the sources are, and how fast the latest alerts were; operators see the outbox too."""
    await talk.reply(status_text(talk.tx, talk.desk.status(), for_operator=talk.is_operator))


async def lang(talk: Talk, words: Sequence[str]) -> None:
    """Show the languages as buttons, or take the one that is typed."""
    if not words:
        await talk.reply(*pages.language_page(talk.tx, talk.lang))
        return
    wish = read_language(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif await _allowed(talk):
        talk = await speak(talk, wish)
        await talk.reply(talk.tx.t("I write to this chat in {language}.", language=LANGUAGE_NAMES[wish]))


async def speak(talk: Talk, lang: str) -> Talk:
    """Write to the chat in a language from now on, its command menu included."""
    talk.desk.store.remember_lang(talk.chat.id, lang)
    await menu.publish_for(talk.bot, talk.chat, lang, COMMANDS)
    return replace(talk, lang=lang)


async def privacy(talk: Talk, words: Sequence[str]) -> None:
    """What is kept about a chat, and how to have it deleted."""
    await talk.reply(
        talk.tx.t(
            "<b>Privacy</b>\nKept while you are subscribed: this chat's number and type, its settings and language, and which alerts "
            "were sent here, with their message numbers, so that they can be corrected later. A language chosen with /lang is kept "
            "without a subscription too.\n"
            "Never kept: names, contacts, what is written here, who pressed what.\n"
            "/stop deletes all of it at once. If you block me, nothing is sent any more, and the settings wait for your return or your "
            "/stop.\n"
            "The server's log may hold a chat's number for a while. Nothing is passed on to anybody; Telegram itself carries the messages."
        )
    )


async def _page(talk: Talk, name: str) -> None:
    subscription = talk.subscription()
    if subscription is None:
        await _not_subscribed(talk)
    else:
        await talk.reply(*pages.SUBSCRIBED[name](talk.tx, subscription))


async def _changeable(talk: Talk) -> Subscription | None:
    """The subscription, if there is one and the speaker may change it; else they have been told."""
    if not await _allowed(talk):
        return None
    subscription = talk.subscription()
    if subscription is None:
        await _not_subscribed(talk)
    return subscription


async def _allowed(talk: Talk) -> bool:
    if await talk.may_change():
        return True
    await talk.reply(talk.tx.t("Only administrators of this group can change its settings."))
    return False


async def _not_subscribed(talk: Talk) -> None:
    await talk.reply(talk.tx.t("This chat is not subscribed yet; its settings begin with that."), subscribe_button(talk.tx))


async def answer(talk: Talk, command: Command, words: Sequence[str]) -> None:
    """Answer a command, if the chat is served and the speaker may use it."""
    if not talk.desk.admits(talk.chat.id):
        await talk.reply(closed(talk))
    elif not command.changes or await _allowed(talk):
        await command.answer(talk, words)


def closed(talk: Talk) -> str:
    """What a chat outside the closed circle is told."""
    return talk.tx.t(
        "This bot serves a closed circle. To be let in, give its operator the number of this chat: <code>{chat_id}</code>",
        chat_id=talk.chat.id,
    )


COMMANDS: tuple[Command, ...] = (
    Command("start", N_("what I do, and subscribe"), start),
    Command("subscribe", N_("get alerts in this chat"), subscribe, changes=True),
    Command("settings", N_("what you get, with buttons"), settings),
    Command("threshold", N_("from what size on, e.g. /threshold 30"), threshold),
    Command("latest", N_("the latest publication, e.g. /latest repo"), latest),
    Command("why", N_("the full reasoning of the last alert"), why),
    Command("status", N_("sources, last seen, speed"), status),
    Command("lang", N_("language: English or Chinese"), lang),
    Command("stop", N_("unsubscribe and delete your settings"), stop, changes=True),
    Command("privacy", N_("what is kept about you"), privacy),
    Command("help", N_("all commands"), help_),
)
