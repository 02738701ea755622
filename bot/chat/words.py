"""The names of kinds, modes, sources and languages as people read them, and how long ago something was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import kinds
from bot.audience.wanted import mode_of
from bot.i18n import N_, Texts
from bot.kinds import DATA_RINGS
from bot.model import DEFAULTS, Mode, ReceiptMode, Rhythm, Subscription
from bot.render.clock import zone_called

MODE_NAMES: Mapping[Mode, str] = {Mode.ALL: N_("all"), Mode.SCORED: N_("by score"), Mode.DIGEST: N_("in the digest"), Mode.OFF: N_("off")}
SOURCE_NAMES: Mapping[str, str] = {
    "fed.press_release": N_("Fed press releases"),
    "fed.balance_sheet": N_("Fed H.4.1"),
    "fed.speech": N_("Fed speeches"),
    "nyfed.repo_operation": N_("New York Fed repo"),
    "nyfed.reverse_repo_operation": N_("New York Fed reverse repo"),
    "nyfed.treasury_operation": N_("New York Fed Treasury operations"),
    "nyfed.agency_operation": N_("New York Fed agency MBS operations"),
    "nyfed.desk_statement": N_("New York Fed Desk statements and schedules"),
    "nyfed.reference_rate": N_("New York Fed reference rates"),
    "fred.series": N_("FRED yields"),
    "treasury.auction": N_("US Treasury auctions"),
    "treasury.cash_balance": N_("US Treasury cash balance"),
    "fed.calendar": N_("Fed calendar"),
    "market.crypto": N_("Bitcoin and ether prices"),
    "market.equity": N_("S&amp;P 500 closes"),
    "market.options": N_("Bitcoin and ether options"),
    "market.expectation": N_("What is priced in for the FOMC"),
}
RECEIPT_NAMES: Mapping[ReceiptMode, str] = {
    ReceiptMode.DIGEST: N_("in the digest"),
    ReceiptMode.MESSAGE: N_("as replies"),
    ReceiptMode.OFF: N_("none"),
}
WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


def source_name(tx: Texts, source: str) -> str:
    """A source as people read it; its id where it has no name."""
    return tx.t(SOURCE_NAMES[source]) if source in SOURCE_NAMES else source


def mode_name(tx: Texts, kind: str, mode: Mode) -> str:
    """What a chat gets of a kind; kinds that never ring in mode `all` say so."""
    if mode is Mode.ALL and kinds.KINDS[kind].is_always_silent:
        return tx.t("all, silent")
    return tx.t(MODE_NAMES[mode])


def kind_line(tx: Texts, kind: str, mode: Mode) -> str:
    """A kind and what a chat gets of it."""
    return tx.t("{kind}: {mode}", kind=kinds.name(kind, tx.lang), mode=mode_name(tx, kind, mode))


def overview(tx: Texts, subscription: Subscription) -> str:
    """What a chat gets and when it rings, in lines."""
    lines = [f"• {kind_line(tx, kind, mode_of(subscription, kind))}{_own(tx, subscription, kind)}" for kind in kinds.ALERT_KINDS]
    return "\n".join([*lines, "", by_score(tx, subscription), rings(tx, subscription)])


def own_lines(tx: Texts, subscription: Subscription) -> list[str]:
    """The kinds that have thresholds of their own, with these."""
    mine = (kind for kind in kinds.ALERT_KINDS if kind in subscription.own)
    return [f"• {kind_line(tx, kind, mode_of(subscription, kind))}{_own(tx, subscription, kind)}" for kind in mine]


def kinds_line(tx: Texts, subscription: Subscription) -> str:
    """How many kinds come in which way."""
    modes = [mode_of(subscription, kind) for kind in kinds.ALERT_KINDS]
    counts = {mode.value: modes.count(mode) for mode in Mode}
    return tx.t("Kinds: {all} all, {scored} by score, {digest} in the digest, {off} off", **counts)


def _own(tx: Texts, subscription: Subscription, kind: str) -> str:
    """A kind's own thresholds, where it has some."""
    own = subscription.own.get(kind)
    if own is None:
        return ""
    named = {"impact": N_("impact {number}"), "direction": N_("direction {number}"), "loud": N_("rings from {number}")}
    said = [tx.t(text, number=value) for name, text in named.items() if (value := getattr(own, name)) is not None]
    return f" ({' · '.join(said)})"


def clock_overview(tx: Texts, subscription: Subscription, now: datetime, watches: int, refused_until: datetime | None = None) -> str:
    """What depends on the chat's clock, and its form and watches, in lines; `refused_until` is when rich messages are tried again."""
    form = _form(tx, subscription, refused_until)
    watching = tx.n("{count} watch of your own", "{count} watches of your own", watches)
    lines = [
        digest_line(tx, subscription),
        receipts_line(tx, subscription),
        quiet_line(tx, subscription),
        snooze_line(tx, subscription, now),
        zone_line(tx, subscription, now),
    ]
    return "\n".join([*(line for line in lines if line), form, pictures_line(tx, subscription), watching])


