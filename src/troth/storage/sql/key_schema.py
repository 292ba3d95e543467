"""Every table and column of the key store, and what each may hold; see `schema` for the words.

A key here is wrapped under a key that is itself wrapped under the root: `ciphertext`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, Integer, MetaData, Table

from troth.storage.sql.schema import BYTES, CLUSTERED, NUMBERED, at_, column, counted, id_, name_

KEYS: Final = MetaData()
VERSION_TABLE: Final = "key_schema"

EPOCHS = Table(
    "epochs",
    KEYS,
    # Always 0: there is one marker, and a new one replaces it.
    column("marker", Integer(), "count", key=True),
    column("epoch", BigInteger(), "count"),
    column("opens", BYTES, "hash"),
    at_("at"),
)

UNITS = Table(
    "units",
    KEYS,
    column("marker", Integer(), "count", key=True),
    # How many units have ended well; tells which of two copies is the newer.
    column("done", BigInteger(), "count"),
)

SHARD_KEYS = Table(
    "shard_keys",
    KEYS,
    name_("kind", key=True),
    column("shard", Integer(), "count", key=True),
    column("wrapped", BYTES, "ciphertext"),
    **CLUSTERED,
)

PERSON_KEYS = Table(
    "person_keys",
    KEYS,
    id_("person", key=True),
    column("shard", Integer(), "count"),
    column("wrapped", BYTES, "ciphertext"),
    column("identifiers", BYTES, "ciphertext"),
    Index("person_keys_shard", "shard"),
    **CLUSTERED,
)

PERIOD_KEYS = Table(
    "period_keys",
    KEYS,
    id_("period", key=True),
    column("shard", Integer(), "count"),
    column("wrapped", BYTES, "ciphertext"),
    at_("expires_at", null=True),
    id_("person", null=True),
    Index("period_keys_shard", "shard"),
    Index("period_keys_person", "person"),
    **CLUSTERED,
)

IDENTIFIERS = Table(
    "identifiers",
    KEYS,
    id_("entry", key=True),
    # An HMAC under the shard's key, which an epoch re-makes.
    column("token", BYTES, "hash"),
    column("shard", Integer(), "count"),
    column("sealed", BYTES, "ciphertext"),
    name_("status"),
    Index("identifiers_token", "token"),
    Index("identifiers_shard", "shard"),
    **CLUSTERED,
)

SUPPRESSIONS = Table(
    "suppressions",
    KEYS,
    # An HMAC under the suppression key, kept beyond the person: see DESIGN, D4.9.
    column("token", BYTES, "hash", key=True),
    name_("basis"),
    name_("address"),
    at_("at"),
    at_("until", null=True),
    **CLUSTERED,
)

SECRETS = Table(
    "secrets", KEYS, name_("name", key=True), column("wrapped", BYTES, "ciphertext"), **CLUSTERED
)

JOURNAL = Table(
    "journal",
    KEYS,
    counted("seq"),
    at_("at"),
    id_("person"),
    name_("kind"),
    column("sealed", BYTES, "ciphertext"),
    Index("journal_person", "person"),
    Index("journal_at", "at"),
    **NUMBERED,
)
