"""A chat's digest, the batch of what waited for it to wake, and reminders: Telegram HTML in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import kinds
from bot.calendars.coming import Coming
from bot.i18n import N_, Texts, texts
from bot.model import Followed, Published
from bot.render import amounts, clock
from bot.render.clock import WEEKDAYS
from bot.render.evidence import receipts
from bot.render.html import Block, bold, escape, exact, fit, italic
from bot.render.short import line
from rules.event import Event, RepoOperation, ReverseRepoOperation

SHOWN = 12
"""Publications told by name in one part of a digest or batch; the others are counted."""
MOST_BUTTONS = 4
"""Publications that a batch or a digest opens in full by a button."""
ONE_DAY, A_WEEK = timedelta(hours=26), timedelta(days=8)
A_NIGHT = timedelta(hours=18)
"""What came in so short a while before a morning came overnight."""
NAMES: Mapping[str, str] = {
    "fomc": N_("FOMC decision"),
    "minutes": N_("FOMC minutes"),
    "h41": N_("weekly balance sheet (H.4.1)"),
    "purchase_schedule": N_("planned Treasury purchases, on or around that day"),
    "repo_morning": N_("standing repo, morning operation"),
    "repo_afternoon": N_("standing repo, afternoon operation"),
    "reverse_repo": N_("overnight reverse repo"),
    "coupon_auction": N_("auction of Treasury notes or bonds"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest has to tell.

    `told`: what was sent, or belongs to the digest alone. `below`: under the chat's thresholds, by kind how many and the largest
    impact. `late`: what could not be sent in time. `followed`: receipts of what was sent earlier. `ahead`: what comes.
    """

    since: datetime
    until: datetime
    told: Sequence[Published] = ()
    below: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    late: Sequence[Published] = ()
    followed: Sequence[Followed] = ()
    ahead: Sequence[Coming] = ()
    moved: Mapping[int, float | None] = field(default_factory=dict)
    """What bitcoin has done since, in percent, by publication; None or absent: not known."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all came out, or followed."""
        return not (self.told or self.below or self.late or self.followed)


def digest(found: Digest, lang: str, zone: str) -> str:
    """A digest on the chat's own clock; its least important parts go first where it would be too long."""
    tx = texts("alerts", lang)
    told, late = days_work(found.told), days_work(found.late)
    form = clock.TIME if found.until - found.since <= ONE_DAY else clock.DAY_AND_TIME
    title = _title(found, len(told) + len(late), tx, zone) if told or late else tx.t("The Fed: nothing that reached your thresholds")
    return fit(
        [
            Block(bold(title), 0),
            Block(_part("", told, found.moved, form, tx), 2),
            Block(_part(tx.t("Came too late to be sent"), late, found.moved, form, tx), 3),
            Block(_followed(found.followed, tx), 4),
            Block(_below(found.below, tx), 5),
            Block(_ahead(found.ahead, tx, zone), 6),
            Block(italic(tx.t("Not advice. When this comes: /digest")), 0),
        ]
    )


def batch(found: Sequence[Published], lang: str, zone: str, now: datetime, moved: Mapping[int, float | None] | None = None) -> str:
    """What came while a chat slept, in one message: a line an event, the largest first."""
    tx, told = texts("alerts", lang), days_work(found)
    is_recent = all(now - one.event.published_at <= A_NIGHT for one in told)
    if is_recent and now.astimezone(ZoneInfo(zone)).hour < 12:
        title = tx.n("The Fed overnight: {count} event", "The Fed overnight: {count} events", len(told))
    else:
        title = tx.n("The Fed while it was quiet: {count} event", "The Fed while it was quiet: {count} events", len(told))
    form = clock.TIME if is_recent else clock.DAY_AND_TIME
    return fit(
        [
            Block(bold(title), 0),
            Block(_part("", told, moved or {}, form, tx), 1),
            Block(italic(tx.t("Not advice. Quiet hours: /quiet")), 0),
        ],
        between="\n",
    )


def days_work(found: Sequence[Published]) -> list[Published]:
    """The publications, the operations of one facility on one day as one, the largest first.

    Of several operations the last that took something is told, for it has the day's total, with the verdict of the largest.
    """
    days: dict[tuple[object, ...], list[Published]] = {}
    for one in sorted(found, key=lambda one: one.event.published_at):
        days.setdefault(_facility(one.event) or (one.id,), []).append(one)
    return sorted(map(_as_one, days.values()), key=lambda one: (-one.impact, one.event.published_at))


def _as_one(day: Sequence[Published]) -> Published:
    shown = [one for one in day if getattr(one.event, "accepted_usd", None)] or day
    return replace(shown[-1], assessment=max(day, key=lambda one: one.impact).assessment)


def _facility(event: Event) -> tuple[object, ...]:
    """What an operation shares with the others of its facility on its day; nothing for what is no such operation."""
    match event:
        case RepoOperation() | ReverseRepoOperation():
            return event.KIND, event.facility, event.operation_on
        case _:
            return ()


def opened(found: Sequence[Published]) -> list[Published]:
    """What the buttons under a batch or a digest open in full."""
    return days_work(found)[:MOST_BUTTONS]


def in_full(event: Event, lang: str) -> str:
    """What is written on the button that opens an event in full."""
    tx = texts("alerts", lang)
    standing = isinstance(event, RepoOperation) and event.facility == "standing"
    return tx.t("{name} in full", name=tx.t(N_("SRF") if standing else _SHORT_NAMES[event.KIND]))


