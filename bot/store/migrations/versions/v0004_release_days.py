"""Days of scheduled releases, by the publisher's own calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_days",
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("release", "day", name="pk_release_days"),
        sqlite_with_rowid=False,
    )
