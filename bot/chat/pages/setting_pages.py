"""The pages of the settings: each a text and its buttons, from what a chat has set and what the store knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup

from bot import kinds
from bot.audience.wanted import INHERITED, threshold_of
from bot.audience.watches import MOST, Kept
from bot.calendars.coming import next_of
from bot.calendars.releases import ReleaseCalendar
from bot.chat.pages import keyboards
from bot.chat.pages.forecast import SPAN, forecast, forecast_text, how_often, is_untouched
from bot.chat.presses import Draft, KindDraft
from bot.chat.words import (
    by_score,
    card_line,
    clock_overview,
    digest_line,
    kind_line,
    kinds_line,
    local,
    own_lines,
    quiet_line,
    reactions_line,
    receipts_line,
    rings,
    snooze_line,
    span,
    zone_line,
)
from bot.i18n import N_, Texts, texts
from bot.kinds import DATA_RINGS
from bot.languages import LANGUAGES
from bot.model import DEFAULTS, Subscription
from bot.render import clock
from bot.render.digest import ahead_line
from bot.render.html import exact
from bot.render.words import sentences
from bot.store import Score, Store

Page = tuple[str, InlineKeyboardMarkup]
NEXT = ("fomc", "minutes", "h41", "purchase_schedule", "coupon_auction", "repo_morning", "reverse_repo", "repo_afternoon")


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made from. `title` and `target` name the channel that is set up, where it is not the chat itself."""

    tx: Texts
    chat: Subscription
    now: datetime
    store: Store
    meetings: frozenset[date] = frozenset()
    title: str = ""
    target: int | None = None

    @property
    def scores(self) -> Sequence[Score]:
        """What was published in the stretch that forecasts are made from."""
        return self.store.scores_since(self.now - SPAN)

    @property
    def watches(self) -> list[Kept]:
        return self.store.watches(self.chat.chat_id, self.chat.thread_id)

    @property
    def refused_until(self) -> datetime | None:
        """When rich messages are tried again, where the chat wants some and they are refused."""
        return self.store.rich_refused_until(self.chat.chat_id, self.now) if self.chat.is_rich else None

    def headed(self, title: str) -> str:
        """A page's title, with the channel's name where one is meant."""
        return f"<b>{title}</b> · {exact(self.title)}" if self.title else f"<b>{title}</b>"


def welcome_page(view: View, first: str) -> Page:
    """What a new chat gets and how often, in six lines, under a `first` one, with the choices that most people make."""
    tx, chat = view.tx, view.chat
    comes = tx.t("Rings: Fed decisions, new programmes, emergency measures. Silent: balance sheet, minutes, data out of the ordinary.")
    lines = [
        first,
        comes if is_untouched(chat) else by_score(tx, chat),
        how_often(chat, view.scores, view.now, tx),
        digest_line(tx, chat),
        tx.t("{zone} (/timezone changes it)", zone=zone_line(tx, chat, view.now)),
    ]
    return "\n".join(lines), keyboards.subscribed_buttons(tx, chat, view.target)


def settings_page(view: View) -> Page:
    """What the chat gets in short, and the ways on."""
    tx, chat = view.tx, view.chat
    comes = f"{by_score(tx, chat)}\n{rings(tx, chat)}"
    lines = [
        view.headed(tx.t("Settings")),
        kinds_line(tx, chat),
        comes,
        "",
        clock_overview(tx, chat, view.now, len(view.watches), view.refused_until),
    ]
    return "\n".join(lines), keyboards.settings_buttons(tx, chat, view.target)


