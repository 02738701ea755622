"""Whether a chat wants a pinned card; which message its card is, and what it shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.dialect import only
from bot.store.schema import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("card", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_subscriptions_card", "subscriptions", ["id"], **only("card = 1"))
    op.create_table(
        "cards",
        sa.Column(
            "subscription_id",
            sa.Integer(),
            sa.ForeignKey("subscriptions.id", ondelete="CASCADE", name="fk_cards_subscription_id_subscriptions"),
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("posted_at", Instant(), nullable=True),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=True),
        sa.Column("wait_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_cards"),
    )
