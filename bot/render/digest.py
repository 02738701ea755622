"""A chat's digest, the batch of what waited for it to wake, and reminders: Telegram HTML in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import kinds
from bot.calendars.coming import Coming
from bot.i18n import N_, Texts, texts
from bot.model import Followed, Published
from bot.render import amounts
from bot.render.clock import WEEKDAYS
from bot.render.evidence import receipts
from bot.render.html import Block, bold, escape, exact, fit, italic
from bot.render.short import line

SHOWN = 12
"""Publications told by name in one part of a digest or batch; the others are counted."""
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

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all came out, or followed."""
        return not (self.told or self.below or self.late or self.followed)


def digest(found: Digest, lang: str, zone: str) -> str:
    """A digest on the chat's own clock; its least important parts go first where it would be too long."""
    tx = texts("alerts", lang)
    nothing = "" if found.told or found.late else tx.t("Nothing that reached your thresholds.")
    return fit(
        [
            Block(bold(tx.t("The Fed in short")) + "\n" + escape(_span(found, tx, zone)), 0),
            Block(escape(nothing), 1),
            Block(_part("", found.told, tx), 2),
            Block(_part(tx.t("Came too late to be sent"), found.late, tx), 3),
            Block(_followed(found.followed, tx), 4),
            Block(_below(found.below, tx), 5),
            Block(_ahead(found.ahead, tx, zone), 6),
            Block(italic(tx.t("Information, not advice. When this comes: /digest")), 0),
        ]
    )


def batch(found: Sequence[Published], lang: str) -> str:
    """What came while a chat slept, in one message."""
    tx = texts("alerts", lang)
    count = tx.n("While it was quiet here: {count} alert", "While it was quiet here: {count} alerts", len(found))
    return fit(
        [
            Block(bold(count), 0),
            Block(_part("", found, tx), 1),
            Block(italic(tx.t("Information, not advice. /latest shows the last one whole; quiet hours: /quiet")), 0),
        ]
    )


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
    """A day and time on the chat's clock: `Wed 29 Oct 14:00`."""
    there = at.astimezone(ZoneInfo(zone))
    day = amounts.short_day(there.date(), tx.lang)
    return tx.t("{weekday} {day} {clock}", weekday=tx.t(WEEKDAYS[there.weekday()]), day=day, clock=f"{there:%H:%M}")


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


def _span(found: Digest, tx: Texts, zone: str) -> str:
    return tx.t("{since} to {until}, {zone} time", since=moment(found.since, tx, zone), until=moment(found.until, tx, zone), zone=zone)


def _part(title: str, found: Sequence[Published], tx: Texts) -> str:
    if not found:
        return ""
    shown = sorted(found, key=lambda one: -one.impact)[:SHOWN]
    lines = [f"• {line(one, tx)}" for one in found if one in shown]
    rest = len(found) - len(shown)
    if rest:
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
