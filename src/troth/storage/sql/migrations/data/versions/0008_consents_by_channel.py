"""Consents say by which channel somebody lets themselves be reached, where they name one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0008"
down_revision = "data_0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the column; older consents named no channel."""
    column = sa.Column("by_channel", TEXT, nullable=False, server_default="")
    op.add_column("consents", column)
