"""The buttons: what is written on them, and what each means (`bot.chat.presses`). Pure.

`target` is the channel that a private chat sets up, None for the chat itself: every button under its pages carries it on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.audience.wanted import INHERITED, mode_of, threshold_of
from bot.audience.watches import COOLDOWNS, Kept
from bot.chat import presses
from bot.chat.words import RECEIPT_NAMES, WEEKDAYS, clock, kind_line, local, mode_name
from bot.i18n import N_, Texts
from bot.kinds import ALERT_KINDS
from bot.languages import LANGUAGES
from bot.model import Mode, Rhythm, Subscription

STEP = 5
THRESHOLDS = {"impact": N_("Impact {number}"), "direction": N_("Direction {number}"), "loud": N_("Rings {number}")}
ZONES = (
    ("Asia/Shanghai", N_("UTC+8 Beijing")), ("America/New_York", N_("New York")), ("UTC", "UTC"), ("Europe/London", N_("London")),
    ("Europe/Berlin", N_("Berlin")), ("Asia/Dubai", N_("Dubai")), ("Asia/Kolkata", N_("Mumbai")), ("Asia/Singapore", N_("Singapore")),
    ("Asia/Tokyo", N_("Tokyo")), ("America/Los_Angeles", N_("Los Angeles")), ("America/Sao_Paulo", N_("São Paulo")),
    ("Australia/Sydney", N_("Sydney")),
)  # fmt: skip
"""Zones that have a button; any other can be typed."""
AMBIGUOUS_ZONES = {
    "America/Chicago": N_("Chicago"), "America/Denver": N_("Denver"), "America/Halifax": N_("Halifax"), "Asia/Dhaka": N_("Dhaka"),
    "Asia/Jerusalem": N_("Jerusalem"), "Asia/Kuala_Lumpur": N_("Kuala Lumpur"), "Asia/Riyadh": N_("Riyadh"), "Europe/Dublin": N_("Dublin"),
    "Pacific/Pago_Pago": N_("Pago Pago"), **{zone: name for zone, name in ZONES if zone != "UTC"},
}  # fmt: skip
"""The zones that a word of several meanings may stand for."""
QUIET_TIMES = ((22 * 60, 7 * 60), (23 * 60, 7 * 60), (23 * 60, 8 * 60), (0, 8 * 60))
USUAL_QUIET = (23 * 60, 7 * 60)
BREAKS = (None, 50, 60, 70)
Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Buttons:
    """Makes buttons in a language that mean something in a chat."""

    tx: Texts
    target: int | None = None

    def one(self, label: str, press: presses.Press) -> InlineKeyboardButton:
        """A button."""
        return InlineKeyboardButton(label, callback_data=presses.data_of(press, self.target))

    def choice(self, label: str, press: presses.Press, *, is_so: bool) -> InlineKeyboardButton:
        """A button for one of several values, ticked where it is the one that holds."""
        return self.one(f"✓ {label}" if is_so else label, press)

    def back(self, page: str = "settings") -> Row:
        """The way back."""
        label = self.tx.t("« Settings") if page == "settings" else self.tx.t("« Back")
        return [self.one(label, presses.Open(page))]


def subscribe_button(tx: Texts, target: int | None = None) -> InlineKeyboardMarkup:
    """The button of a chat that is not subscribed."""
    return InlineKeyboardMarkup([[Buttons(tx, target).one(tx.t("🔔 Subscribe"), presses.Subscribe())]])


def greeting_buttons(tx: Texts, wish: str = "") -> InlineKeyboardMarkup:
    """What a newcomer can press: subscribe, with what a link asked for besides, or look at an alert first."""
    b = Buttons(tx)
    return InlineKeyboardMarkup(
        [[b.one(tx.t("🔔 Subscribe"), presses.Subscribe(wish))], [b.one(tx.t("👀 Show me a real alert"), presses.ShowExample())]]
    )


def subscribed_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """The first choices of a chat that has just come: the form, the usual quiet hours, an example, and the rest."""
    b = Buttons(tx, target)
    forms = [
        b.choice(tx.t("Short"), presses.Begin("s"), is_so=chat.is_short),
        b.choice(tx.t("Long"), presses.Begin("l"), is_so=not (chat.is_short or chat.is_rich)),
    ]
    is_quiet = (chat.quiet_from, chat.quiet_until) == USUAL_QUIET
    quiet = b.choice(tx.t("🌙 Quiet 23–07"), presses.Begin("n" if is_quiet else "q"), is_so=is_quiet)
    rest = [b.one(tx.t("⚙ Settings"), presses.Open("settings"))]
    if target is None:
        rest.insert(0, Buttons(tx).one(tx.t("👀 Example"), presses.ShowExample()))
    return InlineKeyboardMarkup([[*forms, quiet], rest])


def example_buttons(tx: Texts, *, is_subscribed: bool) -> InlineKeyboardMarkup | None:
    """Under the example: the way to get such alerts."""
    return None if is_subscribed else subscribe_button(tx)


def settings_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """The ways on from the overview."""
    b = Buttons(tx, target)
    sheets = mode_of(chat, "balance_sheet")
    form = "short" if chat.is_short else "rich" if chat.is_rich else "long"
    names = {"short": tx.t("Short"), "long": tx.t("Long"), "rich": tx.t("Rich")}
    pictures = (
        b.one(tx.t("🖼 Pictures off"), presses.SetPictures(False))
        if chat.pictures
        else b.one(tx.t("🖼 Pictures on"), presses.SetPictures(True))
    )
    return InlineKeyboardMarkup(
        [
            [b.one(tx.t("🎚 Thresholds"), presses.Open("thresholds")), b.one(tx.t("📰 What comes"), presses.Open("kinds"))],
            [b.one(tx.t("🎯 Watches"), presses.Open("watches")), b.one(tx.t("🗞 Digest"), presses.Open("digest"))],
            [b.one(tx.t("🌙 Quiet hours"), presses.Open("quiet")), b.one(tx.t("😴 Snooze"), presses.Open("snooze"))],
            [b.one(tx.t("⏰ What comes next"), presses.Open("next")), b.one(tx.t("🧾 Receipts"), presses.Open("receipts"))],
            [b.choice(name, presses.SetForm(one), is_so=one == form) for one, name in names.items()],
            [
                b.choice(tx.t("H.4.1: message"), presses.SetSheets(are_messages=True), is_so=sheets is Mode.ALL),
                b.choice(tx.t("H.4.1: digest only"), presses.SetSheets(are_messages=False), is_so=sheets is Mode.DIGEST),
            ],
            [pictures, b.one(tx.t("📌 Pinned card"), presses.Open("card"))],
            [
                b.one(tx.t("🕓 Time zone"), presses.Open("zone")),
                b.one("🌐 " + " / ".join(one.short_name for one in LANGUAGES.values()), presses.Open("lang")),
            ],
        ]
    )


def threshold_buttons(tx: Texts, chat: Subscription, draft: presses.Draft, target: int | None = None) -> InlineKeyboardMarkup:
    """A row for each of the three numbers: one step down, what it is, one step up; then what makes the draft so."""
    b = Buttons(tx, target)
    rows = []
    for name, text in THRESHOLDS.items():
        value = getattr(draft, name)

        def stepped(n: int, name: str = name) -> presses.Press:
            changes: dict[str, Any] = {name: n}
            return replace(draft, **changes)

        rows.append(_steps(b, value, tx.t(text, number=value), stepped, stepped(value)))
    saved = presses.Draft(chat.impact, chat.direction, chat.loud)
    return InlineKeyboardMarkup([*rows, *_save(b, replace(draft, save=True), saved, is_same=draft == saved), b.back()])


def kinds_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """A button for each kind: it shows what the chat gets now, and leads to the kind's own page."""
    b = Buttons(tx, target)
    rows = []
    for kind in ALERT_KINDS:
        mark = " ⚙" if kind in chat.own else ""
        rows.append([b.one(kind_line(tx, kind, mode_of(chat, kind)) + mark, kind_draft(chat, kind))])
    return InlineKeyboardMarkup([*rows, b.back()])