def thresholds_page(view: View, draft: Draft | None = None) -> Page:
    """The three numbers, what they mean, what they would have brought, and how to type them."""
    tx, chat = view.tx, view.chat
    saved = Draft(chat.impact, chat.direction, chat.loud)
    draft = draft or saved
    text = tx.t(
        "<b>Impact {impact}</b> or more: how large a move an event stands for. 0 is an ordinary day, 33 notable, 50 rare, "
        "70 once in years.\n"
        "<b>Direction {direction}</b> or more, up or down: how strongly the known mechanisms push one way.\n"
        "<b>Rings from {loud}</b>: alerts of a lower impact come without a sound. As long as it is {usual}, announcements ring "
        "whatever their impact, and data from {data}.\n\n"
        "Alerts by score must meet both impact and direction. A kind may have thresholds of its own: see What comes.",
        impact=draft.impact,
        direction=draft.direction,
        loud=draft.loud,
        usual=DEFAULTS["loud"],
        data=DATA_RINGS,
    )
    wished = replace(chat, impact=draft.impact, direction=draft.direction, loud=draft.loud)
    typed = tx.t(
        "Press a button, or type <code>/threshold 30</code>, <code>/threshold direction 10</code>, <code>/threshold loud 50</code>"
    )
    blocks = [view.headed(tx.t("Thresholds")) + f"\n{text}", _foretold(view, wished, is_same=draft == saved), typed]
    return "\n\n".join(blocks), keyboards.threshold_buttons(tx, chat, draft, view.target)


def _foretold(view: View, wished: Subscription, *, is_same: bool, kind: str | None = None) -> str:
    """What the draft would have brought, beside what the settings that hold did. Nothing is saved by looking."""
    tx, scores = view.tx, [score for score in view.scores if kind in (None, score.kind)]
    said = forecast_text(forecast(wished, scores, view.now), tx)
    if is_same:
        return said
    now = forecast(view.chat, scores, view.now)
    before = tx.t("As it is saved now: {alerts}, {loud} loud.", alerts=tx.n("{count} alert", "{count} alerts", now.alerts), loud=now.loud)
    return "\n".join([tx.t("<b>Not saved yet.</b> {forecast}", forecast=said), before])


def kinds_page(view: View) -> Page:
    """What comes of each kind, and how to type it."""
    tx = view.tx
    text = tx.t(
        "<b>all</b>: every publication, as a summary\n"
        "<b>by score</b>: only what meets your thresholds\n"
        "<b>in the digest</b>: no message of its own, however large; told in the next digest\n"
        "<b>off</b>: nothing\n\n"
        "Press a kind to change it, or type for example\n<code>/threshold repo all</code>"
    )
    own = own_lines(tx, view.chat)
    return "\n".join([view.headed(tx.t("What comes")), *own, text]), keyboards.kinds_buttons(tx, view.chat, view.target)


def kind_page(view: View, draft: KindDraft) -> Page:
    """One kind: its mode, its thresholds, own or the chat's, and what that would have brought."""
    tx, chat = view.tx, view.chat
    wished = with_kind(chat, draft)
    saved = keyboards.kind_draft(chat, draft.kind)
    limits = [_limit(tx, chat, draft, name) for name in ("impact", "direction", "loud")]
    hint = tx.t("Press a number in the middle to give it back to the chat's own setting.")
    told = _foretold(view, wished, is_same=draft == saved, kind=draft.kind)
    blocks = [f"{view.headed(kinds.name(draft.kind, tx.lang))}\n{kind_line(tx, draft.kind, draft.mode)}", "\n".join(limits), told, hint]
    return "\n\n".join(blocks), keyboards.kind_buttons(tx, chat, draft, view.target)


def with_kind(chat: Subscription, draft: KindDraft) -> Subscription:
    """The settings with a kind's draft in them."""
    own = {kind: limits for kind, limits in chat.own.items() if kind != draft.kind}
    if draft.own != INHERITED:
        own[draft.kind] = draft.own
    return replace(chat, modes={**chat.modes, draft.kind: draft.mode}, own=own)


_LIMITS = {"impact": N_("Impact {number} or more"), "direction": N_("Direction {number} or more"), "loud": N_("Rings from impact {number}")}


def _limit(tx: Texts, chat: Subscription, draft: KindDraft, name: str) -> str:
    own = getattr(draft.own, name)
    if own is None:
        value = threshold_of(replace(chat, own={}), draft.kind, name)
        said = tx.t(_LIMITS[name], number=value)
        is_chats = value == getattr(chat, name)
        whose = N_("• {threshold}, as in the whole chat") if is_chats else N_("• {threshold}, as this kind begins")
        return tx.t(whose, threshold=said)
    return tx.t("• {threshold}, for this kind alone", threshold=tx.t(_LIMITS[name], number=own))


