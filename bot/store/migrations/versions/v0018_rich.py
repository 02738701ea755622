"""Whether a chat wants rich messages; who has refused them, and until when that is believed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.schema import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("is_rich", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "rich_refusals",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_rich_refusals"),
    )