def kind_draft(chat: Subscription, kind: str) -> presses.KindDraft:
    """A kind's page as it is."""
    return presses.KindDraft(kind, mode_of(chat, kind), chat.own.get(kind, INHERITED))


def kind_buttons(tx: Texts, chat: Subscription, draft: presses.KindDraft, target: int | None = None) -> InlineKeyboardMarkup:
    """The kind's mode, and its thresholds; pressing one of its own gives it back to the chat."""
    b = Buttons(tx, target)
    modes = [b.choice(mode_name(tx, draft.kind, mode), replace(draft, mode=mode), is_so=mode is draft.mode) for mode in Mode]
    rows = []
    for name, text in THRESHOLDS.items():
        own = getattr(draft.own, name)
        value = threshold_of(replace(chat, own={}), draft.kind, name) if own is None else own
        whose = N_("{threshold} (the chat's)") if value == getattr(chat, name) else N_("{threshold} (the kind's)")
        label = tx.t(text, number=value) if own is not None else tx.t(whose, threshold=tx.t(text, number=value))

        def stepped(n: int | None, name: str = name) -> presses.Press:
            return replace(draft, own=replace(draft.own, **{name: n}))

        rows.append(_steps(b, value, label, stepped, stepped(None)))
    saved = kind_draft(chat, draft.kind)
    save = _save(b, replace(draft, save=True), saved, is_same=draft == saved)
    return InlineKeyboardMarkup([modes[:2], modes[2:], *rows, *save, b.back("kinds")])


