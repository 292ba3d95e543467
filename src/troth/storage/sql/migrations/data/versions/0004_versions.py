"""Versions of a policy with their pages, announcements and their notices, and cases."""

from __future__ import annotations

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "data_0004"
down_revision = "data_0003"
branch_labels = None
depends_on = None

BYTES = sa.LargeBinary()
LONG = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and number the versions that are there already."""
    versions = _versions()
    _documents()
    _announcements()
    _cases()
    bind = op.get_bind()
    known = bind.exec_driver_sql(
        "SELECT policy, manifest, published_at FROM policies ORDER BY published_at, policy"
    ).fetchall()
    rows = [
        {
            "policy": policy,
            "text": sha256(manifest.encode()).hexdigest(),
            "dated": "",
            "published_at": at,
            "effective_at": at,
            "rule": "publication",
            "weight": "none",
            "author": "",
            "accepted": "",
        }
        for policy, manifest, at in known
    ]
    if rows:
        op.bulk_insert(versions, rows)


def _versions() -> sa.Table:
    names = ("rule", "weight", "author", "accepted")
    return op.create_table(
        "versions",
        sa.Column("version", NUMBER, primary_key=True, autoincrement=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("policy", "text", "dated")),
        sa.Column("published_at", LONG, nullable=False),
        sa.Column("effective_at", LONG, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in names),
        sqlite_autoincrement=True,
    )


def _documents() -> None:
    op.create_table(
        "documents",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("policy", "kind", "language")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("hash", "body")),
    )


def _announcements() -> None:
    names = ("policy", "previous", "weight", "channel", "source", "state")
    op.create_table(
        "campaigns",
        sa.Column("campaign", BYTES, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in names),
        sa.Column("planned_at", LONG, nullable=False),
        sa.Column("done_at", LONG),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notices",
        sa.Column("campaign", BYTES, primary_key=True),
        sa.Column("person", BYTES, primary_key=True),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", LONG, nullable=False),
        sa.Column("tried_at", LONG),
        sqlite_with_rowid=False,
    )
    op.create_index("notices_person", "notices", ["person"])
    op.create_index("notices_state", "notices", ["campaign", "state"])


def _cases() -> None:
    names = ("stage", "law", "about", "document", "categories", "residence")
    op.create_table(
        "cases",
        sa.Column("matter", BYTES, primary_key=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("person", BYTES),
        *(sa.Column(name, TEXT, nullable=False) for name in names),
        sa.Column("submission", BYTES),
        sa.Column("request", BYTES),
        sa.Column("received_at", LONG, nullable=False),
        sa.Column("due_at", LONG),
        sa.Column("closed_at", LONG),
        *(sa.Column(name, TEXT, nullable=False) for name in ("outcome", "policy")),
    )
    op.create_index("cases_person", "cases", ["person"])
    op.create_table(
        "case_events",
        sa.Column("event", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("matter", BYTES, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("kind", "who", "detail", "stage")),
        sa.Column("at", LONG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("case_events_matter", "case_events", ["matter"])
