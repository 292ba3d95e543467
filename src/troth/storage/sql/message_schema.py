"""The table of correspondence in the data store; the words of it are records (D14)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, LargeBinary, Table

from troth.storage.sql.schema import CLUSTERED, DATA, at_, column, id_, name_

MESSAGES: Final = Table(
    "messages",
    DATA,
    id_("message", key=True),
    id_("inquiry", null=True),
    id_("person", null=True),
    id_("submission", null=True),
    name_("direction"),
    name_("channel"),
    name_("kind"),
    name_("state"),
    name_("template"),
    column("outside", LargeBinary(), "hash", null=True),
    name_("who"),
    at_("at"),
    Index("messages_inquiry", "inquiry"),
    Index("messages_person", "person"),
    Index("messages_state", "state"),
    Index("messages_outside", "outside", unique=True),
    **CLUSTERED,
)
