"""What happened to people's and staff's ways in, and reviews of what staff may reach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0010"
down_revision = "data_0009"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; of what happened before, nothing is known."""
    op.create_table(
        "sign_ins",
        sa.Column("event", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("owner", BYTES, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )
    op.create_index("sign_ins_owner", "sign_ins", ["owner", "at"])
    op.create_index("sign_ins_at", "sign_ins", ["at"])
    op.create_table(
        "reviews",
        sa.Column("review", BYTES, primary_key=True),
        sa.Column("staff", BYTES, nullable=False),
        sa.Column("reviewer", BYTES, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("withdrawn", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )
