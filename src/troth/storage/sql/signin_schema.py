"""The tables of signing in, in the data store, and what each column may hold (DESIGN, D14)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, Table

from troth.storage.sql.schema import BYTES, CLUSTERED, DATA, WORDS, at_, column, id_, name_

ACCOUNTS: Final = Table(
    "accounts",
    DATA,
    id_("person", key=True),
    column("password", WORDS, "hash"),
    column("factor", BYTES, "ciphertext", null=True),
    at_("opened_at"),
    at_("closed_at", null=True),
    **CLUSTERED,
)

STAFF: Final = Table(
    "staff",
    DATA,
    id_("staff", key=True),
    name_("login"),
    name_("roles"),
    column("password", WORDS, "hash"),
    column("factor", BYTES, "ciphertext", null=True),
    at_("opened_at"),
    at_("ended_at", null=True),
    Index("staff_login", "login", unique=True),
)

PASSKEYS: Final = Table(
    "passkeys",
    DATA,
    column("credential", BYTES, "id", key=True),
    name_("kind"),
    id_("owner"),
    column("public_key", BYTES, "id"),
    column("counter", BigInteger(), "count"),
    at_("made_at"),
    Index("passkeys_owner", "owner"),
)

SESSIONS: Final = Table(
    "sessions",
    DATA,
    column("token", BYTES, "hash", key=True),
    name_("kind"),
    id_("owner"),
    at_("opened_at"),
    at_("seen_at"),
    at_("until"),
    Index("sessions_owner", "owner"),
    Index("sessions_until", "until"),
)

LINKS: Final = Table(
    "links",
    DATA,
    column("token", BYTES, "hash", key=True),
    # `use` is a word that SQL keeps for itself on some databases; ours take it.
    name_("use"),
    id_("owner", null=True),
    name_("about"),
    at_("until"),
    at_("used_at", null=True),
    Index("links_owner", "owner"),
    Index("links_until", "until"),
)

TOKENS: Final = Table(
    "tokens",
    DATA,
    column("token", BYTES, "hash", key=True),
    name_("name"),
    name_("roles"),
    at_("made_at"),
    at_("ended_at", null=True),
    at_("until", null=True),
)

SIGN_INS: Final = Table(
    "sign_ins",
    DATA,
    id_("event", key=True),
    name_("kind"),
    id_("owner"),
    name_("what"),
    at_("at"),
    Index("sign_ins_owner", "owner", "at"),
    Index("sign_ins_at", "at"),
)

REVIEWS: Final = Table(
    "reviews",
    DATA,
    id_("review", key=True),
    id_("staff"),
    id_("reviewer"),
    name_("outcome"),
    name_("roles"),
    name_("withdrawn"),
    at_("at"),
)
