"""Rights requests, their events and what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "data_0002"
down_revision = "data_0001"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _requests()
    _request_events()
    _due_steps()


def _requests() -> None:
    names = (
        "asked", "about", "asker", "mandate", "channel", "residence", "state", "verification",
        "outcome", "ground", "handler", "law", "policy",
    )  # fmt: skip
    op.create_table(
        "requests",
        sa.Column("request", BYTES, primary_key=True),
        sa.Column("person", BYTES),
        *(sa.Column(name, TEXT, nullable=False) for name in names),
        sa.Column("received_at", LONG, nullable=False),
        sa.Column("opened_at", LONG, nullable=False),
        sa.Column("moved_at", LONG, nullable=False),
        sa.Column("safe_at", LONG, nullable=False),
        sa.Column("statutory_at", LONG, nullable=False),
        sa.Column("promised_at", LONG),
        sa.Column("due_at", LONG, nullable=False),
        sa.Column("extended_at", LONG),
        sa.Column("answered_at", LONG),
        sa.Column("repeats", BYTES),
        sa.Column("plan", BYTES),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("expired", LONG, nullable=False),
    )
    op.create_index("requests_person", "requests", ["person"])
    op.create_index("requests_due", "requests", ["due_at"])


def _request_events() -> None:
    op.create_table(
        "request_events",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("request", BYTES, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("at", LONG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("request_events_request", "request_events", ["request"])


def _due_steps() -> None:
    op.create_table(
        "due_steps",
        sa.Column("request", BYTES, primary_key=True),
        sa.Column("step", TEXT, primary_key=True),
        sa.Column("due_at", LONG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("done_at", LONG),
        sa.Column("outcome", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "due_steps_open",
        "due_steps",
        ["due_at"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
