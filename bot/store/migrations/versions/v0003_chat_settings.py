"""Time zones, quiet hours, digests, reminders, a kind's own thresholds and watches; deliveries that wait for their chat to wake.

`alerts` and `deliveries` are made anew in SQLite, which cannot drop a NOT NULL or change a CHECK. Their rows keep their ids.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.dialect import only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STATES = "state IN ('queued', 'claimed', 'sent', 'uncertain', 'expired', 'refused', 'batched')"


def upgrade() -> None:
    for column in _subscription_columns():
        op.add_column("subscriptions", column)
    op.create_index("ix_subscriptions_quiet", "subscriptions", ["quiet_ends_at"], **only("quiet_from IS NOT NULL"))
    op.create_index("ix_subscriptions_digest", "subscriptions", ["digest_at"], **only("digest != 'off'"))
    wants = only("remind_fomc IS NOT NULL OR remind_h41 IS NOT NULL")
    op.create_index("ix_subscriptions_remind", "subscriptions", ["remind_at"], **wants)
    _make_kind_thresholds()
    _make_watches()
    if op.get_bind().dialect.name == "sqlite":
        _remake_alerts()
        _remake_deliveries()
    else:
        op.alter_column("alerts", "event_id", nullable=True)
        _change_deliveries()
    op.create_index("ix_deliveries_held", "deliveries", ["chat_id", "thread_id"], **only("held = 1"))


def _subscription_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("is_short", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("timezone", sa.String(), nullable=False, server_default=sa.text("'UTC'")),
        sa.Column("digest", sa.String(), nullable=False, server_default=sa.text("'weekly'")),
        sa.Column("digest_hour", sa.Integer(), nullable=False, server_default=sa.text("9")),
        sa.Column("digest_weekday", sa.Integer(), nullable=False, server_default=sa.text("5")),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("breakthrough", sa.Integer(), nullable=True),
        sa.Column("snoozed_until", INSTANT, nullable=True),
        sa.Column("remind_fomc", sa.Integer(), nullable=True),
        sa.Column("remind_h41", sa.Integer(), nullable=True),
        sa.Column("quiet_starts_at", INSTANT, nullable=True),
        sa.Column("quiet_ends_at", INSTANT, nullable=True),
        sa.Column("digest_since", INSTANT, nullable=True),
        sa.Column("digest_at", INSTANT, nullable=True),
        sa.Column("remind_at", INSTANT, nullable=True),
    ]


def _make_kind_thresholds() -> None:
    op.create_table(
        "kind_thresholds",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("direction", sa.Integer(), nullable=True),
        sa.Column("loud", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscriptions.id"], name="fk_kind_thresholds_subscription_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("subscription_id", "kind", name="pk_kind_thresholds"),
    )


def _make_watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cooldown_hours", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("snoozed_until", INSTANT, nullable=True),
        sa.Column("last_hit_at", INSTANT, nullable=True),
        sa.Column("armed", sa.Boolean(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscriptions.id"], name="fk_watches_subscription_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("subscription_id", "text", name="uq_watches_subscription_id_text"),
        sqlite_autoincrement=True,
    )


def _remake_alerts() -> None:
    names = (
        "id, event_id, kind, source, event_key, group_key, impact, direction, is_revision, texts, created_at, queued_at, expires_at, "
        "first_sent_at, fan_out_upto, fan_out_cursor, fan_out_done_at"
    )
    op.create_table(
        "alerts_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "source", "event_key", "group_key")),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Integer(), nullable=False),
        sa.Column("is_revision", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("created_at", "queued_at", "expires_at")),
        sa.Column("first_sent_at", INSTANT, nullable=True),
        sa.Column("fan_out_upto", sa.Integer(), nullable=False),
        sa.Column("fan_out_cursor", sa.Integer(), nullable=False),
        sa.Column("fan_out_done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_alerts_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    _replace("alerts", names, names)
    op.create_index("ix_alerts_event_id", "alerts", ["event_id"])
    op.create_index("ix_alerts_fan_out_open", "alerts", ["id"], **only("fan_out_done_at IS NULL"))
    op.create_index("ix_alerts_group_key", "alerts", ["group_key"])
    op.create_index("ix_alerts_source_event_key", "alerts", ["source", "event_key"])


def _remake_deliveries() -> None:
    kept = (
        "id, alert_id, chat_id, thread_id, is_group, lang, silent, only_edits, state, attempts, doubts, retry_at, lease_until, sent_at, "
        "owed, message_id, reason"
    )
    op.create_table(
        "deliveries_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("silent", "only_edits", "is_short", "held")),
        sa.Column("watch", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        *(sa.Column(name, INSTANT, nullable=True) for name in ("retry_at", "lease_until", "sent_at")),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(STATES, name="ck_deliveries_state"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "chat_id", "thread_id", name="uq_deliveries_alert_id_chat_id_thread_id"),
        sqlite_autoincrement=True,
    )
    _replace("deliveries", f"{kept}, is_short, held", f"{kept}, 0, 0")
    op.create_index("ix_deliveries_chat", "deliveries", ["chat_id", "thread_id", "id"])
    op.create_index("ix_deliveries_owed", "deliveries", ["chat_id", "id"], **only("owed = 1"))


def _change_deliveries() -> None:
    for name in ("is_short", "held"):
        op.add_column("deliveries", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        op.alter_column("deliveries", name, server_default=None)
    op.add_column("deliveries", sa.Column("watch", sa.Text(), nullable=True))
    op.drop_constraint(op.f("ck_deliveries_ck_deliveries_state"), "deliveries", type_="check")  # as the first migration named it
    op.create_check_constraint(op.f("ck_deliveries_state"), "deliveries", STATES)


def _replace(table: str, names: str, values: str) -> None:
    op.execute(f"INSERT INTO {table}_new ({names}) SELECT {values} FROM {table}")  # noqa: S608 - names of our own
    op.drop_table(table)
    op.rename_table(f"{table}_new", table)