def _form(tx: Texts, subscription: Subscription, refused_until: datetime | None) -> str:
    if subscription.is_short:
        return tx.t("Form: short")
    if not subscription.is_rich:
        return tx.t("Form: long")
    if refused_until is None:
        return tx.t("Form: rich")
    until = local(refused_until, subscription.timezone)
    return tx.t("Form: rich, but Telegram did not take it here; long until {when}, then tried again", when=until)


def pictures_line(tx: Texts, subscription: Subscription) -> str:
    """Whether pictures are offered and sent."""
    return tx.t("Pictures: on") if subscription.pictures else tx.t("Pictures: off")


def form_line(tx: Texts, subscription: Subscription) -> str:
    """Whether alerts come short, long or rich."""
    if subscription.is_short:
        return tx.t("Alerts come in their short form.")
    if subscription.is_rich:
        return tx.t("Alerts come as rich messages, with tables and parts that unfold; where Telegram does not take one, in full.")
    return tx.t("Alerts come in full.")


def digest_line(tx: Texts, subscription: Subscription) -> str:
    """When the digest comes."""
    hour = f"{subscription.digest_hour:02}:00"
    if subscription.digest is Rhythm.DAILY:
        return tx.t("Digest: every day at {hour}, without a sound", hour=hour)
    if subscription.digest is Rhythm.WEEKLY:
        return tx.t("Digest: every {weekday} at {hour}, without a sound", weekday=tx.t(WEEKDAYS[subscription.digest_weekday]), hour=hour)
    return tx.t("Digest: none")


def reactions_line(tx: Texts, subscription: Subscription) -> str:
    """Whether an announcement's message is told the market's first hour."""
    on, off = N_("First hour after announcements: added to their message"), N_("First hour after announcements: not added to their message")
    return tx.t(on if subscription.reactions else off)


def card_line(tx: Texts, subscription: Subscription, *, is_pinned: bool | None = None) -> str:
    """Whether the chat has a pinned card; False of `is_pinned`: it is not let to be pinned."""
    if not subscription.card:
        return tx.t("Pinned card: none")
    return tx.t("Pinned card: kept up to date, but I may not pin here") if is_pinned is False else tx.t("Pinned card: kept up to date")


def receipts_line(tx: Texts, subscription: Subscription) -> str:
    """How the chat learns what the market did after its alerts."""
    if subscription.receipts is ReceiptMode.MESSAGE:
        return tx.t("Receipts: as silent replies after 1 hour, 24 hours and 7 days")
    if subscription.receipts is ReceiptMode.DIGEST and subscription.digest is Rhythm.OFF:
        return tx.t("Receipts: in the digest, which is off")
    return tx.t("Receipts: in the digest") if subscription.receipts is ReceiptMode.DIGEST else tx.t("Receipts: none")


def quiet_line(tx: Texts, subscription: Subscription) -> str:
    """The quiet hours, and what breaks through them."""
    if subscription.quiet_from is None or subscription.quiet_until is None:
        return tx.t("Quiet hours: none")
    hours = {"begins": clock(subscription.quiet_from), "ends": clock(subscription.quiet_until)}
    if subscription.breakthrough is None:
        return tx.t("Quiet hours: {begins} to {ends}; nothing breaks through", **hours)
    return tx.t("Quiet hours: {begins} to {ends}; impact {impact} and more breaks through", impact=subscription.breakthrough, **hours)


def snooze_line(tx: Texts, subscription: Subscription, now: datetime) -> str:
    """Until when the chat is snoozed; nothing when it is not."""
    until = subscription.snoozed_until
    if until is None or until <= now:
        return ""
    return tx.t("😴 Snoozed until {when}; what comes waits.", when=local(until, subscription.timezone))


def zone_line(tx: Texts, subscription: Subscription, now: datetime) -> str:
    """The chat's zone and the time there."""
    return tx.t(
        "Time zone: {zone}, where it is {clock} now", zone=zone_called(subscription.timezone), clock=local(now, subscription.timezone)[-5:]
    )


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: `07:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def local(at: datetime, zone: str) -> str:
    """An instant on a zone's clock: `2025-10-31 07:30`."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def rings(tx: Texts, subscription: Subscription) -> str:
    """From where on an alert makes a sound in this chat."""
    if subscription.loud == DEFAULTS["loud"]:
        return tx.t("Rings: announcements always, data from impact {data}; the rest comes without a sound.", data=DATA_RINGS)
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
