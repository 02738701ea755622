"""The names of kinds, modes, sources and languages as people read them, and how long ago something was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.alerting import ALWAYS_SILENT, DEFAULT_MODES, mode_of
from bot.i18n import N_, Texts
from bot.model import Mode, Subscription

KINDS: tuple[str, ...] = tuple(DEFAULT_MODES)
"""Kinds that make messages, in the order in which they are shown."""
KIND_NAMES: Mapping[str, str] = {
    "fomc_statement": N_("FOMC statements"),
    "balance_sheet": N_("H.4.1 balance sheet"),
    "minutes": N_("FOMC minutes"),
    "press_release": N_("Other press releases"),
    "repo_operation": N_("Repo operations"),
    "reverse_repo_operation": N_("Reverse repo operations"),
    "treasury_operation": N_("Treasury purchases and sales"),
    "reference_rate": N_("Overnight rates (SOFR, …)"),
    "yield_change": N_("Real yields, breakevens"),
    "cash_balance": N_("Treasury's cash"),
}
MODE_NAMES: Mapping[Mode, str] = {Mode.ALL: N_("all"), Mode.SCORED: N_("by score"), Mode.OFF: N_("off")}
SOURCE_NAMES: Mapping[str, str] = {
    "fed.press_release": N_("Fed press releases"),
    "fed.balance_sheet": N_("Fed H.4.1"),
    "nyfed.repo_operation": N_("New York Fed repo"),
    "nyfed.reverse_repo_operation": N_("New York Fed reverse repo"),
    "nyfed.treasury_operation": N_("New York Fed Treasury operations"),
    "nyfed.reference_rate": N_("New York Fed reference rates"),
    "fred.series": N_("FRED yields"),
    "treasury.cash_balance": N_("US Treasury cash balance"),
    "market.crypto": N_("Bitcoin and ether prices"),
    "market.equity": N_("S&amp;P 500 closes"),
}
LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "zh-Hans": "简体中文"}
"""Each in its own language: they are read by those who don't read the other."""


def kind_name(tx: Texts, kind: str) -> str:
    """A kind as people read it; its id where it has no name."""
    return tx.t(KIND_NAMES[kind]) if kind in KIND_NAMES else kind


def source_name(tx: Texts, source: str) -> str:
    """A source as people read it; its id where it has no name."""
    return tx.t(SOURCE_NAMES[source]) if source in SOURCE_NAMES else source


def mode_name(tx: Texts, kind: str, mode: Mode) -> str:
    """What a chat gets of a kind; kinds that never ring in mode `all` say so."""
    if mode is Mode.ALL and kind in ALWAYS_SILENT:
        return tx.t("all, silent")
    return tx.t(MODE_NAMES[mode])


def kind_line(tx: Texts, kind: str, mode: Mode) -> str:
    """A kind and what a chat gets of it."""
    return tx.t("{kind}: {mode}", kind=kind_name(tx, kind), mode=mode_name(tx, kind, mode))


def overview(tx: Texts, subscription: Subscription) -> str:
    """What a chat gets and when it rings, in lines."""
    lines = [f"• {kind_line(tx, kind, mode_of(subscription, kind))}" for kind in KINDS]
    return "\n".join([*lines, "", by_score(tx, subscription), rings(tx, subscription)])


def rings(tx: Texts, subscription: Subscription) -> str:
    """From where on an alert makes a sound in this chat."""
    return tx.t("Rings from impact {loud}; below it comes without a sound.", loud=subscription.loud)


def by_score(tx: Texts, subscription: Subscription) -> str:
    """What `by score` means in this chat."""
    if subscription.direction == 0:
        return tx.t("By score: impact {impact} or more.", impact=subscription.impact)
    return tx.t(
        "By score: impact {impact} or more, and direction {direction} or more either way.",
        impact=subscription.impact,
        direction=subscription.direction,
    )


def span(tx: Texts, length: timedelta) -> str:
    """A length of time in one unit, as one would say it: 40 seconds, 3 minutes, 2 hours, 5 days."""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 100:
        return tx.n("{count} second", "{count} seconds", seconds)
    if seconds < 100 * 60:
        return tx.n("{count} minute", "{count} minutes", round(seconds / 60))
    if seconds < 48 * 3600:
        return tx.n("{count} hour", "{count} hours", round(seconds / 3600))
    return tx.n("{count} day", "{count} days", round(seconds / 86400))