_SHORT_NAMES: Mapping[str, str] = {
    "fomc_statement": N_("FOMC"),
    "implementation_note": N_("FOMC note"),
    "balance_sheet": N_("Balance sheet"),
    "minutes": N_("Minutes"),
    "purchase_schedule": N_("Schedule"),
    "desk_statement": N_("Desk"),
    "speech": N_("Speech"),
    "press_release": N_("Release"),
    "repo_operation": N_("Repo"),
    "reverse_repo_operation": N_("Reverse repo"),
    "treasury_operation": N_("Treasuries"),
    "agency_operation": N_("MBS"),
    "treasury_auction": N_("Auction"),
    "reference_rate": N_("Rate"),
    "yield_change": N_("Yield"),
    "cash_balance": N_("TGA"),
}


def reminder(item: Coming, now: datetime, lang: str, zone: str) -> str:
    """What is about to come out, and when on the chat's clock."""
    tx = texts("alerts", lang)
    values = {"name": tx.t(NAMES[item.kind]), "when": moment(item.at, tx, zone), "span": countdown(item.at - now, tx)}
    text = tx.t("⏰ {name} in {span}: {when}", **values)
    return escape(text) + "\n" + italic(tx.t("Reminders: /next"))


def ahead_line(item: Coming, now: datetime, tx: Texts, zone: str) -> str:
    """A publication that is due, when, and how long that is, plain text."""
    return tx.t("{when}: {name}, in {span}", when=moment(item.at, tx, zone), name=tx.t(NAMES[item.kind]), span=countdown(item.at - now, tx))


def moment(at: datetime, tx: Texts, zone: str) -> str:
    """A day and time on the chat's clock, `Wed 29 Oct 14:00`; where it has set none, on the language's, which is then named."""
    where = ZoneInfo(clock.read_by(zone, tx))
    there = at.astimezone(where)
    day = amounts.short_day(there.date(), tx.lang)
    when = tx.t("{weekday} {day} {clock}", weekday=tx.t(WEEKDAYS[there.weekday()]), day=day, clock=f"{there:%H:%M}")
    return when if where.key == zone else f"{when} {clock.zone_name(where, tx)}"


def countdown(span: timedelta, tx: Texts) -> str:
    """A length of time as one counts down: `3 d 4 h`, `2 h 5 min`, `12 min`."""
    minutes = max(0, round(span.total_seconds() / 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return tx.t("{days} d {hours} h", days=days, hours=hours) if hours else tx.t("{days} d", days=days)
    if hours:
        rest = minutes % 60
        return tx.t("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else tx.t("{hours} h", hours=hours)
    return tx.t("{minutes} min", minutes=minutes)


def _title(found: Digest, count: int, tx: Texts, zone: str) -> str:
    span = found.until - found.since
    if span <= ONE_DAY:
        return tx.n("The Fed in a day: {count} event", "The Fed in a day: {count} events", count)
    if timedelta(days=6) <= span <= A_WEEK:
        return tx.n("The Fed this week: {count} event", "The Fed this week: {count} events", count)
    since = amounts.short_day(found.since.astimezone(ZoneInfo(zone)).date(), tx.lang)
    return tx.n("The Fed since {since}: {count} event", "The Fed since {since}: {count} events", count, since=since)


def _part(title: str, found: Sequence[Published], moved: Mapping[int, float | None], form: str, tx: Texts) -> str:
    if not found:
        return ""
    lines = [line(one, tx, moved.get(one.id), form) for one in found[:SHOWN]]
    rest = len(found) - SHOWN
    if rest > 0:
        lines.append(escape(tx.n("{count} more of lower impact", "{count} more of lower impact", rest)))
    return "\n".join([bold(title), *lines] if title else lines)


def _followed(followed: Sequence[Followed], tx: Texts) -> str:
    if not followed:
        return ""
    shown = sorted(followed, key=lambda one: -one.published.impact)[:SHOWN]
    lines = [f"• {receipts.followed(one, tx)}" for one in followed if one in shown]
    rest = len(followed) - len(shown)
    if rest:
        lines.append(tx.n("{count} more of lower impact", "{count} more of lower impact", rest))
    title = tx.t("What followed (△ ▽: the way the alert pointed; all of it: /record)")
    return "\n".join([f"<b>{exact(title)}</b>", *map(escape, lines)])


def _below(below: Mapping[str, tuple[int, int]], tx: Texts) -> str:
    if not below:
        return ""
    lines = []
    for kind in sorted((kind for kind in kinds.KINDS if kind in below), key=lambda kind: -below[kind][1]):
        count, largest = below[kind]
        said = kinds.counted(kind, count, tx.lang)
        lines.append("• " + escape(tx.t("{count} (largest impact {largest})", count=said, largest=largest) if largest else said))
    return "\n".join([bold(tx.t("Below your thresholds")), *lines])


def _ahead(ahead: Sequence[Coming], tx: Texts, zone: str) -> str:
    if not ahead:
        return ""
    lines = [tx.t("• {when}: {name}", when=moment(item.at, tx, zone), name=tx.t(NAMES[item.kind])) for item in ahead]
    return "\n".join([bold(tx.t("What comes")), *map(escape, lines)])
