"""What is owed goes out by a channel, Telegram or another; a claim says which process took it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = {"ix_deliveries_urgent": "rank", "ix_deliveries_late": "expires_at"}


def upgrade() -> None:
    for table in ("subscriptions", "deliveries"):
        op.add_column(table, sa.Column("channel", sa.String(), nullable=False, server_default=sa.text("'telegram'")))
        op.execute(f"UPDATE {table} SET channel = 'terminal' WHERE chat_id = 0")  # noqa: S608
    op.add_column("deliveries", sa.Column("claimed_by", sa.BigInteger(), nullable=True))
    for name, column in INDEXES.items():
        op.drop_index(name, "deliveries")
        where = sa.text("owed = 1 AND held = 0"), sa.text("owed AND NOT held")
        op.create_index(name, "deliveries", ["channel", column, "id"], sqlite_where=where[0], postgresql_where=where[1])
