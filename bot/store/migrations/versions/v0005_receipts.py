"""Receipts: what the market did after an alert, and how each chat gets them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.dialect import only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("receipts", sa.String(), nullable=False, server_default=sa.text("'digest'")))
    op.create_index("ix_alerts_told", "alerts", ["created_at"], **only("event_id IS NOT NULL"))
    op.create_table(
        "receipts",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("horizon_hours", sa.Integer(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_receipts_alert_id"),
        sa.ForeignKeyConstraint(["note_id"], ["alerts.id"], name="fk_receipts_note_id"),
        sa.PrimaryKeyConstraint("alert_id", "horizon_hours", name="pk_receipts"),
    )
    op.create_index("ix_receipts_settled_at", "receipts", ["settled_at"])
    op.create_index("ix_receipts_note_id", "receipts", ["note_id"])
