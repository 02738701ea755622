"""The kinds of event that a watch can be asked of; what is not worked out yet is asked of all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("watches", sa.Column("kinds", sa.Text()))