def _steps(b: Buttons, value: int, label: str, stepped: Callable[[int], presses.Press], middle: presses.Press) -> Row:
    lower, higher = max(0, value - STEP), min(100, value + STEP)
    return [b.one(f"◀ {lower}", stepped(lower)), b.one(label, middle), b.one(f"{higher} ▶", stepped(higher))]


def _save(b: Buttons, save: presses.Press, saved: presses.Press, *, is_same: bool) -> list[Row]:
    return [] if is_same else [[b.one(b.tx.t("💾 Save"), save), b.one(b.tx.t("↩ As it was"), saved)]]


def language_buttons(tx: Texts, lang: str, target: int | None = None) -> InlineKeyboardMarkup:
    """A button for each language, the chat's own ticked."""
    b = Buttons(tx, target)
    return InlineKeyboardMarkup([[b.choice(one.name, presses.Speak(code), is_so=code == lang) for code, one in LANGUAGES.items()]])


def zone_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """The common zones, China's first."""
    b = Buttons(tx, target)
    zones = [b.choice(tx.t(name), presses.SetZone(zone), is_so=zone == chat.timezone) for zone, name in ZONES]
    return InlineKeyboardMarkup([*in_rows(zones, 3), b.back()])


def which_zone_buttons(tx: Texts, now: datetime, zones: Sequence[str], target: int | None = None) -> InlineKeyboardMarkup:
    """A button for each zone, with the time that its clocks show."""
    b = Buttons(tx, target)
    return InlineKeyboardMarkup(
        [[b.one(f"{local(now, zone)[-5:]} {tx.t(AMBIGUOUS_ZONES[zone])}", presses.SetZone(zone))] for zone in zones]
    )


def quiet_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """Common quiet hours, none, and from which impact an alert comes all the same."""
    b = Buttons(tx, target)
    now = (chat.quiet_from, chat.quiet_until)
    times = [
        b.choice(f"{clock(begins)}–{clock(ends)}", presses.SetQuiet(begins, ends, chat.breakthrough), is_so=(begins, ends) == now)
        for begins, ends in QUIET_TIMES
    ]
    rows = [*in_rows(times, 2), [b.choice(tx.t("no quiet hours"), presses.SetQuiet(), is_so=chat.quiet_from is None)]]
    if chat.quiet_from is not None:
        wakes = [
            b.choice(_break_name(tx, impact), presses.SetQuiet(*now, impact), is_so=impact == chat.breakthrough) for impact in BREAKS
        ]  # fmt: skip
        rows += in_rows(wakes, 2)
    return InlineKeyboardMarkup([*rows, b.back()])


def _break_name(tx: Texts, impact: int | None) -> str:
    return tx.t("nothing breaks through") if impact is None else tx.t("from impact {number}", number=impact)


def snooze_buttons(tx: Texts, target: int | None = None) -> InlineKeyboardMarkup:
    """For how long."""
    b = Buttons(tx, target)
    names = {0: tx.t("wake up"), 1: tx.t("1 hour"), 24: tx.t("1 day"), 168: tx.t("1 week")}
    return InlineKeyboardMarkup(
        [[b.one(names[hours], presses.Snooze(hours)) for hours in presses.SNOOZES[1:]], [b.one(names[0], presses.Snooze(0))], b.back()]
    )


