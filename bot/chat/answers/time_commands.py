"""The commands about time: zone, quiet hours, snooze, digest, what comes next; and the form of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.conversation import Conversation, subscription_of
from bot.chat.pages import setting_pages
from bot.chat.pages.keyboards import subscribe_button
from bot.chat.pages.settled import change, page, show_page
from bot.chat.presses import SetDigest, SetForm, SetQuiet
from bot.chat.typed.changes import Wrong
from bot.chat.typed.typed_times import WhichZone, read_digest, read_form, read_pictures, read_quiet, read_snooze, read_zone
from bot.chat.words import digest_line, form_line, pictures_line, quiet_line, snooze_line, zone_line
from bot.model import Subscription


async def timezone(conversation: Conversation, words: Sequence[str]) -> None:
    """Show the zones as buttons, or take the one that is typed."""
    if not words:
        await show_page(conversation, "zone")
        return
    wish = read_zone(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif isinstance(wish, WhichZone):
        if (chat := await change(conversation, lambda chat: chat)) is not None:
            await conversation.reply(*await page(conversation, chat, setting_pages.which_zone_page, wish.word, wish.zones))
    elif (changed := await change(conversation, lambda chat: replace(chat, timezone=wish))) is not None:
        await conversation.reply(conversation.tx.t("Saved.") + f"\n{zone_line(conversation.tx, changed, conversation.services.now())}")


async def quiet(conversation: Conversation, words: Sequence[str]) -> None:
    """Show the quiet hours with their buttons, or set what is typed."""
    chat = await conversation.subscription()
    if not words or chat is None:
        await show_page(conversation, "quiet")
        return
    wish = read_quiet(words, SetQuiet(chat.quiet_from, chat.quiet_until, chat.breakthrough))
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, lambda chat: with_quiet(chat, wish))) is not None:
        tx = conversation.tx
        await conversation.reply("\n".join([tx.t("Saved."), quiet_line(tx, changed), zone_line(tx, changed, conversation.services.now())]))


def with_quiet(chat: Subscription, wish: SetQuiet) -> Subscription:
    """The settings with these quiet hours."""
    return replace(chat, quiet_from=wish.begins, quiet_until=wish.ends, breakthrough=wish.breakthrough)


async def snooze(conversation: Conversation, words: Sequence[str]) -> None:
    """Show the lengths as buttons, or take the one that is typed."""
    if not words:
        await show_page(conversation, "snooze")
        return
    wish = read_snooze(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
        return
    until = conversation.services.now() + wish if wish else None
    if (changed := await change(conversation, lambda chat: replace(chat, snoozed_until=until))) is not None:
        await conversation.reply(
            snooze_line(conversation.tx, changed, conversation.services.now())
            or conversation.tx.t("Awake: alerts come as they are published.")
        )


async def digest(conversation: Conversation, words: Sequence[str]) -> None:
    """Show when the digest comes with its buttons, or set what is typed."""
    chat = await conversation.subscription()
    if not words or chat is None:
        await show_page(conversation, "digest")
        return
    wish = read_digest(words, SetDigest(chat.digest, chat.digest_hour, chat.digest_weekday))
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, lambda chat: with_digest(chat, wish))) is not None:
        await conversation.reply(conversation.tx.t("Saved.") + f"\n{digest_line(conversation.tx, changed)}")


def with_digest(chat: Subscription, wish: SetDigest) -> Subscription:
    """The settings with this digest."""
    return replace(chat, digest=wish.rhythm, digest_hour=wish.hour, digest_weekday=wish.weekday)


def with_form(chat: Subscription, wish: SetForm) -> Subscription:
    """The settings with this form."""
    return replace(chat, is_short=wish.form == "short", is_rich=wish.form == "rich")


async def form(conversation: Conversation, words: Sequence[str]) -> None:
    """Alerts short, long or rich, as typed; without a word what holds now."""
    if not words:
        await show_page(conversation, "settings")
        return
    wish = read_form(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, lambda chat: with_form(chat, wish))) is not None:
        await conversation.reply(form_line(conversation.tx, changed))


async def pictures(conversation: Conversation, words: Sequence[str]) -> None:
    """Pictures on or off, as typed; without a word what holds now."""
    if not words:
        await show_page(conversation, "settings")
        return
    wish = read_pictures(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, lambda chat: replace(chat, pictures=wish.is_on))) is not None:
        await conversation.reply(pictures_line(conversation.tx, changed))


async def next_(conversation: Conversation, words: Sequence[str]) -> None:
    """What comes next with a countdown, and the buttons of reminders; to a chat that is not subscribed without these."""
    chat = await conversation.subscription()
    text, board = await page(conversation, chat or subscription_of(conversation), setting_pages.next_page)
    await conversation.reply(text, board if chat is not None else subscribe_button(conversation.tx, conversation.target))
