"""What is owed has its own order: how urgent it is and when it is too late are kept with it, and indexes hold it alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_RANK = """
UPDATE deliveries SET
    rank = (SELECT -impact - CASE WHEN kind IN ('digest', 'batch', 'receipt') THEN 0 ELSE 1000 END FROM alerts WHERE id = alert_id),
    expires_at = (SELECT expires_at FROM alerts WHERE id = alert_id)
WHERE {owed}
"""
INDEXES = {
    "ix_deliveries_urgent": (["rank", "id"], "owed = 1 AND held = 0", "owed AND NOT held"),
    "ix_deliveries_late": (["expires_at", "id"], "owed = 1 AND held = 0", "owed AND NOT held"),
    "ix_deliveries_edits": (["alert_id", "id"], "owed = 1 AND only_edits = 1", "owed AND only_edits"),
    "ix_deliveries_leased": (["lease_until"], "lease_until IS NOT NULL", "lease_until IS NOT NULL"),
}


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("rank", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("deliveries", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_RANK.format(owed="owed = 1" if op.get_bind().dialect.name == "sqlite" else "owed"))
    for name, (columns, in_sqlite, in_postgresql) in INDEXES.items():
        op.create_index(name, "deliveries", columns, sqlite_where=sa.text(in_sqlite), postgresql_where=sa.text(in_postgresql))
