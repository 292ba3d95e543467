"""The tables of dossiers in the data store: what authorities ask for, breaches, deals (D14)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table

from troth.storage.sql.schema import CLUSTERED, DATA, NUMBERED, at_, counted, id_, name_

DOSSIERS: Final = Table(
    "dossiers",
    DATA,
    id_("dossier", key=True),
    name_("kind"),
    name_("state"),
    at_("opened_at"),
    at_("due_at", null=True),
    at_("closed_at", null=True),
    name_("body"),
    Index("dossiers_kind", "kind", "state", "opened_at"),
)

DOSSIER_EVENTS: Final = Table(
    "dossier_events",
    DATA,
    counted("event"),
    id_("dossier"),
    name_("kind"),
    name_("who"),
    name_("detail"),
    at_("at"),
    Index("dossier_events_dossier", "dossier"),
    **NUMBERED,
)

DOSSIER_PERSONS: Final = Table(
    "dossier_persons",
    DATA,
    id_("dossier", key=True),
    id_("person", key=True),
    name_("state"),
    Index("dossier_persons_person", "person"),
    **CLUSTERED,
)
