"""Dossiers: what authorities ask for, breaches, deals, and whom they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0007"
down_revision = "data_0006"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "dossiers",
        sa.Column("dossier", BYTES, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("kind", "state")),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("due_at", LONG),
        sa.Column("closed_at", LONG),
        sa.Column("body", TEXT, nullable=False),
    )
    op.create_table(
        "dossier_events",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("dossier", BYTES, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("kind", "who", "detail")),
        sa.Column("at", LONG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("dossier_events_dossier", "dossier_events", ["dossier"])
    op.create_table(
        "dossier_persons",
        sa.Column("dossier", BYTES, primary_key=True),
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("state", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("dossier_persons_person", "dossier_persons", ["person"])
