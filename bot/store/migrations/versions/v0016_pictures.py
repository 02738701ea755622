"""Whether a chat wants pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("pictures", sa.Boolean(), nullable=False, server_default=sa.true()))
