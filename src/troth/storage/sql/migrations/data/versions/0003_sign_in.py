"""Accounts, staff, passkeys, sessions, links and tokens of programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0003"
down_revision = "data_0002"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _owners()
    _browsers()


def _owners() -> None:
    op.create_table(
        "accounts",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("password", TEXT, nullable=False),
        sa.Column("factor", BYTES),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("closed_at", LONG),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff",
        sa.Column("staff", BYTES, primary_key=True),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("password", TEXT, nullable=False),
        sa.Column("factor", BYTES),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("ended_at", LONG),
    )
    op.create_index("staff_login", "staff", ["login"], unique=True)
    op.create_table(
        "passkeys",
        sa.Column("credential", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("owner", BYTES, nullable=False),
        sa.Column("public_key", BYTES, nullable=False),
        sa.Column("counter", LONG, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
    )
    op.create_index("passkeys_owner", "passkeys", ["owner"])
    op.create_table(
        "tokens",
        sa.Column("token", BYTES, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("made_at", LONG, nullable=False),
        sa.Column("ended_at", LONG),
    )


def _browsers() -> None:
    op.create_table(
        "sessions",
        sa.Column("token", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("owner", BYTES, nullable=False),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("seen_at", LONG, nullable=False),
        sa.Column("until", LONG, nullable=False),
    )
    op.create_index("sessions_owner", "sessions", ["owner"])
    op.create_index("sessions_until", "sessions", ["until"])
    op.create_table(
        "links",
        sa.Column("token", BYTES, primary_key=True),
        sa.Column("use", TEXT, nullable=False),
        sa.Column("owner", BYTES),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("until", LONG, nullable=False),
        sa.Column("used_at", LONG),
    )
    op.create_index("links_owner", "links", ["owner"])
    op.create_index("links_until", "links", ["until"])
