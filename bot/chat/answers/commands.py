"""The commands: what each answers. A command is a function of the conversation and the words after its name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace

from bot.audience.wanted import mode_of
from bot.audience.watches import MOST, Kept
from bot.chat import menu
from bot.chat.answers.about import about_text
from bot.chat.answers.card_commands import card
from bot.chat.answers.channels import aimed, names_channel
from bot.chat.answers.claim_commands import claims
from bot.chat.answers.event_commands import latest, why
from bot.chat.answers.example import example
from bot.chat.answers.lookups import look, of_kind
from bot.chat.answers.portable import Imported, exported, kept_of, read_export
from bot.chat.answers.record_commands import receipts, record
from bot.chat.answers.term_commands import term
from bot.chat.answers.time_commands import digest, form, next_, pictures, quiet, snooze, timezone
from bot.chat.answers.watch_commands import watch
from bot.chat.conversation import Conversation, clock_of_language, subscription_of
from bot.chat.pages import setting_pages
from bot.chat.pages.forecast import SPAN, forecast, forecast_text
from bot.chat.pages.keyboards import USUAL_QUIET, example_buttons, greeting_buttons
from bot.chat.pages.settled import allowed, change, closed_circle, not_subscribed, page, show_page
from bot.chat.pages.under import under_alert
from bot.chat.status import status_text
from bot.chat.typed.changes import LANGUAGE_WORDS, KindMode, KindThreshold, Threshold, Wrong, read_language, read_threshold
from bot.chat.words import (
    by_score,
    kind_line,
    overview,
    rings,
)
from bot.i18n import N_, Texts
from bot.languages import LANGUAGES
from bot.model import Subscription
from bot.render.html import exact
from bot.render.words import sentences
from bot.sources import MODULES
from bot.store import Store

Answer = Callable[[Conversation, Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the menu and `/help` show it.

    `changes`: in a group only its administrators may use it. `aims`: in a private chat it may be about a channel, `/command @name ...`.
    """

    name: str
    about: str
    answer: Answer
    changes: bool = False
    aims: bool = False


async def start(conversation: Conversation, words: Sequence[str]) -> None:
    """Greet, in the reader's language as far as we can guess it.

    The payload of a link may name a language, quiet hours and the short form (`?start=zh_quiet`); what it does not know it leaves.
    """
    asked = set(re.split(r"[_-]", words[0].lower())) if words else set[str]()
    if not conversation.is_group and (lang := _language_in(asked)):
        await conversation.ask(Store.remember_lang, conversation.chat.id, lang)
        conversation = replace(conversation, lang=lang)
    tx = conversation.tx
    chat = await conversation.subscription()
    if chat is not None:
        first = tx.t("This chat is subscribed. /settings shows what it gets.")
        await conversation.reply(*await page(conversation, chat, setting_pages.welcome_page, first))
        return
    greeting = tx.t(
        "Hello! I watch what the Federal Reserve publishes: FOMC decisions, its weekly balance sheet, its repo operations. When "
        "something comes out I say how large it is for crypto markets, which way it pushes, how sure that is, and why.\n\n"
        "Information, not advice."
    )
    wish = "q" * ("quiet" in asked) + "s" * ("short" in asked)
    await conversation.reply(f"{greeting}\n\n{_other_languages(conversation)}", greeting_buttons(tx, wish))


def _language_in(asked: Collection[str]) -> str | None:
    return next((LANGUAGE_WORDS[piece] for piece in sorted(asked) if piece in LANGUAGE_WORDS), None)


def _other_languages(conversation: Conversation) -> str:
    return " · ".join(one.invitation for code, one in LANGUAGES.items() if code != conversation.lang)


async def show_example(conversation: Conversation) -> None:
    """A real past alert, so marked, with the way to get such ones."""
    tx, services = conversation.tx, conversation.services
    text, event_id = await conversation.ask(example, services.rulebook, conversation.lang)
    await conversation.reply(tx.t("This is an alert from the past, as it would come:"))
    found = await conversation.ask(Store.assessed_event, event_id) if event_id is not None else None
    if found is not None:
        await conversation.send(text, under_alert(found, conversation.lang))
    else:
        await conversation.send(text, example_buttons(tx, is_subscribed=(await conversation.subscription()) is not None))