def digest_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """How often, at which hour, on which day of the week."""
    b = Buttons(tx, target)
    now = presses.SetDigest(chat.digest, chat.digest_hour, chat.digest_weekday)
    names = {Rhythm.OFF: tx.t("none"), Rhythm.DAILY: tx.t("daily"), Rhythm.WEEKLY: tx.t("weekly")}
    rows = [[b.choice(name, replace(now, rhythm=rhythm), is_so=rhythm is now.rhythm) for rhythm, name in names.items()]]
    if now.rhythm is not Rhythm.OFF:
        earlier, later = (now.hour - 1) % 24, (now.hour + 1) % 24
        hours = ((f"◀ {earlier:02}:00", earlier), (f"{now.hour:02}:00", now.hour), (f"{later:02}:00 ▶", later))
        rows.append([b.one(label, replace(now, hour=hour)) for label, hour in hours])
    if now.rhythm is Rhythm.WEEKLY:
        days = [b.choice(tx.t(name), replace(now, weekday=day), is_so=day == now.weekday) for day, name in enumerate(WEEKDAYS)]
        rows += in_rows(days, 3)
    return InlineKeyboardMarkup([*rows, b.back()])


def next_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """Reminders, a row for each kind of publication."""
    b = Buttons(tx, target)
    names = {None: tx.t("no reminder"), 15: tx.t("15 min"), 60: tx.t("1 hour"), 1440: tx.t("1 day")}
    rows = []
    reminded = (("fomc", "FOMC", chat.remind_fomc), ("h41", "H.4.1", chat.remind_h41), ("auction", tx.t("Auctions"), chat.remind_auction))
    for what, title, lead in reminded:
        rows.append(
            [
                b.choice(tx.t("{title}: {lead}", title=title, lead=names[n]), presses.Remind(what, n), is_so=n == lead)
                for n in presses.LEADS[what]
            ]
        )
    return InlineKeyboardMarkup([row for both in rows for row in in_rows(both, 2)] + [b.back()])


def receipts_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """How receipts come."""
    b = Buttons(tx, target)
    modes = ([b.choice(tx.t(name), presses.SetReceipts(mode), is_so=mode is chat.receipts)] for mode, name in RECEIPT_NAMES.items())
    first_hour = b.choice(tx.t("First hour in the message"), presses.SetReactions(not chat.reactions), is_so=chat.reactions)
    return InlineKeyboardMarkup([*modes, [first_hour], b.back()])


def card_buttons(tx: Texts, chat: Subscription, target: int | None = None) -> InlineKeyboardMarkup:
    """The card on or off."""
    b = Buttons(tx, target)
    one = b.one(tx.t("Remove the card"), presses.SetCard(False)) if chat.card else b.one(tx.t("📌 Pin a card"), presses.SetCard(True))
    return InlineKeyboardMarkup([[one], b.back()])


def watches_buttons(tx: Texts, watches: Sequence[Kept], target: int | None = None) -> InlineKeyboardMarkup:
    """A button for each watch."""
    b = Buttons(tx, target)
    return InlineKeyboardMarkup([*([b.one(f"🎯 {kept.text[:50]}", presses.OpenWatch(kept.id))] for kept in watches), b.back()])


def watch_buttons(tx: Texts, kept: Kept, target: int | None = None) -> InlineKeyboardMarkup:
    """What can be changed about a watch."""
    b = Buttons(tx, target)
    pauses = {0: tx.t("no pause"), 6: tx.t("pause 6 h"), 24: tx.t("pause 1 d"), 168: tx.t("pause 1 w")}
    snoozes = {0: tx.t("wake up"), 1: tx.t("snooze 1 h"), 24: tx.t("snooze 1 d"), 168: tx.t("snooze 1 w")}
    lives = {0: tx.t("for ever"), 7: tx.t("for 1 week"), 30: tx.t("for 30 days"), 365: tx.t("for 1 year")}
    paused = [b.choice(pauses[n], presses.ChangeWatch(kept.id, "pause", n), is_so=n == kept.cooldown_hours) for n in COOLDOWNS]
    snoozed = [b.one(snoozes[n], presses.ChangeWatch(kept.id, "snooze", n)) for n in presses.SNOOZES]
    living = [b.one(lives[n], presses.ChangeWatch(kept.id, "life", n)) for n in presses.LIVES]
    drop = [b.one(tx.t("🗑 Delete this watch"), presses.DropWatch(kept.id))]
    return InlineKeyboardMarkup([*in_rows(paused, 2), *in_rows(snoozed, 2), *in_rows(living, 2), drop, b.back("watches")])


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Row]:
    """Buttons in rows of so many."""
    return [list(buttons[n : n + width]) for n in range(0, len(buttons), width)]
