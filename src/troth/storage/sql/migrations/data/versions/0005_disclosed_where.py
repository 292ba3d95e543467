"""Disclosures say where the data went, what carried it there, and which fields left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0005"
down_revision = "data_0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the three columns; of older disclosures nobody wrote it down."""
    for name, empty in (("place", ""), ("safeguard", ""), ("items", "[]")):
        column = sa.Column(name, TEXT, nullable=False, server_default=empty)
        op.add_column("disclosures", column)
