"""What operators see: the state of everything, by page, each with its buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import kinds
from bot.audience.wanted import default_mode
from bot.chat.operations import Draft, Operations
from bot.chat.status import SILENCES, StatusReport
from bot.chat.words import MODE_NAMES, source_name, span
from bot.i18n import N_, Texts
from bot.kinds import ALERT_KINDS
from bot.languages import LANGUAGES
from bot.model import DeliveryState, Mode
from bot.render.html import exact, shorten

PREFIX = "2a:"
"""What the operators' buttons begin with; nobody else's do."""
PAGES: Mapping[str, str] = {
    "main": N_("🛠 Overview"),
    "sources": N_("📡 Sources"),
    "readers": N_("👥 Readers"),
    "silences": N_("🔕 Silences"),
    "errors": N_("⚠️ Errors"),
    "rules": N_("📐 Read rules anew"),
}
CHAT_TYPES: Mapping[str, str] = {"private": N_("people"), "group": N_("groups"), "supergroup": N_("groups"), "channel": N_("channels")}
MOST = 12
"""Lines of errors that one message shows."""
Page = tuple[str, InlineKeyboardMarkup]


def main_page(tx: Texts, report: StatusReport, operations: Operations) -> Page:
    """Everything in a few lines, and the way to the other pages."""
    counted, watch = report.deliveries, operations.watch
    names = watch.names() if watch is not None else [one.state.source for one in report.sources]
    troubled = [one for one in report.sources if one.state.last_error or one.is_overdue]
    text = tx.t(
        "<b>Operating</b>\nRunning for {up}\nSources: {sources}, {troubled} in trouble, {paused} paused\n"
        "Outbox: {queued} waiting, {claimed} under way, {uncertain} uncertain, {refused} refused, {expired} expired\n"
        "Subscriptions: {subscriptions}; banned: {banned}\n\n"
        "<code>/admin broadcast [{languages}] TEXT</code>\n<code>/admin ban NUMBER</code>, <code>/admin unban NUMBER</code>",
        languages="|".join(LANGUAGES),
        up=span(tx, report.now - report.started_at),
        sources=len(names),
        troubled=len(troubled),
        paused=sum(watch.is_paused(name) for name in names) if watch is not None else 0,
        subscriptions=report.subscriptions,
        banned=len(operations.banned),
        **{state.value: counted.get(state, 0) for state in DeliveryState},
    )
    return text, _rows([[(tx.t(label), f"page:{page}")] for page, label in PAGES.items() if page != "main"])


def sources_page(tx: Texts, report: StatusReport, operations: Operations) -> Page:
    """Each source with its state, and what can be done with it."""
    watch, states = operations.watch, {one.state.source: one for one in report.sources}
    lines, rows = [tx.t("<b>Sources</b>")], []
    for name in watch.names() if watch is not None else ():
        paused = watch is not None and watch.is_paused(name)
        one = states.get(name)
        mark = "⏸" if paused else "⚠️" if one and (one.state.last_error or one.is_overdue) else "✅"
        if one and one.state.last_ok_at:
            ago = span(tx, report.now - one.state.last_ok_at)
            lines.append(tx.t("{mark} {name}: read {ago} ago", mark=mark, name=source_name(tx, name), ago=ago))
        else:
            lines.append(tx.t("{mark} {name}: not read yet", mark=mark, name=source_name(tx, name)))
        if paused and one and one.state.paused_at:
            lines.append("    " + tx.t("paused {ago} ago, until you resume it", ago=span(tx, report.now - one.state.paused_at)))
        if one and one.state.last_error:
            lines.append(f"    <code>{exact(shorten(one.state.last_error, 120))}</code>")
        switch = (f"▶ {name}", f"resume:{name}") if paused else (f"⏸ {name}", f"pause:{name}")
        rows.append([switch, (f"🔄 {name}", f"poll:{name}")])
    return "\n".join(lines), _rows([*rows, [_main(tx)]])


def readers_page(tx: Texts, readers: Mapping[tuple[str, str], int], own: Mapping[tuple[str, Mode], int]) -> Page:
    """Who reads: by type of chat and language, and how each kind of alert is taken."""
    total = sum(readers.values())
    lines = [tx.t("<b>Readers</b>")]
    for (chat_type, lang), count in readers.items():
        language = LANGUAGES[lang].name if lang in LANGUAGES else lang
        lines.append(tx.t("• {type}, {language}: {count}", type=tx.t(CHAT_TYPES.get(chat_type, chat_type)), language=language, count=count))
    lines.append("")
    for kind in ALERT_KINDS:
        counts = {mode: own.get((kind, mode), 0) for mode in Mode}
        counts[default_mode(kind)] += total - sum(counts.values())
        said = ", ".join(f"{tx.t(MODE_NAMES[mode])} {count}" for mode, count in counts.items() if count)
        lines.append(f"• {kinds.name(kind, tx.lang)}: {said or 0}")
    return "\n".join(lines), _rows([[_main(tx)]])


def silences_page(tx: Texts, report: StatusReport) -> Page:
    """Why publications made no message since the start."""
    counted = sorted(report.silences.items(), key=lambda item: -item[1])
    lines = [f"• {tx.t(SILENCES[why], count=count)}" for why, count in counted] or [tx.t("None so far.")]
    return "\n".join([tx.t("<b>Publications without a message, since the start</b>"), *lines]), _rows([[_main(tx)]])


def errors_page(tx: Texts, troubles: Sequence[str]) -> Page:
    """The latest warnings and errors of the log, the newest first."""
    lines = [f"<code>{exact(shorten(line, 260))}</code>" for line in reversed(troubles[-MOST:])] or [tx.t("None since the start.")]
    return "\n".join([tx.t("<b>Warnings and errors</b>"), *lines]), _rows([[_main(tx)]])


def draft_page(tx: Texts, draft: Draft, key: str, readers: int) -> Page:
    """A message to all as it would come, with the way to send it or not."""
    to = LANGUAGES[draft.lang].name if draft.lang else tx.t("all languages")
    head = tx.t("<b>To {count} chats ({to}), silently; this is the message:</b>", count=readers, to=to)
    rows = [[(tx.t("📣 Send it to {count} chats", count=readers), f"send:{key}")], [(tx.t("Discard"), f"drop:{key}")]]
    return f"{head}\n\n{draft.text}", _rows(rows)


def _main(tx: Texts) -> tuple[str, str]:
    return f"« {tx.t(PAGES['main'])}", "page:main"


def _rows(rows: Sequence[Sequence[tuple[str, str]]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=PREFIX + data) for label, data in row] for row in rows])
