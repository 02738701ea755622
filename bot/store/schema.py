"""The tables. Their words are the program's words; Alembic's migrations build them in both databases, a test holds all equal.

Instants are aware UTC in Python and PostgreSQL, and plain UTC in SQLite. `thread_id` 0 stands for "no topic", so that it can be part
of a key.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.model import Standing
from bot.store.dialect import only_in_sqlite


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. A naive one is refused: it would be somebody's local time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; without its offset in SQLite, which keeps it as text that sorts."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive instant cannot be stored: {value}")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same instant, aware again."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stored_instant(text: str) -> datetime:
    """The instant of a column that was read as text, as both databases write it."""
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


MANY = BigInteger().with_variant(Integer, "sqlite")
"""An id of what there may be more of than two billion; SQLite's own integers are as large."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _instant(name: str, *, nullable: bool = False, primary_key: bool = False) -> Column[Any]:
    return Column(name, Instant, nullable=nullable, primary_key=primary_key)


pages = Table(
    "pages",
    metadata,
    Column("source", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("etag", String),
    Column("last_modified", String),
    Column("sha256", String, nullable=False),
    _instant("remembered_at"),
)

source_states = Table(
    "source_states",
    metadata,
    Column("source", String, primary_key=True),
    _instant("last_poll_at", nullable=True),
    _instant("last_ok_at", nullable=True),
    _instant("last_new_at", nullable=True),
    _instant("last_error_at", nullable=True),
    Column("last_error", Text),
    Column("failures_in_a_row", Integer, nullable=False),
    _instant("retry_at", nullable=True),
    Column("last_seconds", Float),
    _instant("backfilled_at", nullable=True),
    _instant("paused_at", nullable=True),
)

# One row a version of an event: 0 is what a backfill loaded, 1 the first publication seen, 2 and more its revisions.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("key", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String, nullable=False),
    _instant("published_at"),
    _instant("seen_at"),
    Column("fingerprint", JSON, nullable=False),
    Column("data", JSON, nullable=False),
    UniqueConstraint("source", "key", "version"),
    Index(None, "source", "published_at"),
    Index(None, "kind", "published_at"),
)

# Closes of assets, as first seen: to compute with, never shown as a series.
prices = Table(
    "prices",
    metadata,
    Column("asset", String, primary_key=True),
    _instant("at", primary_key=True),
    Column("exchange", String, primary_key=True),
    Column("close", Float, nullable=False),
    _instant("published_at"),
    _instant("seen_at"),
    sqlite_with_rowid=False,
)

# What was priced in for a decision, by venue and our own time of asking: to compute with. `gap`: why it is not known.
expectations = Table(
    "expectations",
    metadata,
    Column("meeting_on", Date, primary_key=True),
    Column("venue", String, primary_key=True),
    _instant("at", primary_key=True),
    Column("change_bp", Float),
    Column("uncertainty_bp", Float),
    Column("gap", String),
    sqlite_with_rowid=False,
)

# Days on which scheduled releases come out, by the publisher's own calendar.
release_days = Table(
    "release_days",
    metadata,
    Column("release", String, primary_key=True),
    Column("day", Date, primary_key=True),
    sqlite_with_rowid=False,
)

