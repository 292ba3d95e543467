"""Correspondence: which message came or went, to whom, in which inquiry; where its words lie."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0009"
down_revision = "data_0008"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table, and an index by which open dossiers are found among many."""
    op.create_index("dossiers_kind", "dossiers", ["kind", "state", "opened_at"])
    op.create_table(
        "messages",
        sa.Column("message", BYTES, primary_key=True),
        *(sa.Column(name, BYTES) for name in ("inquiry", "person", "submission")),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("direction", "channel", "kind", "state", "template")
        ),
        sa.Column("outside", BYTES),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    for name in ("inquiry", "person", "state"):
        op.create_index(f"messages_{name}", "messages", [name])
    op.create_index("messages_outside", "messages", ["outside"], unique=True)
