"""The first tables of the data store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0001"
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
    _meta()
    _persons()
    _activities()
    _activity_rules()
    _records()
    _clocks()
    _standing()
    _consents()
    _holds()
    _disclosures()
    _accesses()
    _refusals()
    _intents()
    _plans()
    _facts()
    _nodes()
    _checkpoints()
    _policies()


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("created_at", LONG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("alias_of", BYTES),
        sa.Column("hidden", INT, nullable=False),
        sa.Column("accepted", TEXT),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "persons_aliases",
        "persons",
        ["alias_of"],
        sqlite_where=sa.text("alias_of IS NOT NULL"),
        postgresql_where=sa.text("alias_of IS NOT NULL"),
    )
    op.create_index(
        "persons_hidden",
        "persons",
        ["person"],
        sqlite_where=sa.text("hidden = 1"),
        postgresql_where=sa.text("hidden = 1"),
    )


def _activities() -> None:
    op.create_table(
        "activities",
        sa.Column("activity", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("policy", TEXT, nullable=False),
        sa.Column("form", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=False),
        sa.Column("item", TEXT, nullable=False),
        sa.Column("purposes", TEXT, nullable=False),
        sa.Column("basis", TEXT, nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("recipients", TEXT, nullable=False),
        sa.Column("system", TEXT, nullable=False),
        sa.Column("rules", TEXT, nullable=False),
        sa.Column("content", BYTES, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("activities_content", "activities", ["content"])


def _activity_rules() -> None:
    op.create_table(
        "activity_rules",
        sa.Column("rule", TEXT, primary_key=True),
        sa.Column("activity", NUMBER, sa.ForeignKey("activities.activity"), primary_key=True),
        sqlite_with_rowid=False,
    )


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("record", BYTES, primary_key=True),
        sa.Column("submission", BYTES, nullable=False),
        sa.Column("activity", LONG, nullable=False),
        sa.Column("collected_at", LONG, nullable=False),
        sa.Column("expires_at", LONG),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("keep_until", LONG),
        sa.Column("period", BYTES, nullable=False),
        sa.Column("purpose_note", TEXT),
        sa.Column("sealed", BYTES, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "records_expiry",
        "records",
        ["expires_at"],
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    op.create_index("records_period", "records", ["period"])
    op.create_index("records_record", "records", ["record"])


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("clock", TEXT, primary_key=True),
        sa.Column("at", LONG, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("clocks_at", "clocks", ["clock", "at"])


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("about", TEXT, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("since", LONG, nullable=False),
        sa.Column("until", LONG),
        sqlite_with_rowid=False,
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("person", BYTES, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("until", LONG),
        sa.Column("text_hash", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("consents_person", "consents", ["person"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("hold", TEXT, primary_key=True),
        sa.Column("person", BYTES),
        sa.Column("category", TEXT),
        sa.Column("ground", TEXT, nullable=False),
        sa.Column("placed_at", LONG, nullable=False),
        sa.Column("until", LONG),
        sa.Column("released_at", LONG),
    )
    op.create_index("holds_person", "holds", ["person"])


def _disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("disclosure", BYTES, primary_key=True),
        sa.Column("person", BYTES, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("categories", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("ground", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )
    op.create_index("disclosures_person", "disclosures", ["person"])


def _accesses() -> None:
    op.create_table(
        "accesses",
        sa.Column("access", BYTES, primary_key=True),
        sa.Column("person", BYTES, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("categories", TEXT, nullable=False),
        sa.Column("allowed", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("records", LONG, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )
    op.create_index("accesses_person", "accesses", ["person"])


def _refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("refusal", BYTES, primary_key=True),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )


def _intents() -> None:
    op.create_table(
        "intents",
        sa.Column("intent", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("target", BYTES, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("settled_at", LONG),
    )
    op.create_index(
        "intents_open",
        "intents",
        ["at"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("body", BYTES, nullable=False),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("idx", LONG),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("facts_index", "facts", ["idx"], unique=True)


def _nodes() -> None:
    op.create_table(
        "nodes",
        sa.Column("level", INT, primary_key=True),
        sa.Column("idx", LONG, primary_key=True),
        sa.Column("hash", BYTES, nullable=False),
        sqlite_with_rowid=False,
    )


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", LONG, primary_key=True),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
    )


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("policy", TEXT, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("published_at", LONG, nullable=False),
        sa.Column("manifest", TEXT, nullable=False),
        sa.Column("manifest_name", TEXT, nullable=False),
    )