assessments = Table(
    "assessments",
    metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("impact", Integer, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("standing", String, nullable=False, server_default=Standing.USUAL),
    Column("data", JSON, nullable=False),
    Column("texts", JSON, nullable=False),
    _instant("assessed_at"),
)

signals = Table(
    "signals",
    metadata,
    Column("event_id", ForeignKey("assessments.event_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", String, nullable=False),
    Column("mechanism", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("strength", Float, nullable=False),
    Column("counted", Boolean, nullable=False),
)

# `fan_out_*` is the alert's fan-out task: subscriptions up to `upto` are owed, those up to `cursor` have their delivery.
# A digest, a batch or a reminder is an alert too, of one chat alone and without an event: its one delivery comes with it. So is a
# receipt, of all chats that want it: its deliveries come with it.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("events.id")),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("event_key", String, nullable=False),
    Column("group_key", String, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("is_revision", Boolean, nullable=False),
    Column("standing", String, nullable=False, server_default=Standing.USUAL),
    Column("texts", JSON, nullable=False),
    _instant("created_at"),
    _instant("queued_at"),
    _instant("expires_at"),
    _instant("first_sent_at", nullable=True),
    Column("fan_out_upto", Integer, nullable=False),
    Column("fan_out_cursor", Integer, nullable=False),
    _instant("fan_out_done_at", nullable=True),
    Index(None, "source", "event_key"),
    Index(None, "group_key"),
    Index(None, "event_id"),
    Index("ix_alerts_fan_out_open", "id", **only_in_sqlite("fan_out_done_at IS NULL")),
    Index("ix_alerts_told", "created_at", **only_in_sqlite("event_id IS NOT NULL")),
)

# What the market did after an alert, once a horizon; the note that tells chats of it, where any wants one.
receipts = Table(
    "receipts",
    metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("horizon_hours", Integer, primary_key=True),
    Column("moves", JSON, nullable=False),
    _instant("settled_at"),
    Column("note_id", ForeignKey("alerts.id")),
    Index(None, "settled_at"),
    Index(None, "note_id"),
)

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lang", String, nullable=False),
)

# Ids are never used twice: a fan-out's cursor walks along them.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("chat_type", String, nullable=False),
    Column("channel", String, nullable=False, server_default=text("'telegram'")),
    Column("lang", String, nullable=False),
    Column("impact", Integer, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("loud", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("closed_reason", Text),
    Column("is_short", Boolean, nullable=False, server_default=false()),
    Column("timezone", String, nullable=False, server_default=text("'UTC'")),
    Column("digest", String, nullable=False, server_default=text("'weekly'")),
    Column("digest_hour", Integer, nullable=False, server_default=text("9")),
    Column("digest_weekday", Integer, nullable=False, server_default=text("5")),
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("breakthrough", Integer),
    _instant("snoozed_until", nullable=True),
    Column("remind_fomc", Integer),
    Column("remind_h41", Integer),
    Column("remind_auction", Integer),
    Column("receipts", String, nullable=False, server_default=text("'digest'")),
    Column("reactions", Boolean, nullable=False, server_default=true()),
    Column("pictures", Boolean, nullable=False, server_default=true()),
    Column("card", Boolean, nullable=False, server_default=false()),
    Column("is_rich", Boolean, nullable=False, server_default=false()),
    # Worked out from the settings above, and again whenever they change or the instant has passed: see bot.audience.quiet_hours.
    _instant("quiet_starts_at", nullable=True),
    _instant("quiet_ends_at", nullable=True),
    _instant("digest_since", nullable=True),
    _instant("digest_at", nullable=True),
    _instant("remind_at", nullable=True),
    UniqueConstraint("chat_id", "thread_id"),
    Index("ix_subscriptions_quiet", "quiet_ends_at", **only_in_sqlite("quiet_from IS NOT NULL")),
    Index("ix_subscriptions_digest", "digest_at", **only_in_sqlite("digest != 'off'")),
    Index("ix_subscriptions_card", "id", **only_in_sqlite("card = 1")),
    Index(
        "ix_subscriptions_remind",
        "remind_at",
        **only_in_sqlite("remind_fomc IS NOT NULL OR remind_h41 IS NOT NULL OR remind_auction IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

subscription_modes = Table(
    "subscription_modes",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("mode", String, nullable=False),
)

# A chat's pinned card: which message it is, and what it shows, by a fingerprint. It may stay a while after the chat wants none any more.
cards = Table(
    "cards",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger),
    _instant("posted_at", nullable=True),
    Column("replaces", Boolean, nullable=False),
    Column("shown", String),
    Column("pinned", Boolean),
    _instant("wait_until", nullable=True),
)

# A kind's own thresholds; what is NULL is the chat's.
kind_thresholds = Table(
    "kind_thresholds",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("impact", Integer),
    Column("direction", Integer),
    Column("loud", Integer),
)

# What a chat watches for: the text is the truth, read anew by rules.watch. `armed`: the next time it holds is a hit. `kinds` are those
# of event that it can be asked of, each between blanks; NULL: not worked out by this version.
watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscription_id", ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("text", Text, nullable=False),
    Column("cooldown_hours", Integer, nullable=False),
    _instant("created_at"),
    _instant("expires_at", nullable=True),
    _instant("snoozed_until", nullable=True),
    _instant("last_hit_at", nullable=True),
    Column("armed", Boolean, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("kinds", Text),
    UniqueConstraint("subscription_id", "text"),
    sqlite_autoincrement=True,
)

# The outbox. `held`: it waits until its chat wakes, however long. `owed` is true until nothing more will be done; `doubts` counts the
# tries whose answer never came. `rank` and `expires_at` are the alert's: the smaller the rank, the more urgent. The partial indexes hold
# what is owed alone, so that no look at it takes longer the more was sent before; a lease ends with its claim, and on a server with the
# process that is named by `claimed_by` (see bot.store.members).
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", MANY, primary_key=True),
    Column("alert_id", ForeignKey("alerts.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("is_group", Boolean, nullable=False),
    Column("channel", String, nullable=False, server_default=text("'telegram'")),
    Column("lang", String, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("only_edits", Boolean, nullable=False),
    Column("is_short", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("watch", Text),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    _instant("retry_at", nullable=True),
    _instant("lease_until", nullable=True),
    Column("claimed_by", BigInteger),
    _instant("sent_at", nullable=True),
    Column("owed", Boolean, nullable=False),
    Column("rank", Integer, nullable=False, server_default=text("0")),
    _instant("expires_at", nullable=True),
    Column("message_id", BigInteger),
    Column("reason", Text),
    UniqueConstraint("alert_id", "chat_id", "thread_id"),
    CheckConstraint("state IN ('queued', 'claimed', 'sent', 'uncertain', 'expired', 'refused', 'batched')", name="state"),
    Index("ix_deliveries_held", "chat_id", "thread_id", **only_in_sqlite("held = 1")),
    Index("ix_deliveries_owed", "chat_id", "id", **only_in_sqlite("owed = 1")),
    Index("ix_deliveries_urgent", "channel", "rank", "id", **only_in_sqlite("owed = 1 AND held = 0")),
    Index("ix_deliveries_late", "channel", "expires_at", "id", **only_in_sqlite("owed = 1 AND held = 0")),
    Index("ix_deliveries_edits", "alert_id", "id", **only_in_sqlite("owed = 1 AND only_edits = 1")),
    Index("ix_deliveries_leased", "lease_until", **only_in_sqlite("lease_until IS NOT NULL")),
    Index("ix_deliveries_chat", "chat_id", "thread_id", "id"),
    sqlite_autoincrement=True,
)

# What a second publisher says otherwise of an event, whichever version of it: facts by name.
disputes = Table(
    "disputes",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("said", JSON, nullable=False),
    _instant("said_at"),
)

# Rows of lists that could not be read when their page was read last.
set_aside = Table(
    "set_aside",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("why", Text, nullable=False),
    Column("is_newest", Boolean, nullable=False),
    _instant("first_at"),
)

# Chats that refuse for now: since when, and how often; a message that was sent after that makes it void.
refusals = Table(
    "refusals",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    _instant("since"),
    Column("times", Integer, nullable=False),
)

# Chats that do not take rich messages, 0 in place of the whole server, and until when that is believed.
rich_refusals = Table(
    "rich_refusals",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    _instant("until"),
)

# Who set a channel up last, by the person's own chat.
keepers = Table(
    "keepers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, nullable=False),
)

# The whole outbox waits until then: one row, or none.
holds = Table(
    "holds",
    metadata,
    Column("name", String, primary_key=True),
    _instant("until"),
)
