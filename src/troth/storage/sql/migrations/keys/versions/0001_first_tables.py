"""The first tables of the key store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "keys_0001"
down_revision = None
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
INT = sa.Integer()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _epochs()
    _units()
    _shard_keys()
    _person_keys()
    _period_keys()
    _identifiers()
    _suppressions()
    _secrets()
    _journal()


def _epochs() -> None:
    op.create_table(
        "epochs",
        sa.Column("marker", INT, primary_key=True),
        sa.Column("epoch", LONG, nullable=False),
        sa.Column("opens", BYTES, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("marker", INT, primary_key=True),
        sa.Column("done", LONG, nullable=False),
    )


def _shard_keys() -> None:
    op.create_table(
        "shard_keys",
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("shard", INT, primary_key=True),
        sa.Column("wrapped", BYTES, nullable=False),
        sqlite_with_rowid=False,
    )


def _person_keys() -> None:
    op.create_table(
        "person_keys",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("shard", INT, nullable=False),
        sa.Column("wrapped", BYTES, nullable=False),
        sa.Column("identifiers", BYTES, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("person_keys_shard", "person_keys", ["shard"])


def _period_keys() -> None:
    op.create_table(
        "period_keys",
        sa.Column("period", BYTES, primary_key=True),
        sa.Column("shard", INT, nullable=False),
        sa.Column("wrapped", BYTES, nullable=False),
        sa.Column("expires_at", LONG),
        sa.Column("person", BYTES),
        sqlite_with_rowid=False,
    )
    op.create_index("period_keys_person", "period_keys", ["person"])
    op.create_index("period_keys_shard", "period_keys", ["shard"])


def _identifiers() -> None:
    op.create_table(
        "identifiers",
        sa.Column("entry", BYTES, primary_key=True),
        sa.Column("token", BYTES, nullable=False),
        sa.Column("shard", INT, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("identifiers_shard", "identifiers", ["shard"])
    op.create_index("identifiers_token", "identifiers", ["token"])


def _suppressions() -> None:
    op.create_table(
        "suppressions",
        sa.Column("token", BYTES, primary_key=True),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("until", LONG),
        sqlite_with_rowid=False,
    )


def _secrets() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("wrapped", BYTES, nullable=False),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("at", LONG, nullable=False),
        sa.Column("person", BYTES, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("sealed", BYTES, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_at", "journal", ["at"])
    op.create_index("journal_person", "journal", ["person"])