async def help_(conversation: Conversation, words: Sequence[str]) -> None:
    """Every command with a line, and what impact and direction mean."""
    tx = conversation.tx
    lines = "\n".join(f"/{command.name} – {exact(tx.t(command.about))}" for command in COMMANDS)
    meaning = tx.t(
        "<b>Impact</b> 0 to 100: how large a move an event stands for, by the documented mechanisms. "
        "<b>Direction</b> −100 to 100: which way they push. Both are judgement before they are measurement, and an alert says which."
    )
    modes = tx.t(
        "Each kind comes as <b>all</b>, <b>by score</b>, <b>in the digest</b> or <b>off</b>. What is in the digest never makes a message "
        "of its own, however large its impact: to be told at once set it to by score. So it is, at first, with press releases other than "
        "FOMC statements and minutes."
    )
    channels = tx.t(
        "A channel is set up from here by its administrator: add me to it as an administrator, then <code>/subscribe @name</code>, "
        "<code>/settings @name</code>, <code>/stop @name</code>."
    )
    blocks = [tx.t("<b>What I understand</b>") + "\n" + lines, meaning, modes]
    if not conversation.is_group:
        blocks.append(channels)
    if conversation.is_group:
        blocks.append(tx.t("In a group only administrators change settings. I read commands here, and what names me or answers me."))
    await conversation.reply("\n\n".join([*blocks, tx.t("Information, not advice.")]))


async def subscribe(conversation: Conversation, words: Sequence[str]) -> None:
    """Subscribe the chat (or the channel that is named); one that was closed gets its settings back."""
    await conversation.reply(*await subscribed(conversation))


async def subscribed(conversation: Conversation, wish: str = "") -> setting_pages.Page:
    """Subscribe the chat, and say what it gets. A new one begins with what is wished besides: quiet hours (q), the short form (s)."""
    tx = conversation.tx
    before = await conversation.ask(Store.subscription, *conversation.owner)
    begins = subscription_of(conversation)
    if "q" in wish:
        begins = replace(begins, quiet_from=USUAL_QUIET[0], quiet_until=USUAL_QUIET[1])
    now = await conversation.ask(Store.subscribe, replace(begins, is_short="s" in wish))
    if before is None:
        first = just_subscribed(conversation)
    elif before.active:
        first = tx.t("This chat is subscribed already.")
    else:
        first = tx.t("✅ Welcome back. Your settings are as you left them.")
    return await page(conversation, now, setting_pages.welcome_page, first)


def just_subscribed(conversation: Conversation) -> str:
    """The first line of a chat's first page, with the channel's name where one is meant."""
    channel = conversation.about
    return conversation.tx.t("✅ Subscribed · {channel}", channel=exact(channel.name)) if channel else conversation.tx.t("✅ Subscribed.")


async def stop(conversation: Conversation, words: Sequence[str]) -> None:
    """Delete everything about the chat (or the topic, or the channel that is named), and say so."""
    await conversation.services.cards.end(*conversation.owner)
    was_there = await conversation.ask(Store.unsubscribe, *conversation.owner)
    if conversation.about is None and not await conversation.ask(Store.has_subscription, conversation.chat.id):
        await menu.forget(conversation.bot, conversation.chat)
    tx = conversation.tx
    if was_there:
        done = tx.t("Unsubscribed. Your settings, watches and the list of what was sent here are deleted.")
    else:
        done = tx.t("This chat was not subscribed, so nothing comes.")
    kept = tx.t(
        "Nothing that names this chat is kept, except that the server's log, and a backup that its operator has made, may hold its number "
        "for a while. Messages already sent stay here until you delete them. /subscribe starts afresh."
    )
    await conversation.reply(sentences([done, kept], tx))


