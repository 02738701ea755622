"""What an alert is to chats that have said nothing of its kind; of what was there before, as its kind's row has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("assessments", "alerts"):
        op.add_column(table, sa.Column("standing", sa.String(), nullable=False, server_default="usual"))
