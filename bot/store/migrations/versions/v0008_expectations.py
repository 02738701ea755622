"""What was priced in for the next decisions, by venue and time of fetching."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expectations",
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_bp", sa.Float(), nullable=True),
        sa.Column("uncertainty_bp", sa.Float(), nullable=True),
        sa.Column("gap", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("meeting_on", "venue", "at", name="pk_expectations"),
        sqlite_with_rowid=False,
    )
