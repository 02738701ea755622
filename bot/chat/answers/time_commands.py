"""The commands about time: zone, quiet hours, snooze, digest, what comes next; and the form of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.conversation import Talk, subscription_of
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribe_button
from bot.chat.pages.settled import change, show_page, view_of
from bot.chat.presses import SetDigest, SetQuiet
from bot.chat.typed.changes import Wrong
from bot.chat.typed.typed_hours import read_digest, read_form, read_quiet, read_snooze, read_zone
from bot.chat.words import digest_line, quiet_line, snooze_line, zone_line
from bot.model import Subscription


async def timezone(talk: Talk, words: Sequence[str]) -> None:
    """Show the zones as buttons, or take the one that is typed."""
    if not words:
        await show_page(talk, "zone")
        return
    wish = read_zone(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif (changed := await change(talk, lambda chat: replace(chat, timezone=wish))) is not None:
        await talk.reply(talk.tx.t("Noted.") + f"\n{zone_line(talk.tx, changed, talk.desk.now())}")


async def quiet(talk: Talk, words: Sequence[str]) -> None:
    """Show the quiet hours with their buttons, or set what is typed."""
    chat = talk.subscription()
    if not words or chat is None:
        await show_page(talk, "quiet")
        return
    wish = read_quiet(words, SetQuiet(chat.quiet_from, chat.quiet_until, chat.breakthrough))
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif (changed := await change(talk, lambda chat: with_quiet(chat, wish))) is not None:
        tx = talk.tx
        await talk.reply("\n".join([tx.t("Noted."), quiet_line(tx, changed), zone_line(tx, changed, talk.desk.now())]))


def with_quiet(chat: Subscription, wish: SetQuiet) -> Subscription:
    """The settings with these quiet hours."""
    return replace(chat, quiet_from=wish.begins, quiet_until=wish.ends, breakthrough=wish.breakthrough)


async def snooze(talk: Talk, words: Sequence[str]) -> None:
    """Show the lengths as buttons, or take the one that is typed."""
    if not words:
        await show_page(talk, "snooze")
        return
    wish = read_snooze(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
        return
    until = talk.desk.now() + wish if wish else None
    if (changed := await change(talk, lambda chat: replace(chat, snoozed_until=until))) is not None:
        await talk.reply(snooze_line(talk.tx, changed, talk.desk.now()) or talk.tx.t("Awake: alerts come as they are published."))


async def digest(talk: Talk, words: Sequence[str]) -> None:
    """Show when the digest comes with its buttons, or set what is typed."""
    chat = talk.subscription()
    if not words or chat is None:
        await show_page(talk, "digest")
        return
    wish = read_digest(words, SetDigest(chat.digest, chat.digest_hour, chat.digest_weekday))
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif (changed := await change(talk, lambda chat: with_digest(chat, wish))) is not None:
        await talk.reply(talk.tx.t("Noted.") + f"\n{digest_line(talk.tx, changed)}")


def with_digest(chat: Subscription, wish: SetDigest) -> Subscription:
    """The settings with this digest."""
    return replace(chat, digest=wish.rhythm, digest_hour=wish.hour, digest_weekday=wish.weekday)


async def form(talk: Talk, words: Sequence[str]) -> None:
    """Alerts short or long, as typed; without a word what holds now."""
    if not words:
        await show_page(talk, "settings")
        return
    wish = read_form(words)
    if isinstance(wish, Wrong):
        await talk.correct(wish)
    elif (changed := await change(talk, lambda chat: replace(chat, is_short=wish.is_short))) is not None:
        await talk.reply(talk.tx.t("Alerts come in their short form.") if changed.is_short else talk.tx.t("Alerts come in full."))


async def next_(talk: Talk, words: Sequence[str]) -> None:
    """What comes next with a countdown, and the buttons of reminders; to a chat that is not subscribed without these."""
    chat = talk.subscription()
    text, board = setting_pages.next_page(view_of(talk, chat or subscription_of(talk)))
    await talk.reply(text, board if chat is not None else subscribe_button(talk.tx, talk.target))