async def threshold(conversation: Conversation, words: Sequence[str]) -> None:
    """Show the thresholds with their buttons, or set what is typed."""
    if not words:
        await show_page(conversation, "thresholds")
        return
    wish = read_threshold(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif (changed := await change(conversation, wish.applied)) is not None:
        scores = await conversation.ask(Store.scores_since, conversation.services.now() - SPAN)
        told = forecast_text(forecast(changed, scores, conversation.services.now()), conversation.tx)
        await conversation.reply(f"{changed_text(conversation.tx, changed, wish)}\n\n{told}")


def changed_text(tx: Texts, chat: Subscription, wish: Threshold | KindMode | KindThreshold) -> str:
    """What holds now, after a change."""
    if isinstance(wish, KindMode):
        now = kind_line(tx, wish.kind, mode_of(chat, wish.kind))
    elif isinstance(wish, KindThreshold):
        now = next(line for line in overview(tx, chat).splitlines() if kind_line(tx, wish.kind, mode_of(chat, wish.kind)) in line)
    else:
        now = rings(tx, chat) if wish.name == "loud" else by_score(tx, chat)
    return tx.t("Saved.") + "\n" + now


async def settings(conversation: Conversation, words: Sequence[str]) -> None:
    """What the chat gets, with buttons."""
    await show_page(conversation, "settings")


async def status(conversation: Conversation, words: Sequence[str]) -> None:
    """How the sources are, and how fast the latest alerts were; operators see the outbox too."""
    report = await asyncio.to_thread(conversation.services.status)
    await conversation.reply(status_text(conversation.tx, report, for_operator=conversation.is_operator))


async def lang(conversation: Conversation, words: Sequence[str]) -> None:
    """Show the languages as buttons, or take the one that is typed."""
    if not words:
        await conversation.reply(*setting_pages.language_page(conversation.tx, conversation.lang, conversation.target))
        return
    wish = read_language(words)
    if isinstance(wish, Wrong):
        await conversation.correct(wish)
    elif await allowed(conversation):
        conversation = await speak(conversation, wish)
        await conversation.reply(conversation.tx.t("I write to this chat in {language}.", language=LANGUAGES[wish].name))


async def speak(conversation: Conversation, lang: str) -> Conversation:
    """Write to the chat in a language from now on, its command menu included; a channel has no menu."""
    await conversation.ask(Store.change, *conversation.owner, lambda chat: clock_of_language(chat, lang))
    await conversation.ask(Store.remember_lang, conversation.owner[0], lang)
    if conversation.about is None:
        await menu.publish_for(conversation.bot, conversation.chat, lang, COMMANDS)
    return replace(conversation, lang=lang)


async def export(conversation: Conversation, words: Sequence[str]) -> None:
    """All settings and watches as text."""
    chat = await conversation.subscription()
    if chat is None:
        await not_subscribed(conversation)
        return
    tx = conversation.tx
    first = tx.t("Your settings and watches. To take them to another chat send /import there with this text behind it:")
    watches = await conversation.ask(Store.watches, *conversation.owner)
    await conversation.reply(f"{first}\n\n<pre>{exact(exported(chat, watches))}</pre>")


async def import_(conversation: Conversation, words: Sequence[str]) -> None:
    """Take over settings and watches from the text of an export: behind the command, or the message that it answers."""
    answered = conversation.message.reply_to_message if conversation.message is not None else None
    text = " ".join(words) or (answered.text if answered is not None else None) or ""
    found = read_export(text)
    if isinstance(found, Wrong):
        await conversation.correct(found)
    elif await change(conversation, found.applied) is not None:
        await conversation.reply(await _take_over(conversation, found))


async def _take_over(conversation: Conversation, found: Imported) -> str:
    """Replace the watches, speak the language that came along, and say what holds."""
    now = conversation.services.now()
    await conversation.ask(_replace_watches, conversation.owner, [kept_of(one, now) for one in found.watches])
    if "lang" in found.settings:
        conversation = await speak(conversation, found.settings["lang"])
    chat = await conversation.subscription()
    assert chat is not None
    watches = conversation.tx.n("{count} watch of your own", "{count} watches of your own", len(found.watches))
    return "\n".join([conversation.tx.t("✅ Taken over. This is what comes now:"), overview(conversation.tx, chat), "", watches])


def _replace_watches(store: Store, owner: tuple[int, int | None], watches: Sequence[Kept]) -> None:
    for kept in store.watches(*owner):
        store.delete_watch(*owner, kept.id)
    for kept in watches:
        store.add_watch(*owner, kept, MOST)


async def privacy(conversation: Conversation, words: Sequence[str]) -> None:
    """What is kept about a chat, and how to have it deleted."""
    await conversation.reply(
        conversation.tx.t(
            "<b>Privacy</b>\nKept while you are subscribed: this chat's number and type, its settings (language, time zone and quiet hours "
            "among them), its watches, digests and reminders, its pinned card, and which alerts were sent here, with their message "
            "numbers, so that they can be corrected later; what was sent is forgotten after {days} days. A language chosen with /lang is "
            "kept without a subscription too; of a channel that you set up, this "
            "chat's number, so that you hear of it when I may not write there any more.\n"
            "Never kept: names, contacts, what is written here, who pressed what.\n"
            "/stop deletes all of it at once. If you block me, nothing is sent any more, and the settings wait for your return or your "
            "/stop. /export shows your settings as they are kept.\n"
            "The server's log, and a backup that its operator has made, may hold a chat's number for a while. Nothing is passed on to "
            "anybody; Telegram itself carries the messages.",
            days=conversation.services.settings.retention_days,
        )
    )


async def about(conversation: Conversation, words: Sequence[str]) -> None:
    """Which version this is, and whose data it reads."""
    settings = conversation.services.settings
    await conversation.reply(
        about_text(
            conversation.tx,
            source_ids=settings.sources or tuple(MODULES),
            rulebook=conversation.services.rulebook.version,
            with_key=settings.fred_api_key is not None,
        )
    )


async def answer(conversation: Conversation, command: Command, words: Sequence[str]) -> None:
    """Answer a command, if the chat is served and the speaker may use it."""
    if not conversation.services.admits(conversation.chat.id):
        await conversation.reply(closed(conversation))
        return
    if words and words[0].casefold() == f"@{conversation.bot.username}".casefold():
        words = words[1:]
    if words and names_channel(words[0]):
        about = await aimed(conversation, command.name, words[0], aims=command.aims)
        if about is None:
            return
        conversation, words = about, words[1:]
    if not command.changes or await allowed(conversation):
        await command.answer(conversation, words)


def closed(conversation: Conversation) -> str:
    """What a chat outside the closed circle is told."""
    return closed_circle(conversation.tx, conversation.chat.id)


COMMANDS: tuple[Command, ...] = (
    Command("start", N_("what I do, and subscribe"), start),
    Command("subscribe", N_("get alerts in this chat"), subscribe, changes=True, aims=True),
    Command("settings", N_("what you get, with buttons"), settings, aims=True),
    Command("threshold", N_("from what size on, e.g. /threshold 30"), threshold, aims=True),
    Command("watch", N_("your own condition, e.g. /watch standing repo >= 20bn"), watch, aims=True),
    Command("digest", N_("a summary, daily or weekly"), digest, aims=True),
    Command("quiet", N_("quiet hours, e.g. /quiet 23:00-07:00"), quiet, aims=True),
    Command("snooze", N_("silence for a while, e.g. /snooze 1d"), snooze, aims=True),
    Command("timezone", N_("your clock, e.g. /timezone Asia/Shanghai"), timezone, aims=True),
    Command("form", N_("alerts short, long or rich, e.g. /form short"), form, aims=True),
    Command("pictures", N_("pictures on or off, e.g. /pictures off"), pictures, aims=True),
    Command("card", N_("a pinned message that says where things stand: /card on"), card, aims=True),
    Command("balance", N_("the Fed's balance sheet, net liquidity"), look("balance")),
    Command("rates", N_("SOFR and others beside the Fed's own rates"), look("rates")),
    Command("repo", N_("standing repo and ON RRP, day by day"), look("repo")),
    Command("priced", N_("what is priced in for the next FOMC decisions"), look("priced")),
    Command("dots", N_("the projections' dots, now and before"), look("dots")),
    Command("cycle", N_("hikes or cuts, QT or purchases: since when, why"), look("cycle")),
    Command("correlation", N_("how BTC moves with the S&P 500"), look("correlation")),
    Command("history", N_("the last of a kind and what BTC did, e.g. /history fomc"), of_kind),
    Command("calendar", N_("a month of releases and auctions"), look("calendar")),
    Command("latest", N_("the last alert here; of a kind: /latest repo"), latest),
    Command("why", N_("the full reasoning of the last alert, or of the one you reply to"), why),
    Command("record", N_("how well I have done, all alerts counted"), record),
    Command("claims", N_("what the source article claims, beside the data"), claims),
    Command("term", N_("what a term means, e.g. /term QT"), term),
    Command("receipts", N_("what the market did after your alerts, e.g. /receipts message"), receipts, aims=True),
    Command("next", N_("what the Fed publishes next, reminders"), next_, aims=True),
    Command("status", N_("sources, last seen, speed"), status),
    Command("lang", N_("the language that I write in"), lang, aims=True),
    Command("export", N_("your settings as text"), export, aims=True),
    Command("import", N_("take settings over from an export"), import_, changes=True, aims=True),
    Command("stop", N_("unsubscribe and delete your settings"), stop, changes=True, aims=True),
    Command("privacy", N_("what is kept about you"), privacy),
    Command("about", N_("version, whose data this is"), about),
    Command("help", N_("all commands"), help_),
)