def language_page(tx: Texts, lang: str, target: int | None = None) -> Page:
    """The languages, the chat's own named."""
    return tx.t("I write to this chat in {language}.", language=LANGUAGES[lang].name), keyboards.language_buttons(tx, lang, target)


def lang_page(view: View) -> Page:
    """The languages, as a page of the settings."""
    return language_page(texts("chat", view.chat.lang), view.chat.lang, view.target)


def zone_page(view: View) -> Page:
    """The chat's clock."""
    tx = view.tx
    how = tx.t(
        "Press a place, or type any zone by its name, for example <code>/timezone Asia/Taipei</code> or <code>/timezone UTC+8</code>."
    )
    return view.headed(tx.t("Time zone")) + f"\n{zone_line(tx, view.chat, view.now)}\n\n{how}", keyboards.zone_buttons(
        tx, view.chat, view.target
    )


def which_zone_page(view: View, word: str, zones: Sequence[str]) -> Page:
    """A word that means several clocks, and these with the time that each shows now."""
    text = view.tx.t("{word} stands for several clocks. What does yours show now?", word=word)
    return text, keyboards.which_zone_buttons(view.tx, view.now, zones, view.target)


def quiet_page(view: View) -> Page:
    """The quiet hours and what breaks through."""
    tx = view.tx
    text = tx.t(
        "What comes in quiet hours waits; at their end you get it in one message, nothing is lost. Press a time, or type "
        "<code>/quiet 22:30-06:45</code>, with <code>break 60</code> behind it to let impact 60 and more through."
    )
    lines = [view.headed(tx.t("Quiet hours")), quiet_line(tx, view.chat), zone_line(tx, view.chat, view.now), "", text]
    return "\n".join(lines), keyboards.quiet_buttons(tx, view.chat, view.target)


def snooze_page(view: View) -> Page:
    """Silence for a while."""
    tx = view.tx
    state = snooze_line(tx, view.chat, view.now) or tx.t("Awake: alerts come as they are published.")
    text = tx.t("While snoozed everything waits; at the end you get it in one message. Or type <code>/snooze 3d</code>.")
    return view.headed(tx.t("Snooze")) + f"\n{state}\n\n{text}", keyboards.snooze_buttons(tx, view.target)


def digest_page(view: View) -> Page:
    """When the digest comes, and what is in it."""
    tx = view.tx
    text = tx.t(
        "A digest tells what came out, what stayed below your thresholds, what came too late to be sent, and what comes next. Press, or "
        "type <code>/digest daily 8</code>, <code>/digest weekly sat 9</code>."
    )
    lines = [view.headed(tx.t("Digest")), digest_line(tx, view.chat), zone_line(tx, view.chat, view.now), "", text]
    return "\n".join(lines), keyboards.digest_buttons(tx, view.chat, view.target)


def receipts_page(view: View) -> Page:
    """How the chat learns what the market did after its alerts."""
    tx = view.tx
    text = tx.t(
        "A receipt says what BTC and ETH did 1 hour, 24 hours and 7 days after an alert that came here, beside what the alert had said. "
        "Press, or type <code>/receipts digest</code>, <code>/receipts message</code>, <code>/receipts off</code>. All alerts together: "
        "/record"
    )
    lines = [view.headed(tx.t("Receipts")), receipts_line(tx, view.chat), reactions_line(tx, view.chat), "", text]
    return "\n".join(lines), keyboards.receipts_buttons(tx, view.chat, view.target)


def card_page(view: View, said: str = "") -> Page:
    """The pinned card: what it is, and whether there is one; `said` is what became of a press."""
    tx = view.tx
    text = tx.t(
        "One message that I keep up to date: the policy cycle, the last decision beside what was priced in, the balance sheet, reserves, "
        "TGA, ON RRP, SOFR beside IORB, the next releases. It is edited after each publication, without a sound, and pinned where I may. "
        "Press, or type <code>/card on</code>, <code>/card off</code>."
    )
    kept = view.store.card(view.chat.chat_id, view.chat.thread_id)
    state = said or card_line(tx, view.chat, is_pinned=kept.pinned if kept is not None else None)
    return "\n".join([view.headed(tx.t("Pinned card")), state, "", text]), keyboards.card_buttons(tx, view.chat, view.target)


