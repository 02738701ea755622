"""The buttons under what the bot says of an event, a look-up, a claim: what each opens, and what is muted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardMarkup

from bot.chat import presses
from bot.chat.pages.keyboards import Buttons, in_rows
from bot.chat.typed.questions import Question
from bot.i18n import N_, Texts
from bot.model import Mode, Published
from bot.render import behind
from bot.render.evidence.captions import LOOKED_UP

REFRESH = N_("🔄 Refresh")
WITH_DECISIONS = ("fomc_statement",)
"""Kinds whose like have a picture of their own."""


def alert_buttons(words: Texts, event_id: int, kind: str, shown: Sequence[behind.Button]) -> InlineKeyboardMarkup:
    """Under an alert: what opens something of this very event, and what mutes its kind. `words` are the alerts' texts."""
    b = Buttons(words)
    opens: Mapping[behind.Button, presses.Press] = {
        "why": presses.Explain(event_id),
        "changes": presses.ShowChanges(event_id),
        "table": presses.ShowTable(event_id),
        "watch": presses.SuggestWatches(event_id),
        "chart": presses.ShowPicture(behind.CHARTS.get(kind, ""), event_id),
        "history": presses.ShowHistory(event_id),
        "mute": presses.SetMode(kind, Mode.DIGEST),
    }
    return InlineKeyboardMarkup([[b.one(words.t(behind.LABELS[name]), opens[name]) for name in row] for row in behind.in_rows(shown)])


def muted_buttons(tx: Texts, board: InlineKeyboardMarkup, wish: presses.SetMode, before: Mode) -> InlineKeyboardMarkup:
    """The same buttons after a kind was muted, or unmuted: in the place of the one that was pressed, what takes it back."""
    label = tx.t("🔔 Unmute kind") if wish.mode is Mode.DIGEST else tx.t("🔕 Mute kind")
    back = Buttons(tx).one(label, presses.SetMode(wish.kind, before if wish.mode is Mode.DIGEST else Mode.DIGEST))
    pressed = presses.data_of(wish)
    rows = ([back if button.callback_data == pressed else button for button in row] for row in board.inline_keyboard)
    return InlineKeyboardMarkup(list(rows))


def opening_buttons(tx: Texts, labels: Mapping[int, str]) -> InlineKeyboardMarkup:
    """Under a batch or a digest: each of these events in full."""
    b = Buttons(tx)
    return InlineKeyboardMarkup(in_rows([b.one(label, presses.ShowAlert(event_id)) for event_id, label in labels.items()], 2))


def lookup_buttons(tx: Texts, what: str, of: str = "") -> InlineKeyboardMarkup:
    """Under a look-up: the same anew, and its picture where it has one."""
    b = Buttons(tx)
    row = [b.one(tx.t(REFRESH), presses.Refresh(what, of))]
    if what in LOOKED_UP:
        row.append(b.one(tx.t("🖼 Picture"), presses.ShowPicture(what)))
    return InlineKeyboardMarkup([row])


LOOKUP_NAMES: Mapping[str, str] = {
    "balance": N_("Balance sheet"), "repo": N_("Repo"), "rates": N_("Overnight rates"), "priced": N_("Priced in"), "dots": N_("Dots"),
    "cycle": N_("Policy cycle"), "correlation": N_("Correlation with the S&P 500"), "calendar": N_("Calendar"),
    "history": N_("History"),
}  # fmt: skip


def lookup_choice(tx: Texts, asked: Sequence[Question]) -> InlineKeyboardMarkup:
    """The look-ups that may be meant; pressing one puts it in the message's place. History without a kind is that of decisions."""
    b = Buttons(tx)
    ways = [
        (tx.t(LOOKUP_NAMES[one.name]), presses.Refresh(one.name, one.of or ("fomc_statement" if one.name in presses.OF_A_KIND else "")))
        for one in asked
    ]
    return InlineKeyboardMarkup([[b.one(label, press) for label, press in ways]])


def picture_buttons(tx: Texts, name: str, found: Published) -> InlineKeyboardMarkup | None:
    """Under the picture that an event's button opened: another one of the event, or of its kind; None where there is none."""
    b = Buttons(tx)
    if name != "around":
        return InlineKeyboardMarkup([[b.one(tx.t("🖼 BTC, ETH around it"), presses.ShowPicture("around", found.id))]])
    if found.kind in WITH_DECISIONS:
        return InlineKeyboardMarkup([[b.one(tx.t("🖼 FOMC days"), presses.ShowPicture("fomc-decisions"))]])
    return None


def changes_buttons(tx: Texts, board: InlineKeyboardMarkup, event_id: int) -> InlineKeyboardMarkup:
    """The same buttons, under what a statement's wording changes: as a picture too."""
    card = Buttons(tx).one(tx.t("🖼 Picture"), presses.ShowPicture("wording", event_id))
    return InlineKeyboardMarkup([[card], *board.inline_keyboard])


def claims_buttons(tx: Texts, claims: Mapping[str, str]) -> InlineKeyboardMarkup:
    """A button for each claim, by id and short title, and two pictures."""
    b = Buttons(tx)
    pictures = [
        b.one(tx.t("🖼 Balance sheet, BTC"), presses.ShowPicture("balance-sheet")),
        b.one(tx.t("🖼 FOMC days"), presses.ShowPicture("fomc-decisions")),
    ]
    return InlineKeyboardMarkup([*in_rows([b.one(title, presses.ShowClaim(claim)) for claim, title in claims.items()], 2), pictures])


def claim_buttons(tx: Texts) -> InlineKeyboardMarkup:
    """Under one claim: back to all."""
    return InlineKeyboardMarkup([[Buttons(tx).one(tx.t("« All claims"), presses.ShowClaim())]])


def record_buttons(tx: Texts) -> InlineKeyboardMarkup:
    """Under the record: how claimed chances and what happened agree, as a picture."""
    return InlineKeyboardMarkup([[Buttons(tx).one(tx.t("🖼 Picture: claimed and what happened"), presses.ShowPicture("reliability"))]])


def suggestion_buttons(tx: Texts, event_id: int, texts: Sequence[str]) -> InlineKeyboardMarkup:
    """A button for each watch that an event leads to."""
    b = Buttons(tx)
    return InlineKeyboardMarkup([[b.one(f"🎯 {text[:60]}", presses.MakeWatch(event_id, n))] for n, text in enumerate(texts)])
