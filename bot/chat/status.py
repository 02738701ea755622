"""What `/status` tells: how each source is doing, and how long the latest alerts took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot import __version__, kinds
from bot.chat.words import source_name, span
from bot.i18n import N_, Texts, texts
from bot.model import DeliveryState, Silence
from bot.render.html import escape, exact, shorten
from bot.render.words import label, listed
from bot.source import SetAside, Source
from bot.store import Latency, SourceState, Store

LATEST = 3
"""How many alerts are shown with their times."""
SCORES = 20
LATELY = timedelta(days=7)
MOST_MISSING = 5
"""What the latest scores of a week did not know is shown, the fields that were missed most."""
PATIENCE = 3
"""Failures in a row from which a source is shown as not answering."""
SILENCES: Mapping[Silence, str] = {
    Silence.NO_MESSAGE: N_("{count} of a kind that makes no message of its own"),
    Silence.JOINED: N_("{count} told with their statement"),
    Silence.TOO_OLD: N_("{count} too old"),
    Silence.IMPOSSIBLE: N_("{count} that cannot be as read"),
    Silence.NO_CHAT: N_("{count} without a subscription"),
    Silence.OFF: N_("{count} off in every chat"),
    Silence.DIGEST: N_("{count} for the digest alone"),
    Silence.IMPACT: N_("{count} below the impact that chats ask for"),
    Silence.DIRECTION: N_("{count} below the direction that chats ask for"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source's state, and whether it has had nothing new for longer than it ever should."""

    state: SourceState
    is_overdue: bool
    set_aside: tuple[SetAside, ...] = ()
    """Rows of its pages that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """Everything `/status` shows; `subscriptions`, `deliveries` and `silences` are for operators."""

    now: datetime
    started_at: datetime
    sources: tuple[SourceStatus, ...]
    latencies: tuple[Latency, ...]
    subscriptions: int
    deliveries: Mapping[DeliveryState, int]
    missing: tuple[str, ...] = ()
    """Fields that the latest scores asked for and nobody knew, the most wanted first. What two publishers dispute is known."""
    silences: Mapping[Silence, int] = field(default_factory=dict)
    """How many events made no message since the start, by reason; for operators."""


def report(
    store: Store, sources: Sequence[Source], *, started_at: datetime, now: datetime, silences: Mapping[Silence, int] | None = None
) -> StatusReport:
    """The state of these sources, of the latest alerts and of the outbox, by the store; `silences` as counted since the start."""
    return StatusReport(
        now=now,
        started_at=started_at,
        sources=tuple(_source_status(store, source, now) for source in sources),
        latencies=tuple(store.latencies(LATEST)),
        subscriptions=store.count_subscriptions(),
        deliveries=store.counts(),
        missing=_missing(store, now),
        silences=dict(silences or {}),
    )


def _missing(store: Store, now: datetime) -> tuple[str, ...]:
    recent = [one for one in store.latest_assessed(limit=SCORES) if now - one.event.published_at < LATELY]
    wanted = Counter(field for one in recent for field in one.assessment.missing if getattr(one.event, field, None) is None)
    return tuple(field for field, _ in sorted(wanted.items(), key=lambda item: (-item[1], item[0]))[:MOST_MISSING])


def _source_status(store: Store, source: Source, now: datetime) -> SourceStatus:
    state = store.source_state(source.id)
    is_overdue = state.last_new_at is not None and now - state.last_new_at > source.overdue_after
    return SourceStatus(state=state, is_overdue=is_overdue, set_aside=tuple(store.set_aside(source.id)))


def status_text(tx: Texts, report: StatusReport, *, for_operator: bool) -> str:
    """The report as a message, Telegram HTML."""
    up = span(tx, report.now - report.started_at)
    blocks = [
        tx.t("<b>Status</b>\nfedtide {version}, running for {span}", version=__version__, span=up),
        "\n".join(_source_line(tx, source, report.now, for_operator) for source in report.sources),
        _missing_line(tx, report.missing),
        _latencies(tx, report.latencies),
    ]
    if for_operator:
        blocks += [_outbox(tx, report), _silences(tx, report.silences)]
    return "\n\n".join(block for block in blocks if block)


def _source_line(tx: Texts, source: SourceStatus, now: datetime, for_operator: bool) -> str:
    state = source.state
    name = source_name(tx, state.source)
    if state.last_ok_at is None:
        said = tx.t("⏳ {name}: no answer yet", name=name)
    elif state.failures_in_a_row >= PATIENCE:
        said = tx.t("⚠️ {name}: nothing readable for {span}, still trying", name=name, span=span(tx, now - state.last_ok_at))
    elif state.last_new_at is None:
        said = tx.t("✅ {name}: answered {span} ago, nothing new so far", name=name, span=span(tx, now - state.last_ok_at))
    else:
        mark = "⚠️" if source.is_overdue else "✅"
        spans = {"span": span(tx, now - state.last_ok_at), "new": span(tx, now - state.last_new_at)}
        said = tx.t("{mark} {name}: answered {span} ago, last new {new} ago", mark=mark, name=name, **spans)
    if source.set_aside:
        said += "\n    " + _set_aside(tx, source.set_aside, for_operator)
    if for_operator and state.last_error:
        said += f"\n    <code>{exact(shorten(state.last_error, 200))}</code>"
    return said


def _set_aside(tx: Texts, rows: Sequence[SetAside], for_operator: bool) -> str:
    """How many rows are left out; an operator sees the first of them."""
    said = tx.n("⚠️ {count} row that could not be read is left out", "⚠️ {count} rows that could not be read are left out", len(rows))
    return f"{said}\n    <code>{exact(shorten(str(rows[0]), 200))}</code>" if for_operator else said


def _missing_line(tx: Texts, missing: Sequence[str]) -> str:
    if not missing:
        return ""
    names = texts("alerts", tx.lang)
    return tx.t("ℹ️ Lately unknown to the scores: {fields}", fields=listed((escape(label(field, names)) for field in missing), names))


def _latencies(tx: Texts, latencies: Sequence[Latency]) -> str:
    if not latencies:
        return tx.t("No alert yet.")
    return "\n".join([tx.t("From publication to the first chat:"), *(_latency_line(tx, latency) for latency in latencies)])


def _latency_line(tx: Texts, latency: Latency) -> str:
    values = {
        "kind": kinds.name(latency.kind, tx.lang),
        "at": latency.published_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "seen": span(tx, latency.seen_at - latency.published_at),
        "queued": span(tx, latency.queued_at - latency.published_at),
    }
    if latency.first_sent_at is None:
        return tx.t("• {kind}, {at}: seen after {seen}, queued after {queued}, not sent to anybody", **values)
    sent = span(tx, latency.first_sent_at - latency.published_at)
    return tx.t("• {kind}, {at}: seen after {seen}, queued after {queued}, sent after {sent}", sent=sent, **values)


def _outbox(tx: Texts, report: StatusReport) -> str:
    counted = report.deliveries
    return tx.t(
        "Subscriptions: {subscriptions}\nDeliveries: {queued} waiting, {claimed} under way, {sent} sent, {uncertain} uncertain, "
        "{expired} expired, {refused} refused",
        subscriptions=report.subscriptions,
        **{state.value: counted.get(state, 0) for state in DeliveryState},
    )


def _silences(tx: Texts, silences: Mapping[Silence, int]) -> str:
    """Why events made no message since the start, the most frequent reason first."""
    if not silences:
        return ""
    counted = sorted(silences.items(), key=lambda item: -item[1])
    lines = [tx.t("Publications without a message, since I started:"), *(f"• {tx.t(SILENCES[why], count=count)}" for why, count in counted)]
    return "\n".join(lines)
