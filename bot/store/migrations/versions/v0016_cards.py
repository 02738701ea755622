"""A chat's pinned card: which message it is, and what it shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.schema import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column(
            "subscription_id",
            sa.Integer(),
            sa.ForeignKey("subscriptions.id", ondelete="CASCADE", name="fk_cards_subscription_id_subscriptions"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("found_at", Instant(), nullable=True),
    )
