"""Every table and column of the data store, and what each may hold (DESIGN, D14).

`Column.info["holds"]` is one of

* `id`: a random id, or a number the database gave;
* `name`: a word of the manifest, an enum, a flag, or the published text itself;
* `instant`: microseconds UTC; `count`: a number of things; `hash`: SHA-256, bytes or hex;
* `ciphertext`: sealed bytes that only a key of the key store opens.

Nothing here may hold plaintext about a person; a probe compares the database's own report with this
page. The statements that made the tables are in `migrations/`; a test holds the two together.

Persons are not declared as foreign keys: PostgreSQL checks those row by row with a trigger, several
times the cost of the row. Units check them set by set instead, under a lock on the person's row.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

DATA: Final = MetaData()
VERSION_TABLE: Final = "data_schema"

# The order of text must not depend on the language the database was made with.
WORDS: Final = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")
BYTES: Final = LargeBinary()


def column(
    name: str, kind: TypeEngine[Any], holds: str, *, null: bool = False, key: bool = False
) -> Column[Any]:
    """Return a column that says what it may hold."""
    return Column(name, kind, nullable=null, primary_key=key, info={"holds": holds})


def id_(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    """Return a column for a random id of 16 bytes."""
    return column(name, BYTES, "id", null=null, key=key)


def name_(name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    """Return a column for words of the manifest and enums."""
    return column(name, WORDS, "name", null=null, key=key)


def at_(name: str, *, null: bool = False) -> Column[Any]:
    """Return a column for an instant in microseconds UTC."""
    return column(name, BigInteger(), "instant", null=null)


def counted(name: str) -> Column[Any]:
    """Return the column that numbers its rows; a number is never given twice."""
    return Column(name, NUMBER, primary_key=True, autoincrement=True, info={"holds": "id"})


CLUSTERED: Final[dict[str, Any]] = {"sqlite_with_rowid": False}
NUMBERED: Final[dict[str, Any]] = {"sqlite_autoincrement": True}

META = Table("meta", DATA, name_("name", key=True), name_("value"), **CLUSTERED)

PERSONS = Table(
    "persons",
    DATA,
    id_("person", key=True),
    at_("created_at"),
    name_("state"),
    id_("alias_of", null=True),
    column("hidden", Integer(), "name"),
    column("accepted", WORDS, "hash", null=True),
    Index(
        "persons_aliases",
        "alias_of",
        sqlite_where=text("alias_of IS NOT NULL"),
        postgresql_where=text("alias_of IS NOT NULL"),
    ),
    Index(
        "persons_hidden",
        "person",
        sqlite_where=text("hidden = 1"),
        postgresql_where=text("hidden = 1"),
    ),
    **CLUSTERED,
)

ACTIVITIES = Table(
    "activities",
    DATA,
    counted("activity"),
    column("policy", WORDS, "hash"),
    name_("form"),
    name_("field"),
    name_("category"),
    name_("item"),
    name_("purposes"),
    name_("basis"),
    name_("origin"),
    name_("source"),
    name_("recipients"),
    name_("system"),
    name_("rules"),
    column("content", BYTES, "hash"),
    Index("activities_content", "content"),
    **NUMBERED,
)

ACTIVITY_RULES = Table(
    "activity_rules",
    DATA,
    name_("rule", key=True),
    Column(
        "activity",
        NUMBER,
        ForeignKey(ACTIVITIES.c.activity),
        primary_key=True,
        info={"holds": "id"},
    ),
    **CLUSTERED,
)

RECORDS = Table(
    "records",
    DATA,
    id_("person", key=True),
    id_("record", key=True),
    id_("submission"),
    column("activity", BigInteger(), "id"),
    at_("collected_at"),
    at_("expires_at", null=True),
    name_("rule"),
    at_("keep_until", null=True),
    id_("period"),
    name_("purpose_note", null=True),
    column("sealed", BYTES, "ciphertext"),
    Index("records_record", "record"),
    Index("records_period", "period"),
    Index(
        "records_expiry",
        "expires_at",
        sqlite_where=text("expires_at IS NOT NULL"),
        postgresql_where=text("expires_at IS NOT NULL"),
    ),
    **CLUSTERED,
)

CLOCKS = Table(
    "clocks",
    DATA,
    id_("person", key=True),
    name_("clock", key=True),
    at_("at"),
    Index("clocks_at", "clock", "at"),
    **CLUSTERED,
)

STANDING = Table(
    "standing",
    DATA,
    id_("person", key=True),
    name_("kind", key=True),
    name_("about", key=True),
    name_("value"),
    at_("since"),
    at_("until", null=True),
    **CLUSTERED,
)

CONSENTS = Table(
    "consents",
    DATA,
    counted("event"),
    id_("person"),
    name_("purpose"),
    name_("recipient"),
    name_("action"),
    at_("at"),
    at_("until", null=True),
    column("text_hash", WORDS, "hash"),
    name_("language"),
    name_("channel"),
    name_("method"),
    column("policy", WORDS, "hash"),
    name_("by_channel"),
    Index("consents_person", "person"),
    **NUMBERED,
)

HOLDS = Table(
    "holds",
    DATA,
    name_("hold", key=True),
    id_("person", null=True),
    name_("category", null=True),
    name_("ground"),
    at_("placed_at"),
    at_("until", null=True),
    at_("released_at", null=True),
    Index("holds_person", "person"),
)

DISCLOSURES = Table(
    "disclosures",
    DATA,
    id_("disclosure", key=True),
    id_("person"),
    name_("recipient"),
    name_("categories"),
    name_("purpose"),
    name_("ground"),
    at_("at"),
    name_("place"),
    name_("safeguard"),
    name_("items"),
    Index("disclosures_person", "person"),
)

ACCESSES = Table(
    "accesses",
    DATA,
    id_("access", key=True),
    id_("person"),
    name_("who"),
    name_("role"),
    name_("purpose"),
    name_("categories"),
    column("allowed", Integer(), "name"),
    name_("reason"),
    column("records", BigInteger(), "count"),
    at_("at"),
    Index("accesses_person", "person"),
)

REFUSALS = Table(
    "refusals",
    DATA,
    id_("refusal", key=True),
    name_("action"),
    name_("subject"),
    name_("code"),
    name_("address"),
    at_("at"),
)

INTENTS = Table(
    "intents",
    DATA,
    id_("intent", key=True),
    name_("kind"),
    id_("target"),
    at_("at"),
    at_("settled_at", null=True),
    Index(
        "intents_open",
        "at",
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
)

PLANS = Table(
    "plans",
    DATA,
    id_("plan", key=True),
    name_("kind"),
    name_("state"),
    name_("step"),
    at_("at"),
    # Ids, names and counts in canonical JSON: what the plan acts on and how far it came.
    column("body", BYTES, "id"),
)

FACTS = Table(
    "facts",
    DATA,
    counted("seq"),
    column("idx", BigInteger(), "count", null=True),
    name_("kind"),
    at_("at"),
    # Closed fields of core.facts: ids, hashes, names, counts and instants.
    column("body", BYTES, "hash"),
    Index("facts_index", "idx", unique=True),
    # What a page asks of the log is of one kind, among millions of others.
    Index("facts_kind", "kind", "seq"),
    **NUMBERED,
)

NODES = Table(
    "nodes",
    DATA,
    column("level", Integer(), "count", key=True),
    column("idx", BigInteger(), "count", key=True),
    column("hash", BYTES, "hash"),
    **CLUSTERED,
)

CHECKPOINTS = Table(
    "checkpoints",
    DATA,
    column("size", BigInteger(), "count", key=True),
    # A C2SP signed note: origin, size, root hash, signatures.
    column("note", WORDS, "hash"),
    at_("at"),
)

POLICIES = Table(
    "policies",
    DATA,
    column("policy", WORDS, "hash", key=True),
    name_("name"),
    at_("published_at"),
    name_("manifest"),
    name_("manifest_name"),
)

BEFORE_PERSONS: Final = (
    "records",
    "clocks",
    "standing",
    "consents",
    "holds",
    "disclosures",
    "accesses",
    "notices",
)
"""Tables with rows under a person, in the order in which an erasure empties them."""
