"""Whether, and how long before it, a chat wants to be reminded of an auction of notes or bonds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.dialect import only

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WANTS = "remind_fomc IS NOT NULL OR remind_h41 IS NOT NULL OR remind_auction IS NOT NULL"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("remind_auction", sa.Integer(), nullable=True))
    op.drop_index("ix_subscriptions_remind", "subscriptions")
    op.create_index("ix_subscriptions_remind", "subscriptions", ["remind_at"], **only(WANTS))
