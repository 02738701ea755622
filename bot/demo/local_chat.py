"""The demo's one chat: shows messages as a terminal can, and says between them when nothing came and when the regime changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.calendars.newyork import NEW_YORK
from bot.i18n import texts
from bot.model import Delivery, Published, Subscription
from bot.render import amounts, words
from bot.render.html import visible
from rules.event import FomcStatement, ImplementationNote

CHAT_ID = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the demo counted. An alert is an assessment that the chat wanted; each became a message, with sound (`loud`) or without."""

    events: int = 0
    alerts: int = 0
    messages: int = 0
    loud: int = 0


@dataclass
class LocalChat:
    """A chat with default settings. `echo` prints; `now` tells the simulated time."""

    lang: str
    now: Callable[[], datetime]
    echo: Callable[[str], None]
    events: int = 0
    messages: int = 0
    loud: int = 0
    alerts: set[int] = field(default_factory=set)
    sent: list[tuple[Delivery, str]] = field(default_factory=list)
    """The messages, each with what stands beside it."""
    regime: str | None = None
    quiet: list[date] = field(default_factory=list)
    """The days of the publications without a message since the last line shown."""

    @property
    def subscription(self) -> Subscription:
        """Who is in this chat: a new subscriber who has changed nothing."""
        return Subscription(chat_id=CHAT_ID, lang=self.lang)

    def open(self, first: date, last: date, measured_until: date | None) -> None:
        """Say what is about to be shown; `measured_until` is the last day that the shipped measurements saw."""
        tx = texts("demo", self.lang)
        self.echo(
            tx.t(
                "fedtide demo, {first} to {last}: real figures, pages rebuilt from them in the publishers' formats; no network, no token.",
                first=first,
                last=last,
            )
        )
        self.echo(tx.t("Statements hold only the standing formulas on rates, balance sheet and votes."))
        self.echo(tx.t("A day's standing repo is one operation where it is not known how the day's two shared it."))
        if measured_until:
            self.echo(tx.t("What was measured after such events is told as known on {day}, later than these days.", day=measured_until))
        self.echo("")

    async def send(self, delivery: Delivery) -> int:
        """Show one message and give its number."""
        self.messages += 1
        self.loud += not delivery.silent
        self.alerts.add(delivery.alert_id)
        self._tell_quiet()
        self.sent.append((delivery, f"{self._clock()} · {self._marks(delivery)}"))
        self.echo(f"── #{self.messages} · {self._clock()} · {self._marks(delivery)}\n{visible(delivery.text)}\n")
        return self.messages

    def note_regime(self, found: Published) -> None:
        """Tell a change of the balance-sheet regime that a publication came with."""
        before, context = self.regime, found.assessment.context
        self.regime = words.regime(context, texts("alerts", self.lang)) or before
        if before in (None, self.regime):
            return
        self._tell_quiet()
        tx = texts("demo", self.lang)
        since = context.get("regime_since")
        day = amounts.day(since, self.lang) if since else ""
        said = {"before": before, "after": self.regime, "day": day}
        if isinstance(found.event, FomcStatement):
            line = tx.t("◇ Balance-sheet regime: {before} → {after}, since {day}.", **said)
        else:
            line = tx.t("◇ Balance-sheet regime: {before} → {after}, since {day}. Announced earlier, so no alert of its own.", **said)
        self.echo(line + "\n")

    def note_quiet(self, found: Sequence[Published], shown: int) -> None:
        """Count the publications of a poll of which only `shown` became a message; a statement's note is told with it."""
        days = [one.event.published_at.astimezone(NEW_YORK).date() for one in found if not isinstance(one.event, ImplementationNote)]
        self.quiet += days[: len(days) - shown]

    def close(self) -> Tally:
        """Say what was shown, and give it."""
        self._tell_quiet()
        tx = texts("demo", self.lang)
        tally = Tally(events=self.events, alerts=len(self.alerts), messages=self.messages, loud=self.loud)
        self.echo(
            tx.t(
                "{events} events, {alerts} alerts, {messages} messages: {loud} with sound, {silent} silent. {quiet} made no message.",
                events=tally.events,
                alerts=tally.alerts,
                messages=tally.messages,
                loud=tally.loud,
                silent=tally.messages - tally.loud,
                quiet=tally.events - tally.messages,
            )
        )
        return tally

    def _tell_quiet(self) -> None:
        if not self.quiet:
            return
        tx, first, last = texts("demo", self.lang), self.quiet[0], self.quiet[-1]
        days = tx.t("{first} to {last}", first=first, last=last) if first != last else f"{first}"
        self.echo(
            tx.n(
                "   {days}: {count} publication not worth a message",
                "   {days}: {count} publications not worth a message",
                len(self.quiet),
                days=days,
            )
            + "\n"
        )
        self.quiet.clear()

    def _clock(self) -> str:
        tx, local = texts("demo", self.lang), self.now().astimezone(NEW_YORK)
        return tx.t("{local} New York, {utc} UTC", local=f"{local:%Y-%m-%d %H:%M:%S}", utc=f"{self.now().astimezone(UTC):%H:%M:%S}")

    def _marks(self, delivery: Delivery) -> str:
        tx = texts("demo", self.lang)
        sound = tx.t("🔕 silent") if delivery.silent else tx.t("🔔 rings")
        if delivery.edits is not None:
            return tx.t("{sound} · edits #{number}", sound=sound, number=delivery.edits)
        if delivery.replies_to is not None:
            return tx.t("{sound} · answers #{number}", sound=sound, number=delivery.replies_to)
        return sound
