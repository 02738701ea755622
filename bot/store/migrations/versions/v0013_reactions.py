"""Whether a chat wants the market's first hour told in the message of an announcement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("reactions", sa.Boolean(), nullable=False, server_default=sa.true()))