def next_page(view: View) -> Page:
    """What the Fed publishes next, with a countdown, and reminders."""
    tx, told = view.tx, texts("alerts", view.tx.lang)
    zone = clock.read_by(view.chat.timezone, told)
    calendar = ReleaseCalendar(view.meetings, view.store.release_days())
    found = sorted(item for kind in NEXT if (item := next_of(kind, view.now, calendar)) is not None)
    lines = [f"• {ahead_line(item, view.now, told, zone)}" for item in found]
    if all(item.kind != "fomc" for item in found):
        lines.append(tx.t("• FOMC: the calendar that I know ends here."))
    note = tx.t(
        "Usual times, {zone}. A reminder that would fall into quiet hours comes before they begin.",
        zone=clock.zone_name(ZoneInfo(zone), told),
    )
    return "\n".join([view.headed(tx.t("What comes next")), *lines, "", note]), keyboards.next_buttons(tx, view.chat, view.target)


def watches_page(view: View) -> Page:
    """The chat's own watches, and how to make one."""
    tx, watches = view.tx, view.watches
    text = tx.t(
        "A watch rings when a publication is what you wait for, whatever your thresholds. Type for example\n"
        "<code>/watch standing repo &gt;= 20bn</code>\n<code>/watch SOFR - IORB &gt;= 10bp</code>\n"
        "<code>/watch impact &gt;= 60 and direction &lt; 0</code>\nor press 🎯 under an alert. Press a watch to change or delete it."
    )
    state = tx.t("{count} of {most} watches", count=len(watches), most=MOST)
    listed = [f"• <code>{exact(kept.text)}</code> {_rest(tx, kept, view)}".rstrip() for kept in watches]
    return "\n".join([view.headed(tx.t("Watches")), state, *listed, "", text]), keyboards.watches_buttons(tx, watches, view.target)


def watch_page(view: View, kept: Kept) -> Page:
    """One watch: how it has done and what can be changed."""
    tx, zone = view.tx, view.chat.timezone
    state = (
        tx.t("Armed: it rings when it is reached.") if kept.armed else tx.t("Reached; rings again once its figure has clearly gone back.")
    )
    pause = tx.t("After a hit it pauses for {span}.", span=span(tx, timedelta(hours=kept.cooldown_hours)))
    ends = tx.t("Ends {when}.", when=local(kept.expires_at, zone)) if kept.expires_at else tx.t("Has no end.")
    last = tx.t(", last {when}", when=local(kept.last_hit_at, zone)) if kept.last_hit_at else ""
    hits = tx.n("Hit {count} time{last}.", "Hit {count} times{last}.", kept.hits, last=last)
    until = kept.snoozed_until if _is_snoozed(kept, view.now) else None
    asleep = tx.t("😴 Snoozed until {when}.", when=local(until, zone)) if until else ""
    edit = tx.t("To change what it watches: <code>/watch {id} NEW WATCH</code>", id=kept.id)
    lines = [f"🎯 <code>{exact(kept.text)}</code>", state, asleep, sentences([pause, ends, hits], tx), "", edit]
    return "\n".join(line for n, line in enumerate(lines) if line or n == 4), keyboards.watch_buttons(tx, kept, view.target)


def _is_snoozed(kept: Kept, now: datetime) -> bool:
    return kept.snoozed_until is not None and kept.snoozed_until > now


def _rest(tx: Texts, kept: Kept, view: View) -> str:
    if kept.expires_at is not None and kept.expires_at <= view.now:
        return tx.t("(ended)")
    if _is_snoozed(kept, view.now):
        return tx.t("(snoozed)")
    return "" if kept.armed else tx.t("(reached)")


PAGES: Mapping[str, Callable[[View], Page]] = {
    "settings": settings_page,
    "thresholds": thresholds_page,
    "kinds": kinds_page,
    "lang": lang_page,
    "zone": zone_page,
    "quiet": quiet_page,
    "snooze": snooze_page,
    "digest": digest_page,
    "watches": watches_page,
    "next": next_page,
    "receipts": receipts_page,
    "card": card_page,
}
"""Pages that show a subscription, by the name that buttons call them."""
