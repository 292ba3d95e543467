"""Facts of one kind are found without a look through the whole log."""

from __future__ import annotations

from alembic import op

revision = "data_0011"
down_revision = "data_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Order what is there by its kind."""
    op.create_index("facts_kind", "facts", ["kind", "seq"])
