"""The pages of the settings: each a text and its buttons, from the chat's subscription and language alone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telegram import InlineKeyboardMarkup

from bot.chat import keyboards
from bot.chat.words import LANGUAGE_NAMES, overview
from bot.i18n import Texts
from bot.model import Subscription

Page = tuple[str, InlineKeyboardMarkup]


def settings_page(tx: Texts, subscription: Subscription) -> Page:
    """What the chat gets, and the ways on."""
    return tx.t("<b>Settings</b>") + "\n" + overview(tx, subscription), keyboards.settings_buttons(tx)


def thresholds_page(tx: Texts, subscription: Subscription) -> Page:
    """The three numbers, what they mean, and how to type them."""
    text = tx.t(
        "<b>Thresholds</b>\n"
        "<b>Impact {impact}</b> or more: how large a move an event stands for. 0 is an ordinary day, 33 notable, 50 rare, "
        "70 once in years.\n"
        "<b>Direction {direction}</b> or more, up or down: how strongly the known mechanisms push one way.\n"
        "<b>Rings from {loud}</b>: alerts of a lower impact come without a sound.\n\n"
        "Alerts by score must meet both impact and direction. Press a button, or type\n"
        "<code>/threshold 30</code>\n<code>/threshold direction 10</code>\n<code>/threshold loud 50</code>",
        impact=subscription.impact,
        direction=subscription.direction,
        loud=subscription.loud,
    )
    return text, keyboards.threshold_buttons(tx, subscription)


def kinds_page(tx: Texts, subscription: Subscription) -> Page:
    """What comes of each kind, and how to type it."""
    text = tx.t(
        "<b>What comes</b>\n"
        "<b>all</b>: every publication, as a summary\n"
        "<b>by score</b>: only what meets your thresholds\n"
        "<b>off</b>: nothing\n\n"
        "Press a kind to change it, or type for example\n<code>/threshold repo_operation all</code>"
    )
    return text, keyboards.kind_buttons(tx, subscription)


def language_page(tx: Texts, lang: str) -> Page:
    """The languages, the chat's own named."""
    return tx.t("I write to this chat in {language}.", language=LANGUAGE_NAMES[lang]), keyboards.language_buttons(lang)


SUBSCRIBED: Mapping[str, Callable[[Texts, Subscription], Page]] = {
    "settings": settings_page,
    "thresholds": thresholds_page,
    "kinds": kinds_page,
}
"""Pages that show a subscription, by the name that buttons call them."""
