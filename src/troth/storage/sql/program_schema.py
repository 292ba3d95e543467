"""The tables of programs in the data store, and what each column may hold (DESIGN, D14)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Index, Table

from troth.storage.sql.schema import (
    BYTES,
    CLUSTERED,
    DATA,
    NUMBERED,
    at_,
    column,
    counted,
    id_,
    name_,
)

WEBHOOKS: Final = Table(
    "webhooks",
    DATA,
    id_("hook", key=True),
    name_("name"),
    name_("url"),
    name_("events"),
    at_("made_at"),
    at_("ended_at", null=True),
)

DELIVERIES: Final = Table(
    "deliveries",
    DATA,
    counted("number"),
    id_("delivery"),
    id_("hook"),
    name_("event"),
    # A fact's own fields and the id of whom it is about: no other word gets in.
    name_("body"),
    at_("at"),
    column("tries", BigInteger(), "count"),
    at_("next_at", null=True),
    name_("outcome"),
    Index("deliveries_next", "next_at"),
    Index("deliveries_hook", "hook"),
    **NUMBERED,
)

REPLIES: Final = Table(
    "replies",
    DATA,
    column("call", BYTES, "hash", key=True),
    column("sent", BYTES, "hash"),
    column("status", BigInteger(), "count"),
    # Ids, names of the manifest and instants; whatever else a call brings or gets is left out.
    name_("answer"),
    at_("at"),
    Index("replies_at", "at"),
    **CLUSTERED,
)
