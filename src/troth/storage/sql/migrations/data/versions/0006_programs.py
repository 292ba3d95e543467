"""Webhooks with their outbox, kept outcomes of calls, and tokens of programs that end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0006"
down_revision = "data_0005"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; tokens made before have no end."""
    op.add_column("tokens", sa.Column("until", LONG))
    op.create_table(
        "webhooks",
        sa.Column("hook", BYTES, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("events", TEXT, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("ended_at", LONG),
    )
    op.create_table(
        "deliveries",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("delivery", BYTES, nullable=False),
        sa.Column("hook", BYTES, nullable=False),
        sa.Column("event", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("tries", LONG, nullable=False),
        sa.Column("next_at", LONG),
        sa.Column("outcome", TEXT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_next", "deliveries", ["next_at"])
    op.create_index("deliveries_hook", "deliveries", ["hook"])
    op.create_table(
        "replies",
        sa.Column("call", BYTES, primary_key=True),
        sa.Column("sent", BYTES, nullable=False),
        sa.Column("status", LONG, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("replies_at", "replies", ["at"])
